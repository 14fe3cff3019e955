#include "report/text-page.h"

#include "base/text.h"
#include "report/human.h"
#include "report/text-table.h"

#define MAX_WORDS 12u

/* A record in words. */
typedef struct
{
  gint64 conversation;
  guint32 frame;
  guint32 order;
  const WgTextKind *kind;
  char *text;
} Block;

/* An oddity of a conversation: where it was first, and how often. */
typedef struct
{
  const WgNoteType *type;
  gint64 conversation;
  guint32 frame;
  guint32 count;
  gboolean shown;
  char *text;
} Note;

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

struct WgTextPage
{
  const WgTextStyle *style;
  GArray *blocks;
  guint32 last_frame; /* blocks past it have no room */
  guint64 n_blocks;
  GArray *notes;
  GHashTable *note_index; /* Note key -> index + 1 */
  guint64 n_notes;
  GArray *tallies;
  WgTextTable *table;
};

static void
clear_block (gpointer item)
{
  g_free (((Block *) item)->text);
}

static void
clear_note (gpointer item)
{
  g_free (((Note *) item)->text);
}

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

static guint
note_hash (gconstpointer key)
{
  const Note *note = key;
  return g_direct_hash (note->type) ^ (guint) note->conversation * 2654435761u;
}

static gboolean
note_equal (gconstpointer a, gconstpointer b)
{
  const Note *x = a, *y = b;
  return x->type == y->type && x->conversation == y->conversation;
}

static GArray *
array_of (gsize size, GDestroyNotify clear)
{
  GArray *array = g_array_new (FALSE, FALSE, (guint) size);
  g_array_set_clear_func (array, clear);
  return array;
}

WgTextPage *
wg_text_page_new (const WgTextStyle *style)
{
  WgTextPage *page = g_new0 (WgTextPage, 1);

  page->style = style;
  page->blocks = array_of (sizeof (Block), clear_block);
  page->notes = array_of (sizeof (Note), clear_note);
  page->tallies = array_of (sizeof (Tally), clear_tally);
  page->note_index = g_hash_table_new_full (note_hash, note_equal, g_free, NULL);
  page->table = wg_text_table_new (style);
  page->last_frame = G_MAXUINT32;
  return page;
}

void
wg_text_page_free (WgTextPage *page)
{
  g_array_unref (page->blocks);
  g_array_unref (page->notes);
  g_array_unref (page->tallies);
  g_hash_table_unref (page->note_index);
  wg_text_table_free (page->table);
  g_free (page);
}

void
wg_text_page_clear (WgTextPage *page)
{
  g_array_set_size (page->blocks, 0);
  g_array_set_size (page->notes, 0);
  g_array_set_size (page->tallies, 0);
  g_hash_table_remove_all (page->note_index);
  wg_text_table_clear (page->table);
  page->last_frame = G_MAXUINT32;
  page->n_blocks = page->n_notes = 0;
}

gboolean
wg_text_page_has_room (const WgTextPage *page, guint32 frame)
{
  return frame <= page->last_frame;
}

static gint
compare_frames (gconstpointer a, gconstpointer b)
{
  const Block *x = a, *y = b;

  if (x->frame != y->frame)
    return x->frame < y->frame ? -1 : 1;
  return x->order < y->order ? -1 : x->order > y->order;
}

static gint
compare_conversations (gconstpointer a, gconstpointer b)
{
  const Block *x = a, *y = b;

  if (x->conversation != y->conversation)
    return x->conversation < y->conversation ? -1 : 1;
  return compare_frames (a, b);
}

/* Of many blocks, those that began first stay. */
static void
drop_last_blocks (WgTextPage *page)
{
  if (page->blocks->len <= WG_LIMIT_TEXT_RECORDS)
    return;
  g_array_sort (page->blocks, compare_frames);
  g_array_set_size (page->blocks, WG_LIMIT_TEXT_RECORDS);
  page->last_frame = g_array_index (page->blocks, Block, page->blocks->len - 1).frame;
}

static gint64
conversation_of (const WgTextRecord *record)
{
  WgValue id = wg_text_get (record, "conversation");
  return wg_value_is (id) ? (gint64) wg_value_uint (id) : -1;
}

void
wg_text_page_add (WgTextPage *page,
                  const WgTextRecord *record,
                  const WgTextKind *kind,
                  guint32 order,
                  const GString *text)
{
  Block block = {conversation_of (record), record->frame, order, kind, NULL};

  page->n_blocks++;
  if (text->len == 0)
    return;
  block.text = g_strndup (text->str, text->len);
  g_array_append_val (page->blocks, block);
  if (page->blocks->len >= 2 * WG_LIMIT_TEXT_RECORDS)
    drop_last_blocks (page);
}

void
wg_text_page_add_conversation (WgTextPage *page, const WgTextRecord *record)
{
  wg_text_table_add (page->table, record);
}

