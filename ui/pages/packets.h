#pragma once

#include "ui/view.h"

#include <gtk/gtk.h>

/* The packets of the capture, or of the conversation that is shown. */
GtkWidget *wg_packets_page_new (WgView *view);
