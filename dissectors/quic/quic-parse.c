#include "quic-parse.h"

gboolean
wg_quic_varint (WgReader *r, guint64 *out)
{
  gsize start = wg_reader_tell (r);
  guint8 byte;

  if (!wg_reader_u8 (r, &byte))
    return FALSE;
  *out = byte & 0x3fu;
  for (guint left = (1u << (byte >> 6)) - 1; left > 0; left--)
    {
      if (!wg_reader_u8 (r, &byte))
        {
          wg_reader_seek (r, start);
          return FALSE;
        }
      *out = *out << 8 | byte;
    }
  return TRUE;
}

static gboolean
varint_slice (WgReader *r, WgSlice *out)
{
  guint64 len;

  return wg_quic_varint (r, &len) && len <= wg_reader_left (r)
         && wg_reader_take (r, (gsize) len, out);
}

/* --- headers ---------------------------------------------------------------------------- */

static WgQuicPacketType
type_of (guint8 first, const WgQuicVersion *version)
{
  static const WgQuicPacketType plain[] = {WG_QUIC_INITIAL, WG_QUIC_ZERO_RTT, WG_QUIC_HANDSHAKE,
                                           WG_QUIC_RETRY};
  guint bits = (first >> 4) & 3u;

  return plain[version->turned ? (bits + 3u) & 3u : bits];
}

/* RFC 8999 §5.1. */
static gboolean
parse_ids (WgReader *r, WgQuicPacket *out)
{
  guint8 len;

  return wg_reader_u8 (r, &len) && wg_reader_take (r, len, &out->dcid) && wg_reader_u8 (r, &len)
         && wg_reader_take (r, len, &out->scid);
}

/* Google's Q044 to Q048: two lengths in a byte, each 0 or three more than it says. */
static gboolean
parse_packed_ids (WgReader *r, WgQuicPacket *out)
{
  guint8 lens;
  guint dcid_len, scid_len;

  if (!wg_reader_u8 (r, &lens))
    return FALSE;
  dcid_len = (guint) lens >> 4;
  scid_len = lens & 0x0fu;
  return wg_reader_take (r, dcid_len > 0 ? dcid_len + 3 : 0, &out->dcid)
         && wg_reader_take (r, scid_len > 0 ? scid_len + 3 : 0, &out->scid);
}

/* RFC 9000 §17.2.1. */
static gboolean
parse_negotiation (WgReader *r, WgQuicPacket *out)
{
  out->type = WG_QUIC_NEGOTIATION;
  if (!parse_ids (r, out) || wg_reader_left (r) < 4 || wg_reader_left (r) % 4 != 0)
    return FALSE;
  return wg_reader_take (r, wg_reader_left (r), &out->offers);
}

/* RFC 9000 §17.2.2 to §17.2.4; the token of a Retry (§17.2.5) goes to its integrity tag. */
static gboolean
parse_rest (WgReader *r, gsize start, WgQuicPacket *out)
{
  WgSlice body;

  out->type = type_of (out->first, &out->version);
  if (out->type == WG_QUIC_RETRY)
    {
      if (wg_reader_left (r) < WG_QUIC_TAG_LEN)
        return FALSE;
      out->token = wg_slice_sub (wg_reader_rest (r), 0, wg_reader_left (r) - WG_QUIC_TAG_LEN);
      return wg_reader_skip (r, wg_reader_left (r));
    }
  if (out->type == WG_QUIC_INITIAL && !varint_slice (r, &out->token))
    return FALSE;
  if (!wg_quic_varint (r, &out->length) || out->length == 0)
    return FALSE;
  out->number_off = wg_reader_tell (r) - start;
  out->cut = out->length > wg_reader_left (r);
  return wg_reader_take (r, (gsize) MIN (out->length, (guint64) wg_reader_left (r)), &body);
}

