#pragma once

#include <gio/gio.h>

/**
 * Rows in an order of their own: sorted off the main thread where there are many.
 * @keys: what each row is sorted by, in the order in which they stand now; taken
 * Rows with equal keys keep their order. The result of wg_order_finish() are positions, of
 * guint32; %NULL: cancelled.
 */
void wg_order_start (GArray *keys,
                     gboolean descending,
                     GCancellable *cancellable,
                     GAsyncReadyCallback done,
                     gpointer user);
GArray *wg_order_finish (GAsyncResult *result);

/* The same at once. */
GArray *wg_order_make (const GArray *keys, gboolean descending);
