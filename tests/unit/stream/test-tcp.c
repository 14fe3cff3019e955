#include "../unit.h"

#include "base/limits.h"
#include "stream/tcp.h"

/* What a stream tells, as text: "c:bytes" for the client's bytes, "c-3" a gap, "c." the end. */
static const char who[] = {'c', 's'};

static void
on_data (gpointer user, guint dir, WgSlice bytes, WgOrigin origin)
{
  g_string_append_printf (user, "%c:%.*s@%u ", who[dir], (int) bytes.len,
                          (const char *) bytes.data, origin.frame);
}

static void
on_gap (gpointer user, guint dir, guint64 len, gboolean cut)
{
  g_string_append_printf (user, "%c%s%u ", who[dir], cut ? "cut" : "-", (guint) len);
}

static void
on_eof (gpointer user, guint dir)
{
  g_string_append_printf (user, "%c. ", who[dir]);
}

static void
on_note (gpointer user, guint dir, WgTcpNote note, WgOrigin origin, guint64 len)
{
  static const char *const names[] = {"overlap", "gap", "late"};
  g_string_append_printf (user, "%c!%s%u ", who[dir], names[note], (guint) len);
}

static const WgTcpCallbacks callbacks = {
    .data = on_data, .gap = on_gap, .eof = on_eof, .note = on_note};

typedef struct
{
  guint dir;
  guint8 flags;
  guint32 seq;
  guint32 ack;
  const char *payload;
  guint32 wire_len; /* 0: as captured */
} Step;

#define A   WG_TCP_ACK
#define SYN WG_TCP_SYN
#define FIN WG_TCP_FIN
#define RST WG_TCP_RST

static WgTcp tcp;

/* Plays the steps, frames counted from 1, and tells what came out. */
static char *
play (const Step *steps, guint n)
{
  WgTcpShared shared = {.callbacks = &callbacks};
  GString *out = g_string_new (NULL);

  memset (&tcp, 0, sizeof tcp);
  for (guint i = 0; i < n; i++)
    {
      const Step *step = &steps[i];
      gsize len = step->payload != NULL ? strlen (step->payload) : 0;
      WgSegment segment = {.protocol = 6,
                           .tcp_flags = step->flags,
                           .seq = step->seq,
                           .ack = step->ack,
                           .payload = wg_slice (step->payload, len),
                           .payload_len = step->wire_len > 0 ? step->wire_len : (guint32) len};
      wg_tcp_segment (&tcp, &shared, step->dir, &segment, i + 1, out);
    }
  wg_tcp_flush (&tcp, &shared, out);
  wg_tcp_clear (&tcp, &shared);
  assert_int_equal (shared.early_len, 0);
  if (out->len > 0)
    g_string_truncate (out, out->len - 1);
  return g_string_free (out, FALSE);
}

#define expect(text, ...)                                                                      \
  do                                                                                           \
    {                                                                                          \
      const Step steps[] = {__VA_ARGS__};                                                      \
      g_autofree char *out = play (steps, G_N_ELEMENTS (steps));                               \
      assert_string_equal (out, text);                                                         \
    }                                                                                          \
  while (0)

#define HELLO                                                                                  \
  {0, SYN, 99, 0, NULL, 0},                                                                    \
  {                                                                                            \
    1, SYN | A, 499, 100, NULL, 0                                                              \
  }

static void
in_order (void **state)
{
  expect ("c:abc@3 s:de@4 c. s.", HELLO, {0, A, 100, 500, "abc", 0}, {1, A, 500, 103, "de", 0},
          {0, FIN | A, 103, 502, NULL, 0}, {1, FIN | A, 502, 104, NULL, 0});
  assert_int_equal (tcp.half[0].unique, 3);
  assert_int_equal (tcp.half[0].packets, 3);
}

static void
reordered_and_repeated (void **state)
{
  expect ("c:abc@4 c:def@3 c:ghi@6", HELLO, {0, A, 103, 500, "def", 0},
          {0, A, 100, 500, "abc", 0}, {0, A, 100, 500, "abc", 0}, {0, A, 106, 500, "ghi", 0});
  assert_int_equal (tcp.half[0].retransmissions, 1);
  assert_int_equal (tcp.half[0].unique, 9);
  assert_int_equal (tcp.half[0].bytes, 12);
}

