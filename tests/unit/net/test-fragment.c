#include "../unit.h"

#include "base/limits.h"
#include "packets.h"

#define SECOND G_GINT64_CONSTANT (1000000000)

/* A datagram of 8 + 14 bytes to port 53 in three pieces. */
#define FIRST  "frag:7,0,1 x9c40003500160000"
#define MIDDLE "frag:7,1,1 x6162636465666768"
#define LAST   "frag:7,2,0 x696a6b6c6d6e"
#define WHOLE  "abcdefghijklmn"

static void
expect_whole (Bench *bench, const char *payload)
{
  const Seen *seen;

  assert_int_equal (bench->seen->len, 1);
  seen = &g_array_index (bench->seen, Seen, 0);
  assert_true (seen->segment.reassembled);
  assert_int_equal (seen->segment.protocol, 17);
  assert_int_equal (seen->segment.dst.port, 53);
  assert_int_equal (seen->segment.payload_len, strlen (payload));
  assert_memory_equal (g_bytes_get_data (seen->payload, NULL), payload, strlen (payload));
}

static void
order_does_not_matter (void **state)
{
  static const char *const pieces[] = {FIRST, MIDDLE, LAST};
  static const guint orders[][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2},
                                    {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
  Bench bench;

  bench_init (&bench);
  for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
    {
      bench_forget (&bench);
      for (guint k = 0; k < 3; k++)
        bench_feed_words (&bench, 101, pieces[orders[i][k]]);
      expect_whole (&bench, WHOLE);
      assert_int_equal (g_array_index (bench.seen, Seen, 0).frame, 3 * i + 3);
      assert_string_equal (bench.notes->str, "");
    }
  bench_clear (&bench);
}

static void
other_datagrams_keep_apart (void **state)
{
  Bench bench;

  bench_init (&bench);
  bench_feed_words (&bench, 101, FIRST);
  bench_feed_words (&bench, 101, "frag:8,1,1 x4142434445464748");
  bench_feed_words (&bench, 101, MIDDLE);
  bench_feed_words (&bench, 1, "eth:8100 x00050800 " LAST); /* another VLAN */
  assert_int_equal (bench.seen->len, 0);
  bench_feed_words (&bench, 101, LAST);
  expect_whole (&bench, WHOLE);
  bench_clear (&bench);
}

static void
the_first_to_come_wins (void **state)
{
  Bench bench;

  bench_init (&bench);
  bench_feed_words (&bench, 101, FIRST);
  bench_feed_words (&bench, 101, MIDDLE);
  bench_feed_words (&bench, 101, MIDDLE);
  assert_string_equal (bench.notes->str, "ip-fragment-overlap ");
  bench_feed_words (&bench, 101, "frag:7,1,1 x5858585858585858");
  assert_string_equal (bench.notes->str, "ip-fragment-overlap ip-fragment-conflict ");
  bench_feed_words (&bench, 101, LAST);
  expect_whole (&bench, WHOLE);
  bench_clear (&bench);
}

static void
odd_pieces_are_noted (void **state)
{
  static const struct
  {
    const char *piece, *notes;
  } rows[] = {
      {"frag:7,3,1 x6162636465666768", "ip-fragment-past-end "}, /* behind the last one */
      {"frag:7,1,0 x6162636465666768", "ip-fragment-past-end "}, /* another end */
      {"frag:7,8191,1 x61626364656667686162636465666768", "ip-fragment-past-end "},
      {"frag:7,1,1 x616263", "ip-fragment-unaligned ip-fragment-empty "},
      {"frag:7,1,1", "ip-fragment-empty "},
  };
  Bench bench;

  bench_init (&bench);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      bench_forget (&bench);
      bench_feed_words (&bench, 101, LAST);
      bench_feed_words (&bench, 101, rows[i].piece);
      assert_string_equal (bench.notes->str, rows[i].notes);
      bench_feed_words (&bench, 101, FIRST);
      bench_feed_words (&bench, 101, MIDDLE);
      expect_whole (&bench, WHOLE);
    }
  bench_clear (&bench);
}

