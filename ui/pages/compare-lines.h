#pragma once

#include "ui/view.h"

/* What the fields of two steps say, line by line. */

/* %NULL for what a side does not have; owned. @same: they say the same */
typedef struct
{
  char *left;
  char *right;
} WgCompareLine;

/* The fields of the packets of message @index, a line each, in protocols above TCP and UDP, as
 * far as that may be shown. Looks into the file, so not for the main thread. Of char *. */
GPtrArray *wg_compare_read (
    const char *path, WgStore *store, const WgSecrets *secrets, gsize index, gboolean reveal);
/* Lines that are not the same on both sides, of WgCompareLine. */
GArray *wg_compare_lines (GPtrArray *left, GPtrArray *right);
