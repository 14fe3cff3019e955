#pragma once

#include "line/line.h"

/* Commands that log in or say where data goes; all others are %WG_FTP_OTHER. */
typedef enum
{
  WG_FTP_OTHER = 1,
  WG_FTP_USER,
  WG_FTP_PASS,
  WG_FTP_ACCT,
  WG_FTP_AUTH_TLS,
  WG_FTP_FEAT,
  WG_FTP_PORT,
  WG_FTP_EPRT,
  WG_FTP_PASV,
} WgFtpVerb;

typedef struct
{
  WgFtpVerb verb;
  WgSlice name;
  WgSlice argument;
} WgFtpCommand;

/* A command line without its ending (RFC 959 §4.1); parts are borrowed from @line. */
void wg_ftp_parse_command (WgSlice line, WgFtpCommand *out);

/* Where a data connection is to go. IPv4 addresses stand in the first four bytes. */
typedef struct
{
  guint8 ip_version;
  guint8 address[16];
  guint16 port;
} WgFtpPlace;

/* "h1,h2,h3,h4,p1,p2" of PORT, or somewhere in the text of a 227 (RFC 959 §4.1.2, RFC 1123
 * §4.1.2.6). */
gboolean wg_ftp_parse_port (WgSlice text, WgFtpPlace *out);
/* "|1|10.0.0.1|1234|" of EPRT (RFC 2428 §2). */
gboolean wg_ftp_parse_eprt (WgSlice text, WgFtpPlace *out);

/* The first bytes begin with a command that FTP and no other protocol of lines has. */
gboolean wg_ftp_is_client (WgSlice bytes);
