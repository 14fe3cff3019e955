/* pcap as in draft-ietf-opsawg-pcap, and the variants of its long life, with libpcap's
 * (sf-pcap.c) and wiretap's (libpcap.c) knowledge of who wrote what. */
#include "capture/capture-private.h"

#include "base/limits.h"

#define FILE_HEADER_LEN  24u
#define IXIA_EXTRA_LEN   4u /* the length of all records together */
#define STANDARD_MAGIC   0xa1b2c3d4u
#define MODIFIED_MAGIC   0xa1b2cd34u
#define VERSION_DGUX     543u /* 543.0, by the tcpdump of DG/UX */
#define AIX_FDDI_PADDING 3u
#define TRIED_RECORDS    3u

static const struct
{
  guint32 magic;
  guint32 frac_ns;
  guint extra_len;
} magics[] = {
    {STANDARD_MAGIC, 1000, 0},
    {0xa1b23c4d, 1, 0},              /* nanoseconds */
    {MODIFIED_MAGIC, 1000, 0},       /* Kuznetsov */
    {0xa12b3c4d, 1, 0},              /* Navtel */
    {0x1c0001ac, 1, IXIA_EXTRA_LEN}, /* IXIA's hardware, and its software */
    {0x1c0001ab, 1000, IXIA_EXTRA_LEN},
};

/* AIX writes RFC 1573 interface types. */
static const struct
{
  guint32 if_type;
  guint16 linktype;
} aix_types[] = {{6, 1}, {9, 6}, {15, 10}, {24, 0}};

/* Index into @magics, or -1. */
static gint
find_magic (WgSlice head, gboolean *is_big_endian)
{
  for (gboolean big = FALSE; big <= TRUE; big++)
    {
      WgReader r = wg_reader (head, WG_END_WHOLE);
      guint32 magic;

      if (!wg_order_u32 (big, &r, &magic))
        return -1;
      for (guint i = 0; i < G_N_ELEMENTS (magics); i++)
        if (magics[i].magic == magic)
          {
            *is_big_endian = big;
            return (gint) i;
          }
    }
  return -1;
}

gboolean
wg_pcap_probe (WgSlice head)
{
  gboolean is_big_endian;
  return find_magic (head, &is_big_endian) >= 0;
}

typedef struct
{
  guint32 sec;
  guint32 frac;
  guint32 captured;
  guint32 wire;
} Record;

static inline gboolean
read_record (const WgPcap *pcap, WgReader *r, Record *record)
{
  gboolean big = pcap->is_big_endian;

  if (!wg_order_u32 (big, r, &record->sec) || !wg_order_u32 (big, r, &record->frac)
      || !wg_order_u32 (big, r, &record->captured) || !wg_order_u32 (big, r, &record->wire))
    return FALSE;
  if (G_UNLIKELY (pcap->lengths != WG_LENGTHS_IN_ORDER)
      && (pcap->lengths == WG_LENGTHS_SWAPPED || record->captured > record->wire))
    {
      guint32 captured = record->wire;
      record->wire = record->captured;
      record->captured = captured;
    }
  return TRUE;
}

/* More than fits a window: libpcap stops at what its table of link types calls senseless, and
 * so do we; what makes sense there is given as far as the ceiling. */
static gboolean
shorten (WgCapture *capture, Record *record)
{
  if (record->captured > wg_capture_max_packet_len (capture->pcap.linktype))
    {
      wg_capture_add_skipped (capture, wg_windows_tell (&capture->in),
                              "a packet longer than any can be; the rest cannot be read");
      return FALSE;
    }
  capture->pending = record->captured - WG_LIMIT_PACKET_LEN;
  record->captured = WG_LIMIT_PACKET_LEN;
  return TRUE;
}

static gboolean
next_packet (WgCapture *capture, WgPacket *packet)
{
  WgWindows *in = &capture->in;
  const WgPcap *pcap = &capture->pcap;
  WgReader r;
  Record record;

  if (!wg_capture_begin_record (capture, pcap->record_len))
    return FALSE;
  r = wg_windows_reader (in);
  if (!read_record (pcap, &r, &record))
    return FALSE;
  if (G_UNLIKELY (record.captured > WG_LIMIT_PACKET_LEN) && !shorten (capture, &record))
    return FALSE;
  wg_windows_take (in, pcap->record_len);
  if (!wg_capture_need (capture, record.captured))
    return FALSE;
  if (G_UNLIKELY (pcap->padding > 0) && record.captured >= pcap->padding)
    {
      wg_windows_take (in, pcap->padding);
      record.captured -= pcap->padding;
      record.wire -= MIN (record.wire, pcap->padding);
    }
  packet->interface = 0;
  packet->linktype = pcap->linktype;
  packet->has_time = TRUE;
  packet->time_ns = (gint64) record.sec * G_GINT64_CONSTANT (1000000000)
                    + (gint64) record.frac * pcap->frac_ns;
  packet->wire_len = record.wire;
  packet->file_off = wg_windows_tell (in);
  packet->bytes = wg_windows_take (in, record.captured);
  return TRUE;
}

