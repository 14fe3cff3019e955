#include "ui/widgets/filter-bar.h"

#include "report/human.h"
#include "ui/widgets/completion.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/* How long one may pause in typing before what stands there is taken. */
#define TYPING_MS 350u
#define KEY       "filter-bar"

/* Freed with the bar. */
typedef struct
{
  WgView *view;
  GtkWidget *bar;
  GtkWidget *entry;
  GtkWidget *count;
  GtkWidget *stop;
  GtkWidget *mistake; /* GtkRevealer */
  GtkWidget *sentence;
  GtkWidget *near; /* box of buttons */
  GtkWidget *talk; /* chip of the conversation */
  GArray *chips;   /* of GtkWidget * */
  guint typing;
  gboolean showing; /* chips are being set, not clicked */
} Bar;

static const struct
{
  const char *label;
  const char *tip;
  guint bit;
} chips[] = {
    {"HTTP", N_ ("Messages of HTTP"), WG_CHIP_HTTP},
    {"TLS", N_ ("Messages of TLS"), WG_CHIP_TLS},
    {"WebSocket", N_ ("Messages of WebSocket"), WG_CHIP_WEBSOCKET},
    {N_ ("Findings"), N_ ("Messages with findings"), WG_CHIP_FINDINGS},
    {N_ ("From client"), N_ ("What clients sent"), WG_CHIP_CLIENT},
    {N_ ("From server"), N_ ("What servers sent"), WG_CHIP_SERVER},
};

/* --- the mistake -------------------------------------------------------------------------- */

static void
underline (Bar *self, const WgFilterMistake *mistake)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  g_autoptr (PangoAttrList) list = pango_attr_list_new ();
  PangoAttribute *attribute;
  guint end = (guint) strlen (text);

  if (mistake != NULL && end > 0)
    {
      attribute = pango_attr_underline_new (PANGO_UNDERLINE_ERROR);
      attribute->start_index = mistake->len > 0 ? mistake->off : MIN (mistake->off, end) - 1;
      attribute->end_index = MIN (end, mistake->len > 0 ? mistake->off + mistake->len : end);
      if (mistake->len == 0 && mistake->off == 0)
        attribute->start_index = 0;
      pango_attr_list_insert (list, attribute);
    }
  gtk_entry_set_attributes (GTK_ENTRY (self->entry), list);
}

static void take_text (Bar *self);

/* The wrong word is replaced by the one clicked. */
static void
on_near (Bar *self, GtkButton *button)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  guint off = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "off"));
  guint len = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "len"));
  g_autoptr (GString) out = g_string_new_len (text, (gssize) MIN (off, strlen (text)));

  g_string_append (out, gtk_button_get_label (button));
  g_string_append (out, text + MIN (strlen (text), (gsize) off + len));
  gtk_editable_set_text (GTK_EDITABLE (self->entry), out->str);
  take_text (self);
  gtk_entry_grab_focus_without_selecting (GTK_ENTRY (self->entry));
  gtk_editable_set_position (GTK_EDITABLE (self->entry), -1);
}

static void
offer_near (Bar *self, const WgFilterMistake *mistake)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->near)) != NULL)
    gtk_box_remove (GTK_BOX (self->near), child);
  if (mistake->near[0] != NULL)
    gtk_box_append (GTK_BOX (self->near), gtk_label_new (_ ("Did you mean")));
  for (guint i = 0; i < WG_FILTER_N_NEAR && mistake->near[i] != NULL; i++)
    {
      GtkWidget *button = gtk_button_new_with_label (mistake->near[i]);
      g_autofree char *tip = g_strdup_printf (_ ("Write %s instead"), mistake->near[i]);

      gtk_widget_add_css_class (button, "chip");
      gtk_widget_set_tooltip_text (button, tip);
      g_object_set_data (G_OBJECT (button), "off", GUINT_TO_POINTER (mistake->off));
      g_object_set_data (G_OBJECT (button), "len", GUINT_TO_POINTER (mistake->len));
      g_signal_connect_swapped (button, "clicked", G_CALLBACK (on_near), self);
      gtk_box_append (GTK_BOX (self->near), button);
    }
}

