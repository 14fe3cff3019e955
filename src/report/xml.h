#pragma once

#include "base/slice.h"

/* Text for XML and HTML, in an element or in an attribute's quotes: the five characters that
 * mean something are escaped; control characters, which XML 1.0 §2.2 does not allow, and those
 * that turn the direction of text show as \xNN or \u{..}. @text is UTF-8. */
void wg_xml_append (GString *out, const char *text);
/* The same for bytes from the wire. */
void wg_xml_append_bytes (GString *out, WgSlice bytes);
