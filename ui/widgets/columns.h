#pragma once

#include <gtk/gtk.h>

/**
 * WgListColumn: of a list whose rows draw themselves.
 * @title: marked for translation
 * @digits: its width, and where @weight is set the least it needs
 * @weight: its share of what is left over
 * @rank: where there is no room for all, the highest go first; 0: stays
 * @right: its text ends at its right edge
 * @sorts: its heading is a button
 */
typedef struct
{
  const char *title;
  guint digits;
  guint weight;
  guint rank;
  gboolean right;
  gboolean sorts;
} WgListColumn;

/* Where a column stands, in pixels; @width is 0 where there is no room for it. */
typedef struct
{
  int x;
  int width;
} WgColumnPlace;

/* @digit: width of one. */
void wg_columns_place (
    const WgListColumn *columns, guint n, int width, int digit, WgColumnPlace *places);

/**
 * WgHeadings: the row above a list: a heading for each column, over it. `clicked` (column): one
 * that sorts was.
 */
G_DECLARE_FINAL_TYPE (WgHeadings, wg_headings, WG, HEADINGS, GtkWidget)
#define WG_TYPE_HEADINGS (wg_headings_get_type ())

/* @columns is static. */
GtkWidget *wg_headings_new (const WgListColumn *columns, guint n);
/* Shows by which column rows are sorted. */
void wg_headings_show_order (WgHeadings *headings, guint column, gboolean descending);
