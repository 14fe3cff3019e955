#pragma once

#include "ui/view.h"

/* The diagram as a file, drawn as the screen is, in light colours; needs no display. */

#define WG_PICTURE_ROWS 500u /* more do not fit into one picture */

/* Draws what @view shows. @path ends in .svg, .pdf or .png (twice as sharp). Fails with
 * WG_ERROR_IO where the file cannot be written, with WG_ERROR_FORMAT for other endings. */
gboolean wg_picture_write (WgView *view, const char *path, GError **error);
/* The same as SVG in memory, to stand in a page. %NULL as above. */
GString *wg_picture_svg (WgView *view, GError **error);

/* What the picture of @view leaves out or hides, for its foot. Free with g_free(). */
char *wg_picture_foot (WgView *view);
