#include "../capture/build.h"

#include "base/limits.h"
#include "session/look-private.h"
#include "session/session.h"

#include <glib/gstdio.h>
#include <unistd.h>

/* What a look gives is held against the whole in tests/contract/test-look.c; here are what was
 * said, and the ceilings. */

#define RAW_IP 101u

typedef struct
{
  GByteArray *file;
  char *path;
  WgStore *store;
  WgLook *look;
  guint32 n; /* packets */
  guint32 seq[2];
} Bench;

static void
setup (Bench *bench)
{
  *bench = (Bench){.file = g_byte_array_new (), .seq = {1000, 5000}};
  put_pcap_header (bench->file, FALSE, 0xa1b2c3d4, RAW_IP);
}

static void
put_ip (Bench *bench, guint8 protocol, gboolean server, gsize len)
{
  gsize whole = 20 + len;

  put_u32 (bench->file, FALSE, 100 + bench->n++);
  put_u32 (bench->file, FALSE, 0);
  put_u32 (bench->file, FALSE, (guint32) whole);
  put_u32 (bench->file, FALSE, (guint32) whole);
  put_u16 (bench->file, TRUE, 0x4500);
  put_u16 (bench->file, TRUE, (guint16) MIN (whole, G_MAXUINT16));
  put_u32 (bench->file, TRUE, 0);
  put_u16 (bench->file, TRUE, (guint16) (64 << 8 | protocol));
  put_u16 (bench->file, TRUE, 0);
  put_u32 (bench->file, TRUE, server ? 0x0a000002 : 0x0a000001);
  put_u32 (bench->file, TRUE, server ? 0x0a000001 : 0x0a000002);
}

static void
put_segment (Bench *bench, gboolean server, guint8 flags, const void *bytes, gsize len)
{
  put_ip (bench, 6, server, 20 + len);
  put_u16 (bench->file, TRUE, server ? 80 : 40000);
  put_u16 (bench->file, TRUE, server ? 40000 : 80);
  put_u32 (bench->file, TRUE, bench->seq[server]);
  put_u32 (bench->file, TRUE, bench->seq[!server]);
  put_u16 (bench->file, TRUE, (guint16) (0x5000 | flags));
  put_u16 (bench->file, TRUE, 8192);
  put_u32 (bench->file, TRUE, 0);
  if (bytes != NULL)
    put_bytes (bench->file, bytes, len);
  else
    put_noise (bench->file, bench->n, len);
  bench->seq[server] += (guint32) len + ((flags & 3) != 0 ? 1 : 0);
}

static void
put_text (Bench *bench, gboolean server, const char *text)
{
  put_segment (bench, server, 0x18, text, strlen (text));
}

