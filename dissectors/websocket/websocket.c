#include "websocket.h"

#include "websocket-describe.h"
#include "websocket-private.h"

#define BLOCK_LEN         4096 /* payload that is unmasked at once */
#define MAX_HANDSHAKE_LEN (512u * 1024)

static const WgNoteType notes[] = {
    [WG_WS_NOTE_UNMASKED] = {"websocket-unmasked", "The client sent a frame without a mask.",
                             "RFC 6455 §5.1"},
    [WG_WS_NOTE_MASKED] = {"websocket-masked", "The server masked a frame.", "RFC 6455 §5.1"},
    [WG_WS_NOTE_RESERVED_BITS] =
        {"websocket-reserved-bits",
         "Reserved bits are set that no extension agreed on gives a meaning.", "RFC 6455 §5.2"},
    [WG_WS_NOTE_RESERVED_OPCODE] = {"websocket-reserved-opcode", "The opcode is not defined.",
                                    "RFC 6455 §5.2"},
    [WG_WS_NOTE_LENGTH_FORM] = {"websocket-length-form",
                                "The length is written in more bytes than it takes.",
                                "RFC 6455 §5.2"},
    [WG_WS_NOTE_LENGTH_HUGE] =
        {"websocket-length-huge",
         "The length has its highest bit set; what follows cannot be read.", "RFC 6455 §5.2"},
    [WG_WS_NOTE_CONTROL_FRAGMENTED] = {"websocket-control-fragmented",
                                       "A control frame is not final.", "RFC 6455 §5.5"},
    [WG_WS_NOTE_CONTROL_LONG] = {"websocket-control-long",
                                 "A control frame carries more than 125 bytes.",
                                 "RFC 6455 §5.5"},
    [WG_WS_NOTE_NO_START] = {"websocket-no-start", "A continuation frame continues no message.",
                             "RFC 6455 §5.4"},
    [WG_WS_NOTE_UNFINISHED] = {"websocket-unfinished",
                               "A message begins before the one before it ended.",
                               "RFC 6455 §5.4"},
    [WG_WS_NOTE_CLOSE_CODE] = {"websocket-close-code",
                               "The status code must not stand in a close frame.",
                               "RFC 6455 §7.4"},
    [WG_WS_NOTE_CLOSE_SHORT] = {"websocket-close-short",
                                "A close frame carries one byte, too few for a status code.",
                                "RFC 6455 §5.5.1"},
    [WG_WS_NOTE_REASON_UTF8] = {"websocket-reason-utf8",
                                "The reason in a close frame is not UTF-8.", "RFC 6455 §5.5.1"},
    [WG_WS_NOTE_TEXT_UTF8] = {"websocket-text-utf8", "A text message is not UTF-8.",
                              "RFC 6455 §8.1"},
    [WG_WS_NOTE_AFTER_CLOSE] = {"websocket-after-close",
                                "A frame follows the close frame of its sender.",
                                "RFC 6455 §5.5.1"},
    [WG_WS_NOTE_INFLATE] = {"websocket-inflate", "A compressed message cannot be inflated.",
                            "RFC 7692 §7.2.2"},
    [WG_WS_NOTE_INFLATE_LIMIT] = {"websocket-inflate-limit",
                                  "A compressed message inflates to more than is looked at.",
                                  NULL},
    [WG_WS_NOTE_CONTEXT_LOST] =
        {"websocket-context-lost",
         "Bytes that later messages are compressed against are missing.", "RFC 7692 §7.2.3.2"},
    [WG_WS_NOTE_MANY_FRAMES] = {"websocket-many-frames",
                                "A message has more frames than are listed.", NULL},
    [WG_WS_NOTE_ACCEPT] = {"websocket-accept",
                           "Sec-WebSocket-Accept does not answer the client's key.",
                           "RFC 6455 §4.2.2"},
    [WG_WS_NOTE_OLD_DRAFT] = {"websocket-old-draft",
                              "The handshake is of a draft whose frames are not read.", NULL},
    [WG_WS_N_NOTES] = {0},
};

