#include "ui/models/order.h"

/* Fewer are sorted at once: it takes less than a millisecond. */
#define FEW 4096u

typedef struct
{
  GArray *keys;
  gboolean descending;
} Order;

typedef struct
{
  guint32 key;
  guint32 position;
} Entry;

static void
free_order (gpointer data)
{
  Order *order = data;

  g_array_unref (order->keys);
  g_free (order);
}

/* One pass of a radix sort, by the byte at @shift. */
static void
sort_by_byte (const Entry *from, Entry *to, guint n, guint shift)
{
  guint starts[257] = {0};

  for (guint i = 0; i < n; i++)
    starts[(from[i].key >> shift & 0xff) + 1]++;
  for (guint i = 0; i < 256; i++)
    starts[i + 1] += starts[i];
  for (guint i = 0; i < n; i++)
    to[starts[from[i].key >> shift & 0xff]++] = from[i];
}

GArray *
wg_order_make (const GArray *keys, gboolean descending)
{
  guint n = keys->len;
  g_autofree Entry *one = g_new (Entry, MAX (n, 1)), *other = g_new (Entry, MAX (n, 1));
  GArray *out = g_array_sized_new (FALSE, FALSE, sizeof (guint32), n);

  for (guint i = 0; i < n; i++)
    {
      guint32 key = g_array_index (keys, guint32, i);
      one[i] = (Entry){descending ? ~key : key, i};
    }
  for (guint shift = 0; shift < 32; shift += 16)
    {
      sort_by_byte (one, other, n, shift);
      sort_by_byte (other, one, n, shift + 8);
    }
  for (guint i = 0; i < n; i++)
    g_array_append_val (out, one[i].position);
  return out;
}

static void
work (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Order *order = data;

  g_task_return_pointer (task, wg_order_make (order->keys, order->descending),
                         (GDestroyNotify) g_array_unref);
}

void
wg_order_start (GArray *keys,
                gboolean descending,
                GCancellable *cancellable,
                GAsyncReadyCallback done,
                gpointer user)
{
  GTask *task = g_task_new (NULL, cancellable, done, user);
  Order *order = g_new (Order, 1);

  *order = (Order){keys, descending};
  g_task_set_task_data (task, order, free_order);
  if (keys->len < FEW)
    g_task_return_pointer (task, wg_order_make (keys, descending),
                           (GDestroyNotify) g_array_unref);
  else
    g_task_run_in_thread (task, work);
  g_object_unref (task);
}

GArray *
wg_order_finish (GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}
