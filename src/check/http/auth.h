#pragma once

#include "check/http/view.h"

/* Authorization and WWW-Authenticate (RFC 9110 §11). */

/* "Basic xyz": whether @value has that scheme; the rest stays in it. */
gboolean wg_auth_take_scheme (WgSlice *value, const char *scheme);

/* A parameter of `realm="x", nonce=y`; without its quotes. */
gboolean wg_auth_parameter (WgSlice parameters, const char *name, WgSlice *value);

/* Takes the next challenge of a list: `Basic realm="x", Digest nonce=".."`. FALSE at its end.
 * @parameters: of the scheme */
gboolean wg_auth_next_challenge (WgSlice *rest, WgSlice *scheme, WgSlice *parameters);

/* User and password of Basic's token68 in @out (RFC 7617 §2); FALSE where it is none. */
gboolean
wg_auth_basic (WgSlice token, guchar *out, gsize max, WgSlice *user, WgSlice *password);
