#include "ui/panes/copy.h"

#include "ui/tree-words.h"

#include <glib/gi18n.h>

#define C_PER_ROW 12u

/* What is looked at: its bytes, which of them are hidden, and the node. */
typedef struct
{
  WgViewField field;
  WgSlice bytes;
  const WgNode *node;
  GArray *hidden;
} Copied;

static gboolean
collect (WgView *view, Copied *out)
{
  const WgLookTree *tree = wg_looker_tree (wg_looker_for (view));
  WgViewField field = wg_view_field (view);

  if (tree == NULL || field.source >= wg_tree_n_sources (tree->tree))
    return FALSE;
  out->bytes = wg_tree_source (tree->tree, field.source)->bytes;
  if (field.len > 0)
    out->bytes = wg_slice_sub (out->bytes, field.off, field.len);
  else
    field.off = 0;
  out->field = field;
  out->node = wg_node_at (tree, field);
  out->hidden = wg_tree_hidden (view, tree);
  return TRUE;
}

static gboolean
hides (const Copied *copied, gsize i)
{
  return wg_is_hidden (copied->hidden, copied->field.source, copied->field.off + (guint32) i);
}

static void
append_hex (GString *out, const Copied *copied)
{
  for (gsize i = 0; i < copied->bytes.len; i++)
    if (hides (copied, i))
      g_string_append (out, "··");
    else
      g_string_append_printf (out, "%02x", copied->bytes.data[i]);
}

static void
append_text (GString *out, const Copied *copied)
{
  g_autoptr (GString) raw = g_string_new (NULL);
  g_autofree char *valid = NULL;

  for (gsize i = 0; i < copied->bytes.len; i++)
    if (hides (copied, i))
      g_string_append (raw, "·");
    else if (copied->bytes.data[i] != 0)
      g_string_append_c (raw, (char) copied->bytes.data[i]);
  valid = g_utf8_make_valid (raw->str, (gssize) raw->len);
  g_string_append (out, valid);
}

static void
append_c (GString *out, const Copied *copied)
{
  g_string_append_printf (out, "static const unsigned char bytes[%" G_GSIZE_FORMAT "] = {",
                          copied->bytes.len);
  for (gsize i = 0; i < copied->bytes.len; i++)
    {
      g_string_append (out, i % C_PER_ROW == 0 ? "\n  " : " ");
      if (hides (copied, i))
        g_string_append (out, "0x00 /* masked */,");
      else
        g_string_append_printf (out, "0x%02x,", copied->bytes.data[i]);
    }
  g_string_append (out, "\n};\n");
}

static void
copy (GtkWidget *widget, WgView *view, void (*append) (GString *out, const Copied *copied))
{
  g_autoptr (GString) text = g_string_new (NULL);
  Copied copied;

  if (!collect (view, &copied))
    return;
  if (append != NULL)
    append (text, &copied);
  else if (copied.node != NULL)
    {
      g_autofree char *value = wg_node_shown (view, copied.node);
      g_string_append (text, value);
    }
  g_array_unref (copied.hidden);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text->str);
}

static void
activate (GSimpleAction *action, GVariant *parameter, gpointer user)
{
  static const struct
  {
    const char *name;
    void (*append) (GString *out, const Copied *copied);
  } verbs[] = {
      {"copy-value", NULL},
      {"copy-hex", append_hex},
      {"copy-text", append_text},
      {"copy-c", append_c},
  };
  GtkWidget *widget = user;
  WgView *view = g_object_get_data (G_OBJECT (widget), "copied-view");

  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    if (g_str_equal (verbs[i].name, g_action_get_name (G_ACTION (action))))
      copy (widget, view, verbs[i].append);
}

void
wg_copy_install (GtkWidget *widget, WgView *view)
{
  static const GActionEntry entries[] = {
      {.name = "copy-value", .activate = activate},
      {.name = "copy-hex", .activate = activate},
      {.name = "copy-text", .activate = activate},
      {.name = "copy-c", .activate = activate},
  };
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();

  g_object_set_data_full (G_OBJECT (widget), "copied-view", g_object_ref (view),
                          g_object_unref);
  g_action_map_add_action_entries (G_ACTION_MAP (group), entries, G_N_ELEMENTS (entries),
                                   widget);
  gtk_widget_insert_action_group (widget, "field", G_ACTION_GROUP (group));
}

static GMenuModel *
make_menu (void)
{
  GMenu *menu = g_menu_new ();

  g_menu_append (menu, _ ("Copy _Value"), "field.copy-value");
  g_menu_append (menu, _ ("Copy as _Hex"), "field.copy-hex");
  g_menu_append (menu, _ ("Copy as _Text"), "field.copy-text");
  g_menu_append (menu, _ ("Copy as _C Array"), "field.copy-c");
  return G_MENU_MODEL (menu);
}

/* The popover is gone once its action has run. */
static gboolean
unparent (gpointer popover)
{
  gtk_widget_unparent (popover);
  return G_SOURCE_REMOVE;
}

static void
on_closed (GtkWidget *popover)
{
  g_idle_add_full (G_PRIORITY_LOW, unparent, g_object_ref (popover), g_object_unref);
}

static void
popup (GtkWidget *widget, double x, double y)
{
  g_autoptr (GMenuModel) menu = make_menu ();
  GtkWidget *popover = gtk_popover_menu_new_from_model (menu);
  GdkRectangle at = {(int) x, (int) y, 1, 1};

  gtk_widget_set_parent (popover, widget);
  gtk_popover_set_has_arrow (GTK_POPOVER (popover), FALSE);
  gtk_widget_set_halign (popover, GTK_ALIGN_START);
  gtk_popover_set_pointing_to (GTK_POPOVER (popover), &at);
  g_signal_connect (popover, "closed", G_CALLBACK (on_closed), NULL);
  gtk_popover_popup (GTK_POPOVER (popover));
}

static void
on_pressed (GtkGesture *gesture, int n_press, double x, double y)
{
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  popup (gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture)), x, y);
}

static gboolean
on_menu_key (GtkWidget *widget, GVariant *arguments, gpointer user)
{
  popup (widget, 24, 24);
  return TRUE;
}

void
wg_copy_add_menu (GtkWidget *widget)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkEventController *keys = gtk_shortcut_controller_new ();
  static const char *const triggers[] = {"Menu", "<Shift>F10"};

  /* Before a text view opens its own, which offers to cut and to paste. */
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (click), GTK_PHASE_CAPTURE);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect (click, "pressed", G_CALLBACK (on_pressed), NULL);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
  for (guint i = 0; i < G_N_ELEMENTS (triggers); i++)
    gtk_shortcut_controller_add_shortcut (
        GTK_SHORTCUT_CONTROLLER (keys),
        gtk_shortcut_new (gtk_shortcut_trigger_parse_string (triggers[i]),
                          gtk_callback_action_new (on_menu_key, NULL, NULL)));
  gtk_widget_add_controller (widget, keys);
}
