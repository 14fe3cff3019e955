#include "session/tell.h"

enum
{
  SYN,
  SYN_ACK,
  FIN,
  RST,
  RETRANSMISSION,
  OUT_OF_ORDER,
  LOST,
};

const WgMessageType wg_tcp_messages[] = {
    [SYN] = {.id = "tcp.syn",
             .name = "SYN",
             .layer = WG_LAYER_TCP,
             .help =
                 "The client asks for a connection and says from which number it counts the "
                 "bytes that it will send.",
             .source = "RFC 9293 §3.5"},
    [SYN_ACK] = {.id = "tcp.syn_ack",
                 .name = "SYN, ACK",
                 .layer = WG_LAYER_TCP,
                 .help = "The server accepts, and says from which number it counts.",
                 .source = "RFC 9293 §3.5"},
    [FIN] = {.id = "tcp.fin",
             .name = "FIN",
             .layer = WG_LAYER_TCP,
             .milestone = TRUE,
             .help = "This side has sent all that it had to send. The other may go on.",
             .source = "RFC 9293 §3.6"},
    [RST] = {.id = "tcp.rst",
             .name = "RST",
             .layer = WG_LAYER_TCP,
             .milestone = TRUE,
             .help = "The connection is broken off at once: refused, given up, or cut by "
                     "something on its way.",
             .source = "RFC 9293 §3.5.2"},
    [RETRANSMISSION] = {.id = "tcp.retransmission",
                        .name = "Retransmission",
                        .layer = WG_LAYER_TCP,
                        .help = "Bytes that were sent before are sent again, as nothing said "
                                "that they had come.",
                        .source = "RFC 9293 §3.8.1"},
    [OUT_OF_ORDER] = {.id = "tcp.out_of_order",
                      .name = "Out of order",
                      .layer = WG_LAYER_TCP,
                      .help = "This packet overtook others, or fills a hole that they left.",
                      .source = "RFC 9293 §3.10.7.4"},
    [LOST] = {.id = "tcp.lost",
              .name = "Lost bytes",
              .layer = WG_LAYER_TCP,
              .help = "Bytes that were sent are not in the capture. What follows may be read "
                      "wrongly because of it.",
              .source = "RFC 9293 §3.4"},
    {0},
};

static WgMessageId
take_message (WgMessageSink *sink, const WgMessage *message)
{
  WgTell *tell = (WgTell *) sink;
  WgMessage counted = *message;

  counted.conversation -= (gint64) tell->first;
  return (WgMessageId) (wg_store_add_message (tell->store, &counted) + 1);
}

static void
take_more (WgMessageSink *sink, WgMessageId id, guint64 len, guint32 frame)
{
  WgTell *tell = (WgTell *) sink;
  wg_store_grow_message (tell->store, id - 1, len, frame);
}

void
wg_tell_init (WgTell *tell, WgStore *store, guint64 first)
{
  *tell = (WgTell){
      .sink = {.message = take_message, .more = take_more}, .store = store, .first = first};
}

WgTellBefore
wg_tell_before (const WgFlow *flow, guint dir)
{
  const WgTcpHalf *half = &flow->tcp.half[dir];
  return (WgTellBefore){half->retransmissions, half->out_of_order, half->lost};
}

static void
tell_one (WgTell *tell,
          const WgFlow *flow,
          guint dir,
          const WgSegment *segment,
          guint32 frame,
          guint which,
          guint64 len)
{
  guint32 header = MIN (segment->tcp_header_len, segment->packet_off);
  WgMessage message = {
      .type = &wg_tcp_messages[which],
      .conversation = (gint64) flow->id,
      .dir = (guint8) dir,
      .flags = which >= RETRANSMISSION ? WG_MESSAGE_ODD : 0,
      .span = {frame, segment->packet_off - header, header},
      .last_frame = frame,
      .len = len,
  };

  tell->sink.message (&tell->sink, &message);
}

void
wg_tell_segment (WgTell *tell,
                 const WgFlow *flow,
                 guint dir,
                 const WgSegment *segment,
                 guint32 frame,
                 WgTellBefore before)
{
  const WgTcpHalf *half = &flow->tcp.half[dir];
  guint64 len = segment->payload_len;

  if (half->lost > before.lost)
    tell_one (tell, flow, dir, segment, frame, LOST, half->lost - before.lost);
  if (half->retransmissions > before.retransmissions)
    tell_one (tell, flow, dir, segment, frame, RETRANSMISSION, len);
  else if (half->out_of_order > before.out_of_order)
    tell_one (tell, flow, dir, segment, frame, OUT_OF_ORDER, len);
  else if (segment->tcp_flags & WG_TCP_SYN)
    tell_one (tell, flow, dir, segment, frame, segment->tcp_flags & WG_TCP_ACK ? SYN_ACK : SYN,
              0);
  if (segment->tcp_flags & WG_TCP_RST)
    tell_one (tell, flow, dir, segment, frame, RST, 0);
  else if (segment->tcp_flags & WG_TCP_FIN)
    tell_one (tell, flow, dir, segment, frame, FIN, 0);
}
