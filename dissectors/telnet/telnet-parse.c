#include "telnet/telnet-parse.h"

#define IAC  0xff
#define DONT 0xfe
#define WILL 0xfb
#define SB   0xfa
#define SE   0xf0

/* Inside IAC SB .. up to IAC SE. */
static WgTelnetPart
pass_option (WgReader *in, gboolean *in_option)
{
  gsize start = wg_reader_tell (in);
  WgSlice skipped;
  guint8 next;

  if (!wg_reader_until (in, IAC, &skipped))
    return wg_reader_skip (in, wg_reader_left (in)) ? WG_TELNET_COMMAND : WG_TELNET_SHORT;
  if (wg_reader_u8 (in, &next))
    {
      *in_option = next != SE;
      return WG_TELNET_COMMAND;
    }
  wg_reader_seek (in, start + skipped.len);
  return skipped.len > 0 ? WG_TELNET_COMMAND : WG_TELNET_SHORT;
}

WgTelnetPart
wg_telnet_next (WgReader *in, gboolean *in_option, WgSlice *text)
{
  gsize start = wg_reader_tell (in);
  gssize at = wg_slice_find (wg_reader_rest (in), IAC);
  guint8 iac, command;

  *text = WG_SLICE_NONE;
  if (wg_reader_left (in) == 0)
    return WG_TELNET_SHORT;
  if (*in_option)
    return pass_option (in, in_option);
  if (at != 0)
    return wg_reader_take (in, at < 0 ? wg_reader_left (in) : (gsize) at, text)
               ? WG_TELNET_TEXT
               : WG_TELNET_SHORT;
  if (wg_reader_u8 (in, &iac) && wg_reader_u8 (in, &command)
      && (command < WILL || command > DONT || wg_reader_skip (in, 1)))
    {
      *in_option = command == SB;
      return WG_TELNET_COMMAND;
    }
  wg_reader_seek (in, start);
  return WG_TELNET_SHORT;
}

static gboolean
has (WgSlice line, const char *word)
{
  for (gsize i = 0; i < line.len; i++)
    if (wg_slice_has_prefix_nocase (wg_slice_sub (line, i, line.len), word))
      return TRUE;
  return FALSE;
}

WgTelnetPrompt
wg_telnet_prompt (WgSlice line)
{
  static const char *const user[] = {"login", "user", "username", "account", "benutzer"};
  static const char *const password[] = {"password", "passwd", "passcode", "passwort"};

  line = wg_slice_trim (line);
  if (line.len == 0 || wg_slice_at (line, line.len - 1) != ':' || has (line, "last login"))
    return WG_TELNET_ASKS_NOTHING;
  for (guint i = 0; i < G_N_ELEMENTS (password); i++)
    if (has (line, password[i]))
      return WG_TELNET_ASKS_PASSWORD;
  for (guint i = 0; i < G_N_ELEMENTS (user); i++)
    if (has (line, user[i]))
      return WG_TELNET_ASKS_USER;
  return WG_TELNET_ASKS_NOTHING;
}

gint
wg_telnet_verdict (WgSlice line)
{
  static const char *const no[] = {"incorrect", "invalid",      "failed",     "failure",
                                   "denied",    "bad password", "not correct"};
  static const char *const yes[] = {"last login", "welcome"};
  gsize len;

  for (guint i = 0; i < G_N_ELEMENTS (no); i++)
    if (has (line, no[i]))
      return 0;
  for (guint i = 0; i < G_N_ELEMENTS (yes); i++)
    if (has (line, yes[i]))
      return 1;
  line = wg_slice_trim (line);
  len = line.len;
  return len > 0 && strchr ("$#>%", wg_slice_at (line, len - 1)) != NULL ? 1 : -1;
}

gboolean
wg_telnet_is_negotiation (WgSlice bytes)
{
  gint command = wg_slice_at (bytes, 1), option = wg_slice_at (bytes, 2);

  return wg_slice_at (bytes, 0) == IAC
         && ((command >= WILL && command <= DONT && option >= 0 && option < 64)
             || (command == SB && option >= 0 && option < 64));
}
