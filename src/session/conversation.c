#include "session/conversation.h"

#include "base/text.h"
#include "dissect/dissector.h"

static const WgField pair_fields[] = {
    {.key = "wiregloss.client",
     .label = "Client",
     .kind = WG_KIND_UINT,
     .json = "client",
     WG_AT (WgPair, client)},
    {.key = "wiregloss.server",
     .label = "Server",
     .kind = WG_KIND_UINT,
     .json = "server",
     WG_AT (WgPair, server)},
    {0},
};

static const WgField peer_fields[] = {
    {.key = "ip.addr",
     .label = "Address",
     .kind = WG_KIND_STRING,
     .json = "ip",
     WG_AT (WgPeer, ip_text)},
    {.key = "tcp.port",
     .label = "Port",
     .kind = WG_KIND_INT,
     .json = "port",
     WG_AT (WgPeer, port)},
    {0},
};

#define PAIR(name, title, what)                                                                \
  {                                                                                            \
    .key = "wiregloss.conversation." #name, .label = title, .kind = WG_KIND_OBJECT,            \
    .json = #name, .fields = pair_fields, .help = what, WG_AT (WgConversation, name)           \
  }

static const WgField conversation_fields[] = {
    {.key = "wiregloss.conversation",
     .label = "Conversation",
     .kind = WG_KIND_INT,
     .json = "id",
     .help = "Number of the conversation, from 0 in the order of first packets.",
     WG_AT (WgConversation, id)},
    {.key = "tcp.stream",
     .label = "Stream",
     .kind = WG_KIND_INT,
     .json = "stream",
     .help = "Wireshark's tcp.stream or udp.stream.",
     WG_AT (WgConversation, stream)},
    {.key = "wiregloss.conversation.transport",
     .label = "Transport",
     .kind = WG_KIND_STRING,
     .json = "transport",
     WG_AT (WgConversation, transport)},
    {.key = "wiregloss.conversation.client",
     .label = "Client",
     .kind = WG_KIND_OBJECT,
     .json = "client",
     .fields = peer_fields,
     .help = "The end that sent the SYN; without one, the likelier end.",
     WG_AT (WgConversation, client)},
    {.key = "wiregloss.conversation.server",
     .label = "Server",
     .kind = WG_KIND_OBJECT,
     .json = "server",
     .fields = peer_fields,
     WG_AT (WgConversation, server)},
    {.key = "wiregloss.conversation.first_frame",
     .label = "First packet",
     .kind = WG_KIND_UINT,
     .json = "first_frame",
     WG_AT (WgConversation, first_frame)},
    {.key = "wiregloss.conversation.last_frame",
     .label = "Last packet",
     .kind = WG_KIND_UINT,
     .json = "last_frame",
     WG_AT (WgConversation, last_frame)},
    PAIR (packets, "Packets", "Packets sent by each end."),
    PAIR (bytes, "Bytes", "Payload by the headers, repeats included."),
    PAIR (unique_bytes, "Unique bytes", "TCP payload with each sequence number counted once."),
    {.key = "wiregloss.conversation.start",
     .label = "Start",
     .kind = WG_KIND_TIME,
     .json = "start",
     WG_AT (WgConversation, start_ns)},
    {.key = "wiregloss.conversation.duration",
     .label = "Duration",
     .kind = WG_KIND_DURATION,
     .json = "duration",
     WG_AT (WgConversation, duration_ns)},
    {.key = "wiregloss.conversation.protocols",
     .label = "Protocols",
     .kind = WG_KIND_STRING,
     .json = "protocols",
     .help = "What was spoken, outermost first.",
     WG_LIST_AT (WgConversation, protocols, const char *)},
    {.key = "wiregloss.conversation.state",
     .label = "State",
     .kind = WG_KIND_STRING,
     .json = "state",
     .help = "complete: opened and closed by both ends; reset; half_closed; open: no end seen; "
             "unanswered and refused: no connection came about; midstream: no beginning seen.",
     WG_AT (WgConversation, state)},
    {.key = "wiregloss.conversation.retransmissions",
     .label = "Retransmissions",
     .kind = WG_KIND_UINT,
     .json = "retransmissions",
     WG_AT (WgConversation, retransmissions)},
    {.key = "wiregloss.conversation.out_of_order",
     .label = "Out of order",
     .kind = WG_KIND_UINT,
     .json = "out_of_order",
     WG_AT (WgConversation, out_of_order)},
    PAIR (lost_bytes, "Lost bytes", "Bytes that were sent and that the capture does not have."),
    {0},
};

