#include "ui/widgets/columns.h"

#include <glib/gi18n.h>

#define MAX_COLUMNS    16u
#define BUTTON_PADDING 6 /* of style.css, pixels */

void
wg_columns_place (
    const WgListColumn *columns, guint n, int width, int digit, WgColumnPlace *places)
{
  guint limit = G_MAXUINT, weights = 0;
  int used, x = digit;

  do
    {
      guint highest = 0;

      used = digit;
      weights = 0;
      for (guint i = 0; i < n; i++)
        if (columns[i].rank < limit)
          {
            used += (int) (columns[i].digits + 1) * digit;
            weights += columns[i].weight;
            highest = MAX (highest, columns[i].rank);
          }
      if (used <= width || highest == 0)
        break;
      limit = highest;
    }
  while (TRUE);
  for (guint i = 0; i < n; i++)
    {
      int more =
          weights > 0 ? MAX (0, width - used) * (int) columns[i].weight / (int) weights : 0;
      gboolean shown = columns[i].rank < limit;

      places[i] = (WgColumnPlace){x, shown ? (int) columns[i].digits * digit + more : 0};
      if (shown)
        x += places[i].width + digit;
    }
  /* What stays but does not fit ends at the edge. */
  for (guint i = 0; i < n; i++)
    places[i].width = CLAMP (width - places[i].x, 0, places[i].width);
}

struct _WgHeadings
{
  GtkWidget parent_instance;
  const WgListColumn *columns;
  guint n;
  GtkWidget *headings[MAX_COLUMNS];
};

static guint clicked;

G_DEFINE_FINAL_TYPE (WgHeadings, wg_headings, GTK_TYPE_WIDGET)

static int
digit_of (GtkWidget *widget)
{
  PangoContext *context = gtk_widget_get_pango_context (widget);
  PangoFontMetrics *metrics = pango_context_get_metrics (context, NULL, NULL);
  int digit = PANGO_PIXELS_CEIL (pango_font_metrics_get_approximate_digit_width (metrics));

  pango_font_metrics_unref (metrics);
  return digit;
}

static void
wg_headings_measure (GtkWidget *widget,
                     GtkOrientation orientation,
                     int for_size,
                     int *minimum,
                     int *natural,
                     int *minimum_baseline,
                     int *natural_baseline)
{
  WgHeadings *self = WG_HEADINGS (widget);

  *minimum = *natural = 0;
  for (guint i = 0; i < self->n; i++)
    {
      int least, wanted;

      gtk_widget_measure (self->headings[i], orientation, -1, &least, &wanted, NULL, NULL);
      if (orientation == GTK_ORIENTATION_VERTICAL)
        *minimum = *natural = MAX (*natural, wanted);
    }
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = *natural = 8 * digit_of (widget);
}

static void
wg_headings_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  WgHeadings *self = WG_HEADINGS (widget);
  WgColumnPlace places[MAX_COLUMNS];
  int digit = digit_of (widget);

  wg_columns_place (self->columns, self->n, width, digit, places);
  for (guint i = 0; i < self->n; i++)
    {
      GtkAllocation place = {places[i].x, 0, places[i].width, height};
      int least;

      gtk_widget_set_child_visible (self->headings[i], places[i].width > 0);
      gtk_widget_measure (self->headings[i], GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL,
                          NULL);
      /* A button has room around its text, which the row's text has not. */
      place.x -= self->columns[i].sorts ? BUTTON_PADDING : 0;
      place.width += self->columns[i].sorts ? 2 * BUTTON_PADDING : 0;
      place.width = MAX (place.width, least);
      gtk_widget_size_allocate (self->headings[i], &place, -1);
    }
}

static void
wg_headings_dispose (GObject *object)
{
  WgHeadings *self = WG_HEADINGS (object);

  for (guint i = 0; i < self->n; i++)
    g_clear_pointer (&self->headings[i], gtk_widget_unparent);
  self->n = 0;
  G_OBJECT_CLASS (wg_headings_parent_class)->dispose (object);
}

static void
wg_headings_class_init (WgHeadingsClass *class)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = wg_headings_dispose;
  widget->measure = wg_headings_measure;
  widget->size_allocate = wg_headings_size_allocate;
  gtk_widget_class_set_css_name (widget, "headings");
  clicked = g_signal_new ("clicked", WG_TYPE_HEADINGS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                          G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
wg_headings_init (WgHeadings *self)
{
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

static void
on_clicked (WgHeadings *self, GtkWidget *button)
{
  for (guint i = 0; i < self->n; i++)
    if (self->headings[i] == button)
      g_signal_emit (self, clicked, 0, i);
}

static GtkWidget *
heading (WgHeadings *self, const WgListColumn *column)
{
  GtkWidget *label = gtk_label_new (_ (column->title)), *button;

  gtk_label_set_xalign (GTK_LABEL (label), column->right ? 1 : 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, "caption-heading");
  if (!column->sorts)
    {
      gtk_widget_set_margin_top (label, BUTTON_PADDING);
      gtk_widget_set_margin_bottom (label, BUTTON_PADDING);
      return label;
    }
  button = gtk_button_new ();
  gtk_button_set_child (GTK_BUTTON (button), label);
  gtk_widget_add_css_class (button, "flat");
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (on_clicked), self);
  return button;
}

GtkWidget *
wg_headings_new (const WgListColumn *columns, guint n)
{
  WgHeadings *self = g_object_new (WG_TYPE_HEADINGS, NULL);

  g_assert (n <= MAX_COLUMNS);
  self->columns = columns;
  self->n = n;
  for (guint i = 0; i < n; i++)
    {
      self->headings[i] = heading (self, &columns[i]);
      gtk_widget_set_parent (self->headings[i], GTK_WIDGET (self));
    }
  wg_headings_show_order (self, G_MAXUINT, FALSE);
  return GTK_WIDGET (self);
}

void
wg_headings_show_order (WgHeadings *self, guint column, gboolean descending)
{
  for (guint i = 0; i < self->n; i++)
    {
      const char *title = _ (self->columns[i].title);
      const char *arrow = i != column ? "" : descending ? "▾" : "▴";
      g_autofree char *name = NULL, *text = NULL;

      if (!self->columns[i].sorts)
        continue;
      text = self->columns[i].right || i != column ? g_strdup_printf ("%s%s", arrow, title)
                                                   : g_strdup_printf ("%s %s", title, arrow);
      gtk_label_set_text (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (self->headings[i]))),
                          text);
      name = i != column  ? g_strdup_printf (_ ("Sort by %s"), title)
             : descending ? g_strdup_printf (_ ("Sorted by %s, falling"), title)
                          : g_strdup_printf (_ ("Sorted by %s, rising"), title);
      gtk_widget_set_tooltip_text (self->headings[i], name);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->headings[i]),
                                      GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
    }
}
