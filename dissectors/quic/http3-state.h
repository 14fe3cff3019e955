#pragma once

#include "base/arena.h"
#include "exchange/streams.h"
#include "http3-qpack.h"
#include "http3-records.h"
#include "http3.h"
#include "quic-parse.h"

/* What the files of HTTP/3 share: the streams of one connection. */

typedef enum
{
  WG_HTTP3_UNTOLD, /* a stream of one direction, whose type has not come yet */
  WG_HTTP3_REQUEST,
  WG_HTTP3_CONTROL,
  WG_HTTP3_PUSH_ID, /* a push stream, whose id has not come yet */
  WG_HTTP3_PUSH,
  WG_HTTP3_ENCODER,
  WG_HTTP3_IGNORED,
} WgHttp3Kind;

/* RFC 9114 §7.2. */
enum
{
  WG_HTTP3_FRAME_DATA = 0x00,
  WG_HTTP3_FRAME_HEADERS = 0x01,
  WG_HTTP3_FRAME_SETTINGS = 0x04,
  WG_HTTP3_FRAME_PUSH_PROMISE = 0x05,
  WG_HTTP3_FRAME_GOAWAY = 0x07,
};

/**
 * WgHttp3Half: one direction of a stream.
 * @held: bytes that were not read yet; @need: how many there must be for another look
 * @left: of the payload of a frame, to pass by; @in_data: it is DATA
 * @blocked: headers wait for the encoder
 * @ended: all has come; @over: and was read
 */
typedef struct
{
  WgHttp3Kind kind;
  GByteArray *held;
  gsize need;
  guint64 left;
  gboolean in_data;
  gboolean blocked;
  gboolean ended;
  gboolean over;
  gboolean dead;
} WgHttp3Half;

/* @opened: an exchange was made for it */
typedef struct
{
  guint64 id;
  gboolean opened;
  WgHttp3Half half[2];
} WgHttp3Stream;

/* A request that the server promises to answer, until its stream comes. */
typedef struct
{
  guint64 id;
  GBytes *block;
} WgHttp3Promise;

/* @dir, @pos, @len: of what is being read; @force: blocked headers wait no longer */
struct WgHttp3
{
  WgChannel *channel;
  WgChannel *named; /* lists the protocol */
  WgHttpStreams *exchanges;
  WgDir client;
  WgQpack *qpack[2];
  GHashTable *streams;
  GPtrArray *blocked;
  GHashTable *promises;
  gsize held;
  gboolean force;
  guint32 noted;
  WgDir dir;
  gsize pos;
  gsize len;
  WgArena *arena;
  WgRecordId id;
  WgHttp3Record record;
};

enum
{
  WG_HTTP3_NOTE_FRAME,
  WG_HTTP3_NOTE_QPACK,
  WG_HTTP3_NOTE_SETTINGS,
  WG_HTTP3_NOTE_LIMIT,
};

void wg_http3_note (WgHttp3 *http3, guint which);

/* Adds to a number of @list, which is in the connection's arena. */
void wg_http3_count (WgHttp3 *http3, WgList *list, guint64 key, guint64 add);

/* http3-frames.c: reads as far as it goes; the reader then stands where it must go on. */
void wg_http3_read (WgHttp3 *http3, WgHttp3Stream *stream, WgDir dir, WgReader *r);
/* The exchange of @stream, which is opened, or %NULL when it is over. */
WgHttpStream *wg_http3_exchange (WgHttp3 *http3, WgHttp3Stream *stream);
