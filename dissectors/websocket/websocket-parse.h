#pragma once

#include "base/limits.h"
#include "base/reader.h"

/* The wire format of WebSocket frames (RFC 6455 §5): reader in, struct out. */

enum
{
  WG_WS_CONTINUATION = 0,
  WG_WS_TEXT = 1,
  WG_WS_BINARY = 2,
  WG_WS_CLOSE = 8,
  WG_WS_PING = 9,
  WG_WS_PONG = 10,
};

#define WG_WS_MAX_CONTROL 125 /* bytes of a control frame's payload (RFC 6455 §5.5) */
#define WG_WS_MAX_HEADER  14
#define WG_WS_RSV1        4 /* of the three reserved bits */

/**
 * WgWsHeader: what stands before the payload.
 * @rsv: the three reserved bits, RSV1 the highest
 * @minimal: the length was written in as few bytes as it takes
 */
typedef struct
{
  guint64 length;
  guint8 opcode;
  guint8 rsv;
  guint8 mask[4];
  gboolean fin;
  gboolean masked;
  gboolean minimal;
} WgWsHeader;

/* FALSE leaves the reader and sets @missing to how many bytes more it takes at least. A length
 * past 2^63 is parsed like any other (RFC 6455 §5.2 forbids it). */
G_GNUC_WARN_UNUSED_RESULT gboolean wg_ws_header_parse (WgReader *r,
                                                       WgWsHeader *out,
                                                       gsize *missing);

static inline gboolean
wg_ws_is_control (const WgWsHeader *header)
{
  return (header->opcode & 8) != 0;
}

gboolean wg_ws_opcode_is_known (guint opcode);

/* Writes @from to @to (which may be the same memory) with the mask taken off (RFC 6455 §5.3).
 * @at: number of payload bytes that came before. */
void wg_ws_unmask (guint8 *to, WgSlice from, const guint8 mask[4], guint64 at);

/* Status codes that may stand in a close frame (RFC 6455 §7.4, and the registry). */
gboolean wg_ws_close_code_is_allowed (guint code);

/**
 * WgWsUtf8: validity of text that comes in pieces (RFC 3629 §4). Zeroed to begin with.
 * @left: bytes still to come of the character begun; the next of them is in [@low, @high]
 */
typedef struct
{
  guint8 left, low, high;
  gboolean bad;
} WgWsUtf8;

void wg_ws_utf8_update (WgWsUtf8 *state, WgSlice bytes);

static inline gboolean
wg_ws_utf8_is_valid (const WgWsUtf8 *state)
{
  return !state->bad && state->left == 0;
}

/* Length of @bytes without a UTF-8 character that is cut off at its end. */
gsize wg_ws_utf8_whole (WgSlice bytes);
