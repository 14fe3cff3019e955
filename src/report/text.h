#pragma once

#include "report/output.h"
#include "session/session.h"

/**
 * WgTextReport: the report for a person: a header a capture, the conversations, then what was
 * said in each, in the order of packets; names that were looked up and oddities last.
 *
 * It is kept until the capture ends, in bounded memory: of more than %WG_LIMIT_TEXT_RECORDS
 * records, or %WG_LIMIT_TEXT_CONVERSATIONS conversations, the first are shown and the rest
 * counted.
 */
typedef struct WgTextReport WgTextReport;

typedef struct
{
  gboolean reveal_secrets;
  gboolean colours;
  guint width; /* columns to stay within where that can be done */
} WgTextOptions;

/* @output is borrowed. */
WgTextReport *wg_text_report_new (WgOutput *output, const WgTextOptions *options);
void wg_text_report_free (WgTextReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WgTextReport, wg_text_report_free)

/* The sink for the records of one capture. */
WgSink *wg_text_report_sink (WgTextReport *report);

/* Writes the capture whose records the sink has taken. @file: as the user named it. */
void
wg_text_report_capture (WgTextReport *report, const char *file, const WgCaptureFacts *facts);

/* Forgets what the sink has taken: the capture could not be read. */
void wg_text_report_drop (WgTextReport *report);
