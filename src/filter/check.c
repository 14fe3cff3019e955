#include "filter/node.h"

#include "base/limits.h"

/* What each function takes and gives. */
static const struct
{
  const char *name;
  const char *label;
  guint max_args;
} calls[WG_N_CALLS] = {
    [WG_CALL_LEN] = {"len", "length in bytes", 1},
    [WG_CALL_UPPER] = {"upper", "in capitals", 1},
    [WG_CALL_LOWER] = {"lower", "in small letters", 1},
    [WG_CALL_STRING] = {"string", "as text", 1},
    [WG_CALL_COUNT] = {"count", "how often it is there", 1},
    [WG_CALL_MAX] = {"max", "the greatest value", G_MAXUINT},
    [WG_CALL_MIN] = {"min", "the least value", G_MAXUINT},
    [WG_CALL_ABS] = {"abs", "without its sign", 1},
};

static gboolean check_operand (WgCompiler *c, WgExpr *expr);

const char *
wg_filter_call_name (WgCallKind call)
{
  return calls[call].name;
}

const char *
wg_filter_call_label (WgCallKind call)
{
  return calls[call].label;
}

#define FAIL(c, expr, expected, ...)                                                           \
  (wg_filter_fail ((c), WG_FILTER_ERROR_TYPE, (expr)->off, (expr)->len, (expected), NULL,      \
                   __VA_ARGS__)                                                                \
   != NULL)

static gboolean
is_bytes (WgFilterType type)
{
  return type == WG_FILTER_PROTOCOL || type == WG_FILTER_TEXT || type == WG_FILTER_BYTES
         || type == WG_FILTER_MAC;
}

static gboolean
is_counted (WgFilterType type)
{
  return type == WG_FILTER_NUMBER || type == WG_FILTER_TIME || type == WG_FILTER_DURATION
         || type == WG_FILTER_BOOL;
}

/* How an expression stands in the text, for messages. */
static int
shown_len (const WgExpr *expr)
{
  return (int) MIN (expr->len, 60u);
}

#define SHOWN(c, expr) shown_len (expr), (c)->filter->text + (expr)->off

static gboolean
not_a_field (WgCompiler *c, const WgExpr *expr)
{
  g_autofree char *word = NULL;

  if (expr->token.kind != WG_TOKEN_WORD || g_ascii_isdigit ((gchar) expr->token.text.data[0]))
    return FAIL (c, expr, "a field", "%.*s is a value where a field is expected",
                 SHOWN (c, expr));
  word = g_strndup ((const char *) expr->token.text.data, expr->token.text.len);
  wg_filter_fail (c, WG_FILTER_ERROR_FIELD, expr->off, expr->len, "a field", word,
                  "no field or protocol is called '%.*s'", SHOWN (c, expr));
  return FALSE;
}

/* Makes the literal @expr a value of @type, as @of has it on the other side. */
static gboolean
check_literal (WgCompiler *c, WgExpr *expr, WgFilterType type, const WgExpr *of)
{
  const WgName *names = of->kind == WG_NODE_FIELD ? of->field->names : NULL;

  expr->type = type;
  if (wg_filter_literal (c, &expr->token, type, names, &expr->value, &expr->prefix))
    return TRUE;
  if (of->kind == WG_NODE_FIELD)
    return FAIL (c, expr, wg_filter_type_name (type), "%.*s is no %s, as %s asks for",
                 SHOWN (c, expr), wg_filter_type_name (type), of->field->key);
  return FAIL (c, expr, wg_filter_type_name (type), "%.*s is no %s, as is needed here",
               SHOWN (c, expr), wg_filter_type_name (type));
}

static gboolean
check_field (WgCompiler *c, WgExpr *expr)
{
  GPtrArray *needs = c->filter->needs;

  expr->type = expr->field->type;
  for (expr->slot = 0; expr->slot < needs->len; expr->slot++)
    if (g_ptr_array_index (needs, expr->slot) == expr->field)
      return TRUE;
  g_ptr_array_add (needs, (gpointer) expr->field);
  return TRUE;
}

static gboolean
check_slice (WgCompiler *c, WgExpr *expr)
{
  WgExpr *of = expr->args[0];

  if (!check_operand (c, of))
    return FALSE;
  if (is_counted (of->type))
    return FAIL (c, of, "text or bytes", "%.*s is a %s, which has no bytes to cut",
                 SHOWN (c, of), wg_filter_type_name (of->type));
  expr->aggregate = of->aggregate;
  expr->type = WG_FILTER_BYTES;
  return TRUE;
}

static gboolean
check_arguments (WgCompiler *c, WgExpr *expr)
{
  if (expr->n_args > calls[expr->call].max_args)
    return FAIL (c, expr->args[1], ")", "%s() takes one value", calls[expr->call].name);
  for (guint i = 0; i < expr->n_args; i++)
    {
      if (!check_operand (c, expr->args[i]))
        return FALSE;
      if (expr->args[i]->aggregate)
        return FAIL (c, expr->args[i], "a field", "%s() takes fields, not what %s",
                     calls[expr->call].name, "max, min or count make of them");
      if (expr->args[i]->type != expr->args[0]->type)
        return FAIL (c, expr->args[i], wg_filter_type_name (expr->args[0]->type),
                     "%s() takes values of one type", calls[expr->call].name);
    }
  return TRUE;
}

