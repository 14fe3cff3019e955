#include "http2-state.h"
#include "names.h"

/* What each frame says (RFC 9113 §6). */

#define MAX_WINDOW 0x7fffffffu
#define MAX_FRAME  0xffffffu

static const char *
sender (const WgHttp2 *http2, WgDir dir)
{
  return dir == wg_http_streams_client (http2->streams) ? "client" : "server";
}

static WgDir
opener (const WgHttp2 *http2, guint32 stream)
{
  WgDir client = wg_http_streams_client (http2->streams);
  return stream % 2 == 1 ? client : wg_dir_other (client);
}

/* Nobody can have opened it, as nothing was missed. */
static gboolean
is_idle (const WgHttp2 *http2, guint32 stream)
{
  return http2->half[0].sure && http2->half[1].sure
         && stream > http2->half[opener (http2, stream)].last_opened;
}

void
wg_http2_check_idle (WgHttp2 *http2, WgDir dir, gsize pos)
{
  guint32 id = http2->half[dir].frame.stream;

  if (id != 0 && is_idle (http2, id))
    wg_http2_note (http2, dir, WG_HTTP2_NOTE_IDLE, pos, WG_HTTP2_HEADER_LEN);
}

/* --- header blocks ---------------------------------------------------------------------- */

void
wg_http2_drop_block (WgHttp2Half *half)
{
  if (half->block.stream == 0)
    return;
  half->block.stream = 0;
  if (half->block.bytes != NULL)
    g_byte_array_set_size (half->block.bytes, 0);
  wg_hpack_forget (half->hpack);
}

static gboolean
has_header (WgList headers, const char *name)
{
  const WgHeader *header = headers.items;

  for (guint i = 0; i < headers.n; i++)
    if (wg_slice_is (header[i].name, name))
      return TRUE;
  return FALSE;
}

/* Where neither preface nor handshake told: the client sends methods, the server statuses. */
static void
learn_client (WgHttp2 *http2, WgDir dir, WgList headers)
{
  gboolean asks = has_header (headers, ":method");

  if (http2->client_known || (!asks && !has_header (headers, ":status")))
    return;
  http2->client_known = TRUE;
  wg_http_streams_set_client (http2->streams, asks ? dir : wg_dir_other (dir));
}

static WgHttpStream *
open_stream (WgHttp2 *http2, WgDir by, guint32 id, guint32 frame)
{
  WgHttp2Half *half = &http2->half[by];

  half->last_opened = MAX (half->last_opened, id);
  return wg_http_streams_open (http2->streams, id, frame);
}

/* Headers came on a stream that is not open. A request opens it; anything else does where its
 * request may have been missed. %NULL where it was closed before, as what was under way then
 * still arrives. */
static WgHttpStream *
meet_stream (WgHttp2 *http2, WgDir dir, guint32 id, guint32 frame, WgList headers)
{
  WgHttp2Half *half = &http2->half[dir];
  WgDir client = wg_http_streams_client (http2->streams);
  gboolean new = id > http2->half[opener (http2, id)].last_opened;

  if (dir == client)
    {
      gboolean asks = has_header (headers, ":method");

      if (!asks && (!new || !half->sure))
        return NULL;
      if (id % 2 == 0 || (!new && half->sure))
        wg_http2_note (http2, dir, WG_HTTP2_NOTE_ORDER, 0, 0);
      return !new && half->sure ? NULL : open_stream (http2, dir, id, frame);
    }
  if (!has_header (headers, ":status") || (!new && http2->half[client].sure))
    return NULL;
  if (is_idle (http2, id))
    wg_http2_note (http2, dir, WG_HTTP2_NOTE_IDLE, 0, 0);
  return open_stream (http2, opener (http2, id), id, frame);
}

static void
promise (WgHttp2 *http2, WgDir dir, WgList headers, gboolean whole)
{
  const WgHttp2Pending *block = &http2->half[dir].block;
  guint32 id = block->promised;

  if (dir == wg_http_streams_client (http2->streams) || http2->half[wg_dir_other (dir)].no_push)
    wg_http2_note (http2, dir, WG_HTTP2_NOTE_PUSH, 0, 0);
  if (id == 0 || id % 2 == 1 || id <= http2->half[dir].last_opened)
    wg_http2_note (http2, dir, WG_HTTP2_NOTE_ORDER, 0, 0);
  if (id == 0 || wg_http_streams_find (http2->streams, id) != NULL)
    return;
  wg_http_stream_promise (open_stream (http2, dir, id, block->frame), headers, whole);
}

static void
note_block (WgHttp2 *http2, WgDir dir, guint odd)
{
  static const struct
  {
    WgHpackEnd end;
    WgHttp2Note note;
  } notes[] = {
      {WG_HPACK_MISSING, WG_HTTP2_NOTE_HPACK_LOST},
      {WG_HPACK_LONG, WG_HTTP2_NOTE_LIST_LONG},
      {WG_HPACK_BAD, WG_HTTP2_NOTE_HPACK},
      {WG_HPACK_MEMORY, WG_HTTP2_NOTE_HPACK_MEMORY},
  };

  for (guint i = 0; i < G_N_ELEMENTS (notes); i++)
    if ((odd & notes[i].end) != 0)
      wg_http2_note (http2, dir, notes[i].note, 0, 0);
}

