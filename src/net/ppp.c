/* Point-to-point links: PPP, PPPoE, Cisco HDLC, frame relay. */
#include "net/decode.h"
#include "net/fields.h"

/* RFC 1661 §2, RFC 1662 §3.1: address and control may be left out, the protocol may be one
 * byte (its last bit tells). */
void
wg_net_ppp (WgDecode *d, WgPdu pdu)
{
  WgReader r = wg_pdu_reader (&pdu);
  guint8 first, low;
  guint16 protocol;
  gsize len;

  if (!wg_net_enter (d, &pdu))
    return;
  if (wg_reader_peek_u8 (&r, &first) && first == 0xff && !wg_reader_skip (&r, 2))
    {
      wg_net_short (d, &pdu, 4);
      return;
    }
  if (!wg_reader_u8 (&r, &first) || ((first & 1) == 0 && !wg_reader_u8 (&r, &low)))
    {
      wg_net_short (d, &pdu, 2);
      return;
    }
  protocol = (guint16) ((first & 1) != 0 ? first : first << 8 | low);
  len = wg_reader_tell (&r);
  if (d->tree != NULL)
    {
      gsize field_len = (first & 1) != 0 ? 1 : 2;
      WgNode *node = wg_net_layer (d, wg_net_fields_ppp, wg_reader_since (&r, 0));
      wg_tree_add_uint (d->tree, node, wg_net_row (wg_net_fields_ppp, "ppp.protocol"),
                        wg_net_off (d, pdu.bytes.data) + len - field_len, field_len, protocol);
    }
  pdu = wg_pdu_after (pdu, len);
  switch (protocol)
    {
    case 0x0021:
      wg_net_ipv4 (d, pdu);
      break;
    case 0x0057:
      wg_net_ipv6 (d, pdu);
      break;
    case 0x0281:
    case 0x0283:
      wg_net_mpls (d, pdu);
      break;
    default: /* control protocols, and 0x00fd: compressed */
      break;
    }
}

/* RFC 2516 §4. */
void
wg_net_pppoe (WgDecode *d, WgPdu pdu, gboolean discovery)
{
  WgReader r = wg_pdu_reader (&pdu);
  guint16 len;

  if (!wg_net_enter (d, &pdu))
    return;
  if (!wg_reader_skip (&r, 4) || !wg_reader_u16 (&r, &len))
    {
      wg_net_short (d, &pdu, 6);
      return;
    }
  if (d->tree != NULL)
    {
      WgNode *node = wg_net_layer (d, wg_net_fields_pppoe, wg_reader_since (&r, 0));
      wg_node_set_text (d->tree, node, "PPP-over-Ethernet %s",
                        discovery ? "Discovery" : "Session");
    }
  pdu = wg_pdu_after (pdu, 6);
  if (discovery)
    return;
  if (len > pdu.wire)
    wg_net_note (d, WG_NET_LINK_LENGTH, pdu.bytes);
  wg_net_ppp (d, wg_pdu_trim (pdu, len));
}

/* RFC 1547: address, control, EtherType. */
void
wg_net_chdlc (WgDecode *d, WgPdu pdu)
{
  WgReader r = wg_pdu_reader (&pdu);
  guint16 type;

  if (!wg_net_enter (d, &pdu))
    return;
  if (!wg_reader_skip (&r, 2) || !wg_reader_u16 (&r, &type))
    {
      wg_net_short (d, &pdu, 4);
      return;
    }
  if (d->tree != NULL)
    wg_net_layer (d, wg_net_fields_chdlc, wg_reader_since (&r, 0));
  if (type >= 0x600 && type != 0x8035) /* SLARP has RARP's number */
    wg_net_ethertype (d, type, wg_pdu_after (pdu, 4));
}

/* PPP on a serial line, or Cisco HDLC where the address says so (RFC 1662, RFC 1547). */
void
wg_net_ppp_serial (WgDecode *d, WgPdu pdu)
{
  WgReader r = wg_pdu_reader (&pdu);
  guint8 first;

  if (wg_reader_peek_u8 (&r, &first) && (first == 0x0f || first == 0x8f))
    wg_net_chdlc (d, pdu);
  else
    wg_net_ppp (d, pdu);
}

/* RFC 2427; where no NLPID follows, Cisco's form with an EtherType. */
void
wg_net_frame_relay (WgDecode *d, WgPdu pdu)
{
  WgReader r = wg_pdu_reader (&pdu);
  guint8 byte = 0, nlpid = 0;
  guint16 type;
  guint n = 0;

  if (!wg_net_enter (d, &pdu))
    return;
  while (n < 4 && (byte & 1) == 0 && wg_reader_u8 (&r, &byte))
    n++;
  if ((byte & 1) == 0 || !wg_reader_u8 (&r, &byte))
    {
      wg_net_short (d, &pdu, 4);
      return;
    }
  if (d->tree != NULL)
    wg_net_layer (d, wg_net_fields_fr, wg_reader_since (&r, 0));
  if (byte != 0x03)
    {
      wg_reader_seek (&r, n);
      if (wg_reader_u16 (&r, &type) && type >= 0x600)
        wg_net_ethertype (d, type, wg_pdu_after (pdu, n + 2));
      return;
    }
  if (!wg_reader_u8 (&r, &nlpid) || (nlpid == 0 && !wg_reader_u8 (&r, &nlpid)))
    return;
  pdu = wg_pdu_after (pdu, wg_reader_tell (&r));
  if (nlpid == 0xcc)
    wg_net_ipv4 (d, pdu);
  else if (nlpid == 0x8e)
    wg_net_ipv6 (d, pdu);
  else if (nlpid == 0x80 && wg_reader_skip (&r, 3) && wg_reader_u16 (&r, &type)
           && type >= 0x600)
    wg_net_ethertype (d, type, wg_pdu_after (pdu, 5));
}
