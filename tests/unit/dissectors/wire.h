#pragma once

#include "base/slice.h"

/**
 * Bytes from a text that shows their structure:
 *
 *     16 0303 <2 01 <3 0303 *32 <1> <2 1301 1302> <1 00> <2 0000 <2 <2 00 <2 'a.test'>>>>>>
 *
 * Hexadecimal digits are bytes; "<N" opens a block behind its length in N bytes and ">" ends
 * it; 'text' stands for itself; "*N" is N bytes of 0x2a; "@N <..>" writes the length that
 * follows as if it were N more. Fails the test where the text makes no sense.
 */
GByteArray *wire (const char *text);
WgSlice wire_slice (const GByteArray *bytes);
