#pragma once

#include "check/match/value.h"
#include "check/rule.h"
#include "websocket/websocket-records.h"

/* What is remembered of a WebSocket while it lasts. */

typedef enum
{
  WG_WS_UNMASKED,
  WG_WS_MASKED,
  WG_WS_MASK_ZERO,
  WG_WS_MASK_AGAIN,
  WG_WS_MASK_STEPS,
  WG_WS_RSV23,
  WG_WS_RSV1_DATA,
  WG_WS_RSV1_OTHER,
  WG_WS_RESERVED_OPCODE,
  WG_WS_CONTROL_FRAGMENTED,
  WG_WS_CONTROL_LONG,
  WG_WS_LENGTH_FORM,
  WG_WS_CLOSED_OPEN,
  WG_WS_MANY_MESSAGES,
  WG_WS_MANY_PINGS,
  WG_WS_N_FAULTS,
} WgWsFault;

/* The first packets that show a fault, and how many there are. */
typedef struct
{
  guint32 frames[8];
  guint64 n;
} WgWsSeen;

typedef struct
{
  guint32 ring[64];
  guint64 n;
  guint32 last;
  guint32 step;
  guint steps;
} WgWsMasks;

typedef struct
{
  gint64 since_ns;
  guint n;
} WgWsRate;

/* What messages gave away. */
typedef enum
{
  WG_WS_SECRET,
  WG_WS_INJECTION,
  WG_WS_REFLECTION,
  WG_WS_TUNNEL,
  WG_WS_N_FINDS,
} WgWsFind;

/* The first time of it; @what: the name of a secret, a kind of attack, a protocol; static */
typedef struct
{
  guint32 frame;
  const char *what;
  GString *value; /* or %NULL */
  guint64 n;
} WgWsFound;

/**
 * WgWsTalk: one connection.
 * @open: a message in fragments has begun; by direction, as @n_messages and @messages
 * @logs_in: one of the client's first messages looks like a login
 */
typedef struct
{
  WgWsSeen seen[WG_WS_N_FAULTS];
  WgWsMasks masks;
  WgWsRate messages[2], pings;
  gboolean open[2];
  guint64 n_messages[2];
  gint64 close_code;
  guint32 close_frame;
  gboolean close_by_client;
  gboolean logs_in;
  WgWsFound found[WG_WS_N_FINDS];
} WgWsTalk;

typedef struct
{
  WgCheck *check;
  GHashTable *talks; /* record id -> WgWsTalk */
  WgWsTalk *last;    /* the one asked for before, or %NULL */
  WgRecordId last_id;
  GPtrArray *payloads; /* scripts that clients sent */
  GString *plain;      /* scratch */
  WgValue value;       /* scratch */
} WgWsTalks;

WgWsTalks *wg_ws_talks_new (WgCheck *check);
void wg_ws_talks_free (WgWsTalks *talks);
/* Begun where it is new; %NULL past %WG_LIMIT_WS_TALKS. */
WgWsTalk *wg_ws_talk_of (WgWsTalks *talks, WgRecordId id);
void wg_ws_talk_forget (WgWsTalks *talks, WgRecordId id);

/* A connection that is over. */
typedef struct
{
  WgCheck *check;
  const WgParties *parties;
  const WgWsRecord *record;
  WgWsTalk *talk;
} WgWsEnd;

/* messages.c */
void wg_ws_message_part (gpointer state, WgRecordId id, gconstpointer item);
void wg_ws_tell_messages (const WgWsEnd *end);
