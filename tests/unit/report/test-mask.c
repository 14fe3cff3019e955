#include "../unit.h"

#include "base/limits.h"
#include "report/mask.h"

typedef struct
{
  WgSecret kind;
  const char *name, *in, *out;
} Case;

static void
check (const Case *cases, gsize n)
{
  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (WgMask) mask = wg_mask_new ();
      g_autoptr (GString) out = g_string_new (NULL);
      g_autofree char *exact = g_memdup2 (cases[i].in, strlen (cases[i].in));
      const char *name = cases[i].name != NULL ? cases[i].name : "";

      wg_mask_append (mask, out, cases[i].kind, wg_slice_str (name),
                      wg_slice (exact, strlen (cases[i].in)));
      assert_string_equal (out->str, cases[i].out);
    }
}

static void
headers_that_carry_secrets_are_masked (void **state)
{
  static const Case cases[] = {
      {WG_SECRET_HEADER, "Authorization", "Basic dXNlcjpwYXNz", "Basic [masked 12 #1]"},
      {WG_SECRET_HEADER, "authorization", "token", "[masked 5 #1]"},
      {WG_SECRET_HEADER, "Proxy-Authorization", "NTLM  abc", "NTLM  [masked 3 #1]"},
      {WG_SECRET_HEADER, "Authorization", "a=b c", "[masked 5 #1]"},
      {WG_SECRET_HEADER, "Authorization", "", ""},
      {WG_SECRET_HEADER, "Authorization", "Basic ", "Basic "},
      {WG_SECRET_HEADER, "Cookie", "a=1; b=22;c",
       "a=[masked 1 #1]; b=[masked 2 #2];[masked 1 #3]"},
      {WG_SECRET_HEADER, "Cookie", "a=x; b=x", "a=[masked 1 #1]; b=[masked 1 #1]"},
      {WG_SECRET_HEADER, "Cookie", ";; =", ";; ="},
      {WG_SECRET_HEADER, "Set-Cookie", "sid=abc; Path=/; HttpOnly",
       "sid=[masked 3 #1]; Path=/; HttpOnly"},
      {WG_SECRET_HEADER, "Set-Cookie", "abc", "[masked 3 #1]"},
      {WG_SECRET_HEADER, "X-Api-Key", "k1", "[masked 2 #1]"},
      {WG_SECRET_HEADER, "X-CSRF-Token", "k1", "[masked 2 #1]"},
      {WG_SECRET_HEADER, "X-Anything", "Bearer abcdefgh", "Bearer [masked 8 #1]"},
      {WG_SECRET_HEADER, "X-Anything", "eyJhbGciOiJub25lIn0.e30.", "[masked 24 #1]"},
      {WG_SECRET_HEADER, "Location", "https://h/cb?code=xyz#a",
       "https://h/cb?code=[masked 3 #1]#a"},
      {WG_SECRET_HEADER, "Host", "example.com:80", "example.com:80"},
      {WG_SECRET_HEADER, "Accept", "text/html", "text/html"},
      {WG_SECRET_HEADER, "Sec-WebSocket-Key", "dGhlIHNhbXBsZQ==", "dGhlIHNhbXBsZQ=="},
      {WG_SECRET_HEADER, "Keep-Alive", "timeout=5", "timeout=5"},
      {WG_SECRET_HEADER, "Access-Control-Allow-Credentials", "true", "true"},
      {WG_SECRET_HEADER, "", "x", "x"},
  };
  check (cases, G_N_ELEMENTS (cases));
}

