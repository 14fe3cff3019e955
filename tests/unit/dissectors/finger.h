#pragma once

#include "dissect/channel.h"

extern const WgDissector wg_finger;

typedef struct
{
  WgSlice user; /* in the reader's bytes; empty asks for everybody */
  gboolean verbose;
} WgFingerQuery;

/* A query line. Fails, with the reader where it was, when no line ends within %WG_LIMIT_LINE.
 */
G_GNUC_WARN_UNUSED_RESULT gboolean wg_finger_parse (WgReader *in, WgFingerQuery *out);
