#include "../unit.h"

#include "base/limits.h"
#include "check/check.h"
#include "check/tls/facts.h"
#include "crypto/prime.h"
#include "tls/tls-records.h"

/* The ceilings of what TLS rules remember, and the versions and primes they judge by. */

typedef struct
{
  WgSink sink;
  GHashTable *counts; /* id -> findings */
} Heard;

static void
heard_close (WgSink *sink, WgRecordId id, const WgRecordType *type, gconstpointer record)
{
  Heard *heard = (Heard *) sink;
  const WgFinding *finding = record;
  guint n;

  if (type != &wg_finding_type)
    return;
  n = GPOINTER_TO_UINT (g_hash_table_lookup (heard->counts, finding->id));
  g_hash_table_insert (heard->counts, (gpointer) finding->id, GUINT_TO_POINTER (n + 1));
}

typedef struct
{
  Heard heard;
  WgCheckOptions options;
  WgCheck *check;
  guint64 n;
} Talk;

static void
talk_begin (Talk *talk)
{
  *talk = (Talk){.options = {.verify_ns = G_MININT64}};
  talk->heard.sink = wg_sink_deaf;
  talk->heard.sink.close = heard_close;
  talk->heard.counts = g_hash_table_new (g_str_hash, g_str_equal);
  talk->check = wg_check_new (&talk->options, &talk->heard.sink);
}

static guint
talk_end (Talk *talk, const char *id)
{
  guint n;

  wg_check_finish (talk->check);
  n = GPOINTER_TO_UINT (g_hash_table_lookup (talk->heard.counts, id));
  wg_check_free (talk->check);
  g_hash_table_unref (talk->heard.counts);
  return n;
}

/* A connection of its own ports: what is given of its hellos, and how it went. */
static void
connection (Talk *talk,
            WgTlsClientHelloRecord *hello,
            WgTlsServerHelloRecord *server,
            const WgTlsConduct *conduct,
            WgList alerts)
{
  static const WgTlsConduct nothing;
  WgFlow flow = {.id = talk->n, .ip_version = 4, .protocol = 6};
  WgTlsConnection tls = {.conduct = conduct != NULL ? conduct : &nothing, .alerts = alerts};
  WgSink *sink = wg_check_sink (talk->check);

  flow.end[0].port = (guint16) (talk->n % 50000 + 1);
  flow.end[0].address[0] = (guint8) (10 + talk->n / 50000);
  flow.end[1].port = (guint16) (talk->n % 50000 + 1);
  tls.head.conversation = (gint64) talk->n++;
  tls.version = server != NULL ? server->version : -1;
  tls.client_hellos = (WgList){hello, hello != NULL};
  tls.server_hellos = (WgList){server, server != NULL};
  wg_check_flow (talk->check, &flow);
  sink->close (sink, 1, &wg_tls_connection_type, &tls);
  wg_check_flow_over (talk->check, &flow);
}

static void
random_of (guint32 number, guint8 out[32])
{
  for (guint i = 0; i < 32; i++)
    out[i] = (guint8) (i * 7 + 1);
  memcpy (out, &number, sizeof number);
}

static void
say_random (Talk *talk, guint32 number)
{
  guint8 bytes[32];
  WgTlsServerHelloRecord server = {
      .frame = 1, .version = 0x0303, .cipher = 0xc02f, .group = -1, .hello = -1};

  random_of (number, bytes);
  server.random = wg_slice (bytes, sizeof bytes);
  connection (talk, NULL, &server, NULL, (WgList){NULL, 0});
}

/* So many randoms, then one of them again. */
static guint
randoms_of (guint32 n, guint32 again)
{
  Talk talk;

  talk_begin (&talk);
  for (guint32 i = 0; i < n; i++)
    say_random (&talk, i);
  say_random (&talk, again);
  return talk_end (&talk, "tls-random-reuse");
}

static void
so_many_randoms_are_remembered (void **state)
{
  assert_int_equal (randoms_of (10, 20), 0);
  assert_int_equal (randoms_of (WG_LIMIT_TLS_REMEMBERED, WG_LIMIT_TLS_REMEMBERED - 1), 1);
  assert_int_equal (randoms_of (WG_LIMIT_TLS_REMEMBERED + 1, WG_LIMIT_TLS_REMEMBERED), 0);
}

/* After @n connections one that says it is a fallback. */
static guint
fallback_after (guint n)
{
  static const guint16 suites[] = {0x002f};
  WgTlsClientHelloRecord hello = {.frame = 1,
                                  .version = 0x0302,
                                  .ciphers = {suites, 1},
                                  .padding = -1,
                                  .session_ticket = -1};
  Talk talk;

  talk_begin (&talk);
  for (guint i = 0; i < n; i++)
    connection (&talk, &hello, NULL, NULL, (WgList){NULL, 0});
  hello.fallback_scsv = TRUE;
  connection (&talk, &hello, NULL, NULL, (WgList){NULL, 0});
  return talk_end (&talk, "dg-fallback-scsv");
}

static void
so_many_connections_are_compared (void **state)
{
  assert_int_equal (fallback_after (WG_LIMIT_TLS_HISTORY - 1), 1);
  assert_int_equal (fallback_after (WG_LIMIT_TLS_HISTORY), 0);
}

