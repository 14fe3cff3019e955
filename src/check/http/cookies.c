#include "check/http/cookie.h"
#include "check/match/words.h"

/* What a server says of the cookies that it sets. */

#define DAY G_GINT64_CONSTANT (86400)

typedef struct
{
  const WgHttpView *view;
  const WgHttpSetCookie *cookie;
  WgCookieKind kind;
  gint64 now;
  gint64 lifetime;
} Set;

static WgClaim *
make_claim (const Set *set, const WgFindingType *type, WgSeverity severity)
{
  const WgHttpView *view = set->view;
  WgClaim *claim = wg_check_raise (view->check, type, severity, view->parties,
                                   set->cookie->name, view->response_frame);

  wg_claim_show (claim, view->response_frame, "http.set_cookie", set->cookie->name);
  return claim;
}

static int
name_len (const Set *set)
{
  return (int) MIN (set->cookie->name.len, 64);
}

static const char *
name_of (const Set *set)
{
  return set->cookie->name.len > 0 ? (const char *) set->cookie->name.data : "";
}

static void
no_secure (const Set *set)
{
  gboolean session = set->kind == WG_COOKIE_SESSION;
  WgClaim *claim;

  if (!set->view->secure || set->cookie->secure)
    return;
  claim = make_claim (set, &wg_finding_cookie_no_secure,
                      session ? WG_SEVERITY_HIGH : WG_SEVERITY_LOW);
  wg_claim_say (claim, "The %s \"%.*s\" was set over HTTPS without Secure.",
                session ? "session cookie" : "cookie", name_len (set), name_of (set));
}

static void
no_http_only (const Set *set)
{
  if (set->kind == WG_COOKIE_SESSION && !set->cookie->http_only)
    wg_claim_say (make_claim (set, &wg_finding_cookie_no_httponly, WG_SEVERITY_DEFAULT),
                  "The session cookie \"%.*s\" was set without HttpOnly.", name_len (set),
                  name_of (set));
}

static void
no_same_site (const Set *set)
{
  WgSlice value = set->cookie->same_site;
  gboolean none = wg_slice_is_nocase (value, "none");

  /* The attribute came in 2016 (draft-west-first-party-cookies). */
  if (set->kind != WG_COOKIE_SESSION || (set->now > 0 && set->now < 16801 * DAY))
    return;
  if (none && !set->cookie->secure)
    wg_claim_say (
        make_claim (set, &wg_finding_cookie_no_samesite, WG_SEVERITY_MEDIUM),
        "The session cookie \"%.*s\" says SameSite=None without Secure; browsers drop "
        "it, old ones send it with every request from everywhere.",
        name_len (set), name_of (set));
  else if (!none && !wg_slice_is_nocase (value, "lax") && !wg_slice_is_nocase (value, "strict"))
    wg_claim_say (make_claim (set, &wg_finding_cookie_no_samesite, WG_SEVERITY_DEFAULT),
                  "The session cookie \"%.*s\" was set %s.", name_len (set), name_of (set),
                  value.len > 0 ? "with a SameSite that no browser knows" : "without SameSite");
}

static void
prefix (const Set *set)
{
  const WgHttpSetCookie *cookie = set->cookie;
  gboolean host = wg_slice_has_prefix_nocase (cookie->name, "__Host-");
  const char *why = NULL;

  if (!host && !wg_slice_has_prefix_nocase (cookie->name, "__Secure-"))
    return;
  if (!cookie->secure)
    why = "it has no Secure";
  else if (!set->view->secure)
    why = "it was set without TLS";
  else if (host && cookie->domain.len > 0)
    why = "it names a Domain";
  else if (host && !wg_slice_is (cookie->path, "/"))
    why = "its Path is not /";
  if (why != NULL)
    wg_claim_say (make_claim (set, &wg_finding_cookie_prefix_violation, WG_SEVERITY_DEFAULT),
                  "The cookie \"%.*s\" breaks the promise of its name: %s.", name_len (set),
                  name_of (set), why);
}

