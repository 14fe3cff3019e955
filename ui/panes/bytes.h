#pragma once

#include "ui/view.h"

#include <gtk/gtk.h>

/* The bytes of the packet looked at, and those derived from them, as hex and as ASCII; what is
 * looked at stands out, and pointing at a byte looks at its field. */
GtkWidget *wg_bytes_pane_new (WgView *view);
