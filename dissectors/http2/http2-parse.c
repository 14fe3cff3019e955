#include "http2-parse.h"

#define LAST_LIKELY_TYPE WG_HTTP2_CONTINUATION
#define LAST_SETTING     16u
#define STREAM_BITS      0x7fffffffu
#define LIKELY_STREAM    (1u << 24)

gboolean
wg_http2_header_parse (WgReader *r, WgHttp2Frame *out)
{
  WgReader in = *r;
  guint32 stream;

  if (!wg_reader_u24 (&in, &out->length) || !wg_reader_u8 (&in, &out->type)
      || !wg_reader_u8 (&in, &out->flags) || !wg_reader_u32 (&in, &stream))
    return FALSE;
  out->reserved = (stream & ~STREAM_BITS) != 0;
  out->stream = stream & STREAM_BITS;
  *r = in;
  return TRUE;
}

static guint8
flags_of (guint8 type)
{
  static const guint8 flags[LAST_LIKELY_TYPE + 1] = {
      [WG_HTTP2_DATA] = WG_HTTP2_END_STREAM | WG_HTTP2_PADDED,
      [WG_HTTP2_HEADERS] =
          WG_HTTP2_END_STREAM | WG_HTTP2_END_HEADERS | WG_HTTP2_PADDED | WG_HTTP2_HAS_PRIORITY,
      [WG_HTTP2_SETTINGS] = WG_HTTP2_ACK,
      [WG_HTTP2_PUSH_PROMISE] = WG_HTTP2_END_HEADERS | WG_HTTP2_PADDED,
      [WG_HTTP2_PING] = WG_HTTP2_ACK,
      [WG_HTTP2_CONTINUATION] = WG_HTTP2_END_HEADERS,
  };

  return type <= LAST_LIKELY_TYPE ? flags[type] : 0;
}

gboolean
wg_http2_is_set (const WgHttp2Frame *frame, guint8 flag)
{
  return (frame->flags & flags_of (frame->type) & flag) != 0;
}

gboolean
wg_http2_length_fits (const WgHttp2Frame *frame)
{
  switch (frame->type)
    {
    case WG_HTTP2_PRIORITY:
      return frame->length == 5;
    case WG_HTTP2_RST_STREAM:
    case WG_HTTP2_WINDOW_UPDATE:
      return frame->length == 4;
    case WG_HTTP2_PING:
      return frame->length == 8;
    case WG_HTTP2_GOAWAY:
      return frame->length >= 8;
    case WG_HTTP2_SETTINGS:
      return wg_http2_is_set (frame, WG_HTTP2_ACK) ? frame->length == 0
                                                   : frame->length % 6 == 0;
    default:
      return TRUE;
    }
}

gboolean
wg_http2_stream_fits (const WgHttp2Frame *frame)
{
  switch (frame->type)
    {
    case WG_HTTP2_DATA:
    case WG_HTTP2_HEADERS:
    case WG_HTTP2_PRIORITY:
    case WG_HTTP2_RST_STREAM:
    case WG_HTTP2_PUSH_PROMISE:
    case WG_HTTP2_CONTINUATION:
      return frame->stream != 0;
    case WG_HTTP2_SETTINGS:
    case WG_HTTP2_PING:
    case WG_HTTP2_GOAWAY:
    case WG_HTTP2_ORIGIN:
    case WG_HTTP2_PRIORITY_UPDATE:
      return frame->stream == 0;
    default:
      return TRUE;
    }
}

gboolean
wg_http2_is_likely (const WgHttp2Frame *frame)
{
  return frame->type <= LAST_LIKELY_TYPE && !frame->reserved
         && (frame->flags & ~flags_of (frame->type)) == 0 && frame->length <= WG_HTTP2_FRAME_LEN
         && frame->stream < LIKELY_STREAM && wg_http2_length_fits (frame)
         && wg_http2_stream_fits (frame);
}

/* The part of a frame's header that is there does not speak against it. */
static gboolean
may_become_likely (WgSlice part)
{
  return (part.len < 1 || wg_slice_at (part, 0) == 0)
         && (part.len < 2 || wg_slice_at (part, 1) <= 0x40)
         && (part.len < 4 || wg_slice_at (part, 3) <= LAST_LIKELY_TYPE)
         && (part.len < 5
             || (wg_slice_at (part, 4) & ~flags_of ((guint8) wg_slice_at (part, 3))) == 0)
         && (part.len < 6 || wg_slice_at (part, 5) == 0);
}

