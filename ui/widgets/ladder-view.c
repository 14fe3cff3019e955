#include "ui/widgets/ladder-view.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/* --- a row, for the focus and for a screen reader ----------------------------------------- */

G_DECLARE_FINAL_TYPE (WgLadderItem, wg_ladder_item, WG, LADDER_ITEM, GtkWidget)

struct _WgLadderItem
{
  GtkWidget parent_instance;
};

G_DEFINE_FINAL_TYPE (WgLadderItem, wg_ladder_item, GTK_TYPE_WIDGET)

static void
wg_ladder_item_class_init (WgLadderItemClass *class)
{
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (class),
                                        GTK_ACCESSIBLE_ROLE_LIST_ITEM);
}

static void
wg_ladder_item_init (WgLadderItem *self)
{
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

/* --- the diagram -------------------------------------------------------------------------- */

/* @first: row of the first item; @hovered: lane, -1 for none */
struct _WgLadderView
{
  GtkWidget parent_instance;
  WgView *view;
  WgLadder *ladder;
  GtkAdjustment *adjustment[2]; /* horizontal, vertical */
  guint policy[2];
  GPtrArray *items; /* of WgLadderItem */
  guint first;
  gint dragged;    /* lane, -1 for none */
  gboolean follow; /* bring the selection into sight when there is room */
};

enum
{
  HADJUSTMENT = 1,
  VADJUSTMENT,
  HSCROLL_POLICY,
  VSCROLL_POLICY,
};

G_DEFINE_FINAL_TYPE_WITH_CODE (WgLadderView,
                               wg_ladder_view,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_SCROLLABLE, NULL))

static double
offset (WgLadderView *self, GtkOrientation which)
{
  return self->adjustment[which] != NULL ? gtk_adjustment_get_value (self->adjustment[which])
                                         : 0;
}

static void
set_adjustment (WgLadderView *self, GtkOrientation which, GtkAdjustment *adjustment)
{
  if (self->adjustment[which] == adjustment)
    return;
  if (self->adjustment[which] != NULL)
    g_signal_handlers_disconnect_by_func (self->adjustment[which], gtk_widget_queue_allocate,
                                          self);
  g_set_object (&self->adjustment[which], adjustment);
  if (adjustment != NULL)
    g_signal_connect_swapped (adjustment, "value-changed",
                              G_CALLBACK (gtk_widget_queue_allocate), self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
configure (WgLadderView *self, GtkOrientation which, double size, double page, double step)
{
  GtkAdjustment *adjustment = self->adjustment[which];
  double value;

  if (adjustment == NULL)
    return;
  value = CLAMP (gtk_adjustment_get_value (adjustment), 0, MAX (0, size - page));
  gtk_adjustment_configure (adjustment, value, 0, MAX (size, page), step, page * 0.9, page);
}

static guint
n_rows (WgLadderView *self)
{
  return wg_rows_n (wg_view_rows (self->view));
}

static int
row_height (WgLadderView *self)
{
  return self->ladder->row_height;
}

/* Moves so that the selected row is seen, with one more on each side. */
static void
show_selected (WgLadderView *self, int height)
{
  gint64 message = wg_view_message (self->view);
  double top, page = height - self->ladder->header_height, value = offset (self, 1);

  if (message < 0 || self->adjustment[1] == NULL)
    return;
  top = (double) wg_rows_find (wg_view_rows (self->view), (gsize) message) * row_height (self);
  if (top - row_height (self) < value)
    value = top - row_height (self);
  else if (top + 2 * row_height (self) > value + page)
    value = top + 2 * row_height (self) - page;
  gtk_adjustment_set_value (self->adjustment[1], MAX (0, value));
}

static GtkWidget *
item_at (WgLadderView *self, guint index)
{
  while (self->items->len <= index)
    {
      GtkWidget *item = g_object_new (wg_ladder_item_get_type (), NULL);
      gtk_widget_set_parent (item, GTK_WIDGET (self));
      g_ptr_array_add (self->items, item);
    }
  return g_ptr_array_index (self->items, index);
}

static void
label_item (WgLadderView *self, GtkWidget *item, guint row)
{
  WgRow what = wg_rows_get (wg_view_rows (self->view), row);
  g_autofree char *sentence =
      what.kind == WG_ROW_MESSAGE
          ? wg_view_sentence (self->view, what.message)
          : g_strdup (what.kind == WG_ROW_LOCK ? _ ("encrypted from here") : _ ("a pause"));

  gtk_accessible_update_property (GTK_ACCESSIBLE (item), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  sentence, -1);
  gtk_accessible_update_state (
      GTK_ACCESSIBLE (item), GTK_ACCESSIBLE_STATE_SELECTED,
      what.kind == WG_ROW_MESSAGE && wg_view_message (self->view) == (gint64) what.message, -1);
}

static void
place_items (WgLadderView *self, int width, int height)
{
  guint n = n_rows (self), wanted = (guint) (height / row_height (self)) + 2;
  double y;

  self->first = (guint) (offset (self, 1) / row_height (self));
  y = self->ladder->header_height + self->first * (double) row_height (self) - offset (self, 1);
  for (guint i = 0; i < MAX (wanted, self->items->len); i++)
    {
      GtkWidget *item = item_at (self, i);
      gboolean shown = i < wanted && self->first + i < n;
      GtkAllocation place = {0, (int) (y + i * (double) row_height (self)), width,
                             row_height (self)};
      int ignored;

      gtk_widget_set_child_visible (item, shown);
      if (shown)
        label_item (self, item, self->first + i);
      gtk_widget_measure (item, GTK_ORIENTATION_HORIZONTAL, -1, &ignored, NULL, NULL, NULL);
      gtk_widget_size_allocate (item, &place, -1);
    }
}

static void
wg_ladder_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  WgLadderView *self = WG_LADDER_VIEW (widget);

  wg_ladder_set_width (self->ladder, width);
  configure (self, 0, self->ladder->width, width, 40);
  configure (self, 1, (double) n_rows (self) * row_height (self) + self->ladder->header_height,
             height, row_height (self));
  if (self->follow)
    show_selected (self, height);
  self->follow = FALSE;
  place_items (self, width, height);
}

static void
wg_ladder_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  WgLadderView *self = WG_LADDER_VIEW (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  double y =
      self->ladder->header_height + self->first * (double) row_height (self) - offset (self, 1);
  guint n = n_rows (self);

  self->ladder->palette = wg_palette_now ();
  gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  gtk_snapshot_append_color (snapshot, &self->ladder->palette->background,
                             &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) -offset (self, 0), 0));
  for (guint i = self->first; i < n && y < height; i++, y += row_height (self))
    wg_ladder_draw_row (self->ladder, snapshot, i, y);
  wg_ladder_draw_header (self->ladder, snapshot);
  gtk_snapshot_pop (snapshot);
}

