#include "report/har.h"

#include "report/json-value.h"

void
wg_har_text (WgHarPen *pen, WgSecret kind, WgSlice name, WgSlice value)
{
  if (pen->mask == NULL || kind == WG_SECRET_NONE)
    {
      wg_json_text (pen->out, value);
      return;
    }
  g_string_truncate (pen->scratch, 0);
  wg_mask_append (pen->mask, pen->scratch, kind, name, value);
  wg_json_text (pen->out, wg_slice (pen->scratch->str, pen->scratch->len));
}

static void
append_pair (WgHarPen *pen, WgSlice name, WgSecret kind, WgSlice value)
{
  g_string_append (pen->out, pen->out->str[pen->out->len - 1] == '[' ? "{" : ",{");
  g_string_append (pen->out, "\"name\":");
  wg_json_text (pen->out, name);
  g_string_append (pen->out, ",\"value\":");
  wg_har_text (pen, kind, name, value);
}

void
wg_har_headers (WgHarPen *pen, const WgList *headers)
{
  const WgHeader *header = headers->items;

  g_string_append_c (pen->out, '[');
  for (guint i = 0; i < headers->n; i++)
    {
      append_pair (pen, header[i].name, WG_SECRET_HEADER, header[i].value);
      g_string_append_c (pen->out, '}');
    }
  g_string_append_c (pen->out, ']');
}

/* The part of *@rest before @separator, which both are taken off. */
static WgSlice
take_part (WgSlice *rest, char separator)
{
  gssize at = wg_slice_find (*rest, (guint8) separator);
  gsize len = at < 0 ? rest->len : (gsize) at;
  WgSlice part = wg_slice_sub (*rest, 0, len);

  *rest = wg_slice_sub (*rest, len + 1, rest->len);
  return part;
}

static void
append_cookie (WgHarPen *pen, WgSlice cookie)
{
  WgSlice name, value = wg_slice_trim (cookie);

  name = take_part (&value, '=');
  append_pair (pen, name, WG_SECRET_VALUE, value);
}

static void
append_attributes (WgHarPen *pen, WgSlice rest)
{
  gboolean secure = FALSE, http_only = FALSE;

  while (rest.len > 0)
    {
      WgSlice part = wg_slice_trim (take_part (&rest, ';'));
      secure = secure || wg_slice_is_nocase (part, "secure");
      http_only = http_only || wg_slice_is_nocase (part, "httponly");
    }
  g_string_append_printf (pen->out, ",\"httpOnly\":%s,\"secure\":%s",
                          http_only ? "true" : "false", secure ? "true" : "false");
}

void
wg_har_cookies (WgHarPen *pen, const WgList *headers, gboolean set)
{
  const WgHeader *header = headers->items;

  g_string_append_c (pen->out, '[');
  for (guint i = 0; i < headers->n; i++)
    {
      WgSlice rest = header[i].value;

      if (!wg_slice_is_nocase (header[i].name, set ? "set-cookie" : "cookie"))
        continue;
      while (rest.len > 0)
        {
          WgSlice cookie = take_part (&rest, ';');

          if (wg_slice_trim (cookie).len == 0)
            continue;
          append_cookie (pen, cookie);
          if (set)
            append_attributes (pen, rest);
          g_string_append_c (pen->out, '}');
          if (set)
            break;
        }
    }
  g_string_append_c (pen->out, ']');
}

void
wg_har_query (WgHarPen *pen, WgSlice target)
{
  g_autoptr (GString) masked = g_string_new (NULL);
  WgSlice query;
  gssize at;

  if (pen->mask != NULL)
    {
      wg_mask_append (pen->mask, masked, WG_SECRET_TARGET, WG_SLICE_NONE, target);
      target = wg_slice (masked->str, masked->len);
    }
  at = wg_slice_find (target, '?');
  query = at < 0 ? WG_SLICE_NONE : wg_slice_sub (target, (gsize) at + 1, target.len);
  g_string_append_c (pen->out, '[');
  while (query.len > 0)
    {
      WgSlice value = take_part (&query, '&'), name = take_part (&value, '=');

      append_pair (pen, name, WG_SECRET_NONE, value);
      g_string_append_c (pen->out, '}');
    }
  g_string_append_c (pen->out, ']');
}

/* What cannot stand in a URI (RFC 3986 §2) is percent-encoded. */
static void
append_uri (WgHarPen *pen, WgSlice url)
{
  g_autoptr (GString) escaped = g_string_new (NULL);

  if (pen->mask != NULL)
    {
      g_string_truncate (pen->scratch, 0);
      wg_mask_append (pen->mask, pen->scratch, WG_SECRET_TARGET, WG_SLICE_NONE, url);
      url = wg_slice (pen->scratch->str, pen->scratch->len);
    }
  for (gsize i = 0; i < url.len; i++)
    if (g_ascii_isalnum ((gchar) url.data[i])
        || (url.data[i] != 0 && strchr ("-._~:/?[]@!$&'()*+,;=%", url.data[i]) != NULL))
      g_string_append_c (escaped, (gchar) url.data[i]);
    else
      g_string_append_printf (escaped, "%%%02X", url.data[i]);
  wg_json_text (pen->out, wg_slice (escaped->str, escaped->len));
}

void
wg_har_url (WgHarPen *pen,
            gboolean secure,
            gboolean connect,
            WgSlice host,
            WgSlice server,
            WgSlice target)
{
  g_autoptr (GString) url = g_string_new (NULL);
  gboolean whole = wg_slice_has_prefix_nocase (target, "http://")
                   || wg_slice_has_prefix_nocase (target, "https://");

  if (!whole)
    {
      WgSlice at = connect ? target : host.len > 0 ? host : server;
      g_string_append (url, secure || connect ? "https://" : "http://");
      g_string_append_len (url, (const char *) at.data, (gssize) at.len);
      g_string_append (url, wg_slice_at (target, 0) == '/' || connect ? "" : "/");
    }
  if (!connect || whole)
    g_string_append_len (url, (const char *) target.data, (gssize) target.len);
  append_uri (pen, wg_slice (url->str, url->len));
}
