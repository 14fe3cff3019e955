#pragma once

#include <gtk/gtk.h>

/* What the window shows before anything is open: exercises, recent files, and how to open
 * one. */
GtkWidget *wg_start_page_new (void);
