#include "check/http/view.h"

/* Where requests go: hosts, ports, redirects to elsewhere. */

#define TEXT(slice, max)                                                                       \
  (int) MIN ((slice).len, max), (slice).len > 0 ? (const char *) (slice).data : ""

static WgClaim *
make_claim (const WgHttpView *view,
            const WgFindingType *type,
            WgSeverity severity,
            WgSlice name)
{
  return wg_check_raise (view->check, type, severity, view->parties, name, view->request_frame);
}

/* The host of an address as browsers read it: backslashes are slashes, "//host" is a host. */
static WgSlice
host_as_browsers (WgSlice url)
{
  gsize at = 0, end;
  gssize colon = wg_slice_find (url, ':');
  WgSlice host;
  WgUri uri;
  g_autoptr (GString) plain = g_string_new ("http://");

  if (colon > 0 && wg_slice_has_prefix_nocase (url, "http"))
    at = (gsize) colon + 1;
  for (end = at; end < url.len && (url.data[end] == '/' || url.data[end] == '\\'); end++)
    ;
  if (end - at < 2)
    return WG_SLICE_NONE;
  for (at = end; end < url.len && strchr ("/\\?#", url.data[end]) == NULL; end++)
    ;
  host = wg_slice_sub (url, at, end - at);
  g_string_append_len (plain, (const gchar *) host.data, (gssize) host.len);
  if (!wg_uri_parse (wg_slice (plain->str, plain->len), &uri))
    return WG_SLICE_NONE;
  /* The same bytes, in what was given. */
  return wg_slice_sub (host, (gsize) (uri.host.data - (const guint8 *) plain->str) - 7,
                       uri.host.len);
}

static gboolean
names_a_target (WgSlice name)
{
  static const char *const names[] = {"url",         "next",      "redirect",   "return",
                                      "dest",        "continue",  "goto",       "r",
                                      "u",           "to",        "target",     "redirect_url",
                                      "returnurl",   "return_to", "return_url", "redir",
                                      "destination", "rurl",      NULL};

  for (guint i = 0; names[i] != NULL; i++)
    if (wg_slice_is_nocase (name, names[i]))
      return TRUE;
  return FALSE;
}

/* Sends on whoever clicks, by design. */
static gboolean
is_click_counter (const WgHttpView *view)
{
  static const char *const words[] = {"click",       "track",  "aclk", "pagead",
                                      "doubleclick", "adserv", NULL};

  for (guint i = 0; words[i] != NULL; i++)
    if (wg_slice_contains_nocase (view->host, words[i])
        || wg_slice_contains_nocase (view->path, words[i]))
      return TRUE;
  return FALSE;
}

static void
open_redirect (const WgHttpView *view)
{
  WgSlice rest = view->query, name, value;
  gboolean meant = is_click_counter (view);
  WgSlice location = wg_slice_trim (view->out.value[WG_VIEW_LOCATION]);
  g_autoptr (GString) plain = g_string_new (NULL);
  WgClaim *claim;

  for (guint i = 0; i < 64 && wg_form_next (&rest, &name, &value); i++)
    {
      WgSlice host;

      if (value.len < 4 || value.len > 2048 || !names_a_target (name))
        continue;
      wg_percent_decode (value, TRUE, plain);
      value = wg_slice (plain->str, plain->len);
      host = host_as_browsers (value);
      if (host.len == 0 || wg_same_site (host, view->host)
          || !(wg_slice_equal (location, value)
               || wg_slice_equal_nocase (host_as_browsers (location), host)))
        continue;
      claim = make_claim (view, &wg_finding_http_open_redirect,
                          meant ? WG_SEVERITY_INFO : WG_SEVERITY_DEFAULT, name);
      wg_claim_outcome (claim, WG_OUTCOME_SUCCESS);
      wg_claim_say (
          claim, "%.*s%.*s sent the browser to %.*s because the parameter \"%.*s\" said so.",
          TEXT (view->host, 100), TEXT (view->path, 64), TEXT (host, 100), TEXT (name, 64));
      wg_claim_show (claim, view->request_frame, "http.request.uri.query.parameter", value);
      wg_claim_show (claim, view->response_frame, "http.location", location);
      return;
    }
}

/* Whether the text is this end's address. */
static gboolean
is_address_of (WgSlice text, const WgParties *parties)
{
  guint8 bytes[16] = {0};
  guint at = 0, number = 0;

  if (parties->ip_version != 4)
    return TRUE; /* one address has many spellings */
  for (gsize i = 0; i <= text.len; i++)
    {
      gint c = wg_slice_at (text, i);
      if (c >= 0 && g_ascii_isdigit (c))
        {
          number = number * 10 + (guint) (c - '0');
          continue;
        }
      if (at >= 4 || number > 255)
        return FALSE;
      bytes[at++] = (guint8) number;
      number = 0;
    }
  return at == 4 && memcmp (bytes, parties->server.address, 4) == 0;
}

