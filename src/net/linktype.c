/* What a capture's packets begin with, by LINKTYPE number (tcpdump.org/linktypes.html). */
#include "net/decode.h"
#include "net/fields.h"

#define MAX_TLVS 64u

static gboolean
is_inet6 (guint32 family)
{
  /* Linux, OpenBSD and NetBSD, FreeBSD, Darwin */
  return family == 10 || family == 24 || family == 28 || family == 30;
}

static void
by_family (WgDecode *d, guint32 family, WgPdu pdu)
{
  if (family == 2)
    wg_net_ipv4 (d, pdu);
  else if (is_inet6 (family))
    wg_net_ipv6 (d, pdu);
}

/* 0 and 108: an address family in the order of the machine that captured. Some write it as 16
 * bits, some an EtherType instead. */
static void
null_header (WgDecode *d, WgPdu pdu)
{
  WgReader r = wg_pdu_reader (&pdu);
  guint32 family;

  if (!wg_net_enter (d, &pdu))
    return;
  if (!wg_reader_u32 (&r, &family))
    {
      wg_net_short (d, &pdu, 4);
      return;
    }
  if ((family & 0xffff0000u) == 0xff030000u)
    {
      wg_net_ppp (d, pdu);
      return;
    }
  if ((family & 0xffff) == 0)
    family = (family & 0xff000000u) != 0 ? GUINT32_SWAP_LE_BE (family) : family >> 16;
  if (family > 0xffff)
    family = GUINT32_SWAP_LE_BE (family);
  if (d->tree != NULL)
    {
      WgNode *node = wg_net_layer (d, wg_net_fields_null, wg_reader_since (&r, 0));
      wg_tree_add_uint (d->tree, node, wg_net_row (wg_net_fields_null, "null.family"),
                        wg_net_off (d, pdu.bytes.data), 4, family);
    }
  pdu = wg_pdu_after (pdu, 4);
  if (family >= 0x600 && family <= 0xffff)
    wg_net_ethertype (d, family, pdu);
  else
    by_family (d, family, pdu);
}

/* What Linux puts where an EtherType stands (linux/if_ether.h). */
static void
sll_protocol (WgDecode *d, guint protocol, WgPdu pdu)
{
  if (protocol >= 0x600)
    wg_net_ethertype (d, protocol, pdu);
  else if (protocol == 0x0004)
    wg_net_llc (d, pdu);
}

static void
sll (WgDecode *d, WgPdu pdu, const WgField *fields, gsize len, gsize protocol_off)
{
  WgReader r = wg_pdu_reader (&pdu);
  guint16 protocol;

  if (!wg_net_enter (d, &pdu))
    return;
  if (pdu.bytes.len < len || !wg_reader_skip (&r, protocol_off)
      || !wg_reader_u16 (&r, &protocol))
    {
      wg_net_short (d, &pdu, len);
      return;
    }
  if (d->tree != NULL)
    wg_net_layer (d, fields, wg_slice_sub (pdu.bytes, 0, len));
  sll_protocol (d, protocol, wg_pdu_after (pdu, len));
}

/* 239: a header, then attributes of which one is the packet. Their lengths are in the order of
 * the machine that captured. */
static void
nflog (WgDecode *d, WgPdu pdu)
{
  WgReader r = wg_pdu_reader (&pdu);
  guint8 family;
  guint16 len, type;
  gboolean little;

  if (!wg_net_enter (d, &pdu))
    return;
  if (!wg_reader_u8 (&r, &family) || !wg_reader_skip (&r, 3) || !wg_reader_u16le (&r, &len))
    {
      wg_net_short (d, &pdu, 8);
      return;
    }
  if (d->tree != NULL)
    wg_net_layer (d, wg_net_fields_nflog, wg_slice_sub (pdu.bytes, 0, 4));
  little = len <= 0xff || len <= GUINT16_SWAP_LE_BE (len);
  wg_reader_seek (&r, 4);
  for (guint n = 0; n < MAX_TLVS; n++)
    {
      gsize start = wg_reader_tell (&r);
      if (!(little ? wg_reader_u16le (&r, &len) && wg_reader_u16le (&r, &type)
                   : wg_reader_u16 (&r, &len) && wg_reader_u16 (&r, &type))
          || len < 4)
        return;
      if ((type & 0x7fff) == 9)
        {
          pdu = wg_pdu_trim (wg_pdu_after (pdu, start + 4), len - 4u);
          if (family == 2 || family == 10)
            by_family (d, family, pdu);
          else
            wg_net_ip (d, pdu);
          return;
        }
      if (!wg_reader_skip (&r, ((len + 3u) & ~3u) - 4u))
        return;
    }
}

