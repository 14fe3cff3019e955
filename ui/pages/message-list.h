#pragma once

#include "ui/view.h"

#include <gtk/gtk.h>

/* The messages that the view shows, one a row. */
GtkWidget *wg_message_list_new (WgView *view);
