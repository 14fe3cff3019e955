#pragma once

#include "base/slice.h"

/* The text of a dump: rows of offset, bytes in hex, the same as ASCII. */

/**
 * WgHexShape:
 * @per_row: bytes in a row, in groups of eight
 * @digits: of the offset
 */
typedef struct
{
  guint per_row;
  guint digits;
} WgHexShape;

guint wg_hex_digits (gsize len);
/* Columns of a whole row. */
guint wg_hex_width (WgHexShape shape);
/* Where the byte at @index of its row begins, in hex and as ASCII. */
guint wg_hex_column (WgHexShape shape, guint index);
guint wg_hex_ascii_column (WgHexShape shape, guint index);
/* The index in the row of the byte that stands at @column, the nearest one between two. */
guint wg_hex_index_at (WgHexShape shape, guint column);

/* One row with the bytes of @row, the first of which has offset @off. @hidden: of each of them,
 * whether it must not be shown. No line feed. */
void wg_hex_row_append (
    GString *out, WgHexShape shape, guint64 off, WgSlice row, const gboolean *hidden);
