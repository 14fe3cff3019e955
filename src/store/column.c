#include "store/column.h"

void
wg_column_init (WgColumn *column, gsize item_len)
{
  column->item_len = item_len;
  atomic_init (&column->n, 0);
  for (gsize i = 0; i < WG_LIMIT_STORE_CHUNKS; i++)
    atomic_init (&column->chunks[i], NULL);
}

void
wg_column_clear (WgColumn *column)
{
  for (gsize i = 0; i < WG_LIMIT_STORE_CHUNKS; i++)
    g_free (atomic_load_explicit (&column->chunks[i], memory_order_relaxed));
  wg_column_init (column, column->item_len);
}

gpointer
wg_column_next (WgColumn *column)
{
  gsize n = atomic_load_explicit (&column->n, memory_order_relaxed);
  gsize chunk = n / WG_COLUMN_CHUNK;
  guint8 *items;

  if (chunk >= WG_LIMIT_STORE_CHUNKS)
    return NULL;
  items = atomic_load_explicit (&column->chunks[chunk], memory_order_relaxed);
  if (items == NULL)
    {
      items = g_malloc0_n (WG_COLUMN_CHUNK, column->item_len);
      atomic_store_explicit (&column->chunks[chunk], items, memory_order_relaxed);
    }
  return items + n % WG_COLUMN_CHUNK * column->item_len;
}

void
wg_column_publish (WgColumn *column)
{
  gsize n = atomic_load_explicit (&column->n, memory_order_relaxed);
  atomic_store_explicit (&column->n, n + 1, memory_order_release);
}
