#include "ui/widgets/card.h"

#include <glib/gi18n.h>

GtkWidget *
wg_card_text (const char *text, const char *class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  if (class != NULL)
    gtk_widget_add_css_class (label, class);
  return label;
}

/* Not in the way of Tab: a heading is read, not stepped on. */
GtkWidget *
wg_card_heading (const char *text, const char *class)
{
  GtkWidget *label = wg_card_text (text, class);

  gtk_label_set_selectable (GTK_LABEL (label), FALSE);
  return label;
}

GtkWidget *
wg_card_new (const char *title, const char *icon)
{
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *image = gtk_image_new_from_icon_name (icon);

  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "reading");
  gtk_widget_add_css_class (image, "dim-label");
  gtk_box_append (GTK_BOX (head), image);
  gtk_box_append (GTK_BOX (head), wg_card_heading (title, "heading"));
  gtk_box_append (GTK_BOX (card), head);
  gtk_accessible_update_property (GTK_ACCESSIBLE (card), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  -1);
  return card;
}

static GtkWidget *
copy_button (const char *where, const char *lines)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("edit-copy-symbolic");
  g_autofree char *name = g_strdup_printf (_ ("Copy the lines for %s"), where);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
  gtk_actionable_set_action_target_value (GTK_ACTIONABLE (button),
                                          g_variant_new_string (lines));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.copy");
  return button;
}

GtkWidget *
wg_card_code (const char *where, const char *lines)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *name = wg_card_heading (where, "caption-heading");
  GtkWidget *text = gtk_label_new (lines), *scrolled = gtk_scrolled_window_new ();

  gtk_widget_add_css_class (box, "code");
  gtk_widget_add_css_class (head, "code-head");
  gtk_widget_set_hexpand (name, TRUE);
  gtk_box_append (GTK_BOX (head), name);
  gtk_box_append (GTK_BOX (head), copy_button (where, lines));
  gtk_label_set_xalign (GTK_LABEL (text), 0);
  gtk_label_set_selectable (GTK_LABEL (text), TRUE);
  gtk_widget_add_css_class (text, "monospace");
  gtk_widget_add_css_class (text, "code-lines");
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_AUTOMATIC,
                                  GTK_POLICY_NEVER);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), text);
  gtk_box_append (GTK_BOX (box), head);
  gtk_box_append (GTK_BOX (box), scrolled);
  return box;
}

GtkWidget *
wg_card_list (const char *name)
{
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
  return list;
}
