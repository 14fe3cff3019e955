#include "check/http/cookie.h"
#include "check/http/page.h"

/* Headers that a page should have, and should not. */

#define DAY        G_GINT64_CONSTANT (86400)
#define YEAR(year) (((year) -1970) * G_GINT64_CONSTANT (31556952))

static WgClaim *
make_claim (const WgHttpView *view, const WgFindingType *type, WgSeverity severity)
{
  WgClaim *claim = wg_check_raise (view->check, type, severity, view->parties, view->host,
                                   view->response_frame);
  wg_claim_show (claim, view->response_frame, "http.content_type",
                 view->out.value[WG_VIEW_CONTENT_TYPE]);
  return claim;
}

#define TEXT(slice, max)                                                                       \
  (int) MIN ((slice).len, max), (slice).len > 0 ? (const char *) (slice).data : ""

/* The value of a directive of a policy; FALSE without it. */
static gboolean
directive (WgSlice policy, const char *name, WgSlice *value)
{
  gsize len = strlen (name);

  while (policy.len > 0)
    {
      gssize end = wg_slice_find (policy, ';');
      WgSlice one = wg_slice_trim (end < 0 ? policy : wg_slice_sub (policy, 0, (gsize) end));

      policy = end < 0 ? WG_SLICE_NONE : wg_slice_sub (policy, (gsize) end + 1, policy.len);
      if (!wg_slice_has_prefix_nocase (one, name)
          || (one.len > len && one.data[len] != ' ' && one.data[len] != '\t'))
        continue;
      *value = wg_slice_trim (wg_slice_sub (one, len, one.len));
      return TRUE;
    }
  return FALSE;
}

/* Takes the next source of a list. */
static gboolean
next_source (WgSlice *list, WgSlice *source)
{
  gsize end = 0;

  *list = wg_slice_trim (*list);
  while (end < list->len && list->data[end] != ' ' && list->data[end] != '\t'
         && list->data[end] != ',')
    end++;
  *source = wg_slice_sub (*list, 0, end);
  *list = wg_slice_sub (*list, end + 1, list->len);
  return source->len > 0 || list->len > 0;
}

/* What is wrong with the sources of scripts, or NULL. */
static const char *
weakness (WgSlice list)
{
  gboolean inlined = FALSE, hashed = FALSE, evals = FALSE, any = FALSE, strict = FALSE;
  WgSlice source;

  while (next_source (&list, &source))
    {
      inlined |= wg_slice_is_nocase (source, "'unsafe-inline'");
      evals |= wg_slice_is_nocase (source, "'unsafe-eval'");
      strict |= wg_slice_is_nocase (source, "'strict-dynamic'");
      hashed |= wg_slice_has_prefix_nocase (source, "'nonce-")
                || wg_slice_has_prefix_nocase (source, "'sha");
      any |= wg_slice_is (source, "*") || wg_slice_is_nocase (source, "data:")
             || wg_slice_is_nocase (source, "http:") || wg_slice_is_nocase (source, "https:");
    }
  if (inlined && !hashed && !strict)
    return "lets scripts stand in the page ('unsafe-inline')";
  if (any && !strict)
    return "lets scripts come from anywhere";
  return evals ? "lets text be run as a script ('unsafe-eval')" : NULL;
}

static void
csp_weak (const WgHttpView *view, WgSlice policy)
{
  WgSlice sources, other;
  const char *why;
  WgClaim *claim;

  /* Policies add up: of several, one alone says little. */
  if (view->out.count[WG_VIEW_CSP] > 1)
    return;
  if (!directive (policy, "script-src", &sources)
      && !directive (policy, "default-src", &sources))
    why = directive (policy, "frame-ancestors", &other)
                  || directive (policy, "upgrade-insecure-requests", &other)
              ? NULL
              : "says nothing of scripts";
  else
    why = weakness (sources);
  if (why == NULL)
    return;
  claim = make_claim (view, &wg_finding_hdr_csp_weak, WG_SEVERITY_DEFAULT);
  wg_claim_say (claim, "The policy of %.*s %s.", TEXT (view->host, 100), why);
  wg_claim_show (claim, view->response_frame, "http.response.line", policy);
}

static void
csp (const WgHttpView *view, const WgPage *page, gint64 now)
{
  gboolean report = wg_view_says (view, WG_VIEW_CSP_REPORT_ONLY);

  if (wg_view_says (view, WG_VIEW_CSP))
    csp_weak (view, view->out.value[WG_VIEW_CSP]);
  else if (page != NULL && page->csp.len > 0)
    csp_weak (view, page->csp);
  else if (now == 0 || now >= YEAR (2013))
    wg_claim_say (make_claim (view, &wg_finding_hdr_csp_missing,
                              report ? WG_SEVERITY_INFO : WG_SEVERITY_DEFAULT),
                  "The page %.*s%.*s came %s.", TEXT (view->host, 100), TEXT (view->path, 64),
                  report ? "with a policy that only reports" : "without a policy");
}

