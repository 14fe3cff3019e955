#pragma once

#include "model/message.h"
#include "store/store.h"
#include "stream/flow.h"

/* Messages on their way into a store, those of TCP among them: how a connection begins and
 * ends, and what went wrong on its way. */

extern const WgMessageType wg_tcp_messages[];

/**
 * WgTell: a sink of messages that adds them to @store.
 * @first: number of the capture's first conversation
 */
typedef struct
{
  WgMessageSink sink;
  WgStore *store;
  guint64 first;
} WgTell;

void wg_tell_init (WgTell *tell, WgStore *store, guint64 first);

/* What one end's segments had come to before one more was taken. */
typedef struct
{
  guint32 retransmissions;
  guint32 out_of_order;
  guint64 lost;
} WgTellBefore;

WgTellBefore wg_tell_before (const WgFlow *flow, guint dir);
/* A segment was taken. */
void wg_tell_segment (WgTell *tell,
                      const WgFlow *flow,
                      guint dir,
                      const WgSegment *segment,
                      guint32 frame,
                      WgTellBefore before);
