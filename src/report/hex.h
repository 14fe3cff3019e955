#pragma once

#include "base/slice.h"

/* A dump of @bytes: offset, sixteen bytes in two groups, the same as ASCII. */
void wg_hex_dump_append (GString *out, WgSlice bytes);
