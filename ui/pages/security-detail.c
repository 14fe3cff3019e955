#include "report/finding-words.h"
#include "ui/pages/security.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/card.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define MAX_EVIDENCE 12u /* rows; the packets of the rest are named above */
#define VALUE_LINES  4

static void
append (GtkWidget *box, GtkWidget *child)
{
  gtk_box_append (GTK_BOX (box), child);
}

static void
append_shown (GtkWidget *box, WgView *view, const char *text, const char *class)
{
  g_autofree char *shown = wg_view_shown (view, text);
  append (box, wg_card_text (shown, class));
}

/* --- what was seen ------------------------------------------------------------------------ */

/* @evidence lives as long as the document, the row no longer. */
static void
on_evidence (GtkWidget *row, WgView *view)
{
  const WgEvidence *evidence = g_object_get_data (G_OBJECT (row), "evidence");

  wg_view_select_packet (view, evidence->frame);
  if (evidence->offset >= 0)
    wg_view_select_field (
        view, (WgViewField){0, (guint32) evidence->offset, (guint32) evidence->length});
}

static GtkWidget *
value_label (WgView *view, const WgEvidence *evidence)
{
  g_autoptr (GString) value = g_string_new (NULL);
  g_autofree char *shown = NULL;
  GtkWidget *label;

  wg_finding_evidence_append (value, evidence, wg_view_mask (view));
  shown = wg_view_shown (view, value->str);
  label = gtk_label_new (shown);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_lines (GTK_LABEL (label), VALUE_LINES);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, "monospace");
  gtk_widget_set_visible (label, value->len > 0);
  return label;
}

static GtkWidget *
evidence_row (WgView *view, const WgEvidence *evidence)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *text = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  g_autofree char *where =
      evidence->field != NULL
          ? g_strdup_printf (_ ("Packet %u · %s"), evidence->frame, evidence->field)
          : g_strdup_printf (_ ("Packet %u"), evidence->frame);
  g_autofree char *name = g_strdup_printf (_ ("%s: show these bytes"), where);

  gtk_widget_add_css_class (line, "evidence");
  gtk_widget_set_hexpand (text, TRUE);
  append (text, wg_card_heading (where, "quiet"));
  append (text, value_label (view, evidence));
  append (line, text);
  append (line, gtk_image_new_from_icon_name ("find-location-symbolic"));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), line);
  gtk_widget_set_tooltip_text (row, _ ("Show these bytes"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
  g_object_set_data (G_OBJECT (row), "evidence", (gpointer) evidence);
  return row;
}

static void
on_row (GtkListBox *list, GtkListBoxRow *row, WgView *view)
{
  on_evidence (GTK_WIDGET (row), view);
}

static GtkWidget *
seen (WgView *view, const WgFinding *finding)
{
  GtkWidget *card = wg_card_new (_ ("What was seen"), "view-reveal-symbolic"), *list;
  const WgEvidence *evidence = finding->evidence.items;
  g_autoptr (GString) detail = g_string_new (NULL);
  guint n = MIN (finding->evidence.n, MAX_EVIDENCE);

  wg_finding_detail_append (detail, finding, wg_view_mask (view));
  if (detail->len > 0)
    append_shown (card, view, detail->str, NULL);
  if (n == 0)
    return card;
  list = wg_card_list (_ ("Evidence"));
  for (guint i = 0; i < n; i++)
    gtk_list_box_append (GTK_LIST_BOX (list), evidence_row (view, &evidence[i]));
  g_signal_connect (list, "row-activated", G_CALLBACK (on_row), view);
  append (card, list);
  return card;
}

/* --- the other cards ---------------------------------------------------------------------- */

static GtkWidget *
paragraph (const char *title, const char *icon, const char *text)
{
  GtkWidget *card = wg_card_new (title, icon);

  append (card, wg_card_text (text, NULL));
  return card;
}

static GtkWidget *
mend (const WgFindingType *type)
{
  GtkWidget *card = paragraph (_ ("How to fix it"), "emblem-ok-symbolic", type->words->fix);

  for (const WgFindingExample *example = type->examples; example->where != NULL; example++)
    append (card, wg_card_code (example->where, example->lines));
  return card;
}

/* Three dots, as many of them full as it is sure. */
static GtkWidget *
surety (const WgFinding *finding)
{
  static const char *const words[] = {
      [WG_CONFIDENCE_DEFAULT] = "",
      [WG_CONFIDENCE_LOW] = N_ ("●○○  Low confidence"),
      [WG_CONFIDENCE_MEDIUM] = N_ ("●●○  Medium confidence"),
      [WG_CONFIDENCE_HIGH] = N_ ("●●●  High confidence"),
  };
  GtkWidget *card = wg_card_new (_ ("How sure it is"), "dialog-question-symbolic");

  if (finding->confidence > WG_CONFIDENCE_DEFAULT && finding->confidence <= WG_CONFIDENCE_HIGH)
    append (card, wg_card_heading (_ (words[finding->confidence]), NULL));
  append (card, wg_card_text (finding->type->words->sure, NULL));
  return card;
}

/* Where a reference is found; %NULL where it has no page of its own. */
static char *
address_of (const char *reference)
{
  const char *section = strstr (reference, "§");
  guint64 number;

  if (g_str_has_prefix (reference, "RFC "))
    {
      number = g_ascii_strtoull (reference + 4, NULL, 10);
      if (section == NULL)
        return g_strdup_printf ("https://www.rfc-editor.org/rfc/rfc%" G_GUINT64_FORMAT, number);
      section += strlen ("§");
      return g_strdup_printf ("https://www.rfc-editor.org/rfc/rfc%" G_GUINT64_FORMAT "#%s-%s",
                              number, g_ascii_isdigit (section[0]) ? "section" : "appendix",
                              section);
    }
  if (g_str_has_prefix (reference, "CWE-"))
    return g_strdup_printf ("https://cwe.mitre.org/data/definitions/%s.html", reference + 4);
  if (g_str_has_prefix (reference, "CVE-"))
    return g_strdup_printf ("https://www.cve.org/CVERecord?id=%s", reference);
  if (g_str_has_prefix (reference, "OWASP-A"))
    return g_strdup ("https://owasp.org/Top10/");
  if (g_str_has_prefix (reference, "WSTG-"))
    return g_strdup ("https://owasp.org/www-project-web-security-testing-guide/stable/");
  return NULL;
}

static GtkWidget *
reference_row (const char *reference)
{
  GtkWidget *row = adw_action_row_new (), *open;
  g_autofree char *address = address_of (reference), *name = NULL;

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), reference);
  adw_preferences_row_set_title_selectable (ADW_PREFERENCES_ROW (row), TRUE);
  if (address == NULL)
    return row;
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), address);
  open = gtk_button_new_from_icon_name ("web-browser-symbolic");
  name = g_strdup_printf (_ ("Open %s in the browser"), reference);
  gtk_widget_add_css_class (open, "flat");
  gtk_widget_set_valign (open, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (open, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (open), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
  gtk_actionable_set_action_target_value (GTK_ACTIONABLE (open),
                                          g_variant_new_string (address));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (open), "win.open-uri");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), open);
  return row;
}

