#include "report/html.h"

#include "base/text.h"
#include "report/catalogue-text.h"
#include "report/finding-words.h"
#include "report/human.h"
#include "report/xml.h"

/* The findings, a block for each kind: what was seen on the left, the gloss on it in the
 * margin. */

static void
append_element (GString *out, const char *tag, const char *class, const char *text)
{
  g_string_append_printf (out, "<%s", tag);
  if (class != NULL)
    g_string_append_printf (out, " class=\"%s\"", class);
  g_string_append_c (out, '>');
  wg_xml_append (out, text);
  g_string_append_printf (out, "</%s>", tag);
}

static const char *
severity_word (gint32 severity)
{
  return wg_name_of (wg_severity_names, (guint32) severity);
}

/* Bytes may be shown where nothing in them is masked. */
static gboolean
may_show (WgFindingReport *report, const WgEvidence *evidence, const WgHtmlBytes *bytes)
{
  g_autoptr (GString) masked = g_string_new (NULL), plain = g_string_new (NULL);

  if (report->mask == NULL)
    return TRUE;
  wg_finding_evidence_append (masked, evidence, report->mask);
  wg_finding_evidence_append (plain, evidence, NULL);
  return evidence->secret.len == 0 && strcmp (masked->str, plain->str) == 0
         && !wg_mask_has_secret (report->mask, wg_slice (bytes->bytes, bytes->n));
}

static void
append_row (GString *out, const WgHtmlBytes *bytes, guint at, gboolean show)
{
  char text[16 + 1] = "";
  guint n = MIN (bytes->n - at, 16);

  g_string_append_printf (out, "<span class=\"off\">%04" G_GINT64_MODIFIER "x</span>  ",
                          bytes->off + at);
  for (guint i = 0; i < 16; i++)
    {
      if (i < n && show)
        g_string_append_printf (out, "%02x ", bytes->bytes[at + i]);
      else
        g_string_append (out, i < n ? "·· " : "   ");
      if (i < n)
        text[i] = !show                                            ? '.'
                  : g_ascii_isprint ((gchar) bytes->bytes[at + i]) ? (char) bytes->bytes[at + i]
                                                                   : '.';
    }
  g_string_append_c (out, ' ');
  wg_xml_append (out, text);
  g_string_append_c (out, '\n');
}

static void
append_bytes (WgFindingReport *report, const WgEvidence *evidence, const WgHtmlBytes *bytes)
{
  GString *out = report->text;
  gboolean show = may_show (report, evidence, bytes);

  g_string_append (out,
                   "<pre class=\"hex\" tabindex=\"0\" aria-label=\"bytes of the evidence\">");
  g_string_append (out, "<span class=\"src\">");
  wg_xml_append (out, bytes->source);
  g_string_append_printf (
      out, ", %" G_GUINT64_FORMAT " byte%s at %" G_GUINT64_FORMAT "%s</span>\n", bytes->len,
      bytes->len == 1 ? "" : "s", bytes->off, show ? "" : ", masked");
  for (guint at = 0; at < bytes->n; at += 16)
    append_row (out, bytes, at, show);
  if (bytes->len > bytes->n)
    g_string_append_printf (out, "<span class=\"src\">and %" G_GUINT64_FORMAT " more</span>\n",
                            bytes->len - bytes->n);
  g_string_append (out, "</pre>");
}

static void
append_evidence (WgFindingReport *report, const WgHtmlLook *look, const WgFinding *finding)
{
  const WgEvidence *evidence = finding->evidence.items;
  GString *out = report->text;

  if (finding->evidence.n == 0)
    return;
  g_string_append (out, "<ul class=\"evidence\">");
  for (guint i = 0; i < MIN (finding->evidence.n, WG_HTML_EVIDENCE); i++)
    {
      const WgHtmlBytes *bytes = g_hash_table_lookup (look->bytes, &evidence[i]);
      g_autoptr (GString) value = g_string_new (NULL);

      wg_finding_evidence_append (value, &evidence[i], report->mask);
      g_string_append_printf (out, "<li><span class=\"at\">packet %u</span> ",
                              evidence[i].frame);
      append_element (out, "code", "field", evidence[i].field != NULL ? evidence[i].field : "");
      if (value->len > 0)
        {
          g_string_append_c (out, ' ');
          append_element (out, "code", "value", value->str);
        }
      if (bytes != NULL)
        append_bytes (report, &evidence[i], bytes);
      g_string_append (out, "</li>");
    }
  g_string_append (out, "</ul>");
}