static void
wg_ladder_view_measure (GtkWidget *widget,
                        GtkOrientation orientation,
                        int for_size,
                        int *minimum,
                        int *natural,
                        int *minimum_baseline,
                        int *natural_baseline)
{
  WgLadderView *self = WG_LADDER_VIEW (widget);

  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL
                 ? 20 * self->ladder->digit
                 : self->ladder->header_height + row_height (self);
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? wg_ladder_min_width (self->ladder)
                                                       : 12 * row_height (self);
}

/* --- what changes ------------------------------------------------------------------------- */

static void
on_rows (WgLadderView *self)
{
  wg_ladder_refresh (self->ladder);
  self->follow = TRUE;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
on_grew (WgLadderView *self)
{
  if (wg_ladder_grow (self->ladder))
    gtk_widget_queue_resize (GTK_WIDGET (self));
  else
    gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static void
focus_selected (WgLadderView *self)
{
  gint64 message = wg_view_message (self->view);
  guint row;

  if (message < 0)
    return;
  row = wg_rows_find (wg_view_rows (self->view), (gsize) message);
  if (row >= self->first && row - self->first < self->items->len)
    gtk_widget_grab_focus (g_ptr_array_index (self->items, row - self->first));
}

static void
on_message (WgLadderView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  int height = gtk_widget_get_height (widget);

  if (height > 0)
    {
      show_selected (self, height);
      place_items (self, gtk_widget_get_width (widget), height);
    }
  else
    self->follow = TRUE;
  if (gtk_widget_get_focus_child (widget) != NULL || gtk_widget_has_focus (widget))
    focus_selected (self);
  gtk_widget_queue_draw (widget);
}

static void
on_fonts (WgLadderView *self)
{
  wg_ladder_refresh (self->ladder);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
wg_ladder_view_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  WgLadderView *self = WG_LADDER_VIEW (widget);

  GTK_WIDGET_CLASS (wg_ladder_view_parent_class)->css_changed (widget, change);
  if (self->ladder != NULL)
    on_fonts (self);
}

static void
wg_ladder_view_system_setting_changed (GtkWidget *widget, GtkSystemSetting setting)
{
  WgLadderView *self = WG_LADDER_VIEW (widget);

  GTK_WIDGET_CLASS (wg_ladder_view_parent_class)->system_setting_changed (widget, setting);
  if (self->ladder != NULL)
    on_fonts (self);
}

/* Single letters and digits act while the diagram has the focus, and nowhere else. */
static gboolean
activate_key (WgLadderView *self, guint key)
{
  static const struct
  {
    guint key;
    const char *action;
  } verbs[] = {
      {GDK_KEY_space, "win.play"},           {GDK_KEY_bracketleft, "win.slower"},
      {GDK_KEY_bracketright, "win.faster"},  {GDK_KEY_e, "win.eavesdropper"},
      {GDK_KEY_r, "win.revealed"},           {GDK_KEY_N, "win.next-milestone"},
      {GDK_KEY_P, "win.previous-milestone"},
  };

  if (key >= GDK_KEY_1 && key < GDK_KEY_1 + WG_N_LAYERS)
    return gtk_widget_activate_action (GTK_WIDGET (self), "win.layer", "i",
                                       (gint) (key - GDK_KEY_1));
  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    if (verbs[i].key == key)
      return gtk_widget_activate_action (GTK_WIDGET (self), verbs[i].action, NULL);
  return FALSE;
}

/* --- what people do ----------------------------------------------------------------------- */

static gboolean
on_key (WgLadderView *self, guint key, guint code, GdkModifierType state)
{
  int page = (gtk_widget_get_height (GTK_WIDGET (self)) - self->ladder->header_height)
                 / row_height (self)
             - 1;

  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return FALSE;
  switch (key)
    {
    case GDK_KEY_n:
    case GDK_KEY_Right:
    case GDK_KEY_Down:
      wg_view_step (self->view, 1);
      break;
    case GDK_KEY_p:
    case GDK_KEY_Left:
    case GDK_KEY_Up:
      wg_view_step (self->view, -1);
      break;
    case GDK_KEY_m:
      gtk_widget_activate_action (GTK_WIDGET (self), "win.note", NULL);
      return TRUE;
    case GDK_KEY_w:
      gtk_widget_activate_action (GTK_WIDGET (self), "win.why", NULL);
      return TRUE;
    case GDK_KEY_Page_Down:
      wg_view_step (self->view, MAX (1, page));
      break;
    case GDK_KEY_Page_Up:
      wg_view_step (self->view, -MAX (1, page));
      break;
    case GDK_KEY_Home:
      wg_view_step_end (self->view, FALSE);
      break;
    case GDK_KEY_End:
      wg_view_step_end (self->view, TRUE);
      break;
    default:
      return activate_key (self, key);
    }
  focus_selected (self);
  return TRUE;
}

static void
on_pressed (WgLadderView *self, int n_press, double x, double y)
{
  const WgRows *rows = wg_view_rows (self->view);
  double in_rows = y - self->ladder->header_height + offset (self, 1);
  guint row;

  if (y < self->ladder->header_height)
    {
      self->dragged = (gint) wg_ladder_lane_at (self->ladder, x + offset (self, 0));
      if (n_press == 2)
        wg_ladder_view_set_spotlight (
            self, self->ladder->spotlight == self->dragged ? -1 : self->dragged);
      return;
    }
  row = (guint) (in_rows / row_height (self));
  if (row < wg_rows_n (rows))
    wg_view_select (self->view, (gint64) wg_rows_get (rows, row).message);
  if (row < wg_rows_n (rows)
      && wg_ladder_is_on_finding (self->ladder, row, x + offset (self, 0)))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.why", NULL);
  focus_selected (self);
}

static void
on_released (WgLadderView *self, int n_press, double x, double y)
{
  guint to = wg_ladder_lane_at (self->ladder, x + offset (self, 0));

  if (self->dragged >= 0 && (guint) self->dragged != to)
    {
      wg_ladder_move_lane (self->ladder, (guint) self->dragged, to);
      gtk_widget_queue_draw (GTK_WIDGET (self));
    }
  self->dragged = -1;
}

static gboolean
wg_ladder_view_grab_focus (GtkWidget *widget)
{
  WgLadderView *self = WG_LADDER_VIEW (widget);

  if (wg_view_message (self->view) < 0)
    wg_view_step (self->view, 1);
  focus_selected (self);
  return gtk_widget_get_focus_child (widget) != NULL;
}

/* --- the object --------------------------------------------------------------------------- */

static void
wg_ladder_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  WgLadderView *self = WG_LADDER_VIEW (object);

  if (id == HADJUSTMENT || id == VADJUSTMENT)
    g_value_set_object (value, self->adjustment[id - HADJUSTMENT]);
  else
    g_value_set_enum (value, (gint) self->policy[id - HSCROLL_POLICY]);
}

static void
wg_ladder_view_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  WgLadderView *self = WG_LADDER_VIEW (object);

  if (id == HADJUSTMENT || id == VADJUSTMENT)
    set_adjustment (self, (GtkOrientation) (id - HADJUSTMENT), g_value_get_object (value));
  else
    self->policy[id - HSCROLL_POLICY] = (guint) g_value_get_enum (value);
}

