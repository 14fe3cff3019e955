#include "dissect/detail.h"

WgSlice
wg_detail_begin (WgSlice text, gsize len)
{
  if (text.len <= len)
    return text;
  for (guint i = 0; i < 3 && len > 0 && (text.data[len] & 0xc0) == 0x80; i++)
    len--;
  return wg_slice (text.data, len);
}

void
wg_detail_add (WgDetail *detail, WgSlice text)
{
  WgSlice part = wg_detail_begin (text, sizeof detail->text - detail->len);

  wg_slice_copy (part, detail->text + detail->len);
  detail->len += part.len;
}

void
wg_detail_add_uint (WgDetail *detail, guint64 number)
{
  char digits[24];
  gsize at = sizeof digits;

  do
    digits[--at] = (char) ('0' + number % 10);
  while ((number /= 10) > 0);
  wg_detail_add (detail, wg_slice (digits + at, sizeof digits - at));
}

void
wg_detail_join (WgDetail *detail, WgSlice text)
{
  if (text.len == 0)
    return;
  if (detail->len > 0)
    wg_detail_puts (detail, " · ");
  wg_detail_add (detail, text);
}
