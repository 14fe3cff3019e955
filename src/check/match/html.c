#include "check/match/html.h"

static gboolean
is_space (gint c)
{
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static gboolean
is_raw_element (WgSlice name)
{
  static const char *const raw[] = {"script", "style",   "textarea", "title", "xmp",
                                    "iframe", "noembed", "noframes", NULL};

  if (name.len < 3 || name.len > 8)
    return FALSE;
  for (guint i = 0; raw[i] != NULL; i++)
    if (wg_slice_is_nocase (name, raw[i]))
      return TRUE;
  return FALSE;
}

void
wg_html_begin (WgHtml *html, WgSlice text)
{
  html->rest = text;
  html->raw = WG_SLICE_NONE;
}

static WgSlice
from (WgSlice text, gsize off)
{
  return wg_slice_sub (text, off, text.len);
}

/* Where the end tag of the raw element begins, or the length. */
static gsize
raw_end (WgSlice text, WgSlice element)
{
  gsize at = 0;

  while (at < text.len)
    {
      gssize mark = wg_slice_find (from (text, at), '<');
      gint after;

      if (mark < 0)
        break;
      at += (gsize) mark;
      after = wg_slice_at (text, at + 2 + element.len);
      if (wg_slice_at (text, at + 1) == '/'
          && wg_slice_equal_nocase (wg_slice_sub (text, at + 2, element.len), element)
          && (is_space (after) || after == '>' || after == '/' || after < 0))
        return at;
      at++;
    }
  return text.len;
}

/* The length of a comment or of what is passed over like one, from its '<'. */
static gsize
comment_len (WgSlice text)
{
  gssize end;

  if (wg_slice_has_prefix (text, "<!--"))
    {
      for (gsize at = 2; at + 2 < text.len; at++)
        {
          gssize dash = wg_slice_find (from (text, at), '-');
          if (dash < 0)
            break;
          at += (gsize) dash;
          if (wg_slice_at (text, at + 1) == '-' && wg_slice_at (text, at + 2) == '>')
            return at + 3;
        }
      return text.len;
    }
  end = wg_slice_find (text, '>');
  return end < 0 ? text.len : (gsize) end + 1;
}

/* Index of the '>' that ends a tag, quotes heeded, or -1. */
static gssize
tag_end (WgSlice text)
{
  gint quote = 0;
  gboolean value = FALSE; /* behind '=' */

  for (gsize i = 1; i < text.len; i++)
    {
      gint c = text.data[i];

      if (quote != 0)
        quote = c == quote ? 0 : quote;
      else if (c == '>')
        return (gssize) i;
      else if (c == '=')
        value = TRUE;
      else if ((c == '"' || c == '\'') && value)
        quote = c;
      if (quote == 0 && c != '=' && !is_space (c))
        value = FALSE;
    }
  return -1;
}

static gboolean
take_tag (WgHtml *html, WgHtmlToken *token)
{
  gssize end = tag_end (html->rest);
  gsize at = wg_slice_at (html->rest, 1) == '/' ? 2 : 1, begin = at;
  gint c;

  if (end < 0)
    return FALSE;
  while ((c = wg_slice_at (html->rest, at)) >= 0 && !is_space (c) && c != '/' && c != '>')
    at++;
  token->kind = begin == 2 ? WG_HTML_END_TAG : WG_HTML_TAG;
  token->name = wg_slice_sub (html->rest, begin, at - begin);
  token->text =
      (gsize) end > at ? wg_slice_sub (html->rest, at, (gsize) end - at) : WG_SLICE_NONE;
  html->rest = from (html->rest, (gsize) end + 1);
  if (token->kind == WG_HTML_TAG && is_raw_element (token->name))
    html->raw = token->name;
  return TRUE;
}

static void
take (WgHtml *html, WgHtmlToken *token, WgHtmlKind kind, gsize len)
{
  token->kind = kind;
  token->name = WG_SLICE_NONE;
  token->text = wg_slice_sub (html->rest, 0, len);
  html->rest = from (html->rest, len);
}

gboolean
wg_html_next (WgHtml *html, WgHtmlToken *token)
{
  gsize text = 0;

  if (html->raw.len > 0)
    {
      WgSlice element = html->raw;
      html->raw = WG_SLICE_NONE;
      take (html, token, WG_HTML_RAW, raw_end (html->rest, element));
      token->name = element;
      return TRUE;
    }
  while (text < html->rest.len)
    {
      gssize mark = wg_slice_find (from (html->rest, text), '<');
      gint next;

      if (mark < 0)
        break;
      text += (gsize) mark;
      next = wg_slice_at (html->rest, text + 1);
      if (next == '/' ? g_ascii_isalpha (wg_slice_at (html->rest, text + 2))
                      : next == '!' || next == '?' || (next > 0 && g_ascii_isalpha (next)))
        {
          if (text > 0)
            take (html, token, WG_HTML_TEXT, text);
          else if (next == '!' || next == '?')
            take (html, token, WG_HTML_COMMENT, comment_len (html->rest));
          else
            return take_tag (html, token);
          return TRUE;
        }
      text++;
    }
  if (html->rest.len == 0)
    return FALSE;
  take (html, token, WG_HTML_TEXT, html->rest.len);
  return TRUE;
}

gboolean
wg_html_is (const WgHtmlToken *token, const char *name)
{
  return wg_slice_is_nocase (token->name, name);
}

gboolean
wg_html_attribute_next (WgSlice *rest, WgSlice *name, WgSlice *value)
{
  gsize at = 0, begin;
  gint c, quote;

  *value = WG_SLICE_NONE;
  while (is_space (c = wg_slice_at (*rest, at)) || c == '/')
    at++;
  if (c < 0)
    return FALSE;
  begin = at++; /* a '=' may begin a name */
  while ((c = wg_slice_at (*rest, at)) >= 0 && !is_space (c) && c != '=' && c != '/')
    at++;
  *name = wg_slice_sub (*rest, begin, at - begin);
  while (is_space (wg_slice_at (*rest, at)))
    at++;
  if (wg_slice_at (*rest, at) != '=')
    {
      *rest = from (*rest, at);
      return TRUE;
    }
  for (at++; is_space (c = wg_slice_at (*rest, at)); at++)
    ;
  quote = c == '"' || c == '\'' ? c : 0;
  begin = quote != 0 ? ++at : at;
  while ((c = wg_slice_at (*rest, at)) >= 0 && (quote != 0 ? c != quote : !is_space (c)))
    at++;
  *value = wg_slice_sub (*rest, begin, at - begin);
  *rest = from (*rest, quote != 0 ? at + 1 : at);
  return TRUE;
}

gboolean
wg_html_attribute (const WgHtmlToken *token, const char *name, WgSlice *value)
{
  WgSlice rest = token->text, found;

  while (wg_html_attribute_next (&rest, &found, value))
    if (wg_slice_is_nocase (found, name))
      {
        while (value->len > 0 && is_space (value->data[0]))
          *value = from (*value, 1);
        return TRUE;
      }
  *value = WG_SLICE_NONE;
  return FALSE;
}

static const struct
{
  const char *name;
  gchar byte;
} entities[] = {
    {"amp", '&'},   {"lt", '<'},    {"gt", '>'},   {"quot", '"'},
    {"apos", '\''}, {"sol", '/'},   {"lpar", '('}, {"rpar", ')'},
    {"nbsp", ' '},  {"colon", ':'}, {"Tab", '\t'}, {"NewLine", '\n'},
};

/* The character of what stands between '&' and ';', 0 where it is none. */
static gunichar
entity (WgSlice name)
{
  gunichar code = 0;
  gboolean hex = g_ascii_tolower ((gchar) MAX (wg_slice_at (name, 1), 0)) == 'x';

  if (wg_slice_at (name, 0) != '#')
    {
      for (guint i = 0; i < G_N_ELEMENTS (entities); i++)
        if (wg_slice_is (name, entities[i].name))
          return (guchar) entities[i].byte;
      return 0;
    }
  for (gsize i = hex ? 2 : 1; i < name.len; i++)
    {
      gint digit = hex ? g_ascii_xdigit_value ((gchar) name.data[i])
                       : g_ascii_digit_value ((gchar) name.data[i]);
      if (digit < 0 || code > 0x10ffff)
        return 0;
      code = code * (hex ? 16u : 10u) + (guint) digit;
    }
  return g_unichar_validate (code) ? code : 0;
}

void
wg_html_unescape (WgSlice text, GString *out)
{
  g_string_truncate (out, 0);
  for (gsize i = 0; i < text.len; i++)
    {
      gssize end = text.data[i] == '&' ? wg_slice_find (wg_slice_sub (text, i, 12), ';') : -1;
      gunichar code = end > 1 ? entity (wg_slice_sub (text, i + 1, (gsize) end - 1)) : 0;

      if (code == 0)
        {
          g_string_append_c (out, (gchar) text.data[i]);
          continue;
        }
      g_string_append_unichar (out, code);
      i += (gsize) end;
    }
}
