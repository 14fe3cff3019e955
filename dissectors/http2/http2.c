#include "http2.h"

#include "http2-describe.h"
#include "http2-state.h"
#include "sasl/base64.h"

/* HTTP/2 over one connection: where frames begin and end (RFC 9113 §3, §4). */

void
wg_http2_note (WgHttp2 *http2, WgDir dir, WgHttp2Note note, gsize pos, gsize len)
{
  if (wg_note_is_first (&http2->half[dir].noted, note))
    wg_channel_note (http2->channel, dir, &wg_http2_notes[note], pos, len, NULL);
}

G_STATIC_ASSERT (WG_HTTP2_N_NOTES <= 32);

/* --- beginning -------------------------------------------------------------------------- */

static WgProbe
probe_side (WgSlice bytes)
{
  gsize n = MIN (bytes.len, WG_HTTP2_PREFACE_LEN);

  if (n == 0)
    return WG_PROBE_NO;
  if (memcmp (bytes.data, WG_HTTP2_PREFACE, n) == 0)
    return n < WG_HTTP2_PREFACE_LEN ? WG_PROBE_NEED : WG_PROBE_YES;
  switch (wg_http2_shape (bytes))
    {
    case WG_HTTP2_SURE_FRAMES:
      return WG_PROBE_YES;
    case WG_HTTP2_FEW_FRAMES:
      return WG_PROBE_NEED;
    case WG_HTTP2_NO_FRAMES:
      break;
    }
  return WG_PROBE_NO;
}

static WgProbe
probe (const WgProbeInput *in)
{
  WgProbe client, server;

  if (in->datagram)
    return WG_PROBE_NO;
  client = probe_side (in->bytes[WG_CLIENT]);
  server = probe_side (in->bytes[WG_SERVER]);
  return MAX (client, server);
}

static const guint pool_key; /* its address names the pool */

static gpointer
pool_new (void)
{
  return wg_hpack_pool_new ();
}

static void
pool_free (gpointer pool)
{
  wg_hpack_pool_free (pool);
}

/* HTTP2-Settings holds the payload of a SETTINGS frame in base64url (RFC 7540 §3.2.1). */
static gboolean
take_upgrade_settings (WgHttp2 *http2, WgDir client, WgSlice text)
{
  guint8 coded[4 * WG_LIMIT_HTTP2_SETTINGS * 2], bytes[6 * WG_LIMIT_HTTP2_SETTINGS];
  WgReader r;
  guint16 id;
  guint32 value;
  gsize len;

  if (text.len > sizeof coded)
    return FALSE;
  for (gsize i = 0; i < text.len; i++)
    {
      int c = wg_slice_at (text, i);
      coded[i] = (guint8) (c == '-' ? '+' : c == '_' ? '/' : c);
    }
  if (!wg_base64_decode (wg_slice (coded, text.len), bytes, sizeof bytes, &len) || len % 6 != 0)
    return FALSE;
  r = wg_reader (wg_slice (bytes, len), WG_END_WHOLE);
  while (wg_http2_setting_parse (&r, &id, &value))
    wg_http2_take_setting (http2, client, id, value, 0);
  return TRUE;
}

/* The request of the upgrade is the first stream's. */
static void
begin_upgraded (WgHttp2 *http2, const WgHandoff *handoff)
{
  const WgHeader *header = handoff->request.items;
  WgHttpStream *stream;

  for (guint i = 0; i < handoff->request.n; i++)
    if (wg_slice_is_nocase (header[i].name, "HTTP2-Settings")
        && !take_upgrade_settings (http2, handoff->client, header[i].value))
      wg_http2_note (http2, handoff->client, WG_HTTP2_NOTE_UPGRADE_SETTINGS, 0, 0);
  stream = wg_http_streams_open (http2->streams, 1, handoff->request_frame);
  wg_http_stream_upgraded (stream, handoff);
  http2->half[handoff->client].last_opened = 1;
}

