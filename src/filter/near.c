#include "filter/filter.h"

#define MAX_WORD 64u

/* Fewest letters to change, add, leave out or swap with the next to make one of the other;
 * @most and more are all the same. */
static guint
distance (const char *a, const char *b, guint most)
{
  guint rows[3][MAX_WORD + 1], n = (guint) strlen (b), m = (guint) strlen (a);
  guint *before = rows[0], *last = rows[1], *row = rows[2];

  if (m > MAX_WORD || n > MAX_WORD || (m > n ? m - n : n - m) >= most)
    return most;
  for (guint j = 0; j <= n; j++)
    last[j] = j;
  for (guint i = 1; i <= m; i++)
    {
      guint *spare = before, least = row[0] = i;

      for (guint j = 1; j <= n; j++)
        {
          guint change =
              last[j - 1] + (g_ascii_tolower (a[i - 1]) != g_ascii_tolower (b[j - 1]));

          row[j] = MIN (change, MIN (last[j], row[j - 1]) + 1);
          if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
            row[j] = MIN (row[j], before[j - 2] + 1);
          least = MIN (least, row[j]);
        }
      if (least >= most)
        return most;
      before = last;
      last = row;
      row = spare;
    }
  return last[n];
}

/* "method" is near to "http.request.method". */
static gboolean
is_end_of (const char *word, const char *key)
{
  gsize word_len = strlen (word), key_len = strlen (key);

  return word_len > 2 && key_len > word_len && key[key_len - word_len - 1] == '.'
         && g_ascii_strcasecmp (key + key_len - word_len, word) == 0;
}

guint
wg_filter_fields_near (const WgFilterFields *fields,
                       const char *word,
                       const char *near[WG_FILTER_N_NEAR])
{
  guint most = (guint) MIN (strlen (word), MAX_WORD) / 4 + 2, costs[WG_FILTER_N_NEAR], n = 0;

  for (guint i = 0; i < wg_filter_fields_n (fields); i++)
    {
      const char *key = wg_filter_fields_get (fields, i)->key;
      guint cost = is_end_of (word, key) ? 1 : distance (word, key, most), at = n;

      if (cost >= most)
        continue;
      while (at > 0 && costs[at - 1] > cost)
        at--;
      if (at >= WG_FILTER_N_NEAR)
        continue;
      n = MIN (n + 1, WG_FILTER_N_NEAR);
      for (guint j = n - 1; j > at; j--)
        {
          near[j] = near[j - 1];
          costs[j] = costs[j - 1];
        }
      near[at] = key;
      costs[at] = cost;
    }
  return n;
}