const WgRecordType wg_conversation_type = {
    .name = "conversation",
    .list = "conversations",
    .fields = conversation_fields,
    .help = "The packets between two ports, both ways.",
};

const WgNoteType wg_stream_notes[] = {
    [WG_TCP_NOTE_OVERLAP] = {"tcp-overlap-differs",
                             "bytes were sent twice with different content; the first are read",
                             "RFC 9293 §3.10.7.4"},
    [WG_TCP_NOTE_GAP] = {"tcp-bytes-missing", "the capture does not have all bytes", NULL},
    [WG_TCP_NOTE_LATE] = {"tcp-bytes-late",
                          "bytes came after the reader had gone on without them", NULL},
    {0},
};

static const char *
tcp_state (const WgTcp *tcp)
{
  const WgTcpHalf *client = &tcp->half[0], *server = &tcp->half[1];

  if (tcp->reset)
    return client->syn && !server->syn && server->unique == 0 && client->unique == 0 ? "refused"
                                                                                     : "reset";
  if (!client->syn && !server->syn)
    return "midstream";
  if (client->fin && server->fin)
    return "complete";
  if (client->fin || server->fin)
    return "half_closed";
  if (server->packets == 0)
    return "unanswered";
  return "open";
}

static void
fill_peer (WgPeer *peer, const WgEndpoint *end, guint8 ip_version)
{
  g_autoptr (GString) text = g_string_sized_new (48);

  wg_address_append (text, end->address, ip_version == 4 ? 4 : 16);
  g_strlcpy (peer->ip, text->str, sizeof peer->ip);
  peer->ip_text = peer->ip;
  peer->port = end->port;
}

static void
fill_protocols (WgConversation *out, const WgFlow *flow)
{
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (flow->protocols) && flow->protocols[i] != 0; i++)
    out->protocol_names[n++] = wg_dissectors[flow->protocols[i] - 1]->id;
  out->protocols = (WgList){out->protocol_names, n};
}

void
wg_conversation_fill (WgConversation *out, const WgFlow *flow)
{
  const WgTcpHalf *client = &flow->tcp.half[0], *server = &flow->tcp.half[1];
  gboolean tcp = flow->protocol == 6;

  memset (out, 0, sizeof *out);
  out->id = (gint64) flow->id;
  out->stream = flow->stream;
  out->transport = tcp ? "tcp" : "udp";
  fill_peer (&out->client, &flow->end[0], flow->ip_version);
  fill_peer (&out->server, &flow->end[1], flow->ip_version);
  out->first_frame = flow->first_frame;
  out->last_frame = flow->last_frame;
  out->packets = (WgPair){client->packets, server->packets};
  out->bytes = (WgPair){client->bytes, server->bytes};
  out->start_ns = flow->first_ns;
  out->duration_ns = flow->last_ns - flow->first_ns;
  fill_protocols (out, flow);
  if (!tcp)
    return;
  out->unique_bytes = (WgPair){client->unique, server->unique};
  out->state = tcp_state (&flow->tcp);
  out->retransmissions = client->retransmissions + server->retransmissions;
  out->out_of_order = client->out_of_order + server->out_of_order;
  out->lost_bytes = (WgPair){client->lost, server->lost};
}
