#include "report/text-tally.h"

#include "report/human.h"

#define MAX_WORDS 12u

typedef struct
{
  char *word;
  guint64 n;
} Word;

/* How many records of a list, by their words. */
typedef struct
{
  const char *list;
  const WgTextKind *kind;
  guint64 n;
  GArray *words; /* of Word */
} Tally;

struct WgTextTally
{
  GArray *tallies;
};

static void
clear_word (gpointer item)
{
  g_free (((Word *) item)->word);
}

static void
clear_tally (gpointer item)
{
  g_array_unref (((Tally *) item)->words);
}

WgTextTally *
wg_text_tally_new (void)
{
  WgTextTally *all = g_new0 (WgTextTally, 1);

  all->tallies = g_array_new (FALSE, FALSE, sizeof (Tally));
  g_array_set_clear_func (all->tallies, clear_tally);
  return all;
}

void
wg_text_tally_free (WgTextTally *all)
{
  g_array_unref (all->tallies);
  g_free (all);
}

void
wg_text_tally_clear (WgTextTally *all)
{
  g_array_set_size (all->tallies, 0);
}

static Tally *
tally_of (WgTextTally *all, const WgRecordType *type, const WgTextKind *kind)
{
  Tally new = {type->list, kind, 0, NULL};

  for (guint i = 0; i < all->tallies->len; i++)
    if (strcmp (g_array_index (all->tallies, Tally, i).list, type->list) == 0)
      return &g_array_index (all->tallies, Tally, i);
  new.words = g_array_new (FALSE, FALSE, sizeof (Word));
  g_array_set_clear_func (new.words, clear_word);
  g_array_append_val (all->tallies, new);
  return &g_array_index (all->tallies, Tally, all->tallies->len - 1);
}

void
wg_text_tally_add (WgTextTally *all,
                   const WgRecordType *type,
                   const WgTextKind *kind,
                   const char *word)
{
  Tally *tally = tally_of (all, type, kind);
  Word new = {NULL, 1};

  tally->n++;
  if (word == NULL)
    return;
  for (guint i = 0; i < tally->words->len; i++)
    {
      Word *old = &g_array_index (tally->words, Word, i);
      if (strcmp (old->word, word) != 0)
        continue;
      old->n++;
      return;
    }
  if (tally->words->len >= MAX_WORDS)
    return;
  new.word = g_strdup (word);
  g_array_append_val (tally->words, new);
}

static gint
compare_words (gconstpointer a, gconstpointer b)
{
  const Word *x = a, *y = b;

  if (x->n != y->n)
    return x->n > y->n ? -1 : 1;
  return strcmp (x->word, y->word);
}

static gint
compare_tallies (gconstpointer a, gconstpointer b)
{
  return strcmp (((const Tally *) a)->list, ((const Tally *) b)->list);
}

/* "  HTTP exchanges   34   200 ×30 · 404 ×3" */
void
wg_text_tally_append (GString *out, WgTextTally *all)
{
  if (all->tallies->len > 0)
    g_string_append_c (out, '\n');
  g_array_sort (all->tallies, compare_tallies);
  for (guint i = 0; i < all->tallies->len; i++)
    {
      Tally *tally = &g_array_index (all->tallies, Tally, i);
      const char *title = tally->n == 1 ? tally->kind->one : tally->kind->many;
      g_autoptr (GString) number = g_string_new (NULL);

      wg_human_count (number, tally->n);
      g_string_append_printf (out, "  %9s ", number->str);
      wg_human_fit (out, title != NULL ? title : tally->list, 24, tally->words->len > 0);
      g_array_sort (tally->words, compare_words);
      for (guint j = 0; j < tally->words->len; j++)
        {
          const Word *word = &g_array_index (tally->words, Word, j);
          g_string_append_printf (out, "%s%s", j > 0 ? ", " : "", word->word);
          if (word->n > 1)
            g_string_append_printf (out, " ×%" G_GUINT64_FORMAT, word->n);
        }
      g_string_append_c (out, '\n');
    }
}
