#include "../unit.h"

#include "quic-talk.h"

/* What every connection below says of its hello. */
#define HELLO                                                                                  \
  "\"sni\":\"a.test\",\"alpn\":[\"h3\"],\"ja3\":\"771,4865,0-16,,\",\"ja3_hash\":"             \
  "\"33b746a27502e1c870d11cfc1893be87\",\"ja4\":\"q12d0102h3_0f2cb44170f4_000000000000\""

static void
finish (QuicTalk *t, const char *expected)
{
  g_autofree char *out = quic_talk_finish (t);

  assert_string_equal (out, expected);
}

/* --- without secrets ----------------------------------------------------------------- */

#define RECORD(versions, more, packets)                                                        \
  "quic {\"conversation\":0,\"connection_id\":\"a1a2a3a4a5a6a7a8\",\"versions\":[" versions    \
  "]," more ",\"packets\":{" packets "}}\n"

static void
a_hello_in_one_packet (void **state)
{
  static const guint32 versions[] = {1, 0x6b3343cf, 0xff00001d, 0xff000016, 0xfaceb002};
  QuicTalk t;

  for (guint i = 0; i < G_N_ELEMENTS (versions); i++)
    {
      g_autofree char *expected = g_strdup_printf (
          RECORD ("\"%08x\"", HELLO, "\"client\":{\"initial\":1}") "protocols quic\n",
          versions[i]);
      quic_talk_begin (&t, versions[i]);
      quic_talk_hello (&t);
      quic_talk_send (&t, WG_CLIENT);
      finish (&t, expected);
    }
}

static void
a_hello_in_pieces (void **state)
{
  QuicTalk t;

  quic_talk_begin (&t, 1);
  quic_talk_crypto (&t, QUIC_CLIENT_HELLO, 60, 1000);
  quic_add_number (t.frames, WG_QUIC_FRAME_PING);
  quic_talk_crypto (&t, QUIC_CLIENT_HELLO, 0, 10);
  quic_talk_say (&t, t.initial, WG_CLIENT);
  quic_talk_crypto (&t, QUIC_CLIENT_HELLO, 5, 30);
  quic_talk_seal (&t, &t.initial[WG_CLIENT]);
  quic_talk_crypto (&t, QUIC_CLIENT_HELLO, 20, 61);
  quic_talk_say (&t, t.initial, WG_CLIENT);
  finish (&t, RECORD ("\"00000001\"", HELLO, "\"client\":{\"initial\":3}") "protocols quic\n");
}

/* The name stands before the part that is missing. */
static void
half_a_hello (void **state)
{
  QuicTalk t;

  quic_talk_begin (&t, 1);
  quic_talk_crypto (&t, QUIC_CLIENT_HELLO, 0, 70);
  quic_talk_say (&t, t.initial, WG_CLIENT);
  finish (&t, RECORD ("\"00000001\"", "\"sni\":\"a.test\"",
                      "\"client\":{\"initial\":1}") "protocols quic\n");
}

static void
packets_in_one_datagram (void **state)
{
  QuicTalk t;

  quic_talk_begin (&t, 1);
  quic_talk_hello (&t);
  quic_talk_send (&t, WG_CLIENT);
  quic_talk_crypto (&t, QUIC_SERVER_HELLO, 0, 1000);
  quic_talk_seal (&t, &t.initial[WG_SERVER]);
  quic_talk_seal (&t, &t.handshake[WG_SERVER]);
  quic_talk_say (&t, t.one_rtt, WG_SERVER);
  finish (&t, RECORD ("\"00000001\"",
                      HELLO ",\"cipher\":\"1301\",\"cipher_name\":\"TLS_AES_128_GCM_SHA256\","
                            "\"group\":\"001d\"",
                      "\"client\":{\"initial\":1},\"server\":{\"initial\":1,\"handshake\":1,"
                      "\"one_rtt\":1}") "protocols quic\n");
}

