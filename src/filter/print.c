#include "filter/node.h"

#include "base/text.h"

static void print (GString *out, const WgExpr *expr);

static const char *
sign_of (WgTokenKind kind)
{
  for (const WgOperator *op = wg_filter_operators; op->word != NULL; op++)
    if (op->kind == kind && kind == WG_TOKEN_MATCHES)
      return "matches";
    else if (op->kind == kind)
      return op->word;
  return "";
}

/* A regular expression is shown raw where that holds it. */
static void
print_string (GString *out, const WgToken *token)
{
  gboolean raw = token->raw;
  char quote = token->kind == WG_TOKEN_CHAR ? '\'' : '"';

  g_string_append (out, raw ? "r" : "");
  g_string_append_c (out, quote);
  for (gsize i = 0; i < token->text.len; i++)
    {
      guint8 c = token->text.data[i];

      if (raw)
        g_string_append_c (out, (gchar) c);
      else if (c == '\\' || c == quote)
        g_string_append_printf (out, "\\%c", c);
      else if (c < 0x20 || c == 0x7f)
        g_string_append_printf (out, "\\x%02x", c);
      else
        g_string_append_c (out, (gchar) c);
    }
  g_string_append_c (out, quote);
}

static void
print_ranges (GString *out, const WgRange *ranges, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      const WgRange *range = &ranges[i];

      g_string_append_printf (out, "%s%" G_GINT64_FORMAT, i > 0 ? "," : "", range->from);
      if (range->to_end)
        g_string_append_c (out, ':');
      else if (!range->by_len || range->to != 1)
        g_string_append_printf (out, "%c%" G_GINT64_FORMAT, range->by_len ? ':' : '-',
                                range->to);
    }
}

static void
print_word (GString *out, const WgExpr *expr)
{
  if (expr->token.kind != WG_TOKEN_WORD)
    print_string (out, &expr->token);
  else if (expr->type == WG_FILTER_TEXT)
    print_string (out, &(WgToken){.kind = WG_TOKEN_STRING, .text = expr->token.text});
  else
    wg_string_put (out, expr->token.text.data, expr->token.text.len);
}

static void
print_list (GString *out, const WgExpr *expr, guint from, const char *between)
{
  for (guint i = from; i < expr->n_args; i++)
    {
      g_string_append (out, i > from ? between : "");
      print (out, expr->args[i]);
    }
}

static void
print_set (GString *out, const WgExpr *expr)
{
  print (out, expr->args[0]);
  g_string_append (out, expr->negated ? " not in {" : " in {");
  for (guint i = 1; i + 1 < expr->n_args; i += 2)
    {
      g_string_append (out, i > 1 ? ", " : "");
      print (out, expr->args[i]);
      if (expr->args[i + 1] == NULL)
        continue;
      g_string_append (out, "..");
      print (out, expr->args[i + 1]);
    }
  g_string_append_c (out, '}');
}

/* Every logical operator inside another one stands in parentheses but "and" in "or", which all
 * know. */
static void
print_logical (GString *out, const WgExpr *expr)
{
  static const char *const words[] = {
      [WG_NODE_AND] = " and ", [WG_NODE_OR] = " or ", [WG_NODE_XOR] = " xor "};

  for (guint i = 0; i < expr->n_args; i++)
    {
      const WgExpr *below = expr->args[i];
      gboolean wrap =
          below->kind < WG_NODE_NOT && (expr->kind != WG_NODE_OR || below->kind != WG_NODE_AND);

      g_string_append (out, i > 0 ? words[expr->kind] : "");
      g_string_append (out, wrap ? "(" : "");
      print (out, below);
      g_string_append (out, wrap ? ")" : "");
    }
}

static void
print_not (GString *out, const WgExpr *expr)
{
  gboolean wrap = expr->args[0]->kind < WG_NODE_NOT;

  g_string_append (out, wrap ? "not (" : "not ");
  print (out, expr->args[0]);
  g_string_append (out, wrap ? ")" : "");
}

static void
print_arithmetic (GString *out, const WgExpr *expr)
{
  for (guint i = 0; i < expr->n_args; i++)
    {
      const WgExpr *below = expr->args[i];
      gboolean wrap = below->kind == WG_NODE_ARITHMETIC;

      if (i > 0 || expr->n_args == 1)
        g_string_append_printf (out, expr->n_args == 1 ? "%s" : " %s ", sign_of (expr->op));
      g_string_append (out, wrap ? "{" : "");
      print (out, below);
      g_string_append (out, wrap ? "}" : "");
    }
}

static void
print (GString *out, const WgExpr *expr)
{
  g_string_append (out, expr->how == WG_HOW_ANY   ? "any "
                        : expr->how == WG_HOW_ALL ? "all "
                                                  : "");
  switch (expr->kind)
    {
    case WG_NODE_AND:
    case WG_NODE_OR:
    case WG_NODE_XOR:
      print_logical (out, expr);
      break;
    case WG_NODE_NOT:
      print_not (out, expr);
      break;
    case WG_NODE_EXISTS:
      print (out, expr->args[0]);
      break;
    case WG_NODE_COMPARE:
      print (out, expr->args[0]);
      g_string_append_printf (out, " %s ", sign_of (expr->op));
      print (out, expr->args[1]);
      break;
    case WG_NODE_SET:
      print_set (out, expr);
      break;
    case WG_NODE_FIELD:
      g_string_append (out, expr->field->key);
      if (expr->n_layers == 0)
        break;
      g_string_append (out, "#[");
      print_ranges (out, expr->layers, expr->n_layers);
      g_string_append_c (out, ']');
      break;
    case WG_NODE_LITERAL:
      print_word (out, expr);
      break;
    case WG_NODE_SLICE:
      print (out, expr->args[0]);
      g_string_append_c (out, '[');
      print_ranges (out, expr->ranges, expr->n_ranges);
      g_string_append_c (out, ']');
      break;
    case WG_NODE_CALL:
      g_string_append_printf (out, "%s(", wg_filter_call_name (expr->call));
      print_list (out, expr, 0, ", ");
      g_string_append_c (out, ')');
      break;
    case WG_NODE_ARITHMETIC:
      print_arithmetic (out, expr);
      break;
    }
}

char *
wg_filter_print (const WgFilter *filter)
{
  GString *out = g_string_new (NULL);

  if (filter->top != NULL)
    print (out, filter->top);
  return g_string_free (out, FALSE);
}
