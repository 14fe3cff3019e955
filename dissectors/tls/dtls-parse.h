#pragma once

#include "tls-parse.h"

/* The wire formats of DTLS 1.0 (RFC 4347) and 1.2 (RFC 6347) where they are not those of TLS.
 */

#define WG_DTLS_RECORD_HEADER   13u
#define WG_DTLS_HANDSHAKE_FRONT 12u

/* Of Cisco's AnyConnect, which speaks OpenSSL's DTLS from before RFC 4347. */
#define WG_DTLS_BAD_VERSION 0x0100

typedef struct
{
  guint8 type;
  guint16 version;
  guint16 epoch;
  guint64 number; /* 48 bits */
  guint16 len;
} WgDtlsRecord;

/* RFC 6347 §4.1; nothing is checked. */
gboolean wg_dtls_parse_record (WgReader *r, WgDtlsRecord *out);
gboolean wg_dtls_record_valid (const WgDtlsRecord *record);

/* RFC 6347 §4.2.2: a piece of a message. */
typedef struct
{
  guint8 type;
  guint32 len; /* of the message */
  guint16 number;
  guint32 off;
  guint32 piece_len;
} WgDtlsHandshake;

gboolean wg_dtls_parse_handshake (WgReader *r, WgDtlsHandshake *out);

/* As it is hashed: in one piece (RFC 6347 §4.2.6). */
void wg_dtls_make_front (const WgDtlsHandshake *front, guint8 out[WG_DTLS_HANDSHAKE_FRONT]);

/* Does this datagram hold records of DTLS from its first byte to its last? */
gboolean wg_dtls_looks_like (WgSlice datagram);
