#include "../unit.h"

#include "base/limits.h"
#include "check/token/seen.h"

/* {"alg":"HS256"} and {"sub":"a"} */
#define HEADER  "eyJhbGciOiJIUzI1NiJ9"
#define PAYLOAD "eyJzdWIiOiJhIn0"
#define TOKEN   HEADER "." PAYLOAD ".AAAA"

static gboolean
is_token (WgSlice text)
{
  g_autoptr (GByteArray) buffer = g_byte_array_new ();
  gsize at = 0;
  WgJwt jwt;

  return wg_jwt_next (text, &at, buffer, &jwt);
}

static void
tokens_are_known_by_their_header (void **state)
{
  static const struct
  {
    const char *text;
    gboolean is;
  } cases[] = {
      {TOKEN, TRUE},
      {"Bearer " TOKEN, TRUE},
      {"a=" TOKEN "&b=1", TRUE},
      {HEADER "." PAYLOAD ".", TRUE},
      {HEADER "." PAYLOAD, FALSE},
      {HEADER "." PAYLOAD ".AAAA.BBBB.CCCC", FALSE}, /* encrypted: RFC 7516 */
      {"x" TOKEN, FALSE},
      {"eyJ1IjoxfQ." PAYLOAD ".AAAA", FALSE},          /* {"u":1} */
      {"eyJhbGciOiJIUzI1NiI." PAYLOAD ".AAAA", FALSE}, /* not closed */
      {HEADER "A." PAYLOAD ".AAAA", FALSE},
      {"1.2.3", FALSE},
      {"", FALSE},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    if (is_token (wg_slice_str (cases[i].text)) != cases[i].is)
      fail_msg ("%s", cases[i].text);
}

static void
claims_are_read (void **state)
{
  /* {"iss":"i","exp":1790000000000,"nbf":1,"aud":["x"],"a":{"password":"p"}} */
  static const char text[] = HEADER ".eyJpc3MiOiJpIiwiZXhwIjoxNzkwMDAwMDAwMDAwLCJuYmYiOjEsImF1Z"
                                    "CI6WyJ4Il0sImEiOnsicGFzc3dvcmQi"
                                    "OiJwIn19.AAAA";
  g_autoptr (GByteArray) buffer = g_byte_array_new ();
  gsize at = 0;
  WgJwt jwt;

  assert_true (wg_jwt_next (wg_slice_str (text), &at, buffer, &jwt));
  assert_int_equal (at, strlen (text));
  assert_true (wg_slice_is (jwt.iss, "i"));
  assert_int_equal (jwt.exp, 1790000000);
  assert_int_equal (jwt.nbf, 1);
  assert_true (jwt.iat == WG_JWT_NO_TIME);
  assert_true (jwt.aud.len > 0);
  assert_true (wg_slice_is (jwt.sensitive, "password"));
}

/* RFC 7515 §A.1 */
static void
signatures_are_checked (void **state)
{
  static const char text[] = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9."
                             "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQog"
                             "Imh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-"
                             "mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
  static const guint8 key[] = {3,   35,  53,  75,  43,  15,  165, 188, 131, 126, 6,   101, 119,
                               123, 166, 143, 90,  179, 40,  230, 240, 84,  201, 40,  169, 15,
                               132, 178, 210, 80,  46,  191, 211, 251, 90,  146, 210, 6,   71,
                               239, 150, 138, 180, 195, 119, 98,  61,  34,  61,  46,  33,  114,
                               5,   46,  79,  8,   192, 205, 154, 245, 103, 208, 128, 163};
  g_autoptr (GByteArray) buffer = g_byte_array_new ();
  gsize at = 0;
  WgJwt jwt;

  assert_true (wg_jwt_next (wg_slice_str (text), &at, buffer, &jwt));
  assert_true (wg_jwt_signed_with (&jwt, wg_slice (key, sizeof key)));
  assert_false (wg_jwt_signed_with (&jwt, WG_SLICE_LITERAL ("secret")));
}

static void
a_token_has_a_ceiling (void **state)
{
  g_autoptr (GString) text = g_string_new (HEADER "." PAYLOAD ".");

  while (text->len < WG_LIMIT_JWT_LEN)
    g_string_append_c (text, 'A');
  assert_true (is_token (wg_slice (text->str, text->len)));
  g_string_append_c (text, 'A');
  assert_false (is_token (wg_slice (text->str, text->len)));
}

/* Judges one request over plain HTTP and counts what is raised. */
typedef struct
{
  WgSink sink;
  const char *id;
  guint64 count;
} Counter;

static void
on_close (WgSink *sink, WgRecordId id, const WgRecordType *type, gconstpointer record)
{
  Counter *counter = (Counter *) sink;
  const WgFinding *finding = record;

  if (type == &wg_finding_type && strcmp (finding->id, counter->id) == 0)
    counter->count = MAX (finding->count, 1);
}

static Counter
counter_of (const char *id)
{
  Counter counter = {wg_sink_deaf, id, 0};

  counter.sink.close = on_close;
  return counter;
}

static guint64
count_of (const char *id, WgSlice cookie, WgSlice body)
{
  static const WgCheckOptions options = {.verify_ns = G_MININT64};
  Counter counter = counter_of (id);
  g_autoptr (WgCheck) check = wg_check_new (&options, &counter.sink);
  WgHeader header = {WG_SLICE_LITERAL ("Cookie"), cookie};
  WgHttpRequest request = {.frame = 1,
                           .method = WG_SLICE_LITERAL ("GET"),
                           .target = WG_SLICE_LITERAL ("/"),
                           .message = {.headers = {&header, 1}, .body = body}};
  WgHttpExchange exchange = {.stream = -1, .request = &request};
  WgFlow flow = {.ip_version = 4, .protocol = 6};

  wg_check_flow (check, &flow);
  wg_check_sink (check)->close (wg_check_sink (check), 1, &wg_http_type, &exchange);
  wg_check_finish (check);
  return counter.count;
}

static void
tokens_of_a_text_have_a_ceiling (void **state)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i <= WG_LIMIT_JWT_OF_TEXT; i++)
    g_string_append_printf (text, "t%u=" TOKEN "; ", i);
  assert_int_equal (
      count_of ("jwt-in-cleartext-or-url", wg_slice (text->str, text->len), WG_SLICE_NONE),
      WG_LIMIT_JWT_OF_TEXT);
}

