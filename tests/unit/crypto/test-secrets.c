#include "../dissectors/wire.h"
#include "../unit.h"

#include "base/limits.h"
#include "crypto/secrets.h"

#include "fixtures.h"
#include "rsa-fixtures.h"

#include <unistd.h>

#define RANDOM    "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
#define OTHER     "ff0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
#define MASTER    RANDOM "000102030405060708090a0b0c0d0e0f"
#define MASTER_UP RANDOM "000102030405060708090A0B0C0D0E0F"

static void
lines_are_told_apart (void **state)
{
  static const struct
  {
    const char *text;
    WgKeylogKind kind;
    WgSecretLabel label;
    guint id_len, secret_len;
  } cases[] = {
      {"", WG_KEYLOG_NOTHING, 0, 0, 0},
      {"  \r", WG_KEYLOG_NOTHING, 0, 0, 0},
      {"# SSL/TLS secrets log file", WG_KEYLOG_NOTHING, 0, 0, 0},
      {"CLIENT_RANDOM " RANDOM " " MASTER, WG_KEYLOG_SECRET, WG_LABEL_MASTER, 32, 48},
      {"CLIENT_RANDOM " RANDOM " " MASTER_UP "\r", WG_KEYLOG_SECRET, WG_LABEL_MASTER, 32, 48},
      {"CLIENT_RANDOM " RANDOM "  " MASTER " ", WG_KEYLOG_SECRET, WG_LABEL_MASTER, 32, 48},
      {"CLIENT_RANDOM " RANDOM " " MASTER "\\\r", WG_KEYLOG_SECRET, WG_LABEL_MASTER, 32, 48},
      {"PMS_CLIENT_RANDOM " RANDOM " 0011", WG_KEYLOG_SECRET, WG_LABEL_PREMASTER, 32, 2},
      {"RSA 0011223344556677 " MASTER, WG_KEYLOG_SECRET, WG_LABEL_RSA, 8, 48},
      {"RSA Session-ID:0011 Master-Key:" MASTER, WG_KEYLOG_SECRET, WG_LABEL_SESSION, 2, 48},
      {"CLIENT_EARLY_TRAFFIC_SECRET " RANDOM " " RANDOM, WG_KEYLOG_SECRET,
       WG_LABEL_CLIENT_EARLY, 32, 32},
      {"CLIENT_HANDSHAKE_TRAFFIC_SECRET " RANDOM " " MASTER, WG_KEYLOG_SECRET,
       WG_LABEL_CLIENT_HANDSHAKE, 32, 48},
      {"SERVER_HANDSHAKE_TRAFFIC_SECRET " RANDOM " " RANDOM, WG_KEYLOG_SECRET,
       WG_LABEL_SERVER_HANDSHAKE, 32, 32},
      {"CLIENT_TRAFFIC_SECRET_0 " RANDOM " " RANDOM, WG_KEYLOG_SECRET, WG_LABEL_CLIENT_TRAFFIC,
       32, 32},
      {"SERVER_TRAFFIC_SECRET_0 " RANDOM " " RANDOM, WG_KEYLOG_SECRET, WG_LABEL_SERVER_TRAFFIC,
       32, 32},
      {"EXPORTER_SECRET " RANDOM " " RANDOM, WG_KEYLOG_SECRET, WG_LABEL_EXPORTER, 32, 32},
      {"EARLY_EXPORTER_SECRET " RANDOM " " RANDOM, WG_KEYLOG_SECRET, WG_LABEL_EARLY_EXPORTER,
       32, 32},
      {"QUIC_CLIENT_HANDSHAKE_TRAFFIC_SECRET " RANDOM " " RANDOM, WG_KEYLOG_SECRET,
       WG_LABEL_CLIENT_HANDSHAKE, 32, 32},
      {"QUIC_SERVER_TRAFFIC_SECRET_0 " RANDOM " " RANDOM, WG_KEYLOG_SECRET,
       WG_LABEL_SERVER_TRAFFIC, 32, 32},
      {"ECH_SECRET " RANDOM " " RANDOM, WG_KEYLOG_OTHER, 0, 0, 0},
      {"CLIENT_RANDOM " RANDOM, WG_KEYLOG_BAD, 0, 0, 0},
      {"CLIENT_RANDOM 00 " MASTER, WG_KEYLOG_BAD, 0, 0, 0},
      {"CLIENT_RANDOM " RANDOM " " RANDOM, WG_KEYLOG_BAD, 0, 0, 0},
      {"CLIENT_RANDOM " RANDOM " " MASTER "00", WG_KEYLOG_BAD, 0, 0, 0},
      {"CLIENT_RANDOM " RANDOM " " MASTER " 00", WG_KEYLOG_BAD, 0, 0, 0},
      {"CLIENT_RANDOM " RANDOM " 0" MASTER, WG_KEYLOG_BAD, 0, 0, 0},
      {"CLIENT_TRAFFIC_SECRET_0 " RANDOM " 00", WG_KEYLOG_BAD, 0, 0, 0},
      {"CLIENT_TRAFFIC_SECRET_0 " RANDOM " x", WG_KEYLOG_BAD, 0, 0, 0},
      {"RSA Session-ID:0011 " MASTER, WG_KEYLOG_BAD, 0, 0, 0},
      {"RSA Session-ID: Master-Key:" MASTER, WG_KEYLOG_BAD, 0, 0, 0},
      {"ECH_SECRET " RANDOM " zz", WG_KEYLOG_BAD, 0, 0, 0},
      {"dear diary", WG_KEYLOG_BAD, 0, 0, 0},
      {"a-b 00 00", WG_KEYLOG_OTHER, 0, 0, 0},
      {"a 00 00", WG_KEYLOG_BAD, 0, 0, 0},
      {"\xff\xfe 00 00", WG_KEYLOG_BAD, 0, 0, 0},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      WgKeylogLine line;
      WgKeylogKind kind = wg_keylog_parse (wg_slice_str (cases[i].text), &line);

      if (kind != cases[i].kind)
        fail_msg ("%s", cases[i].text);
      if (kind != WG_KEYLOG_SECRET)
        continue;
      assert_int_equal (line.label, cases[i].label);
      assert_int_equal (line.id_len, cases[i].id_len);
      assert_int_equal (line.secret_len, cases[i].secret_len);
    }
}

