#include "report/finding-list.h"

#include "base/text.h"
#include "report/finding-words.h"

/* Findings as a table for a spreadsheet: RFC 4180, UTF-8, a line each. */

static void
begin (WgFindingReport *report)
{
  g_string_append (report->text,
                   "file,id,severity,confidence,outcome,title,seen,client_ip,client_port,"
                   "server_ip,server_port,about,conversation,packets,count,fix,references\r\n");
}

/* In quotes where needed. What a spreadsheet would take for a formula is kept from being one by
 * an apostrophe (OWASP, CSV injection). */
static void
append_cell (GString *out, const char *text)
{
  gboolean formula = *text != '\0' && strchr ("=+-@\t\r", *text) != NULL;
  gboolean quoted = strpbrk (text, ",\"\r\n") != NULL;

  g_string_append (out, quoted ? "\"" : "");
  g_string_append (out, formula ? "'" : "");
  for (; *text != '\0'; text++)
    {
      if (*text == '"')
        g_string_append_c (out, '"');
      g_string_append_c (out, *text);
    }
  g_string_append (out, quoted ? "\"," : ",");
}

static void
append_number (GString *out, gint64 number)
{
  if (number >= 0)
    wg_uint_append (out, (guint64) number);
  g_string_append_c (out, ',');
}

static void
append_frames (GString *out, const WgFinding *finding)
{
  const guint32 *frames = finding->frames.items;

  for (guint i = 0; i < finding->frames.n; i++)
    {
      g_string_append (out, i > 0 ? " " : "");
      wg_uint_append (out, frames[i]);
    }
  g_string_append_c (out, ',');
}

static void
append_finding (WgFindingReport *report, const char *file, const WgFinding *finding)
{
  GString *out = report->text;
  const WgFindingType *type = finding->type;
  g_autofree char *references = g_strjoinv ("; ", (char **) type->references);
  g_autoptr (GString) seen = g_string_new (NULL), about = g_string_new (NULL);

  wg_finding_detail_append (seen, finding, report->mask);
  wg_finding_name_append (about, finding, report->mask);
  append_cell (out, file);
  append_cell (out, finding->id);
  append_cell (out, wg_name_of (wg_severity_names, (guint32) finding->severity));
  append_cell (out, wg_name_of (wg_confidence_names, (guint32) finding->confidence));
  append_cell (out, wg_name_of (wg_outcome_names, (guint32) finding->outcome));
  append_cell (out, type->words->title);
  append_cell (out, seen->str);
  append_cell (out, finding->client.ip != NULL ? finding->client.ip : "");
  append_number (out, finding->client.port);
  append_cell (out, finding->server.ip != NULL ? finding->server.ip : "");
  append_number (out, finding->server.port);
  append_cell (out, about->str);
  append_number (out, finding->conversation);
  append_frames (out, finding);
  append_number (out, (gint64) MAX (finding->count, 1));
  append_cell (out, type->words->fix);
  append_cell (out, references);
  out->str[out->len - 1] = '\r'; /* behind the last cell no comma */
  g_string_append_c (out, '\n');
}

static void
write_capture (WgFindingReport *report, const char *file, const WgCaptureFacts *facts)
{
  g_autofree char *name = wg_text_dup (wg_slice_str (file));

  for (guint i = 0; i < report->list.findings->len; i++)
    {
      append_finding (report, name, g_ptr_array_index (report->list.findings, i));
      wg_finding_report_flush (report);
    }
}

WgReport *
wg_report_new_csv (WgOutput *output, const WgReportOptions *options)
{
  static const WgFindingReportKind kind = {begin, write_capture, NULL};
  return wg_finding_report_new (&kind, output, options);
}
