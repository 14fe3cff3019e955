#pragma once

#include "ui/widgets/cell.h"
#include "ui/widgets/columns.h"

/**
 * WgListBox: a long list whose rows are cells, below its headings. It shows what its model says
 * is selected and moves only to bring another selection into sight. Its single keys are the
 * diagram's.
 *
 * `menu` (position, x, y): the menu of that row is asked for there; -1: wherever it stands.
 */
G_DECLARE_FINAL_TYPE (WgListBox, wg_list_box, WG, LIST_BOX, GtkBox)
#define WG_TYPE_LIST_BOX (wg_list_box_get_type ())

/* @name: what a screen reader calls it. @kind is static; @user outlives the list. */
GtkWidget *wg_list_box_new (WgIndexModel *model,
                            const WgCellKind *kind,
                            gpointer user,
                            const WgListColumn *columns,
                            guint n_columns,
                            const char *name);
WgHeadings *wg_list_box_headings (WgListBox *list);
/* Selects the row and brings it into sight; GTK_INVALID_LIST_POSITION for none. */
void wg_list_box_select (WgListBox *list, guint position);
/* Draws what is seen again: other words for the same rows. */
void wg_list_box_redraw (WgListBox *list);
