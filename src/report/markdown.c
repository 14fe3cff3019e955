#include "report/finding-list.h"

#include "base/text.h"
#include "report/catalogue-text.h"
#include "report/finding-words.h"
#include "report/human.h"

/* Findings as Markdown (CommonMark with GitHub's tables), to paste into an issue or hand in. */

#define MAX_TIMES 20u /* findings of a type that are told of one by one */

/* What is from the wire or ours is text: nothing in it is markup. */
static void
append_text (GString *out, const char *text)
{
  for (; *text != '\0'; text++)
    {
      if (*text == '<')
        g_string_append (out, "&lt;");
      else if (*text == '&')
        g_string_append (out, "&amp;");
      else if (*text == '\n')
        g_string_append_c (out, ' ');
      else
        {
          if (strchr ("\\`*_{}[]#|~>", *text) != NULL)
            g_string_append_c (out, '\\');
          g_string_append_c (out, *text);
        }
    }
}

static void
append_times (WgFindingReport *report, GPtrArray *sorted, guint from, guint to)
{
  GString *out = report->text;

  for (guint i = from; i < MIN (to, from + MAX_TIMES); i++)
    {
      const WgFinding *finding = g_ptr_array_index (sorted, i);
      g_autoptr (GString) seen = g_string_new (NULL), where = g_string_new (NULL);

      wg_finding_detail_append (seen, finding, report->mask);
      wg_finding_where_append (where, finding);
      g_string_append (out, "- ");
      append_text (out, seen->str);
      g_string_append (out, "  \n  ");
      append_text (out, where->str);
      g_string_append_c (out, '\n');
    }
  if (to - from > MAX_TIMES)
    g_string_append_printf (out, "- and %u more\n", to - from - MAX_TIMES);
}

static void
append_examples (GString *out, const WgFindingExample *example)
{
  for (; example->where != NULL; example++)
    {
      const char *fence = strstr (example->lines, "```") != NULL ? "~~~~~~" : "```";

      append_text (out, example->where);
      g_string_append_printf (out, ":\n\n%s\n%s\n%s\n\n", fence, example->lines, fence);
    }
}

static void
append_words (GString *out, const WgFindingType *type)
{
  const WgFindingWords *words = type->words;

  g_string_append (out, "\n**Why it matters.** ");
  append_text (out, words->why);
  g_string_append (out, "\n\n**What an attacker does next.** ");
  append_text (out, words->attack);
  g_string_append (out, "\n\n**How to fix it.** ");
  append_text (out, words->fix);
  g_string_append (out, "\n\n");
  append_examples (out, type->examples);
  g_string_append (out, "**To be sure.** ");
  append_text (out, words->sure);
  g_string_append (out, "\n\nReferences: ");
  for (guint i = 0; type->references[i] != NULL; i++)
    {
      g_string_append (out, i > 0 ? ", " : "");
      append_text (out, type->references[i]);
    }
  g_string_append (out, "\n");
}

static void
append_types (WgFindingReport *report)
{
  g_autoptr (GPtrArray) sorted = wg_finding_list_by_severity (&report->list);
  GString *out = report->text;

  for (guint i = 0, to; i < sorted->len; i = to)
    {
      const WgFinding *first = g_ptr_array_index (sorted, i);

      to = wg_finding_list_kind_end (sorted, i);
      g_string_append (out, "\n## ");
      g_string_append (out, wg_severity_title ((WgSeverity) first->severity));
      g_string_append (out, ": ");
      append_text (out, first->type->words->title);
      g_string_append_printf (out, "\n\n`%s`\n\n", first->id);
      append_times (report, sorted, i, to);
      append_words (out, first->type);
      wg_finding_report_flush (report);
    }
}

static void
append_summary (GString *out, const WgSummary *summary)
{
  const WgServerGrade *server = summary->servers.items;
  const WgNotVisible *hidden = summary->not_visible.items;

  g_string_append (out, "\n| critical | high | medium | low | info |\n|---|---|---|---|---|\n");
  for (guint i = WG_SEVERITY_CRITICAL; i >= WG_SEVERITY_INFO; i--)
    g_string_append_printf (out, "| %" G_GUINT64_FORMAT " ",
                            wg_summary_count (summary, (WgSeverity) i));
  g_string_append (out, "|\n");
  if (summary->grade != NULL)
    g_string_append (out, "\n| server | grade | held down by |\n|---|---|---|\n");
  for (guint i = 0; summary->grade != NULL && i < summary->servers.n; i++)
    {
      if (server[i].grade == NULL)
        continue;
      g_string_append (out, "| ");
      wg_finding_end_append (out, &server[i].server);
      g_string_append_printf (out, " | %s%s | %s |\n", server[i].grade,
                              server[i].at_best ? " at best" : "",
                              server[i].worst != NULL ? server[i].worst : "");
    }
  if (summary->not_visible.n > 0)
    g_string_append (out, "\nNot visible, so neither passed nor failed:\n\n");
  for (guint i = 0; i < summary->not_visible.n; i++)
    {
      g_string_append (out, "- ");
      append_text (out, hidden[i].what);
      g_string_append (out, " of ");
      wg_finding_end_append (out, &hidden[i].server);
      g_string_append (out, ": ");
      append_text (out, hidden[i].why);
      g_string_append_c (out, '\n');
    }
}

static void
write_capture (WgFindingReport *report, const char *file, const WgCaptureFacts *facts)
{
  GString *out = report->text;
  g_autofree char *name = wg_text_dup (wg_slice_str (file));

  g_string_append (out, report->n_captures > 0 ? "\n# " : "# ");
  append_text (out, name);
  g_string_append (out, "\n\n");
  wg_human_plural (out, facts->packets, "packet", "packets");
  if (facts->has_time)
    {
      g_string_append (out, " from ");
      wg_human_time (out, facts->earliest_ns);
    }
  g_string_append (out, ", SHA-256 `");
  wg_hex_append (out, wg_slice (facts->sha256, sizeof facts->sha256));
  g_string_append (out, "`\n");
  if (report->list.summary != NULL)
    append_summary (out, report->list.summary);
  append_types (report);
}

WgReport *
wg_report_new_markdown (WgOutput *output, const WgReportOptions *options)
{
  static const WgFindingReportKind kind = {NULL, write_capture, NULL};
  return wg_finding_report_new (&kind, output, options);
}