static WgSlice
random_of (GByteArray *bytes, guint32 number)
{
  memcpy (bytes->data, &number, sizeof number);
  return wire_slice (bytes);
}

static void
secrets_are_found_by_label_and_random (void **state)
{
  g_autoptr (WgSecrets) outer = wg_secrets_new (NULL);
  g_autoptr (WgSecrets) secrets = wg_secrets_new (outer);
  GByteArray *random = wire (RANDOM), *other = wire (OTHER);
  WgKeylogCount count = {0};
  WgSecretOrigin origin;
  WgSlice found;

  assert_false (wg_secrets_any (secrets));
  wg_secrets_add_text (outer,
                       wg_slice_str ("# made by hand\nCLIENT_RANDOM " RANDOM " " MASTER
                                     "\nSERVER_TRAFFIC_SECRET_0 " RANDOM " " RANDOM
                                     "\nnonsense\nCLIENT_TRAFFIC_SECRET_0 " RANDOM " " OTHER),
                       WG_ORIGIN_KEYLOG, &count);
  assert_int_equal (count.lines, 5);
  assert_int_equal (count.secrets, 3);
  assert_int_equal (count.bad, 1);
  assert_int_equal (count.first_bad, 4);
  assert_true (wg_secrets_any (secrets));
  assert_false (wg_secrets_any_keys (secrets));
  found = wg_secrets_find (secrets, WG_LABEL_MASTER, wire_slice (random), &origin);
  assert_int_equal (found.len, 48);
  assert_int_equal (origin, WG_ORIGIN_KEYLOG);
  found = wg_secrets_find (secrets, WG_LABEL_CLIENT_TRAFFIC, wire_slice (random), NULL);
  assert_true (wg_slice_equal (found, wire_slice (other)));
  assert_int_equal (wg_secrets_find (secrets, WG_LABEL_MASTER, wire_slice (other), NULL).len,
                    0);
  assert_int_equal (
      wg_secrets_find (secrets, WG_LABEL_CLIENT_EARLY, wire_slice (random), NULL).len, 0);

  /* the last one counts, and the capture's own before others */
  wg_secrets_add_text (outer,
                       wg_slice_str ("CLIENT_TRAFFIC_SECRET_0 " RANDOM " " RANDOM
                                     "\nSERVER_TRAFFIC_SECRET_0 " RANDOM " " MASTER "\n"),
                       WG_ORIGIN_KEYLOG, &count);
  found = wg_secrets_find (secrets, WG_LABEL_CLIENT_TRAFFIC, wire_slice (random), NULL);
  assert_true (wg_slice_equal (found, wire_slice (random)));
  found = wg_secrets_find (secrets, WG_LABEL_SERVER_TRAFFIC, wire_slice (random), NULL);
  assert_int_equal (found.len, 48);
  wg_secrets_add_text (secrets, wg_slice_str ("CLIENT_TRAFFIC_SECRET_0 " RANDOM " " OTHER),
                       WG_ORIGIN_DSB, &count);
  found = wg_secrets_find (secrets, WG_LABEL_CLIENT_TRAFFIC, wire_slice (random), &origin);
  assert_true (wg_slice_equal (found, wire_slice (other)));
  assert_int_equal (origin, WG_ORIGIN_DSB);
  g_byte_array_unref (random);
  g_byte_array_unref (other);
}

