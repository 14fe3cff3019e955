#include "build.h"

#include "base/limits.h"

static void
every_magic_in_both_orders (void **state)
{
  static const struct
  {
    guint32 magic;
    guint32 frac_ns;
    guint extra;
  } cases[] = {
      {0xa1b2c3d4, 1000, 0}, {0xa1b23c4d, 1, 0},    {0xa12b3c4d, 1, 0},
      {0x1c0001ac, 1, 4},    {0x1c0001ab, 1000, 4},
  };

  for (guint i = 0; i < 2 * G_N_ELEMENTS (cases); i++)
    {
      gboolean big = i % 2 == 1;
      g_autoptr (GByteArray) file = g_byte_array_new ();
      g_autoptr (Reading) reading = NULL;

      put_pcap_header (file, big, cases[i / 2].magic, 1);
      put_noise (file, 1, cases[i / 2].extra);
      put_pcap_record (file, big, 0xfffffffe, 999999, 60);
      put_pcap_record (file, big, 5, 7, 0);
      put_pcap_record (file, big, 6, 8, 1514);
      reading = read_in_every_way (slice_of (file), FALSE);
      assert_null (reading->error);
      assert_int_equal (reading->format, WG_FORMAT_PCAP);
      assert_int_equal (reading->packets->len, 3);
      assert_false (reading->cut_short);
      assert_int_equal (reading->skipped->len, 0);
      assert_int_equal (packet_of (reading, 1)->bytes.len, 0);
      assert_int_equal (packet_of (reading, 2)->wire_len, 1514);
      assert_int_equal (packet_of (reading, 2)->frame, 3);
      assert_true (packet_of (reading, 0)->time_ns
                   == G_GINT64_CONSTANT (4294967294) * 1000000000
                          + (gint64) cases[i / 2].frac_ns * 999999);
    }
}

/* A record of one of the patched libpcaps. */
static void
put_patched (GByteArray *out, gboolean big, guint32 sec, guint32 len, const char *extra)
{
  put_u32 (out, big, sec);
  put_u32 (out, big, 1);
  put_u32 (out, big, len);
  put_u32 (out, big, len + 3);
  if (strlen (extra) > 4) /* interface, protocol, type, padding and more */
    {
      put_u32 (out, big, 2);
      put_u16 (out, big, 0x800);
      put_u8 (out, 4);
      put_noise (out, 3, strlen (extra) - 7);
    }
  else
    put_u32 (out, big, 0x9fbfb601);
  put_noise (out, sec, len);
}

static void
patched_records_are_recognised (void **state)
{
  static const struct
  {
    guint32 magic;
    const char *extra;
  } cases[] = {
      {0xa1b2c3d4, "12345678"},     /* 1999-04-17 */
      {0xa1b2cd34, "12345678"},     /* 1999-10-29 */
      {0xa1b2cd34, "123456789abc"}, /* 1999-09-15 */
      {0xa1b2c3d4, "noki"},
  };

  for (guint i = 0; i < 2 * G_N_ELEMENTS (cases); i++)
    {
      gboolean big = i % 2 == 1;
      g_autoptr (GByteArray) file = g_byte_array_new ();
      g_autoptr (Reading) reading = NULL;

      put_pcap_header (file, big, cases[i / 2].magic, 1);
      for (guint n = 0; n < 5; n++)
        put_patched (file, big, 900000000 + n, 90 + n, cases[i / 2].extra);
      reading = read_in_every_way (slice_of (file), FALSE);
      assert_int_equal (reading->packets->len, 5);
      assert_false (reading->cut_short);
      for (guint n = 0; n < 5; n++)
        {
          assert_true (packet_of (reading, n)->time_ns
                       == (gint64) (900000000 + n) * 1000000000 + 1000);
          assert_int_equal (packet_of (reading, n)->bytes.len, 90 + n);
          assert_int_equal (packet_of (reading, n)->wire_len, 93 + n);
        }
    }
}