G_STATIC_ASSERT (WG_WS_N_NOTES <= 32);

void
wg_ws_note (WgWsState *state, WgDir dir, WgWsNote which, gsize pos, gsize len)
{
  if (wg_note_is_first (&state->half[dir].noted, which))
    wg_channel_note (state->channel, dir, &notes[which], pos, len, NULL);
}

/* Of the head that led here, which the protocol before has read. */
static void
note_handshake (WgWsState *state, WgWsNote which)
{
  wg_channel_note_at (state->channel, &notes[which], (WgSpan){0, 0, 0}, NULL);
}

/* --- a frame ------------------------------------------------------------------------------ */

static void
check_header (WgWsState *state, WgDir dir, gsize pos, gsize len)
{
  const WgWsHalf *half = &state->half[dir];
  const WgWsHeader *header = &half->header;
  guint allowed = state->handshake.other_extension ? 7 : 0;

  if (state->handshake.deflate
      && (header->opcode == WG_WS_TEXT || header->opcode == WG_WS_BINARY))
    allowed |= WG_WS_RSV1;
  if (dir == state->client && !header->masked)
    wg_ws_note (state, dir, WG_WS_NOTE_UNMASKED, pos, len);
  if (dir != state->client && header->masked)
    wg_ws_note (state, dir, WG_WS_NOTE_MASKED, pos, len);
  if ((header->rsv & ~allowed) != 0)
    wg_ws_note (state, dir, WG_WS_NOTE_RESERVED_BITS, pos, len);
  if (!wg_ws_opcode_is_known (header->opcode))
    wg_ws_note (state, dir, WG_WS_NOTE_RESERVED_OPCODE, pos, len);
  if (!header->minimal)
    wg_ws_note (state, dir, WG_WS_NOTE_LENGTH_FORM, pos, len);
  if (wg_ws_is_control (header) && !header->fin)
    wg_ws_note (state, dir, WG_WS_NOTE_CONTROL_FRAGMENTED, pos, len);
  if (wg_ws_is_control (header) && header->length > WG_WS_MAX_CONTROL)
    wg_ws_note (state, dir, WG_WS_NOTE_CONTROL_LONG, pos, len);
  if (half->closed)
    wg_ws_note (state, dir, WG_WS_NOTE_AFTER_CLOSE, pos, len);
}

static void
begin_frame (WgWsState *state, WgDir dir, gsize pos, gsize len)
{
  WgWsHalf *half = &state->half[dir];

  check_header (state, dir, pos, len);
  if (half->header.length > state->largest)
    {
      state->largest = half->header.length;
      state->largest_frame = wg_channel_frame (state->channel);
    }
  half->left = half->header.length;
  half->in_payload = TRUE;
  half->broken = FALSE;
  half->control_len = 0;
  if (G_UNLIKELY (state->tells))
    wg_ws_tell_begin (state, dir, pos);
  if (half->header.opcode == WG_WS_TEXT || half->header.opcode == WG_WS_BINARY)
    wg_ws_begin_message (state, dir);
  else if (half->header.opcode == WG_WS_CONTINUATION && !half->message.open && !half->resumed)
    wg_ws_note (state, dir, WG_WS_NOTE_NO_START, pos, len);
  if (!wg_ws_is_control (&half->header))
    half->resumed = FALSE;
}

/* Payload without its mask. */
static void
take_block (WgWsState *state, WgDir dir, WgSlice block, gboolean for_message)
{
  WgWsHalf *half = &state->half[dir];

  if (state->hashes)
    wg_sha256_update (half->sum, block);
  if (wg_ws_is_control (&half->header))
    {
      WgSlice kept = wg_slice_sub (block, 0, sizeof half->control - half->control_len);
      wg_slice_copy (kept, half->control + half->control_len);
      half->control_len += kept.len;
    }
  if (for_message)
    wg_ws_take_message_bytes (state, dir, block);
}

