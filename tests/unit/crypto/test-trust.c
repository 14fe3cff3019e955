#include "../unit.h"

#include "../dissectors/wire.h"
#include "base/error.h"
#include "base/limits.h"
#include "crypto/trust.h"
#include "fixtures.h"

#include <glib/gstdio.h>

static WgCertificate *
certificate (WgCertificateCache *cache, const char *text)
{
  g_autoptr (GByteArray) der = wire (text);
  return wg_certificate_cache_get (cache, wire_slice (der));
}

static void
append_pem (GString *out, const char *text, guint times)
{
  g_autoptr (GByteArray) der = wire (text);
  g_autofree char *base64 = g_base64_encode (der->data, der->len);
  g_autoptr (GString) one = g_string_new ("-----BEGIN CERTIFICATE-----\n");

  for (const char *line = base64; *line != '\0'; line += MIN (strlen (line), 64))
    g_string_append_printf (one, "%.64s\n", line);
  g_string_append (one, "-----END CERTIFICATE-----\n");
  for (guint i = 0; i < times; i++)
    g_string_append_len (out, one->str, (gssize) one->len);
}

/* The name of a file with so many copies of @many, and @last behind them; deleted by the
 * caller. */
static char *
file_of (const char *many, guint times, const char *last)
{
  g_autoptr (GString) text = g_string_new (NULL);
  char *name;
  int fd = g_file_open_tmp ("roots-XXXXXX.pem", &name, NULL);

  assert_true (g_close (fd, NULL));
  append_pem (text, many, times);
  if (last != NULL)
    append_pem (text, last, 1);
  assert_true (g_file_set_contents (name, text->str, (gssize) text->len, NULL));
  return name;
}

static WgTrust *
trust_in (const char *many, guint times, const char *last)
{
  g_autofree char *name = file_of (many, times, last);
  char *files[] = {name, NULL};
  g_autoptr (GError) error = NULL;
  WgTrust *trust = wg_trust_new (files, NULL, &error);

  assert_null (error);
  g_unlink (name);
  return trust;
}

static void
a_path_leads_to_a_root (void **state)
{
  g_autoptr (WgCertificateCache) cache = wg_certificate_cache_new ();
  g_autoptr (WgCertificate) root = certificate (cache, ROOT);
  g_autoptr (WgCertificate) inter = certificate (cache, INTER);
  g_autoptr (WgCertificate) leaf = certificate (cache, LEAF);
  g_autoptr (WgTrust) trust = trust_in (ROOT, 1, NULL);
  WgCertificate *whole[] = {leaf, inter, root}, *without_root[] = {leaf, inter},
                *turned[] = {leaf, root, inter};

  assert_false (wg_trust_is_system (trust));
  assert_int_equal (wg_trust_check (trust, whole, 3), WG_TRUST_YES);
  assert_int_equal (wg_trust_check (trust, without_root, 2), WG_TRUST_YES);
  assert_int_equal (wg_trust_check (trust, turned, 3), WG_TRUST_YES);
  assert_int_equal (wg_trust_check (trust, whole, 1), WG_TRUST_NO);
  assert_true (wg_trust_is_root (trust, root));
  assert_false (wg_trust_is_root (trust, inter));
  assert_true (wg_trust_has_issuer (trust, inter));
  assert_false (wg_trust_has_issuer (trust, leaf));
}

static void
other_roots_do_not_count (void **state)
{
  g_autoptr (WgCertificateCache) cache = wg_certificate_cache_new ();
  g_autoptr (WgCertificate) root = certificate (cache, ROOT);
  g_autoptr (WgCertificate) inter = certificate (cache, INTER);
  g_autoptr (WgCertificate) leaf = certificate (cache, LEAF);
  g_autoptr (WgTrust) twin = trust_in (TWIN, 1, NULL), middle = trust_in (INTER, 1, NULL);
  g_autoptr (WgTrust) none = wg_trust_new (NULL, "/nowhere", NULL);
  WgCertificate *chain[] = {leaf, inter, root};

  assert_int_equal (wg_trust_check (twin, chain, 3), WG_TRUST_NO);
  assert_int_equal (wg_trust_check (middle, chain, 1), WG_TRUST_YES); /* a root of one's own */
  assert_true (wg_trust_is_system (none));
  assert_int_equal (wg_trust_check (none, chain, 3), WG_TRUST_UNKNOWN);
  assert_false (wg_trust_is_root (none, root));
}

static void
a_file_that_is_none_fails (void **state)
{
  g_autofree char *empty = file_of (ROOT, 0, NULL);
  char *missing[] = {(char *) "/nowhere/ca.pem", NULL}, *none[] = {empty, NULL};
  g_autoptr (GError) error = NULL;

  assert_null (wg_trust_new (missing, NULL, &error));
  assert_true (g_error_matches (error, WG_ERROR, WG_ERROR_IO));
  g_clear_error (&error);
  assert_null (wg_trust_new (none, NULL, &error));
  assert_true (g_error_matches (error, WG_ERROR, WG_ERROR_FORMAT));
  g_unlink (empty);
}

static void
a_file_gives_no_more_than_the_limit (void **state)
{
  g_autoptr (WgCertificateCache) cache = wg_certificate_cache_new ();
  g_autoptr (WgCertificate) root = certificate (cache, ROOT);

  for (guint extra = 0; extra < 2; extra++)
    {
      g_autoptr (WgTrust) trust = trust_in (TWIN, WG_LIMIT_ROOTS - 1 + extra, ROOT);
      assert_int_equal (wg_trust_is_root (trust, root), extra == 0);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (a_path_leads_to_a_root),
      cmocka_unit_test (other_roots_do_not_count),
      cmocka_unit_test (a_file_that_is_none_fails),
      cmocka_unit_test (a_file_gives_no_more_than_the_limit),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
