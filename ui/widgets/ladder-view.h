#pragma once

#include "ui/chart/ladder.h"

/**
 * WgLadderView: the diagram as a widget that scrolls. Each visible row has a child of its own
 * that has the focus where the row is selected and says the row's sentence to a screen reader.
 *
 * Keys, while it has the focus: n, Right, Down: the next message; p, Left, Up: the one before;
 * Home, End; Page Up, Page Down. N, P: milestones; Space, [, ]: play; 1 to 5: layers; e, r.
 */
G_DECLARE_FINAL_TYPE (WgLadderView, wg_ladder_view, WG, LADDER_VIEW, GtkWidget)
#define WG_TYPE_LADDER_VIEW (wg_ladder_view_get_type ())

GtkWidget *wg_ladder_view_new (WgView *view);
/* A lane to stand out, the others dimmed; -1: none. */
void wg_ladder_view_set_spotlight (WgLadderView *ladder, gint lane);
gint wg_ladder_view_spotlight (WgLadderView *ladder);
/* For exports: the drawing as it is now laid out; borrowed. */
WgLadder *wg_ladder_view_drawing (WgLadderView *ladder);