/* A long list of suites that failed, and then a few of it, from @from on, with a lower version.
 */
static guint
retry_with (guint from)
{
  guint16 suites[WG_LIMIT_TLS_HISTORY_LIST + 20];
  WgTlsClientHelloRecord first = {
      .frame = 1, .version = 0x0303, .padding = -1, .ciphers = {suites, G_N_ELEMENTS (suites)}};
  WgTlsClientHelloRecord second = {
      .frame = 2, .version = 0x0301, .padding = -1, .ciphers = {suites + from, 10}};
  const WgTlsAlert refused = {.frame = 1, .from = "server", .level = 2, .description = 40};
  Talk talk;

  for (guint i = 0; i < G_N_ELEMENTS (suites); i++)
    suites[i] = (guint16) (0xc001 + i);
  talk_begin (&talk);
  connection (&talk, &first, NULL, NULL, (WgList){&refused, 1});
  talk.n = 0; /* the same ends */
  connection (&talk, &second, NULL, NULL, (WgList){NULL, 0});
  return talk_end (&talk, "dg-retry-lower-version");
}

static void
so_much_of_a_list_is_compared (void **state)
{
  assert_int_equal (retry_with (WG_LIMIT_TLS_HISTORY_LIST - 10), 1);
  assert_int_equal (retry_with (WG_LIMIT_TLS_HISTORY_LIST - 1), 0);
}

/* @n numbers that are no primes, each of a server of its own. */
static guint
primes_of (guint n)
{
  WgTlsServerHelloRecord server = {
      .frame = 1, .version = 0x0303, .cipher = 0x009e, .group = -1, .hello = -1};
  Talk talk;

  talk_begin (&talk);
  for (guint i = 0; i < n; i++)
    {
      guint8 prime[] = {1, (guint8) (2 * i), 4};
      WgTlsConduct conduct = {.server_key = {.frame = 1,
                                             .curve_type = -1,
                                             .scheme = -1,
                                             .prime = {prime, sizeof prime},
                                             .public_key = {prime, 2}}};
      connection (&talk, NULL, &server, &conduct, (WgList){NULL, 0});
    }
  return talk_end (&talk, "tls-dh-common-prime");
}

static void
so_many_primes_are_tested (void **state)
{
  assert_int_equal (primes_of (WG_LIMIT_PRIMES), WG_LIMIT_PRIMES);
  assert_int_equal (primes_of (WG_LIMIT_PRIMES + 1), WG_LIMIT_PRIMES);
}

static void
primes_are_told (void **state)
{
  static const struct
  {
    guint16 number;
    WgPrimeKind kind;
  } cases[] = {{0, WG_PRIME_NONE},    {1, WG_PRIME_NONE},     {5, WG_PRIME_SAFE},
               {7, WG_PRIME_SAFE},    {13, WG_PRIME_OTHER},   {21, WG_PRIME_NONE},
               {23, WG_PRIME_SAFE},   {561, WG_PRIME_NONE},   {2047, WG_PRIME_NONE},
               {2579, WG_PRIME_SAFE}, {7919, WG_PRIME_OTHER}, {65534, WG_PRIME_NONE}};
  guint8 large[WG_LIMIT_PRIME_BITS / 8 + 1] = {[0] = 1};

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const guint8 bytes[] = {(guint8) (cases[i].number >> 8), (guint8) cases[i].number};
      if (wg_prime_kind (wg_slice (bytes, sizeof bytes)) != cases[i].kind)
        fail_msg ("%u", cases[i].number);
    }
  assert_int_equal (wg_prime_kind (wg_slice (large, sizeof large - 1)), WG_PRIME_NONE);
  assert_int_equal (wg_prime_kind (wg_slice (large, sizeof large)), WG_PRIME_UNKNOWN);
}

static void
versions_are_numbers_of_tls (void **state)
{
  static const struct
  {
    gint32 sent, plain;
  } cases[] = {{-1, -1},         {0x0300, 0x0300}, {0x0304, 0x0304}, {0x7f1c, 0x0304},
               {0x7e02, 0x0304}, {0xfb1a, 0x0304}, {0xfeff, 0x0302}, {0xfefd, 0x0303},
               {0xfefc, 0x0304}, {0x0100, 0x0302}};
  static const guint16 offered[] = {0x7a7a, 0x0303, 0x0302};
  WgTlsClientHelloRecord hello = {.version = 0x0303};

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_int_equal (wg_tls_plain_version (cases[i].sent), cases[i].plain);
  assert_int_equal (wg_tls_client_max (&hello), 0x0303);
  hello.supported_versions = (WgList){offered, 3};
  assert_int_equal (wg_tls_client_max (&hello), 0x0303);
  hello.supported_versions = (WgList){offered, 1};
  assert_int_equal (wg_tls_client_max (&hello), 0x0303);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (so_many_randoms_are_remembered),
      cmocka_unit_test (so_many_connections_are_compared),
      cmocka_unit_test (so_much_of_a_list_is_compared),
      cmocka_unit_test (so_many_primes_are_tested),
      cmocka_unit_test (primes_are_told),
      cmocka_unit_test (versions_are_numbers_of_tls),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