static guint
record_len (WgPcapVariant variant)
{
  switch (variant)
    {
    case WG_PCAP_MODIFIED: /* interface index, protocol, packet type, padding */
      return 24;
    case WG_PCAP_MODIFIED_SMP:
      return 28;
    case WG_PCAP_NOKIA: /* four bytes that nobody explained */
      return 20;
    case WG_PCAP_STANDARD:
    default:
      return 16;
    }
}

/* Oddities of a modified record's own fields, as wiretap counts them. */
static guint
modified_oddities (const WgPcap *pcap, WgReader *r)
{
  guint32 interface = 0;
  guint16 protocol = 0;
  guint8 type = 0;
  guint odd = 0;

  if (!wg_order_u32 (pcap->is_big_endian, r, &interface)
      || !wg_order_u16 (pcap->is_big_endian, r, &protocol) || !wg_reader_u8 (r, &type))
    return 1;
  odd += interface > 10000; /* who had more, in 1999? */
  odd += protocol > 0x17 && protocol != 0x60 && protocol != 0x200 && protocol != 0x400
         && protocol < 0x600;
  odd += type > 4; /* PACKET_HOST .. PACKET_OUTGOING */
  return odd;
}

static guint
nokia_oddities (const WgPcap *pcap, WgReader *r)
{
  guint32 stuff = 0;

  if (!wg_order_u32 (pcap->is_big_endian, r, &stuff))
    return 1;
  /* 0xXfbfYZ0W with X 9 or b, Y b or d, Z 6 or 9, W 1 or 2 */
  return !((stuff & 0x0fff00f0) == 0x0fbf0000
           && ((stuff & 0xf0000000) == 0x90000000 || (stuff & 0xf0000000) == 0xb0000000)
           && ((stuff & 0xf000) == 0xb000 || (stuff & 0xf000) == 0xd000)
           && ((stuff & 0xf00) == 0x600 || (stuff & 0xf00) == 0x900)
           && ((stuff & 0xf) == 1 || (stuff & 0xf) == 2));
}

/* Oddities of the record at @off from here, read as one of @variant; @off is moved behind it,
 * or to 0 where there is nothing to look at. */
static guint
record_oddities (WgCapture *capture, WgPcapVariant variant, gsize *off)
{
  const WgPcap *pcap = &capture->pcap;
  gsize at = *off, head_len = record_len (variant), whole;
  Record record;
  WgReader r;
  guint odd = 0;

  *off = 0;
  if (at + head_len > WG_WINDOW_HEADROOM)
    return 0;
  if (!wg_windows_need (&capture->in, at + head_len))
    return wg_windows_left (&capture->in) > at;
  r = wg_windows_reader (&capture->in);
  if (!wg_reader_skip (&r, at) || !read_record (pcap, &r, &record))
    return 1;
  odd += record.frac >= 1000000;
  odd += pcap->snaplen > 0 && record.captured > pcap->snaplen;
  odd += record.wire > 128u * 1024 * 1024; /* as wiretap: no packet is so long */
  odd += record.captured > record.wire;
  if (variant == WG_PCAP_MODIFIED || variant == WG_PCAP_MODIFIED_SMP)
    odd += modified_oddities (pcap, &r);
  if (variant == WG_PCAP_NOKIA)
    odd += nokia_oddities (pcap, &r);
  if (record.captured > wg_capture_max_packet_len (pcap->linktype))
    return odd + 1;
  whole = at + head_len + record.captured;
  if (whole > WG_WINDOW_HEADROOM)
    return odd;
  if (!wg_windows_need (&capture->in, whole))
    return odd + 1;
  *off = whole;
  return odd;
}

/* Several formats of records have one magic, so the first records say which it is: the first
 * variant in which nothing is odd. Where there is none, wiretap takes the one with the fewest
 * oddities; but with the standard magic a damaged file is likelier than one of 1999. */