static void
after_a_retry (void **state)
{
  QuicTalk t;

  quic_talk_begin (&t, 1);
  quic_talk_hello (&t);
  quic_talk_send (&t, WG_CLIENT);
  quic_talk_hex (&t, WG_SERVER, "f0 00000001 <1 c1c2c3c4> <1 f1f2f3f4f5> 'token' *16");
  quic_talk_set (&t, 1, wg_slice ("\xf1\xf2\xf3\xf4\xf5", 5));
  t.initial[WG_CLIENT].number = 1;
  t.initial[WG_CLIENT].token = WG_SLICE_LITERAL ("token");
  quic_talk_hello (&t);
  quic_talk_send (&t, WG_CLIENT);
  quic_talk_crypto (&t, QUIC_SERVER_HELLO, 0, 1000);
  quic_talk_say (&t, t.initial, WG_SERVER);
  finish (
      &t,
      RECORD ("\"00000001\"",
              "\"retry\":true," HELLO
              ",\"cipher\":\"1301\",\"cipher_name\":\"TLS_AES_128_GCM_SHA256\","
              "\"group\":\"001d\"",
              "\"client\":{\"initial\":2},\"server\":{\"initial\":1,\"retry\":1}") "protocols "
                                                                                   "quic\n");
}

static void
after_version_negotiation (void **state)
{
  QuicTalk t;

  quic_talk_begin (&t, 0x1a2a3a4a);
  quic_talk_hello (&t);
  quic_talk_send (&t, WG_CLIENT);
  quic_talk_hex (&t, WG_SERVER,
                 "80 00000000 <1 c1c2c3c4> <1 a1a2a3a4a5a6a7a8> 00000001 0a0a0a0a");
  quic_talk_set (&t, 1, wg_slice ("\xf1\xf2\xf3\xf4\xf5\xf6\xf7\xf8", 8));
  quic_talk_hello (&t);
  quic_talk_send (&t, WG_CLIENT);
  finish (
      &t,
      RECORD ("\"1a2a3a4a\",\"00000001\"",
              "\"offered_versions\":[\"00000001\",\"0a0a0a0a\"]," HELLO,
              "\"client\":{\"initial\":2},\"server\":{\"negotiation\":1}") "protocols quic\n");
}

/* RFC 9368: the server answers version 1 with version 2. */
static void
another_version_from_the_server (void **state)
{
  QuicTalk t;

  quic_talk_begin (&t, 1);
  quic_talk_hello (&t);
  quic_talk_send (&t, WG_CLIENT);
  quic_talk_set (&t, 0x6b3343cf, QUIC_CID (quic_cid_a));
  quic_talk_crypto (&t, QUIC_SERVER_HELLO, 0, 1000);
  quic_talk_say (&t, t.initial, WG_SERVER);
  finish (&t,
          RECORD ("\"00000001\",\"6b3343cf\"",
                  HELLO ",\"cipher\":\"1301\",\"cipher_name\":\"TLS_AES_128_GCM_SHA256\","
                        "\"group\":\"001d\"",
                  "\"client\":{\"initial\":1},\"server\":{\"initial\":1}") "protocols quic\n");
}

static void
the_server_may_play_the_client (void **state)
{
  QuicTalk t;

  quic_talk_begin (&t, 1);
  quic_talk_hello (&t);
  quic_talk_send (&t, WG_SERVER);
  finish (&t, "quic {\"conversation\":0,\"reversed\":true,\"connection_id\":"
              "\"a1a2a3a4a5a6a7a8\",\"versions\":[\"00000001\"]," HELLO
              ",\"packets\":{\"client\":{\"initial\":1}}}\nprotocols quic\n");
}

