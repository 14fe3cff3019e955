#include "../unit.h"

#include "base/arena.h"

#define CEILING 10000u

static void
an_arena_keeps_to_its_ceiling (void **state)
{
  g_autoptr (WgArena) arena = wg_arena_new (CEILING);

  assert_null (wg_arena_alloc (arena, CEILING + 1));
  assert_non_null (wg_arena_alloc (arena, CEILING));
  assert_int_equal (wg_arena_used (arena), CEILING);
  assert_null (wg_arena_alloc (arena, 1));
  wg_arena_reset (arena);
  assert_non_null (wg_arena_alloc (arena, CEILING));
}

static void
an_arena_that_was_given_back_is_empty (void **state)
{
  g_autoptr (WgArenaPool) pool = wg_arena_pool_new (CEILING);
  WgArena *arena = wg_arena_pool_take (pool), *other = wg_arena_pool_take (pool);
  guint8 *bytes;

  assert_ptr_not_equal (arena, other);
  memset (wg_arena_alloc (arena, 100), 0xff, 100);
  wg_arena_pool_give (pool, arena);
  wg_arena_free (other);

  arena = wg_arena_pool_take (pool);
  assert_int_equal (wg_arena_used (arena), 0);
  bytes = wg_arena_alloc (arena, 100);
  for (guint i = 0; i < 100; i++)
    assert_int_equal (bytes[i], 0);
  assert_null (wg_arena_alloc (arena, CEILING));
  wg_arena_pool_give (pool, arena);
}

/* Past those that are kept: the sanitizer tells what is freed twice or not at all. */
static void
a_pool_takes_more_than_it_keeps (void **state)
{
  g_autoptr (WgArenaPool) pool = wg_arena_pool_new (CEILING);
  WgArena *taken[200];

  for (guint round = 0; round < 2; round++)
    {
      for (guint i = 0; i < G_N_ELEMENTS (taken); i++)
        assert_non_null (wg_arena_alloc (taken[i] = wg_arena_pool_take (pool), 1));
      for (guint i = 0; i < G_N_ELEMENTS (taken); i++)
        wg_arena_pool_give (pool, taken[i]);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (an_arena_keeps_to_its_ceiling),
      cmocka_unit_test (an_arena_that_was_given_back_is_empty),
      cmocka_unit_test (a_pool_takes_more_than_it_keeps),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
