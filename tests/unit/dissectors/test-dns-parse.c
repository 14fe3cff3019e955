#include "../unit.h"

#include "dns/dns-open.h"
#include "dns/dns-parse.h"

typedef struct
{
  const char *title;
  const char *bytes;
  gsize len;
  gsize at; /* where the name begins */
  WgDnsResult result;
  const char *text;
  gsize end;
} NameCase;

#define BYTES(literal) literal, sizeof (literal) - 1

static const NameCase names[] = {
    {"root", BYTES ("\0"), 0, WG_DNS_OK, ".", 1},
    {"plain", BYTES ("\3www\7example\3com\0"), 0, WG_DNS_OK, "www.example.com", 17},
    {"pointer", BYTES ("\3com\0\7example\xc0\0"), 5, WG_DNS_OK, "example.com", 15},
    {"pointer to a pointer", BYTES ("\1a\0\1b\xc0\0\1c\xc0\3!"), 7, WG_DNS_OK, "c.b.a", 11},
    {"escapes", BYTES ("\4a.b\\\0"), 0, WG_DNS_OK, "a\\.b\\\\", 6},
    {"control and high bytes", BYTES ("\3\0 \xfc\0"), 0, WG_DNS_OK, "\\000\\032\\252", 5},
    {"pointer to itself", BYTES ("\xc0\0"), 0, WG_DNS_LOOP, NULL, 0},
    {"pointer into its own labels", BYTES ("\1a\xc0\0"), 0, WG_DNS_LOOP, NULL, 0},
    {"pointer forward", BYTES ("\xc0\2\1a\0"), 0, WG_DNS_LOOP, NULL, 0},
    {"two that point at each other", BYTES ("\1a\xc0\4\1b\xc0\0"), 4, WG_DNS_LOOP, NULL, 0},
    {"empty", BYTES (""), 0, WG_DNS_SHORT, NULL, 0},
    {"no end", BYTES ("\3www"), 0, WG_DNS_SHORT, NULL, 0},
    {"label too long for the bytes", BYTES ("\4www"), 0, WG_DNS_SHORT, NULL, 0},
    {"half a pointer", BYTES ("\1a\xc0"), 0, WG_DNS_SHORT, NULL, 0},
    {"extended label", BYTES ("\x41\0"), 0, WG_DNS_LABEL, NULL, 0},
    {"reserved label", BYTES ("\x80\0"), 0, WG_DNS_LABEL, NULL, 0},
};

static void
names_good_and_bad (void **state)
{
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const NameCase *c = &names[i];
      WgReader r = wg_reader (wg_slice (c->bytes, c->len), WG_END_WHOLE);
      WgDnsName name;

      print_message ("%s\n", c->title);
      wg_reader_seek (&r, c->at);
      assert_int_equal (wg_dns_name_parse (&r, WG_DNS_ZONE, &name), c->result);
      if (c->result != WG_DNS_OK)
        {
          assert_int_equal (wg_reader_tell (&r), c->at);
          continue;
        }
      assert_int_equal (wg_reader_tell (&r), c->end);
      assert_int_equal (name.len, strlen (c->text));
      assert_memory_equal (name.text, c->text, name.len);
    }
}

static void
utf8_is_kept_where_it_is_allowed (void **state)
{
  WgReader r = wg_reader (WG_SLICE_LITERAL ("\4\xc3\xbc\xc3!\0"), WG_END_WHOLE);
  WgDnsName name;

  assert_int_equal (wg_dns_name_parse (&r, WG_DNS_ZONE_UTF8, &name), WG_DNS_OK);
  assert_true (wg_slice_is (wg_dns_name_slice (&name), "\xc3\xbc\\195!"));
}

