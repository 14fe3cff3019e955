#include "base/limits.h"
#include "check/http/cookie.h"

/* Answers that are for one user, and caches. */

#define TEXT(slice, max)                                                                       \
  (int) MIN ((slice).len, max), (slice).len > 0 ? (const char *) (slice).data : ""

/* A directive of Cache-Control, over all its headers. */
static gboolean
says (const WgHttpView *view, const char *directive)
{
  WgSlice rest, element;
  guint at = 0;

  while (wg_view_next (&view->out, WG_VIEW_CACHE_CONTROL, &at, &rest))
    while (wg_http_list_next (&rest, &element))
      {
        gssize equals = wg_slice_find (element, '=');
        if (equals >= 0)
          element = wg_slice_trim (wg_slice_sub (element, 0, (gsize) equals));
        if (wg_slice_is_nocase (element, directive))
          return TRUE;
      }
  return FALSE;
}

static void
sensitive (const WgHttpView *view)
{
  WgSlice name = WG_SLICE_NONE, value;
  gboolean session = wg_cookie_session (view, &name, &value);
  gboolean authorized = wg_view_asks (view, WG_VIEW_AUTHORIZATION);
  gboolean shared, sets = FALSE;
  guint n;
  const WgHttpSetCookie *set = wg_cookies_set (view, &n);
  WgClaim *claim;

  if (!session && !authorized && n == 0)
    return;
  shared = says (view, "public") || says (view, "s-maxage");
  for (guint i = 0; i < n; i++)
    sets = sets
           || (wg_cookie_kind (set[i].name) == WG_COOKIE_SESSION
               && !wg_cookie_is_unset (set[i].value));
  /* Shared caches keep no answer to Authorization unless told to (RFC 9111 §3.5). */
  if (says (view, "no-store") || says (view, "private")
      || !(session ? TRUE : shared && (sets || authorized)) || (authorized && !shared))
    return;
  claim = wg_check_raise (view->check, &wg_finding_cache_sensitive_response,
                          shared ? WG_SEVERITY_MEDIUM : WG_SEVERITY_DEFAULT, view->parties,
                          view->path, view->response_frame);
  wg_claim_say (claim, "The answer to %.*s, asked with %s, %s.", TEXT (view->path, 100),
                session      ? "a session's cookie"
                : authorized ? "Authorization"
                             : "nothing, but setting a session's cookie",
                shared ? "may be kept by every cache on the way"
                       : "does not say that nobody may keep it");
  wg_claim_show (claim, view->response_frame, "http.cache_control",
                 view->out.value[WG_VIEW_CACHE_CONTROL]);
}

/* A cache took part in the answer: what it said. */
static gboolean
is_cached (const WgHttpView *view, gboolean *hit)
{
  WgSlice status = wg_view_says (view, WG_VIEW_X_CACHE)
                       ? view->out.value[WG_VIEW_X_CACHE]
                       : view->out.value[WG_VIEW_CF_CACHE_STATUS];

  *hit = wg_slice_contains_nocase (status, "hit");
  return *hit || wg_slice_contains_nocase (status, "miss") || wg_view_says (view, WG_VIEW_AGE);
}

static gboolean
looks_static (WgSlice path)
{
  static const char *const ends[] = {".css", ".js",  ".png", ".jpg",  ".jpeg",  ".gif",
                                     ".ico", ".svg", ".txt", ".woff", ".woff2", NULL};

  for (guint i = 0; ends[i] != NULL; i++)
    {
      gsize len = strlen (ends[i]);
      if (path.len > len
          && wg_slice_is_nocase (wg_slice_sub (path, path.len - len, len), ends[i]))
        return TRUE;
    }
  return FALSE;
}

/* A name that is given to the server beside Host; a value of its own that comes back. */
static gboolean
unkeyed (const WgHttpView *view, WgSlice *name, WgSlice *value)
{
  static const char *const names[] = {"x-forwarded-host",   "x-host",        "x-original-url",
                                      "x-forwarded-server", "x-rewrite-url", NULL};

  for (guint i = 0; i < view->in.n; i++)
    for (guint k = 0; names[k] != NULL; k++)
      if (wg_slice_is_nocase (view->in.all[i].name, names[k]))
        {
          *name = view->in.all[i].name;
          *value = wg_slice_trim (view->in.all[i].value);
          return value->len >= 6 && !wg_slice_equal_nocase (*value, view->host);
        }
  return FALSE;
}

