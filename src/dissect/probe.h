#pragma once

#include "dissect/channel-private.h"

/* Asks every dissector about the bytes at hand. TRUE when the channel has moved on: a dissector
 * was chosen, or bytes were given up. FALSE: more bytes are needed. */
gboolean wg_channel_probe (WgChannel *channel);
void wg_channel_probe_datagram (WgChannel *channel, WgDir dir);
