#include "build.h"

#include "base/limits.h"

static void
packets_at_the_ceiling_and_one_past_it (void **state)
{
  static const guint16 linktypes[] = {1, 231};

  for (guint i = 0; i < 4; i++)
    {
      guint past = i % 2;
      guint16 linktype = linktypes[i / 2];
      g_autoptr (GByteArray) file = g_byte_array_new ();
      g_autoptr (Reading) reading = NULL;

      put_section (file, FALSE);
      put_interface (file, FALSE, linktype, 0, NULL);
      put_packet (file, FALSE, 0, 1, WG_LIMIT_PACKET_LEN + past);
      put_packet (file, FALSE, 0, 2, 60);
      reading = read_bytes (slice_of (file), (How){0, i % 2 == 0});
      assert_int_equal (reading->packets->len, past == 1 && linktype == 1 ? 1 : 2);
      assert_int_equal (reading->skipped->len, past == 1 && linktype == 1);
      if (linktype == 231)
        assert_int_equal (packet_of (reading, 0)->bytes.len, WG_LIMIT_PACKET_LEN);
      assert_false (reading->cut_short);
    }
}

/* Beyond what fits a window: the packet in front is given, the options behind are passed over.
 */
static void
blocks_longer_than_a_window (void **state)
{
  g_autoptr (GByteArray) file = g_byte_array_new ();
  g_autoptr (Reading) reading = NULL, cut = NULL;
  GByteArray *body = g_byte_array_new (), *names = g_byte_array_new ();
  gsize end;

  put_section (file, FALSE);
  put_interface (file, FALSE, 1, 0, NULL);
  for (guint i = 0; i < 3; i++)
    put_u32 (body, FALSE, 0);
  put_u32 (body, FALSE, 100);
  put_u32 (body, FALSE, 100);
  put_noise (body, 1, 3 * WG_WINDOW_LEN);
  put_block (file, FALSE, 6, body);
  end = file->len;
  put_noise (names, 1, WG_LIMIT_BLOCK_LEN - 12);
  put_block (file, FALSE, 4, names);
  put_packet (file, FALSE, 0, 2, 60);
  reading = read_bytes (slice_of (file), (How){0, TRUE});
  assert_int_equal (reading->packets->len, 2);
  assert_int_equal (packet_of (reading, 0)->bytes.len, 100);
  assert_int_equal (reading->skipped->len, 0);
  assert_false (reading->cut_short);
  cut = read_bytes (wg_slice (file->data, end - 1), (How){0, TRUE});
  assert_int_equal (cut->packets->len, 1);
  assert_true (cut->cut_short);
}

static void
interfaces_at_the_ceiling_and_one_past_it (void **state)
{
  for (guint past = 0; past < 2; past++)
    {
      g_autoptr (GByteArray) file = g_byte_array_new ();
      g_autoptr (Reading) reading = NULL;

      put_section (file, FALSE);
      for (guint i = 0; i < WG_LIMIT_INTERFACES + past; i++)
        put_interface (file, FALSE, 1, 0, NULL);
      put_packet (file, FALSE, WG_LIMIT_INTERFACES - 1 + past, 1, 60);
      reading = read_bytes (slice_of (file), (How){0, FALSE});
      assert_int_equal (reading->interfaces->len, WG_LIMIT_INTERFACES);
      assert_int_equal (reading->packets->len, 1 - past);
      assert_int_equal (reading->skipped->len, 2 * past);
    }
}

static void
names_at_the_ceiling_and_one_past_it (void **state)
{
  for (guint past = 0; past < 2; past++)
    {
      g_autoptr (GByteArray) file = g_byte_array_new ();
      g_autofree char *name = g_strnfill (WG_LIMIT_INTERFACE_NAME + past, 'n');
      g_autoptr (Reading) reading = NULL;
      GByteArray *options = g_byte_array_new ();

      put_section (file, FALSE);
      put_option (options, FALSE, 2, name, strlen (name));
      put_interface (file, FALSE, 1, 0, options);
      reading = read_bytes (slice_of (file), (How){0, FALSE});
      assert_int_equal (strlen (g_array_index (reading->interfaces, WgInterface, 0).name),
                        WG_LIMIT_INTERFACE_NAME);
    }
}

static void
secrets_at_the_ceiling_and_one_past_it (void **state)
{
  g_autofree char *text = g_strnfill (WG_LIMIT_SECRETS_LEN + 1, 's');

  for (guint past = 0; past < 2; past++)
    {
      g_autoptr (GByteArray) file = g_byte_array_new ();
      g_autoptr (Reading) reading = NULL;

      put_section (file, FALSE);
      put_secrets (file, FALSE, 8, text, 8);
      put_secrets (file, FALSE, WG_LIMIT_SECRETS_LEN - 8 + past, text,
                   WG_LIMIT_SECRETS_LEN - 8 + past);
      put_interface (file, FALSE, 1, 0, NULL);
      put_packet (file, FALSE, 0, 1, 60);
      reading = read_bytes (slice_of (file), (How){0, past == 0});
      assert_int_equal (reading->secrets->len, 2 - past);
      if (past == 0)
        assert_int_equal (((GByteArray *) reading->secrets->pdata[1])->len,
                          WG_LIMIT_SECRETS_LEN - 8);
      assert_int_equal (reading->skipped->len, past);
      assert_int_equal (reading->packets->len, 1);
    }
}

static void
blocks_of_secrets_at_the_ceiling_and_one_past_it (void **state)
{
  for (guint past = 0; past < 2; past++)
    {
      g_autoptr (GByteArray) file = g_byte_array_new ();
      g_autoptr (Reading) reading = NULL;

      put_section (file, FALSE);
      for (guint i = 0; i < WG_LIMIT_SECRETS + past; i++)
        put_secrets (file, FALSE, 0, "", 0);
      reading = read_bytes (slice_of (file), (How){0, FALSE});
      assert_int_equal (reading->secrets->len, WG_LIMIT_SECRETS);
      assert_int_equal (reading->skipped->len, past);
    }
}

static void
skipped_ranges_at_the_ceiling_and_one_past_it (void **state)
{
  for (guint past = 0; past < 2; past++)
    {
      g_autoptr (GByteArray) file = g_byte_array_new ();
      g_autoptr (Reading) reading = NULL;

      put_section (file, FALSE);
      for (guint i = 0; i < WG_LIMIT_SKIPPED_RANGES + past; i++)
        put_packet (file, FALSE, 3, 1, 60);
      put_interface (file, FALSE, 1, 0, NULL);
      put_packet (file, FALSE, 0, 1, 60);
      reading = read_bytes (slice_of (file), (How){0, FALSE});
      assert_int_equal (reading->skipped->len, WG_LIMIT_SKIPPED_RANGES);
      assert_int_equal (reading->packets->len, 1);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (packets_at_the_ceiling_and_one_past_it),
      cmocka_unit_test (blocks_longer_than_a_window),
      cmocka_unit_test (interfaces_at_the_ceiling_and_one_past_it),
      cmocka_unit_test (names_at_the_ceiling_and_one_past_it),
      cmocka_unit_test (secrets_at_the_ceiling_and_one_past_it),
      cmocka_unit_test (blocks_of_secrets_at_the_ceiling_and_one_past_it),
      cmocka_unit_test (skipped_ranges_at_the_ceiling_and_one_past_it),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
