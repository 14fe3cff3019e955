#include "../unit.h"

#include "tls/ssl2-parse.h"
#include "tls/tls-extensions.h"
#include "tls/tls-fingerprint.h"
#include "tls/tls-key-exchange.h"
#include "wire.h"

/* A ClientHello around the extensions @block. */
#define CLIENT(block) "0303 *32 <1> <2 1301 c02f> <1 00> " block

typedef struct
{
  const char *title;
  const char *body;
  gboolean parses;
  gboolean malformed;
  guint n_extensions;
  const char *sni;
} HelloCase;

static const HelloCase client_hellos[] = {
    {"no extensions", CLIENT (""), TRUE, FALSE, 0, ""},
    {"empty block", CLIENT ("<2>"), TRUE, FALSE, 0, ""},
    {"name", CLIENT ("<2 0000 <2 <2 00 <2 'a.test'>>>>"), TRUE, FALSE, 1, "a.test"},
    {"no host name among names", CLIENT ("<2 0000 <2 <2 01 <2 'a.test'>>>>"), TRUE, FALSE, 1,
     ""},
    {"unknown extension", CLIENT ("<2 eeee <2 010203>>"), TRUE, FALSE, 1, ""},
    {"GREASE", CLIENT ("<2 1a1a <2> 2a2a <2 00>>"), TRUE, FALSE, 2, ""},
    {"name longer than its list", CLIENT ("<2 0000 <2 <2 00 @1 <2 'a.test'>>>>"), TRUE, TRUE, 1,
     ""},
    {"list longer than its extension", CLIENT ("<2 0000 <2 @9 <2 00 <2 'a.test'>>>>"), TRUE,
     TRUE, 1, ""},
    {"extension longer than the block", CLIENT ("<2 0017 <2> 0000 @1 <2>>"), TRUE, TRUE, 1, ""},
    {"half an extension", CLIENT ("<2 0017 <2> 00>"), TRUE, TRUE, 1, ""},
    {"block longer than the hello", CLIENT ("@1 <2 0017 <2>>"), TRUE, TRUE, 1, ""},
    {"bytes behind the block", CLIENT ("<2 0017 <2>> 00"), TRUE, TRUE, 1, ""},
    {"half a length of the block", CLIENT ("00"), TRUE, TRUE, 0, ""},
    {"ciphers longer than the hello", "0303 *32 <1> @9 <2 1301>", TRUE, TRUE, 0, ""},
    {"session id longer than the hello", "0303 *32 @9 <1>", TRUE, TRUE, 0, ""},
    {"groups without a list", CLIENT ("<2 000a <2>>"), TRUE, TRUE, 1, ""},
    {"random cut", "0303 *31", FALSE, FALSE, 0, ""},
    {"version cut", "03", FALSE, FALSE, 0, ""},
    {"nothing", "", FALSE, FALSE, 0, ""},
};

static void
client_hellos_good_and_bad (void **state)
{
  for (guint i = 0; i < G_N_ELEMENTS (client_hellos); i++)
    {
      const HelloCase *c = &client_hellos[i];
      g_autoptr (GByteArray) bytes = wire (c->body);
      WgReader r = wg_reader (wire_slice (bytes), WG_END_WHOLE);
      WgTlsClientHello hello;

      print_message ("%s\n", c->title);
      assert_int_equal (wg_tls_parse_client_hello (&r, &hello), c->parses);
      if (!c->parses)
        continue;
      assert_int_equal (hello.malformed, c->malformed);
      assert_int_equal (hello.n_extensions, c->n_extensions);
      assert_true (wg_slice_is (hello.sni, c->sni));
    }
}

