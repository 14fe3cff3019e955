#pragma once

#include "exchange/streams.h"
#include "http2-hpack.h"
#include "http2-notes.h"
#include "http2-parse.h"
#include "http2-records.h"

/* What one connection remembers. Private to the room. */

/**
 * WgHttp2Block: a header block being put together.
 * @stream: that it was begun on, 0 when none is open
 * @promised: 0, or the stream of a promise
 * @frame: packet of its first byte
 * @lost: it grew past its ceiling, or its beginning is not there
 */
typedef struct
{
  guint32 stream;
  guint32 promised;
  guint32 frame;
  gboolean end_stream;
  gboolean lost;
  GByteArray *bytes;
} WgHttp2Pending;

typedef enum
{
  WG_HTTP2_AT_PREFACE,
  WG_HTTP2_AT_FRAME,
  WG_HTTP2_IN_DATA,
  WG_HTTP2_IN_OTHER, /* a payload that nobody reads */
} WgHttp2Phase;

/**
 * WgHttp2Half: one direction.
 * @frame: the last frame begun; @left: of its payload, still to come; @data_left: of that, what
 * is not padding
 * @sure: nothing of it was missed so far
 * @resync: bytes were lost: looking for a frame; @tries: segments looked at
 * @told_odd: already said that these are no frames
 * @started: a frame came; @last_opened: the highest stream that this end opened
 * @decoded: the last frame ended a header block, which the pool still holds
 * @max_frame: what this end said it takes
 * @settings: #WgNumber; @counts: frames by type
 */
typedef struct
{
  WgHttp2Phase phase;
  WgHttp2Frame frame;
  guint64 left;
  guint64 data_left;
  gboolean sure;
  gboolean resync;
  gboolean told_odd;
  gboolean started;
  gboolean decoded;
  guint tries;
  guint32 last_opened;
  guint32 max_frame;
  gboolean no_push;
  WgHttp2Pending block;
  WgHpack *hpack;
  GArray *settings;
  guint64 counts[256];
  guint32 noted;
} WgHttp2Half;

typedef struct
{
  WgChannel *channel;
  WgHpackPool *pool;
  WgHttpStreams *streams;
  WgRecordId record;
  gboolean client_known;
  gboolean decrypted;
  gboolean preface;
  WgHttp2Half half[2];
} WgHttp2;

/* A note on bytes of this call's reader, once for each direction. */
void wg_http2_note (WgHttp2 *http2, WgDir dir, WgHttp2Note note, gsize pos, gsize len);

/* http2-frames.c: what a frame says, its payload whole; DATA passes by elsewhere. @pos: of its
 * header. @cut: the capture holds no more of the payload. */
void wg_http2_take_frame (WgHttp2 *http2, WgDir dir, gsize pos, WgSlice payload, gboolean cut);
void wg_http2_take_setting (WgHttp2 *http2, WgDir dir, guint16 id, guint32 value, gsize pos);
/* The header block being put together will not be. */
void wg_http2_drop_block (WgHttp2Half *half);
/* Notes that the frame at @pos stands on a stream that nobody opened. */
void wg_http2_check_idle (WgHttp2 *http2, WgDir dir, gsize pos);
