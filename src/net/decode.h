#pragma once

/* What the layers of net/ share; nobody outside includes it. */

#include "base/limits.h"
#include "base/reader.h"
#include "net/net.h"

/**
 * WgPdu: what a header carries.
 * @bytes: the captured part
 * @wire: its length on the wire by the headers around it, at least @bytes.len
 */
typedef struct
{
  WgSlice bytes;
  gsize wire;
} WgPdu;

typedef struct WgFragments WgFragments;

struct WgNet
{
  WgNetCallbacks callbacks;
  gpointer user;
  WgFragments *fragments;
};

/**
 * WgDecode: one packet on its way inwards.
 * @tree: %NULL on the fast road
 * @origin: first byte of the source that offsets count from: the packet, or a datagram that was
 * put together
 * @depth: headers so far
 * @link: Ethernet addresses of the last such header, 12 bytes
 * @vlan: outermost VLAN, part of the identity of a fragment
 * @piece: a first fragment whose datagram cannot be put together
 * @past: the last IP header promises more than the packet holds
 * @segment: gathers what goes out; the addresses are those of the last IP header
 */
typedef struct
{
  WgNet *net;
  const WgPacket *packet;
  WgTree *tree;
  const guint8 *origin;
  guint depth;
  WgSlice link;
  guint16 vlan;
  gboolean piece;
  gboolean past;
  WgSegment segment;
} WgDecode;

typedef enum
{
  WG_NET_TOO_DEEP,
  WG_NET_SHORT_HEADER,
  WG_NET_LINK_LENGTH,
  WG_NET_IP_VERSION,
  WG_NET_IP_HEADER_LENGTH,
  WG_NET_IP_TOTAL_LENGTH,
  WG_NET_IP_PAST_PACKET,
  WG_NET_IP_EXTENSIONS,
  WG_NET_FRAGMENT_OVERLAP,
  WG_NET_FRAGMENT_CONFLICT,
  WG_NET_FRAGMENT_PAST_END,
  WG_NET_FRAGMENT_UNALIGNED,
  WG_NET_FRAGMENT_EMPTY,
  WG_NET_FRAGMENT_DROPPED,
  WG_NET_FRAGMENT_TIMEOUT,
  WG_NET_TCP_HEADER_LENGTH,
  WG_NET_UDP_LENGTH,
  WG_NET_N_NOTES,
} WgNetNote;

/* Reports an oddity of @bytes, which lie in the source that is being decoded. */
void wg_net_note (WgDecode *d, WgNetNote note, WgSlice bytes);

/* A header of @needed bytes did not fit: a note where the sender's bytes end, nothing where the
 * capture's do. */
void wg_net_short (WgDecode *d, const WgPdu *pdu, gsize needed);

/* Counts a header; %FALSE at the ceiling, with a note. */
gboolean wg_net_too_deep (WgDecode *d, const WgPdu *pdu);

static inline G_GNUC_WARN_UNUSED_RESULT gboolean
wg_net_enter (WgDecode *d, const WgPdu *pdu)
{
  if (G_LIKELY (d->depth < WG_LIMIT_NET_DEPTH))
    {
      d->depth++;
      return TRUE;
    }
  return wg_net_too_deep (d, pdu);
}

static inline WgPdu
wg_pdu (WgSlice bytes, gsize wire)
{
  return (WgPdu){bytes, MAX (bytes.len, wire)};
}

/* What follows the first @n bytes. */
static inline WgPdu
wg_pdu_after (WgPdu pdu, gsize n)
{
  gsize skipped = MIN (n, pdu.bytes.len);
  return (WgPdu){wg_slice (pdu.bytes.data + skipped, pdu.bytes.len - skipped),
                 pdu.wire - MIN (n, pdu.wire)};
}

/* Not more than the first @n bytes. */
static inline WgPdu
wg_pdu_trim (WgPdu pdu, gsize n)
{
  return (WgPdu){wg_slice (pdu.bytes.data, MIN (pdu.bytes.len, n)), MIN (pdu.wire, n)};
}

static inline WgReader
wg_pdu_reader (const WgPdu *pdu)
{
  return wg_reader (pdu->bytes, pdu->wire > pdu->bytes.len ? WG_END_CUT : WG_END_WHOLE);
}

static inline gsize
wg_net_off (const WgDecode *d, const guint8 *at)
{
  return (gsize) (at - d->origin);
}

/* Hands out d->segment. */
static inline void
wg_net_emit (WgDecode *d)
{
  d->segment.packet_off =
      d->segment.reassembled ? 0 : (guint32) wg_net_off (d, d->segment.payload.data);
  d->net->callbacks.segment (d->net->user, d->packet, &d->segment);
}

