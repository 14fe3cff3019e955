#pragma once

#include "ui/chart/palette.h"
#include "ui/view.h"

/* The ladder: lanes, and an arrow for each message. Drawing alone: the same for the screen, for
 * a file, and without a display. */

#define WG_LADDER_LANES 64u /* more ends than that share the last lane */

/**
 * WgLadderLane: an end of conversations.
 * @title: its address, safe to show; owned
 */
typedef struct
{
  guint8 address[16];
  guint8 ip_version;
  char *title;
  gboolean is_client;
  gboolean is_server;
} WgLadderLane;

/**
 * WgLadder: what is drawn, and how large.
 * @context: its fonts decide all sizes, so that text scale does
 * @width: of the drawing, in pixels; lanes share it
 * @spotlight: a lane, the others of which are dimmed; -1 for none
 */
typedef struct
{
  WgView *view;
  PangoContext *context;
  const WgPalette *palette;
  GArray *lanes; /* WgLadderLane */
  int width;
  int row_height;
  int header_height;
  int gutter; /* left of the first lane: packet number and time */
  int line;   /* height of a line of text */
  int digit;  /* width of a digit */
  gint spotlight;
  gboolean plain;   /* the selection is not drawn */
  int font_size;    /* Pango units */
  guint lanes_seen; /* rows that lanes were looked for in */
} WgLadder;

WgLadder *wg_ladder_new (WgView *view, PangoContext *context);
void wg_ladder_free (WgLadder *ladder);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WgLadder, wg_ladder_free)

/* The fonts, the rows or the names have changed. */
void wg_ladder_refresh (WgLadder *ladder);
/* New rows may have brought new lanes; TRUE when they did. */
gboolean wg_ladder_grow (WgLadder *ladder);
void wg_ladder_set_width (WgLadder *ladder, int width);
/* As narrow as it can be read. */
int wg_ladder_min_width (const WgLadder *ladder);
/* Puts lane @from where @to is. */
void wg_ladder_move_lane (WgLadder *ladder, guint from, guint to);
double wg_ladder_lane_x (const WgLadder *ladder, guint lane);
/* The lane nearest to @x. */
guint wg_ladder_lane_at (const WgLadder *ladder, double x);

/* Row @index with its top at @y, and the names of the lanes with their top at 0. */
void wg_ladder_draw_row (WgLadder *ladder, GtkSnapshot *snapshot, guint index, double y);
/* Is @x on the shape and word of the finding of row @index? */
gboolean wg_ladder_is_on_finding (WgLadder *ladder, guint index, double x);
/* The lanes alone, where nothing was said. */
void wg_ladder_draw_gap (WgLadder *ladder, GtkSnapshot *snapshot, double y);
void wg_ladder_draw_header (WgLadder *ladder, GtkSnapshot *snapshot);