/* A sentence, and what could stand there where it does not say so itself. */
static void
show_mistake (Bar *self, const GError *error)
{
  const WgFilterMistake *mistake = error != NULL ? wg_filter_mistake (error) : NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  underline (self, mistake);
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->mistake), error != NULL);
  if (error != NULL)
    gtk_widget_add_css_class (self->entry, "error");
  else
    gtk_widget_remove_css_class (self->entry, "error");
  if (error == NULL)
    return;
  g_string_append (text, error->message);
  /* The names stand on buttons. */
  if (mistake != NULL && mistake->near[0] != NULL && strstr (text->str, "; did you") != NULL)
    g_string_truncate (text, (gsize) (strstr (text->str, "; did you") - text->str));
  text->str[0] = g_ascii_toupper (text->str[0]);
  if (text->str[text->len - 1] != '?' && text->str[text->len - 1] != '.')
    g_string_append_c (text, '.');
  if (mistake != NULL && mistake->expected != NULL && mistake->near[0] == NULL)
    g_string_append_printf (text, _ (" Expected: %s."), mistake->expected);
  gtk_label_set_text (GTK_LABEL (self->sentence), text->str);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text->str, -1);
  if (mistake != NULL)
    offer_near (self, mistake);
}

/* --- what is typed ------------------------------------------------------------------------ */

static void
take_text (Bar *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry)));

  g_clear_handle_id (&self->typing, g_source_remove);
  wg_completion_close (GTK_ENTRY (self->entry));
  wg_sift_set (wg_view_sift (self->view), g_strstrip (text), &error);
  show_mistake (self, error);
}

static gboolean
on_paused (gpointer data)
{
  Bar *self = data;
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  g_autoptr (WgFilter) filter = NULL;

  /* A word that is still being chosen is no mistake. */
  if (wg_completion_is_open (GTK_ENTRY (self->entry)))
    {
      filter = wg_filter_compile (wg_sift_fields (), text, NULL);
      if (filter == NULL)
        return G_SOURCE_CONTINUE;
      wg_sift_set (wg_view_sift (self->view), text, NULL);
      show_mistake (self, NULL);
    }
  else
    take_text (self);
  self->typing = 0;
  return G_SOURCE_REMOVE;
}

static void
on_changed (Bar *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));

  underline (self, NULL);
  gtk_entry_set_icon_from_icon_name (GTK_ENTRY (self->entry), GTK_ENTRY_ICON_SECONDARY,
                                     text[0] != '\0' ? "edit-clear-symbolic" : NULL);
  g_clear_handle_id (&self->typing, g_source_remove);
  self->typing = g_timeout_add (TYPING_MS, on_paused, self);
}

static void
on_icon (Bar *self, GtkEntryIconPosition position)
{
  if (position != GTK_ENTRY_ICON_SECONDARY)
    return;
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  take_text (self);
}

/* --- what passes -------------------------------------------------------------------------- */

static void
show_count (Bar *self)
{
  const WgStore *store = wg_view_store (self->view);
  guint n = wg_rows_n_messages (wg_view_rows (self->view));
  g_autoptr (GString) some = g_string_new (NULL), all = g_string_new (NULL);
  g_autofree char *text = NULL;

  wg_human_count (some, n);
  wg_human_count (all, wg_store_n_messages (store));
  text = g_strdup_printf (_ ("%s of %s messages"), some->str, all->str);
  gtk_label_set_text (GTK_LABEL (self->count), text);
}

static void
show_progress (Bar *self)
{
  WgSift *sift = wg_view_sift (self->view);
  double progress = wg_sift_progress (sift);

  if (progress < 0)
    gtk_entry_progress_pulse (GTK_ENTRY (self->entry));
  else
    gtk_entry_set_progress_fraction (GTK_ENTRY (self->entry), progress < 1 ? progress : 0);
  gtk_widget_set_visible (self->stop, progress < 1);
  if (wg_sift_error (sift) != NULL)
    {
      gtk_label_set_text (GTK_LABEL (self->sentence), wg_sift_error (sift)->message);
      gtk_revealer_set_reveal_child (GTK_REVEALER (self->mistake), TRUE);
    }
}

static void
on_stop (Bar *self)
{
  wg_sift_cancel (wg_view_sift (self->view));
}

/* --- chips -------------------------------------------------------------------------------- */

