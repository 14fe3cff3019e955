#include "base/limits.h"
#include "check/http/cookie.h"
#include "check/http/page.h"
#include "check/http/submission.h"

/* Hosts over HTTPS and over HTTP: HSTS (RFC 6797), redirects, sslstrip. */

/* What one place showed first. */
typedef struct
{
  guint32 frame;
  WgParties parties;
} Place;

/**
 * Host: one name.
 * @page: a page over HTTPS without HSTS; @part: anything else; @sts: any answer had the header
 * @known: over HTTPS, or said to be there; @how: in words
 * @plain: a page over HTTP; @form, @cookie: one has a form, sets a session
 */
typedef struct
{
  Place page;
  Place part;
  gboolean sts;
  Place known;
  const char *how;
  Place plain;
  gboolean form;
  gboolean cookie;
} Host;

/* What a client did with a host. @secure: TLS or HSTS, the first; @plain: HTTP with something
 * to lose, the last */
typedef struct
{
  guint32 secure;
  gboolean sts;
  Place plain;
  const char *what;
} Visit;

typedef struct
{
  WgCheck *check;
  GHashTable *hosts;  /* name in small letters -> Host */
  GHashTable *visits; /* address and name -> Visit */
} Hosts;

static gpointer
open_hosts (WgCheck *check)
{
  Hosts *hosts = g_new0 (Hosts, 1);

  hosts->check = check;
  hosts->hosts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  hosts->visits = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return hosts;
}

static void
close_hosts (gpointer state)
{
  Hosts *hosts = state;

  g_hash_table_unref (hosts->hosts);
  g_hash_table_unref (hosts->visits);
  g_free (hosts);
}

/* @key: the name, behind what tells clients apart where there is something. */
static gpointer
find (GHashTable *table, const char *before, WgSlice name, gsize size, gboolean make)
{
  char key[320];
  gsize at = strlen (before);
  gpointer value;

  if (name.len == 0 || name.len > 255)
    return NULL;
  memcpy (key, before, at);
  for (gsize i = 0; i < name.len; i++)
    key[at + i] = (char) wg_fold (name.data[i]);
  key[at + name.len] = '\0';
  value = g_hash_table_lookup (table, key);
  if (value != NULL || !make || g_hash_table_size (table) >= WG_LIMIT_CHECK_HOSTS)
    return value;
  value = g_malloc0 (size);
  g_hash_table_insert (table, g_strdup (key), value);
  return value;
}

static Host *
host_of (Hosts *hosts, WgSlice name)
{
  return find (hosts->hosts, "", name, sizeof (Host), TRUE);
}

static Visit *
visit_of (Hosts *hosts, const WgParties *parties, WgSlice name, gboolean make)
{
  char client[33];

  for (guint i = 0; i < 16; i++)
    {
      client[i * 2] = "0123456789abcdef"[parties->client.address[i] >> 4];
      client[i * 2 + 1] = "0123456789abcdef"[parties->client.address[i] & 15];
    }
  client[32] = '\0';
  return find (hosts->visits, client, name, sizeof (Visit), make);
}

static void
note (Place *place, const WgParties *parties, guint32 frame)
{
  if (place->frame == 0 || frame < place->frame)
    *place = (Place){frame, *parties};
}

static void
encrypted (gpointer state, const WgParties *parties, WgSlice name, guint32 frame)
{
  Hosts *hosts = state;
  Host *host = host_of (hosts, name);
  Visit *visit;

  if (host != NULL && host->how == NULL)
    {
      host->known = (Place){frame, *parties};
      host->how = "a client asked for that name inside TLS";
    }
  if (frame == 0 || (visit = visit_of (hosts, parties, name, TRUE)) == NULL)
    return;
  if (visit->secure == 0 || frame < visit->secure)
    visit->secure = frame;
}

typedef struct
{
  gboolean valid;
  gboolean subdomains;
  gboolean preload;
  guint64 max_age;
} Policy;

