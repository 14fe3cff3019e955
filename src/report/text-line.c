#include "report/text-line.h"

#include "report/human.h"

#define FRAME_WIDTH 7u
#define INDENT      12u

static const char *const inks[] = {
    [WG_INK_PLAIN] = "",           [WG_INK_BOLD] = "\033[1m", [WG_INK_DIM] = "\033[2m",
    [WG_INK_GOOD] = "\033[32m",    [WG_INK_BAD] = "\033[31m", [WG_INK_ODD] = "\033[33m",
    [WG_INK_WORST] = "\033[1;31m", [WG_INK_NEW] = "\033[36m",
};

void
wg_text_ink (GString *out, const WgTextStyle *style, WgInk ink, const char *text)
{
  if (!style->colours || ink == WG_INK_PLAIN || *text == '\0')
    {
      g_string_append (out, text);
      return;
    }
  g_string_append (out, inks[ink]);
  g_string_append (out, text);
  g_string_append (out, "\033[0m");
}

WgTextLine
wg_text_line (GString *out, const WgTextStyle *style, guint32 frame, WgFrom from)
{
  static const char *const arrows[] = {"   ", "→  ", "←  "};
  g_autofree char *number = frame > 0 ? g_strdup_printf ("%7u  ", frame) : NULL;

  if (number != NULL)
    wg_text_ink (out, style, WG_INK_DIM, number);
  else
    g_string_append (out, "         ");
  g_string_append (out, arrows[from]);
  return (WgTextLine){out, style, INDENT, TRUE};
}

void
wg_text_line_end (WgTextLine *line)
{
  g_string_append_c (line->out, '\n');
}

void
wg_text_join (WgTextLine *line, const char *joint, WgInk ink, const char *part)
{
  guint wide = wg_human_width (part), between = wg_human_width (joint);

  if (*part == '\0')
    return;
  if (!line->empty && line->used + between + wide > line->style->width)
    {
      g_string_append_printf (line->out, "%s\n%*s", *joint == ',' ? "," : "", INDENT + 2, "");
      line->used = INDENT + 2;
    }
  else if (!line->empty)
    {
      g_string_append (line->out, joint);
      line->used += between;
    }
  wg_text_ink (line->out, line->style, ink, part);
  line->used += wide;
  line->empty = FALSE;
}

void
wg_text_add (WgTextLine *line, WgInk ink, const char *part)
{
  wg_text_join (line, " · ", ink, part);
}

void
wg_text_addf (WgTextLine *line, WgInk ink, const char *format, ...)
{
  g_autofree char *part = NULL;
  va_list args;

  va_start (args, format);
  part = g_strdup_vprintf (format, args);
  va_end (args);
  wg_text_add (line, ink, part);
}

char *
wg_text_of (const WgTextStyle *style, WgValue value, guint columns)
{
  g_autoptr (GString) whole = g_string_new (NULL);
  GString *shortened = g_string_new (NULL);

  wg_value_append (whole, value, style->mask);
  wg_human_fit (shortened, whole->str, columns, FALSE);
  return g_string_free (shortened, FALSE);
}

void
wg_text_add_value (
    WgTextLine *line, WgInk ink, const char *before, WgValue value, const char *after)
{
  g_autofree char *text = NULL;

  if (!wg_value_is (value))
    return;
  text = wg_text_of (line->style, value, line->style->width - INDENT - 2);
  wg_text_addf (line, ink, "%s%s%s", before, text, after);
}

char *
wg_text_version (const char *name)
{
  GString *text = g_string_new (NULL);
  const char *digit = name;

  while (g_ascii_isalpha (*digit))
    g_string_append_c (text, g_ascii_toupper (*digit++));
  if (*digit != '\0' && text->len > 0)
    g_string_append_c (text, ' ');
  g_string_append (text, digit);
  return g_string_free (text, FALSE);
}
