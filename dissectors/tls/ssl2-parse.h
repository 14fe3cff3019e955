#pragma once

#include "base/reader.h"

/* SSL 2.0 (Hickman, "The SSL Protocol", 1995), whose hello TLS clients went on sending (RFC
 * 5246 appendix E.2). Slices point into the bytes that were parsed. */

enum
{
  WG_SSL2_ERROR = 0,
  WG_SSL2_CLIENT_HELLO = 1,
  WG_SSL2_CLIENT_MASTER_KEY = 2,
  WG_SSL2_SERVER_HELLO = 4,
};

/* @front: bytes of the header, 2 or 3; @len: of what follows */
typedef struct
{
  guint8 front;
  guint16 len;
  guint8 padding;
} WgSsl2Record;

gboolean wg_ssl2_parse_record (WgReader *r, WgSsl2Record *out);

/* @ciphers: three bytes an item; @random: the challenge */
typedef struct
{
  guint16 version;
  WgSlice ciphers;
  WgSlice session_id;
  WgSlice random;
} WgSsl2ClientHello;

/* @session_id: the connection id */
typedef struct
{
  gboolean session_id_hit;
  guint8 certificate_type;
  guint16 version;
  WgSlice certificate;
  WgSlice ciphers;
  WgSlice session_id;
} WgSsl2ServerHello;

/* @body: of the record, from the message's type on. They fail unless the parts fill it exactly:
 * that is what tells a hello from other protocols' bytes. */
gboolean wg_ssl2_parse_client_hello (WgReader *body, WgSsl2ClientHello *out);
gboolean wg_ssl2_parse_server_hello (WgReader *body, WgSsl2ServerHello *out);

/* What a look at the first bytes says: 1 a hello of this side, 0 no, -1 more bytes needed. */
int wg_ssl2_looks_like_client_hello (WgSlice bytes);
int wg_ssl2_looks_like_server_hello (WgSlice bytes);
