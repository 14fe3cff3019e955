/* IEEE 802.11 and what capture cards put before it. */
#include "net/decode.h"
#include "net/fields.h"

#define FC_MORE_FRAGMENTS 0x04
#define FC_PROTECTED      0x40
#define FC_ORDER          0x80
#define MAX_SUBFRAMES     64u

/* §9.3.2.2.2: frames with headers of their own, each padded to four bytes. */
static void
aggregate (WgDecode *d, WgPdu pdu)
{
  guint depth = d->depth;

  for (guint n = 0; n < MAX_SUBFRAMES && pdu.bytes.len > 14; n++)
    {
      WgReader r = wg_pdu_reader (&pdu);
      guint16 len;
      if (!wg_reader_skip (&r, 12) || !wg_reader_u16 (&r, &len) || len > pdu.wire - 14)
        return;
      if (d->tree != NULL)
        wg_net_layer (d, wg_net_fields_wlan_aggregate, wg_reader_since (&r, 0));
      d->depth = depth;
      wg_net_llc (d, wg_pdu_trim (wg_pdu_after (pdu, 14), len));
      pdu = wg_pdu_after (pdu, (14u + len + 3u) & ~(gsize) 3u);
    }
}

/* §9.2: @control and @flags are the frame's first two bytes. @padded: the card aligned the
 * payload. @swapped: the sequence control is big-endian too. */
static void
data_frame (
    WgDecode *d, WgPdu pdu, guint8 control, guint8 flags, gboolean padded, gboolean swapped)
{
  WgReader r = wg_pdu_reader (&pdu);
  guint16 sequence, qos = 0;
  gsize len;

  if (!wg_reader_skip (&r, 22) || !wg_reader_u16le (&r, &sequence)
      || ((flags & 3) == 3 && !wg_reader_skip (&r, 6))
      || ((control & 0x80) != 0 && !wg_reader_u16le (&r, &qos))
      || ((control & 0x80) != 0 && (flags & FC_ORDER) != 0 && !wg_reader_skip (&r, 4)))
    {
      wg_net_short (d, &pdu, 24);
      return;
    }
  len = wg_reader_tell (&r);
  if (swapped)
    sequence = GUINT16_SWAP_LE_BE (sequence);
  if (padded)
    len = (len + 3) & ~(gsize) 3;
  if (d->tree != NULL)
    wg_net_layer (d, wg_net_fields_wlan, wg_slice_sub (pdu.bytes, 0, len));
  if ((control & 0x40) != 0 || (flags & (FC_PROTECTED | FC_MORE_FRAGMENTS)) != 0
      || (sequence & 15) != 0)
    return;
  pdu = wg_pdu_after (pdu, len);
  if ((qos & 0x80) != 0)
    aggregate (d, pdu);
  else
    wg_net_llc (d, pdu);
}

static void
frame (WgDecode *d, WgPdu pdu, gboolean padded, gboolean swapped)
{
  WgReader r = wg_pdu_reader (&pdu);
  guint8 first, second;

  if (!wg_net_enter (d, &pdu))
    return;
  if (!wg_reader_u8 (&r, &first) || !wg_reader_u8 (&r, &second))
    {
      wg_net_short (d, &pdu, 2);
      return;
    }
  swapped = swapped && (first & 0x0f) != 0x08 && (second & 0x0f) == 0x08;
  if (swapped)
    {
      guint8 keep = first;
      first = second;
      second = keep;
    }
  if ((first & 0x0f) == 0x08)
    data_frame (d, pdu, first, second, padded, swapped);
  else if (d->tree != NULL)
    {
      wg_net_layer (d, wg_net_fields_wlan, wg_slice_sub (pdu.bytes, 0, 24));
      wg_node_set_text (d->tree, wg_tree_root (d->tree), "IEEE 802.11 %s",
                        (first & 0x0c) == 0 ? "management" : "control");
    }
}

void
wg_net_wlan_swapped (WgDecode *d, WgPdu pdu)
{
  frame (d, pdu, FALSE, TRUE);
}

/* radiotap.org: words that say which fields follow; of these the flags matter here. */
static void
radiotap (WgDecode *d, WgPdu pdu)
{
  WgReader r = wg_pdu_reader (&pdu);
  guint16 len;
  guint32 present, word;
  guint8 flags = 0;
  guint words = 1;

  if (!wg_reader_skip (&r, 2) || !wg_reader_u16le (&r, &len) || !wg_reader_u32le (&r, &present))
    {
      wg_net_short (d, &pdu, 8);
      return;
    }
  for (word = present; (word & 0x80000000u) != 0 && wg_reader_u32le (&r, &word);)
    words++;
  if ((present & 2) != 0)
    {
      gsize at = 4 + words * (gsize) 4;
      if ((present & 1) != 0)
        at = ((at + 7) & ~(gsize) 7) + 8;
      wg_reader_seek (&r, 0);
      if (!wg_reader_skip (&r, at) || !wg_reader_u8 (&r, &flags))
        flags = 0;
    }
  if (len < 8 || len > pdu.bytes.len)
    {
      wg_net_short (d, &pdu, MAX (len, 8));
      return;
    }
  if (d->tree != NULL)
    wg_net_layer (d, wg_net_fields_radiotap, wg_slice_sub (pdu.bytes, 0, len));
  pdu = wg_pdu_after (pdu, len);
  if ((flags & 0x10) != 0 && pdu.wire >= 4)
    pdu = wg_pdu_trim (pdu, pdu.wire - 4);
  frame (d, pdu, (flags & 0x20) != 0, FALSE);
}

/* Prism and AVS: big-endian version and length, or Prism's 144 bytes. */
static void
prism (WgDecode *d, WgPdu pdu)
{
  WgReader r = wg_pdu_reader (&pdu);
  guint32 magic, len;

  if (!wg_reader_u32 (&r, &magic) || !wg_reader_u32 (&r, &len))
    {
      wg_net_short (d, &pdu, 8);
      return;
    }
  if ((magic & 0xfffff000u) != 0x80211000u)
    len = 144;
  if (len < 8 || len > pdu.bytes.len)
    {
      wg_net_short (d, &pdu, 144);
      return;
    }
  frame (d, wg_pdu_after (pdu, len), FALSE, FALSE);
}

void
wg_net_wlan (WgDecode *d, guint linktype, WgPdu pdu)
{
  switch (linktype)
    {
    case 127:
      radiotap (d, pdu);
      break;
    case 119:
    case 163:
      prism (d, pdu);
      break;
    default:
      frame (d, pdu, FALSE, FALSE);
      break;
    }
}
