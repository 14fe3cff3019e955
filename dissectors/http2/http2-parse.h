#pragma once

#include "base/limits.h"
#include "base/reader.h"

/* Frames of HTTP/2 (RFC 9113 §4, §6), without state. */

typedef enum
{
  WG_HTTP2_DATA,
  WG_HTTP2_HEADERS,
  WG_HTTP2_PRIORITY,
  WG_HTTP2_RST_STREAM,
  WG_HTTP2_SETTINGS,
  WG_HTTP2_PUSH_PROMISE,
  WG_HTTP2_PING,
  WG_HTTP2_GOAWAY,
  WG_HTTP2_WINDOW_UPDATE,
  WG_HTTP2_CONTINUATION,
  WG_HTTP2_ALTSVC,
  WG_HTTP2_ORIGIN = 12,
  WG_HTTP2_PRIORITY_UPDATE = 16,
} WgHttp2Type;

#define WG_HTTP2_ACK          0x01u /* of SETTINGS and PING */
#define WG_HTTP2_END_STREAM   0x01u
#define WG_HTTP2_END_HEADERS  0x04u
#define WG_HTTP2_PADDED       0x08u
#define WG_HTTP2_HAS_PRIORITY 0x20u

#define WG_HTTP2_PREFACE     "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
#define WG_HTTP2_PREFACE_LEN 24u
#define WG_HTTP2_HEADER_LEN  9u
#define WG_HTTP2_FRAME_LEN   16384u /* of a payload, unless SETTINGS_MAX_FRAME_SIZE says more */

enum
{
  WG_HTTP2_HEADER_TABLE_SIZE = 1,
  WG_HTTP2_ENABLE_PUSH = 2,
  WG_HTTP2_INITIAL_WINDOW_SIZE = 4,
  WG_HTTP2_MAX_FRAME_SIZE = 5,
  WG_HTTP2_ENABLE_CONNECT_PROTOCOL = 8,
};

/* @length: of the payload; @stream: without the reserved bit */
typedef struct
{
  guint32 length;
  guint8 type;
  guint8 flags;
  gboolean reserved;
  guint32 stream;
} WgHttp2Frame;

G_GNUC_WARN_UNUSED_RESULT gboolean wg_http2_header_parse (WgReader *r, WgHttp2Frame *out);

/* The type has this flag, and it is set. */
gboolean wg_http2_is_set (const WgHttp2Frame *frame, guint8 flag);

/* Types of a fixed length have it; unknown ones may have any. */
gboolean wg_http2_length_fits (const WgHttp2Frame *frame);
/* It stands on a stream, or on none, as its type must. */
gboolean wg_http2_stream_fits (const WgHttp2Frame *frame);
/* Looks like a frame of a type that everybody knows: where one has to prove itself. */
gboolean wg_http2_is_likely (const WgHttp2Frame *frame);

/* How convincing the frames at the beginning of @bytes are. */
typedef enum
{
  WG_HTTP2_NO_FRAMES,
  WG_HTTP2_FEW_FRAMES, /* what is there fits, and is not enough */
  WG_HTTP2_SURE_FRAMES,
} WgHttp2Shape;

WgHttp2Shape wg_http2_shape (WgSlice bytes);

/* Takes the length of the padding, where there is some, from the front of @payload, and the
 * padding from its end. FALSE: it is longer than what is there; nothing was taken. */
G_GNUC_WARN_UNUSED_RESULT gboolean wg_http2_unpad (const WgHttp2Frame *frame,
                                                   WgReader *payload,
                                                   guint8 *pad_len);

typedef struct
{
  gboolean exclusive;
  guint32 dependency;
  guint8 weight; /* one less than it means */
} WgHttp2Priority;

G_GNUC_WARN_UNUSED_RESULT gboolean wg_http2_priority_parse (WgReader *r, WgHttp2Priority *out);

/**
 * WgHttp2Block: payload of HEADERS, PUSH_PROMISE or CONTINUATION.
 * @promised: the stream of a PUSH_PROMISE
 * @fragment_off: of @fragment in the payload
 */
typedef struct
{
  guint8 pad_len;
  gboolean has_priority;
  WgHttp2Priority priority;
  guint32 promised;
  WgSlice fragment;
  gsize fragment_off;
} WgHttp2Block;

G_GNUC_WARN_UNUSED_RESULT gboolean wg_http2_block_parse (const WgHttp2Frame *frame,
                                                         WgSlice payload,
                                                         WgHttp2Block *out);

G_GNUC_WARN_UNUSED_RESULT gboolean wg_http2_setting_parse (WgReader *r,
                                                           guint16 *id,
                                                           guint32 *value);

typedef struct
{
  guint32 last_stream;
  guint32 error;
  WgSlice debug;
} WgHttp2Goaway;

G_GNUC_WARN_UNUSED_RESULT gboolean wg_http2_goaway_parse (WgReader *r, WgHttp2Goaway *out);
