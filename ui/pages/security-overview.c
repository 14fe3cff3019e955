#include "base/text.h"
#include "check/catalogue.h"
#include "report/finding-words.h"
#include "ui/pages/security.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/card.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define MAX_ROWS 100u /* of servers, and of what is not visible */

static void
append (GtkWidget *box, GtkWidget *child)
{
  gtk_box_append (GTK_BOX (box), child);
}

char *
wg_security_counts (WgView *view)
{
  const WgSummary *summary = wg_document_summary (wg_view_document (view));
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = WG_SEVERITY_CRITICAL; summary != NULL && i >= WG_SEVERITY_INFO; i--)
    {
      guint64 n = wg_summary_count (summary, (WgSeverity) i);

      if (n > 0)
        g_string_append_printf (out, "%s%" G_GUINT64_FORMAT " %s", out->len > 0 ? ", " : "", n,
                                wg_severity_word ((WgSeverity) i));
    }
  if (out->len == 0)
    g_string_append (out, _ ("Nothing insecure was seen"));
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static GtkWidget *
head (WgView *view, const WgSummary *summary)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 18);
  GtkWidget *text = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  g_autofree char *counts = wg_security_counts (view);
  g_autofree char *title = summary->grade != NULL
                               ? g_strdup_printf (_ ("Grade %s"), summary->grade)
                               : g_strdup (_ ("No Grade"));

  append (box, wg_badge_new_grade (summary->grade, 3));
  append (text, wg_card_heading (title, "title-1"));
  append (text, wg_card_text (counts, NULL));
  append (text, wg_card_text (summary->grade != NULL
                                  ? _ ("A capture has the grade of its worst server.")
                                  : _ ("Too little of any server was visible to judge it."),
                              "quiet"));
  gtk_widget_set_hexpand (text, TRUE);
  append (box, text);
  return box;
}

static GtkWidget *
row (const char *title, const char *subtitle)
{
  GtkWidget *widget = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (widget), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (widget), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (widget), subtitle);
  return widget;
}

/* --- servers ------------------------------------------------------------------------------ */

/* The finding that holds a server down; -1: it is not among those that were kept. */
static gint
worst_of (WgView *view, const WgServerGrade *grade)
{
  WgDocument *document = wg_view_document (view);

  for (guint i = 0; grade->worst != NULL && i < wg_document_n_findings (document); i++)
    {
      const WgFinding *finding = wg_document_finding (document, i);

      if (g_str_equal (finding->type->id, grade->worst)
          && g_strcmp0 (finding->server.ip, grade->server.ip) == 0
          && finding->server.port == grade->server.port)
        return (gint) i;
    }
  return -1;
}

static char *
about_server (const WgServerGrade *grade)
{
  g_autoptr (GString) out = g_string_new (NULL);
  const WgFindingType *type = grade->worst != NULL ? wg_finding_type_find (grade->worst) : NULL;

  if (grade->grade == NULL)
    g_string_append (out, _ ("Too little was visible to judge it"));
  else if (type != NULL)
    g_string_append_printf (out, _ ("Held down by: %s"), type->words->title);
  else
    g_string_append (out, _ ("Nothing holds it down"));
  if (grade->at_best)
    g_string_append (out, _ (" · at best: not all of it was visible"));
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static void
on_server (GtkListBox *list, GtkListBoxRow *chosen, WgView *view)
{
  gint finding = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (chosen), "finding")) - 1;

  if (finding >= 0)
    wg_view_select_finding (view, finding);
}

static GtkWidget *
server_row (WgView *view, const WgServerGrade *grade)
{
  g_autofree char *end = wg_view_end_text (view, &grade->server), *about = about_server (grade),
                  *name = NULL, *shown = NULL, *title = NULL;
  gint finding = worst_of (view, grade);
  GtkWidget *widget;

  name = wg_text_dup (grade->name);
  shown = wg_view_shown (view, name);
  title = shown[0] != '\0' ? g_strdup_printf ("%s · %s", shown, end) : g_strdup (end);
  widget = row (title, about);
  adw_action_row_add_prefix (ADW_ACTION_ROW (widget), wg_badge_new_grade (grade->grade, 1));
  if (finding >= 0)
    {
      adw_action_row_add_suffix (ADW_ACTION_ROW (widget),
                                 gtk_image_new_from_icon_name ("go-next-symbolic"));
      gtk_widget_set_tooltip_text (widget, _ ("Show the finding that holds it down"));
    }
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (widget), finding >= 0);
  g_object_set_data (G_OBJECT (widget), "finding", GINT_TO_POINTER (finding + 1));
  return widget;
}