static void
text_keeps_its_bytes (void **state)
{
  static const struct
  {
    const char *bytes;
    gsize len;
    const char *text;
  } cases[] = {
      {BYTES ("\4a.b\\\0"), "a\\.b\\"},   /* a dot in a label; a backslash at the end */
      {BYTES ("\2a\\\1b\0"), "a\\\\.b"},  /* a backslash before the dot between labels */
      {BYTES ("\4a\\\\b\0"), "a\\\\\\b"}, /* two in a row */
      {BYTES ("\5\r \xfc\xc3\xbc\0"), "\r \xfc\xc3\xbc"},
      {BYTES ("\0"), "."},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      WgReader r = wg_reader (wg_slice (cases[i].bytes, cases[i].len), WG_END_WHOLE);
      WgDnsName name;

      assert_int_equal (wg_dns_name_parse (&r, WG_DNS_TEXT, &name), WG_DNS_OK);
      assert_true (wg_slice_is (wg_dns_name_slice (&name), cases[i].text));
    }
}

/* Four labels of 63, 63, 63 and @last bytes, each byte one that is escaped. */
static WgDnsResult
long_name (guint8 last, WgDnsName *name)
{
  GByteArray *bytes = g_byte_array_new ();
  guint8 lens[] = {63, 63, 63, last}, zero[64] = {0};
  WgDnsResult result;
  WgReader r;

  for (guint i = 0; i < G_N_ELEMENTS (lens); i++)
    {
      g_byte_array_append (bytes, &lens[i], 1);
      g_byte_array_append (bytes, zero, lens[i]);
    }
  g_byte_array_append (bytes, zero, 1);
  r = wg_reader (wg_slice (bytes->data, bytes->len), WG_END_WHOLE);
  result = wg_dns_name_parse (&r, WG_DNS_ZONE, name);
  g_byte_array_unref (bytes);
  return result;
}

static void
names_end_at_255_bytes (void **state)
{
  WgDnsName name;

  assert_int_equal (long_name (61, &name), WG_DNS_OK);
  assert_int_equal (name.len, 4 * (63 + 63 + 63 + 61) + 3);
  assert_true (name.len <= sizeof name.text);
  assert_int_equal (long_name (62, &name), WG_DNS_LONG);
}

/* @n pointers, each to the one before it, then a name of that many. */
static WgDnsResult
pointer_chain (guint n)
{
  GByteArray *bytes = g_byte_array_new ();
  WgDnsName name;
  WgDnsResult result;
  WgReader r;

  g_byte_array_append (bytes, (const guint8 *) "\0\0", 2);
  for (guint i = 1; i <= n; i++)
    {
      guint8 pointer[] = {0xc0, (guint8) (2 * i - 2)};
      g_byte_array_append (bytes, pointer, 2);
    }
  r = wg_reader (wg_slice (bytes->data, bytes->len), WG_END_WHOLE);
  wg_reader_seek (&r, bytes->len - 2);
  result = wg_dns_name_parse (&r, WG_DNS_ZONE, &name);
  g_byte_array_unref (bytes);
  return result;
}

static void
pointers_have_a_ceiling (void **state)
{
  assert_int_equal (pointer_chain (WG_LIMIT_DNS_POINTERS), WG_DNS_OK);
  assert_int_equal (pointer_chain (WG_LIMIT_DNS_POINTERS + 1), WG_DNS_LOOP);
}

