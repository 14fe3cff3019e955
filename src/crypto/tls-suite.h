#pragma once

#include "crypto/aead.h"
#include "crypto/cipher.h"
#include "crypto/hmac.h"

/* Where the premaster secret comes from, as far as somebody with a private key or a shared one
 * can make it. */
typedef enum
{
  WG_TLS_KEX_OTHER,
  WG_TLS_KEX_RSA,
  WG_TLS_KEX_PSK,
  WG_TLS_KEX_RSA_PSK,
} WgTlsKex;

/**
 * WgTlsSuite: what a cipher suite asks for, read out of its registered name.
 * @aead: the kind, or -1 where @cipher and @mac protect a record
 * @key_len: bytes of the key block that become a key; fewer than the cipher's for exports
 * @prf: of the key schedule, from TLS 1.2 on
 * @exported: keys are stretched (RFC 2246 §6.3.1)
 */
typedef struct
{
  WgTlsKex kex;
  gint aead;
  WgCipherKind cipher;
  WgHash mac;
  WgHash prf;
  guint8 key_len;
  gboolean exported;
} WgTlsSuite;

/* FALSE for a suite that is not known or that OpenSSL has nothing for. */
gboolean wg_tls_suite_find (guint16 number, WgTlsSuite *out);
