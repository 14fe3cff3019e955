#include "ui/widgets/completion.h"

#include "ui/sift.h"

#include <glib/gi18n.h>

#define SHOWN  200u /* candidates in the list at most */
#define HEIGHT 260

/* Freed with the entry. @quiet: the text is being set, not typed */
typedef struct
{
  GtkEntry *entry;
  GtkWidget *popover;
  GtkWidget *rows;
  GtkWidget *scrolled;
  WgFilterCompletion offer;
  gboolean quiet;
} Completion;

static GtkWidget *
row_new (const char *word, const char *label)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 18);
  GtkWidget *name = gtk_label_new (word), *about = gtk_label_new (label);

  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_widget_set_hexpand (name, TRUE);
  gtk_widget_add_css_class (about, "dim-label");
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), about);
  return box;
}

static void
close_offer (Completion *self)
{
  gtk_popover_popdown (GTK_POPOVER (self->popover));
}

static gboolean
is_open (Completion *self)
{
  return gtk_widget_get_visible (self->popover);
}

/* Offsets of completion count bytes, those of the entry characters. */
static guint
cursor_bytes (Completion *self, const char *text)
{
  int at = gtk_editable_get_position (GTK_EDITABLE (self->entry));
  return (guint) (g_utf8_offset_to_pointer (text, at) - text);
}

static void
fill_rows (Completion *self)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (self->rows)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->rows), row);
  for (guint i = 0; i < MIN (self->offer.words->len, SHOWN); i++)
    gtk_list_box_append (GTK_LIST_BOX (self->rows),
                         row_new (g_ptr_array_index (self->offer.words, i),
                                  g_ptr_array_index (self->offer.labels, i)));
}

/* The one word that is offered stands there already. */
static gboolean
is_done (Completion *self, const char *text)
{
  const char *word;

  if (self->offer.words->len != 1)
    return FALSE;
  word = g_ptr_array_index (self->offer.words, 0);
  return strlen (word) == self->offer.len
         && strncmp (text + self->offer.off, word, self->offer.len) == 0;
}

/* @always: also where nothing of a word is typed yet. */
static void
offer (Completion *self, gboolean always)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));

  wg_filter_completion_clear (&self->offer);
  wg_filter_complete (wg_sift_fields (), text, cursor_bytes (self, text), &self->offer);
  if (self->offer.words->len == 0 || (!always && self->offer.len == 0) || is_done (self, text))
    {
      close_offer (self);
      return;
    }
  fill_rows (self);
  gtk_adjustment_set_value (
      gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scrolled)), 0);
  gtk_popover_popup (GTK_POPOVER (self->popover));
}

static void
take (Completion *self, GtkListBoxRow *row)
{
  g_autofree char *text = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry)));
  guint index = (guint) gtk_list_box_row_get_index (row);
  const char *word;
  g_autoptr (GString) out = NULL;
  glong cursor;

  if (index >= self->offer.words->len)
    return;
  word = g_ptr_array_index (self->offer.words, index);
  out = g_string_new_len (text, self->offer.off);
  g_string_append (out, word);
  cursor = g_utf8_strlen (out->str, -1);
  g_string_append (out, text + MIN (strlen (text), self->offer.off + self->offer.len));
  close_offer (self);
  self->quiet = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->entry), out->str);
  gtk_editable_set_position (GTK_EDITABLE (self->entry), (int) cursor);
  self->quiet = FALSE;
}

static void
on_activated (Completion *self, GtkListBoxRow *row)
{
  take (self, row);
  gtk_entry_grab_focus_without_selecting (self->entry);
}

/* Keeps the focus in the entry. */
static void
move (Completion *self, int by)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (GTK_LIST_BOX (self->rows));
  int index = row != NULL ? gtk_list_box_row_get_index (row) + by : by > 0 ? 0 : -1;
  graphene_rect_t place;
  GtkAdjustment *adjustment =
      gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scrolled));

  row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->rows), MAX (index, 0));
  if (row == NULL)
    return;
  gtk_list_box_select_row (GTK_LIST_BOX (self->rows), row);
  if (gtk_widget_compute_bounds (GTK_WIDGET (row), self->rows, &place))
    gtk_adjustment_clamp_page (adjustment, place.origin.y, place.origin.y + place.size.height);
}

