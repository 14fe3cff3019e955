#include "report/text-findings.h"

#include "base/text.h"
#include "report/catalogue-text.h"
#include "report/finding-words.h"
#include "report/human.h"

#define MAX_TIMES    4u /* findings of a kind that are told of one by one */
#define MAX_EVIDENCE 3u
#define MAX_SERVERS  12u
#define MAX_HIDDEN   8u
#define INDENT       12u

/* Findings of one type and severity. */
typedef struct
{
  const WgFindingType *type;
  WgSeverity severity;
  guint64 n;
  GString *text; /* the first of them */
} Kind;

struct WgTextFindings
{
  const WgTextStyle *style;
  GArray *kinds; /* of Kind */
  gboolean judged;
  GString *head;  /* "2 high, 1 low; grade D" */
  GString *after; /* grades, what is not visible */
};

static void
clear_kind (gpointer item)
{
  g_string_free (((Kind *) item)->text, TRUE);
}

WgTextFindings *
wg_text_findings_new (const WgTextStyle *style)
{
  WgTextFindings *all = g_new0 (WgTextFindings, 1);

  all->style = style;
  all->kinds = g_array_new (FALSE, FALSE, sizeof (Kind));
  g_array_set_clear_func (all->kinds, clear_kind);
  all->head = g_string_new (NULL);
  all->after = g_string_new (NULL);
  return all;
}

void
wg_text_findings_free (WgTextFindings *all)
{
  g_array_unref (all->kinds);
  g_string_free (all->head, TRUE);
  g_string_free (all->after, TRUE);
  g_free (all);
}

void
wg_text_findings_clear (WgTextFindings *all)
{
  g_array_set_size (all->kinds, 0);
  g_string_truncate (all->head, 0);
  g_string_truncate (all->after, 0);
  all->judged = FALSE;
}

static Kind *
kind_of (WgTextFindings *all, const WgFinding *finding)
{
  Kind new = {finding->type, (WgSeverity) finding->severity, 0, NULL};

  for (guint i = 0; i < all->kinds->len; i++)
    {
      Kind *kind = &g_array_index (all->kinds, Kind, i);
      if (kind->type == new.type && kind->severity == new.severity)
        return kind;
    }
  new.text = g_string_new (NULL);
  g_array_append_val (all->kinds, new);
  return &g_array_index (all->kinds, Kind, all->kinds->len - 1);
}

static void
append_evidence (GString *out, const WgTextStyle *style, const WgFinding *finding)
{
  const WgEvidence *evidence = finding->evidence.items;

  for (guint i = 0; i < MIN (finding->evidence.n, MAX_EVIDENCE); i++)
    {
      g_autoptr (GString) whole = g_string_new (NULL), line = g_string_new (NULL);

      g_string_append_printf (whole, "%7u  %s  ", evidence[i].frame, evidence[i].field);
      wg_finding_evidence_append (whole, &evidence[i], style->mask);
      wg_human_fit (line, whole->str, style->width - INDENT, FALSE);
      g_string_append_printf (out, "%*s", INDENT - 2, "");
      wg_text_ink (out, style, WG_INK_DIM, line->str);
      g_string_append_c (out, '\n');
    }
}

void
wg_text_findings_add (WgTextFindings *all, const WgFinding *finding)
{
  Kind *kind = kind_of (all, finding);
  g_autoptr (GString) detail = g_string_new (NULL), where = g_string_new (NULL);
  g_autoptr (GString) line = g_string_new (NULL);

  if (kind->n++ >= MAX_TIMES)
    return;
  wg_finding_detail_append (detail, finding, all->style->mask);
  wg_human_wrap (kind->text, detail->str, MIN (all->style->width, 100), INDENT);
  wg_finding_where_append (where, finding);
  wg_human_wrap (line, where->str, MIN (all->style->width, 100), INDENT);
  wg_text_ink (kind->text, all->style, WG_INK_DIM, line->str);
  if (kind->n == 1)
    append_evidence (kind->text, all->style, finding);
}

static void
append_grades (GString *out, const WgTextStyle *style, const WgSummary *summary)
{
  const WgServerGrade *server = summary->servers.items;
  guint n = 0, left = 0;

  for (guint i = 0; i < summary->servers.n; i++)
    {
      g_autoptr (GString) end = g_string_new (NULL);

      if (server[i].grade == NULL)
        continue;
      if (n++ >= MAX_SERVERS)
        {
          left++;
          continue;
        }
      if (n == 1)
        {
          g_string_append_c (out, '\n');
          wg_text_ink (out, style, WG_INK_BOLD, "Grades");
          g_string_append_c (out, '\n');
        }
      g_string_append (out, "  ");
      wg_human_fit (end, server[i].grade, 9, TRUE);
      wg_text_ink (out, style, wg_grade_ink (server[i].grade), end->str);
      g_string_truncate (end, 0);
      wg_finding_end_append (end, &server[i].server);
      wg_human_fit (out, end->str, MAX (24, wg_human_width (end->str)), TRUE);
      if (server[i].worst != NULL)
        g_string_append_printf (out, " held down by %s", server[i].worst);
      g_string_append (out,
                       server[i].at_best ? " (at best: not all of it is visible)\n" : "\n");
    }
  if (left > 0)
    g_string_append_printf (out, "  and %u more in the JSON report (-f json)\n", left);
}

