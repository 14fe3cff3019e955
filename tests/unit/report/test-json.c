#include "../unit.h"

#include "model/record.h"
#include "report/json-value.h"
#include "report/json.h"
#include "report/records.h"
#include "report/spool.h"
#include "session/conversation.h"

#include <sys/mman.h>
#include <unistd.h>

typedef struct
{
  gboolean yes;
  guint16 count;
  gint64 number;
  gint32 code;
  gint32 word;
  WgSlice text;
  const char *string;
  WgSlice bytes;
  gint64 time_ns;
  gint64 duration_ns;
  WgList codes;
  WgList headers;
  WgPair pair;
  const WgPair *ref;
} Everything;

static const WgName words[] = {{1, "one"}, {0, NULL}};

static const WgField pair_fields[] = {
    {.key = "c", .label = "", .kind = WG_KIND_UINT, .json = "c", WG_AT (WgPair, client)},
    {.key = "s", .label = "", .kind = WG_KIND_UINT, .json = "s", WG_AT (WgPair, server)},
    {0},
};

#define ROW(name, type, ...)                                                                   \
  {                                                                                            \
    .key = #name, .label = "", .kind = type, .json = #name,                                    \
    __VA_ARGS__ WG_AT (Everything, name)                                                       \
  }

static const WgField everything[] = {
    ROW (yes, WG_KIND_BOOL),
    ROW (count, WG_KIND_UINT),
    ROW (number, WG_KIND_INT),
    ROW (code, WG_KIND_CODE, .width = 4, ),
    ROW (word, WG_KIND_ENUM, .names = words, ),
    ROW (text, WG_KIND_TEXT),
    ROW (string, WG_KIND_STRING),
    ROW (bytes, WG_KIND_BYTES),
    {.key = "t",
     .label = "",
     .kind = WG_KIND_TIME,
     .json = "time",
     WG_AT (Everything, time_ns)},
    {.key = "d",
     .label = "",
     .kind = WG_KIND_DURATION,
     .json = "d",
     WG_AT (Everything, duration_ns)},
    {.key = "codes",
     .label = "",
     .kind = WG_KIND_CODE,
     .json = "codes",
     WG_LIST_AT (Everything, codes, guint16)},
    {.key = "headers",
     .label = "",
     .kind = WG_KIND_HEADER,
     .json = "headers",
     .secret = WG_SECRET_HEADER,
     WG_LIST_AT (Everything, headers, WgHeader)},
    ROW (pair, WG_KIND_OBJECT, .fields = pair_fields, ),
    ROW (ref, WG_KIND_REF, .fields = pair_fields, ),
    {.key = "tree-only", .label = "", .kind = WG_KIND_BOOL, WG_AT (Everything, yes)},
    {0},
};

static char *
written (const Everything *value, WgMask *mask)
{
  g_autoptr (GString) scratch = g_string_new (NULL);
  WgJsonStyle style = {.mask = mask, .scratch = scratch};
  GString *out = g_string_new ("{");

  wg_json_fields (out, everything, value, &style, NULL, NULL);
  return g_string_free (out, FALSE);
}

static void
what_has_nothing_to_say_is_left_out (void **state)
{
  Everything nothing = {.number = -1, .code = -1, .word = -1, .time_ns = G_MININT64};
  g_autofree char *out = written (&nothing, NULL);

  assert_string_equal (out, "{");
}

static void
every_kind_is_written_its_way (void **state)
{
  static const guint16 codes[] = {0xc02f, 1};
  static const WgHeader headers[] = {
      {{(const guint8 *) "Host", 4}, {(const guint8 *) "a\"b", 3}}};
  static const WgPair pair = {1, 0};
  Everything all = {.yes = TRUE,
                    .count = 7,
                    .number = 0,
                    .code = 0,
                    .word = 2,
                    .text = WG_SLICE_LITERAL ("x\\x41\xff\n"),
                    .string = "s",
                    .bytes = WG_SLICE_LITERAL ("\x01\xfe"),
                    .time_ns = 0,
                    .duration_ns = -1500000000,
                    .codes = {codes, 2},
                    .headers = {headers, 1},
                    .ref = &pair};
  g_autofree char *out = written (&all, NULL);

  assert_string_equal (
      out,
      "{\"yes\":true,\"count\":7,\"number\":0,\"code\":\"0000\",\"word\":\"2\","
      "\"text\":\"x\\\\x5cx41\\\\xff\\n\",\"string\":\"s\",\"bytes\":\"01fe\","
      "\"time\":\"1970-01-01T00:00:00.000000000Z\",\"d\":-1.500000000,"
      "\"codes\":[\"c02f\",\"0001\"],\"headers\":[[\"Host\",\"a\\\"b\"]],\"ref\":{\"c\":1}");
}

