/* Tunnels inside UDP. A port alone convinces nobody: each looks at the header, and where the
 * packet inside is not said to be one, at that. */
#include "net/decode.h"
#include "net/fields.h"

#define MAX_OPTIONS 64u

static void
layer (WgDecode *d, const WgField *fields, WgPdu pdu, gsize len)
{
  if (d->tree != NULL)
    wg_net_layer (d, fields, wg_slice_sub (pdu.bytes, 0, len));
}

/* RFC 7348 §5. @strict: a port that others use too. */
static gboolean
vxlan (WgDecode *d, WgPdu pdu, gboolean strict)
{
  WgReader r = wg_pdu_reader (&pdu);
  WgPdu inner = wg_pdu_after (pdu, 8);
  guint32 flags, vni;

  if (!wg_reader_u32 (&r, &flags) || !wg_reader_u32 (&r, &vni) || inner.wire < 14)
    return FALSE;
  if ((flags & 0x08000000) == 0 && !wg_net_looks_like_ethernet (inner))
    return FALSE;
  if (strict
      && (flags != 0x08000000 || (vni & 0xff) != 0 || !wg_net_looks_like_ethernet (inner)))
    return FALSE;
  layer (d, wg_net_fields_vxlan, pdu, 8);
  wg_net_ethernet (d, inner);
  return TRUE;
}

/* draft-ietf-nvo3-vxlan-gpe §3.2. */
static gboolean
vxlan_gpe (WgDecode *d, WgPdu pdu)
{
  WgReader r = wg_pdu_reader (&pdu);
  guint8 flags, next;

  if (!wg_reader_u8 (&r, &flags) || !wg_reader_skip (&r, 2) || !wg_reader_u8 (&r, &next)
      || !wg_reader_skip (&r, 4) || (flags & 0x04) == 0 || next < 1 || next > 5)
    return FALSE;
  layer (d, wg_net_fields_vxlan_gpe, pdu, 8);
  wg_net_nsh_next (d, next, wg_pdu_after (pdu, 8));
  return TRUE;
}

/* RFC 8926 §3.4. */
static gboolean
geneve (WgDecode *d, WgPdu pdu)
{
  WgReader r = wg_pdu_reader (&pdu);
  guint8 first, flags;
  guint16 type;
  gsize len;

  if (!wg_reader_u8 (&r, &first) || !wg_reader_u8 (&r, &flags) || !wg_reader_u16 (&r, &type))
    return FALSE;
  len = 8u + (first & 0x3fu) * 4u;
  if (first >> 6 != 0 || pdu.bytes.len < len || type < 0x600)
    return FALSE;
  layer (d, wg_net_fields_geneve, pdu, len);
  wg_net_ethertype (d, type, wg_pdu_after (pdu, len));
  return TRUE;
}

/* 3GPP TS 29.281 §5: extension headers tell their length in units of four bytes, the next
 * one's type stands last. */
static gboolean
skip_gtp_extensions (WgReader *r)
{
  guint8 next, units;

  if (!wg_reader_skip (r, 3) || !wg_reader_u8 (r, &next))
    return FALSE;
  for (guint n = 0; next != 0; n++)
    if (n >= MAX_OPTIONS || !wg_reader_u8 (r, &units) || units == 0
        || !wg_reader_skip (r, units * 4u - 2u) || !wg_reader_u8 (r, &next))
      return FALSE;
  return TRUE;
}

static gboolean
gtp_user (WgDecode *d, WgPdu pdu)
{
  WgReader r = wg_pdu_reader (&pdu);
  guint8 flags, type;
  guint16 len;
  gsize header_len;
  WgPdu inner;

  if (!wg_reader_u8 (&r, &flags) || !wg_reader_u8 (&r, &type) || !wg_reader_u16 (&r, &len)
      || !wg_reader_skip (&r, 4) || (flags & 0xf0) != 0x30 || type != 0xff)
    return FALSE;
  if ((flags & 0x07) != 0 && !skip_gtp_extensions (&r))
    return FALSE;
  header_len = wg_reader_tell (&r);
  inner = wg_pdu_after (wg_pdu_trim (pdu, 8u + len), header_len);
  if (!wg_net_looks_like_ip (inner) && !wg_net_looks_like_ethernet (inner))
    return FALSE;
  layer (d, wg_net_fields_gtp, pdu, header_len);
  if (wg_net_looks_like_ip (inner))
    wg_net_ip (d, inner);
  else
    wg_net_ethernet (d, inner);
  return TRUE;
}

