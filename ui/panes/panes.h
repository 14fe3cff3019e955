#pragma once

#include "ui/view.h"

#include <gtk/gtk.h>

/* Explain and Bytes side by side, one above the other where that is too narrow. */
GtkWidget *wg_panes_new (WgView *view);
/* Is the focus in @panes: 0 in Explain, 1 in Bytes, -1 elsewhere. */
gint wg_panes_focus (GtkWidget *panes);
/* Moves it there. */
void wg_panes_set_focus (GtkWidget *panes, gint which);