/* Every prefix, in memory of just its size. */
static void
prefixes_are_safe (void **state)
{
  g_autoptr (GByteArray) bytes = wire (
      CLIENT ("<2 0000 <2 <2 00 <2 'a.test'>>> 000a <2 <2 001d>> 000b <2 <1 00>> 0010 <2 <2 <1 "
              "'h2'>>> 002b <2 <1 0304>> 0033 <2 <2 001d <2 *32>>> 002d <2 <1 01>> 0023 <2>>"));

  for (guint len = 0; len <= bytes->len; len++)
    {
      g_autofree guint8 *copy = g_memdup2 (bytes->data, MAX (len, 1));
      WgReader r = wg_reader (wg_slice (copy, len), WG_END_WHOLE);
      WgTlsClientHello client;
      WgTlsServerHello server;

      if (wg_tls_parse_client_hello (&r, &client))
        assert_int_equal (client.malformed, len < bytes->len && len != 43);
      r = wg_reader (wg_slice (copy, len), WG_END_WHOLE);
      assert_true (wg_tls_parse_server_hello (&r, &server) == (len >= 38));
    }
}

static void
every_extension_is_read (void **state)
{
  g_autoptr (GByteArray) bytes = wire (
      CLIENT ("<2 000a <2 <2 001d 0017>> 000b <2 <1 00 01>> 000d <2 <2 0403>> 0010 <2 <2 <1 "
              "'h2'> <1 'http/1.1'>>> 0023 <2 *3> 0029 <2 00> 002a <2> 002b <2 <1 0304 0303>> "
              "002d <2 <1 01>> 0033 <2 <2 001d <2 *32> 0017 <2 *65>>>>"));
  WgReader r = wg_reader (wire_slice (bytes), WG_END_WHOLE), shares;
  WgTlsClientHello hello;
  guint16 group;
  WgSlice key;

  assert_true (wg_tls_parse_client_hello (&r, &hello));
  assert_false (hello.malformed);
  assert_int_equal (wg_tls_u16_at (hello.groups, 1), 0x17);
  assert_int_equal (wg_tls_u16_at (hello.groups, 2), 0);
  assert_int_equal (hello.point_formats.len, 2);
  assert_int_equal (hello.signature_algorithms.len, 2);
  assert_int_equal (hello.alpn.len, 12);
  assert_int_equal (hello.ticket_len, 3);
  assert_true (hello.psk && hello.early_data && !hello.has_sni);
  assert_int_equal (wg_tls_u16_at (hello.supported_versions, 0), 0x0304);
  shares = wg_reader (hello.key_shares, WG_END_WHOLE);
  assert_true (wg_tls_next_key_share (&shares, &group, &key));
  assert_int_equal (key.len, 32);
  assert_true (wg_tls_next_key_share (&shares, &group, &key));
  assert_int_equal (group, 0x17);
  assert_false (wg_tls_next_key_share (&shares, &group, &key));
}

static void
server_hellos (void **state)
{
  g_autoptr (GByteArray) plain = wire ("0303 *24 'DOWNGRD' 01 <1 *32> c02f 00 <2 0010 <2 <2 <1 "
                                       "'h2'>>> 0012 <2 <2 <2 *3> <2 *4>>>>");
  g_autoptr (GByteArray) draft = wire ("7f12 *32 1301 <2 0028 <2 001d <2 *32>>>");
  g_autoptr (GByteArray) retry =
      wire ("0303 cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c <1> 1302 00 "
            "<2 002b "
            "<2 0304> 0033 <2 0018>>");
  WgReader r = wg_reader (wire_slice (plain), WG_END_WHOLE);
  WgTlsServerHello hello;

  assert_true (wg_tls_parse_server_hello (&r, &hello));
  assert_int_equal (hello.cipher, 0xc02f);
  assert_true (wg_slice_is (hello.alpn, "h2"));
  assert_int_equal (hello.n_scts, 2);
  assert_int_equal (wg_tls_settled_version (&hello), 0x0303);
  assert_string_equal (wg_tls_downgrade_sentinel (hello.random), "tls1.2");
  r = wg_reader (wire_slice (draft), WG_END_WHOLE);
  assert_true (wg_tls_parse_server_hello (&r, &hello));
  assert_true (hello.short_form && !hello.retry && !hello.malformed);
  assert_int_equal (hello.group, 0x1d);
  r = wg_reader (wire_slice (retry), WG_END_WHOLE);
  assert_true (wg_tls_parse_server_hello (&r, &hello));
  assert_true (hello.retry && hello.group == 0x18);
  assert_int_equal (wg_tls_settled_version (&hello), 0x0304);
  assert_null (wg_tls_downgrade_sentinel (hello.random));
}