static void
the_first_bytes_win (void **state)
{
  expect ("c!overlap3 c:ab@4 c:CDE@3 c:f@4", HELLO, {0, A, 102, 500, "CDE", 0},
          {0, A, 100, 500, "abCdXf", 0});
  expect ("c:abc@3 c:d@4", HELLO, {0, A, 100, 500, "abc", 0}, {0, A, 101, 500, "XXd", 0});
}

static void
a_hole_is_given_up_when_acknowledged (void **state)
{
  /* patience: four more segments, then what the receiver has had is not waited for */
  expect ("c!gap3 c-3 c:def@3 c:g@9", HELLO, {0, A, 103, 500, "def", 0},
          {1, A, 500, 106, NULL, 0}, {1, A, 500, 106, NULL, 0}, {1, A, 500, 106, NULL, 0},
          {1, A, 500, 106, NULL, 0}, {1, A, 500, 106, NULL, 0}, {0, A, 106, 500, "g", 0});
  assert_int_equal (tcp.half[0].lost, 3);
}

static void
a_hole_is_given_up_at_the_end (void **state)
{
  expect ("c!gap3 c-3 c:def@3 c.", HELLO, {0, A, 103, 500, "def", 0},
          {0, FIN | A, 106, 500, NULL, 0});
}

static void
late_bytes_are_counted_not_read (void **state)
{
  expect ("c!gap3 c-3 c:def@3 c. s. c!late3", HELLO, {0, A, 103, 500, "def", 0},
          {1, RST | A, 500, 100, NULL, 0}, {0, A, 100, 500, "abc", 0});
  assert_int_equal (tcp.half[0].lost, 0);
  assert_int_equal (tcp.half[0].unique, 6);
}

static void
bytes_before_the_first_are_counted_once (void **state)
{
  expect ("s:abc@1 s!late2 s!late4", {1, A, 500, 100, "abc", 0}, {1, A, 490, 100, "zz", 0},
          {1, A, 490, 100, "zz", 0}, {1, A, 492, 100, "yyyy", 0});
  assert_int_equal (tcp.half[1].unique, 9);
  assert_int_equal (tcp.half[1].retransmissions, 1);
}

static void
the_acknowledged_syn_counts (void **state)
{
  expect ("s:ab@5", {0, SYN, 99, 0, NULL, 0}, {1, SYN | A, 499, 100, NULL, 0},
          {0, A, 100, 500, NULL, 0}, {1, SYN | A, 9000, 100, NULL, 0},
          {1, A, 500, 100, "ab", 0});
}

static void
a_refused_syn_may_come_again (void **state)
{
  expect ("c. s. c:ab@4", {0, SYN, 99, 0, NULL, 0}, {1, RST | A, 0, 100, NULL, 0},
          {0, SYN, 99, 0, NULL, 0}, {0, A, 100, 1, "ab", 0});
  assert_false (tcp.reset);
}

static void
numbers_wrap_around (void **state)
{
  expect ("c:abcd@2 c:ef@3 c:gh@4", {0, SYN, 0xfffffffa, 0, NULL, 0},
          {0, A, 0xfffffffb, 1, "abcd", 0}, {0, A, 0xffffffff, 1, "ef", 0},
          {0, A, 1, 1, "gh", 0});
}

static void
midstream_begins_where_it_is_met (void **state)
{
  expect ("s:abc@1 c:x@2 s:d@4 s!late2", {1, A, 500, 100, "abc", 0}, {0, A, 100, 503, "x", 0},
          {0, A, 101, 503, NULL, 0}, {1, A, 503, 101, "d", 0}, {1, A, 498, 101, "zz", 0});
  assert_int_equal (tcp.half[1].unique, 6);
}

static void
a_keep_alive_first_leaves_no_hole (void **state)
{
  expect ("c:abc@2 s:d@3", {0, A, 99, 500, NULL, 0}, {0, A, 100, 500, "abc", 0},
          {1, A, 500, 103, "d", 0});
  assert_int_equal (tcp.half[0].lost, 0);
}

static void
what_the_snap_length_cut_is_a_cut (void **state)
{
  expect ("c:abc@3 ccut7 c:k@4", HELLO, {0, A, 100, 500, "abc", 10}, {0, A, 110, 500, "k", 0});
  assert_int_equal (tcp.half[0].lost, 0);
}

