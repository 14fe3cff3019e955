#include "ui/panes/panes.h"

#include "ui/panes/bytes.h"
#include "ui/panes/explain.h"

#define STACKS_BELOW 60 /* widths of a digit: the panes come to stand above one another */

#define BYTES_WIDTH 80 /* the same: sixteen bytes in a row */

/* A widget that holds the paned and turns it with its own width. */
struct _WgPanes
{
  GtkWidget parent_instance;
  GtkWidget *paned;
  gboolean placed; /* the paned has got its first position */
};

G_DECLARE_FINAL_TYPE (WgPanes, wg_panes, WG, PANES, GtkWidget)
G_DEFINE_FINAL_TYPE (WgPanes, wg_panes, GTK_TYPE_WIDGET)

static void
wg_panes_measure (GtkWidget *widget,
                  GtkOrientation orientation,
                  int for_size,
                  int *minimum,
                  int *natural,
                  int *minimum_baseline,
                  int *natural_baseline)
{
  WgPanes *self = WG_PANES (widget);

  gtk_widget_measure (self->paned, orientation, for_size, minimum, natural, NULL, NULL);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = MIN (*minimum, 300);
}

static int
digit_width (GtkWidget *widget)
{
  PangoFontMetrics *metrics =
      pango_context_get_metrics (gtk_widget_get_pango_context (widget), NULL, NULL);
  int width = PANGO_PIXELS_CEIL (pango_font_metrics_get_approximate_digit_width (metrics));

  pango_font_metrics_unref (metrics);
  return width;
}

static void
wg_panes_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  WgPanes *self = WG_PANES (widget);
  GtkOrientation now = gtk_orientable_get_orientation (GTK_ORIENTABLE (self->paned));
  GtkOrientation wanted = width < STACKS_BELOW * digit_width (widget)
                              ? GTK_ORIENTATION_VERTICAL
                              : GTK_ORIENTATION_HORIZONTAL;
  int minimum;

  if (!self->placed && width > 0)
    gtk_paned_set_position (GTK_PANED (self->paned),
                            MAX (width * 2 / 5, width - BYTES_WIDTH * digit_width (widget)));
  self->placed |= width > 0;
  if (now != wanted)
    {
      gtk_orientable_set_orientation (GTK_ORIENTABLE (self->paned), wanted);
      gtk_paned_set_position (GTK_PANED (self->paned),
                              wanted == GTK_ORIENTATION_VERTICAL ? height / 2 : width / 2);
    }
  gtk_widget_measure (self->paned, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  gtk_widget_allocate (self->paned, MAX (width, minimum), height, baseline, NULL);
}

static void
wg_panes_dispose (GObject *object)
{
  g_clear_pointer (&WG_PANES (object)->paned, gtk_widget_unparent);
  G_OBJECT_CLASS (wg_panes_parent_class)->dispose (object);
}

static void
wg_panes_class_init (WgPanesClass *class)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = wg_panes_dispose;
  widget->measure = wg_panes_measure;
  widget->size_allocate = wg_panes_size_allocate;
}

static void
wg_panes_init (WgPanes *self)
{
  self->paned = gtk_paned_new (GTK_ORIENTATION_HORIZONTAL);
  gtk_widget_set_parent (self->paned, GTK_WIDGET (self));
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

GtkWidget *
wg_panes_new (WgView *view)
{
  WgPanes *self = g_object_new (wg_panes_get_type (), NULL);
  GtkPaned *paned = GTK_PANED (self->paned);

  WgFigure *figure = WG_FIGURE (wg_figure_new (view));

  gtk_paned_set_start_child (paned, wg_explain_pane_new (view, figure));
  gtk_paned_set_end_child (paned, wg_bytes_pane_new (view, figure));
  gtk_paned_set_resize_start_child (paned, TRUE);
  gtk_paned_set_resize_end_child (paned, TRUE);
  gtk_paned_set_shrink_start_child (paned, FALSE);
  gtk_paned_set_shrink_end_child (paned, TRUE);
  return GTK_WIDGET (self);
}

static GtkWidget *
child (GtkWidget *panes, gint which)
{
  GtkPaned *paned = GTK_PANED (WG_PANES (panes)->paned);
  return which == 0 ? gtk_paned_get_start_child (paned) : gtk_paned_get_end_child (paned);
}

gint
wg_panes_focus (GtkWidget *panes)
{
  GtkRoot *root = gtk_widget_get_root (panes);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  for (gint i = 0; focus != NULL && i < 2; i++)
    if (gtk_widget_is_ancestor (focus, child (panes, i)))
      return i;
  return -1;
}

void
wg_panes_set_focus (GtkWidget *panes, gint which)
{
  gtk_widget_child_focus (child (panes, which), GTK_DIR_TAB_FORWARD);
}