typedef struct
{
  const char *title;
  const char *bytes;
  gboolean valid;
} RecordCase;

static const RecordCase records[] = {
    {"hello", "16 0301 0200", TRUE},
    {"longest", "17 0303 4800", TRUE},
    {"one past the longest", "17 0303 4801", FALSE},
    {"empty application data", "17 0303 0000", TRUE},
    {"empty handshake", "16 0303 0000", FALSE},
    {"unknown type", "19 0303 0010", FALSE},
    {"below the types", "13 0303 0010", FALSE},
    {"SSL 3.0", "16 0300 0010", TRUE},
    {"version 2", "16 0200 0010", FALSE},
    {"version 3.5", "16 0305 0010", FALSE},
};

static void
records_good_and_bad (void **state)
{
  for (guint i = 0; i < G_N_ELEMENTS (records); i++)
    {
      g_autoptr (GByteArray) bytes = wire (records[i].bytes);
      WgReader r = wg_reader (wire_slice (bytes), WG_END_MORE);
      WgTlsRecord record;

      print_message ("%s\n", records[i].title);
      assert_true (wg_tls_parse_record (&r, &record));
      assert_int_equal (wg_tls_record_valid (&record), records[i].valid);
      r = wg_reader (wg_slice_sub (wire_slice (bytes), 0, 4), WG_END_MORE);
      assert_false (wg_tls_parse_record (&r, &record));
      assert_int_equal (wg_reader_tell (&r), 0);
    }
}

static void
messages_that_can_be_read (void **state)
{
  static const struct
  {
    const char *bytes;
    gboolean begins, readable;
  } cases[] = {
      {"0e 000000", TRUE, TRUE},
      {"0e 000000 14 <3 *12>", TRUE, TRUE},
      {"0b 000400 *5", TRUE, FALSE},
      {"0b", TRUE, FALSE},
      {"07 000000", FALSE, FALSE},
      {"09 000000", FALSE, FALSE},
      {"0e 000000 63 000000", TRUE, FALSE},
      {"0b 020000 *5", TRUE, FALSE},  /* WG_LIMIT_TLS_MESSAGE */
      {"0b 020001 *5", FALSE, FALSE}, /* and one past it */
      {"", FALSE, TRUE},
  };

  G_STATIC_ASSERT (WG_LIMIT_TLS_MESSAGE == 0x020000);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GByteArray) bytes = wire (cases[i].bytes);
      print_message ("%s\n", cases[i].bytes);
      assert_int_equal (wg_tls_handshake_begins (wire_slice (bytes)), cases[i].begins);
      assert_int_equal (wg_tls_handshake_readable (wire_slice (bytes)), cases[i].readable);
    }
}

static void
certificate_lists (void **state)
{
  g_autoptr (GByteArray) old = wire ("<3 <3 *5> <3 *7> @4 <3 *2>>");
  g_autoptr (GByteArray) tls13 = wire ("<1 00> <3 <3 *5> <2 0005 <2 01>> <3 *7> <2>>");
  WgReader r = wg_reader (wire_slice (old), WG_END_WHOLE), list;
  WgSlice der;

  assert_true (wg_tls_parse_certificate_list (&r, FALSE, &list));
  assert_true (wg_tls_next_certificate (&list, FALSE, &der));
  assert_true (wg_tls_next_certificate (&list, FALSE, &der));
  assert_int_equal (der.len, 7);
  assert_false (wg_tls_next_certificate (&list, FALSE, &der));
  assert_int_not_equal (wg_reader_left (&list), 0);
  r = wg_reader (wire_slice (tls13), WG_END_WHOLE);
  assert_true (wg_tls_parse_certificate_list (&r, TRUE, &list));
  assert_true (wg_tls_next_certificate (&list, TRUE, &der));
  assert_int_equal (der.len, 5);
  assert_true (wg_tls_next_certificate (&list, TRUE, &der));
  assert_int_equal (der.len, 7);
  assert_int_equal (wg_reader_left (&list), 0);
}