static const struct
{
  guint16 type;
  const char *bytes;
  gsize len;
  const char *text;
} datas[] = {
    {1, BYTES ("\xc0\0\2\1"), "192.0.2.1"},
    {1, BYTES ("\xc0\0\2"), "\\# 3 c00002"},
    {2, BYTES ("\2ns\0"), "ns"},
    {2, BYTES ("\2ns"), "\\# 3 026e73"},
    {2, BYTES ("\2ns\0x"), "\\# 5 026e730078"},
    {6, BYTES ("\1a\0\1b\0\0\0\0\1\0\0\0\2\0\0\0\3\0\0\0\4\0\0\0\5"), "a b 1 2 3 4 5"},
    {15, BYTES ("\0\12\4mail\0"), "10 mail"},
    {16, BYTES ("\3a\"b\0\2\\\1"), "\"a\\\"b\" \"\" \"\\\\\\001\""},
    {16, BYTES (""), "\\# 0"},
    {28, BYTES ("\x20\1\xd\xb8\0\0\0\0\0\0\0\0\0\0\0\1"), "2001:db8::1"},
    {33, BYTES ("\0\1\0\2\0\x50\1h\0"), "1 2 80 h"},
    {43, BYTES ("\0\1\10\2\xab\xcd"), "1 8 2 abcd"},
    {46, BYTES ("\0\1\10\2\0\0\16\20\0\0\0\0\0\1\x51\x80\0\7\1k\0\0\1\2"),
     "A 8 2 3600 19700101000000 19700102000000 7 k AAEC"},
    {47, BYTES ("\1n\0\0\6\x40\1\0\0\0\3"), "n A MX RRSIG NSEC"},
    {48, BYTES ("\1\1\3\10\1\2\3"), "257 3 8 AQID"},
    {64, BYTES ("\0\0\1a\0"), "0 a"},
    {65, BYTES ("\0\1\0\0\1\0\6\2h2\2h3\0\3\0\2\1\xbb\0\4\0\4\1\2\3\4"),
     "1 . alpn=\"h2,h3\" port=443 ipv4hint=1.2.3.4"},
    {257, BYTES ("\0\5issueca.test"), "0 issue \"ca.test\""},
    {257, BYTES ("\0\5iss ueca"), "\\# 10 00056973732075656361"},
    {65280, BYTES ("\1\2"), "\\# 2 0102"},
};

static void
data_is_written_as_in_zone_files (void **state)
{
  for (guint i = 0; i < G_N_ELEMENTS (datas); i++)
    {
      WgReader r = wg_reader (wg_slice (datas[i].bytes, datas[i].len), WG_END_WHOLE);
      WgDnsRr rr = {.type = datas[i].type, .data_len = (guint16) datas[i].len};
      GString *text = g_string_new ("x");

      wg_dns_rdata_append (text, &r, &rr, FALSE);
      assert_string_equal (text->str + 1, datas[i].text);
      g_string_free (text, TRUE);
    }
}

#define QUERY(flags, counts, more) BYTES ("\x12\x34" flags counts more)
#define ONE                        "\0\1\0\0\0\0\0\0"
#define WWW                        "\3www\4test\0\0\1\0\1"

static const struct
{
  const char *title;
  const char *bytes;
  gsize len;
  WgDnsLook look;
} looks[] = {
    {"query", QUERY ("\1\0", ONE, WWW), WG_DNS_LOOK_WHOLE},
    {"byte too many", QUERY ("\1\0", ONE, WWW "!"), WG_DNS_LOOK_START},
    {"byte too few", QUERY ("\1\0", ONE, "\3www\4test\0\0\1\0"), WG_DNS_LOOK_NO},
    {"header alone", QUERY ("\1\0", "\0\0\0\0\0\0\0\0", ""), WG_DNS_LOOK_NO},
    {"eleven bytes", BYTES ("\x12\x34\1\0\0\1\0\0\0\0\0"), WG_DNS_LOOK_NO},
    {"opcode 3", QUERY ("\x18\0", ONE, WWW), WG_DNS_LOOK_START},
    {"reserved bit", QUERY ("\1\x40", ONE, WWW), WG_DNS_LOOK_START},
    {"query with a response code", QUERY ("\1\3", ONE, WWW), WG_DNS_LOOK_START},
    {"NetBIOS name",
     QUERY ("\1\x10",
            ONE,
            "\x20"
            "FDFEFAEFFCCACACACACACACACACACAAA"
            "\0\0\x20\0\1"),
     WG_DNS_LOOK_START},
    {"NetBIOS status",
     QUERY ("\0\0",
            ONE,
            "\x20"
            "CKAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
            "\0\0\x21\0\1"),
     WG_DNS_LOOK_START},
    {"SRV", QUERY ("\1\0", ONE, "\4_sip\4_udp\1a\0\0\x21\0\1"), WG_DNS_LOOK_WHOLE},
    {"pointer to itself", QUERY ("\1\0", ONE, "\xc0\xc\0\1\0\1"), WG_DNS_LOOK_START},
    {"pointer to itself, opcode 3", QUERY ("\x18\0", ONE, "\xc0\xc\0\1\0\1"), WG_DNS_LOOK_NO},
    {"class 9", QUERY ("\1\0", ONE, "\3www\0\0\1\0\x9"), WG_DNS_LOOK_START},
    {"answer",
     QUERY ("\x81\x80", "\0\1\0\1\0\0\0\0", WWW "\xc0\xc\0\1\0\1\0\0\0\1\0\4\1\2\3\4"),
     WG_DNS_LOOK_WHOLE},
    {"answer missing", QUERY ("\x81\x80", "\0\1\0\1\0\0\0\0", WWW), WG_DNS_LOOK_START},
    {"empty answer", QUERY ("\x81\x83", ONE, WWW), WG_DNS_LOOK_WHOLE},
    {"text", BYTES ("GET / HTTP/1.1\r\nHost: example.test\r\n\r\n"), WG_DNS_LOOK_NO},
};

