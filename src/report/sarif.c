#include "report/finding-list.h"

#include "base/text.h"
#include "report/finding-words.h"
#include "report/json-value.h"

/* Findings as SARIF 2.1.0 (OASIS): a run over all captures, which are its artifacts. A place is
 * the bytes of the capture file, where that is not compressed, with the packet beside it. */

static const char *
level_of (gint32 severity)
{
  if (severity >= WG_SEVERITY_HIGH)
    return "error";
  return severity == WG_SEVERITY_MEDIUM ? "warning" : "note";
}

static void
append_text (GString *out, const char *key, const char *text)
{
  g_string_append_printf (out, "\"%s\":{\"text\":", key);
  wg_json_string (out, text);
  g_string_append_c (out, '}');
}

static void
begin (WgFindingReport *report)
{
  g_string_append (report->text,
                   "{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\","
                   "\"version\":\"2.1.0\",\"runs\":[{\"results\":[");
}

/* A reference to the capture in a URI; names of files are taken as they are. */
static char *
uri_of (const char *file)
{
  g_autofree char *path = NULL;

  if (strcmp (file, "-") == 0)
    return g_strdup ("stdin");
  path = g_uri_escape_string (file, "/!$&'()*,;=@", FALSE);
  return g_strconcat (g_path_is_absolute (file) ? "file://" : "", path, NULL);
}

static void
append_region (WgFindingReport *report, const WgEvidence *evidence)
{
  const WgStore *store = report->base.store;
  const WgStorePacket *packet;

  if (!report->base.plain || store == NULL || evidence->offset < 0 || evidence->length <= 0
      || evidence->frame == 0 || evidence->frame > wg_store_n_packets (store))
    return;
  packet = wg_store_packet (store, evidence->frame - 1);
  g_string_append_printf (report->text,
                          ",\"region\":{\"byteOffset\":%" G_GUINT64_FORMAT
                          ",\"byteLength\":%" G_GINT64_FORMAT "}",
                          packet->file_off + (guint64) evidence->offset, evidence->length);
}

static void
append_location (WgFindingReport *report,
                 const char *uri,
                 const WgFinding *finding,
                 const WgEvidence *evidence)
{
  GString *out = report->text;
  g_autoptr (GString) value = g_string_new (NULL);

  g_string_append (out, "{\"physicalLocation\":{\"artifactLocation\":{\"uri\":");
  wg_json_string (out, uri);
  g_string_append_printf (out, ",\"index\":%u}", report->n_captures);
  append_region (report, evidence);
  g_string_append (out, "}");
  if (evidence->field != NULL)
    {
      g_string_append (out, ",\"logicalLocations\":[{\"fullyQualifiedName\":");
      wg_json_string (out, evidence->field);
      g_string_append (out, ",\"kind\":\"member\"}]");
      wg_finding_evidence_append (value, evidence, report->mask);
    }
  g_string_append_c (out, ',');
  if (value->len > 0)
    {
      g_string_prepend (value, ": ");
      g_string_prepend (value, evidence->field);
      append_text (out, "message", value->str);
      g_string_append_c (out, ',');
    }
  g_string_append_printf (out, "\"properties\":{\"frame\":%u", evidence->frame);
  if (finding->conversation >= 0)
    g_string_append_printf (out, ",\"conversation\":%" G_GINT64_FORMAT, finding->conversation);
  g_string_append (out, "}}");
}

static void
append_locations (WgFindingReport *report, const char *uri, const WgFinding *finding)
{
  const WgEvidence *evidence = finding->evidence.items;
  const guint32 *frames = finding->frames.items;
  const WgEvidence first = {.frame = finding->frames.n > 0 ? frames[0] : 0, .offset = -1};

  g_string_append (report->text, ",\"locations\":[");
  append_location (report, uri, finding, finding->evidence.n > 0 ? evidence : &first);
  g_string_append_c (report->text, ']');
  if (finding->evidence.n < 2)
    return;
  g_string_append (report->text, ",\"relatedLocations\":[");
  for (guint i = 1; i < finding->evidence.n; i++)
    {
      g_string_append (report->text, i > 1 ? "," : "");
      append_location (report, uri, finding, &evidence[i]);
    }
  g_string_append_c (report->text, ']');
}

