#include "dissect/detail.h"
#include "websocket-private.h"

#define SHOWN 120u /* bytes of a text */

#define ROW(what, title, stop, mask, sentence, where)                                          \
  {                                                                                            \
    .id = "websocket." what, .name = title, .layer = WG_LAYER_WEBSOCKET, .milestone = stop,    \
    .secret = mask, .help = sentence, .source = where                                          \
  }

/* By opcode; the first stands for those that are not defined. */
const WgMessageType wg_websocket_said[] = {
    ROW ("unknown",
         "Unknown frame",
         FALSE,
         WG_SECRET_NONE,
         "A frame of a kind that is not defined. Who gets one has to end the connection.",
         "RFC 6455 §5.2"),
    ROW ("text",
         "text",
         FALSE,
         WG_SECRET_TEXT,
         "A message of text, most often JSON. Either side may send one at any time: nobody has "
         "to ask first.",
         "RFC 6455 §5.6"),
    ROW ("binary",
         "binary",
         FALSE,
         WG_SECRET_NONE,
         "A message of bytes; only the two programs know what they mean.",
         "RFC 6455 §5.6"),
    ROW ("ping",
         "ping",
         FALSE,
         WG_SECRET_TEXT,
         "Are you still there? It also keeps boxes on the way from forgetting the connection.",
         "RFC 6455 §5.5.2"),
    ROW ("pong",
         "pong",
         FALSE,
         WG_SECRET_TEXT,
         "The answer to a ping, with the same bytes in it.",
         "RFC 6455 §5.5.3"),
    ROW ("close",
         "close",
         TRUE,
         WG_SECRET_TEXT,
         "This side is done, and says why in a number. The other answers with a close of its "
         "own; then the connection ends.",
         "RFC 6455 §5.5.1"),
    {0},
};

static const WgMessageType *
type_of (guint8 opcode)
{
  static const guint8 rows[16] = {[WG_WS_TEXT] = 1,
                                  [WG_WS_BINARY] = 2,
                                  [WG_WS_PING] = 3,
                                  [WG_WS_PONG] = 4,
                                  [WG_WS_CLOSE] = 5};
  return &wg_websocket_said[rows[opcode & 15]];
}

void
wg_ws_tell_begin (WgWsState *state, WgDir dir, gsize pos)
{
  WgWsHalf *half = &state->half[dir];
  WgSpan at = wg_channel_span (state->channel, dir, pos, 1);

  half->frame_at = at;
  if (half->header.opcode == WG_WS_TEXT || half->header.opcode == WG_WS_BINARY)
    half->message.at = at;
}

void
wg_ws_tell_frame (WgWsState *state, WgDir dir)
{
  const WgWsHalf *half = &state->half[dir];
  WgReader r = wg_reader (wg_slice (half->control, half->control_len), WG_END_WHOLE);
  guint16 code;
  WgDetail detail;

  wg_detail_clear (&detail);
  if (half->header.opcode == WG_WS_CLOSE && !half->broken && wg_reader_u16 (&r, &code))
    {
      wg_detail_add_uint (&detail, code);
      wg_detail_puts (&detail, wg_reader_left (&r) > 0 ? " " : "");
    }
  if (!half->broken)
    wg_detail_add (&detail, wg_detail_begin (wg_reader_rest (&r), SHOWN));
  wg_channel_message_at (state->channel, dir, type_of (half->header.opcode),
                         half->broken ? WG_MESSAGE_ODD : 0, half->frame_at, half->header.length,
                         wg_detail_text (&detail));
}

void
wg_ws_tell_message (WgWsState *state, WgDir dir, WgSlice text)
{
  const WgWsPending *message = &state->half[dir].message;

  wg_channel_message_at (state->channel, dir, type_of (message->opcode),
                         message->hurt ? WG_MESSAGE_ODD : 0, message->at, message->length,
                         wg_detail_begin (text, SHOWN));
}
