#include "filter/lex.h"

/* Longer signs stand before those that begin them. The first row of a kind is how it is
 * printed. */
const WgOperator wg_filter_operators[] = {
    {"===", WG_TOKEN_ALL_EQ, "all are equal"},
    {"!==", WG_TOKEN_ANY_NE, "one differs"},
    {"==", WG_TOKEN_EQ, "one is equal"},
    {"!=", WG_TOKEN_NE, "all differ"},
    {"~=", WG_TOKEN_ANY_NE, "one differs"},
    {">=", WG_TOKEN_GE, "at least"},
    {"<=", WG_TOKEN_LE, "at most"},
    {"&&", WG_TOKEN_AND, "both"},
    {"||", WG_TOKEN_OR, "one or both"},
    {"^^", WG_TOKEN_XOR, "one but not both"},
    {"..", WG_TOKEN_RANGE, "to"},
    {">", WG_TOKEN_GT, "more than"},
    {"<", WG_TOKEN_LT, "less than"},
    {"~", WG_TOKEN_MATCHES, "matches a regular expression"},
    {"!", WG_TOKEN_NOT, "not"},
    {"&", WG_TOKEN_BITS, "has one of the bits"},
    {"(", WG_TOKEN_OPEN, NULL},
    {")", WG_TOKEN_CLOSE, NULL},
    {"{", WG_TOKEN_OPEN_BRACE, NULL},
    {"}", WG_TOKEN_CLOSE_BRACE, NULL},
    {",", WG_TOKEN_COMMA, NULL},
    {"+", WG_TOKEN_PLUS, "plus"},
    {"-", WG_TOKEN_MINUS, "minus"},
    {"*", WG_TOKEN_TIMES, "times"},
    {"/", WG_TOKEN_DIVIDE, "divided by"},
    {"%", WG_TOKEN_MODULO, "remainder of a division by"},
    {"and", WG_TOKEN_AND, "both"},
    {"or", WG_TOKEN_OR, "one or both"},
    {"xor", WG_TOKEN_XOR, "one but not both"},
    {"not", WG_TOKEN_NOT, "not"},
    {"in", WG_TOKEN_IN, "is one of a set"},
    {"any", WG_TOKEN_ANY, "one of several values"},
    {"all", WG_TOKEN_ALL, "all of several values"},
    {"eq", WG_TOKEN_EQ, "one is equal"},
    {"any_eq", WG_TOKEN_EQ, "one is equal"},
    {"all_eq", WG_TOKEN_ALL_EQ, "all are equal"},
    {"ne", WG_TOKEN_NE, "all differ"},
    {"all_ne", WG_TOKEN_NE, "all differ"},
    {"any_ne", WG_TOKEN_ANY_NE, "one differs"},
    {"gt", WG_TOKEN_GT, "more than"},
    {"lt", WG_TOKEN_LT, "less than"},
    {"ge", WG_TOKEN_GE, "at least"},
    {"le", WG_TOKEN_LE, "at most"},
    {"contains", WG_TOKEN_CONTAINS, "has a part"},
    {"matches", WG_TOKEN_MATCHES, "matches a regular expression"},
    {"bitwise_and", WG_TOKEN_BITS, "has one of the bits"},
    {0},
};

