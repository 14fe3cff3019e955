#include "check/match/scan.h"

gboolean
wg_is_at (WgSlice text, gsize at, const char *needle)
{
  gsize i = 0;

  if (at > text.len)
    return needle[0] == '\0';
  while (needle[i] != '\0' && i < text.len - at
         && wg_fold (text.data[at + i]) == (guint8) needle[i])
    i++;
  return needle[i] == '\0';
}

gboolean
wg_is_word (gint c)
{
  return c >= 0 && (g_ascii_isalnum ((gchar) c) || c == '_');
}

gboolean
wg_word_at (WgSlice text, gsize at, const char *needle)
{
  return wg_is_at (text, at, needle) && !wg_is_word (wg_slice_at (text, at + strlen (needle)));
}

gsize
wg_any_word_at (WgSlice text, gsize at, const char *const *words)
{
  for (; *words != NULL; words++)
    if (wg_word_at (text, at, *words))
      return strlen (*words);
  return 0;
}

gsize
wg_skip_space (WgSlice text, gsize at)
{
  while (wg_slice_at (text, at) >= 0 && g_ascii_isspace ((gchar) wg_slice_at (text, at)))
    at++;
  return at;
}

gsize
wg_word_len (WgSlice text, gsize at)
{
  gsize n = 0;

  while (wg_is_word (wg_slice_at (text, at + n)))
    n++;
  return n;
}

WgSlice
wg_between (WgSlice text, gsize from, gsize to)
{
  return to > from ? wg_slice_sub (text, from, to - from) : WG_SLICE_NONE;
}
