#include "ui/chart/shapes.h"

#include <math.h>

void
wg_shape_line (GtkSnapshot *snapshot,
               double x,
               double y,
               double width,
               double height,
               const GdkRGBA *colour)
{
  graphene_rect_t rect =
      GRAPHENE_RECT_INIT ((float) x, (float) y, (float) width, (float) height);

  if (width > 0 && height > 0)
    gtk_snapshot_append_color (snapshot, colour, &rect);
}

void
wg_shape_dashes (GtkSnapshot *snapshot,
                 double x,
                 double y,
                 double width,
                 double height,
                 double dash,
                 const GdkRGBA *colour)
{
  for (double at = 0; at < width; at += 2 * dash)
    wg_shape_line (snapshot, x + at, y, MIN (dash, width - at), height, colour);
}

void
wg_shape_arrow_head (GtkSnapshot *snapshot,
                     double x,
                     double y,
                     double size,
                     gboolean right,
                     const GdkRGBA *colour)
{
  for (double i = 0; i < size; i++)
    {
      double half = MAX (0.5, i * 0.5);
      wg_shape_line (snapshot, right ? x - i - 1 : x + i, y - half, 1, 2 * half, colour);
    }
}

void
wg_shape_lock (GtkSnapshot *snapshot,
               double x,
               double y,
               double size,
               gboolean open,
               const GdkRGBA *colour)
{
  double body = round (size * 0.55), bar = MAX (1, round (size * 0.14));
  double left = x + round (size * 0.18), right = x + size - round (size * 0.18) - bar;
  double top = y;

  wg_shape_line (snapshot, x, y + size - body, size, body, colour);
  wg_shape_line (snapshot, left, top, bar, size - body, colour);
  wg_shape_line (snapshot, left, top, right + bar - left, bar, colour);
  wg_shape_line (snapshot, right, top, bar, open ? bar * 2 : size - body, colour);
}

void
wg_shape_frame (GtkSnapshot *snapshot,
                double x,
                double y,
                double width,
                double height,
                double thickness,
                const GdkRGBA *colour)
{
  wg_shape_line (snapshot, x, y, width, thickness, colour);
  wg_shape_line (snapshot, x, y + height - thickness, width, thickness, colour);
  wg_shape_line (snapshot, x, y, thickness, height, colour);
  wg_shape_line (snapshot, x + width - thickness, y, thickness, height, colour);
}
