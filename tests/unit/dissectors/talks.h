#pragma once

#include "script.h"

/**
 * Talk: a conversation and what it tells.
 * @lines: ended by %NULL: "C: .." and "S: .." a line with CR LF, "c: .." and "s: .." bytes in
 * hex, each in a packet of its own; "C gap" and "S gap" a hole
 * @expected: lines of wg_script_finish(): records, then the protocols
 */
typedef struct
{
  const char *name;
  const WgDissector *dissector; /* NULL: probed */
  guint16 port;
  const char *lines[20];
  const char *expected;
} Talk;

/* Plays each of @talks whole, in pieces of 1, 2, 3 and 7 bytes, and compares. What TLS says
 * about itself is left out. */
void check_talks (const Talk *talks, gsize n);