static gpointer
open_state (WgChannel *channel)
{
  WgHttp2 *http2 = g_new0 (WgHttp2, 1);
  const WgHandoff *handoff = wg_channel_handoff (channel);

  http2->channel = channel;
  http2->pool = wg_channel_shared (channel, &pool_key, pool_new, pool_free);
  http2->decrypted = handoff != NULL && handoff->decrypted;
  http2->streams = wg_http_streams_new (channel, "http2", "HTTP/2", http2->decrypted);
  for (guint dir = 0; dir < 2; dir++)
    {
      WgHttp2Half *half = &http2->half[dir];

      half->hpack = wg_hpack_new (http2->pool);
      half->settings = g_array_new (FALSE, FALSE, sizeof (WgNumber));
      half->max_frame = WG_HTTP2_FRAME_LEN;
      half->sure = !wg_channel_midstream (channel, (WgDir) dir);
      half->resync = !half->sure;
      if (!half->sure)
        wg_hpack_forget (half->hpack);
    }
  if (handoff != NULL)
    {
      http2->client_known = TRUE;
      wg_http_streams_set_client (http2->streams, handoff->client);
      if (handoff->status == 101)
        begin_upgraded (http2, handoff);
    }
  return http2;
}

/* --- frames ----------------------------------------------------------------------------- */

static WgStep
pass_over (WgReader *in)
{
  wg_reader_seek (in, wg_reader_tell (in) + wg_reader_left (in));
  return WG_AGAIN;
}

static void
finish_data (WgHttp2 *http2, WgDir dir)
{
  WgHttp2Half *half = &http2->half[dir];
  WgHttpStream *stream;

  half->phase = WG_HTTP2_AT_FRAME;
  if (half->frame.type != WG_HTTP2_DATA || !wg_http2_is_set (&half->frame, WG_HTTP2_END_STREAM))
    return;
  stream = wg_http_streams_find (http2->streams, half->frame.stream);
  if (stream != NULL)
    wg_http_stream_end (stream, dir);
}

/* @chunk of the payload of a DATA frame, which stands at @pos of what is being read. */
static void
take_data (WgHttp2 *http2, WgDir dir, WgSlice chunk, gsize pos)
{
  WgHttp2Half *half = &http2->half[dir];
  WgSlice data = wg_slice_sub (chunk, 0, (gsize) MIN (half->data_left, chunk.len));
  WgHttpStream *stream;

  half->left -= chunk.len;
  half->data_left -= data.len;
  if (data.len > 0)
    {
      wg_http_streams_at (http2->streams, http2->channel, dir, pos, 1);
      stream = wg_http_streams_find (http2->streams, half->frame.stream);
      if (stream != NULL)
        wg_http_stream_data (stream, dir, data, pos);
    }
  if (chunk.len > 0)
    wg_http_streams_at (http2->streams, http2->channel, dir, pos + chunk.len - 1, 1);
}

/* The header of a DATA frame, at @pos, has been read; its payload passes by. */
static WgStep
begin_data (WgHttp2 *http2, WgDir dir, WgReader *in, gsize pos)
{
  WgHttp2Half *half = &http2->half[dir];
  guint8 pad_len = 0;
  WgSlice payload;

  wg_http2_check_idle (http2, dir, pos);
  half->left = half->frame.length;
  if (half->left > 0 && wg_http2_is_set (&half->frame, WG_HTTP2_PADDED)
      && wg_reader_u8 (in, &pad_len))
    half->left--;
  if (pad_len > half->left)
    wg_http2_note (http2, dir, WG_HTTP2_NOTE_PADDING, pos, WG_HTTP2_HEADER_LEN + 1);
  half->data_left = pad_len > half->left ? 0 : half->left - pad_len;
  half->phase = WG_HTTP2_IN_DATA;
  if (half->left > wg_reader_left (in))
    return WG_SKIP (half->left);
  pos = wg_reader_tell (in);
  if (!wg_reader_take (in, (gsize) half->left, &payload))
    g_assert_not_reached ();
  take_data (http2, dir, payload, pos);
  finish_data (http2, dir);
  return WG_AGAIN;
}

