#pragma once

#include "base/slice.h"

/* Ciphers without authentication: those of TLS 1.2 and before, and the masks that hide packet
 * numbers in QUIC and DTLS 1.3. Old ones come from OpenSSL's legacy provider, which is loaded
 * when one is first asked for. */

typedef enum
{
  WG_CIPHER_NULL,
  WG_CIPHER_RC4, /* 40, 56 or 128 bits */
  WG_CIPHER_RC2_CBC,
  WG_CIPHER_IDEA_CBC,
  WG_CIPHER_DES_CBC,
  WG_CIPHER_3DES_CBC,
  WG_CIPHER_SEED_CBC,
  WG_CIPHER_AES_128_CBC,
  WG_CIPHER_AES_256_CBC,
  WG_CIPHER_CAMELLIA_128_CBC,
  WG_CIPHER_CAMELLIA_256_CBC,
  WG_CIPHER_ARIA_128_CBC,
  WG_CIPHER_ARIA_256_CBC,
  WG_CIPHER_SM4_CBC,
  WG_CIPHERS,
} WgCipherKind;

#define WG_CIPHER_KEY_MAX   32u
#define WG_CIPHER_BLOCK_MAX 16u

/* Length of the key where the suite does not say another. */
guint wg_cipher_key_len (WgCipherKind kind);
/* Bytes of a block, also of the IV; 0 for streams. */
guint wg_cipher_block_len (WgCipherKind kind);

/* One key, made ready once. */
typedef struct WgCipher WgCipher;

/* %NULL where OpenSSL lacks it or the key does not fit. */
WgCipher *wg_cipher_new (WgCipherKind kind, WgSlice key);
void wg_cipher_free (WgCipher *cipher);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WgCipher, wg_cipher_free)

/* Decrypts @in to @out, which may be where @in begins. Block ciphers: whole blocks, with @iv of
 * a block; padding stays. Streams go on where the last call ended; @iv is not looked at. */
G_GNUC_WARN_UNUSED_RESULT gboolean wg_cipher_decrypt (WgCipher *cipher,
                                                      WgSlice iv,
                                                      WgSlice in,
                                                      guint8 *out);

/**
 * WgHeaderMask: five bytes and more that a sample of cipher text and a key give (RFC 9001 §5.4,
 * RFC 9147 §4.2.3): a block of AES, or of ChaCha20 with counter and nonce from the sample.
 */
typedef enum
{
  WG_HEADER_MASK_AES_128,
  WG_HEADER_MASK_AES_256,
  WG_HEADER_MASK_CHACHA20,
} WgHeaderMaskKind;

#define WG_HEADER_MASK_LEN 16u

typedef struct WgHeaderMask WgHeaderMask;

WgHeaderMask *wg_header_mask_new (WgHeaderMaskKind kind, WgSlice key);
void wg_header_mask_free (WgHeaderMask *mask);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WgHeaderMask, wg_header_mask_free)

/* @sample: %WG_HEADER_MASK_LEN bytes. */
void wg_header_mask_make (WgHeaderMask *mask, WgSlice sample, guint8 out[WG_HEADER_MASK_LEN]);
