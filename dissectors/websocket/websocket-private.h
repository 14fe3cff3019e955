#pragma once

#include "crypto/digest.h"
#include "websocket-handshake.h"
#include "websocket-inflate.h"
#include "websocket-parse.h"
#include "websocket-records.h"

/* The state of one connection; for this room alone. */

typedef enum
{
  WG_WS_NOTE_UNMASKED,
  WG_WS_NOTE_MASKED,
  WG_WS_NOTE_RESERVED_BITS,
  WG_WS_NOTE_RESERVED_OPCODE,
  WG_WS_NOTE_LENGTH_FORM,
  WG_WS_NOTE_LENGTH_HUGE,
  WG_WS_NOTE_CONTROL_FRAGMENTED,
  WG_WS_NOTE_CONTROL_LONG,
  WG_WS_NOTE_NO_START,
  WG_WS_NOTE_UNFINISHED,
  WG_WS_NOTE_CLOSE_CODE,
  WG_WS_NOTE_CLOSE_SHORT,
  WG_WS_NOTE_REASON_UTF8,
  WG_WS_NOTE_TEXT_UTF8,
  WG_WS_NOTE_AFTER_CLOSE,
  WG_WS_NOTE_INFLATE,
  WG_WS_NOTE_INFLATE_LIMIT,
  WG_WS_NOTE_CONTEXT_LOST,
  WG_WS_NOTE_MANY_FRAMES,
  WG_WS_NOTE_ACCEPT,
  WG_WS_NOTE_OLD_DRAFT,
  WG_WS_N_NOTES,
} WgWsNote;

/**
 * WgWsPending: a data message of one direction, put together from its frames.
 * @hurt: bytes are missing or could not be inflated: its sum and decoded length are unknown
 * @coded_length: bytes given to the inflater
 * @summed: @sum is fed
 * @text: its beginning, plain, as much as @text_room; allocated by the first message that needs
 * it
 * @at: where its first frame begins, where somebody takes messages
 * @counted: frames, of which at most %WG_LIMIT_WS_FRAMES are in @frames
 */
typedef struct
{
  gboolean open;
  gboolean compressed;
  gboolean hurt;
  guint8 opcode;
  guint64 length;
  guint64 coded_length;
  guint64 decoded_length;
  WgSpan at;
  guint counted;
  GArray *frames;
  WgSha256 *sum;
  gboolean summed;
  WgWsUtf8 utf8;
  gsize text_len;
  gsize text_room;
  guint8 *text;
} WgWsPending;

/**
 * WgWsHalf: one direction.
 * @left: payload bytes of the frame still to come; @in_payload: it has begun
 * @broken: some of its payload is missing
 * @context_lost: the window of the inflater does not hold what the sender's does
 * @searching: after a gap, looking for the beginning of a frame; @tries: segments looked at
 * @resumed: frames were lost, so a continuation may have had a start
 * @closed: sent a close frame; @incomplete: not all of it was seen or could be read
 * @noted: notes already given, one bit each
 * @frame_at: where the frame begins, where somebody takes messages
 * @n_binary: binary messages, as far as rules look at what they begin with
 */
typedef struct
{
  WgWsHeader header;
  guint64 left;
  WgSpan frame_at;
  gboolean in_payload;
  gboolean broken;
  guint8 control[WG_WS_MAX_CONTROL];
  gsize control_len;
  WgSha256 *sum;
  WgWsPending message;
  WgWsInflate *inflate;
  gboolean context_lost;
  gboolean searching;
  gboolean resumed;
  gboolean closed;
  gboolean incomplete;
  guint tries;
  guint32 noted;
  guint n_binary;
} WgWsHalf;

typedef struct
{
  WgChannel *channel;
  WgRecordId record;
  WgDir client;
  gint64 stream;
  guint32 request_frame;
  gboolean decrypted;
  WgArena *arena;
  WgWsHandshake handshake;
  gboolean hashes;
  gboolean judged; /* rules read messages */
  gboolean tells;  /* somebody takes messages */
  guint64 largest;
  guint32 largest_frame;
  WgWsHalf half[2];
} WgWsState;

/* A note on bytes of this call's reader, once for each direction. */
void wg_ws_note (WgWsState *state, WgDir dir, WgWsNote which, gsize pos, gsize len);

static inline const char *
wg_ws_sender (const WgWsState *state, WgDir dir)
{
  return dir == state->client ? "client" : "server";
}

/* Somebody has a use for the payload of the data frame at hand. */
gboolean wg_ws_reads_message (const WgWsState *state, const WgWsHalf *half);

/* A message by its frames: begun by the header of the first one, given payload without masks,
 * told of each frame that ends, and finished with the sum of the last frame, if sums are made.
 */
void wg_ws_begin_message (WgWsState *state, WgDir dir);
void wg_ws_take_message_bytes (WgWsState *state, WgDir dir, WgSlice bytes);
void wg_ws_count_frame (WgWsState *state, WgDir dir);
void wg_ws_finish_message (WgWsState *state, WgDir dir, const guint8 *frame_sum);

extern const WgMessageType wg_websocket_said[];

/* websocket-tell.c, where @tells: a frame begins, one that is a message of itself is over, a
 * data message is. */
void wg_ws_tell_begin (WgWsState *state, WgDir dir, gsize pos);
void wg_ws_tell_frame (WgWsState *state, WgDir dir);
void wg_ws_tell_message (WgWsState *state, WgDir dir, WgSlice text);

void wg_ws_drop_inflater (WgWsState *state, WgWsHalf *half);
