#include "irc/irc-parse.h"

gboolean
wg_irc_parse (WgSlice line, WgIrcMessage *out)
{
  *out = (WgIrcMessage){.params = line};
  if (wg_slice_at (line, 0) == '@') /* tags of IRCv3 */
    (void) wg_line_word (&out->params);
  if (wg_slice_at (out->params, 0) == ':')
    {
      out->prefix = wg_line_word (&out->params);
      out->prefix = wg_slice_sub (out->prefix, 1, out->prefix.len);
    }
  out->command = wg_line_word (&out->params);
  return out->command.len > 0;
}

WgSlice
wg_irc_trailing (WgSlice params)
{
  if (wg_slice_at (params, 0) == ':')
    return wg_slice_sub (params, 1, params.len);
  return params;
}

gboolean
wg_irc_parse_identify (const WgIrcMessage *message, WgSlice *nick, WgSlice *password)
{
  WgSlice rest = message->params, first;

  if (wg_slice_is_nocase (message->command, "PRIVMSG"))
    {
      if (!wg_slice_has_prefix_nocase (wg_line_word (&rest), "NickServ"))
        return FALSE;
    }
  else if (!wg_slice_is_nocase (message->command, "NICKSERV")
           && !wg_slice_is_nocase (message->command, "NS"))
    return FALSE;
  rest = wg_irc_trailing (rest);
  if (!wg_slice_is_nocase (wg_line_word (&rest), "IDENTIFY"))
    return FALSE;
  first = wg_line_word (&rest);
  *nick = rest.len > 0 ? first : WG_SLICE_NONE;
  *password = rest.len > 0 ? wg_line_word (&rest) : first;
  return password->len > 0;
}

gboolean
wg_irc_is_client (WgSlice bytes)
{
  gssize end = wg_slice_find (bytes, '\n');
  WgSlice line = wg_slice_sub (bytes, 0, end < 0 ? bytes.len : (gsize) end);

  if (wg_line_begins (line, "USER"))
    return wg_slice_find (line, ':') > 0;
  return wg_line_begins (line, "NICK") || wg_slice_has_prefix_nocase (line, "CAP LS")
         || wg_slice_has_prefix_nocase (line, "CAP REQ");
}

gboolean
wg_irc_is_server (WgSlice bytes)
{
  gssize end = wg_slice_find (bytes, '\n');
  WgSlice line = wg_slice_sub (bytes, 0, end < 0 ? bytes.len : (gsize) end);
  WgIrcMessage m;

  if (wg_slice_has_prefix (line, "NOTICE AUTH :") || wg_slice_has_prefix (line, "NOTICE * :")
      || wg_slice_has_prefix (line, "ERROR :"))
    return TRUE;
  if (wg_slice_at (line, 0) != ':' || !wg_irc_parse (line, &m) || m.prefix.len == 0)
    return FALSE;
  if (m.command.len == 3 && g_ascii_isdigit ((gchar) wg_slice_at (m.command, 0))
      && g_ascii_isdigit ((gchar) wg_slice_at (m.command, 2)))
    return TRUE;
  return wg_slice_is (m.command, "NOTICE") || wg_slice_is (m.command, "CAP");
}
