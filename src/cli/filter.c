#include "cli/filter.h"

#include "base/text.h"
#include "cli/cli.h"

/* Of a long expression, so much before and behind the mistake. */
#define SHOWN_BEFORE 50u
#define SHOWN_BEHIND 25u

/* The column that a byte of UTF-8 begins, or 0 where it goes on with one. */
static guint
columns (const char *text, gsize len)
{
  guint n = 0;

  for (gsize i = 0; i < len; i++)
    n += ((guint8) text[i] & 0xc0) != 0x80;
  return n;
}

static void
show_place (const char *text, const WgFilterMistake *mistake)
{
  guint from = mistake->off > SHOWN_BEFORE ? mistake->off - SHOWN_BEFORE : 0;
  gsize len = strlen (text), end = MIN ((gsize) mistake->off + mistake->len, len);
  gsize to = MIN (end + SHOWN_BEHIND, MIN (len, (gsize) from + 2 * SHOWN_BEFORE));
  g_autofree char *part = g_strndup (text + from, to - from);
  g_autoptr (GString) marks = g_string_new (NULL);

  for (char *p = part; *p != '\0'; p++)
    if (g_ascii_iscntrl (*p))
      *p = ' ';
  for (guint n = columns (part, mistake->off - from); n > 0; n--)
    g_string_append_c (marks, ' ');
  g_string_append_c (marks, '^');
  for (guint n = columns (text + mistake->off, MIN (end, to) - mistake->off); n > 1; n--)
    g_string_append_c (marks, '~');
  wg_cli_say ("  %s", part);
  wg_cli_say ("  %s", marks->str);
}

WgFilter *
wg_cli_filter_compile (const WgFilterFields *fields, const char *text, const char *command)
{
  g_autoptr (GError) error = NULL;
  WgFilter *filter = wg_filter_compile (fields, text, &error);

  if (filter != NULL)
    return filter;
  wg_cli_say ("%s: --filter: %s", command, error->message);
  show_place (text, wg_filter_mistake (error));
  return NULL;
}