static void
a_body_is_searched_so_far (void **state)
{
  g_autofree char *body = g_malloc (2 * WG_LIMIT_JWT_BODY);
  gsize len = sizeof TOKEN - 1;

  memset (body, ' ', 2 * WG_LIMIT_JWT_BODY);
  memcpy (body + WG_LIMIT_JWT_BODY - len, TOKEN, len);
  assert_int_equal (count_of ("jwt-in-cleartext-or-url", WG_SLICE_NONE,
                              wg_slice (body, 2 * WG_LIMIT_JWT_BODY)),
                    1);
  memset (body, ' ', WG_LIMIT_JWT_BODY);
  memcpy (body + WG_LIMIT_JWT_BODY, TOKEN, len);
  assert_int_equal (count_of ("jwt-in-cleartext-or-url", WG_SLICE_NONE,
                              wg_slice (body, 2 * WG_LIMIT_JWT_BODY)),
                    0);
}

static void
tokens_told_apart_have_a_ceiling (void **state)
{
  WgTokens *tokens = wg_tokens_new (NULL);

  for (guint i = 0; i <= WG_LIMIT_JWT_SEEN; i++)
    {
      g_autofree char *text = g_strdup_printf (TOKEN "%u", i);
      WgJwt jwt = {.token = wg_slice_str (text)};
      assert_int_equal (wg_tokens_seen (tokens, &jwt) != NULL, i < WG_LIMIT_JWT_SEEN);
    }
  wg_tokens_free (tokens);
}

static void
issuers_have_a_ceiling (void **state)
{
  WgTokens *tokens = wg_tokens_new (NULL);
  WgHttpView view = {0};

  for (guint i = 0; i <= WG_LIMIT_JWT_ISSUERS; i++)
    {
      g_autofree char *text = g_strdup_printf ("https://%u.lab.test", i);
      WgJwt jwt = {.iss = wg_slice_str (text), .alg = WG_SLICE_LITERAL ("RS256")};
      assert_false (wg_tokens_issuer_switched (tokens, &jwt, &view, TRUE));
      jwt.alg = WG_SLICE_LITERAL ("HS256");
      assert_int_equal (wg_tokens_issuer_switched (tokens, &jwt, &view, FALSE),
                        i < WG_LIMIT_JWT_ISSUERS);
    }
  wg_tokens_free (tokens);
}

static void
public_keys_have_a_ceiling (void **state)
{
  static const char pem[] = "-----BEGIN PUBLIC KEY-----\n"
                            "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE\n"
                            "-----END PUBLIC KEY-----\n";
  WgTokens *tokens = wg_tokens_new (NULL);

  for (guint i = 1; i <= WG_LIMIT_JWT_KEYS + 1; i++)
    {
      wg_tokens_take_keys (tokens, wg_slice_str (pem));
      assert_int_equal (tokens->public_keys->len, MIN (i, WG_LIMIT_JWT_KEYS));
    }
  assert_string_equal (g_ptr_array_index (tokens->public_keys, 0), pem);
  wg_tokens_free (tokens);
}

