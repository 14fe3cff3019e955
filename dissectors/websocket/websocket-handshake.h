#pragma once

#include "base/arena.h"
#include "dissect/channel.h"

/**
 * WgWsHandshake: what request and 101 response agreed on (RFC 6455 §4, RFC 7692 §7.1).
 * @path .. @extensions: header values as sent; several lines of one name joined by ", "
 * @accept_ok: Sec-WebSocket-Accept is what the key asks for
 * @old_draft: the frames are not those of RFC 6455
 * @deflate: permessage-deflate was agreed on, and nothing else that uses RSV1
 * @no_takeover: of the client and of the server
 * @other_extension: an extension that this room does not know
 */
typedef struct
{
  WgSlice path, host, origin;
  guint16 status;
  WgSlice version;
  WgSlice subprotocols_offered, subprotocol;
  WgSlice extensions_offered, extensions;
  gboolean has_key;
  gboolean accept_ok;
  gboolean old_draft;
  gboolean deflate;
  gboolean no_takeover[2];
  gboolean other_extension;
  gboolean has_cookie;
  gboolean has_authorization;
} WgWsHandshake;

/* What is kept of @handoff is copied to @arena; a value that does not fit is left empty. */
void wg_ws_handshake_read (WgArena *arena, const WgHandoff *handoff, WgWsHandshake *out);

/* The value of Sec-WebSocket-Accept that answers @key (RFC 6455 §4.2.2), 28 characters. */
char *wg_ws_accept_of (WgSlice key);