static gboolean
parse_long (WgReader *r, gsize start, WgQuicPacket *out)
{
  guint32 number;

  if (!wg_reader_u8 (r, &out->first) || !wg_quic_is_long (out->first)
      || !wg_reader_u32 (r, &number))
    return FALSE;
  if (number == 0)
    return parse_negotiation (r, out);
  if (!wg_quic_version_find (number, &out->version))
    {
      out->type = WG_QUIC_UNKNOWN;
      out->version.number = number;
      return parse_ids (r, out) && wg_reader_skip (r, wg_reader_left (r));
    }
  if (out->version.kind == WG_QUIC_GOOGLE)
    return FALSE;
  if (out->version.kind == WG_QUIC_GOOGLE_LONG)
    {
      if (!parse_packed_ids (r, out))
        return FALSE;
      out->type = type_of (out->first, &out->version);
      out->number_off = wg_reader_tell (r) - start;
      return wg_reader_skip (r, wg_reader_left (r));
    }
  return parse_ids (r, out) && out->dcid.len <= WG_QUIC_CID_MAX
         && out->scid.len <= WG_QUIC_CID_MAX && parse_rest (r, start, out);
}

gboolean
wg_quic_parse_long (WgReader *r, WgQuicPacket *out)
{
  gsize start = wg_reader_tell (r);

  *out = (WgQuicPacket){0};
  if (!parse_long (r, start, out))
    {
      wg_reader_seek (r, start);
      return FALSE;
    }
  out->bytes = wg_reader_since (r, start);
  return TRUE;
}

gboolean
wg_quic_parse_short (WgReader *r, gsize cid_len, WgQuicPacket *out)
{
  gsize start = wg_reader_tell (r);

  *out = (WgQuicPacket){.type = WG_QUIC_SHORT};
  if (!wg_reader_u8 (r, &out->first) || wg_quic_is_long (out->first)
      || !wg_reader_take (r, cid_len, &out->dcid) || wg_reader_left (r) == 0)
    {
      wg_reader_seek (r, start);
      return FALSE;
    }
  out->number_off = wg_reader_tell (r) - start;
  out->length = wg_reader_left (r);
  if (!wg_reader_skip (r, wg_reader_left (r)))
    return FALSE;
  out->bytes = wg_reader_since (r, start);
  return TRUE;
}

guint64
wg_quic_number (guint64 expected, guint64 truncated, guint len)
{
  guint64 window = (guint64) 1 << (8 * len);
  guint64 half = window / 2;
  guint64 candidate = (expected & ~(window - 1)) | truncated;

  if (candidate + half <= expected && candidate < ((guint64) 1 << 62) - window)
    return candidate + window;
  if (candidate > expected + half && candidate >= window)
    return candidate - window;
  return candidate;
}

/* --- frames ------------------------------------------------------------------------------ */

static gboolean
skip_varints (WgReader *r, guint64 n)
{
  guint64 value;

  while (n-- > 0)
    if (!wg_quic_varint (r, &value))
      return FALSE;
  return TRUE;
}

/* RFC 9000 §19.3. */
static gboolean
parse_ack (WgReader *r, WgQuicFrame *out)
{
  guint64 ranges;

  if (!wg_quic_varint (r, &out->offset) || !skip_varints (r, 1) || !wg_quic_varint (r, &ranges)
      || ranges > wg_reader_left (r) || !skip_varints (r, 1 + 2 * ranges))
    return FALSE;
  return out->type != WG_QUIC_FRAME_ACK_ECN || skip_varints (r, 3);
}

/* RFC 9000 §19.8: bits of the type say which fields there are. */
static gboolean
parse_stream (WgReader *r, WgQuicFrame *out)
{
  out->fin = (out->type & 1) != 0;
  if (!wg_quic_varint (r, &out->id))
    return FALSE;
  if ((out->type & 4) != 0 && !wg_quic_varint (r, &out->offset))
    return FALSE;
  if ((out->type & 2) != 0)
    return varint_slice (r, &out->data);
  return wg_reader_take (r, wg_reader_left (r), &out->data);
}

/* RFC 9000 §19.15. */
static gboolean
parse_new_id (WgReader *r, WgQuicFrame *out)
{
  guint8 len;

  return wg_quic_varint (r, &out->id) && wg_quic_varint (r, &out->offset)
         && wg_reader_u8 (r, &len) && len <= WG_QUIC_CID_MAX
         && wg_reader_take (r, len, &out->data) && wg_reader_skip (r, 16);
}

/* RFC 9000 §19.19. */
static gboolean
parse_close (WgReader *r, WgQuicFrame *out)
{
  return wg_quic_varint (r, &out->error)
         && (out->type == WG_QUIC_FRAME_CLOSE_APPLICATION || wg_quic_varint (r, &out->id))
         && varint_slice (r, &out->data);
}

