#include "ui/models/align.h"

/* Where the best way through a cell of the table goes on. */
enum
{
  LEFT_ALONE,
  RIGHT_ALONE,
  BOTH,
};

typedef struct
{
  guint n_left;
  guint n_right;
  guint8 *ways; /* n_left rows of n_right cells */
} Table;

static void
add (GArray *rows, gint64 left, gint64 right)
{
  WgAlignRow row = {(gint32) left, (gint32) right};
  g_array_append_val (rows, row);
}

/* From the ends of both lists to their beginnings; @below and @here are sums of the row behind
 * and of this one. */
static void
fill (Table *table, WgAlignScore score, gpointer user)
{
  g_autofree guint32 *below = g_new0 (guint32, table->n_right + 1);
  g_autofree guint32 *here = g_new0 (guint32, table->n_right + 1);

  for (guint i = table->n_left; i > 0; i--)
    {
      guint32 *done = here;

      here[table->n_right] = 0;
      for (guint j = table->n_right; j > 0; j--)
        {
          guint like = score (user, i - 1, j - 1);
          guint32 both = like > 0 ? below[j] + like : 0;
          guint8 *way = &table->ways[(gsize) (i - 1) * table->n_right + j - 1];

          *way = below[j - 1] >= here[j] ? LEFT_ALONE : RIGHT_ALONE;
          here[j - 1] = MAX (below[j - 1], here[j]);
          if (like > 0 && both >= here[j - 1])
            {
              *way = BOTH;
              here[j - 1] = both;
            }
        }
      here = below;
      below = done;
    }
}

GArray *
wg_align (guint n_left, guint n_right, WgAlignScore score, gpointer user)
{
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (WgAlignRow));
  Table table = {MIN (n_left, WG_ALIGN_MOST), MIN (n_right, WG_ALIGN_MOST), NULL};
  guint i = 0, j = 0;

  table.ways = g_malloc ((gsize) table.n_left * table.n_right + 1);
  fill (&table, score, user);
  while (i < table.n_left && j < table.n_right)
    switch (table.ways[(gsize) i * table.n_right + j])
      {
      case BOTH:
        add (rows, i++, j++);
        break;
      case LEFT_ALONE:
        add (rows, i++, -1);
        break;
      default:
        add (rows, -1, j++);
      }
  while (i < table.n_left)
    add (rows, i++, -1);
  while (j < table.n_right)
    add (rows, -1, j++);
  for (; i < n_left || j < n_right; i++, j++)
    add (rows, i < n_left ? (gint64) i : -1, j < n_right ? (gint64) j : -1);
  g_free (table.ways);
  return rows;
}
