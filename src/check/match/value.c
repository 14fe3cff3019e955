#include "check/match/value.h"

#include "base/limits.h"
#include "check/match/scan.h"

#define Q WG_BYTES_QUOTE
#define A WG_BYTES_ANGLE
#define B WG_BYTES_BRACKET

/* What may end the string or number that a value stands in. */
#define M (1u << 15)

static const guint16 classes[256] = {
    [1 ... 8] = WG_BYTES_OTHER,
    [11 ... 12] = WG_BYTES_OTHER,
    [14 ... 31] = WG_BYTES_OTHER,
    [127 ... 255] = WG_BYTES_OTHER,
    [0] = WG_BYTES_SEPARATOR | WG_BYTES_OTHER,
    ['\t'] = WG_BYTES_SPACE,
    ['\n'] = WG_BYTES_SEPARATOR | WG_BYTES_SPACE,
    ['\r'] = WG_BYTES_SEPARATOR | WG_BYTES_SPACE,
    [' '] = WG_BYTES_SPACE,
    ['+'] = WG_BYTES_SPACE,
    ['\''] = Q | M,
    ['"'] = Q | M,
    ['`'] = Q | M,
    ['<'] = A | M,
    ['>'] = A | M,
    ['('] = B | M,
    [')'] = B | M,
    ['{'] = B,
    ['}'] = B,
    ['['] = B,
    [']'] = B,
    ['%'] = WG_BYTES_PERCENT,
    ['&'] = WG_BYTES_ESCAPE | WG_BYTES_SEPARATOR,
    ['\\'] = WG_BYTES_ESCAPE | WG_BYTES_SLASH | M,
    [';'] = WG_BYTES_SEPARATOR | M,
    ['|'] = WG_BYTES_SEPARATOR | M,
    ['$'] = WG_BYTES_DOLLAR,
    [':'] = WG_BYTES_COLON,
    ['.'] = WG_BYTES_DOT,
    ['/'] = WG_BYTES_SLASH,
    ['_'] = WG_BYTES_UNDERSCORE | M,
    ['='] = M,
    ['*'] = M,
    ['#'] = M,
    ['@'] = M,
};

static guint
classes_in (WgSlice text)
{
  guint all = 0;

  for (gsize i = 0; i < text.len; i++)
    all |= classes[text.data[i]];
  return all;
}

guint
wg_bytes_in (WgSlice text)
{
  return classes_in (text) & ~M;
}

static gint
hex_at (WgSlice text, gsize at, guint digits)
{
  gint value = 0;

  for (guint i = 0; i < digits; i++)
    {
      gint c = wg_slice_at (text, at + i);
      gint digit = c < 0 ? -1 : g_ascii_xdigit_value ((gchar) c);
      if (digit < 0)
        return -1;
      value = value * 16 + digit;
    }
  return value;
}

static gsize
put_percent (WgSlice text, gsize at, GString *out)
{
  gint byte = hex_at (text, at + 1, 2);

  if (byte < 0 && g_ascii_tolower ((gchar) MAX (wg_slice_at (text, at + 1), 0)) == 'u'
      && (byte = hex_at (text, at + 2, 4)) >= 0)
    {
      g_string_append_c (out, byte < 128 ? (gchar) byte : '?');
      return 6;
    }
  g_string_append_c (out, byte >= 0 ? (gchar) byte : '%');
  return byte >= 0 ? 3 : 1;
}

static void
percent (WgSlice text, gboolean plus, GString *out)
{
  gsize at = 0;

  g_string_truncate (out, 0);
  while (at < text.len)
    {
      guint8 c = text.data[at];
      if (c == '%')
        at += put_percent (text, at, out);
      else
        {
          g_string_append_c (out, plus && c == '+' ? ' ' : (gchar) c);
          at++;
        }
    }
}

