#include "check/http/cookie.h"

#include "base/sum.h"
#include "check/http/page.h"
#include "check/match/words.h"

/* Trackers and the like come first: some are called "session". A name is the whole of a
 * cookie's or what it begins with. */
/* clang-format off */
#define NAMES(X) \
  X ('_', "_ga", PREFIX, TRACKING)                  \
  X ('_', "_gid", WHOLE, TRACKING)                  \
  X ('_', "_gcl_", PREFIX, TRACKING)                \
  X ('_', "_fb", PREFIX, TRACKING)                  \
  X ('_', "__utm", PREFIX, TRACKING)                \
  X ('_', "_hj", PREFIX, TRACKING)                  \
  X ('_', "_pk_", PREFIX, TRACKING)                 \
  X ('_', "_sp_", PREFIX, TRACKING)                 \
  X ('a', "ai_", PREFIX, TRACKING)                  \
  X ('a', "amplitude", PREFIX, TRACKING)            \
  X ('a', "amp_", PREFIX, TRACKING)                 \
  X ('a', "ajs_", PREFIX, TRACKING)                 \
  X ('m', "mp_", PREFIX, TRACKING)                  \
  X ('o', "optimizely", PREFIX, TRACKING)           \
  X ('o', "optanon", PREFIX, TRACKING)              \
  X ('c', "cookieconsent", PREFIX, TRACKING)        \
  X ('c', "cookie_consent", PREFIX, TRACKING)       \
  X ('e', "euconsent", PREFIX, TRACKING)            \
  X ('c', "consent", PREFIX, TRACKING)              \
  X ('_', "__g", PREFIX, TRACKING)                  \
  X ('_', "_uet", PREFIX, TRACKING)                 \
  X ('_', "_clck", WHOLE, TRACKING)                 \
  X ('_', "_clsk", WHOLE, TRACKING)                 \
  X ('a', "amcv_", PREFIX, TRACKING)                \
  X ('_', "__qca", WHOLE, TRACKING)                 \
  X ('_', "__hs", PREFIX, TRACKING)                 \
  X ('h', "hubspotutk", WHOLE, TRACKING)            \
  X ('i', "intercom-", PREFIX, TRACKING)            \
  X ('_', "__cf", PREFIX, TRACKING)                 \
  X ('c', "cf_", PREFIX, TRACKING)                  \
  X ('w', "wp-settings", PREFIX, OTHER)             \
  X ('w', "wordpress_test_cookie", WHOLE, OTHER)    \
  X ('a', "awsalb", PREFIX, AFFINITY)               \
  X ('a', "awselb", PREFIX, AFFINITY)               \
  X ('b', "bigipserver", PREFIX, AFFINITY)          \
  X ('s', "serverid", WHOLE, AFFINITY)              \
  X ('a', "arraffinity", PREFIX, AFFINITY)          \
  X ('g', "gclb", WHOLE, AFFINITY)                  \
  X ('r', "route", PREFIX, AFFINITY)                \
  X ('n', "nsc_", PREFIX, AFFINITY)                 \
  X ('i', "incap_ses", PREFIX, AFFINITY)            \
  X ('v', "visid_incap", PREFIX, AFFINITY)          \
  X ('p', "phpsessid", WHOLE, SESSION)              \
  X ('j', "jsessionid", PREFIX, SESSION)            \
  X ('a', "asp.net_sessionid", WHOLE, SESSION)      \
  X ('a', "aspsessionid", PREFIX, SESSION)          \
  X ('.', ".aspxauth", WHOLE, SESSION)              \
  X ('.', ".aspnetcore.antiforgery", PREFIX, CSRF)  \
  X ('.', ".aspnetcore.", PREFIX, SESSION)          \
  X ('.', ".aspnet.", PREFIX, SESSION)              \
  X ('c', "connect.sid", WHOLE, SESSION)            \
  X ('l', "laravel_session", WHOLE, SESSION)        \
  X ('s', "session", WHOLE, SESSION)                \
  X ('s', "sessionid", WHOLE, SESSION)              \
  X ('s', "session_id", WHOLE, SESSION)             \
  X ('s', "sid", WHOLE, SESSION)                    \
  X ('s', "sess", WHOLE, SESSION)                   \
  X ('_', "__session", WHOLE, SESSION)              \
  X ('k', "koa:sess", WHOLE, SESSION)               \
  X ('c', "cftoken", WHOLE, SESSION)                \
  X ('w', "wordpress_logged_in", PREFIX, SESSION)   \
  X ('w', "wordpress_sec", PREFIX, SESSION)         \
  X ('r', "remember", PREFIX, SESSION)              \
  X ('a', "auth", WHOLE, SESSION)                   \
  X ('a', "auth_", PREFIX, SESSION)                 \
  X ('a', "auth-", PREFIX, SESSION)                 \
  X ('a', "auth.", PREFIX, SESSION)                 \
  X ('a', "authcookie", PREFIX, SESSION)            \
  X ('a', "authkey", PREFIX, SESSION)               \
  X ('a', "authsession", PREFIX, SESSION)           \
  X ('a', "authentication", PREFIX, SESSION)        \
  X ('a', "authorization", PREFIX, SESSION)         \
  X ('j', "jwt", WHOLE, SESSION)
