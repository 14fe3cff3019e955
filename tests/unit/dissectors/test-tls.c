#include "../unit.h"

#include "script.h"
#include "tls/tls.h"
#include "wire.h"

/* Connections as a script of packets and what the report says of them. */

#define REC(type, version, body) type " " version " <2 " body "> "
#define HS(type, body)           REC ("16", "0303", type " <3 " body ">")

#define CLIENT_HELLO_MSG                                                                       \
  "01 <3 0303 *32 <1> <2 c02f 009c 5600> <1 00> <2 0000 <2 <2 00 <2 'a.test'>>> 0023 <2>>>"
#define CLIENT_HELLO REC ("16", "0301", CLIENT_HELLO_MSG)
#define SERVER_HELLO                                                                           \
  HS ("02", "0303 *24 'DOWNGRD' 01 <1 *32> c02f 00 <2 0010 <2 <2 <1 'h2'>>>>")
#define CERTIFICATE HS ("0b", "<3 <3 *5>>")
#define EXCHANGE    HS ("0c", "03 001d <1 *32> 0804 <2 *64>")
#define DONE        HS ("0e", "")
#define KEY         HS ("10", "<1 *32>")
#define CCS         REC ("14", "0303", "01")
#define SECRET      REC ("16", "0303", "*40")
#define DATA(n)     REC ("17", "0303", "*" n)

#define HELLO_13                                                                               \
  HS ("01", "0303 *32 <1 *32> <2 1301> <1 00> <2 002b <2 <1 0304>> 0033 <2 <2 001d <2 "        \
            "*32>>>>")
#define RETRY_13                                                                               \
  HS ("02", "0303 cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c <1> 1301 "  \
            "00 <2 002b <2 0304> 0033 <2 0017>>")
#define SERVER_13 HS ("02", "0303 *32 <1 *32> 1301 00 <2 002b <2 0304> 0033 <2 0017 <2 *65>>>")

typedef struct
{
  const char *name;
  const char *packets[12]; /* "C .." and "S ..", "C!", "S!": a gap; ended by NULL */
  const char *expected[8]; /* pieces of what is told; "-.." must not be there */
} Connection;

