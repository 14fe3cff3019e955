#pragma once

#include "dissect/channel.h"
#include "dissect/detail.h"

/* Messages of SSL, TLS, DTLS and QUIC's handshake, as far as none but their bytes is needed. */

typedef enum
{
  WG_TLS_SAYS_UNKNOWN,
  WG_TLS_SAYS_RETRY,
  WG_TLS_SAYS_CCS,
  WG_TLS_SAYS_CCS_COMPATIBLE,
  WG_TLS_SAYS_ALERT,
  WG_TLS_SAYS_CLOSE_NOTIFY,
  WG_TLS_SAYS_ENCRYPTED_ALERT,
  WG_TLS_SAYS_HEARTBEAT,
  WG_TLS_SAYS_ENCRYPTED,
  WG_TLS_SAYS_DATA,
  WG_TLS_SAYS_EARLY_DATA,
  WG_TLS_SAYS_SSL2_CLIENT_HELLO,
  WG_TLS_SAYS_SSL2_SERVER_HELLO,
  WG_TLS_SAYS_SSL2_MASTER_KEY,
  WG_TLS_SAYS_SSL2_ENCRYPTED,
  WG_TLS_N_SAYS,
} WgTlsSays;

/* Rows of #WgTlsSays, then those of handshake messages. */
extern const WgMessageType wg_tls_messages[];

/* Of a handshake message by its type, #WgTlsHandshake. */
const WgMessageType *wg_tls_message_type (guint8 type);

/* What tells it from others of its type, from the body of a hello or of one that needs no
 * context. @datagram: in DTLS. */
void wg_tls_message_detail (WgDetail *detail, guint8 type, WgSlice body, gboolean datagram);
/* A ServerHello that is a HelloRetryRequest. */
gboolean wg_tls_is_retry (WgSlice body);
/* "fatal, handshake failure" */
void wg_tls_alert_detail (WgDetail *detail, gint32 level, gint32 description);
