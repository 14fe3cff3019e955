#pragma once

#include <glib.h>

/**
 * WgNoteType: a row of a protocol's table of oddities. A note states what is odd about the
 * bytes and accuses nobody; what is insecure is a finding.
 * @id: "http-bare-lf": protocol, then what is odd
 * @text: one sentence for a person
 */
typedef struct
{
  const char *id;
  const char *text;
  const char *source;
} WgNoteType;