static void
append_hidden (GString *out, const WgTextStyle *style, const WgSummary *summary)
{
  const WgNotVisible *hidden = summary->not_visible.items;

  if (summary->not_visible.n == 0)
    return;
  g_string_append_c (out, '\n');
  wg_text_ink (out, style, WG_INK_BOLD, "Not visible");
  g_string_append (out, " (neither passed nor failed)\n");
  for (guint i = 0; i < MIN (summary->not_visible.n, MAX_HIDDEN); i++)
    {
      g_autoptr (GString) line = g_string_new (hidden[i].what);

      g_string_append (line, " of ");
      wg_finding_end_append (line, &hidden[i].server);
      g_string_append_printf (line, ": %s", hidden[i].why);
      if (hidden[i].count > 1)
        g_string_append_printf (line, " (%" G_GUINT64_FORMAT " times)", hidden[i].count);
      wg_human_wrap (out, line->str, style->width, 2);
    }
  if (summary->not_visible.n > MAX_HIDDEN)
    g_string_append_printf (out, "  and %u more in the JSON report (-f json)\n",
                            summary->not_visible.n - MAX_HIDDEN);
}

void
wg_text_findings_summary (WgTextFindings *all, const WgSummary *summary)
{
  all->judged = TRUE;
  for (guint i = WG_SEVERITY_CRITICAL; i >= WG_SEVERITY_INFO; i--)
    {
      guint64 n = wg_summary_count (summary, (WgSeverity) i);
      g_autofree char *text = NULL;

      if (n == 0)
        continue;
      text = g_strdup_printf ("%" G_GUINT64_FORMAT " %s", n, wg_name_of (wg_severity_names, i));
      g_string_append (all->head, all->head->len > 0 ? ", " : "");
      wg_text_ink (all->head, all->style, wg_severity_ink ((WgSeverity) i), text);
    }
  if (all->head->len == 0)
    g_string_append (all->head, "none");
  if (summary->grade != NULL)
    {
      g_autofree char *text = g_strdup_printf ("grade %s", summary->grade);
      g_string_append (all->head, " · ");
      wg_text_ink (all->head, all->style, wg_grade_ink (summary->grade), text);
    }
  append_grades (all->after, all->style, summary);
  append_hidden (all->after, all->style, summary);
  if (summary->left_out > 0)
    g_string_append_printf (all->after, "\n  %" G_GUINT64_FORMAT " findings past the ceiling\n",
                            summary->left_out);
}

static gint
compare_kinds (gconstpointer a, gconstpointer b)
{
  const Kind *x = a, *y = b;
  return x->severity != y->severity ? (x->severity > y->severity ? -1 : 1)
                                    : strcmp (x->type->id, y->type->id);
}

static void
append_kind (GString *out, const WgTextStyle *style, const Kind *kind)
{
  g_autofree char *upper = g_ascii_strup (wg_name_of (wg_severity_names, kind->severity), -1);
  g_autofree char *fix = wg_first_sentence (kind->type->words->fix);
  g_autofree char *line = g_strdup_printf ("Fix: %s", fix);
  g_autofree char *more = g_strdup_printf ("More: wiregloss explain %s\n", kind->type->id);
  g_autoptr (GString) word = g_string_new (NULL);

  g_string_append (out, "\n  ");
  wg_human_fit (word, upper, INDENT - 2, TRUE);
  wg_text_ink (out, style, wg_severity_ink (kind->severity), word->str);
  wg_text_ink (out, style, WG_INK_BOLD, kind->type->words->title);
  g_string_append_c (out, '\n');
  g_string_append (out, kind->text->str);
  if (kind->n > MAX_TIMES)
    g_string_append_printf (out, "%*sand %" G_GUINT64_FORMAT " more of this kind\n", INDENT, "",
                            kind->n - MAX_TIMES);
  wg_human_wrap (out, line, MIN (style->width, 100), INDENT);
  g_string_append_printf (out, "%*s", INDENT, "");
  wg_text_ink (out, style, WG_INK_DIM, more);
}

void
wg_text_findings_append (GString *out, WgTextFindings *all)
{
  if (!all->judged)
    return;
  g_string_append_c (out, '\n');
  wg_text_ink (out, all->style, WG_INK_BOLD, "Findings");
  g_string_append_printf (out, ": %s\n", all->head->str);
  g_array_sort (all->kinds, compare_kinds);
  for (guint i = 0; i < all->kinds->len; i++)
    append_kind (out, all->style, &g_array_index (all->kinds, Kind, i));
  g_string_append (out, all->after->str);
}
