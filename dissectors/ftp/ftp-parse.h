#pragma once

#include "line/line.h"

/* Commands that log in; all others are %WG_FTP_OTHER. */
typedef enum
{
  WG_FTP_OTHER = 1,
  WG_FTP_USER,
  WG_FTP_PASS,
  WG_FTP_ACCT,
  WG_FTP_AUTH_TLS,
  WG_FTP_FEAT,
} WgFtpVerb;

typedef struct
{
  WgFtpVerb verb;
  WgSlice name;
  WgSlice argument;
} WgFtpCommand;

/* A command line without its ending (RFC 959 §4.1); parts are borrowed from @line. */
void wg_ftp_parse_command (WgSlice line, WgFtpCommand *out);

/* The first bytes begin with a command that FTP and no other protocol of lines has. */
gboolean wg_ftp_is_client (WgSlice bytes);
