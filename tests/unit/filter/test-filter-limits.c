#include "with-fields.h"

#include "base/limits.h"
#include "dissect/dissector.h"

static void
assert_good (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WgFilter) filter = wg_filter_compile (fields, text, &error);

  if (filter == NULL)
    fail_msg ("%.60s: %s", text, error->message);
}

static void
assert_too_much (const char *text)
{
  g_autoptr (GError) error = NULL;

  assert_null (wg_filter_compile (fields, text, &error));
  assert_true (g_error_matches (error, WG_FILTER_ERROR, WG_FILTER_ERROR_LIMIT));
  assert_true (wg_filter_mistake (error)->off <= strlen (text));
}

static char *
repeat (const char *front, const char *part, guint n, const char *end)
{
  GString *text = g_string_new (front);

  for (guint i = 0; i < n; i++)
    g_string_append (text, part);
  g_string_append (text, end);
  return g_string_free (text, FALSE);
}

static void
test_length (void **state)
{
  g_autofree char *most = repeat ("tcp", " ", WG_LIMIT_FILTER_LEN - 3, "");
  g_autofree char *more = repeat ("tcp", " ", WG_LIMIT_FILTER_LEN - 2, "");

  assert_good (most);
  assert_too_much (more);
}

static void
test_depth (void **state)
{
  /* the operand inside takes two levels itself */
  const guint most = WG_LIMIT_FILTER_DEPTH - 2;
  static const char *const fronts[] = {"(", "not ", "! ", "(not(not "};
  static const guint levels[] = {1, 1, 1, 4};

  for (gsize i = 0; i < G_N_ELEMENTS (fronts); i++)
    {
      guint n = most / levels[i], closing = i == 0 ? n : i == 3 ? 2 * n : 0;
      g_autofree char *end = repeat ("tcp", ")", closing, "");
      g_autofree char *good = repeat ("", fronts[i], n, end);
      g_autofree char *bad = repeat ("", fronts[i], n + 2, end);

      assert_good (good);
      assert_too_much (bad);
    }
  {
    g_autofree char *sums = repeat ("tcp.len == tcp.len", " + 1", WG_LIMIT_FILTER_DEPTH, "");
    g_autofree char *sum = repeat ("tcp.len == tcp.len", " + 1", most / 2, "");
    g_autofree char *signs = repeat ("tcp.len == ", "-", WG_LIMIT_FILTER_DEPTH, "tcp.len");
    g_autofree char *calls = repeat ("", "lower(", WG_LIMIT_FILTER_DEPTH, "http.host");
    g_autofree char *slices = repeat ("frame", "[0:]", WG_LIMIT_FILTER_DEPTH, "");
    g_autofree char *flat = repeat ("tcp", " and tcp or tcp", 1000, "");

    assert_good (sum);
    assert_too_much (sums);
    assert_too_much (signs);
    assert_too_much (calls);
    assert_too_much (slices);
    assert_good (flat);
  }
}

static void
test_set (void **state)
{
  g_autofree char *most = repeat ("tcp.port in {1", ", 80..90", WG_LIMIT_FILTER_SET - 1, "}");
  g_autofree char *more = repeat ("tcp.port in {1", ", 80..90", WG_LIMIT_FILTER_SET, "}");

  assert_good (most);
  assert_too_much (more);
}

static void
test_regex (void **state)
{
  g_autofree char *most = repeat ("http.host matches \"", "a", WG_LIMIT_FILTER_REGEX, "\"");
  g_autofree char *more = repeat ("http.host matches \"", "a", WG_LIMIT_FILTER_REGEX + 1, "\"");

  assert_good (most);
  assert_too_much (more);
}

static const WgField *
row (const char *dissector, const char *key)
{
  const WgField *field = wg_dissector_find (dissector)->fields;

  while (strcmp (field->key, key) != 0)
    field++;
  return field;
}

static gboolean
holds (const char *text, const WgTree *tree)
{
  g_autoptr (WgFilter) filter = wg_filter_compile (fields, text, NULL);
  g_autoptr (WgFilterRun) run = wg_filter_run_new (filter);
  WgPacket packet = {.frame = 1};
  WgFilterPacket of = {&packet, -1, -1};

  return wg_filter_run_packet (run, &of, tree);
}