static const Connection connections[] = {
    {"a full handshake",
     {"C " CLIENT_HELLO, "S " SERVER_HELLO CERTIFICATE EXCHANGE DONE, "C " KEY CCS SECRET,
      "S " CCS SECRET, "C " DATA ("30"), "S " DATA ("500"), "S " REC ("15", "0303", "*26")},
     {"\"version\":\"tls1.2\",\"alpn\":\"h2\"",
      "\"sni\":\"a.test\",\"session_ticket\":0,\"fallback_scsv\":true",
      "\"downgrade_sentinel\":\"tls1.2\"",
      "\"key_exchange\":{\"kind\":\"ecdhe\",\"group\":\"001d\",\"bits\":253}",
      "\"messages\":{\"client\":[\"client_hello\",\"client_key_exchange\","
      "\"change_cipher_spec\",\"encrypted\"],\"server\":[\"server_hello\",\"certificate\","
      "\"server_key_exchange\",\"server_hello_done\",\"change_cipher_spec\",\"encrypted\"]}",
      "\"server\":{\"versions\":[\"0303\"],\"types\":{\"change_cipher_spec\":1,\"alert\":1,"
      "\"handshake\":5,\"application_data\":1},\"application_bytes\":500}",
      "\"alerts\":[{\"frame\":7,\"from\":\"server\",\"encrypted\":true}]",
      "note tls-unreadable-certificate"}},
    {"resumption",
     {"C " CLIENT_HELLO, "S " SERVER_HELLO CCS SECRET, "C " CCS SECRET},
     {"\"resumed\":true", "-key_exchange"}},
    {"one message over three records, two in one",
     {"C " REC ("16", "0301", "01 0000") REC ("16", "0301", "32 0303 *32 <1> <2 c02f>"),
      "C " REC ("16", "0301", "<1 00> <2 0017 <2>> 002300"),
      "S " REC ("16", "0303", "02 <3 0303 *32 <1> c02f 00> 0e <3>")},
     {"\"client\":[\"client_hello\"],\"server\":[\"server_hello\",\"server_hello_done\"]",
      "note tls-malformed-hello"}},
    {"1.3 with a compressed certificate, as if it were visible",
     {"C " HELLO_13, "S " SERVER_13,
      "S " HS ("19",
               "0001 00001b <3 78da63606010676060d50201065e0656064646062106160626060600130d"
               "011b>")},
     {"\"certs\":[{\"sha256\"", "\"ocsp_stapled\":true,\"scts\":1",
      "\"compressed_certificate\"", "-tls-malformed"}},
    {"1.3 with a compressed certificate of another length",
     {"C " HELLO_13, "S " SERVER_13,
      "S " HS ("19",
               "0001 00001c <3 78da63606010676060d50201065e0656064646062106160626060600130d"
               "011b>"),
      "S " HS ("19", "0009 000001 <3 00>")},
     {"-certs", "note tls-malformed-message"}},
    {"1.3 with a second hello",
     {"C " HELLO_13, "S " RETRY_13 CCS, "C " CCS HELLO_13, "S " SERVER_13 DATA ("60"),
      "C " DATA ("60") DATA ("20")},
     {"\"version\":\"tls1.3\"", "\"hello_retry_request\":true", "\"group\":\"0017\"",
      "\"key_exchange\":{\"kind\":\"ecdhe\",\"group\":\"0017\",\"bits\":256}",
      "\"client\":[\"client_hello\",\"change_cipher_spec\",\"client_hello\",\"encrypted\"]",
      "\"server\":[\"server_hello\",\"change_cipher_spec\",\"server_hello\",\"encrypted\"]",
      "-renegotiations"}},
    {"renegotiation out of sight",
     {"C " CLIENT_HELLO, "S " SERVER_HELLO CERTIFICATE EXCHANGE DONE, "C " KEY CCS SECRET,
      "S " CCS SECRET, "S " SECRET, "C " SECRET SECRET CCS SECRET, "S " SECRET CCS SECRET},
     {"\"renegotiations\":1"}},
    {"a refusal",
     {"C " CLIENT_HELLO, "S " REC ("15", "0301", "02 28")},
     {"\"alerts\":[{\"frame\":2,\"from\":\"server\",\"level\":\"fatal\",\"description\":"
      "\"handshake_failure\"}]",
      "-version\":\"tls"}},
    {"a heartbeat that claims more than it holds",
     {"C " CLIENT_HELLO, "S " SERVER_HELLO, "C " REC ("18", "0302", "01 4000")},
     {"\"heartbeats\":[{\"frame\":3,\"from\":\"client\",\"type\":\"heartbeat_request\","
      "\"payload_length\":16384,\"length\":3}]"}},
    {"an older hello, then TLS",
     {"C 801f 01 0301 0006 0000 0010 070080 00002f *16", "S " SERVER_HELLO,
      "C " KEY CCS SECRET},
     {"\"ciphers\":[\"070080\",\"00002f\"]", "\"sslv2\":true", "\"version\":\"tls1.2\"",
      "\"client\":[\"ssl2_client_hello\",\"client_key_exchange\",\"change_cipher_spec\","
      "\"encrypted\"]",
      "\"versions\":[\"0002\",\"0303\"],\"types\":{\"change_cipher_spec\":1,\"handshake\":2,"
      "\"ssl2\":1}"}},
    {"SSL 2.0",
     {"C 801f 01 0002 0006 0000 0010 0700c0 010080 *16",
      "S 8024 04 00 01 0002 0003 0006 0010 *3 0700c0 010080 *16", "C 8010 02 010080 *12",
      "S 8021 *33", "C 8021 *33"},
     {"\"version\":\"ssl2\"", "\"ciphers\":[\"0700c0\",\"010080\"]", "\"certificates\"",
      "\"client\":[\"ssl2_client_hello\",\"ssl2_client_master_key\",\"encrypted\"],"
      "\"server\":[\"ssl2_server_hello\",\"encrypted\"]"}},
    {"met in the middle",
     {"S! ", "C! ", "C " DATA ("40"), "S " DATA ("50") DATA ("60")},
     {"\"client\":{\"versions\":[\"0303\"],\"types\":{\"application_data\":1}",
      "\"application_bytes\":110", "-note"}},
    {"a hole in application data",
     {"C " CLIENT_HELLO, "S " SERVER_HELLO, "S 17 0303 00c8 *100", "S!", "S " DATA ("7")},
     {"\"application_data\":2},\"application_bytes\":207", "-note"}},
    {"a hole in the handshake",
     {"C " CLIENT_HELLO, "S " SERVER_HELLO "16 0303 0010 *4", "S!", "S *20", "S " DATA ("7")},
     {"\"server\":[\"server_hello\"]", "\"application_bytes\":7", "-resumed"}},
    {"no record where one should be",
     {"C " CLIENT_HELLO, "S 'HTTP/1.1 400 Bad'", "S " REC ("15", "0301", "02 28")},
     {"note tls-not-a-record @2", "handshake_failure"}},
    {"roles the other way round",
     {"S " CLIENT_HELLO, "C " SERVER_HELLO, "S " REC ("15", "0301", "02 28")},
     {"\"reversed\":true", "\"from\":\"client\""}},
    {"a client certificate",
     {"C " CLIENT_HELLO, "S " SERVER_HELLO HS ("0d", "<1 01 40> <2 0403> <2>") DONE,
      "C " HS ("0b", "<3 <3 *9>>")},
     {"\"client_certificate_requested\":true", "\"certificates\":{\"client\":[{\"frame\":3"}},
    {"a stapled response",
     {"C " CLIENT_HELLO, "S " SERVER_HELLO HS ("16", "01 <3 *20>")},
     {"\"ocsp_stapled\":true"}},
    {"early data",
     {"C " HS ("01", "0303 *32 <1 *32> <2 1301> <1 00> <2 002a <2> 002b <2 <1 0304>> 0029 <2>>")
          DATA ("9"),
      "S " HS ("02", "0303 *32 <1 *32> 1301 00 <2 002b <2 0304> 0029 <2 0000>>")},
     {"\"psk\":true,\"early_data\":true",
      "\"resumed\":true,\"key_exchange\":{\"kind\":\"psk\"}"}},
    {"a message of no known type",
     {"C " CLIENT_HELLO, "S " REC ("16", "0303", "02 <3 0303 *32 <1> c02f 00> 63 000000")},
     {"note tls-malformed-message", "\"server\":[\"server_hello\"]"}},
};