/* RFC 6797 §6.1: directives in any order, in any case, values quoted or not. */
static Policy
parse_policy (WgSlice value)
{
  Policy policy = {0};

  while (value.len > 0)
    {
      gssize end = wg_slice_find (value, ';');
      WgSlice directive =
          wg_slice_trim (end < 0 ? value : wg_slice_sub (value, 0, (gsize) end));
      gsize at = 7;

      value = end < 0 ? WG_SLICE_NONE : wg_slice_sub (value, (gsize) end + 1, value.len);
      policy.subdomains |= wg_slice_is_nocase (directive, "includesubdomains");
      policy.preload |= wg_slice_is_nocase (directive, "preload");
      if (!wg_slice_has_prefix_nocase (directive, "max-age"))
        continue;
      directive = wg_slice_trim (wg_slice_sub (directive, at, directive.len));
      if (wg_slice_at (directive, 0) != '=')
        continue;
      directive = wg_slice_trim (wg_slice_sub (directive, 1, directive.len));
      if (directive.len > 2 && directive.data[0] == '"')
        directive = wg_slice_sub (directive, 1, directive.len - 2);
      for (at = 0; at < directive.len && g_ascii_isdigit (directive.data[at]); at++)
        policy.max_age =
            MIN (policy.max_age * 10 + (guint64) (directive.data[at] - '0'), G_MAXUINT32);
      policy.valid = at > 0 && at == directive.len;
    }
  return policy;
}

static void
weak (const WgHttpView *view, const Policy *policy)
{
  WgSeverity severity = WG_SEVERITY_INFO;
  const char *why = NULL;
  WgClaim *claim;

  if (!policy->valid)
    {
      severity = WG_SEVERITY_MEDIUM;
      why = "has no valid max-age, so browsers pass over it";
    }
  else if (policy->max_age == 0)
    {
      severity = WG_SEVERITY_MEDIUM;
      why = "has a max-age of 0, which makes browsers forget the host";
    }
  else if (policy->max_age < 15552000)
    {
      severity = WG_SEVERITY_LOW;
      why = "lasts for less than half a year";
    }
  else if (policy->preload && (!policy->subdomains || policy->max_age < 31536000))
    why = "asks for preloading without what the preload list demands";
  else if (view->out.count[WG_VIEW_STS] > 1)
    why = "was sent twice; browsers take the first";
  if (why == NULL)
    return;
  claim = wg_check_raise (view->check, &wg_finding_dg_hsts_weak, severity, view->parties,
                          view->host, view->response_frame);
  wg_claim_say (claim, "The HSTS policy of %.*s %s.", (int) MIN (view->host.len, 100),
                view->host.len > 0 ? (const char *) view->host.data : "", why);
  wg_claim_show (claim, view->response_frame, "http.response.line",
                 view->out.value[WG_VIEW_STS]);
}

static void
secure (Hosts *hosts, const WgHttpView *view, Host *host)
{
  Visit *visit = visit_of (hosts, view->parties, view->host, TRUE);
  WgUri uri;

  if (host->how == NULL)
    {
      host->known = (Place){view->response_frame, *view->parties};
      host->how = "it answers over HTTPS";
    }
  if (visit != NULL && (visit->secure == 0 || view->response_frame < visit->secure))
    visit->secure = view->response_frame;
  if (wg_view_says (view, WG_VIEW_STS))
    {
      Policy policy = parse_policy (view->out.value[WG_VIEW_STS]);

      host->sts = TRUE;
      if (visit != NULL)
        visit->sts = visit->sts || (policy.valid && policy.max_age > 0);
      weak (view, &policy);
      return;
    }
  if (wg_view_is_document (view)
      || (view->is_html && view->status == 200 && wg_view_is (view, "HEAD"))
      || (view->is_html && wg_view_answered (view, 301, 308)
          && wg_uri_resolve (view, view->out.value[WG_VIEW_LOCATION], &uri)
          && wg_slice_equal_nocase (uri.host, view->host)))
    note (&host->page, view->parties, view->response_frame);
  else if (view->status == 200)
    note (&host->part, view->parties, view->response_frame);
}