/* 258: Apple's header says which link layer follows. */
static void
pktap (WgDecode *d, WgPdu pdu)
{
  WgReader r = wg_pdu_reader (&pdu);
  guint32 len, type, linktype;

  if (!wg_net_enter (d, &pdu))
    return;
  if (!wg_reader_u32le (&r, &len) || !wg_reader_u32le (&r, &type)
      || !wg_reader_u32le (&r, &linktype) || len > pdu.bytes.len || len < 12)
    {
      wg_net_short (d, &pdu, 108);
      return;
    }
  if (d->tree != NULL)
    wg_net_layer (d, wg_net_fields_pktap, wg_slice_sub (pdu.bytes, 0, len));
  if (type == 1 && linktype != 258)
    wg_net_link (d, linktype, wg_pdu_after (pdu, len));
}

/* 192 */
static void
ppi (WgDecode *d, WgPdu pdu)
{
  WgReader r = wg_pdu_reader (&pdu);
  guint16 len;
  guint32 linktype;

  if (!wg_net_enter (d, &pdu))
    return;
  if (!wg_reader_skip (&r, 2) || !wg_reader_u16le (&r, &len) || !wg_reader_u32le (&r, &linktype)
      || len > pdu.bytes.len || len < 8)
    {
      wg_net_short (d, &pdu, 8);
      return;
    }
  if (d->tree != NULL)
    wg_net_layer (d, wg_net_fields_ppi, wg_slice_sub (pdu.bytes, 0, len));
  if (linktype != 192)
    wg_net_link (d, linktype, wg_pdu_after (pdu, len));
}

/* 274, IEEE 802.3br: a preamble, then a delimiter that tells whole frames and first pieces from
 * further pieces. */
static void
mpacket (WgDecode *d, WgPdu pdu)
{
  WgReader r = wg_pdu_reader (&pdu);
  guint8 byte = 0x55;

  while (byte == 0x55 && wg_reader_tell (&r) < 8)
    if (!wg_reader_u8 (&r, &byte))
      {
        wg_net_short (d, &pdu, 8);
        return;
      }
  if (byte == 0xd5 || byte == 0xe6 || byte == 0x4c || byte == 0x7f || byte == 0xb3)
    wg_net_ethernet (d, wg_pdu_after (pdu, wg_reader_tell (&r)));
}

/* 6, IEEE 802.5: the source address says whether routing information follows. */
static void
token_ring (WgDecode *d, WgPdu pdu)
{
  WgReader r = wg_pdu_reader (&pdu);
  guint8 source, routing = 0;

  if (!wg_reader_skip (&r, 8) || !wg_reader_u8 (&r, &source) || !wg_reader_skip (&r, 5)
      || ((source & 0x80) != 0 && !wg_reader_u8 (&r, &routing)))
    {
      wg_net_short (d, &pdu, 14);
      return;
    }
  wg_net_llc (d, wg_pdu_after (pdu, 14u + (routing & 0x1fu)));
}

