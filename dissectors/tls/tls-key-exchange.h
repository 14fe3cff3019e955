#pragma once

#include "tls-parse.h"

/**
 * WgTlsKeyExchange: how the two ends agreed on a secret.
 * @kind: "ecdhe", "dhe", "rsa", "psk", "ecdhe_psk", "dh_anon", "hybrid" ..; %NULL: not known
 * @group: named group, -1 where there is none
 * @bits: of the prime, the curve's field, or the RSA key; 0 where not known
 */
typedef struct
{
  const char *kind;
  gint32 group;
  guint32 bits;
} WgTlsKeyExchange;

/* Kind that a cipher suite of TLS 1.2 or older names; %NULL where it names none. */
const char *wg_tls_key_exchange_of_cipher (guint16 cipher);
/* Kind and bits of a group, as a ServerHello of TLS 1.3 chooses it. */
WgTlsKeyExchange wg_tls_key_exchange_of_group (guint16 group);
/* Name of the cipher suite, or %NULL. */
const char *wg_tls_cipher_name (guint16 cipher);

/* RFC 5246 §7.4.3, RFC 8422 §5.4, RFC 4279, RFC 5054: reads what the message says into @out,
 * whose kind tells its form; with an unknown kind only a named curve is recognised. */
gboolean wg_tls_parse_server_key_exchange (WgReader *body, WgTlsKeyExchange *out);