static void
play (WgScript *script, const char *packet)
{
  WgDir dir = packet[0] == 'C' ? WG_CLIENT : WG_SERVER;
  g_autoptr (GByteArray) bytes = NULL;

  if (packet[1] == '!')
    {
      wg_script_gap (script, dir, 100);
      return;
    }
  bytes = wire (packet + 1);
  wg_script_say (script, dir, wire_slice (bytes));
}

static char *
tell (const Connection *c, const WgDissector *dissector, gsize chunk_len)
{
  WgScript *script = wg_script_new (dissector, 443, 0, chunk_len);

  for (guint i = 0; c->packets[i] != NULL; i++)
    play (script, c->packets[i]);
  return wg_script_finish (script);
}

static void
check (const Connection *c, const char *told)
{
  for (guint i = 0; i < G_N_ELEMENTS (c->expected) && c->expected[i] != NULL; i++)
    {
      const char *piece = c->expected[i];
      gboolean wanted = piece[0] != '-';
      if ((strstr (told, wanted ? piece : piece + 1) != NULL) != wanted)
        fail_msg ("%s: %s\nin\n%s", c->name, piece, told);
    }
}

static void
connections_tell (void **state)
{
  for (guint i = 0; i < G_N_ELEMENTS (connections); i++)
    {
      g_autofree char *told = tell (&connections[i], &wg_tls, 0);
      g_autofree char *probed = tell (&connections[i], NULL, 0);

      print_message ("%s\n", connections[i].name);
      check (&connections[i], told);
      assert_string_equal (told, probed);
    }
}