static void
messages_are_told_from_other_bytes (void **state)
{
  for (guint i = 0; i < G_N_ELEMENTS (looks); i++)
    {
      print_message ("%s\n", looks[i].title);
      assert_int_equal (wg_dns_look (wg_slice (looks[i].bytes, looks[i].len)), looks[i].look);
    }
}

static void
open_questions_are_found_by_all_of_their_key (void **state)
{
  WgDnsOpen *open = wg_dns_open_new ();
  WgSlice name = WG_SLICE_LITERAL ("www.Example");
  WgDnsWaiting *first = wg_dns_open_add (open, WG_CLIENT, 1, 28, name);
  WgDnsWaiting *second = wg_dns_open_add (open, WG_CLIENT, 1, 28, name);

  assert_ptr_equal (wg_dns_open_find (open, WG_CLIENT, 1, 28, wg_slice_str ("WWW.example")),
                    second);
  assert_null (wg_dns_open_find (open, WG_SERVER, 1, 28, name));
  assert_null (wg_dns_open_find (open, WG_CLIENT, 2, 28, name));
  assert_null (wg_dns_open_find (open, WG_CLIENT, 1, 1, name));
  assert_null (wg_dns_open_find (open, WG_CLIENT, 1, 28, wg_slice_str ("www.example.")));
  assert_ptr_equal (wg_dns_open_oldest (open), first);
  wg_dns_open_remove (open, second);
  assert_ptr_equal (wg_dns_open_find (open, WG_CLIENT, 1, 28, name), first);
  wg_dns_open_remove (open, first);
  assert_null (wg_dns_open_oldest (open));
  wg_dns_open_free (open);
}

static void
a_full_table_is_emptied_from_its_old_end (void **state)
{
  WgDnsOpen *open = wg_dns_open_new ();

  for (guint i = 0; i < WG_LIMIT_DNS_OPEN; i++)
    wg_dns_open_add (open, WG_CLIENT, (guint16) i, 1, WG_SLICE_LITERAL ("x"));
  for (guint i = 0; i < WG_LIMIT_DNS_OPEN; i++)
    {
      WgDnsWaiting *found =
          wg_dns_open_find (open, WG_CLIENT, (guint16) i, 1, WG_SLICE_LITERAL ("X"));
      assert_ptr_equal (found, wg_dns_open_oldest (open));
      wg_dns_open_remove (open, found);
    }
  wg_dns_open_free (open);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (names_good_and_bad),
      cmocka_unit_test (utf8_is_kept_where_it_is_allowed),
      cmocka_unit_test (text_keeps_its_bytes),
      cmocka_unit_test (names_end_at_255_bytes),
      cmocka_unit_test (pointers_have_a_ceiling),
      cmocka_unit_test (data_is_written_as_in_zone_files),
      cmocka_unit_test (messages_are_told_from_other_bytes),
      cmocka_unit_test (open_questions_are_found_by_all_of_their_key),
      cmocka_unit_test (a_full_table_is_emptied_from_its_old_end),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