/* A regular expression that would try for ever gives up at WG_LIMIT_FILTER_STEPS, and one that
 * asks for more steps does not get them. */
static void
test_steps (void **state)
{
  g_autoptr (WgTree) tree = wg_tree_new (WG_SLICE_NONE);
  g_autofree char *host = repeat ("", "a", 60, "!");
  g_autofree char *kind = repeat ("", "ab", WG_LIMIT_FILTER_STEPS / 8, "!");
  gint64 start = g_get_monotonic_time ();

  wg_tree_add_text (tree, NULL, row ("http", "http.host"), 0, 0, wg_slice_str (host));
  assert_false (holds ("http.host matches \"^(a+)+$\"", tree));
  assert_false (holds ("http.host matches \"(*LIMIT_MATCH=4000000000)^(a|a)*$\"", tree));
  assert_true (holds ("http.host matches \"a!$\"", tree));
  wg_tree_add_text (tree, NULL, row ("http", "http.content_type"), 0, 0, wg_slice_str (kind));
  assert_true (holds ("http.content_type matches \"[bc]!$\"", tree));
  assert_true (g_get_monotonic_time () - start < 20 * G_USEC_PER_SEC);
}

/* Against another field only the first WG_LIMIT_FILTER_VALUES values count. */
static void
test_values (void **state)
{
  g_autoptr (WgTree) tree = wg_tree_new (WG_SLICE_NONE);
  const WgField *type = row ("dns", "dns.qry.type"), *klass = row ("dns", "dns.qry.class");

  wg_tree_add_uint (tree, NULL, klass, 0, 0, 3);
  for (guint i = 1; i < WG_LIMIT_FILTER_VALUES; i++)
    wg_tree_add_uint (tree, NULL, type, 0, 0, 1);
  wg_tree_add_uint (tree, NULL, type, 0, 0, 3);
  assert_true (holds ("dns.qry.type == dns.qry.class", tree));
  wg_tree_add_uint (tree, NULL, type, 0, 0, 4);
  wg_tree_add_uint (tree, NULL, klass, 0, 0, 4);
  assert_true (holds ("dns.qry.type == 4", tree));
  assert_true (holds ("dns.qry.type == dns.qry.class", tree));
  assert_false (holds ("dns.qry.type == 9", tree));
}

/* Values that have to be made have WG_LIMIT_FILTER_MEMORY; those past it are not there. */
static void
test_memory (void **state)
{
  g_autoptr (WgTree) tree = wg_tree_new (WG_SLICE_NONE);
  g_autofree char *text = repeat ("", "abcdefgh", 32 * 1024, "");
  const guint n = 32, fitting = WG_LIMIT_FILTER_MEMORY / (n * 256 * 1024);
  const WgField *host = row ("http", "http.host");
  g_autofree char *most = repeat ("count(", "lower(", fitting - 1, "http.host");
  g_autofree char *more = repeat ("count(", "lower(", fitting + 1, "http.host");
  g_autofree char *all = repeat (most, ")", fitting, " == 32");
  g_autofree char *not_all = repeat (more, ")", fitting + 2, " == 32");

  for (guint i = 0; i < n; i++)
    wg_tree_add_text (tree, NULL, host, 0, 0, wg_slice_str (text));
  assert_true (holds (all, tree));
  assert_false (holds (not_all, tree));
}

static void
test_candidates (void **state)
{
  WgFilterCompletion completion;

  wg_filter_complete (fields, "", 0, &completion);
  assert_true (wg_filter_fields_n (fields) > 100);
  assert_int_equal (completion.words->len,
                    MIN (WG_LIMIT_FILTER_CANDIDATES, wg_filter_fields_n (fields) + 9));
  wg_filter_completion_clear (&completion);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (test_length), cmocka_unit_test (test_depth),
      cmocka_unit_test (test_set),    cmocka_unit_test (test_regex),
      cmocka_unit_test (test_steps),  cmocka_unit_test (test_values),
      cmocka_unit_test (test_memory), cmocka_unit_test (test_candidates),
  };
  return cmocka_run_group_tests (tests, make_fields, free_fields);
}