/* The block of @dir is whole, or @cut. */
static void
finish_block (WgHttp2 *http2, WgDir dir, WgSlice bytes, gboolean cut)
{
  WgHttp2Half *half = &http2->half[dir];
  WgHttp2Pending *block = &half->block;
  guint32 id = block->stream;
  guint odd = wg_hpack_decode (half->hpack, bytes, cut);
  WgList headers = wg_hpack_headers (http2->pool);
  WgHttpStream *stream;

  half->decoded = TRUE;
  block->stream = 0;
  note_block (http2, dir, odd);
  learn_client (http2, dir, headers);
  if (block->promised != 0 || half->frame.type == WG_HTTP2_PUSH_PROMISE)
    {
      promise (http2, dir, headers, odd == 0);
      return;
    }
  stream = wg_http_streams_find (http2->streams, id);
  if (stream == NULL)
    stream = meet_stream (http2, dir, id, block->frame, headers);
  if (stream == NULL)
    return;
  wg_http_stream_headers (stream, dir, headers, odd == 0);
  if (block->end_stream)
    wg_http_stream_end (stream, dir);
}

static void
add_fragment (WgHttp2 *http2, WgDir dir, WgSlice fragment, gboolean last, gboolean cut)
{
  WgHttp2Half *half = &http2->half[dir];
  WgHttp2Pending *block = &half->block;
  gsize have = block->bytes != NULL ? block->bytes->len : 0;

  if (have == 0 && (last || cut))
    {
      finish_block (http2, dir, fragment, cut);
      return;
    }
  if (fragment.len > WG_LIMIT_HTTP2_BLOCK - have)
    {
      wg_http2_note (http2, dir, WG_HTTP2_NOTE_BLOCK_LONG, 0, 0);
      wg_http2_drop_block (half);
      return;
    }
  if (block->bytes == NULL)
    block->bytes = g_byte_array_new ();
  g_byte_array_append (block->bytes, fragment.data, (guint) fragment.len);
  if (!last && !cut)
    return;
  finish_block (http2, dir, wg_slice (block->bytes->data, block->bytes->len), cut);
  g_byte_array_set_size (block->bytes, 0);
}

/* HEADERS or PUSH_PROMISE. */
static void
begin_block (WgHttp2 *http2, WgDir dir, gsize pos, WgSlice payload, gboolean cut)
{
  WgHttp2Half *half = &http2->half[dir];
  WgHttp2Frame frame = half->frame;
  WgHttp2Block block;

  if (cut && wg_http2_is_set (&frame, WG_HTTP2_PADDED))
    {
      /* The padding, at the end, is what was cut off. */
      frame.flags &= (guint8) ~WG_HTTP2_PADDED;
      payload = wg_slice_sub (payload, 1, payload.len);
    }
  if (!wg_http2_block_parse (&frame, payload, &block))
    {
      if (!cut)
        wg_http2_note (http2, dir, WG_HTTP2_NOTE_PADDING, pos, WG_HTTP2_HEADER_LEN);
      wg_hpack_forget (half->hpack);
      return;
    }
  half->block.stream = frame.stream;
  half->block.promised = block.promised;
  half->block.frame = wg_channel_span (http2->channel, dir, pos, 1).frame;
  half->block.end_stream =
      frame.type == WG_HTTP2_HEADERS && wg_http2_is_set (&frame, WG_HTTP2_END_STREAM);
  add_fragment (http2, dir, block.fragment, wg_http2_is_set (&frame, WG_HTTP2_END_HEADERS),
                cut);
}

static void
continue_block (WgHttp2 *http2, WgDir dir, WgSlice payload, gboolean cut)
{
  WgHttp2Half *half = &http2->half[dir];

  if (half->block.stream == 0 || half->block.stream != half->frame.stream)
    {
      if (half->sure)
        wg_http2_note (http2, dir, WG_HTTP2_NOTE_STRAY, 0, 0);
      wg_hpack_forget (half->hpack);
      return;
    }
  add_fragment (http2, dir, payload, wg_http2_is_set (&half->frame, WG_HTTP2_END_HEADERS), cut);
}

/* --- the others ------------------------------------------------------------------------- */

static void
keep_setting (WgHttp2 *http2, WgDir dir, guint16 id, guint32 value)
{
  WgHttp2Half *half = &http2->half[dir];
  WgNumber number = {id, value};

  for (guint i = 0; i < half->settings->len; i++)
    {
      WgNumber *old = &g_array_index (half->settings, WgNumber, i);
      if (old->key == id)
        {
          old->value = value;
          return;
        }
    }
  if (half->settings->len < WG_LIMIT_HTTP2_SETTINGS)
    g_array_append_val (half->settings, number);
  else
    wg_http2_note (http2, dir, WG_HTTP2_NOTE_MANY_SETTINGS, 0, 0);
}

