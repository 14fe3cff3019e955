#pragma once

#include "model/finding.h"

/* The rows of a list of findings: an overview, then those of each severity below a heading. */

typedef enum
{
  WG_FINDING_ROW_OVERVIEW,
  WG_FINDING_ROW_HEADING,
  WG_FINDING_ROW_FINDING,
} WgFindingRowKind;

/* @finding: of a finding its index; of a heading how many stand below it */
typedef struct
{
  WgFindingRowKind kind;
  WgSeverity severity;
  guint finding;
} WgFindingRow;

#define WG_ALL_SEVERITIES ((1u << WG_N_SEVERITIES) - 1u)

/* Fills @rows (of WgFindingRow) anew. @severities: of the findings, the worst first; @shown:
 * one bit each #WgSeverity. */
void wg_finding_rows_fill (GArray *rows, const guint8 *severities, guint n, guint shown);
/* The row of that finding, of the overview for -1; 0 where it is not shown. */
guint wg_finding_rows_find (const GArray *rows, gint finding);
/* The finding @steps (-1 or 1) further than row @from; -1: none. */
gint wg_finding_rows_step (const GArray *rows, guint from, gint steps);
