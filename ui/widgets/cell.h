#pragma once

#include "ui/chart/palette.h"
#include "ui/models/index-model.h"

/**
 * WgCell: a whole row of a list as one widget that draws all its columns, which is several
 * times cheaper than a widget for each.
 */
G_DECLARE_FINAL_TYPE (WgCell, wg_cell, WG, CELL, GtkWidget)
#define WG_TYPE_CELL (wg_cell_get_type ())

/**
 * WgCellKind: what rows of a list have in common.
 * @lines: of text that a row is high
 * @draw: draws row @index with wg_cell_text() and the like
 * @say: what a screen reader says of it; free with g_free()
 */
typedef struct
{
  guint lines;
  void (*draw) (WgCell *cell, GtkSnapshot *snapshot, guint index, gpointer user);
  char *(*say) (guint index, gpointer user);
} WgCellKind;

/* @kind is static; @user is borrowed and outlives the list. */
GtkListItemFactory *wg_cell_factory_new (const WgCellKind *kind, gpointer user);

guint wg_cell_index (WgCell *cell);
/* Other words for the same row. */
void wg_cell_refresh (WgCell *cell);

int wg_cell_width (WgCell *cell);
/* Of a digit, and of a line: sizes are told in them, so that they follow the text's scale. */
int wg_cell_digit (WgCell *cell);
int wg_cell_line (WgCell *cell);

typedef enum
{
  WG_CELL_PLAIN,
  WG_CELL_BOLD = 1 << 0,
  WG_CELL_DIM = 1 << 1,
  WG_CELL_RIGHT = 1 << 2, /* ends at @x + @width */
  WG_CELL_MONO = 1 << 3,
} WgCellStyle;

/* @line: from 0; @colour: %NULL for that of the text. What is too long ends in an ellipsis. */
void wg_cell_text (WgCell *cell,
                   GtkSnapshot *snapshot,
                   const char *text,
                   int x,
                   guint line,
                   int width,
                   WgCellStyle style,
                   const GdkRGBA *colour);
/* The column's shape and word of a severity in its colour. */
void wg_cell_severity (
    WgCell *cell, GtkSnapshot *snapshot, WgSeverity severity, int x, guint line, int width);
