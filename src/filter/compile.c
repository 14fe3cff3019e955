#include "filter/node.h"

#include "base/limits.h"

#define MAX_ARENA_LEN (64u * 1024 * 1024)

typedef WgFilterMistake WgFilterErrorPrivate;

static void
wg_filter_error_private_init (WgFilterErrorPrivate *mistake)
{
}

static void
wg_filter_error_private_copy (const WgFilterErrorPrivate *from, WgFilterErrorPrivate *to)
{
  g_assert (from != NULL && to != NULL);
  *to = (WgFilterMistake){
      .off = from->off, .len = from->len, .expected = g_strdup (from->expected)};
  for (guint i = 0; i < WG_FILTER_N_NEAR; i++)
    to->near[i] = g_strdup (from->near[i]);
}

static void
wg_filter_error_private_clear (WgFilterErrorPrivate *mistake)
{
  g_assert (mistake != NULL);
  g_free (mistake->expected);
  for (guint i = 0; i < WG_FILTER_N_NEAR; i++)
    g_free (mistake->near[i]);
}

G_DEFINE_EXTENDED_ERROR (WgFilterError, wg_filter_error)

const WgFilterMistake *
wg_filter_mistake (const GError *error)
{
  return wg_filter_error_get_private (error);
}

gpointer
wg_filter_fail (WgCompiler *c,
                WgFilterError code,
                guint off,
                guint len,
                const char *expected,
                const char *word,
                const char *format,
                ...)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const char *near[WG_FILTER_N_NEAR];
  guint n_near = word != NULL ? wg_filter_fields_near (c->filter->fields, word, near) : 0;
  WgFilterMistake *mistake;
  va_list args;

  if (c->error != NULL)
    return NULL;
  va_start (args, format);
  g_string_append_vprintf (text, format, args);
  va_end (args);
  for (guint i = 0; i < n_near; i++)
    g_string_append_printf (text, "%s%s",
                            i == 0            ? "; did you mean "
                            : i + 1 == n_near ? " or "
                                              : ", ",
                            near[i]);
  if (n_near > 0)
    g_string_append_c (text, '?');
  c->error = g_error_new_literal (WG_FILTER_ERROR, (gint) code, text->str);
  mistake = wg_filter_error_get_private (c->error);
  g_assert (mistake != NULL);
  mistake->off = off;
  mistake->len = len;
  mistake->expected = g_strdup (expected);
  for (guint i = 0; i < n_near; i++)
    mistake->near[i] = g_strdup (near[i]);
  return NULL;
}

static void
free_array (gpointer array)
{
  g_array_unref (array);
}

static WgFilter *
filter_new (const WgFilterFields *fields, const char *text)
{
  WgFilter *filter = g_new0 (WgFilter, 1);

  filter->fields = fields;
  filter->arena = wg_arena_new (MAX_ARENA_LEN);
  filter->text = g_strdup (text);
  filter->needs = g_ptr_array_new ();
  filter->regexes = g_ptr_array_new_with_free_func ((GDestroyNotify) g_regex_unref);
  filter->feeds = g_hash_table_new_full (NULL, NULL, NULL, free_array);
  return filter;
}

void
wg_filter_free (WgFilter *filter)
{
  if (filter == NULL)
    return;
  wg_arena_free (filter->arena);
  g_free (filter->text);
  g_ptr_array_unref (filter->needs);
  g_ptr_array_unref (filter->regexes);
  g_hash_table_unref (filter->feeds);
  g_free (filter);
}

/* Which slots each row feeds. */
static void
connect_feeds (WgFilter *filter)
{
  for (guint slot = 0; slot < filter->needs->len; slot++)
    {
      const WgSource *source = wg_source_of (g_ptr_array_index (filter->needs, slot));

      for (guint i = 0; i < source->feeds->len; i++)
        {
          WgFeedTo to = {&g_array_index (source->feeds, WgFeed, i), slot, source->field.type};
          GArray *feeds = g_hash_table_lookup (filter->feeds, to.feed->row);

          if (feeds == NULL)
            {
              feeds = g_array_new (FALSE, FALSE, sizeof (WgFeedTo));
              g_hash_table_insert (filter->feeds, (gpointer) to.feed->row, feeds);
            }
          g_array_append_val (feeds, to);
        }
    }
}

