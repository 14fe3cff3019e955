/* IPv4 (RFC 791) and IPv6 (RFC 8200). */
#include "net/decode.h"
#include "net/fields.h"

#define IPV4_MIN        20u
#define IPV6_LEN        40u
#define MORE_FRAGMENTS  0x2000
#define FRAGMENT_OFFSET 0x1fff

/* Enough like an IP packet to be taken for one where nothing says what follows. */
gboolean
wg_net_looks_like_ip (WgPdu pdu)
{
  WgReader r = wg_pdu_reader (&pdu);
  guint8 first, tos;
  guint16 len;

  if (!wg_reader_u8 (&r, &first) || !wg_reader_u8 (&r, &tos) || !wg_reader_u16 (&r, &len))
    return FALSE;
  if (first >> 4 == 4)
    return (first & 15) >= 5 && pdu.wire >= IPV4_MIN && len >= (first & 15u) * 4u
           && len <= pdu.wire;
  if (first >> 4 != 6 || pdu.wire < IPV6_LEN || !wg_reader_u16 (&r, &len))
    return FALSE;
  return len <= pdu.wire - IPV6_LEN;
}

void
wg_net_ip (WgDecode *d, WgPdu pdu)
{
  WgReader r = wg_pdu_reader (&pdu);
  guint8 first;

  if (!wg_reader_peek_u8 (&r, &first))
    return;
  if (first >> 4 == 4)
    wg_net_ipv4 (d, pdu);
  else if (first >> 4 == 6)
    wg_net_ipv6 (d, pdu);
  else
    wg_net_note (d, WG_NET_IP_VERSION, pdu.bytes);
}

/* Goes on inside a datagram that is whole now. */
static void
whole_datagram (WgDecode *d, GBytes *whole, guint8 protocol, WgSlice last)
{
  gsize len;
  const guint8 *data = g_bytes_get_data (whole, &len);
  WgDecode inner = *d;

  inner.origin = data;
  inner.segment.reassembled = TRUE;
  if (d->tree != NULL)
    {
      WgTreeBase base = wg_tree_base (d->tree);
      guint16 source =
          wg_tree_derive (d->tree, "Reassembled IP datagram", wg_slice (data, len), base.source,
                          (guint32) wg_net_off (d, last.data), (guint32) last.len);
      wg_tree_set_base (d->tree, (WgTreeBase){source, 0});
      wg_net_ip_payload (&inner, protocol, wg_pdu (wg_slice (data, len), len));
      wg_tree_set_base (d->tree, base);
    }
  else
    wg_net_ip_payload (&inner, protocol, wg_pdu (wg_slice (data, len), len));
  g_bytes_unref (whole);
}

/* A piece of a datagram. Where not all of it is here, the datagram can never be whole: its
 * first piece is then read for what it has. */
static void
piece (WgDecode *d, WgFragment *fragment, WgPdu pdu)
{
  GBytes *whole;

  if (d->past || pdu.bytes.len < pdu.wire)
    {
      if (fragment->off != 0)
        return;
      d->piece = TRUE;
      wg_net_ip_payload (d, fragment->protocol, pdu);
      return;
    }
  whole = wg_fragments_add (d, fragment, pdu.bytes);
  if (whole != NULL)
    whole_datagram (d, whole, fragment->protocol, pdu.bytes);
  else if (d->tree != NULL)
    wg_node_set_text (d->tree, wg_tree_root (d->tree),
                      "Fragment of an IP datagram, id %u, off %u", fragment->id, fragment->off);
}