/* clang-format on */

enum
{
  WHOLE,
  PREFIX,
};

static const struct
{
  const char *text;
  guint8 len;
  guint8 how;
  guint8 kind;
} names[] = {
#define NAME(first, text, how, kind) {text, sizeof (text) - 1, how, WG_COOKIE_##kind},
    NAMES (NAME)
#undef NAME
};

/* The same rows' first letters. */
static const guint8 firsts[] = {
#define FIRST(first, text, how, kind) first,
    NAMES (FIRST)
#undef FIRST
};

/* What the names of sessions end with, by their last letters. */
static const char *const ends[] = {
    "sessid", "sessionid", "session_id", "_session", "-session",
    "_sess",  ".session",  ".sid",       "_auth",
};

static gboolean
has_session_end (WgSlice name)
{
  guint8 last = wg_fold (name.data[name.len - 1]);

  for (guint i = 0; (last == 'd' || last == 'n' || last == 's') && i < G_N_ELEMENTS (ends); i++)
    if (wg_slice_has_suffix_nocase (name, ends[i]))
      return TRUE;
  return FALSE;
}

static gint
find_name (WgSlice name)
{
  const guint8 *at = firsts, *end = firsts + sizeof firsts;

  while (at < end && (at = memchr (at, wg_fold (name.data[0]), (gsize) (end - at))) != NULL)
    {
      gint i = (gint) (at++ - firsts);
      if ((names[i].how == PREFIX ? name.len >= names[i].len : name.len == names[i].len)
          && wg_slice_equal_nocase (wg_slice (name.data, names[i].len),
                                    wg_slice (names[i].text, names[i].len)))
        return i;
    }
  return -1;
}

WgCookieKind
wg_cookie_kind (WgSlice name)
{
  gint known;

  if (wg_slice_has_prefix_nocase (name, "__Host-"))
    name = wg_slice_sub (name, 7, name.len);
  else if (wg_slice_has_prefix_nocase (name, "__Secure-"))
    name = wg_slice_sub (name, 9, name.len);
  if (name.len < 3 || name.len > 128)
    return WG_COOKIE_OTHER;
  known = find_name (name);
  if (known >= 0)
    return names[known].kind;
  if (has_session_end (name))
    return WG_COOKIE_SESSION;
  if (wg_slice_contains_nocase (name, "csrf") || wg_slice_contains_nocase (name, "xsrf")
      || wg_slice_contains_nocase (name, "requestverificationtoken")
      || wg_slice_contains_nocase (name, "authenticity_token"))
    return WG_COOKIE_CSRF;
  return wg_slice_contains_nocase (name, "token") ? WG_COOKIE_SESSION : WG_COOKIE_OTHER;
}

gboolean
wg_cookie_next (const WgHttpView *view, WgCookieWalk *walk, WgSlice *name, WgSlice *value)
{
  do
    if (wg_http_cookie_next (&walk->rest, name, value))
      return TRUE;
  while (wg_view_next (&view->in, WG_VIEW_COOKIE, &walk->at, &walk->rest));
  return FALSE;
}

gboolean
wg_cookie_find (const WgHttpView *view, WgSlice wanted, WgSlice *value)
{
  WgCookieWalk walk = {0};
  WgSlice name;

  while (wg_cookie_next (view, &walk, &name, value))
    if (wg_slice_equal (name, wanted))
      return TRUE;
  return FALSE;
}

gboolean
wg_cookie_session (const WgHttpView *view, WgSlice *name, WgSlice *value)
{
  WgCookieWalk walk = {0};

  if (view->in.count[WG_VIEW_COOKIE] == 0)
    return FALSE;
  while (wg_cookie_next (view, &walk, name, value))
    if (!wg_cookie_is_unset (*value) && wg_cookie_kind (*name) == WG_COOKIE_SESSION)
      return TRUE;
  return FALSE;
}

const WgHttpSetCookie *
wg_cookies_set (const WgHttpView *view, guint *n)
{
  *n = view->response != NULL ? view->response->set_cookies.n : 0;
  return *n > 0 ? view->response->set_cookies.items : NULL;
}

gboolean
wg_cookie_is_unset (WgSlice value)
{
  static const char *const unset[] = {"deleted", "delete", "null", "undefined", "none",
                                      "expired", "false",  "nil",  "\"\"",      NULL};

  if (value.len < 2)
    return TRUE;
  if (value.len > 9)
    return FALSE;
  for (guint i = 0; unset[i] != NULL; i++)
    if (wg_slice_is_nocase (value, unset[i]))
      return TRUE;
  return FALSE;
}

