#pragma once

#include <glib.h>

/* Characters of a token (RFC 9110 §5.6.2). */
extern const guint8 wg_http_token_chars[256];
/* Everything but white space and control characters. */
extern const guint8 wg_http_visible_chars[256];
