#pragma once

#include "dissect/channel.h"

/* What the report says of WebSocket: one record per upgraded connection. Frames, messages and
 * closes are handed over as they finish and are never held. */

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
} WgWsFrame;

/* @frames: guint32; @decoded_length: negative where nothing was inflated */
typedef struct
{
  WgList frames;
  const char *from;
  const char *kind;
  guint64 length;
  gint64 decoded_length;
  WgSlice text;
  WgSlice sha256;
} WgWsMessage;

/* @code: negative in an empty close frame */
typedef struct
{
  guint32 frame;
  const char *from;
  gint64 code;
  WgSlice reason;
} WgWsClose;

/* @stream: of HTTP/2 or 3, negative elsewhere */
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
} WgWsRecord;

extern const WgRecordType wg_websocket_type;

/* The streamed lists of the record. */
extern const WgField *const wg_websocket_frames;
extern const WgField *const wg_websocket_messages;
extern const WgField *const wg_websocket_closes;
