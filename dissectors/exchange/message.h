#pragma once

#include "base/arena.h"
#include "dissect/channel.h"
#include "exchange/records.h"

/* What the records of all channels of a session stand in, in turn, until they are handed on. */
WgArenaPool *wg_http_arenas (WgChannel *channel);

/* Headers become (part of) a message. The lists are made in @arena, of which the headers are or
 * which they outlive; where it is full a list stays empty. */

void wg_http_fill_message (WgHttpMessage *message,
                           WgArena *arena,
                           const WgHttpHeaders *headers,
                           const WgHttpCodings *codings);
void wg_http_list_cookies (WgArena *arena, const WgHttpHeaders *headers, WgList *out);
void wg_http_list_set_cookies (WgArena *arena, const WgHttpHeaders *headers, WgList *out);