void
wg_net_ipv4 (WgDecode *d, WgPdu pdu)
{
  WgReader r = wg_pdu_reader (&pdu);
  guint8 first, tos, ttl, protocol;
  guint16 len, id, flags, checksum;
  WgSlice src, dst;
  gsize header_len, total;

  if (!wg_net_enter (d, &pdu))
    return;
  if (!wg_reader_u8 (&r, &first) || !wg_reader_u8 (&r, &tos) || !wg_reader_u16 (&r, &len)
      || !wg_reader_u16 (&r, &id) || !wg_reader_u16 (&r, &flags) || !wg_reader_u8 (&r, &ttl)
      || !wg_reader_u8 (&r, &protocol) || !wg_reader_u16 (&r, &checksum)
      || !wg_reader_take (&r, 4, &src) || !wg_reader_take (&r, 4, &dst))
    {
      wg_net_short (d, &pdu, IPV4_MIN);
      return;
    }
  header_len = (first & 15u) * 4u;
  total = len;
  if (G_UNLIKELY (first >> 4 != 4 || header_len < IPV4_MIN || header_len > pdu.wire))
    {
      wg_net_note (d, first >> 4 != 4 ? WG_NET_IP_VERSION : WG_NET_IP_HEADER_LENGTH,
                   wg_reader_since (&r, 0));
      return;
    }
  if (G_UNLIKELY (d->tree != NULL))
    wg_net_tree_ip (d, wg_slice_sub (pdu.bytes, 0, header_len), FALSE);
  if (G_UNLIKELY (total == 0)) /* the card was to cut it into packets */
    total = pdu.wire;
  if (G_UNLIKELY (total < header_len))
    {
      wg_net_note (d, WG_NET_IP_TOTAL_LENGTH, wg_reader_since (&r, 0));
      return;
    }
  d->piece = FALSE;
  d->past = total > pdu.wire;
  if (G_UNLIKELY (d->past))
    wg_net_note (d, WG_NET_IP_PAST_PACKET, wg_reader_since (&r, 0));
  pdu = wg_pdu_trim (pdu, total);

  memset (d->segment.src.address + 4, 0, 12);
  memset (d->segment.dst.address + 4, 0, 12);
  memcpy (d->segment.src.address, src.data, 4);
  memcpy (d->segment.dst.address, dst.data, 4);
  d->segment.ip_version = 4;
  d->segment.ip_headers++;
  d->segment.hops = ttl;
  d->segment.ip_id = id;
  pdu = wg_pdu_after (pdu, header_len);
  if (G_UNLIKELY ((flags & (MORE_FRAGMENTS | FRAGMENT_OFFSET)) != 0))
    {
      WgFragment fragment = {.src = src,
                             .dst = dst,
                             .id = id,
                             .protocol = protocol,
                             .version = 4,
                             .off = (flags & FRAGMENT_OFFSET) * 8u,
                             .more = (flags & MORE_FRAGMENTS) != 0};
      piece (d, &fragment, pdu);
      return;
    }
  if (G_LIKELY (protocol == 6))
    wg_net_tcp (d, pdu);
  else
    wg_net_ip_payload (d, protocol, pdu);
}

/* RFC 8200 §4.5. %TRUE: the datagram is in one piece all the same (RFC 6946). */
static gboolean
ipv6_fragment (WgDecode *d, WgPdu pdu)
{
  WgReader r = wg_pdu_reader (&pdu);
  guint8 next, reserved;
  guint16 off;
  guint32 id;
  guint len = 16;

  if (!wg_reader_u8 (&r, &next) || !wg_reader_u8 (&r, &reserved) || !wg_reader_u16 (&r, &off)
      || !wg_reader_u32 (&r, &id))
    return FALSE;
  if ((off & 0xfff9) == 0)
    return TRUE;
  WgFragment fragment = {.src = wg_slice (d->segment.src.address, len),
                         .dst = wg_slice (d->segment.dst.address, len),
                         .id = id,
                         .protocol = next,
                         .version = 6,
                         .off = off & 0xfff8u,
                         .more = (off & 1) != 0};
  piece (d, &fragment, wg_pdu_after (pdu, 8));
  return FALSE;
}

static const WgField *
extension_fields (guint8 type)
{
  switch (type)
    {
    case 0:
      return wg_net_fields_ipv6_hopopts;
    case 43:
      return wg_net_fields_ipv6_routing;
    case 44:
      return wg_net_fields_ipv6_fragment;
    case 51:
      return wg_net_fields_ah;
    case 60:
      return wg_net_fields_ipv6_dstopts;
    case 135:
      return wg_net_fields_mip6;
    case 139:
      return wg_net_fields_hip;
    case 140:
      return wg_net_fields_shim6;
    default:
      return NULL;
    }
}

/* Passes over extension headers (RFC 8200 §4, RFC 4302). %FALSE when there is nothing behind
 * them to go on with. */
