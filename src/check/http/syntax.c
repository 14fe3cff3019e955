#include "check/http/head.h"

#include "base/limits.h"

/* Heads that are not written as the standard says. */

typedef struct
{
  WgSmuggle *smuggle;
  GHashTable *versions; /* conversation, itself -> version of its last response */
} Syntax;

static gpointer
open_syntax (WgCheck *check)
{
  Syntax *syntax = g_new0 (Syntax, 1);

  syntax->smuggle = wg_smuggle_new ();
  syntax->versions = g_hash_table_new (NULL, NULL);
  return syntax;
}

static void
close_syntax (gpointer state)
{
  Syntax *syntax = state;

  wg_smuggle_free (syntax->smuggle);
  g_hash_table_unref (syntax->versions);
  g_free (syntax);
}

static void
raise_odd (const WgHttpView *view, const WgHead *head, gboolean is_request)
{
  static const struct
  {
    guint bit;
    WgSeverity severity;
    const char *what;
  } odds[] = {
      {WG_HEAD_SPACE_COLON, WG_SEVERITY_DEFAULT, "white space before the colon of a header"},
      {WG_HEAD_NO_COLON, WG_SEVERITY_DEFAULT, "a line without a colon"},
      {WG_HEAD_EMPTY_NAME, WG_SEVERITY_DEFAULT, "a header without a name"},
      {WG_HEAD_BAD_NAME, WG_SEVERITY_DEFAULT,
       "a header's name with characters it may not have"},
      {WG_HEAD_NUL, WG_SEVERITY_DEFAULT, "a NUL byte"},
      {WG_HEAD_BARE_CR, WG_SEVERITY_DEFAULT, "a CR without its LF"},
      {WG_HEAD_BARE_LF, WG_SEVERITY_DEFAULT, "some lines that end in LF alone"},
      {WG_HEAD_LF_ONLY, WG_SEVERITY_LOW, "lines that all end in LF alone"},
      {WG_HEAD_MANY, WG_SEVERITY_DEFAULT, "more than 100 headers"},
      {WG_HEAD_LONG, WG_SEVERITY_DEFAULT, "a line of more than 8 KiB"},
  };
  guint32 frame = is_request ? view->request_frame : view->response_frame;
  const char *whose = is_request ? "request" : "response";
  WgClaim *claim;

  if ((head->odd & WG_HEAD_FOLD) != 0)
    {
      claim = wg_check_raise (view->check, &wg_finding_http_obs_fold, WG_SEVERITY_DEFAULT,
                              view->parties, wg_slice_str (whose), frame);
      wg_claim_outcome (claim, is_request ? WG_OUTCOME_ATTEMPT : WG_OUTCOME_EXPOSURE);
      wg_claim_say (claim,
                    "A header of the %s goes on in a line that begins with white space: %.*s",
                    whose, (int) MIN (head->part.len, 100), (const char *) head->part.data);
      wg_claim_show (claim, frame, "http.request.line", head->part);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (odds); i++)
    {
      if ((head->odd & odds[i].bit) == 0)
        continue;
      claim = wg_check_raise (view->check, &wg_finding_http_header_syntax, odds[i].severity,
                              view->parties, wg_slice_str (odds[i].what), frame);
      wg_claim_outcome (claim, is_request ? WG_OUTCOME_ATTEMPT : WG_OUTCOME_EXPOSURE);
      wg_claim_say (claim, "The head of the %s has %s: %.*s", whose, odds[i].what,
                    (int) MIN (head->part.len, 100), (const char *) head->part.data);
      wg_claim_show (claim, frame, is_request ? "http.request.line" : "http.response.line",
                     head->part);
      return;
    }
}

/* A server that changes its version within a connection is two servers, or a proxy's fault. */
static void
judge_version (Syntax *syntax, const WgHttpView *view)
{
  WgSlice version =
      view->response->version.len > 0 ? view->response->version : view->exchange->version;
  gpointer conversation = GSIZE_TO_POINTER (view->parties->conversation);
  guint now = wg_slice_is (version, "HTTP/1.0")   ? 10
              : wg_slice_is (version, "HTTP/1.1") ? 11
                                                  : 0;
  guint before = GPOINTER_TO_UINT (g_hash_table_lookup (syntax->versions, conversation));
  WgClaim *claim;

  if (now == 0 || view->parties->conversation < 0)
    return;
  if (before == 0 && g_hash_table_size (syntax->versions) < WG_LIMIT_VERSIONS_KEPT)
    g_hash_table_insert (syntax->versions, conversation, GUINT_TO_POINTER (now));
  if (before != 11 || now != 10)
    return;
  claim = wg_check_raise (view->check, &wg_finding_http_request_line_anomaly, WG_SEVERITY_INFO,
                          view->parties, WG_SLICE_LITERAL ("another version"),
                          view->response_frame);
  wg_claim_confidence (claim, WG_CONFIDENCE_LOW);
  wg_claim_say (claim,
                "The server answered with HTTP/1.1 first and with HTTP/1.0 later on the same "
                "connection.");
}

static void
flow_over (gpointer state, const WgParties *parties, const WgFlow *flow)
{
  Syntax *syntax = state;
  g_hash_table_remove (syntax->versions, GSIZE_TO_POINTER (parties->conversation));
  wg_smuggle_over (syntax->smuggle, parties->conversation);
}

static void
judge (gpointer state, const WgHttpView *view)
{
  Syntax *syntax = state;
  WgHead in = {0}, out = {0};

  if (view->request != NULL)
    {
      wg_head_scan (view->request->message.head, &in);
      if (in.odd != 0)
        raise_odd (view, &in, TRUE);
      wg_request_judge (view);
    }
  if (view->response != NULL)
    {
      wg_head_scan (view->response->message.head, &out);
      if (out.odd != 0)
        raise_odd (view, &out, FALSE);
      if (view->response->message.head.len > 0)
        judge_version (syntax, view);
    }
  wg_smuggle_judge (syntax->smuggle, view, &in, &out);
}

const WgHttpRules wg_http_syntax_rules = {
    .name = "syntax",
    .open = open_syntax,
    .judge = judge,
    .flow_over = flow_over,
    .close = close_syntax,
};
