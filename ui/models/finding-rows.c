#include "ui/models/finding-rows.h"

static const WgFindingRow *
row_at (const GArray *rows, guint index)
{
  return &g_array_index (rows, WgFindingRow, index);
}

static void
add (GArray *rows, WgFindingRowKind kind, WgSeverity severity, guint finding)
{
  WgFindingRow row = {kind, severity, finding};
  g_array_append_val (rows, row);
}

void
wg_finding_rows_fill (GArray *rows, const guint8 *severities, guint n, guint shown)
{
  guint heading = 0;

  g_array_set_size (rows, 0);
  add (rows, WG_FINDING_ROW_OVERVIEW, WG_SEVERITY_DEFAULT, 0);
  for (guint i = 0; i < n; i++)
    {
      WgSeverity severity = (WgSeverity) severities[i];

      if ((shown & 1u << severity) == 0)
        continue;
      if (heading == 0 || row_at (rows, heading)->severity != severity)
        {
          heading = rows->len;
          add (rows, WG_FINDING_ROW_HEADING, severity, 0);
        }
      g_array_index (rows, WgFindingRow, heading).finding++;
      add (rows, WG_FINDING_ROW_FINDING, severity, i);
    }
}

guint
wg_finding_rows_find (const GArray *rows, gint finding)
{
  for (guint i = 0; finding >= 0 && i < rows->len; i++)
    if (row_at (rows, i)->kind == WG_FINDING_ROW_FINDING
        && row_at (rows, i)->finding == (guint) finding)
      return i;
  return 0;
}

gint
wg_finding_rows_step (const GArray *rows, guint from, gint steps)
{
  for (gint64 i = (gint64) from + steps; i >= 0 && i < (gint64) rows->len; i += steps)
    if (row_at (rows, (guint) i)->kind == WG_FINDING_ROW_FINDING)
      return (gint) row_at (rows, (guint) i)->finding;
  return -1;
}
