#pragma once

#include "base/slice.h"

/* JSON Web Tokens in compact form (RFC 7519 §3, RFC 7515 §7.1): HEADER.PAYLOAD.SIGNATURE, each
 * base64url. Encrypted ones (RFC 7516) have five parts and are passed over. */

#define WG_JWT_NO_TIME G_MININT64

/**
 * WgJwt: @token and the parts named ..64 borrow from the text, the rest from the buffers of
 * wg_jwt_parse().
 * @jwk: the header carries a key of its own
 * @exp, @nbf, @iat: seconds since 1970, also where they were given in milliseconds
 * @aud: text, or the JSON of the list
 * @sensitive: name of a claim that does not belong into a token; empty where there is none
 */
typedef struct
{
  WgSlice token;
  WgSlice header64;
  WgSlice payload64;
  WgSlice signature64;
  WgSlice header;
  WgSlice payload;
  WgSlice alg;
  WgSlice kid;
  WgSlice jku;
  WgSlice x5u;
  gboolean jwk;
  WgSlice iss;
  WgSlice aud;
  WgSlice sub;
  gint64 exp;
  gint64 nbf;
  gint64 iat;
  WgSlice sensitive;
} WgJwt;

/* Finds the next token in @text from *@at on, which moves behind it. The header is JSON with an
 * "alg", so "1.2.3" is none. @buffer takes what is decoded. At most %WG_LIMIT_JWT_LEN bytes. */
gboolean wg_jwt_next (WgSlice text, gsize *at, GByteArray *buffer, WgJwt *out);

/* Does @signature64 belong to an HMAC with @secret (RFC 7518 §3.2)? FALSE for other
 * algorithms too. */
gboolean wg_jwt_signed_with (const WgJwt *jwt, WgSlice secret);

gboolean wg_jwt_is_hmac (const WgJwt *jwt);
/* "none" in any case, or no signature at all (RFC 8725 §2.1). */
gboolean wg_jwt_is_unsigned (const WgJwt *jwt);
