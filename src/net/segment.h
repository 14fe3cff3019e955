#pragma once

#include "capture/packet.h"

#define WG_TCP_FIN 0x01
#define WG_TCP_SYN 0x02
#define WG_TCP_RST 0x04
#define WG_TCP_PSH 0x08
#define WG_TCP_ACK 0x10
#define WG_TCP_URG 0x20

/* An end point of a conversation. IPv4 addresses stand in the first four bytes. */
typedef struct
{
  guint8 address[16];
  guint16 port;
} WgEndpoint;

/**
 * WgSegment: a TCP segment or UDP datagram that a packet carries, after all that is around it.
 * @ip_version: 4 or 6, of the innermost IP header
 * @protocol: 6 for TCP, 17 for UDP
 * @ip_headers: around it
 * @hops, @ip_id: time to live and (IPv4) identification of that header
 * @tcp_header_len: the header ends where @payload begins
 * @payload: captured bytes, borrowed for the call
 * @payload_len: their length on the wire by the headers; more than @payload.len when the
 * capture cut the packet
 * @packet_off: offset of @payload in the packet's bytes; only where @reassembled is FALSE
 * @reassembled: the payload was put together from IP fragments
 */
typedef struct
{
  WgEndpoint src;
  WgEndpoint dst;
  guint8 ip_version;
  guint8 ip_headers;
  guint8 protocol;
  guint8 tcp_flags;
  guint8 tcp_header_len;
  guint8 hops;
  guint16 ip_id;
  gboolean reassembled;
  guint32 seq;
  guint32 ack;
  guint16 window;
  guint32 packet_off;
  guint32 payload_len;
  WgSlice payload;
} WgSegment;
