#include "ui/pages/security.h"

#include "report/finding-words.h"
#include "ui/models/finding-rows.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/cell.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define LIST_WIDTH   340 /* pixels, at least */
#define DETAIL_WIDTH 800

/* Freed with the page. @chips: each severity's toggles, of which one is on the screen */
typedef struct
{
  WgView *view;
  GArray *rows; /* WgFindingRow */
  WgIndexModel *model;
  GtkWidget *list;
  GtkWidget *detail;
  AdwLeaflet *leaflet;
  GtkWidget *side;
  GPtrArray *chips;
  guint shown; /* severities */
} Security;

static const WgFindingRow *
row_at (Security *page, guint index)
{
  return &g_array_index (page->rows, WgFindingRow, index);
}

static guint
n_of (Security *page, WgSeverity severity)
{
  const WgSummary *summary = wg_document_summary (wg_view_document (page->view));
  return summary != NULL ? (guint) wg_summary_count (summary, severity) : 0;
}

/* --- rows --------------------------------------------------------------------------------- */

/* Whom it is about: "192.0.2.1:80 · shop.lab.test" */
static char *
host_of (Security *page, const WgFinding *finding)
{
  const WgFindingEnd *end = finding->server.ip != NULL ? &finding->server : &finding->client;
  g_autofree char *address = wg_view_end_text (page->view, end), *about = NULL;
  g_autoptr (GString) name = g_string_new (NULL);

  wg_finding_name_append (name, finding, wg_view_mask (page->view));
  about = wg_view_shown (page->view, name->str);
  if (about[0] == '\0')
    return g_steal_pointer (&address);
  return address[0] == '\0' ? g_steal_pointer (&about)
                            : g_strdup_printf ("%s · %s", address, about);
}

static void
draw_overview (Security *page, WgCell *cell, GtkSnapshot *snapshot)
{
  const WgSummary *summary = wg_document_summary (wg_view_document (page->view));
  g_autofree char *counts =
      summary != NULL ? wg_security_counts (page->view) : g_strdup (_ ("Still reading"));
  int pad = wg_cell_digit (cell), left = 4 * pad, width = wg_cell_width (cell) - left - pad;
  const char *grade = summary != NULL ? summary->grade : NULL;
  g_autofree char *title =
      grade != NULL ? g_strdup_printf (_ ("Grade %s"), grade) : g_strdup (_ ("Overview"));

  wg_cell_text (cell, snapshot, grade != NULL ? grade : "–", pad, 0, left - pad, WG_CELL_BOLD,
                wg_grade_colour (wg_palette_now (), grade));
  wg_cell_text (cell, snapshot, title, left, 0, width, WG_CELL_BOLD, NULL);
  wg_cell_text (cell, snapshot, counts, left, 1, width, WG_CELL_DIM, NULL);
}

static void
draw_finding (Security *page, WgCell *cell, GtkSnapshot *snapshot, const WgFindingRow *row)
{
  const WgFinding *finding = wg_document_finding (wg_view_document (page->view), row->finding);
  int digit = wg_cell_digit (cell), left = 4 * digit;
  int width = wg_cell_width (cell) - left - digit, times = 0, word = 9 * digit;
  const GdkRGBA *colour = &wg_palette_now ()->severity[row->severity];
  g_autofree char *host = host_of (page, finding);

  if (finding->count > 1)
    {
      g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT "×", finding->count);

      times = 6 * digit;
      wg_cell_text (cell, snapshot, text, left + width - times, 1, times,
                    WG_CELL_RIGHT | WG_CELL_DIM, NULL);
    }
  wg_cell_text (cell, snapshot, wg_severity_glyph (row->severity), digit, 0, left - digit,
                WG_CELL_PLAIN, colour);
  wg_cell_text (cell, snapshot, finding->type->words->title, left, 0, width, WG_CELL_PLAIN,
                NULL);
  wg_cell_text (cell, snapshot, wg_severity_word (row->severity), left, 1, word, WG_CELL_PLAIN,
                colour);
  wg_cell_text (cell, snapshot, host, left + word, 1, width - word - times, WG_CELL_DIM, NULL);
}

