#include "base/limits.h"
#include "session/look-private.h"

/* Records and notes are copied into batches, as many as it takes. */

static void
free_batch (gpointer data)
{
  wg_batch_clear (data);
  g_free (data);
}

static WgBatch *
batch_of (WgLookKeep *keep)
{
  GPtrArray *memory = keep->result->memory;
  WgBatch *batch = memory->len > 0 ? g_ptr_array_index (memory, memory->len - 1) : NULL;

  if (batch != NULL && !wg_batch_full (batch))
    return batch;
  batch = g_new0 (WgBatch, 1);
  wg_batch_init (batch);
  batch->whole = TRUE;
  g_ptr_array_add (memory, batch);
  return batch;
}

static gsize
size_of (const WgBatch *batch)
{
  return batch->used + batch->large_len;
}

/* Is there room for something that began in packet @from and is told in the one being worked
 * on? */
static gboolean
has_room (const WgLookKeep *keep, guint32 from)
{
  gboolean is_near = from <= keep->last && *keep->frame >= keep->first;

  return keep->used < WG_LIMIT_LOOK_MEMORY + (is_near ? WG_LIMIT_LOOK_NEAR : 0);
}

void
wg_look_record_free (gpointer data)
{
  WgLookRecord *record = data;

  if (record != NULL && record->parts != NULL)
    g_array_unref (record->parts);
  g_free (record);
}

static WgRecordId
sink_open (WgSink *sink, const WgRecordType *type, guint32 first_frame)
{
  WgLookKeep *keep = (WgLookKeep *) sink;
  WgLookRecord *record = g_new0 (WgLookRecord, 1);
  WgRecordId id;

  record->type = type;
  record->first_frame = first_frame;
  record->order = keep->n_records++;
  if (keep->free_ids->len == 0)
    {
      g_ptr_array_add (keep->open, record);
      return keep->open->len;
    }
  id = g_array_index (keep->free_ids, WgRecordId, keep->free_ids->len - 1);
  g_array_set_size (keep->free_ids, keep->free_ids->len - 1);
  keep->open->pdata[id - 1] = record;
  return id;
}

static void
sink_part (WgSink *sink, WgRecordId id, const WgField *list, gconstpointer item)
{
  WgLookKeep *keep = (WgLookKeep *) sink;
  WgLookRecord *record = g_ptr_array_index (keep->open, id - 1);
  WgLookPart part = {.list = list, .frame = *keep->frame};
  WgBatch *batch;
  gsize before;

  if (!has_room (keep, *keep->frame))
    {
      keep->result->parts_left++;
      return;
    }
  batch = batch_of (keep);
  before = size_of (batch);
  part.item = wg_batch_keep_item (batch, list, item);
  if (record->parts == NULL)
    record->parts = g_array_new (FALSE, FALSE, sizeof (WgLookPart));
  g_array_append_val (record->parts, part);
  keep->used += size_of (batch) - before + sizeof part;
}

static void
sink_close (WgSink *sink, WgRecordId id, const WgRecordType *type, gconstpointer record)
{
  WgLookKeep *keep = (WgLookKeep *) sink;
  WgLookRecord *kept = g_ptr_array_index (keep->open, id - 1);
  WgBatch *batch;
  gsize before;

  keep->open->pdata[id - 1] = NULL;
  g_array_append_val (keep->free_ids, id);
  if (!has_room (keep, kept->first_frame))
    {
      keep->result->records_left++;
      wg_look_record_free (kept);
      return;
    }
  batch = batch_of (keep);
  before = size_of (batch);
  kept->record = wg_batch_keep_record (batch, type->fields, record);
  kept->last_frame = *keep->frame;
  keep->used += size_of (batch) - before + sizeof *kept;
  g_ptr_array_add (keep->result->records, kept);
}

static void
sink_note (WgSink *sink,
           const WgNoteType *type,
           gint64 conversation,
           const WgSpan *span,
           const char *text)
{
  WgLookKeep *keep = (WgLookKeep *) sink;
  WgLookNote note = {.type = type, .conversation = conversation, .span = *span};

  if (!has_room (keep, span->frame))
    {
      keep->result->notes_left++;
      return;
    }
  note.text = wg_batch_keep_text (batch_of (keep), text);
  g_array_append_val (keep->result->notes, note);
  keep->used += sizeof note + (text != NULL ? strlen (text) : 0);
}

void
wg_look_keep_init (WgLookKeep *keep, WgLookResult *result, const guint32 *frame)
{
  *keep = (WgLookKeep){
      .sink = {.open = sink_open, .part = sink_part, .close = sink_close, .note = sink_note},
      .result = result,
      .frame = frame,
      .last = G_MAXUINT32,
      .open = g_ptr_array_new_with_free_func (wg_look_record_free),
      .free_ids = g_array_new (FALSE, FALSE, sizeof (WgRecordId))};
  result->memory = g_ptr_array_new_with_free_func (free_batch);
}

static gint
compare_records (gconstpointer a, gconstpointer b)
{
  const WgLookRecord *one = *(WgLookRecord *const *) a, *other = *(WgLookRecord *const *) b;
  return (one->order > other->order) - (one->order < other->order);
}

void
wg_look_keep_finish (WgLookKeep *keep)
{
  g_ptr_array_sort (keep->result->records, compare_records);
  g_ptr_array_unref (keep->open);
  g_array_unref (keep->free_ids);
}
