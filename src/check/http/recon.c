#include "base/limits.h"
#include "base/sum.h"
#include "check/http/view.h"
#include "check/match/inject.h"
#include "check/match/scan.h"

/* Who looks around: tools by their names, paths that are tried, proxies that are misused. */

#define PATHS  20u /* different ones */
#define WINDOW (60 * G_GINT64_CONSTANT (1000000000))

typedef struct
{
  gint64 begun;
  guint32 first_frame;
  guint n, n_missing, n_seen;
  guint64 seen[64];
} Visitor;

typedef struct
{
  WgCheck *check;
  GHashTable *visitors; /* hash of the two ends -> Visitor */
  guint64 plain_agent;  /* hash of one that was found to be nobody's */
} Recon;

static gpointer
open_recon (WgCheck *check)
{
  Recon *recon = g_new0 (Recon, 1);

  recon->check = check;
  recon->visitors = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  return recon;
}

static void
close_recon (gpointer state)
{
  Recon *recon = state;

  g_hash_table_unref (recon->visitors);
  g_free (recon);
}

static const char *
scanner_of (WgSlice agent)
{
  static const char *const names[] = {
      "nikto",     "sqlmap",        "nmap",     "masscan",     "zgrab",     "gobuster",
      "dirbuster", "ffuf",          "wpscan",   "nuclei",      "acunetix",  "nessus",
      "openvas",   "w3af",          "zmeu",     "feroxbuster", "dirsearch", "arachni",
      "havij",     "whatweb",       "skipfish", "netsparker",  "qualys",    "burp",
      "wfuzz",     "joomscan",      "xsstrike", "commix",      "(hydra)",   "zaproxy",
      "l9explore", "censysinspect", "expanse",  NULL};

  for (guint i = 0; names[i] != NULL; i++)
    {
      gssize at = wg_scan (agent, 0, names[i]);
      if (at >= 0 && (at == 0 || !g_ascii_isalpha ((gchar) agent.data[at - 1])))
        return names[i];
    }
  return NULL;
}

/* A crawler that says so: "bingbot/2.0; +http://..". */
static gboolean
is_crawler (WgSlice agent)
{
  return wg_has (agent, "+http")
         && (wg_has (agent, "bot/") || wg_has (agent, "bot;") || wg_has (agent, "spider")
             || wg_has (agent, "crawler"));
}

static void
judge_agent (Recon *recon, const WgHttpView *view)
{
  WgSlice agent = view->in.value[WG_VIEW_USER_AGENT];
  guint64 hash = wg_sum (agent);
  const char *scanner;
  gboolean crawler;
  WgClaim *claim;

  if (agent.len == 0 || hash == recon->plain_agent)
    return;
  scanner = scanner_of (agent);
  crawler = scanner == NULL && is_crawler (agent);
  if (scanner == NULL && !crawler)
    {
      recon->plain_agent = hash;
      return;
    }
  claim = wg_check_raise (view->check, &wg_finding_recon_scanner_ua,
                          crawler ? WG_SEVERITY_INFO : WG_SEVERITY_DEFAULT, view->parties,
                          wg_slice_sub (agent, 0, 100), view->request_frame);
  wg_claim_outcome (claim, WG_OUTCOME_ATTEMPT);
  wg_claim_say (claim, "%s gives its name in User-Agent: %.*s",
                crawler ? "A crawler" : "A security scanner", (int) MIN (agent.len, 150),
                (const char *) agent.data);
  wg_claim_show (claim, view->request_frame, "http.user_agent", agent);
}

/* Whose page a session of the site's own staff asks for. */
static gboolean
is_at_home (const WgHttpView *view)
{
  return view->status == 200 && view->in.count[WG_VIEW_COOKIE] > 0
         && view->in.count[WG_VIEW_REFERER] > 0;
}

