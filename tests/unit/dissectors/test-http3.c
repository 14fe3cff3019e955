#include "../unit.h"

#include "quic-talk.h"

/* Static table of QPACK (RFC 9204 §A): GET, https, path and status from it. */
#define REQUEST  "01 <1 0000 d1 d7 50 <1 'a.test'> c1>"
#define RESPONSE "01 <1 0000 d9>"

#define HTTP3                                                                                  \
  "http {\"conversation\":0,\"stream\":0,\"version\":\"HTTP/3\",\"decrypted\":true,"           \
  "\"request\":{\"frame\":3,\"method\":\"GET\",\"target\":\"/\",\"host\":\"a.test\","          \
  "\"headers\":[[\":method\",\"GET\"],[\":scheme\",\"https\"],[\":authority\",\"a.test\"],"    \
  "[\":path\",\"/\"]]},\"response\":{\"frame\":%u,\"status\":200,\"headers\":[[\":status\","   \
  "\"200\"]],\"body_length\":5},\"complete\":true}\n"

static void
a_request_over_http3 (void **state)
{
  g_autoptr (WgSecrets) secrets = quic_secrets_of (quic_traffic_secrets[0]);
  g_autofree char *expected = g_strdup_printf (HTTP3, 5);
  g_autofree char *out = NULL;
  QuicTalk t;

  quic_talk_shake_hands (&t, secrets);
  quic_talk_stream (&t, WG_CLIENT, 0, 0, TRUE, REQUEST);
  quic_talk_stream (&t, WG_SERVER, 0, 9, TRUE, "'llo'");
  quic_talk_stream (&t, WG_SERVER, 0, 0, FALSE, RESPONSE " 00 05 'he'");
  out = quic_talk_finish (&t);
  assert_true (g_str_has_prefix (out, expected));
  assert_non_null (strstr (out, "\"alpn_chosen\":\"h3\""));
  assert_non_null (strstr (out, "\"decrypted\":true"));
  assert_non_null (strstr (out, "http3 {\"conversation\":0,\"decrypted\":true,\"frames\":{"
                                "\"client\":{\"headers\":1},\"server\":{\"headers\":1,"
                                "\"data\":1}}}\n"));
  assert_true (g_str_has_suffix (out, "protocols quic http3\n"));
}

/* RFC 9001 §6: each end goes to its next keys; a packet of before comes late. */
static void
a_key_update (void **state)
{
  g_autoptr (WgSecrets) secrets = quic_secrets_of (quic_traffic_secrets[0]);
  g_autofree char *expected = g_strdup_printf (HTTP3, 5);
  g_autofree char *out = NULL;
  guint8 next[32];
  QuicSpeaker before;
  QuicTalk t;

  quic_talk_shake_hands (&t, secrets);
  quic_talk_stream (&t, WG_CLIENT, 0, 0, TRUE, REQUEST);
  before = t.one_rtt[WG_SERVER];
  wg_hkdf_expand_label (WG_HASH_SHA256, before.secret, "quic ku", WG_SLICE_NONE, next, 32);
  t.one_rtt[WG_SERVER].number++;
  t.one_rtt[WG_SERVER].first_bits = 4;
  t.one_rtt[WG_SERVER].secret = wg_slice (next, 32);
  t.one_rtt[WG_SERVER].mask_secret = before.secret;
  quic_talk_stream (&t, WG_SERVER, 0, 9, TRUE, "'llo'");
  t.one_rtt[WG_SERVER] = before;
  quic_talk_stream (&t, WG_SERVER, 0, 0, FALSE, RESPONSE " 00 05 'he'");
  out = quic_talk_finish (&t);
  assert_true (g_str_has_prefix (out, expected));
}

/* Secrets of another connection open nothing, and are soon given up. */
static void
wrong_secrets (void **state)
{
  g_autoptr (WgSecrets) secrets = quic_secrets_of (quic_handshake_secrets[1]);
  g_autofree char *out = NULL;
  QuicTalk t;

  quic_talk_shake_hands (&t, secrets);
  for (guint i = 0; i < WG_LIMIT_QUIC_TRIES + 2; i++)
    quic_talk_stream (&t, WG_CLIENT, 0, 0, TRUE, REQUEST);
  out = quic_talk_finish (&t);
  assert_null (strstr (out, "http"));
  assert_non_null (strstr (out, "\"one_rtt\":18"));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (a_request_over_http3),
      cmocka_unit_test (a_key_update),
      cmocka_unit_test (wrong_secrets),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