static void
secrets_are_masked (void **state)
{
  static const WgHeader headers[] = {
      {{(const guint8 *) "Authorization", 13}, {(const guint8 *) "Basic c2VjcmV0", 14}}};
  Everything some = {
      .number = -1, .code = -1, .word = -1, .time_ns = G_MININT64, .headers = {headers, 1}};
  g_autoptr (WgMask) mask = wg_mask_new ();
  g_autofree char *out = written (&some, mask);

  assert_null (strstr (out, "c2VjcmV0"));
  assert_non_null (strstr (out, "Basic"));
}

/* Text of every length around a block of eight, with an odd byte at every place. */
static void
blocks_find_every_odd_byte (void **state)
{
  static const char odd[] = {'"', '\\', '\n', '\x7f', '\x1f', '\x80'};

  for (guint len = 1; len < 20; len++)
    for (guint at = 0; at < len; at++)
      for (guint i = 0; i < sizeof odd; i++)
        {
          char text[20];
          g_autoptr (GString) out = g_string_new (NULL);
          gsize plain = 0;

          memset (text, 'a', sizeof text);
          text[at] = odd[i];
          wg_json_text (out, wg_slice (text, len));
          for (gsize j = 0; j < out->len; j++)
            plain += out->str[j] == 'a';
          assert_true (plain == len - 1);
          assert_true (out->len > len + 2);
        }
}

static void
a_spool_gives_back_what_it_took (void **state)
{
  g_autoptr (WgSpool) spool = wg_spool_new (1);
  int fd = memfd_create ("out", 0);
  g_autoptr (WgOutput) output = wg_output_new (fd, "out");
  guint64 places[4000];
  char text[400], back[400];

  for (guint i = 0; i < 4000; i++)
    {
      memset (text, (int) ('a' + i % 26), sizeof text);
      places[i] = wg_spool_add (spool, wg_slice (text, 100 + i % 300));
    }
  for (guint i = 4000; i-- > 0;)
    wg_spool_copy (spool, places[i], 100 + i % 300, output);
  assert_true (wg_spool_check (spool, NULL));
  assert_true (wg_output_flush (output, NULL));
  lseek (fd, 0, SEEK_SET);
  for (guint i = 4000; i-- > 0;)
    {
      gsize len = 100 + i % 300;
      assert_int_equal (read (fd, back, len), len);
      memset (text, (int) ('a' + i % 26), len);
      assert_memory_equal (back, text, len);
    }
  close (fd);
}

static guint
open_files (void)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc/self/fd", 0, NULL);
  guint n = 0;

  assert_non_null (dir);
  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static void
a_spool_past_its_memory_takes_a_file (void **state)
{
  g_autoptr (WgSpool) spool = wg_spool_new (WG_LIMIT_SPOOL_MEMORY);
  g_autofree guint8 *text = g_malloc0 (WG_LIMIT_SPOOL_MEMORY);
  guint before = open_files ();

  wg_spool_add (spool, wg_slice (text, WG_LIMIT_SPOOL_MEMORY));
  assert_int_equal (open_files (), before);
  wg_spool_add (spool, wg_slice (text, 1));
  assert_int_equal (open_files (), before + 1);
  assert_true (wg_spool_check (spool, NULL));
}

static char *
read_all (int fd)
{
  gssize len = lseek (fd, 0, SEEK_END);
  char *text = g_malloc0 ((gsize) len + 1);

  assert_int_equal (pread (fd, text, (gsize) len, 0), len);
  close (fd);
  return text;
}

typedef struct
{
  WgList items;
} Long;

static const WgField long_fields[] = {
    {.key = "items",
     .label = "",
     .kind = WG_KIND_UINT,
     .json = "items",
     .streamed = 1,
     WG_LIST_AT (Long, items, guint32)},
    {0},
};
static const WgRecordType long_type = {"note", "notes", long_fields, NULL};

