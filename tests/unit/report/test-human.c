#include "../unit.h"

#include "report/hex.h"
#include "report/human.h"

typedef void (*Append) (GString *out, guint64 value);

static void
append_duration (GString *out, guint64 value)
{
  wg_human_duration (out, (gint64) value);
}

static void
append_time (GString *out, guint64 value)
{
  wg_human_time (out, (gint64) value);
}

static void
numbers_are_for_people (void **state)
{
  static const struct
  {
    Append append;
    guint64 value;
    const char *text;
  } cases[] = {
      {wg_human_bytes, 0, "0 B"},
      {wg_human_bytes, 999, "999 B"},
      {wg_human_bytes, 1000, "1.0 kB"},
      {wg_human_bytes, 9999, "9.9 kB"},
      {wg_human_bytes, 10000, "10 kB"},
      {wg_human_bytes, 999999, "999 kB"},
      {wg_human_bytes, 1388000000, "1.3 GB"},
      {wg_human_bytes, G_MAXUINT64, "18 EB"},
      {wg_human_count, 0, "0"},
      {wg_human_count, 999, "999"},
      {wg_human_count, 1000, "1,000"},
      {wg_human_count, 1234567, "1,234,567"},
      {append_duration, 0, "0 s"},
      {append_duration, 1, "1 µs"},
      {append_duration, 999999, "999 µs"},
      {append_duration, 1500000, "1.5 ms"},
      {append_duration, G_GUINT64_CONSTANT (12300000000), "12 s"},
      {append_duration, G_GUINT64_CONSTANT (125000000000), "2 min 5 s"},
      {append_duration, G_GUINT64_CONSTANT (12000000000000), "3 h 20 min"},
      {append_duration, G_GUINT64_CONSTANT (352800000000000), "4 d 2 h"},
      {append_duration, (guint64) -1500000, "-1.5 ms"},
      {append_duration, (guint64) G_MININT64, "-106751 d 23 h"},
      {append_time, G_GUINT64_CONSTANT (1622130530134967000), "2021-05-27 15:48:50.134 UTC"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) out = g_string_new (NULL);
      cases[i].append (out, cases[i].value);
      assert_string_equal (out->str, cases[i].text);
    }
}

static void
text_fits_its_column (void **state)
{
  static const struct
  {
    const char *in;
    guint width;
    gboolean pad;
    const char *out;
  } cases[] = {
      {"abc", 5, TRUE, "abc  "},    {"abc", 5, FALSE, "abc"},    {"abcde", 5, TRUE, "abcde"},
      {"abcdef", 5, TRUE, "abcd…"}, {"abc", 0, TRUE, ""},        {"", 2, TRUE, "  "},
      {"世界人", 5, TRUE, "世界…"}, {"世界人", 4, TRUE, "世… "}, {"éa", 1, FALSE, "…"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) out = g_string_new (NULL);
      wg_human_fit (out, cases[i].in, cases[i].width, cases[i].pad);
      assert_string_equal (out->str, cases[i].out);
    }
}

static void
a_dump_shows_every_byte (void **state)
{
  static const guint8 bytes[] = {'G',  'E', 'T', ' ', '/', 0x0d, 0x0a, 0x00, 0x7f,
                                 0xff, 'a', 'b', 'c', 'd', 'e',  'f',  '~'};
  g_autoptr (GString) out = g_string_new (NULL);

  wg_hex_dump_append (out, wg_slice (bytes, sizeof bytes));
  assert_string_equal (
      out->str, "0000  47 45 54 20 2f 0d 0a 00  7f ff 61 62 63 64 65 66  GET /.....abcdef\n"
                "0010  7e                                                ~\n");
  g_string_truncate (out, 0);
  wg_hex_dump_append (out, WG_SLICE_NONE);
  assert_string_equal (out->str, "");
}

static void
a_long_dump_has_long_offsets (void **state)
{
  g_autofree guint8 *bytes = g_malloc0 (0x10001);
  g_autoptr (GString) out = g_string_new (NULL);

  wg_hex_dump_append (out, wg_slice (bytes, 0x10000));
  assert_true (g_str_has_prefix (out->str, "0000  00"));
  g_string_truncate (out, 0);
  wg_hex_dump_append (out, wg_slice (bytes, 0x10001));
  assert_true (g_str_has_prefix (out->str, "00000000  00"));
  assert_non_null (strstr (out->str, "\n00010000  00 "));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (numbers_are_for_people),
      cmocka_unit_test (text_fits_its_column),
      cmocka_unit_test (a_dump_shows_every_byte),
      cmocka_unit_test (a_long_dump_has_long_offsets),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
