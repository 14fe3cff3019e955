#pragma once

#include "dissect/dissector.h"

/* Packets of the MySQL client/server protocol (MySQL internals, "Connection Phase"). */

typedef struct
{
  guint32 len; /* of the payload */
  guint8 seq;
} WgMysqlHeader;

/* What the server says first. */
typedef struct
{
  WgSlice version;
  guint32 capabilities;
  WgSlice plugin;
} WgMysqlGreeting;

/**
 * WgMysqlLogin: what the client answers.
 * @tls: it asks for TLS and says no more
 * @plugin: of authentication; empty where the client names none
 */
typedef struct
{
  guint32 capabilities;
  gboolean tls;
  WgSlice user;
  WgSlice answer;
  WgSlice plugin;
} WgMysqlLogin;

#define WG_MYSQL_COMPRESS    0x20u
#define WG_MYSQL_PROTOCOL_41 0x200u
#define WG_MYSQL_TLS         0x800u

/* The four bytes before a payload; FALSE where they are not all there. */
gboolean wg_mysql_parse_header (WgReader *in, WgMysqlHeader *out);

/* Each reads a whole payload; parts are borrowed from it. FALSE where it is something else. */
gboolean wg_mysql_parse_greeting (WgSlice payload, WgMysqlGreeting *out);
gboolean wg_mysql_parse_login (WgSlice payload, WgMysqlLogin *out);
/* COM_CHANGE_USER, with the capabilities of the login. */
gboolean wg_mysql_parse_change_user (WgSlice payload, guint32 capabilities, WgMysqlLogin *out);
/* The server asks for another @plugin. */
gboolean wg_mysql_parse_switch (WgSlice payload, WgSlice *plugin);
