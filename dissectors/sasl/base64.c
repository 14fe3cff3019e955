#include "sasl/base64.h"

static gint
digit (gint c)
{
  if (c >= 'A' && c <= 'Z')
    return c - 'A';
  if (c >= 'a' && c <= 'z')
    return c - 'a' + 26;
  if (c >= '0' && c <= '9')
    return c - '0' + 52;
  return c == '+' ? 62 : c == '/' ? 63 : -1;
}

gboolean
wg_base64_decode (WgSlice text, guint8 *out, gsize max, gsize *len)
{
  guint32 bits = 0;
  guint n_bits = 0;
  gsize n = 0, pads = 0;

  *len = 0;
  while (text.len > 0 && wg_slice_at (text, text.len - 1) == '=' && ++pads <= 2)
    text.len--;
  if (pads > 2 || text.len % 4 == 1)
    return FALSE;
  for (gsize i = 0; i < text.len; i++)
    {
      gint value = digit (wg_slice_at (text, i));

      if (value < 0)
        return FALSE;
      bits = bits << 6 | (guint32) value;
      n_bits += 6;
      if (n_bits < 8)
        continue;
      if (n == max)
        return FALSE;
      n_bits -= 8;
      out[n++] = (guint8) (bits >> n_bits & 0xff);
    }
  *len = n;
  return TRUE;
}
