#pragma once

#include "report/output.h"
#include "session/session.h"

/**
 * WgJsonReport: the report as JSON or ndjson, schema "wiregloss-report/1", written as a stream.
 *
 * Records come in the order in which they end and stand in the report in the order in which
 * they began: their finished text waits in a spool, in bounded memory, with a few bytes each to
 * sort by. ndjson writes each as it ends.
 */
typedef struct WgJsonReport WgJsonReport;

typedef struct
{
  gboolean ndjson;
  gboolean reveal_secrets;
} WgJsonOptions;

/* @output is borrowed. */
WgJsonReport *wg_json_report_new (WgOutput *output, const WgJsonOptions *options);
void wg_json_report_free (WgJsonReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WgJsonReport, wg_json_report_free)

/* The sink for the records of one capture. */
WgSink *wg_json_report_sink (WgJsonReport *report);

/* Writes the capture whose records the sink has taken. @file: as the user named it. */
void
wg_json_report_capture (WgJsonReport *report, const char *file, const WgCaptureFacts *facts);

/* Forgets what the sink has taken: the capture could not be read. */
void wg_json_report_drop (WgJsonReport *report);

/* Ends the document. Fails with WG_ERROR_IO where anything could not be written. */
gboolean wg_json_report_finish (WgJsonReport *report, GError **error);
