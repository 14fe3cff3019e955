#pragma once

#include "base/arena.h"
#include "exchange/body.h"
#include "exchange/streams.h"

/* What streams.c and stream-head.c share. */

typedef enum
{
  WG_HTTP_STREAM_PSEUDO,
  WG_HTTP_STREAM_NAME,
  WG_HTTP_STREAM_CONNECTION,
  WG_HTTP_STREAM_LENGTH,
  WG_HTTP_STREAM_AFTER_END,
  WG_HTTP_STREAM_NO_HEAD,
  WG_HTTP_STREAM_CODING,
  WG_HTTP_STREAM_TOO_BIG,
  WG_HTTP_STREAM_MANY,
  WG_HTTP_STREAM_MANY_INTERIM,
  WG_HTTP_STREAM_N_NOTES,
} WgHttpStreamNote;

/* Which of the two messages: requests come from the client, whichever direction that is. */
enum
{
  WG_HTTP_SIDE_CLIENT,
  WG_HTTP_SIDE_SERVER,
};

/**
 * WgHttpStream: an exchange that is not over. What its record borrows stands in @arena.
 * @held: of @arena, as counted in WgHttpStreams
 * @ended: the message of each side is over
 * @broken: one of them is not whole
 * @missed: of each side, as counted in WgHttpStreams when its message began, or it was found
 * out
 * @uncertain: something was missed since, of which nobody knows whether it was of this message
 * @no_body: HEAD, 204 or 304: Content-Length may announce what is not sent
 * @announced: Content-Length of each side, or -1
 * @tunnel: reads DATA after a CONNECT, or %NULL
 */
struct WgHttpStream
{
  gint64 id;
  WgHttpStreams *streams;
  WgHttpStream *previous, *next;
  WgArena *arena;
  gsize held;
  WgRecordId record_id;
  gboolean has_request;
  gboolean answered;
  gboolean broken;
  gboolean is_head;
  gboolean is_connect;
  gboolean no_body;
  gboolean ended[2];
  guint missed[2];
  gboolean uncertain[2];
  gint64 announced[2];
  WgSlice protocol;
  WgChannel *tunnel;
  WgHttpBody body[2];
  guint n_interim;
  WgHttpInformational *interim;
  WgHttpRequest request;
  WgHttpResponse response;
  WgHttpReset reset;
  WgHttpExchange record;
};

typedef struct
{
  WgChannel *channel;
  WgDir dir;
  gsize pos;
  gsize len;
} WgHttpPlace;

/* @first, @last: open streams in the order of opening; @missed: how often bytes of each
 * direction were missed; @noted: notes given, one bit each */
struct WgHttpStreams
{
  WgChannel *channel;
  const char *by;
  const char *version;
  WgDir client;
  gboolean decrypted;
  gboolean hashes;
  WgHttpBodyPool *bodies;
  WgArenaPool *arenas;
  GHashTable *by_id;
  WgHttpStream *first, *last;
  guint n_open;
  gsize held;
  guint missed[2];
  WgHttpPlace at;
  guint32 noted[2];
};

static inline guint
wg_http_stream_side (const WgHttpStream *stream, WgDir dir)
{
  return dir == stream->streams->client ? WG_HTTP_SIDE_CLIENT : WG_HTTP_SIDE_SERVER;
}

/* Bytes were missed since the message of @dir began. */
static inline gboolean
wg_http_stream_has_missed (const WgHttpStream *stream, WgDir dir)
{
  return stream->missed[wg_http_stream_side (stream, dir)] != stream->streams->missed[dir];
}

static inline WgHttpMessage *
wg_http_stream_message (WgHttpStream *stream, guint side)
{
  return side == WG_HTTP_SIDE_CLIENT ? &stream->request.message : &stream->response.message;
}

/* A note at the place of the event: one of another table, or one of our own, once for each
 * direction. */
void wg_http_streams_give (WgHttpStreams *streams, const WgNoteType *type);
void wg_http_streams_note (WgHttpStreams *streams, WgHttpStreamNote note);

/* Emits @stream as it is, and forgets it. */
void wg_http_stream_emit (WgHttpStream *stream);