static void
check_frame (WgHttp2 *http2, WgDir dir, gsize pos)
{
  WgHttp2Half *half = &http2->half[dir];
  const WgHttp2Frame *frame = &half->frame;

  if (!half->started && half->sure && frame->type != WG_HTTP2_SETTINGS)
    wg_http2_note (http2, dir, WG_HTTP2_NOTE_SETTINGS_FIRST, pos, WG_HTTP2_HEADER_LEN);
  if (frame->reserved)
    wg_http2_note (http2, dir, WG_HTTP2_NOTE_RESERVED, pos + 5, 4);
  if (!wg_http2_length_fits (frame))
    wg_http2_note (http2, dir, WG_HTTP2_NOTE_LENGTH, pos, WG_HTTP2_HEADER_LEN);
  if (frame->length > http2->half[wg_dir_other (dir)].max_frame)
    wg_http2_note (http2, dir, WG_HTTP2_NOTE_LONG, pos, WG_HTTP2_HEADER_LEN);
  if (!wg_http2_stream_fits (frame))
    wg_http2_note (http2, dir, WG_HTTP2_NOTE_STREAM, pos, WG_HTTP2_HEADER_LEN);
  if (half->block.stream != 0
      && (frame->type != WG_HTTP2_CONTINUATION || frame->stream != half->block.stream))
    {
      wg_http2_note (http2, dir, WG_HTTP2_NOTE_INTERRUPTED, pos, WG_HTTP2_HEADER_LEN);
      wg_http2_drop_block (half);
    }
}

static void
accept_frame (WgHttp2 *http2, WgDir dir, const WgHttp2Frame *frame, gsize pos)
{
  WgHttp2Half *half = &http2->half[dir];

  half->frame = *frame;
  half->counts[frame->type]++;
  check_frame (http2, dir, pos);
  half->started = TRUE;
  wg_http_streams_at (http2->streams, http2->channel, dir, pos, WG_HTTP2_HEADER_LEN);
}

/* A payload too long to be looked at whole. */
static WgStep
skip_frame (WgHttp2 *http2, WgDir dir, gsize pos)
{
  WgHttp2Half *half = &http2->half[dir];

  if (half->frame.type == WG_HTTP2_HEADERS || half->frame.type == WG_HTTP2_PUSH_PROMISE
      || half->frame.type == WG_HTTP2_CONTINUATION)
    {
      wg_http2_note (http2, dir, WG_HTTP2_NOTE_BLOCK_LONG, pos, WG_HTTP2_HEADER_LEN);
      wg_http2_drop_block (half);
      wg_hpack_forget (half->hpack);
    }
  half->phase = WG_HTTP2_IN_OTHER;
  half->left = half->frame.length;
  half->data_left = 0;
  return WG_SKIP (half->left);
}

/* The bytes end inside a frame. */
static WgStep
unfinished (WgHttp2 *http2, WgDir dir, WgReader *in, gsize pos)
{
  if (in->end == WG_END_WHOLE)
    wg_http2_note (http2, dir, WG_HTTP2_NOTE_CUT, pos, wg_reader_left (in));
  return pass_over (in);
}

/* No frame stands here: other protocols do not belong here, so something went wrong. */
static gboolean
is_nonsense (const WgHttp2 *http2, WgDir dir, const WgHttp2Frame *frame)
{
  return frame->length > http2->half[wg_dir_other (dir)].max_frame
         && frame->type > WG_HTTP2_PRIORITY_UPDATE;
}

static WgStep
at_frame (WgHttp2 *http2, WgDir dir, WgReader *in)
{
  WgHttp2Half *half = &http2->half[dir];
  gsize pos = wg_reader_tell (in);
  WgHttp2Frame frame;
  WgSlice payload;
  gboolean cut;

  if (!wg_http2_header_parse (in, &frame))
    return in->end == WG_END_MORE ? WG_NEED (WG_HTTP2_HEADER_LEN - wg_reader_left (in))
                                  : unfinished (http2, dir, in, pos);
  if (is_nonsense (http2, dir, &frame))
    {
      wg_http2_note (http2, dir, WG_HTTP2_NOTE_NOT_FRAMES, pos, WG_HTTP2_HEADER_LEN);
      wg_http2_drop_block (half);
      wg_hpack_forget (half->hpack);
      wg_http_streams_miss (http2->streams, dir);
      half->resync = TRUE;
      half->sure = FALSE;
      return pass_over (in);
    }
  if (frame.type == WG_HTTP2_DATA)
    {
      if (frame.length > 0 && wg_http2_is_set (&frame, WG_HTTP2_PADDED)
          && wg_reader_left (in) == 0 && in->end == WG_END_MORE)
        {
          wg_reader_seek (in, pos);
          return WG_NEED (1);
        }
      accept_frame (http2, dir, &frame, pos);
      return begin_data (http2, dir, in, pos);
    }
  if (frame.length > WG_LIMIT_HTTP2_FRAME)
    {
      accept_frame (http2, dir, &frame, pos);
      return skip_frame (http2, dir, pos);
    }
  cut = wg_reader_left (in) < frame.length;
  if (cut && in->end == WG_END_MORE)
    {
      gsize missing = frame.length - wg_reader_left (in);
      wg_reader_seek (in, pos);
      return WG_NEED (missing);
    }
  if (cut && in->end == WG_END_WHOLE)
    {
      wg_http2_note (http2, dir, WG_HTTP2_NOTE_CUT, pos, WG_HTTP2_HEADER_LEN);
      return pass_over (in);
    }
  accept_frame (http2, dir, &frame, pos);
  if (!wg_reader_take (in, MIN (frame.length, wg_reader_left (in)), &payload))
    g_assert_not_reached ();
  wg_http2_take_frame (http2, dir, pos, payload, cut);
  return WG_AGAIN;
}

