#include "http3-records.h"

#include "names.h"

#define NUMBERS(what, title, side, names_of)                                                   \
  {                                                                                            \
    .key = "wiregloss.http3." #what "." #side, .label = title, .kind = WG_KIND_NUMBERS,        \
    .json = #side, .names = names_of, WG_AT (WgHttp3Numbers, side)                             \
  }

static const WgField settings_fields[] = {
    NUMBERS (settings, "Of the client", client, wg_names_http3_settings),
    NUMBERS (settings, "Of the server", server, wg_names_http3_settings),
    {0},
};

static const WgField frames_fields[] = {
    NUMBERS (frames, "Of the client", client, wg_names_http3_frame_types),
    NUMBERS (frames, "Of the server", server, wg_names_http3_frame_types),
    {0},
};

static const WgField goaway_fields[] = {
    {.key = "wiregloss.http3.goaway.frame",
     .label = "Packet",
     .kind = WG_KIND_UINT,
     .json = "frame",
     WG_AT (WgHttp3Goaway, frame)},
    {.key = "wiregloss.http3.goaway.from",
     .label = "From",
     .kind = WG_KIND_STRING,
     .json = "from",
     WG_AT (WgHttp3Goaway, from)},
    {.key = "wiregloss.http3.goaway.last_stream",
     .label = "Last stream",
     .kind = WG_KIND_INT,
     .json = "last_stream",
     WG_AT (WgHttp3Goaway, last),
     .help = "Streams (or pushes) from this one on are not answered."},
    {0},
};

static const WgField record_fields[] = {
    WG_RECORD_HEAD_FIELDS,
    {.key = "wiregloss.http3.decrypted",
     .label = "Decrypted",
     .kind = WG_KIND_BOOL,
     .json = "decrypted",
     WG_AT (WgHttp3Record, decrypted)},
    {.key = "wiregloss.http3.settings",
     .label = "Settings",
     .kind = WG_KIND_OBJECT,
     .json = "settings",
     WG_AT (WgHttp3Record, settings),
     .fields = settings_fields,
     .help = "What each end told the other to keep to.",
     .source = "RFC 9114 §7.2.4"},
    {.key = "wiregloss.http3.frames",
     .label = "Frames",
     .kind = WG_KIND_OBJECT,
     .json = "frames",
     WG_AT (WgHttp3Record, frames),
     .fields = frames_fields,
     .help = "How many of each type were sent."},
    {.key = "wiregloss.http3.goaway",
     .label = "Goodbyes",
     .kind = WG_KIND_OBJECT,
     .json = "goaway",
     WG_LIST_AT (WgHttp3Record, goaway, WgHttp3Goaway),
     .fields = goaway_fields,
     .source = "RFC 9114 §5.2"},
    {0},
};

const WgRecordType wg_http3_type = {
    .name = "http3",
    .list = "http3",
    .fields = record_fields,
    .help = "An HTTP/3 connection: its settings, frames and goodbyes. Exchanges are in http.",
};
