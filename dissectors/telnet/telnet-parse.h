#pragma once

#include "dissect/dissector.h"

/* Terminal sessions (RFC 854): options are negotiated in between the text. */

typedef enum
{
  WG_TELNET_TEXT,    /* @text: bytes up to the next command */
  WG_TELNET_COMMAND, /* one command, consumed */
  WG_TELNET_SHORT,   /* the reader ends inside a command; it did not move */
} WgTelnetPart;

/* The next part. @in_option: state between calls, FALSE at first: inside a subnegotiation,
 * whose bytes are passed over as commands. */
WgTelnetPart wg_telnet_next (WgReader *in, gboolean *in_option, WgSlice *text);

/* What the end of a server's line asks for. */
typedef enum
{
  WG_TELNET_ASKS_NOTHING,
  WG_TELNET_ASKS_USER,
  WG_TELNET_ASKS_PASSWORD,
} WgTelnetPrompt;

WgTelnetPrompt wg_telnet_prompt (WgSlice line);

/* What a server's line says about a login: 1 for yes, 0 for no, -1 for neither. */
gint wg_telnet_verdict (WgSlice line);

/* Begins with a negotiation of options. */
gboolean wg_telnet_is_negotiation (WgSlice bytes);