/* Hands out a message that is no segment. @message: from its first byte on. */
void wg_net_control (WgDecode *d, WgControlKind kind, const WgPdu *message);

/* Links: linktype.c, link.c, ppp.c, wlan.c. */
void wg_net_link (WgDecode *d, guint linktype, WgPdu pdu);
void wg_net_ethernet (WgDecode *d, WgPdu pdu);
/* @type: an EtherType, or below 0x600 the length of an 802.3 frame. */
void wg_net_ethertype (WgDecode *d, guint type, WgPdu pdu);
gboolean wg_net_known_ethertype (guint type);
gboolean wg_net_looks_like_ethernet (WgPdu pdu);
void wg_net_llc (WgDecode *d, WgPdu pdu);
void wg_net_arp (WgDecode *d, WgPdu pdu);
void wg_net_mpls (WgDecode *d, WgPdu pdu);
void wg_net_nsh (WgDecode *d, WgPdu pdu);
void wg_net_nsh_next (WgDecode *d, guint8 next, WgPdu pdu);
void wg_net_ppp (WgDecode *d, WgPdu pdu);
void wg_net_ppp_serial (WgDecode *d, WgPdu pdu); /* or Cisco HDLC, as the address says */
void wg_net_pppoe (WgDecode *d, WgPdu pdu, gboolean discovery);
void wg_net_chdlc (WgDecode *d, WgPdu pdu);
void wg_net_frame_relay (WgDecode *d, WgPdu pdu);
void wg_net_wlan (WgDecode *d, guint linktype, WgPdu pdu);
void wg_net_wlan_swapped (WgDecode *d, WgPdu pdu); /* frame control in either order */

/* Internet: ip.c, transport.c. */
void wg_net_ip (WgDecode *d, WgPdu pdu); /* whichever version the first bits say */
void wg_net_ipv4 (WgDecode *d, WgPdu pdu);
void wg_net_ipv6 (WgDecode *d, WgPdu pdu);
void wg_net_ip_payload (WgDecode *d, guint8 protocol, WgPdu pdu);
gboolean wg_net_looks_like_ip (WgPdu pdu);
void wg_net_tcp (WgDecode *d, WgPdu pdu);
void wg_net_udp (WgDecode *d, WgPdu pdu);
void wg_net_icmp (WgDecode *d, WgPdu pdu, gboolean v6);
void wg_net_igmp (WgDecode *d, WgPdu pdu);
void wg_net_sctp (WgDecode *d, WgPdu pdu);

/* Tunnels: tunnel.c, udp-tunnel.c. The last returns whether the datagram was a tunnel's. */
void wg_net_gre (WgDecode *d, WgPdu pdu);
void wg_net_etherip (WgDecode *d, WgPdu pdu);
void wg_net_minimal_encapsulation (WgDecode *d, WgPdu pdu);
gboolean wg_net_udp_tunnel (WgDecode *d, guint16 src, guint16 dst, WgPdu pdu);

/* Fragments: fragment.c. */
/* @off: in bytes */
typedef struct
{
  WgSlice src, dst;
  guint32 id;
  guint8 protocol;
  guint8 version;
  guint32 off;
  gboolean more;
} WgFragment;

WgFragments *wg_fragments_new (void);
void wg_fragments_free (WgFragments *fragments);
/* Adds a piece. Returns the whole datagram when it was the one it lacked, and sets the
 * fragment's protocol to the first piece's; else %NULL. */
GBytes *wg_fragments_add (WgDecode *d, WgFragment *fragment, WgSlice bytes);

/* Trees: layer.c. Adds a heading (first row of @fields) over @header and below it a node for
 * each row that has a size, read at its bit offset; the rows whose key continues that of an
 * earlier one stand below it. @text: what the heading says, or %NULL. */
WgNode *wg_net_layer (WgDecode *d, const WgField *fields, WgSlice header);
/* The row of @key, which must be there: one that has no fixed place. */
const WgField *wg_net_row (const WgField *fields, const char *key);
/* The address of 4, 6 or 16 bytes as text. */
char *wg_net_address_text (WgSlice address);

/* Layers with more to tell: tree.c. */
void wg_net_tree_arp (WgDecode *d, WgSlice header, guint16 opcode);
void wg_net_tree_ip (WgDecode *d, WgSlice header, gboolean v6);
void wg_net_tree_tcp (WgDecode *d, WgSlice header, guint8 flags, gsize payload_len);
void wg_net_tree_udp (WgDecode *d, WgSlice header);
void wg_net_tree_icmp (WgDecode *d, WgSlice header, guint8 type, gboolean v6);
void wg_net_tree_gre (WgDecode *d, WgSlice header, guint16 flags);
