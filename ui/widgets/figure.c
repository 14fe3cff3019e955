#include "ui/widgets/figure.h"

#include "ui/chart/unmask.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define MARGIN   12
#define MIN_SIZE 24

struct _WgFigure
{
  GtkWidget parent_instance;
  WgView *view;
  WgBitsStyle style;
  GArray *cells; /* of WgBitsCell, or %NULL */
  gboolean masked;
  WgUnmask unmask;
};

enum
{
  PICKED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WgFigure, wg_figure, GTK_TYPE_WIDGET)

/* --- drawing ------------------------------------------------------------------------------ */

static WgBitsStyle *
style_now (WgFigure *self)
{
  self->style.context = gtk_widget_get_pango_context (GTK_WIDGET (self));
  self->style.palette = wg_palette_now ();
  return &self->style;
}

/* Where the table of the payload stands: beside the bits where there is room. @width: without
 * margins. */
static GdkRectangle
unmask_place (WgFigure *self, int width)
{
  WgBitsStyle *style = style_now (self);
  int bits = self->cells != NULL ? wg_bits_width (style) + 2 * MARGIN : 0;
  GdkRectangle place = {0, 0, width, 0};

  if (width >= bits + wg_unmask_min_width (style))
    place = (GdkRectangle){bits, 0, width - bits, 0};
  else if (bits > 0)
    place.y = wg_bits_height (style, self->cells) + MARGIN;
  place.height = wg_unmask_height (style, &self->unmask, place.width);
  return place;
}

/* The byte of the payload that is looked at. */
static guint
selected_byte (WgFigure *self)
{
  WgViewField field = wg_view_field (self->view);

  return field.source == self->unmask.source && field.len == 1 && field.off < self->unmask.len
             ? field.off
             : 0;
}

static int
height_for (WgFigure *self, int width)
{
  int height = self->cells != NULL ? wg_bits_height (style_now (self), self->cells) : 0;

  if (self->masked)
    {
      GdkRectangle place = unmask_place (self, width);
      height = MAX (height, place.y + place.height);
    }
  return height;
}

static void
wg_figure_measure (GtkWidget *widget,
                   GtkOrientation orientation,
                   int for_size,
                   int *minimum,
                   int *natural,
                   int *minimum_baseline,
                   int *natural_baseline)
{
  WgFigure *self = WG_FIGURE (widget);
  WgBitsStyle *style = style_now (self);
  int width = self->masked ? wg_unmask_min_width (style) : 0, size;

  if (self->cells != NULL)
    width = MAX (width, wg_bits_width (style));
  size = orientation == GTK_ORIENTATION_HORIZONTAL
             ? width
             : height_for (self, MAX (for_size - 2 * MARGIN, width));
  *natural = size + 2 * MARGIN;
  *minimum = MIN_SIZE; /* what has no room is cut off */
}

static void
wg_figure_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  WgFigure *self = WG_FIGURE (widget);
  WgBitsStyle *style = style_now (self);
  GdkRectangle place;

  if (self->cells != NULL
      && gtk_widget_get_height (widget) < wg_bits_height (style, self->cells))
    return;
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (MARGIN, MARGIN));
  if (self->cells != NULL)
    wg_bits_draw (style, self->cells, snapshot);
  if (!self->masked)
    return;
  place = unmask_place (self, gtk_widget_get_width (widget) - 2 * MARGIN);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) place.x, (float) place.y));
  wg_unmask_draw (style, &self->unmask, selected_byte (self), place.width, snapshot);
}

/* --- what is shown ------------------------------------------------------------------------ */

static void
name_it (WgFigure *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (self->cells != NULL)
    wg_bits_append_text (text, self->cells);
  if (self->masked)
    {
      g_string_append_c (text, ' ');
      wg_unmask_append_text (text, &self->unmask);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  text->str, -1);
}

static void
hide_secrets (WgFigure *self, const WgLookTree *tree)
{
  g_autoptr (GArray) hidden = wg_tree_hidden (self->view, tree);

  for (guint i = 0; i < self->unmask.len; i++)
    self->unmask.hidden[i] = wg_is_hidden (hidden, self->unmask.source, i);
}

void
wg_figure_show (WgFigure *self, const WgLookTree *tree, const WgNode *node)
{
  g_clear_pointer (&self->cells, g_array_unref);
  self->style.selected = node;
  self->masked = FALSE;
  if (tree != NULL && node != NULL)
    {
      self->cells = wg_bits_of (tree, node);
      self->masked = wg_unmask_of (tree, node, &self->unmask);
    }
  if (self->masked)
    hide_secrets (self, tree);
  gtk_widget_set_visible (GTK_WIDGET (self), self->cells != NULL || self->masked);
  name_it (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/* --- what people do ----------------------------------------------------------------------- */

static void
on_pressed (WgFigure *self, int n_press, double x, double y)
{
  WgBitsStyle *style = style_now (self);
  GdkRectangle place =
      unmask_place (self, gtk_widget_get_width (GTK_WIDGET (self)) - 2 * MARGIN);
  const WgNode *node =
      self->cells != NULL ? wg_bits_at (style, self->cells, x - MARGIN, y - MARGIN) : NULL;
  gint byte = -1;

  if (self->masked && node == NULL)
    byte = wg_unmask_at (style, &self->unmask, place.width, x - MARGIN - place.x,
                         y - MARGIN - place.y);
  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (node != NULL)
    g_signal_emit (self, signals[PICKED], 0, node);
  else if (byte >= 0)
    wg_view_select_field (self->view, (WgViewField){self->unmask.source, (guint32) byte, 1});
}

static gboolean
on_key (WgFigure *self, guint key, guint code, GdkModifierType state)
{
  guint byte = selected_byte (self);

  if (!self->masked || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SHIFT_MASK)) != 0)
    return FALSE;
  if (key == GDK_KEY_Right && byte + 1 < self->unmask.len)
    byte++;
  else if (key == GDK_KEY_Left && byte > 0)
    byte--;
  else
    return FALSE;
  wg_view_select_field (self->view, (WgViewField){self->unmask.source, byte, 1});
  return TRUE;
}

/* --- the object --------------------------------------------------------------------------- */

static void
wg_figure_finalize (GObject *object)
{
  WgFigure *self = WG_FIGURE (object);

  g_clear_pointer (&self->cells, g_array_unref);
  g_clear_object (&self->view);
  G_OBJECT_CLASS (wg_figure_parent_class)->finalize (object);
}

static GtkSizeRequestMode
wg_figure_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
wg_figure_class_init (WgFigureClass *class)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = wg_figure_finalize;
  widget->measure = wg_figure_measure;
  widget->get_request_mode = wg_figure_get_request_mode;
  widget->snapshot = wg_figure_snapshot;
  signals[PICKED] = g_signal_new ("picked", WG_TYPE_FIGURE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  gtk_widget_class_set_css_name (widget, "figure");
  gtk_widget_class_set_accessible_role (widget, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
wg_figure_init (WgFigure *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (on_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

GtkWidget *
wg_figure_new (WgView *view)
{
  WgFigure *self = g_object_new (WG_TYPE_FIGURE, NULL);

  self->view = g_object_ref (view);
  g_signal_connect_object (view, "notify::field", G_CALLBACK (gtk_widget_queue_draw), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark",
                           G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
