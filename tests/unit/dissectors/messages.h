#pragma once

#include "script.h"

/**
 * Telling: a conversation and the messages that it consists of.
 * @packets: ended by %NULL: "C .." and "S ..", what wire() makes of the rest; "C!" and "S!" a
 * hole of 100 bytes; "S." the end of that side
 * @expected: the lines of wg_script_finish() that tell of messages, without that word
 */
typedef struct
{
  const char *name;
  const WgDissector *dissector; /* NULL: probed */
  guint16 port;
  gboolean datagrams;
  const char *packets[24];
  const char *expected;
} Telling;

/* Plays each whole and in pieces of 1, 2, 3 and 7 bytes, and compares. */
void check_tellings (const Telling *tellings, gsize n);
