#include "filter/node.h"

#include "base/limits.h"

static WgExpr *parse_or (WgCompiler *c);
static WgExpr *parse_operand (WgCompiler *c);

static void
next (WgCompiler *c)
{
  c->token = wg_lexer_next (&c->lexer);
}

static gboolean
at (const WgCompiler *c, WgTokenKind kind)
{
  return c->token.kind == kind;
}

/* The next token is not what could stand here. */
static gpointer
unexpected (WgCompiler *c, const char *expected)
{
  const WgToken *t = &c->token;

  if (t->kind == WG_TOKEN_END)
    return wg_filter_fail (c, WG_FILTER_ERROR_SYNTAX, t->off, 0, expected, NULL,
                           "the filter ends where %s is expected", expected);
  if (t->kind == WG_TOKEN_BAD)
    return wg_filter_fail (c, WG_FILTER_ERROR_SYNTAX, t->off, t->len, expected, NULL, "%.*s",
                           (int) t->text.len, (const char *) t->text.data);
  return wg_filter_fail (c, WG_FILTER_ERROR_SYNTAX, t->off, t->len, expected, NULL,
                         "%s is expected here", expected);
}

static WgExpr *
node_new (WgCompiler *c, WgNodeKind kind, guint off, guint max_args)
{
  WgExpr *expr = wg_arena_new_of (c->filter->arena, WgExpr);
  gpointer args = wg_arena_alloc (c->filter->arena, (max_args + 1) * sizeof (WgExpr *));

  /* an expression of the greatest length has fewer nodes than the arena takes */
  g_assert (expr != NULL && args != NULL);
  expr->kind = kind;
  expr->off = off;
  expr->args = args;
  return expr;
}

/* The bytes up to the last of @last belong to @expr. */
static WgExpr *
ends_with (WgExpr *expr, const WgExpr *last)
{
  expr->len = last->off + last->len - expr->off;
  return expr;
}

static WgExpr *
node_two (WgCompiler *c, WgNodeKind kind, WgTokenKind op, WgExpr *a, WgExpr *b)
{
  WgExpr *expr = node_new (c, kind, a->off, 2);

  expr->op = op;
  expr->args[expr->n_args++] = a;
  expr->args[expr->n_args++] = b;
  return ends_with (expr, b);
}

static gboolean
deeper (WgCompiler *c)
{
  if (++c->depth <= WG_LIMIT_FILTER_DEPTH)
    return TRUE;
  wg_filter_fail (c, WG_FILTER_ERROR_LIMIT, c->token.off, c->token.len, NULL, NULL,
                  "more than %u levels inside each other", WG_LIMIT_FILTER_DEPTH);
  return FALSE;
}

static WgExpr *
parse_literal (WgCompiler *c)
{
  WgExpr *expr;

  if (!c->token.closed)
    return wg_filter_fail (c, WG_FILTER_ERROR_SYNTAX, c->token.off, c->token.len, "\"", NULL,
                           "the text does not end; its closing quote is missing");
  expr = node_new (c, WG_NODE_LITERAL, c->token.off, 0);
  expr->token = c->token;
  expr->len = c->token.len;
  next (c);
  return expr;
}

static gboolean
find_call (const WgToken *word, WgCallKind *call)
{
  for (guint i = 0; i < WG_N_CALLS; i++)
    if (wg_slice_is (word->text, wg_filter_call_name ((WgCallKind) i)))
      {
        *call = (WgCallKind) i;
        return TRUE;
      }
  return FALSE;
}

