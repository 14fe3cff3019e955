#pragma once

#include "dissect/dissector.h"

/* RESP, the serialisation protocol of Redis (versions 2 and 3). */

typedef enum
{
  WG_RESP_OK,
  WG_RESP_SHORT, /* the reader ends inside; it did not move */
  WG_RESP_BAD,
} WgRespResult;

/**
 * WgRespElement: one line of a reply or request and what it announces.
 * @type: first byte: '+', '-', ':', '$', '*' ..
 * @line: behind it, without the ending
 * @bytes: that follow the line, the ending counted; 0 where none do
 * @children: elements that follow
 */
typedef struct
{
  gint type;
  WgSlice line;
  guint64 bytes;
  guint64 children;
} WgRespElement;

/* Arguments of a command, borrowed; only as many as a login has. */
#define WG_REDIS_ARGS 8

typedef struct
{
  guint n;
  WgSlice args[WG_REDIS_ARGS];
} WgRedisCommand;

/* The line at the reader; what it announces is not passed over. */
WgRespResult wg_resp_parse_element (WgReader *in, WgRespElement *out);

/* A whole command of strings, at most %WG_REDIS_ARGS of them, or one in words on a line. BAD
 * where it is another. */
WgRespResult wg_redis_parse_command (WgReader *in, WgRedisCommand *out);

/* User (may be empty) and password, where @command is AUTH or a HELLO with AUTH. */
gboolean wg_redis_parse_auth (const WgRedisCommand *command, WgSlice *user, WgSlice *password);