static gboolean
may_be (guint16 id, guint32 value)
{
  switch (id)
    {
    case WG_HTTP2_ENABLE_PUSH:
    case WG_HTTP2_ENABLE_CONNECT_PROTOCOL:
      return value <= 1;
    case WG_HTTP2_INITIAL_WINDOW_SIZE:
      return value <= MAX_WINDOW;
    case WG_HTTP2_MAX_FRAME_SIZE:
      return value >= WG_HTTP2_FRAME_LEN && value <= MAX_FRAME;
    default:
      return TRUE;
    }
}

void
wg_http2_take_setting (WgHttp2 *http2, WgDir dir, guint16 id, guint32 value, gsize pos)
{
  WgHttp2Half *half = &http2->half[dir];

  keep_setting (http2, dir, id, value);
  if (!may_be (id, value))
    wg_http2_note (http2, dir, WG_HTTP2_NOTE_SETTING, pos, 6);
  if (id == WG_HTTP2_HEADER_TABLE_SIZE)
    wg_hpack_allow_table (http2->half[wg_dir_other (dir)].hpack, value);
  else if (id == WG_HTTP2_ENABLE_PUSH)
    half->no_push = value == 0;
  else if (id == WG_HTTP2_MAX_FRAME_SIZE)
    half->max_frame = MAX (half->max_frame, value);
}

static void
take_settings (WgHttp2 *http2, WgDir dir, gsize pos, WgSlice payload)
{
  WgReader r = wg_reader (payload, WG_END_WHOLE);
  guint16 id;
  guint32 value;

  if (wg_http2_is_set (&http2->half[dir].frame, WG_HTTP2_ACK))
    return;
  while (wg_http2_setting_parse (&r, &id, &value))
    wg_http2_take_setting (http2, dir, id, value,
                           pos + WG_HTTP2_HEADER_LEN + wg_reader_tell (&r) - 6);
}

/* The registered name of @error, else its number in @buffer. */
static const char *
error_name (guint32 error, char buffer[16])
{
  const char *name = wg_name_of (wg_names_http2_errors, error);

  if (name != NULL)
    return name;
  g_snprintf (buffer, 16, "%u", error);
  return buffer;
}

static void
take_reset (WgHttp2 *http2, WgDir dir, WgSlice payload)
{
  WgReader r = wg_reader (payload, WG_END_WHOLE);
  guint32 id = http2->half[dir].frame.stream, error;
  WgHttpStream *stream = wg_http_streams_find (http2->streams, id);
  char buffer[16];

  if (!wg_reader_u32 (&r, &error))
    return;
  if (stream != NULL)
    wg_http_stream_reset (stream, dir, error_name (error, buffer));
  else
    wg_http2_check_idle (http2, dir, 0);
}

static void
take_goaway (WgHttp2 *http2, WgDir dir, WgSlice payload)
{
  WgReader r = wg_reader (payload, WG_END_WHOLE);
  WgHttp2Goaway goaway;
  WgHttp2GoawayItem item = {.frame = wg_channel_frame (http2->channel),
                            .from = sender (http2, dir)};
  char buffer[16];

  if (!wg_http2_goaway_parse (&r, &goaway))
    return;
  item.error = error_name (goaway.error, buffer);
  item.last_stream = goaway.last_stream;
  wg_channel_part (http2->channel, http2->record, wg_http2_goaways, &item);
}

static void
take_window (WgHttp2 *http2, WgDir dir, gsize pos, WgSlice payload)
{
  WgReader r = wg_reader (payload, WG_END_WHOLE);
  guint32 increment;

  if (wg_reader_u32 (&r, &increment) && (increment & MAX_WINDOW) == 0)
    wg_http2_note (http2, dir, WG_HTTP2_NOTE_WINDOW, pos, WG_HTTP2_HEADER_LEN + 4);
}

void
wg_http2_take_frame (WgHttp2 *http2, WgDir dir, gsize pos, WgSlice payload, gboolean cut)
{
  switch (http2->half[dir].frame.type)
    {
    case WG_HTTP2_HEADERS:
    case WG_HTTP2_PUSH_PROMISE:
      begin_block (http2, dir, pos, payload, cut);
      break;
    case WG_HTTP2_CONTINUATION:
      continue_block (http2, dir, payload, cut);
      break;
    case WG_HTTP2_RST_STREAM:
      take_reset (http2, dir, payload);
      break;
    case WG_HTTP2_SETTINGS:
      take_settings (http2, dir, pos, payload);
      break;
    case WG_HTTP2_GOAWAY:
      take_goaway (http2, dir, payload);
      break;
    case WG_HTTP2_WINDOW_UPDATE:
      take_window (http2, dir, pos, payload);
      break;
    default: /* nothing that the report says */
      break;
    }
}
