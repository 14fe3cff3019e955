#pragma once

#include "check/http/view.h"

/* A request for a WebSocket, and what came of it. */

/* @on_stream: of HTTP/2 or 3 (RFC 8441): without key and accept */
typedef struct
{
  const WgHttpView *view;
  gboolean accepted;
  gboolean on_stream;
} WgOpening;

/* Raised at the request; the answer is shown too where it accepted. */
WgClaim *wg_opening_raise (const WgOpening *opening,
                           const WgFindingType *type,
                           WgSeverity severity,
                           WgSlice name);
/* Is @token an item of one of the headers of that name? */
gboolean
wg_opening_has_token (const WgViewHeaders *headers, WgViewHeader name, const char *token);
/* The first header of any name. */
WgSlice wg_opening_header_of (const WgViewHeaders *headers, const char *name);
/* Takes the next item of a list with commas. */
gboolean wg_opening_next_item (WgSlice *rest, WgSlice *item);

/* Keys of all connections, as far as they are remembered. */
typedef struct WgWsKeys WgWsKeys;

WgWsKeys *wg_ws_keys_new (void);
void wg_ws_keys_free (WgWsKeys *keys);

/* Does the handshake keep to RFC 6455? */
void wg_ws_judge_form (WgWsKeys *keys, const WgOpening *opening);