static void
targets_keep_all_but_secrets (void **state)
{
  static const Case cases[] = {
      {WG_SECRET_TARGET, NULL, "/plain/path", "/plain/path"},
      {WG_SECRET_TARGET, NULL, "*", "*"},
      {WG_SECRET_TARGET, NULL, "/?q=1&password=hunter2&x=", "/?q=1&password=[masked 7 #1]&x="},
      {WG_SECRET_TARGET, NULL, "/?Access-Token=a;b&z=1", "/?Access-Token=[masked 3 #1]&z=1"},
      {WG_SECRET_TARGET, NULL, "/?user%5Bpassword%5D=pw", "/?user%5Bpassword%5D=[masked 2 #1]"},
      {WG_SECRET_TARGET, NULL, "/?user[pass]=pw", "/?user[pass]=[masked 2 #1]"},
      {WG_SECRET_TARGET, NULL, "/a;jsessionid=A1;v=2/b?x=1",
       "/a;jsessionid=[masked 2 #1];v=2/b?x=1"},
      {WG_SECRET_TARGET, NULL, "/?password=a?b=c&d", "/?password=[masked 5 #1]&d"},
      {WG_SECRET_TARGET, NULL, "/?password", "/?password"},
      {WG_SECRET_TARGET, NULL, "/?", "/?"},
      {WG_SECRET_TARGET, NULL, "?;&=#", "?;&=#"},
      {WG_SECRET_TARGET, NULL, "http://u:p@h/x", "http://u:[masked 1 #1]@h/x"},
      {WG_SECRET_TARGET, NULL, "http://u@h/x@y", "http://u@h/x@y"},
      {WG_SECRET_TARGET, NULL, "u:p@h:443", "u:[masked 1 #1]@h:443"},
      {WG_SECRET_TARGET, NULL, "http://u:p@q@h", "http://u:[masked 3 #1]@h"},
      {WG_SECRET_TARGET, NULL, "/cb#access_token=T&x=1", "/cb#access_token=[masked 1 #1]&x=1"},
      {WG_SECRET_TARGET, NULL, "/?u=http%3A%2F%2Fh%2F%3Ftoken%3Dabc%26y%3D1&z=2",
       "/?u=http%3A%2F%2Fh%2F%3Ftoken%3D[masked 3 #1]%26y%3D1&z=2"},
      {WG_SECRET_TARGET, NULL, "/?u=a%3Fv%3Db%253Fpwd%253Dabc",
       "/?u=a%3Fv%3Db%253Fpwd%253D[masked 3 #1]"},
      {WG_SECRET_TARGET, NULL, "/?token_type=Bearer&max_tokens=5",
       "/?token_type=Bearer&max_tokens=5"},
      {WG_SECRET_TARGET, NULL, "/?keyword=a&zip_code=9&compass=n",
       "/?keyword=a&zip_code=9&compass=n"},
      {WG_SECRET_TARGET, NULL, "/?%=%3&%3", "/?%=%3&%3"},
  };
  check (cases, G_N_ELEMENTS (cases));
}

static void
running_text_keeps_all_but_secrets (void **state)
{
  static const Case cases[] = {
      {WG_SECRET_TEXT, NULL, "hello: world", "hello: world"},
      {WG_SECRET_TEXT, NULL, "{\"user\":\"bob\",\"password\": \"a\\\"b\", \"n\":1}",
       "{\"user\":\"bob\",\"password\": \"[masked 4 #1]\", \"n\":1}"},
      {WG_SECRET_TEXT, NULL, "{\"pin\":1234,\"token\":null}",
       "{\"pin\":[masked 4 #1],\"token\":null}"},
      {WG_SECRET_TEXT, NULL, "{\\\"pwd\\\":\\\"x\\\\\\\"y\\\",\\\"a\\\":1}",
       "{\\\"pwd\\\":\\\"[masked 6 #1]\\\",\\\"a\\\":1}"},
      {WG_SECRET_TEXT, NULL, "{\"password\":\"cut of", "{\"password\":\"[masked 6 #1]"},
      {WG_SECRET_TEXT, NULL, "a=1&passwd=x+y&b=2", "a=1&passwd=[masked 3 #1]&b=2"},
      {WG_SECRET_TEXT, NULL, "Authorization: Bearer abc\r\nA: b",
       "Authorization: [masked 10 #1]\r\nA: b"},
      {WG_SECRET_TEXT, NULL, "use Bearer abcdefgh.ij, ok", "use Bearer [masked 11 #1], ok"},
      {WG_SECRET_TEXT, NULL, "basic needs are met", "basic needs are met"},
      {WG_SECRET_TEXT, NULL, "jwt eyJhbGciOiJIUzI1NiJ9.e30.abc!", "jwt [masked 28 #1]!"},
      {WG_SECRET_TEXT, NULL, "see ftp://u:pw@h/ now", "see ftp://u:[masked 2 #1]@h/ now"},
      {WG_SECRET_TEXT, NULL, "at 12:30 error code: 5", "at 12:30 error code: 5"},
      {WG_SECRET_TEXT, NULL, "password=", "password="},
      {WG_SECRET_TEXT, NULL, "=:=:\"", "=:=:\""},
      {WG_SECRET_TEXT, NULL, "://", "://"},
      {WG_SECRET_TEXT, NULL, "", ""},
      {WG_SECRET_VALUE, NULL, "hunter2", "[masked 7 #1]"},
      {WG_SECRET_NONE, NULL, "hunter2", "hunter2"},
  };
  check (cases, G_N_ELEMENTS (cases));
}