/* Such a finding's packets have a line in its diagram, if no arrow. */
static gboolean
is_drawn (const WgHtmlLook *look, const WgFinding *finding)
{
  const WgHtmlTalk *talk = g_hash_table_lookup (look->talks, &finding->conversation);

  return talk != NULL && talk->client != NULL
         && (talk->events->len > 0 || finding->frames.n > 0);
}

static void
append_where (WgFindingReport *report, const WgHtmlLook *look, const WgFinding *finding)
{
  GString *out = report->text;
  g_autoptr (GString) frames = g_string_new (NULL), ends = g_string_new (NULL);
  const char *outcome = wg_finding_outcome_words (finding);

  wg_finding_frames_append (frames, finding);
  wg_finding_ends_append (ends, finding);
  g_string_append (out, "<p class=\"where\">");
  wg_xml_append (out, frames->str);
  if (ends->len > 0)
    g_string_append (out, frames->len > 0 ? " · " : "");
  wg_xml_append (out, ends->str);
  if (is_drawn (look, finding))
    g_string_append_printf (
        out, " · <a href=\"#c%" G_GINT64_FORMAT "\">conversation %" G_GINT64_FORMAT "</a>",
        finding->conversation, finding->conversation);
  else if (finding->conversation >= 0)
    g_string_append_printf (out, " · conversation %" G_GINT64_FORMAT, finding->conversation);
  if (finding->count > 1)
    g_string_append_printf (out, " · %" G_GUINT64_FORMAT " times", finding->count);
  if (outcome != NULL)
    g_string_append_printf (out, " · <strong>%s</strong>", outcome);
  g_string_append_printf (out, " · %s confidence</p>",
                          wg_name_of (wg_confidence_names, (guint32) finding->confidence));
}

static void
append_one (WgFindingReport *report,
            const WgHtmlLook *look,
            const WgFinding *finding,
            guint number)
{
  GString *out = report->text;
  g_autoptr (GString) detail = g_string_new (NULL);

  wg_finding_detail_append (detail, finding, report->mask);
  g_string_append_printf (out,
                          "<li id=\"f%u\" class=\"seen\"><a class=\"badge\" href=\"#f%u\" "
                          "aria-label=\"finding %u\">%u</a><div><p>",
                          number, number, number, number);
  wg_xml_append (out, detail->str);
  g_string_append (out, "</p>");
  append_where (report, look, finding);
  append_evidence (report, look, finding);
  g_string_append (out, "</div></li>\n");
}

static void
append_examples (GString *out, const WgFindingExample *example)
{
  for (; example->where != NULL; example++)
    {
      g_string_append (out, "<figure class=\"example\"><figcaption>");
      wg_xml_append (out, example->where);
      g_string_append (out, "</figcaption><pre tabindex=\"0\">");
      /* our own lines: their line feeds stay */
      for (const char *at = example->lines; *at != '\0';)
        {
          gsize len = strcspn (at, "\n");
          g_autofree char *line = g_strndup (at, len);

          wg_xml_append (out, line);
          at += len;
          if (*at == '\n')
            {
              g_string_append_c (out, '\n');
              at++;
            }
        }
      g_string_append (out, "</pre></figure>");
    }
}

