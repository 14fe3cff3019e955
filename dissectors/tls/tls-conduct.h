#pragma once

#include "base/slice.h"
#include "dissect/dissector.h"

/* What rules ask about a TLS connection and no report lists. A frame of 0: it did not happen.
 */

#define WG_TLS_PLAIN_BEGIN 16u

/**
 * WgTlsServerKey: the ServerKeyExchange that came first, RFC 5246 §7.4.3, RFC 8422 §5.4.
 * @curve_type: 1 and 2: explicit, 3: named; -1 without a curve
 * @prime: of DH, or the modulus of export RSA, as sent; @public_key: Ys, or the point
 * @scheme: how it is signed, from TLS 1.2 on; -1 where it does not say
 */
typedef struct
{
  guint32 frame;
  gint32 curve_type;
  WgSlice prime;
  WgSlice public_key;
  gint32 scheme;
} WgTlsServerKey;

typedef enum
{
  WG_TLS_ANOMALY_TYPE,    /* a record of a type that there is not: @value */
  WG_TLS_ANOMALY_VERSION, /* whose version is none: @value */
  WG_TLS_ANOMALY_LENGTH,  /* longer than any may be: @value bytes */
  WG_TLS_ANOMALY_EMPTY,   /* of no bytes, of the type @value */
  WG_TLS_ANOMALY_MANY_EMPTY,
  WG_TLS_ANOMALY_CLEAR,   /* application data before the handshake was done */
  WG_TLS_ANOMALY_MIXED,   /* within a handshake message another type: @value */
  WG_TLS_ANOMALY_MESSAGE, /* a handshake message of no type, or with a length that does not fit
                           */
} WgTlsAnomalyKind;

typedef struct
{
  WgTlsAnomalyKind kind;
  guint32 frame;
  guint32 value;
  WgDir dir;
  gboolean from_client;
} WgTlsAnomaly;

typedef struct
{
  guint32 frame;
  WgDir dir;
  gboolean from_client;
} WgTlsRenegotiation;

/**
 * WgTlsEnd: one end.
 * @early_ccs: its ChangeCipherSpec that came before the keys were agreed on
 * @sealed: the first record of its handshake that is protected
 * @key_frame: its ClientKeyExchange
 * @verify_scheme: of its CertificateVerify, -1 without
 * @first_data: its first application data; @last_type, @last_len, @last_frame: of its last
 * record; @inside_record: it ended within one
 * @over: the transport said that it sends no more
 * @nonce_frame: a record whose explicit nonce an earlier one of the same key had: @nonce;
 * @n_nonces of them
 * @plain: how what it says begins, decrypted
 */
typedef struct
{
  guint32 early_ccs;
  guint32 sealed;
  guint32 key_frame;
  gint32 verify_scheme;
  guint32 verify_frame;
  guint32 first_data;
  guint32 last_frame;
  gint32 last_type;
  guint32 last_len;
  gboolean inside_record;
  gboolean over;
  guint32 nonce_frame;
  guint32 n_nonces;
  guint64 nonce;
  guint32 n_empty;
  guint plain_len;
  guint8 plain[WG_TLS_PLAIN_BEGIN];
} WgTlsEnd;

/**
 * WgTlsConduct:
 * @lossy: bytes are missing, or the beginning is
 * @ssl2_kind: the cipher that the client of SSL 2.0 chose, in its packet @ssl2_frame
 * @ticket_lifetime: the longest that the server gave, in seconds; @ticket_frame
 * @early_records: of application data that the client sent before the server's first
 */
typedef struct
{
  WgTlsServerKey server_key;
  WgTlsEnd client;
  WgTlsEnd server;
  gboolean lossy;
  guint32 ssl2_frame;
  guint32 ssl2_kind;
  guint32 ticket_lifetime;
  guint32 ticket_frame;
  guint32 early_records;
  guint32 early_first;
  guint32 early_last;
  WgList renegotiations; /* WgTlsRenegotiation */
  WgList anomalies;      /* WgTlsAnomaly */
} WgTlsConduct;
