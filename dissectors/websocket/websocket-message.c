#include "websocket-private.h"

#define FREE_LEN 4096 /* coded bytes that a message has before its ratio counts */

/* Inflaters hold some 48 KiB each; all connections of a session share one ceiling. */
typedef struct
{
  guint live;
} Inflaters;

static const char inflaters_key;

static gpointer
make_inflaters (void)
{
  return g_new0 (Inflaters, 1);
}

static Inflaters *
inflaters (WgWsState *state)
{
  return wg_channel_shared (state->channel, &inflaters_key, make_inflaters, g_free);
}

static WgWsInflate *
take_inflater (WgWsState *state)
{
  Inflaters *all = inflaters (state);

  if (all->live >= WG_LIMIT_WS_INFLATERS)
    return NULL;
  all->live++;
  return wg_ws_inflate_new ();
}

void
wg_ws_drop_inflater (WgWsState *state, WgWsHalf *half)
{
  if (half->inflate == NULL)
    return;
  inflaters (state)->live--;
  wg_ws_inflate_free (half->inflate);
  half->inflate = NULL;
}

/* Text or compressed bytes that somebody has a use for. */
gboolean
wg_ws_reads_message (const WgWsState *state, const WgWsHalf *half)
{
  const WgWsPending *message = &half->message;

  if (!message->open || message->hurt || half->header.opcode > WG_WS_BINARY)
    return FALSE;
  return state->hashes || message->compressed || message->opcode == WG_WS_TEXT
         || message->text_len < message->text_room;
}

static void
take_plain (WgWsHalf *half, WgSlice plain)
{
  WgWsPending *message = &half->message;
  WgSlice kept = wg_slice_sub (plain, 0, message->text_room - message->text_len);

  wg_slice_copy (kept, message->text + message->text_len);
  message->text_len += kept.len;
  message->decoded_length += plain.len;
  if (message->opcode == WG_WS_TEXT)
    wg_ws_utf8_update (&message->utf8, plain);
  if (message->summed)
    wg_sha256_update (message->sum, plain);
}

typedef struct
{
  WgWsHalf *half;
  gboolean too_long;
} Inflating;

static gboolean
take_inflated (gpointer data, WgSlice plain)
{
  Inflating *inflating = data;
  const WgWsPending *message = &inflating->half->message;
  guint64 allowed = (message->coded_length + FREE_LEN) * WG_LIMIT_DECODED_RATIO;

  if (message->decoded_length + plain.len > MIN (WG_LIMIT_DECODED_LEN, allowed))
    {
      inflating->too_long = TRUE;
      return FALSE;
    }
  take_plain (inflating->half, plain);
  return TRUE;
}

/* @coded: more of a compressed message; %NULL its end */
static void
inflate_more (WgWsState *state, WgDir dir, const WgSlice *coded)
{
  WgWsHalf *half = &state->half[dir];
  Inflating inflating = {half, FALSE};
  gboolean ok;

  half->message.coded_length += coded != NULL ? coded->len : 0;
  ok = coded != NULL ? wg_ws_inflate_update (half->inflate, *coded, take_inflated, &inflating)
                     : wg_ws_inflate_finish (half->inflate, take_inflated, &inflating);
  if (ok)
    return;
  half->message.hurt = TRUE;
  half->context_lost = TRUE;
  wg_ws_note (state, dir, inflating.too_long ? WG_WS_NOTE_INFLATE_LIMIT : WG_WS_NOTE_INFLATE, 0,
              0);
}

/* Whatever the last message left. */
static void
prepare_inflater (WgWsState *state, WgDir dir)
{
  WgWsHalf *half = &state->half[dir];

  if (half->inflate == NULL)
    half->inflate = take_inflater (state);
  if (half->inflate == NULL)
    {
      half->message.hurt = TRUE;
      wg_ws_note (state, dir, WG_WS_NOTE_INFLATE_LIMIT, 0, 0);
      return;
    }
  if (state->handshake.no_takeover[dir == state->client ? WG_CLIENT : WG_SERVER])
    {
      wg_ws_inflate_reset (half->inflate);
      half->context_lost = FALSE;
    }
  if (half->context_lost)
    {
      half->message.hurt = TRUE;
      wg_ws_note (state, dir, WG_WS_NOTE_CONTEXT_LOST, 0, 0);
    }
}