/* As many secrets as are kept, and one more; then all that are kept are found. */
static void
a_ceiling_bounds_a_long_log (void **state)
{
  g_autoptr (WgSecrets) secrets = wg_secrets_new (NULL);
  GByteArray *random = wire (RANDOM);
  char line[] = "CLIENT_TRAFFIC_SECRET_0 00000000" RANDOM " " RANDOM;
  WgKeylogCount count = {0};

  memmove (line + 32, line + 40, strlen (line + 40) + 1); /* the number is part of the random */
  for (guint32 i = 0; i < WG_LIMIT_KEYLOG_SECRETS + 1; i++)
    {
      static const char digits[] = "0123456789abcdef";
      guint8 bytes[4];

      memcpy (bytes, &i, sizeof i);
      for (guint k = 0; k < 4; k++)
        {
          line[24 + 2 * k] = digits[bytes[k] >> 4];
          line[25 + 2 * k] = digits[bytes[k] & 15];
        }
      wg_secrets_add_text (secrets, wg_slice_str (line), WG_ORIGIN_KEYLOG, &count);
    }
  assert_int_equal (count.bad, 0);
  assert_int_equal (count.dropped, 1);
  for (guint32 i = 0; i < WG_LIMIT_KEYLOG_SECRETS; i += 997)
    assert_int_equal (
        wg_secrets_find (secrets, WG_LABEL_CLIENT_TRAFFIC, random_of (random, i), NULL).len,
        32);
  assert_int_equal (wg_secrets_find (secrets, WG_LABEL_CLIENT_TRAFFIC,
                                     random_of (random, WG_LIMIT_KEYLOG_SECRETS), NULL)
                        .len,
                    0);
  g_byte_array_unref (random);
}

/* The number of a slot, as the engine reckons it: FNV's steps, halves folded. */
static guint32
place_of (WgSecretLabel label, const guint8 *id, gsize len)
{
  guint64 hash = 0x9e3779b97f4a7c15u + label;

  for (gsize i = 0; i < len; i++)
    hash = (hash ^ id[i]) * 0x100000001b3u;
  return (guint32) (hash ^ hash >> 32) % 1024;
}

