#include "session/relay.h"

#include "session/relay-batch.h"

#define N_BATCHES 4u

/* One batch is being filled, the one after the last that was handed over; the thread takes them
 * in turn. All of the state but the two counts belongs to one side. */
struct WgRelay
{
  WgSink sink;
  WgSink *target;
  WgBatch batches[N_BATCHES];
  GThread *thread; /* %NULL until the first batch is full */

  GArray *free_ids; /* of WgRecordId; the filling side's */
  guint32 n_ids;
  GArray *ids; /* the target's for each of ours; the taking side's */

  GMutex mutex;
  GCond changed;
  guint64 given; /* batches handed over, and taken */
  guint64 taken;
  gboolean end;
};

static void
make_call (WgRelay *relay, const WgCall *call)
{
  WgSink *target = relay->target;
  WgRecordId *id;

  if (call->kind == WG_CALL_NOTE)
    {
      target->note (target, call->what, call->conversation, &call->span, call->data);
      return;
    }
  if (call->id > relay->ids->len)
    g_array_set_size (relay->ids, call->id);
  id = &g_array_index (relay->ids, WgRecordId, call->id - 1);
  if (call->kind == WG_CALL_OPEN)
    *id = target->open (target, call->what, call->span.frame);
  else if (call->kind == WG_CALL_PART)
    target->part (target, *id, call->what, call->data);
  else
    target->close (target, *id, call->what, call->data);
}

static void
make_calls (WgRelay *relay, WgBatch *batch)
{
  for (guint i = 0; i < batch->calls->len; i++)
    make_call (relay, &g_array_index (batch->calls, WgCall, i));
  wg_batch_reset (batch);
}

static gpointer
run (gpointer user)
{
  WgRelay *relay = user;

  g_mutex_lock (&relay->mutex);
  while (TRUE)
    {
      WgBatch *batch = &relay->batches[relay->taken % N_BATCHES];

      while (relay->taken == relay->given && !relay->end)
        g_cond_wait (&relay->changed, &relay->mutex);
      if (relay->taken == relay->given)
        break;
      g_mutex_unlock (&relay->mutex);
      make_calls (relay, batch);
      g_mutex_lock (&relay->mutex);
      relay->taken++;
      g_cond_signal (&relay->changed);
    }
  g_mutex_unlock (&relay->mutex);
  return NULL;
}

/* Hands over the batch being filled, and waits until there is another. */
static void
give (WgRelay *relay)
{
  if (relay->thread == NULL)
    relay->thread = g_thread_new ("wg-records", run, relay);
  g_mutex_lock (&relay->mutex);
  relay->given++;
  g_cond_signal (&relay->changed);
  while (relay->given - relay->taken == N_BATCHES)
    g_cond_wait (&relay->changed, &relay->mutex);
  g_mutex_unlock (&relay->mutex);
}

static WgBatch *
filling (WgRelay *relay)
{
  return &relay->batches[relay->given % N_BATCHES];
}

static void
keep_call (WgRelay *relay, WgCall call)
{
  WgBatch *batch = filling (relay);

  g_array_append_val (batch->calls, call);
  if (wg_batch_full (batch))
    give (relay);
}

static WgRecordId
sink_open (WgSink *sink, const WgRecordType *type, guint32 first_frame)
{
  WgRelay *relay = (WgRelay *) sink;
  WgRecordId id;

  if (relay->free_ids->len > 0)
    {
      id = g_array_index (relay->free_ids, WgRecordId, relay->free_ids->len - 1);
      g_array_set_size (relay->free_ids, relay->free_ids->len - 1);
    }
  else
    id = ++relay->n_ids;
  keep_call (
      relay,
      (WgCall){.kind = WG_CALL_OPEN, .id = id, .what = type, .span = {.frame = first_frame}});
  return id;
}

static void
sink_part (WgSink *sink, WgRecordId id, const WgField *list, gconstpointer item)
{
  WgRelay *relay = (WgRelay *) sink;

  item = wg_batch_keep_item (filling (relay), list, item);
  keep_call (relay, (WgCall){.kind = WG_CALL_PART, .id = id, .what = list, .data = item});
}

static void
sink_close (WgSink *sink, WgRecordId id, const WgRecordType *type, gconstpointer record)
{
  WgRelay *relay = (WgRelay *) sink;

  record = wg_batch_keep_record (filling (relay), type->fields, record);
  keep_call (relay, (WgCall){.kind = WG_CALL_CLOSE, .id = id, .what = type, .data = record});
  g_array_append_val (relay->free_ids, id);
}

static void
sink_note (WgSink *sink,
           const WgNoteType *type,
           gint64 conversation,
           const WgSpan *span,
           const char *text)
{
  WgRelay *relay = (WgRelay *) sink;

  text = wg_batch_keep_text (filling (relay), text);
  keep_call (relay, (WgCall){.kind = WG_CALL_NOTE,
                             .what = type,
                             .data = text,
                             .conversation = conversation,
                             .span = *span});
}

WgRelay *
wg_relay_new (WgSink *target)
{
  WgRelay *relay = g_new0 (WgRelay, 1);

  relay->sink =
      (WgSink){.open = sink_open, .part = sink_part, .close = sink_close, .note = sink_note};
  relay->target = target;
  relay->free_ids = g_array_new (FALSE, FALSE, sizeof (WgRecordId));
  relay->ids = g_array_new (FALSE, TRUE, sizeof (WgRecordId));
  for (guint i = 0; i < N_BATCHES; i++)
    wg_batch_init (&relay->batches[i]);
  g_mutex_init (&relay->mutex);
  g_cond_init (&relay->changed);
  return relay;
}

WgSink *
wg_relay_sink (WgRelay *relay)
{
  return &relay->sink;
}

static void
join (WgRelay *relay)
{
  if (relay->thread == NULL)
    return;
  g_mutex_lock (&relay->mutex);
  relay->end = TRUE;
  g_cond_signal (&relay->changed);
  g_mutex_unlock (&relay->mutex);
  g_thread_join (relay->thread);
}

void
wg_relay_free (WgRelay *relay)
{
  if (relay == NULL)
    return;
  join (relay);
  make_calls (relay, filling (relay)); /* the last ones, on this thread */
  for (guint i = 0; i < N_BATCHES; i++)
    wg_batch_clear (&relay->batches[i]);
  g_array_unref (relay->free_ids);
  g_array_unref (relay->ids);
  g_mutex_clear (&relay->mutex);
  g_cond_clear (&relay->changed);
  g_free (relay);
}
