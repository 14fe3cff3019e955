#pragma once

#include "ui/widgets/figure.h"

/* The bytes of the packet looked at, and those derived from them, as hex and as ASCII; what is
 * looked at stands out, and pointing at a byte looks at its field. @figure
 * stands below them. */
GtkWidget *wg_bytes_pane_new (WgView *view, WgFigure *figure);
