#pragma once

#include <stddef.h>
#include <stdint.h>

/* One input, which may be anything at all. What a fuzz-NAME.c defines; it checks with g_assert.
 * Always 0. */
int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);