static void
one_secret_has_one_number (void **state)
{
  g_autoptr (WgMask) mask = wg_mask_new ();
  g_autoptr (GString) out = g_string_new (NULL);
  const char *values[] = {"one", "two", "one", "three", "two"};

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    wg_mask_append (mask, out, WG_SECRET_VALUE, WG_SLICE_NONE, wg_slice_str (values[i]));
  assert_string_equal (out->str,
                       "[masked 3 #1][masked 3 #2][masked 3 #1][masked 5 #3][masked 3 #2]");
}

static void
numbers_end_at_the_limit (void **state)
{
  g_autoptr (WgMask) mask = wg_mask_new ();
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 1; i <= WG_LIMIT_MASKS + 1; i++)
    {
      g_autofree char *secret = g_strdup_printf ("%08u", i);
      g_autofree char *last = g_strdup_printf ("[masked 8 #%u]", i);

      g_string_truncate (out, 0);
      wg_mask_append (mask, out, WG_SECRET_VALUE, WG_SLICE_NONE, wg_slice_str (secret));
      assert_string_equal (out->str, i <= WG_LIMIT_MASKS ? last : "[masked 8]");
    }
}

/* Words that make a name secret wherever they stand in it. */
static void
every_word_is_found (void **state)
{
  static const char *const words[] = {
      "accesskey",    "apikey",     "authkey", "bearer",    "credential",      "jwt",
      "passcode",     "passphrase", "passwd",  "password",  "passwort",        "privatekey",
      "samlresponse", "secret",     "session", "signature", "subscriptionkey", "token",
  };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autofree char *in = g_strdup_printf ("/?x_%s.1=v", words[i]);
      g_autofree char *out = g_strdup_printf ("/?x_%s.1=[masked 1 #1]", words[i]);
      const Case one = {WG_SECRET_TARGET, NULL, in, out};
      check (&one, 1);
    }
}

/* Whatever is cut, nothing is read past the end (the sanitizer looks) and nothing is added to
 * text without secrets. */
static void
every_prefix_is_safe (void **state)
{
  static const char text[] =
      "http://u:p@h/;sid=1?a%3Dtoken%253D1&pw=\\\"x\\\"\":eyJhbGciOiJub25lIn0.e30. "
      "Basic abcdefgh: \"password\" : 'x";

  for (gsize n = 0; n < sizeof text; n++)
    for (int kind = WG_SECRET_NONE; kind <= WG_SECRET_TEXT; kind++)
      {
        g_autoptr (WgMask) mask = wg_mask_new ();
        g_autoptr (GString) out = g_string_new (NULL);
        g_autofree char *exact = g_memdup2 (text, n);

        wg_mask_append (mask, out, (WgSecret) kind, WG_SLICE_LITERAL ("Cookie"),
                        wg_slice (exact, n));
        wg_mask_append (mask, out, (WgSecret) kind, WG_SLICE_LITERAL ("Authorization"),
                        wg_slice (exact, n));
      }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (headers_that_carry_secrets_are_masked),
      cmocka_unit_test (targets_keep_all_but_secrets),
      cmocka_unit_test (running_text_keeps_all_but_secrets),
      cmocka_unit_test (one_secret_has_one_number),
      cmocka_unit_test (numbers_end_at_the_limit),
      cmocka_unit_test (every_word_is_found),
      cmocka_unit_test (every_prefix_is_safe),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