/* As many secrets as may want one place, and one more, which is dropped. */
static void
secrets_made_to_meet_find_no_room (void **state)
{
  g_autoptr (WgSecrets) secrets = wg_secrets_new (NULL);
  WgKeylogCount count = {0};
  guint32 ids[WG_LIMIT_SECRET_PROBES + 1];
  guint n = 0;

  for (guint32 i = 0; n < G_N_ELEMENTS (ids); i++)
    {
      guint8 id[4] = {(guint8) (i >> 24), (guint8) (i >> 16), (guint8) (i >> 8), (guint8) i};
      g_autofree char *line =
          g_strdup_printf ("RSA Session-ID:%08x Master-Key:" MASTER "\n", i);

      if (place_of (WG_LABEL_SESSION, id, sizeof id) != 77)
        continue;
      wg_secrets_add_text (secrets, wg_slice_str (line), WG_ORIGIN_KEYLOG, &count);
      ids[n++] = GUINT32_TO_BE (i);
      assert_int_equal (count.dropped, n > WG_LIMIT_SECRET_PROBES ? 1 : 0);
    }
  assert_int_equal (count.secrets, n);
  for (guint i = 0; i < n; i++)
    assert_int_equal (wg_secrets_find (secrets, WG_LABEL_SESSION,
                                       wg_slice ((const guint8 *) &ids[i], 4), NULL)
                          .len,
                      i < WG_LIMIT_SECRET_PROBES ? 48 : 0);
}

/* Secrets that are replaced by longer and shorter ones use up the memory: as much as there is,
 * and one more. */
static void
memory_has_a_ceiling (void **state)
{
  static const guint lens[] = {63, 64}; /* an entry of either takes 112 bytes */
  const guint n = WG_LIMIT_KEYLOG_MEMORY / 112;
  g_autoptr (WgSecrets) secrets = wg_secrets_new (NULL);
  GByteArray *random = wire (RANDOM);
  char *lines[2];
  WgKeylogCount count = {0};

  for (guint i = 0; i < 2; i++)
    lines[i] = g_strdup_printf ("PMS_CLIENT_RANDOM " RANDOM " %.*s", 2 * (gint) lens[i],
                                RANDOM RANDOM);
  for (guint i = 0; i < n; i++)
    wg_secrets_add_text (secrets, wg_slice_str (lines[i % 2]), WG_ORIGIN_KEYLOG, &count);
  assert_int_equal (count.secrets, n);
  assert_int_equal (count.dropped, 0);
  wg_secrets_add_text (secrets, wg_slice_str (lines[n % 2]), WG_ORIGIN_KEYLOG, &count);
  assert_int_equal (count.dropped, 1);
  assert_int_equal (
      wg_secrets_find (secrets, WG_LABEL_PREMASTER, wire_slice (random), NULL).len,
      lens[(n - 1) % 2]);
  g_byte_array_unref (random);
  for (guint i = 0; i < 2; i++)
    g_free (lines[i]);
}

static char *
write_bytes (const void *bytes, gsize len)
{
  char *path = NULL;
  int fd = g_file_open_tmp ("secrets-XXXXXX", &path, NULL);

  assert_true (fd >= 0);
  assert_int_equal (write (fd, bytes, len), len);
  close (fd);
  return path;
}

static char *
write_file (const char *text)
{
  return write_bytes (text, strlen (text));
}

static void
what_is_no_key_log_is_refused (void **state)
{
  g_autofree char *good = write_file ("\nwhat?\nCLIENT_RANDOM " RANDOM " " MASTER);
  g_autofree char *bad = write_file ("# but\n\ndear diary\nand so on\n");
  g_autofree char *empty = write_file ("# nothing yet\n");
  g_autoptr (WgSecrets) secrets = wg_secrets_new (NULL);
  g_autoptr (GError) error = NULL;
  WgKeylogCount count;

  assert_true (wg_secrets_load_keylog (secrets, good, &count, NULL));
  assert_int_equal (count.secrets, 1);
  assert_int_equal (count.bad, 1);
  assert_int_equal (count.first_bad, 2);
  assert_true (wg_secrets_load_keylog (secrets, empty, &count, NULL));
  assert_int_equal (count.secrets, 0);
  assert_false (wg_secrets_load_keylog (secrets, bad, &count, &error));
  assert_true (g_error_matches (error, WG_ERROR, WG_ERROR_FORMAT));
  assert_non_null (strstr (error->message, bad));
  assert_non_null (strstr (error->message, "line 3"));
  g_clear_error (&error);
  assert_false (wg_secrets_load_keylog (secrets, "/nowhere/keys", &count, &error));
  assert_true (g_error_matches (error, WG_ERROR, WG_ERROR_IO));
  g_clear_error (&error);
  assert_false (wg_secrets_load_keylog (secrets, "/", &count, &error));
  assert_true (g_error_matches (error, WG_ERROR, WG_ERROR_IO));
  unlink (good);
  unlink (bad);
  unlink (empty);
}