/* What is on port 80 by design: checks of the network, of certificates, mirrors. */
static gboolean
is_meant_plain (const WgHttpView *view)
{
  static const char *const paths[] = {"/.well-known/",
                                      "/generate_204",
                                      "/gen_204",
                                      "/hotspot-detect",
                                      "/ncsi.txt",
                                      "/connecttest",
                                      "/success.txt",
                                      "/canonical.html",
                                      "/library/test/success.html",
                                      "/ocsp",
                                      NULL};

  for (guint i = 0; paths[i] != NULL; i++)
    if (wg_slice_has_prefix_nocase (view->path, paths[i]))
      return TRUE;
  return wg_slice_has_prefix_nocase (view->host, "ocsp")
         || wg_slice_has_prefix_nocase (view->host, "crl")
         || wg_slice_contains_nocase (view->host, "captive")
         || wg_slice_contains_nocase (view->host, "connectivity");
}

/* sslstrip2 makes "wwww.host" of "www.host" and "webhost" of "host". */
static WgSlice
original_name (WgSlice host)
{
  if (wg_slice_has_prefix_nocase (host, "wwww."))
    return wg_slice_sub (host, 1, host.len);
  if (wg_slice_has_prefix_nocase (host, "web") && host.len > 6)
    return wg_slice_sub (host, 3, host.len);
  return WG_SLICE_NONE;
}

static void
to_lose (Hosts *hosts, const WgHttpView *view, const WgPage *page)
{
  WgSlice name, value;
  /* A picture that comes with cookies is mixed content, not a page taken over. */
  gboolean whole = view->is_html && view->status != 204;
  const char *what = wg_view_is_login (view)                            ? "a password"
                     : whole && wg_cookie_session (view, &name, &value) ? "a session's cookie"
                     : page != NULL && page->has_password           ? "a page with a login form"
                     : page != NULL && page->has_form               ? "a page with a form"
                     : whole && wg_view_asks (view, WG_VIEW_COOKIE) ? "cookies"
                                                                    : NULL;
  WgSlice names[] = {view->host, original_name (view->host)};

  for (guint i = 0; what != NULL && i < G_N_ELEMENTS (names); i++)
    {
      Visit *visit = names[i].len > 0 ? visit_of (hosts, view->parties, names[i], TRUE) : NULL;

      if (visit == NULL || view->request_frame < visit->plain.frame)
        continue;
      visit->plain = (Place){view->request_frame, *view->parties};
      visit->what = what;
    }
}

static void
plain (Hosts *hosts, const WgHttpView *view, Host *host)
{
  const WgPage *page;
  WgUri uri;
  WgClaim *claim;

  if (wg_view_says (view, WG_VIEW_STS))
    {
      claim = wg_check_raise (view->check, &wg_finding_dg_hsts_over_http, WG_SEVERITY_DEFAULT,
                              view->parties, view->host, view->response_frame);
      wg_claim_show (claim, view->response_frame, "http.response.line",
                     view->out.value[WG_VIEW_STS]);
    }
  if (wg_view_answered (view, 300, 399)
      && wg_uri_parse (view->out.value[WG_VIEW_LOCATION], &uri)
      && wg_slice_is_nocase (uri.scheme, "https"))
    return; /* as it should be */
  if (!view->is_html && view->request_body.len == 0)
    return;
  if (is_meant_plain (view) || wg_view_asks (view, WG_VIEW_WS_KEY)
      || view->parties->server.port == 443)
    return;
  page = wg_view_page (view);
  to_lose (hosts, view, page);
  if (view->status != 200 || !view->is_html || !wg_view_is (view, "GET")
      || view->response->message.body_length == 0)
    return;
  note (&host->plain, view->parties, view->response_frame);
  host->form = host->form || (page != NULL && (page->has_form || page->has_password));
  for (guint i = 0; i < view->response->set_cookies.n; i++)
    host->cookie = host->cookie
                   || wg_cookie_kind (
                          ((const WgHttpSetCookie *) view->response->set_cookies.items)[i].name)
                          == WG_COOKIE_SESSION;
  if (wg_view_asks (view, WG_VIEW_UPGRADE_INSECURE)
      && !wg_endpoint_is_loopback (&view->parties->server, view->parties->ip_version))
    {
      claim = wg_check_raise (view->check, &wg_finding_dg_uir_ignored, WG_SEVERITY_DEFAULT,
                              view->parties, view->host, view->request_frame);
      wg_claim_frame (claim, view->response_frame);
      wg_claim_show (claim, view->request_frame, "http.upgrade_insecure_requests",
                     view->in.value[WG_VIEW_UPGRADE_INSECURE]);
    }
}

