#pragma once

#include "tls-parse.h"

/* The extensions that hellos are read for, each by a small function of its own; an extension
 * that is not in the table is listed by its number and otherwise left alone. */

/* Puts what @extension says into @hello; FALSE where it does not parse. */
gboolean wg_tls_client_extension (WgTlsExtension *extension, WgTlsClientHello *hello);
gboolean wg_tls_server_extension (WgTlsExtension *extension, WgTlsServerHello *hello);

enum
{
  WG_TLS_EXT_SERVER_NAME = 0,
  WG_TLS_EXT_MAX_FRAGMENT_LENGTH = 1,
  WG_TLS_EXT_TRUNCATED_HMAC = 4,
  WG_TLS_EXT_STATUS_REQUEST = 5,
  WG_TLS_EXT_SUPPORTED_GROUPS = 10,
  WG_TLS_EXT_POINT_FORMATS = 11,
  WG_TLS_EXT_SIGNATURE_ALGORITHMS = 13,
  WG_TLS_EXT_HEARTBEAT = 15,
  WG_TLS_EXT_ALPN = 16,
  WG_TLS_EXT_SCT = 18,
  WG_TLS_EXT_PADDING = 21,
  WG_TLS_EXT_ENCRYPT_THEN_MAC = 22,
  WG_TLS_EXT_EXTENDED_MASTER = 23,
  WG_TLS_EXT_COMPRESS_CERTIFICATE = 27,
  WG_TLS_EXT_CERTIFICATE_AUTHORITIES = 47,
  WG_TLS_EXT_RECORD_SIZE_LIMIT = 28,
  WG_TLS_EXT_SESSION_TICKET = 35,
  WG_TLS_EXT_KEY_SHARE_DRAFT = 40,
  WG_TLS_EXT_PRE_SHARED_KEY = 41,
  WG_TLS_EXT_EARLY_DATA = 42,
  WG_TLS_EXT_SUPPORTED_VERSIONS = 43,
  WG_TLS_EXT_COOKIE = 44,
  WG_TLS_EXT_PSK_MODES = 45,
  WG_TLS_EXT_SIGNATURE_ALGORITHMS_CERT = 50,
  WG_TLS_EXT_KEY_SHARE = 51,
  WG_TLS_EXT_NPN = 13172,
  WG_TLS_EXT_CHANNEL_ID_OLD = 30031,
  WG_TLS_EXT_CHANNEL_ID = 30032,
  WG_TLS_EXT_RENEGOTIATION_INFO = 65281,
};