gboolean
wg_cookie_is_secret (WgSlice value)
{
  return !wg_cookie_is_unset (value) && (value.len >= 16 || wg_value_bits (value) >= 64);
}

gint64
wg_cookie_lifetime (const WgHttpSetCookie *cookie, gint64 now)
{
  gint64 seconds = 0, at;
  gsize i = 0;

  if (cookie->max_age.len > 0)
    {
      if (wg_slice_at (cookie->max_age, 0) == '-')
        return 0;
      while (i < cookie->max_age.len && g_ascii_isdigit (cookie->max_age.data[i])
             && seconds < G_MAXINT32)
        seconds = seconds * 10 + (cookie->max_age.data[i++] - '0');
      if (i > 0)
        return seconds;
    }
  if (cookie->expires.len == 0 || !wg_http_date (cookie->expires, &at))
    return -1;
  if (at < 86400 * 366 || (now > 0 && at <= now))
    return 0;
  return now > 0 ? at - now : -1;
}

/* Days since 1970 of a day of the Gregorian calendar. */
static gint64
days_of (gint64 year, gint64 month, gint64 day)
{
  gint64 era, of_era, of_year;

  year -= month <= 2;
  era = year / 400;
  of_era = year - era * 400;
  of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static gint
month_of (WgSlice token)
{
  static const char months[] = "janfebmaraprmayjunjulaugsepoctnovdec";

  for (gint i = 0; i < 12; i++)
    if (token.len >= 3
        && wg_slice_equal_nocase (wg_slice_sub (token, 0, 3), wg_slice (months + i * 3, 3)))
      return i + 1;
  return 0;
}

static gint
number_of (WgSlice token)
{
  gint number = 0;

  if (token.len == 0 || token.len > 4)
    return -1;
  for (gsize i = 0; i < token.len; i++)
    {
      if (!g_ascii_isdigit (token.data[i]))
        return -1;
      number = number * 10 + (token.data[i] - '0');
    }
  return number;
}

/* "08:49:37" */
static gint
time_of (WgSlice token)
{
  gint hour, minute, second;
  gssize colon = wg_slice_find (token, ':');

  if (colon < 1 || token.len < 7)
    return -1;
  hour = number_of (wg_slice_sub (token, 0, (gsize) colon));
  token = wg_slice_sub (token, (gsize) colon + 1, token.len);
  minute = number_of (wg_slice_sub (token, 0, 2));
  second = number_of (wg_slice_sub (token, 3, 2));
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60)
    return -1;
  return hour * 3600 + minute * 60 + second;
}

gboolean
wg_http_date (WgSlice text, gint64 *seconds)
{
  gint day = -1, month = 0, year = -1, time = -1;

  text = wg_slice_sub (text, 0, 64);
  for (gsize at = 0; at < text.len;)
    {
      gsize begin = at;
      WgSlice token;
      gint number;

      while (at < text.len && (g_ascii_isalnum (text.data[at]) || text.data[at] == ':'))
        at++;
      token = wg_slice_sub (text, begin, at - begin);
      at++;
      number = number_of (token);
      if (time < 0 && token.len > 0 && wg_slice_find (token, ':') > 0)
        time = time_of (token);
      else if (day < 0 && number > 0 && token.len <= 2)
        day = number;
      else if (month == 0 && month_of (token) > 0)
        month = month_of (token);
      else if (year < 0 && number >= 0 && token.len >= 2)
        year = token.len > 2 ? number : number < 70 ? 2000 + number : 1900 + number;
    }
  if (day < 1 || day > 31 || month == 0 || year < 1601 || time < 0)
    return FALSE;
  *seconds = days_of (year, month, day) * 86400 + time;
  return TRUE;
}

static gint64
find_now (const WgHttpView *view)
{
  WgPage *page = view->page;
  WgSlice date = view->out.value[WG_VIEW_DATE];
  gint64 at;

  if (date.len > 0 && wg_slice_equal (date, wg_slice (page->date, page->date_len)))
    return page->date_at;
  if (date.len > 0 && wg_http_date (date, &at))
    {
      page->date_at = at;
      page->date_len = (guint8) (date.len <= sizeof page->date ? date.len : 0);
      memcpy (page->date, date.data, page->date_len);
      return at;
    }
  at = wg_check_time (view->check,
                      view->response_frame > 0 ? view->response_frame : view->request_frame);
  return at == G_MININT64 ? 0 : at / G_GINT64_CONSTANT (1000000000);
}

gint64
wg_view_now (const WgHttpView *view)
{
  if (!view->page->has_now)
    {
      view->page->now = find_now (view);
      view->page->has_now = TRUE;
    }
  return view->page->now;
}

/* The parts, each ended. */
gint64
wg_cookie_key (WgSlice a, WgSlice b, WgSlice host)
{
  guint64 sum = wg_sum_byte (wg_sum (a), 0xff);

  sum = wg_sum_byte (wg_sum_add (sum, b), 0xff);
  return (gint64) wg_sum_add_nocase (sum, host);
}
