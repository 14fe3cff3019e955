#pragma once

#include "session/conversation.h"
#include "store/store.h"

/* How the session tells a store what it reads. */

/* @flow is new, or was seen before. @first: number of the capture's first conversation. */
void wg_fill_flow (WgStore *store, guint64 first, const WgFlow *flow);
void wg_fill_end (WgStore *store, guint64 first, const WgConversation *conversation);
/* @flow: the last that the packet belonged to, or %NULL. */
void wg_fill_packet (WgStore *store, guint64 first, const WgPacket *packet, const WgFlow *flow);
