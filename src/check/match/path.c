#include "check/match/inject.h"

#include "base/limits.h"
#include "check/match/scan.h"

static gboolean
hit (WgMatch *out, const char *what, WgSlice value, gsize from)
{
  out->what = what;
  out->part = wg_slice_sub (value, from, 120);
  return TRUE;
}

static gboolean
is_slash (gint c)
{
  return c == '/' || c == '\\';
}

/* "../", "..\", "....//", "..;/" as segments: how many, and how far above the start they lead.
 */
static guint
steps_up (WgSlice value, gint *above, gsize *where, gboolean *hidden)
{
  guint n = 0;
  gint depth = 0, lowest = 0;
  gsize at = 0;

  while (at < value.len)
    {
      gsize end = at;
      WgSlice segment;

      while (end < value.len && !is_slash (value.data[end]))
        end++;
      segment = wg_between (value, at, end);
      if (wg_slice_is (segment, "..") || wg_slice_is (segment, "....")
          || wg_slice_is (segment, "..;"))
        {
          *hidden = *hidden || segment.len > 2;
          if (n++ == 0)
            *where = at;
          depth--;
        }
      else if (segment.len > 0 && !wg_slice_is (segment, "."))
        depth++;
      lowest = MIN (lowest, depth);
      at = end + 1;
    }
  *above = -lowest;
  return n;
}

/* A file of the system, whole, at @at. */
static gboolean
file_at (WgSlice value, gsize at)
{
  static const char *const files[] = {
      "etc/passwd", "etc/shadow", "etc/hosts", "etc/group",       "proc/self/",
      "etc/issue",  "var/log/",   "root/.ssh", "windows/win.ini", "windows/system32",
      "winnt/",     "boot.ini",   "win.ini",   "web-inf/web.xml", NULL};

  for (guint i = 0; files[i] != NULL; i++)
    {
      gsize k = 0;
      while (files[i][k] != '\0')
        {
          gint c = wg_slice_at (value, at + k);
          if (c < 0
              || (files[i][k] == '/' ? !is_slash (c) : wg_fold ((guint8) c) != files[i][k]))
            break;
          k++;
        }
      if (files[i][k] == '\0')
        return TRUE;
    }
  return FALSE;
}

static gboolean
names_file (WgSlice value)
{
  for (gsize i = 0; i < value.len; i++)
    if ((i == 0 || is_slash (value.data[i - 1])) && file_at (value, i))
      return TRUE;
  return FALSE;
}

static gboolean
match_scheme (WgSlice value, WgMatch *out)
{
  static const char *const schemes[] = {"php://filter",     "php://input",       "file://",
                                        "expect://",        "phar://",           "zip://",
                                        "compress.zlib://", "data://text/plain", NULL};

  for (guint i = 0; schemes[i] != NULL; i++)
    if (wg_is_at (value, 0, schemes[i]))
      return hit (out, "a scheme that reads files of the server", value, 0);
  return FALSE;
}

/* "x.php", NUL, "jpg" */
static gboolean
match_nul (WgSlice value, WgMatch *out)
{
  gssize nul = wg_slice_find (value, '\0');

  if (nul <= 0 || wg_slice_find (wg_slice_sub (value, 0, (gsize) nul), '.') < 0)
    return FALSE;
  for (gsize i = 0; i < value.len; i++)
    if (i != (gsize) nul && !g_ascii_isprint ((gchar) value.data[i]))
      return FALSE;
  return hit (out, "a NUL byte that ends the name early", value, 0);
}

WgPathMatch
wg_match_path (WgSlice value, gboolean is_path, WgMatch *out)
{
  gint above;
  gsize where = 0, start = 0;
  gboolean hidden = FALSE;
  guint n;

  value.len = MIN (value.len, WG_LIMIT_MATCH_LEN);
  if (match_nul (value, out) || (!is_path && match_scheme (value, out)))
    return WG_PATH_FILE;
  n = wg_has (value, "..") ? steps_up (value, &above, &where, &hidden) : 0;
  if (n > 0 && names_file (wg_slice_sub (value, where, value.len)))
    {
      hit (out, "steps up to a file of the system", value, where);
      return WG_PATH_FILE;
    }
  if (!is_path && wg_slice_at (value, 0) == '/')
    start = 1;
  else if (!is_path && wg_slice_at (value, 1) == ':' && is_slash (wg_slice_at (value, 2)))
    start = 3;
  while (is_path && is_slash (wg_slice_at (value, start)))
    start++;
  if (start > 0 && wg_slice_find (value, ' ') < 0 && file_at (value, start))
    {
      hit (out, "the path of a file of the system", value, 0);
      return WG_PATH_FILE;
    }
  if (n == 0 || (is_path && above == 0 && !hidden))
    return WG_PATH_NONE;
  hit (out, hidden ? "steps up that a filter overlooks" : "steps up out of the folder", value,
       where);
  return hidden || above > 1 || (is_path && above > 0) ? WG_PATH_CLIMBS : WG_PATH_RELATIVE;
}

gboolean
wg_match_file (WgSlice body, WgMatch *out)
{
  gssize at = wg_scan (body, 0, "root:");

  if (at >= 0 && (at == 0 || !wg_is_word (body.data[at - 1])))
    {
      WgSlice line = wg_slice_sub (body, (gsize) at, 80);
      if (wg_has (wg_slice_sub (line, 5, 24), ":0:0:"))
        return hit (out, "/etc/passwd", body, (gsize) at);
    }
  at = wg_scan (body, 0, "[boot loader]");
  if (at >= 0)
    return hit (out, "boot.ini", body, (gsize) at);
  at = wg_scan (body, 0, "; for 16-bit app support");
  if (at >= 0)
    return hit (out, "win.ini", body, (gsize) at);
  return FALSE;
}
