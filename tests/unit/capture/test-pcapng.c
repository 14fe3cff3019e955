#include "build.h"

#include "base/limits.h"

static void
put_simple (GByteArray *out, gboolean big, guint32 wire, guint32 captured)
{
  GByteArray *body = body_with_u32 (big, wire);
  put_noise (body, wire, captured);
  put_block (out, big, 3, body);
}

static void
put_obsolete (GByteArray *out, gboolean big, guint16 interface, guint64 units, guint32 len)
{
  GByteArray *body = g_byte_array_new ();

  put_u16 (body, big, interface);
  put_u16 (body, big, 77); /* drops */
  put_u32 (body, big, (guint32) (units >> 32));
  put_u32 (body, big, (guint32) units);
  put_u32 (body, big, len);
  put_u32 (body, big, len + 1);
  put_noise (body, interface, len);
  put_block (out, big, 2, body);
}

/* A file with one block of every kind in each section. */
static void
put_everything (GByteArray *out, gboolean big)
{
  GByteArray *options = g_byte_array_new (), *journal = g_byte_array_new ();

  put_section (out, big);
  put_option (options, big, 1, "a comment", 9);
  put_option (options, big, 2, "eth\xff", 4);
  put_option (options, big, 13, "\x04", 1);
  put_interface (out, big, 1, 96, options);
  put_interface (out, big, 101, 0, NULL);
  put_packet (out, big, 1, 1000001, 60);
  put_obsolete (out, big, 0, 2000002, 33);
  put_simple (out, big, 500, 96);
  put_block (out, big, 4, body_with_u32 (big, 0)); /* names */
  put_block (out, big, 5, body_with_u32 (big, 0)); /* statistics */
  put_block (out, big, 0x0badbeef, body_with_u32 (big, 0));
  put_packet (out, big, 0, 3, 0);
  put_bytes (journal, "MESSAGE=x\n", 10);
  put_block (out, big, 9, journal);
  put_block (out, big, 0xbad, body_with_u32 (big, 32473));
  put_secrets (out, big, 5, "abcde", 5);
  put_packet (out, big, 0, 4, 61);
}

static void
every_block_in_both_orders (void **state)
{
  g_autoptr (GByteArray) file = g_byte_array_new ();
  g_autoptr (Reading) reading = NULL;

  for (guint section = 0; section < 4; section++)
    put_everything (file, section % 2 == 1);
  reading = read_in_every_way (slice_of (file), FALSE);
  assert_null (reading->error);
  assert_int_equal (reading->format, WG_FORMAT_PCAPNG);
  assert_int_equal (reading->skipped->len, 0);
  assert_false (reading->cut_short);
  assert_int_equal (reading->packets->len, 4 * 5);
  assert_int_equal (reading->interfaces->len, 4 * 2);
  assert_int_equal (reading->secrets->len, 4);
  for (guint section = 0; section < 4; section++)
    {
      static const guint interfaces[] = {1, 0, 0, 0, 0}, captured[] = {60, 33, 96, 0, 61},
                         wires[] = {60, 34, 500, 0, 61}, frames[] = {1, 2, 3, 4, 7};
      static const gint64 times[] = {1000001000, 2000002000, 0, 3000, 4000};
      const WgInterface *first = &g_array_index (reading->interfaces, WgInterface, 2 * section);

      assert_string_equal (first->name, "eth\\xff");
      assert_int_equal (first->snaplen, 96);
      for (guint i = 0; i < 5; i++)
        {
          const WgPacket *packet = packet_of (reading, 5 * section + i);

          assert_int_equal (packet->frame, 7 * section + frames[i]);
          assert_int_equal (packet->interface, 2 * section + interfaces[i]);
          assert_int_equal (packet->linktype, interfaces[i] == 1 ? 101 : 1);
          assert_int_equal (packet->bytes.len, captured[i]);
          assert_int_equal (packet->wire_len, wires[i]);
          assert_int_equal (packet->has_time, i != 2);
          assert_true (packet->time_ns == times[i]);
        }
    }
}

