#pragma once

#include "line/line.h"

/* Commands that change what comes next; all others are %WG_SMTP_OTHER. */
typedef enum
{
  WG_SMTP_OTHER = 1,
  WG_SMTP_AUTH,
  WG_SMTP_STARTTLS,
  WG_SMTP_DATA,
  WG_SMTP_BDAT,
  WG_SMTP_EHLO,
  WG_SMTP_MAIL,
  WG_SMTP_MASKED, /* all X */
} WgSmtpVerb;

typedef struct
{
  WgSmtpVerb verb;
  WgSlice name;
  WgSlice argument;
} WgSmtpCommand;

/* Nothing but X, of which the last may be A: a firewall wrote over a word that it did not
 * know. */
gboolean wg_smtp_is_masked (WgSlice word);

/* A command line without its ending (RFC 5321 §4.1.1); parts are borrowed from @line. */
void wg_smtp_parse_command (WgSlice line, WgSmtpCommand *out);

/* Length of the chunk that follows "BDAT" (RFC 3030 §2). */
gboolean wg_smtp_parse_bdat (WgSlice argument, guint64 *len);

/* The first bytes begin with a command that SMTP and no other protocol has. */
gboolean wg_smtp_is_client (WgSlice bytes);
/* The first bytes begin with any command of SMTP. */
gboolean wg_smtp_is_command (WgSlice bytes);
