#include "report/html.h"

#include "base/text.h"
#include "report/catalogue-text.h"
#include "report/finding-words.h"
#include "report/human.h"
#include "report/xml.h"

/* One file that holds all it shows: no script, no picture or style from elsewhere. */

#define QUIET_TALKS 6u /* conversations without a finding that are drawn */

static void
begin (WgFindingReport *report)
{
  g_string_append (report->text,
                   "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                   "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                   "<meta name=\"color-scheme\" content=\"light dark\">\n"
                   "<meta name=\"generator\" content=\"wiregloss " WG_VERSION "\">\n"
                   "<title>Wiregloss report</title>\n<style>\n");
  g_string_append (report->text, wg_html_style);
  g_string_append (report->text, "</style>\n</head>\n<body>\n<main>\n");
}

static void
append_facts (GString *out, const WgCaptureFacts *facts)
{
  g_string_append (out, "<p class=\"facts\">");
  wg_human_plural (out, facts->packets, "packet", "packets");
  g_string_append (out, " · ");
  wg_human_bytes (out, facts->bytes);
  if (facts->has_time)
    {
      g_string_append (out, " · ");
      wg_human_duration (out, facts->latest_ns - facts->earliest_ns);
      g_string_append (out, " from ");
      wg_human_time (out, facts->earliest_ns);
    }
  g_string_append (out, "<br>SHA-256 <code class=\"sum\">");
  wg_hex_append (out, wg_slice (facts->sha256, sizeof facts->sha256));
  g_string_append (out, "</code>");
  if (facts->cut_short)
    g_string_append (out, "<br>The file ends inside a packet.");
  if (facts->skipped != NULL && facts->skipped->len > 0)
    g_string_append_printf (out, "<br>Damaged in %u places, which were passed over.",
                            facts->skipped->len);
  g_string_append (out, "</p>");
}

static const char *
grade_class (const char *grade)
{
  static const char *const classes[] = {"good", "low", "medium", "high", "high", "critical"};
  return grade == NULL ? "none" : classes[CLAMP (grade[0] - 'A', 0, 5)];
}

static void
append_grade (GString *out, const WgSummary *summary)
{
  const WgServerGrade *server = summary->servers.items;

  g_string_append_printf (out, "<div class=\"grade %s\"><span>Grade</span><b>%s</b>",
                          grade_class (summary->grade),
                          summary->grade != NULL ? summary->grade : "–");
  for (guint i = 0; summary->grade != NULL && i < summary->servers.n; i++)
    if (g_strcmp0 (server[i].grade, summary->grade) == 0 && server[i].worst != NULL)
      {
        g_string_append (out, "<small>held down by ");
        wg_xml_append (out, server[i].worst);
        g_string_append (out, "</small>");
        break;
      }
  if (summary->grade == NULL)
    g_string_append (out, "<small>too little was visible to grade a server</small>");
  g_string_append (out, "</div>");
}

/* Radio buttons before what they filter, so that CSS alone does it. */
static void
append_filter (WgFindingReport *report, const WgSummary *summary)
{
  GString *out = report->text;
  guint n = report->n_captures;
  g_autoptr (GString) labels = g_string_new (NULL);

  g_string_append_printf (
      out, "<input type=\"radio\" class=\"f f-all\" name=\"f%u\" id=\"f%u-all\" checked>", n,
      n);
  g_string_append_printf (labels,
                          "<label for=\"f%u-all\" class=\"l-all\">all <b>%u</b></label>", n,
                          report->list.findings->len);
  for (guint i = WG_SEVERITY_CRITICAL; i >= WG_SEVERITY_INFO; i--)
    {
      const char *word = wg_name_of (wg_severity_names, i);
      guint64 count = wg_summary_count (summary, (WgSeverity) i);

      g_string_append_printf (
          out, "<input type=\"radio\" class=\"f f-%s\" name=\"f%u\" id=\"f%u-%s\"%s>", word, n,
          n, word, count == 0 ? " disabled" : "");
      g_string_append_printf (labels,
                              "<label for=\"f%u-%s\" class=\"l-%s%s\">%s <b>%" G_GUINT64_FORMAT
                              "</b></label>",
                              n, word, word, count == 0 ? " zero" : "", word, count);
    }
  g_string_append_printf (out,
                          "\n<div class=\"filter\" role=\"group\" aria-label=\"Show findings "
                          "by severity\">%s</div>\n",
                          labels->str);
}