static WgExpr *
parse_call (WgCompiler *c, const WgToken *name)
{
  g_autoptr (GPtrArray) args = g_ptr_array_new ();
  WgCallKind call = WG_CALL_LEN;
  WgExpr *expr;

  if (!find_call (name, &call))
    return wg_filter_fail (c, WG_FILTER_ERROR_FIELD, name->off, name->len, "a function", NULL,
                           "no function is called '%.*s'", (int) name->text.len,
                           (const char *) name->text.data);
  do
    {
      WgExpr *arg;

      next (c);
      arg = parse_operand (c);
      if (arg == NULL)
        return NULL;
      g_ptr_array_add (args, arg);
    }
  while (at (c, WG_TOKEN_COMMA));
  if (!at (c, WG_TOKEN_CLOSE))
    return unexpected (c, ")");
  expr = node_new (c, WG_NODE_CALL, name->off, args->len);
  expr->call = call;
  expr->len = c->token.off + c->token.len - name->off;
  for (guint i = 0; i < args->len; i++)
    expr->args[expr->n_args++] = g_ptr_array_index (args, i);
  next (c);
  return expr;
}

/* A field, or whatever the other side makes of the word. */
static WgExpr *
parse_word (WgCompiler *c)
{
  WgToken word = c->token;
  g_autofree char *key = g_strndup ((const char *) word.text.data, word.text.len);
  const WgFilterField *field = wg_filter_fields_find (c->filter->fields, key);
  WgExpr *expr;

  next (c);
  if (at (c, WG_TOKEN_OPEN))
    return parse_call (c, &word);
  expr = node_new (c, field != NULL ? WG_NODE_FIELD : WG_NODE_LITERAL, word.off, 0);
  expr->len = word.len;
  expr->field = field;
  expr->token = word;
  if (field != NULL && at (c, WG_TOKEN_LAYER))
    {
      if (!wg_filter_ranges (c, &c->token, &expr->layers, &expr->n_layers))
        return NULL;
      expr->len = c->token.off + c->token.len - word.off;
      next (c);
    }
  return expr;
}

static WgExpr *
parse_primary (WgCompiler *c)
{
  WgExpr *expr;

  switch ((guint) c->token.kind)
    {
    case WG_TOKEN_WORD:
      return parse_word (c);
    case WG_TOKEN_STRING:
    case WG_TOKEN_CHAR:
      return parse_literal (c);
    case WG_TOKEN_OPEN_BRACE:
      next (c);
      expr = parse_operand (c);
      if (expr == NULL || !at (c, WG_TOKEN_CLOSE_BRACE))
        return expr != NULL ? unexpected (c, "}") : NULL;
      next (c);
      return expr;
    default:
      return unexpected (c, "a field or a value");
    }
}

static WgExpr *
parse_sliced (WgCompiler *c)
{
  WgExpr *expr = parse_primary (c), *slice;

  while (expr != NULL && at (c, WG_TOKEN_SLICE))
    {
      slice = node_new (c, WG_NODE_SLICE, expr->off, 1);
      slice->args[slice->n_args++] = expr;
      slice->len = c->token.off + c->token.len - expr->off;
      if (!deeper (c) || !wg_filter_ranges (c, &c->token, &slice->ranges, &slice->n_ranges))
        return NULL;
      expr = slice;
      next (c);
    }
  return expr;
}

/* A minus sign in front of a number belongs to it; else 0 is what is subtracted from. */
static WgExpr *
parse_signed (WgCompiler *c)
{
  guint off = c->token.off, depth = c->depth;
  WgExpr *expr, *minus;

  if (!at (c, WG_TOKEN_MINUS))
    {
      expr = deeper (c) ? parse_sliced (c) : NULL;
      c->depth = depth;
      return expr;
    }
  next (c);
  expr = deeper (c) ? parse_signed (c) : NULL;
  c->depth = depth;
  if (expr == NULL)
    return NULL;
  if (expr->kind == WG_NODE_LITERAL && expr->token.kind == WG_TOKEN_WORD && expr->off == off + 1
      && g_ascii_isdigit ((gchar) expr->token.text.data[0]))
    {
      expr->off = expr->token.off = off;
      expr->len = ++expr->token.len;
      expr->token.text = wg_slice_sub (c->lexer.text, off, expr->len);
      return expr;
    }
  minus = node_new (c, WG_NODE_ARITHMETIC, off, 1);
  minus->op = WG_TOKEN_MINUS;
  minus->args[minus->n_args++] = expr;
  return ends_with (minus, expr);
}

