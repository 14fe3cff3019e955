/* A look at one conversation shows what reading the whole capture shows: the same field trees,
 * records and notes, for every capture that is named on the command line (CAPTURE, or
 * CAPTURE=key:FILE=rsa:FILE). */

#include "../unit/unit.h"

#include "base/sum.h"
#include "report/json-value.h"
#include "report/tree-text.h"
#include "session/conversation.h"
#include "session/look.h"
#include "session/session.h"

#define MAX_TALKS   150u /* conversations of a capture that are looked at */
#define MAX_LONELY  50u  /* packets of none */
#define MAX_PACKETS 40000u

static char **paths;
static guint n_paths;

/* ---- what a sink was told, as text by conversation ---- */

typedef struct
{
  GString *text; /* of a record that is open: its parts */
  guint64 order;
} Open;

typedef struct
{
  WgSink sink;
  GPtrArray *open; /* of Open, by id */
  guint64 n;
  GHashTable *told; /* conversation -> GPtrArray of char *, each begins with its order */
} Teller;

static void
free_open (gpointer data)
{
  Open *open = data;
  g_string_free (open->text, TRUE);
  g_free (open);
}

static void
append_kept (GString *out, const WgField *rows, gconstpointer base)
{
  for (const WgField *row = rows; row->key != NULL; row++)
    {
      const guint8 *at = (const guint8 *) base + row->offset;

      if (row->kept && row->kind == WG_KIND_BYTES)
        {
          WgSlice bytes = *(const WgSlice *) (gconstpointer) at;
          g_string_append_printf (out, " kept %" G_GSIZE_FORMAT ":%" G_GINT64_MODIFIER "x",
                                  bytes.len, wg_sum_add (WG_SUM_START, bytes));
        }
      else if (row->kept)
        for (guint i = 0; i < row->size; i++)
          g_string_append_printf (out, "%02x", at[i]);
      else if (row->streamed || row->fields == NULL)
        continue;
      else if (row->kind == WG_KIND_REF && *(const gpointer *) (gconstpointer) at != NULL)
        append_kept (out, row->fields, *(const gpointer *) (gconstpointer) at);
      else if (row->kind == WG_KIND_OBJECT && !row->list)
        append_kept (out, row->fields, at);
      else if (row->kind == WG_KIND_OBJECT)
        {
          const WgList *list = (gconstpointer) at;
          for (guint i = 0; i < list->n; i++)
            append_kept (out, row->fields, (const guint8 *) list->items + i * row->size);
        }
    }
}

static GPtrArray *
told_of (Teller *teller, gint64 conversation)
{
  gpointer key = GSIZE_TO_POINTER ((gsize) (conversation + 1));
  GPtrArray *told = g_hash_table_lookup (teller->told, key);

  if (told == NULL)
    {
      told = g_ptr_array_new_with_free_func (g_free);
      g_hash_table_insert (teller->told, key, told);
    }
  return told;
}

static WgRecordId
on_open (WgSink *sink, const WgRecordType *type, guint32 first_frame)
{
  Teller *teller = (Teller *) sink;
  Open *open = g_new0 (Open, 1);

  open->order = teller->n++;
  open->text = g_string_new (NULL);
  g_string_append_printf (open->text, "%s from %u", type->name, first_frame);
  g_ptr_array_add (teller->open, open);
  return teller->open->len;
}

static void
on_part (WgSink *sink, WgRecordId id, const WgField *list, gconstpointer item)
{
  g_autoptr (GString) scratch = g_string_new (NULL);
  WgJsonStyle style = {.scratch = scratch};
  Open *open = g_ptr_array_index (((Teller *) sink)->open, id - 1);

  g_string_append_printf (open->text, "\n  %s ", list->key);
  wg_json_item (open->text, list, item, &style);
  if (list->kind == WG_KIND_OBJECT)
    append_kept (open->text, list->fields, item);
}

static void
on_close (WgSink *sink, WgRecordId id, const WgRecordType *type, gconstpointer record)
{
  g_autoptr (GString) scratch = g_string_new (NULL);
  WgJsonStyle style = {.scratch = scratch};
  Teller *teller = (Teller *) sink;
  Open *open = g_ptr_array_index (teller->open, id - 1);
  gint64 conversation = type == &wg_conversation_type
                            ? ((const WgConversation *) record)->id
                            : ((const WgRecordHead *) record)->conversation;

  g_string_append_c (open->text, '\n');
  wg_json_fields (open->text, type->fields, record, &style, NULL, NULL);
  append_kept (open->text, type->fields, record);
  g_ptr_array_add (
      told_of (teller, conversation),
      g_strdup_printf ("%012" G_GINT64_MODIFIER "u%s", open->order, open->text->str));
}

