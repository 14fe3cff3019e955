#pragma once

#include "crypto/digest.h"
#include "crypto/secrets.h"
#include "crypto/tls-record.h"
#include "dissect/coding.h"
#include "tls-state.h"

/* What opens the records of one connection, where the session has secrets. It follows the
 * handshake as it becomes known, and is asked for each record that may be protected. */

/* Keys that follow one another in TLS 1.3; TLS 1.2 and before know the last alone. */
typedef enum
{
  WG_TLS_EARLY,
  WG_TLS_IN_HANDSHAKE,
  WG_TLS_TRAFFIC,
  WG_TLS_PHASES,
} WgTlsPhase;

/* A secret of one phase. @missing: it is not known; @used: it opened something */
typedef struct
{
  WgTlsOpener *opener;
  WgSecretOrigin origin;
  guint8 secret[WG_SECRET_LEN_MAX];
  guint8 secret_len;
  gboolean missing;
  gboolean used;
} WgTlsEpoch;

/**
 * One direction.
 * @pending: a ChangeCipherSpec came; the first record behind it tells which secret fits
 * @lost: bytes, record headers too, since the last record that was opened, which are missing
 * or did not open; @lost_cut: the capture cut them off
 * @failures: records in a row that did not open
 */
typedef struct
{
  WgTlsEpoch epoch[WG_TLS_PHASES];
  WgTlsPhase phase;
  gboolean pending;
  gboolean given_up;
  gboolean lost_cut;
  guint64 lost;
  guint failures;
  WgDecoder *inflater;
  GByteArray *inflated;
  WgSha256 *sum;
  guint64 plain_bytes;
  guint8 sum_bytes[WG_SHA256_LEN];
} WgTlsOpenSide;

struct WgTlsDecrypt
{
  const WgSecrets *secrets;
  WgTlsOpenSide side[2];
  WgDir client;
  guint8 client_random[32];
  guint8 server_random[32];
  WgTlsProtection protection;
  const char *prefix; /* of TLS 1.3's labels */
  gboolean has_suite;
  gboolean unsupported;
  gboolean is_13;
  gboolean extended_master;
  gboolean compressed;
  WgSlice offered_ciphers;
  GByteArray *session_id; /* the server's */
  GByteArray *ticket;     /* the client's */
  GByteArray *new_ticket;
  GByteArray *premaster; /* as encrypted */
  GByteArray *messages;  /* of the handshake, where keys need them */
  guint8 session_hash[WG_HASH_MAX];
  guint session_hash_len;
  guint8 master[WG_TLS_MASTER_LEN];
  WgSecretOrigin master_origin;
  gboolean has_master;
  gboolean numbered;
  guint64 number;      /* of DTLS: epoch and number of the record */
  guint64 search_left; /* bytes that may still be tried under other numbers */
  guint origins;       /* bits of WgSecretOrigin: what opened something */
  guint refused;       /* and what did not */
  WgChannel *child;
  WgTlsKeyFacts facts;
  const char *names[3][8]; /* of its lists */
};

/* The connection's own, made when there are secrets; else %NULL. */
WgTlsDecrypt *wg_tls_decrypt_get (WgTlsState *state);
void wg_tls_decrypt_free (WgTlsState *state);

/* The handshake as it is read. Each may be called without secrets. */
void wg_tls_keys_client_hello (WgTlsState *state,
                               WgDir dir,
                               WgSlice random,
                               const WgTlsClientHello *hello);
void wg_tls_keys_server_hello (WgTlsState *state, WgDir dir, const WgTlsServerHello *hello);
/* A message is @front and @content, as they are hashed. */
void
wg_tls_keys_message (WgTlsState *state, WgDir dir, guint8 type, WgSlice front, WgSlice content);
/* What follows is protected by what the hellos agreed on last: a ChangeCipherSpec in TLS, an
 * epoch in DTLS. */
void wg_tls_keys_new_epoch (WgTlsState *state, WgDir dir);

/* Opens protection of @dir with the secrets of TLS 1.2 and before that may fit: fills @master
 * with the next one behind @index, which is moved on. FALSE: there are no more. */
gboolean wg_tls_next_master (WgTlsState *state,
                             guint *index,
                             guint8 master[WG_TLS_MASTER_LEN],
                             WgSecretOrigin *origin);
/* Keeps the master secret for connections that go on with this session. */
void wg_tls_remember_session (WgTlsState *state);

/* Makes ready what opens records of @phase with @secret. */
gboolean wg_tls_set_epoch (
    WgTlsState *state, WgDir dir, WgTlsPhase phase, WgSlice secret, WgSecretOrigin origin);
/* The same for TLS 1.2 and before, not kept. */
WgTlsOpener *wg_tls_opener_of_master (WgTlsState *state, WgDir dir, const guint8 *master);

/* Of DTLS: epoch and number of the record that comes now. */
void wg_tls_set_number (WgTlsState *state, guint64 number);
/* Is a record of this type to be opened, and is there hope to? */
gboolean wg_tls_opens (WgTlsState *state, WgDir dir, guint8 type);
/* Opens a record and takes what is inside; @pos and @len say where it stands for this call.
 * FALSE: it stays closed. */
gboolean wg_tls_open_record (WgTlsState *state,
                             WgDir dir,
                             const WgTlsRecord *record,
                             WgSlice sealed,
                             gsize pos,
                             gsize len);
/* A record that was to be opened is broken by missing bytes. */
void wg_tls_open_broken (WgTlsState *state, WgDir dir, const WgTlsRecord *record, gboolean cut);
/* @len bytes are missing between records. */
void wg_tls_open_gap (WgTlsState *state, WgDir dir, guint64 len, gboolean cut);
void wg_tls_open_eof (WgTlsState *state, WgDir dir);

/* Application data, opened; and bytes of it that are missing before the next. */
void wg_tls_take_plaintext (WgTlsState *state, WgDir dir, WgSlice plain, gsize pos, gsize len);
void wg_tls_lose_plaintext (WgTlsState *state, WgDir dir, guint64 len);
/* A child for it is there no more, and what the report says of keys and plaintext is filled. */
void wg_tls_finish_decrypt (WgTlsState *state);