/* How strongly an operator of numbers binds; 0 for what is none. */
static guint
strength (WgTokenKind kind)
{
  switch ((guint) kind)
    {
    case WG_TOKEN_BITS:
      return 1;
    case WG_TOKEN_PLUS:
    case WG_TOKEN_MINUS:
      return 2;
    case WG_TOKEN_TIMES:
    case WG_TOKEN_DIVIDE:
    case WG_TOKEN_MODULO:
      return 3;
    default:
      return 0;
    }
}

static WgExpr *
parse_arithmetic (WgCompiler *c, guint weakest)
{
  guint depth = c->depth;
  WgExpr *left = weakest > 3 ? parse_signed (c) : parse_arithmetic (c, weakest + 1);

  while (left != NULL && weakest <= 3 && strength (c->token.kind) == weakest)
    {
      WgTokenKind op = c->token.kind;
      WgExpr *right;

      next (c);
      right = deeper (c) ? parse_arithmetic (c, weakest + 1) : NULL;
      left = right != NULL ? node_two (c, WG_NODE_ARITHMETIC, op, left, right) : NULL;
    }
  if (c->error == NULL)
    c->depth = depth;
  return left;
}

static WgExpr *
parse_operand (WgCompiler *c)
{
  guint depth = c->depth;
  WgExpr *expr = deeper (c) ? parse_arithmetic (c, 1) : NULL;

  c->depth = depth;
  return expr;
}

static WgExpr *
parse_set (WgCompiler *c, WgExpr *operand, gboolean negated)
{
  g_autoptr (GPtrArray) members = g_ptr_array_new ();
  WgExpr *expr;

  if (!at (c, WG_TOKEN_OPEN_BRACE))
    return unexpected (c, "{");
  do
    {
      WgExpr *from, *to = NULL;

      next (c);
      from = parse_operand (c);
      if (from != NULL && at (c, WG_TOKEN_RANGE))
        {
          next (c);
          to = parse_operand (c);
        }
      if (c->error != NULL)
        return NULL;
      if (members->len / 2 >= WG_LIMIT_FILTER_SET)
        return wg_filter_fail (c, WG_FILTER_ERROR_LIMIT, from->off, from->len, NULL, NULL,
                               "a set has %u members at most", WG_LIMIT_FILTER_SET);
      g_ptr_array_add (members, from);
      g_ptr_array_add (members, to);
    }
  while (at (c, WG_TOKEN_COMMA));
  if (!at (c, WG_TOKEN_CLOSE_BRACE))
    return unexpected (c, ", or }");
  expr = node_new (c, WG_NODE_SET, operand->off, members->len + 1);
  expr->negated = negated;
  expr->len = c->token.off + c->token.len - operand->off;
  expr->args[expr->n_args++] = operand;
  for (guint i = 0; i < members->len; i++)
    expr->args[expr->n_args++] = g_ptr_array_index (members, i);
  next (c);
  return expr;
}

static gboolean
is_comparison (WgTokenKind kind)
{
  return (kind >= WG_TOKEN_EQ && kind <= WG_TOKEN_LE) || kind == WG_TOKEN_CONTAINS
         || kind == WG_TOKEN_MATCHES;
}

static WgExpr *
parse_relation (WgCompiler *c, WgExpr *left)
{
  WgTokenKind op = c->token.kind;
  WgExpr *right;

  if (is_comparison (op))
    {
      next (c);
      right = parse_operand (c);
      return right != NULL ? node_two (c, WG_NODE_COMPARE, op, left, right) : NULL;
    }
  if (op == WG_TOKEN_IN)
    {
      next (c);
      return parse_set (c, left, FALSE);
    }
  if (op == WG_TOKEN_NOT)
    {
      next (c);
      if (!at (c, WG_TOKEN_IN))
        return unexpected (c, "in");
      next (c);
      return parse_set (c, left, TRUE);
    }
  right = node_new (c, WG_NODE_EXISTS, left->off, 1);
  right->args[right->n_args++] = left;
  return ends_with (right, left);
}

