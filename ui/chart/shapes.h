#pragma once

#include <gtk/gtk.h>

/* Small things that are drawn from rectangles, which every renderer does fast and every file
 * format keeps sharp. */

void wg_shape_line (GtkSnapshot *snapshot,
                    double x,
                    double y,
                    double width,
                    double height,
                    const GdkRGBA *colour);
/* A horizontal line of dashes from @x on; @dash pixels drawn, as many left out. */
void wg_shape_dashes (GtkSnapshot *snapshot,
                      double x,
                      double y,
                      double width,
                      double height,
                      double dash,
                      const GdkRGBA *colour);
/* A head that ends at (@x, @y) and points right (@right) or left. */
void wg_shape_arrow_head (GtkSnapshot *snapshot,
                          double x,
                          double y,
                          double size,
                          gboolean right,
                          const GdkRGBA *colour);
/* A padlock in a square of @size. */
void wg_shape_lock (GtkSnapshot *snapshot,
                    double x,
                    double y,
                    double size,
                    gboolean open,
                    const GdkRGBA *colour);
/* A frame of one pixel times @thickness. */
void wg_shape_frame (GtkSnapshot *snapshot,
                     double x,
                     double y,
                     double width,
                     double height,
                     double thickness,
                     const GdkRGBA *colour);
