#pragma once

#include "ui/widgets/figure.h"

/* The fields of the packet looked at, as a tree; the one looked at with its sentence and where
 * that is written. @figure is told which field it is to draw. */
GtkWidget *wg_explain_pane_new (WgView *view, WgFigure *figure);
