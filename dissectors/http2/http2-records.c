#include "http2-records.h"

#include "names.h"

static const WgField settings_fields[] = {
    {.key = "wiregloss.http2.settings.client",
     .label = "Of the client",
     .kind = WG_KIND_NUMBERS,
     .json = "client",
     .names = wg_names_http2_settings,
     WG_AT (WgHttp2Numbers, client)},
    {.key = "wiregloss.http2.settings.server",
     .label = "Of the server",
     .kind = WG_KIND_NUMBERS,
     .json = "server",
     .names = wg_names_http2_settings,
     WG_AT (WgHttp2Numbers, server)},
    {0},
};

static const WgField frames_fields[] = {
    {.key = "wiregloss.http2.frames.client",
     .label = "Of the client",
     .kind = WG_KIND_NUMBERS,
     .json = "client",
     .names = wg_names_http2_frame_types,
     WG_AT (WgHttp2Numbers, client)},
    {.key = "wiregloss.http2.frames.server",
     .label = "Of the server",
     .kind = WG_KIND_NUMBERS,
     .json = "server",
     .names = wg_names_http2_frame_types,
     WG_AT (WgHttp2Numbers, server)},
    {0},
};

static const WgField goaway_fields[] = {
    {.key = "wiregloss.http2.goaway.frame",
     .label = "Packet",
     .kind = WG_KIND_UINT,
     .json = "frame",
     WG_AT (WgHttp2GoawayItem, frame)},
    {.key = "wiregloss.http2.goaway.from",
     .label = "From",
     .kind = WG_KIND_STRING,
     .json = "from",
     WG_AT (WgHttp2GoawayItem, from)},
    {.key = "wiregloss.http2.goaway.error",
     .label = "Error",
     .kind = WG_KIND_STRING,
     .json = "error",
     WG_AT (WgHttp2GoawayItem, error),
     .source = "RFC 9113 §7"},
    {.key = "wiregloss.http2.goaway.last_stream",
     .label = "Last stream",
     .kind = WG_KIND_INT,
     .json = "last_stream",
     WG_AT (WgHttp2GoawayItem, last_stream),
     .help = "The highest stream of the other end that was or may be looked at."},
    {0},
};

/* Place of the streamed row in the table below. */
enum
{
  ROW_GOAWAY = 6,
};

static const WgField record_fields[] = {
    WG_RECORD_HEAD_FIELDS,
    {.key = "wiregloss.http2.decrypted",
     .label = "Decrypted",
     .kind = WG_KIND_BOOL,
     .json = "decrypted",
     WG_AT (WgHttp2Record, decrypted),
     .help = "It was sent inside TLS."},
    {.key = "wiregloss.http2.preface",
     .label = "Preface",
     .kind = WG_KIND_BOOL,
     .json = "preface",
     WG_AT (WgHttp2Record, preface),
     .help = "The client began with the words that every connection begins with.",
     .source = "RFC 9113 §3.4"},
    {.key = "wiregloss.http2.settings",
     .label = "Settings",
     .kind = WG_KIND_OBJECT,
     .json = "settings",
     WG_AT (WgHttp2Record, settings),
     .fields = settings_fields,
     .help = "What each end told the other to keep to; the last value of each.",
     .source = "RFC 9113 §6.5"},
    {.key = "wiregloss.http2.frames",
     .label = "Frames",
     .kind = WG_KIND_OBJECT,
     .json = "frames",
     WG_AT (WgHttp2Record, frames),
     .fields = frames_fields,
     .help = "How many of each type were sent."},
    [ROW_GOAWAY] = {.key = "wiregloss.http2.goaway",
                    .label = "Goodbyes",
                    .kind = WG_KIND_OBJECT,
                    .json = "goaway",
                    .list = 1,
                    .streamed = 1,
                    .fields = goaway_fields,
                    .source = "RFC 9113 §6.8"},
    {0},
};

const WgField *const wg_http2_goaways = &record_fields[ROW_GOAWAY];

const WgRecordType wg_http2_type = {
    .name = "http2",
    .list = "http2",
    .fields = record_fields,
    .help = "An HTTP/2 connection: its settings, frames and goodbyes. Exchanges are in http.",
};
