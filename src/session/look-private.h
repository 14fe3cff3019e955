#pragma once

#include "dissect/engine.h"
#include "session/look.h"
#include "session/relay-batch.h"

/* What the parts of a look share. */

/* Numbers of the packets that a look at @frame, or at @conversation (else -1), has to read up
 * to
 * @last, in order: the fragments that its datagrams came in too. */
GArray *wg_look_gather (const WgStore *store, gint64 conversation, guint32 frame, guint32 last);

/**
 * WgLookKeep: takes records and notes and keeps copies of them.
 * @frame: the packet being worked on
 * @first, @last: packets whose records are kept first
 */
typedef struct
{
  WgSink sink;
  WgLookResult *result;
  const guint32 *frame;
  guint32 first;
  guint32 last;
  gsize used;
  GPtrArray *open;  /* records that are not closed yet, by their ids */
  GArray *free_ids; /* of WgRecordId */
  guint64 n_records;
} WgLookKeep;

void wg_look_keep_init (WgLookKeep *keep, WgLookResult *result, const guint32 *frame);
/* Puts what was closed in order. */
void wg_look_keep_finish (WgLookKeep *keep);

void wg_look_record_free (gpointer record);

/**
 * WgLookSaid: keeps what is said, around the packet @middle (0: from the beginning on).
 * @max: bytes of one level, at least %WG_LOOK_MIN_SAID
 */
typedef struct
{
  WgListener listener;
  WgLookResult *result;
  const WgStore *store;
  guint32 middle;
  gsize max;
  gsize used;
  GArray *fills; /* how full each level is */
} WgLookSaid;

/* The longest run fits several times. */
#define WG_LOOK_MIN_SAID (1024u * 1024)

void wg_look_said_init (WgLookSaid *said, WgLookResult *result, const WgStore *store);
void wg_look_said_clear (WgLookSaid *said);

void wg_look_level_free (gpointer level);
