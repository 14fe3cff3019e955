#include "report/text-page.h"

#include "base/text.h"
#include "report/human.h"
#include "report/place.h"
#include "report/text-table.h"
#include "report/text-tally.h"

/* A record in words. */
typedef struct
{
  WgPlace place; /* first */
  gint64 conversation;
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

struct WgTextPage
{
  const WgTextStyle *style;
  WgTextFindings *findings;
  GArray *blocks;
  guint32 last_frame; /* blocks past it have no room */
  guint64 n_blocks;
  GArray *notes;
  GHashTable *note_index; /* Note key -> index + 1 */
  guint64 n_hidden_notes;
  WgTextTally *tally;
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
wg_text_page_new (const WgTextStyle *style, WgTextFindings *findings)
{
  WgTextPage *page = g_new0 (WgTextPage, 1);

  page->style = style;
  page->findings = findings;
  page->blocks = array_of (sizeof (Block), clear_block);
  page->notes = array_of (sizeof (Note), clear_note);
  page->tally = wg_text_tally_new ();
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
  wg_text_tally_free (page->tally);
  g_hash_table_unref (page->note_index);
  wg_text_table_free (page->table);
  g_free (page);
}

void
wg_text_page_clear (WgTextPage *page)
{
  g_array_set_size (page->blocks, 0);
  g_array_set_size (page->notes, 0);
  wg_text_tally_clear (page->tally);
  g_hash_table_remove_all (page->note_index);
  wg_text_table_clear (page->table);
  page->last_frame = G_MAXUINT32;
  page->n_blocks = page->n_hidden_notes = 0;
}

gboolean
wg_text_page_has_room (const WgTextPage *page, guint32 frame)
{
  return frame <= page->last_frame;
}

static gint
compare_conversations (gconstpointer a, gconstpointer b)
{
  const Block *x = a, *y = b;

  if (x->conversation != y->conversation)
    return x->conversation < y->conversation ? -1 : 1;
  return wg_place_compare (&x->place, &y->place);
}

/* Of many blocks, those that began first stay. */
static void
drop_last_blocks (WgTextPage *page)
{
  if (page->blocks->len <= WG_LIMIT_TEXT_RECORDS)
    return;
  g_array_sort (page->blocks, wg_place_compare);
  g_array_set_size (page->blocks, WG_LIMIT_TEXT_RECORDS);
  page->last_frame = g_array_index (page->blocks, Block, page->blocks->len - 1).place.frame;
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
  Block block = {{record->frame, order}, conversation_of (record), kind, NULL};

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

  if (index > 0)
    {
      Note *old = &g_array_index (page->notes, Note, index - 1);
      old->count++;
      old->frame = MIN (old->frame, frame);
      return;
    }
  if (page->notes->len >= WG_LIMIT_TEXT_NOTES)
    {
      page->n_hidden_notes++;
      return;
    }
  g_hash_table_insert (page->note_index, g_memdup2 (&note, sizeof note),
                       GUINT_TO_POINTER (page->notes->len + 1));
  note.text = g_strdup (text);
  g_array_append_val (page->notes, note);
}

void
wg_text_page_count (WgTextPage *page,
                    const WgRecordType *type,
                    const WgTextKind *kind,
                    const char *word)
{
  wg_text_tally_add (page->tally, type, kind, word);
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
  wg_text_tally_append (out, page->tally);
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

/* The same question and answer many times over is one line, with its first packet. */
static void
append_table (GString *out, const WgTextPage *page, const WgTextKind *kind)
{
  g_autoptr (GHashTable) times = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < page->blocks->len; i++)
    {
      const Block *block = &g_array_index (page->blocks, Block, i);
      const char *said = block->kind == kind ? strchr (block->text, '\xe2') : NULL; /* arrow */

      if (said != NULL)
        g_hash_table_insert (
            times, (gpointer) said,
            GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (times, said)) + 1));
    }
  for (guint i = 0; i < page->blocks->len; i++)
    {
      const Block *block = &g_array_index (page->blocks, Block, i);
      const char *said = block->kind == kind ? strchr (block->text, '\xe2') : NULL;
      guint n = said != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (times, said)) : 0;

      if (n == 0)
        continue;
      g_hash_table_insert (times, (gpointer) said, NULL);
      g_string_append (out, block->text);
      g_string_truncate (out, out->len - 1);
      if (n > 1)
        g_string_append_printf (out, " · %u times", n);
      g_string_append_c (out, '\n');
    }
}

/* Tables over all conversations, in the order of packets. */
static void
append_apart (GString *out, WgTextPage *page, WgOutput *output)
{
  const WgTextKind *shown[8] = {NULL};
  guint n = 0;

  g_array_sort (page->blocks, wg_place_compare);
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
      append_table (out, page, shown[k]);
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
  if (page->n_hidden_notes == 0)
    return;
  g_string_append (out, "  and ");
  wg_human_plural (out, page->n_hidden_notes, "more oddity", "more oddities");
  g_string_append (out, " in the JSON report (-f json)\n");
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
  wg_text_findings_append (out, page->findings);
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
