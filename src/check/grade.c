#include "check/grade.h"

#include "base/limits.h"

/* From the best on; 0 is no grade. */
enum
{
  NO_GRADE,
  A_PLUS,
  A,
  B,
  C,
  D,
  F,
  N_GRADES,
};

static const char *const names[N_GRADES] = {NULL, "A+", "A", "B", "C", "D", "F"};

/**
 * Server:
 * @ceiling: of all findings; @worst: the finding that sets it
 * @held, @broken: of #WgProof
 * @hidden: something about it could not be seen
 */
typedef struct
{
  WgEndpoint end;
  guint8 ip_version;
  guint ceiling;
  const char *worst;
  guint held, broken;
  gboolean hidden;
  char ip[48];
} Server;

typedef struct
{
  const Server *server;
  const char *what;
  const char *why;
  guint64 count;
} Hidden;

struct WgGrades
{
  GPtrArray *servers; /* of Server, in the order they were met */
  GHashTable *index;  /* of them */
  GArray *hidden;     /* of Hidden */
  GArray *out_servers;
  GArray *out_hidden;
};

static guint
server_hash (gconstpointer key)
{
  const Server *server = key;
  guint hash = server->end.port;

  for (gsize i = 0; i < sizeof server->end.address; i++)
    hash = hash * 33 + server->end.address[i];
  return hash;
}

static gboolean
server_equal (gconstpointer a, gconstpointer b)
{
  const Server *x = a, *y = b;

  return x->ip_version == y->ip_version && x->end.port == y->end.port
         && memcmp (x->end.address, y->end.address, sizeof x->end.address) == 0;
}

WgGrades *
wg_grades_new (void)
{
  WgGrades *grades = g_new0 (WgGrades, 1);

  grades->servers = g_ptr_array_new_with_free_func (g_free);
  grades->index = g_hash_table_new (server_hash, server_equal);
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
  g_hash_table_unref (grades->index);
  g_ptr_array_unref (grades->servers);
  g_array_unref (grades->hidden);
  g_array_unref (grades->out_servers);
  g_array_unref (grades->out_hidden);
  g_free (grades);
}

static Server *
find_server (WgGrades *grades, const WgParties *parties)
{
  Server key = {.end = parties->server, .ip_version = parties->ip_version};
  Server *server = g_hash_table_lookup (grades->index, &key);

  if (server != NULL || grades->servers->len >= WG_LIMIT_GRADED_SERVERS
      || parties->ip_version == 0)
    return server;
  server = g_memdup2 (&key, sizeof key);
  wg_endpoint_text (&server->end, server->ip_version, server->ip, sizeof server->ip);
  g_ptr_array_add (grades->servers, server);
  g_hash_table_add (grades->index, server);
  return server;
}

static guint
ceiling_of (const WgFinding *finding)
{
  static const guint ceilings[WG_N_SEVERITIES] = {
      [WG_SEVERITY_INFO] = A, [WG_SEVERITY_LOW] = B,      [WG_SEVERITY_MEDIUM] = C,
      [WG_SEVERITY_HIGH] = D, [WG_SEVERITY_CRITICAL] = F,
  };
  guint ceiling = ceilings[finding->severity];

  if (finding->confidence == WG_CONFIDENCE_LOW)
    ceiling = MAX (ceiling - 1, A);
  if (finding->outcome != WG_OUTCOME_ATTEMPT)
    return ceiling;
  ceiling = MAX (ceiling - 1, A);
  return strchr ("FJ", finding->type->group[0]) != NULL ? MIN (ceiling, B) : ceiling;
}

void
wg_grades_take (WgGrades *grades, const WgFinding *finding, const WgParties *parties)
{
  guint ceiling = ceiling_of (finding);
  Server *server;

  if (finding->server.ip == NULL || finding->server.port < 0)
    return;
  server = find_server (grades, parties);
  if (server == NULL || ceiling <= server->ceiling)
    return;
  server->ceiling = ceiling;
  server->worst = finding->id;
}

void
wg_grades_proof (WgGrades *grades, const WgParties *parties, WgProof proof, gboolean holds)
{
  Server *server = find_server (grades, parties);

  if (server == NULL)
    return;
  server->held |= holds ? proof : 0;
  server->broken |= holds ? 0 : proof;
}

void
wg_grades_not_visible (WgGrades *grades,
                       const WgParties *parties,
                       const char *what,
                       const char *why)
{
  Server *server = find_server (grades, parties);
  Hidden hidden = {.server = server, .what = what, .why = why, .count = 1};

  if (server == NULL)
    return;
  for (guint i = 0; server->hidden && i < grades->hidden->len; i++)
    {
      Hidden *one = &g_array_index (grades->hidden, Hidden, i);
      if (one->server == server && one->what == what && one->why == why)
        {
          one->count++;
          return;
        }
    }
  server->hidden = TRUE;
  if (grades->hidden->len < WG_LIMIT_GRADED_SERVERS)
    g_array_append_val (grades->hidden, hidden);
}

/* A good grade is earned by what was seen. */
static guint
grade_of (const Server *server)
{
  const guint good = WG_PROOF_HANDSHAKE | WG_PROOF_CERTIFICATE;

  if (server->ceiling > A)
    return server->ceiling;
  if ((server->held & good) != good || (server->broken & good) != 0)
    return NO_GRADE;
  return server->ceiling == 0 && !server->hidden && (server->held & WG_PROOF_HSTS) ? A_PLUS : A;
}

void
wg_grades_fill (WgGrades *grades, WgSummary *summary)
{
  guint worst = NO_GRADE;

  for (guint i = 0; i < grades->servers->len; i++)
    {
      const Server *server = g_ptr_array_index (grades->servers, i);
      guint grade = grade_of (server);
      WgServerGrade out = {.server = {server->ip, server->end.port},
                           .grade = names[grade],
                           .worst = server->worst,
                           .at_best = server->hidden && grade != NO_GRADE && grade != F};
      g_array_append_val (grades->out_servers, out);
      worst = MAX (worst, grade);
    }
  for (guint i = 0; i < grades->hidden->len; i++)
    {
      const Hidden *hidden = &g_array_index (grades->hidden, Hidden, i);
      WgNotVisible out = {.server = {hidden->server->ip, hidden->server->end.port},
                          .what = hidden->what,
                          .why = hidden->why,
                          .count = hidden->count};
      g_array_append_val (grades->out_hidden, out);
    }
  summary->grade = names[worst];
  summary->servers = (WgList){grades->out_servers->data, grades->out_servers->len};
  summary->not_visible = (WgList){grades->out_hidden->data, grades->out_hidden->len};
}