/* Behind the first packet stands what is odd as a record and less odd as one of 1999. */
static void
damage_makes_no_patched_file (void **state)
{
  static const guint32 garbage[] = {G_MAXUINT32, G_MAXUINT32, 0x100000, 5,
                                    0x200000,    0x300000,    0};
  g_autoptr (GByteArray) file = g_byte_array_new ();
  g_autoptr (Reading) reading = NULL;

  put_pcap_header (file, FALSE, 0xa1b2c3d4, 1);
  put_pcap_record (file, FALSE, 1700000000, 5, 60);
  memset (file->data + 40, 0, 8);
  for (guint i = 0; i < G_N_ELEMENTS (garbage); i++)
    put_u32 (file, FALSE, garbage[i]);
  reading = read_in_every_way (slice_of (file), FALSE);
  assert_int_equal (reading->packets->len, 1);
  assert_true (packet_of (reading, 0)->file_off == 40);
  assert_int_equal (reading->skipped->len, 1);
}

/* Lengths as they stand in the file; what should come of them. */
static void
old_versions_swap_the_lengths (void **state)
{
  static const struct
  {
    guint16 major, minor;
    guint32 first, second, captured;
  } cases[] = {
      {2, 4, 20, 40, 20}, {2, 3, 20, 40, 20}, {2, 3, 40, 20, 20},
      {2, 2, 40, 20, 20}, {2, 0, 40, 20, 20}, {543, 0, 40, 20, 20},
      {2, 0, 20, 40, 40}, {2, 5, 20, 40, 20}, {3, 0, 20, 40, 20},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GByteArray) file = g_byte_array_new ();
      g_autoptr (Reading) reading = NULL;

      put_pcap_header_full (file, FALSE, 0xa1b2c3d4, cases[i].major, cases[i].minor, 100, 1);
      put_u64 (file, FALSE, 5);
      put_u32 (file, FALSE, cases[i].first);
      put_u32 (file, FALSE, cases[i].second);
      put_noise (file, i, cases[i].captured);
      reading = read_in_every_way (slice_of (file), FALSE);
      assert_int_equal (reading->packets->len, 1);
      assert_false (reading->cut_short);
      assert_int_equal (packet_of (reading, 0)->bytes.len, cases[i].captured);
      assert_int_equal (packet_of (reading, 0)->wire_len, 60 - cases[i].captured);
    }
}

static void
aix_counts_nanoseconds_and_interface_types (void **state)
{
  static const struct
  {
    guint32 network;
    guint16 linktype;
    guint padding;
  } cases[] = {{6, 1, 0}, {9, 6, 0}, {15, 10, 3}, {24, 0, 0}};

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GByteArray) file = g_byte_array_new ();
      g_autoptr (Reading) reading = NULL;

      put_pcap_header_full (file, TRUE, 0xa1b2c3d4, 2, 2, 100, cases[i].network);
      put_pcap_record (file, TRUE, 1, 2, 40);
      reading = read_in_every_way (slice_of (file), FALSE);
      assert_int_equal (reading->packets->len, 1);
      assert_int_equal (packet_of (reading, 0)->linktype, cases[i].linktype);
      assert_true (packet_of (reading, 0)->time_ns == 1000000002);
      assert_int_equal (packet_of (reading, 0)->bytes.len, 40 - cases[i].padding);
      assert_int_equal (packet_of (reading, 0)->wire_len, 40 - cases[i].padding);
    }
}

