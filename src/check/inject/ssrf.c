#include "check/inject/inject.h"

#include "check/match/scan.h"

/* Where browsers are sent, not servers; and what pages say of themselves. */
static gboolean
is_for_browser (WgSlice name)
{
  static const char *const names[] = {"redirect_uri",
                                      "redirect",
                                      "redirect_url",
                                      "return",
                                      "returnurl",
                                      "return_to",
                                      "returnto",
                                      "next",
                                      "continue",
                                      "goto",
                                      "post_logout_redirect_uri",
                                      "referer",
                                      "referrer",
                                      "ref",
                                      "dl",
                                      "dr",
                                      "origin",
                                      "page",
                                      "location",
                                      "href",
                                      "service",
                                      "relaystate",
                                      "success_url",
                                      "cancel_url",
                                      NULL};

  for (guint i = 0; names[i] != NULL; i++)
    if (wg_slice_is_nocase (name, names[i]))
      return TRUE;
  return FALSE;
}

/* The page that sent the request stands there too, or the server is asked for itself. */
static gboolean
is_own (const WgHttpView *view, WgSlice host)
{
  WgUri uri;

  if (wg_slice_equal_nocase (host, view->host))
    return TRUE;
  return (wg_uri_parse (view->in.value[WG_VIEW_ORIGIN], &uri)
          && wg_slice_equal_nocase (uri.host, host))
         || (wg_uri_parse (view->in.value[WG_VIEW_REFERER], &uri)
             && wg_slice_equal_nocase (uri.host, host));
}

static gboolean
is_server (const WgHttpView *view, guint32 address)
{
  const guint8 *at = view->parties->server.address;

  return view->parties->ip_version == 4
         && address
                == ((guint32) at[0] << 24 | (guint32) at[1] << 16 | (guint32) at[2] << 8
                    | at[3]);
}

void
wg_inject_ssrf (WgInject *inject, const WgHttpView *view, const WgInput *input)
{
  static const char *const kinds[] = {
      [WG_TARGET_PRIVATE] = "a URL of a private network",
      [WG_TARGET_LOOPBACK] = "a URL of the server itself",
      [WG_TARGET_METADATA] = "the URL of a cloud's metadata",
      [WG_TARGET_SCHEME] = "a URL with which other protocols can be spoken",
  };
  WgTarget kind;
  WgMatch match;
  WgSlice host;
  guint32 address;
  gboolean disguised;
  WgSeverity severity = WG_SEVERITY_DEFAULT;
  WgClaim *claim;

  if ((inject->value.bytes & WG_BYTES_SLASH) == 0)
    return;
  kind = wg_match_internal (inject->value.once, &host, &address, &disguised);
  if (kind == WG_TARGET_NONE && inject->value.twice)
    kind = wg_match_internal (inject->value.deep, &host, &address, &disguised);
  if (kind == WG_TARGET_NONE)
    return;
  if (kind != WG_TARGET_METADATA && kind != WG_TARGET_SCHEME && !disguised
      && (is_for_browser (input->name) || is_own (view, host) || is_server (view, address)))
    return;
  /* A private server may well know its neighbours. */
  if (kind == WG_TARGET_PRIVATE && !disguised
      && wg_endpoint_is_private (&view->parties->server, view->parties->ip_version))
    severity = WG_SEVERITY_LOW;
  match.what = kinds[kind];
  match.part = host;
  claim = wg_inject_raise (inject, &wg_finding_inj_ssrf, severity, view, input, &match);
  if (kind == WG_TARGET_METADATA || disguised)
    wg_claim_confidence (claim, WG_CONFIDENCE_HIGH);
  if (address != 0)
    wg_inject_calls_expect (inject->calls, &wg_finding_inj_ssrf, view,
                            wg_slice (inject->name->str, inject->name->len), address, 0);
}
