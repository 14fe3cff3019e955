/* TCP (RFC 9293), UDP (RFC 768), and for the field tree ICMP, IGMP and SCTP. */
#include "net/decode.h"
#include "net/fields.h"

#define TCP_MIN 20u
#define UDP_LEN 8u

void
wg_net_tcp (WgDecode *d, WgPdu pdu)
{
  WgReader r = wg_pdu_reader (&pdu);
  WgSegment *s = &d->segment;
  guint8 offset, flags;
  gsize header_len;

  if (!wg_reader_u16 (&r, &s->src.port) || !wg_reader_u16 (&r, &s->dst.port)
      || !wg_reader_u32 (&r, &s->seq) || !wg_reader_u32 (&r, &s->ack)
      || !wg_reader_u8 (&r, &offset) || !wg_reader_u8 (&r, &flags)
      || !wg_reader_u16 (&r, &s->window))
    {
      wg_net_short (d, &pdu, TCP_MIN);
      return;
    }
  header_len = (offset >> 4) * 4u;
  s->protocol = 6;
  if (G_UNLIKELY (header_len < TCP_MIN || header_len > pdu.wire))
    {
      /* Nobody knows what it is worth: it counts as a packet of its conversation, and for
       * nothing else. */
      if (d->tree != NULL)
        wg_net_tree_tcp (d, wg_slice_sub (pdu.bytes, 0, TCP_MIN), flags, 0);
      wg_net_note (d, WG_NET_TCP_HEADER_LENGTH, wg_reader_since (&r, 0));
      s->tcp_flags = 0;
      s->payload = wg_slice_sub (pdu.bytes, 0, 0);
      s->payload_len = 0;
      wg_net_emit (d);
      return;
    }
  if (G_UNLIKELY (d->tree != NULL))
    wg_net_tree_tcp (d, wg_slice_sub (pdu.bytes, 0, header_len), flags, pdu.wire - header_len);
  pdu = wg_pdu_after (pdu, header_len);
  s->tcp_flags = flags;
  s->tcp_header_len = (guint8) header_len;
  s->payload = pdu.bytes;
  s->payload_len = (guint32) MIN (pdu.wire, G_MAXUINT32);
  wg_net_emit (d);
}

void
wg_net_udp (WgDecode *d, WgPdu pdu)
{
  WgReader r = wg_pdu_reader (&pdu);
  WgSegment *s = &d->segment;
  guint16 field, checksum;
  gsize len;

  if (!wg_reader_u16 (&r, &s->src.port) || !wg_reader_u16 (&r, &s->dst.port)
      || !wg_reader_u16 (&r, &field) || !wg_reader_u16 (&r, &checksum))
    {
      wg_net_short (d, &pdu, UDP_LEN);
      return;
    }
  if (G_UNLIKELY (d->tree != NULL))
    wg_net_tree_udp (d, wg_reader_since (&r, 0));
  /* None: a jumbogram (RFC 2675 §4), or the card was to cut it into packets. */
  len = field != 0 ? field : pdu.wire;
  if (len < UDP_LEN)
    {
      wg_net_note (d, WG_NET_UDP_LENGTH, wg_reader_since (&r, 0));
      return;
    }
  else if (len > pdu.wire)
    {
      if (!d->piece)
        wg_net_note (d, WG_NET_UDP_LENGTH, wg_reader_since (&r, 0));
    }
  else
    pdu = wg_pdu_trim (pdu, len);
  pdu = wg_pdu_after (pdu, UDP_LEN);
  if (wg_net_udp_tunnel (d, s->src.port, s->dst.port, pdu))
    return;
  s->protocol = 17;
  s->tcp_flags = 0;
  s->seq = s->ack = s->window = 0;
  s->payload = pdu.bytes;
  s->payload_len = (guint32) MIN (pdu.wire, G_MAXUINT32);
  wg_net_emit (d);
}

/* RFC 792, RFC 4443. A header quoted in an error is no packet of a conversation. */
void
wg_net_icmp (WgDecode *d, WgPdu pdu, gboolean v6)
{
  WgReader r = wg_pdu_reader (&pdu);
  guint8 type, code;

  wg_net_control (d, v6 ? WG_CONTROL_ICMPV6 : WG_CONTROL_ICMP, &pdu);
  if (d->tree == NULL)
    return;
  if (!wg_reader_u8 (&r, &type) || !wg_reader_u8 (&r, &code))
    {
      wg_net_short (d, &pdu, 8);
      return;
    }
  wg_net_tree_icmp (d, wg_slice_sub (pdu.bytes, 0, 8), type, v6);
}

void
wg_net_igmp (WgDecode *d, WgPdu pdu)
{
  if (d->tree == NULL)
    return;
  wg_net_layer (d, wg_net_fields_igmp, wg_slice_sub (pdu.bytes, 0, 8));
  wg_node_set_text (d->tree, wg_tree_root (d->tree), "IGMP");
}

void
wg_net_sctp (WgDecode *d, WgPdu pdu)
{
  if (d->tree == NULL)
    return;
  wg_net_layer (d, wg_net_fields_sctp, wg_slice_sub (pdu.bytes, 0, 12));
  wg_node_set_text (d->tree, wg_tree_root (d->tree), "SCTP");
}
