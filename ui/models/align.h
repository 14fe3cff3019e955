#pragma once

#include <glib.h>

/* Two lists laid side by side, so that as much as possible of the one stands beside its like in
 * the other and neither changes its order. */

/* Of each list; what is further behind is laid side by side as it comes. */
#define WG_ALIGN_MOST 2000u

/* A row: -1 where that side has nothing. */
typedef struct
{
  gint32 left;
  gint32 right;
} WgAlignRow;

/* How much alike the two are; 0: not the same thing at all. */
typedef guint (*WgAlignScore) (gpointer user, guint left, guint right);

/* Rows, of WgAlignRow; at most %WG_ALIGN_MOST squared questions are asked. */
GArray *wg_align (guint n_left, guint n_right, WgAlignScore score, gpointer user);