static gboolean
next_after_guess (WgCapture *capture, WgPacket *packet)
{
  static const WgPcapVariant standard[] = {WG_PCAP_STANDARD, WG_PCAP_MODIFIED, WG_PCAP_NOKIA},
                             modified[] = {WG_PCAP_MODIFIED, WG_PCAP_MODIFIED_SMP};
  gboolean is_modified = capture->pcap.is_modified;
  const WgPcapVariant *variants = is_modified ? modified : standard;
  guint n = is_modified ? G_N_ELEMENTS (modified) : G_N_ELEMENTS (standard);
  guint best = G_MAXUINT;

  for (guint i = 0; i < n && best > 0; i++)
    {
      guint odd = 0;
      gsize off = 0;

      for (guint tried = 0; tried < TRIED_RECORDS && (tried == 0 || off > 0); tried++)
        odd += record_oddities (capture, variants[i], &off);
      if (odd < best && (odd == 0 || i == 0 || is_modified))
        {
          best = odd;
          capture->pcap.record_len = record_len (variants[i]);
        }
    }
  capture->next = next_packet;
  return next_packet (capture, packet);
}

/* Before 2.3 the two lengths of a record stood the other way round; some wrote 2.3 and still
 * did so. */
static WgPcapLengths
order_of_lengths (guint16 major, guint16 minor)
{
  if ((major == 2 && minor < 3) || major == VERSION_DGUX)
    return WG_LENGTHS_SWAPPED;
  return major == 2 && minor == 3 ? WG_LENGTHS_EITHER : WG_LENGTHS_IN_ORDER;
}

/* The upper half of the field holds the length of the frame check sequence, which does not
 * matter here, and ten bits that were once classes of other numberings. Historic values below
 * are kept as the file has them: 12 and 14 are raw IP by the DLT numbers of their systems. */
static guint16
linktype_of (guint32 network)
{
  return (network & 0x03ff0000) != 0 ? WG_LINKTYPE_UNKNOWN : (guint16) (network & 0xffff);
}

static void
adapt_to_aix (WgPcap *pcap, guint32 network)
{
  for (guint i = 0; i < G_N_ELEMENTS (aix_types); i++)
    if (aix_types[i].if_type == network)
      {
        pcap->linktype = aix_types[i].linktype;
        pcap->frac_ns = 1;
        pcap->padding = pcap->linktype == 10 ? AIX_FDDI_PADDING : 0;
        return;
      }
}

gboolean
wg_pcap_open (WgCapture *capture, GError **error)
{
  WgPcap *pcap = &capture->pcap;
  WgReader r = wg_windows_reader (&capture->in);
  gint kind = find_magic (wg_reader_rest (&r), &pcap->is_big_endian);
  gboolean big = pcap->is_big_endian;
  guint16 major = 0, minor = 0;
  guint32 network = 0;
  gsize len;

  g_assert (kind >= 0);
  len = FILE_HEADER_LEN + magics[kind].extra_len;
  wg_windows_need (&capture->in, len);
  r = wg_windows_reader (&capture->in);
  if (!wg_reader_skip (&r, 4) || !wg_order_u16 (big, &r, &major)
      || !wg_order_u16 (big, &r, &minor) || !wg_reader_skip (&r, 8)
      || !wg_order_u32 (big, &r, &pcap->snaplen) || !wg_order_u32 (big, &r, &network)
      || !wg_reader_skip (&r, magics[kind].extra_len))
    {
      g_set_error (error, WG_ERROR, WG_ERROR_FORMAT,
                   "%s: breaks off inside the pcap file header, at offset %" G_GSIZE_FORMAT,
                   wg_source_name (capture->in.source), wg_windows_left (&capture->in));
      return FALSE;
    }
  if (major < 2)
    {
      g_set_error (error, WG_ERROR, WG_ERROR_FORMAT, "%s: pcap version %u.%u is not supported",
                   wg_source_name (capture->in.source), major, minor);
      return FALSE;
    }
  wg_windows_take (&capture->in, len);
  pcap->is_modified = magics[kind].magic == MODIFIED_MAGIC;
  pcap->frac_ns = magics[kind].frac_ns;
  pcap->record_len = record_len (WG_PCAP_STANDARD);
  pcap->lengths = order_of_lengths (major, minor);
  pcap->linktype = linktype_of (network);
  if (magics[kind].magic == STANDARD_MAGIC && major == 2 && minor == 2)
    adapt_to_aix (pcap, network);
  wg_capture_add_interface (capture, pcap->linktype, pcap->snaplen, NULL);
  capture->next =
      pcap->is_modified
              || (magics[kind].magic == STANDARD_MAGIC && pcap->lengths == WG_LENGTHS_IN_ORDER)
          ? next_after_guess
          : next_packet;
  return TRUE;
}
