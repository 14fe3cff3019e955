#include "report/report.h"

#include "report/json.h"
#include "report/text.h"

const WgReportFormat wg_report_formats[] = {
    {.name = "text", .make = wg_report_new_text},
    {.name = "json", .make = wg_report_new_json},
    {.name = "ndjson", .make = wg_report_new_ndjson},
    {.name = "html", .make = wg_report_new_html, .needs_findings = TRUE, .needs_store = TRUE},
    {.name = "sarif", .make = wg_report_new_sarif, .needs_findings = TRUE, .needs_store = TRUE},
    {.name = "har", .make = wg_report_new_har, .needs_store = TRUE},
    {.name = "junit", .make = wg_report_new_junit, .needs_findings = TRUE},
    {.name = "csv", .make = wg_report_new_csv, .needs_findings = TRUE},
    {.name = "markdown", .make = wg_report_new_markdown, .needs_findings = TRUE},
    {.name = NULL},
};

typedef struct
{
  WgReport base;
  WgOutput *output;
  WgTextReport *text;
} Text;

typedef struct
{
  WgReport base;
  WgJsonReport *json;
} Json;

static void
text_capture (WgReport *report, const char *file, const WgCaptureFacts *facts)
{
  wg_text_report_capture (((Text *) report)->text, file, facts);
}

static void
text_drop (WgReport *report)
{
  wg_text_report_drop (((Text *) report)->text);
}

static gboolean
text_finish (WgReport *report, GError **error)
{
  return wg_output_flush (((Text *) report)->output, error);
}

static void
text_free (WgReport *report)
{
  wg_text_report_free (((Text *) report)->text);
  g_free (report);
}

WgReport *
wg_report_new_text (WgOutput *output, const WgReportOptions *options)
{
  Text *text = g_new0 (Text, 1);
  WgTextOptions as = {.reveal_secrets = options->reveal_secrets,
                      .colours = options->colours,
                      .width = options->width};

  text->output = output;
  text->text = wg_text_report_new (output, &as);
  text->base = (WgReport){.sink = wg_text_report_sink (text->text),
                          .capture = text_capture,
                          .drop = text_drop,
                          .finish = text_finish,
                          .free = text_free};
  return &text->base;
}

static void
json_capture (WgReport *report, const char *file, const WgCaptureFacts *facts)
{
  wg_json_report_capture (((Json *) report)->json, file, facts);
}

static void
json_drop (WgReport *report)
{
  wg_json_report_drop (((Json *) report)->json);
}

static gboolean
json_finish (WgReport *report, GError **error)
{
  return wg_json_report_finish (((Json *) report)->json, error);
}

static void
json_free (WgReport *report)
{
  wg_json_report_free (((Json *) report)->json);
  g_free (report);
}

static WgReport *
new_json (WgOutput *output, const WgReportOptions *options, gboolean ndjson)
{
  Json *json = g_new0 (Json, 1);

  json->json = wg_json_report_new (
      output, &(WgJsonOptions){.ndjson = ndjson, .reveal_secrets = options->reveal_secrets});
  json->base = (WgReport){.sink = wg_json_report_sink (json->json),
                          .capture = json_capture,
                          .drop = json_drop,
                          .finish = json_finish,
                          .free = json_free};
  return &json->base;
}

WgReport *
wg_report_new_json (WgOutput *output, const WgReportOptions *options)
{
  return new_json (output, options, FALSE);
}

WgReport *
wg_report_new_ndjson (WgOutput *output, const WgReportOptions *options)
{
  return new_json (output, options, TRUE);
}

void
wg_report_free (WgReport *report)
{
  if (report != NULL)
    report->free (report);
}
