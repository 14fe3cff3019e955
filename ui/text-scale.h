#pragma once

#include <gtk/gtk.h>

/* The size of all text of the app, in per cent of what the desktop asks for: 50 to 300. */

int wg_text_scale (void);
void wg_text_scale_set (int percent);
/* To the next larger (1) or smaller (-1) of a few sizes. */
void wg_text_scale_shift (int by);