/* Bytes were missed, and what comes may be the middle of a frame: whatever begins with the
 * header of a likely one is where reading goes on, at the beginning of a segment. */
static WgStep
look_for_frame (WgHttp2 *http2, WgDir dir, WgReader *in)
{
  WgHttp2Half *half = &http2->half[dir];
  gsize left = wg_reader_left (in);
  WgReader r = *in;
  WgHttp2Frame frame;

  if (left < WG_HTTP2_HEADER_LEN && in->end == WG_END_MORE
      && wg_http2_shape (wg_reader_rest (in)) != WG_HTTP2_NO_FRAMES)
    return WG_NEED (WG_HTTP2_HEADER_LEN - left);
  if (wg_http2_header_parse (&r, &frame) && wg_http2_is_likely (&frame))
    {
      half->resync = FALSE;
      half->tries = 0;
      return at_frame (http2, dir, in);
    }
  if (++half->tries > WG_LIMIT_HTTP2_RESYNC)
    return WG_LOST;
  return pass_over (in);
}

/* RFC 9113 §3.4. */
static WgStep
at_preface (WgHttp2 *http2, WgDir dir, WgReader *in)
{
  WgHttp2Half *half = &http2->half[dir];
  gsize left = wg_reader_left (in), n = MIN (left, WG_HTTP2_PREFACE_LEN);
  gboolean fits = memcmp (wg_reader_rest (in).data, WG_HTTP2_PREFACE, n) == 0;

  if (fits && n < WG_HTTP2_PREFACE_LEN && in->end == WG_END_MORE)
    return WG_NEED (WG_HTTP2_PREFACE_LEN - n);
  half->phase = WG_HTTP2_AT_FRAME;
  if (fits && wg_reader_skip (in, WG_HTTP2_PREFACE_LEN))
    {
      http2->preface = TRUE;
      half->resync = FALSE;
      if (!http2->client_known)
        wg_http_streams_set_client (http2->streams, dir);
      http2->client_known = TRUE;
      return WG_AGAIN;
    }
  if (half->sure && dir == wg_http_streams_client (http2->streams))
    wg_http2_note (http2, dir, WG_HTTP2_NOTE_PREFACE, wg_reader_tell (in), 1);
  return half->resync ? look_for_frame (http2, dir, in) : at_frame (http2, dir, in);
}

static WgStep
feed (gpointer state, WgDir dir, WgReader *in)
{
  WgHttp2 *http2 = state;
  WgHttp2Half *half = &http2->half[dir];

  if (http2->record == 0)
    http2->record = wg_channel_open_record (
        http2->channel, &wg_http2_type,
        wg_channel_span (http2->channel, dir, wg_reader_tell (in), 1).frame);
  half->decoded = FALSE;
  switch (half->phase)
    {
    case WG_HTTP2_AT_PREFACE:
      return at_preface (http2, dir, in);
    case WG_HTTP2_AT_FRAME:
      return half->resync ? look_for_frame (http2, dir, in) : at_frame (http2, dir, in);
    case WG_HTTP2_IN_DATA:
    case WG_HTTP2_IN_OTHER:
      break;
    }
  return WG_SKIP (half->left);
}