static void
googles_own (void **state)
{
  QuicTalk t;

  quic_talk_begin (&t, 1);
  quic_talk_hex (
      &t, WG_CLIENT,
      "09 *8 'Q043' 01 *12 a0 01 'CHLO' 0200 0000 'SNI' 00 06000000 'UAID' 09000000 'a.test' "
      "'me!'");
  quic_talk_hex (&t, WG_SERVER, "0c *8 01 *30");
  finish (&t, "quic {\"conversation\":0,\"connection_id\":\"2a2a2a2a2a2a2a2a\",\"versions\":"
              "[\"Q043\"],\"sni\":\"a.test\",\"user_agent\":\"me!\",\"packets\":{\"client\":"
              "{\"unknown\":1},\"server\":{\"unknown\":1}}}\nprotocols quic\n");
  quic_talk_begin (&t, 1);
  quic_talk_hex (
      &t, WG_CLIENT,
      "c3 'Q046' 50 *8 00000001 *12 a0 01 'CHLO' 0100 0000 'SNI' 00 06000000 'a.test'");
  quic_talk_hex (
      &t, WG_CLIENT,
      "c3 'Q046' 50 *8 00000001 *12 a0 01 'CHLO' 0100 0000 'SNI' 00 06000000 'a.test'");
  finish (&t, "quic {\"conversation\":0,\"connection_id\":\"2a2a2a2a2a2a2a2a\",\"versions\":"
              "[\"Q046\"],\"sni\":\"a.test\",\"packets\":{\"client\":{\"initial\":2}}}\n"
              "protocols quic\n");
}

/* Google's hello in a sealed packet. */
static void
googles_sealed (void **state)
{
  QuicTalk t;

  quic_talk_begin (&t, 0x51303530);
  quic_talk_crypto (&t, "'CHLO' 0100 0000 'SNI' 00 06000000 'a.test'", 0, 1000);
  t.frames->data[0] = 0x08;
  quic_talk_say (&t, t.initial, WG_CLIENT);
  finish (&t, RECORD ("\"Q050\"", "\"sni\":\"a.test\"",
                      "\"client\":{\"initial\":1}") "protocols quic\n");
}

static void
what_is_not_claimed (void **state)
{
  static const char *const texts[] = {
      "40 *40",                                            /* a short header */
      "c0 12345678 <1 0102030405060708> <1> 00 4100 *256", /* an unknown version */
      "c0 1a2a3a4a <1 0102030405060708> <1> 00 4100 *256", /* reserved, does not open */
      "80 00000000 <1 01> <1 02> 12345678 1a2a3a4a",       /* offers nobody knows */
      "80 00000001 <1 0102030405060708> <1> 00 4100 *256", /* the fixed bit is missing */
      "c0 00000001 <1 *21> <1> 00 4100 *256",              /* an id too long */
      "c0 00000001 <1 01> <1> 00 13 *19",                  /* too short to be opened */
      "09 *8 'GET ' 01 *12 'x'",
  };
  QuicTalk t;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      print_message ("%s\n", texts[i]);
      quic_talk_begin (&t, 1);
      quic_talk_hex (&t, WG_CLIENT, texts[i]);
      finish (&t, "protocols\n");
    }
}

static void
two_connections_of_one_flow (void **state)
{
  g_autofree char *out = NULL;
  QuicTalk t;

  quic_talk_begin (&t, 1);
  quic_talk_hello (&t);
  quic_talk_send (&t, WG_CLIENT);
  quic_talk_set (&t, 1, wg_slice ("\xf1\xf2\xf3\xf4\xf5\xf6\xf7\xf8", 8));
  t.initial[WG_CLIENT].scid = wg_slice ("\xc9", 1);
  quic_talk_hello (&t);
  quic_talk_send (&t, WG_CLIENT);
  out = quic_talk_finish (&t);
  assert_non_null (strstr (out, "\"connection_id\":\"a1a2a3a4a5a6a7a8\""));
  assert_non_null (strstr (out, "\"connection_id\":\"f1f2f3f4f5f6f7f8\""));
}

