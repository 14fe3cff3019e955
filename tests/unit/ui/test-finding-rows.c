#include "../unit.h"

#include "ui/models/finding-rows.h"

static const guint8 severities[] = {WG_SEVERITY_CRITICAL, WG_SEVERITY_HIGH, WG_SEVERITY_HIGH,
                                    WG_SEVERITY_LOW};

/* O the overview, a heading as its severity and count, a finding by its index. */
static void
assert_rows (guint n, guint shown, const char *expected)
{
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (WgFindingRow));
  g_autoptr (GString) got = g_string_new (NULL);

  wg_finding_rows_fill (rows, severities, n, shown);
  for (guint i = 0; i < rows->len; i++)
    {
      const WgFindingRow *row = &g_array_index (rows, WgFindingRow, i);

      if (row->kind == WG_FINDING_ROW_OVERVIEW)
        g_string_append_c (got, 'O');
      else if (row->kind == WG_FINDING_ROW_HEADING)
        g_string_append_printf (got, " %s:%u", wg_name_of (wg_severity_names, row->severity),
                                row->finding);
      else
        g_string_append_printf (got, " %u", row->finding);
    }
  assert_string_equal (got->str, expected);
}

static void
severities_have_headings (void **state)
{
  assert_rows (0, WG_ALL_SEVERITIES, "O");
  assert_rows (1, WG_ALL_SEVERITIES, "O critical:1 0");
  assert_rows (4, WG_ALL_SEVERITIES, "O critical:1 0 high:2 1 2 low:1 3");
}

static void
what_is_not_wanted_is_left_out (void **state)
{
  assert_rows (4, WG_ALL_SEVERITIES & ~(1u << WG_SEVERITY_HIGH), "O critical:1 0 low:1 3");
  assert_rows (4, 1u << WG_SEVERITY_LOW, "O low:1 3");
  assert_rows (4, 1u << WG_SEVERITY_INFO, "O");
  assert_rows (4, 0, "O");
}

static void
steps_leave_headings_out (void **state)
{
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (WgFindingRow));

  wg_finding_rows_fill (rows, severities, 4, WG_ALL_SEVERITIES);
  assert_int_equal (wg_finding_rows_find (rows, -1), 0);
  assert_int_equal (wg_finding_rows_find (rows, 1), 4);
  assert_int_equal (wg_finding_rows_find (rows, 9), 0);
  assert_int_equal (wg_finding_rows_step (rows, 0, 1), 0);
  assert_int_equal (wg_finding_rows_step (rows, 2, 1), 1);
  assert_int_equal (wg_finding_rows_step (rows, 4, -1), 0);
  assert_int_equal (wg_finding_rows_step (rows, 2, -1), -1);
  assert_int_equal (wg_finding_rows_step (rows, 7, 1), -1);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (severities_have_headings),
      cmocka_unit_test (what_is_not_wanted_is_left_out),
      cmocka_unit_test (steps_leave_headings_out),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
