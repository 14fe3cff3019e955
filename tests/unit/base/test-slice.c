#include "../unit.h"

#include "base/slice.h"

static const guint8 letters_of[] = {'a', 'b', 'A', 'B', '@', '`', '{', 0x1b};

/* What the search must find, place by place. */
static gssize
slowly (WgSlice text, gsize from, WgSlice part, gboolean fold)
{
  for (gsize i = from; part.len > 0 && i + part.len <= text.len; i++)
    {
      WgSlice here = wg_slice (text.data + i, part.len);
      if (fold ? wg_slice_equal_nocase (here, part) : wg_slice_equal (here, part))
        return (gssize) i;
    }
  return -1;
}

static void
a_search_finds_what_a_slow_one_finds (void **state)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  for (guint round = 0; round < 20000; round++)
    {
      gsize len = (gsize) g_rand_int_range (rand, 0, 100);
      gsize part_len = (gsize) g_rand_int_range (rand, 0, round % 10 == 0 ? 90 : 5);
      gsize from = (gsize) g_rand_int_range (rand, 0, 20);
      g_autofree guint8 *bytes = g_malloc (MAX (len, 1)); /* a byte too far shows */
      guint8 letters[90];
      WgSlice text = wg_slice (bytes, len), part = wg_slice (letters, part_len);

      for (gsize i = 0; i < len; i++)
        bytes[i] = letters_of[g_rand_int_range (rand, 0, round % 2 ? 3 : 8)];
      for (gsize i = 0; i < part_len; i++)
        letters[i] = letters_of[g_rand_int_range (rand, 0, round % 2 ? 2 : 8)];
      assert_int_equal (wg_slice_search (text, from, part), slowly (text, from, part, FALSE));
      assert_int_equal (wg_slice_search_nocase (text, from, part),
                        slowly (text, from, part, TRUE));
    }
}

static void
nothing_is_found_in_nothing (void **state)
{
  assert_int_equal (wg_slice_search (WG_SLICE_NONE, 0, WG_SLICE_LITERAL ("a")), -1);
  assert_int_equal (wg_slice_search (WG_SLICE_LITERAL ("a"), 0, WG_SLICE_NONE), -1);
  assert_int_equal (wg_slice_search (WG_SLICE_LITERAL ("a"), 2, WG_SLICE_LITERAL ("a")), -1);
  assert_false (wg_slice_contains (WG_SLICE_NONE, WG_SLICE_NONE));
  assert_true (wg_slice_contains_nocase (WG_SLICE_LITERAL ("xEyj"), "EYJ"));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (a_search_finds_what_a_slow_one_finds),
      cmocka_unit_test (nothing_is_found_in_nothing),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
