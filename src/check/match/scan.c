#include "check/match/scan.h"

gboolean
wg_is_at (WgSlice text, gsize at, const char *needle)
{
  for (gsize i = 0; needle[i] != '\0'; i++)
    {
      gint c = at > text.len ? -1 : wg_slice_at (text, at + i);
      if (c < 0 || wg_fold ((guint8) c) != (guint8) needle[i])
        return FALSE;
    }
  return TRUE;
}

gssize
wg_scan (WgSlice text, gsize from, const char *needle)
{
  guint8 first = (guint8) needle[0];
  guint8 upper = (guint8) g_ascii_toupper ((gchar) first);
  gsize len = strlen (needle);

  for (gsize i = from; len <= text.len && i <= text.len - len; i++)
    {
      if (upper == first)
        {
          gssize next = wg_slice_find (wg_slice_sub (text, i, text.len), first);
          if (next < 0)
            return -1;
          i += (gsize) next;
        }
      if ((text.data[i] == first || text.data[i] == upper) && wg_is_at (text, i, needle))
        return (gssize) i;
    }
  return -1;
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
