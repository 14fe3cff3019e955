#pragma once

#include "ui/view.h"

#include <gtk/gtk.h>

/* The view's filter: a display filter with completion, what is wrong with it, and chips. A
 * GtkSearchBar; closing it lets everything pass again. */
GtkWidget *wg_filter_bar_new (WgView *view);
/* Opens it, ready for typing. */
void wg_filter_bar_open (GtkWidget *bar);
/* Opens it with that expression, behind what is there where @add is set. */
void wg_filter_bar_set (GtkWidget *bar, const char *text, gboolean add);
