#include "report/finding-list.h"

#include "base/text.h"
#include "report/finding-words.h"
#include "report/xml.h"

/* Findings as test results, for servers that build and grade: a suite a capture, in which a
 * finding is a failure. Info is a passed case with what was seen as its output; what is not
 * visible is skipped; that the capture could be read is a passed case, so no suite is empty. */

static void
begin (WgFindingReport *report)
{
  g_string_append (report->text, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                                 "<testsuites name=\"wiregloss\">\n");
}

static void
append_attribute (GString *out, const char *name, const char *value)
{
  g_string_append_printf (out, " %s=\"", name);
  wg_xml_append (out, value);
  g_string_append_c (out, '"');
}

static void
append_failure (GString *out, const WgFinding *finding, const char *seen, const char *where)
{
  const WgFindingWords *words = finding->type->words;

  g_string_append (out, "      <failure");
  append_attribute (out, "type", wg_name_of (wg_severity_names, (guint32) finding->severity));
  append_attribute (out, "message", words->title);
  g_string_append_c (out, '>');
  wg_xml_append (out, seen);
  g_string_append_c (out, '\n');
  wg_xml_append (out, where);
  g_string_append (out, "\nWhy: ");
  wg_xml_append (out, words->why);
  g_string_append (out, "\nFix: ");
  wg_xml_append (out, words->fix);
  g_string_append_printf (out, "\nMore: wiregloss explain %s</failure>\n", finding->id);
}

static void
append_finding (WgFindingReport *report, const char *file, const WgFinding *finding)
{
  GString *out = report->text;
  g_autoptr (GString) name = g_string_new (finding->id);
  g_autoptr (GString) seen = g_string_new (NULL), where = g_string_new (NULL);
  gsize before;

  wg_finding_detail_append (seen, finding, report->mask);
  wg_finding_where_append (where, finding);
  g_string_append_c (name, ' ');
  before = name->len;
  wg_finding_ends_append (name, finding);
  if (finding->name.len > 0)
    g_string_append (name, name->len > before ? " " : "");
  wg_finding_name_append (name, finding, report->mask);
  if (name->len == before)
    g_string_truncate (name, before - 1);
  g_string_append (out, "    <testcase");
  append_attribute (out, "name", name->str);
  append_attribute (out, "classname", file);
  g_string_append (out, ">\n");
  if (finding->severity > WG_SEVERITY_INFO)
    append_failure (out, finding, seen->str, where->str);
  else
    {
      g_string_append (out, "      <system-out>");
      wg_xml_append (out, seen->str);
      g_string_append_c (out, '\n');
      wg_xml_append (out, where->str);
      g_string_append (out, "</system-out>\n");
    }
  g_string_append (out, "    </testcase>\n");
}

static void
append_hidden (GString *out, const char *file, const WgNotVisible *hidden)
{
  g_autoptr (GString) name = g_string_new (hidden->what);

  g_string_append (name, " of ");
  wg_finding_end_append (name, &hidden->server);
  g_string_append (out, "    <testcase");
  append_attribute (out, "name", name->str);
  append_attribute (out, "classname", file);
  g_string_append (out, ">\n      <skipped");
  g_string_append (name, " not visible: ");
  g_string_append (name, hidden->why);
  append_attribute (out, "message", hidden->why);
  g_string_append (out, "/>\n    </testcase>\n");
}

static void
append_property (GString *out, const char *name, const char *value)
{
  g_string_append (out, "      <property");
  append_attribute (out, "name", name);
  append_attribute (out, "value", value);
  g_string_append (out, "/>\n");
}

static void
append_properties (GString *out, const WgSummary *summary, const WgCaptureFacts *facts)
{
  g_autoptr (GString) sum = g_string_new (NULL);
  const WgServerGrade *server = summary->servers.items;

  wg_hex_append (sum, wg_slice (facts->sha256, sizeof facts->sha256));
  g_string_append (out, "    <properties>\n");
  append_property (out, "sha256", sum->str);
  append_property (out, "grade", summary->grade != NULL ? summary->grade : "none");
  for (guint i = 0; i < summary->servers.n; i++)
    {
      g_autoptr (GString) name = g_string_new ("grade ");

      if (server[i].grade == NULL)
        continue;
      wg_finding_end_append (name, &server[i].server);
      append_property (out, name->str, server[i].grade);
    }
  g_string_append (out, "    </properties>\n");
}

static void
write_capture (WgFindingReport *report, const char *file, const WgCaptureFacts *facts)
{
  const WgSummary nothing = {0};
  const WgSummary *summary = report->list.summary != NULL ? report->list.summary : &nothing;
  const WgNotVisible *hidden = summary->not_visible.items;
  guint n = report->list.findings->len;
  GString *out = report->text;
  guint failures = 0;

  for (guint i = 0; i < n; i++)
    {
      const WgFinding *finding = g_ptr_array_index (report->list.findings, i);
      failures += finding->severity > WG_SEVERITY_INFO;
    }
  g_string_append (out, "  <testsuite");
  append_attribute (out, "name", file);
  g_string_append_printf (out, " tests=\"%u\" failures=\"%u\" errors=\"0\" skipped=\"%u\"",
                          n + summary->not_visible.n + 1, failures, summary->not_visible.n);
  if (facts->has_time)
    {
      GString *time = g_string_new (NULL);
      wg_time_append (time, facts->earliest_ns);
      if (time->len > 19) /* 2026-05-28T20:26:40 */
        append_attribute (out, "timestamp", g_string_truncate (time, 19)->str);
      g_string_free (time, TRUE);
    }
  g_string_append (out, " time=\"0\">\n");
  append_properties (out, summary, facts);
  g_string_append (out, "    <testcase name=\"capture is read\"");
  append_attribute (out, "classname", file);
  g_string_append (out, "/>\n");
  for (guint i = 0; i < n; i++)
    {
      append_finding (report, file, g_ptr_array_index (report->list.findings, i));
      wg_finding_report_flush (report);
    }
  for (guint i = 0; i < summary->not_visible.n; i++)
    append_hidden (out, file, &hidden[i]);
  g_string_append (out, "  </testsuite>\n");
}

static void
end (WgFindingReport *report)
{
  g_string_append (report->text, "</testsuites>\n");
}

WgReport *
wg_report_new_junit (WgOutput *output, const WgReportOptions *options)
{
  static const WgFindingReportKind kind = {begin, write_capture, end};
  return wg_finding_report_new (&kind, output, options);
}
