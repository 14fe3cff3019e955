#include "filter/node.h"

#include "base/limits.h"

typedef enum
{
  WANTS_TEST,  /* a field, a function, not */
  WANTS_VALUE, /* of a field */
  WANTS_OPERATOR,
} Wants;

typedef struct
{
  Wants wants;
  const WgFilterField *field; /* the last one */
  gboolean in_set;
  WgToken word; /* what the cursor stands in or behind */
} Place;

static gboolean
is_wordlike (const WgToken *token)
{
  return token->len > 0
         && (token->kind == WG_TOKEN_WORD || g_ascii_isalpha ((gchar) token->text.data[0]));
}

/* What may follow @token. */
static void
step (Place *place, const WgFilterFields *fields, const WgToken *token)
{
  g_autofree char *key = NULL;

  switch ((guint) token->kind)
    {
    case WG_TOKEN_WORD:
      key = g_strndup ((const char *) token->text.data, token->text.len);
      if (place->wants == WANTS_TEST && wg_filter_fields_find (fields, key) != NULL)
        place->field = wg_filter_fields_find (fields, key);
      place->wants = WANTS_OPERATOR;
      break;
    case WG_TOKEN_STRING:
    case WG_TOKEN_CHAR:
    case WG_TOKEN_SLICE:
    case WG_TOKEN_LAYER:
    case WG_TOKEN_CLOSE:
      place->wants = WANTS_OPERATOR;
      break;
    case WG_TOKEN_OPEN_BRACE:
      place->in_set = place->wants == WANTS_VALUE;
      break;
    case WG_TOKEN_CLOSE_BRACE:
      place->in_set = FALSE;
      place->wants = WANTS_OPERATOR;
      break;
    case WG_TOKEN_COMMA:
    case WG_TOKEN_RANGE:
      place->wants = place->in_set ? WANTS_VALUE : WANTS_TEST;
      break;
    case WG_TOKEN_OPEN:
    case WG_TOKEN_AND:
    case WG_TOKEN_OR:
    case WG_TOKEN_XOR:
    case WG_TOKEN_ANY:
    case WG_TOKEN_ALL:
      place->wants = WANTS_TEST;
      break;
    case WG_TOKEN_NOT: /* also of "not in" */
      break;
    default:
      place->wants = WANTS_VALUE;
      break;
    }
}

/* Reads up to the cursor. */
static Place
find_place (const WgFilterFields *fields, const char *text, guint cursor)
{
  g_autoptr (WgArena) arena = wg_arena_new (4 * WG_LIMIT_FILTER_LEN);
  WgLexer lexer = {.text = wg_slice_str (text), .arena = arena};
  Place place = {.wants = WANTS_TEST};
  WgToken token;

  while ((token = wg_lexer_next (&lexer)).kind != WG_TOKEN_END)
    {
      if (token.off >= cursor)
        break;
      if (token.off + token.len >= cursor && is_wordlike (&token))
        {
          place.word = token;
          return place;
        }
      step (&place, fields, &token);
    }
  place.word = (WgToken){.off = cursor};
  return place;
}

static gboolean
fits (const Place *place, const char *text, guint cursor, const char *candidate)
{
  return g_ascii_strncasecmp (candidate, text + place->word.off, cursor - place->word.off) == 0;
}

static void
offer (WgFilterCompletion *out, const char *word, const char *label)
{
  if (out->words->len >= WG_LIMIT_FILTER_CANDIDATES)
    return;
  g_ptr_array_add (out->words, g_strdup (word));
  g_ptr_array_add (out->labels, g_strdup (label));
}

static void
offer_tests (const WgFilterFields *fields,
             const Place *place,
             const char *text,
             guint cursor,
             WgFilterCompletion *out)
{
  for (guint i = 0; i < WG_N_CALLS; i++)
    {
      g_autofree char *call = g_strconcat (wg_filter_call_name ((WgCallKind) i), "(", NULL);
      if (fits (place, text, cursor, call))
        offer (out, call, wg_filter_call_label ((WgCallKind) i));
    }
  for (guint i = 0; i < wg_filter_fields_n (fields); i++)
    {
      const WgFilterField *field = wg_filter_fields_get (fields, i);
      if (fits (place, text, cursor, field->key))
        offer (out, field->key, field->label);
    }
  if (fits (place, text, cursor, "not"))
    offer (out, "not", "what follows does not hold");
}

/* Names as one may write them: those with other signs in them between quotes. */
static char *
name_as_word (const char *name)
{
  for (const char *p = name; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && *p != '_' && *p != '-')
      return g_strconcat ("\"", name, "\"", NULL);
  return g_strdup (name);
}

static void
offer_values (const Place *place, const char *text, guint cursor, WgFilterCompletion *out)
{
  static const char *const truths[] = {"false", "true"};
  const WgName *name = place->field != NULL ? place->field->names : NULL;

  for (guint i = 0; place->field != NULL && place->field->type == WG_FILTER_BOOL && i < 2; i++)
    if (fits (place, text, cursor, truths[i]))
      offer (out, truths[i], "");
  for (; name != NULL && name->name != NULL; name++)
    {
      g_autofree char *word = name_as_word (name->name);
      g_autofree char *number = g_strdup_printf ("%u", name->value);
      if (fits (place, text, cursor, name->name))
        offer (out, word, number);
    }
}

static gboolean
takes_parts (const WgFilterField *field)
{
  return field == NULL || field->type == WG_FILTER_TEXT || field->type == WG_FILTER_BYTES
         || field->type == WG_FILTER_PROTOCOL;
}

static void
offer_operators (const Place *place, const char *text, guint cursor, WgFilterCompletion *out)
{
  for (const WgOperator *op = wg_filter_operators; op->word != NULL; op++)
    if (op->label != NULL && op->kind != WG_TOKEN_RANGE && op->kind != WG_TOKEN_ANY
        && op->kind != WG_TOKEN_ALL && fits (place, text, cursor, op->word)
        && ((op->kind != WG_TOKEN_CONTAINS && op->kind != WG_TOKEN_MATCHES)
            || takes_parts (place->field)))
      offer (out, op->word, op->label);
}

void
wg_filter_complete (const WgFilterFields *fields,
                    const char *text,
                    guint cursor,
                    WgFilterCompletion *out)
{
  gsize len = strlen (text);
  Place place;

  *out = (WgFilterCompletion){.words = g_ptr_array_new_with_free_func (g_free),
                              .labels = g_ptr_array_new_with_free_func (g_free)};
  cursor = (guint) MIN (cursor, len);
  out->off = cursor;
  if (len > WG_LIMIT_FILTER_LEN)
    return;
  place = find_place (fields, text, cursor);
  out->off = place.word.off;
  out->len = place.word.len;
  if (place.wants == WANTS_TEST)
    offer_tests (fields, &place, text, cursor, out);
  else if (place.wants == WANTS_VALUE)
    offer_values (&place, text, cursor, out);
  else
    offer_operators (&place, text, cursor, out);
}

void
wg_filter_completion_clear (WgFilterCompletion *completion)
{
  g_clear_pointer (&completion->words, g_ptr_array_unref);
  g_clear_pointer (&completion->labels, g_ptr_array_unref);
}
