#pragma once

#include "dtls-parse.h"

/**
 * WgDtlsGather: handshake messages of one direction put together from pieces that come in any
 * order and more than once. Keeps what came of at most %WG_LIMIT_DTLS_MESSAGES messages, each
 * in at most %WG_LIMIT_DTLS_PIECES pieces; the oldest gives way.
 */
typedef struct WgDtlsGather WgDtlsGather;

WgDtlsGather *wg_dtls_gather_new (void);
void wg_dtls_gather_free (WgDtlsGather *gather);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WgDtlsGather, wg_dtls_gather_free)

/* Messages are counted from the beginning again. */
void wg_dtls_gather_reset (WgDtlsGather *gather);

/* Takes a piece. Returns the message's body when this was the last of it, for the caller to
 * free; %NULL otherwise, and when the message was given before. */
GBytes *wg_dtls_gather_add (WgDtlsGather *gather, const WgDtlsHandshake *front, WgSlice piece);
