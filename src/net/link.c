/* Link layers of local networks, and their tags. */
#include "net/decode.h"
#include "net/fields.h"

#define ETHER_ADDRESSES 12u
#define TYPE_IPV4       0x0800
#define TYPE_IPV6       0x86dd

gboolean
wg_net_known_ethertype (guint type)
{
  static const guint16 known[] = {0x0800, 0x0806, 0x86dd, 0x8100, 0x88a8, 0x9100, 0x9200,
                                  0x8847, 0x8848, 0x8863, 0x8864, 0x88e7, 0x8926, 0x893f,
                                  0x88cc, 0x8035, 0x88e5, 0x8809, 0x894f, 0x9000};
  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (known[i] == type)
      return TRUE;
  return FALSE;
}

gboolean
wg_net_looks_like_ethernet (WgPdu pdu)
{
  WgReader r = wg_pdu_reader (&pdu);
  guint16 type;

  return wg_reader_skip (&r, ETHER_ADDRESSES) && wg_reader_u16 (&r, &type)
         && wg_net_known_ethertype (type);
}

void
wg_net_ethernet (WgDecode *d, WgPdu pdu)
{
  WgReader r = wg_pdu_reader (&pdu);
  guint16 type;

  if (!wg_net_enter (d, &pdu))
    return;
  if (!wg_reader_take (&r, ETHER_ADDRESSES, &d->link) || !wg_reader_u16 (&r, &type))
    {
      wg_net_short (d, &pdu, ETHER_ADDRESSES + 2);
      return;
    }
  if (G_UNLIKELY (d->tree != NULL))
    {
      WgSlice header = wg_reader_since (&r, 0);
      g_autofree char *dst = wg_net_address_text (wg_slice_sub (header, 0, 6));
      g_autofree char *src = wg_net_address_text (wg_slice_sub (header, 6, 6));
      const WgField *fields = type >= 0x600 ? wg_net_fields_eth : wg_net_fields_eth_length;
      WgNode *node = wg_net_layer (d, fields, header);
      wg_node_set_text (d->tree, node, "%s, Src: %s, Dst: %s",
                        type >= 0x600 ? "Ethernet II" : "IEEE 802.3 Ethernet", src, dst);
    }
  wg_net_ethertype (d, type, wg_pdu_after (pdu, ETHER_ADDRESSES + 2));
}

/* IEEE 802.3: below 0x600 the field is a length. 0xffff begins a raw IPX packet. */
static void
length_field (WgDecode *d, guint len, WgPdu pdu)
{
  WgReader r;
  guint16 first;

  if (len > pdu.wire)
    wg_net_note (d, WG_NET_LINK_LENGTH, pdu.bytes);
  pdu = wg_pdu_trim (pdu, len);
  r = wg_pdu_reader (&pdu);
  if (!wg_reader_u16 (&r, &first) || first == 0xffff)
    return;
  wg_net_llc (d, pdu);
}

/* IEEE 802.1Q-2018 §9.6, 802.1ad: as many tags as there are. */
static void
vlan (WgDecode *d, WgPdu pdu)
{
  WgReader r = wg_pdu_reader (&pdu);
  guint16 tci, type;

  if (!wg_net_enter (d, &pdu))
    return;
  if (!wg_reader_u16 (&r, &tci) || !wg_reader_u16 (&r, &type))
    {
      wg_net_short (d, &pdu, 4);
      return;
    }
  d->vlan = tci & 0xfff;
  if (d->tree != NULL)
    {
      WgNode *node = wg_net_layer (d, wg_net_fields_vlan, wg_reader_since (&r, 0));
      wg_node_set_text (d->tree, node, "802.1Q Virtual LAN, PRI: %u, DEI: %u, ID: %u",
                        tci >> 13, tci >> 12 & 1, tci & 0xfff);
    }
  wg_net_ethertype (d, type, wg_pdu_after (pdu, 4));
}

/* A tag of fixed length whose last two bytes say what follows. */
static void
tag (WgDecode *d, WgPdu pdu, const WgField *fields, gsize len)
{
  WgReader r = wg_pdu_reader (&pdu);
  guint16 type;

  if (!wg_net_enter (d, &pdu))
    return;
  if (!wg_reader_skip (&r, len - 2) || !wg_reader_u16 (&r, &type))
    {
      wg_net_short (d, &pdu, len);
      return;
    }
  if (d->tree != NULL)
    wg_net_layer (d, fields, wg_reader_since (&r, 0));
  wg_net_ethertype (d, type, wg_pdu_after (pdu, len));
}

