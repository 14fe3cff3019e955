#pragma once

#include "base/limits.h"
#include "base/reader.h"

/* The wire formats of SSL 3.0 to TLS 1.3: a reader in, slices out. Slices point into the bytes
 * that were parsed. Nothing here knows of channels, records or memory. */

/* RFC 8446 §5.2: 2^14 of content and what protection adds to it; RFC 5246 §6.2.3 allows 2048.
 */
#define WG_TLS_RECORD_MAX      (16384u + 2048u)
#define WG_TLS_RECORD_HEADER   5u
#define WG_TLS_HANDSHAKE_FRONT 4u

enum
{
  WG_TLS_CHANGE_CIPHER_SPEC = 20,
  WG_TLS_ALERT = 21,
  WG_TLS_HANDSHAKE = 22,
  WG_TLS_APPLICATION_DATA = 23,
  WG_TLS_HEARTBEAT = 24,
  WG_TLS_CID = 25,
  WG_TLS_ACK = 26,
};

/* Types of handshake messages, and behind them what the report lists among them. The names are
 * those of wg_names_tls_messages. */
enum
{
  WG_TLS_HELLO_REQUEST = 0,
  WG_TLS_CLIENT_HELLO = 1,
  WG_TLS_SERVER_HELLO = 2,
  WG_TLS_HELLO_VERIFY_REQUEST = 3,
  WG_TLS_NEW_SESSION_TICKET = 4,
  WG_TLS_END_OF_EARLY_DATA = 5,
  WG_TLS_HELLO_RETRY_REQUEST = 6,
  WG_TLS_ENCRYPTED_EXTENSIONS = 8,
  WG_TLS_REQUEST_CONNECTION_ID = 9,
  WG_TLS_NEW_CONNECTION_ID = 10,
  WG_TLS_CERTIFICATE = 11,
  WG_TLS_SERVER_KEY_EXCHANGE = 12,
  WG_TLS_CERTIFICATE_REQUEST = 13,
  WG_TLS_SERVER_HELLO_DONE = 14,
  WG_TLS_CERTIFICATE_VERIFY = 15,
  WG_TLS_CLIENT_KEY_EXCHANGE = 16,
  WG_TLS_FINISHED = 20,
  WG_TLS_CERTIFICATE_STATUS = 22,
  WG_TLS_KEY_UPDATE = 24,
  WG_TLS_COMPRESSED_CERTIFICATE = 25,
  WG_TLS_NEXT_PROTOCOL = 67,
  WG_TLS_MESSAGE_HASH = 254,
  WG_TLS_LISTED_CCS = 0x100,
  WG_TLS_LISTED_ENCRYPTED = 0x101,
  WG_TLS_LISTED_SSL2 = 0x200,
};

#define WG_TLS_COMPRESSION_DEFLATE 1u

typedef struct
{
  guint8 type;
  guint16 version;
  guint16 len;
} WgTlsRecord;

/* The five bytes before a record; nothing is checked. */
gboolean wg_tls_parse_record (WgReader *r, WgTlsRecord *out);
/* A type, version and length that SSL 3.0 to TLS 1.3 use. */
gboolean wg_tls_record_valid (const WgTlsRecord *record);

/* Could so few bytes be the first of a record? */
gboolean wg_tls_record_begins (WgSlice bytes);

/* RFC 5246 §7.4: type and length of a handshake message. */
typedef struct
{
  guint8 type;
  guint32 len;
} WgTlsHandshake;

gboolean wg_tls_parse_handshake (WgReader *r, WgTlsHandshake *out);
/* Does a message of a known type and a sensible length begin here? */
gboolean wg_tls_handshake_begins (WgSlice fragment);
/* Do such messages fill these bytes exactly? */
gboolean wg_tls_handshake_readable (WgSlice fragment);

/**
 * WgTlsClientHello: RFC 8446 §4.1.2, RFC 5246 §7.4.1.2.
 * @ciphers, @groups, ..: two bytes an item, unless said otherwise
 * @compression, @point_formats, @psk_modes: a byte an item
 * @extensions: the block behind its length; @n_extensions of them were whole
 * @alpn: names that each follow a byte of length
 * @key_shares: the block of entries
 * @ticket_len: bytes of the session ticket, -1 without that extension
 * @padding: bytes of padding, -1 without; @n_names: host names that it names
 * @malformed: an inner length did not fit; what came before it is kept
 */