static void
draw (WgCell *cell, GtkSnapshot *snapshot, guint index, gpointer user)
{
  Security *page = user;
  const WgFindingRow *row = row_at (page, index);
  int digit = wg_cell_digit (cell);
  g_autofree char *heading = NULL;

  if (row->kind == WG_FINDING_ROW_OVERVIEW)
    draw_overview (page, cell, snapshot);
  else if (row->kind == WG_FINDING_ROW_FINDING)
    draw_finding (page, cell, snapshot, row);
  else
    {
      heading = g_strdup_printf ("%s %s · %u", wg_severity_glyph (row->severity),
                                 wg_severity_word (row->severity), row->finding);
      wg_cell_text (cell, snapshot, heading, digit, 1, wg_cell_width (cell) - 2 * digit,
                    WG_CELL_BOLD, &wg_palette_now ()->severity[row->severity]);
    }
}

static char *
say (guint index, gpointer user)
{
  Security *page = user;
  const WgFindingRow *row = row_at (page, index);
  const WgFinding *finding;
  g_autofree char *host = NULL, *counts = NULL;

  if (row->kind == WG_FINDING_ROW_OVERVIEW)
    {
      counts = wg_security_counts (page->view);
      return g_strdup_printf (_ ("Overview: %s"), counts);
    }
  if (row->kind == WG_FINDING_ROW_HEADING)
    return g_strdup_printf (ngettext ("%u finding, %s", "%u findings, %s", row->finding),
                            row->finding, wg_severity_word (row->severity));
  finding = wg_document_finding (wg_view_document (page->view), row->finding);
  host = host_of (page, finding);
  if (finding->count > 1)
    return g_strdup_printf (_ ("%s: %s, %s, %u times"), wg_severity_word (row->severity),
                            finding->type->words->title, host, (guint) finding->count);
  return g_strdup_printf (_ ("%s: %s, %s"), wg_severity_word (row->severity),
                          finding->type->words->title, host);
}

static const WgCellKind kind = {.lines = 2, .draw = draw, .say = say};

/* --- what is shown ------------------------------------------------------------------------ */

static void
show_detail (Security *page)
{
  gint finding = wg_view_finding (page->view);
  WgDocument *document = wg_view_document (page->view);
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *content =
      finding < 0 ? wg_security_overview_new (page->view)
                  : wg_security_detail_new (page->view,
                                            wg_document_finding (document, (guint) finding));

  gtk_widget_add_css_class (content, "page");
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), DETAIL_WIDTH);
  adw_clamp_set_tightening_threshold (ADW_CLAMP (clamp), DETAIL_WIDTH);
  adw_clamp_set_child (ADW_CLAMP (clamp), content);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (page->detail), clamp);
  gtk_adjustment_set_value (
      gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (page->detail)), 0);
}

static void
on_finding (Security *page)
{
  gint finding = wg_view_finding (page->view);
  guint row = wg_finding_rows_find (page->rows, finding);

  wg_index_model_select (page->model, row);
  if (row > 0)
    gtk_widget_activate_action (page->list, "list.scroll-to-item", "u", row);
  show_detail (page);
}

static void
fill (Security *page)
{
  WgDocument *document = wg_view_document (page->view);
  guint n = wg_document_n_findings (document);
  g_autofree guint8 *severities = g_new (guint8, n + 1);

  for (guint i = 0; i < n; i++)
    severities[i] = (guint8) wg_document_finding (document, i)->severity;
  wg_finding_rows_fill (page->rows, severities, n, page->shown);
  wg_index_model_reset (page->model, page->rows->len);
  wg_index_model_select (page->model,
                         wg_finding_rows_find (page->rows, wg_view_finding (page->view)));
}

static void
on_names (Security *page)
{
  fill (page);
  show_detail (page);
}