static gboolean
on_key (Completion *self, guint key, guint code, GdkModifierType state)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (GTK_LIST_BOX (self->rows));

  if (key == GDK_KEY_space && (state & GDK_CONTROL_MASK) != 0)
    {
      offer (self, TRUE);
      return TRUE;
    }
  if (key == GDK_KEY_Down && !is_open (self))
    offer (self, TRUE);
  if (!is_open (self))
    return FALSE;
  switch (key)
    {
    case GDK_KEY_Down:
    case GDK_KEY_Up:
      move (self, key == GDK_KEY_Down ? 1 : -1);
      return TRUE;
    case GDK_KEY_Escape:
      close_offer (self);
      return TRUE;
    case GDK_KEY_Tab:
      if (row == NULL)
        row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->rows), 0);
      break;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
      break;
    default:
      return FALSE;
    }
  if (row == NULL)
    {
      close_offer (self);
      return FALSE;
    }
  take (self, row);
  return TRUE;
}

static void
on_changed (Completion *self)
{
  if (!self->quiet
      && gtk_widget_has_focus (
          GTK_WIDGET (gtk_editable_get_delegate (GTK_EDITABLE (self->entry)))))
    offer (self, FALSE);
}

static void
on_unfocus (Completion *self)
{
  close_offer (self);
}

static void
free_completion (gpointer data)
{
  Completion *self = data;

  wg_filter_completion_clear (&self->offer);
  g_free (self);
}

/* The popover goes with the entry, before it. */
static void
on_destroy (Completion *self)
{
  g_clear_pointer (&self->popover, gtk_widget_unparent);
}

void
wg_completion_add (GtkEntry *entry)
{
  Completion *self = g_new0 (Completion, 1);
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  self->entry = entry;
  self->popover = gtk_popover_new ();
  self->scrolled = gtk_scrolled_window_new ();
  self->rows = gtk_list_box_new ();
  gtk_list_box_set_activate_on_single_click (GTK_LIST_BOX (self->rows), TRUE);
  gtk_widget_set_can_focus (self->popover, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->rows), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Words that may stand here"), -1);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (self->scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (self->scrolled), HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), self->rows);
  gtk_popover_set_child (GTK_POPOVER (self->popover), self->scrolled);
  gtk_popover_set_autohide (GTK_POPOVER (self->popover), FALSE);
  gtk_widget_add_css_class (self->popover, "completion");
  gtk_popover_set_has_arrow (GTK_POPOVER (self->popover), FALSE);
  gtk_popover_set_position (GTK_POPOVER (self->popover), GTK_POS_BOTTOM);
  gtk_widget_set_halign (self->popover, GTK_ALIGN_START);
  gtk_widget_set_parent (self->popover, GTK_WIDGET (entry));
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (entry), keys);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (on_unfocus), self);
  gtk_widget_add_controller (GTK_WIDGET (entry), focus);
  g_signal_connect_swapped (self->rows, "row-activated", G_CALLBACK (on_activated), self);
  g_signal_connect_swapped (entry, "changed", G_CALLBACK (on_changed), self);
  g_signal_connect_swapped (entry, "destroy", G_CALLBACK (on_destroy), self);
  g_object_set_data_full (G_OBJECT (entry), "completion", self, free_completion);
}

static Completion *
of_entry (GtkEntry *entry)
{
  return g_object_get_data (G_OBJECT (entry), "completion");
}

gboolean
wg_completion_is_open (GtkEntry *entry)
{
  return of_entry (entry)->popover != NULL && is_open (of_entry (entry));
}

void
wg_completion_close (GtkEntry *entry)
{
  if (wg_completion_is_open (entry))
    close_offer (of_entry (entry));
}