static void
over_http (const Set *set)
{
  gboolean session = set->kind == WG_COOKIE_SESSION && wg_cookie_is_secret (set->cookie->value);
  WgClaim *claim;

  if (set->view->secure || (!set->cookie->secure && !session))
    return;
  claim = make_claim (set, &wg_finding_cookie_secure_set_over_http, WG_SEVERITY_DEFAULT);
  wg_claim_say (claim, "The %s \"%.*s\" was set%s on a connection that is not encrypted.",
                session ? "session cookie" : "cookie", name_len (set), name_of (set),
                set->cookie->secure ? ", with Secure," : "");
  if (session)
    wg_claim_show_secret (claim, set->view->response_frame, "http.set_cookie",
                          set->cookie->value);
}

/* Suffixes below which anybody may have a name; a few that teach. */
static gboolean
is_public_suffix (WgSlice domain)
{
  static const char *const suffixes[] = {"co.uk",       "org.uk",
                                         "ac.uk",       "com.au",
                                         "co.jp",       "co.nz",
                                         "com.br",      "github.io",
                                         "gitlab.io",   "herokuapp.com",
                                         "netlify.app", "vercel.app",
                                         "appspot.com", "azurewebsites.net",
                                         "pages.dev",   "workers.dev",
                                         "web.app",     "blogspot.com",
                                         NULL};

  if (wg_slice_find (domain, '.') < 0)
    return domain.len > 0 && !wg_slice_is_nocase (domain, "localhost");
  for (guint i = 0; suffixes[i] != NULL; i++)
    if (wg_slice_is_nocase (domain, suffixes[i]))
      return TRUE;
  return FALSE;
}

static void
domain (const Set *set)
{
  WgSlice domain = set->cookie->domain, host = set->view->host;
  gboolean rejected;

  if (domain.len == 0 || host.len == 0)
    return;
  if (wg_slice_at (domain, 0) == '.')
    domain = wg_slice_sub (domain, 1, domain.len);
  if (wg_slice_equal_nocase (domain, host))
    return;
  rejected = is_public_suffix (domain) || wg_host_is_address (domain);
  if (!rejected
      && (set->kind != WG_COOKIE_SESSION || domain.len + 1 >= host.len
          || !wg_slice_equal_nocase (wg_slice_sub (host, host.len - domain.len, domain.len),
                                     domain)))
    return;
  wg_claim_say (make_claim (set, &wg_finding_cookie_domain_broad,
                            rejected ? WG_SEVERITY_MEDIUM : WG_SEVERITY_DEFAULT),
                "%.*s set the cookie \"%.*s\" for all of %.*s%s.", (int) MIN (host.len, 100),
                (const char *) host.data, name_len (set), name_of (set),
                (int) MIN (domain.len, 100), (const char *) domain.data,
                rejected ? ", which browsers refuse" : "");
}

static void
persistent (const Set *set)
{
  if (set->kind == WG_COOKIE_SESSION && set->lifetime > 30 * DAY)
    wg_claim_say (make_claim (set, &wg_finding_cookie_persistent_session, WG_SEVERITY_DEFAULT),
                  "The session cookie \"%.*s\" is kept for %" G_GINT64_FORMAT " days.",
                  name_len (set), name_of (set), set->lifetime / DAY);
}

static void
judge (gpointer state, const WgHttpView *view)
{
  guint n;
  const WgHttpSetCookie *cookies = wg_cookies_set (view, &n);

  for (guint i = 0; i < n; i++)
    {
      Set set = {.view = view, .cookie = &cookies[i], .now = wg_view_now (view)};

      set.lifetime = wg_cookie_lifetime (set.cookie, set.now);
      if (set.lifetime == 0 || wg_cookie_is_unset (set.cookie->value))
        continue;
      set.kind = wg_cookie_kind (set.cookie->name);
      no_secure (&set);
      no_http_only (&set);
      no_same_site (&set);
      prefix (&set);
      over_http (&set);
      domain (&set);
      persistent (&set);
    }
}

const WgHttpRules wg_http_cookie_rules = {
    .name = "cookies",
    .judge = judge,
};