static gboolean
are_known_settings (WgSlice payload)
{
  WgReader r = wg_reader (payload, WG_END_WHOLE);
  guint16 id;
  guint32 value;

  while (wg_http2_setting_parse (&r, &id, &value))
    if (id == 0 || id > LAST_SETTING)
      return FALSE;
  return TRUE;
}

WgHttp2Shape
wg_http2_shape (WgSlice bytes)
{
  WgReader r = wg_reader (bytes, WG_END_MORE);
  WgHttp2Frame frame;
  WgSlice payload;
  gboolean said = FALSE; /* a frame of zeros, but for its stream, says nothing */

  for (;;)
    {
      if (!wg_http2_header_parse (&r, &frame))
        return may_become_likely (wg_reader_rest (&r)) ? WG_HTTP2_FEW_FRAMES
                                                       : WG_HTTP2_NO_FRAMES;
      if (!wg_http2_is_likely (&frame))
        return WG_HTTP2_NO_FRAMES;
      if (said)
        return WG_HTTP2_SURE_FRAMES;
      said = frame.length > 0 || frame.type != WG_HTTP2_DATA || frame.flags != 0;
      if (!wg_reader_take (&r, frame.length, &payload))
        return WG_HTTP2_FEW_FRAMES;
      if (frame.type == WG_HTTP2_SETTINGS && !are_known_settings (payload))
        return WG_HTTP2_NO_FRAMES;
      if (frame.type == WG_HTTP2_SETTINGS && payload.len > 0)
        return WG_HTTP2_SURE_FRAMES;
    }
}

gboolean
wg_http2_unpad (const WgHttp2Frame *frame, WgReader *payload, guint8 *pad_len)
{
  WgReader r = *payload, body;

  *pad_len = 0;
  if (!wg_http2_is_set (frame, WG_HTTP2_PADDED))
    return TRUE;
  if (!wg_reader_u8 (&r, pad_len) || *pad_len > wg_reader_left (&r)
      || !wg_reader_sub (&r, wg_reader_left (&r) - *pad_len, &body))
    return FALSE;
  *payload = body;
  return TRUE;
}

gboolean
wg_http2_priority_parse (WgReader *r, WgHttp2Priority *out)
{
  WgReader in = *r;
  guint32 dependency;

  if (!wg_reader_u32 (&in, &dependency) || !wg_reader_u8 (&in, &out->weight))
    return FALSE;
  out->exclusive = (dependency & ~STREAM_BITS) != 0;
  out->dependency = dependency & STREAM_BITS;
  *r = in;
  return TRUE;
}

gboolean
wg_http2_block_parse (const WgHttp2Frame *frame, WgSlice payload, WgHttp2Block *out)
{
  WgReader r = wg_reader (payload, WG_END_WHOLE);

  memset (out, 0, sizeof *out);
  if (!wg_http2_unpad (frame, &r, &out->pad_len))
    return FALSE;
  out->has_priority = wg_http2_is_set (frame, WG_HTTP2_HAS_PRIORITY);
  if (out->has_priority && !wg_http2_priority_parse (&r, &out->priority))
    return FALSE;
  if (frame->type == WG_HTTP2_PUSH_PROMISE && !wg_reader_u32 (&r, &out->promised))
    return FALSE;
  out->promised &= STREAM_BITS;
  out->fragment = wg_reader_rest (&r);
  out->fragment_off = (gsize) (wg_http2_is_set (frame, WG_HTTP2_PADDED) ? 1 : 0)
                      + (out->has_priority ? 5 : 0)
                      + (frame->type == WG_HTTP2_PUSH_PROMISE ? 4 : 0);
  return TRUE;
}

gboolean
wg_http2_setting_parse (WgReader *r, guint16 *id, guint32 *value)
{
  WgReader in = *r;

  if (!wg_reader_u16 (&in, id) || !wg_reader_u32 (&in, value))
    return FALSE;
  *r = in;
  return TRUE;
}

gboolean
wg_http2_goaway_parse (WgReader *r, WgHttp2Goaway *out)
{
  WgReader in = *r;

  if (!wg_reader_u32 (&in, &out->last_stream) || !wg_reader_u32 (&in, &out->error))
    return FALSE;
  out->last_stream &= STREAM_BITS;
  out->debug = wg_reader_rest (&in);
  if (!wg_reader_skip (&in, out->debug.len))
    return FALSE;
  *r = in;
  return TRUE;
}
