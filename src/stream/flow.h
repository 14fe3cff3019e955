#pragma once

#include "stream/tcp.h"

/**
 * WgFlow: one conversation: the packets between two ports, both ways. end[0] is the client: the
 * end that sent the SYN, or without one the likelier of the two.
 */
typedef struct
{
  WgEndpoint end[2];
  guint64 id;     /* from 0 in the order of first packets, over TCP and UDP */
  guint32 stream; /* the same, counted for TCP and UDP apart */
  guint32 hash;
  guint32 first_frame;
  guint32 last_frame;
  gint64 first_ns;
  gint64 last_ns;
  guint8 ip_version;
  guint8 protocol;
  guint8 seen; /* since the table last looked for one to put out */
  guint8 live;
  WgTcp tcp;           /* UDP uses the counters of its halves alone */
  gpointer channel;    /* the session's */
  guint8 protocols[8]; /* numbers of the dissectors met, outermost first, ended by 0 */
  guint8 closed;       /* both ends are done; the channel is gone */
} WgFlow;

/* Flows by address and port. At %WG_LIMIT_FLOWS the one not seen for longest, nearly, is put
 * out. */
typedef struct WgFlowTable WgFlowTable;

/* Called for a flow that leaves the table: put out, taken over by a new connection on the same
 * ports, or at the end. Flows leave in no particular order. */
typedef void (*WgFlowFunc) (gpointer user, WgFlow *flow);

WgFlowTable *
wg_flow_table_new (guint max_flows, guint64 first_id, WgFlowFunc gone, gpointer user);
/* Ends all flows. */
void wg_flow_table_free (WgFlowTable *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WgFlowTable, wg_flow_table_free)

/* The flow of @segment, made where there is none, and who sent it: 0 the client, 1 the server.
 * A SYN with another sequence number begins a new flow.
 */
WgFlow *wg_flow_table_get (
    WgFlowTable *table, const WgSegment *segment, guint32 frame, gint64 time_ns, guint *dir);
/* The numbers of the next flow that is made, where some packets are read alone: @id without
 * @first_id, and @stream. */
void wg_flow_table_expect (WgFlowTable *table, guint64 id, guint32 stream);
guint64 wg_flow_table_n_flows (const WgFlowTable *table); /* made so far */