static void
label_chips (Security *page)
{
  for (guint i = 0; i < page->chips->len; i++)
    {
      GtkWidget *chip = g_ptr_array_index (page->chips, i);
      WgSeverity severity =
          (WgSeverity) GPOINTER_TO_INT (g_object_get_data (G_OBJECT (chip), "severity"));
      gboolean words = g_object_get_data (G_OBJECT (chip), "words") != NULL;
      guint n = n_of (page, severity);
      g_autofree char *text = words
                                  ? g_strdup_printf ("%s %s %u", wg_severity_glyph (severity),
                                                     wg_severity_word (severity), n)
                                  : g_strdup_printf ("%s %u", wg_severity_glyph (severity), n);
      g_autofree char *name =
          g_strdup_printf (ngettext ("Show %u finding, %s", "Show %u findings, %s", n), n,
                           wg_severity_word (severity));

      gtk_button_set_label (GTK_BUTTON (chip), text);
      gtk_widget_set_tooltip_text (chip, name);
      gtk_widget_set_sensitive (chip, n > 0);
      gtk_accessible_update_property (GTK_ACCESSIBLE (chip), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      name, -1);
    }
}

static void
on_finished (Security *page)
{
  label_chips (page);
  on_names (page);
}

/* --- what people do ----------------------------------------------------------------------- */

/* A heading leads to the finding below it. */
static void
on_picked (Security *page, guint position)
{
  const WgFindingRow *row = row_at (page, position);

  if (row->kind == WG_FINDING_ROW_HEADING)
    row = row_at (page, position + 1);
  wg_view_select_finding (page->view,
                          row->kind == WG_FINDING_ROW_FINDING ? (gint) row->finding : -1);
  adw_leaflet_navigate (page->leaflet, ADW_NAVIGATION_DIRECTION_FORWARD);
}

static void
on_activated (Security *page, guint position)
{
  if (row_at (page, position)->kind == WG_FINDING_ROW_FINDING)
    gtk_widget_activate_action (page->list, "win.page", "s", "diagram");
}

static void
on_back (Security *page)
{
  adw_leaflet_navigate (page->leaflet, ADW_NAVIGATION_DIRECTION_BACK);
  gtk_widget_grab_focus (page->list);
}

static void
on_chip (GtkToggleButton *chip, GParamSpec *pspec, Security *page)
{
  guint bit = 1u << GPOINTER_TO_INT (g_object_get_data (G_OBJECT (chip), "severity"));
  guint shown = gtk_toggle_button_get_active (chip) ? page->shown | bit : page->shown & ~bit;

  if (shown == page->shown)
    return;
  page->shown = shown;
  fill (page);
}

gboolean
wg_security_page_step (GtkWidget *widget, gint steps)
{
  Security *page = g_object_get_data (G_OBJECT (widget), "security");
  guint row = wg_finding_rows_find (page->rows, wg_view_finding (page->view));
  gint next = wg_finding_rows_step (page->rows, row, steps);

  if (next < 0)
    return FALSE;
  wg_view_select_finding (page->view, next);
  return TRUE;
}

/* --- making it ---------------------------------------------------------------------------- */

static GtkWidget *
chip_row (Security *page, gboolean words)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_widget_add_css_class (row, "linked");
  for (guint i = WG_SEVERITY_CRITICAL; i >= WG_SEVERITY_INFO; i--)
    {
      GtkWidget *chip = gtk_toggle_button_new_with_label ("");

      g_object_set_data (G_OBJECT (chip), "severity", GUINT_TO_POINTER (i));
      g_object_set_data (G_OBJECT (chip), "words", GINT_TO_POINTER (words));
      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (chip), TRUE);
      g_signal_connect (chip, "notify::active", G_CALLBACK (on_chip), page);
      if (!words)
        g_object_bind_property (g_ptr_array_index (page->chips, WG_SEVERITY_CRITICAL - i),
                                "active", chip, "active", G_BINDING_BIDIRECTIONAL);
      g_ptr_array_add (page->chips, chip);
      gtk_box_append (GTK_BOX (row), chip);
    }
  return row;
}

