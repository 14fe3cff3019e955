#include "filter/run.h"

#include "base/limits.h"

static GArray *operand (WgFilterRun *run, WgFilterFold *fold, const WgExpr *expr);

WgFilterRun *
wg_filter_run_new (const WgFilter *filter)
{
  WgFilterRun *run = g_new0 (WgFilterRun, 1);

  run->filter = filter;
  run->arena = wg_arena_new (WG_LIMIT_FILTER_MEMORY);
  run->slots = g_new0 (GArray *, filter->needs->len + 1);
  run->scratch = g_new0 (GArray *, filter->n_scratch + 1);
  for (guint i = 0; i < filter->needs->len; i++)
    run->slots[i] = g_array_new (FALSE, FALSE, sizeof (WgValueOf));
  for (guint i = 0; i < filter->n_scratch; i++)
    run->scratch[i] = g_array_new (FALSE, FALSE, sizeof (WgValueOf));
  run->whole = wg_filter_fold_new (filter);
  return run;
}

void
wg_filter_run_free (WgFilterRun *run)
{
  if (run == NULL)
    return;
  for (guint i = 0; i < run->filter->needs->len; i++)
    g_array_unref (run->slots[i]);
  for (guint i = 0; i < run->filter->n_scratch; i++)
    g_array_unref (run->scratch[i]);
  g_free (run->slots);
  g_free (run->scratch);
  wg_filter_fold_free (run->whole);
  wg_arena_free (run->arena);
  g_free (run);
}

WgFilterFold *
wg_filter_fold_new (const WgFilter *filter)
{
  WgFilterFold *fold = g_new0 (WgFilterFold, 1);

  fold->filter = filter;
  fold->leaves = g_new0 (guint8, filter->n_leaves + 1);
  fold->sums = g_new0 (WgValueOf, filter->n_sums + 1);
  fold->counts = g_new0 (guint64, filter->n_sums + 1);
  return fold;
}

void
wg_filter_fold_free (WgFilterFold *fold)
{
  if (fold == NULL)
    return;
  g_free (fold->leaves);
  g_free (fold->sums);
  g_free (fold->counts);
  g_free (fold);
}

static void
fold_reset (WgFilterFold *fold)
{
  memset (fold->leaves, 0, fold->filter->n_leaves + 1);
  memset (fold->counts, 0, (fold->filter->n_sums + 1) * sizeof (guint64));
}

static gboolean
in_layers (const WgExpr *expr, const WgValueOf *value)
{
  for (guint i = 0; i < expr->n_layers; i++)
    {
      const WgRange *range = &expr->layers[i];
      gint64 last = range->to_end   ? G_MAXINT64
                    : range->by_len ? range->from + range->to - 1
                                    : range->to;
      if (value->layer >= range->from && value->layer <= last)
        return TRUE;
    }
  return expr->n_layers == 0;
}

static GArray *
field_values (WgFilterRun *run, const WgExpr *expr)
{
  GArray *all = run->slots[expr->slot], *out = run->scratch[expr->scratch];

  if (expr->n_layers == 0)
    return all;
  g_array_set_size (out, 0);
  for (guint i = 0; i < all->len; i++)
    if (in_layers (expr, &g_array_index (all, WgValueOf, i)))
      g_array_append_vals (out, &g_array_index (all, WgValueOf, i), 1);
  return out;
}

static WgSlice
folded (WgSlice text, gboolean upper, WgArena *arena)
{
  WgSlice copy = wg_arena_copy (arena, text);

  for (gsize i = 0; i < copy.len; i++)
    ((guint8 *) copy.data)[i] = (guint8) (upper ? g_ascii_toupper ((gchar) copy.data[i])
                                                : g_ascii_tolower ((gchar) copy.data[i]));
  return copy;
}

/* Of a layer, slices and len() see the header alone, as in Wireshark. */
static WgSlice
own_bytes (const WgValueOf *value)
{
  if (value->type != WG_FILTER_PROTOCOL)
    return value->bytes;
  return wg_slice_sub (value->bytes, 0, (gsize) MAX (value->number, 0));
}