static void
append_servers (GString *out, const WgSummary *summary)
{
  const WgServerGrade *server = summary->servers.items;
  guint shown = 0, left = 0;

  for (guint i = 0; i < summary->servers.n; i++)
    {
      if (server[i].grade == NULL)
        continue;
      if (shown++ >= WG_HTML_SERVERS)
        {
          left++;
          continue;
        }
      if (shown == 1)
        g_string_append (out,
                         "<section><h2>Servers</h2><table><thead><tr><th scope=\"col\">Grade"
                         "</th><th scope=\"col\">Server</th><th scope=\"col\">Held down by"
                         "</th></tr></thead><tbody>\n");
      g_string_append_printf (out, "<tr><td class=\"g %s\">%s</td><th scope=\"row\">",
                              grade_class (server[i].grade), server[i].grade);
      wg_finding_end_append (out, &server[i].server);
      g_string_append (out, "</th><td>");
      if (server[i].worst != NULL)
        g_string_append_printf (out, "<code>%s</code>", server[i].worst);
      g_string_append (out, server[i].at_best ? " at best: not all of it is visible" : "");
      g_string_append (out, "</td></tr>\n");
    }
  if (shown == 0)
    return;
  g_string_append (out, "</tbody></table>");
  if (left > 0)
    g_string_append_printf (
        out, "<p class=\"more\">%u more: <code>wiregloss report -f json FILE</code></p>", left);
  g_string_append (out, "<p class=\"note\">How grades come about: <code>wiregloss findings "
                        "--grade-rule</code>.</p></section>\n");
}

static void
append_hidden (GString *out, const WgSummary *summary)
{
  const WgNotVisible *hidden = summary->not_visible.items;

  if (summary->not_visible.n == 0)
    return;
  g_string_append (out,
                   "<section><h2>Not visible</h2><p class=\"note\">Neither passed nor failed: "
                   "the capture does not show it.</p><ul class=\"hidden\">\n");
  for (guint i = 0; i < MIN (summary->not_visible.n, WG_HTML_SERVERS); i++)
    {
      g_string_append (out, "<li><b>");
      wg_xml_append (out, hidden[i].what);
      g_string_append (out, "</b> of ");
      wg_finding_end_append (out, &hidden[i].server);
      g_string_append (out, ": ");
      wg_xml_append (out, hidden[i].why);
      g_string_append (out, "</li>\n");
    }
  g_string_append (out, "</ul>");
  if (summary->not_visible.n > WG_HTML_SERVERS)
    g_string_append_printf (
        out, "<p class=\"more\">%u more: <code>wiregloss report -f json FILE</code></p>",
        summary->not_visible.n - WG_HTML_SERVERS);
  g_string_append (out, "</section>\n");
}