/* A header of fixed length with an Ethernet frame behind it. */
static void
around_ethernet (WgDecode *d, WgPdu pdu, const WgField *fields, gsize len)
{
  if (!wg_net_enter (d, &pdu))
    return;
  if (pdu.bytes.len < len)
    {
      wg_net_short (d, &pdu, len);
      return;
    }
  if (d->tree != NULL)
    wg_net_layer (d, fields, wg_slice_sub (pdu.bytes, 0, len));
  wg_net_ethernet (d, wg_pdu_after (pdu, len));
}

/* IEEE 802.1AE §9.3: readable only where the sender authenticated without encrypting. */
static void
macsec (WgDecode *d, WgPdu pdu)
{
  WgReader r = wg_pdu_reader (&pdu);
  guint8 tci, len;
  gsize header_len;
  guint16 type;

  if (!wg_net_enter (d, &pdu))
    return;
  if (!wg_reader_u8 (&r, &tci) || !wg_reader_u8 (&r, &len) || !wg_reader_skip (&r, 4)
      || ((tci & 0x20) != 0 && !wg_reader_skip (&r, 8)))
    {
      wg_net_short (d, &pdu, 6);
      return;
    }
  if (d->tree != NULL)
    wg_net_layer (d, wg_net_fields_macsec, wg_reader_since (&r, 0));
  if ((tci & 0x08) != 0 || !wg_reader_u16 (&r, &type))
    return;
  header_len = wg_reader_tell (&r);
  wg_net_ethertype (d, type, wg_pdu_after (pdu, header_len));
}

/* RFC 6325 §3. */
static void
trill (WgDecode *d, WgPdu pdu)
{
  WgReader r = wg_pdu_reader (&pdu);
  guint16 first;

  if (wg_reader_u16 (&r, &first))
    around_ethernet (d, pdu, wg_net_fields_trill, 6u + (first >> 6 & 0x1fu) * 4u);
}

/* RFC 8300 §2.2. */
void
wg_net_nsh (WgDecode *d, WgPdu pdu)
{
  WgReader r = wg_pdu_reader (&pdu);
  guint16 first;
  guint8 md, next;
  gsize len;

  if (!wg_net_enter (d, &pdu))
    return;
  if (!wg_reader_u16 (&r, &first) || !wg_reader_u8 (&r, &md) || !wg_reader_u8 (&r, &next))
    {
      wg_net_short (d, &pdu, 8);
      return;
    }
  len = (first & 0x3fu) * 4u;
  if (len < 8 || pdu.bytes.len < len)
    {
      wg_net_short (d, &pdu, MAX (len, 8));
      return;
    }
  if (d->tree != NULL)
    wg_net_layer (d, wg_net_fields_nsh, wg_slice_sub (pdu.bytes, 0, len));
  wg_net_nsh_next (d, next, wg_pdu_after (pdu, len));
}

/* Next protocols of NSH (RFC 8300 §9.1.5), which VXLAN-GPE numbers alike. */
void
wg_net_nsh_next (WgDecode *d, guint8 next, WgPdu pdu)
{
  switch (next)
    {
    case 1:
      wg_net_ipv4 (d, pdu);
      break;
    case 2:
      wg_net_ipv6 (d, pdu);
      break;
    case 3:
      wg_net_ethernet (d, pdu);
      break;
    case 4:
      wg_net_nsh (d, pdu);
      break;
    case 5:
      wg_net_mpls (d, pdu);
      break;
    default:
      break;
    }
}

void
wg_net_ethertype (WgDecode *d, guint type, WgPdu pdu)
{
  if (G_LIKELY (type == TYPE_IPV4))
    {
      wg_net_ipv4 (d, pdu);
      return;
    }
  if (type < 0x600)
    {
      length_field (d, type, pdu);
      return;
    }
  switch (type)
    {
    case TYPE_IPV6:
      wg_net_ipv6 (d, pdu);
      break;
    case 0x0806:
    case 0x8035:
      wg_net_arp (d, pdu);
      break;
    case 0x8100: /* 802.1Q */
    case 0x88a8: /* 802.1ad */
    case 0x9100:
    case 0x9200:
    case 0x9300:
      vlan (d, pdu);
      break;
    case 0x8847:
    case 0x8848:
      wg_net_mpls (d, pdu);
      break;
    case 0x8863:
    case 0x8864:
      wg_net_pppoe (d, pdu, type == 0x8863);
      break;
    case 0x880b:
      wg_net_ppp (d, pdu);
      break;
    case 0x6558:
      wg_net_ethernet (d, pdu);
      break;
    case 0x8870: /* LLC in jumbo frames */
      wg_net_llc (d, pdu);
      break;
    case 0x88e7: /* 802.1ah */
      around_ethernet (d, pdu, wg_net_fields_pbb, 4);
      break;
    case 0x8903: /* Cisco FabricPath */
      around_ethernet (d, pdu, wg_net_fields_cfp, 2);
      break;
    case 0x8926:
      tag (d, pdu, wg_net_fields_vntag, 6);
      break;
    case 0x893f: /* 802.1BR */
      tag (d, pdu, wg_net_fields_etag, 8);
      break;
    case 0x8909: /* Cisco MetaData */
      tag (d, pdu, wg_net_fields_cmd, 8);
      break;
    case 0x892f: /* HSR, IEC 62439-3 */
      tag (d, pdu, wg_net_fields_hsr, 6);
      break;
    case 0x88e5:
      macsec (d, pdu);
      break;
    case 0x22f3:
      trill (d, pdu);
      break;
    case 0x894f:
      wg_net_nsh (d, pdu);
      break;
    default:
      break;
    }
}

