#include "check/match/json.h"

#include "base/limits.h"

G_STATIC_ASSERT (WG_LIMIT_JSON_DEPTH <= 64);

static gint
skip_space (WgJson *json)
{
  gsize at = 0;

  while (at < json->rest.len && memchr (" \t\r\n", json->rest.data[at], 4) != NULL)
    at++;
  json->rest = wg_slice_sub (json->rest, at, json->rest.len);
  return wg_slice_at (json->rest, 0);
}

static void
advance (WgJson *json, gsize len)
{
  json->rest = wg_slice_sub (json->rest, len, json->rest.len);
}

void
wg_json_begin (WgJson *json, WgSlice text)
{
  memset (json, 0, sizeof *json);
  json->rest =
      wg_slice_has_prefix (text, "\xef\xbb\xbf") ? wg_slice_sub (text, 3, text.len) : text;
}

static gboolean
take_string (WgJson *json, WgSlice *out)
{
  gsize at = 1;
  gint c;

  if (wg_slice_at (json->rest, 0) != '"')
    return FALSE;
  while ((c = wg_slice_at (json->rest, at)) >= 0 && c != '"')
    at += c == '\\' ? 2 : 1;
  if (c < 0)
    return FALSE;
  *out = wg_slice_sub (json->rest, 1, at - 1);
  advance (json, at + 1);
  return TRUE;
}

static gboolean
open_level (WgJson *json, WgJsonItem *item, gboolean object)
{
  if (json->depth >= WG_LIMIT_JSON_DEPTH)
    return FALSE;
  item->kind = object ? WG_JSON_OBJECT : WG_JSON_ARRAY;
  if (object)
    json->objects |= G_GUINT64_CONSTANT (1) << json->depth;
  else
    json->objects &= ~(G_GUINT64_CONSTANT (1) << json->depth);
  json->depth++;
  advance (json, 1);
  return TRUE;
}

static gboolean
take_value (WgJson *json, WgJsonItem *item)
{
  gint c = skip_space (json);
  gsize at = 0;

  item->depth = json->depth;
  if (c == '{' || c == '[')
    return open_level (json, item, c == '{');
  if (c == '"')
    {
      item->kind = WG_JSON_STRING;
      return take_string (json, &item->value);
    }
  item->kind = c == '-' || g_ascii_isdigit (c) ? WG_JSON_NUMBER : WG_JSON_WORD;
  while ((c = wg_slice_at (json->rest, at)) >= 0
         && (g_ascii_isalnum (c) || c == '-' || c == '+' || c == '.'))
    at++;
  item->value = wg_slice_sub (json->rest, 0, at);
  advance (json, at);
  return at > 0;
}

static gboolean
in_object (const WgJson *json)
{
  return json->depth > 0 && (json->objects >> (json->depth - 1) & 1) != 0;
}

static gboolean
next (WgJson *json, WgJsonItem *item)
{
  gint c = skip_space (json);

  if (json->depth > 0 && c == ',')
    {
      advance (json, 1);
      c = skip_space (json);
    }
  if (json->depth > 0 && c == (in_object (json) ? '}' : ']'))
    {
      item->kind = WG_JSON_CLOSE;
      item->depth = --json->depth;
      advance (json, 1);
      return TRUE;
    }
  if (c < 0)
    return FALSE;
  if (in_object (json))
    {
      if (!take_string (json, &item->key) || skip_space (json) != ':')
        return FALSE;
      advance (json, 1);
    }
  return take_value (json, item);
}

gboolean
wg_json_next (WgJson *json, WgJsonItem *item)
{
  memset (item, 0, sizeof *item);
  if (json->broken)
    return FALSE;
  json->broken = !next (json, item);
  return !json->broken;
}

/* Four hex digits from @at on, or -1. */
static gint
code_unit (WgSlice text, gsize at)
{
  gint code = 0;

  for (gsize i = 0; i < 4; i++)
    {
      gint digit = at + i < text.len ? g_ascii_xdigit_value ((gchar) text.data[at + i]) : -1;
      if (digit < 0)
        return -1;
      code = code * 16 + digit;
    }
  return code;
}

static gsize
append_code (WgSlice text, gsize at, GString *out)
{
  gint code = code_unit (text, at), low;

  if (code < 0)
    return 0;
  if (code >= 0xd800 && code < 0xdc00 && wg_slice_at (text, at + 4) == '\\'
      && wg_slice_at (text, at + 5) == 'u' && (low = code_unit (text, at + 6)) >= 0xdc00
      && low < 0xe000)
    {
      g_string_append_unichar (out,
                               (gunichar) (0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00)));
      return 10;
    }
  g_string_append_unichar (out,
                           g_unichar_validate ((gunichar) code) ? (gunichar) code : 0xfffd);
  return 4;
}

void
wg_json_unescape (WgSlice text, GString *out)
{
  static const gchar plain[] = "bfnrt\"\\/", means[] = "\b\f\n\r\t\"\\/";

  g_string_truncate (out, 0);
  for (gsize i = 0; i < text.len; i++)
    {
      gint c = text.data[i] == '\\' ? wg_slice_at (text, i + 1) : -1;
      const gchar *known = c > 0 ? strchr (plain, c) : NULL;

      if (c == 'u')
        {
          gsize len = append_code (text, i + 2, out);
          i += len > 0 ? len + 1 : 0;
        }
      else if (known != NULL)
        {
          g_string_append_c (out, means[known - plain]);
          i++;
        }
      else
        g_string_append_c (out, (gchar) text.data[i]);
    }
}

gboolean
wg_json_looks_like (WgSlice text)
{
  WgJson json;
  gint c;

  wg_json_begin (&json, text);
  c = skip_space (&json);
  return c == '{' || c == '[';
}
