#pragma once

#include "dissect/dissector.h"

/* SOCKS 4, 4a and 5 (RFC 1928, RFC 1929): what client and proxy say before they only relay. */

typedef enum
{
  WG_SOCKS_OK,
  WG_SOCKS_SHORT, /* the reader ends inside; it did not move */
  WG_SOCKS_BAD,
} WgSocksResult;

#define WG_SOCKS_CONNECT 1
#define WG_SOCKS_BIND    2

#define WG_SOCKS_METHOD_NONE     0
#define WG_SOCKS_METHOD_PASSWORD 2

/* Version 4: command, and the user the client says it is. @host: of version 4a, else empty. */
typedef struct
{
  guint8 command;
  guint16 port;
  WgSlice user;
  WgSlice host;
} WgSocks4Request;

WgSocksResult wg_socks4_parse_request (WgReader *in, WgSocks4Request *out);
/* @code: 90 grants. */
WgSocksResult wg_socks4_parse_reply (WgReader *in, guint8 *code);

/* Version 5: the methods on offer, and the one that the server chose. */
WgSocksResult wg_socks5_parse_methods (WgReader *in, WgSlice *methods);
WgSocksResult wg_socks5_parse_choice (WgReader *in, guint8 *method);
/* RFC 1929: user and password, and the verdict, 0 for yes. */
WgSocksResult wg_socks5_parse_password (WgReader *in, WgSlice *user, WgSlice *password);
WgSocksResult wg_socks5_parse_verdict (WgReader *in, guint8 *status);
/* A request, or the reply to it, which have one form (RFC 1928 §4, §6). @code: the command, or
 * 0 where it was granted. */
WgSocksResult wg_socks5_parse_request (WgReader *in, guint8 *code);
