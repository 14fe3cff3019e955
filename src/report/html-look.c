#include "report/html.h"

#include "base/text.h"
#include "report/human.h"
#include "session/conversation.h"
#include "websocket/websocket-records.h"

/* The sink of the second look: which conversation each open record belongs to is known only at
 * its end, so parts wait there. */
typedef struct
{
  WgSink sink;
  WgHtmlLook *look;
} LookSink;

static void
clear_event (gpointer item)
{
  g_free (((WgHtmlEvent *) item)->label);
}

static void
free_talk (gpointer item)
{
  WgHtmlTalk *talk = item;

  g_array_unref (talk->events);
  g_free (talk->client);
  g_free (talk->server);
  g_free (talk->about);
  g_free (talk);
}

static void
free_bytes (gpointer item)
{
  g_free (((WgHtmlBytes *) item)->source);
  g_free (item);
}

static void
clear_certificate (gpointer item)
{
  WgHtmlCertificate *certificate = item;

  g_free (certificate->sha256);
  g_free (certificate->subject);
  g_free (certificate->issuer);
  g_free (certificate->dates);
  g_free (certificate->key);
  g_free (certificate->names);
}

WgHtmlLook *
wg_html_look_new (WgFindingReport *report)
{
  WgHtmlLook *look = g_new0 (WgHtmlLook, 1);

  look->report = report;
  look->talks = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, free_talk);
  look->frames = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_ptr_array_unref);
  look->bytes = g_hash_table_new_full (NULL, NULL, NULL, free_bytes);
  look->certificates = g_array_new (FALSE, FALSE, sizeof (WgHtmlCertificate));
  g_array_set_clear_func (look->certificates, clear_certificate);
  look->seen_certificates = g_hash_table_new (g_str_hash, g_str_equal);
  return look;
}

void
wg_html_look_free (WgHtmlLook *look)
{
  if (look == NULL)
    return;
  g_hash_table_unref (look->seen_certificates);
  g_hash_table_unref (look->talks);
  g_hash_table_unref (look->frames);
  g_hash_table_unref (look->bytes);
  g_array_unref (look->certificates);
  g_free (look);
}

gboolean
wg_html_look_want_talk (WgHtmlLook *look, gint64 conversation)
{
  WgHtmlTalk *talk;

  if (conversation < 0 || g_hash_table_contains (look->talks, &conversation))
    return TRUE;
  if (g_hash_table_size (look->talks) >= WG_HTML_TALKS)
    return FALSE;
  talk = g_new0 (WgHtmlTalk, 1);
  talk->id = conversation;
  talk->events = g_array_new (FALSE, FALSE, sizeof (WgHtmlEvent));
  g_array_set_clear_func (talk->events, clear_event);
  g_hash_table_insert (look->talks, &talk->id, talk);
  return TRUE;
}

void
wg_html_look_want_bytes (WgHtmlLook *look, const WgEvidence *evidence)
{
  gpointer key = GUINT_TO_POINTER (evidence->frame);
  GPtrArray *wanted = g_hash_table_lookup (look->frames, key);

  if (wanted == NULL && g_hash_table_size (look->frames) >= WG_HTML_FRAMES)
    return;
  if (wanted == NULL)
    {
      wanted = g_ptr_array_new ();
      g_hash_table_insert (look->frames, key, wanted);
    }
  g_ptr_array_add (wanted, (gpointer) evidence);
}

static void
keep_bytes (WgHtmlLook *look,
            const WgEvidence *evidence,
            const WgTreeSource *source,
            guint64 off,
            guint64 len)
{
  WgSlice all = wg_slice_sub (source->bytes, off, len);
  WgHtmlBytes *kept;

  if (all.len == 0)
    return;
  kept = g_new0 (WgHtmlBytes, 1);
  kept->source = g_strdup (source->title != NULL ? source->title : "Packet");
  kept->off = off;
  kept->len = all.len;
  kept->n = (guint) MIN (all.len, WG_HTML_BYTES);
  wg_slice_copy (wg_slice_sub (all, 0, kept->n), kept->bytes);
  g_hash_table_insert (look->bytes, (gpointer) evidence, kept);
}