/* The line of the record: notes stand elsewhere when their bytes come in pieces. */
static char *
record_of (const char *told)
{
  const char *line = g_str_has_prefix (told, "tls ") ? told : strstr (told, "\ntls ");
  assert_non_null (line);
  return g_strndup (line, strcspn (line + 1, "\n") + 1);
}

static void
pieces_tell_the_same (void **state)
{
  static const gsize chunks[] = {1, 2, 3, 7, 100};

  for (guint i = 0; i < G_N_ELEMENTS (connections); i++)
    for (guint k = 0; k < G_N_ELEMENTS (chunks); k++)
      {
        g_autofree char *whole = tell (&connections[i], &wg_tls, 0);
        g_autofree char *pieces = tell (&connections[i], &wg_tls, chunks[k]);
        g_autofree char *want = record_of (whole);
        g_autofree char *got = record_of (pieces);

        g_strstrip (want);
        g_strstrip (got);
        if (strcmp (want, got) != 0)
          fail_msg ("%s in pieces of %u:\n%s\ninstead of\n%s", connections[i].name,
                    (guint) chunks[k], got, want);
      }
}

/* A script that says @body @n times in a record of @front, and what it told. */
static char *
repeat (const char *first, const char *body, guint n)
{
  WgScript *script = wg_script_new (&wg_tls, 443, 0, 0);

  play (script, first);
  for (guint i = 0; i < n; i++)
    play (script, body);
  return wg_script_finish (script);
}

static guint
times (const char *told, const char *piece)
{
  guint n = 0;
  for (const char *p = told; (p = strstr (p, piece)) != NULL; p += strlen (piece))
    n++;
  return n;
}

static void
lists_end_at_their_limits (void **state)
{
  static const struct
  {
    const char *body, *piece;
    guint limit;
  } cases[] = {
      {"S " REC ("15", "0303", "01 5a"), "user_canceled", WG_LIMIT_TLS_ALERTS},
      {"S " REC ("18", "0303", "01 0001 00"), "heartbeat_request", WG_LIMIT_TLS_ALERTS},
      {"S " DONE, "\"server_hello_done\"", WG_LIMIT_TLS_MESSAGES},
      {"S " SERVER_HELLO, "\"cipher\":", WG_LIMIT_TLS_HELLOS},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *at = repeat ("C " CLIENT_HELLO, cases[i].body, cases[i].limit);
      g_autofree char *past = repeat ("C " CLIENT_HELLO, cases[i].body, cases[i].limit + 1);

      assert_int_equal (times (at, cases[i].piece), cases[i].limit);
      assert_null (strstr (at, "note tls-limit"));
      assert_int_equal (times (past, cases[i].piece), cases[i].limit);
      assert_int_equal (times (past, "note tls-limit"), 1);
    }
}

/* A hello with @n cipher suites. */
static char *
hello_of (guint n)
{
  g_autofree char *text =
      g_strdup_printf ("C " REC ("16", "0301", "01 <3 0303 *32 <1> <2 *%u> <1 00>>"), n * 2);
  return repeat (text, NULL, 0);
}

static void
a_list_in_a_hello_ends_at_its_limit (void **state)
{
  g_autofree char *at = hello_of (WG_LIMIT_TLS_LIST);
  g_autofree char *past = hello_of (WG_LIMIT_TLS_LIST + 1);

  assert_int_equal (times (at, "\"2a2a\""), WG_LIMIT_TLS_LIST);
  assert_null (strstr (at, "note tls-limit"));
  assert_int_equal (times (past, "\"2a2a\""), WG_LIMIT_TLS_LIST);
  assert_non_null (strstr (past, "note tls-limit"));
}

/* A Certificate message of @n certificates of one byte. */
static char *
certificates_of (guint n)
{
  g_autoptr (GString) text = g_string_new ("S 16 0303 <2 0b <3 <3");
  for (guint i = 0; i < n; i++)
    g_string_append (text, " <3 00>");
  g_string_append (text, ">>>");
  return repeat ("S " SERVER_HELLO, text->str, 1);
}

