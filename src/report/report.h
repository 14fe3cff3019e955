#pragma once

#include "crypto/secrets.h"
#include "report/output.h"
#include "session/session.h"

/**
 * WgReport: a report being written, in any of its formats. Its sink takes the records of one
 * capture at a time; they are kept in bounded memory until the capture is read.
 * @sink: for the records of a capture
 * @capture: writes the capture whose records the sink has taken. @file: as the user named it
 * @drop: forgets what the sink has taken: the capture could not be read
 * @finish: ends the document; fails with WG_ERROR_IO where anything could not be written
 * @free: frees the report
 * @store: of the capture being read, for formats that want one; the caller sets it before the
 * sink gets its first record and keeps it until the capture is written or dropped
 * @plain: its file is read as it lies there, not inflated
 */
typedef struct WgReport WgReport;
struct WgReport
{
  WgSink *sink;
  void (*capture) (WgReport *report, const char *file, const WgCaptureFacts *facts);
  void (*drop) (WgReport *report);
  gboolean (*finish) (WgReport *report, GError **error);
  void (*free) (WgReport *report);
  WgStore *store;
  gboolean plain;
};

/* @secrets: for formats that look into the capture once more; may be %NULL. The rest is as in
 * #WgTextOptions. */
typedef struct
{
  gboolean reveal_secrets;
  gboolean colours;
  gboolean findings; /* they are looked for */
  guint width;
  const WgSecrets *secrets;
} WgReportOptions;

/* @output and @options are borrowed until it is freed. */
typedef WgReport *(*WgReportNew) (WgOutput *output, const WgReportOptions *options);

typedef struct
{
  const char *name;
  WgReportNew make;
  gboolean needs_findings;
  gboolean needs_store;
} WgReportFormat;

/* All formats, the default first; ended by a row without a name. */
extern const WgReportFormat wg_report_formats[];

WgReport *wg_report_new_text (WgOutput *output, const WgReportOptions *options);
WgReport *wg_report_new_json (WgOutput *output, const WgReportOptions *options);
WgReport *wg_report_new_ndjson (WgOutput *output, const WgReportOptions *options);

WgReport *wg_report_new_sarif (WgOutput *output, const WgReportOptions *options);
WgReport *wg_report_new_har (WgOutput *output, const WgReportOptions *options);
WgReport *wg_report_new_html (WgOutput *output, const WgReportOptions *options);
WgReport *wg_report_new_junit (WgOutput *output, const WgReportOptions *options);
WgReport *wg_report_new_csv (WgOutput *output, const WgReportOptions *options);
WgReport *wg_report_new_markdown (WgOutput *output, const WgReportOptions *options);

void wg_report_free (WgReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WgReport, wg_report_free)
