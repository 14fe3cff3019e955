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

/* Is this the first note of kind @which, below 32? From now on it is given, which @given
 * remembers with one bit each. */
static inline gboolean
wg_note_is_first (guint32 *given, guint which)
{
  guint32 bit = 1u << which;
  gboolean first = (*given & bit) == 0;

  *given |= bit;
  return first;
}