static WgExpr *
parse_test (WgCompiler *c)
{
  guint off = c->token.off;
  WgHow how = at (c, WG_TOKEN_ANY)   ? WG_HOW_ANY
              : at (c, WG_TOKEN_ALL) ? WG_HOW_ALL
                                     : WG_HOW_DEFAULT;
  WgExpr *left, *expr;

  if (how != WG_HOW_DEFAULT)
    next (c);
  left = parse_operand (c);
  if (left == NULL)
    return NULL;
  if (how != WG_HOW_DEFAULT && !is_comparison (c->token.kind) && !at (c, WG_TOKEN_IN)
      && !at (c, WG_TOKEN_NOT))
    return unexpected (c, "a comparison");
  expr = parse_relation (c, left);
  if (expr == NULL)
    return NULL;
  expr->how = how;
  expr->len += expr->off - off;
  expr->off = off;
  return expr;
}

static WgExpr *
parse_not (WgCompiler *c)
{
  guint off = c->token.off, depth = c->depth;
  WgExpr *expr, *below;

  if (!at (c, WG_TOKEN_NOT) && !at (c, WG_TOKEN_OPEN))
    return parse_test (c);
  if (!deeper (c))
    return NULL;
  if (at (c, WG_TOKEN_OPEN))
    {
      next (c);
      expr = parse_or (c);
      if (expr != NULL && !at (c, WG_TOKEN_CLOSE))
        return unexpected (c, "an operator or )");
      next (c);
      c->depth = depth;
      return expr;
    }
  next (c);
  below = parse_not (c);
  c->depth = depth;
  if (below == NULL)
    return NULL;
  expr = node_new (c, WG_NODE_NOT, off, 1);
  expr->args[expr->n_args++] = below;
  return ends_with (expr, below);
}

/* One level of logical operators: those of one kind stand side by side in one node. */
static WgExpr *
parse_level (WgCompiler *c, WgTokenKind op, WgNodeKind kind, WgExpr *(*below) (WgCompiler *) )
{
  g_autoptr (GPtrArray) tests = g_ptr_array_new ();
  WgExpr *expr = below (c);

  if (expr == NULL || !at (c, op))
    return expr;
  g_ptr_array_add (tests, expr);
  while (at (c, op))
    {
      next (c);
      expr = below (c);
      if (expr == NULL)
        return NULL;
      g_ptr_array_add (tests, expr);
    }
  expr = node_new (c, kind, ((WgExpr *) tests->pdata[0])->off, tests->len);
  for (guint i = 0; i < tests->len; i++)
    expr->args[expr->n_args++] = g_ptr_array_index (tests, i);
  return ends_with (expr, g_ptr_array_index (tests, tests->len - 1));
}

static WgExpr *
parse_and (WgCompiler *c)
{
  return parse_level (c, WG_TOKEN_AND, WG_NODE_AND, parse_not);
}

static WgExpr *
parse_xor (WgCompiler *c)
{
  return parse_level (c, WG_TOKEN_XOR, WG_NODE_XOR, parse_and);
}

static WgExpr *
parse_or (WgCompiler *c)
{
  return parse_level (c, WG_TOKEN_OR, WG_NODE_OR, parse_xor);
}

WgExpr *
wg_filter_parse (WgCompiler *c)
{
  WgExpr *expr;

  next (c);
  if (at (c, WG_TOKEN_END))
    return NULL;
  expr = parse_or (c);
  if (expr != NULL && !at (c, WG_TOKEN_END))
    return unexpected (c, "an operator or the end");
  return expr;
}
