#include "../unit.h"

#include "model/tree.h"

static const WgField number = {
    .key = "a.b", .label = "Number", .kind = WG_KIND_UINT, .size = 2};

static void
nodes_hang_in_order (void **state)
{
  g_autoptr (WgTree) tree = wg_tree_new (WG_SLICE_LITERAL ("abcdef"));
  WgNode *one = wg_tree_add_uint (tree, NULL, &number, 0, 2, 7);
  WgNode *two = wg_tree_add_uint (tree, NULL, &number, 2, 2, 300);

  assert_ptr_equal (wg_tree_root (tree)->first_child, one);
  assert_ptr_equal (one->next, two);
  assert_string_equal (one->text, "7");
  assert_int_equal (two->number, 300);
}

static void
spans_end_with_their_source (void **state)
{
  g_autoptr (WgTree) tree = wg_tree_new (WG_SLICE_LITERAL ("abcdef"));
  WgNode *node = wg_tree_add (tree, NULL, &number, 4, 100);

  assert_int_equal (node->off, 4);
  assert_int_equal (node->len, 2);
  node = wg_tree_add (tree, NULL, &number, 100, 1);
  assert_int_equal (node->off, 6);
  assert_int_equal (node->len, 0);
}

static void
derived_bytes_are_a_source_of_their_own (void **state)
{
  g_autoptr (WgTree) tree = wg_tree_new (WG_SLICE_LITERAL ("abcdef"));
  guint16 source = wg_tree_derive (tree, "Unmasked", WG_SLICE_LITERAL ("xyz"), 0, 2, 3);
  WgNode *node;

  wg_tree_set_base (tree, (WgTreeBase){source, 1});
  node = wg_tree_add_text (tree, NULL, &number, 0, 2, WG_SLICE_LITERAL ("yz"));
  assert_int_equal (node->source, source);
  assert_int_equal (node->off, 1);
  assert_int_equal (wg_tree_source (tree, source)->parent_off, 2);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (nodes_hang_in_order),
      cmocka_unit_test (spans_end_with_their_source),
      cmocka_unit_test (derived_bytes_are_a_source_of_their_own),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