static gboolean
call_value (WgFilterRun *run, const WgExpr *expr, const WgValueOf *in, WgValueOf *out)
{
  *out = (WgValueOf){.type = expr->type, .layer = in->layer, .huge = in->huge};
  switch (expr->call)
    {
    case WG_CALL_LEN:
      out->number = (gint64) own_bytes (in).len;
      return TRUE;
    case WG_CALL_UPPER:
    case WG_CALL_LOWER:
      out->bytes = folded (in->bytes, expr->call == WG_CALL_UPPER, run->arena);
      return out->bytes.len == in->bytes.len;
    case WG_CALL_STRING:
      out->bytes = wg_value_string (in, run->arena);
      return TRUE;
    case WG_CALL_ABS:
      out->number =
          in->number < 0 && in->number != G_MININT64 && !in->huge ? -in->number : in->number;
      return TRUE;
    case WG_CALL_COUNT:
    case WG_CALL_MAX:
    case WG_CALL_MIN:
    case WG_N_CALLS:
      break;
    }
  return FALSE;
}

/* Takes the values of this packet or part into a count, max or min. */
static void
add_up (WgFilterRun *run, WgFilterFold *fold, const WgExpr *expr)
{
  WgValueOf *sum = &fold->sums[expr->sum];

  for (guint i = 0; i < expr->n_args; i++)
    {
      GArray *values = operand (run, fold, expr->args[i]);

      for (guint j = 0; j < values->len; j++)
        {
          const WgValueOf *value = &g_array_index (values, WgValueOf, j);
          int order = fold->counts[expr->sum]++ == 0 ? 0 : wg_value_order (value, sum, 0);

          if (expr->call == WG_CALL_COUNT)
            continue;
          if (fold->counts[expr->sum] == 1
              || (expr->call == WG_CALL_MAX ? order > 0 : order < 0))
            *sum = *value;
        }
    }
}

/* What it has come to; nothing where there was none. */
static void
append_sum (const WgFilterFold *fold, const WgExpr *expr, GArray *out)
{
  WgValueOf value = fold->sums[expr->sum];
  guint64 count = fold->counts[expr->sum];

  if (expr->call == WG_CALL_COUNT)
    value = (WgValueOf){.type = WG_FILTER_NUMBER, .number = (gint64) count};
  if (count > 0)
    g_array_append_val (out, value);
}

static void
append_result (
    WgFilterRun *run, const WgExpr *expr, const WgValueOf *a, const WgValueOf *b, GArray *out)
{
  WgValueOf value = {.type = expr->type, .layer = a->layer};
  gboolean ok = TRUE;

  if (expr->kind == WG_NODE_SLICE)
    ok = wg_value_slice (own_bytes (a), expr->ranges, expr->n_ranges, run->arena, &value.bytes);
  else if (expr->kind == WG_NODE_CALL)
    ok = call_value (run, expr, a, &value);
  else
    ok = wg_value_reckon (expr->op, a, b, run->arena, &value);
  if (ok)
    g_array_append_val (out, value);
}

static void
append_results (WgFilterRun *run, WgFilterFold *fold, const WgExpr *expr, GArray *out)
{
  static const WgValueOf zero = {.type = WG_FILTER_NUMBER};
  GArray *left = operand (run, fold, expr->args[0]), *right = NULL;

  if (expr->kind == WG_NODE_ARITHMETIC && expr->n_args > 1)
    right = operand (run, fold, expr->args[1]);
  for (guint i = 0; i < left->len; i++)
    {
      const WgValueOf *a = &g_array_index (left, WgValueOf, i);

      if (expr->kind != WG_NODE_ARITHMETIC)
        append_result (run, expr, a, NULL, out);
      else if (right == NULL)
        append_result (run, expr, &zero, a, out);
      for (guint j = 0; right != NULL && j < right->len; j++)
        if (out->len < WG_LIMIT_FILTER_VALUES)
          append_result (run, expr, a, &g_array_index (right, WgValueOf, j), out);
    }
}

