#pragma once

#include "crypto/secrets.h"
#include "report/message-list.h"

/* `show --messages`: what the ends of a capture said to each other. @frame: only what has bytes
 * in that packet, 0 for all; @json: a line of JSON each. Returns the exit status. */
int wg_cli_show_messages (const char *path,
                          guint32 frame,
                          const WgSecrets *secrets,
                          WgMask *mask,
                          gboolean json,
                          const char *colour);