static gboolean
skip_extensions (WgDecode *d, guint8 *protocol, WgPdu *pdu)
{
  for (guint n = 0;; n++)
    {
      WgReader r = wg_pdu_reader (pdu);
      const WgField *fields = extension_fields (*protocol);
      guint8 next, units;
      gsize len;

      if (fields == NULL)
        return TRUE;
      if (n >= WG_LIMIT_NET_EXTENSIONS)
        {
          wg_net_note (d, WG_NET_IP_EXTENSIONS, pdu->bytes);
          return FALSE;
        }
      if (!wg_reader_u8 (&r, &next) || !wg_reader_u8 (&r, &units))
        {
          wg_net_short (d, pdu, 8);
          return FALSE;
        }
      len = *protocol == 44 ? 8u : *protocol == 51 ? (units + 2u) * 4u : (units + 1u) * 8u;
      if (len > pdu->bytes.len)
        {
          wg_net_short (d, pdu, len);
          return FALSE;
        }
      if (d->tree != NULL)
        wg_net_layer (d, fields, wg_slice_sub (pdu->bytes, 0, len));
      if (*protocol == 44 && !ipv6_fragment (d, *pdu))
        return FALSE;
      *protocol = next;
      *pdu = wg_pdu_after (*pdu, len);
    }
}

void
wg_net_ipv6 (WgDecode *d, WgPdu pdu)
{
  WgReader r = wg_pdu_reader (&pdu);
  guint32 first;
  guint16 len;
  guint8 next, hops;
  WgSlice src, dst;

  if (!wg_net_enter (d, &pdu))
    return;
  if (!wg_reader_u32 (&r, &first) || !wg_reader_u16 (&r, &len) || !wg_reader_u8 (&r, &next)
      || !wg_reader_u8 (&r, &hops) || !wg_reader_take (&r, 16, &src)
      || !wg_reader_take (&r, 16, &dst))
    {
      wg_net_short (d, &pdu, IPV6_LEN);
      return;
    }
  if (first >> 28 != 6)
    {
      wg_net_note (d, WG_NET_IP_VERSION, wg_reader_since (&r, 0));
      return;
    }
  if (d->tree != NULL)
    wg_net_tree_ip (d, wg_reader_since (&r, 0), TRUE);
  memcpy (d->segment.src.address, src.data, 16);
  memcpy (d->segment.dst.address, dst.data, 16);
  d->segment.ip_version = 6;
  d->segment.ip_headers++;
  d->segment.hops = hops;
  d->segment.ip_id = 0;
  pdu = wg_pdu_after (pdu, IPV6_LEN);
  /* No length: a jumbogram (RFC 2675), or the card was to cut it into packets. */
  d->piece = FALSE;
  d->past = len > pdu.wire;
  if (d->past)
    wg_net_note (d, WG_NET_IP_PAST_PACKET, wg_reader_since (&r, 0));
  if (len != 0)
    pdu = wg_pdu_trim (pdu, len);
  wg_net_ip_payload (d, next, pdu);
}

void
wg_net_ip_payload (WgDecode *d, guint8 protocol, WgPdu pdu)
{
  if (!skip_extensions (d, &protocol, &pdu))
    return;
  switch (protocol)
    {
    case 6:
      wg_net_tcp (d, pdu);
      break;
    case 17:
      wg_net_udp (d, pdu);
      break;
    case 1:
      wg_net_icmp (d, pdu, FALSE);
      break;
    case 58:
      wg_net_icmp (d, pdu, TRUE);
      break;
    case 2:
      wg_net_igmp (d, pdu);
      break;
    case 132:
      wg_net_sctp (d, pdu);
      break;
    case 4:
    case 94: /* KA9Q's number for the same */
      wg_net_ipv4 (d, pdu);
      break;
    case 41:
      wg_net_ipv6 (d, pdu);
      break;
    case 47:
      wg_net_gre (d, pdu);
      break;
    case 55:
      wg_net_minimal_encapsulation (d, pdu);
      break;
    case 97:
      wg_net_etherip (d, pdu);
      break;
    case 137:
      wg_net_mpls (d, pdu);
      break;
    case 143: /* RFC 8986 */
      wg_net_ethernet (d, pdu);
      break;
    default: /* ESP and IPComp hide what is inside, the rest nobody asks for */
      break;
    }
}
