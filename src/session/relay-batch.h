#pragma once

#include "model/record.h"

/* Calls to a sink, kept to be made later. */

typedef enum
{
  WG_CALL_OPEN,
  WG_CALL_PART,
  WG_CALL_CLOSE,
  WG_CALL_NOTE,
} WgCallKind;

/* @what: a #WgRecordType, of a PART its #WgField, of a NOTE its #WgNoteType
 * @data: the record, the item, or the note's text, which may be %NULL */
typedef struct
{
  WgCallKind kind;
  WgRecordId id;
  const void *what;
  const void *data;
  gint64 conversation;
  WgSpan span; /* of an OPEN: the first frame alone */
} WgCall;

/* How a struct is copied, found once for each table that describes one.
 * @len: of the struct
 * @pointing: the rows of members that point to something, which is copied with them */
typedef struct
{
  const WgField *rows;
  gsize len;
  const WgField **pointing;
  guint n_pointing;
} WgCopyPlan;

#define WG_COPY_PLANS 64u

/**
 * WgBatch: a run of calls and the memory behind their data.
 * @memory: of %WG_BATCH_LEN; what does not fit has memory of its own in @large
 */
typedef struct
{
  GArray *calls; /* of WgCall */
  guint8 *memory;
  gsize used;
  GPtrArray *large;
  gsize large_len;
  GHashTable *plans;                 /* of WgCopyPlan by their rows */
  WgCopyPlan *recent[WG_COPY_PLANS]; /* of these, by a hash of their rows */
  gboolean whole; /* what rows of kept members tell of too; what none tells of is zero */
} WgBatch;

#define WG_BATCH_LEN (256u * 1024)

void wg_batch_init (WgBatch *batch);
void wg_batch_clear (WgBatch *batch);
/* Forgets the calls, keeps the memory. */
void wg_batch_reset (WgBatch *batch);
/* Is there enough to be handed over? */
gboolean wg_batch_full (const WgBatch *batch);

/* Copies of a struct that @rows describe, of an item of the streamed list @list, of a text. */
gpointer wg_batch_keep_record (WgBatch *batch, const WgField *rows, gconstpointer record);
gpointer wg_batch_keep_item (WgBatch *batch, const WgField *list, gconstpointer item);
const char *wg_batch_keep_text (WgBatch *batch, const char *text);
