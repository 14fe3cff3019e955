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
 * @kept: beginning of the body, decoded where it could be, while somebody wants it
 */
typedef struct
{
  guint64 length;
  gboolean lost;
  WgDecoder *decoder;
  WgSha256 *raw;
  WgSha256 *decoded;
  GByteArray *kept;
  gsize keep_len;
} WgHttpBody;

/* How much of a body of this media type is worth keeping for who reads it: much of text, little
 * of the rest, nothing where nobody asked for bodies. */
gsize wg_http_body_keep_len (WgWant wants, WgSlice content_type);

/* @keep_len: see wg_http_body_keep_len(). @codings: to be undone, in the order of application.
 * At %WG_LIMIT_HTTP_DECODERS bodies at once over all channels the next ones are left as sent.
 */
void wg_http_body_begin (WgHttpBody *body,
                         WgHttpBodyPool *pool,
                         gboolean hashes,
                         gsize keep_len,
                         const WgCoding *codings,
                         guint n_codings);
void wg_http_body_feed (WgHttpBody *body, WgSlice chunk);
/* @len bytes of it are not in the capture. */
void wg_http_body_lose (WgHttpBody *body, guint64 len);
/* Fills in what is known of it, sum and beginning in @arena, and gives back what it held.
 * @whole: its end was seen. @lend: the beginning is only lent, until wg_http_body_clear(),
 * which the caller owes. What is odd about its coding, or %NULL. */
const WgNoteType *wg_http_body_end (WgHttpBody *body,
                                    WgHttpBodyPool *pool,
                                    WgArena *arena,
                                    gboolean whole,
                                    gboolean lend,
                                    WgHttpMessage *message);
/* Gives back what @body holds. */
void wg_http_body_clear (WgHttpBody *body, WgHttpBodyPool *pool);

extern const WgNoteType wg_http_body_notes[];