static void
resolutions_and_offsets (void **state)
{
  static const struct
  {
    guint8 tsresol;
    gint64 offset_s;
    guint64 units;
    gboolean has_time;
    gint64 time_ns;
  } cases[] = {
      {6, 0, 1234567, TRUE, 1234567000},
      {9, 0, 1234567, TRUE, 1234567},
      {0, 0, 7, TRUE, 7000000000},
      {3, 5, 7, TRUE, 5007000000},
      {12, 0, 1999999999999, TRUE, 1999999999},
      {19, 1, 15000000000000000000u, TRUE, 2500000000},
      {20, 0, 1, FALSE, 0},
      {0x80, 0, 3, TRUE, 3000000000},
      {0x80 | 10, 0, 1024 + 512, TRUE, 1500000000},
      {0x80 | 10, 100, 1025, TRUE, 101000976562},
      {0x80 | 32, 0, (G_GUINT64_CONSTANT (5) << 32) + 1, TRUE, 5000000000},
      {0x80 | 63, 0, (G_GUINT64_CONSTANT (3) << 62), TRUE, 1500000000},
      {0x80 | 64, 0, 1, FALSE, 0},
      {0xff, 0, 1, FALSE, 0},
      {6, -1, 0, TRUE, -1000000000},
      {6, 0, G_MAXUINT64, TRUE, G_MAXINT64},
      {0, 0, G_MAXUINT64, TRUE, G_MAXINT64},
      {9, G_MAXINT64, G_MAXUINT64, TRUE, G_MAXINT64},
      {9, G_MININT64, 5, TRUE, G_MININT64},
  };

  for (guint i = 0; i < 2 * G_N_ELEMENTS (cases); i++)
    {
      gboolean big = i % 2 == 1;
      g_autoptr (GByteArray) file = g_byte_array_new (), offset = g_byte_array_new ();
      g_autoptr (Reading) reading = NULL;
      GByteArray *options = g_byte_array_new ();
      const WgPacket *packet;

      put_section (file, big);
      put_u64 (offset, big, (guint64) cases[i / 2].offset_s);
      put_option (options, big, 14, offset->data, 8);
      put_option (options, big, 9, &cases[i / 2].tsresol, 1);
      put_interface (file, big, 1, 0, options);
      put_packet (file, big, 0, cases[i / 2].units, 20);
      reading = read_in_every_way (slice_of (file), FALSE);
      assert_int_equal (reading->packets->len, 1);
      packet = packet_of (reading, 0);
      assert_int_equal (packet->has_time, cases[i / 2].has_time);
      if (packet->has_time)
        assert_true (packet->time_ns == cases[i / 2].time_ns);
      assert_int_equal (reading->skipped->len, !cases[i / 2].has_time);
    }
}

static void
packets_before_a_cut_all_come (void **state)
{
  g_autoptr (GByteArray) file = g_byte_array_new ();
  g_autoptr (GArray) ends = g_array_new (FALSE, FALSE, sizeof (gsize));
  gsize begin;

  put_section (file, FALSE);
  put_interface (file, FALSE, 1, 0, NULL);
  begin = file->len;
  for (guint i = 0; i < 4; i++)
    {
      gsize end;
      put_packet (file, FALSE, 0, i, 10 * i);
      end = file->len;
      g_array_append_val (ends, end);
      put_secrets (file, FALSE, 9, "123456789", 9);
    }
  for (gsize cut = 0; cut < file->len; cut++)
    {
      g_autoptr (Reading) reading =
          read_bytes (wg_slice (file->data, cut), (How){cut % 5, cut % 2 == 1});
      guint whole = 0;
      gboolean between = cut == begin || cut == 28;

      assert_int_equal (reading->opened, cut >= 16);
      if (cut < 16)
        continue;
      for (guint i = 0; i < ends->len; i++)
        {
          gsize end = g_array_index (ends, gsize, i);
          whole += end <= cut;
          between |= end == cut || end + 32 == cut; /* and behind the secrets */
        }
      assert_int_equal (reading->packets->len, whole);
      assert_int_equal (reading->cut_short, !between);
      assert_int_equal (reading->skipped->len, 0);
    }
}

typedef void (*Damage) (GByteArray *file, gsize at);

static void
set_u32 (GByteArray *file, gsize at, guint32 value)
{
  GByteArray *number = body_with_u32 (FALSE, value);
  memcpy (file->data + at, number->data, 4);
  g_byte_array_unref (number);
}

