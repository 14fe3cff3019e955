#pragma once

#include "ui/tree-words.h"

#include <gtk/gtk.h>

/**
 * WgFigure: drawings that belong to the field that is looked at: the bits of its header, and
 * how a masked payload is unmasked. Pointing at a part looks at its field; with the focus in
 * it Left and Right go from byte to byte of the payload.
 *
 * Signal `picked`, with a WgNode, when a part is pointed at.
 */
G_DECLARE_FINAL_TYPE (WgFigure, wg_figure, WG, FIGURE, GtkWidget)
#define WG_TYPE_FIGURE (wg_figure_get_type ())

GtkWidget *wg_figure_new (WgView *view);
/* @node: of @tree; %NULL for none. Hides itself where there is nothing to draw. The tree must
 * live until the next call. */
void wg_figure_show (WgFigure *figure, const WgLookTree *tree, const WgNode *node);
