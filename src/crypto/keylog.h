#pragma once

#include "base/slice.h"

/* Lines of NSS key logs (draft-ietf-tls-keylogfile), with the names that older programs and
 * QUIC's drafts wrote. */

/**
 * WgSecretLabel: what a secret is, and what it is found by.
 * @WG_LABEL_MASTER: "CLIENT_RANDOM": the master secret of TLS 1.2 and before
 * @WG_LABEL_PREMASTER: "PMS_CLIENT_RANDOM"
 * @WG_LABEL_RSA: "RSA": a premaster secret, by the first 8 bytes of it as encrypted
 * @WG_LABEL_SESSION: "RSA Session-ID:.. Master-Key:..": a master secret by session id
 *
 * The others are secrets of TLS 1.3 and QUIC, by the client's random.
 */
typedef enum
{
  WG_LABEL_MASTER,
  WG_LABEL_PREMASTER,
  WG_LABEL_RSA,
  WG_LABEL_SESSION,
  WG_LABEL_CLIENT_EARLY,
  WG_LABEL_CLIENT_HANDSHAKE,
  WG_LABEL_SERVER_HANDSHAKE,
  WG_LABEL_CLIENT_TRAFFIC,
  WG_LABEL_SERVER_TRAFFIC,
  WG_LABEL_EARLY_EXPORTER,
  WG_LABEL_EXPORTER,
  WG_LABELS,
} WgSecretLabel;

#define WG_SECRET_ID_MAX  32u
#define WG_SECRET_LEN_MAX 64u

typedef enum
{
  WG_KEYLOG_NOTHING, /* an empty line, a comment */
  WG_KEYLOG_SECRET,
  WG_KEYLOG_OTHER, /* a secret of a label that opens nothing here */
  WG_KEYLOG_BAD,
} WgKeylogKind;

typedef struct
{
  WgSecretLabel label;
  guint8 id_len;
  guint8 secret_len;
  guint8 id[WG_SECRET_ID_MAX];
  guint8 secret[WG_SECRET_LEN_MAX];
} WgKeylogLine;

/* @line: without its LF; a CR or backslash at its end is passed over. @out is filled for a
 * SECRET. */
WgKeylogKind wg_keylog_parse (WgSlice line, WgKeylogLine *out);
