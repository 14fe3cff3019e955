#include "exchange/headers.h"

#include "exchange/chars.h"

/* Header lists, however they came. */

WgHttpName
wg_http_name (WgSlice name)
{
  static const struct
  {
    const char *name;
    WgHttpName id;
  } of_len[] = {
      [4] = {"host", WG_HTTP_HOST},
      [6] = {"cookie", WG_HTTP_COOKIE},
      [7] = {"upgrade", WG_HTTP_UPGRADE},
      [10] = {"connection", WG_HTTP_CONNECTION},
      [12] = {"content-type", WG_HTTP_CONTENT_TYPE},
      [14] = {"content-length", WG_HTTP_CONTENT_LENGTH},
      [16] = {"content-encoding", WG_HTTP_CONTENT_ENCODING},
      [17] = {"transfer-encoding", WG_HTTP_TRANSFER_ENCODING},
  };
  int first = wg_slice_at (name, 0) | 0x20;

  if (name.len == 10 && first == 's')
    return wg_slice_is_nocase (name, "set-cookie") ? WG_HTTP_SET_COOKIE : WG_HTTP_OTHER;
  if (name.len >= G_N_ELEMENTS (of_len) || of_len[name.len].name == NULL
      || of_len[name.len].name[0] != first)
    return WG_HTTP_OTHER;
  return wg_slice_is_nocase (name, of_len[name.len].name) ? of_len[name.len].id : WG_HTTP_OTHER;
}

void
wg_http_headers_note (WgHttpHeaders *headers, guint index)
{
  WgHttpName id = wg_http_name (headers->items[index].name);

  if (id != WG_HTTP_OTHER && headers->count[id]++ == 0)
    headers->value[id] = headers->items[index].value;
}

gint
wg_http_next (const WgHttpHeaders *headers, WgHttpName name, guint from)
{
  for (guint i = from; headers->count[name] > 0 && i < headers->n; i++)
    if (wg_http_name (headers->items[i].name) == name)
      return (gint) i;
  return -1;
}

gboolean
wg_http_list_next (WgSlice *list, WgSlice *element)
{
  while (list->len > 0)
    {
      gssize comma = wg_slice_find (*list, ',');
      gsize end = comma >= 0 ? (gsize) comma : list->len;

      *element = wg_slice_trim (wg_slice_sub (*list, 0, end));
      *list = wg_slice_sub (*list, end + 1, list->len);
      if (element->len > 0)
        return TRUE;
    }
  return FALSE;
}

gboolean
wg_http_has_token (const WgHttpHeaders *headers, WgHttpName name, const char *token)
{
  for (gint i = wg_http_next (headers, name, 0); i >= 0;
       i = wg_http_next (headers, name, (guint) i + 1))
    {
      WgSlice list = headers->items[i].value, element;
      while (wg_http_list_next (&list, &element))
        if (wg_slice_is_nocase (element, token))
          return TRUE;
    }
  return FALSE;
}

WgSlice
wg_http_coding_name (WgSlice element, gboolean *odd)
{
  gsize len = wg_slice_run (element, wg_http_token_chars);

  *odd = *odd || len != element.len;
  return wg_slice_sub (element, 0, len);
}

static void
add_coding (WgHttpCodings *out, WgSlice name)
{
  WgCoding coding = wg_coding_find (name);

  out->unknown = out->unknown || coding == WG_CODING_UNKNOWN || out->n == WG_LIMIT_CODINGS;
  if (out->n == WG_LIMIT_CODINGS)
    return;
  out->items[out->n] = coding;
  out->names[out->n++] = name;
}

void
wg_http_content_codings (const WgHttpHeaders *headers, WgHttpCodings *out)
{
  memset (out, 0, sizeof *out);
  for (gint i = wg_http_next (headers, WG_HTTP_CONTENT_ENCODING, 0); i >= 0;
       i = wg_http_next (headers, WG_HTTP_CONTENT_ENCODING, (guint) i + 1))
    {
      WgSlice list = headers->items[i].value, element;
      while (wg_http_list_next (&list, &element))
        add_coding (out, wg_http_coding_name (element, &out->odd));
    }
}
