#include "../unit.h"

#include "ui/redact.h"

static void
assert_redacted (WgRedact *redact, const char *text, const char *expected)
{
  g_autofree char *got = wg_redact_text (redact, text);
  assert_string_equal (got, expected);
}

static void
the_same_name_is_the_same_pseudonym (void **state)
{
  g_autoptr (WgRedact) redact = wg_redact_new ();

  assert_string_equal (wg_redact_host (redact, "10.0.0.5"), "host-1");
  assert_string_equal (wg_redact_host (redact, "2001:db8::1"), "host-2");
  assert_redacted (redact, "A shop.lab.test · 10.0.0.5", "A site-1 · host-1");
  assert_redacted (redact, "http://Shop.Lab.Test/a?b=2001:db8::1", "http://site-1/a?b=host-2");
  assert_redacted (redact, "mail to alice@mail.lab.test, 192.0.2.9",
                   "mail to alice@site-2, host-3");
  assert_redacted (redact, "10.0.0.5:443 shop.lab.test:80 [2001:db8::1]:22",
                   "host-1:443 site-1:80 [host-2]:22");
}

static void
what_only_looks_like_one_stays (void **state)
{
  g_autoptr (WgRedact) redact = wg_redact_new ();

  assert_redacted (redact, "GET /index.html HTTP/1.1", "GET /index.html HTTP/1.1");
  assert_redacted (redact, "TLS 1.2 · 3.5 kB · ...", "TLS 1.2 · 3.5 kB · ...");
  assert_redacted (redact, "TLS_AES_128_GCM_SHA256", "TLS_AES_128_GCM_SHA256");
  assert_redacted (redact, "a.b 12:34 ::", "a.b 12:34 host-1");
  assert_redacted (redact, "", "");
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (the_same_name_is_the_same_pseudonym),
      cmocka_unit_test (what_only_looks_like_one_stays),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
