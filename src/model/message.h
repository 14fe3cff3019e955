#pragma once

#include "base/slice.h"
#include "model/span.h"

/* Messages: what one end said to the other, in the order in which it was said. They are the
 * arrows of a diagram and the rows of a list; a record is what came of them. */

typedef enum
{
  WG_LAYER_TCP,
  WG_LAYER_TLS, /* DTLS and QUIC's handshake too */
  WG_LAYER_HTTP,
  WG_LAYER_WEBSOCKET,
  WG_LAYER_OTHER,
  WG_N_LAYERS,
} WgLayer;

/**
 * WgMessageType: a row of a protocol's table of messages.
 * @id: "tls.client_hello": protocol, then what it is; Wireshark's words where it has them
 * @name: what an arrow says, in front of the detail: "ClientHello", "GET"
 * @milestone: where a lesson would stop: a handshake is done, a connection is upgraded, ends
 * @secret: #WgSecret, how the detail is masked
 * @help: a sentence for a student: what it is there for
 * @source: "RFC 8446 §4.1.2"
 */
typedef struct
{
  const char *id;
  const char *name;
  WgLayer layer;
  gboolean milestone;
  guint8 secret;
  const char *help;
  const char *source;
} WgMessageType;

typedef enum
{
  WG_MESSAGE_ENCRYPTED = 1 << 0, /* on the wire */
  WG_MESSAGE_OPENED = 1 << 1,    /* and could be read all the same */
  WG_MESSAGE_ODD = 1 << 2,       /* sent again, out of order, lost, malformed */
} WgMessageFlags;

/**
 * WgMessage: borrowed for the call.
 * @dir: who sent it, 0 the conversation's client, 1 its server
 * @span: where its first bytes stand
 * @last_frame: packet that ends it
 * @len: its bytes
 * @detail: what tells it from others of its type: "/login" of a "GET". Text from the wire, and
 * no secret of which @type does not say how to mask it
 */
typedef struct
{
  const WgMessageType *type;
  gint64 conversation;
  guint8 dir;
  guint8 flags; /* WgMessageFlags */
  WgSpan span;
  guint32 last_frame;
  guint64 len;
  WgSlice detail;
} WgMessage;

/* Which message was told of, to say that it goes on; 0 is none. */
typedef guint32 WgMessageId;

/**
 * WgMessageSink: takes messages as they become known.
 * @message: is told of one, gives it an id
 * @more: that one went on for @len bytes, up to packet @frame
 */
typedef struct WgMessageSink WgMessageSink;
struct WgMessageSink
{
  WgMessageId (*message) (WgMessageSink *sink, const WgMessage *message);
  void (*more) (WgMessageSink *sink, WgMessageId id, guint64 len, guint32 frame);
};
