#include "../unit.h"

#include "base/limits.h"
#include "check/http/cookie.h"
#include "check/http/page.h"
#include "check/match/any-of.h"
#include "check/match/words.h"
#include "rules.h"

/* One exchange, made by hand. */
typedef struct
{
  WgHttpExchange exchange;
  WgHttpRequest request;
  WgHttpResponse response;
  WgHeader in[4];
  WgHeader out[4];
  WgHttpSetCookie cookie;
} Talk;

static void
talk (Talk *talk, gboolean decrypted, const char *host, const char *target)
{
  memset (talk, 0, sizeof *talk);
  talk->exchange = (WgHttpExchange){.head.conversation = -1,
                                    .stream = -1,
                                    .version = WG_SLICE_LITERAL ("HTTP/1.1"),
                                    .decrypted = decrypted,
                                    .request = &talk->request,
                                    .response = &talk->response,
                                    .complete = TRUE};
  talk->request = (WgHttpRequest){.frame = 4,
                                  .method = WG_SLICE_LITERAL ("GET"),
                                  .target = wg_slice_str (target),
                                  .host = wg_slice_str (host)};
  talk->response = (WgHttpResponse){.frame = 5, .status = 200};
  talk->response.message.body_length = 2;
}

static void
say (WgHttpMessage *message, WgHeader *headers, const char *name, const char *value)
{
  headers[message->headers.n++] = (WgHeader){wg_slice_str (name), wg_slice_str (value)};
  message->headers.items = headers;
}

static void
ask (Talk *talk, const char *name, const char *value)
{
  say (&talk->request.message, talk->in, name, value);
}

static void
answer (Talk *talk, const char *name, const char *value)
{
  say (&talk->response.message, talk->out, name, value);
  if (strcmp (name, "Content-Type") == 0)
    talk->response.message.content_type = wg_slice_str (value);
}

static void
set_cookie (Talk *talk, const char *name, const char *value)
{
  talk->cookie = (WgHttpSetCookie){.name = wg_slice_str (name), .value = wg_slice_str (value)};
  talk->cookie.http_only = TRUE;
  talk->response.set_cookies = (WgList){&talk->cookie, 1};
}

static void
tell (RuleTest *test, const Talk *talk)
{
  rule_test_record (test, &wg_http_type, &talk->exchange);
}

static void
hosts_have_a_ceiling (void **state)
{
  RuleTest *test = rule_test_new ();
  Talk one;

  for (guint i = 0; i <= WG_LIMIT_CHECK_HOSTS; i++)
    {
      g_autofree char *host = g_strdup_printf ("h%u.test", i);
      talk (&one, TRUE, host, "/");
      answer (&one, "Content-Type", "text/html");
      if (i < WG_LIMIT_CHECK_HOSTS - 1) /* two are left that lack it */
        answer (&one, "Strict-Transport-Security", "max-age=31536000");
      tell (test, &one);
    }
  assert_int_equal (rule_test_finish (test, "dg-hsts-missing"), 1);
}

static void
cookies_have_a_ceiling (void **state)
{
  RuleTest *test = rule_test_new ();
  Talk one;

  for (guint i = 0; i <= WG_LIMIT_CHECK_COOKIES; i++)
    {
      g_autofree char *name = g_strdup_printf ("name%u", i);
      talk (&one, TRUE, "a.test", "/");
      set_cookie (&one, name, "short");
      tell (test, &one);
    }
  for (guint i = WG_LIMIT_CHECK_COOKIES - 1; i <= WG_LIMIT_CHECK_COOKIES; i++)
    {
      g_autofree char *pair = g_strdup_printf ("name%u=q1w2e3r4t5z6u7i8o9p0", i);
      talk (&one, FALSE, "a.test", "/");
      ask (&one, "Cookie", pair);
      tell (test, &one);
    }
  assert_int_equal (rule_test_finish (test, "cred-session-cookie-cleartext"), 1);
}

/* Two programs with each of the last two sessions. */
static void
sessions_have_a_ceiling (void **state)
{
  RuleTest *test = rule_test_new ();
  Talk one;

  for (guint i = 0; i <= WG_LIMIT_CHECK_SESSIONS; i++)
    for (guint k = 0; k < (i + 2 > WG_LIMIT_CHECK_SESSIONS ? 2 : 1); k++)
      {
        g_autofree char *pair = g_strdup_printf ("sessionid=q1w2e3r4t5z6u7i8o9p%u", i);
        talk (&one, TRUE, "a.test", "/");
        ask (&one, "Cookie", pair);
        ask (&one, "User-Agent", k == 0 ? "Mozilla/5.0 (a)" : "Mozilla/5.0 (b)");
        tell (test, &one);
      }
  assert_int_equal (rule_test_finish (test, "session-shared-clients"), 1);
}

