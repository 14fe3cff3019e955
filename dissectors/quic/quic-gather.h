#pragma once

#include "base/slice.h"

/**
 * WgQuicGather: the bytes of a stream put in order: pieces come at offsets, in any order and
 * more than once (RFC 9000 §2.2). Of bytes that came twice the first are given.
 * @next: all bytes before it were given
 * @held: bytes that came too early, in @early
 */
typedef struct
{
  guint64 next;
  gsize held;
  GTree *early;
} WgQuicGather;

/* The next bytes in order, borrowed for the call. */
typedef void (*WgQuicGatherFunc) (gpointer user, WgSlice bytes);

/* FALSE where @data came too early to be held: at @max_held bytes, or @max_pieces. */
gboolean wg_quic_gather_add (WgQuicGather *gather,
                             guint64 offset,
                             WgSlice data,
                             gsize max_held,
                             guint max_pieces,
                             WgQuicGatherFunc func,
                             gpointer user);
/* Goes on behind a hole: the first byte held, or FALSE where nothing is; @gap: the hole's
 * length. */
gboolean wg_quic_gather_skip (WgQuicGather *gather, guint64 *gap);
/* Gives what is held and next. */
void wg_quic_gather_drain (WgQuicGather *gather, WgQuicGatherFunc func, gpointer user);
void wg_quic_gather_clear (WgQuicGather *gather);