/* Other bytes go over the same ports, and look like long headers. */
static void
packets_of_no_connection (void **state)
{
  QuicTalk t;

  quic_talk_begin (&t, 1);
  quic_talk_hello (&t);
  quic_talk_send (&t, WG_CLIENT);
  quic_talk_hex (&t, WG_CLIENT, "90 12345678 <1 0102> <1 03> *20");
  quic_talk_hex (&t, WG_SERVER, "90 87654321 <1 c1c2c3c4> <1 04> *20");
  quic_talk_hex (&t, WG_CLIENT, "e0 1a2a3a4a <1 0102> <1 03> 20 *20"); /* cut */
  quic_talk_hex (&t, WG_SERVER, "c0 ff00001d <1 0102> <1> 00 20 *20");
  quic_talk_hex (&t, WG_SERVER, "e0 1a2a3a4a <1 *21> <1> 04 *4"); /* an id too long */
  quic_talk_crypto (&t, QUIC_SERVER_HELLO, 0, 1000);
  quic_talk_seal (&t, &t.initial[WG_SERVER]);
  quic_talk_say (&t, t.handshake, WG_SERVER);
  quic_talk_say (&t, t.handshake, WG_CLIENT);
  finish (
      &t,
      RECORD ("\"00000001\"",
              HELLO ",\"cipher\":\"1301\",\"cipher_name\":\"TLS_AES_128_GCM_SHA256\","
                    "\"group\":\"001d\"",
              "\"client\":{\"initial\":1,\"handshake\":1,\"unknown\":2},"
              "\"server\":{\"initial\":1,\"handshake\":1,\"unknown\":2}") "protocols quic\n");
}

/* --- notes and ceilings -------------------------------------------------------------- */

static void
notes_of_odd_bytes (void **state)
{
  QuicTalk t;

  quic_talk_begin (&t, 1);
  quic_talk_hello (&t);
  quic_talk_send (&t, WG_CLIENT);
  quic_add_number (t.frames, WG_QUIC_FRAME_CRYPTO); /* without what belongs to it */
  quic_add_number (t.frames, 10000);
  quic_add_number (t.frames, 50);
  quic_talk_say (&t, t.initial, WG_CLIENT);
  quic_talk_crypto (&t, "02 <3 0303>", 0, 100);
  quic_talk_say (&t, t.initial, WG_SERVER);
  quic_talk_hex (&t, WG_SERVER, "e0 00000001 <1 c1c2c3c4> <1 51525354> 20 *31");
  quic_talk_hex (&t, WG_SERVER, "e0 00000001 <1 *21> <1 51525354> 04 *4");
  finish (
      &t,
      "note quic-frame @2+54:44\nnote quic-hello @3+54:45\nnote quic-length @4+54:47\n"
      "note quic-header @5+54:37\n" RECORD (
          "\"00000001\"", HELLO,
          "\"client\":{\"initial\":2},\"server\":{\"initial\":1,\"handshake\":1}") "protocols "
                                                                                   "quic\n");
}

/* How many records, or notes, there are after @n first packets, each of a connection. */
static void
connections_have_a_ceiling (void **state)
{
  g_autofree char *out = NULL;
  QuicTalk t;

  quic_talk_begin (&t, 1);
  for (guint i = 0; i < WG_LIMIT_QUIC_CONNECTIONS + 1; i++)
    {
      guint8 cid[8] = {0xf0, (guint8) i}, scid[2] = {0xf1, (guint8) i};
      quic_talk_set (&t, 1, QUIC_CID (cid));
      t.initial[WG_CLIENT].scid = QUIC_CID (scid);
      quic_talk_hello (&t);
      quic_talk_send (&t, WG_CLIENT);
    }
  out = quic_talk_finish (&t);
  assert_int_equal (quic_count_of (out, "a.test"), WG_LIMIT_QUIC_CONNECTIONS + 1);
}

static gboolean
notes_early_piece (guint64 offset, gsize len)
{
  g_autofree guint8 *bytes = g_malloc0 (len);
  g_autofree char *out = NULL;
  QuicTalk t;

  quic_talk_begin (&t, 1);
  quic_add_crypto (t.frames, offset, wg_slice (bytes, len));
  quic_talk_say (&t, t.initial, WG_CLIENT);
  out = quic_talk_finish (&t);
  return strstr (out, "quic-limit") != NULL;
}

static void
handshakes_have_a_ceiling (void **state)
{
  QuicTalk t;
  guint n = WG_LIMIT_QUIC_MESSAGE / 1024;
  guint8 bytes[1024] = {1, 0xff};

  assert_false (notes_early_piece (5, 10));
  for (guint more = 0; more < 2; more++)
    {
      quic_talk_begin (&t, 1);
      for (guint i = 0; i < n + more; i++)
        {
          quic_add_crypto (t.frames, i * sizeof bytes, wg_slice (bytes, sizeof bytes));
          quic_talk_say (&t, t.initial, WG_CLIENT);
        }
      quic_talk_finish_noting (&t, "quic-limit", more);
    }
}