static void
certificates_end_at_their_limit (void **state)
{
  g_autofree char *at = certificates_of (WG_LIMIT_TLS_CERTS);
  g_autofree char *past = certificates_of (WG_LIMIT_TLS_CERTS + 1);

  assert_int_equal (times (at, "\"sha256\""), WG_LIMIT_TLS_CERTS);
  assert_null (strstr (at, "note tls-malformed-message"));
  assert_int_equal (times (past, "\"sha256\""), WG_LIMIT_TLS_CERTS);
  assert_non_null (strstr (past, "note tls-malformed-message"));
}

/* The longest message that is put together, in records of one byte and in large ones, costs
 * what it holds. */
static void
long_messages_are_put_together (void **state)
{
  g_autofree char *large = NULL;
  WgScript *script = wg_script_new (&wg_tls, 443, 0, 0);

  G_STATIC_ASSERT (WG_LIMIT_TLS_MESSAGE == 8 * 16384);
  play (script, "S " SERVER_HELLO "16 0303 <2 0b 020000>");
  for (guint i = 0; i < 1000; i++)
    play (script, "S " REC ("16", "0303", "00"));
  for (guint i = 0; i < 7; i++)
    play (script, "S " REC ("16", "0303", "*16384"));
  play (script, "S " REC ("16", "0303", "*15384") DONE);
  large = wg_script_finish (script);
  assert_non_null (strstr (large, "[\"server_hello\",\"certificate\",\"server_hello_done\"]"));
}

static const struct
{
  const char *client, *server;
  gboolean midstream;
  WgProbe answer;
} probes[] = {
    {CLIENT_HELLO, "", FALSE, WG_PROBE_YES},
    {"", SERVER_HELLO, FALSE, WG_PROBE_YES},
    {"16 0301", "", FALSE, WG_PROBE_NEED},
    {"16", "", FALSE, WG_PROBE_NEED},
    {"16 0301 00c8 01 0000c4", "", FALSE, WG_PROBE_NEED},
    {"16 0301 00c8 01 0000c4 0505", "", FALSE, WG_PROBE_NEED},
    {"", REC ("15", "0301", "02 28"), FALSE, WG_PROBE_YES},
    {"", REC ("15", "0301", "07 28"), FALSE, WG_PROBE_NO},
    {"", REC ("14", "0303", "01 00"), FALSE, WG_PROBE_NO},
    {DATA ("30"), "", TRUE, WG_PROBE_NEED},
    {DATA ("30"), DATA ("40"), TRUE, WG_PROBE_YES},
    {DATA ("30"), DATA ("40"), FALSE, WG_PROBE_MAYBE},
    {DATA ("30") DATA ("40"), "", TRUE, WG_PROBE_YES},
    {DATA ("30") "00 *40", "", TRUE, WG_PROBE_NO},
    {"'GET / HTTP/1.1'", "", FALSE, WG_PROBE_NO},
    {"801f 01 0002 0006 0000 0010 *22", "", FALSE, WG_PROBE_YES},
    {"80", "", FALSE, WG_PROBE_NEED},
    {"ff *20", "", FALSE, WG_PROBE_NO},
    {"17 04 *20", "", TRUE, WG_PROBE_NO},
    {"", "", FALSE, WG_PROBE_NO},
};

static void
probes_judge_bytes (void **state)
{
  for (guint i = 0; i < G_N_ELEMENTS (probes); i++)
    {
      g_autoptr (GByteArray) client = wire (probes[i].client);
      g_autoptr (GByteArray) server = wire (probes[i].server);
      WgProbeInput in = {.bytes = {wire_slice (client), wire_slice (server)},
                         .midstream = probes[i].midstream};

      print_message ("%s / %s\n", probes[i].client, probes[i].server);
      assert_int_equal (wg_tls.probe (&in), probes[i].answer);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (connections_tell),
      cmocka_unit_test (pieces_tell_the_same),
      cmocka_unit_test (lists_end_at_their_limits),
      cmocka_unit_test (a_list_in_a_hello_ends_at_its_limit),
      cmocka_unit_test (certificates_end_at_their_limit),
      cmocka_unit_test (long_messages_are_put_together),
      cmocka_unit_test (probes_judge_bytes),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