static void
link_types_lose_their_upper_bits (void **state)
{
  static const struct
  {
    guint32 network;
    guint16 linktype;
  } cases[] = {
      {1, 1},          {0x24000001, 1},      {0xf4000001, 1}, {12, 12},       {14, 14},
      {0x08000001, 1}, {0x02240002, 0xffff}, {101, 101},      {65535, 65535},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GByteArray) file = g_byte_array_new ();
      g_autoptr (Reading) reading = NULL;

      put_pcap_header (file, FALSE, 0xa1b2c3d4, cases[i].network);
      reading = read_in_every_way (slice_of (file), FALSE);
      assert_int_equal (reading->packets->len, 0);
      assert_int_equal (reading->interfaces->len, 1);
      assert_int_equal (g_array_index (reading->interfaces, WgInterface, 0).linktype,
                        cases[i].linktype);
      assert_int_equal (g_array_index (reading->interfaces, WgInterface, 0).snaplen, 65535);
      assert_string_equal (g_array_index (reading->interfaces, WgInterface, 0).name, "");
    }
}

/* Packets of every length around the sizes that matter, in windows cut everywhere. */
static void
packets_before_a_cut_all_come (void **state)
{
  static const guint32 lens[] = {60, 0, 1, 300, 17, 42};
  g_autoptr (GByteArray) file = g_byte_array_new ();
  gsize ends[G_N_ELEMENTS (lens) + 1] = {24};

  put_pcap_header (file, FALSE, 0xa1b2c3d4, 1);
  for (guint i = 0; i < G_N_ELEMENTS (lens); i++)
    {
      put_pcap_record (file, FALSE, i, i, lens[i]);
      ends[i + 1] = file->len;
    }
  for (gsize cut = 0; cut <= file->len; cut++)
    {
      g_autoptr (Reading) reading =
          read_bytes (wg_slice (file->data, cut), (How){cut % 5, cut % 2 == 1});
      guint whole = 0;
      gboolean between = cut == ends[0];

      assert_int_equal (reading->opened, cut >= 24);
      if (cut < 24)
        {
          assert_true (g_error_matches (reading->error, WG_ERROR, WG_ERROR_FORMAT));
          continue;
        }
      for (guint i = 1; i < G_N_ELEMENTS (ends); i++)
        {
          whole += ends[i] <= cut;
          between |= ends[i] == cut;
        }
      assert_int_equal (reading->packets->len, whole);
      assert_int_equal (reading->cut_short, !between);
      assert_int_equal (reading->skipped->len, 0);
    }
}

static void
a_packet_at_the_ceiling_and_one_past_it (void **state)
{
  for (guint past = 0; past < 2; past++)
    {
      g_autoptr (GByteArray) file = g_byte_array_new ();
      g_autoptr (Reading) reading = NULL;

      put_pcap_header_full (file, FALSE, 0xa1b2c3d4, 2, 4, 1 << 20, 1);
      put_pcap_record (file, FALSE, 1, 1, 60);
      put_pcap_record (file, FALSE, 2, 1, WG_LIMIT_PACKET_LEN + past);
      put_pcap_record (file, FALSE, 3, 1, 60);
      reading = read_bytes (slice_of (file), (How){0, past == 1});
      assert_int_equal (reading->packets->len, past == 0 ? 3 : 1);
      assert_false (reading->cut_short);
      assert_int_equal (reading->skipped->len, past);
      if (past == 1)
        assert_true (g_array_index (reading->skipped, WgSkipped, 0).off == 24 + 76);
    }
}

/* D-Bus, EBHSCR and USBPcap have longer packets; what is given of them has the same ceiling. */
static void
long_packets_of_some_links_are_shortened (void **state)
{
  static const guint16 linktypes[] = {231, 249, 279};

  for (guint i = 0; i < G_N_ELEMENTS (linktypes); i++)
    {
      g_autoptr (GByteArray) file = g_byte_array_new ();
      g_autoptr (Reading) reading = NULL, cut = NULL;

      put_pcap_header (file, TRUE, 0xa1b2c3d4, linktypes[i]);
      put_pcap_record (file, TRUE, 1, 1, 900 * 1024);
      put_pcap_record (file, TRUE, 2, 1, 60);
      reading = read_bytes (slice_of (file), (How){0, TRUE});
      assert_int_equal (reading->packets->len, 2);
      assert_int_equal (packet_of (reading, 0)->bytes.len, WG_LIMIT_PACKET_LEN);
      assert_int_equal (packet_of (reading, 0)->wire_len, 900 * 1024);
      assert_int_equal (reading->skipped->len, 0);
      assert_false (reading->cut_short);
      cut = read_bytes (wg_slice (file->data, 24 + 16 + 800 * 1024), (How){0, FALSE});
      assert_int_equal (cut->packets->len, 1);
      assert_true (cut->cut_short);
    }
}

