/* Tunnels below IP: GRE and its kin. */
#include "net/decode.h"
#include "net/fields.h"

#define GRE_CHECKSUM 0x8000
#define GRE_ROUTING  0x4000
#define GRE_KEY      0x2000
#define GRE_SEQUENCE 0x1000
#define GRE_ACK      0x0080
#define MAX_ROUTES   64u

/* RFC 1701: source route entries up to an empty one. */
static gboolean
skip_routes (WgReader *r)
{
  for (guint n = 0; n < MAX_ROUTES; n++)
    {
      guint16 family;
      guint8 off, len;
      if (!wg_reader_u16 (r, &family) || !wg_reader_u8 (r, &off) || !wg_reader_u8 (r, &len)
          || !wg_reader_skip (r, len))
        return FALSE;
      if (family == 0 && len == 0)
        return TRUE;
    }
  return FALSE;
}

/* draft-foschiano-erspan-03 §4.2, §4.3. */
static void
erspan (WgDecode *d, WgPdu pdu)
{
  WgReader r = wg_pdu_reader (&pdu);
  guint16 first, last = 0;
  gsize len;
  gboolean three;

  if (!wg_reader_u16 (&r, &first) || !wg_reader_skip (&r, 6))
    {
      wg_net_short (d, &pdu, 8);
      return;
    }
  three = first >> 12 == 2;
  if (three && (!wg_reader_skip (&r, 2) || !wg_reader_u16 (&r, &last)))
    {
      wg_net_short (d, &pdu, 12);
      return;
    }
  len = wg_reader_tell (&r) + ((last & 1) != 0 ? 8 : 0);
  if (d->tree != NULL)
    wg_net_layer (d, three ? wg_net_fields_erspan3 : wg_net_fields_erspan,
                  wg_slice_sub (pdu.bytes, 0, len));
  pdu = wg_pdu_after (pdu, len);
  if (three && (last >> 10 & 0x1f) == 2)
    wg_net_ip (d, pdu);
  else
    wg_net_ethernet (d, pdu);
}

static void
gre_payload (WgDecode *d, guint16 flags, guint16 type, WgPdu pdu)
{
  WgReader r = wg_pdu_reader (&pdu);
  guint8 first;

  switch (type)
    {
    case 0x88be:
      if ((flags & GRE_SEQUENCE) == 0) /* type I has no header */
        wg_net_ethernet (d, pdu);
      else
        erspan (d, pdu);
      break;
    case 0x22eb:
      erspan (d, pdu);
      break;
    case 0x883e: /* WCCP: a redirect header may stand before the packet */
      if (wg_reader_peek_u8 (&r, &first))
        wg_net_ipv4 (d, first >> 4 == 4 ? pdu : wg_pdu_after (pdu, 4));
      break;
    default:
      if ((type & 0xfe0f) == 0x8200) /* Aruba */
        wg_net_wlan (d, 105, pdu);
      else if (type >= 0x600)
        wg_net_ethertype (d, type, pdu);
      break;
    }
}

/* RFC 2784, RFC 2890, RFC 1701; version 1: RFC 2637 §4.1. */
void
wg_net_gre (WgDecode *d, WgPdu pdu)
{
  WgReader r = wg_pdu_reader (&pdu);
  guint16 flags, type, len = 0;
  gboolean pptp;
  gsize header_len;

  if (!wg_net_enter (d, &pdu))
    return;
  if (!wg_reader_u16 (&r, &flags) || !wg_reader_u16 (&r, &type))
    {
      wg_net_short (d, &pdu, 4);
      return;
    }
  pptp = (flags & 7) == 1;
  if (((flags & (GRE_CHECKSUM | GRE_ROUTING)) != 0 && !wg_reader_skip (&r, 4))
      || ((flags & GRE_KEY) != 0 && (!wg_reader_u16 (&r, &len) || !wg_reader_skip (&r, 2)))
      || ((flags & GRE_SEQUENCE) != 0 && !wg_reader_skip (&r, 4))
      || (pptp && (flags & GRE_ACK) != 0 && !wg_reader_skip (&r, 4))
      || ((flags & GRE_ROUTING) != 0 && !skip_routes (&r)))
    {
      wg_net_short (d, &pdu, 16);
      return;
    }
  header_len = wg_reader_tell (&r);
  if (d->tree != NULL)
    wg_net_tree_gre (d, wg_reader_since (&r, 0), flags);
  pdu = wg_pdu_after (pdu, header_len);
  if ((flags & 7) > 1)
    return;
  if (pptp)
    pdu = wg_pdu_trim (pdu, len);
  if (!pptp || pdu.wire > 0)
    gre_payload (d, flags, type, pdu);
}

/* RFC 3378. */
void
wg_net_etherip (WgDecode *d, WgPdu pdu)
{
  WgReader r = wg_pdu_reader (&pdu);
  guint16 version;

  if (!wg_net_enter (d, &pdu))
    return;
  if (!wg_reader_u16 (&r, &version))
    {
      wg_net_short (d, &pdu, 2);
      return;
    }
  if (d->tree != NULL)
    wg_net_layer (d, wg_net_fields_etherip, wg_reader_since (&r, 0));
  wg_net_ethernet (d, wg_pdu_after (pdu, 2));
}

/* RFC 2004 §3.1: the packet's own protocol and destination, and its source where S is set. */
void
wg_net_minimal_encapsulation (WgDecode *d, WgPdu pdu)
{
  WgReader r = wg_pdu_reader (&pdu);
  guint8 protocol, flags;
  WgSlice dst, src;

  if (!wg_net_enter (d, &pdu))
    return;
  if (!wg_reader_u8 (&r, &protocol) || !wg_reader_u8 (&r, &flags) || !wg_reader_skip (&r, 2)
      || !wg_reader_take (&r, 4, &dst)
      || ((flags & 0x80) != 0 && !wg_reader_take (&r, 4, &src)))
    {
      wg_net_short (d, &pdu, 8);
      return;
    }
  if (d->tree != NULL)
    wg_net_layer (d, wg_net_fields_ipmobility, wg_reader_since (&r, 0));
  memcpy (d->segment.dst.address, dst.data, 4);
  d->segment.ip_headers++;
  if ((flags & 0x80) != 0)
    memcpy (d->segment.src.address, src.data, 4);
  wg_net_ip_payload (d, protocol, wg_pdu_after (pdu, wg_reader_tell (&r)));
}
