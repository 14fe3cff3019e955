#pragma once

#include "check/check.h"
#include "report/text-line.h"

/* Parts of a finding as every report for a person words them. What is appended is masked unless
 * @mask is %NULL and cannot command a terminal; it is not escaped for any markup. */

/* What was seen. */
void wg_finding_detail_append (GString *out, const WgFinding *finding, WgMask *mask);
/* What it is about besides its ends; nothing where there is no such. */
void wg_finding_name_append (GString *out, const WgFinding *finding, WgMask *mask);
/* The value of a piece of evidence. */
void wg_finding_evidence_append (GString *out, const WgEvidence *evidence, WgMask *mask);
/* "192.0.2.1:80", "[2001:db8::1]:443"; nothing where it is no one end. */
void wg_finding_end_append (GString *out, const WgFindingEnd *end);
/* "192.0.2.2 → 198.51.100.2:80" */
void wg_finding_ends_append (GString *out, const WgFinding *finding);
/* "packets 4, 12 and 18" */
void wg_finding_frames_append (GString *out, const WgFinding *finding);
/* All of where, how often, how far and how sure, joined by dots. */
void wg_finding_where_append (GString *out, const WgFinding *finding);

/* %NULL for what is no more than exposure; "attempt", "it worked". */
const char *wg_finding_outcome_words (const WgFinding *finding);

guint64 wg_summary_count (const WgSummary *summary, WgSeverity severity);

WgInk wg_grade_ink (const char *grade);

/* As far as the first full stop that ends a sentence. Owned by the caller. */
char *wg_first_sentence (const char *text);