/* @poison: values that came back from a cache in the making, by target: one at a time each */
typedef struct
{
  GHashTable *poison; /* host and target -> value */
} Caches;

static gpointer
open_caches (WgCheck *check)
{
  Caches *caches = g_new0 (Caches, 1);
  caches->poison = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return caches;
}

static void
close_caches (gpointer state)
{
  g_hash_table_unref (((Caches *) state)->poison);
  g_free (state);
}

static char *
key_of (const WgHttpView *view)
{
  return g_strdup_printf ("%.*s %.*s", TEXT (view->host, 255), TEXT (view->target, 1024));
}

static void
make_claim (const WgHttpView *view, WgOutcome outcome, const char *what, const char *more)
{
  WgClaim *claim =
      wg_check_raise (view->check, &wg_finding_cache_deception_poisoning, WG_SEVERITY_DEFAULT,
                      view->parties, view->path, view->response_frame);

  wg_claim_outcome (claim, outcome);
  wg_claim_say (claim, "%.*s%.*s: %s%s.", TEXT (view->host, 100), TEXT (view->path, 100), what,
                more);
  wg_claim_show (claim, view->request_frame, "http.request.uri", view->target);
  wg_claim_show (claim, view->response_frame, "http.response.line",
                 wg_view_says (view, WG_VIEW_X_CACHE)
                     ? view->out.value[WG_VIEW_X_CACHE]
                     : view->out.value[WG_VIEW_CF_CACHE_STATUS]);
}

static void
deception (const WgHttpView *view)
{
  WgSlice name, value;
  gboolean hit;

  if (view->is_html && view->status == 200 && looks_static (view->path)
      && is_cached (view, &hit) && wg_cookie_session (view, &name, &value)
      && !says (view, "no-store") && !says (view, "private"))
    make_claim (view, hit ? WG_OUTCOME_SUCCESS : WG_OUTCOME_ATTEMPT,
                "a page for one user, under the name of a static file, ",
                hit ? "came from a cache" : "went through a cache that keeps such names");
}

static void
poisoning (Caches *caches, const WgHttpView *view)
{
  WgSlice name, value;
  gboolean hit;
  g_autofree char *key = NULL;
  const char *poison;

  if (unkeyed (view, &name, &value))
    {
      if (!is_cached (view, &hit)
          || !(wg_slice_contains (view->out.value[WG_VIEW_LOCATION], value)
               || wg_slice_contains (view->response_body, value)))
        return;
      make_claim (view, WG_OUTCOME_ATTEMPT,
                  "a header that the cache does not look at came back",
                  hit ? " from the cache" : " in an answer that it may keep");
      if (g_hash_table_size (caches->poison) < WG_LIMIT_CHECK_ORIGINS)
        g_hash_table_insert (caches->poison, key_of (view),
                             g_strndup ((const gchar *) value.data, MIN (value.len, 255)));
      return;
    }
  if (g_hash_table_size (caches->poison) == 0)
    return;
  key = key_of (view);
  poison = g_hash_table_lookup (caches->poison, key);
  if (poison != NULL
      && (wg_slice_contains (view->out.value[WG_VIEW_LOCATION], wg_slice_str (poison))
          || wg_slice_contains (view->response_body, wg_slice_str (poison))))
    make_claim (view, WG_OUTCOME_SUCCESS, "what one client had put into a header",
                " was served to a request without it");
}

static void
judge (gpointer state, const WgHttpView *view)
{
  if (view->request == NULL || view->response == NULL)
    return;
  if (view->status == 200 && wg_view_is (view, "GET") && (view->is_html || view->is_json))
    {
      sensitive (view);
      deception (view);
    }
  if (view->status != 304 && (wg_view_answered (view, 200, 399)))
    poisoning (state, view);
}

const WgHttpRules wg_http_cache_rules = {
    .name = "cache",
    .open = open_caches,
    .judge = judge,
    .close = close_caches,
};
