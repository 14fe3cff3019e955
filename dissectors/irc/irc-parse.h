#pragma once

#include "line/line.h"

/* Chat (RFC 1459, RFC 2812, IRCv3). */

/* @prefix: who sends it, without the colon; @command: a word or three digits */
typedef struct
{
  WgSlice prefix;
  WgSlice command;
  WgSlice params;
} WgIrcMessage;

/* A line without its ending; parts are borrowed from it. FALSE where it holds no command. */
gboolean wg_irc_parse (WgSlice line, WgIrcMessage *out);

/* A message to NickServ, told as "PRIVMSG NickServ :IDENTIFY [nick] password" or by one of the
 * shorter commands. @nick is empty where it is not said. */
gboolean wg_irc_parse_identify (const WgIrcMessage *message, WgSlice *nick, WgSlice *password);

/* What follows the colon of the last parameter, or the whole. */
WgSlice wg_irc_trailing (WgSlice params);

/* The first line is one that clients of this protocol, and no others, begin with. */
gboolean wg_irc_is_client (WgSlice bytes);
/* The first line is a server's: a prefix, then a command. */
gboolean wg_irc_is_server (WgSlice bytes);
