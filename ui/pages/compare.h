#pragma once

#include "ui/view.h"

#include <gtk/gtk.h>

/* Two conversations side by side, of one capture or of two, the same step on the same row. */
GtkWidget *wg_compare_page_new (WgView *view);
/* Shows that capture at the right. */
void wg_compare_page_open (GtkWidget *page, const char *path);
