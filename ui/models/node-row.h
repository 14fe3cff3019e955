#pragma once

#include "ui/looker.h"

#include <gtk/gtk.h>

/* WgNodeRow: a node of a field tree as an item of a list. */
G_DECLARE_FINAL_TYPE (WgNodeRow, wg_node_row, WG, NODE_ROW, GObject)
#define WG_TYPE_NODE_ROW (wg_node_row_get_type ())

const WgNode *wg_node_row_node (WgNodeRow *row);
/* The tree with all nodes folded, as GtkTreeListModel of WgNodeRow. */
GtkTreeListModel *wg_node_rows_new (WgLooked *looked, const WgLookTree *tree);
