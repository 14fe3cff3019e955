#include "report/human.h"

#include "base/text.h"

#define NS_PER_US G_GINT64_CONSTANT (1000)
#define NS_PER_MS G_GINT64_CONSTANT (1000000)
#define NS_PER_S  G_GINT64_CONSTANT (1000000000)

/* @tenths as "1.4", or from 10 on as "23". */
static void
append_tenths (GString *out, guint64 tenths)
{
  wg_uint_append (out, tenths / 10);
  if (tenths >= 100)
    return;
  g_string_append_c (out, '.');
  wg_uint_append (out, tenths % 10);
}

void
wg_human_bytes (GString *out, guint64 bytes)
{
  static const char *const units[] = {" kB", " MB", " GB", " TB", " PB", " EB"};
  guint64 unit = 1000;
  guint i = 0;

  if (bytes < 1000)
    {
      wg_uint_append (out, bytes);
      g_string_append (out, " B");
      return;
    }
  while (i + 1 < G_N_ELEMENTS (units) && bytes / unit >= 1000)
    {
      unit *= 1000;
      i++;
    }
  append_tenths (out, bytes / (unit / 10));
  g_string_append (out, units[i]);
}

void
wg_human_count (GString *out, guint64 count)
{
  gsize digits = out->len, from;

  wg_uint_append (out, count);
  for (from = out->len; from > digits + 3;)
    {
      from -= 3;
      g_string_insert_c (out, (gssize) from, ',');
    }
}

void
wg_human_plural (GString *out, guint64 count, const char *one, const char *many)
{
  wg_human_count (out, count);
  g_string_append_c (out, ' ');
  g_string_append (out, count == 1 ? one : many);
}

static void
append_pair (GString *out, guint64 big, const char *big_unit, guint64 small, const char *unit)
{
  wg_uint_append (out, big);
  g_string_append (out, big_unit);
  if (small == 0)
    return;
  g_string_append_c (out, ' ');
  wg_uint_append (out, small);
  g_string_append (out, unit);
}

void
wg_human_duration (GString *out, gint64 duration_ns)
{
  guint64 ns = duration_ns < 0 ? 0 - (guint64) duration_ns : (guint64) duration_ns;
  guint64 s = ns / NS_PER_S;

  if (duration_ns < 0)
    g_string_append_c (out, '-');
  if (ns == 0)
    g_string_append (out, "0 s");
  else if (ns < (guint64) NS_PER_MS)
    append_pair (out, MAX (ns / NS_PER_US, 1), " µs", 0, "");
  else if (ns < (guint64) NS_PER_S)
    {
      append_tenths (out, ns / (NS_PER_MS / 10));
      g_string_append (out, " ms");
    }
  else if (s < 60)
    {
      append_tenths (out, ns / (NS_PER_S / 10));
      g_string_append (out, " s");
    }
  else if (s < 3600)
    append_pair (out, s / 60, " min", s % 60, " s");
  else if (s < 86400)
    append_pair (out, s / 3600, " h", s / 60 % 60, " min");
  else
    append_pair (out, s / 86400, " d", s / 3600 % 24, " h");
}

void
wg_human_time (GString *out, gint64 time_ns)
{
  gsize at = out->len;

  wg_time_append (out, time_ns); /* 2021-05-27T15:48:50.134967000Z */
  out->str[at + 10] = ' ';
  g_string_truncate (out, at + 23);
  g_string_append (out, " UTC");
}

static guint
char_width (gunichar c)
{
  if (g_unichar_iszerowidth (c))
    return 0;
  return g_unichar_iswide (c) ? 2 : 1;
}

guint
wg_human_width (const char *text)
{
  guint width = 0;

  for (; *text != '\0'; text = g_utf8_next_char (text))
    width += char_width (g_utf8_get_char (text));
  return width;
}

void
wg_human_fit (GString *out, const char *text, guint width, gboolean pad)
{
  guint full = wg_human_width (text), used = 0;
  guint room = full > width ? width - 1 : width;

  for (; *text != '\0' && width > 0; text = g_utf8_next_char (text))
    {
      guint wide = char_width (g_utf8_get_char (text));
      if (wide > room - used)
        break;
      used += wide;
      g_string_append_len (out, text, g_utf8_next_char (text) - text);
    }
  if (full > width && width > 0)
    {
      g_string_append (out, "…");
      used++;
    }
  for (; pad && used < width; used++)
    g_string_append_c (out, ' ');
}

void
wg_human_wrap (GString *out, const char *text, guint width, guint indent)
{
  g_auto (GStrv) words = g_strsplit_set (text, " \n", -1);
  guint used = 0;

  for (guint i = 0; words[i] != NULL; i++)
    {
      guint len = wg_human_width (words[i]);

      if (len == 0)
        continue;
      if (used > 0 && used + 1 + len > width)
        {
          g_string_append_c (out, '\n');
          used = 0;
        }
      if (used == 0)
        g_string_append_printf (out, "%*s", indent, "");
      else
        g_string_append_c (out, ' ');
      used = used == 0 ? indent + len : used + 1 + len;
      g_string_append (out, words[i]);
    }
  if (used > 0)
    g_string_append_c (out, '\n');
}
