#pragma once

#include "model/record.h"

/**
 * WgRelay: a sink that hands everything on to another sink, which runs on a thread of its own,
 * in the same order. What is borrowed for the call is copied, as far as the field tables tell
 * of it; so much at a time that the two threads seldom meet. A capture that has little to say
 * never makes the thread.
 */
typedef struct WgRelay WgRelay;

/* @target is borrowed, and called from one thread at a time. */
WgRelay *wg_relay_new (WgSink *target);
WgSink *wg_relay_sink (WgRelay *relay);
/* When @target has taken everything. */
void wg_relay_free (WgRelay *relay);