static void
take_payload (WgWsState *state, WgDir dir, WgSlice chunk)
{
  WgWsHalf *half = &state->half[dir];
  gboolean for_message = wg_ws_reads_message (state, half);
  guint64 at = half->header.length - half->left;
  guint8 plain[BLOCK_LEN];

  half->left -= chunk.len;
  if (!state->hashes && !for_message && !wg_ws_is_control (&half->header))
    return;
  if (!half->header.masked)
    {
      take_block (state, dir, chunk, for_message);
      return;
    }
  while (chunk.len > 0)
    {
      WgSlice part = wg_slice_sub (chunk, 0, sizeof plain);

      wg_ws_unmask (plain, part, half->header.mask, at);
      take_block (state, dir, wg_slice (plain, part.len), for_message);
      at += part.len;
      chunk = wg_slice_sub (chunk, part.len, chunk.len);
    }
}

static void
take_close (WgWsState *state, WgDir dir)
{
  WgWsHalf *half = &state->half[dir];
  WgReader r = wg_reader (wg_slice (half->control, half->control_len), WG_END_WHOLE);
  WgWsClose item = {.frame = wg_channel_frame (state->channel),
                    .from = wg_ws_sender (state, dir),
                    .code = -1};
  WgWsUtf8 utf8 = {0};
  guint16 code;

  half->closed = TRUE;
  if (!half->broken && wg_reader_u16 (&r, &code))
    {
      item.code = code;
      item.reason = wg_reader_rest (&r);
      wg_ws_utf8_update (&utf8, item.reason);
      if (!wg_ws_close_code_is_allowed (code))
        wg_ws_note (state, dir, WG_WS_NOTE_CLOSE_CODE, 0, 0);
      if (!wg_ws_utf8_is_valid (&utf8))
        wg_ws_note (state, dir, WG_WS_NOTE_REASON_UTF8, 0, 0);
    }
  else if (half->control_len == 1)
    wg_ws_note (state, dir, WG_WS_NOTE_CLOSE_SHORT, 0, 0);
  wg_channel_part (state->channel, state->record, wg_websocket_closes, &item);
}

static void
finish_frame (WgWsState *state, WgDir dir)
{
  WgWsHalf *half = &state->half[dir];
  const WgWsHeader *header = &half->header;
  guint8 sum[WG_SHA256_LEN];
  WgWsFrame item = {.frame = wg_channel_frame (state->channel),
                    .from = wg_ws_sender (state, dir),
                    .opcode = header->opcode,
                    .fin = header->fin,
                    .rsv1 = (header->rsv & WG_WS_RSV1) != 0,
                    .masked = header->masked,
                    .length = header->length,
                    .rsv = header->rsv,
                    .minimal = header->minimal};

  if (header->masked)
    for (guint i = 0; i < 4; i++)
      item.mask = item.mask << 8 | header->mask[i];
  half->in_payload = FALSE;
  if (state->hashes)
    {
      wg_sha256_finish (half->sum, sum);
      if (!half->broken)
        item.sha256 = wg_slice (sum, sizeof sum);
    }
  wg_channel_part (state->channel, state->record, wg_websocket_frames, &item);
  if (header->opcode == WG_WS_CLOSE)
    take_close (state, dir);
  if (G_UNLIKELY (state->tells) && header->opcode > WG_WS_BINARY)
    wg_ws_tell_frame (state, dir);
  if (header->opcode > WG_WS_BINARY || !half->message.open)
    return;
  wg_ws_count_frame (state, dir);
  if (header->fin)
    wg_ws_finish_message (state, dir, sum);
}

/* --- the vtable --------------------------------------------------------------------------- */

static WgProbe
probe (const WgProbeInput *in)
{
  return WG_PROBE_NO; /* without its handshake nothing convinces */
}