static gboolean
check_call (WgCompiler *c, WgExpr *expr)
{
  WgExpr *first = expr->args[0];

  if (!check_arguments (c, expr))
    return FALSE;
  expr->type = WG_FILTER_NUMBER;
  expr->aggregate =
      expr->call == WG_CALL_COUNT || expr->call == WG_CALL_MAX || expr->call == WG_CALL_MIN;
  if (expr->aggregate)
    expr->sum = c->filter->n_sums++;
  switch (expr->call)
    {
    case WG_CALL_LEN:
      return is_bytes (first->type)
             || FAIL (c, first, "text or bytes", "len() takes text or bytes, not a %s",
                      wg_filter_type_name (first->type));
    case WG_CALL_UPPER:
    case WG_CALL_LOWER:
      expr->type = WG_FILTER_TEXT;
      return first->type == WG_FILTER_TEXT || first->type == WG_FILTER_BYTES
             || FAIL (c, first, "text", "%s() takes text, not a %s", calls[expr->call].name,
                      wg_filter_type_name (first->type));
    case WG_CALL_STRING:
      expr->type = WG_FILTER_TEXT;
      return (first->type != WG_FILTER_TEXT && first->type != WG_FILTER_PROTOCOL)
             || FAIL (c, first, "a number or an address",
                      "string() takes what is not text yet");
    case WG_CALL_MAX:
    case WG_CALL_MIN:
    case WG_CALL_ABS:
      expr->type = first->type;
      return is_counted (first->type)
             || FAIL (c, first, "a number", "%s() takes numbers, times and durations",
                      calls[expr->call].name);
    case WG_CALL_COUNT:
    case WG_N_CALLS:
      break;
    }
  return TRUE;
}

/* "&" also takes bytes, with as many on both sides. */
static gboolean
check_arithmetic (WgCompiler *c, WgExpr *expr)
{
  WgExpr *left = expr->args[0], *right = expr->n_args > 1 ? expr->args[1] : NULL;
  WgExpr *typed = left->kind == WG_NODE_LITERAL && right != NULL ? right : left;
  WgExpr *literal = typed == left ? right : left;

  if (typed->kind == WG_NODE_LITERAL)
    return not_a_field (c, typed);
  if (!check_operand (c, typed))
    return FALSE;
  if (literal != NULL && literal->kind == WG_NODE_LITERAL)
    literal->scratch = c->filter->n_scratch++;
  if (literal != NULL && literal->kind == WG_NODE_LITERAL
      && !check_literal (c, literal, typed->type, typed))
    return FALSE;
  if (literal != NULL && literal->kind != WG_NODE_LITERAL && !check_operand (c, literal))
    return FALSE;
  expr->type = typed->type;
  expr->aggregate = typed->aggregate || (literal != NULL && literal->aggregate);
  if (expr->op == WG_TOKEN_BITS && typed->type == WG_FILTER_BYTES)
    return literal->type == WG_FILTER_BYTES
           || FAIL (c, literal, "bytes", "& takes bytes on both sides");
  if (!is_counted (typed->type) || typed->type == WG_FILTER_BOOL)
    return FAIL (c, typed, "a number", "%.*s is a %s, with which one cannot reckon",
                 SHOWN (c, typed), wg_filter_type_name (typed->type));
  if (literal != NULL && literal->type != typed->type)
    return FAIL (c, literal, wg_filter_type_name (typed->type),
                 "both sides must be of one type to reckon with");
  return TRUE;
}

static gboolean
check_operand (WgCompiler *c, WgExpr *expr)
{
  expr->scratch = c->filter->n_scratch++;
  switch ((guint) expr->kind)
    {
    case WG_NODE_FIELD:
      return check_field (c, expr);
    case WG_NODE_LITERAL:
      return not_a_field (c, expr);
    case WG_NODE_SLICE:
      return check_slice (c, expr);
    case WG_NODE_CALL:
      return check_call (c, expr);
    default:
      return check_arithmetic (c, expr);
    }
}

/* The right side of a test: a value that fits the left, or an operand of a like type. */
static gboolean
check_right (WgCompiler *c, WgExpr *right, WgExpr *left, WgFilterType type)
{
  WgFilterType a, b;

  right->scratch = c->filter->n_scratch++;
  if (right->kind == WG_NODE_LITERAL)
    return check_literal (c, right, type, left);
  if (!check_operand (c, right))
    return FALSE;
  a = left->type;
  b = right->type;
  if (a == b || (is_bytes (a) && is_bytes (b))
      || (is_counted (a) && is_counted (b) && a != WG_FILTER_TIME && b != WG_FILTER_TIME
          && a != WG_FILTER_DURATION && b != WG_FILTER_DURATION))
    return TRUE;
  return FAIL (c, right, wg_filter_type_name (a),
               "%.*s is a %s and cannot be compared with a %s", SHOWN (c, right),
               wg_filter_type_name (b), wg_filter_type_name (a));
}