/* RFC 4380 §5.1.1: an authentication and an origin indication may come first. */
static gboolean
teredo (WgDecode *d, WgPdu pdu)
{
  WgReader r = wg_pdu_reader (&pdu);
  guint16 indicator;
  guint8 id_len, auth_len, first;
  gsize len;
  WgPdu inner;

  if (!wg_reader_u16 (&r, &indicator))
    return FALSE;
  if (indicator == 1
      && (!wg_reader_u8 (&r, &id_len) || !wg_reader_u8 (&r, &auth_len)
          || !wg_reader_skip (&r, (gsize) id_len + auth_len + 9)
          || !wg_reader_u16 (&r, &indicator)))
    return FALSE;
  if (indicator == 0 && (!wg_reader_skip (&r, 6) || !wg_reader_u16 (&r, &indicator)))
    return FALSE;
  len = wg_reader_tell (&r) - 2;
  inner = wg_pdu_after (pdu, len);
  r = wg_pdu_reader (&inner);
  if (!wg_reader_peek_u8 (&r, &first) || first >> 4 != 6 || !wg_net_looks_like_ip (inner))
    return FALSE;
  layer (d, wg_net_fields_teredo, pdu, len);
  wg_net_ipv6 (d, inner);
  return TRUE;
}

/* RFC 2661 §3.1: data messages of version 2 carry PPP. */
static gboolean
l2tp (WgDecode *d, WgPdu pdu)
{
  WgReader r = wg_pdu_reader (&pdu);
  guint16 flags, len = 0, pad = 0;
  gsize header_len;

  if (!wg_reader_u16 (&r, &flags) || (flags & 0x800f) != 2)
    return FALSE;
  if (((flags & 0x4000) != 0 && !wg_reader_u16 (&r, &len)) || !wg_reader_skip (&r, 4)
      || ((flags & 0x0800) != 0 && !wg_reader_skip (&r, 4))
      || ((flags & 0x0200) != 0 && (!wg_reader_u16 (&r, &pad) || !wg_reader_skip (&r, pad))))
    return FALSE;
  header_len = wg_reader_tell (&r);
  if ((flags & 0x4000) != 0)
    {
      if (len < header_len || len > pdu.wire)
        return FALSE;
      pdu = wg_pdu_trim (pdu, len);
    }
  layer (d, wg_net_fields_l2tp, pdu, header_len);
  wg_net_ppp (d, wg_pdu_after (pdu, header_len));
  return TRUE;
}

/* RFC 5415 §4: a preamble that tells DTLS from clear, then a header of its own length. 802.11
 * frames come with the two bytes of frame control swapped, by some makers' habit. */
static gboolean
capwap_data (WgDecode *d, WgPdu pdu)
{
  WgReader r = wg_pdu_reader (&pdu);
  guint8 preamble;
  guint32 head;
  gsize len;
  WgPdu inner;

  if (!wg_reader_u8 (&r, &preamble) || preamble != 0 || !wg_reader_u24 (&r, &head))
    return FALSE;
  len = (head >> 19) * 4u;
  if (len < 8 || len > pdu.bytes.len || (head & 0x8) != 0 || (head & 0x80) != 0)
    return FALSE; /* keep-alives and fragments too stay what they are */
  inner = wg_pdu_after (pdu, len);
  if ((head & 0x100) != 0 && (head >> 9 & 0x1f) != 1)
    return FALSE;
  layer (d, wg_net_fields_capwap, pdu, len);
  if ((head & 0x100) != 0)
    wg_net_wlan_swapped (d, inner);
  else
    wg_net_ethernet (d, inner);
  return TRUE;
}

