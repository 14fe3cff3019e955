#pragma once

#include "base/slice.h"

/* Decodes base64 (RFC 4648 §4) into @out, at most @max bytes. FALSE for a character outside the
 * alphabet, bytes behind the padding, a lone last character, or more than @max bytes; @len is
 * then 0. Padding may be missing, as some clients leave it out. */
gboolean wg_base64_decode (WgSlice text, guint8 *out, gsize max, gsize *len);
