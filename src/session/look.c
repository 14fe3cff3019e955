#include "session/look.h"

#include "base/limits.h"
#include "capture/pick.h"
#include "session/look-private.h"
#include "session/pipeline.h"

#define PROGRESS_PACKETS 1024u

struct WgLook
{
  WgPick *pick;
  const WgStore *store;
  WgSecrets *secrets; /* with those of the store */
  gsize n_secrets;    /* blocks of it */
};

/**
 * Run: one look.
 * @own: what it reads and makes
 * @lender: gives what the conversation took over from others
 */
typedef struct
{
  WgLook *look;
  WgLookRequest request;
  WgLookResult *result;
  GArray *frames; /* of guint32 */
  guint done;     /* of them */
  WgLookKeep keep;
  WgLookSaid said;
  WgLender lender;
  WgSink nobody;
  WgSessionOptions options;
  WgPipeline pipeline;
  gsize tree_memory;
} Run;

WgLook *
wg_look_new (const char *path, const WgStore *store, const WgSecrets *secrets, GError **error)
{
  WgPick *pick = wg_pick_open (path, error);
  WgLook *look;

  if (pick == NULL)
    return NULL;
  look = g_new0 (WgLook, 1);
  look->pick = pick;
  look->store = store;
  look->secrets = wg_secrets_new (secrets);
  return look;
}

void
wg_look_free (WgLook *look)
{
  if (look == NULL)
    return;
  wg_pick_free (look->pick);
  wg_secrets_free (look->secrets);
  g_free (look);
}

static void
clear_tree (gpointer item)
{
  wg_tree_free (((WgLookTree *) item)->tree);
}

static WgLookResult *
new_result (void)
{
  WgLookResult *result = g_new0 (WgLookResult, 1);

  result->trees = g_array_new (FALSE, FALSE, sizeof (WgLookTree));
  g_array_set_clear_func (result->trees, clear_tree);
  result->records = g_ptr_array_new_with_free_func (wg_look_record_free);
  result->notes = g_array_new (FALSE, FALSE, sizeof (WgLookNote));
  result->levels = g_ptr_array_new_with_free_func (wg_look_level_free);
  return result;
}

void
wg_look_result_free (WgLookResult *result)
{
  if (result == NULL)
    return;
  g_array_unref (result->trees);
  g_ptr_array_unref (result->records);
  g_array_unref (result->notes);
  g_ptr_array_unref (result->levels);
  g_ptr_array_unref (result->memory);
  g_free (result);
}

void
wg_look_result_tell (const WgLookResult *result, WgSink *sink)
{
  for (guint i = 0; i < result->records->len; i++)
    {
      const WgLookRecord *record = g_ptr_array_index (result->records, i);
      WgRecordId id = sink->open (sink, record->type, record->first_frame);

      for (guint j = 0; record->parts != NULL && j < record->parts->len; j++)
        {
          const WgLookPart *part = &g_array_index (record->parts, WgLookPart, j);
          sink->part (sink, id, part->list, part->item);
        }
      sink->close (sink, id, record->type, record->record);
    }
  for (guint i = 0; i < result->notes->len; i++)
    {
      const WgLookNote *note = &g_array_index (result->notes, WgLookNote, i);
      sink->note (sink, note->type, note->conversation, &note->span, note->text);
    }
}

static void
take_secrets (WgLook *look)
{
  while (look->n_secrets < wg_store_n_secrets (look->store))
    {
      WgKeylogCount count = {0};
      WgSlice text = wg_store_secrets (look->store, look->n_secrets++);

      wg_secrets_add_text (look->secrets, text, WG_ORIGIN_DSB, &count);
    }
}

/* The last that another conversation lent under this name. */
static WgSlice
borrow (WgLender *lender, guint64 conversation, WgSlice name)
{
  const Run *run = (const Run *) ((const guint8 *) lender - G_STRUCT_OFFSET (Run, lender));
  const WgStore *store = run->look->store;

  for (gsize i = wg_store_n_loans (store); i > 0; i--)
    {
      const WgStoreLoan *loan = wg_store_loan (store, i - 1);

      if (loan->conversation == (gint64) conversation
          && wg_slice_equal (wg_slice (loan->name, loan->name_len), name))
        return wg_slice (loan->value, loan->value_len);
    }
  return WG_SLICE_NONE;
}

static gsize
tree_memory (const WgTree *tree)
{
  gsize len = 0;

  for (guint i = 0; i < wg_tree_n_sources (tree); i++)
    len += wg_tree_source (tree, i)->bytes.len;
  return len;
}

static gboolean
on_tree (gpointer user, const WgPacket *packet, WgTree *tree)
{
  Run *run = user;
  WgLookTree kept = {*packet, tree};
  gsize memory = tree_memory (tree);

  if (packet->frame != run->request.frame
      && (run->result->trees->len >= WG_LIMIT_LOOK_TREES
          || run->tree_memory + memory > WG_LIMIT_LOOK_TREE_MEMORY))
    {
      run->result->trees_left++;
      return FALSE;
    }
  run->tree_memory += memory;
  kept.packet.bytes = wg_tree_source (tree, 0)->bytes;
  g_array_append_val (run->result->trees, kept);
  return TRUE;
}

static gboolean
go_on (gpointer user)
{
  Run *run = user;
  const WgLookRequest *request = &run->request;

  return request->progress == NULL
         || request->progress (request->user, run->done, run->frames->len);
}

