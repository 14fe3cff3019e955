#include "http3-state.h"
#include "names.h"

/* Frames of HTTP/3 (RFC 9114 §7). */

WgHttpStream *
wg_http3_exchange (WgHttp3 *h, WgHttp3Stream *stream)
{
  if (stream->opened)
    return wg_http_streams_find (h->exchanges, stream->id);
  stream->opened = TRUE;
  return wg_http_streams_open (h->exchanges, stream->id, wg_channel_frame (h->channel));
}

/* --- header blocks ------------------------------------------------------------------- */

/* FALSE where the block must wait. */
static gboolean
decode (WgHttp3 *h, WgHttp3Stream *stream, WgDir dir, WgSlice block, gboolean *whole)
{
  WgQpackEnd end = wg_qpack_decode (h->qpack[dir], stream->id, block);

  if (end == WG_QPACK_BLOCKED && !h->force && h->blocked->len < WG_LIMIT_HTTP3_BLOCKED)
    return FALSE;
  *whole = end == WG_QPACK_DONE;
  if (end == WG_QPACK_LONG)
    wg_http3_note (h, WG_HTTP3_NOTE_LIMIT);
  else if (end == WG_QPACK_BAD)
    wg_http3_note (h, WG_HTTP3_NOTE_QPACK);
  return TRUE;
}

static gboolean
take_headers (WgHttp3 *h, WgHttp3Stream *stream, WgDir dir, WgReader *payload)
{
  WgHttpStream *exchange;
  gboolean whole;

  if (!decode (h, stream, dir, wg_reader_rest (payload), &whole))
    return FALSE;
  exchange = wg_http3_exchange (h, stream);
  if (exchange != NULL)
    wg_http_stream_headers (exchange, dir, wg_qpack_headers (h->qpack[dir]), whole);
  return TRUE;
}

/* RFC 9114 §7.2.5. The block is kept until the push stream says which one it is. */
static void
take_promise (WgHttp3 *h, WgReader *payload)
{
  WgSlice block;
  guint64 id;

  if (!wg_quic_varint (payload, &id))
    {
      wg_http3_note (h, WG_HTTP3_NOTE_FRAME);
      return;
    }
  block = wg_reader_rest (payload);
  if (g_hash_table_size (h->promises) >= WG_LIMIT_HTTP3_PROMISES
      || g_hash_table_contains (h->promises, &id))
    return;
  g_hash_table_insert (h->promises, g_memdup2 (&id, sizeof id),
                       g_bytes_new (block.data, block.len));
}

static void
begin_push (WgHttp3 *h, WgHttp3Stream *stream, WgDir dir, guint64 id)
{
  GBytes *bytes = g_hash_table_lookup (h->promises, &id);
  WgHttpStream *exchange = wg_http3_exchange (h, stream);
  gconstpointer data;
  gsize len;
  gboolean whole;

  if (bytes == NULL || exchange == NULL)
    return;
  data = g_bytes_get_data (bytes, &len);
  if (decode (h, stream, dir, wg_slice (data, len), &whole))
    wg_http_stream_promise (exchange, wg_qpack_headers (h->qpack[dir]), whole);
  g_hash_table_remove (h->promises, &id);
}

/* --- the control stream -------------------------------------------------------------- */

/* RFC 9114 §7.2.4. What one end allows is for the encoder of the other. */
static void
take_settings (WgHttp3 *h, WgDir dir, WgReader *payload)
{
  WgList *list = dir == h->client ? &h->record.settings.client : &h->record.settings.server;
  guint64 key, value, capacity = 0;

  while (wg_reader_left (payload) > 0)
    {
      if (!wg_quic_varint (payload, &key) || !wg_quic_varint (payload, &value))
        {
          wg_http3_note (h, WG_HTTP3_NOTE_SETTINGS);
          break;
        }
      if (key == 0x01)
        capacity = value;
      wg_http3_count (h, list, key, value);
    }
  wg_qpack_set_capacity (h->qpack[wg_dir_other (dir)], capacity);
}

static void
take_goaway (WgHttp3 *h, WgDir dir, WgReader *payload)
{
  WgHttp3Goaway *items;
  guint n = h->record.goaway.n;
  guint64 last;

  if (!wg_quic_varint (payload, &last))
    {
      wg_http3_note (h, WG_HTTP3_NOTE_FRAME);
      return;
    }
  if (n == WG_LIMIT_HTTP3_GOAWAYS)
    return;
  if (n == 0)
    h->record.goaway.items =
        wg_arena_alloc (h->arena, WG_LIMIT_HTTP3_GOAWAYS * sizeof (WgHttp3Goaway));
  items = (WgHttp3Goaway *) (gpointer) h->record.goaway.items;
  if (items == NULL)
    return;
  items[n] = (WgHttp3Goaway){.frame = wg_channel_frame (h->channel),
                             .from = dir == h->client ? "client" : "server",
                             .last = (gint64) last};
  h->record.goaway.n++;
}

/* --- frames -------------------------------------------------------------------------- */