static void
append_certificates (GString *out, const WgHtmlLook *look)
{
  if (look->certificates->len == 0)
    return;
  g_string_append (out, "<section><h2>Certificates</h2>\n");
  for (guint i = 0; i < look->certificates->len; i++)
    {
      const WgHtmlCertificate *one = &g_array_index (look->certificates, WgHtmlCertificate, i);
      const char *rows[][2] = {{"issued by", one->issuer},
                               {"valid", one->dates},
                               {"key", one->key},
                               {"names", one->names},
                               {"SHA-256", one->sha256}};

      g_string_append (out, "<div class=\"cert\"><h3>");
      wg_xml_append (out, one->subject[0] != '\0' ? one->subject : "no subject");
      g_string_append_printf (out, "</h3><dl><dt>packet</dt><dd>%u</dd>", one->frame);
      for (gsize j = 0; j < G_N_ELEMENTS (rows); j++)
        {
          if (rows[j][1][0] == '\0')
            continue;
          g_string_append_printf (out, "<dt>%s</dt><dd>", rows[j][0]);
          wg_xml_append (out, rows[j][1]);
          g_string_append (out, "</dd>");
        }
      g_string_append (out, "</dl></div>\n");
    }
  g_string_append (out, "</section>\n");
}

/* What the second look is to find: the worst findings' conversations and bytes first. */
static void
want (WgHtmlLook *look, GPtrArray *sorted, guint64 first, guint64 n_conversations)
{
  const WgStore *store = look->report->base.store;
  const WgFindingType *type = NULL;
  guint of_type = 0;

  for (guint i = 0; i < sorted->len; i++)
    {
      const WgFinding *finding = g_ptr_array_index (sorted, i);
      const WgEvidence *evidence = finding->evidence.items;

      of_type = finding->type == type ? of_type + 1 : 0;
      type = finding->type;
      if (of_type >= WG_HTML_TIMES)
        continue;
      wg_html_look_want_talk (look, finding->conversation);
      for (guint j = 0; j < MIN (finding->evidence.n, WG_HTML_EVIDENCE); j++)
        wg_html_look_want_bytes (look, &evidence[j]);
    }
  /* Then what is worth a look though nothing is wrong: connections before single questions. */
  for (guint udp = 0; udp < 2; udp++)
    for (guint64 i = 0; i < MIN (n_conversations, wg_store_n_conversations (store))
                        && g_hash_table_size (look->talks) < QUIET_TALKS;
         i++)
      if ((wg_store_conversation (store, i)->protocol != 6) == udp)
        wg_html_look_want_talk (look, (gint64) (first + i));
}

static GArray *
number (GPtrArray *sorted, guint first)
{
  GArray *numbered = g_array_new (FALSE, FALSE, sizeof (WgHtmlNumbered));
  const WgFinding *last = NULL;
  guint of_kind = 0;

  for (guint i = 0; i < sorted->len; i++)
    {
      WgHtmlNumbered one = {g_ptr_array_index (sorted, i), first + i};

      of_kind = last != NULL && last->type == one.finding->type
                        && last->severity == one.finding->severity
                    ? of_kind + 1
                    : 0;
      last = one.finding;
      if (of_kind < WG_HTML_TIMES)
        g_array_append_val (numbered, one);
    }
  return numbered;
}

static void
append_head (WgFindingReport *report,
             const char *file,
             const WgCaptureFacts *facts,
             const WgSummary *summary)
{
  GString *out = report->text;
  g_autofree char *base = g_path_get_basename (file);

  g_string_append (out, "<article class=\"capture\">\n<header class=\"top\"><div><p "
                        "class=\"brand\">Wiregloss</p><h1>");
  wg_xml_append_bytes (out, wg_slice_str (strcmp (file, "-") == 0 ? "standard input" : base));
  g_string_append (out, "</h1>");
  append_facts (out, facts);
  g_string_append (out, "</div>");
  append_grade (out, summary);
  g_string_append (out, "</header>\n");
}

