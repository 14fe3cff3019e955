#pragma once

#include "session/conversation.h"
#include "store/store.h"

/* How the session tells a store what it reads. */

/* @flow is new, or was seen before. @first: number of the capture's first conversation. */
void wg_fill_flow (WgStore *store, guint64 first, const WgFlow *flow);
void wg_fill_end (WgStore *store, guint64 first, const WgConversation *conversation);
/**
 * WgFillPart: what of a packet belongs to conversations.
 * @flow: the last, or %NULL; @dir: of this
 * @n: segments and datagrams
 */
typedef struct
{
  const WgFlow *flow;
  guint dir;
  guint n;
  guint8 ip_headers;
  guint8 tcp_flags;
  gboolean payload;
} WgFillPart;

void wg_fill_part (WgFillPart *part, const WgFlow *flow, guint dir, const WgSegment *segment);
void
wg_fill_packet (WgStore *store, guint64 first, const WgPacket *packet, const WgFillPart *part);
