#include "ui/widgets/badge.h"

#include <glib/gi18n.h>

#define TINT 0.10f

/* @lines: 0 for a line of words, else a square of so many lines */
struct _WgBadge
{
  GtkWidget parent_instance;
  char *text;
  const char *grade;
  WgSeverity severity;
  guint lines;
};

G_DEFINE_FINAL_TYPE (WgBadge, wg_badge, GTK_TYPE_WIDGET)

static PangoLayout *
layout_of (WgBadge *self)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), self->text);
  g_autoptr (PangoAttrList) list = pango_attr_list_new ();

  pango_attr_list_insert (list, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  if (self->lines > 1)
    pango_attr_list_insert (list, pango_attr_scale_new (0.72 * self->lines));
  pango_layout_set_attributes (layout, list);
  return layout;
}

static int
line_of (WgBadge *self)
{
  PangoContext *context = gtk_widget_get_pango_context (GTK_WIDGET (self));
  PangoFontMetrics *metrics = pango_context_get_metrics (context, NULL, NULL);
  int line = PANGO_PIXELS_CEIL (pango_font_metrics_get_height (metrics));

  pango_font_metrics_unref (metrics);
  return line;
}

static void
wg_badge_measure (GtkWidget *widget,
                  GtkOrientation orientation,
                  int for_size,
                  int *minimum,
                  int *natural,
                  int *minimum_baseline,
                  int *natural_baseline)
{
  WgBadge *self = WG_BADGE (widget);
  g_autoptr (PangoLayout) layout = layout_of (self);
  int width, height, line = line_of (self);

  pango_layout_get_pixel_size (layout, &width, &height);
  if (self->lines > 0)
    *natural = MAX ((int) self->lines * line + line / 2, width + line / 2);
  else
    *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? width + line : height + line / 4;
  *minimum = *natural;
}

static void
wg_badge_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  WgBadge *self = WG_BADGE (widget);
  const WgPalette *palette = wg_palette_now ();
  const GdkRGBA *colour = self->severity != WG_SEVERITY_DEFAULT
                              ? &palette->severity[self->severity]
                              : wg_grade_colour (palette, self->grade);
  float width = (float) gtk_widget_get_width (widget),
        height = (float) gtk_widget_get_height (widget);
  float radius = self->lines > 0 ? height / 6 : height / 2;
  float weights[4] = {1, 1, 1, 1};
  GdkRGBA colours[4] = {*colour, *colour, *colour, *colour}, tint = *colour;
  g_autoptr (PangoLayout) layout = layout_of (self);
  GskRoundedRect frame;
  int text_width, text_height;

  tint.alpha = TINT;
  gsk_rounded_rect_init_from_rect (&frame, &GRAPHENE_RECT_INIT (0, 0, width, height), radius);
  gtk_snapshot_push_rounded_clip (snapshot, &frame);
  gtk_snapshot_append_color (snapshot, &tint, &GRAPHENE_RECT_INIT (0, 0, width, height));
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_append_border (snapshot, &frame, weights, colours);
  pango_layout_get_pixel_size (layout, &text_width, &text_height);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot,
                          &GRAPHENE_POINT_INIT ((float) (((int) width - text_width) / 2),
                                                (float) (((int) height - text_height) / 2)));
  gtk_snapshot_append_layout (snapshot, layout, colour);
  gtk_snapshot_restore (snapshot);
}

static void
wg_badge_system_setting_changed (GtkWidget *widget, GtkSystemSetting setting)
{
  GTK_WIDGET_CLASS (wg_badge_parent_class)->system_setting_changed (widget, setting);
  gtk_widget_queue_resize (widget);
}

static void
wg_badge_finalize (GObject *object)
{
  g_free (WG_BADGE (object)->text);
  G_OBJECT_CLASS (wg_badge_parent_class)->finalize (object);
}

static void
wg_badge_class_init (WgBadgeClass *class)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = wg_badge_finalize;
  widget->measure = wg_badge_measure;
  widget->snapshot = wg_badge_snapshot;
  widget->system_setting_changed = wg_badge_system_setting_changed;
  gtk_widget_class_set_css_name (widget, "badge");
  gtk_widget_class_set_accessible_role (widget, GTK_ACCESSIBLE_ROLE_LABEL);
}

static void
wg_badge_init (WgBadge *self)
{
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  gtk_widget_set_halign (GTK_WIDGET (self), GTK_ALIGN_START);
}

static void
set_name (WgBadge *self, const char *name)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
}

GtkWidget *
wg_badge_new_severity (WgSeverity severity)
{
  WgBadge *self = g_object_new (WG_TYPE_BADGE, NULL);

  self->severity = severity;
  self->text =
      g_strdup_printf ("%s %s", wg_severity_glyph (severity), wg_severity_word (severity));
  set_name (self, wg_severity_word (severity));
  return GTK_WIDGET (self);
}

GtkWidget *
wg_badge_new_grade (const char *grade, guint lines)
{
  WgBadge *self = g_object_new (WG_TYPE_BADGE, NULL);
  g_autofree char *name =
      grade != NULL ? g_strdup_printf (_ ("grade %s"), grade) : g_strdup (_ ("no grade"));

  self->lines = lines;
  self->text = g_strdup (grade != NULL ? grade : "–");
  self->grade = grade;
  set_name (self, name);
  return GTK_WIDGET (self);
}

const GdkRGBA *
wg_grade_colour (const WgPalette *palette, const char *grade)
{
  switch (grade != NULL ? grade[0] : '\0')
    {
    case '\0':
      return &palette->dim;
    case 'A':
      return &palette->good;
    case 'B':
      return &palette->severity[WG_SEVERITY_LOW];
    case 'C':
      return &palette->severity[WG_SEVERITY_MEDIUM];
    case 'D':
      return &palette->severity[WG_SEVERITY_HIGH];
    default:
      return &palette->severity[WG_SEVERITY_CRITICAL];
    }
}