static gpointer
open_state (WgChannel *channel)
{
  static const WgHandoff none = {.client = WG_CLIENT};
  const WgHandoff *handoff = wg_channel_handoff (channel);
  WgWsState *state = g_new0 (WgWsState, 1);

  if (handoff == NULL)
    handoff = &none;
  state->channel = channel;
  state->client = handoff->client;
  state->stream = handoff->on_stream ? (gint64) handoff->stream : -1;
  state->request_frame = handoff->request_frame;
  state->decrypted = handoff->decrypted;
  state->hashes = (wg_channel_wants (channel) & WG_WANT_HASHES) != 0;
  state->judged = (wg_channel_wants (channel) & WG_WANT_BODIES) != 0;
  state->tells = (wg_channel_wants (channel) & WG_WANT_MESSAGES) != 0;
  state->arena = wg_arena_new (MAX_HANDSHAKE_LEN);
  wg_ws_handshake_read (state->arena, handoff, &state->handshake);
  state->record = wg_channel_open_record (channel, &wg_websocket_type, handoff->request_frame);
  if (state->hashes)
    for (guint dir = 0; dir < 2; dir++)
      state->half[dir].sum = wg_sha256_new ();
  if (state->handshake.old_draft)
    note_handshake (state, WG_WS_NOTE_OLD_DRAFT);
  else if (state->handshake.has_key && !state->handshake.accept_ok)
    note_handshake (state, WG_WS_NOTE_ACCEPT);
  return state;
}

/* What a frame may look like when it has to prove itself: after a gap. */
static gboolean
is_likely (const WgWsState *state, WgDir dir, const WgWsHeader *header)
{
  guint allowed = state->handshake.deflate && !wg_ws_is_control (header) ? WG_WS_RSV1 : 0;

  return wg_ws_opcode_is_known (header->opcode) && (header->rsv & ~allowed) == 0
         && header->masked == (dir == state->client) && header->minimal
         && (!wg_ws_is_control (header)
             || (header->fin && header->length <= WG_WS_MAX_CONTROL));
}

/* A segment that is whole frames from its first to its last byte is where reading goes on. */
static gboolean
found_again (WgWsState *state, WgDir dir, const WgReader *in)
{
  WgWsHalf *half = &state->half[dir];
  WgReader r = *in;
  WgWsHeader header;
  gsize missing;

  while (wg_reader_left (&r) > 0)
    if (!wg_ws_header_parse (&r, &header, &missing) || !is_likely (state, dir, &header)
        || header.length > wg_reader_left (&r) || !wg_reader_skip (&r, (gsize) header.length))
      return FALSE;
  half->searching = FALSE;
  return TRUE;
}

static WgStep
feed (gpointer data, WgDir dir, WgReader *in)
{
  WgWsState *state = data;
  WgWsHalf *half = &state->half[dir];
  gsize start = wg_reader_tell (in), missing;
  WgSlice payload;

  if (state->handshake.old_draft)
    return WG_LOST;
  if (half->searching && !found_again (state, dir, in))
    {
      if (++half->tries > WG_LIMIT_WS_RESYNC || !wg_reader_skip (in, wg_reader_left (in)))
        return WG_LOST;
      return WG_AGAIN;
    }
  if (!wg_ws_header_parse (in, &half->header, &missing))
    return WG_NEED (missing);
  if (half->header.length > G_MAXINT64)
    {
      wg_ws_note (state, dir, WG_WS_NOTE_LENGTH_HUGE, start, wg_reader_tell (in) - start);
      half->incomplete = TRUE;
      return WG_LOST;
    }
  begin_frame (state, dir, start, wg_reader_tell (in) - start);
  if (half->left > wg_reader_left (in))
    return WG_SKIP (half->left);
  if (!wg_reader_take (in, (gsize) half->left, &payload))
    g_assert_not_reached ();
  take_payload (state, dir, payload);
  finish_frame (state, dir);
  return WG_AGAIN;
}