static void
keep_alives_are_no_data (void **state)
{
  expect ("c:abc@3", HELLO, {0, A, 100, 500, "abc", 0}, {0, A, 102, 500, "x", 0});
  assert_int_equal (tcp.half[0].retransmissions, 1);
}

static void
early_segments_have_a_ceiling (void **state)
{
  WgTcpShared shared = {.callbacks = &callbacks};
  g_autoptr (GString) out = g_string_new (NULL);

  memset (&tcp, 0, sizeof tcp);
  for (guint i = 0; i <= WG_LIMIT_EARLY_SEGMENTS; i++)
    {
      WgSegment segment = {.tcp_flags = A,
                           .seq = i == 0 ? 0 : 1 + 2 * i,
                           .payload = WG_SLICE_LITERAL ("x"),
                           .payload_len = 1};
      wg_tcp_segment (&tcp, &shared, 0, &segment, i + 1, out);
      if (i == WG_LIMIT_EARLY_SEGMENTS)
        assert_null (strchr (out->str, '-'));
    }
  {
    WgSegment segment = {.tcp_flags = A,
                         .seq = 3 + 2 * WG_LIMIT_EARLY_SEGMENTS,
                         .payload = WG_SLICE_LITERAL ("x"),
                         .payload_len = 1};
    wg_tcp_segment (&tcp, &shared, 0, &segment, 9999, out);
    assert_non_null (strstr (out->str, "c-2"));
  }
  wg_tcp_clear (&tcp, &shared);
  assert_int_equal (shared.early_len, 0);
}

/* Says @len bytes at @seq, behind a hole. */
static void
say_early (WgTcpShared *shared, GString *out, guint32 seq, gsize len)
{
  g_autofree guint8 *bytes = g_malloc0 (len);
  WgSegment segment = {.tcp_flags = A,
                       .seq = seq,
                       .payload = wg_slice (bytes, len),
                       .payload_len = (guint32) len};

  wg_tcp_segment (&tcp, shared, 0, &segment, 1, out);
}

static void
early_bytes_have_a_ceiling (void **state)
{
  WgTcpShared shared = {.callbacks = &callbacks};
  g_autoptr (GString) out = g_string_new (NULL);

  memset (&tcp, 0, sizeof tcp);
  say_early (&shared, out, 0, 1);
  say_early (&shared, out, 9, WG_LIMIT_EARLY_LEN);
  assert_null (strstr (out->str, "c-8"));
  say_early (&shared, out, 9 + WG_LIMIT_EARLY_LEN, 1);
  assert_non_null (strstr (out->str, "c-8"));
  wg_tcp_clear (&tcp, &shared);
  assert_int_equal (shared.early_len, 0);
}

static void
early_bytes_of_all_have_a_ceiling (void **state)
{
  WgTcpShared shared = {.callbacks = &callbacks, .early_len = WG_LIMIT_EARLY_TOTAL - 1};
  g_autoptr (GString) out = g_string_new (NULL);

  memset (&tcp, 0, sizeof tcp);
  say_early (&shared, out, 0, 1);
  say_early (&shared, out, 9, 1);
  assert_null (strstr (out->str, "c-8"));
  say_early (&shared, out, 19, 1);
  assert_non_null (strstr (out->str, "c-8"));
  wg_tcp_clear (&tcp, &shared);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (in_order),
      cmocka_unit_test (reordered_and_repeated),
      cmocka_unit_test (the_first_bytes_win),
      cmocka_unit_test (a_hole_is_given_up_when_acknowledged),
      cmocka_unit_test (a_hole_is_given_up_at_the_end),
      cmocka_unit_test (late_bytes_are_counted_not_read),
      cmocka_unit_test (bytes_before_the_first_are_counted_once),
      cmocka_unit_test (the_acknowledged_syn_counts),
      cmocka_unit_test (a_refused_syn_may_come_again),
      cmocka_unit_test (numbers_wrap_around),
      cmocka_unit_test (midstream_begins_where_it_is_met),
      cmocka_unit_test (a_keep_alive_first_leaves_no_hole),
      cmocka_unit_test (what_the_snap_length_cut_is_a_cut),
      cmocka_unit_test (keep_alives_are_no_data),
      cmocka_unit_test (early_segments_have_a_ceiling),
      cmocka_unit_test (early_bytes_have_a_ceiling),
      cmocka_unit_test (early_bytes_of_all_have_a_ceiling),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