static GArray *
operand (WgFilterRun *run, WgFilterFold *fold, const WgExpr *expr)
{
  GArray *out = run->scratch[expr->scratch];

  if (expr->kind == WG_NODE_FIELD)
    return field_values (run, expr);
  g_array_set_size (out, 0);
  if (expr->kind == WG_NODE_LITERAL)
    g_array_append_val (out, expr->value);
  else if (expr->kind == WG_NODE_CALL && expr->aggregate)
    append_sum (fold, expr, out);
  else
    append_results (run, fold, expr, out);
  return out;
}

static gboolean
holds (const WgExpr *expr, const WgValueOf *a, const WgValueOf *b, guint prefix)
{
  switch ((guint) expr->op)
    {
    case WG_TOKEN_EQ:
    case WG_TOKEN_ALL_EQ:
      return wg_value_order (a, b, prefix) == 0;
    case WG_TOKEN_NE:
    case WG_TOKEN_ANY_NE:
      return wg_value_order (a, b, prefix) != 0;
    case WG_TOKEN_GT:
      return wg_value_order (a, b, prefix) > 0;
    case WG_TOKEN_LT:
      return wg_value_order (a, b, prefix) < 0;
    case WG_TOKEN_GE:
      return wg_value_order (a, b, prefix) >= 0;
    case WG_TOKEN_LE:
      return wg_value_order (a, b, prefix) <= 0;
    case WG_TOKEN_CONTAINS:
      return wg_value_contains (a->bytes, b->bytes);
    default:
      return g_regex_match_full (expr->regex, (const char *) a->bytes.data,
                                 (gssize) a->bytes.len, 0, 0, NULL, NULL);
    }
}

static guint8
result_bits (gboolean yes)
{
  return (guint8) (WG_FOLD_SEEN | (yes ? WG_FOLD_ONE : WG_FOLD_OTHER));
}

static guint8
compare (WgFilterRun *run, WgFilterFold *fold, const WgExpr *expr)
{
  GArray *left = operand (run, fold, expr->args[0]);
  GArray *right = expr->regex != NULL ? NULL : operand (run, fold, expr->args[1]);
  guint prefix = expr->paired ? 128 : expr->args[1]->prefix;
  guint n_left = expr->paired ? MIN (left->len, WG_LIMIT_FILTER_VALUES) : left->len;
  guint n_right = right != NULL ? MIN (right->len, WG_LIMIT_FILTER_VALUES) : 1;
  guint8 bits = 0;

  for (guint i = 0; i < n_left; i++)
    for (guint j = 0; j < n_right; j++)
      {
        const WgValueOf *a = &g_array_index (left, WgValueOf, i);
        const WgValueOf *b = right != NULL ? &g_array_index (right, WgValueOf, j) : NULL;

        bits |= result_bits (holds (expr, a, b, prefix));
      }
  return bits;
}

static gboolean
is_member (const WgExpr *expr, const WgValueOf *value)
{
  for (guint i = 1; i + 1 < expr->n_args; i += 2)
    {
      const WgExpr *from = expr->args[i], *to = expr->args[i + 1];
      int order = wg_value_order (value, &from->value, from->prefix);

      if (order == 0
          || (to != NULL && order > 0 && wg_value_order (value, &to->value, to->prefix) <= 0))
        return TRUE;
    }
  return FALSE;
}

static guint8
set (WgFilterRun *run, WgFilterFold *fold, const WgExpr *expr)
{
  GArray *values = operand (run, fold, expr->args[0]);
  guint8 bits = 0;

  for (guint i = 0; i < values->len; i++)
    bits |= result_bits (is_member (expr, &g_array_index (values, WgValueOf, i)));
  return bits;
}

static guint8
exists (WgFilterRun *run, WgFilterFold *fold, const WgExpr *expr)
{
  const WgExpr *of = expr->args[0];
  GArray *values = operand (run, fold, of);
  guint8 bits = 0;

  for (guint i = 0; i < values->len; i++)
    bits |= result_bits (of->kind != WG_NODE_ARITHMETIC
                         || g_array_index (values, WgValueOf, i).number != 0);
  return bits;
}

static guint8
look (WgFilterRun *run, WgFilterFold *fold, const WgExpr *expr)
{
  if (expr->kind == WG_NODE_COMPARE)
    return compare (run, fold, expr);
  return expr->kind == WG_NODE_SET ? set (run, fold, expr) : exists (run, fold, expr);
}