/* draft-massar-v6ops-ayiya-02 §3. */
static gboolean
ayiya (WgDecode *d, WgPdu pdu)
{
  WgReader r = wg_pdu_reader (&pdu);
  guint8 id, signature, operation, next;
  gsize len;
  WgPdu inner;

  if (!wg_reader_u8 (&r, &id) || !wg_reader_u8 (&r, &signature)
      || !wg_reader_u8 (&r, &operation) || !wg_reader_u8 (&r, &next) || (operation & 15) != 1)
    return FALSE;
  len = 8u + ((gsize) 1 << (id >> 4)) + (signature >> 4) * 4u;
  inner = wg_pdu_after (pdu, len);
  if (pdu.bytes.len < len || (next != 41 && next != 4) || !wg_net_looks_like_ip (inner))
    return FALSE;
  layer (d, wg_net_fields_ayiya, pdu, len);
  wg_net_ip (d, inner);
  return TRUE;
}

/* RFC 9300 §5. */
static gboolean
lisp_data (WgDecode *d, WgPdu pdu)
{
  WgPdu inner = wg_pdu_after (pdu, 8);

  if (pdu.bytes.len < 8 || !wg_net_looks_like_ip (inner))
    return FALSE;
  layer (d, wg_net_fields_lisp, pdu, 8);
  wg_net_ip (d, inner);
  return TRUE;
}

/* TaZmen sniffer protocol: tags up to one that ends them. */
static gboolean
tzsp (WgDecode *d, WgPdu pdu)
{
  WgReader r = wg_pdu_reader (&pdu);
  guint8 version, type, tag = 0, len;
  guint16 encapsulation;
  WgPdu inner;

  if (!wg_reader_u8 (&r, &version) || !wg_reader_u8 (&r, &type)
      || !wg_reader_u16 (&r, &encapsulation) || version != 1 || type > 1)
    return FALSE;
  for (guint n = 0; tag != 1; n++)
    if (n >= MAX_OPTIONS || !wg_reader_u8 (&r, &tag)
        || (tag > 1 && (!wg_reader_u8 (&r, &len) || !wg_reader_skip (&r, len))))
      return FALSE;
  inner = wg_pdu_after (pdu, wg_reader_tell (&r));
  if (encapsulation != 1 && encapsulation != 18)
    return FALSE;
  layer (d, wg_net_fields_tzsp, pdu, wg_reader_tell (&r));
  if (encapsulation == 1)
    wg_net_ethernet (d, inner);
  else
    wg_net_wlan (d, 105, inner);
  return TRUE;
}

/* RFC 7510, RFC 8086. */
static gboolean
other_header (WgDecode *d, guint16 port, WgPdu pdu)
{
  WgReader r = wg_pdu_reader (&pdu);
  guint32 first;

  if (!wg_reader_u32 (&r, &first))
    return FALSE;
  if (port == 6635)
    {
      wg_net_mpls (d, pdu);
      return TRUE;
    }
  if ((first >> 16 & 7) != 0 || !wg_net_known_ethertype (first & 0xffff))
    return FALSE;
  wg_net_gre (d, pdu);
  return TRUE;
}

static gboolean
by_port (WgDecode *d, guint16 port, WgPdu pdu)
{
  switch (port)
    {
    case 1701:
      return l2tp (d, pdu);
    case 2152:
      return gtp_user (d, pdu);
    case 3544:
      return teredo (d, pdu);
    case 4341:
      return lisp_data (d, pdu);
    case 4754:
    case 6635:
      return other_header (d, port, pdu);
    case 4789:
      return vxlan (d, pdu, FALSE);
    case 4790:
      return vxlan_gpe (d, pdu);
    case 5072:
      return ayiya (d, pdu);
    case 5247:
      return capwap_data (d, pdu);
    case 6081:
      return geneve (d, pdu);
    case 8472: /* Linux's older number for VXLAN */
      return vxlan (d, pdu, TRUE);
    case 37008:
      return tzsp (d, pdu);
    default:
      return FALSE;
    }
}

gboolean
wg_net_udp_tunnel (WgDecode *d, guint16 src, guint16 dst, WgPdu pdu)
{
  if (pdu.bytes.len < 4 || d->depth >= WG_LIMIT_NET_DEPTH)
    return FALSE;
  return by_port (d, dst, pdu) || by_port (d, src, pdu);
}
