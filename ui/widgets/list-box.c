#include "ui/widgets/list-box.h"

#include <glib/gi18n.h>

/* @wanted: row to be brought into sight once the list has room for it */
struct _WgListBox
{
  GtkBox parent_instance;
  WgIndexModel *model;
  GtkWidget *headings;
  GtkWidget *rows; /* the GtkListView */
  GtkAdjustment *adjustment;
  guint wanted;
};

static guint menu;

G_DEFINE_FINAL_TYPE (WgListBox, wg_list_box, GTK_TYPE_BOX)

/* Rows are of one height, so that a row's place is known without asking the list. */
static gboolean
bring_into_sight (WgListBox *self)
{
  GtkWidget *row = gtk_widget_get_first_child (self->rows);
  double n = g_list_model_get_n_items (G_LIST_MODEL (self->model));
  double upper = gtk_adjustment_get_upper (self->adjustment);
  double page = gtk_adjustment_get_page_size (self->adjustment);
  double value = gtk_adjustment_get_value (self->adjustment), height, top;

  if (row == NULL || page < 1 || self->wanted >= n || gtk_widget_get_height (row) == 0)
    return FALSE;
  height = MAX (upper, page) / n;
  if (upper <= page)
    return n * gtk_widget_get_height (row) <= page + 1;
  if (ABS (height - gtk_widget_get_height (row)) > 1)
    return FALSE;
  top = self->wanted * height;
  /* The next row is only a row's height away; one far away comes to the middle. */
  if (top >= value && top + height <= value + page)
    return TRUE;
  if (top < value && top > value - 2 * height)
    value = top;
  else if (top + height > value + page && top < value + page + height)
    value = top + height - page;
  else
    value = top - (page - height) / 2;
  gtk_adjustment_set_value (self->adjustment, CLAMP (value, 0, upper - page));
  return TRUE;
}

static void
on_adjusted (WgListBox *self)
{
  if (self->wanted != GTK_INVALID_LIST_POSITION && bring_into_sight (self))
    self->wanted = GTK_INVALID_LIST_POSITION;
}

void
wg_list_box_select (WgListBox *self, guint position)
{
  if (position >= g_list_model_get_n_items (G_LIST_MODEL (self->model)))
    position = GTK_INVALID_LIST_POSITION;
  wg_index_model_select (self->model, position);
  self->wanted = position;
  on_adjusted (self);
}

void
wg_list_box_redraw (WgListBox *self)
{
  for (GtkWidget *row = gtk_widget_get_first_child (self->rows); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    if (WG_IS_CELL (gtk_widget_get_first_child (row)))
      wg_cell_refresh (WG_CELL (gtk_widget_get_first_child (row)));
}

WgHeadings *
wg_list_box_headings (WgListBox *self)
{
  return WG_HEADINGS (self->headings);
}

static gboolean
on_key (WgListBox *self, guint key, guint code, GdkModifierType state)
{
  static const struct
  {
    guint key;
    const char *action;
  } keys[] = {
      {GDK_KEY_n, "win.next"},           {GDK_KEY_p, "win.previous"},
      {GDK_KEY_N, "win.next-milestone"}, {GDK_KEY_P, "win.previous-milestone"},
      {GDK_KEY_e, "win.eavesdropper"},   {GDK_KEY_r, "win.revealed"},
      {GDK_KEY_Right, "win.next"},       {GDK_KEY_Left, "win.previous"},
  };

  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return FALSE;
  if (key == GDK_KEY_Menu || (key == GDK_KEY_F10 && (state & GDK_SHIFT_MASK) != 0))
    {
      g_signal_emit (self, menu, 0, wg_index_model_selected (self->model), -1.0, -1.0);
      return TRUE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    if (keys[i].key == key)
      return gtk_widget_activate_action (GTK_WIDGET (self), keys[i].action, NULL);
  return FALSE;
}

/* The row below a place of the list. */
static guint
row_at (WgListBox *self, double x, double y)
{
  GtkWidget *at = gtk_widget_pick (self->rows, x, y, GTK_PICK_DEFAULT);

  while (at != NULL && !WG_IS_CELL (at) && at != self->rows)
    {
      GtkWidget *child = gtk_widget_get_first_child (at);
      at = child != NULL && WG_IS_CELL (child) ? child : gtk_widget_get_parent (at);
    }
  return at != NULL && WG_IS_CELL (at) ? wg_cell_index (WG_CELL (at))
                                       : GTK_INVALID_LIST_POSITION;
}

static void
on_menu_pressed (WgListBox *self, int n_press, double x, double y)
{
  guint row = row_at (self, x, y);
  double at_x = x, at_y = y;

  if (row == GTK_INVALID_LIST_POSITION)
    return;
  gtk_widget_translate_coordinates (self->rows, GTK_WIDGET (self), x, y, &at_x, &at_y);
  g_signal_emit (self, menu, 0, row, at_x, at_y);
}

static void
wg_list_box_dispose (GObject *object)
{
  WgListBox *self = WG_LIST_BOX (object);

  if (self->adjustment != NULL)
    g_signal_handlers_disconnect_by_data (self->adjustment, self);
  g_clear_object (&self->adjustment);
  g_clear_object (&self->model);
  G_OBJECT_CLASS (wg_list_box_parent_class)->dispose (object);
}

static void
wg_list_box_class_init (WgListBoxClass *class)
{
  G_OBJECT_CLASS (class)->dispose = wg_list_box_dispose;
  menu = g_signal_new ("menu", WG_TYPE_LIST_BOX, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                       G_TYPE_NONE, 3, G_TYPE_UINT, G_TYPE_DOUBLE, G_TYPE_DOUBLE);
}

static void
wg_list_box_init (WgListBox *self)
{
  self->wanted = GTK_INVALID_LIST_POSITION;
}

static void
add_controllers (WgListBox *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (self->rows, keys);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (on_menu_pressed), self);
  gtk_widget_add_controller (self->rows, GTK_EVENT_CONTROLLER (click));
}

GtkWidget *
wg_list_box_new (WgIndexModel *model,
                 const WgCellKind *kind,
                 gpointer user,
                 const WgListColumn *columns,
                 guint n_columns,
                 const char *name)
{
  WgListBox *self =
      g_object_new (WG_TYPE_LIST_BOX, "orientation", GTK_ORIENTATION_VERTICAL, NULL);
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  self->model = g_object_ref (model);
  self->headings = wg_headings_new (columns, n_columns);
  self->rows = gtk_list_view_new (GTK_SELECTION_MODEL (g_object_ref (model)),
                                  wg_cell_factory_new (kind, user));
  gtk_widget_add_css_class (self->rows, "rows");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->rows), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name, -1);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), self->rows);
  gtk_widget_set_vexpand (scrolled, TRUE);
  self->adjustment =
      g_object_ref (gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled)));
  g_signal_connect_swapped (self->adjustment, "changed", G_CALLBACK (on_adjusted), self);
  add_controllers (self);
  gtk_box_append (GTK_BOX (self), self->headings);
  gtk_box_append (GTK_BOX (self), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  gtk_box_append (GTK_BOX (self), scrolled);
  return GTK_WIDGET (self);
}
