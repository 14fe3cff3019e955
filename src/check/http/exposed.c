#include "base/limits.h"
#include "check/http/cookie.h"
#include "check/http/page.h"
#include "check/match/any-of.h"

/* What a server does or gives out that it should not: methods, errors, files, lists. */

#define TEXT(slice, max)                                                                       \
  (int) MIN ((slice).len, max), (slice).len > 0 ? (const char *) (slice).data : ""

static WgClaim *
make_claim (const WgHttpView *view,
            const WgFindingType *type,
            WgSeverity severity,
            WgSlice name,
            WgOutcome outcome)
{
  WgClaim *claim =
      wg_check_raise (view->check, type, severity, view->parties, name, view->request_frame);

  wg_claim_outcome (claim, outcome);
  wg_claim_frame (claim, view->response_frame);
  return claim;
}

static void
trace (const WgHttpView *view)
{
  WgSlice sent = wg_slice_trim (view->target);
  gboolean echoed = wg_slice_is_nocase (view->response_type, "message/http")
                    || (wg_slice_has_prefix (view->response_body, "TRACE ")
                        || wg_slice_has_prefix (view->response_body, "TRACK "));
  WgClaim *claim;

  if (view->status != 200 || !echoed)
    return;
  claim = make_claim (view, &wg_finding_http_method_trace, WG_SEVERITY_DEFAULT, view->host,
                      WG_OUTCOME_SUCCESS);
  wg_claim_say (claim, "%.*s %.*s was answered with the request itself, headers and all.",
                TEXT (view->method, 10), TEXT (sent, 100));
  wg_claim_show (claim, view->request_frame, "http.request.method", view->method);
}

static void
dangerous (const WgHttpView *view)
{
  static const char *const methods[] = {"PUT",  "DELETE",    "MKCOL", "MOVE",
                                        "COPY", "PROPPATCH", "DEBUG", NULL};
  WgClaim *claim;

  if (!wg_slice_is_any (view->method, methods)
      || (view->status != 200 && view->status != 201 && view->status != 204)
      || wg_view_asks (view, WG_VIEW_AUTHORIZATION) || wg_view_asks (view, WG_VIEW_COOKIE)
      || wg_view_asks (view, WG_VIEW_PROXY_AUTHORIZATION))
    return;
  for (guint i = 0; i < view->in.n; i++) /* a key in a header of its own, or in the address */
    if (wg_slice_contains_nocase (view->in.all[i].name, "token")
        || wg_slice_contains_nocase (view->in.all[i].name, "api-key")
        || wg_slice_contains_nocase (view->in.all[i].name, "auth"))
      return;
  if (wg_slice_contains_nocase (view->query, "token=")
      || wg_slice_contains_nocase (view->query, "key=")
      || wg_slice_contains_nocase (view->query, "signature="))
    return;
  claim = make_claim (view, &wg_finding_http_method_dangerous, WG_SEVERITY_DEFAULT, view->path,
                      WG_OUTCOME_SUCCESS);
  wg_claim_say (claim,
                "%.*s %.*s succeeded (%" G_GINT64_FORMAT
                ") for a client that did not say who it is.",
                TEXT (view->method, 10), TEXT (view->path, 100), view->status);
  wg_claim_show (claim, view->request_frame, "http.request.method", view->method);
}

static const struct
{
  const char *text;
  const char *also; /* must stand there too; NULL: nothing more */
  const char *what;
} traces[] = {
    {"Traceback (most recent call last)", NULL, "a Python stack trace"},
    {"\tat org.", ".java:", "a Java stack trace"},
    {"\tat java.", ".java:", "a Java stack trace"},
    {"\tat com.", ".java:", "a Java stack trace"},
    {"Warning: mysql", NULL, "a warning of PHP's database functions"},
    {"<b>Warning</b>:  mysql", NULL, "a warning of PHP's database functions"},
    {"<b>Fatal error</b>:", " on line ", "a fatal error of PHP's"},
    {"You have an error in your SQL syntax", NULL, "an error of MySQL"},
    {"SQLSTATE[", NULL, "an error of PHP's database layer"},
    {"ORA-00", NULL, "an error of Oracle's database"},
    {"PG::SyntaxError", NULL, "an error of PostgreSQL"},
    {"sqlite3.OperationalError", NULL, "an error of SQLite"},
    {"Unclosed quotation mark after the character string", NULL, "an error of SQL Server"},
    {"Unhandled exception", "   at ", "an unhandled exception"},
    {"Whoops\\Run", NULL, "a debug page (Whoops)"},
    {"Werkzeug Debugger", NULL, "the interactive debugger of Werkzeug"},
    {"Server Error in '/' Application", NULL, "an error page of ASP.NET"},
    {"DEBUG = True", "Django", "a debug page of Django"},
    {"goroutine 1 [running]", NULL, "a Go stack trace"},
};