/* @at is where a packet block of 92 bytes begins. */
static void
length_zero (GByteArray *file, gsize at)
{
  set_u32 (file, at + 4, 0);
}
static void
length_too_long (GByteArray *file, gsize at)
{
  set_u32 (file, at + 4, WG_LIMIT_BLOCK_LEN + 4);
}
static void
length_too_short (GByteArray *file, gsize at)
{
  set_u32 (file, at + 4, 44);
}
static void
trailer_differs (GByteArray *file, gsize at)
{
  set_u32 (file, at + 88, 1);
}
static void
packet_beyond_block (GByteArray *file, gsize at)
{
  set_u32 (file, at + 20, 65);
}
static void
packet_far_beyond_block (GByteArray *file, gsize at)
{
  set_u32 (file, at + 20, G_MAXUINT32);
}
static void
unknown_interface (GByteArray *file, gsize at)
{
  set_u32 (file, at + 8, 1);
}
static void
unknown_far_interface (GByteArray *file, gsize at)
{
  set_u32 (file, at + 8, G_MAXUINT32);
}
static void
bytes_lost (GByteArray *file, gsize at)
{
  g_byte_array_remove_range (file, (guint) at + 41, 7);
}
static void
bytes_come_in (GByteArray *file, gsize at)
{
  g_autoptr (GByteArray) copy = g_byte_array_new ();
  put_bytes (copy, file->data, at);
  put_noise (copy, 5, 5001);
  put_bytes (copy, file->data + at, file->len - at);
  g_byte_array_set_size (file, 0);
  put_bytes (file, copy->data, copy->len);
}

static void
damage_is_passed_over (void **state)
{
  static const struct
  {
    Damage damage;
    guint packets;
    const char *why;
  } cases[] = {
      {length_zero, 9, "a block whose length cannot be"},
      {length_too_long, 9, "a block whose length cannot be"},
      {length_too_short, 9, "a block whose length cannot be"},
      {trailer_differs, 9, "a block whose two lengths differ"},
      {packet_beyond_block, 9, "a packet longer than its block"},
      {packet_far_beyond_block, 9, "a packet longer than any can be"},
      {unknown_interface, 9, "a packet of an interface that is not described"},
      {unknown_far_interface, 9, "a packet of an interface that is not described"},
      {bytes_lost, 9, "a block whose length cannot be"},
      {bytes_come_in, 10, "a block whose length cannot be"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GByteArray) file = g_byte_array_new ();
      g_autoptr (Reading) reading = NULL;
      gsize at = 0;

      put_section (file, FALSE);
      put_interface (file, FALSE, 1, 0, NULL);
      for (guint n = 0; n < 10; n++)
        {
          at = n == 5 ? file->len : at;
          put_packet (file, FALSE, 0, n, 60);
        }
      cases[i].damage (file, at);
      reading = read_in_every_way (slice_of (file), FALSE);
      assert_int_equal (reading->packets->len, cases[i].packets);
      assert_int_equal (reading->skipped->len, 1);
      assert_string_equal (why_skipped (reading, 0), cases[i].why);
      assert_true (g_array_index (reading->skipped, WgSkipped, 0).off == at);
      assert_false (reading->cut_short);
    }
}

static void
damage_without_an_end_ends_it (void **state)
{
  g_autoptr (GByteArray) file = g_byte_array_new ();
  g_autoptr (Reading) reading = NULL;

  put_section (file, FALSE);
  put_interface (file, FALSE, 1, 0, NULL);
  put_packet (file, FALSE, 0, 1, 60);
  put_noise (file, 1, 100000);
  reading = read_bytes (slice_of (file), (How){0, TRUE});
  assert_int_equal (reading->packets->len, 1);
  assert_int_equal (reading->skipped->len, 1);
}