/* The first node of that name, or rather one whose value is the evidence's. */
static const WgNode *
find_node (const WgNode *node, const WgEvidence *evidence, WgSlice value, const WgNode *best)
{
  for (; node != NULL; node = node->next)
    {
      if (node->field != NULL && g_strcmp0 (node->field->key, evidence->field) == 0
          && node->len > 0)
        {
          if (wg_slice_equal (node->bytes, value)
              || (node->text != NULL && wg_slice_is (value, node->text)))
            return node;
          if (best == NULL)
            best = node;
        }
      best = find_node (node->first_child, evidence, value, best);
    }
  return best;
}

static void
look_for (WgHtmlLook *look, WgTree *tree, const WgEvidence *evidence)
{
  WgSlice value = evidence->secret.len > 0 ? evidence->secret : evidence->value;
  const WgNode *node;

  if (evidence->offset >= 0 && evidence->length > 0)
    {
      keep_bytes (look, evidence, wg_tree_source (tree, 0), (guint64) evidence->offset,
                  (guint64) evidence->length);
      return;
    }
  node = find_node (wg_tree_root (tree)->first_child, evidence, value, NULL);
  if (node != NULL)
    keep_bytes (look, evidence, wg_tree_source (tree, node->source), node->off, node->len);
}

static gboolean
on_tree (gpointer user, const WgPacket *packet, WgTree *tree)
{
  WgHtmlLook *look = user;
  const GPtrArray *wanted =
      g_hash_table_lookup (look->frames, GUINT_TO_POINTER (packet->frame));

  for (guint i = 0; wanted != NULL && i < wanted->len; i++)
    look_for (look, tree, g_ptr_array_index (wanted, i));
  return FALSE;
}

static gboolean
wants_tree (gpointer user, guint32 frame)
{
  return g_hash_table_contains (((WgHtmlLook *) user)->frames, GUINT_TO_POINTER (frame));
}

static void
sink_part (WgSink *sink, WgRecordId id, const WgField *list, gconstpointer item)
{
  wg_html_look_part (((LookSink *) sink)->look, list, item);
}

static void
sink_close (WgSink *sink, WgRecordId id, const WgRecordType *type, gconstpointer record)
{
  wg_html_look_take (((LookSink *) sink)->look, type, record);
}

static void
sort_events (WgHtmlLook *look)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, look->talks);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      WgHtmlTalk *talk = value;

      g_array_sort (talk->events, wg_place_compare);
      if (talk->events->len > WG_HTML_EVENTS)
        {
          talk->n_hidden += talk->events->len - WG_HTML_EVENTS;
          g_array_set_size (talk->events, WG_HTML_EVENTS);
        }
    }
}

gboolean
wg_html_look_run (WgHtmlLook *look, const char *file)
{
  LookSink sink = {wg_sink_deaf, look};
  g_autoptr (GError) error = NULL;
  WgCaptureFacts facts;
  WgSessionOptions session = {.path = file,
                              .secrets = look->report->options->secrets,
                              .first_conversation = look->report->first_conversation,
                              .sink = &sink.sink,
                              .tree_first = 1,
                              .tree_last = G_MAXUINT32,
                              .wants_tree = wants_tree,
                              .tree = on_tree,
                              .user = look};
  gboolean ok;

  if (strcmp (file, "-") == 0 || !g_file_test (file, G_FILE_TEST_IS_REGULAR))
    return FALSE;
  sink.sink.part = sink_part;
  sink.sink.close = sink_close;
  ok = wg_session_run (&session, &facts, &error);
  wg_capture_facts_clear (&facts);
  sort_events (look);
  return ok;
}
