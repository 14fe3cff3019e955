#pragma once

#include "base/limits.h"
#include "base/slice.h"

/* Content and transfer codings undone while they stream: gzip, deflate, br, zstd, and lists of
 * them (RFC 9110 §8.4.1, RFC 9112 §7.2). */

typedef enum
{
  WG_CODING_IDENTITY,
  WG_CODING_GZIP,
  WG_CODING_DEFLATE, /* zlib, or bare deflate as some servers send */
  WG_CODING_BROTLI,
  WG_CODING_ZSTD,
  WG_CODING_UNKNOWN,
} WgCoding;

/* By its registered name, in any case; "x-gzip" is gzip. */
WgCoding wg_coding_find (WgSlice name);

/**
 * WgDecodeEnd: how a coded body ended.
 * @WG_DECODE_WHOLE: all of it was undone
 * @WG_DECODE_PLAIN: a coding was named that had not been applied; its stage passed bytes as
 * they are
 * @WG_DECODE_CUT: undone as far as it goes, but the coded data has no end
 * @WG_DECODE_CHECKSUM: undone, and the checksum at its end says something else
 * @WG_DECODE_CORRUPT: broken midway
 * @WG_DECODE_BOMB: it would have met %WG_LIMIT_DECODED_LEN or %WG_LIMIT_DECODED_RATIO
 */
typedef enum
{
  WG_DECODE_WHOLE,
  WG_DECODE_PLAIN,
  WG_DECODE_CUT,
  WG_DECODE_CHECKSUM,
  WG_DECODE_CORRUPT,
  WG_DECODE_BOMB,
} WgDecodeEnd;

typedef struct WgDecoder WgDecoder;

/* The next decoded bytes, borrowed for the call. */
typedef void (*WgDecodedFunc) (gpointer user, WgSlice bytes);

WgDecoder *wg_decoder_new (void);
void wg_decoder_free (WgDecoder *decoder);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WgDecoder, wg_decoder_free)

/* Begins a body. @codings: in the order in which they were applied. FALSE when one of them is
 * unknown or there are more than %WG_LIMIT_CODINGS. @func may be %NULL where only the length
 * matters. */
gboolean wg_decoder_begin (WgDecoder *decoder,
                           const WgCoding *codings,
                           guint n_codings,
                           WgDecodedFunc func,
                           gpointer user);
void wg_decoder_feed (WgDecoder *decoder, WgSlice bytes);
/* No more bytes will come. */
WgDecodeEnd wg_decoder_finish (WgDecoder *decoder);
/* Decoded bytes so far. */
guint64 wg_decoder_length (const WgDecoder *decoder);