typedef struct
{
  guint16 cipher;
  const char *body;
  gboolean parses;
  const char *kind;
  gint32 group;
  guint32 bits;
} ExchangeCase;

static const ExchangeCase exchanges[] = {
    {0xc02f, "03 001d <1 *32> 0804 <2 *64>", TRUE, "ecdhe", 0x1d, 253},
    {0xc02b, "03 0018 <1 *97>", TRUE, "ecdhe", 0x18, 384},
    {0x009e, "<2 80 *127> <2 02> <2 *128>", TRUE, "dhe", -1, 1024},
    {0x0039, "<2 00 01 *64> <2 02>", TRUE, "dhe", -1, 513},
    {0x0033, "<2 00 00> <2 02>", TRUE, "dhe", -1, 0},
    {0x0003, "<2 80 *63> <2 010001>", TRUE, "rsa", -1, 512},
    {0xc035, "<2 'hint'> 03 0017 <1 *65>", TRUE, "ecdhe_psk", 0x17, 256},
    {0x00aa, "<2 'hint'> <2 80 *255> <2 02>", TRUE, "dhe_psk", -1, 2048},
    {0x00a8, "<2 'hint'>", TRUE, "psk", -1, 0},
    {0xc014, "01 <1 80 *19>", TRUE, "ecdhe", -1, 160},
    {0xc014, "02 00a3", TRUE, "ecdhe", -1, 163},
    {0xc020, "<2 80 *127>", TRUE, "srp", -1, 1024},
    {0xeeee, "03 0017 <1 *65>", TRUE, "ecdhe", 0x17, 256},
    {0xeeee, "03 7777 <1 *65>", FALSE, NULL, 0x7777, 0},
    {0xc02f, "04 0017", FALSE, "ecdhe", -1, 0},
    {0xc02f, "03 00", FALSE, "ecdhe", -1, 0},
    {0x009e, "@1 <2 *4>", FALSE, "dhe", -1, 0},
    {0xc035, "@9 <2 'hint'>", FALSE, "ecdhe_psk", -1, 0},
    {0xc02f, "", FALSE, "ecdhe", -1, 0},
};

static void
server_key_exchanges (void **state)
{
  for (guint i = 0; i < G_N_ELEMENTS (exchanges); i++)
    {
      const ExchangeCase *c = &exchanges[i];
      g_autoptr (GByteArray) bytes = wire (c->body);
      WgReader r = wg_reader (wire_slice (bytes), WG_END_WHOLE);
      WgTlsKeyExchange out = {.kind = wg_tls_key_exchange_of_cipher (c->cipher), .group = -1};

      print_message ("%04x %s\n", c->cipher, c->body);
      assert_int_equal (wg_tls_parse_server_key_exchange (&r, &out), c->parses);
      assert_int_equal (g_strcmp0 (out.kind, c->kind), 0);
      assert_int_equal (out.group, c->group);
      assert_int_equal (out.bits, c->bits);
    }
  assert_string_equal (wg_tls_key_exchange_of_cipher (0x001e), "krb5");
  assert_string_equal (wg_tls_key_exchange_of_cipher (0x0018), "dh_anon");
  assert_null (wg_tls_key_exchange_of_cipher (0x1301));
  assert_string_equal (wg_tls_key_exchange_of_group (0x11ec).kind, "hybrid");
}

