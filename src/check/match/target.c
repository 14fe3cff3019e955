#include "check/match/inject.h"

#include "check/match/scan.h"

/* One number of an IPv4 address as inet_aton() reads it. */
static gboolean
number_of (WgSlice text, guint64 *out, gboolean *odd)
{
  guint base = 10;
  gsize i = 0;

  *out = 0;
  if (text.len == 0 || text.len > 13)
    return FALSE;
  if (text.len > 1 && text.data[0] == '0')
    {
      *odd = TRUE;
      base = wg_fold (text.data[1]) == 'x' ? 16 : 8;
      i = base == 16 ? 2 : 1;
      if (base == 16 && text.len == 2)
        return FALSE;
    }
  for (; i < text.len; i++)
    {
      gint digit = g_ascii_xdigit_value ((gchar) text.data[i]);
      if (digit < 0 || (guint) digit >= base)
        return FALSE;
      *out = *out * base + (guint) digit;
    }
  return TRUE;
}

gboolean
wg_ipv4_of (WgSlice host, guint32 *address, gboolean *disguised)
{
  guint64 parts[4] = {0}, value = 0;
  guint n = 0;

  *disguised = FALSE;
  for (;;)
    {
      gssize dot = wg_slice_find (host, '.');
      if (n == 4
          || !number_of (dot < 0 ? host : wg_slice_sub (host, 0, (gsize) dot), &parts[n],
                         disguised))
        return FALSE;
      n++;
      if (dot < 0)
        break;
      host = wg_slice_sub (host, (gsize) dot + 1, host.len);
    }
  for (guint i = 0; i + 1 < n; i++)
    {
      if (parts[i] > 255)
        return FALSE;
      value |= parts[i] << (24 - 8 * i);
    }
  if (parts[n - 1] > G_MAXUINT32 >> (8 * (n - 1)))
    return FALSE;
  if (n < 4)
    *disguised = TRUE;
  *address = (guint32) (value | parts[n - 1]);
  return TRUE;
}

static WgTarget
kind_of_ipv4 (guint32 address)
{
  if (address >> 24 == 127 || address == 0)
    return WG_TARGET_LOOPBACK;
  if (address == 0xa9fea9fe || address == 0x646464c8)
    return WG_TARGET_METADATA;
  if (address >> 24 == 10 || address >> 20 == 0xac1 || address >> 16 == 0xc0a8
      || address >> 16 == 0xa9fe)
    return WG_TARGET_PRIVATE;
  return WG_TARGET_NONE;
}

static WgTarget
kind_of_name (WgSlice host)
{
  static const char *const metadata[] = {
      "metadata.google.internal", "metadata",      "instance-data",
      "metadata.azure.internal",  "fd00:ec2::254", NULL};

  for (guint i = 0; metadata[i] != NULL; i++)
    if (wg_slice_is_nocase (host, metadata[i]))
      return WG_TARGET_METADATA;
  if (wg_slice_is_nocase (host, "localhost") || wg_slice_is (host, "::1")
      || wg_slice_is (host, "::") || wg_slice_is_nocase (host, "::ffff:127.0.0.1")
      || wg_slice_is_nocase (host, "localtest.me"))
    return WG_TARGET_LOOPBACK;
  if (wg_slice_find (host, ':') > 0
      && (wg_slice_has_prefix_nocase (host, "fc") || wg_slice_has_prefix_nocase (host, "fd")
          || wg_slice_has_prefix_nocase (host, "fe80")))
    return WG_TARGET_PRIVATE;
  return WG_TARGET_NONE;
}

/* The host of "scheme://user@host:port/..". */
static WgSlice
host_of (WgSlice authority)
{
  gsize end = 0, start = 0;
  gssize colon;

  while (end < authority.len && strchr ("/?#\\ \t\r\n", authority.data[end]) == NULL)
    end++;
  authority.len = end;
  for (gsize i = 0; i < end; i++)
    if (authority.data[i] == '@')
      start = i + 1;
  authority = wg_slice_sub (authority, start, end);
  if (wg_slice_at (authority, 0) == '[')
    {
      gssize close = wg_slice_find (authority, ']');
      return close < 0 ? WG_SLICE_NONE : wg_slice_sub (authority, 1, (gsize) close - 1);
    }
  colon = wg_slice_find (authority, ':');
  return colon < 0 ? authority : wg_slice_sub (authority, 0, (gsize) colon);
}

WgTarget
wg_match_internal (WgSlice value, WgSlice *host, guint32 *address, gboolean *disguised)
{
  static const char *const schemes[] = {"http://", "https://", "ftp://",  "gopher://",
                                        "dict://", "ldap://",  "tftp://", "sftp://",
                                        "//",      NULL};
  gsize at = wg_skip_space (value, 0);

  *address = 0;
  *disguised = FALSE;
  *host = WG_SLICE_NONE;
  for (guint i = 0; schemes[i] != NULL; i++)
    {
      if (!wg_is_at (value, at, schemes[i]))
        continue;
      *host = host_of (wg_slice_sub (value, at + strlen (schemes[i]), value.len));
      if (g_str_equal (schemes[i], "gopher://") || g_str_equal (schemes[i], "dict://"))
        return WG_TARGET_SCHEME;
      return wg_ipv4_of (*host, address, disguised) ? kind_of_ipv4 (*address)
                                                    : kind_of_name (*host);
    }
  return WG_TARGET_NONE;
}
