#include "build.h"

#include "base/limits.h"

static void
put_header (GByteArray *out, guint32 version, guint32 datalink)
{
  put_bytes (out, "snoop\0\0\0", 8);
  put_u32 (out, TRUE, version);
  put_u32 (out, TRUE, datalink);
}

static void
put_record (GByteArray *out, guint32 sec, guint32 len, guint32 padding)
{
  put_u32 (out, TRUE, len + 9);
  put_u32 (out, TRUE, len);
  put_u32 (out, TRUE, 24 + len + padding);
  put_u32 (out, TRUE, 3); /* drops */
  put_u32 (out, TRUE, sec);
  put_u32 (out, TRUE, 999999);
  put_noise (out, sec, len + padding);
}

static void
records_are_read_and_padding_is_passed (void **state)
{
  for (guint32 version = 2; version < 6; version++)
    {
      g_autoptr (GByteArray) file = g_byte_array_new ();
      g_autoptr (Reading) reading = NULL;

      put_header (file, version, 4);
      for (guint i = 0; i < 5; i++)
        put_record (file, 100 + i, 60 + i, i % 4);
      reading = read_in_every_way (slice_of (file), FALSE);
      assert_int_equal (reading->format, WG_FORMAT_SNOOP);
      assert_int_equal (reading->packets->len, 5);
      assert_false (reading->cut_short);
      assert_int_equal (packet_of (reading, 4)->bytes.len, 64);
      assert_int_equal (packet_of (reading, 4)->wire_len, 73);
      assert_true (packet_of (reading, 4)->time_ns == G_GINT64_CONSTANT (104999999000));
    }
}

static void
data_links_have_their_link_types (void **state)
{
  static const struct
  {
    guint32 datalink;
    guint32 padding; /* from 16 bytes on it is one of Shomiti's */
    guint16 linktype;
    guint32 len;
  } cases[] = {
      {0, 2, 1, 60},          {4, 2, 1, 60},
      {2, 2, 6, 60},          {8, 2, 10, 60},
      {9, 2, 0, 60},          {14, 2, 0, 60},
      {16, 2, 122, 60},       {18, 2, 123, 60},
      {10, 2, 0xffff, 60},    {0x80000005, 2, 226, 60},
      {10, 16, 1, 60},        {10, 15, 0xffff, 60},
      {11, 16, 6, 60},        {19, 20, 1, 60},
      {18, 16, 105, 60 - 24}, {3, 2, 0xffff, 60},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GByteArray) file = g_byte_array_new ();
      g_autoptr (Reading) reading = NULL;

      put_header (file, 2, cases[i].datalink);
      put_record (file, 1, 60, cases[i].padding);
      memcpy (file->data + 40, "\0\0\0\x14", 4); /* a radio header of 20 + 4 */
      reading = read_in_every_way (slice_of (file), FALSE);
      assert_int_equal (packet_of (reading, 0)->linktype, cases[i].linktype);
      assert_int_equal (packet_of (reading, 0)->bytes.len, cases[i].len);
    }
}

static void
packets_before_a_cut_all_come (void **state)
{
  g_autoptr (GByteArray) file = g_byte_array_new ();
  gsize ends[4] = {16};

  put_header (file, 2, 4);
  for (guint i = 0; i < 3; i++)
    {
      put_record (file, i, 20 * i, 2);
      ends[i + 1] = file->len;
    }
  for (gsize cut = 0; cut <= file->len; cut++)
    {
      g_autoptr (Reading) reading =
          read_bytes (wg_slice (file->data, cut), (How){cut % 5, cut % 2 == 1});
      guint whole = 0;
      gboolean between = cut == ends[0];

      assert_int_equal (reading->opened, cut >= 16);
      for (guint i = 1; i < 4; i++)
        {
          whole += ends[i] - 2 <= cut; /* the padding may be missing */
          between |= ends[i] == cut;
        }
      if (cut < 16)
        continue;
      assert_int_equal (reading->packets->len, whole);
      assert_int_equal (reading->cut_short, !between);
    }
}

static void
lengths_that_cannot_be_end_it (void **state)
{
  static const struct
  {
    guint32 captured, record_len;
    guint packets;
  } cases[] = {
      {60, 84, 2},
      {60, 83, 1},
      {60, 0, 1},
      {0, 24, 1},
      {0, 23, 1},
      {0xffffffff, 84, 1},
      {0xffffffff, 0xffffffff, 1},
      {WG_LIMIT_PACKET_LEN + 1, WG_LIMIT_PACKET_LEN + 100, 1},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GByteArray) file = g_byte_array_new (), lens = g_byte_array_new ();
      g_autoptr (Reading) reading = NULL;

      put_header (file, 2, 4);
      put_record (file, 1, 10, 0);
      put_record (file, 1, 60, 0);
      put_u32 (lens, TRUE, cases[i].captured);
      put_u32 (lens, TRUE, cases[i].record_len);
      memcpy (file->data + 16 + 34 + 4, lens->data, 8);
      reading = read_in_every_way (slice_of (file), FALSE);
      assert_true (reading->packets->len >= cases[i].packets);
      if (cases[i].record_len != 24) /* else noise is read as a record */
        {
          assert_int_equal (reading->packets->len, cases[i].packets);
          assert_int_equal (reading->skipped->len, 2 - cases[i].packets);
        }
    }
}

static void
a_packet_at_the_ceiling (void **state)
{
  g_autoptr (GByteArray) file = g_byte_array_new ();
  g_autoptr (Reading) reading = NULL;

  put_header (file, 2, 4);
  put_record (file, 1, WG_LIMIT_PACKET_LEN, 0);
  reading = read_bytes (slice_of (file), (How){0, TRUE});
  assert_int_equal (packet_of (reading, 0)->bytes.len, WG_LIMIT_PACKET_LEN);
}

static void
other_versions_and_broken_headers_are_refused (void **state)
{
  static const struct
  {
    guint32 version;
    gsize len;
    const char *message;
  } cases[] = {
      {1, 16, "memory: snoop version 1 is not supported"},
      {6, 16, "memory: snoop version 6 is not supported"},
      {2, 15, "memory: breaks off inside the snoop file header, at offset 15"},
      {2, 8, "memory: breaks off inside the snoop file header, at offset 8"},
      {2, 7, "memory: is not a capture file (pcap, pcapng or snoop)"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GByteArray) file = g_byte_array_new ();

      put_header (file, cases[i].version, 4);
      assert_refused (wg_slice (file->data, cases[i].len), FALSE, cases[i].message);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (records_are_read_and_padding_is_passed),
      cmocka_unit_test (data_links_have_their_link_types),
      cmocka_unit_test (packets_before_a_cut_all_come),
      cmocka_unit_test (lengths_that_cannot_be_end_it),
      cmocka_unit_test (a_packet_at_the_ceiling),
      cmocka_unit_test (other_versions_and_broken_headers_are_refused),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
