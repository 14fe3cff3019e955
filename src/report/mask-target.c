#include "report/mask-private.h"

/* Request targets and other references (RFC 3986): user info in the authority, parameters of
 * paths, queries and fragments. A URI inside a parameter's value is percent-encoded, so its own
 * separators stand as %26 or, once deeper, %2526. */

#define MAX_NESTING 2u

/* The separator at @i, spelt as it is at @level of nesting, and its length; 0 when there is
 * none.
 */
static int
separator_at (WgSlice s, gsize i, guint level, gsize *len)
{
  int c = wg_mask_at (s, i);
  int high, low;

  *len = 1 + 2 * (gsize) level;
  if (level == 0 || c != '%')
    return level == 0 ? MAX (c, 0) : 0;
  if (level == 2 && (wg_mask_at (s, i + 1) != '2' || wg_mask_at (s, i + 2) != '5'))
    return 0;
  high = wg_mask_at (s, i + *len - 2);
  low = wg_mask_at (s, i + *len - 1);
  high = high >= 0 ? g_ascii_xdigit_value ((char) high) : -1;
  low = low >= 0 ? g_ascii_xdigit_value ((char) low) : -1;
  return high >= 0 && low >= 0 ? high << 4 | low : 0;
}

/* Length of the separator at @i when it is one of @chars, else 0. */
static gsize
any_separator (WgSlice s, gsize i, guint level, const char *chars)
{
  gsize len;
  int c = separator_at (s, i, level, &len);

  return c > 0 && strchr (chars, c) != NULL ? len : 0;
}

/* First place from @i on where one of @chars stands, or the end. */
static gsize
find_separator (WgSlice s, gsize i, guint level, const char *chars)
{
  while (i < s.len && any_separator (s, i, level, chars) == 0)
    i++;
  return i;
}

/* Parameters joined by & and, in old forms, by ; (a secret value may hold one). */
static void
append_parameters (WgMask *mask, GString *out, WgSlice s, guint level)
{
  gsize pos = 0;

  while (pos < s.len)
    {
      gsize name_end = find_separator (s, pos, level, "=&;#?");
      gsize eq = any_separator (s, name_end, level, "=");
      gsize value = name_end + eq;
      WgSlice name = wg_mask_range (s, pos, name_end);
      gsize end;

      if (eq == 0)
        {
          value += any_separator (s, name_end, level, "&;#?");
          wg_mask_copy (out, wg_mask_range (s, pos, value));
          pos = value;
          continue;
        }
      wg_mask_copy (out, wg_mask_range (s, pos, value));
      if (wg_mask_cached_name_class (mask, name) != WG_NAME_PLAIN)
        {
          end = find_separator (s, value, level, "&#");
          wg_mask_secret (mask, out, wg_mask_range (s, value, end));
        }
      else
        {
          end = find_separator (s, value, level, "&;#?");
          if (level < MAX_NESTING)
            append_parameters (mask, out, wg_mask_range (s, value, end), level + 1);
          else
            wg_mask_copy (out, wg_mask_range (s, value, end));
        }
      pos = end;
    }
}

/* ;jsessionid=.. in a segment of the path. */
static void
append_path (WgMask *mask, GString *out, WgSlice path)
{
  gsize pos = 0;

  while (pos < path.len)
    {
      gsize semi = find_separator (path, pos, 0, ";");
      gsize end = find_separator (path, MIN (semi + 1, path.len), 0, "/;");
      WgSlice parameter = wg_mask_range (path, semi, end);
      gssize eq = wg_slice_find (parameter, '=');

      wg_mask_copy (out, wg_mask_range (path, pos, semi));
      if (eq > 0
          && wg_mask_cached_name_class (mask, wg_slice_sub (parameter, 1, (gsize) eq - 1))
                 != WG_NAME_PLAIN)
        {
          wg_mask_copy (out, wg_mask_range (parameter, 0, (gsize) eq + 1));
          wg_mask_secret (mask, out, wg_mask_range (parameter, (gsize) eq + 1, parameter.len));
        }
      else
        wg_mask_copy (out, parameter);
      pos = end;
    }
}

/* user:password@host. A user alone is a name, unless it is as long as a token. */
static void
append_authority (WgMask *mask, GString *out, WgSlice authority)
{
  gsize at = authority.len;
  WgSlice info;
  gssize colon;

  while (at > 0 && authority.data[at - 1] != '@')
    at--;
  if (at == 0)
    {
      wg_mask_copy (out, authority);
      return;
    }
  info = wg_mask_range (authority, 0, at - 1);
  colon = wg_slice_find (info, ':');
  if (colon >= 0)
    {
      wg_mask_copy (out, wg_mask_range (info, 0, (gsize) colon + 1));
      wg_mask_secret (mask, out, wg_mask_range (info, (gsize) colon + 1, info.len));
    }
  else if (info.len >= 20)
    wg_mask_secret (mask, out, info);
  else
    wg_mask_copy (out, info);
  wg_mask_copy (out, wg_mask_range (authority, at - 1, authority.len));
}

/* Where the authority begins: after "scheme://" or "//", at 0 in authority-form; -1 without. */
static gssize
authority_start (WgSlice target)
{
  gsize colon = 0;

  if (wg_slice_has_prefix (target, "//"))
    return 2;
  if (wg_mask_at (target, 0) == '/' || wg_mask_at (target, 0) == '?')
    return -1;
  while (colon < target.len
         && (g_ascii_isalnum ((char) target.data[colon])
             || memchr ("+-.", target.data[colon], 3) != NULL))
    colon++;
  if (wg_slice_has_prefix (wg_mask_range (target, colon, target.len), "://"))
    return (gssize) colon + 3;
  return 0;
}

void
wg_mask_target (WgMask *mask, GString *out, WgSlice target)
{
  gsize path = 0, path_end;
  gssize start;

  if (wg_slice_find (target, '?') < 0 && wg_slice_find (target, '@') < 0
      && wg_slice_find (target, ';') < 0 && wg_slice_find (target, '#') < 0)
    {
      wg_mask_copy (out, target);
      return;
    }
  start = authority_start (target);
  if (start >= 0)
    {
      path = find_separator (target, (gsize) start, 0, "/?#");
      wg_mask_copy (out, wg_mask_range (target, 0, (gsize) start));
      append_authority (mask, out, wg_mask_range (target, (gsize) start, path));
    }
  path_end = find_separator (target, path, 0, "?#");
  append_path (mask, out, wg_mask_range (target, path, path_end));
  if (path_end < target.len)
    {
      wg_mask_copy (out, wg_mask_range (target, path_end, path_end + 1));
      append_parameters (mask, out, wg_mask_range (target, path_end + 1, target.len), 0);
    }
}
