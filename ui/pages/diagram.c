#include "ui/pages/diagram.h"

#include "ui/widgets/ladder-view.h"

#include <glib/gi18n.h>

static void
on_layer (WgView *view, GParamSpec *pspec, GtkToggleButton *toggle)
{
  guint bit = 1u << GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (toggle), "layer"));
  guint layers = wg_view_layers (view);

  wg_view_show_layers (view,
                       gtk_toggle_button_get_active (toggle) ? layers | bit : layers & ~bit);
}

static void
show_layer (WgView *view, GParamSpec *pspec, GtkToggleButton *toggle)
{
  guint bit = 1u << GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (toggle), "layer"));
  gtk_toggle_button_set_active (toggle, (wg_view_layers (view) & bit) != 0);
}

static GtkWidget *
layers (WgView *view)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_widget_add_css_class (box, "linked");
  for (guint i = 0; i < WG_N_LAYERS; i++)
    {
      GtkWidget *toggle = gtk_toggle_button_new_with_label (wg_layer_word ((WgLayer) i));
      g_autofree char *tip =
          g_strdup_printf (_ ("Show %s (%u)"), wg_layer_word ((WgLayer) i), i + 1);

      g_object_set_data (G_OBJECT (toggle), "layer", GUINT_TO_POINTER (i));
      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (toggle), TRUE);
      gtk_widget_set_tooltip_text (toggle, tip);
      g_signal_connect_object (toggle, "notify::active", G_CALLBACK (on_layer), view,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (view, "notify::layers", G_CALLBACK (show_layer), toggle, 0);
      gtk_box_append (GTK_BOX (box), toggle);
    }
  return box;
}

static GtkWidget *
toggle (WgView *view, const char *label, const char *tip, const char *property)
{
  GtkWidget *widget = gtk_toggle_button_new_with_label (label);

  gtk_widget_set_tooltip_text (widget, tip);
  g_object_bind_property (view, property, widget, "active",
                          G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE);
  return widget;
}

/* In a row that scrolls where it does not fit, as with large text. */
static GtkWidget *
in_a_row (GtkWidget *tools)
{
  GtkWidget *row = gtk_scrolled_window_new ();

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (row), GTK_POLICY_AUTOMATIC,
                                  GTK_POLICY_NEVER);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (row), tools);
  return row;
}

GtkWidget *
wg_diagram_page_new (WgView *view)
{
  GtkWidget *page = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *tools = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *space = gtk_label_new (NULL);

  gtk_widget_set_hexpand (space, TRUE);
  gtk_widget_add_css_class (tools, "toolbar");
  gtk_box_append (GTK_BOX (tools), layers (view));
  gtk_box_append (GTK_BOX (tools), space);
  gtk_box_append (
      GTK_BOX (tools),
      toggle (view, _ ("True time"), _ ("Leave room for the time that went by"), "to-scale"));
  gtk_box_append (GTK_BOX (tools),
                  toggle (view, _ ("Eavesdropper"),
                          _ ("Show only what somebody on the way can read (e)"),
                          "eavesdropper"));
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), wg_ladder_view_new (view));
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_box_append (GTK_BOX (page), in_a_row (tools));
  gtk_box_append (GTK_BOX (page), scrolled);
  return page;
}
