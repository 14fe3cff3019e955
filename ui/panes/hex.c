#include "ui/panes/hex.h"

#define HIDDEN "▒"

guint
wg_hex_digits (gsize len)
{
  guint digits = 4;

  while (digits < 16 && len > (gsize) 1 << (4 * digits))
    digits += 2;
  return digits;
}

guint
wg_hex_column (WgHexShape shape, guint index)
{
  return shape.digits + 2 + 3 * index + index / 8;
}

guint
wg_hex_ascii_column (WgHexShape shape, guint index)
{
  return wg_hex_column (shape, shape.per_row - 1) + 4 + index;
}

guint
wg_hex_width (WgHexShape shape)
{
  return wg_hex_ascii_column (shape, shape.per_row);
}

guint
wg_hex_index_at (WgHexShape shape, guint column)
{
  guint index = 0;

  if (column >= wg_hex_ascii_column (shape, 0))
    return MIN (column - wg_hex_ascii_column (shape, 0), shape.per_row - 1);
  while (index + 1 < shape.per_row && wg_hex_column (shape, index + 1) <= column)
    index++;
  return index;
}

static void
append_spaces (GString *out, guint n)
{
  for (guint i = 0; i < n; i++)
    g_string_append_c (out, ' ');
}

void
wg_hex_row_append (
    GString *out, WgHexShape shape, guint64 off, WgSlice row, const gboolean *hidden)
{
  guint at;

  g_string_append_printf (out, "%0*" G_GINT64_MODIFIER "x", (int) shape.digits, off);
  at = shape.digits;
  for (guint i = 0; i < row.len; i++)
    {
      append_spaces (out, wg_hex_column (shape, i) - at);
      if (hidden[i])
        g_string_append (out, HIDDEN HIDDEN);
      else
        g_string_append_printf (out, "%02x", row.data[i]);
      at = wg_hex_column (shape, i) + 2;
    }
  append_spaces (out, wg_hex_ascii_column (shape, 0) - at);
  for (guint i = 0; i < row.len; i++)
    if (hidden[i])
      g_string_append (out, HIDDEN);
    else
      g_string_append_c (out, g_ascii_isprint (row.data[i]) ? (char) row.data[i] : '.');
}