static gboolean
is_logical (const WgExpr *expr)
{
  return expr->kind <= WG_NODE_NOT;
}

static void
add_up_below (WgFilterRun *run, WgFilterFold *fold, const WgExpr *expr)
{
  if (expr->kind == WG_NODE_CALL && expr->aggregate)
    {
      add_up (run, fold, expr);
      return;
    }
  for (guint i = 0; i < expr->n_args; i++)
    if (expr->args[i] != NULL && expr->args[i]->aggregate)
      add_up_below (run, fold, expr->args[i]);
}

/* Looks at the values in the slots, which are those of a part. */
static void
take (WgFilterRun *run, WgFilterFold *fold, const WgExpr *expr)
{
  if (is_logical (expr))
    for (guint i = 0; i < expr->n_args; i++)
      take (run, fold, expr->args[i]);
  else if (expr->aggregate)
    add_up_below (run, fold, expr);
  else
    fold->leaves[expr->leaf] |= look (run, fold, expr);
}

/* The same for the last values, with what the parts have shown before. */
static guint8
look_last (WgFilterRun *run, WgFilterFold *fold, const WgExpr *expr)
{
  if (expr->aggregate)
    add_up_below (run, fold, expr);
  return fold->leaves[expr->leaf] | look (run, fold, expr);
}

/* How the values of one test count together. "not in" is the opposite of "in", so that it holds
 * of what is absent. */
static gboolean
verdict (const WgExpr *expr, guint8 bits)
{
  gboolean all = expr->how == WG_HOW_ALL
                 || (expr->how == WG_HOW_DEFAULT && expr->kind == WG_NODE_COMPARE
                     && (expr->op == WG_TOKEN_NE || expr->op == WG_TOKEN_ALL_EQ));
  gboolean yes = all ? bits == (WG_FOLD_SEEN | WG_FOLD_ONE) : (bits & WG_FOLD_ONE) != 0;

  return yes != expr->negated;
}

static gboolean
decide (WgFilterRun *run, WgFilterFold *fold, const WgExpr *expr)
{
  gboolean result = expr->kind == WG_NODE_AND;

  if (!is_logical (expr))
    return verdict (expr, look_last (run, fold, expr));
  for (guint i = 0; i < expr->n_args; i++)
    {
      gboolean one = decide (run, fold, expr->args[i]);

      if (expr->kind == WG_NODE_NOT)
        return !one;
      if (expr->kind == WG_NODE_XOR)
        result ^= one;
      else if (one != (expr->kind == WG_NODE_AND))
        return one;
    }
  return result;
}

gboolean
wg_run_holds (WgFilterRun *run, const WgExpr *expr)
{
  fold_reset (run->whole);
  return decide (run, run->whole, expr);
}

gboolean
wg_filter_run_packet (WgFilterRun *run, const WgFilterPacket *packet, const WgTree *tree)
{
  const WgExpr *top = run->filter->top;

  if (top == NULL)
    return TRUE;
  wg_run_clear (run);
  fold_reset (run->whole);
  wg_run_take_packet (run, packet, tree);
  return decide (run, run->whole, top);
}

void
wg_filter_fold_part (WgFilterFold *fold,
                     WgFilterRun *run,
                     const WgField *list,
                     gconstpointer item)
{
  if (fold->filter->top == NULL)
    return;
  wg_run_clear (run);
  wg_run_take_item (run, list, item);
  take (run, fold, fold->filter->top);
}

gboolean
wg_filter_fold_end (WgFilterFold *fold,
                    WgFilterRun *run,
                    const WgRecordType *type,
                    gconstpointer record,
                    const WgFilterTalk *talk)
{
  const WgExpr *top = fold->filter->top;

  if (top == NULL)
    return TRUE;
  wg_run_clear (run);
  wg_run_take_record (run, type, record, talk);
  return decide (run, fold, top);
}

gboolean
wg_filter_run_record (WgFilterRun *run,
                      const WgRecordType *type,
                      gconstpointer record,
                      const WgFilterTalk *talk)
{
  fold_reset (run->whole);
  return wg_filter_fold_end (run->whole, run, type, record, talk);
}