/* IEEE 802.2 with SNAP (RFC 1042). */
void
wg_net_llc (WgDecode *d, WgPdu pdu)
{
  WgReader r = wg_pdu_reader (&pdu);
  guint8 dsap, ssap, control;
  guint32 oui;
  guint16 type;

  if (!wg_net_enter (d, &pdu))
    return;
  if (!wg_reader_u8 (&r, &dsap) || !wg_reader_u8 (&r, &ssap) || !wg_reader_u8 (&r, &control))
    {
      wg_net_short (d, &pdu, 3);
      return;
    }
  if (d->tree != NULL)
    wg_net_layer (d, wg_net_fields_llc, wg_slice_sub (pdu.bytes, 0, 8));
  if (dsap == 0x06 && control == 0x03)
    {
      wg_net_ip (d, wg_pdu_after (pdu, 3));
      return;
    }
  if (dsap != 0xaa || control != 0x03 || !wg_reader_u24 (&r, &oui)
      || !wg_reader_u16 (&r, &type))
    return;
  pdu = wg_pdu_after (pdu, 8);
  if ((oui == 0x000000 || oui == 0x0000f8) && type >= 0x600)
    wg_net_ethertype (d, type, pdu);
  else if (oui == 0x0080c2 && (type == 0x0001 || type == 0x0007)) /* RFC 2684 §5.2 */
    wg_net_ethernet (d, wg_pdu_after (pdu, wg_net_looks_like_ethernet (pdu) ? 0 : 2));
}

/* RFC 826, RFC 903. */
void
wg_net_arp (WgDecode *d, WgPdu pdu)
{
  WgSlice header = wg_slice_sub (pdu.bytes, 0, 28);
  WgReader r = wg_pdu_reader (&pdu);
  guint16 opcode;
  guint32 hlen_plen;

  wg_net_control (d, WG_CONTROL_ARP, &pdu);
  if (d->tree == NULL || !wg_net_enter (d, &pdu))
    return;
  if (!wg_reader_skip (&r, 2) || !wg_reader_u32 (&r, &hlen_plen)
      || !wg_reader_u16 (&r, &opcode))
    {
      wg_net_short (d, &pdu, 8);
      return;
    }
  if ((hlen_plen & 0xffff) != 0x0604)
    header = wg_slice_sub (header, 0, 8);
  wg_net_tree_arp (d, header, opcode);
}

/* RFC 3032 §2.1. What is below the last label is not said: an IP packet, or an Ethernet
 * pseudo-wire with or without control word (RFC 4448 §4.6). */
static void
below_mpls (WgDecode *d, WgPdu pdu)
{
  WgReader r = wg_pdu_reader (&pdu);
  guint8 first;

  if (!wg_reader_peek_u8 (&r, &first))
    return;
  if (wg_net_looks_like_ip (pdu))
    wg_net_ip (d, pdu);
  else if (wg_net_looks_like_ethernet (pdu))
    wg_net_ethernet (d, pdu);
  else if (first >> 4 == 0)
    wg_net_ethernet (d, wg_pdu_after (pdu, 4));
  else if (first >> 4 != 1)
    wg_net_ethernet (d, pdu);
}

void
wg_net_mpls (WgDecode *d, WgPdu pdu)
{
  guint32 entry = 0;

  while ((entry & 0x100) == 0)
    {
      WgReader r = wg_pdu_reader (&pdu);
      if (!wg_net_enter (d, &pdu))
        return;
      if (!wg_reader_u32 (&r, &entry))
        {
          wg_net_short (d, &pdu, 4);
          return;
        }
      if (d->tree != NULL)
        {
          WgNode *node = wg_net_layer (d, wg_net_fields_mpls, wg_reader_since (&r, 0));
          wg_node_set_text (d->tree, node,
                            "MultiProtocol Label Switching Header, Label: %u, Exp: %u, S: %u, "
                            "TTL: %u",
                            entry >> 12, entry >> 9 & 7, entry >> 8 & 1, entry & 0xff);
        }
      pdu = wg_pdu_after (pdu, 4);
    }
  below_mpls (d, pdu);
}
