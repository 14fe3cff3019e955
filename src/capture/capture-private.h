#pragma once

#include "capture/window.h"

/* What the formats share. Not for other rooms; tests and fuzz targets read from memory here. */

/* A capture over @bytes, which stay the caller's and outlive it; @chunk of them come at a time
 * (0: no limit), so that every boundary can be met. Otherwise as wg_capture_open(). */
WgCapture *wg_capture_open_bytes (WgSlice bytes,
                                  gsize chunk,
                                  gboolean threaded,
                                  WgBytesFunc on_bytes,
                                  gpointer user,
                                  GError **error);

/* A link type that is none: the file's own numbering has no LINKTYPE. */
#define WG_LINKTYPE_UNKNOWN G_MAXUINT16

typedef enum
{
  WG_PCAP_STANDARD,
  WG_PCAP_MODIFIED,     /* Kuznetsov's patches of April and October 1999 */
  WG_PCAP_MODIFIED_SMP, /* the one of September 1999, for SMP debugging */
  WG_PCAP_NOKIA,
} WgPcapVariant;

typedef enum
{
  WG_LENGTHS_IN_ORDER,
  WG_LENGTHS_SWAPPED,
  WG_LENGTHS_EITHER, /* swapped where the captured one would be the longer */
} WgPcapLengths;

typedef struct
{
  gboolean is_big_endian;
  gboolean is_modified; /* by its magic */
  guint32 frac_ns;      /* unit of the fraction of a second */
  guint record_len;     /* length of a record's header */
  guint padding;        /* in front of each packet, counted as part of it */
  WgPcapLengths lengths;
  guint16 linktype;
  guint32 snaplen;
} WgPcap;

/* How an interface of a section counts time. */
typedef struct
{
  gboolean is_known;
  guint64 per_second; /* units; a power of 10 or of 2 */
  guint64 unit_ns;    /* where a unit is a whole number of nanoseconds, else 0 */
  gint64 offset_s;
} WgPcapngClock;

typedef struct
{
  gboolean is_big_endian;
  gboolean is_unknown; /* a section of a version that is not known */
  guint first;         /* index of the section's first interface */
  GArray *clocks;      /* of all interfaces */
} WgPcapng;

typedef struct
{
  guint16 linktype;
  gboolean is_wireless; /* a radio header of its own length comes first */
} WgSnoop;

typedef struct
{
  guint32 type;
  WgSlice bytes; /* owned */
} WgSecretsBlock;

struct WgCapture
{
  WgWindows in;
  gboolean (*next) (WgCapture *capture, WgPacket *packet);
  guint64 pending; /* bytes of the last record that nobody was given */
  guint32 frame;   /* of the last packet */
  gboolean ended;
  gboolean cut_short;
  WgFormat format;
  union
  {
    WgPcap pcap;
    WgPcapng pcapng;
    WgSnoop snoop;
  };
  GArray *interfaces;
  GArray *skipped;
  GArray *secrets;
  gsize secrets_len;
  GArray *comments; /* WgComment, texts owned */
  gsize comments_len;
};

/* Each format: whether the file is in it, by the bytes at its beginning; reading its header,
 * which sets @next and consumes it. */
gboolean wg_pcap_probe (WgSlice head);
gboolean wg_pcap_open (WgCapture *capture, GError **error);
gboolean wg_pcapng_probe (WgSlice head);
gboolean wg_pcapng_open (WgCapture *capture, GError **error);
gboolean wg_snoop_probe (WgSlice head);
gboolean wg_snoop_open (WgCapture *capture, GError **error);
void wg_pcapng_clear (WgPcapng *pcapng);

/* @why: a static sentence. */
void wg_capture_add_skipped (WgCapture *capture, guint64 off, const char *why);

/* On the packet that is being read; what is past the ceilings is dropped. */
void wg_capture_add_comment (WgCapture *capture, WgSlice text);

/* FALSE when there are too many. @name: taken, may be %NULL. */
gboolean wg_capture_add_interface (WgCapture *capture,
                                   guint16 linktype,
                                   guint32 snaplen,
                                   char *take_name);

/* Past what is pending of the last record; FALSE, and cut short, when the file ends in it. */
gboolean wg_capture_pass_pending (WgCapture *capture);

/* Captured bytes of one packet that make sense for @linktype. What is longer than
 * WG_LIMIT_PACKET_LEN and makes sense is given as far as that. */
guint32 wg_capture_max_packet_len (guint16 linktype);

/* Whether @n bytes of a record are there; a record that breaks off cuts the file short. The
 * first: no byte of it is no record. */
static inline gboolean
wg_capture_begin_record (WgCapture *capture, gsize n)
{
  if (wg_windows_need (&capture->in, n))
    return TRUE;
  capture->cut_short = wg_windows_left (&capture->in) > 0;
  return FALSE;
}

static inline gboolean
wg_capture_need (WgCapture *capture, gsize n)
{
  if (wg_windows_need (&capture->in, n))
    return TRUE;
  capture->cut_short = TRUE;
  return FALSE;
}

/* The byte order of the host that wrote the file. */
static inline G_GNUC_WARN_UNUSED_RESULT gboolean
wg_order_u16 (gboolean is_big_endian, WgReader *r, guint16 *out)
{
  return is_big_endian ? wg_reader_u16 (r, out) : wg_reader_u16le (r, out);
}

static inline G_GNUC_WARN_UNUSED_RESULT gboolean
wg_order_u32 (gboolean is_big_endian, WgReader *r, guint32 *out)
{
  return is_big_endian ? wg_reader_u32 (r, out) : wg_reader_u32le (r, out);
}
