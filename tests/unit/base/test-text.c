#include "../unit.h"

#include "base/text.h"

static void
bytes_that_are_not_utf8_are_escaped (void **state)
{
  static const struct
  {
    const char *in, *out;
  } cases[] = {
      {"plain", "plain"},         {"caf\xc3\xa9", "caf\xc3\xa9"},
      {"caf\xe9", "caf\\xe9"},    {"\xed\xa0\x80", "\\xed\\xa0\\x80"},
      {"\xc0\x80", "\\xc0\\x80"}, {"C:\\x41", "C:\\x5cx41"},
      {"C:\\temp", "C:\\temp"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) out = g_string_new (NULL);
      wg_text_append (out, wg_slice_str (cases[i].in));
      assert_string_equal (out->str, cases[i].out);
    }
}

static void
a_terminal_is_not_commanded (void **state)
{
  g_autofree char *shown = wg_text_dup (wg_slice_str ("a\033[2J\xe2\x80\xae"
                                                      "b"));
  assert_string_equal (shown, "a\\x1b[2J\\u{202e}b");
}

static void
times_are_rfc_3339 (void **state)
{
  static const struct
  {
    gint64 ns;
    const char *text;
  } cases[] = {
      {0, "1970-01-01T00:00:00.000000000Z"},
      {-1, "1969-12-31T23:59:59.999999999Z"},
      {G_GINT64_CONSTANT (1622130530134967000), "2021-05-27T15:48:50.134967000Z"},
      {G_GINT64_CONSTANT (951782400000000000), "2000-02-29T00:00:00.000000000Z"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) out = g_string_new (NULL);
      wg_time_append (out, cases[i].ns);
      assert_string_equal (out->str, cases[i].text);
    }
}

static void
addresses_are_rfc_5952 (void **state)
{
  static const struct
  {
    guint8 bytes[16];
    const char *text;
  } cases[] = {
      {{0}, "::"},
      {{[15] = 1}, "::1"},
      {{0x20, 0x01, 0x0d, 0xb8, [15] = 1}, "2001:db8::1"},
      {{0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1}, "1:0:1::1:0:1"},
      {{0xfe, 0x80, [8] = 1}, "fe80::100:0:0:0"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) out = g_string_new (NULL);
      wg_address_append (out, cases[i].bytes, 16);
      assert_string_equal (out->str, cases[i].text);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (bytes_that_are_not_utf8_are_escaped),
      cmocka_unit_test (a_terminal_is_not_commanded),
      cmocka_unit_test (times_are_rfc_3339),
      cmocka_unit_test (addresses_are_rfc_5952),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