/* Stands behind the traces. */
static const char parent_directory[] = "[To Parent Directory]";

typedef struct
{
  WgAnyOf *scan;
  const char *texts[G_N_ELEMENTS (traces) + 2];
} Exposed;

static gpointer
open_exposed (WgCheck *check)
{
  Exposed *exposed = g_new0 (Exposed, 1);

  for (guint i = 0; i < G_N_ELEMENTS (traces); i++)
    exposed->texts[i] = traces[i].text;
  exposed->texts[G_N_ELEMENTS (traces)] = parent_directory;
  exposed->scan = wg_any_of_new (exposed->texts);
  return exposed;
}

static void
close_exposed (gpointer state)
{
  wg_any_of_free (((Exposed *) state)->scan);
  g_free (state);
}

static void
listed (const WgHttpView *view, WgSlice shown)
{
  WgClaim *claim = make_claim (view, &wg_finding_info_directory_listing, WG_SEVERITY_DEFAULT,
                               view->path, WG_OUTCOME_SUCCESS);

  wg_claim_say (claim, "%.*s lists the files of its folder %.*s.", TEXT (view->host, 100),
                TEXT (view->path, 100));
  wg_claim_show (claim, view->response_frame, "http.file_data", shown);
}

/* A text that explains errors has the same words; a page that fails has the status of it, or no
 * article around them. */
static void
stack_trace (const Exposed *exposed, const WgHttpView *view)
{
  gboolean failed = wg_view_answered (view, 400, 599);
  WgSlice body = wg_slice_sub (view->response_body, 0, WG_LIMIT_CHECK_SCANNED);
  const WgPage *page;
  gsize from = 0, at;
  guint32 tried = 0;
  gint i;
  WgClaim *claim;

  if (body.len == 0 || (!failed && (view->status != 200 || !view->is_html)))
    return;
  page = wg_view_page (view);
  if (!failed && page != NULL && page->article)
    return;
  while ((i = wg_any_of_next (exposed->scan, body, &from, &at)) >= 0)
    {
      if ((guint) i == G_N_ELEMENTS (traces))
        {
          if (view->status == 200)
            listed (view, wg_slice_str (parent_directory));
          continue;
        }
      if ((tried & 1u << i) != 0)
        continue;
      tried |= 1u << i;
      if (traces[i].also != NULL && !wg_slice_contains (body, wg_slice_str (traces[i].also)))
        continue;
      claim = make_claim (view, &wg_finding_info_error_stacktrace, WG_SEVERITY_DEFAULT,
                          view->path, WG_OUTCOME_SUCCESS);
      wg_claim_confidence (claim, failed ? WG_CONFIDENCE_HIGH : WG_CONFIDENCE_MEDIUM);
      wg_claim_say (claim, "The answer (%" G_GINT64_FORMAT ") to %.*s shows %s.", view->status,
                    TEXT (view->path, 100), traces[i].what);
      wg_claim_show (claim, view->response_frame, "http.file_data",
                     wg_slice_str (traces[i].text));
      return;
    }
  if (page != NULL && wg_slice_has_prefix (page->title, "phpinfo()"))
    {
      claim = make_claim (view, &wg_finding_info_error_stacktrace, WG_SEVERITY_DEFAULT,
                          view->path, WG_OUTCOME_SUCCESS);
      wg_claim_say (claim, "%.*s is phpinfo(): the whole configuration of the server.",
                    TEXT (view->path, 100));
      wg_claim_show (claim, view->response_frame, "http.file_data", page->title);
    }
}

/* @begins: how its content begins; @holds: what stands in it; both NULL: nothing is known, any
 * but HTML will do */
typedef struct
{
  const char *path; /* a path's end; with a slash at its end: a folder in it */
  gsize len;
  const char *begins;
  const char *holds;
} File;

#define PATH(text) text, sizeof (text) - 1

