#pragma once

#include "dissect/channel.h"

/* What the report says of WebSocket: one record per upgraded connection. Frames, messages and
 * closes are handed over as they finish and are never held. */

/* @rsv: the reserved bits, RSV1 the highest; @mask: the key as a number; @minimal: the length
 * stands in as few bytes as it takes; these for rules */
typedef struct
{
  guint32 frame;
  const char *from;
  gint64 opcode;
  gboolean fin;
  gboolean rsv1;
  gboolean masked;
  guint64 length;
  WgSlice sha256;
  guint8 rsv;
  guint32 mask;
  gboolean minimal;
} WgWsFrame;

/* @frames: guint32; @decoded_length: negative where nothing was inflated; @kept: what the
 * message begins with, for rules: text up to %WG_LIMIT_WS_KEPT bytes, of the first binary ones
 * some */
typedef struct
{
  WgList frames;
  const char *from;
  const char *kind;
  guint64 length;
  gint64 decoded_length;
  WgSlice text;
  WgSlice sha256;
  WgSlice kept;
} WgWsMessage;

/* @code: negative in an empty close frame */
typedef struct
{
  guint32 frame;
  const char *from;
  gint64 code;
  WgSlice reason;
} WgWsClose;

/* @stream: of HTTP/2 or 3, negative elsewhere. For rules: @has_cookie, @has_authorization: the
 * request brought them; @deflate, @other_extension: what was agreed on; @no_takeover: by both
 * ends; @lossy: bytes are missing; @largest, @largest_frame: length that a frame declared */
typedef struct
{
  WgRecordHead head;
  gint64 stream;
  guint32 request_frame;
  WgSlice path, host, origin;
  guint16 status;
  WgSlice version;
  WgSlice subprotocols_offered, subprotocol;
  WgSlice extensions_offered, extensions;
  gboolean accept_ok;
  gboolean decrypted;
  gboolean complete;
  gboolean has_cookie;
  gboolean has_authorization;
  gboolean deflate;
  gboolean other_extension;
  gboolean no_takeover;
  gboolean lossy;
  guint64 largest;
  guint32 largest_frame;
} WgWsRecord;

extern const WgRecordType wg_websocket_type;

/* The streamed lists of the record. */
extern const WgField *const wg_websocket_frames;
extern const WgField *const wg_websocket_messages;
extern const WgField *const wg_websocket_closes;