/* Lines that lie across the pieces in which a file is read, and one longer than a piece. */
static void
lines_are_whole_across_reads (void **state)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (WgSecrets) secrets = wg_secrets_new (NULL);
  g_autofree char *long_line = g_strnfill (2 * WG_LIMIT_KEYLOG_BUFFER + 77, 'x');
  g_autofree char *at_limit = g_strnfill (WG_LIMIT_KEYLOG_LINE, ' ');
  g_autofree char *path = NULL;
  WgKeylogCount count;
  guint n = 2 * WG_LIMIT_KEYLOG_BUFFER / 100;

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "CLIENT_TRAFFIC_SECRET_0 %08x%s " RANDOM "\n", i, &RANDOM[8]);
  g_string_append_printf (text, "%s\n%s\n%s \n", long_line, at_limit, at_limit);
  g_string_append (text, "CLIENT_RANDOM " RANDOM " " MASTER);
  path = write_bytes (text->str, text->len);
  assert_true (wg_secrets_load_keylog (secrets, path, &count, NULL));
  assert_int_equal (count.secrets, n + 1);
  assert_int_equal (count.first_bad, n + 1);
  assert_in_range (count.bad, 2, 5);
  assert_int_equal (count.dropped, 0);
  unlink (path);
}

static void
rsa_keys_are_read_in_all_their_forms (void **state)
{
  GByteArray *store = wire (RSA_PKCS12), *sealed = wire (RSA_SEALED);
  GByteArray *certificate = wire (RSA_CERTIFICATE), *another = wire (ROOT);
  char *paths[] = {write_file (RSA_PKCS1), write_file (RSA_PKCS8),
                   write_file (RSA_PKCS8_ENCRYPTED), write_bytes (store->data, store->len)};

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr (WgSecrets) secrets = wg_secrets_new (NULL);
      g_autoptr (GError) error = NULL;
      g_autofree char *wrong = g_strconcat (paths[i], ":another", NULL);
      g_autofree char *right = g_strconcat (paths[i], i >= 2 ? ":word" : "", NULL);
      guint8 out[48];

      if (i >= 2)
        {
          assert_false (wg_secrets_load_rsa_key (secrets, wrong, &error));
          assert_true (g_error_matches (error, WG_ERROR, WG_ERROR_FORMAT));
          assert_null (strstr (error->message, "another:"));
          assert_non_null (strstr (error->message, "password"));
          assert_false (wg_secrets_any_keys (secrets));
        }
      assert_true (wg_secrets_load_rsa_key (secrets, right, NULL));
      assert_true (wg_secrets_any_keys (secrets));
      assert_int_equal (
          wg_secrets_rsa_open (secrets, 0, wire_slice (certificate), wire_slice (sealed), out),
          1);
      assert_memory_equal (out, "\x03\x03pppp", 6);
      assert_int_equal (
          wg_secrets_rsa_open (secrets, 0, WG_SLICE_NONE, wire_slice (sealed), out), 1);
      assert_int_equal (
          wg_secrets_rsa_open (secrets, 0, wire_slice (another), wire_slice (sealed), out), 0);
      assert_int_equal (
          wg_secrets_rsa_open (secrets, 0, WG_SLICE_NONE, wire_slice (certificate), out), 0);
      assert_int_equal (
          wg_secrets_rsa_open (secrets, 1, WG_SLICE_NONE, wire_slice (sealed), out), -1);
      unlink (paths[i]);
      g_free (paths[i]);
    }
  g_byte_array_unref (store);
  g_byte_array_unref (sealed);
  g_byte_array_unref (certificate);
  g_byte_array_unref (another);
}