static void
records_stand_in_the_order_of_their_packets (void **state)
{
  static const WgJsonOptions options = {0};
  int fd = memfd_create ("out", 0);
  g_autoptr (WgOutput) output = wg_output_new (fd, "out");
  g_autoptr (WgJsonReport) report = wg_json_report_new (output, &options);
  WgSink *sink = wg_json_report_sink (report);
  WgCaptureFacts facts = {.format = "pcap"};
  static const WgNoteType note = {"a-b", "text", NULL};
  WgSpan late = {9, 0, 0}, early = {2, 0, 0};
  WgRecordId a, b;
  Long none = {{NULL, 0}};
  g_autofree char *text = NULL;
  const char *first, *second, *nine;

  a = sink->open (sink, &long_type, 5);
  sink->note (sink, &note, -1, &late, NULL);
  b = sink->open (sink, &long_type, 4);
  for (guint32 i = 1; i <= 3000; i++)
    {
      sink->part (sink, a, long_fields, &i);
      sink->part (sink, b, long_fields, &(guint32){100000});
    }
  sink->close (sink, a, &long_type, &none);
  sink->close (sink, b, &long_type, &none);
  sink->note (sink, &note, 3, &early, "more");
  wg_json_report_capture (report, "f", &facts);
  assert_true (wg_json_report_finish (report, NULL));
  text = read_all (fd);
  first =
      strstr (text, "{\"id\":\"a-b\",\"frame\":2,\"conversation\":3,\"text\":\"text: more\"}");
  second = strstr (text, "{\"items\":[100000,100000,");
  nine = strstr (text, "{\"id\":\"a-b\",\"frame\":9,\"text\":\"text\"}");
  assert_true (first != NULL && second != NULL && nine != NULL);
  assert_true (first < second && second < strstr (text, "{\"items\":[1,2,3,"));
  assert_true (strstr (text, ",2999,3000]}") < nine);
}

static void
lines_come_as_records_end (void **state)
{
  static const WgJsonOptions options = {.ndjson = TRUE};
  int fd = memfd_create ("out", 0);
  g_autoptr (WgOutput) output = wg_output_new (fd, "out");
  g_autoptr (WgJsonReport) report = wg_json_report_new (output, &options);
  WgSink *sink = wg_json_report_sink (report);
  WgCaptureFacts facts = {.format = "pcap"};
  Long none = {{NULL, 0}};
  WgRecordId a = sink->open (sink, &long_type, 5);
  g_autofree char *text = NULL;

  for (guint32 i = 1; i <= 3; i++)
    sink->part (sink, a, long_fields, &i);
  sink->close (sink, a, &long_type, &none);
  wg_json_report_capture (report, "f", &facts);
  assert_true (wg_json_report_finish (report, NULL));
  text = read_all (fd);
  assert_non_null (strstr (text, "{\"type\":\"note\",\"items\":[1,2,3]}\n"));
  assert_non_null (strstr (text, "{\"type\":\"capture\",\"file\":\"f\","));
}

static void
writing_that_fails_is_told (void **state)
{
  static const WgJsonOptions options = {0};
  int fds[2];
  g_autoptr (WgOutput) output = NULL;
  g_autoptr (WgJsonReport) report = NULL;
  g_autoptr (GError) error = NULL;
  WgCaptureFacts facts = {.format = "pcap"};

  assert_int_equal (pipe (fds), 0);
  close (fds[1]);
  output = wg_output_new (fds[0], "the pipe"); /* not open for writing */
  report = wg_json_report_new (output, &options);
  wg_json_report_capture (report, "f", &facts);
  assert_false (wg_json_report_finish (report, &error));
  assert_true (g_error_matches (error, WG_ERROR, WG_ERROR_IO));
  assert_non_null (strstr (error->message, "the pipe"));
  close (fds[0]);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (what_has_nothing_to_say_is_left_out),
      cmocka_unit_test (every_kind_is_written_its_way),
      cmocka_unit_test (secrets_are_masked),
      cmocka_unit_test (blocks_find_every_odd_byte),
      cmocka_unit_test (a_spool_gives_back_what_it_took),
      cmocka_unit_test (a_spool_past_its_memory_takes_a_file),
      cmocka_unit_test (records_stand_in_the_order_of_their_packets),
      cmocka_unit_test (lines_come_as_records_end),
      cmocka_unit_test (writing_that_fails_is_told),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
