#include "messages.h"

#include "../unit.h"

#include "wire.h"

static void
play (WgScript *script, const char *packet)
{
  WgDir dir = packet[0] == 'C' ? WG_CLIENT : WG_SERVER;
  g_autoptr (GByteArray) bytes = NULL;

  switch (packet[1])
    {
    case '!':
      wg_script_gap (script, dir, 100);
      break;
    case '.':
      wg_script_eof (script, dir);
      break;
    default:
      bytes = wire (packet + 1);
      wg_script_say (script, dir, wire_slice (bytes));
      break;
    }
}

static char *
messages_of (const char *told)
{
  g_auto (GStrv) lines = g_strsplit (told, "\n", -1);
  GString *kept = g_string_new (NULL);

  for (guint i = 0; lines[i] != NULL; i++)
    if (g_str_has_prefix (lines[i], "message "))
      g_string_append_printf (kept, "%s\n", lines[i] + strlen ("message "));
  return g_string_free (kept, FALSE);
}

static void
check_telling (const Telling *telling, gsize chunk_len)
{
  WgScript *script = telling->datagrams ? wg_script_new_datagrams (NULL, telling->port)
                                        : wg_script_new (telling->dissector, telling->port,
                                                         WG_WANT_MESSAGES, chunk_len);
  g_autofree char *told = NULL;
  g_autofree char *messages = NULL;

  wg_script_take_messages (script);
  for (guint i = 0; telling->packets[i] != NULL; i++)
    play (script, telling->packets[i]);
  told = wg_script_finish (script);
  messages = messages_of (told);
  if (!g_str_equal (messages, telling->expected))
    fail_msg ("%s, in pieces of %u:\n%sinstead of\n%s", telling->name, (guint) chunk_len,
              messages, telling->expected);
}

void
check_tellings (const Telling *tellings, gsize n)
{
  static const gsize chunks[] = {0, 1, 2, 3, 7};

  for (gsize i = 0; i < n; i++)
    for (guint c = 0; c < G_N_ELEMENTS (chunks); c++)
      check_telling (&tellings[i], chunks[c]);
}
