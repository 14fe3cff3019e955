#include "../unit.h"

#include "script.h"
#include "tls/tls-records.h"
#include "tls/tls.h"
#include "wire.h"

/* What rules ask about a connection and the report does not list. */

#define REC(type, version, body) type " " version " <2 " body "> "
#define HS(type, body)           REC ("16", "0303", type " <3 " body ">")
#define CLIENT                                                                                 \
  HS ("01", "0303 *32 <1> <2 c02f> <1 00> <2 0000 <2 <2 00 <2 'a.test'>>> 0015 <2 *9>>")
#define CLIENT_13                                                                              \
  HS ("01", "0303 *32 <1> <2 1301> <1 00> <2 002a <2> 002b <2 <1 0304>> 0033 <2 <2 001d <2 "   \
            "*32>>>>")
#define SERVER(suite) HS ("02", "0303 *32 <1> " suite " 00")
#define SERVER_13     HS ("02", "0303 *32 <1> 1301 00 <2 002b <2 0304> 0033 <2 001d <2 *32>>>")
#define KEY           HS ("0c", "03 001d <1 *32> 0804 <2 *64>")
#define PRIME(n)      HS ("0c", "<2 *" n "> <2 02> <2 *64> 0201 <2 *64>")
#define CLIENT_KEY    HS ("10", "<1 *32>")
#define CERTIFICATE   HS ("0b", "<3 <3 *5>>")
#define DONE          HS ("0e", "")
#define CCS           REC ("14", "0303", "01")
#define SECRET(n)     REC ("16", "0303", "00000000000000" n " *32")
#define DATA(n)       REC ("17", "0303", "00000000000000" n " *32")
#define FULL                                                                                   \
  "C " CLIENT, "S " SERVER ("c02f") CERTIFICATE KEY DONE, "C " CLIENT_KEY CCS SECRET ("00"),   \
      "S " CCS SECRET ("00")

/* Keeps what the record said when it was closed. */
typedef struct
{
  WgTlsConduct conduct;
  guint32 prime_len;
  WgTlsClientHelloRecord hello;
  guint64 client_sum, server_sum;
} Watch;

static void
keep (gpointer user, const WgRecordType *type, gconstpointer record)
{
  Watch *watch = user;
  const WgTlsConnection *tls = record;

  assert_ptr_equal (type, &wg_tls_connection_type);
  watch->conduct = *tls->conduct;
  watch->prime_len = (guint32) tls->conduct->server_key.prime.len;
  if (tls->client_hellos.n > 0)
    {
      const WgTlsClientHelloRecord *hello = tls->client_hellos.items;
      watch->hello = *hello;
      if (hello->key_share_sums.n > 0)
        watch->client_sum = *(const guint64 *) hello->key_share_sums.items;
    }
  if (tls->server_hellos.n > 0)
    watch->server_sum =
        ((const WgTlsServerHelloRecord *) tls->server_hellos.items)->key_share_sum;
}

static const WgScriptWatch keeper = {.record = keep};

static void
play (WgScript *script, const char *packet)
{
  WgDir dir = packet[0] == 'C' ? WG_CLIENT : WG_SERVER;
  g_autoptr (GByteArray) bytes = wire (packet + 1);

  wg_script_say (script, dir, wire_slice (bytes));
}

static Watch
run_in_pieces (const char *const *packets, gsize chunk_len)
{
  WgScript *script = wg_script_new (&wg_tls, 443, 0, chunk_len);
  Watch watch = {0};

  wg_script_watch (script, &keeper, &watch);
  for (guint i = 0; packets[i] != NULL; i++)
    play (script, packets[i]);
  g_free (wg_script_finish (script));
  return watch;
}

static Watch
run (const char *const *packets)
{
  return run_in_pieces (packets, 0);
}

#define RUN(...) run ((const char *const[]){__VA_ARGS__, NULL})

static void
keys_are_kept (void **state)
{
  Watch ecdhe = RUN (FULL);
  Watch dhe = RUN ("C " CLIENT, "S " SERVER ("009e") PRIME ("128"));
  Watch at = RUN ("C " CLIENT, "S " SERVER ("009e") PRIME ("2048"));
  Watch past = RUN ("C " CLIENT, "S " SERVER ("009e") PRIME ("2049"));
  Watch hello = RUN ("C " CLIENT_13, "S " SERVER_13);

  assert_int_equal (ecdhe.conduct.server_key.scheme, 0x0804);
  assert_int_equal (ecdhe.conduct.server_key.curve_type, 3);
  assert_int_equal (ecdhe.conduct.server_key.frame, 2);
  assert_int_equal (dhe.prime_len, 128);
  assert_int_equal (dhe.conduct.server_key.scheme, 0x0201);
  assert_int_equal (dhe.conduct.server_key.curve_type, -1);
  assert_int_equal (at.prime_len, WG_LIMIT_TLS_KEY);
  assert_int_equal (past.prime_len, WG_LIMIT_TLS_KEY);
  assert_true (hello.client_sum != 0);
  assert_true (hello.client_sum == hello.server_sum);
}

static void
nonces_that_come_again_are_found (void **state)
{
  static const char *const packets[] = {
      FULL, "C " DATA ("01"), "C " DATA ("02"), "C " DATA ("01"), "S " DATA ("01"), NULL};
  Watch good = RUN (FULL, "C " DATA ("01"), "C " DATA ("02"), "S " DATA ("01"));
  Watch new_key =
      RUN (FULL, "C " DATA ("01"), "C " SECRET ("02") CCS SECRET ("00"), "C " DATA ("01"));
  Watch other = RUN ("C " CLIENT, "S " SERVER ("c014") KEY DONE,
                     "C " CLIENT_KEY CCS SECRET ("00"), "C " DATA ("01"), "C " DATA ("01"));

  for (gsize chunk = 0; chunk < 10; chunk++)
    {
      Watch bad = run_in_pieces (packets, chunk);
      assert_int_equal (bad.conduct.client.n_nonces, 1);
      assert_int_equal (bad.conduct.client.nonce_frame, 7);
      assert_int_equal (bad.conduct.client.nonce, 1);
      assert_int_equal (bad.conduct.server.n_nonces, 0);
    }
  assert_int_equal (good.conduct.client.n_nonces, 0);
  assert_int_equal (new_key.conduct.client.n_nonces, 0);
  assert_int_equal (other.conduct.client.n_nonces, 0);
}