static void
wg_ladder_view_dispose (GObject *object)
{
  WgLadderView *self = WG_LADDER_VIEW (object);
  GtkWidget *child;

  set_adjustment (self, 0, NULL);
  set_adjustment (self, 1, NULL);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_clear_pointer (&self->ladder, wg_ladder_free);
  g_clear_object (&self->view);
  G_OBJECT_CLASS (wg_ladder_view_parent_class)->dispose (object);
}

static void
wg_ladder_view_class_init (WgLadderViewClass *class)
{
  GObjectClass *object = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget = GTK_WIDGET_CLASS (class);

  object->get_property = wg_ladder_view_get_property;
  object->set_property = wg_ladder_view_set_property;
  object->dispose = wg_ladder_view_dispose;
  widget->size_allocate = wg_ladder_view_size_allocate;
  widget->snapshot = wg_ladder_view_snapshot;
  widget->measure = wg_ladder_view_measure;
  widget->css_changed = wg_ladder_view_css_changed;
  widget->system_setting_changed = wg_ladder_view_system_setting_changed;
  widget->grab_focus = wg_ladder_view_grab_focus;
  g_object_class_override_property (object, HADJUSTMENT, "hadjustment");
  g_object_class_override_property (object, VADJUSTMENT, "vadjustment");
  g_object_class_override_property (object, HSCROLL_POLICY, "hscroll-policy");
  g_object_class_override_property (object, VSCROLL_POLICY, "vscroll-policy");
  gtk_widget_class_set_css_name (widget, "ladder");
  gtk_widget_class_set_accessible_role (widget, GTK_ACCESSIBLE_ROLE_LIST);
}