void
wg_text_page_add_note (WgTextPage *page,
                       const WgNoteType *type,
                       gint64 conversation,
                       guint32 frame,
                       const char *text)
{
  Note note = {type, conversation, frame, 1, FALSE, NULL};
  guint index = GPOINTER_TO_UINT (g_hash_table_lookup (page->note_index, &note));

  page->n_notes++;
  if (index > 0)
    {
      Note *old = &g_array_index (page->notes, Note, index - 1);
      old->count++;
      old->frame = MIN (old->frame, frame);
      return;
    }
  if (page->notes->len >= WG_LIMIT_TEXT_NOTES)
    return;
  g_hash_table_insert (page->note_index, g_memdup2 (&note, sizeof note),
                       GUINT_TO_POINTER (page->notes->len + 1));
  note.text = g_strdup (text);
  g_array_append_val (page->notes, note);
}

static Tally *
tally_of (WgTextPage *page, const WgRecordType *type, const WgTextKind *kind)
{
  Tally new = {type->list, kind, 0, NULL};

  for (guint i = 0; i < page->tallies->len; i++)
    if (strcmp (g_array_index (page->tallies, Tally, i).list, type->list) == 0)
      return &g_array_index (page->tallies, Tally, i);
  new.words = array_of (sizeof (Word), clear_word);
  g_array_append_val (page->tallies, new);
  return &g_array_index (page->tallies, Tally, page->tallies->len - 1);
}

