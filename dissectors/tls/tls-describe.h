#pragma once

#include "tls-state.h"

/* Rows of wg_tls_fields. */
typedef enum
{
  F_TLS,
  F_RECORD,
  F_CONTENT_TYPE,
  F_RECORD_VERSION,
  F_RECORD_LENGTH,
  F_CCS,
  F_ALERT,
  F_ALERT_LEVEL,
  F_ALERT_DESC,
  F_APP_DATA,
  F_ENCRYPTED,
  F_FRAGMENT,
  F_UNKNOWN,
  F_HEARTBEAT,
  F_HEARTBEAT_TYPE,
  F_HEARTBEAT_LENGTH,
  F_HEARTBEAT_PAYLOAD,
  F_HANDSHAKE,
  F_TYPE,
  F_LENGTH,
  F_VERSION,
  F_RANDOM,
  F_SESSION_ID_LENGTH,
  F_SESSION_ID,
  F_CIPHERS_LENGTH,
  F_CIPHER,
  F_CIPHER_SSL2,
  F_COMPRESSIONS_LENGTH,
  F_COMPRESSION,
  F_EXTENSIONS_LENGTH,
  F_EXTENSION,
  F_EXTENSION_TYPE,
  F_EXTENSION_LEN,
  F_EXTENSION_DATA,
  F_CERTIFICATES_LENGTH,
  F_CERTIFICATE_LENGTH,
  F_CERTIFICATE,
  F_X509,
  F_X509_SUBJECT,
  F_X509_ISSUER,
  F_X509_SERIAL,
  F_X509_NOT_BEFORE,
  F_X509_NOT_AFTER,
  F_X509_KEY,
  F_X509_SIGNATURE,
  F_X509_SAN,
  F_CERT_CONTEXT_LENGTH,
  F_CERT_TYPES_COUNT,
  F_CERT_TYPE,
  F_DN_LENGTH,
  F_STATUS_TYPE,
  F_STATUS_RESPONSE,
  F_CURVE_TYPE,
  F_NAMED_CURVE,
  F_POINT_LENGTH,
  F_POINT,
  F_KEY_EXCHANGE,
  F_TICKET_LIFETIME,
  F_TICKET_AGE_ADD,
  F_TICKET_NONCE_LENGTH,
  F_TICKET_NONCE,
  F_TICKET_LENGTH,
  F_TICKET,
  F_BODY,
  F_SNI_LIST_LENGTH,
  F_SNI_TYPE,
  F_SNI_LENGTH,
  F_SNI,
  F_LIST_LENGTH,
  F_GROUP,
  F_POINT_FORMAT,
  F_SIGNATURE,
  F_ALPN_LENGTH,
  F_ALPN,
  F_NPN,
  F_SUPPORTED_VERSION,
  F_KEY_SHARE_GROUP,
  F_KEY_SHARE_LENGTH,
  F_KEY_SHARE_KEY,
  F_SELECTED_GROUP,
  F_PSK_MODE,
  F_PSK_IDENTITY_LENGTH,
  F_PSK_IDENTITY,
  F_PSK_AGE,
  F_PSK_BINDER,
  F_PSK_SELECTED,
  F_OCSP_TYPE,
  F_HEARTBEAT_MODE,
  F_RECORD_SIZE,
  F_FRAGMENT_SIZE,
  F_CERT_COMPRESSION,
  F_RENEGOTIATION_LENGTH,
  F_SCT_LENGTH,
  F_SCT,
  F_COOKIE,
  F_EARLY_DATA_SIZE,
  F_SSL2_LENGTH,
  F_SSL2_TYPE,
  F_SSL2_CHALLENGE,
  F_SSL2_CHALLENGE_LENGTH,
  F_SSL2_CONNECTION_ID,
  F_SSL2_CONNECTION_ID_LENGTH,
  F_SSL2_HIT,
  F_DTLS_EPOCH,
  F_DTLS_NUMBER,
  F_DTLS_MESSAGE,
  F_DTLS_OFFSET,
  F_DTLS_LENGTH,
} WgTlsField;

/* A tree being made. @start: the byte that has offset 0; all readers point behind it. */
typedef struct
{
  WgTree *tree;
  const guint8 *start;
} WgTlsPen;

/* Where @r stands. */
gsize wg_tls_pen_at (const WgTlsPen *pen, const WgReader *r);

/* Each reads a number of 1 to 4 bytes and adds it under @parent. FALSE, and a note, where the
 * bytes end. */
gboolean wg_tls_pen_number (
    WgTlsPen *pen, WgNode *parent, WgTlsField field, WgReader *r, gsize size, guint32 *out);
/* The next @n bytes as text or as bytes, whatever the field is. */
gboolean
wg_tls_pen_bytes (WgTlsPen *pen, WgNode *parent, WgTlsField field, WgReader *r, gsize n);
/* A length of @size bytes and a child over what it announces. */
gboolean wg_tls_pen_sub (
    WgTlsPen *pen, WgNode *parent, WgTlsField field, WgReader *r, gsize size, WgReader *child);
/* Past all that is left. */
void wg_tls_pen_skip (WgReader *r);
/* All that is left, as numbers of @size bytes. */
void wg_tls_pen_list (WgTlsPen *pen, WgNode *parent, WgTlsField field, WgReader *r, gsize size);
/* A heading over the next @n bytes. */
WgNode *wg_tls_pen_heading (
    WgTlsPen *pen, WgNode *parent, WgTlsField field, const WgReader *r, gsize n);

/* The block of extensions that is left in @r, its length first. */
void wg_tls_describe_extensions (WgTlsPen *pen, WgNode *parent, WgReader *r, guint8 message);
/* A handshake message, its four bytes in front. */
void wg_tls_describe_message (WgTlsPen *pen, WgNode *parent, WgReader *r, WgTlsState *state);
/* The rest of it, behind those bytes. */
void wg_tls_describe_body (
    WgTlsPen *pen, WgNode *node, guint8 type, WgReader *body, WgTlsState *state);
/* Pieces of messages of DTLS. */
void wg_dtls_describe_handshake (WgTlsPen *pen, WgNode *parent, WgReader *r, WgTlsState *s);
/* A record's content by its type. */
void wg_tls_describe_content (
    WgTlsPen *pen, WgNode *node, guint32 type, WgReader *r, WgTlsState *state);
/* A record of SSL 2.0. */
void wg_tls_describe_ssl2 (WgTlsPen *pen, WgNode *parent, WgReader *r, const WgTlsUnit *unit);
