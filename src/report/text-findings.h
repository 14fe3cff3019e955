#pragma once

#include "check/check.h"
#include "report/text-line.h"

/**
 * WgTextFindings: what puts somebody at risk, for a person: findings of one kind together, the
 * worst kinds first; then the grades of servers, and what the capture cannot show. The first
 * few of each kind are kept, the rest are counted.
 */
typedef struct WgTextFindings WgTextFindings;

/* @style is borrowed. */
WgTextFindings *wg_text_findings_new (const WgTextStyle *style);
void wg_text_findings_free (WgTextFindings *all);
void wg_text_findings_clear (WgTextFindings *all);

void wg_text_findings_add (WgTextFindings *all, const WgFinding *finding);
void wg_text_findings_summary (WgTextFindings *all, const WgSummary *summary);

/* Nothing where there was no summary: nobody looked for findings. */
void wg_text_findings_append (GString *out, WgTextFindings *all);
