#include "check/grade.h"

#include "base/limits.h"

/* The rule, as data/findings/README.md publishes it: a server is as good as its worst finding.
 */
static const char *const grades_of[WG_N_SEVERITIES] = {
    [WG_SEVERITY_DEFAULT] = "A+", [WG_SEVERITY_INFO] = "A", [WG_SEVERITY_LOW] = "B",
    [WG_SEVERITY_MEDIUM] = "C",   [WG_SEVERITY_HIGH] = "D", [WG_SEVERITY_CRITICAL] = "F",
};

typedef struct
{
  WgEndpoint end;
  guint8 ip_version;
  gint32 severity;
  const char *worst;
  char ip[48];
} Server;

typedef struct
{
  Server server;
  const char *what;
  const char *why;
  guint64 count;
} Hidden;

struct WgGrades
{
  GArray *servers; /* of Server */
  GArray *hidden;  /* of Hidden */
  GArray *out_servers;
  GArray *out_hidden;
};

WgGrades *
wg_grades_new (void)
{
  WgGrades *grades = g_new0 (WgGrades, 1);

  grades->servers = g_array_new (FALSE, FALSE, sizeof (Server));
  grades->hidden = g_array_new (FALSE, FALSE, sizeof (Hidden));
  grades->out_servers = g_array_new (FALSE, FALSE, sizeof (WgServerGrade));
  grades->out_hidden = g_array_new (FALSE, FALSE, sizeof (WgNotVisible));
  return grades;
}

void
wg_grades_free (WgGrades *grades)
{
  if (grades == NULL)
    return;
  g_array_unref (grades->servers);
  g_array_unref (grades->hidden);
  g_array_unref (grades->out_servers);
  g_array_unref (grades->out_hidden);
  g_free (grades);
}

static Server
server_of (const WgParties *parties)
{
  Server server = {.end = parties->server, .ip_version = parties->ip_version};

  wg_endpoint_text (&server.end, server.ip_version, server.ip, sizeof server.ip);
  return server;
}

static gboolean
same_server (const Server *server, const WgParties *parties)
{
  return server->ip_version == parties->ip_version && server->end.port == parties->server.port
         && wg_endpoint_same_host (&server->end, &parties->server);
}

static Server *
find_server (WgGrades *grades, const WgParties *parties)
{
  Server server;

  for (guint i = 0; i < grades->servers->len; i++)
    if (same_server (&g_array_index (grades->servers, Server, i), parties))
      return &g_array_index (grades->servers, Server, i);
  if (grades->servers->len >= WG_LIMIT_GRADED_SERVERS)
    return NULL;
  server = server_of (parties);
  g_array_append_val (grades->servers, server);
  return &g_array_index (grades->servers, Server, grades->servers->len - 1);
}

void
wg_grades_take (WgGrades *grades, const WgClaim *claim)
{
  const WgFinding *finding = &claim->finding;
  Server *server;

  if (finding->server.ip == NULL || finding->server.port < 0)
    return;
  server = find_server (grades, &claim->parties);
  if (server == NULL || finding->severity <= server->severity)
    return;
  server->severity = finding->severity;
  server->worst = finding->id;
}

void
wg_grades_not_visible (WgGrades *grades,
                       const WgParties *parties,
                       const char *what,
                       const char *why)
{
  Hidden hidden = {.what = what, .why = why, .count = 1};

  for (guint i = 0; i < grades->hidden->len; i++)
    {
      Hidden *one = &g_array_index (grades->hidden, Hidden, i);
      if (one->what == what && one->why == why && same_server (&one->server, parties))
        {
          one->count++;
          return;
        }
    }
  if (grades->hidden->len >= WG_LIMIT_GRADED_SERVERS)
    return;
  hidden.server = server_of (parties);
  g_array_append_val (grades->hidden, hidden);
}

void
wg_grades_fill (WgGrades *grades, WgSummary *summary)
{
  gint32 worst = 0;

  for (guint i = 0; i < grades->servers->len; i++)
    {
      const Server *server = &g_array_index (grades->servers, Server, i);
      WgServerGrade out = {.server = {server->ip, server->end.port},
                           .grade = grades_of[server->severity],
                           .worst = server->worst};
      g_array_append_val (grades->out_servers, out);
      worst = MAX (worst, server->severity);
    }
  for (guint i = 0; i < grades->hidden->len; i++)
    {
      const Hidden *hidden = &g_array_index (grades->hidden, Hidden, i);
      WgNotVisible out = {.server = {hidden->server.ip, hidden->server.end.port},
                          .what = hidden->what,
                          .why = hidden->why,
                          .count = hidden->count};
      g_array_append_val (grades->out_hidden, out);
    }
  if (grades->servers->len > 0)
    summary->grade = grades_of[worst];
  summary->servers = (WgList){grades->out_servers->data, grades->out_servers->len};
  summary->not_visible = (WgList){grades->out_hidden->data, grades->out_hidden->len};
}