static gboolean
is_blank (gint c)
{
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static gboolean
starts_word (gint c)
{
  return c >= 0
         && (g_ascii_isalnum ((gchar) c) || c == '_' || c == ':' || c == '.' || c >= 0x80);
}

static WgToken
token (const WgLexer *lexer, WgTokenKind kind, gsize len)
{
  return (WgToken){.kind = kind,
                   .off = (guint) lexer->at,
                   .len = (guint) len,
                   .text = wg_slice_sub (lexer->text, lexer->at, len),
                   .closed = TRUE};
}

static WgToken
bad (const WgLexer *lexer, gsize off, gsize len, const char *why)
{
  return (WgToken){
      .kind = WG_TOKEN_BAD, .off = (guint) off, .len = (guint) len, .text = wg_slice_str (why)};
}

/* Whether the "/" behind @word begins a prefix length, and not a division. */
static gboolean
is_prefix (const WgLexer *lexer, WgSlice word, gsize at)
{
  gint next = wg_slice_at (lexer->text, at + 1);

  return next >= '0' && next <= '9' && word.len > 0
         && (g_ascii_isxdigit ((gchar) word.data[0]) || word.data[0] == ':')
         && (wg_slice_find (word, '.') >= 0 || wg_slice_find (word, ':') >= 0);
}

static gsize
word_len (const WgLexer *lexer)
{
  gsize at = lexer->at;

  for (;; at++)
    {
      gint c = wg_slice_at (lexer->text, at);
      WgSlice word = wg_slice_sub (lexer->text, lexer->at, at - lexer->at);

      if (c == '.' && wg_slice_at (lexer->text, at + 1) == '.')
        break;
      if (c == '/' && is_prefix (lexer, word, at))
        continue;
      if (!starts_word (c) && (c != '-' || at == lexer->at))
        break;
    }
  return at - lexer->at;
}

static gint
hex_digit (gint c)
{
  return c >= 0 ? g_ascii_xdigit_value ((gchar) c) : -1;
}

/* Reads up to @max digits of @base. */
static guint
digits (const WgLexer *lexer, gsize *at, guint base, guint max, guint32 *value)
{
  guint n = 0;

  for (*value = 0; n < max; n++, (*at)++)
    {
      gint digit = hex_digit (wg_slice_at (lexer->text, *at));
      if (digit < 0 || digit >= (gint) base)
        break;
      *value = *value * base + (guint32) digit;
    }
  return n;
}

/* The escape behind a backslash at @at - 1; FALSE where it means nothing. */
static gboolean
escape (const WgLexer *lexer, gsize *at, GString *out)
{
  static const char letters[] = "'\"\\abfnrtv", values[] = "'\"\\\a\b\f\n\r\t\v";
  gint c = wg_slice_at (lexer->text, *at);
  const char *hit = c > 0 ? strchr (letters, c) : NULL;
  guint32 value;

  if (hit != NULL)
    {
      g_string_append_c (out, values[hit - letters]);
      (*at)++;
      return TRUE;
    }
  if (c >= '0' && c <= '7')
    {
      digits (lexer, at, 8, 3, &value);
      g_string_append_c (out, (gchar) value);
      return value <= 0xff;
    }
  (*at)++;
  if (c == 'x' && digits (lexer, at, 16, 2, &value) > 0)
    {
      g_string_append_c (out, (gchar) value);
      return TRUE;
    }
  if ((c != 'u' || digits (lexer, at, 16, 4, &value) != 4)
      && (c != 'U' || digits (lexer, at, 16, 8, &value) != 8))
    return FALSE;
  if (!g_unichar_validate (value))
    return FALSE;
  g_string_append_unichar (out, value);
  return TRUE;
}

/* From the quote at @start to its partner. */
static WgToken
quoted (WgLexer *lexer, gsize start, gboolean raw)
{
  g_autoptr (GString) out = g_string_new (NULL);
  gint quote = wg_slice_at (lexer->text, start), c;
  gsize at = start + 1;
  WgToken result;

  for (; (c = wg_slice_at (lexer->text, at)) != quote && c >= 0;)
    {
      gsize before = at++;

      if (c != '\\')
        g_string_append_c (out, (gchar) c);
      else if (raw)
        {
          g_string_append_c (out, '\\');
          if (wg_slice_at (lexer->text, at) == quote)
            g_string_append_c (out, (gchar) lexer->text.data[at++]);
        }
      else if (!escape (lexer, &at, out))
        return bad (lexer, before, MIN (at, lexer->text.len) - before,
                    "this escape means nothing; write \\\\ for a backslash");
    }
  result = token (lexer, quote == '"' ? WG_TOKEN_STRING : WG_TOKEN_CHAR,
                  MIN (at + 1, lexer->text.len) - lexer->at);
  result.text = wg_arena_copy (lexer->arena, wg_slice (out->str, out->len));
  result.raw = raw;
  result.closed = c >= 0;
  if (result.closed && quote == '\'' && out->len != 1)
    return bad (lexer, start, at + 1 - start,
                "a character stands between '', text between \"\"");
  return result;
}

/* "[..]" behind @skip bytes. */
static WgToken
brackets (WgLexer *lexer, WgTokenKind kind, gsize skip)
{
  gssize end = wg_slice_find (wg_slice_sub (lexer->text, lexer->at, G_MAXSIZE), ']');
  WgToken result =
      token (lexer, kind, end >= 0 ? (gsize) end + 1 : lexer->text.len - lexer->at);

  result.closed = end >= 0;
  result.text = wg_slice_sub (result.text, skip, result.text.len - skip - (end >= 0 ? 1 : 0));
  return result;
}

static WgToken
layer (WgLexer *lexer)
{
  gsize at = lexer->at + 1;
  guint32 value;
  WgToken result;

  if (wg_slice_at (lexer->text, at) == '[')
    return brackets (lexer, WG_TOKEN_LAYER, 2);
  if (digits (lexer, &at, 10, 4, &value) == 0)
    return bad (lexer, lexer->at, 1, "behind # stands the number of a layer, from 1");
  result = token (lexer, WG_TOKEN_LAYER, at - lexer->at);
  result.text = wg_slice_sub (result.text, 1, result.text.len);
  return result;
}

static WgToken
word_or_sign (WgLexer *lexer)
{
  gint c = wg_slice_at (lexer->text, lexer->at);
  WgSlice rest = wg_slice_sub (lexer->text, lexer->at, G_MAXSIZE);
  gsize len = starts_word (c) ? word_len (lexer) : 0;

  for (const WgOperator *op = wg_filter_operators; op->word != NULL; op++)
    if (len > 0 ? wg_slice_is (wg_slice_sub (rest, 0, len), op->word)
                : wg_slice_has_prefix (rest, op->word))
      return token (lexer, op->kind, strlen (op->word));
  if (len > 0)
    return token (lexer, WG_TOKEN_WORD, len);
  return bad (lexer, lexer->at, 1, "this sign means nothing in a filter");
}

WgToken
wg_lexer_next (WgLexer *lexer)
{
  WgToken result;
  gint c;

  while (is_blank (wg_slice_at (lexer->text, lexer->at)))
    lexer->at++;
  c = wg_slice_at (lexer->text, lexer->at);
  if (c < 0)
    return token (lexer, WG_TOKEN_END, 0);
  if (c == '"' || c == '\'')
    result = quoted (lexer, lexer->at, FALSE);
  else if ((c == 'r' || c == 'R') && wg_slice_at (lexer->text, lexer->at + 1) == '"')
    result = quoted (lexer, lexer->at + 1, TRUE);
  else if (c == '[')
    result = brackets (lexer, WG_TOKEN_SLICE, 1);
  else if (c == '#')
    result = layer (lexer);
  else
    result = word_or_sign (lexer);
  lexer->at = result.off + result.len;
  return result;
}
