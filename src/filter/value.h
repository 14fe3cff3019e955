#pragma once

#include "filter/node.h"

/* Makes @value one of @type, where it can be one. Texts that are made stand in @arena. */
gboolean wg_value_coerce (WgValueOf *value, WgFilterType type, WgArena *arena);

/* Less than, equal to or more than 0; @prefix: bits of an address that count. */
int wg_value_order (const WgValueOf *a, const WgValueOf *b, guint prefix);

gboolean wg_value_contains (WgSlice whole, WgSlice part);

/* The bytes of @ranges of @bytes, those of several joined in @arena; FALSE where one is not
 * there. */
gboolean
wg_value_slice (WgSlice bytes, const WgRange *ranges, guint n, WgArena *arena, WgSlice *out);

/* As string() has it. */
WgSlice wg_value_string (const WgValueOf *value, WgArena *arena);

/* @a @op @b; FALSE where there is no result: a division by 0, an overflow. */
gboolean wg_value_reckon (
    WgTokenKind op, const WgValueOf *a, const WgValueOf *b, WgArena *arena, WgValueOf *out);
