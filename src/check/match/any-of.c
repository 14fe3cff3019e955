#include "check/match/any-of.h"

#define N_CLEAN 512u
/* Shorter texts are searched as fast as summed. */
#define WORTH_A_SUM 256u

/* A bit for each pair of bytes that one of the texts has at its first @step places.
 * @clean: sums of what was searched in vain of late, as the same file is often sent again */
struct WgAnyOf
{
  const char *const *texts;
  gsize step;
  guint64 pairs[1024];
  guint64 clean[N_CLEAN];
};

/* Four lanes, so that it is as quick as memory: see FNV for the idea, not for the numbers. */
static guint64
sum_of (WgSlice text)
{
  static const guint64 prime = G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  guint64 lanes[4] = {text.len, 1, 2, 3}, sum = 0;
  gsize at = 0;

  for (; at + sizeof lanes <= text.len; at += sizeof lanes)
    {
      guint64 words[4];
      memcpy (words, text.data + at, sizeof words);
      for (guint i = 0; i < 4; i++)
        lanes[i] = ((lanes[i] ^ words[i]) * prime) ^ (lanes[i] >> 29);
    }
  for (; at < text.len; at++)
    lanes[0] = (lanes[0] ^ text.data[at]) * prime;
  for (guint i = 0; i < 4; i++)
    {
      sum = (sum ^ lanes[i] ^ (lanes[i] >> 32)) * prime;
      sum ^= sum >> 31;
    }
  return sum | 1;
}

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

static gint
search (const WgAnyOf *scan, WgSlice where, gsize *from, gsize *at)
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

gint
wg_any_of_next (WgAnyOf *scan, WgSlice where, gsize *from, gsize *at)
{
  gboolean whole = *from == 0 && where.len >= WORTH_A_SUM;
  guint64 sum = whole ? sum_of (where) : 0;
  gint found;

  if (whole && scan->clean[sum / 2 % N_CLEAN] == sum)
    {
      *from = where.len;
      return -1;
    }
  found = search (scan, where, from, at);
  if (whole && found < 0)
    scan->clean[sum / 2 % N_CLEAN] = sum;
  return found;
}