static void
what_is_no_rsa_key_is_refused (void **state)
{
  g_autofree char *bad = write_file ("-----BEGIN PRIVATE KEY-----\nAAAA\n");
  g_autofree char *empty = write_file ("");
  g_autofree char *with_password = g_strconcat (bad, ":word", NULL);
  g_autoptr (WgSecrets) secrets = wg_secrets_new (NULL);
  g_autoptr (GError) error = NULL;

  assert_false (wg_secrets_load_rsa_key (secrets, bad, &error));
  assert_true (g_error_matches (error, WG_ERROR, WG_ERROR_FORMAT));
  g_clear_error (&error);
  assert_false (wg_secrets_load_rsa_key (secrets, empty, &error));
  assert_true (g_error_matches (error, WG_ERROR, WG_ERROR_FORMAT));
  g_clear_error (&error);
  assert_false (wg_secrets_load_rsa_key (secrets, with_password, &error));
  assert_true (g_error_matches (error, WG_ERROR, WG_ERROR_FORMAT));
  assert_null (strstr (error->message, ":word"));
  g_clear_error (&error);
  assert_false (wg_secrets_load_rsa_key (secrets, "/nowhere/key", &error));
  assert_true (g_error_matches (error, WG_ERROR, WG_ERROR_IO));
  unlink (bad);
  unlink (empty);
}

static void
more_rsa_keys_than_are_kept_are_refused (void **state)
{
  g_autofree char *path = write_file (RSA_PKCS8);
  g_autoptr (WgSecrets) secrets = wg_secrets_new (NULL);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < WG_LIMIT_RSA_KEYS; i++)
    assert_true (wg_secrets_load_rsa_key (secrets, path, NULL));
  assert_false (wg_secrets_load_rsa_key (secrets, path, &error));
  assert_true (g_error_matches (error, WG_ERROR, WG_ERROR_LIMIT));
  unlink (path);
}

static void
shared_keys_are_hex (void **state)
{
  static const char *const bad[] = {"", "0", "0g", "hello", "00 11"};
  g_autofree char *longest = g_strnfill (2 * WG_LIMIT_PSK_LEN, 'a');
  g_autofree char *too_long = g_strnfill (2 * WG_LIMIT_PSK_LEN + 2, 'a');
  g_autoptr (WgSecrets) secrets = wg_secrets_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      assert_false (wg_secrets_add_psk (secrets, bad[i], &error));
      assert_true (g_error_matches (error, WG_ERROR, WG_ERROR_FORMAT));
    }
  assert_false (wg_secrets_add_psk (secrets, too_long, NULL));
  assert_true (wg_secrets_add_psk (secrets, longest, NULL));
  for (guint i = 1; i < WG_LIMIT_PSKS; i++)
    assert_true (wg_secrets_add_psk (secrets, "1A2b", NULL));
  assert_false (wg_secrets_add_psk (secrets, "1a2b", NULL));
  assert_int_equal (wg_secrets_psk (secrets, 0).len, WG_LIMIT_PSK_LEN);
  assert_memory_equal (wg_secrets_psk (secrets, 1).data, "\x1a\x2b", 2);
  assert_int_equal (wg_secrets_psk (secrets, WG_LIMIT_PSKS).len, 0);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (lines_are_told_apart),
      cmocka_unit_test (secrets_are_found_by_label_and_random),
      cmocka_unit_test (a_ceiling_bounds_a_long_log),
      cmocka_unit_test (secrets_made_to_meet_find_no_room),
      cmocka_unit_test (memory_has_a_ceiling),
      cmocka_unit_test (what_is_no_key_log_is_refused),
      cmocka_unit_test (lines_are_whole_across_reads),
      cmocka_unit_test (rsa_keys_are_read_in_all_their_forms),
      cmocka_unit_test (what_is_no_rsa_key_is_refused),
      cmocka_unit_test (more_rsa_keys_than_are_kept_are_refused),
      cmocka_unit_test (shared_keys_are_hex),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