/* Lengths that are no multiple of four: padded, but the padding was not counted. */
static void
uncounted_padding_is_taken (void **state)
{
  g_autoptr (GByteArray) file = g_byte_array_new ();
  g_autoptr (Reading) reading = NULL;

  put_section (file, FALSE);
  put_interface (file, FALSE, 1, 0, NULL);
  for (guint i = 0; i < 3; i++)
    {
      gsize at = file->len;
      put_packet (file, FALSE, 0, i, 61);
      set_u32 (file, at + 4, 93);
      set_u32 (file, file->len - 4, 93);
    }
  reading = read_in_every_way (slice_of (file), FALSE);
  assert_int_equal (reading->packets->len, 3);
  assert_int_equal (reading->skipped->len, 0);
}

static void
sections_of_other_versions_are_passed_over (void **state)
{
  g_autoptr (GByteArray) file = g_byte_array_new ();
  g_autoptr (Reading) reading = NULL, refused = NULL;
  gsize second;

  put_everything (file, FALSE);
  second = file->len;
  put_everything (file, FALSE);
  put_everything (file, TRUE);
  set_u32 (file, second + 12, 2);
  reading = read_in_every_way (slice_of (file), FALSE);
  assert_int_equal (reading->packets->len, 10);
  assert_int_equal (reading->skipped->len, 1);
  assert_int_equal (reading->interfaces->len, 4);

  set_u32 (file, 12, 2);
  refused = read_in_every_way (slice_of (file), FALSE);
  assert_true (g_error_matches (refused->error, WG_ERROR, WG_ERROR_FORMAT));
  assert_string_equal (refused->error->message, "memory: pcapng version 2.0 is not supported");
}

static void
a_beginning_without_order_is_no_capture (void **state)
{
  g_autoptr (Reading) reading =
      read_in_every_way (WG_SLICE_LITERAL ("\n\r\r\nsixteen bytes or more"), FALSE);
  assert_true (g_error_matches (reading->error, WG_ERROR, WG_ERROR_FORMAT));
}

static void
lying_secrets_are_passed_over (void **state)
{
  static const guint32 told[] = {13, 0x7fffffff, 0xffffffff};

  for (guint i = 0; i < G_N_ELEMENTS (told); i++)
    {
      g_autoptr (GByteArray) file = g_byte_array_new ();
      g_autoptr (Reading) reading = NULL;

      put_section (file, FALSE);
      put_secrets (file, FALSE, told[i], "123456789abc", 12);
      put_block (file, FALSE, 10, g_byte_array_new ());
      put_secrets (file, FALSE, 12, "123456789abc", 12);
      reading = read_in_every_way (slice_of (file), FALSE);
      assert_int_equal (reading->secrets->len, 1);
      assert_int_equal (reading->skipped->len, 2);
    }
}

/* Options whose lengths lead out of the block, and blocks too short for what they are. */
static void
odd_blocks_do_no_harm (void **state)
{
  static const guint32 types[] = {1, 2, 3, 6, 10, 4, 0xbad};

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    for (guint len = 0; len < 24; len += 4)
      {
        g_autoptr (GByteArray) file = g_byte_array_new ();
        g_autoptr (Reading) reading = NULL;
        GByteArray *body = g_byte_array_new (), *options = g_byte_array_new ();

        put_section (file, FALSE);
        put_u16 (options, FALSE, 2);
        put_u16 (options, FALSE, 0xffff);
        put_interface (file, FALSE, 1, 0, options);
        for (guint n = 0; n < len; n++)
          put_u8 (body, 0xff);
        put_block (file, FALSE, types[i], body);
        put_packet (file, FALSE, 0, 1, 60);
        reading = read_in_every_way (slice_of (file), FALSE);
        assert_true (reading->packets->len >= 1);
        assert_int_equal (packet_of (reading, reading->packets->len - 1)->bytes.len, 60);
      }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (every_block_in_both_orders),
      cmocka_unit_test (resolutions_and_offsets),
      cmocka_unit_test (packets_before_a_cut_all_come),
      cmocka_unit_test (damage_is_passed_over),
      cmocka_unit_test (damage_without_an_end_ends_it),
      cmocka_unit_test (uncounted_padding_is_taken),
      cmocka_unit_test (sections_of_other_versions_are_passed_over),
      cmocka_unit_test (a_beginning_without_order_is_no_capture),
      cmocka_unit_test (lying_secrets_are_passed_over),
      cmocka_unit_test (odd_blocks_do_no_harm),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
