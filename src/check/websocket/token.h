#pragma once

#include "base/slice.h"

/* What proves who somebody is, where WebSockets carry it. */

/* A JSON Web Token: three parts of base64url, the first of which is JSON. */
gboolean wg_ws_is_jwt (WgSlice text);
/* Is it the name of a parameter that holds one? @ticket: one that is used once by design. */
gboolean wg_ws_is_token_name (WgSlice name, gboolean *ticket);