static gboolean
is_read (WgHttp3Kind kind, guint64 type)
{
  if (kind == WG_HTTP3_CONTROL)
    return type == WG_HTTP3_FRAME_SETTINGS || type == WG_HTTP3_FRAME_GOAWAY;
  return type == WG_HTTP3_FRAME_HEADERS
         || (type == WG_HTTP3_FRAME_PUSH_PROMISE && kind == WG_HTTP3_REQUEST);
}

/* FALSE where it must wait. */
static gboolean
take_frame (WgHttp3 *h, WgHttp3Stream *stream, WgDir dir, guint64 type, WgReader *payload)
{
  switch (type)
    {
    case WG_HTTP3_FRAME_HEADERS:
      return take_headers (h, stream, dir, payload);
    case WG_HTTP3_FRAME_PUSH_PROMISE:
      take_promise (h, payload);
      break;
    case WG_HTTP3_FRAME_SETTINGS:
      take_settings (h, dir, payload);
      break;
    default:
      take_goaway (h, dir, payload);
      break;
    }
  return TRUE;
}

static void
count_frame (WgHttp3 *h, WgDir dir, guint64 type)
{
  WgList *list = dir == h->client ? &h->record.frames.client : &h->record.frames.server;
  wg_http3_count (h, list, type, 1);
}

/* Payload that is not read as a whole. */
static void
pass_payload (WgHttp3 *h, WgHttp3Stream *stream, WgDir dir, WgReader *r)
{
  WgHttp3Half *half = &stream->half[dir];
  gsize n = (gsize) MIN (half->left, (guint64) wg_reader_left (r));
  WgHttpStream *exchange = half->in_data ? wg_http3_exchange (h, stream) : NULL;
  WgSlice bytes;

  if (!wg_reader_take (r, n, &bytes))
    return;
  half->left -= n;
  if (exchange != NULL)
    wg_http_stream_data (exchange, dir, bytes, h->pos);
}

/* FALSE where more must come, or the frame waits: nothing was read. */
static gboolean
next_frame (WgHttp3 *h, WgHttp3Stream *stream, WgDir dir, WgReader *r)
{
  WgHttp3Half *half = &stream->half[dir];
  gsize start = wg_reader_tell (r);
  guint64 type, len;
  WgReader payload;

  if (!wg_quic_varint (r, &type) || !wg_quic_varint (r, &len))
    {
      wg_reader_seek (r, start);
      return FALSE;
    }
  if (!is_read (half->kind, type) || len > WG_LIMIT_HTTP_HEAD)
    {
      half->left = len;
      half->in_data = type == WG_HTTP3_FRAME_DATA && half->kind != WG_HTTP3_CONTROL;
      if (is_read (half->kind, type))
        wg_http3_note (h, WG_HTTP3_NOTE_LIMIT);
      count_frame (h, dir, type);
      return TRUE;
    }
  if (!wg_reader_sub (r, (gsize) len, &payload))
    {
      half->need = wg_reader_tell (r) - start + (gsize) len;
      wg_reader_seek (r, start);
      return FALSE;
    }
  if (!take_frame (h, stream, dir, type, &payload))
    {
      half->blocked = TRUE;
      wg_reader_seek (r, start);
      return FALSE;
    }
  count_frame (h, dir, type);
  return TRUE;
}

/* RFC 9114 §6.2, RFC 9204 §4.2. */
static gboolean
read_type (WgHttp3Half *half, WgReader *r)
{
  static const WgHttp3Kind kinds[] = {WG_HTTP3_CONTROL, WG_HTTP3_PUSH_ID, WG_HTTP3_ENCODER};
  guint64 type;

  if (!wg_quic_varint (r, &type))
    return FALSE;
  half->kind = type < G_N_ELEMENTS (kinds) ? kinds[type] : WG_HTTP3_IGNORED;
  return TRUE;
}

static gboolean
step (WgHttp3 *h, WgHttp3Stream *stream, WgDir dir, WgReader *r)
{
  WgHttp3Half *half = &stream->half[dir];
  WgSlice rest = wg_reader_rest (r);
  guint64 id;

  switch (half->kind)
    {
    case WG_HTTP3_UNTOLD:
      return read_type (half, r);
    case WG_HTTP3_PUSH_ID:
      if (!wg_quic_varint (r, &id))
        return FALSE;
      half->kind = WG_HTTP3_PUSH;
      begin_push (h, stream, dir, id);
      return TRUE;
    case WG_HTTP3_ENCODER:
      if (!wg_qpack_read_encoder (h->qpack[dir], rest))
        wg_http3_note (h, WG_HTTP3_NOTE_QPACK);
      return wg_reader_skip (r, rest.len);
    case WG_HTTP3_IGNORED:
      return wg_reader_skip (r, rest.len);
    case WG_HTTP3_REQUEST:
    case WG_HTTP3_PUSH:
    case WG_HTTP3_CONTROL:
      if (half->left == 0)
        return next_frame (h, stream, dir, r);
      pass_payload (h, stream, dir, r);
      return TRUE;
    }
  return FALSE;
}

void
wg_http3_read (WgHttp3 *h, WgHttp3Stream *stream, WgDir dir, WgReader *r)
{
  stream->half[dir].need = 0;
  stream->half[dir].blocked = FALSE;
  while (wg_reader_left (r) > 0 && step (h, stream, dir, r))
    ;
}