static void
on_chip (Bar *self, GtkToggleButton *chip)
{
  guint bit = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (chip), "bit"));
  guint now = wg_view_chips (self->view);

  if (!self->showing)
    wg_view_set_chips (self->view,
                       gtk_toggle_button_get_active (chip) ? now | bit : now & ~bit);
}

static void
on_talk (Bar *self)
{
  const WgStoreMessage *message = wg_view_selected (self->view);
  gboolean on = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->talk));

  if (self->showing)
    return;
  wg_view_show_conversation (self->view, on && message != NULL ? message->conversation : -1);
}

static void
show_chips (Bar *self)
{
  guint now = wg_view_chips (self->view);

  self->showing = TRUE;
  for (guint i = 0; i < self->chips->len; i++)
    gtk_toggle_button_set_active (g_array_index (self->chips, GtkToggleButton *, i),
                                  (now & chips[i].bit) != 0);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->talk),
                                wg_view_conversation (self->view) >= 0);
  self->showing = FALSE;
}

static GtkWidget *
chip_new (const char *label, const char *tip)
{
  GtkWidget *chip = gtk_toggle_button_new_with_label (label);

  gtk_widget_set_halign (chip, GTK_ALIGN_START);
  gtk_widget_add_css_class (chip, "chip");
  gtk_widget_set_tooltip_text (chip, tip);
  return chip;
}

static GtkWidget *
chips_new (Bar *self)
{
  GtkWidget *box = gtk_flow_box_new ();

  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (box), GTK_SELECTION_NONE);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (box), 8);
  gtk_flow_box_set_column_spacing (GTK_FLOW_BOX (box), 6);
  gtk_flow_box_set_row_spacing (GTK_FLOW_BOX (box), 6);
  gtk_widget_add_css_class (box, "chips");
  gtk_accessible_update_property (GTK_ACCESSIBLE (box), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Quick filters"), -1);
  self->chips = g_array_new (FALSE, FALSE, sizeof (GtkWidget *));
  for (guint i = 0; i <= G_N_ELEMENTS (chips); i++)
    {
      gboolean last = i == G_N_ELEMENTS (chips);
      GtkWidget *chip = last ? chip_new (_ ("This conversation"),
                                         _ ("The selected message's conversation alone"))
                             : chip_new (_ (chips[i].label), _ (chips[i].tip));

      if (last)
        self->talk = chip;
      else
        {
          g_object_set_data (G_OBJECT (chip), "bit", GUINT_TO_POINTER (chips[i].bit));
          g_array_append_val (self->chips, chip);
        }
      g_signal_connect_swapped (chip, "toggled",
                                last ? G_CALLBACK (on_talk) : G_CALLBACK (on_chip), self);
      gtk_flow_box_append (GTK_FLOW_BOX (box), chip);
      gtk_widget_set_focusable (gtk_widget_get_parent (chip), FALSE);
    }
  return box;
}

/* --- the bar ------------------------------------------------------------------------------ */

static void
on_mode (Bar *self)
{
  if (gtk_search_bar_get_search_mode (GTK_SEARCH_BAR (self->bar)))
    return;
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  take_text (self);
  wg_view_set_chips (self->view, 0);
}

static void
free_bar (gpointer data)
{
  Bar *self = data;

  g_clear_handle_id (&self->typing, g_source_remove);
  g_signal_handlers_disconnect_by_data (self->view, self);
  g_signal_handlers_disconnect_by_data (wg_view_sift (self->view), self);
  g_array_unref (self->chips);
  g_object_unref (self->view);
  g_free (self);
}

