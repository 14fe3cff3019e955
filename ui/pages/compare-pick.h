#pragma once

#include "ui/view.h"

#include <gtk/gtk.h>

/* Which conversation a side of the comparison shows. `notify::selected` when another is chosen.
 */
GtkWidget *wg_compare_pick_new (const char *name);
/* Offers the conversations of @view, with @chosen chosen. */
void wg_compare_pick_fill (GtkWidget *pick, WgView *view, gint64 chosen);
/* -1: there is none. */
gint64 wg_compare_pick_chosen (GtkWidget *pick);

/* Two conversations that are worth comparing: @wanted of @left where it is not -1, and one of
 * @right that speaks the same and is another one. -1 where there is none. */
void
wg_compare_pick_pair (const WgStore *left, const WgStore *right, gint64 wanted, gint64 pair[2]);