static gboolean
read_packet (Run *run, guint32 frame, GError **error)
{
  const WgStore *store = run->look->store;
  const WgStorePacket *row = wg_store_packet (store, frame - 1);
  WgPacket packet = {.frame = frame,
                     .interface = row->interface,
                     .has_time = row->has_time,
                     .time_ns = row->time_ns,
                     .wire_len = row->wire_len,
                     .file_off = row->file_off};

  if (row->file_off == 0 || row->interface >= wg_store_n_interfaces (store))
    return TRUE; /* a number that is no packet's */
  packet.linktype = wg_store_interface (store, row->interface);
  if (!wg_pick_read (run->look->pick, row->file_off, row->len, &packet.bytes, error))
    return FALSE;
  if (row->conversation >= 0)
    wg_flow_table_expect (run->pipeline.flows, (guint64) row->conversation,
                          wg_store_conversation (store, (gsize) row->conversation)->stream);
  wg_pipeline_packet (&run->pipeline, &packet);
  run->result->packets++;
  return TRUE;
}

static gboolean
read_packets (Run *run, GError **error)
{
  for (; run->done < run->frames->len; run->done++)
    {
      if (!read_packet (run, g_array_index (run->frames, guint32, run->done), error))
        return FALSE;
      if (run->done % PROGRESS_PACKETS == PROGRESS_PACKETS - 1 && !go_on (run))
        {
          g_set_error (error, WG_ERROR, WG_ERROR_CANCELLED, "stopped on request");
          return FALSE;
        }
    }
  return TRUE;
}

static WgRecordId
ignore_open (WgSink *sink, const WgRecordType *type, guint32 first_frame)
{
  return 1;
}

static void
ignore_part (WgSink *sink, WgRecordId id, const WgField *list, gconstpointer item)
{
}

static void
ignore_close (WgSink *sink, WgRecordId id, const WgRecordType *type, gconstpointer record)
{
}

static void
ignore_note (WgSink *sink,
             const WgNoteType *type,
             gint64 conversation,
             const WgSpan *span,
             const char *text)
{
}

/* What is asked for, with all that was left open filled in. FALSE: it is not there. */
static gboolean
settle (const WgStore *store, WgLookRequest *request)
{
  if (request->frame > wg_store_n_packets (store))
    return FALSE;
  if (request->frame > 0)
    request->conversation = wg_store_packet (store, request->frame - 1)->conversation;
  else if (request->conversation < 0
           || (guint64) request->conversation >= wg_store_n_conversations (store))
    return FALSE;
  if (request->first == 0 && request->last == 0)
    request->first = request->last = request->frame;
  if (request->max_said == 0 || request->max_said > WG_LIMIT_LOOK_SAID)
    request->max_said = WG_LIMIT_LOOK_SAID;
  request->max_said = MAX (request->max_said, WG_LOOK_MIN_SAID);
  return TRUE;
}

static void
begin (Run *run)
{
  const WgLookRequest *request = &run->request;
  WgSink *sink = &run->keep.sink;
  gboolean records = (request->parts & WG_LOOK_RECORDS) != 0;

  run->nobody = (WgSink){ignore_open, ignore_part, ignore_close, ignore_note};
  wg_look_keep_init (&run->keep, run->result, &run->pipeline.engine.frame);
  wg_look_said_init (&run->said, run->result, run->look->store);
  if (request->last > 0)
    {
      run->keep.first = request->first;
      run->keep.last = request->last;
    }
  run->said.middle = request->frame;
  run->said.max = request->max_said;
  if (request->parts & WG_LOOK_TREES)
    {
      run->options.tree_first = request->first;
      run->options.tree_last = request->last;
      run->options.tree = on_tree;
      run->options.user = run;
    }
  wg_pipeline_init (&run->pipeline, &run->options, records ? sink : &run->nobody,
                    records ? request->wants | WG_WANT_BODIES : 0, run->look->secrets);
  run->lender.borrow = borrow;
  run->pipeline.engine.lender = &run->lender;
  if (request->parts & WG_LOOK_SAID)
    run->pipeline.engine.listener = &run->said.listener;
}

WgLookResult *
wg_look_run (WgLook *look, const WgLookRequest *request, GError **error)
{
  Run run = {.look = look, .request = *request};
  gboolean trees_alone = (request->parts & ~(guint) WG_LOOK_TREES) == 0, ok;

  if (!settle (look->store, &run.request))
    {
      g_set_error (error, WG_ERROR, WG_ERROR_FORMAT, "there is no such packet or conversation");
      return NULL;
    }
  take_secrets (look);
  run.result = new_result ();
  run.result->conversation = run.request.conversation;
  run.frames = wg_look_gather (look->store, run.request.conversation, run.request.frame,
                               trees_alone ? run.request.last : G_MAXUINT32);
  begin (&run);
  wg_pick_set_watch (look->pick, go_on, &run);
  ok = read_packets (&run, error);
  wg_pick_set_watch (look->pick, NULL, NULL);
  wg_pipeline_end_flows (&run.pipeline);
  wg_pipeline_clear (&run.pipeline);
  wg_look_keep_finish (&run.keep);
  wg_look_said_clear (&run.said);
  g_array_unref (run.frames);
  if (ok)
    return run.result;
  wg_look_result_free (run.result);
  return NULL;
}