/* The same wherever the same is found again, in another capture too. */
static void
append_fingerprint (GString *out, const WgFinding *finding)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  const char *parts[] = {finding->id, finding->client.ip, finding->server.ip};
  g_autofree char *port = g_strdup_printf ("%" G_GINT64_FORMAT, finding->server.port);

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_checksum_update (sum, (const guchar *) (parts[i] != NULL ? parts[i] : ""), -1);
      g_checksum_update (sum, (const guchar *) "\n", 1);
    }
  g_checksum_update (sum, (const guchar *) port, -1);
  g_checksum_update (sum, (const guchar *) "\n", 1);
  g_checksum_update (sum, finding->name.data, (gssize) finding->name.len);
  g_string_append_printf (out, ",\"partialFingerprints\":{\"wiregloss/v1\":\"%s\"}",
                          g_checksum_get_string (sum));
}

static void
append_pair (GString *out, const char *key, const char *value)
{
  g_string_append_printf (out, "%s\"%s\":", out->str[out->len - 1] == '{' ? "" : ",", key);
  wg_json_string (out, value);
}

static void
append_properties (WgFindingReport *report, const WgFinding *finding)
{
  GString *out = report->text;
  g_autoptr (GString) client = g_string_new (NULL), server = g_string_new (NULL);
  const guint32 *frames = finding->frames.items;

  wg_finding_end_append (client, &finding->client);
  wg_finding_end_append (server, &finding->server);
  g_string_append (out, ",\"properties\":{");
  append_pair (out, "severity", wg_name_of (wg_severity_names, (guint32) finding->severity));
  append_pair (out, "confidence",
               wg_name_of (wg_confidence_names, (guint32) finding->confidence));
  append_pair (out, "outcome", wg_name_of (wg_outcome_names, (guint32) finding->outcome));
  if (client->len > 0)
    append_pair (out, "client", client->str);
  if (server->len > 0)
    append_pair (out, "server", server->str);
  if (finding->conversation >= 0)
    g_string_append_printf (out, ",\"conversation\":%" G_GINT64_FORMAT, finding->conversation);
  g_string_append (out, ",\"frames\":[");
  for (guint i = 0; i < finding->frames.n; i++)
    g_string_append_printf (out, "%s%u", i > 0 ? "," : "", frames[i]);
  g_string_append (out, "]}");
}

static void
append_result (WgFindingReport *report, const char *uri, const WgFinding *finding)
{
  GString *out = report->text;
  g_autoptr (GString) seen = g_string_new (NULL);
  guint rule = wg_finding_report_rule (report, finding->type);

  wg_finding_detail_append (seen, finding, report->mask);
  g_string_append (out, "{\"ruleId\":");
  wg_json_string (out, finding->id);
  g_string_append_printf (out, ",\"ruleIndex\":%u,\"level\":\"%s\",", rule,
                          level_of (finding->severity));
  append_text (out, "message", seen->str);
  append_locations (report, uri, finding);
  if (finding->count > 1)
    g_string_append_printf (out, ",\"occurrenceCount\":%" G_GUINT64_FORMAT,
                            MIN (finding->count, (guint64) G_MAXINT32));
  append_fingerprint (out, finding);
  append_properties (report, finding);
  g_string_append_c (out, '}');
}

static void
append_artifact (WgFindingReport *report, const char *uri, const WgCaptureFacts *facts)
{
  GString *out = report->later;
  const WgSummary *summary = report->list.summary;

  g_string_append (out, out->len > 0 ? ",\n" : "\n");
  g_string_append (out, "{\"location\":{\"uri\":");
  wg_json_string (out, uri);
  g_string_append (out, "},\"roles\":[\"analysisTarget\"],\"hashes\":{\"sha-256\":\"");
  wg_hex_append (out, wg_slice (facts->sha256, sizeof facts->sha256));
  g_string_append_printf (out, "\"},\"properties\":{\"packets\":%u", facts->packets);
  if (summary != NULL && summary->grade != NULL)
    append_pair (out, "grade", summary->grade);
  g_string_append (out, "}}");
}