static gboolean
check_regex (WgCompiler *c, WgExpr *left, WgExpr *right, WgExpr *expr)
{
  g_autofree char *pattern = NULL;
  g_autoptr (GError) error = NULL;

  if (right->kind != WG_NODE_LITERAL || right->token.kind != WG_TOKEN_STRING)
    return FAIL (c, right, "\"a regular expression\"",
                 "behind matches stands a regular expression between \"\"");
  if (!is_bytes (left->type) || left->type == WG_FILTER_MAC)
    return FAIL (c, left, "text", "%.*s is a %s; string() makes text of it", SHOWN (c, left),
                 wg_filter_type_name (left->type));
  if (right->token.text.len > WG_LIMIT_FILTER_REGEX)
    {
      wg_filter_fail (c, WG_FILTER_ERROR_LIMIT, right->off, right->len, NULL, NULL,
                      "a regular expression has %u bytes at most", WG_LIMIT_FILTER_REGEX);
      return FALSE;
    }
  if (memchr (right->token.text.data, '\0', right->token.text.len) != NULL)
    return FAIL (c, right, NULL,
                 "a regular expression cannot hold a NUL; write \\x00 in r\"\"");
  /* PCRE2 takes the bounds of its work from the pattern's front */
  pattern = g_strdup_printf ("(*LIMIT_MATCH=%u)(*LIMIT_DEPTH=%u)%.*s", WG_LIMIT_FILTER_STEPS,
                             WG_LIMIT_FILTER_STEPS, (int) right->token.text.len,
                             (const char *) right->token.text.data);
  expr->regex = g_regex_new (pattern, G_REGEX_CASELESS | G_REGEX_RAW, 0, &error);
  right->type = WG_FILTER_TEXT;
  if (expr->regex == NULL)
    return FAIL (c, right, NULL, "this regular expression cannot be read");
  g_ptr_array_add (c->filter->regexes, expr->regex);
  return TRUE;
}

static gboolean
check_compare (WgCompiler *c, WgExpr *expr)
{
  WgExpr *left = expr->args[0], *right = expr->args[1];

  if (!check_operand (c, left))
    return FALSE;
  if (expr->op == WG_TOKEN_MATCHES)
    {
      right->scratch = c->filter->n_scratch++;
      return check_regex (c, left, right, expr);
    }
  if (expr->op == WG_TOKEN_CONTAINS && !is_bytes (left->type))
    return FAIL (c, left, "text or bytes", "%.*s is a %s, which has no parts to find",
                 SHOWN (c, left), wg_filter_type_name (left->type));
  expr->paired = right->kind != WG_NODE_LITERAL;
  if (!check_right (c, right, left,
                    expr->op == WG_TOKEN_CONTAINS && left->type == WG_FILTER_MAC
                        ? WG_FILTER_BYTES
                        : left->type))
    return FALSE;
  expr->aggregate = left->aggregate || right->aggregate;
  return TRUE;
}

static gboolean
check_set (WgCompiler *c, WgExpr *expr)
{
  WgExpr *left = expr->args[0];

  if (!check_operand (c, left))
    return FALSE;
  for (guint i = 1; i < expr->n_args; i++)
    {
      WgExpr *member = expr->args[i];

      if (member == NULL)
        continue;
      if (member->kind != WG_NODE_LITERAL && member->kind != WG_NODE_FIELD)
        return FAIL (c, member, "a value", "the members of a set are values");
      /* a name that is a field's as well: {dns, http} of conversations' protocols */
      member->kind = WG_NODE_LITERAL;
      if (!check_right (c, member, left, left->type))
        return FALSE;
    }
  expr->aggregate = left->aggregate;
  return TRUE;
}

gboolean
wg_filter_check (WgCompiler *c, WgExpr *expr)
{
  switch ((guint) expr->kind)
    {
    case WG_NODE_AND:
    case WG_NODE_OR:
    case WG_NODE_XOR:
    case WG_NODE_NOT:
      for (guint i = 0; i < expr->n_args; i++)
        if (!wg_filter_check (c, expr->args[i]))
          return FALSE;
      return TRUE;
    case WG_NODE_EXISTS:
      expr->leaf = c->filter->n_leaves++;
      if (!check_operand (c, expr->args[0]))
        return FALSE;
      expr->aggregate = expr->args[0]->aggregate;
      return TRUE;
    case WG_NODE_COMPARE:
      expr->leaf = c->filter->n_leaves++;
      return check_compare (c, expr);
    default:
      expr->leaf = c->filter->n_leaves++;
      return check_set (c, expr);
    }
}
