#pragma once

#include "capture/packet.h"

typedef enum
{
  WG_CONTROL_ARP,
  WG_CONTROL_ICMP,
  WG_CONTROL_ICMPV6,
} WgControlKind;

/**
 * WgControl: a message by which a network steers itself: ARP, ICMP, ICMPv6. Borrowed for the
 * call.
 * @link: Ethernet destination and source, 12 bytes; empty on other links
 * @src, @dst: of the IP header around ICMP; IPv4 in the first four bytes
 * @hops: its time to live
 * @message: captured bytes from the first of ARP, or of ICMP, on
 * @wire_len: their length by the headers around them
 */
typedef struct
{
  WgControlKind kind;
  WgSlice link;
  guint8 src[16];
  guint8 dst[16];
  guint8 hops;
  WgSlice message;
  gsize wire_len;
} WgControl;
