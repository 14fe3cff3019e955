#include "../unit.h"

#include "ui/models/align.h"

#include <string.h>

typedef struct
{
  const char *left;
  const char *right;
  guint asked;
} Pair;

/* The same letter is alike, in the same case more so. */
static guint
score (gpointer user, guint left, guint right)
{
  Pair *pair = user;
  char a = pair->left[left], b = pair->right[right];

  pair->asked++;
  return a == b ? 3 : g_ascii_tolower (a) == g_ascii_tolower (b) ? 1 : 0;
}

static void
assert_aligned (const char *left, const char *right, const char *expected)
{
  Pair pair = {left, right, 0};
  g_autoptr (GArray) rows =
      wg_align ((guint) strlen (left), (guint) strlen (right), score, &pair);
  g_autoptr (GString) got = g_string_new (NULL);

  for (guint i = 0; i < rows->len; i++)
    {
      WgAlignRow row = g_array_index (rows, WgAlignRow, i);
      g_string_append_printf (got, "%s%c%c", i > 0 ? " " : "",
                              row.left < 0 ? '-' : left[row.left],
                              row.right < 0 ? '-' : right[row.right]);
    }
  assert_string_equal (got->str, expected);
}

static void
like_stands_beside_like (void **state)
{
  assert_aligned ("", "", "");
  assert_aligned ("abc", "abc", "aa bb cc");
  assert_aligned ("abc", "", "a- b- c-");
  assert_aligned ("", "ab", "-a -b");
  assert_aligned ("abcd", "abd", "aa bb c- dd");
  assert_aligned ("abd", "abcd", "aa bb -c dd");
  assert_aligned ("abc", "xyz", "a- b- c- -x -y -z");
}

static void
the_more_alike_wins (void **state)
{
  assert_aligned ("abA", "A", "a- b- AA");
  assert_aligned ("aB", "ab", "aa Bb");
}

/* All are alike, so a third asks of all of the others. */
static void
work_has_a_ceiling (void **state)
{
  const guint n[] = {WG_ALIGN_MOST, WG_ALIGN_MOST + 1};

  for (guint i = 0; i < G_N_ELEMENTS (n); i++)
    {
      g_autofree char *left = g_strnfill (n[i], 'a'), *right = g_strnfill (n[i], 'a');
      Pair pair = {left, right, 0};
      g_autoptr (GArray) rows = wg_align (n[i], n[i], score, &pair);

      assert_int_equal (pair.asked, WG_ALIGN_MOST * WG_ALIGN_MOST);
      assert_int_equal (rows->len, n[i]);
      assert_int_equal (g_array_index (rows, WgAlignRow, n[i] - 1).left, n[i] - 1);
      assert_int_equal (g_array_index (rows, WgAlignRow, n[i] - 1).right, n[i] - 1);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (like_stands_beside_like),
      cmocka_unit_test (the_more_alike_wins),
      cmocka_unit_test (work_has_a_ceiling),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
