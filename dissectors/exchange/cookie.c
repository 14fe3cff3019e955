#include "exchange/headers.h"

/* Cookies (RFC 6265 §4.2.1, §5.2). */

/* Up to the first @byte, trimmed; the rest, without it, stays in @from. */
static WgSlice
take_until (WgSlice *from, guint8 byte)
{
  gssize at = wg_slice_find (*from, byte);
  gsize end = at >= 0 ? (gsize) at : from->len;
  WgSlice part = wg_slice_trim (wg_slice_sub (*from, 0, end));

  *from = wg_slice_sub (*from, end + 1, from->len);
  return part;
}

/* A pair without "=" is a value without a name. */
static void
split_pair (WgSlice pair, WgSlice *name, WgSlice *value)
{
  *name = WG_SLICE_NONE;
  if (wg_slice_find (pair, '=') >= 0)
    *name = take_until (&pair, '=');
  *value = wg_slice_trim (pair);
}

gboolean
wg_http_cookie_next (WgSlice *list, WgSlice *name, WgSlice *value)
{
  while (list->len > 0)
    {
      WgSlice pair = take_until (list, ';');
      if (pair.len == 0)
        continue;
      split_pair (pair, name, value);
      return TRUE;
    }
  return FALSE;
}

void
wg_http_parse_set_cookie (WgSlice value, WgHttpSetCookie *out)
{
  WgSlice rest = value;

  memset (out, 0, sizeof *out);
  split_pair (take_until (&rest, ';'), &out->name, &out->value);
  while (rest.len > 0)
    {
      WgSlice attribute = take_until (&rest, ';');
      WgSlice name = take_until (&attribute, '=');

      /* The last one of a name counts (RFC 6265 §5.3). */
      if (wg_slice_is_nocase (name, "domain"))
        out->domain = wg_slice_trim (attribute);
      else if (wg_slice_is_nocase (name, "path"))
        out->path = wg_slice_trim (attribute);
      else if (wg_slice_is_nocase (name, "expires"))
        out->expires = wg_slice_trim (attribute);
      else if (wg_slice_is_nocase (name, "max-age"))
        out->max_age = wg_slice_trim (attribute);
      else if (wg_slice_is_nocase (name, "samesite"))
        out->same_site = wg_slice_trim (attribute);
      else if (wg_slice_is_nocase (name, "priority"))
        out->priority = wg_slice_trim (attribute);
      out->secure = out->secure || wg_slice_is_nocase (name, "secure");
      out->http_only = out->http_only || wg_slice_is_nocase (name, "httponly");
      out->partitioned = out->partitioned || wg_slice_is_nocase (name, "partitioned");
    }
}
