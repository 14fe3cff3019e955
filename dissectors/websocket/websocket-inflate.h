#pragma once

#include "base/slice.h"

/**
 * WgWsInflate: the inflating half of permessage-deflate for one direction (RFC 7692 §7.2.2).
 * Nothing is allocated per message.
 */
typedef struct WgWsInflate WgWsInflate;

/* FALSE stops. @plain is borrowed for the call. */
typedef gboolean (*WgWsInflateOut) (gpointer user, WgSlice plain);

WgWsInflate *wg_ws_inflate_new (void);
void wg_ws_inflate_free (WgWsInflate *self);

/* Forgets what came before: the window of an endpoint without context takeover. */
void wg_ws_inflate_reset (WgWsInflate *self);

/* A piece of a message. FALSE where it cannot be inflated or @out stopped; then the state is
 * worth nothing before a reset. */
gboolean
wg_ws_inflate_update (WgWsInflate *self, WgSlice coded, WgWsInflateOut out, gpointer user);

/* The end of a message: the four bytes that senders leave off are put back. */
gboolean wg_ws_inflate_finish (WgWsInflate *self, WgWsInflateOut out, gpointer user);