/* Text for the report and for rules; of binary messages the first bytes of the first ones. */
static void
make_room (const WgWsState *state, WgWsHalf *half)
{
  WgWsPending *message = &half->message;

  message->text_len = message->text_room = 0;
  if (message->opcode == WG_WS_TEXT)
    message->text_room = state->judged ? WG_LIMIT_WS_KEPT : WG_LIMIT_WS_TEXT;
  else if (state->judged && half->n_binary < WG_LIMIT_WS_BINARY)
    {
      half->n_binary++;
      message->text_room = WG_LIMIT_WS_MAGIC;
    }
  else if (message->compressed)
    message->text_room = WG_LIMIT_WS_TEXT; /* for the tree */
  if (message->text_room > 0 && message->text == NULL)
    message->text = g_malloc (state->judged ? WG_LIMIT_WS_KEPT : WG_LIMIT_WS_TEXT);
}

void
wg_ws_begin_message (WgWsState *state, WgDir dir)
{
  WgWsHalf *half = &state->half[dir];
  WgWsPending *message = &half->message;

  if (message->open)
    wg_ws_note (state, dir, WG_WS_NOTE_UNFINISHED, 0, 0);
  message->open = TRUE;
  message->opcode = half->header.opcode;
  message->compressed = state->handshake.deflate && (half->header.rsv & WG_WS_RSV1) != 0;
  message->hurt = FALSE;
  message->length = message->coded_length = message->decoded_length = 0;
  message->counted = 0;
  make_room (state, half);
  message->utf8 = (WgWsUtf8){0};
  if (message->frames == NULL)
    message->frames = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_array_set_size (message->frames, 0);
  if (message->compressed)
    prepare_inflater (state, dir);
  /* Of one plain frame the sum is the frame's. */
  message->summed = state->hashes && (!half->header.fin || message->compressed);
  if (!message->summed)
    return;
  if (message->sum == NULL)
    message->sum = wg_sha256_new ();
  wg_sha256_reset (message->sum);
}

void
wg_ws_finish_message (WgWsState *state, WgDir dir, const guint8 *frame_sum)
{
  WgWsHalf *half = &state->half[dir];
  WgWsPending *message = &half->message;
  guint8 sum[WG_SHA256_LEN];
  WgWsMessage item = {.from = wg_ws_sender (state, dir),
                      .kind = message->opcode == WG_WS_TEXT ? "text" : "binary",
                      .length = message->length,
                      .decoded_length = -1};

  message->open = FALSE;
  if (message->compressed && !message->hurt)
    inflate_more (state, dir, NULL);
  if (!(message->compressed && message->hurt))
    item.kept = wg_slice (message->text, message->text_len);
  item.frames = (WgList){message->frames->data, message->frames->len};
  if (message->compressed && !message->hurt)
    item.decoded_length = (gint64) message->decoded_length;
  if (message->opcode == WG_WS_TEXT && !(message->compressed && message->hurt))
    {
      WgSlice text = wg_slice_sub (item.kept, 0, WG_LIMIT_WS_TEXT);
      if (message->decoded_length > text.len)
        text.len = wg_ws_utf8_whole (text);
      item.text = text;
      if (!message->hurt && !wg_ws_utf8_is_valid (&message->utf8))
        wg_ws_note (state, dir, WG_WS_NOTE_TEXT_UTF8, 0, 0);
    }
  if (state->hashes && !message->hurt)
    {
      if (message->summed)
        wg_sha256_finish (message->sum, sum);
      item.sha256 = wg_slice (message->summed ? sum : frame_sum, sizeof sum);
    }
  wg_channel_part (state->channel, state->record, wg_websocket_messages, &item);
  if (G_UNLIKELY (state->tells))
    wg_ws_tell_message (state, dir, item.text);
}

void
wg_ws_count_frame (WgWsState *state, WgDir dir)
{
  WgWsHalf *half = &state->half[dir];
  WgWsPending *message = &half->message;
  guint32 frame = wg_channel_frame (state->channel);

  message->length += half->header.length;
  message->counted++;
  if (message->counted <= WG_LIMIT_WS_FRAMES)
    g_array_append_val (message->frames, frame);
  else
    wg_ws_note (state, dir, WG_WS_NOTE_MANY_FRAMES, 0, 0);
}

void
wg_ws_take_message_bytes (WgWsState *state, WgDir dir, WgSlice bytes)
{
  WgWsHalf *half = &state->half[dir];

  if (half->message.hurt)
    return;
  if (half->message.compressed)
    inflate_more (state, dir, &bytes);
  else
    take_plain (half, bytes);
}