void
wg_text_page_count (WgTextPage *page,
                    const WgRecordType *type,
                    const WgTextKind *kind,
                    const char *word)
{
  Tally *tally = tally_of (page, type, kind);
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
static void
append_tallies (GString *out, WgTextPage *page)
{
  g_array_sort (page->tallies, compare_tallies);
  for (guint i = 0; i < page->tallies->len; i++)
    {
      Tally *tally = &g_array_index (page->tallies, Tally, i);
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

static void
append_span (GString *out, const WgCaptureFacts *facts)
{
  if (!facts->has_time)
    return;
  g_string_append (out, ", ");
  wg_human_duration (out, facts->latest_ns - facts->earliest_ns);
  g_string_append (out, " from ");
  wg_human_time (out, facts->earliest_ns);
}

static void
append_damage (GString *out, const WgTextStyle *style, const WgCaptureFacts *facts)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (facts->cut_short)
    g_string_append (text, "  (!) the file ends inside a packet\n");
  for (guint i = 0; facts->skipped != NULL && i < facts->skipped->len; i++)
    {
      const WgSkipped *skipped = &g_array_index (facts->skipped, WgSkipped, i);
      g_string_append_printf (text, "  (!) damaged at offset %" G_GUINT64_FORMAT ": %s\n",
                              skipped->off, skipped->why);
    }
  if (facts->snapped_packets > 0)
    {
      g_string_append (text, "  (!) ");
      wg_human_plural (text, facts->snapped_packets, "packet was", "packets were");
      g_string_append (text, " captured short of the length on the wire\n");
    }
  wg_text_ink (out, style, WG_INK_ODD, text->str);
}

static void
append_header (GString *out, WgTextPage *page, const char *file, const WgCaptureFacts *facts)
{
  g_autofree char *name = wg_text_dup (wg_slice_str (file));

  wg_text_ink (out, page->style, WG_INK_BOLD, name);
  g_string_append_printf (out, "\n  %s, ", facts->format);
  wg_human_plural (out, facts->packets, "packet", "packets");
  g_string_append (out, ", ");
  wg_human_bytes (out, facts->bytes);
  append_span (out, facts);
  g_string_append (out, "\n  SHA-256 ");
  wg_hex_append (out, wg_slice (facts->sha256, sizeof facts->sha256));
  g_string_append_c (out, '\n');
  if (facts->secrets > 0)
    {
      g_string_append (out, "  ");
      wg_human_plural (out, facts->secrets, "line", "lines");
      g_string_append (out, " of TLS key logs in the file\n");
    }
  append_damage (out, page->style, facts);
  if (page->tallies->len > 0)
    g_string_append_c (out, '\n');
  append_tallies (out, page);
}

static void
append_note (GString *out, const WgTextStyle *style, const Note *note, gboolean apart)
{
  WgTextLine line = wg_text_line (out, style, note->frame, WG_FROM_NOBODY);

  wg_text_add (&line, WG_INK_ODD, "(!)");
  wg_text_join (&line, " ", WG_INK_PLAIN, note->type->text);
  if (note->text != NULL)
    {
      g_autoptr (GString) safe = g_string_new (NULL);
      wg_text_append_shown (safe, note->text);
      wg_text_add (&line, WG_INK_PLAIN, safe->str);
    }
  wg_text_add (&line, WG_INK_DIM, note->type->id);
  if (apart && note->conversation >= 0)
    wg_text_addf (&line, WG_INK_DIM, "#%" G_GINT64_FORMAT, note->conversation);
  if (note->count > 1)
    wg_text_addf (&line, WG_INK_DIM, "%u times", note->count);
  wg_text_line_end (&line);
}

static void
append_notes (GString *out, WgTextPage *page, gint64 conversation)
{
  for (guint i = 0; i < page->notes->len; i++)
    {
      Note *note = &g_array_index (page->notes, Note, i);

      if (note->conversation != conversation)
        continue;
      append_note (out, page->style, note, FALSE);
      note->shown = TRUE;
    }
}

static void
append_title (GString *out, const WgTextStyle *style, const char *title)
{
  g_string_append_c (out, '\n');
  wg_text_ink (out, style, WG_INK_BOLD, title);
  g_string_append_c (out, '\n');
}

/* The blocks of one conversation from @from on; the index of the next one's. */
static guint
append_conversation (GString *out, WgTextPage *page, guint from)
{
  const Block *first = &g_array_index (page->blocks, Block, from);
  const WgTextKind *kind = NULL;
  guint i;

  g_string_append_c (out, '\n');
  wg_text_table_heading (out, page->table, first->conversation);
  for (i = from; i < page->blocks->len; i++)
    {
      const Block *block = &g_array_index (page->blocks, Block, i);
      if (block->conversation != first->conversation)
        break;
      if (block->kind->apart)
        continue;
      if (kind != NULL && kind != block->kind)
        g_string_append_c (out, '\n');
      kind = block->kind;
      g_string_append (out, block->text);
    }
  append_notes (out, page, first->conversation);
  return i;
}

static gboolean
is_apart (const WgTextPage *page, guint from)
{
  const Block *first = &g_array_index (page->blocks, Block, from);

  for (guint i = from; i < page->blocks->len; i++)
    {
      const Block *block = &g_array_index (page->blocks, Block, i);
      if (block->conversation != first->conversation)
        return TRUE;
      if (!block->kind->apart)
        return FALSE;
    }
  return TRUE;
}

static guint
next_conversation (const WgTextPage *page, guint from)
{
  gint64 conversation = g_array_index (page->blocks, Block, from).conversation;

  while (from < page->blocks->len
         && g_array_index (page->blocks, Block, from).conversation == conversation)
    from++;
  return from;
}

static void
flush (GString *out, WgOutput *output)
{
  wg_output_write (output, out->str, out->len);
  g_string_truncate (out, 0);
}

/* Tables over all conversations, in the order of packets. */
static void
append_apart (GString *out, WgTextPage *page, WgOutput *output)
{
  const WgTextKind *shown[8] = {NULL};
  guint n = 0;

  g_array_sort (page->blocks, compare_frames);
  for (guint i = 0; i < page->blocks->len; i++)
    {
      const WgTextKind *kind = g_array_index (page->blocks, Block, i).kind;
      guint known = 0;

      while (known < n && shown[known] != kind)
        known++;
      if (kind->apart && known == n && n < G_N_ELEMENTS (shown))
        shown[n++] = kind;
    }
  for (guint k = 0; k < n; k++)
    {
      append_title (out, page->style, shown[k]->many);
      for (guint i = 0; i < page->blocks->len; i++)
        if (g_array_index (page->blocks, Block, i).kind == shown[k])
          g_string_append (out, g_array_index (page->blocks, Block, i).text);
      flush (out, output);
    }
}

static gint
compare_notes (gconstpointer a, gconstpointer b)
{
  const Note *x = a, *y = b;

  if (x->frame != y->frame)
    return x->frame < y->frame ? -1 : 1;
  return strcmp (x->type->id, y->type->id);
}

/* Oddities of packets outside of any conversation, and of conversations that said nothing. */
static void
append_packet_notes (GString *out, const WgTextPage *page)
{
  gboolean titled = FALSE;

  for (guint i = 0; i < page->notes->len; i++)
    {
      const Note *note = &g_array_index (page->notes, Note, i);
      if (note->shown)
        continue;
      if (!titled)
        append_title (out, page->style, "Packets");
      titled = TRUE;
      append_note (out, page->style, note, TRUE);
    }
}

static void
append_remainder (GString *out, const WgTextPage *page)
{
  guint64 hidden = page->n_blocks - page->blocks->len;

  if (hidden == 0)
    return;
  g_string_append (out, "\nThese are the first ");
  wg_human_plural (out, page->blocks->len, "record", "records");
  g_string_append (out, "; ");
  wg_human_count (out, hidden);
  g_string_append (out, " more are in the JSON report (-f json)\n");
}

void
wg_text_page_write (WgTextPage *page,
                    const char *file,
                    const WgCaptureFacts *facts,
                    WgOutput *output)
{
  g_autoptr (GString) out = g_string_new (NULL);

  drop_last_blocks (page);
  g_array_sort (page->blocks, compare_conversations);
  g_array_sort (page->notes, compare_notes);
  append_header (out, page, file, facts);
  wg_text_table_write (out, page->table);
  for (guint i = 0; i < page->blocks->len;)
    {
      i = is_apart (page, i) ? next_conversation (page, i) : append_conversation (out, page, i);
      flush (out, output);
    }
  append_apart (out, page, output);
  append_packet_notes (out, page);
  append_remainder (out, page);
  flush (out, output);
}
