#include "check/match/json.h"

#include "base/limits.h"

G_STATIC_ASSERT (WG_LIMIT_JSON_DEPTH <= 64);

/* Strings that are longer are searched by the library. */
#define SHORT_LEN 24u

enum
{
  SPACE = 1,
  STOP = 2, /* of a string */
  WORD = 4, /* of numbers and words */
};

static const guint8 classes[256] = {
    [' '] = SPACE, ['\t'] = SPACE,       ['\r'] = SPACE,       ['\n'] = SPACE,
    ['"'] = STOP,  ['\\'] = STOP,        ['-'] = WORD,         ['+'] = WORD,
    ['.'] = WORD,  ['0' ... '9'] = WORD, ['A' ... 'Z'] = WORD, ['a' ... 'z'] = WORD,
};

static gsize
run_of (WgSlice text, gsize at, guint8 class)
{
  while (at < text.len && (classes[text.data[at]] & class) != 0)
    at++;
  return at;
}

static void
advance (WgJson *json, gsize len)
{
  json->rest = wg_slice (json->rest.data + len, json->rest.len - len);
}

static inline gint
skip_space (WgJson *json)
{
  if (json->rest.len > 0 && (classes[json->rest.data[0]] & SPACE) != 0)
    advance (json, run_of (json->rest, 1, SPACE));
  return wg_slice_at (json->rest, 0);
}

void
wg_json_begin (WgJson *json, WgSlice text)
{
  memset (json, 0, sizeof *json);
  json->rest =
      wg_slice_has_prefix (text, "\xef\xbb\xbf") ? wg_slice_sub (text, 3, text.len) : text;
}

/* Where the string's last quote is; the text's length where it has none. */
static gsize
end_of_string (WgSlice text, gboolean *escaped)
{
  gsize at = 1, most = MIN (text.len, SHORT_LEN);
  gssize quote;

  *escaped = FALSE;
  while (at < most && (classes[text.data[at]] & STOP) == 0)
    at++;
  if (at == most && at < text.len)
    {
      WgSlice rest = wg_slice (text.data + at, text.len - at);

      quote = wg_slice_find (rest, '"');
      if (quote < 0)
        return text.len;
      rest.len = (gsize) quote;
      if (wg_slice_find (rest, '\\') < 0)
        return at + rest.len;
    }
  while (at < text.len && text.data[at] != '"')
    {
      *escaped |= text.data[at] == '\\';
      at += text.data[at] == '\\' ? 2 : 1;
    }
  return MIN (at, text.len);
}

static gboolean
take_string (WgJson *json, WgSlice *out, gboolean *escaped)
{
  gsize end;

  if (wg_slice_at (json->rest, 0) != '"')
    return FALSE;
  end = end_of_string (json->rest, escaped);
  if (end == json->rest.len)
    return FALSE;
  *out = wg_slice (json->rest.data + 1, end - 1);
  advance (json, end + 1);
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
  gsize at;

  item->depth = json->depth;
  if (c == '{' || c == '[')
    return open_level (json, item, c == '{');
  if (c == '"')
    {
      item->kind = WG_JSON_STRING;
      return take_string (json, &item->value, &item->escaped);
    }
  item->kind = c == '-' || g_ascii_isdigit (c) ? WG_JSON_NUMBER : WG_JSON_WORD;
  at = run_of (json->rest, 0, WORD);
  item->value = wg_slice (json->rest.data, at);
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
  gboolean escaped;

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
      if (!take_string (json, &item->key, &escaped) || skip_space (json) != ':')
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