static void
frame_options (const WgHttpView *view, const WgPage *page)
{
  WgSlice value = wg_slice_trim (view->out.value[WG_VIEW_X_FRAME_OPTIONS]), ancestors;
  gboolean there = wg_view_says (view, WG_VIEW_X_FRAME_OPTIONS);
  guint at = 0;
  WgSlice policy;

  while (wg_view_next (&view->out, WG_VIEW_CSP, &at, &policy))
    if (directive (policy, "frame-ancestors", &ancestors))
      return;
  if (there
      && (wg_slice_is_nocase (value, "deny") || wg_slice_is_nocase (value, "sameorigin")
          || wg_slice_has_prefix_nocase (value, "allow-from")))
    return;
  wg_claim_say (make_claim (view, &wg_finding_hdr_frame_options_missing, WG_SEVERITY_DEFAULT),
                "The page %.*s%.*s may be shown inside another site's frame%s%s.",
                TEXT (view->host, 100), TEXT (view->path, 64),
                there ? "; its X-Frame-Options is none that browsers know" : "",
                page != NULL && page->has_form ? ", and has a form" : "");
}

static void
nosniff (const WgHttpView *view)
{
  WgSlice body = view->response_body;
  gboolean guess =
      view->response_type.len == 0 || wg_slice_is_nocase (view->response_type, "text/plain");
  gboolean markup =
      guess && wg_slice_at (body, 0) == '<' && g_ascii_isalpha (MAX (wg_slice_at (body, 1), 0));

  if (!wg_view_answered (view, 200, 299) || view->response->message.body_length == 0
      || wg_slice_is_nocase (wg_slice_trim (view->out.value[WG_VIEW_X_CONTENT_TYPE_OPTIONS]),
                             "nosniff"))
    return;
  if (!view->is_html && !view->is_script && !markup
      && !wg_slice_is_nocase (view->response_type, "text/css"))
    return;
  wg_claim_say (make_claim (view, &wg_finding_hdr_nosniff_missing,
                            markup ? WG_SEVERITY_MEDIUM : WG_SEVERITY_DEFAULT),
                "%.*s%.*s came%s without X-Content-Type-Options: nosniff.",
                TEXT (view->host, 100), TEXT (view->path, 64),
                markup ? view->response_type.len == 0 ? " as markup that has no type and"
                                                      : " as markup that is called plain text"
                       : "");
}

static void
referrer (const WgHttpView *view, const WgPage *page)
{
  WgSlice value = view->out.value[WG_VIEW_REFERRER_POLICY], last;
  gssize comma;
  gboolean unsafe;
  WgClaim *claim;

  if (value.len == 0 && page != NULL)
    value = page->referrer;
  /* Of a list the last that a browser knows counts. */
  for (last = value; (comma = wg_slice_find (last, ',')) >= 0;)
    last = wg_slice_sub (last, (gsize) comma + 1, last.len);
  last = wg_slice_trim (last);
  unsafe = wg_slice_is_nocase (last, "unsafe-url")
           || wg_slice_is_nocase (last, "no-referrer-when-downgrade");
  if (!unsafe && value.len > 0)
    return;
  claim = make_claim (view, &wg_finding_hdr_referrer_policy_unsafe,
                      unsafe ? WG_SEVERITY_LOW : WG_SEVERITY_DEFAULT);
  if (unsafe)
    wg_claim_say (claim, "%.*s lets other sites see its whole addresses: %.*s.",
                  TEXT (view->host, 100), TEXT (last, 64));
  else
    wg_claim_say (claim,
                  "%.*s says nothing of what other sites may see of its addresses; old "
                  "browsers then tell them all.",
                  TEXT (view->host, 100));
}

static void
deprecated (const WgHttpView *view)
{
  static const struct
  {
    WgViewHeader name;
    const char *text;
  } headers[] = {{WG_VIEW_X_XSS_PROTECTION, "X-XSS-Protection"},
                 {WG_VIEW_HPKP, "Public-Key-Pins"},
                 {WG_VIEW_EXPECT_CT, "Expect-CT"},
                 {WG_VIEW_X_CSP, "X-Content-Security-Policy"}};

  for (guint i = 0; i < G_N_ELEMENTS (headers); i++)
    {
      WgSlice value = wg_slice_trim (view->out.value[headers[i].name]);
      WgClaim *claim;

      if (!wg_view_says (view, headers[i].name)
          || (headers[i].name == WG_VIEW_X_XSS_PROTECTION && wg_slice_at (value, 0) == '0'))
        continue;
      claim =
          wg_check_raise (view->check, &wg_finding_hdr_deprecated_security, WG_SEVERITY_DEFAULT,
                          view->parties, wg_slice_str (headers[i].text), view->response_frame);
      wg_claim_say (claim, "%.*s sends %s, which browsers have given up.",
                    TEXT (view->host, 100), headers[i].text);
      wg_claim_show (claim, view->response_frame, "http.response.line", value);
    }
}

static void
judge (gpointer state, const WgHttpView *view)
{
  const WgPage *page;
  gint64 now;

  if (view->response == NULL)
    return;
  deprecated (view);
  if (view->request == NULL || wg_view_is (view, "HEAD"))
    return;
  nosniff (view);
  if (!wg_view_is_document (view))
    return;
  page = wg_view_page (view);
  now = wg_view_now (view);
  csp (view, page, now);
  frame_options (view, page);
  referrer (view, page);
}

const WgHttpRules wg_http_header_rules = {
    .name = "headers",
    .judge = judge,
};