/* "&lt;", "&#60;", "&#x3c;" at @at: its length, or 0. */
static gsize
put_entity (WgSlice text, gsize at, GString *out)
{
  static const struct
  {
    const char *name;
    gchar c;
  } names[] = {
      {"&lt;", '<'},   {"&gt;", '>'},       {"&amp;", '&'},   {"&quot;", '"'},
      {"&#39;", '\''}, {"&apos;", '\''},    {"&lpar;", '('},  {"&rpar;", ')'},
      {"&tab;", '\t'}, {"&newline;", '\n'}, {"&colon;", ':'},
  };
  gboolean hex;
  gsize i;
  gint value = 0;

  for (i = 0; i < G_N_ELEMENTS (names); i++)
    if (wg_is_at (text, at, names[i].name))
      {
        g_string_append_c (out, names[i].c);
        return strlen (names[i].name);
      }
  if (wg_slice_at (text, at + 1) != '#')
    return 0;
  hex = wg_is_at (text, at + 2, "x");
  for (i = at + (hex ? 3 : 2); i < at + 12; i++)
    {
      gint c = wg_slice_at (text, i);
      gint digit = c < 0 ? -1
                   : hex ? g_ascii_xdigit_value ((gchar) c)
                         : g_ascii_digit_value ((gchar) c);
      if (digit < 0)
        break;
      value = value * (hex ? 16 : 10) + digit;
    }
  if (value <= 0 || value > 126)
    return 0;
  g_string_append_c (out, (gchar) value);
  return i - at + (wg_slice_at (text, i) == ';');
}

/* "\u003c", "\x3c" at @at: its length, or 0. */
static gsize
put_backslash (WgSlice text, gsize at, GString *out)
{
  gint c = wg_slice_at (text, at + 1);
  guint digits = c == 'u' ? 4 : 2;
  gint value = c == 'u' || c == 'x' ? hex_at (text, at + 2, digits) : -1;

  if (value <= 0 || value > 126)
    return 0;
  g_string_append_c (out, (gchar) value);
  return 2 + digits;
}

/* Entities and escapes undone, NUL bytes left out. */
static void
escapes (WgSlice text, GString *out)
{
  gsize at = 0;

  g_string_truncate (out, 0);
  while (at < text.len)
    {
      guint8 c = text.data[at];
      gsize len = c == '&'    ? put_entity (text, at, out)
                  : c == '\\' ? put_backslash (text, at, out)
                              : 0;
      if (len == 0 && c != '\0')
        g_string_append_c (out, (gchar) c);
      at += len > 0 ? len : 1;
    }
}

static gboolean
has_percent (WgSlice text)
{
  gssize at = -1;

  while ((at = wg_scan (text, (gsize) (at + 1), "%")) >= 0)
    if (hex_at (text, (gsize) at + 1, 2) >= 0 || wg_is_at (text, (gsize) at + 1, "u00"))
      return TRUE;
  return FALSE;
}

static GString *
room (WgValue *value, guint i)
{
  if (value->room[i] == NULL)
    value->room[i] = g_string_sized_new (256);
  return value->room[i];
}

static WgSlice
slice_of (const GString *text)
{
  return wg_slice (text->str, text->len);
}

void
wg_value_open (WgValue *value, WgSlice raw, WgValueCoding coding)
{
  guint bytes;

  raw.len = MIN (raw.len, WG_LIMIT_MATCH_LEN);
  value->once = raw;
  value->twice = FALSE;
  bytes = classes_in (raw);
  if (coding != WG_CODING_PLAIN
      && ((bytes & WG_BYTES_PERCENT) != 0
          || (coding == WG_CODING_FORM && wg_slice_find (raw, '+') >= 0)))
    {
      percent (raw, coding == WG_CODING_FORM, room (value, 0));
      value->once = slice_of (value->room[0]);
      bytes = classes_in (value->once);
    }
  value->deep = value->once;
  value->bytes = bytes;
  if ((bytes & WG_BYTES_PERCENT) != 0 && has_percent (value->once))
    {
      g_autoptr (GString) again = g_string_sized_new (value->once.len);

      value->twice = coding != WG_CODING_PLAIN;
      percent (value->once, FALSE, again);
      escapes (slice_of (again), room (value, 1));
      value->deep = slice_of (value->room[1]);
    }
  else if ((bytes & WG_BYTES_ESCAPE) != 0
           || ((bytes & WG_BYTES_OTHER) != 0 && wg_slice_find (value->once, '\0') >= 0))
    {
      escapes (value->once, room (value, 1));
      value->deep = slice_of (value->room[1]);
    }
  if (value->deep.data != value->once.data)
    {
      if (wg_slice_equal (value->deep, value->once))
        value->deep = value->once;
      else
        value->bytes |= classes_in (value->deep);
    }
  value->may_break_out = (value->bytes & M) != 0;
  value->bytes &= ~M;
}

void
wg_value_clear (WgValue *value)
{
  for (guint i = 0; i < G_N_ELEMENTS (value->room); i++)
    if (value->room[i] != NULL)
      g_string_free (value->room[i], TRUE);
  memset (value, 0, sizeof *value);
}
