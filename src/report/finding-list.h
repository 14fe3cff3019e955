#pragma once

#include "base/arena.h"
#include "check/check.h"
#include "report/mask.h"
#include "report/report.h"

/**
 * WgFindingList: the findings of one capture and their summary, copied from a sink that drops
 * all else. They have ceilings of their own, so nothing more bounds it.
 * @findings: of WgFinding *, in the order of the report
 * @summary: %NULL where nobody judged
 */
typedef struct
{
  GPtrArray *findings;
  WgSummary *summary;
  WgArena *arena;
} WgFindingList;

void wg_finding_list_init (WgFindingList *list);
void wg_finding_list_reset (WgFindingList *list);
void wg_finding_list_clear (WgFindingList *list);
/* Copies @record if it is one of the two. */
void wg_finding_list_take (WgFindingList *list, const WgRecordType *type, gconstpointer record);
/* The same findings by severity, the worst first, then by type, then as they were. Of
 * WgFinding *, borrowed from @list. */
GPtrArray *wg_finding_list_by_severity (const WgFindingList *list);

/* One past the last in @sorted of the type and severity of that at @from. */
guint wg_finding_list_kind_end (const GPtrArray *sorted, guint from);

/**
 * WgFindingReport: base of the reports that hold findings alone.
 * @write: writes one capture to @output
 * @begin, @end: before the first capture, which may never come, and behind the last; either may
 * be %NULL
 */
typedef struct WgFindingReport WgFindingReport;

typedef struct
{
  void (*begin) (WgFindingReport *report);
  void (*write) (WgFindingReport *report, const char *file, const WgCaptureFacts *facts);
  void (*end) (WgFindingReport *report);
} WgFindingReportKind;

/* A sink that knows the report it belongs to. */
typedef struct
{
  WgSink sink;
  WgFindingReport *report;
} WgFindingSink;

/* @text: for @write to use; what is in it is written behind each call
 * @rules: what @write has met: WgFindingType * -> index + 1, in the order of @types */
struct WgFindingReport
{
  WgReport base;
  WgFindingSink sink;
  const WgFindingReportKind *kind;
  const WgReportOptions *options;
  WgOutput *output;
  WgMask *mask;
  WgFindingList list;
  GString *text;
  GHashTable *rules;
  GPtrArray *types;
  GString *later; /* what @end writes */
  guint n_captures;
  guint64 n_written;          /* findings, for @write to count */
  guint n_numbered;           /* those with a number in the document */
  guint64 n_bytes;            /* of text written */
  guint64 first_conversation; /* of the capture being read */
};

WgReport *wg_finding_report_new (const WgFindingReportKind *kind,
                                 WgOutput *output,
                                 const WgReportOptions *options);
/* Index of @type among the report's. */
guint wg_finding_report_rule (WgFindingReport *report, const WgFindingType *type);
/* Writes what @text holds and empties it. */
void wg_finding_report_flush (WgFindingReport *report);