static void
put_datagram (Bench *bench, gsize len)
{
  put_ip (bench, 17, FALSE, 8 + len);
  put_u16 (bench->file, TRUE, 40000);
  put_u16 (bench->file, TRUE, 40001);
  put_u16 (bench->file, TRUE, (guint16) MIN (8 + len, G_MAXUINT16));
  put_u16 (bench->file, TRUE, 0);
  put_noise (bench->file, 7, len);
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

static void
put_bytes_of (GByteArray **file, GByteArray *take_other)
{
  g_byte_array_unref (*file);
  *file = take_other;
}

/* The index pass. */
static void
index_capture (Bench *bench)
{
  WgSink nobody = {ignore_open, ignore_part, ignore_close, ignore_note};
  WgSessionOptions options = {.sink = &nobody};
  WgCaptureFacts facts;
  int fd = g_file_open_tmp ("wg-look-XXXXXX", &bench->path, NULL);

  assert_true (fd >= 0);
  close (fd);
  assert_true (g_file_set_contents (bench->path, (const char *) bench->file->data,
                                    (gssize) bench->file->len, NULL));
  bench->store = wg_store_new ();
  options.path = bench->path;
  options.store = bench->store;
  assert_true (wg_session_run (&options, &facts, NULL));
  wg_capture_facts_clear (&facts);
  bench->look = wg_look_new (bench->path, bench->store, NULL, NULL);
  assert_non_null (bench->look);
}

static void
teardown (Bench *bench)
{
  wg_look_free (bench->look);
  wg_store_free (bench->store);
  g_unlink (bench->path);
  g_free (bench->path);
  g_byte_array_unref (bench->file);
}

static void
put_exchange (Bench *bench)
{
  put_segment (bench, FALSE, 0x02, NULL, 0);
  put_segment (bench, TRUE, 0x12, NULL, 0);
  put_text (bench, FALSE, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  put_text (bench, TRUE, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
  put_segment (bench, FALSE, 0x11, NULL, 0);
  put_segment (bench, TRUE, 0x11, NULL, 0);
}

static void
check_exchange (Bench *bench)
{
  WgLookRequest request = {.frame = 4, .parts = WG_LOOK_TREES | WG_LOOK_RECORDS | WG_LOOK_SAID};
  g_autoptr (WgLookResult) result = wg_look_run (bench->look, &request, NULL);
  const WgLookLevel *level;
  const WgLookRun *run;

  assert_non_null (result);
  assert_int_equal (result->conversation, 0);
  assert_int_equal (result->packets, 6);
  assert_int_equal (result->trees->len, 1);
  assert_int_equal (g_array_index (result->trees, WgLookTree, 0).packet.frame, 4);
  assert_int_equal (result->records->len, 2);
  assert_int_equal (result->levels->len, 1);
  level = g_ptr_array_index (result->levels, 0);
  assert_int_equal (level->runs->len, 2);
  run = &g_array_index (level->runs, WgLookRun, 1);
  assert_int_equal (run->dir, WG_SERVER);
  assert_int_equal (run->frame, 4);
  assert_int_equal (run->off, 40);
  assert_int_equal (run->time_ns, 103 * G_GINT64_CONSTANT (1000000000));
  assert_memory_equal (level->bytes->data, "GET / HTTP", 10);
  assert_memory_equal (level->bytes->data + run->at + run->len - 5, "hello", 5);
}

static void
what_was_said_is_in_order (void **state)
{
  Bench bench;

  setup (&bench);
  put_exchange (&bench);
  index_capture (&bench);
  check_exchange (&bench);
  teardown (&bench);
}

static void
a_compressed_capture_is_looked_at_too (void **state)
{
  Bench bench;

  setup (&bench);
  put_exchange (&bench);
  put_bytes_of (&bench.file, gzipped (slice_of (bench.file)));
  index_capture (&bench);
  check_exchange (&bench);
  check_exchange (&bench); /* from the beginning again */
  teardown (&bench);
}

static void
what_is_not_there_is_said (void **state)
{
  WgLookRequest beyond = {.frame = 7, .parts = WG_LOOK_TREES},
                none = {.conversation = 1, .parts = WG_LOOK_TREES},
                whole = {.frame = 1, .parts = WG_LOOK_SAID};
  g_autoptr (GError) error = NULL;
  Bench bench;

  setup (&bench);
  put_exchange (&bench);
  index_capture (&bench);
  assert_null (wg_look_run (bench.look, &beyond, &error));
  assert_true (g_error_matches (error, WG_ERROR, WG_ERROR_FORMAT));
  g_clear_error (&error);
  assert_null (wg_look_run (bench.look, &none, NULL));
  assert_int_equal (truncate (bench.path, 200), 0);
  assert_null (wg_look_run (bench.look, &whole, &error));
  assert_true (g_error_matches (error, WG_ERROR, WG_ERROR_IO));
  teardown (&bench);
}

static gboolean
stop_soon (gpointer user, guint64 done, guint64 packets)
{
  assert_true (done < packets);
  return FALSE;
}

static void
no_more_trees_than_the_ceiling (void **state)
{
  for (guint more = 0; more < 2; more++)
    {
      WgLookRequest request = {
          .frame = 1, .parts = WG_LOOK_TREES, .first = 1, .last = G_MAXUINT32};
      WgLookResult *result;
      Bench bench;

      setup (&bench);
      for (guint i = 0; i < WG_LIMIT_LOOK_TREES + more; i++)
        put_datagram (&bench, 4);
      index_capture (&bench);
      result = wg_look_run (bench.look, &request, NULL);
      assert_int_equal (result->trees->len, WG_LIMIT_LOOK_TREES);
      assert_int_equal (result->trees_left, more);
      wg_look_result_free (result);
      request.progress = stop_soon;
      assert_null (wg_look_run (bench.look, &request, NULL));
      teardown (&bench);
    }
}

static void
no_more_bytes_under_trees_than_the_ceiling (void **state)
{
  guint n = WG_LIMIT_LOOK_TREE_MEMORY / WG_LIMIT_PACKET_LEN;
  WgLookRequest request = {
      .frame = n + 2, .parts = WG_LOOK_TREES, .first = 1, .last = G_MAXUINT32};
  g_autoptr (WgLookResult) result = NULL;
  Bench bench;

  setup (&bench);
  for (guint i = 0; i < n + 2; i++)
    put_datagram (&bench, WG_LIMIT_PACKET_LEN - 28);
  index_capture (&bench);
  result = wg_look_run (bench.look, &request, NULL);
  assert_int_equal (result->trees->len, n + 1); /* the packet that was meant is always there */
  assert_int_equal (result->trees_left, 1);
  teardown (&bench);
}

/* ---- what is kept of records ---- */

typedef struct
{
  WgRecordHead head;
  WgSlice blob;
  guint32 number;
  gpointer untold;
} Fact;

static const WgField fact_fields[] = {
    WG_RECORD_HEAD_FIELDS,
    {.key = "fact.number",
     .label = "Number",
     .kind = WG_KIND_UINT,
     .json = "number",
     WG_AT (Fact, number)},
    WG_KEPT (Fact, blob, WG_KIND_BYTES),
    {0},
};

static const WgRecordType fact_type = {.name = "fact", .list = "facts", .fields = fact_fields};

static void
records_near_the_packet_are_kept_first (void **state)
{
  enum
  {
    LEN = 1024 * 1024,
    MOST = WG_LIMIT_LOOK_MEMORY / LEN,
    NEAR = WG_LIMIT_LOOK_NEAR / LEN,
  };
  g_autofree guint8 *blob = g_malloc0 (LEN);
  Fact fact = {.blob = wg_slice (blob, LEN), .untold = blob};
  WgLookResult *result = g_new0 (WgLookResult, 1);
  const WgLookRecord *last;
  guint32 frame = 0;
  WgLookKeep keep;

  result->trees = g_array_new (FALSE, FALSE, 1);
  result->records = g_ptr_array_new_with_free_func (wg_look_record_free);
  result->notes = g_array_new (FALSE, FALSE, sizeof (WgLookNote));
  result->levels = g_ptr_array_new ();
  wg_look_keep_init (&keep, result, &frame);
  keep.first = 1000;
  keep.last = 2000;
  for (guint i = 0; i < MOST + 1 + NEAR + 1; i++)
    {
      WgRecordId id = keep.sink.open (&keep.sink, &fact_type, frame);

      frame = i < MOST + 1 ? i + 1 : 1000 + i;
      fact.number = i;
      keep.sink.close (&keep.sink, id, &fact_type, &fact);
      frame = i < MOST ? i + 1 : 1000 + i;
    }
  wg_look_keep_finish (&keep);
  assert_int_equal (result->records->len, MOST + NEAR);
  assert_int_equal (result->records_left, 2);
  last = g_ptr_array_index (result->records, MOST);
  assert_int_equal (last->order, MOST + 1);
  assert_int_equal (((const Fact *) last->record)->number, MOST + 1);
  assert_int_equal (((const Fact *) last->record)->blob.len, LEN);
  assert_ptr_not_equal (((const Fact *) last->record)->blob.data, blob);
  wg_look_result_free (result);
}

/* ---- what is kept of bytes ---- */

#define RUN_LEN (64u * 1024 - sizeof (WgLookRun)) /* with the run itself 64 KiB */

typedef struct
{
  WgLookResult result;
  WgStore *store;
  WgLookSaid said;
  guint8 *bytes;
} Talk;

static void
talk_setup (Talk *talk)
{
  memset (talk, 0, sizeof *talk);
  talk->result.levels = g_ptr_array_new_with_free_func (wg_look_level_free);
  talk->store = wg_store_new ();
  talk->bytes = g_malloc0 (RUN_LEN);
  wg_look_said_init (&talk->said, &talk->result, talk->store);
}

static void
talk_teardown (Talk *talk)
{
  wg_look_said_clear (&talk->said);
  g_ptr_array_unref (talk->result.levels);
  wg_store_free (talk->store);
  g_free (talk->bytes);
}

static guint16
open_level (Talk *talk, guint16 parent, const char *title)
{
  return talk->said.listener.open (&talk->said.listener, parent, title);
}

static void
say (Talk *talk, guint16 level, guint32 frame, gsize len)
{
  WgOrigin origin = {frame, 0, 0};
  talk->said.listener.said (&talk->said.listener, level, WG_SERVER, wg_slice (talk->bytes, len),
                            &origin);
}

static const WgLookLevel *
level_of (Talk *talk, guint16 level)
{
  return g_ptr_array_index (talk->result.levels, level - 1);
}

static void
bytes_stop_at_the_ceiling (void **state)
{
  guint n = WG_LIMIT_LOOK_SAID / (64 * 1024);
  Talk talk;
  guint16 level;

  talk_setup (&talk);
  level = open_level (&talk, 0, NULL);
  for (guint i = 0; i < n; i++)
    say (&talk, level, i + 1, RUN_LEN);
  assert_int_equal (level_of (&talk, level)->bytes->len, n * RUN_LEN);
  assert_int_equal (level_of (&talk, level)->after[WG_SERVER], 0);
  say (&talk, level, n + 1, 1);
  talk.said.listener.lost (&talk.said.listener, level, WG_CLIENT, 9);
  assert_int_equal (level_of (&talk, level)->runs->len, n);
  assert_int_equal (level_of (&talk, level)->after[WG_SERVER], 1);
  assert_int_equal (level_of (&talk, level)->after[WG_CLIENT], 9);
  talk_teardown (&talk);
}

static void
bytes_around_a_packet_are_kept (void **state)
{
  const WgLookLevel *level;
  const WgLookRun *first, *last;
  Talk talk;

  talk_setup (&talk);
  talk.said.middle = 500;
  open_level (&talk, 0, NULL);
  for (guint i = 1; i <= 1000; i++)
    say (&talk, 1, i, RUN_LEN);
  level = level_of (&talk, 1);
  first = &g_array_index (level->runs, WgLookRun, 0);
  last = first + level->runs->len - 1;
  assert_int_equal (first->frame, 500 - 32);
  assert_int_equal (last->frame, 500 + 31);
  assert_int_equal (first->at, 0);
  assert_int_equal (level->before[WG_SERVER], (500 - 33) * RUN_LEN);
  assert_int_equal (level->after[WG_SERVER], (1000 - 531) * RUN_LEN);
  talk_teardown (&talk);
}

static void
levels_share_a_ceiling (void **state)
{
  guint n = WG_LIMIT_LOOK_SAID / (64 * 1024),
        full = WG_LIMIT_LOOK_SAID_ALL / WG_LIMIT_LOOK_SAID;
  Talk talk;

  talk_setup (&talk);
  assert_int_equal (open_level (&talk, 0, NULL), 1);
  assert_int_equal (open_level (&talk, 0, NULL), 1); /* it goes on */
  for (guint i = 2; i <= WG_LIMIT_LOOK_LEVELS; i++)
    assert_int_equal (open_level (&talk, 1, "inside"), i);
  for (guint i = 1; i <= full; i++)
    for (guint j = 0; j < n; j++)
      say (&talk, (guint16) i, j + 1, RUN_LEN);
  assert_int_equal (level_of (&talk, (guint16) full)->after[WG_SERVER], 0);
  say (&talk, (guint16) (full + 1), 1, 3);
  assert_int_equal (level_of (&talk, (guint16) (full + 1))->runs->len, 0);
  assert_int_equal (level_of (&talk, (guint16) (full + 1))->after[WG_SERVER], 3);
  assert_int_equal (talk.result.levels_left, 0);
  say (&talk, open_level (&talk, 1, "one more"), 1, 3);
  assert_int_equal (talk.result.levels_left, 1);
  assert_int_equal (talk.result.levels->len, WG_LIMIT_LOOK_LEVELS);
  talk_teardown (&talk);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (what_was_said_is_in_order),
      cmocka_unit_test (a_compressed_capture_is_looked_at_too),
      cmocka_unit_test (what_is_not_there_is_said),
      cmocka_unit_test (no_more_trees_than_the_ceiling),
      cmocka_unit_test (no_more_bytes_under_trees_than_the_ceiling),
      cmocka_unit_test (records_near_the_packet_are_kept_first),
      cmocka_unit_test (bytes_stop_at_the_ceiling),
      cmocka_unit_test (bytes_around_a_packet_are_kept),
      cmocka_unit_test (levels_share_a_ceiling),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
