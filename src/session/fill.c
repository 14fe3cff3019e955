#include "session/fill.h"

void
wg_fill_flow (WgStore *store, guint64 first, const WgFlow *flow)
{
  WgStoreConversation conversation = {.client = flow->end[0],
                                      .server = flow->end[1],
                                      .ip_version = flow->ip_version,
                                      .protocol = flow->protocol,
                                      .stream = flow->stream,
                                      .first_frame = flow->first_frame,
                                      .start_ns = flow->first_ns};

  if (flow->id - first == wg_store_n_conversations (store))
    wg_store_add_conversation (store, &conversation);
}

void
wg_fill_end (WgStore *store, guint64 first, const WgConversation *conversation)
{
  WgStoreEnd end = {.last_frame = conversation->last_frame,
                    .duration_ns = conversation->duration_ns,
                    .packets = {conversation->packets.client, conversation->packets.server},
                    .bytes = {conversation->bytes.client, conversation->bytes.server},
                    .state = conversation->state};

  for (guint i = 0; i < MIN (conversation->protocols.n, G_N_ELEMENTS (end.protocols)); i++)
    end.protocols[i] = conversation->protocol_names[i];
  wg_store_end_conversation (store, (guint64) conversation->id - first, &end);
}

void
wg_fill_part (WgFillPart *part, const WgFlow *flow, guint dir, const WgSegment *segment)
{
  *part = (WgFillPart){.flow = flow,
                       .dir = dir,
                       .n = part->n + 1,
                       .ip_headers = segment->ip_headers,
                       .tcp_flags = segment->tcp_flags,
                       .payload = segment->payload_len > 0};
}

void
wg_fill_packet (WgStore *store, guint64 first, const WgPacket *packet, const WgFillPart *part)
{
  const WgFlow *flow = part->flow;
  WgStorePacket row = {.file_off = packet->file_off,
                       .time_ns = packet->time_ns,
                       .len = (guint32) packet->bytes.len,
                       .wire_len = packet->wire_len,
                       .conversation = flow != NULL ? (gint32) (flow->id - first) : -1,
                       .interface = (guint16) MIN (packet->interface, G_MAXUINT16),
                       .tcp_flags = part->tcp_flags,
                       .has_time = packet->has_time != FALSE,
                       .dir = part->dir & 1u,
                       .payload = part->payload != FALSE,
                       .plain = part->n == 1 && part->ip_headers == 1};
  static const WgStorePacket no_packet = {.conversation = -1};

  while (wg_store_n_packets (store) < packet->frame - 1
         && wg_store_add_packet (store, &no_packet))
    continue;
  wg_store_add_packet (store, &row);
}
