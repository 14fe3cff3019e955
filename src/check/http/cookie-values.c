#include "base/limits.h"
#include "base/sum.h"
#include "check/http/cookie.h"
#include "check/match/form.h"
#include "check/match/words.h"

/* What stands in cookies: sessions in the clear, facts that the server should keep to itself.
 */

/* A cookie of a site, set with HttpOnly or seen inside TLS; only its hash is kept. */
typedef struct
{
  GHashTable *http_only; /* of name and host */
  GHashTable *encrypted; /* of name, value and site -> frame */
  guint64 dull[64];      /* sums of cookies that say nothing of themselves */
} Jar;

static gpointer
open_jar (WgCheck *check)
{
  Jar *jar = g_new0 (Jar, 1);

  jar->http_only = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  jar->encrypted = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  return jar;
}

static void
close_jar (gpointer state)
{
  Jar *jar = state;

  g_hash_table_unref (jar->http_only);
  g_hash_table_unref (jar->encrypted);
  g_free (jar);
}

static void
remember (GHashTable *table, gint64 key, guint32 frame)
{
  if (g_hash_table_size (table) < WG_LIMIT_CHECK_COOKIES
      && !g_hash_table_contains (table, &key))
    g_hash_table_insert (table, g_memdup2 (&key, sizeof key), GUINT_TO_POINTER (frame));
}

static guint32
recall (GHashTable *table, gint64 key)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (table, &key));
}

static void
session (Jar *jar, const WgHttpView *view, WgSlice name, WgSlice value)
{
  WgCookieKind kind = wg_cookie_kind (name);
  gboolean known = kind == WG_COOKIE_SESSION;
  guint32 inside;
  WgClaim *claim;

  if (kind == WG_COOKIE_CSRF || kind == WG_COOKIE_AFFINITY || kind == WG_COOKIE_TRACKING
      || !wg_cookie_is_secret (value))
    return;
  if (!known && recall (jar->http_only, wg_cookie_key (name, WG_SLICE_NONE, view->host)) == 0)
    return;
  inside = recall (jar->encrypted, wg_cookie_key (name, value, wg_site_of (view->host)));
  claim = wg_check_raise (view->check, &wg_finding_cred_session_cookie_cleartext,
                          inside > 0 ? WG_SEVERITY_CRITICAL : WG_SEVERITY_DEFAULT,
                          view->parties, name, view->request_frame);
  wg_claim_outcome (claim, WG_OUTCOME_EXPOSURE);
  wg_claim_confidence (claim, known ? WG_CONFIDENCE_HIGH : WG_CONFIDENCE_MEDIUM);
  wg_claim_say (claim, "The cookie \"%.*s\" of %.*s went over the network in the clear%s",
                (int) MIN (name.len, 64), (const char *) name.data,
                (int) MIN (view->host.len, 100),
                view->host.len > 0 ? (const char *) view->host.data : "",
                inside > 0 ? "; the same value is used inside TLS." : ".");
  wg_claim_show_secret (claim, view->request_frame, "http.cookie_pair", value);
  if (inside > 0)
    wg_claim_show_secret (claim, inside, "http.cookie_pair", value);
}

static gboolean
has_key (WgSlice text)
{
  static const char *const keys[] = {
      "\"role\"",  "\"admin\"", "\"isAdmin\"", "\"is_admin\"", "\"user\"", "\"username\"",
      "\"email\"", "\"price\"", "\"user_id\"", "\"roles\"",    NULL};

  for (guint i = 0; keys[i] != NULL; i++)
    if (wg_slice_contains_nocase (text, keys[i]))
      return TRUE;
  return FALSE;
}

/* `O:8:"stdClass"` of PHP's serialize(). */
static gboolean
is_php_object (WgSlice text)
{
  gsize at = 2;

  if (!wg_slice_has_prefix (text, "O:") && !wg_slice_has_prefix (text, "a:"))
    return FALSE;
  while (at < text.len && g_ascii_isdigit (text.data[at]))
    at++;
  return at > 2 && wg_slice_at (text, at) == ':'
         && (wg_slice_at (text, at + 1) == '"' || wg_slice_at (text, at + 1) == '{');
}

/* What the text is, read as it stands. */
static const char *
readable (WgSlice text)
{
  if (wg_slice_has_prefix (text, "rO0AB"))
    return "a serialized Java object";
  if (wg_slice_has_prefix (text, "gASV") || wg_slice_has_prefix (text, "gAJ9"))
    return "a pickled Python object";
  if (is_php_object (text))
    return "a serialized PHP value";
  if ((wg_slice_at (text, 0) == '{' || wg_slice_at (text, 0) == '[') && has_key (text))
    return "JSON that says who the user is or may do";
  return NULL;
}

static const char *
plain_switch (WgSlice name, WgSlice value)
{
  static const char *const flags[] = {"admin",    "isadmin",      "is_admin",
                                      "role",     "access_level", "user_role",
                                      "security", "privilege",    NULL};
  static const char *const values[] = {"0",          "1",     "true", "false",  "user",
                                       "admin",      "guest", "low",  "medium", "high",
                                       "impossible", "yes",   "no",   NULL};

  for (guint i = 0; flags[i] != NULL; i++)
    for (guint k = 0; wg_slice_is_nocase (name, flags[i]) && values[k] != NULL; k++)
      if (wg_slice_is_nocase (value, values[k]))
        return "a switch of what the user may do, in plain words";
  return NULL;
}