static void
skip_padding (WgReader *r)
{
  WgSlice rest = wg_reader_rest (r);
  gsize n = 0;

  while (wg_slice_at (rest, n) == 0)
    n++;
  if (!wg_reader_skip (r, n))
    g_assert_not_reached ();
}

static gboolean
parse_small (WgReader *r, WgQuicFrame *out)
{
  switch (out->type)
    {
    case WG_QUIC_FRAME_PING:
    case WG_QUIC_FRAME_HANDSHAKE_DONE:
    case WG_QUIC_FRAME_IMMEDIATE_ACK:
      return TRUE;
    case WG_QUIC_FRAME_STOP_SENDING:
      return wg_quic_varint (r, &out->id) && wg_quic_varint (r, &out->error);
    case WG_QUIC_FRAME_MAX_DATA:
    case WG_QUIC_FRAME_MAX_STREAMS_BIDI:
    case WG_QUIC_FRAME_MAX_STREAMS_UNI:
    case WG_QUIC_FRAME_DATA_BLOCKED:
    case WG_QUIC_FRAME_STREAMS_BLOCKED_BIDI:
    case WG_QUIC_FRAME_STREAMS_BLOCKED_UNI:
      return wg_quic_varint (r, &out->offset);
    case WG_QUIC_FRAME_MAX_STREAM_DATA:
    case WG_QUIC_FRAME_STREAM_DATA_BLOCKED:
      return wg_quic_varint (r, &out->id) && wg_quic_varint (r, &out->offset);
    case WG_QUIC_FRAME_TIMESTAMP:
      return wg_quic_varint (r, &out->offset);
    case WG_QUIC_FRAME_RETIRE_CONNECTION_ID:
      return wg_quic_varint (r, &out->id);
    case WG_QUIC_FRAME_PATH_CHALLENGE:
    case WG_QUIC_FRAME_PATH_RESPONSE:
      return wg_reader_take (r, 8, &out->data);
    case WG_QUIC_FRAME_DATAGRAM:
      return wg_reader_take (r, wg_reader_left (r), &out->data);
    case WG_QUIC_FRAME_DATAGRAM_LENGTH:
      return varint_slice (r, &out->data);
    case WG_QUIC_FRAME_ACK_FREQUENCY:
      return skip_varints (r, 4);
    default:
      return FALSE;
    }
}

static gboolean
parse_frame (WgReader *r, WgQuicFrame *out)
{
  switch (out->type)
    {
    case WG_QUIC_FRAME_PADDING:
      skip_padding (r);
      return TRUE;
    case WG_QUIC_FRAME_ACK:
    case WG_QUIC_FRAME_ACK_ECN:
      return parse_ack (r, out);
    case WG_QUIC_FRAME_RESET_STREAM:
      return wg_quic_varint (r, &out->id) && wg_quic_varint (r, &out->error)
             && wg_quic_varint (r, &out->offset);
    case WG_QUIC_FRAME_CRYPTO:
      return wg_quic_varint (r, &out->offset) && varint_slice (r, &out->data);
    case WG_QUIC_FRAME_NEW_TOKEN:
      return varint_slice (r, &out->data);
    case WG_QUIC_FRAME_NEW_CONNECTION_ID:
      return parse_new_id (r, out);
    case WG_QUIC_FRAME_CLOSE:
    case WG_QUIC_FRAME_CLOSE_APPLICATION:
      return parse_close (r, out);
    default:
      if (out->type >= WG_QUIC_FRAME_STREAM && out->type <= WG_QUIC_FRAME_STREAM_LAST)
        return parse_stream (r, out);
      return parse_small (r, out);
    }
}

static gboolean
next_frame (WgReader *r, gboolean google, WgQuicFrame *out)
{
  gsize start = wg_reader_tell (r);

  *out = (WgQuicFrame){0};
  if (!wg_quic_varint (r, &out->type))
    return FALSE;
  if (google && out->type == WG_QUIC_FRAME_STREAM)
    out->type = WG_QUIC_FRAME_CRYPTO;
  if (parse_frame (r, out))
    return TRUE;
  wg_reader_seek (r, start);
  return FALSE;
}

gboolean
wg_quic_next_frame (WgReader *r, WgQuicFrame *out)
{
  return next_frame (r, FALSE, out);
}

gboolean
wg_quic_next_google_frame (WgReader *r, WgQuicFrame *out)
{
  return next_frame (r, TRUE, out);
}
