/* The contract that every dissector keeps, held by every capture that is named on the command
 * line: however the bytes of a stream are cut into pieces, the records, findings and messages
 * are the same, and each message is one that the rooms' tables have; every packet has a field
 * tree whose spans lie inside their sources. */

#include "../unit/unit.h"

#include "report/json.h"
#include "session/tell.h"

#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

static char **paths;
static guint n_paths;

/* The report of @path with streams handed on in pieces of @chunk_len, or NULL. */
static char *
report_of (const char *path, gsize chunk_len, gboolean threaded)
{
  static const WgJsonOptions json = {.reveal_secrets = TRUE};
  static const WgCheckOptions check = {.verify_ns = G_MININT64};
  int fd = memfd_create ("report", 0);
  g_autoptr (WgOutput) output = wg_output_new (fd, "report");
  g_autoptr (WgJsonReport) report = wg_json_report_new (output, &json);
  WgSessionOptions options = {.path = path,
                              .threaded = threaded,
                              .wants = WG_WANT_HASHES,
                              .chunk_len = chunk_len,
                              .check = &check,
                              .sink = wg_json_report_sink (report)};
  WgCaptureFacts facts;
  char *text = NULL;

  if (wg_session_run (&options, &facts, NULL))
    {
      gssize len;
      wg_json_report_capture (report, path, &facts);
      assert_true (wg_json_report_finish (report, NULL));
      len = lseek (fd, 0, SEEK_END);
      assert_true (len > 0);
      text = g_malloc0 ((gsize) len + 1);
      assert_int_equal (pread (fd, text, (gsize) len, 0), len);
    }
  wg_capture_facts_clear (&facts);
  close (fd);
  return text;
}

static void
say_difference (const char *path, gsize chunk_len, const char *a, const char *b)
{
  gsize at = 0, from;

  while (a[at] != '\0' && a[at] == b[at])
    at++;
  from = at > 150 ? at - 150 : 0;
  print_error ("%s in pieces of %u:\n  %.300s\n  %.300s\n", path, (guint) chunk_len, a + from,
               b + from);
}

static void
pieces_do_not_matter (void **state)
{
  static const gsize chunks[] = {1, 7, 100};
  guint compared = 0, failed = 0;

  for (guint i = 0; i < n_paths; i++)
    {
      g_autofree char *whole = report_of (paths[i], 0, TRUE);

      if (whole == NULL)
        continue;
      compared++;
      for (guint j = 0; j < G_N_ELEMENTS (chunks); j++)
        {
          g_autofree char *pieces = report_of (paths[i], chunks[j], FALSE);
          if (g_strcmp0 (whole, pieces) == 0)
            continue;
          say_difference (paths[i], chunks[j], whole, pieces);
          failed++;
          break;
        }
    }
  print_message ("%u of %u captures compared\n", compared, n_paths);
  assert_true (compared > 0);
  assert_int_equal (failed, 0);
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

static gboolean
is_listed (const WgMessageType *type)
{
  for (const WgMessageType *row = wg_tcp_messages; row->id != NULL; row++)
    if (row == type)
      return TRUE;
  for (guint i = 0; wg_dissectors[i] != NULL; i++)
    for (const WgMessageType *row = wg_dissectors[i]->messages; row != NULL && row->id != NULL;
         row++)
      if (row == type)
        return TRUE;
  return FALSE;
}

static void
put_message (GString *out, const WgStore *store, gsize index, guint32 packets)
{
  const WgStoreMessage *message = wg_store_message (store, index);
  WgSlice detail = wg_store_detail (store, message);
  guint32 last = atomic_load (&message->last_frame);

  if (!is_listed (message->type) || message->frame == 0 || message->frame > packets
      || last < message->frame || last > packets || message->dir > 1
      || (gsize) message->conversation >= wg_store_n_conversations (store))
    fail_msg ("message %u, %s, of packets %u to %u", (guint) index, message->type->id,
              message->frame, last);
  g_string_append_printf (
      out, "%s of %d from %u, flags %u: %u+%u to %u, %" G_GUINT64_FORMAT " ", message->type->id,
      message->conversation, message->dir, message->flags, message->frame, message->off, last,
      atomic_load (&message->len));
  g_string_append_len (out, (const char *) detail.data, (gssize) detail.len);
  g_string_append_c (out, '\n');
}

/* The messages of @path in the order in which they were told, or NULL. */
static char *
messages_of (const char *path, gsize chunk_len)
{
  WgSink sink = {ignore_open, ignore_part, ignore_close, ignore_note};
  g_autoptr (WgStore) store = wg_store_new ();
  WgSessionOptions options = {.path = path,
                              .wants = WG_WANT_MESSAGES,
                              .chunk_len = chunk_len,
                              .store = store,
                              .sink = &sink};
  GString *out = g_string_new (NULL);
  WgCaptureFacts facts;
  gboolean ok = wg_session_run (&options, &facts, NULL);

  for (gsize i = 0; ok && i < wg_store_n_messages (store); i++)
    put_message (out, store, i, facts.packets);
  wg_capture_facts_clear (&facts);
  return g_string_free (out, !ok);
}

static void
pieces_do_not_change_messages (void **state)
{
  static const gsize chunks[] = {1, 7, 100};
  guint failed = 0;

  for (guint i = 0; i < n_paths; i++)
    {
      g_autofree char *whole = messages_of (paths[i], 0);

      for (guint j = 0; whole != NULL && j < G_N_ELEMENTS (chunks); j++)
        {
          g_autofree char *pieces = messages_of (paths[i], chunks[j]);
          if (g_strcmp0 (whole, pieces) == 0)
            continue;
          say_difference (paths[i], chunks[j], whole, pieces);
          failed++;
          break;
        }
    }
  assert_int_equal (failed, 0);
}

static void
check_node (const WgTree *tree, const WgNode *node)
{
  const WgTreeSource *source;

  assert_true (node->source < wg_tree_n_sources (tree));
  source = wg_tree_source (tree, node->source);
  if (node->len > 0)
    {
      assert_true (node->off <= source->bytes.len);
      assert_true (node->len <= source->bytes.len - node->off);
    }
  for (const WgNode *child = node->first_child; child != NULL; child = child->next)
    {
      assert_ptr_equal (child->parent, node);
      assert_non_null (child->field);
      assert_non_null (child->field->key);
      assert_non_null (child->field->label);
      check_node (tree, child);
    }
}

static gboolean
on_tree (gpointer user, const WgPacket *packet, WgTree *tree)
{
  guint *n = user;

  check_node (tree, wg_tree_root (tree));
  (*n)++;
  return FALSE;
}

static void
every_packet_has_a_tree (void **state)
{
  WgSink sink = wg_sink_deaf;

  for (guint i = 0; i < n_paths; i++)
    {
      guint n = 0;
      WgCaptureFacts facts;
      WgSessionOptions options = {.path = paths[i],
                                  .wants = WG_WANT_HASHES,
                                  .sink = &sink,
                                  .tree_first = 1,
                                  .tree_last = G_MAXUINT32,
                                  .tree = on_tree,
                                  .user = &n};
      if (wg_session_run (&options, &facts, NULL))
        assert_int_equal (n, facts.packets);
      wg_capture_facts_clear (&facts);
    }
}

int
main (int argc, char **argv)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (pieces_do_not_matter),
      cmocka_unit_test (pieces_do_not_change_messages),
      cmocka_unit_test (every_packet_has_a_tree),
  };

  paths = argv + 1;
  n_paths = (guint) argc - 1;
  return cmocka_run_group_tests (tests, NULL, NULL);
}
