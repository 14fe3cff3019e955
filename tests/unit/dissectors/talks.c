#include "../unit.h"

#include "talks.h"

static gsize
from_hex (const char *text, guint8 *out, gsize max)
{
  gsize n = 0;

  for (; *text != '\0'; text++)
    {
      if (*text == ' ')
        continue;
      assert_true (g_ascii_isxdigit (text[0]) && g_ascii_isxdigit (text[1]) && n < max);
      out[n++] =
          (guint8) (g_ascii_xdigit_value (text[0]) * 16 + g_ascii_xdigit_value (text[1]));
      text++;
    }
  return n;
}

static void
say (WgScript *script, const char *line)
{
  WgDir dir = g_ascii_toupper (line[0]) == 'C' ? WG_CLIENT : WG_SERVER;
  guint8 bytes[1024];

  if (g_str_equal (line + 1, " gap"))
    wg_script_gap (script, dir, 100);
  else if (g_ascii_islower (line[0]))
    wg_script_say (script, dir, wg_slice (bytes, from_hex (line + 2, bytes, sizeof bytes)));
  else
    {
      g_autofree char *text = g_strconcat (line + 3, "\r\n", NULL);
      wg_script_say (script, dir, wg_slice_str (text));
    }
}

/* Records of other lists than logins are other tests' business. */
static char *
logins_of (const char *told)
{
  g_auto (GStrv) lines = g_strsplit (told, "\n", -1);
  GString *kept = g_string_new (NULL);

  for (guint i = 0; lines[i] != NULL; i++)
    if (g_str_has_prefix (lines[i], "logins ") || g_str_has_prefix (lines[i], "ftp_data ")
        || g_str_has_prefix (lines[i], "protocols"))
      g_string_append_printf (kept, "%s\n", lines[i]);
  return g_string_free (kept, FALSE);
}

static void
check_talk (const Talk *talk, gsize chunk_len)
{
  WgScript *script = wg_script_new (talk->dissector, talk->port, 0, chunk_len);
  g_autofree char *told = NULL;
  g_autofree char *logins = NULL;

  for (guint i = 0; talk->lines[i] != NULL; i++)
    say (script, talk->lines[i]);
  told = wg_script_finish (script);
  logins = logins_of (told);
  if (!g_str_equal (logins, talk->expected))
    fail_msg ("%s, in pieces of %u:\n%sinstead of\n%s", talk->name, (guint) chunk_len, logins,
              talk->expected);
}

void
check_talks (const Talk *talks, gsize n)
{
  static const gsize chunks[] = {0, 1, 2, 3, 7};

  for (gsize i = 0; i < n; i++)
    for (guint c = 0; c < G_N_ELEMENTS (chunks); c++)
      check_talk (&talks[i], chunks[c]);
}
