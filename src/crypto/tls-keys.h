#pragma once

#include "crypto/tls-suite.h"

/* Key schedules of SSL 3.0 to TLS 1.3. @version: as TLS numbers it, 0x0300 to 0x0304; DTLS 1.0
 * is 0x0302 and DTLS 1.2 0x0303. */

#define WG_TLS_MASTER_LEN 48u

/* Keys of one direction. @iv: the IV of implicit ones, the fixed part of a nonce. */
typedef struct
{
  guint8 mac[WG_HASH_MAX];
  guint8 key[WG_CIPHER_KEY_MAX];
  guint8 iv[WG_CIPHER_BLOCK_MAX];
  guint8 mac_len, key_len, iv_len;
} WgTlsWriteKeys;

/* RFC 5246 §5, RFC 2246 §5: @seed is two slices one behind the other. */
void wg_tls_prf (guint16 version,
                 WgHash prf,
                 WgSlice secret,
                 const char *label,
                 const WgSlice seed[2],
                 guint8 *out,
                 gsize len);

/* RFC 5246 §8.1; @session_hash: of the handshake as far as ClientKeyExchange, where the
 * extended master secret was agreed on (RFC 7627 §4), else empty. */
void wg_tls_make_master (guint16 version,
                         WgHash prf,
                         WgSlice premaster,
                         WgSlice client_random,
                         WgSlice server_random,
                         WgSlice session_hash,
                         guint8 out[WG_TLS_MASTER_LEN]);

/* The hash of handshake messages that @version takes for that. Returns its length. */
guint
wg_tls_session_hash (guint16 version, WgHash prf, WgSlice messages, guint8 out[WG_HASH_MAX]);

/* RFC 5246 §6.3: the keys that the client (@server: the server) writes with. */
void wg_tls_write_keys (const WgTlsSuite *suite,
                        guint16 version,
                        WgSlice master,
                        WgSlice client_random,
                        WgSlice server_random,
                        gboolean server,
                        WgTlsWriteKeys *out);

/* RFC 8446 §7.3. @prefix: "tls13 ", of early drafts "TLS 1.3, ". */
void wg_tls13_write_keys (const WgTlsSuite *suite,
                          const char *prefix,
                          WgSlice secret,
                          WgTlsWriteKeys *out);
/* RFC 8446 §7.2: the secret after a KeyUpdate, in place. */
void wg_tls13_update (const WgTlsSuite *suite, const char *prefix, guint8 *secret, gsize len);