static void
on_note (WgSink *sink,
         const WgNoteType *type,
         gint64 conversation,
         const WgSpan *span,
         const char *text)
{
  if (conversation >= 0)
    g_ptr_array_add (told_of ((Teller *) sink, conversation),
                     g_strdup_printf ("note        %s %u+%u:%u %s", type->id, span->frame,
                                      span->off, span->len, text != NULL ? text : ""));
}

static void
teller_init (Teller *teller)
{
  *teller = (Teller){
      .sink = {.open = on_open, .part = on_part, .close = on_close, .note = on_note},
      .open = g_ptr_array_new_with_free_func (free_open),
      .told = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_ptr_array_unref)};
}

static void
teller_clear (Teller *teller)
{
  g_ptr_array_unref (teller->open);
  g_hash_table_unref (teller->told);
}

static gint
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

/* All that was told of a conversation, records in the order in which they began. */
static char *
text_of (Teller *teller, gint64 conversation)
{
  GPtrArray *told = told_of (teller, conversation);
  GString *text = g_string_new (NULL);

  g_ptr_array_sort (told, compare_texts);
  for (guint i = 0; i < told->len; i++)
    g_string_append_printf (text, "%s\n", (const char *) g_ptr_array_index (told, i) + 12);
  return g_string_free (text, FALSE);
}

/* ---- one capture ---- */

typedef struct
{
  const char *path;
  WgStore *store;
  WgSecrets *secrets;
  GPtrArray *trees; /* char * of each packet, by its number */
  Teller whole;
  guint failed;
} Bench;

static char *
dump_tree (const WgPacket *packet, WgTree *tree)
{
  GString *text = g_string_new (NULL);

  wg_tree_json_append (text, packet, tree, NULL);
  for (guint i = 0; i < wg_tree_n_sources (tree); i++)
    {
      const WgTreeSource *source = wg_tree_source (tree, i);
      g_string_append_printf (text, "%s %" G_GINT64_MODIFIER "x\n", source->title,
                              wg_sum_add (WG_SUM_START, source->bytes));
    }
  return g_string_free (text, FALSE);
}

static gboolean
on_tree (gpointer user, const WgPacket *packet, WgTree *tree)
{
  Bench *bench = user;

  if (bench->trees->len <= packet->frame)
    g_ptr_array_set_size (bench->trees, (gint) packet->frame + 1);
  bench->trees->pdata[packet->frame] = dump_tree (packet, tree);
  return FALSE;
}

static gboolean
on_progress (gpointer user, guint64 done, guint64 size, guint32 packets)
{
  return packets < MAX_PACKETS;
}

static gboolean
read_whole (Bench *bench)
{
  WgSessionOptions options = {.path = bench->path,
                              .wants = WG_WANT_HASHES | WG_WANT_BODIES,
                              .secrets = bench->secrets,
                              .store = bench->store,
                              .sink = &bench->whole.sink,
                              .tree_first = 1,
                              .tree_last = G_MAXUINT32,
                              .tree = on_tree,
                              .progress = on_progress,
                              .user = bench};
  WgCaptureFacts facts;
  gboolean ok = wg_session_run (&options, &facts, NULL);

  wg_capture_facts_clear (&facts);
  return ok;
}

static void
say_difference (Bench *bench, const char *what, gint64 which, const char *a, const char *b)
{
  gsize at = 0, from;

  bench->failed++;
  if (bench->failed > 3)
    return;
  while (a[at] != '\0' && a[at] == b[at])
    at++;
  from = at > 150 ? at - 150 : 0;
  print_error ("%s: %s %" G_GINT64_MODIFIER "d:\n  whole: %.300s\n  look:  %.300s\n",
               bench->path, what, which, a + from, b + from);
}

static void
compare_trees (Bench *bench, const WgLookResult *result)
{
  for (guint i = 0; i < result->trees->len; i++)
    {
      const WgLookTree *one = &g_array_index (result->trees, WgLookTree, i);
      g_autofree char *text = dump_tree (&one->packet, one->tree);
      const char *whole = bench->trees->pdata[one->packet.frame];

      if (g_strcmp0 (whole, text) != 0)
        say_difference (bench, "tree of packet", one->packet.frame, whole, text);
    }
}