static void
payload (gpointer state, WgDir dir, WgSlice chunk)
{
  WgHttp2 *http2 = state;
  WgHttp2Half *half = &http2->half[dir];

  take_data (http2, dir, chunk, 0);
  if (half->left == 0)
    finish_data (http2, dir);
}

static void
gap (gpointer state, WgDir dir, guint64 len, gboolean cut)
{
  WgHttp2 *http2 = state;
  WgHttp2Half *half = &http2->half[dir];
  guint64 data = MIN (half->data_left, len);
  WgHttpStream *stream;

  if (half->phase == WG_HTTP2_IN_DATA || half->phase == WG_HTTP2_IN_OTHER)
    {
      half->left -= MIN (half->left, len);
      half->data_left -= data;
      stream = data > 0 ? wg_http_streams_find (http2->streams, half->frame.stream) : NULL;
      if (stream != NULL)
        wg_http_stream_lose (stream, dir, data, cut);
      if (half->left == 0)
        finish_data (http2, dir);
      return;
    }
  wg_http2_drop_block (half);
  wg_hpack_forget (half->hpack);
  wg_http_streams_miss (http2->streams, dir);
  half->phase = WG_HTTP2_AT_FRAME;
  half->resync = TRUE;
  half->sure = FALSE;
  half->tries = 0;
}

static void
eof (gpointer state, WgDir dir)
{
  WgHttp2 *http2 = state;
  WgHttp2Half *half = &http2->half[dir];

  if (half->phase == WG_HTTP2_IN_DATA || half->phase == WG_HTTP2_IN_OTHER
      || half->block.stream != 0)
    wg_http2_note (http2, dir, WG_HTTP2_NOTE_CUT, 0, 0);
}

/* --- end -------------------------------------------------------------------------------- */

static WgList
list_counts (const guint64 counts[256], WgNumber numbers[256])
{
  guint n = 0;

  for (guint type = 0; type < 256; type++)
    if (counts[type] > 0)
      numbers[n++] = (WgNumber){type, counts[type]};
  return (WgList){numbers, n};
}

static void
close_record (WgHttp2 *http2)
{
  WgDir client = wg_http_streams_client (http2->streams), server = wg_dir_other (client);
  const WgHttp2Half *asking = &http2->half[client], *answering = &http2->half[server];
  WgNumber sent[256], answered[256];
  WgHttp2Record record = {
      .decrypted = http2->decrypted,
      .preface = http2->preface,
      .settings.client = {asking->settings->data, asking->settings->len},
      .settings.server = {answering->settings->data, answering->settings->len},
      .frames.client = list_counts (asking->counts, sent),
      .frames.server = list_counts (answering->counts, answered),
  };

  if (http2->record != 0)
    wg_channel_close_record (http2->channel, http2->record, &wg_http2_type, &record,
                             client == WG_SERVER);
}

static void
close_state (gpointer state)
{
  WgHttp2 *http2 = state;

  close_record (http2);
  wg_http_streams_free (http2->streams);
  for (guint dir = 0; dir < 2; dir++)
    {
      WgHttp2Half *half = &http2->half[dir];

      wg_hpack_free (half->hpack);
      g_array_unref (half->settings);
      if (half->block.bytes != NULL)
        g_byte_array_unref (half->block.bytes);
    }
  g_free (http2);
}

static void
describe (gpointer state, WgDir dir, WgSlice unit, gboolean is_payload, WgTree *tree)
{
  const WgHttp2 *http2 = state;
  const WgHttp2Half *half = &http2->half[dir];

  wg_http2_describe (unit, is_payload, half->resync, half->decoded ? http2->pool : NULL, tree);
}

static const WgRecordType *const records[] = {&wg_http2_type, NULL};

static const guint16 ports[] = {50051, 0};

const WgDissector wg_http2 = {
    .id = "http2",
    .title = "HTTP/2",
    .help = "Requests for web pages in frames, many at once on one connection.",
    .records = records,
    .fields = wg_http2_fields,
    .notes = wg_http2_notes,
    .ports = ports,
    .probe = probe,
    .open = open_state,
    .feed = feed,
    .payload = payload,
    .gap = gap,
    .eof = eof,
    .close = close_state,
    .describe = describe,
};
