#include "../unit.h"

#include "crypto/secrets.h"

#include <unistd.h>

static void
lines_that_hold_secrets_count (void **state)
{
  static const struct
  {
    const char *text;
    guint32 n;
  } cases[] = {
      {"", 0},
      {"# a comment\n\n", 0},
      {"CLIENT_RANDOM 0011 aabb\n", 1},
      {"CLIENT_RANDOM 0011 aabb\r\nSERVER_TRAFFIC_SECRET_0 0011 AABB", 2},
      {"RSA 0011 aabb\nRSA Session-ID:00 Master-Key:aa\n", 2},
      {"CLIENT_RANDOM 0011\n", 0},
      {"CLIENT_RANDOM 001 aabb\n", 0},
      {"CLIENT_RANDOM 0011 aaxx\n", 0},
      {"CLIENT_RANDOM 0011 aabb cc\n", 0},
      {"two words 0011\n", 0},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_int_equal (wg_keylog_count (wg_slice_str (cases[i].text)), cases[i].n);
}

static char *
write_file (const char *text)
{
  char *path = NULL;
  int fd = g_file_open_tmp ("secrets-XXXXXX", &path, NULL);

  assert_true (fd >= 0);
  assert_int_equal (write (fd, text, strlen (text)), strlen (text));
  close (fd);
  return path;
}

static void
what_is_no_key_log_is_refused (void **state)
{
  g_autofree char *good = write_file ("CLIENT_RANDOM 00 11\n");
  g_autofree char *bad = write_file ("dear diary\n");
  g_autoptr (GError) error = NULL;
  guint32 n;

  assert_true (wg_keylog_check (good, &n, NULL));
  assert_int_equal (n, 1);
  assert_false (wg_keylog_check (bad, &n, &error));
  assert_true (g_error_matches (error, WG_ERROR, WG_ERROR_FORMAT));
  assert_non_null (strstr (error->message, bad));
  g_clear_error (&error);
  assert_false (wg_keylog_check ("/nowhere/keys", &n, &error));
  assert_true (g_error_matches (error, WG_ERROR, WG_ERROR_IO));
  unlink (good);
  unlink (bad);
}

static void
what_is_no_rsa_key_is_refused (void **state)
{
  g_autofree char *bad = write_file ("-----BEGIN PRIVATE KEY-----\nAAAA\n");
  g_autofree char *with_password = g_strconcat (bad, ":word", NULL);
  g_autoptr (GError) error = NULL;

  assert_false (wg_rsa_key_check (bad, &error));
  assert_true (g_error_matches (error, WG_ERROR, WG_ERROR_FORMAT));
  g_clear_error (&error);
  assert_false (wg_rsa_key_check (with_password, &error));
  assert_true (g_error_matches (error, WG_ERROR, WG_ERROR_FORMAT));
  assert_null (strstr (error->message, "word\n"));
  g_clear_error (&error);
  assert_false (wg_rsa_key_check ("/nowhere/key", &error));
  assert_true (g_error_matches (error, WG_ERROR, WG_ERROR_IO));
  unlink (bad);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (lines_that_hold_secrets_count),
      cmocka_unit_test (what_is_no_key_log_is_refused),
      cmocka_unit_test (what_is_no_rsa_key_is_refused),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