static void
compare_records (Bench *bench, const WgLookResult *result)
{
  g_autofree char *whole = text_of (&bench->whole, result->conversation), *text = NULL;
  Teller teller;

  if (result->records_left + result->parts_left + result->notes_left > 0)
    return;
  teller_init (&teller);
  wg_look_result_tell (result, &teller.sink);
  text = text_of (&teller, result->conversation);
  if (strcmp (whole, text) != 0)
    say_difference (bench, "records of conversation", result->conversation, whole, text);
  teller_clear (&teller);
}

static void
check_said (const WgLookResult *result)
{
  for (guint i = 0; i < result->levels->len; i++)
    {
      const WgLookLevel *level = g_ptr_array_index (result->levels, i);
      gsize at = 0;

      assert_true (i == 0 ? level->parent == -1 : level->parent < (gint) i);
      for (guint j = 0; j < level->runs->len; j++)
        {
          const WgLookRun *run = &g_array_index (level->runs, WgLookRun, j);
          assert_int_equal (run->at, at);
          assert_true (run->len > 0 || run->lost > 0);
          at += run->len;
        }
      assert_int_equal (at, level->bytes->len);
    }
}

static void
look_at (Bench *bench, WgLook *look, gint64 conversation, guint32 frame)
{
  WgLookRequest request = {.frame = frame,
                           .conversation = conversation,
                           .parts = WG_LOOK_TREES | WG_LOOK_RECORDS | WG_LOOK_SAID,
                           .first = frame > 0 && conversation < 0 ? frame : 1,
                           .last = frame > 0 && conversation < 0 ? frame : G_MAXUINT32,
                           .wants = WG_WANT_HASHES};
  g_autoptr (GError) error = NULL;
  g_autoptr (WgLookResult) result = wg_look_run (look, &request, &error);

  if (result == NULL)
    {
      print_error ("%s: %s\n", bench->path, error->message);
      bench->failed++;
      return;
    }
  compare_trees (bench, result);
  check_said (result);
  if (conversation >= 0)
    compare_records (bench, result);
}

static void
look_at_capture (Bench *bench)
{
  g_autoptr (WgLook) look = wg_look_new (bench->path, bench->store, bench->secrets, NULL);
  gsize talks = wg_store_n_conversations (bench->store),
        packets = wg_store_n_packets (bench->store), lonely = 0;

  assert_non_null (look);
  for (gsize i = 0; i < talks; i += talks / MAX_TALKS + 1)
    look_at (bench, look, (gint64) i, 0);
  for (gsize i = 0; i < packets && lonely < MAX_LONELY; i++)
    if (wg_store_packet (bench->store, i)->conversation < 0
        && wg_store_packet (bench->store, i)->file_off > 0)
      {
        look_at (bench, look, -1, (guint32) i + 1);
        lonely++;
      }
}

static void
load_keys (WgSecrets *secrets, const char *word)
{
  WgKeylogCount count = {0};

  if (g_str_has_prefix (word, "rsa:"))
    assert_true (wg_secrets_load_rsa_key (secrets, word + 4, NULL));
  else
    assert_true (wg_secrets_load_keylog (secrets, strchr (word, ':') + 1, &count, NULL));
}

/* FALSE: it cannot be read as a whole, or is long. */
static gboolean
hold (const char *argument, guint *failed)
{
  g_auto (GStrv) words = g_strsplit (argument, "=", -1);
  g_autoptr (WgStore) store = wg_store_new ();
  g_autoptr (WgSecrets) secrets = wg_secrets_new (NULL);
  Bench bench = {.path = words[0], .store = store, .secrets = secrets};
  gboolean read;

  for (guint i = 1; words[i] != NULL; i++)
    load_keys (secrets, words[i]);
  bench.trees = g_ptr_array_new_with_free_func (g_free);
  teller_init (&bench.whole);
  read = read_whole (&bench);
  if (read)
    look_at_capture (&bench);
  g_ptr_array_unref (bench.trees);
  teller_clear (&bench.whole);
  *failed += bench.failed > 0 ? 1 : 0;
  return read;
}

static void
a_look_shows_what_the_whole_shows (void **state)
{
  guint compared = 0, failed = 0;

  for (guint i = 0; i < n_paths; i++)
    compared += hold (paths[i], &failed) ? 1 : 0;
  print_message ("%u of %u captures compared\n", compared, n_paths);
  assert_true (compared > 0);
  assert_int_equal (failed, 0);
}

int
main (int argc, char **argv)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (a_look_shows_what_the_whole_shows),
  };

  paths = argv + 1;
  n_paths = (guint) argc - 1;
  return cmocka_run_group_tests (tests, NULL, NULL);
}
