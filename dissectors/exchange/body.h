#pragma once

#include "crypto/digest.h"
#include "dissect/channel.h"
#include "exchange/records.h"

/* Bodies pass by in chunks: counted, and decoded and summed where somebody is to know. */

/* Decoders and sums that the bodies of all channels of a session use in turn. */
typedef struct WgHttpBodyPool WgHttpBodyPool;

WgHttpBodyPool *wg_http_body_pool (WgChannel *channel);

/**
 * WgHttpBody: a body being received; all zero before wg_http_body_begin(). It must not move
 * until wg_http_body_clear() or wg_http_body_end().
 * @length: bytes as sent, the lost ones too
 * @lost: parts of it were not captured
 * @raw, @decoded: sums, while somebody wants them
 */
typedef struct
{
  guint64 length;
  gboolean lost;
  WgDecoder *decoder;
  WgSha256 *raw;
  WgSha256 *decoded;
} WgHttpBody;

/* @codings: to be undone, in the order of application. At %WG_LIMIT_HTTP_DECODERS bodies at
 * once over all channels the next ones are left as sent. */
void wg_http_body_begin (WgHttpBody *body,
                         WgHttpBodyPool *pool,
                         gboolean hashes,
                         const WgCoding *codings,
                         guint n_codings);
void wg_http_body_feed (WgHttpBody *body, WgSlice chunk);
/* @len bytes of it are not in the capture. */
void wg_http_body_lose (WgHttpBody *body, guint64 len);
/* Fills in what is known of it, the sum in @arena, and gives back what it held. @whole: its end
 * was seen. What is odd about its coding, or %NULL. */
const WgNoteType *wg_http_body_end (WgHttpBody *body,
                                    WgHttpBodyPool *pool,
                                    WgArena *arena,
                                    gboolean whole,
                                    WgHttpMessage *message);
/* Gives back what @body holds. */
void wg_http_body_clear (WgHttpBody *body, WgHttpBodyPool *pool);

extern const WgNoteType wg_http_body_notes[];