/* Host against :authority or the absolute target. */
static WgSlice
other_name (const WgHttpView *view)
{
  WgSlice host = view->in.value[WG_VIEW_HOST];
  WgUri uri, own;
  g_autoptr (GString) plain = NULL;

  if (host.len == 0 || host.len > 255)
    return WG_SLICE_NONE;
  if (wg_view_asks (view, WG_VIEW_AUTHORITY))
    return wg_slice_equal_nocase (host, view->in.value[WG_VIEW_AUTHORITY])
               ? WG_SLICE_NONE
               : view->in.value[WG_VIEW_AUTHORITY];
  if (wg_slice_at (view->target, 0) == '/' || !wg_uri_parse (view->target, &uri))
    return WG_SLICE_NONE;
  plain = g_string_new ("http://");
  g_string_append_len (plain, (const gchar *) host.data, (gssize) host.len);
  return wg_uri_parse (wg_slice (plain->str, plain->len), &own)
                 && wg_slice_equal_nocase (own.host, uri.host)
             ? WG_SLICE_NONE
             : uri.host;
}

static void
host_mismatch (const WgHttpView *view)
{
  WgSlice other = other_name (view);
  WgClaim *claim;

  if (other.len > 0)
    {
      claim = make_claim (view, &wg_finding_http_host_header_mismatch, WG_SEVERITY_DEFAULT,
                          view->in.value[WG_VIEW_HOST]);
      wg_claim_say (claim, "The request is for %.*s, and its Host header says %.*s.",
                    TEXT (other, 100), TEXT (view->in.value[WG_VIEW_HOST], 100));
    }
  else
    {
      /* Behind a translated address the server's own is private: nothing follows. */
      if (view->host.len < 7 || !wg_host_is_address (view->host)
          || wg_slice_at (view->target, 0) != '/' || is_address_of (view->host, view->parties)
          || wg_endpoint_is_private (&view->parties->server, view->parties->ip_version))
        return;
      claim = make_claim (view, &wg_finding_http_host_header_mismatch, WG_SEVERITY_DEFAULT,
                          view->host);
      wg_claim_confidence (claim, WG_CONFIDENCE_LOW);
      wg_claim_say (claim,
                    "The Host header names the address %.*s, and the request went to "
                    "another one.",
                    TEXT (view->host, 100));
    }
  wg_claim_show (claim, view->request_frame, "http.host", view->in.value[WG_VIEW_HOST]);
}

static void
on_tls_port (const WgHttpView *view)
{
  guint16 port = view->parties->server.port;
  gboolean told = view->status == 400;
  WgClaim *claim;

  if (port != 443 && port != 8443 && port != 465 && port != 636 && port != 853 && port != 990
      && port != 993 && port != 995)
    return;
  if (wg_view_is (view, "CONNECT") || view->parties->protocol != 6)
    return;
  claim = make_claim (view, &wg_finding_dg_plaintext_on_tls_port,
                      told ? WG_SEVERITY_INFO : WG_SEVERITY_DEFAULT, WG_SLICE_NONE);
  wg_claim_say (claim,
                "An HTTP request went to port %u, where TLS is expected, in plain text%s.",
                port, told ? "; the server refused it" : "");
  wg_claim_show (claim, view->request_frame, "http.request.method", view->method);
}

static void
h2c (const WgHttpView *view)
{
  gboolean upgrade = wg_slice_contains_nocase (view->in.value[WG_VIEW_UPGRADE], "h2c");
  gboolean settings = FALSE, passed, grpc;
  WgSeverity severity = WG_SEVERITY_DEFAULT;
  WgClaim *claim;

  if (!upgrade && !wg_slice_is (view->exchange->version, "HTTP/2"))
    return;
  for (guint i = 0; upgrade && i < view->in.n; i++)
    settings = settings || wg_slice_is_nocase (view->in.all[i].name, "http2-settings");
  if (upgrade && !settings)
    return;
  passed = wg_view_asks (view, WG_VIEW_VIA) || wg_view_asks (view, WG_VIEW_X_FORWARDED_FOR)
           || wg_view_asks (view, WG_VIEW_X_FORWARDED_HOST);
  grpc = wg_slice_has_prefix_nocase (view->request_type, "application/grpc");
  if (upgrade && passed && view->status == 101)
    severity = WG_SEVERITY_HIGH;
  else if (!upgrade && grpc)
    severity = WG_SEVERITY_INFO; /* on purpose, inside a mesh */
  claim = make_claim (view, &wg_finding_dg_h2c_upgrade, severity, view->host);
  wg_claim_outcome (claim,
                    !upgrade || view->status == 101 ? WG_OUTCOME_SUCCESS : WG_OUTCOME_ATTEMPT);
  wg_claim_say (
      claim, "%s%s.",
      upgrade ? "The client asked to go on in HTTP/2 without TLS (Upgrade: h2c)"
              : "The client spoke HTTP/2 without TLS from the beginning",
      severity == WG_SEVERITY_HIGH ? ", through a proxy, and the server behind it agreed" : "");
  if (upgrade)
    wg_claim_show (claim, view->request_frame, "http.upgrade", view->in.value[WG_VIEW_UPGRADE]);
}

static void
judge (gpointer state, const WgHttpView *view)
{
  if (view->request == NULL)
    return;
  if (view->query.len > 0 && wg_view_answered (view, 300, 399)
      && wg_view_says (view, WG_VIEW_LOCATION))
    open_redirect (view);
  if (!view->secure)
    {
      on_tls_port (view);
      h2c (view);
    }
  host_mismatch (view);
}

const WgHttpRules wg_http_target_rules = {
    .name = "targets",
    .judge = judge,
};