static const char *
secret_of (WgSlice path)
{
  static const struct
  {
    const char *path;
    gboolean whole; /* and nothing behind it but a query */
  } paths[] = {
      {"/.env", FALSE},          {"/.git/", FALSE},
      {"/.aws/", FALSE},         {"/.ssh/", FALSE},
      {"/.svn/", FALSE},         {"/.htpasswd", TRUE},
      {"/wp-login.php", TRUE},   {"/wp-config.php", FALSE},
      {"/xmlrpc.php", TRUE},     {"/phpmyadmin", FALSE},
      {"/pma/", FALSE},          {"/actuator/", FALSE},
      {"/actuator", TRUE},       {"/server-status", TRUE},
      {"/manager/html", FALSE},  {"/solr/admin", FALSE},
      {"/_profiler", FALSE},     {"/hnap1", TRUE},
      {"/phpinfo.php", TRUE},    {"/cgi-bin/test-cgi", TRUE},
      {"/cgi-bin/status", TRUE}, {"/cgi-bin/luci", FALSE},
      {"/cgi-bin/php", FALSE},   {"/boaform/", FALSE},
      {"/id_rsa", TRUE},         {"/config.json", TRUE},
      {"/.ds_store", TRUE},      {"/backup.zip", TRUE},
      {"/backup.sql", TRUE},     {"/vendor/phpunit/", FALSE},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (paths) && path.len > 1; i++)
    if (wg_fold (path.data[1]) == (guint8) paths[i].path[1] && wg_is_at (path, 0, paths[i].path)
        && (!paths[i].whole || path.len == strlen (paths[i].path)))
      return paths[i].path;
  return NULL;
}

static void
judge_path (const WgHttpView *view)
{
  const char *secret = secret_of (view->path);
  gboolean given = view->status == 200;
  WgClaim *claim;

  if (secret == NULL || is_at_home (view))
    return;
  claim =
      wg_check_raise (view->check, &wg_finding_recon_sensitive_path,
                      given && secret[1] == '.' ? WG_SEVERITY_HIGH : WG_SEVERITY_DEFAULT,
                      view->parties, wg_slice_sub (view->path, 0, 120), view->request_frame);
  wg_claim_outcome (claim, WG_OUTCOME_ATTEMPT);
  if (view->status == 0)
    wg_claim_say (claim, "%.*s was asked for; no answer was seen.",
                  (int) MIN (view->path.len, 100), (const char *) view->path.data);
  else
    wg_claim_say (claim, "%.*s was asked for; the answer was %d.",
                  (int) MIN (view->path.len, 100), (const char *) view->path.data,
                  (int) view->status);
  wg_claim_show (claim, view->request_frame, "http.request.uri.path", view->path);
}

/* @make: where there is none yet */
static Visitor *
visitor_of (Recon *recon, const WgParties *parties, gboolean make)
{
  guint64 hash = wg_sum_add (wg_sum (wg_slice (parties->client.address, 16)),
                             wg_slice (parties->server.address, 16));
  Visitor *visitor;

  if (!make && g_hash_table_size (recon->visitors) == 0)
    return NULL;
  hash = wg_sum_add_uint (hash, parties->server.port);
  visitor = g_hash_table_lookup (recon->visitors, GSIZE_TO_POINTER (hash));
  if (visitor == NULL && make && g_hash_table_size (recon->visitors) < WG_LIMIT_VISITORS)
    {
      visitor = g_new0 (Visitor, 1);
      g_hash_table_insert (recon->visitors, GSIZE_TO_POINTER (hash), visitor);
    }
  return visitor;
}

