#pragma once

#include "capture/packet.h"
#include "report/tree-text.h"

/**
 * WgPacketList: a line a packet: number, time since the first, source, destination, protocol,
 * length, what it says. Columns are as wide as the first packets ask for and grow when a later
 * one needs more, so that nothing is held back for long.
 */
typedef struct WgPacketList WgPacketList;

/* @width: columns of the terminal, 0 for lines as long as they are. @mask is borrowed, %NULL
 * reveals secrets. */
WgPacketList *wg_packet_list_new (guint width, WgMask *mask, gboolean colours);
void wg_packet_list_free (WgPacketList *list);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WgPacketList, wg_packet_list_free)

/* Appends lines to @out when it is time for some. */
void
wg_packet_list_add (WgPacketList *list, GString *out, const WgPacket *packet, WgTree *tree);
void wg_packet_list_end (WgPacketList *list, GString *out);
