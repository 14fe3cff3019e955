#pragma once

#include "dissect/dissector.h"

/* Messages of the PostgreSQL frontend/backend protocol, version 3 (PostgreSQL manual, chapter
 * "Frontend/Backend Protocol"). */

#define WG_PG_PROTOCOL_3  0x00030000u
#define WG_PG_CANCEL      80877102u
#define WG_PG_TLS_REQUEST 80877103u
#define WG_PG_GSS_REQUEST 80877104u

/* The client's first message, which has no type: @code tells what it is. @body: what follows.
 */
typedef struct
{
  guint32 len;
  guint32 code;
} WgPgStart;

typedef struct
{
  guint8 type;
  guint32 len; /* of the body, the length's own four bytes not counted */
} WgPgHeader;

/* What an Authentication message asks for. */
typedef enum
{
  WG_PG_AUTH_OK = 0,
  WG_PG_AUTH_CLEAR = 3,
  WG_PG_AUTH_MD5 = 5,
  WG_PG_AUTH_GSS = 7,
  WG_PG_AUTH_SSPI = 9,
  WG_PG_AUTH_SASL = 10,
} WgPgAuth;

/* Length and code, unmoved where they are not all there. */
gboolean wg_pg_parse_start (WgReader *in, WgPgStart *out);
gboolean wg_pg_is_start (const WgPgStart *start);
/* The value of @name among the parameters of a start-up message. */
gboolean wg_pg_parse_parameter (WgSlice body, const char *name, WgSlice *value);
/* Type and length; unmoved where they are not all there. */
gboolean wg_pg_parse_header (WgReader *in, WgPgHeader *out);
/* SASLInitialResponse: mechanism and first message; FALSE where it is something else. */
gboolean wg_pg_parse_sasl (WgSlice body, WgSlice *mechanism, WgSlice *message);