/* More than the snap length: libpcap shortens them, but the bytes are there. */
static void
packets_beyond_the_snap_length_are_kept (void **state)
{
  g_autoptr (GByteArray) file = g_byte_array_new ();
  g_autoptr (Reading) reading = NULL;

  put_pcap_header_full (file, FALSE, 0xa1b2c3d4, 2, 4, 20, 1);
  for (guint i = 0; i < 4; i++)
    put_pcap_record (file, FALSE, i, i, 60);
  reading = read_in_every_way (slice_of (file), FALSE);
  assert_int_equal (reading->packets->len, 4);
  assert_int_equal (packet_of (reading, 3)->bytes.len, 60);
}

static void
old_and_broken_headers_are_refused (void **state)
{
  static const struct
  {
    guint16 major;
    guint len;
    const char *message;
  } cases[] = {
      {1, 24, "memory: pcap version 1.4 is not supported"},
      {0, 24, "memory: pcap version 0.4 is not supported"},
      {2, 23, "memory: breaks off inside the pcap file header, at offset 23"},
      {2, 4, "memory: breaks off inside the pcap file header, at offset 4"},
      {2, 3, "memory: is not a capture file (pcap, pcapng or snoop)"},
      {2, 0, "memory: is empty"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GByteArray) file = g_byte_array_new ();

      put_pcap_header_full (file, FALSE, 0xa1b2c3d4, cases[i].major, 4, 100, 1);
      assert_refused (wg_slice (file->data, cases[i].len), FALSE, cases[i].message);
    }
}

/* Packets of up to 256 KiB over several windows of 1 MiB, so that every kind of record crosses.
 */
static void
windows_are_crossed_unharmed (void **state)
{
  g_autoptr (GByteArray) file = g_byte_array_new ();
  guint n = 0;

  put_pcap_header_full (file, FALSE, 0xa1b2c3d4, 2, 4, WG_LIMIT_PACKET_LEN, 1);
  for (; file->len < 6u * 1024 * 1024; n++)
    put_pcap_record (file, FALSE, n, n, n % 7 == 0 ? WG_LIMIT_PACKET_LEN - n : 1500 + n);
  for (guint way = 0; way < 4; way++)
    {
      static const gsize chunks[] = {0, 1000, 65536, 300000};
      g_autoptr (Reading) reading =
          read_bytes (slice_of (file), (How){chunks[way], way % 2 == 0});
      assert_int_equal (reading->packets->len, n);
      assert_false (reading->cut_short);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (every_magic_in_both_orders),
      cmocka_unit_test (patched_records_are_recognised),
      cmocka_unit_test (damage_makes_no_patched_file),
      cmocka_unit_test (old_versions_swap_the_lengths),
      cmocka_unit_test (aix_counts_nanoseconds_and_interface_types),
      cmocka_unit_test (link_types_lose_their_upper_bits),
      cmocka_unit_test (packets_before_a_cut_all_come),
      cmocka_unit_test (a_packet_at_the_ceiling_and_one_past_it),
      cmocka_unit_test (long_packets_of_some_links_are_shortened),
      cmocka_unit_test (packets_beyond_the_snap_length_are_kept),
      cmocka_unit_test (old_and_broken_headers_are_refused),
      cmocka_unit_test (windows_are_crossed_unharmed),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