static GtkWidget *
entry_new (Bar *self)
{
  GtkWidget *entry = gtk_entry_new ();

  gtk_widget_set_hexpand (entry, TRUE);
  gtk_entry_set_placeholder_text (
      GTK_ENTRY (entry), _ ("Filter, for example http.request and ip.addr == 10.0.0.5"));
  gtk_entry_set_icon_from_icon_name (GTK_ENTRY (entry), GTK_ENTRY_ICON_PRIMARY,
                                     "system-search-symbolic");
  gtk_entry_set_icon_tooltip_text (GTK_ENTRY (entry), GTK_ENTRY_ICON_SECONDARY, _ ("Clear"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Filter"), -1);
  g_signal_connect_swapped (entry, "changed", G_CALLBACK (on_changed), self);
  g_signal_connect_swapped (entry, "activate", G_CALLBACK (take_text), self);
  g_signal_connect_swapped (entry, "icon-release", G_CALLBACK (on_icon), self);
  wg_completion_add (GTK_ENTRY (entry));
  return entry;
}

static GtkWidget *
mistake_new (Bar *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->mistake = gtk_revealer_new ();
  self->sentence = gtk_label_new (NULL);
  self->near = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_label_set_wrap (GTK_LABEL (self->sentence), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (self->sentence), 90);
  gtk_label_set_xalign (GTK_LABEL (self->sentence), 0);
  gtk_widget_add_css_class (self->sentence, "error");
  gtk_box_append (GTK_BOX (box), self->sentence);
  gtk_box_append (GTK_BOX (box), self->near);
  gtk_revealer_set_child (GTK_REVEALER (self->mistake), box);
  return self->mistake;
}

static GtkWidget *
content_new (Bar *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  self->entry = entry_new (self);
  self->count = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->count, "dim-label");
  gtk_widget_add_css_class (self->count, "numeric");
  self->stop = gtk_button_new_with_label (_ ("Stop"));
  gtk_widget_set_tooltip_text (self->stop, _ ("Stop reading the capture for this filter"));
  gtk_widget_set_visible (self->stop, FALSE);
  g_signal_connect_swapped (self->stop, "clicked", G_CALLBACK (on_stop), self);
  gtk_box_append (GTK_BOX (line), self->entry);
  gtk_box_append (GTK_BOX (line), self->stop);
  gtk_box_append (GTK_BOX (line), self->count);
  gtk_box_append (GTK_BOX (box), line);
  gtk_box_append (GTK_BOX (box), mistake_new (self));
  gtk_box_append (GTK_BOX (box), chips_new (self));
  return box;
}

GtkWidget *
wg_filter_bar_new (WgView *view)
{
  Bar *self = g_new0 (Bar, 1);
  GtkWidget *clamp = adw_clamp_new ();
  WgSift *sift = wg_view_sift (view);

  self->view = g_object_ref (view);
  self->bar = gtk_search_bar_new ();
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), 960);
  adw_clamp_set_child (ADW_CLAMP (clamp), content_new (self));
  gtk_widget_set_hexpand (clamp, TRUE);
  gtk_search_bar_set_child (GTK_SEARCH_BAR (self->bar), clamp);
  gtk_search_bar_set_show_close_button (GTK_SEARCH_BAR (self->bar), TRUE);
  gtk_search_bar_connect_entry (GTK_SEARCH_BAR (self->bar), GTK_EDITABLE (self->entry));
  g_signal_connect_swapped (self->bar, "notify::search-mode-enabled", G_CALLBACK (on_mode),
                            self);
  g_signal_connect_swapped (sift, "progress", G_CALLBACK (show_progress), self);
  g_signal_connect_swapped (view, "rows-changed", G_CALLBACK (show_count), self);
  g_signal_connect_swapped (view, "rows-grew", G_CALLBACK (show_count), self);
  g_signal_connect_swapped (view, "notify::chips", G_CALLBACK (show_chips), self);
  g_signal_connect_swapped (view, "notify::conversation", G_CALLBACK (show_chips), self);
  show_count (self);
  show_chips (self);
  g_object_set_data_full (G_OBJECT (self->bar), KEY, self, free_bar);
  return self->bar;
}

void
wg_filter_bar_open (GtkWidget *bar)
{
  Bar *self = g_object_get_data (G_OBJECT (bar), KEY);

  gtk_search_bar_set_search_mode (GTK_SEARCH_BAR (bar), TRUE);
  gtk_widget_grab_focus (self->entry);
}

void
wg_filter_bar_set (GtkWidget *bar, const char *text, gboolean add)
{
  Bar *self = g_object_get_data (G_OBJECT (bar), KEY);
  const char *before = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  g_autofree char *whole = add && before[0] != '\0'
                               ? g_strdup_printf ("(%s) and %s", before, text)
                               : g_strdup (text);

  gtk_search_bar_set_search_mode (GTK_SEARCH_BAR (bar), TRUE);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), whole);
  take_text (self);
}