static void
hosts_with_ids_have_a_ceiling (void **state)
{
  RuleTest *test = rule_test_new ();
  Talk one;

  for (guint i = 0; i <= WG_LIMIT_CHECK_SESSIONS; i++)
    for (guint k = 0; k < 3; k++)
      {
        g_autofree char *host = g_strdup_printf ("h%u.test", i);
        g_autofree char *value = g_strdup_printf ("user-10%u", k);
        if (k > 0 && i + 2 <= WG_LIMIT_CHECK_SESSIONS)
          continue;
        talk (&one, TRUE, host, "/");
        set_cookie (&one, "sessionid", value);
        tell (test, &one);
      }
  assert_int_equal (rule_test_finish (test, "session-id-predictable"), 1);
}

/* What comes behind those that are kept would break the row. */
static void
ids_of_a_cookie_have_a_ceiling (void **state)
{
  for (guint extra = 0; extra < 2; extra++)
    {
      RuleTest *test = rule_test_new ();
      Talk one;

      for (guint i = 0; i <= WG_LIMIT_CHECK_IDS; i++)
        {
          gboolean odd = i == WG_LIMIT_CHECK_IDS - 1 + extra;
          g_autofree char *value = g_strdup_printf ("user-10%02u", i);
          talk (&one, TRUE, "a.test", "/");
          set_cookie (&one, "sessionid", odd ? "q1w2e3r4t5z6u7i8o9p0aAbBcCdDeEfF" : value);
          tell (test, &one);
        }
      assert_int_equal (rule_test_finish (test, "session-id-predictable"), extra);
    }
}

/* Those past it are not known again when they come without the header. */
static void
poisoned_pages_have_a_ceiling (void **state)
{
  RuleTest *test = rule_test_new ();
  Talk one;

  for (guint i = 0; i < WG_LIMIT_CHECK_ORIGINS + 3; i++)
    {
      guint number = MIN (i, WG_LIMIT_CHECK_ORIGINS) - (i == WG_LIMIT_CHECK_ORIGINS + 2);
      g_autofree char *host = g_strdup_printf ("h%u.test", number);
      talk (&one, TRUE, host, "/");
      if (i <= WG_LIMIT_CHECK_ORIGINS)
        ask (&one, "X-Forwarded-Host", "evil.example");
      answer (&one, "Content-Type", "text/html");
      answer (&one, "X-Cache", "MISS");
      one.response.message.body = WG_SLICE_LITERAL ("<a href='//evil.example'>");
      tell (test, &one);
    }
  assert_int_equal (rule_test_finish (test, "cache-deception-poisoning"),
                    WG_LIMIT_CHECK_ORIGINS + 1 + 1);
}

static void
offers_have_a_ceiling (void **state)
{
  RuleTest *test = rule_test_new ();
  Talk one;

  for (guint i = 0; i <= WG_LIMIT_CHECK_OFFERS; i++)
    {
      g_autofree char *host = g_strdup_printf ("h%u.test", i);
      talk (&one, FALSE, host, "/");
      one.response.status = 401;
      answer (&one, "WWW-Authenticate", "Digest nonce=\"a\", Basic realm=\"b\"");
      tell (test, &one);
      if (i + 2 <= WG_LIMIT_CHECK_OFFERS)
        continue;
      talk (&one, FALSE, host, "/");
      ask (&one, "Authorization", "Basic YWxpY2U6cGE6c3M=");
      tell (test, &one);
    }
  assert_int_equal (rule_test_finish (test, "auth-weakest-scheme-chosen"), 1);
}

static void
addresses_of_a_page_have_a_ceiling (void **state)
{
  for (guint extra = 0; extra < 2; extra++)
    {
      RuleTest *test = rule_test_new ();
      g_autoptr (GString) body = g_string_new (NULL);
      Talk one;

      for (guint i = 0; i < WG_LIMIT_PAGE_URLS - 1 + extra; i++)
        g_string_append (body, "<a href=\"http://x.test/\">");
      g_string_append (body, "<img src=\"http://x.test/\">");
      talk (&one, TRUE, "a.test", "/");
      answer (&one, "Content-Type", "text/html");
      one.response.message.body = wg_slice (body->str, body->len);
      tell (test, &one);
      assert_int_equal (rule_test_finish (test, "dg-mixed-content"), 1 - extra);
    }
}

static void
of_a_body_so_much_is_scanned (void **state)
{
  for (guint extra = 0; extra < 2; extra++)
    {
      RuleTest *test = rule_test_new ();
      g_autofree char *body = g_strnfill (WG_LIMIT_CHECK_SCANNED + 1, '-');
      Talk one;

      memcpy (body + WG_LIMIT_CHECK_SCANNED - 20 + extra, "AKIAQ3EGTLB7YW2C5KXP", 20);
      talk (&one, FALSE, "a.test", "/");
      answer (&one, "Content-Type", "text/plain");
      one.response.message.body = wg_slice_str (body);
      tell (test, &one);
      assert_int_equal (rule_test_finish (test, "secret-in-traffic-pattern"), 1 - extra);
    }
}