WgFilter *
wg_filter_compile (const WgFilterFields *fields, const char *text, GError **error)
{
  g_autoptr (WgFilter) filter = filter_new (fields, text);
  gsize len = strlen (text);
  WgCompiler c = {.filter = filter};

  c.lexer = (WgLexer){.text = wg_slice (filter->text, len), .arena = filter->arena};
  if (len > WG_LIMIT_FILTER_LEN)
    wg_filter_fail (&c, WG_FILTER_ERROR_LIMIT, WG_LIMIT_FILTER_LEN,
                    (guint) MIN (len - WG_LIMIT_FILTER_LEN, G_MAXUINT), NULL, NULL,
                    "a filter has %u bytes at most", WG_LIMIT_FILTER_LEN);
  else
    filter->top = wg_filter_parse (&c);
  if (c.error == NULL && filter->top != NULL)
    wg_filter_check (&c, filter->top);
  if (c.error != NULL)
    {
      g_propagate_error (error, c.error);
      return NULL;
    }
  connect_feeds (filter);
  return g_steal_pointer (&filter);
}

guint
wg_filter_n_needs (const WgFilter *filter)
{
  return filter->needs->len;
}

const WgFilterField *
wg_filter_need (const WgFilter *filter, guint index)
{
  return g_ptr_array_index (filter->needs, index);
}

/* An offset or a length, with its sign. */
static gboolean
range_number (WgSlice *text, gint64 *number)
{
  gboolean negative = wg_slice_at (*text, 0) == '-';
  WgSlice digits = wg_slice_sub (*text, negative ? 1 : 0, G_MAXSIZE);
  gsize n = 0;

  for (*number = 0; g_ascii_isdigit ((gchar) MAX (wg_slice_at (digits, n), 0)) && n < 9; n++)
    *number = *number * 10 + (digits.data[n] - '0');
  if (n == 0)
    return FALSE;
  *number = negative ? -*number : *number;
  *text = wg_slice_trim (wg_slice_sub (digits, n, G_MAXSIZE));
  return TRUE;
}

/* i:j, i-j, i, :j, i: */
static gboolean
parse_range (WgSlice text, WgRange *range)
{
  text = wg_slice_trim (text);
  *range = (WgRange){.by_len = TRUE, .to = 1};
  if (wg_slice_at (text, 0) != ':' && !range_number (&text, &range->from))
    return FALSE;
  if (text.len == 0)
    return TRUE;
  range->by_len = text.data[0] == ':';
  if (!range->by_len && text.data[0] != '-')
    return FALSE;
  text = wg_slice_trim (wg_slice_sub (text, 1, text.len));
  range->to_end = range->by_len && text.len == 0;
  return range->to_end
         || (range_number (&text, &range->to) && text.len == 0
             && (!range->by_len || range->to > 0));
}

gboolean
wg_filter_ranges (WgCompiler *c, const WgToken *token, WgRange **ranges, guint *n)
{
  WgSlice rest = token->text;
  guint max = 1;

  for (gsize i = 0; i < rest.len; i++)
    max += rest.data[i] == ',' ? 1 : 0;
  if (!token->closed)
    {
      wg_filter_fail (c, WG_FILTER_ERROR_SYNTAX, token->off, token->len, "]", NULL,
                      "the ] is missing");
      return FALSE;
    }
  *ranges = wg_arena_alloc (c->filter->arena, max * sizeof (WgRange));
  g_assert (*ranges != NULL);
  for (*n = 0; *n < max; (*n)++)
    {
      gssize comma = wg_slice_find (rest, ',');
      gsize len = comma >= 0 ? (gsize) comma : rest.len;

      if (!parse_range (wg_slice_sub (rest, 0, len), &(*ranges)[*n]))
        {
          wg_filter_fail (c, WG_FILTER_ERROR_SYNTAX, token->off, token->len, "[offset:length]",
                          NULL, "write [offset:length], [first-last], [offset:] or [offset]");
          return FALSE;
        }
      rest = wg_slice_sub (rest, len + 1, G_MAXSIZE);
    }
  return TRUE;
}
