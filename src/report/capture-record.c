#include "report/capture-record.h"

typedef struct
{
  gint64 linktype;
  guint32 snaplen;
  WgSlice name;
} Interface;

typedef struct
{
  gint64 offset;
  const char *why;
} Skipped;

typedef struct
{
  const char *file;
  WgSlice sha256;
  const char *format;
  gint64 packets;
  gint64 bytes;
  guint64 wire_bytes;
  guint32 snapped_packets;
  gint64 first_ns;
  gint64 last_ns;
  gint64 earliest_ns;
  gint64 latest_ns;
  gint64 duration_ns;
  WgList interfaces;
  gboolean cut_short;
  WgList skipped;
  guint32 secrets;
} Capture;

static const WgField interface_fields[] = {
    {.key = "frame.encap_type",
     .label = "Link type",
     .kind = WG_KIND_INT,
     .json = "linktype",
     .help = "LINKTYPE number of the file.",
     WG_AT (Interface, linktype)},
    {.key = "wiregloss.interface.snaplen",
     .label = "Snap length",
     .kind = WG_KIND_UINT,
     .json = "snaplen",
     WG_AT (Interface, snaplen)},
    {.key = "frame.interface_name",
     .label = "Name",
     .kind = WG_KIND_TEXT,
     .json = "name",
     WG_AT (Interface, name)},
    {0},
};

static const WgField skipped_fields[] = {
    {.key = "wiregloss.skipped.offset",
     .label = "Offset",
     .kind = WG_KIND_INT,
     .json = "offset",
     WG_AT (Skipped, offset)},
    {.key = "wiregloss.skipped.why",
     .label = "Why",
     .kind = WG_KIND_STRING,
     .json = "why",
     WG_AT (Skipped, why)},
    {0},
};

#define ROW(member, title, type, what)                                                         \
  {                                                                                            \
    .key = "wiregloss.capture." #member, .label = title, .kind = type, .json = #member,        \
    .help = what, WG_AT (Capture, member)                                                      \
  }
#define TIME_ROW(name, title, what)                                                            \
  {                                                                                            \
    .key = "wiregloss.capture." #name, .label = title, .kind = WG_KIND_TIME, .json = #name,    \
    .help = what, WG_AT (Capture, name##_ns)                                                   \
  }

static const WgField capture_fields[] = {
    ROW (file, "File", WG_KIND_STRING, "As it was named."),
    ROW (sha256, "SHA-256", WG_KIND_BYTES, "Of the file as stored."),
    ROW (format, "Format", WG_KIND_STRING, "pcap, pcapng or snoop."),
    ROW (packets, "Packets", WG_KIND_INT, NULL),
    ROW (bytes, "Captured bytes", WG_KIND_INT, NULL),
    ROW (wire_bytes, "Bytes on the wire", WG_KIND_UINT, "Where more were sent than captured."),
    ROW (snapped_packets, "Snapped packets", WG_KIND_UINT, "Captured short of their length."),
    TIME_ROW (first, "First packet", "In the order of the file."),
    TIME_ROW (last, "Last packet", "In the order of the file."),
    TIME_ROW (earliest, "Earliest packet", "Where the file is not in time order."),
    TIME_ROW (latest, "Latest packet", "Where the file is not in time order."),
    {.key = "wiregloss.capture.duration",
     .label = "Duration",
     .kind = WG_KIND_DURATION,
     .json = "duration",
     WG_AT (Capture, duration_ns)},
    {.key = "wiregloss.capture.interfaces",
     .label = "Interfaces",
     .kind = WG_KIND_OBJECT,
     .json = "interfaces",
     .fields = interface_fields,
     WG_LIST_AT (Capture, interfaces, Interface)},
    ROW (cut_short, "Cut short", WG_KIND_BOOL, "The file ends inside a packet."),
    {.key = "wiregloss.capture.skipped",
     .label = "Skipped",
     .kind = WG_KIND_OBJECT,
     .json = "skipped",
     .fields = skipped_fields,
     .help = "Damage that was passed over.",
     WG_LIST_AT (Capture, skipped, Skipped)},
    ROW (secrets, "Secrets", WG_KIND_UINT, "Lines of key logs in the file."),
    {0},
};

const WgRecordType wg_capture_type = {
    .name = "capture",
    .list = "captures",
    .fields = capture_fields,
    .help = "An input file as a whole.",
};

static GArray *
list_interfaces (const WgCaptureFacts *facts)
{
  GArray *list = g_array_new (FALSE, FALSE, sizeof (Interface));

  for (guint i = 0; facts->interfaces != NULL && i < facts->interfaces->len; i++)
    {
      const WgInterface *from = &g_array_index (facts->interfaces, WgInterface, i);
      Interface to = {from->linktype, from->snaplen, wg_slice_str (from->name)};
      g_array_append_val (list, to);
    }
  return list;
}

static GArray *
list_skipped (const WgCaptureFacts *facts)
{
  GArray *list = g_array_new (FALSE, FALSE, sizeof (Skipped));

  for (guint i = 0; facts->skipped != NULL && i < facts->skipped->len; i++)
    {
      const WgSkipped *from = &g_array_index (facts->skipped, WgSkipped, i);
      Skipped to = {(gint64) from->off, from->why};
      g_array_append_val (list, to);
    }
  return list;
}

void
wg_capture_record_write (GString *out,
                         const char *file,
                         const WgCaptureFacts *facts,
                         const WgJsonStyle *style)
{
  g_autoptr (GArray) interfaces = list_interfaces (facts);
  g_autoptr (GArray) skipped = list_skipped (facts);
  gboolean ordered =
      facts->first_ns == facts->earliest_ns && facts->last_ns == facts->latest_ns;
  Capture capture = {
      .file = file,
      .sha256 = wg_slice (facts->sha256, sizeof facts->sha256),
      .format = facts->format,
      .packets = facts->packets,
      .bytes = (gint64) facts->bytes,
      .wire_bytes = facts->wire_bytes != facts->bytes ? facts->wire_bytes : 0,
      .snapped_packets = facts->snapped_packets,
      .first_ns = facts->has_time ? facts->first_ns : G_MININT64,
      .last_ns = facts->has_time ? facts->last_ns : G_MININT64,
      .earliest_ns = facts->has_time && !ordered ? facts->earliest_ns : G_MININT64,
      .latest_ns = facts->has_time && !ordered ? facts->latest_ns : G_MININT64,
      .duration_ns = facts->latest_ns - facts->earliest_ns,
      .interfaces = {interfaces->data, interfaces->len},
      .cut_short = facts->cut_short,
      .skipped = {skipped->data, skipped->len},
      .secrets = facts->secrets,
  };

  wg_json_fields (out, capture_fields, &capture, style, NULL, NULL);
}
