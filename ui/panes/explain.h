#pragma once

#include "ui/view.h"

#include <gtk/gtk.h>

/* The fields of the packet looked at, as a tree; the one looked at with its sentence and where
 * that is written. */
GtkWidget *wg_explain_pane_new (WgView *view);