/* 197, Endace: only records that hold Ethernet or PPP. */
static void
endace (WgDecode *d, WgPdu pdu)
{
  WgReader r = wg_pdu_reader (&pdu);
  guint8 type, more;

  if (!wg_reader_skip (&r, 8) || !wg_reader_u8 (&r, &type) || !wg_reader_skip (&r, 7))
    {
      wg_net_short (d, &pdu, 16);
      return;
    }
  more = type;
  for (guint n = 0; n < MAX_TLVS && (more & 0x80) != 0; n++)
    if (!wg_reader_u8 (&r, &more) || !wg_reader_skip (&r, 7))
      return;
  type &= 0x7f;
  pdu = wg_pdu_after (pdu, wg_reader_tell (&r));
  if (type == 2 || type == 11 || type == 16 || type == 20)
    wg_net_ethernet (d, wg_pdu_after (pdu, 2));
  else if (type == 1)
    wg_net_ppp_serial (d, pdu);
}

/* 117, OpenBSD's packet filter: the first byte is the header's length without padding. */
static void
pflog (WgDecode *d, WgPdu pdu)
{
  WgReader r = wg_pdu_reader (&pdu);
  guint8 len, family;

  if (!wg_reader_u8 (&r, &len) || !wg_reader_u8 (&r, &family))
    return;
  by_family (d, family, wg_pdu_after (pdu, (len + 3u) & ~3u));
}

static gboolean
link_with_prefix (WgDecode *d, guint linktype, WgPdu pdu)
{
  switch (linktype)
    {
    case 10: /* FDDI */
      wg_net_llc (d, wg_pdu_after (pdu, 13));
      return TRUE;
    case 100: /* RFC 2684 */
      wg_net_llc (d, pdu);
      return TRUE;
    case 109: /* OpenBSD enc */
      wg_net_ip (d, wg_pdu_after (pdu, 12));
      return TRUE;
    case 117:
      pflog (d, pdu);
      return TRUE;
    case 122: /* RFC 2625 */
      wg_net_llc (d, wg_pdu_after (pdu, 16));
      return TRUE;
    case 123: /* SunATM */
      wg_net_llc (d, wg_pdu_after (pdu, 4));
      return TRUE;
    case 166:
    case 204: /* PPP behind a byte of direction */
      wg_net_ppp_serial (d, wg_pdu_after (pdu, 1));
      return TRUE;
    case 205:
      wg_net_chdlc (d, wg_pdu_after (pdu, 1));
      return TRUE;
    case 206:
      wg_net_frame_relay (d, wg_pdu_after (pdu, 1));
      return TRUE;
    case 219:
      wg_net_mpls (d, pdu);
      return TRUE;
    case 240: /* netANALYZER */
      wg_net_ethernet (d, wg_pdu_after (pdu, 4));
      return TRUE;
    case 241:
      wg_net_ethernet (d, wg_pdu_after (pdu, 12));
      return TRUE;
    default:
      return FALSE;
    }
}

void
wg_net_link (WgDecode *d, guint linktype, WgPdu pdu)
{
  switch (linktype)
    {
    case 1:
      wg_net_ethernet (d, pdu);
      break;
    case 0:
    case 108:
      null_header (d, pdu);
      break;
    case 6:
      token_ring (d, pdu);
      break;
    case 9:
    case 50:
      wg_net_ppp_serial (d, pdu);
      break;
    case 51:
      wg_net_pppoe (d, pdu, FALSE);
      break;
    case 12:
    case 14:
    case 101:
      wg_net_ip (d, pdu);
      break;
    case 104:
      wg_net_chdlc (d, pdu);
      break;
    case 105:
    case 119:
    case 127:
    case 163:
      wg_net_wlan (d, linktype, pdu);
      break;
    case 107:
      wg_net_frame_relay (d, pdu);
      break;
    case 113:
      sll (d, pdu, wg_net_fields_sll, 16, 14);
      break;
    case 276:
      sll (d, pdu, wg_net_fields_sll2, 20, 0);
      break;
    case 192:
      ppi (d, pdu);
      break;
    case 197:
      endace (d, pdu);
      break;
    case 228:
      wg_net_ipv4 (d, pdu);
      break;
    case 229:
      wg_net_ipv6 (d, pdu);
      break;
    case 239:
      nflog (d, pdu);
      break;
    case 258:
      pktap (d, pdu);
      break;
    case 274:
      mpacket (d, pdu);
      break;
    default:
      link_with_prefix (d, linktype, pdu);
      break;
    }
}