static void
judge (gpointer state, const WgHttpView *view)
{
  Hosts *hosts = state;
  Host *host;

  if (view->request == NULL || view->response == NULL || view->host.len == 0
      || (host = host_of (hosts, view->host)) == NULL)
    return;
  if (view->secure)
    secure (hosts, view, host);
  else
    plain (hosts, view, host);
}

static gint
by_name (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* The order of a hash table is none. */
static GPtrArray *
names_of (GHashTable *table)
{
  GPtrArray *names = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, table);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    g_ptr_array_add (names, name);
  g_ptr_array_sort (names, by_name);
  return names;
}

static void
finish_host (WgCheck *check, const char *name, const Host *host)
{
  gboolean address = wg_host_is_address (wg_slice_str (name));
  const Place *place = host->page.frame > 0 ? &host->page : &host->part;
  WgClaim *claim;

  if (place->frame > 0 && !host->sts && !address)
    {
      claim = wg_check_raise (check, &wg_finding_dg_hsts_missing, WG_SEVERITY_DEFAULT,
                              &place->parties, wg_slice_str (name), place->frame);
      if (place == &host->part)
        wg_claim_confidence (claim, WG_CONFIDENCE_LOW);
      wg_claim_say (claim,
                    "%s answers over HTTPS, and no answer in this capture has "
                    "Strict-Transport-Security.",
                    name);
    }
  if (host->plain.frame == 0 || host->how == NULL || address)
    return;
  claim = wg_check_raise (check, &wg_finding_dg_http_served_no_redirect,
                          host->form || host->cookie ? WG_SEVERITY_HIGH : WG_SEVERITY_DEFAULT,
                          &host->plain.parties, wg_slice_str (name), host->plain.frame);
  wg_claim_say (claim, "%s served a page over plain HTTP%s, though %s.", name,
                host->form     ? ", with a form on it"
                : host->cookie ? ", and set a session cookie"
                               : "",
                host->how);
  wg_claim_frame (claim, host->known.frame);
}

static void
finish_visit (WgCheck *check, const char *key, const Visit *visit)
{
  const char *name = key + 32;
  WgClaim *claim;

  if (visit->secure == 0 || visit->plain.frame <= visit->secure)
    return;
  claim = wg_check_raise (check, &wg_finding_dg_sslstrip_pattern, WG_SEVERITY_DEFAULT,
                          &visit->plain.parties, wg_slice_str (name), visit->plain.frame);
  wg_claim_confidence (claim, visit->sts ? WG_CONFIDENCE_HIGH : WG_CONFIDENCE_MEDIUM);
  wg_claim_say (claim,
                "The client had reached %s over TLS%s; later %s passed between them in "
                "plain HTTP.",
                name, visit->sts ? ", which asked for HSTS" : "", visit->what);
  wg_claim_frame (claim, visit->secure);
}

static void
finish (gpointer state)
{
  Hosts *hosts = state;
  g_autoptr (GPtrArray) names = names_of (hosts->hosts);
  g_autoptr (GPtrArray) visits = names_of (hosts->visits);

  for (guint i = 0; i < names->len; i++)
    finish_host (hosts->check, names->pdata[i],
                 g_hash_table_lookup (hosts->hosts, names->pdata[i]));
  for (guint i = 0; i < visits->len; i++)
    finish_visit (hosts->check, visits->pdata[i],
                  g_hash_table_lookup (hosts->visits, visits->pdata[i]));
}

const WgHttpRules wg_http_hsts_rules = {
    .name = "hsts",
    .open = open_hosts,
    .judge = judge,
    .encrypted = encrypted,
    .finish = finish,
    .close = close_hosts,
};