static void
names_say_what_is_in_them (void **state)
{
  static const struct
  {
    const char *name;
    WgWord word;
  } cases[] = {
      {"password", WG_WORD_PASSWORD},
      {"user[password]", WG_WORD_PASSWORD},
      {"newPwd2", WG_WORD_PASSWORD},
      {"password_confirmation", WG_WORD_PASSWORD},
      {"j_password", WG_WORD_PASSWORD},
      {"loginpass", WG_WORD_PASSWORD},
      {"client_secret", WG_WORD_PASSWORD},
      {"pin_code", WG_WORD_PASSWORD},
      {"motDePasse", WG_WORD_PASSWORD},
      {"passenger", WG_WORD_OTHER},
      {"compass", WG_WORD_OTHER},
      {"bypass", WG_WORD_OTHER},
      {"pass_count", WG_WORD_OTHER},
      {"passive", WG_WORD_OTHER},
      {"password_strength", WG_WORD_OTHER},
      {"opinion", WG_WORD_OTHER},
      {"csrf_secret", WG_WORD_CSRF},
      {"__RequestVerificationToken", WG_WORD_CSRF},
      {"apiKey", WG_WORD_TOKEN},
      {"auth.access_token", WG_WORD_TOKEN},
      {"key", WG_WORD_GENERIC},
      {"pageToken", WG_WORD_OTHER},
      {"j_username", WG_WORD_USER},
      {"user[email]", WG_WORD_USER},
      {"", WG_WORD_OTHER},
      {"123", WG_WORD_OTHER},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_int_equal (wg_word_of (wg_slice_str (cases[i].name)), cases[i].word);
}

static void
cookies_are_told_apart_by_name (void **state)
{
  static const struct
  {
    const char *name;
    WgCookieKind kind;
  } cases[] = {
      {"PHPSESSID", WG_COOKIE_SESSION},
      {"__Host-session", WG_COOKIE_SESSION},
      {"ASPSESSIONIDQQSD", WG_COOKIE_SESSION},
      {"_myapp_session", WG_COOKIE_SESSION},
      {"remember_web_59ba", WG_COOKIE_SESSION},
      {"access_token", WG_COOKIE_SESSION},
      {"author", WG_COOKIE_OTHER},
      {"side", WG_COOKIE_OTHER},
      {"XSRF-TOKEN", WG_COOKIE_CSRF},
      {"csrftoken", WG_COOKIE_CSRF},
      {"_hjSession_12", WG_COOKIE_TRACKING},
      {"ai_session", WG_COOKIE_TRACKING},
      {"BIGipServerweb", WG_COOKIE_AFFINITY},
      {"AWSALBCORS", WG_COOKIE_AFFINITY},
      {"", WG_COOKIE_OTHER},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_int_equal (wg_cookie_kind (wg_slice_str (cases[i].name)), cases[i].kind);
}

static void
dates_of_every_form (void **state)
{
  static const char *const same[] = {
      "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
      "Sun Nov  6 08:49:37 1994", "Sun, 6-Nov-1994 08:49:37 GMT"};
  gint64 at;

  for (guint i = 0; i < G_N_ELEMENTS (same); i++)
    {
      assert_true (wg_http_date (wg_slice_str (same[i]), &at));
      assert_int_equal (at, 784111777);
    }
  assert_true (wg_http_date (WG_SLICE_LITERAL ("Thu, 29 Feb 2024 00:00:00 GMT"), &at));
  assert_int_equal (at, 1709164800);
  assert_false (wg_http_date (WG_SLICE_LITERAL ("-1"), &at));
  assert_false (wg_http_date (WG_SLICE_LITERAL ("Sun, 06 Nov 1994 28:49:37 GMT"), &at));
  assert_false (wg_http_date (WG_SLICE_NONE, &at));
}

static void
any_of_several_texts_is_found (void **state)
{
  static const char *const texts[] = {"abcd", "bcde", "xyzxyz", NULL};
  g_autoptr (WgAnyOf) any = wg_any_of_new (texts);

  for (guint i = 0; i < 9; i++)
    {
      g_autofree char *where = g_strdup_printf ("%.*sabcde xyzxyz", (int) i, "---------");
      WgSlice text = wg_slice_str (where);
      gsize from = 0, at;

      assert_int_equal (wg_any_of_next (any, text, &from, &at), 0);
      assert_int_equal (at, i);
      assert_int_equal (wg_any_of_next (any, text, &from, &at), 1);
      assert_int_equal (at, i + 1);
      assert_int_equal (wg_any_of_next (any, text, &from, &at), 2);
      assert_int_equal (at, i + 6);
      assert_int_equal (wg_any_of_next (any, text, &from, &at), -1);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (hosts_have_a_ceiling),
      cmocka_unit_test (cookies_have_a_ceiling),
      cmocka_unit_test (sessions_have_a_ceiling),
      cmocka_unit_test (hosts_with_ids_have_a_ceiling),
      cmocka_unit_test (ids_of_a_cookie_have_a_ceiling),
      cmocka_unit_test (poisoned_pages_have_a_ceiling),
      cmocka_unit_test (offers_have_a_ceiling),
      cmocka_unit_test (addresses_of_a_page_have_a_ceiling),
      cmocka_unit_test (of_a_body_so_much_is_scanned),
      cmocka_unit_test (names_say_what_is_in_them),
      cmocka_unit_test (cookies_are_told_apart_by_name),
      cmocka_unit_test (dates_of_every_form),
      cmocka_unit_test (any_of_several_texts_is_found),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