/* With words where there is room for them, with shapes alone else. */
static GtkWidget *
make_tools (Security *page)
{
  GtkWidget *tools = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *chips = adw_squeezer_new (), *back;

  adw_squeezer_add (ADW_SQUEEZER (chips), chip_row (page, TRUE));
  adw_squeezer_add (ADW_SQUEEZER (chips), chip_row (page, FALSE));
  adw_squeezer_set_xalign (ADW_SQUEEZER (chips), 0);
  gtk_widget_set_hexpand (chips, TRUE);
  gtk_widget_add_css_class (tools, "toolbar");
  back = gtk_button_new_from_icon_name ("go-previous-symbolic");
  gtk_widget_set_tooltip_text (back, _ ("Back to the List"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (back), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Back to the list"), -1);
  g_object_bind_property (page->leaflet, "folded", back, "visible", G_BINDING_SYNC_CREATE);
  g_signal_connect_swapped (back, "clicked", G_CALLBACK (on_back), page);
  gtk_box_append (GTK_BOX (tools), back);
  gtk_box_append (GTK_BOX (tools), chips);
  return tools;
}

static GtkWidget *
make_list (Security *page)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  page->list =
      gtk_list_view_new (GTK_SELECTION_MODEL (page->model), wg_cell_factory_new (&kind, page));
  gtk_widget_add_css_class (page->list, "navigation-sidebar");
  gtk_accessible_update_property (GTK_ACCESSIBLE (page->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Findings"), -1);
  g_signal_connect_swapped (page->list, "activate", G_CALLBACK (on_activated), page);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), page->list);
  gtk_widget_set_size_request (scrolled, LIST_WIDTH, -1);
  gtk_widget_set_vexpand (scrolled, TRUE);
  return scrolled;
}

static void
free_page (gpointer data)
{
  Security *page = data;

  g_signal_handlers_disconnect_by_data (page->view, page);
  g_signal_handlers_disconnect_by_data (wg_view_document (page->view), page);
  g_object_unref (page->view);
  g_array_unref (page->rows);
  g_ptr_array_unref (page->chips);
  g_free (page);
}

static void
listen (Security *page)
{
  WgDocument *document = wg_view_document (page->view);

  g_signal_connect_swapped (page->model, "picked", G_CALLBACK (on_picked), page);
  g_signal_connect_swapped (page->view, "notify::finding", G_CALLBACK (on_finding), page);
  g_signal_connect_swapped (page->view, "notify::redacted", G_CALLBACK (on_names), page);
  g_signal_connect_swapped (page->view, "notify::revealed", G_CALLBACK (on_names), page);
  g_signal_connect_swapped (document, "finished", G_CALLBACK (on_finished), page);
}

GtkWidget *
wg_security_page_new (WgView *view)
{
  GtkWidget *widget = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  Security *page = g_new0 (Security, 1);

  page->view = g_object_ref (view);
  page->rows = g_array_new (FALSE, FALSE, sizeof (WgFindingRow));
  page->chips = g_ptr_array_new ();
  page->model = wg_index_model_new ();
  page->shown = WG_ALL_SEVERITIES;
  fill (page);
  page->leaflet = ADW_LEAFLET (adw_leaflet_new ());
  page->side = make_list (page);
  page->detail = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (page->detail), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_widget_set_hexpand (page->detail, TRUE);
  adw_leaflet_append (page->leaflet, page->side);
  adw_leaflet_page_set_navigatable (
      adw_leaflet_append (page->leaflet, gtk_separator_new (GTK_ORIENTATION_VERTICAL)), FALSE);
  adw_leaflet_append (page->leaflet, page->detail);
  adw_leaflet_set_can_navigate_back (page->leaflet, TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (page->leaflet), TRUE);
  gtk_box_append (GTK_BOX (widget), make_tools (page));
  gtk_box_append (GTK_BOX (widget), GTK_WIDGET (page->leaflet));
  listen (page);
  on_finished (page);
  g_object_set_data_full (G_OBJECT (widget), "security", page, free_page);
  return widget;
}
