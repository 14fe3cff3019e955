#pragma once

#include "ui/view.h"

#include <gtk/gtk.h>

/* What differs in one step of a comparison: the fields that are not the same on both sides. */
GtkWidget *wg_compare_step_new (void);
/* Messages are indices; -1: that side has none. Reads the file on a worker. */
void wg_compare_step_show (
    GtkWidget *step, WgView *left, gint64 left_message, WgView *right, gint64 right_message);
void wg_compare_step_forget (GtkWidget *step);
