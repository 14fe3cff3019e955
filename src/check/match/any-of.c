#include "check/match/any-of.h"

/* A bit for each pair of bytes that one of the texts has at its first @step places. */
struct WgAnyOf
{
  const char *const *texts;
  gsize step;
  guint64 pairs[1024];
};

WgAnyOf *
wg_any_of_new (const char *const *texts)
{
  WgAnyOf *scan = g_new0 (WgAnyOf, 1);

  scan->texts = texts;
  scan->step = 15;
  for (guint i = 0; texts[i] != NULL; i++)
    scan->step = MIN (scan->step, strlen (texts[i]) - 1);
  g_assert (scan->step >= 3);
  for (guint i = 0; texts[i] != NULL; i++)
    {
      for (guint k = 0; k < scan->step; k++)
        {
          guint pair = (guint) (guint8) texts[i][k] << 8 | (guint8) texts[i][k + 1];
          scan->pairs[pair / 64] |= G_GUINT64_CONSTANT (1) << pair % 64;
        }
    }
  return scan;
}

void
wg_any_of_free (WgAnyOf *scan)
{
  g_free (scan);
}

static gint
text_at (const WgAnyOf *scan, WgSlice where, gsize at)
{
  WgSlice rest = wg_slice_sub (where, at, where.len);

  for (guint i = 0; scan->texts[i] != NULL; i++)
    if ((guint8) scan->texts[i][0] == rest.data[0]
        && wg_slice_has_prefix (rest, scan->texts[i]))
      return (gint) i;
  return -1;
}

gint
wg_any_of_next (const WgAnyOf *scan, WgSlice where, gsize *from, gsize *at)
{
  for (gsize i = *from; i + 1 < where.len; i += scan->step)
    {
      guint pair = (guint) where.data[i] << 8 | where.data[i + 1];

      if (G_LIKELY ((scan->pairs[pair / 64] >> pair % 64 & 1) == 0))
        continue;
      for (gsize back = MIN (i - *from, scan->step - 1) + 1; back > 0; back--)
        {
          gint found = text_at (scan, where, i + 1 - back);
          if (found < 0)
            continue;
          *at = i + 1 - back;
          *from = *at + 1;
          return found;
        }
    }
  *from = where.len;
  return -1;
}
