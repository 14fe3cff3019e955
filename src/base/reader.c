#include "base/reader.h"

gboolean
wg_reader_sub (WgReader *r, gsize n, WgReader *child)
{
  WgSlice bytes;
  if (!wg_reader_take (r, n, &bytes))
    return FALSE;
  *child = wg_reader (bytes, WG_END_WHOLE);
  return TRUE;
}

static gboolean
sub_or_back (WgReader *r, gsize start, gsize n, WgReader *child)
{
  if (wg_reader_sub (r, n, child))
    return TRUE;
  r->pos = start;
  return FALSE;
}

gboolean
wg_reader_sub_u8 (WgReader *r, WgReader *child)
{
  gsize start = r->pos;
  guint8 n;
  return wg_reader_u8 (r, &n) && sub_or_back (r, start, n, child);
}

gboolean
wg_reader_sub_u16 (WgReader *r, WgReader *child)
{
  gsize start = r->pos;
  guint16 n;
  return wg_reader_u16 (r, &n) && sub_or_back (r, start, n, child);
}

gboolean
wg_reader_sub_u24 (WgReader *r, WgReader *child)
{
  gsize start = r->pos;
  guint32 n;
  return wg_reader_u24 (r, &n) && sub_or_back (r, start, n, child);
}

gboolean
wg_reader_until (WgReader *r, guint8 byte, WgSlice *out)
{
  gssize at = wg_slice_find (wg_reader_rest (r), byte);
  if (at < 0)
    return FALSE;
  *out = wg_slice (r->data + r->pos, (gsize) at);
  r->pos += (gsize) at + 1;
  return TRUE;
}

gboolean
wg_reader_line (WgReader *r, gsize max, WgSlice *line)
{
  WgSlice window = wg_slice_sub (wg_reader_rest (r), 0, max);
  gssize at = wg_slice_find (window, '\n');
  if (at < 0)
    return FALSE;
  *line = wg_slice (window.data, (gsize) at);
  if (at > 0 && window.data[at - 1] == '\r')
    line->len--;
  r->pos += (gsize) at + 1;
  return TRUE;
}

static gboolean
number (WgReader *r, guint base, guint64 max, guint64 *out)
{
  gsize pos = r->pos;
  guint64 value = 0;

  for (; pos < r->len; pos++)
    {
      gint digit = g_ascii_xdigit_value ((gchar) r->data[pos]);
      if (digit < 0 || (guint) digit >= base)
        break;
      if ((guint64) digit > max || value > (max - (guint64) digit) / base)
        return FALSE;
      value = value * base + (guint64) digit;
    }
  if (pos == r->pos)
    return FALSE;
  r->pos = pos;
  *out = value;
  return TRUE;
}

gboolean
wg_reader_decimal (WgReader *r, guint64 max, guint64 *out)
{
  return number (r, 10, max, out);
}

gboolean
wg_reader_hex (WgReader *r, guint64 max, guint64 *out)
{
  return number (r, 16, max, out);
}

gboolean
wg_reader_literal (WgReader *r, const char *text)
{
  if (!wg_slice_has_prefix (wg_reader_rest (r), text))
    return FALSE;
  r->pos += strlen (text);
  return TRUE;
}