static void
early_pieces_have_a_ceiling (void **state)
{
  QuicTalk t;

  for (guint more = 0; more < 2; more++)
    {
      quic_talk_begin (&t, 1);
      for (guint i = 0; i < WG_LIMIT_QUIC_PIECES + more; i++)
        {
          quic_add_crypto (t.frames, 2 * i + 1, wg_slice ("x", 1));
          if (t.frames->len > 1000)
            quic_talk_seal (&t, &t.initial[WG_CLIENT]);
        }
      quic_talk_say (&t, t.initial, WG_CLIENT);
      quic_talk_finish_noting (&t, "quic-limit", more);
    }
}

/* Packets that no key opens: past the ceiling the one that would open is not tried. */
static gboolean
opens_after (guint n_garbage)
{
  g_autofree char *out = NULL;
  gboolean found;
  QuicTalk t;

  quic_talk_begin (&t, 1);
  for (guint i = 0; i < n_garbage; i++)
    {
      quic_talk_hello (&t);
      t.datagram->data[t.datagram->len - 1] ^= 1;
      quic_talk_send (&t, WG_CLIENT);
    }
  quic_talk_hello (&t);
  quic_talk_send (&t, WG_CLIENT);
  out = quic_talk_finish (&t);
  found = strstr (out, "a.test") != NULL;
  return found;
}

static void
tries_have_a_ceiling (void **state)
{
  assert_true (opens_after (WG_LIMIT_QUIC_TRIES - 1));
  assert_false (opens_after (WG_LIMIT_QUIC_TRIES));
}

static void
lists_have_ceilings (void **state)
{
  g_autoptr (GByteArray) offers = wire ("80 00000000 <1 c1c2c3c4> <1 a1a2a3a4a5a6a7a8>");
  g_autofree char *out = NULL;
  QuicTalk t;

  for (guint i = 0; i < WG_LIMIT_QUIC_VERSIONS + 1; i++)
    {
      guint8 word[4] = {0, 0, (guint8) i, 1};
      g_byte_array_append (offers, word, 4);
    }
  quic_talk_begin (&t, 1);
  quic_talk_hello (&t);
  quic_talk_send (&t, WG_CLIENT);
  wg_script_say (t.script, WG_SERVER, wire_slice (offers));
  for (guint i = 0; i < WG_LIMIT_QUIC_CLOSES + 1; i++)
    {
      quic_add_number (t.frames, WG_QUIC_FRAME_CLOSE);
      quic_add_number (t.frames, 0x128);
      quic_add_number (t.frames, 0);
      quic_add_number (t.frames, 0);
    }
  quic_talk_say (&t, t.initial, WG_SERVER);
  out = quic_talk_finish (&t);
  assert_int_equal (quic_count_of (out, "\"error\":\"handshake_failure\""),
                    WG_LIMIT_QUIC_CLOSES);
  assert_non_null (strstr (out, "\"00003f01\"]"));
  assert_null (strstr (out, "\"00004001\""));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (a_hello_in_one_packet),
      cmocka_unit_test (a_hello_in_pieces),
      cmocka_unit_test (half_a_hello),
      cmocka_unit_test (packets_in_one_datagram),
      cmocka_unit_test (after_a_retry),
      cmocka_unit_test (after_version_negotiation),
      cmocka_unit_test (another_version_from_the_server),
      cmocka_unit_test (the_server_may_play_the_client),
      cmocka_unit_test (googles_own),
      cmocka_unit_test (googles_sealed),
      cmocka_unit_test (what_is_not_claimed),
      cmocka_unit_test (two_connections_of_one_flow),
      cmocka_unit_test (packets_of_no_connection),
      cmocka_unit_test (notes_of_odd_bytes),
      cmocka_unit_test (connections_have_a_ceiling),
      cmocka_unit_test (handshakes_have_a_ceiling),
      cmocka_unit_test (early_pieces_have_a_ceiling),
      cmocka_unit_test (tries_have_a_ceiling),
      cmocka_unit_test (lists_have_ceilings),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