/* All signed with the first word of the list; the last is not tried any more. */
static void
tokens_whose_secret_is_guessed_have_a_ceiling (void **state)
{
  g_autoptr (GString) text = g_string_new (NULL);
  static const WgCheckOptions options = {.verify_ns = G_MININT64};
  Counter counter = counter_of ("jwt-weak-hmac-secret");
  WgCheck *check = wg_check_new (&options, &counter.sink);
  WgFlow flow = {.ip_version = 4, .protocol = 6};

  wg_check_flow (check, &flow);
  for (guint i = 0; i <= WG_LIMIT_JWT_GUESSED; i++)
    {
      g_autofree char *claims = g_strdup_printf ("{\"sub\":\"%08u\"}", i);
      g_autofree char *payload = g_base64_encode ((const guchar *) claims, strlen (claims));
      g_autoptr (GHmac) hmac = g_hmac_new (G_CHECKSUM_SHA256, (const guchar *) "secret", 6);
      g_autofree char *signature = NULL;
      guint8 sum[32];
      gsize len = sizeof sum;
      WgHeader header = {WG_SLICE_LITERAL ("Authorization"), WG_SLICE_NONE};
      WgHttpRequest request = {.frame = i + 1, .message = {.headers = {&header, 1}}};
      WgHttpExchange exchange = {.stream = -1, .request = &request};

      g_strdelimit (payload, "=", '\0');
      g_string_printf (text, HEADER ".%s", payload);
      g_hmac_update (hmac, (const guchar *) text->str, (gssize) text->len);
      g_hmac_get_digest (hmac, sum, &len);
      signature = g_base64_encode (sum, len);
      g_strdelimit (signature, "+", '-');
      g_strdelimit (signature, "/", '_');
      g_strdelimit (signature, "=", '\0');
      g_string_append_printf (text, ".%s", signature);
      header.value = wg_slice (text->str, text->len);
      wg_check_sink (check)->close (wg_check_sink (check), 1, &wg_http_type, &exchange);
    }
  wg_check_finish (check);
  wg_check_free (check);
  assert_int_equal (counter.count, WG_LIMIT_JWT_GUESSED);
}

static gboolean
reuse_is_seen (guint n_before)
{
  static const WgCheckOptions options = {.verify_ns = G_MININT64};
  Counter counter = counter_of ("oauth-code-reuse");
  g_autoptr (WgCheck) check = wg_check_new (&options, &counter.sink);
  WgFlow flow = {.ip_version = 4, .protocol = 6};
  WgPacket late = {.frame = 1, .has_time = TRUE, .time_ns = 0};

  wg_check_flow (check, &flow);
  wg_check_packet (check, &late);
  late.frame = 2;
  late.time_ns = G_GINT64_CONSTANT (60000000000);
  wg_check_packet (check, &late);
  for (guint i = 0; i <= n_before + 1; i++)
    {
      g_autofree char *body =
          g_strdup_printf ("grant_type=authorization_code&code=c%u", MIN (i, n_before));
      WgHeader header = {WG_SLICE_LITERAL ("Content-Type"),
                         WG_SLICE_LITERAL ("application/x-www-form-urlencoded")};
      WgHttpRequest request = {.frame = i > n_before ? 2 : 1,
                               .message = {.headers = {&header, 1},
                                           .content_type = header.value,
                                           .body = wg_slice_str (body)}};
      WgHttpExchange exchange = {.stream = -1, .decrypted = TRUE, .request = &request};

      wg_check_sink (check)->close (wg_check_sink (check), 1, &wg_http_type, &exchange);
    }
  wg_check_finish (check);
  return counter.count > 0;
}

static void
codes_have_a_ceiling (void **state)
{
  assert_true (reuse_is_seen (WG_LIMIT_OAUTH_SEEN - 1));
  assert_false (reuse_is_seen (WG_LIMIT_OAUTH_SEEN));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (tokens_are_known_by_their_header),
      cmocka_unit_test (claims_are_read),
      cmocka_unit_test (signatures_are_checked),
      cmocka_unit_test (a_token_has_a_ceiling),
      cmocka_unit_test (tokens_of_a_text_have_a_ceiling),
      cmocka_unit_test (a_body_is_searched_so_far),
      cmocka_unit_test (tokens_told_apart_have_a_ceiling),
      cmocka_unit_test (issuers_have_a_ceiling),
      cmocka_unit_test (public_keys_have_a_ceiling),
      cmocka_unit_test (tokens_whose_secret_is_guessed_have_a_ceiling),
      cmocka_unit_test (codes_have_a_ceiling),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
