#include "base/limits.h"
#include "check/http/cookie.h"
#include "check/match/words.h"

/* Whether the ids that a server gives out can be guessed: over several of them. */

/* One cookie of one host. */
typedef struct
{
  WgParties parties;
  char *name;
  char *host;
  char *values[WG_LIMIT_CHECK_IDS];
  guint32 frames[WG_LIMIT_CHECK_IDS];
  gint64 times[WG_LIMIT_CHECK_IDS];
  guint n;
} Ids;

typedef struct
{
  WgCheck *check;
  GPtrArray *ids; /* of Ids, as they came */
  GHashTable *table;
} State;

static void
free_ids (gpointer data)
{
  Ids *ids = data;

  for (guint i = 0; i < ids->n; i++)
    g_free (ids->values[i]);
  g_free (ids->name);
  g_free (ids->host);
  g_free (ids);
}

static gpointer
open_ids (WgCheck *check)
{
  State *state = g_new0 (State, 1);

  state->check = check;
  state->ids = g_ptr_array_new_with_free_func (free_ids);
  state->table = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  return state;
}

static void
close_ids (gpointer data)
{
  State *state = data;

  g_ptr_array_unref (state->ids);
  g_hash_table_unref (state->table);
  g_free (state);
}

static char *
dup_slice (WgSlice text)
{
  return g_strndup (text.len > 0 ? (const gchar *) text.data : "", MIN (text.len, 255));
}

static Ids *
ids_of (State *state, const WgHttpView *view, WgSlice name)
{
  gint64 key = wg_cookie_key (name, WG_SLICE_NONE, view->host);
  Ids *ids = g_hash_table_lookup (state->table, &key);

  if (ids != NULL || state->ids->len >= WG_LIMIT_CHECK_SESSIONS)
    return ids;
  ids = g_new0 (Ids, 1);
  ids->parties = *view->parties;
  ids->name = dup_slice (name);
  ids->host = dup_slice (view->host);
  g_ptr_array_add (state->ids, ids);
  g_hash_table_insert (state->table, g_memdup2 (&key, sizeof key), ids);
  return ids;
}

static void
judge (gpointer data, const WgHttpView *view)
{
  guint n;
  const WgHttpSetCookie *set = wg_cookies_set (view, &n);

  for (guint i = 0; i < n; i++)
    {
      WgSlice value = set[i].value, sent;
      gboolean fresh = TRUE;
      Ids *ids;

      if (wg_cookie_is_unset (value) || value.len > 200
          || wg_cookie_kind (set[i].name) != WG_COOKIE_SESSION
          || wg_slice_has_prefix_nocase (set[i].name, "remember")
          || wg_cookie_lifetime (&set[i], wg_view_now (view)) == 0
          || (wg_cookie_find (view, set[i].name, &sent) && wg_slice_equal (sent, value))
          || (ids = ids_of (data, view, set[i].name)) == NULL || ids->n >= WG_LIMIT_CHECK_IDS)
        continue;
      for (guint k = 0; k < ids->n; k++)
        fresh = fresh && !wg_slice_is (value, ids->values[k]);
      if (!fresh)
        continue;
      ids->values[ids->n] = dup_slice (value);
      ids->times[ids->n] = wg_view_now (view);
      ids->frames[ids->n++] = view->response_frame;
    }
}

/* Where all values differ: between what they begin and what they end with alike. */
static void
varying_part (const Ids *ids, gsize *head, gsize *tail)
{
  gsize shortest = strlen (ids->values[0]);

  for (guint i = 1; i < ids->n; i++)
    shortest = MIN (shortest, strlen (ids->values[i]));
  for (*head = 0; *head < shortest; ++*head)
    for (guint i = 1; i < ids->n; i++)
      if (ids->values[i][*head] != ids->values[0][*head])
        goto tail;
tail:
  for (*tail = 0; *head + *tail < shortest; ++*tail)
    for (guint i = 1; i < ids->n; i++)
      if (ids->values[i][strlen (ids->values[i]) - 1 - *tail]
          != ids->values[0][strlen (ids->values[0]) - 1 - *tail])
        return;
}

static gboolean
number_of (const char *text, gsize len, guint64 *out)
{
  gboolean hex = FALSE;

  for (gsize i = 0; i < len; i++)
    {
      if (!g_ascii_isxdigit (text[i]))
        return FALSE;
      hex = hex || g_ascii_isalpha (text[i]);
    }
  if (len == 0 || len > 16)
    return FALSE;
  *out = 0;
  for (gsize i = 0; i < len; i++)
    *out = *out * (hex ? 16 : 10) + (guint64) g_ascii_xdigit_value (text[i]);
  return TRUE;
}

/* Numbers that go up in small steps. */
static gboolean
counts (const Ids *ids, gsize head, gsize tail)
{
  guint64 before = 0, now;

  /* What looks alike before the counter may be of the counter: 1009, 1010. */
  while (head > 0 && g_ascii_isdigit (ids->values[0][head - 1]))
    head--;
  while (tail > 0 && g_ascii_isxdigit (ids->values[0][strlen (ids->values[0]) - tail]))
    tail--;
  for (guint i = 0; i < ids->n; i++)
    {
      gsize len = strlen (ids->values[i]);
      if (len < head + tail || !number_of (ids->values[i] + head, len - head - tail, &now)
          || (i > 0 && (now <= before || now - before > 1000)))
        return FALSE;
      before = now;
    }
  return TRUE;
}

/* The seconds of its own birth. */
static gboolean
is_time (const Ids *ids)
{
  for (guint i = 0; i < ids->n; i++)
    {
      guint64 at;
      gsize len = strlen (ids->values[i]);

      if (len < 10 || len > 13 || !number_of (ids->values[i], 10, &at) || ids->times[i] == 0
          || ABS ((gint64) at - ids->times[i]) > 86400)
        return FALSE;
    }
  return TRUE;
}

static const char *
weakness (const Ids *ids, guint *bits)
{
  gsize head, tail;

  *bits = 0;
  varying_part (ids, &head, &tail);
  for (guint i = 0; i < ids->n; i++)
    {
      gsize len = strlen (ids->values[i]);
      *bits =
          MAX (*bits,
               wg_value_bits (wg_slice (ids->values[i] + head, len - MIN (len, head + tail))));
    }
  if (counts (ids, head, tail))
    return "count upwards";
  if (is_time (ids))
    return "are the time when they were given out";
  return *bits < 64 ? "are too short to be hard to guess" : NULL;
}

static void
finish (gpointer data)
{
  State *state = data;

  for (guint i = 0; i < state->ids->len; i++)
    {
      const Ids *ids = g_ptr_array_index (state->ids, i);
      const char *why;
      guint bits;
      WgClaim *claim;

      if (ids->n < 3 || (why = weakness (ids, &bits)) == NULL)
        continue;
      claim =
          wg_check_raise (state->check, &wg_finding_session_id_predictable, WG_SEVERITY_DEFAULT,
                          &ids->parties, wg_slice_str (ids->name), ids->frames[0]);
      wg_claim_say (claim,
                    "%u values of the cookie \"%.64s\" that %.100s gave out %s: what "
                    "differs in them is worth %u bits at most.",
                    ids->n, ids->name, ids->host, why, bits);
      for (guint k = 0; k < MIN (ids->n, 4); k++)
        wg_claim_show_secret (claim, ids->frames[k], "http.set_cookie",
                              wg_slice_str (ids->values[k]));
    }
}

const WgHttpRules wg_http_session_id_rules = {
    .name = "session ids",
    .open = open_ids,
    .judge = judge,
    .finish = finish,
    .close = close_ids,
};