static const File files[] = {
    {PATH ("/.git/HEAD"), "ref: ", NULL},
    {PATH ("/.git/config"), "[", "[core]"},
    {PATH ("/.git/index"), "DIRC", NULL},
    {PATH ("/.git/"), NULL, NULL},
    {PATH ("/.env"), NULL, "="},
    {PATH ("/.svn/"), NULL, NULL},
    {PATH ("/.hg/"), NULL, NULL},
    {PATH ("/server-status"), NULL, "Server Status"},
    {PATH ("/actuator/env"), "{", "\"property"},
    {PATH ("/actuator/heapdump"), NULL, NULL},
    {PATH ("/phpinfo.php"), NULL, "phpinfo()"},
    {PATH ("/info.php"), NULL, "phpinfo()"},
    {PATH ("/id_rsa"), "-----BEGIN", NULL},
    {PATH ("/id_ed25519"), "-----BEGIN", NULL},
    {PATH ("/web.config"), NULL, "<configuration"},
    {PATH ("/.DS_Store"), "", "Bud1"},
    {PATH ("/.htpasswd"), NULL, ":"},
    {PATH ("/wp-config.php"), NULL, "DB_PASSWORD"},
    {PATH ("/.aws/credentials"), "[", "aws_"},
    {PATH ("/etc/passwd"), NULL, "root:"},
    {PATH (".bak"), NULL, NULL},
    {PATH (".old"), NULL, NULL},
    {PATH (".swp"), NULL, NULL},
    {PATH (".sql"), NULL, NULL},
    {PATH ("~"), NULL, NULL},
};

static const File *
file_of (WgSlice path)
{
  gboolean hidden = wg_slice_contains (path, wg_slice_str ("/."));

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      gsize len = files[i].len;
      gboolean folder = files[i].path[len - 1] == '/';

      if (path.len < len || (folder && !hidden)
          || (!folder
              && wg_fold (path.data[path.len - 1])
                     != wg_fold ((guint8) files[i].path[len - 1])))
        continue;
      if (folder ? wg_slice_contains (path, wg_slice_str (files[i].path))
                 : wg_slice_is_nocase (wg_slice_sub (path, path.len - len, len), files[i].path))
        return &files[i];
    }
  return NULL;
}

/* A page that answers whatever is asked for is no file. */
static gboolean
is_that_file (const WgHttpView *view, const File *file)
{
  WgSlice body = view->response_body;
  const WgPage *page = wg_view_page (view);

  if (view->status != 200 || view->response->message.body_length == 0)
    return FALSE;
  if (file->holds != NULL)
    return (file->begins == NULL || wg_slice_has_prefix (body, file->begins))
           && wg_slice_contains (wg_slice_sub (body, 0, 8192), wg_slice_str (file->holds))
           && (!view->is_html || page == NULL || file->holds[0] != '=');
  if (file->begins != NULL)
    return wg_slice_has_prefix (body, file->begins);
  return !view->is_html;
}

static void
sensitive_file (const WgHttpView *view)
{
  const File *file;
  gboolean served;
  WgClaim *claim;

  if (!wg_view_is (view, "GET") || view->path.len < 2 || (file = file_of (view->path)) == NULL)
    return;
  served = is_that_file (view, file);
  if (!served && view->status == 200 && !view->is_html)
    return; /* something else by that name */
  if (!served && (view->status == 200 || file->path[0] != '/'))
    return;
  claim = make_claim (view, &wg_finding_info_sensitive_file,
                      served ? WG_SEVERITY_DEFAULT : WG_SEVERITY_INFO, view->path,
                      served ? WG_OUTCOME_SUCCESS : WG_OUTCOME_ATTEMPT);
  if (served)
    wg_claim_say (claim, "%.*s gave out %.*s, %" G_GUINT64_FORMAT " bytes of it.",
                  TEXT (view->host, 100), TEXT (view->path, 100),
                  view->response->message.body_length);
  else
    wg_claim_say (claim, "A client asked %.*s for %.*s and did not get it.",
                  TEXT (view->host, 100), TEXT (view->path, 100));
  wg_claim_show (claim, view->request_frame, "http.request.uri", view->target);
}

static void
listing (const WgHttpView *view)
{
  const WgPage *page;

  if (view->status != 200 || (page = wg_view_page (view)) == NULL)
    return;
  if (wg_slice_has_prefix_nocase (wg_slice_trim (page->title), "Index of /")
      || wg_slice_has_prefix_nocase (wg_slice_trim (page->title), "Directory listing for /"))
    listed (view, page->title);
}

static void
judge (gpointer state, const WgHttpView *view)
{
  if (view->request == NULL || view->response == NULL)
    return;
  if (wg_view_is (view, "TRACE") || wg_view_is (view, "TRACK"))
    trace (view);
  dangerous (view);
  stack_trace (state, view);
  sensitive_file (view);
  if (view->is_html)
    listing (view);
}

const WgHttpRules wg_http_exposed_rules = {
    .name = "exposed",
    .open = open_exposed,
    .judge = judge,
    .close = close_exposed,
};
