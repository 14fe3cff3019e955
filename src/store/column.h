#pragma once

#include "base/limits.h"

#include <glib.h>
#include <stdatomic.h>

/**
 * WgColumn: items of one size that are only ever added. They lie in chunks that never move, and
 * a count that is raised after an item is written publishes it, so any number of threads may
 * read what is published while one thread adds, without a lock.
 */
typedef struct
{
  gsize item_len;
  _Atomic (gsize) n;
  _Atomic (guint8 *) chunks[WG_LIMIT_STORE_CHUNKS];
} WgColumn;

#define WG_COLUMN_CHUNK 65536u /* items */

void wg_column_init (WgColumn *column, gsize item_len);
/* No thread may read any more. */
void wg_column_clear (WgColumn *column);

/* The writer: room for the next item, zeroed; %NULL at the ceiling. It is published by
 * wg_column_publish() and not seen before. */
gpointer wg_column_next (WgColumn *column);
void wg_column_publish (WgColumn *column);

/* Any thread. */
static inline gsize
wg_column_n (const WgColumn *column)
{
  return atomic_load_explicit (&column->n, memory_order_acquire);
}

/* An item below a count that wg_column_n() gave; it lives as long as the column. */
static inline gconstpointer
wg_column_get (const WgColumn *column, gsize index)
{
  const guint8 *chunk =
      atomic_load_explicit (&column->chunks[index / WG_COLUMN_CHUNK], memory_order_relaxed);
  return chunk + index % WG_COLUMN_CHUNK * column->item_len;
}
