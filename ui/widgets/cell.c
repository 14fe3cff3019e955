#include "ui/widgets/cell.h"

#define PADDING 4 /* above and below, pixels */

struct _WgCell
{
  GtkWidget parent_instance;
  const WgCellKind *kind;
  gpointer user;
  guint index;
  int line;
  int digit;
};

G_DEFINE_FINAL_TYPE (WgCell, wg_cell, GTK_TYPE_WIDGET)

static void
measure_text (WgCell *self)
{
  PangoContext *context = gtk_widget_get_pango_context (GTK_WIDGET (self));
  PangoFontMetrics *metrics = pango_context_get_metrics (context, NULL, NULL);

  self->line = PANGO_PIXELS_CEIL (pango_font_metrics_get_height (metrics));
  self->digit = PANGO_PIXELS_CEIL (pango_font_metrics_get_approximate_digit_width (metrics));
  pango_font_metrics_unref (metrics);
}

static void
wg_cell_measure (GtkWidget *widget,
                 GtkOrientation orientation,
                 int for_size,
                 int *minimum,
                 int *natural,
                 int *minimum_baseline,
                 int *natural_baseline)
{
  WgCell *self = WG_CELL (widget);

  if (self->line == 0)
    measure_text (self);
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL
                 ? 8 * self->digit
                 : (int) self->kind->lines * self->line + 2 * PADDING;
  *natural = *minimum;
}

static void
wg_cell_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  WgCell *self = WG_CELL (widget);
  self->kind->draw (self, snapshot, self->index, self->user);
}

static void
forget_text (WgCell *self)
{
  self->line = 0;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
wg_cell_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (wg_cell_parent_class)->css_changed (widget, change);
  forget_text (WG_CELL (widget));
}

static void
wg_cell_system_setting_changed (GtkWidget *widget, GtkSystemSetting setting)
{
  GTK_WIDGET_CLASS (wg_cell_parent_class)->system_setting_changed (widget, setting);
  forget_text (WG_CELL (widget));
}

static void
wg_cell_class_init (WgCellClass *class)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS (class);

  widget->measure = wg_cell_measure;
  widget->snapshot = wg_cell_snapshot;
  widget->css_changed = wg_cell_css_changed;
  widget->system_setting_changed = wg_cell_system_setting_changed;
  gtk_widget_class_set_css_name (widget, "cell");
}

static void
wg_cell_init (WgCell *self)
{
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

guint
wg_cell_index (WgCell *self)
{
  return self->index;
}

/* The row of a list has no name of its own in GTK 4.8; it is the cell's parent. */
void
wg_cell_refresh (WgCell *self)
{
  GtkWidget *row = gtk_widget_get_parent (GTK_WIDGET (self));
  g_autofree char *sentence = self->kind->say (self->index, self->user);

  if (row != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    sentence, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* --- the factory -------------------------------------------------------------------------- */

typedef struct
{
  const WgCellKind *kind;
  gpointer user;
} Rows;

static void
on_setup (Rows *rows, GtkListItem *item)
{
  WgCell *cell = g_object_new (WG_TYPE_CELL, NULL);

  cell->kind = rows->kind;
  cell->user = rows->user;
  gtk_list_item_set_child (item, GTK_WIDGET (cell));
}

static void
on_bind (Rows *rows, GtkListItem *item)
{
  WgCell *cell = WG_CELL (gtk_list_item_get_child (item));

  cell->index = wg_index_item_position (gtk_list_item_get_item (item));
  wg_cell_refresh (cell);
}

static void
free_rows (gpointer data, GClosure *closure)
{
  g_free (data);
}

GtkListItemFactory *
wg_cell_factory_new (const WgCellKind *kind, gpointer user)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  Rows *rows = g_new (Rows, 1);

  *rows = (Rows){kind, user};
  g_signal_connect_data (factory, "setup", G_CALLBACK (on_setup), rows, NULL,
                         G_CONNECT_SWAPPED);
  g_signal_connect_data (factory, "bind", G_CALLBACK (on_bind), rows, free_rows,
                         G_CONNECT_SWAPPED);
  return factory;
}

/* --- drawing ------------------------------------------------------------------------------ */

int
wg_cell_width (WgCell *self)
{
  return gtk_widget_get_width (GTK_WIDGET (self));
}

int
wg_cell_digit (WgCell *self)
{
  return self->digit;
}

int
wg_cell_line (WgCell *self)
{
  return self->line;
}

void
wg_cell_text (WgCell *self,
              GtkSnapshot *snapshot,
              const char *text,
              int x,
              guint line,
              int width,
              WgCellStyle style,
              const GdkRGBA *colour)
{
  g_autoptr (PangoLayout) layout = NULL;
  GdkRGBA plain;

  if (width <= 0 || text == NULL)
    return;
  layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (self)), &plain);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  pango_layout_set_width (layout, width * PANGO_SCALE);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  if ((style & WG_CELL_RIGHT) != 0)
    pango_layout_set_alignment (layout, PANGO_ALIGN_RIGHT);
  if ((style & (WG_CELL_BOLD | WG_CELL_MONO)) != 0)
    {
      g_autoptr (PangoAttrList) list = pango_attr_list_new ();
      if ((style & WG_CELL_BOLD) != 0)
        pango_attr_list_insert (list, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
      if ((style & WG_CELL_MONO) != 0)
        pango_attr_list_insert (list, pango_attr_family_new ("monospace"));
      pango_layout_set_attributes (layout, list);
    }
  if ((style & WG_CELL_DIM) != 0)
    plain = wg_palette_now ()->dim;
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (
      snapshot, &GRAPHENE_POINT_INIT ((float) x, (float) (PADDING + (int) line * self->line)));
  gtk_snapshot_append_layout (snapshot, layout, colour != NULL ? colour : &plain);
  gtk_snapshot_restore (snapshot);
}

void
wg_cell_severity (
    WgCell *self, GtkSnapshot *snapshot, WgSeverity severity, int x, guint line, int width)
{
  g_autofree char *text =
      g_strdup_printf ("%s %s", wg_severity_glyph (severity), wg_severity_word (severity));

  wg_cell_text (self, snapshot, text, x, line, width, WG_CELL_BOLD,
                &wg_palette_now ()->severity[severity]);
}