static void
payload (gpointer data, WgDir dir, WgSlice chunk)
{
  WgWsState *state = data;

  take_payload (state, dir, chunk);
  if (state->half[dir].left == 0)
    finish_frame (state, dir);
}

/* What was compressed in the bytes that are missing is what later messages point back to. */
static void
gap (gpointer data, WgDir dir, guint64 len, gboolean cut)
{
  WgWsState *state = data;
  WgWsHalf *half = &state->half[dir];
  gboolean in_message = half->message.open && half->header.opcode <= WG_WS_BINARY;

  half->incomplete = TRUE;
  if (half->in_payload && half->left > 0)
    {
      if (in_message)
        {
          half->context_lost = half->context_lost || half->message.compressed;
          half->message.hurt = TRUE;
        }
      half->broken = TRUE;
      half->left -= MIN (len, half->left);
      if (half->left == 0)
        finish_frame (state, dir);
      return;
    }
  half->message.open = FALSE;
  half->context_lost = TRUE;
  half->searching = TRUE;
  half->resumed = TRUE;
  half->tries = 0;
}

static void
close_state (gpointer data)
{
  WgWsState *state = data;
  const WgWsHandshake *handshake = &state->handshake;
  WgWsRecord record = {
      .stream = state->stream,
      .request_frame = state->request_frame,
      .path = handshake->path,
      .host = handshake->host,
      .origin = handshake->origin,
      .status = handshake->status,
      .version = handshake->version,
      .subprotocols_offered = handshake->subprotocols_offered,
      .subprotocol = handshake->subprotocol,
      .extensions_offered = handshake->extensions_offered,
      .extensions = handshake->extensions,
      .accept_ok = handshake->accept_ok,
      .decrypted = state->decrypted,
      .complete = state->half[0].closed && state->half[1].closed,
      .has_cookie = handshake->has_cookie,
      .has_authorization = handshake->has_authorization,
      .deflate = handshake->deflate,
      .other_extension = handshake->other_extension,
      .no_takeover = handshake->no_takeover[0] && handshake->no_takeover[1],
      .lossy = state->half[0].incomplete || state->half[1].incomplete,
      .largest = state->largest,
      .largest_frame = state->largest_frame,
  };

  for (guint dir = 0; dir < 2; dir++)
    {
      WgWsHalf *half = &state->half[dir];

      record.complete = record.complete && !half->incomplete;
      wg_ws_drop_inflater (state, half);
      g_clear_pointer (&half->message.frames, g_array_unref);
      g_free (half->message.text);
      wg_sha256_free (half->message.sum);
      wg_sha256_free (half->sum);
    }
  wg_channel_close_record (state->channel, state->record, &wg_websocket_type, &record,
                           state->client != WG_CLIENT);
  wg_arena_free (state->arena);
  g_free (state);
}

static void
describe (gpointer data, WgDir dir, WgSlice unit, gboolean is_payload, WgTree *tree)
{
  const WgWsState *state = data;
  const WgWsHalf *half = &state->half[dir];
  const WgWsPending *message = &half->message;
  WgSlice inflated = WG_SLICE_NONE;

  if (is_payload)
    return; /* its frame was described where its header stood */
  if (message->compressed && !message->open && !message->hurt && half->header.fin
      && half->header.opcode <= WG_WS_BINARY)
    inflated = wg_slice (message->text, MIN (message->text_len, WG_LIMIT_WS_TEXT));
  wg_ws_describe (unit, inflated, tree);
}

static const WgRecordType *const records[] = {&wg_websocket_type, NULL};

const WgDissector wg_websocket = {
    .id = "websocket",
    .title = "WebSocket",
    .help = "Messages both ways over a connection that HTTP opened.",
    .records = records,
    .fields = wg_websocket_fields,
    .notes = notes,
    .messages = wg_websocket_said,
    .probe = probe,
    .open = open_state,
    .feed = feed,
    .payload = payload,
    .gap = gap,
    .close = close_state,
    .describe = describe,
};
