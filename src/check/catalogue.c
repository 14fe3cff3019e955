#include "check/catalogue.h"

#include <string.h>

#define MAX_WORD 64u

static const struct
{
  const char *group;
  const char *title;
} groups[] = {
    {"A", "Plaintext credentials and secrets"},
    {"B", "TLS: protocol, version, cipher, key exchange"},
    {"C", "Downgrade and stripping"},
    {"D", "Certificates, PKI and mutual TLS"},
    {"E", "HTTP: sessions, cookies, headers, CORS, cache"},
    {"F", "Injection and attack patterns in HTTP"},
    {"G", "JWT and OAuth 2 / OpenID Connect"},
    {"H", "WebSocket"},
    {"I", "Other protocols"},
    {"J", "Reconnaissance, malformed traffic, protocol violations"},
};

const WgFindingType *
wg_finding_type_find (const char *id)
{
  for (guint i = 0; wg_finding_types[i] != NULL; i++)
    if (g_ascii_strcasecmp (wg_finding_types[i]->id, id) == 0)
      return wg_finding_types[i];
  return NULL;
}

const char *
wg_finding_group_title (const char *group)
{
  for (gsize i = 0; i < G_N_ELEMENTS (groups); i++)
    if (strcmp (groups[i].group, group) == 0)
      return groups[i].title;
  return group;
}

/* Letters to add, take out or change to make @a of @b; of long words the beginnings count. */
static guint
distance (const char *a, const char *b)
{
  guint row[MAX_WORD + 1];
  guint n = (guint) MIN (strlen (a), MAX_WORD), m = (guint) MIN (strlen (b), MAX_WORD);

  for (guint j = 0; j <= m; j++)
    row[j] = j;
  for (guint i = 1; i <= n; i++)
    {
      guint diagonal = row[0];
      row[0] = i;
      for (guint j = 1; j <= m; j++)
        {
          guint change = diagonal + (g_ascii_tolower (a[i - 1]) != g_ascii_tolower (b[j - 1]));
          diagonal = row[j];
          row[j] = MIN (change, MIN (row[j], row[j - 1]) + 1);
        }
    }
  return row[m];
}

/* How far @id is from what was typed: by letters, and less by each word that both have. */
static guint
far (const char *typed, const char *id)
{
  g_auto (GStrv) words = g_strsplit_set (typed, "-_ .", -1);
  guint cost = distance (typed, id) + 10;

  for (guint i = 0; words[i] != NULL; i++)
    {
      g_autofree char *word = g_ascii_strdown (words[i], -1);
      if (strlen (word) >= 2 && strstr (id, word) != NULL)
        cost -= MIN (cost, 2 * (guint) strlen (word));
    }
  return cost;
}

GPtrArray *
wg_finding_types_near (const char *id, guint max)
{
  GPtrArray *near = g_ptr_array_new ();
  guint worst = (guint) MIN (strlen (id), MAX_WORD) / 2 + 10;

  for (guint cost = 0; cost <= worst && near->len < max; cost++)
    for (guint i = 0; wg_finding_types[i] != NULL && near->len < max; i++)
      if (far (id, wg_finding_types[i]->id) == cost)
        g_ptr_array_add (near, (gpointer) wg_finding_types[i]->id);
  return near;
}
