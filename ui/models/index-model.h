#pragma once

#include <gtk/gtk.h>

/**
 * WgIndexModel: a list of so many rows, for GtkListView: an item knows its position and is made
 * when it is seen, so that a million rows cost nothing. It holds the selection too, as a
 * position, since GTK's own selection models look at every row when the list changes.
 *
 * `picked` (position): somebody chose that row in the list; it is not selected by that yet.
 */
G_DECLARE_FINAL_TYPE (WgIndexModel, wg_index_model, WG, INDEX_MODEL, GObject)
#define WG_TYPE_INDEX_MODEL (wg_index_model_get_type ())

WgIndexModel *wg_index_model_new (void);
/* Other rows, @n of them; none is selected. */
void wg_index_model_reset (WgIndexModel *model, guint n);
/* @n rows now, the first ones as they were. */
void wg_index_model_grow (WgIndexModel *model, guint n);
/* GTK_INVALID_LIST_POSITION: none. */
void wg_index_model_select (WgIndexModel *model, guint position);
guint wg_index_model_selected (WgIndexModel *model);

/* The position of an item of it. */
G_DECLARE_FINAL_TYPE (WgIndexItem, wg_index_item, WG, INDEX_ITEM, GObject)
#define WG_TYPE_INDEX_ITEM (wg_index_item_get_type ())
guint wg_index_item_position (WgIndexItem *item);