/* The example of the method's description. */
static void
ja3_of_the_example (void **state)
{
  g_autoptr (GByteArray) bytes = wire (
      "0301 *32 <1> <2 002f 0035 0005 000a c009 c00a c013 c014 0032 0038 0013 0004> <1 00> <2 "
      "0000 <2 <2 00 <2 'a.test'>>> 000a <2 <2 0017 0018 0019>> 000b <2 <1 00>>>");
  g_autoptr (GByteArray) bare =
      wire ("0301 *32 <1> <2 0004 0005 000a 0009 0064 0062 0003 0006 0013 0012 0063> <1 00>");
  WgReader r = wg_reader (wire_slice (bytes), WG_END_WHOLE);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GString) hash = g_string_new (NULL);
  WgTlsClientHello hello;

  assert_true (wg_tls_parse_client_hello (&r, &hello));
  wg_tls_ja3 (&hello, text);
  wg_tls_md5 (wg_slice (text->str, text->len), hash);
  assert_string_equal (text->str,
                       "769,47-53-5-10-49161-49162-49171-49172-50-56-19-4,0-10-11,23-24-25,0");
  assert_string_equal (hash->str, "ada70206e40642a3e4461f35503241d5");
  r = wg_reader (wire_slice (bare), WG_END_WHOLE);
  assert_true (wg_tls_parse_client_hello (&r, &hello));
  g_string_truncate (text, 0);
  g_string_truncate (hash, 0);
  wg_tls_ja3 (&hello, text);
  wg_tls_md5 (wg_slice (text->str, text->len), hash);
  assert_string_equal (text->str, "769,4-5-10-9-100-98-3-6-19-18-99,,,");
  assert_string_equal (hash->str, "de350869b8c85de67a350c8d186f11e6");
}

#define JA4_FRONT                                                                              \
  "0303 *32 <1> <2 1a1a 1301 1302 1303 c02b c02f c02c c030 cca9 cca8 c013 c014 009c 009d "     \
  "002f "                                                                                      \
  "0035> <1 00> "

static const struct
{
  const char *body;
  const char *ja4;
} ja4_cases[] = {
    /* the example of technical_details/JA4.md */
    {JA4_FRONT
     "<2 2a2a <2> 001b <2> 0000 <2 <2 00 <2 'a.test'>>> 0033 <2 <2>> 0010 <2 <2 <1 "
     "'h2'> <1 'http/1.1'>>> 4469 <2> 0017 <2> 002d <2 <1>> 000d <2 <2 0403 0804 0401 "
     "0503 0805 0501 0806 0601>> 0005 <2> 0023 <2> 0012 <2> 002b <2 <1 3a3a 0304 "
     "0303>> ff01 <2> 000a <2 <2>> 000b <2 <1>> 0015 <2>>",
     "t13d1516h2_8daaf6152771_e5627efa2ab1"},
    {JA4_FRONT "<2 001b <2> 0033 <2 <2>> 4469 <2> 0017 <2> 002d <2 <1>> 000d <2 <2>> 0005 <2> "
               "0023 <2> 0012 <2> 002b <2 <1>> ff01 <2> 000a <2 <2>> 000b <2 <1>> 0015 <2>>",
     "t12i151400_8daaf6152771_6d807ffa2a79"},
    {"0300 *32 <1> <2> <1 00>", "ts3i000000_000000000000_000000000000"},
    {"0303 *32 <1> <2 1a1a> <1 00> <2 0000 <2 <2 00 <2 'a.test'>>> 0010 <2 <2 <1 ab>>>>",
     "t12d0002ab_000000000000_000000000000"},
    {"0303 *32 <1> <2> <1 00> <2 0010 <2 <2 <1 30 31 ab cd>>>>",
     "t12i00013d_000000000000_000000000000"},
    {"0303 *32 <1> <2> <1 00> <2 0010 <2 <2 <1 30 ab cd 31>>>>",
     "t12i000101_000000000000_000000000000"},
    {"0303 *32 <1> <2> <1 00> <2 0010 <2 <2 <1>>>>", "t12i000100_000000000000_000000000000"},
};

static void
ja4_of_the_specification (void **state)
{
  for (guint i = 0; i < G_N_ELEMENTS (ja4_cases); i++)
    {
      g_autoptr (GByteArray) bytes = wire (ja4_cases[i].body);
      g_autoptr (GString) text = g_string_new (NULL);
      WgReader r = wg_reader (wire_slice (bytes), WG_END_WHOLE);
      WgTlsClientHello hello;

      assert_true (wg_tls_parse_client_hello (&r, &hello));
      wg_tls_ja4 (&hello, 't', text);
      assert_string_equal (text->str, ja4_cases[i].ja4);
    }
}