/* Runs that do not touch: the first record of the handshake is one of them. */
static Watch
nonces_of (guint n, guint again)
{
  static const char *const begin[] = {FULL, NULL};
  WgScript *script = wg_script_new (&wg_tls, 443, 0, 0);
  Watch watch = {0};

  wg_script_watch (script, &keeper, &watch);
  for (guint i = 0; begin[i] != NULL; i++)
    play (script, begin[i]);
  for (guint i = 1; i <= n; i++)
    {
      g_autofree char *text =
          g_strdup_printf ("C 17 0303 <2 00000000000000%02x *32>", (i < n ? i : again) * 2);
      play (script, text);
    }
  g_free (wg_script_finish (script));
  return watch;
}

static void
so_many_nonces_are_remembered (void **state)
{
  guint last = WG_LIMIT_TLS_NONCES - 1;
  Watch at = nonces_of (WG_LIMIT_TLS_NONCES, last);
  Watch past = nonces_of (WG_LIMIT_TLS_NONCES + 2, last + 1);

  assert_int_equal (at.conduct.client.n_nonces, 1);
  assert_int_equal (past.conduct.client.n_nonces, 0);
}

static void
early_change_cipher_specs_are_told_from_resumption (void **state)
{
  Watch full = RUN (FULL);
  Watch resumed =
      RUN ("C " CLIENT, "S " SERVER ("c02f") CCS SECRET ("00"), "C " CCS SECRET ("00"));
  Watch early =
      RUN ("C " CLIENT, "S " SERVER ("c02f") CERTIFICATE KEY DONE, "C " CCS, "C " CLIENT_KEY);
  Watch server = RUN ("C " CLIENT, "S " SERVER ("c02f") CERTIFICATE CCS);
  Watch tls13 = RUN ("C " CLIENT_13, "S " SERVER_13, "C " CCS);

  assert_int_equal (full.conduct.client.early_ccs, 0);
  assert_int_equal (full.conduct.server.early_ccs, 0);
  assert_int_equal (resumed.conduct.client.early_ccs, 0);
  assert_int_equal (resumed.conduct.server.early_ccs, 0);
  assert_int_equal (early.conduct.client.early_ccs, 3);
  assert_int_equal (server.conduct.server.early_ccs, 2);
  assert_int_equal (tls13.conduct.client.early_ccs, 0);
}

static void
who_begins_again_is_known (void **state)
{
  Watch none = RUN (FULL, "C " DATA ("01"));
  Watch client =
      RUN (FULL, "C " DATA ("01") SECRET ("02"), "S " SECRET ("01"), "C " SECRET ("03"));
  Watch server = RUN (FULL, "S " SECRET ("01"), "C " SECRET ("01"));

  assert_int_equal (none.conduct.renegotiations.n, 0);
  assert_int_equal (client.conduct.renegotiations.n, 1);
  assert_int_equal (server.conduct.renegotiations.n, 1);
}

static Watch
clear_records (guint n)
{
  WgScript *script = wg_script_new (&wg_tls, 443, 0, 0);
  Watch watch = {0};

  wg_script_watch (script, &keeper, &watch);
  play (script, "C " CLIENT);
  play (script, "S " SERVER ("c02f"));
  for (guint i = 0; i < n; i++)
    play (script, "C " DATA ("00"));
  g_free (wg_script_finish (script));
  return watch;
}

static void
oddities_end_at_their_limit (void **state)
{
  assert_int_equal (clear_records (1).conduct.anomalies.n, 1);
  assert_int_equal (clear_records (WG_LIMIT_TLS_ANOMALIES).conduct.anomalies.n,
                    WG_LIMIT_TLS_ANOMALIES);
  assert_int_equal (clear_records (WG_LIMIT_TLS_ANOMALIES + 1).conduct.anomalies.n,
                    WG_LIMIT_TLS_ANOMALIES);
}

static void
how_a_hello_came_is_known (void **state)
{
  Watch whole = RUN ("C " CLIENT);
  Watch cut =
      RUN ("C " REC ("16", "0301", "01 000046 0303 *30"),
           "C " REC ("16", "0301", "*2 <1> <2 c02f> <1 00> 001b 0000 000b 0009 00 0006 'a.'"),
           "C " REC ("16", "0301", "'test' 0015 <2 *8>"));

  assert_int_equal (whole.hello.names, 1);
  assert_int_equal (whole.hello.padding, 9);
  assert_int_equal (whole.hello.pieces, 1);
  assert_false (whole.hello.sni_cut);
  assert_int_equal (cut.hello.pieces, 3);
  assert_int_equal (cut.hello.smallest_piece, 22);
  assert_true (cut.hello.sni_cut);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (keys_are_kept),
      cmocka_unit_test (nonces_that_come_again_are_found),
      cmocka_unit_test (so_many_nonces_are_remembered),
      cmocka_unit_test (early_change_cipher_specs_are_told_from_resumption),
      cmocka_unit_test (who_begins_again_is_known),
      cmocka_unit_test (oddities_end_at_their_limit),
      cmocka_unit_test (how_a_hello_came_is_known),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
