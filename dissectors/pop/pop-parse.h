#pragma once

#include "line/line.h"

/* Commands that log in, or whose answer has more than one line; all others are %WG_POP_OTHER.
 */
typedef enum
{
  WG_POP_OTHER = 1,
  WG_POP_USER,
  WG_POP_PASS,
  WG_POP_APOP,
  WG_POP_AUTH,
  WG_POP_STLS,
  WG_POP_CAPA,
  WG_POP_LISTING, /* the answer ends with a line of one dot */
} WgPopVerb;

typedef struct
{
  WgPopVerb verb;
  WgSlice name;
  WgSlice argument;
} WgPopCommand;

typedef enum
{
  WG_POP_NONE,     /* no answer at all */
  WG_POP_OK,       /* "+OK" */
  WG_POP_ERR,      /* "-ERR" */
  WG_POP_CONTINUE, /* "+ challenge" (RFC 5034 §4) */
} WgPopStatus;

/* A command line without its ending (RFC 1939 §3); parts are borrowed from @line. */
void wg_pop_parse_command (WgSlice line, WgPopCommand *out);
WgPopStatus wg_pop_parse_answer (WgSlice line);