typedef struct
{
  guint16 version;
  WgSlice random;
  WgSlice session_id;
  WgSlice ciphers;
  WgSlice compression;
  WgSlice extensions;
  WgSlice sni;
  WgSlice alpn;
  WgSlice groups;
  WgSlice point_formats;
  WgSlice signature_algorithms;
  WgSlice supported_versions;
  WgSlice key_shares;
  WgSlice psk_modes;
  WgSlice ticket;
  gint64 ticket_len;
  gint64 padding;
  guint n_names;
  guint n_extensions;
  gboolean has_sni;
  gboolean has_alpn;
  gboolean psk;
  gboolean early_data;
  gboolean malformed;
} WgTlsClientHello;

/* @body: of the message, without its four bytes in front. Fails where not even the fixed part
 * is there. */
gboolean wg_tls_parse_client_hello (WgReader *body, WgTlsClientHello *out);
/* The same; in DTLS (@datagram) a cookie stands behind the session id (RFC 6347 §4.2.1). */
gboolean
wg_tls_parse_client_hello_of (WgReader *body, gboolean datagram, WgTlsClientHello *out);

/**
 * WgTlsServerHello: RFC 8446 §4.1.3, RFC 5246 §7.4.1.3; of drafts before 22 too, which have
 * neither session id nor compression method (@short_form).
 * @selected_version, @group: -1 without those extensions
 * @npn: names of the next protocol extension that each follow a byte of length
 * @n_scts: signed certificate timestamps, RFC 6962 §3.3
 */
typedef struct
{
  guint16 version;
  WgSlice random;
  WgSlice session_id;
  guint16 cipher;
  guint8 compression;
  WgSlice extensions;
  WgSlice alpn;
  WgSlice npn;
  WgSlice point_formats;
  gint32 selected_version;
  gint32 group;
  WgSlice key; /* of the server's share */
  guint n_extensions;
  guint n_scts;
  gboolean short_form;
  gboolean psk;
  gboolean extended_master;  /* RFC 7627 */
  gboolean encrypt_then_mac; /* RFC 7366 */
  gboolean truncated_mac;    /* RFC 6066 §7 */
  gboolean retry;            /* HelloRetryRequest, by its random */
  gboolean malformed;
} WgTlsServerHello;

gboolean wg_tls_parse_server_hello (WgReader *body, WgTlsServerHello *out);

/* Version that a server's hello settles on. */
guint16 wg_tls_settled_version (const WgTlsServerHello *hello);
/* TLS 1.3 or one of its drafts. */
gboolean wg_tls_is_13 (guint16 version);
/* RFC 8446 §4.1.3: the last eight bytes of a random that says "I could do better": the version
 * that the server would not go past ("tls1.2", "tls1.1"), or %NULL. */
const char *wg_tls_downgrade_sentinel (WgSlice random);
/* RFC 8701. */
gboolean wg_tls_is_grease (guint16 value);

/* Walks a block of extensions (RFC 8446 §4.2); FALSE at its end and where a length does not
 * fit. */
typedef struct
{
  guint16 type;
  WgReader data;
} WgTlsExtension;

gboolean wg_tls_next_extension (WgReader *block, WgTlsExtension *out);

/* Walks the list of a Certificate message (RFC 5246 §7.4.2), or of TLS 1.3's (RFC 8446 §4.4.2),
 * whose extensions are skipped. */
gboolean wg_tls_parse_certificate_list (WgReader *body, gboolean tls13, WgReader *list);
gboolean wg_tls_next_certificate (WgReader *list, gboolean tls13, WgSlice *der);
/* The same in TLS 1.3, with the block of extensions behind it. */
gboolean wg_tls_next_entry (WgReader *list, WgSlice *der, WgSlice *extensions);

/* Key shares: RFC 8446 §4.2.8. */
gboolean wg_tls_next_key_share (WgReader *block, guint16 *group, WgSlice *key);

/* Length of the DER certificate, ALPN name ... behind a byte of length. */
gboolean wg_tls_next_name (WgReader *block, WgSlice *name);

/* RFC 6066 §3: the first host name of the extension. */
gboolean wg_tls_parse_sni (WgReader *data, WgSlice *host);
/* How many there are. */
guint wg_tls_count_names (WgReader data);

/* The 16-bit number at @index of a list of them. */
guint16 wg_tls_u16_at (WgSlice list, guint index);
