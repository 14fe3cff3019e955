#pragma once

#include "model/span.h"
#include "stream/tcp.h"

/**
 * WgWindow: the unconsumed bytes of one direction, and where each of them stands in the
 * capture. Bytes that are whole in one packet never enter it.
 */
typedef struct
{
  guint8 *data;
  gsize start; /* first unconsumed byte */
  gsize end;
  gsize size;
  GArray *pieces; /* where runs of bytes come from, in order */
} WgWindow;

static inline WgSlice
wg_window_bytes (const WgWindow *window)
{
  if (window->start == window->end)
    return WG_SLICE_NONE;
  return wg_slice (window->data + window->start, window->end - window->start);
}

/* What of it came in the newest packet. */
WgSlice wg_window_newest (const WgWindow *window);

/* FALSE at @max_len: nothing was added. */
gboolean wg_window_append (WgWindow *window, WgSlice bytes, WgOrigin origin, gsize max_len);
void wg_window_consume (WgWindow *window, gsize len);
/* Where the byte at @pos of wg_window_bytes() stands, and how many of @len follow it there. */
WgSpan wg_window_span (const WgWindow *window, gsize pos, gsize len);
/* Forgets all bytes; the memory too. */
void wg_window_clear (WgWindow *window);
