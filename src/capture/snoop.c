/* snoop, RFC 1761, and what Shomiti's Surveyor made of it. */
#include "capture/capture-private.h"

#include "base/limits.h"

#define FILE_HEADER_LEN     16u
#define RECORD_LEN          24u
#define SHOMITI_TRAILER_LEN 16u
#define SHOMITI_RADIO       18u
#define PRIVATE_IPNET       0x80000005u
#define RADIO_MIN_LEN       12u

static const guint8 magic[] = {'s', 'n', 'o', 'o', 'p', 0, 0, 0};

/* RFC 1761 §3 and the IANA registry of snoop datalink types, as LINKTYPE numbers. */
typedef struct
{
  guint32 datalink;
  guint16 linktype;
} Type;

static const Type types[] = {
    {0, 1},
    {4, 1},  /* IEEE 802.3, Ethernet */
    {2, 6},  /* token ring */
    {8, 10}, /* FDDI */
    {9, 0},
    {14, 0},              /* "other" and loopback, which begin with a family */
    {16, 122},            /* IP over Fibre Channel */
    {18, 123},            /* SunATM */
    {PRIVATE_IPNET, 226}, /* Solaris ipnet */
};

static const Type shomiti_types[] = {
    {0, 1},
    {4, 1},
    {2, 6},
    {8, 10},
    {10, 1},
    {12, 1},
    {19, 1}, /* fast, gigabit, 10 gigabit Ethernet */
    {11, 6},
    {13, 6},
    {14, 6},              /* token rings */
    {SHOMITI_RADIO, 105}, /* IEEE 802.11 behind a radio header */
};

gboolean
wg_snoop_probe (WgSlice head)
{
  return wg_slice_equal (wg_slice_sub (head, 0, sizeof magic), wg_slice (magic, sizeof magic));
}

typedef struct
{
  guint32 wire;
  guint32 captured;
  guint32 record_len;
  guint32 sec;
  guint32 usec;
} Record;

static gboolean
read_record (WgReader *r, Record *record)
{
  return wg_reader_u32 (r, &record->wire) && wg_reader_u32 (r, &record->captured)
         && wg_reader_u32 (r, &record->record_len) && wg_reader_skip (r, 4)
         && wg_reader_u32 (r, &record->sec) && wg_reader_u32 (r, &record->usec);
}

/* The radio header of Surveyor: three bytes, its length without these four, and that. */
static gsize
radio_len (const WgWindows *in, guint32 captured)
{
  WgReader r = wg_windows_reader (in);
  guint8 len;

  if (captured < RADIO_MIN_LEN || !wg_reader_skip (&r, 3) || !wg_reader_u8 (&r, &len))
    return 0;
  return MIN (captured, 4u + len);
}

static gboolean
next_packet (WgCapture *capture, WgPacket *packet)
{
  WgWindows *in = &capture->in;
  const WgSnoop *snoop = &capture->snoop;
  WgReader r;
  Record record;

  if (!wg_capture_begin_record (capture, RECORD_LEN))
    return FALSE;
  r = wg_windows_reader (in);
  if (!read_record (&r, &record))
    return FALSE;
  if (record.captured > WG_LIMIT_PACKET_LEN || record.record_len < RECORD_LEN
      || record.record_len - RECORD_LEN < record.captured)
    {
      wg_capture_add_skipped (capture, wg_windows_tell (in),
                              "a record whose lengths cannot be; the rest cannot be read");
      return FALSE;
    }
  wg_windows_take (in, RECORD_LEN);
  if (!wg_capture_need (capture, record.captured))
    return FALSE;
  capture->pending = record.record_len - RECORD_LEN - record.captured;
  if (snoop->is_wireless)
    {
      gsize len = radio_len (in, record.captured);
      wg_windows_take (in, len);
      record.captured -= (guint32) len;
      record.wire -= (guint32) MIN (len, record.wire);
    }
  packet->interface = 0;
  packet->linktype = snoop->linktype;
  packet->has_time = TRUE;
  packet->time_ns =
      (gint64) record.sec * G_GINT64_CONSTANT (1000000000) + (gint64) record.usec * 1000;
  packet->wire_len = record.wire;
  packet->file_off = wg_windows_tell (in);
  packet->bytes = wg_windows_take (in, record.captured);
  return TRUE;
}

/* Shomiti used numbers that RFC 1761 had left open and that others used as well. Its records
 * have a trailer, which is longer than any other padding (wiretap's rule). */
static gboolean
is_shomiti (WgCapture *capture)
{
  WgReader r;
  Record record;

  wg_windows_need (&capture->in, RECORD_LEN);
  r = wg_windows_reader (&capture->in);
  return read_record (&r, &record) && record.record_len > RECORD_LEN
         && record.record_len - RECORD_LEN > record.captured
         && record.record_len - RECORD_LEN - record.captured >= SHOMITI_TRAILER_LEN;
}

static guint16
linktype_of (guint32 datalink, gboolean shomiti)
{
  const Type *table = shomiti ? shomiti_types : types;
  guint n = shomiti ? G_N_ELEMENTS (shomiti_types) : G_N_ELEMENTS (types);

  for (guint i = 0; i < n; i++)
    if (table[i].datalink == datalink)
      return table[i].linktype;
  return WG_LINKTYPE_UNKNOWN;
}

gboolean
wg_snoop_open (WgCapture *capture, GError **error)
{
  WgReader r;
  guint32 version = 0, datalink = 0;
  gboolean shomiti;

  wg_windows_need (&capture->in, FILE_HEADER_LEN);
  r = wg_windows_reader (&capture->in);
  if (!wg_reader_skip (&r, sizeof magic) || !wg_reader_u32 (&r, &version)
      || !wg_reader_u32 (&r, &datalink))
    {
      g_set_error (error, WG_ERROR, WG_ERROR_FORMAT,
                   "%s: breaks off inside the snoop file header, at offset %" G_GSIZE_FORMAT,
                   wg_source_name (capture->in.source), wg_windows_left (&capture->in));
      return FALSE;
    }
  if (version < 2 || version > 5) /* 3 to 5 are Surveyor's, and the same */
    {
      g_set_error (error, WG_ERROR, WG_ERROR_FORMAT, "%s: snoop version %u is not supported",
                   wg_source_name (capture->in.source), version);
      return FALSE;
    }
  wg_windows_take (&capture->in, FILE_HEADER_LEN);
  shomiti = is_shomiti (capture);
  capture->snoop.linktype = linktype_of (datalink, shomiti);
  capture->snoop.is_wireless = shomiti && datalink == SHOMITI_RADIO;
  wg_capture_add_interface (capture, capture->snoop.linktype, 0, NULL);
  capture->next = next_packet;
  return TRUE;
}
