#include "ui/export/picture.h"

#include "base/error.h"
#include "ui/chart/ladder.h"
#include "ui/chart/shapes.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <glib/gi18n.h>

#define FONT   "Sans 11"
#define WIDTH  1000 /* pixels, or what the lanes need */
#define MARGIN 24
#define SHARP  2 /* of PNG */

/* @node: all of it, from its margins on */
typedef struct
{
  GskRenderNode *node;
  int width;
  int height;
} Picture;

static const char *
layer_words (WgView *view, GString *out)
{
  for (guint i = 0; i < WG_N_LAYERS; i++)
    if ((wg_view_layers (view) & 1u << i) == 0)
      g_string_append_printf (out, "%s%s", out->len > 0 ? ", " : "",
                              wg_layer_word ((WgLayer) i));
  return out->str;
}

char *
wg_picture_foot (WgView *view)
{
  g_autoptr (GString) out = g_string_new (wg_document_title (wg_view_document (view)));
  g_autoptr (GString) layers = g_string_new (NULL);
  guint n = wg_rows_n_messages (wg_view_rows (view));

  g_string_append_printf (out, ngettext (" · %u message", " · %u messages", n), n);
  if (wg_view_conversation (view) >= 0)
    g_string_append_printf (out, _ (" of conversation %u"),
                            (guint) wg_view_conversation (view) + 1);
  if (layer_words (view, layers)[0] != '\0')
    g_string_append_printf (out, _ (" · hidden: %s"), layers->str);
  if (wg_view_is_filtered (view))
    g_string_append (out, _ (" · those that a filter lets pass"));
  if (wg_rows_n (wg_view_rows (view)) > WG_PICTURE_ROWS)
    g_string_append_printf (out, _ (" · the first %u rows alone"), WG_PICTURE_ROWS);
  g_string_append (out, wg_view_is (view, WG_VIEW_REVEALED) ? _ (" · secrets shown")
                                                            : _ (" · secrets masked"));
  if (wg_view_is (view, WG_VIEW_REDACTED))
    g_string_append (out, _ (" · names replaced"));
  if (wg_view_is (view, WG_VIEW_EAVESDROPPER))
    g_string_append (out, _ (" · as an eavesdropper sees it"));
  g_string_append (out, " · Wiregloss");
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static void
draw_foot (WgLadder *ladder, GtkSnapshot *snapshot, WgView *view, double y)
{
  g_autofree char *text = wg_picture_foot (view);
  g_autoptr (PangoLayout) layout = pango_layout_new (ladder->context);

  pango_layout_set_text (layout, text, -1);
  pango_layout_set_width (layout, ladder->width * PANGO_SCALE);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  wg_shape_line (snapshot, 0, y, ladder->width, 1, &ladder->palette->lane);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (0, (float) (y + ladder->line / 2.0)));
  gtk_snapshot_append_layout (snapshot, layout, &ladder->palette->dim);
  gtk_snapshot_restore (snapshot);
}

static PangoContext *
context_new (void)
{
  PangoContext *context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  PangoFontDescription *font = pango_font_description_from_string (FONT);

  pango_context_set_font_description (context, font);
  pango_font_description_free (font);
  return context;
}

static Picture
draw (WgView *view)
{
  PangoContext *context = context_new ();
  g_autoptr (WgLadder) ladder = wg_ladder_new (view, context);
  guint n = MIN (wg_rows_n (wg_view_rows (view)), WG_PICTURE_ROWS);
  GtkSnapshot *snapshot;
  Picture picture;
  double y;

  gtk_init_check (); /* fails without a display, but then nodes can be made all the same */
  snapshot = gtk_snapshot_new ();
  ladder->plain = TRUE;
  wg_ladder_set_width (ladder, WIDTH);
  picture.width = ladder->width + 2 * MARGIN;
  picture.height = ladder->header_height + (int) n * ladder->row_height + 2 * ladder->line
                   + ladder->line / 2 + 2 * MARGIN;
  wg_shape_line (snapshot, 0, 0, picture.width, picture.height, &ladder->palette->background);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (MARGIN, MARGIN));
  wg_ladder_draw_header (ladder, snapshot);
  y = ladder->header_height;
  for (guint i = 0; i < n; i++, y += ladder->row_height)
    wg_ladder_draw_row (ladder, snapshot, i, y);
  draw_foot (ladder, snapshot, view, y + ladder->line / 2.0);
  picture.node = gtk_snapshot_free_to_node (snapshot);
  g_object_unref (context);
  return picture;
}

static cairo_status_t
write_bytes (void *user, const unsigned char *bytes, unsigned int len)
{
  g_string_append_len (user, (const char *) bytes, (gssize) len);
  return CAIRO_STATUS_SUCCESS;
}

/* As the format wants it, into @out; frees the node. FALSE: memory ran out. */
static gboolean
render (Picture *picture, const char *format, GString *out)
{
  double width = picture->width, height = picture->height;
  gboolean is_png = g_str_equal (format, "png");
  cairo_surface_t *surface;
  cairo_status_t status;
  cairo_t *cairo;

  if (g_str_equal (format, "svg"))
    surface = cairo_svg_surface_create_for_stream (write_bytes, out, width, height);
  else if (g_str_equal (format, "pdf"))
    surface = cairo_pdf_surface_create_for_stream (write_bytes, out, width * 0.75,
                                                   height * 0.75); /* points */
  else
    surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, SHARP * picture->width,
                                          SHARP * picture->height);
  cairo = cairo_create (surface);
  if (is_png)
    cairo_scale (cairo, SHARP, SHARP);
  else if (g_str_equal (format, "pdf"))
    cairo_scale (cairo, 0.75, 0.75);
  gsk_render_node_draw (picture->node, cairo);
  cairo_destroy (cairo);
  status = is_png ? cairo_surface_write_to_png_stream (surface, write_bytes, out)
                  : CAIRO_STATUS_SUCCESS;
  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  gsk_render_node_unref (g_steal_pointer (&picture->node));
  return status == CAIRO_STATUS_SUCCESS;
}

static GString *
picture_of (WgView *view, const char *format, GError **error)
{
  g_autoptr (GString) out = g_string_new (NULL);
  Picture picture = draw (view);

  if (render (&picture, format, out))
    return g_steal_pointer (&out);
  g_set_error_literal (error, WG_ERROR, WG_ERROR_IO, _ ("The picture is too large to draw"));
  return NULL;
}

GString *
wg_picture_svg (WgView *view, GError **error)
{
  return picture_of (view, "svg", error);
}

gboolean
wg_picture_write (WgView *view, const char *path, GError **error)
{
  static const char *const formats[] = {"svg", "pdf", "png"};
  const char *format = NULL;
  g_autoptr (GString) out = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    if (g_str_has_suffix (path, formats[i]))
      format = formats[i];
  if (format == NULL)
    {
      g_set_error_literal (error, WG_ERROR, WG_ERROR_FORMAT,
                           _ ("A picture's name ends in .svg, .pdf or .png"));
      return FALSE;
    }
  out = picture_of (view, format, error);
  return out != NULL && g_file_set_contents (path, out->str, (gssize) out->len, error);
}