static void
judge_visitor (Recon *recon, const WgHttpView *view)
{
  gboolean missing = view->status == 404 || view->status == 403;
  Visitor *visitor = visitor_of (recon, view->parties, missing);
  guint64 hash;
  gint64 now;
  WgClaim *claim;

  if (visitor == NULL)
    return;
  hash = wg_sum (view->path);
  now = wg_check_time (recon->check, view->request_frame);
  if (visitor->n == 0 || now - visitor->begun > WINDOW)
    *visitor = (Visitor){.begun = now, .first_frame = view->request_frame};
  visitor->n++;
  if (missing)
    visitor->n_missing++;
  for (guint i = 0; i < visitor->n_seen; i++)
    if (visitor->seen[i] == hash)
      return;
  if (visitor->n_seen < G_N_ELEMENTS (visitor->seen))
    visitor->seen[visitor->n_seen++] = hash;
  if (visitor->n_seen < PATHS || visitor->n_missing * 5 < visitor->n * 4)
    return;
  claim = wg_check_raise (recon->check, &wg_finding_recon_path_bruteforce, WG_SEVERITY_DEFAULT,
                          view->parties, WG_SLICE_NONE, visitor->first_frame);
  wg_claim_frame (claim, view->request_frame);
  wg_claim_outcome (claim, WG_OUTCOME_ATTEMPT);
  wg_claim_say (
      claim,
      "At least %u different paths were asked for within a minute, and %u of %u answers "
      "were 404 or 403.",
      visitor->n_seen, visitor->n_missing, visitor->n);
  wg_claim_show (claim, view->request_frame, "http.request.uri.path", view->path);
}

/* "10.0.0.1:25" */
static const char *
tunnel_fault (WgSlice target, WgSlice *host)
{
  gssize colon = -1;
  WgSlice url = WG_SLICE_NONE, port;
  guint32 address;
  gboolean disguised;
  g_autofree char *text = NULL;

  for (gsize i = 0; i < target.len; i++)
    if (target.data[i] == ':')
      colon = (gssize) i;
  port = colon >= 0 ? wg_slice_sub (target, (gsize) colon + 1, target.len) : WG_SLICE_NONE;
  text =
      g_strdup_printf ("http://%.*s/", (int) MIN (target.len, 300), (const char *) target.data);
  url = wg_slice_str (text);
  *host = target;
  if (wg_match_internal (url, &url, &address, &disguised) != WG_TARGET_NONE)
    return "to a host that only the proxy's side can reach";
  if (wg_slice_is (port, "25") || wg_slice_is (port, "22") || wg_slice_is (port, "3389")
      || wg_slice_is (port, "23") || wg_slice_is (port, "445"))
    return "to a port that is no web server's";
  return NULL;
}

static void
judge_proxy (const WgHttpView *view)
{
  gboolean connect = wg_slice_is (view->method, "CONNECT");
  WgSlice host = view->target;
  const char *fault = NULL;
  WgUri uri;
  WgSeverity severity = WG_SEVERITY_DEFAULT;
  WgClaim *claim;

  if (connect)
    fault = tunnel_fault (view->target, &host);
  else if (wg_slice_at (view->target, 0) == '/' || !wg_uri_parse (view->target, &uri))
    return;
  if (fault == NULL && view->status >= 200 && view->status < 300
      && view->in.count[WG_VIEW_PROXY_AUTHORIZATION] == 0)
    {
      fault =
          connect ? "without any login at the proxy" : "for a whole URL, as if from a proxy";
      severity = connect ? WG_SEVERITY_DEFAULT : WG_SEVERITY_INFO;
    }
  if (fault == NULL)
    return;
  claim = wg_check_raise (view->check, &wg_finding_proxy_abuse_connect, severity, view->parties,
                          wg_slice_sub (host, 0, 120), view->request_frame);
  wg_claim_outcome (claim, view->status >= 200 && view->status < 300 ? WG_OUTCOME_SUCCESS
                                                                     : WG_OUTCOME_ATTEMPT);
  wg_claim_say (claim, "%.*s %.*s: %s; the answer was %d.", (int) MIN (view->method.len, 16),
                (const char *) view->method.data, (int) MIN (view->target.len, 120),
                (const char *) view->target.data, fault, (int) view->status);
  wg_claim_show (claim, view->request_frame, "http.request.uri", view->target);
}

static void
judge (gpointer state, const WgHttpView *view)
{
  if (view->request == NULL)
    return;
  judge_agent (state, view);
  judge_path (view);
  if (view->response != NULL)
    judge_visitor (state, view);
  if (view->request->message.head.len > 0 && wg_slice_at (view->target, 0) != '/')
    judge_proxy (view);
}

const WgHttpRules wg_http_recon_rules = {
    .name = "recon",
    .open = open_recon,
    .judge = judge,
    .close = close_recon,
};
