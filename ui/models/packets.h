#pragma once

#include "store/store.h"

/**
 * WgPackets: the packets of a store that a list shows: all, or those of one conversation, and
 * of these those that pass a filter.
 */
typedef struct WgPackets WgPackets;

WgPackets *wg_packets_new (const WgStore *store);
void wg_packets_free (WgPackets *packets);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WgPackets, wg_packets_free)

/* Begins anew. @conversation: -1 for all. @wants: %NULL for all of these. */
void wg_packets_choose (WgPackets *packets,
                        gint64 conversation,
                        gboolean (*wants) (gpointer user, guint32 frame),
                        gpointer user);
/* Takes what the store has got since. */
void wg_packets_update (WgPackets *packets);

guint wg_packets_n (const WgPackets *packets);
/* The number of the packet at @position. */
guint32 wg_packets_frame (const WgPackets *packets, guint position);
/* Where packet @frame is; -1: it is not. */
gint64 wg_packets_find (const WgPackets *packets, guint32 frame);

/* The messages that stand at least partly in packet @frame: their number, up to @max. */
guint wg_packets_messages (const WgStore *store, guint32 frame, gint64 *messages, guint max);
