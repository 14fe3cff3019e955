#pragma once

#include "check/rule.h"

/* Raises cred-default-or-trivial where a user and a password that a rule has recovered are of
 * those that everybody tries first. @field: where the password stood, static. */
void wg_check_trivial_login (WgCheck *check,
                             const WgParties *parties,
                             guint32 frame,
                             const char *field,
                             WgSlice user,
                             WgSlice password);