static const char *
undress (WgSlice value, guint layers, GString *out)
{
  const char *what = readable (value);
  gint state = 0;
  guint save = 0;
  gsize len;

  if (what != NULL || layers == 0 || value.len < 12 || value.len > 4096)
    return what;
  for (gsize i = 0; i < value.len; i++)
    if (!g_ascii_isalnum (value.data[i]) && strchr ("+/=-_", value.data[i]) == NULL)
      return NULL;
  g_string_set_size (out, value.len);
  len = g_base64_decode_step ((const gchar *) value.data, value.len, (guchar *) out->str,
                              &state, &save);
  if (len < 8)
    return NULL;
  for (gsize i = 0; i < len; i++)
    if ((guint8) out->str[i] < 0x09)
      return NULL;
  {
    g_autoptr (GString) next = g_string_new (NULL);
    return undress (wg_slice (out->str, len), layers - 1, next);
  }
}

static void
content (Jar *jar,
         const WgHttpView *view,
         WgSlice name,
         WgSlice value,
         guint32 frame,
         const char *field)
{
  g_autoptr (GString) plain = NULL, layer = NULL;
  guint64 sum = wg_sum_add (wg_sum_byte (wg_sum (name), '='), value);
  guint64 *dull = &jar->dull[sum % G_N_ELEMENTS (jar->dull)];
  const char *what;
  WgClaim *claim;

  if (value.len == 0 || value.len > 4096 || *dull == sum)
    return;
  what = plain_switch (name, value);
  if (what == NULL && value.len >= 12)
    {
      if (wg_slice_find (value, '%') >= 0)
        {
          plain = g_string_new (NULL);
          wg_percent_decode (value, FALSE, plain);
          value = wg_slice (plain->str, plain->len);
        }
      /* Three parts, or one that begins with a dot: signed, which group G looks at. */
      if (wg_slice_has_prefix (value, ".eJ") || wg_slice_has_prefix (value, "eyJ0")
          || (wg_slice_has_prefix (value, "eyJ") && wg_slice_find (value, '.') > 0))
        return;
      if (wg_cookie_kind (name) == WG_COOKIE_TRACKING)
        return;
      layer = g_string_new (NULL);
      what = undress (value, 2, layer);
    }
  if (what == NULL)
    {
      *dull = sum;
      return;
    }
  claim = wg_check_raise (view->check, &wg_finding_cookie_sensitive_content,
                          WG_SEVERITY_DEFAULT, view->parties, name, frame);
  wg_claim_say (claim, "The cookie \"%.*s\" is %s, and the browser's owner can change it.",
                (int) MIN (name.len, 64), (const char *) name.data, what);
  wg_claim_show (claim, frame, field, value);
}

static gboolean
take_number (WgSlice *text, guint64 *number)
{
  gsize at = 0;

  *number = 0;
  while (at < text->len && g_ascii_isdigit (text->data[at]) && *number < G_MAXUINT32)
    *number = *number * 10 + (guint64) (text->data[at++] - '0');
  *text = wg_slice_sub (*text, at, text->len);
  return at > 0 && *number <= G_MAXUINT32;
}

/* BIGipServerpool=1677787402.36895.0000: address and port of the server behind, backwards. */
static void
infra (const WgHttpView *view, WgSlice name, WgSlice value, guint32 frame, const char *field)
{
  guint64 address, port;
  WgSlice rest = value;
  WgClaim *claim;

  if (!wg_slice_has_prefix_nocase (name, "BIGipServer") || !take_number (&rest, &address)
      || wg_slice_at (rest, 0) != '.')
    return;
  rest = wg_slice_sub (rest, 1, rest.len);
  if (!take_number (&rest, &port) || port > G_MAXUINT16 || !wg_slice_is (rest, ".0000"))
    return;
  claim = wg_check_raise (view->check, &wg_finding_cookie_infra_leak, WG_SEVERITY_DEFAULT,
                          view->parties, name, frame);
  wg_claim_say (claim,
                "The cookie \"%.*s\" names the server behind the load balancer: "
                "%u.%u.%u.%u, port %u.",
                (int) MIN (name.len, 64), (const char *) name.data, (guint) (address & 0xff),
                (guint) (address >> 8 & 0xff), (guint) (address >> 16 & 0xff),
                (guint) (address >> 24), (guint) (port >> 8 | (port & 0xff) << 8));
  wg_claim_show (claim, frame, field, value);
}

static void
judge (gpointer state, const WgHttpView *view)
{
  Jar *jar = state;
  WgCookieWalk walk = {0};
  WgSlice name, value;
  guint n;
  const WgHttpSetCookie *set = wg_cookies_set (view, &n);

  for (guint i = 0; i < n; i++)
    {
      content (jar, view, set[i].name, set[i].value, view->response_frame, "http.set_cookie");
      infra (view, set[i].name, set[i].value, view->response_frame, "http.set_cookie");
      if (set[i].http_only)
        remember (jar->http_only, wg_cookie_key (set[i].name, WG_SLICE_NONE, view->host),
                  view->response_frame);
      if (view->secure && wg_cookie_is_secret (set[i].value))
        remember (jar->encrypted,
                  wg_cookie_key (set[i].name, set[i].value, wg_site_of (view->host)),
                  view->response_frame);
    }
  if (view->in.count[WG_VIEW_COOKIE] == 0)
    return;
  while (wg_cookie_next (view, &walk, &name, &value))
    {
      content (jar, view, name, value, view->request_frame, "http.cookie_pair");
      infra (view, name, value, view->request_frame, "http.cookie_pair");
      if (!view->secure)
        session (jar, view, name, value);
      else if (wg_cookie_is_secret (value))
        remember (jar->encrypted, wg_cookie_key (name, value, wg_site_of (view->host)),
                  view->request_frame);
    }
}

const WgHttpRules wg_http_cookie_value_rules = {
    .name = "cookie values",
    .open = open_jar,
    .judge = judge,
    .close = close_jar,
};
