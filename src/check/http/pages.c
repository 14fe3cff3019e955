#include "check/http/page.h"

/* Pages that are sent without encryption, or lead out of it. */

static WgClaim *
make_claim (const WgHttpView *view,
            const WgFindingType *type,
            WgSeverity severity,
            WgSlice name)
{
  return wg_check_raise (view->check, type, severity, view->parties, name,
                         view->response_frame);
}

#define TEXT(slice, max)                                                                       \
  (int) MIN ((slice).len, max), (slice).len > 0 ? (const char *) (slice).data : ""

static void
login_page (const WgHttpView *view, const WgPage *page)
{
  WgClaim *claim;

  if (view->secure || !page->has_password || !wg_view_answered (view, 200, 299))
    return;
  claim = make_claim (view, &wg_finding_login_page_over_http, WG_SEVERITY_DEFAULT, view->host);
  wg_claim_say (claim, "The page %.*s%.*s asks for a password, and came without encryption.",
                TEXT (view->host, 100), TEXT (view->path, 100));
  wg_claim_show (claim, view->response_frame, "http.content_type",
                 view->out.value[WG_VIEW_CONTENT_TYPE]);
}

static void
mixed (const WgHttpView *view, const WgPageUrl *url)
{
  gboolean active = url->use == WG_PAGE_ACTIVE;
  WgClaim *claim = make_claim (view, &wg_finding_dg_mixed_content,
                               active ? WG_SEVERITY_HIGH : WG_SEVERITY_LOW, view->host);

  wg_claim_say (claim, "The HTTPS page %.*s loads a <%.*s> over plain HTTP%s.",
                TEXT (view->path, 100), TEXT (url->tag, 16),
                active ? ", which can change the page" : "");
  wg_claim_show (claim, view->response_frame, "http.file_data", url->url);
}

static void
form_action (const WgHttpView *view, WgSlice url)
{
  WgClaim *claim =
      make_claim (view, &wg_finding_dg_form_action_http, WG_SEVERITY_DEFAULT, view->host);

  wg_claim_say (claim, "A form of the HTTPS page %.*s is sent to %.*s, without encryption.",
                TEXT (view->path, 100), TEXT (url, 100));
  wg_claim_show (claim, view->response_frame, "http.file_data", url);
}

/* "http://.." that is named by an HTTPS answer as the next place to go. */
static void
leads_out (const WgHttpView *view, WgSlice url, const char *field)
{
  WgUri uri;
  gboolean same;
  WgClaim *claim;

  if (!wg_slice_has_prefix_nocase (url, "http:") || !wg_uri_parse (url, &uri))
    return;
  same = wg_same_site (uri.host, view->host);
  claim = make_claim (view, &wg_finding_dg_https_to_http_redirect,
                      same ? WG_SEVERITY_HIGH : WG_SEVERITY_MEDIUM, uri.host);
  wg_claim_say (claim,
                "An answer of %.*s over HTTPS sends the browser on to plain HTTP at %.*s.",
                TEXT (view->host, 100), TEXT (uri.host, 100));
  wg_claim_show (claim, view->response_frame, field, url);
}

static void
of_page (const WgHttpView *view, const WgPage *page)
{
  login_page (view, page);
  if (!view->secure)
    return;
  leads_out (view, wg_refresh_url (page->refresh), "http.file_data");
  for (guint i = 0; i < page->n_urls; i++)
    {
      const WgPageUrl *url = &page->urls[i];

      if (!wg_slice_has_prefix_nocase (url->url, "http:"))
        continue;
      if (url->use == WG_PAGE_FORM)
        form_action (view, url->url);
      else if (url->use != WG_PAGE_LINK && !page->upgrades)
        mixed (view, url);
    }
}

/* The plain side of it: a request that a page of HTTPS made. Where the server's port is of TLS,
 * or a proxy says that it took TLS off, it did come by HTTPS. */
static void
from_secure_page (const WgHttpView *view)
{
  WgSlice from = view->in.value[WG_VIEW_ORIGIN];
  gboolean origin = wg_slice_has_prefix_nocase (from, "https:");
  const WgFindingType *type = &wg_finding_dg_mixed_content;
  WgUri uri;
  WgClaim *claim;

  if (!origin)
    from = view->in.value[WG_VIEW_REFERER];
  if (!wg_slice_has_prefix_nocase (from, "https:") || !wg_uri_parse (from, &uri)
      || view->parties->server.port == 443 || view->parties->server.port == 8443
      || wg_view_asks (view, WG_VIEW_WS_KEY) || wg_view_asks (view, WG_VIEW_VIA)
      || wg_view_asks (view, WG_VIEW_X_FORWARDED_FOR)
      || wg_view_asks (view, WG_VIEW_X_FORWARDED_HOST))
    return;
  /* A test of CORS names what origin it likes. */
  if (!wg_slice_has_prefix (view->in.value[WG_VIEW_USER_AGENT], "Mozilla/")
      && !wg_same_site (uri.host, view->host))
    return;
  if (origin && wg_view_is (view, "POST")
      && (wg_view_asks (view, WG_VIEW_UPGRADE_INSECURE)
          || wg_slice_is_nocase (view->request_type, "application/x-www-form-urlencoded")))
    type = &wg_finding_dg_form_action_http;
  else if (!origin
           && (wg_view_asks (view, WG_VIEW_UPGRADE_INSECURE)
               || !wg_same_site (uri.host, view->host)))
    return; /* a link that was followed, or a Referer made up */
  claim = wg_check_raise (view->check, type, WG_SEVERITY_DEFAULT, view->parties, uri.host,
                          view->request_frame);
  wg_claim_outcome (claim, WG_OUTCOME_SUCCESS);
  wg_claim_confidence (claim, origin ? WG_CONFIDENCE_HIGH : WG_CONFIDENCE_LOW);
  wg_claim_say (claim,
                "A page of https://%.*s made the browser ask %.*s%.*s without encryption.",
                TEXT (uri.host, 100), TEXT (view->host, 100), TEXT (view->path, 100));
  wg_claim_show (claim, view->request_frame, origin ? "http.origin" : "http.referer", from);
}

static void
judge (gpointer state, const WgHttpView *view)
{
  const WgPage *page = wg_view_page (view);

  if (view->secure && wg_view_answered (view, 300, 399))
    leads_out (view, view->out.value[WG_VIEW_LOCATION], "http.location");
  if (view->secure && wg_view_says (view, WG_VIEW_REFRESH))
    leads_out (view, wg_refresh_url (view->out.value[WG_VIEW_REFRESH]), "http.response.line");
  if (page != NULL)
    of_page (view, page);
  if (!view->secure
      && (wg_view_asks (view, WG_VIEW_ORIGIN) || wg_view_asks (view, WG_VIEW_REFERER)))
    from_secure_page (view);
}

const WgHttpRules wg_http_page_rules = {
    .name = "pages",
    .judge = judge,
};