/* A last piece that ends before what is known already does not count. */
static void
an_end_inside_the_known_is_refused (void **state)
{
  Bench bench;

  bench_init (&bench);
  bench_feed_words (&bench, 101, FIRST);
  bench_feed_words (&bench, 101, MIDDLE);
  bench_feed_words (&bench, 101, "frag:7,1,0 x6162");
  assert_string_equal (bench.notes->str, "ip-fragment-past-end ");
  bench_feed_words (&bench, 101, LAST);
  expect_whole (&bench, WHOLE);
  bench_clear (&bench);
}

/* Linux cuts an uneven piece down to a multiple of 8, and so do we. */
static void
an_uneven_piece_is_cut_down (void **state)
{
  Bench bench;

  bench_init (&bench);
  bench_feed_words (&bench, 101, FIRST);
  bench_feed_words (&bench, 101, "frag:7,1,1 x6162636465666768ffff");
  assert_string_equal (bench.notes->str, "ip-fragment-unaligned ");
  bench_feed_words (&bench, 101, LAST);
  expect_whole (&bench, WHOLE);
  bench_clear (&bench);
}

static void
waiting_ends_after_thirty_seconds (void **state)
{
  Bench bench;

  bench_init (&bench);
  for (guint over = 0; over < 2; over++)
    {
      bench_forget (&bench);
      bench_feed_words (&bench, 101, FIRST);
      bench_feed_words (&bench, 101, MIDDLE);
      bench.time_ns += 30 * SECOND + over;
      bench_feed_words (&bench, 101, LAST);
      assert_int_equal (bench.seen->len, 1 - over);
      assert_string_equal (bench.notes->str, over ? "ip-fragment-timeout " : "");
    }
  /* A clock at its ends does not overflow. */
  bench.time_ns = G_MAXINT64;
  bench_feed_words (&bench, 101, FIRST);
  bench.time_ns = G_MININT64;
  bench_feed_words (&bench, 101, MIDDLE);
  bench_clear (&bench);
}

static void
a_cut_first_piece_is_read_as_it_is (void **state)
{
  g_autoptr (GByteArray) first = packet_build (FIRST " x6162636465666768");
  g_autoptr (GByteArray) later = packet_build (LAST);
  Bench bench;

  bench_init (&bench);
  bench_feed (&bench, 101, wg_slice (first->data, first->len - 4), first->len, FALSE);
  assert_int_equal (bench.seen->len, 1);
  assert_int_equal (g_array_index (bench.seen, Seen, 0).segment.payload_len, 8);
  assert_int_equal (g_bytes_get_size (g_array_index (bench.seen, Seen, 0).payload), 4);
  bench_feed (&bench, 101, wg_slice (later->data, later->len - 4), later->len, FALSE);
  assert_int_equal (bench.seen->len, 1);
  assert_string_equal (bench.notes->str, "");
  /* The same where the file hides that it was cut: no end is taken from such a piece. */
  bench_feed_words (&bench, 101, FIRST);
  bench_feed_words (&bench, 101, MIDDLE);
  bench_feed (&bench, 101, wg_slice (later->data, later->len - 4), later->len - 4, FALSE);
  assert_int_equal (bench.seen->len, 1);
  assert_string_equal (bench.notes->str, "ip-past-packet ");
  bench_clear (&bench);
}

static void
ipv6_pieces_go_by_the_first_ones_protocol (void **state)
{
  Bench bench;

  bench_init (&bench);
  bench_feed_words (&bench, 101, "ip6:44 x3b00001000000009 x696a6b6c6d6e");
  bench_feed_words (&bench, 101, "ip6:44 x1100000100000009 x9c40003500160000");
  assert_int_equal (bench.seen->len, 0);
  bench_feed_words (&bench, 101, "ip6:44 x3b00000900000009 x6162636465666768");
  expect_whole (&bench, WHOLE);
  bench_clear (&bench);
}

