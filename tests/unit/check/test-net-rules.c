#include "../unit.h"

#include "base/limits.h"
#include "dissect/starttls.h"
#include "rules.h"

/* Rules over logins and networks at the ceilings of what they remember. */

static void
connections_without_starttls_have_a_ceiling (void **state)
{
  RuleTest *test = rule_test_new ();
  const WgStarttls plain = {.head.conversation = -1,
                            .protocol = "smtp",
                            .listed_frame = 6,
                            .auth_frame = 6,
                            .auth = WG_SLICE_LITERAL ("PLAIN")};

  for (guint i = 0; i <= WG_LIMIT_STARTTLS_KEPT; i++)
    rule_test_record (test, &wg_starttls_type, &plain);
  assert_int_equal (rule_test_finish (test, "dg-starttls-not-offered"), WG_LIMIT_STARTTLS_KEPT);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (connections_without_starttls_have_a_ceiling),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
