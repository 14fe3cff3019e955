#pragma once

#include "ui/view.h"

#include <gtk/gtk.h>

/* The diagram of the messages shown, with the choice of layers. */
GtkWidget *wg_diagram_page_new (WgView *view);