/* A whole datagram inside another's pieces: the outer one is put together first. */
static void
fragments_inside_a_tunnel (void **state)
{
  g_autoptr (GByteArray) inner = packet_build ("ip4:17 udp:53 x6869");
  g_autoptr (GString) words = g_string_new (NULL);
  Bench bench;

  g_string_assign (words, "x4500002400032000 x00040000 x0a0000010a000002 x");
  for (guint i = 0; i < 16; i++)
    g_string_append_printf (words, "%02x", inner->data[i]);
  bench_init (&bench);
  bench_feed_words (&bench, 101, words->str);
  g_string_assign (words, "x4500002200030002 x00040000 x0a0000010a000002 x");
  for (guint i = 16; i < inner->len; i++)
    g_string_append_printf (words, "%02x", inner->data[i]);
  bench_feed_words (&bench, 101, words->str);
  assert_int_equal (bench.seen->len, 1);
  assert_int_equal (g_array_index (bench.seen, Seen, 0).segment.dst.port, 53);
  bench_clear (&bench);
}

static void
queues_have_a_ceiling (void **state)
{
  Bench bench;

  bench_init (&bench);
  for (guint i = 0; i < WG_LIMIT_FRAGMENT_QUEUES + 1; i++)
    {
      g_autofree char *words = g_strdup_printf ("frag:%u,0,1 x9c400035000a0000", i);
      assert_string_equal (bench.notes->str, "");
      bench_feed_words (&bench, 101, words);
    }
  assert_string_equal (bench.notes->str, "ip-fragment-dropped "); /* the oldest went */
  bench_feed_words (&bench, 101, "frag:1,1,0 x6869");
  assert_int_equal (bench.seen->len, 1);
  bench_feed_words (&bench, 101, "frag:0,1,0 x6869");
  assert_int_equal (bench.seen->len, 1);
  bench_clear (&bench);
}

static void
pieces_have_a_ceiling (void **state)
{
  Bench bench;

  bench_init (&bench);
  for (guint over = 0; over < 2; over++)
    {
      for (guint i = 0; i < WG_LIMIT_FRAGMENTS - 2 + over; i++)
        bench_feed_words (&bench, 101, MIDDLE);
      bench_feed_words (&bench, 101, FIRST);
      bench_forget (&bench);
      bench_feed_words (&bench, 101, LAST);
      assert_int_equal (bench.seen->len, 1 - over);
      assert_string_equal (bench.notes->str, over ? "ip-fragment-dropped " : "");
    }
  bench_clear (&bench);
}

/* Each of these asks for 64 KiB; the oldest go where the ceiling is met. */
static void
bytes_have_a_ceiling (void **state)
{
  const guint fit = WG_LIMIT_FRAGMENT_BYTES / 65536;
  Bench bench;

  bench_init (&bench);
  for (guint i = 0; i < fit; i++)
    {
      g_autofree char *words = g_strdup_printf ("frag:%u,8190,1 x6162636465666768", i);
      bench_feed_words (&bench, 101, words);
    }
  assert_string_equal (bench.notes->str, "");
  bench_feed_words (&bench, 101, "frag:60000,8190,1 x6162636465666768");
  assert_string_equal (bench.notes->str, "ip-fragment-dropped ");
  bench_clear (&bench);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (order_does_not_matter),
      cmocka_unit_test (other_datagrams_keep_apart),
      cmocka_unit_test (the_first_to_come_wins),
      cmocka_unit_test (odd_pieces_are_noted),
      cmocka_unit_test (an_end_inside_the_known_is_refused),
      cmocka_unit_test (an_uneven_piece_is_cut_down),
      cmocka_unit_test (waiting_ends_after_thirty_seconds),
      cmocka_unit_test (a_cut_first_piece_is_read_as_it_is),
      cmocka_unit_test (ipv6_pieces_go_by_the_first_ones_protocol),
      cmocka_unit_test (fragments_inside_a_tunnel),
      cmocka_unit_test (queues_have_a_ceiling),
      cmocka_unit_test (pieces_have_a_ceiling),
      cmocka_unit_test (bytes_have_a_ceiling),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
