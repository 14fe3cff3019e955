#include "report/hex.h"

#define PER_LINE 16u

static const char digits[] = "0123456789abcdef";

static void
append_offset (GString *out, gsize off, guint n_digits)
{
  while (n_digits-- > 0)
    g_string_append_c (out, digits[off >> (4 * n_digits) & 15]);
}

static void
append_row (GString *out, WgSlice row)
{
  for (gsize i = 0; i < PER_LINE; i++)
    {
      g_string_append (out, i % 8 == 0 ? "  " : " ");
      if (i < row.len)
        {
          g_string_append_c (out, digits[row.data[i] >> 4]);
          g_string_append_c (out, digits[row.data[i] & 15]);
        }
      else
        g_string_append (out, "  ");
    }
  g_string_append (out, "  ");
  for (gsize i = 0; i < row.len; i++)
    g_string_append_c (out, g_ascii_isprint ((char) row.data[i]) ? (char) row.data[i] : '.');
}

void
wg_hex_dump_append (GString *out, WgSlice bytes)
{
  guint n_digits = bytes.len > 0x10000 ? 8 : 4;

  for (gsize off = 0; off < bytes.len; off += PER_LINE)
    {
      append_offset (out, off, n_digits);
      append_row (out, wg_slice_sub (bytes, off, PER_LINE));
      g_string_append_c (out, '\n');
    }
}