/* The kinds of findings, each with its number; where there are few, they are seen at once. */
static void
append_contents (GString *out, GPtrArray *sorted, guint first)
{
  const WgFinding *last = NULL;

  if (sorted->len < 3)
    return;
  g_string_append (out, "<ol class=\"contents\" aria-label=\"Kinds of findings\">\n");
  for (guint i = 0; i < sorted->len; i++)
    {
      const WgFinding *one = g_ptr_array_index (sorted, i);

      if (last != NULL && one->type == last->type && one->severity == last->severity)
        continue;
      last = one;
      g_string_append_printf (
          out,
          "<li class=\"group %s\"><a href=\"#f%u\"><span class=\"badge\">%u</span> <span "
          "class=\"sr\">%s: </span>",
          wg_name_of (wg_severity_names, (guint32) one->severity), first + i, first + i,
          wg_name_of (wg_severity_names, (guint32) one->severity));
      wg_xml_append (out, one->type->words->title);
      g_string_append (out, "</a></li>\n");
    }
  g_string_append (out, "</ol>\n");
}

static void
append_findings (WgFindingReport *report,
                 const WgHtmlLook *look,
                 GPtrArray *sorted,
                 const WgSummary *summary)
{
  GString *out = report->text;

  if (sorted->len == 0)
    {
      g_string_append (
          out, "<section class=\"none\"><h2>Findings</h2><p class=\"lead\">Nothing that "
               "puts anybody at risk was seen. That is not a proof: what "
               "the capture does not show was not judged.</p></section>\n");
      return;
    }
  append_filter (report, summary);
  g_string_append (out, "<section class=\"findings\"><h2>Findings</h2>\n");
  append_contents (out, sorted, report->n_numbered + 1);
  wg_html_findings (report, look, sorted, report->n_numbered + 1);
  if (summary->left_out > 0)
    g_string_append_printf (out,
                            "<p class=\"more\">%" G_GUINT64_FORMAT
                            " more were seen and not kept: too many of one kind.</p>",
                            summary->left_out);
  g_string_append (out, "</section>\n");
}

static void
write_capture (WgFindingReport *report, const char *file, const WgCaptureFacts *facts)
{
  const WgSummary nothing = {0};
  const WgSummary *summary = report->list.summary != NULL ? report->list.summary : &nothing;
  g_autoptr (GPtrArray) sorted = wg_finding_list_by_severity (&report->list);
  g_autoptr (GArray) numbered = number (sorted, report->n_numbered + 1);
  g_autoptr (WgHtmlLook) look = wg_html_look_new (report);
  gboolean again;

  want (look, sorted, report->first_conversation, facts->conversations);
  again = report->n_bytes < WG_HTML_WHOLE && wg_html_look_run (look, file);
  append_head (report, file, facts, summary);
  append_findings (report, look, sorted, summary);
  append_servers (report->text, summary);
  append_hidden (report->text, summary);
  if (again)
    {
      g_string_append (report->text, "<section class=\"talks\"><h2>Conversations</h2>\n");
      wg_html_diagrams (report, look, numbered);
      if (facts->conversations > g_hash_table_size (look->talks))
        g_string_append_printf (report->text,
                                "<p class=\"more\">%" G_GUINT64_FORMAT
                                " more conversations: <code>wiregloss report FILE</code></p>",
                                facts->conversations - g_hash_table_size (look->talks));
      g_string_append (report->text, "</section>\n");
      append_certificates (report->text, look);
    }
  else
    g_string_append (report->text, "<p class=\"note\">Without conversations and bytes, as the "
                                   "capture could not be read twice.</p>\n");
  g_string_append (report->text, "</article>\n");
  report->n_numbered += sorted->len;
}

static void
end (WgFindingReport *report)
{
  g_string_append (report->text, "</main>\n<footer>Made by wiregloss " WG_VERSION ". ");
  if (report->mask != NULL)
    g_string_append (report->text,
                     "Secrets are masked: the same number stands for the same secret.");
  g_string_append (report->text,
                   " Each finding is explained in full by <code>wiregloss explain "
                   "ID</code>.</footer>\n</body>\n</html>\n");
}

WgReport *
wg_report_new_html (WgOutput *output, const WgReportOptions *options)
{
  static const WgFindingReportKind kind = {begin, write_capture, end};
  return wg_finding_report_new (&kind, output, options);
}
