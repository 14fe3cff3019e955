#include "xmpp/xmpp-parse.h"

static gboolean
is_space (gint c)
{
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static void
read_name (WgXmlToken *out)
{
  gsize n = 0;
  gssize colon;

  while (n < out->body.len && !is_space (wg_slice_at (out->body, n)))
    n++;
  out->name = wg_slice_sub (out->body, 0, n);
  colon = wg_slice_find (out->name, ':');
  if (colon >= 0)
    out->name = wg_slice_sub (out->name, (gsize) colon + 1, n);
}

WgXmlPart
wg_xml_next (WgReader *in, WgXmlToken *out)
{
  gsize start = wg_reader_tell (in), n;
  gssize at = wg_slice_find (wg_reader_rest (in), '<');

  *out = (WgXmlToken){0};
  if (wg_reader_left (in) == 0)
    return WG_XML_SHORT;
  if (at != 0)
    return wg_reader_take (in, at < 0 ? wg_reader_left (in) : (gsize) at, &out->body)
               ? WG_XML_TEXT
               : WG_XML_SHORT;
  if (!wg_reader_skip (in, 1) || !wg_reader_until (in, '>', &out->body))
    {
      wg_reader_seek (in, start);
      return WG_XML_SHORT;
    }
  out->closing = wg_slice_at (out->body, 0) == '/';
  if (out->closing)
    out->body = wg_slice_sub (out->body, 1, out->body.len);
  n = out->body.len;
  out->empty = n > 0 && wg_slice_at (out->body, n - 1) == '/';
  if (out->empty)
    out->body = wg_slice_sub (out->body, 0, n - 1);
  read_name (out);
  return WG_XML_TAG;
}

WgSlice
wg_xml_attribute (WgSlice body, const char *name)
{
  gsize len = strlen (name);

  for (gsize i = 1; i < body.len; i++)
    {
      WgSlice here = wg_slice_sub (body, i, body.len);
      gint quote = wg_slice_at (here, len + 1);
      gssize end;

      if (!is_space (wg_slice_at (body, i - 1)) || !wg_slice_has_prefix (here, name)
          || wg_slice_at (here, len) != '=' || (quote != '"' && quote != '\''))
        continue;
      here = wg_slice_sub (here, len + 2, here.len);
      end = wg_slice_find (here, (guint8) quote);
      return end < 0 ? WG_SLICE_NONE : wg_slice_sub (here, 0, (gsize) end);
    }
  return WG_SLICE_NONE;
}

gint
wg_xmpp_is_stream (WgSlice bytes)
{
  WgReader r = wg_reader (bytes, WG_END_MORE);
  WgXmlToken token;

  for (guint i = 0; i < 4; i++)
    switch (wg_xml_next (&r, &token))
      {
      case WG_XML_SHORT:
        return wg_slice_at (wg_reader_rest (&r), 0) == '<' || i > 0 ? -1 : 0;
      case WG_XML_TEXT:
        if (i == 0 || wg_slice_trim (token.body).len > 2)
          return 0;
        break;
      case WG_XML_TAG:
        if (wg_slice_is (token.name, "stream"))
          return wg_xml_attribute (token.body, "xmlns:stream").len > 0
                 || wg_slice_has_prefix (wg_xml_attribute (token.body, "xmlns"), "jabber:");
        if (wg_slice_at (token.body, 0) != '?')
          return 0;
        break;
      }
  return 0;
}