static void
write_capture (WgFindingReport *report, const char *file, const WgCaptureFacts *facts)
{
  g_autofree char *uri = uri_of (file);

  for (guint i = 0; i < report->list.findings->len; i++)
    {
      g_string_append (report->text, report->n_written++ > 0 ? ",\n" : "\n");
      append_result (report, uri, g_ptr_array_index (report->list.findings, i));
      wg_finding_report_flush (report);
    }
  append_artifact (report, uri, facts);
}

static void
append_help (GString *out, const WgFindingType *type)
{
  const WgFindingWords *words = type->words;
  g_autoptr (GString) text = g_string_new (NULL), markdown = g_string_new (NULL);

  g_string_append_printf (text, "%s\n\nWhat an attacker does next: %s\n\nHow to fix it: %s\n",
                          words->why, words->attack, words->fix);
  g_string_append_printf (markdown,
                          "%s\n\n**What an attacker does next.** %s\n\n**How to fix it.** %s\n",
                          words->why, words->attack, words->fix);
  for (const WgFindingExample *example = type->examples; example->where != NULL; example++)
    {
      g_string_append_printf (text, "\n%s:\n%s\n", example->where, example->lines);
      g_string_append_printf (markdown, "\n%s:\n\n```\n%s\n```\n", example->where,
                              example->lines);
    }
  g_string_append (out, ",\"help\":{\"text\":");
  wg_json_string (out, text->str);
  g_string_append (out, ",\"markdown\":");
  wg_json_string (out, markdown->str);
  g_string_append_c (out, '}');
}

/* GitHub sorts by this number: 9 and up is critical, 7 high, 4 medium. */
static const char *
security_severity (WgSeverity severity)
{
  static const char *const numbers[WG_N_SEVERITIES] = {"0.0", "0.0", "2.5",
                                                       "5.5", "8.0", "9.5"};
  return numbers[severity];
}

static void
append_rule (GString *out, const WgFindingType *type)
{
  g_string_append (out, "{\"id\":");
  wg_json_string (out, type->id);
  g_string_append_c (out, ',');
  append_text (out, "shortDescription", type->words->title);
  g_string_append_c (out, ',');
  append_text (out, "fullDescription", type->words->sentence);
  append_help (out, type);
  g_string_append_printf (out, ",\"defaultConfiguration\":{\"level\":\"%s\"}",
                          level_of ((gint32) type->severity));
  g_string_append (out, ",\"properties\":{");
  append_pair (out, "security-severity", security_severity (type->severity));
  append_pair (out, "precision", wg_name_of (wg_confidence_names, type->confidence));
  g_string_append (out, ",\"tags\":[\"security\"");
  for (guint i = 0; type->references[i] != NULL; i++)
    {
      g_string_append_c (out, ',');
      wg_json_string (out, type->references[i]);
    }
  g_string_append (out, "]}}");
}

static void
end (WgFindingReport *report)
{
  GString *out = report->text;

  g_string_append_printf (out,
                          "\n],\"artifacts\":[%s\n],\"tool\":{\"driver\":{\"name\":"
                          "\"wiregloss\",\"version\":\"" WG_VERSION "\",\"rules\":[",
                          report->later->str);
  for (guint i = 0; i < report->types->len; i++)
    {
      g_string_append (out, i > 0 ? ",\n" : "\n");
      append_rule (out, g_ptr_array_index (report->types, i));
    }
  g_string_append (out, "\n]}}}]}\n");
}

WgReport *
wg_report_new_sarif (WgOutput *output, const WgReportOptions *options)
{
  static const WgFindingReportKind kind = {begin, write_capture, end};
  return wg_finding_report_new (&kind, output, options);
}
