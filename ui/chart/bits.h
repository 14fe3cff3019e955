#pragma once

#include "session/look.h"
#include "ui/chart/palette.h"

/* The first bytes of a header drawn bit by bit, as the figures of RFCs are: for frames of
 * WebSocket, and the flags of TCP. */

/**
 * WgBitsCell:
 * @columns: how many of the eight of a row it takes
 * @digits: "0001", or of a byte (@is_byte) "5f"
 * @word: what the value means, "text"; "" for nothing
 * @node: the field; %NULL for bits that have none
 */
typedef struct
{
  guint columns;
  char digits[24];
  gboolean is_byte;
  const char *name; /* translated */
  char word[32];
  const WgNode *node;
} WgBitsCell;

/* The figure of the header that @node is, or stands in: cells in their order, each row of
 * eight columns full. %NULL where there is none to draw. */
GArray *wg_bits_of (const WgLookTree *tree, const WgNode *node);

typedef struct
{
  PangoContext *context;
  const WgPalette *palette;
  const WgNode *selected;
} WgBitsStyle;

int wg_bits_width (const WgBitsStyle *style);
int wg_bits_height (const WgBitsStyle *style, const GArray *cells);
void wg_bits_draw (const WgBitsStyle *style, const GArray *cells, GtkSnapshot *snapshot);
/* The field drawn at that place, or %NULL. */
const WgNode *wg_bits_at (const WgBitsStyle *style, const GArray *cells, double x, double y);
/* What a screen reader says of it. */
void wg_bits_append_text (GString *out, const GArray *cells);