static void
append_left_out (GtkWidget *card, guint n)
{
  g_autofree char *text = NULL;

  if (n <= MAX_ROWS)
    return;
  text = g_strdup_printf (_ ("And %u more, which the exported report lists."), n - MAX_ROWS);
  append (card, wg_card_text (text, "quiet"));
}

static GtkWidget *
servers (WgView *view, const WgSummary *summary)
{
  GtkWidget *card = wg_card_new (_ ("Servers"), "network-server-symbolic");
  GtkWidget *list = wg_card_list (_ ("Servers"));
  const WgServerGrade *grades = summary->servers.items;

  for (guint i = 0; i < MIN (summary->servers.n, MAX_ROWS); i++)
    gtk_list_box_append (GTK_LIST_BOX (list), server_row (view, &grades[i]));
  g_signal_connect (list, "row-activated", G_CALLBACK (on_server), view);
  append (card, list);
  append_left_out (card, summary->servers.n);
  return card;
}

/* --- what is not visible ------------------------------------------------------------------ */

static GtkWidget *
hidden_row (WgView *view, const WgNotVisible *hidden)
{
  g_autofree char *end = wg_view_end_text (view, &hidden->server);
  g_autofree char *title = end[0] != '\0' ? g_strdup_printf (_ ("%s of %s"), hidden->what, end)
                                          : g_strdup (hidden->what);
  g_autofree char *why = NULL;
  GtkWidget *widget;

  if (hidden->count > 1)
    why = g_strdup_printf (_ ("%s (%u times)"), hidden->why, (guint) hidden->count);
  title[0] = g_ascii_toupper (title[0]);
  widget = row (title, why != NULL ? why : hidden->why);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (widget), FALSE);
  return widget;
}

static GtkWidget *
hidden (WgView *view, const WgSummary *summary)
{
  GtkWidget *card = wg_card_new (_ ("Not visible"), "view-conceal-symbolic");
  GtkWidget *list = wg_card_list (_ ("Not visible"));
  const WgNotVisible *rows = summary->not_visible.items;

  append (card, wg_card_text (_ ("The capture cannot show these: they are neither passed nor "
                                 "failed."),
                              "quiet"));
  for (guint i = 0; i < MIN (summary->not_visible.n, MAX_ROWS); i++)
    gtk_list_box_append (GTK_LIST_BOX (list), hidden_row (view, &rows[i]));
  append (card, list);
  append_left_out (card, summary->not_visible.n);
  return card;
}

static GtkWidget *
status (const char *icon, const char *title, const char *text)
{
  GtkWidget *page = adw_status_page_new ();

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), icon);
  adw_status_page_set_title (ADW_STATUS_PAGE (page), title);
  adw_status_page_set_description (ADW_STATUS_PAGE (page), text);
  gtk_widget_set_vexpand (page, TRUE);
  return page;
}

GtkWidget *
wg_security_overview_new (WgView *view)
{
  WgDocument *document = wg_view_document (view);
  const WgSummary *summary = wg_document_summary (document);
  GtkWidget *box;

  if (wg_document_state (document) == WG_DOCUMENT_LOADING)
    return status ("content-loading-symbolic", _ ("Still Reading"),
                   _ ("Findings are shown when all of the capture is read."));
  if (summary == NULL)
    return status ("dialog-question-symbolic", _ ("Not Judged"),
                   _ ("The capture was not read to its end, so nothing was judged."));
  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  append (box, head (view, summary));
  if (summary->servers.n > 0)
    append (box, servers (view, summary));
  if (summary->not_visible.n > 0)
    append (box, hidden (view, summary));
  if (summary->left_out > 0)
    {
      g_autofree char *text = g_strdup_printf (_ ("%u further findings are past what is kept."),
                                               (guint) summary->left_out);
      append (box, wg_card_text (text, "quiet"));
    }
  return box;
}