/* Where an RFC or a weakness is told of by name. */
static void
append_reference (GString *out, const char *reference)
{
  guint64 number = 0;

  if (g_str_has_prefix (reference, "RFC "))
    number = g_ascii_strtoull (reference + 4, NULL, 10);
  if (number > 0)
    g_string_append_printf (
        out, "<a href=\"https://www.rfc-editor.org/rfc/rfc%" G_GUINT64_FORMAT "\">", number);
  else if (g_str_has_prefix (reference, "CWE-"))
    {
      number = g_ascii_strtoull (reference + 4, NULL, 10);
      g_string_append_printf (
          out, "<a href=\"https://cwe.mitre.org/data/definitions/%" G_GUINT64_FORMAT ".html\">",
          number);
    }
  wg_xml_append (out, reference);
  g_string_append (out, number > 0 ? "</a>" : "");
}

static void
append_gloss (GString *out, const WgFindingType *type)
{
  const WgFindingWords *words = type->words;

  g_string_append (out, "<aside class=\"gloss\" aria-label=\"explanation\">");
  append_element (out, "h4", NULL, "Why it matters");
  append_element (out, "p", NULL, words->why);
  append_element (out, "h4", NULL, "What an attacker does next");
  append_element (out, "p", NULL, words->attack);
  append_element (out, "h4", NULL, "To be sure");
  append_element (out, "p", NULL, words->sure);
  g_string_append (out, "<p class=\"refs\">");
  for (guint i = 0; type->references[i] != NULL; i++)
    {
      g_string_append (out, i > 0 ? ", " : "");
      append_reference (out, type->references[i]);
    }
  g_string_append (out, "</p></aside>");
}

static void
append_group_head (GString *out, const WgFinding *first, guint n)
{
  const WgFindingWords *words = first->type->words;

  g_string_append_printf (out, "<article class=\"group %s\" data-id=\"%s\">\n<header>",
                          severity_word (first->severity), first->id);
  append_element (out, "span", "tag", wg_severity_title ((WgSeverity) first->severity));
  append_element (out, "h3", NULL, words->title);
  g_string_append (out, "<p class=\"id\">");
  append_element (out, "code", NULL, first->id);
  if (n > 1)
    g_string_append_printf (out, " · seen in %u places", n);
  g_string_append (out, "</p></header>\n<div class=\"body\"><div class=\"text\">");
  append_element (out, "p", "lead", words->sentence);
}

static void
append_group (WgFindingReport *report,
              const WgHtmlLook *look,
              GPtrArray *sorted,
              guint from,
              guint to,
              guint number)
{
  const WgFinding *first = g_ptr_array_index (sorted, from);
  GString *out = report->text;
  guint shown = 0;

  append_group_head (out, first, to - from);
  g_string_append (out, "<ol class=\"list\">\n");
  for (guint i = from; i < to && shown < WG_HTML_TIMES; i++, shown++)
    {
      if (shown > 0 && report->n_bytes > WG_HTML_WHOLE)
        break;
      append_one (report, look, g_ptr_array_index (sorted, i), number + shown);
      wg_finding_report_flush (report);
    }
  g_string_append (out, "</ol>");
  if (shown < to - from)
    {
      g_string_append_printf (out,
                              "<p class=\"more\">%u more of this kind: ", to - from - shown);
      g_string_append (out, "<code>wiregloss report -f csv --only ");
      wg_xml_append (out, first->id);
      g_string_append (out, " FILE</code> lists them all.</p>");
    }
  g_string_append (out, "<div class=\"fix\">");
  append_element (out, "h4", NULL, "How to fix it");
  append_element (out, "p", NULL, first->type->words->fix);
  append_examples (out, first->type->examples);
  g_string_append (out, "</div></div>");
  append_gloss (out, first->type);
  g_string_append (out, "</div></article>\n");
  wg_finding_report_flush (report);
}

void
wg_html_findings (WgFindingReport *report,
                  const WgHtmlLook *look,
                  GPtrArray *sorted,
                  guint first)
{
  guint number = first;

  for (guint i = 0, to; i < sorted->len; i = to)
    {
      to = wg_finding_list_kind_end (sorted, i);
      append_group (report, look, sorted, i, to, number);
      number += to - i;
    }
}