static void
wg_ladder_view_init (WgLadderView *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  self->items = g_ptr_array_new ();
  self->dragged = -1;
  self->follow = TRUE;
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (on_pressed), self);
  g_signal_connect_swapped (click, "released", G_CALLBACK (on_released), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (self), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Diagram of the messages"), -1);
}

GtkWidget *
wg_ladder_view_new (WgView *view)
{
  WgLadderView *self = g_object_new (WG_TYPE_LADDER_VIEW, NULL);
  static const char *const redraw[] = {"notify::eavesdropper", "notify::revealed"};

  self->view = g_object_ref (view);
  self->ladder = wg_ladder_new (view, gtk_widget_get_pango_context (GTK_WIDGET (self)));
  g_signal_connect_object (view, "rows-changed", G_CALLBACK (on_rows), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "rows-grew", G_CALLBACK (on_grew), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "notify::message", G_CALLBACK (on_message), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "notify::redacted", G_CALLBACK (on_fonts), self,
                           G_CONNECT_SWAPPED);
  for (guint i = 0; i < G_N_ELEMENTS (redraw); i++)
    g_signal_connect_object (view, redraw[i], G_CALLBACK (gtk_widget_queue_allocate), self,
                             G_CONNECT_SWAPPED);
  g_signal_connect_object (wg_view_document (view), "finished",
                           G_CALLBACK (gtk_widget_queue_allocate), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (wg_view_document (view), "noted",
                           G_CALLBACK (gtk_widget_queue_allocate), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark",
                           G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

void
wg_ladder_view_set_spotlight (WgLadderView *self, gint lane)
{
  self->ladder->spotlight = lane;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

gint
wg_ladder_view_spotlight (WgLadderView *self)
{
  return self->ladder->spotlight;
}

WgLadder *
wg_ladder_view_drawing (WgLadderView *self)
{
  return self->ladder;
}