static const struct
{
  const char *title;
  const char *bytes;
  int looks;
  gboolean parses;
} ssl2_hellos[] = {
    {"for TLS 1.0", "802e01 0301 0015 0000 0010 *37", 1, TRUE},
    {"for SSL 2.0", "801f01 0002 0006 0000 0010 *22", 1, TRUE},
    {"with a session id", "802f01 0002 0006 0010 0010 *38", 1, TRUE},
    {"version 5", "801f01 0005 0006 0000 0010 *22", 0, FALSE},
    {"ciphers not in threes", "801e01 0002 0005 0000 0010 *21", 0, FALSE},
    {"no ciphers", "801901 0002 0000 0000 0010 *16", 0, FALSE},
    {"short challenge", "801e01 0002 0006 0000 000f *21", 0, FALSE},
    {"parts past the record", "801f01 0002 0009 0000 0010 *22", 0, FALSE},
    {"parts short of the record", "802001 0002 0006 0000 0010 *23", 0, FALSE},
    {"another message", "801f02 0002 0006 0000 0010 *22", 0, FALSE},
    {"front alone", "801f01 0002 0006", -1, FALSE},
};

static void
ssl2_hellos_good_and_bad (void **state)
{
  for (guint i = 0; i < G_N_ELEMENTS (ssl2_hellos); i++)
    {
      g_autoptr (GByteArray) bytes = wire (ssl2_hellos[i].bytes);
      WgReader r = wg_reader (wire_slice (bytes), WG_END_WHOLE);
      WgSsl2Record record;
      WgSsl2ClientHello hello;

      print_message ("%s\n", ssl2_hellos[i].title);
      assert_int_equal (wg_ssl2_looks_like_client_hello (wire_slice (bytes)),
                        ssl2_hellos[i].looks);
      assert_true (wg_ssl2_parse_record (&r, &record));
      assert_int_equal (wg_ssl2_parse_client_hello (&r, &hello), ssl2_hellos[i].parses);
    }
}

static void
ssl2_records_and_server_hellos (void **state)
{
  g_autoptr (GByteArray) good = wire ("8024 04 00 01 0002 0003 0006 0010 *25");
  g_autoptr (GByteArray) bad = wire ("8024 04 02 01 0002 0003 0006 0010 *25");
  g_autoptr (GByteArray) padded = wire ("4005 03 *5");
  WgReader r = wg_reader (wire_slice (good), WG_END_WHOLE);
  WgSsl2ServerHello hello;
  WgSsl2Record record;

  assert_int_equal (wg_ssl2_looks_like_server_hello (wire_slice (good)), 1);
  assert_int_equal (wg_ssl2_looks_like_server_hello (wire_slice (bad)), 0);
  assert_true (wg_ssl2_parse_record (&r, &record));
  assert_int_equal (record.front, 2);
  assert_true (wg_ssl2_parse_server_hello (&r, &hello));
  assert_int_equal (hello.certificate.len, 3);
  assert_int_equal (hello.ciphers.len, 6);
  assert_int_equal (hello.session_id.len, 16);
  r = wg_reader (wire_slice (padded), WG_END_WHOLE);
  assert_true (wg_ssl2_parse_record (&r, &record));
  assert_int_equal (record.front, 3);
  assert_int_equal (record.len, 5);
  assert_int_equal (record.padding, 3);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (client_hellos_good_and_bad),
      cmocka_unit_test (prefixes_are_safe),
      cmocka_unit_test (every_extension_is_read),
      cmocka_unit_test (server_hellos),
      cmocka_unit_test (records_good_and_bad),
      cmocka_unit_test (messages_that_can_be_read),
      cmocka_unit_test (certificate_lists),
      cmocka_unit_test (server_key_exchanges),
      cmocka_unit_test (ja3_of_the_example),
      cmocka_unit_test (ja4_of_the_specification),
      cmocka_unit_test (ssl2_hellos_good_and_bad),
      cmocka_unit_test (ssl2_records_and_server_hellos),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