static GtkWidget *
references (const WgFindingType *type)
{
  GtkWidget *card = wg_card_new (_ ("References"), "accessories-dictionary-symbolic");
  GtkWidget *list = wg_card_list (_ ("References"));

  for (guint i = 0; type->references[i] != NULL; i++)
    gtk_list_box_append (GTK_LIST_BOX (list), reference_row (type->references[i]));
  append (card, list);
  return card;
}

/* --- the head ----------------------------------------------------------------------------- */

static void
append_part (GString *out, const char *text)
{
  if (text[0] != '\0')
    g_string_append_printf (out, "%s%s", out->len > 0 ? " · " : "", text);
}

/* "192.0.2.2 → 198.51.100.2:80 · shop.lab.test · packets 4 and 18 · 3 times · attempt" */
static char *
where_text (WgView *view, const WgFinding *finding)
{
  g_autofree char *client = wg_view_end_text (view, &finding->client);
  g_autofree char *server = wg_view_end_text (view, &finding->server), *about = NULL;
  g_autoptr (GString) out = g_string_new (client), name = g_string_new (NULL),
                      frames = g_string_new (NULL);

  g_string_append_printf (out, "%s%s", client[0] != '\0' && server[0] != '\0' ? " → " : "",
                          server);
  wg_finding_name_append (name, finding, wg_view_mask (view));
  about = wg_view_shown (view, name->str);
  append_part (out, about);
  wg_finding_frames_append (frames, finding);
  append_part (out, frames->str);
  if (finding->count > 1)
    {
      g_autofree char *times =
          g_strdup_printf (ngettext ("seen %u time", "seen %u times", (guint) finding->count),
                           (guint) finding->count);
      append_part (out, times);
    }
  if (wg_finding_outcome_words (finding) != NULL)
    append_part (out, wg_finding_outcome_words (finding));
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static GtkWidget *
head (WgView *view, const WgFinding *finding)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *show = gtk_button_new_with_mnemonic (_ ("_Show in the Diagram"));
  GtkWidget *space = gtk_label_new (NULL);
  g_autofree char *where = where_text (view, finding);

  gtk_widget_set_hexpand (space, TRUE);
  gtk_actionable_set_action_target_value (GTK_ACTIONABLE (show),
                                          g_variant_new_string ("diagram"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (show), "win.page");
  append (line, wg_badge_new_severity ((WgSeverity) finding->severity));
  append (line, space);
  append (line, show);
  append (box, line);
  append (box, wg_card_heading (finding->type->words->title, "title-2"));
  append (box, wg_card_text (finding->type->words->sentence, NULL));
  append (box, wg_card_text (where, "quiet"));
  return box;
}

GtkWidget *
wg_security_detail_new (WgView *view, const WgFinding *finding)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  const WgFindingWords *words = finding->type->words;

  append (box, head (view, finding));
  append (box, seen (view, finding));
  append (box, paragraph (_ ("Why it matters"), "dialog-warning-symbolic", words->why));
  append (box,
          paragraph (_ ("What an attacker does next"), "security-low-symbolic", words->attack));
  append (box, mend (finding->type));
  append (box, surety (finding));
  if (finding->type->references[0] != NULL)
    append (box, references (finding->type));
  return box;
}
