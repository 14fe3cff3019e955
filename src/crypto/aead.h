#pragma once

#include "base/slice.h"

/**
 * WgAeadKind: authenticated encryption that TLS and QUIC use, by OpenSSL (and GCM of ciphers
 * that OpenSSL 3.0 offers in no such mode). The "8" kinds have a tag of 8 bytes, all others of
 * 16.
 */
typedef enum
{
  WG_AEAD_AES_128_GCM,
  WG_AEAD_AES_256_GCM,
  WG_AEAD_AES_128_CCM,
  WG_AEAD_AES_256_CCM,
  WG_AEAD_AES_128_CCM_8,
  WG_AEAD_AES_256_CCM_8,
  WG_AEAD_CHACHA20_POLY1305,
  WG_AEAD_ARIA_128_GCM,
  WG_AEAD_ARIA_256_GCM,
  WG_AEAD_CAMELLIA_128_GCM,
  WG_AEAD_CAMELLIA_256_GCM,
  WG_AEAD_SM4_GCM,
  WG_AEAD_KINDS,
} WgAeadKind;

#define WG_AEAD_NONCE_LEN 12u
#define WG_AEAD_TAG_MAX   16u
#define WG_AEAD_KEY_MAX   32u

guint wg_aead_key_len (WgAeadKind kind);
guint wg_aead_tag_len (WgAeadKind kind);

/**
 * WgAead: one key, made ready once. It keeps nothing between calls that the next could see, but
 * is for one thread.
 */
typedef struct WgAead WgAead;

/* @key: wg_aead_key_len() bytes, copied. %NULL where OpenSSL lacks the cipher or the length is
 * another. */
WgAead *wg_aead_new (WgAeadKind kind, WgSlice key);
void wg_aead_free (WgAead *aead);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WgAead, wg_aead_free)

guint wg_aead_tag (const WgAead *aead);

/* Opens @sealed, whose last bytes are the tag, into @out, which has room for the rest and may
 * be where @sealed begins. @nonce: %WG_AEAD_NONCE_LEN bytes. FALSE where the tag does not fit;
 * what @out holds is then nobody's. */
G_GNUC_WARN_UNUSED_RESULT gboolean
wg_aead_open (WgAead *aead, WgSlice nonce, WgSlice aad, WgSlice sealed, guint8 *out);
