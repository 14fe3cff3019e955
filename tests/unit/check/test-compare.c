#include "../unit.h"

#include "base/limits.h"
#include "check/check.h"
#include "tls/tls-records.h"

/* A hello with a random of its own. */
static void
say (WgCheck *check, guint32 number, gint32 version)
{
  WgTlsClientHelloRecord hello = {
      .frame = 1, .version = version, .random = wg_slice (&number, sizeof number)};
  WgTlsConnection tls = {.version = -1, .client_hellos = {&hello, 1}};
  WgSink *sink = wg_check_sink (check);

  sink->close (sink, 1, &wg_tls_connection_type, &tls);
}

static gboolean
finds (guint n)
{
  WgSink sink = wg_sink_deaf;
  g_autoptr (WgCompare) compare = wg_compare_new ();
  char *only[] = {(char *) "dg-hello-altered-in-transit", NULL};
  const WgCheckOptions options = {.verify_ns = G_MININT64, .only = only, .compare = compare};
  WgCheck *first = wg_check_new (&options, &sink), *second = wg_check_new (&options, &sink);
  guint64 found;

  for (guint i = 0; i < n; i++)
    say (first, i, 0x0303);
  wg_check_finish (first);
  wg_compare_next (compare);
  say (second, n - 1, 0x0301);
  wg_check_finish (second);
  found = wg_check_n_findings (second, WG_SEVERITY_HIGH);
  wg_check_free (first);
  wg_check_free (second);
  return found > 0;
}

static void
no_more_hellos_than_the_limit_are_kept (void **state)
{
  assert_true (finds (WG_LIMIT_COMPARED));
  assert_false (finds (WG_LIMIT_COMPARED + 1));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test (no_more_hellos_than_the_limit_are_kept)};
  return cmocka_run_group_tests (tests, NULL, NULL);
}
