#pragma once

#include "ui/view.h"

#include <gtk/gtk.h>

/* Every message in a row; sorted as somebody likes. */
GtkWidget *wg_messages_page_new (WgView *view);
