#include "report/json.h"

#include "base/slots.h"
#include "base/text.h"
#include "check/check.h"
#include "report/capture-record.h"
#include "report/json-value.h"
#include "report/place.h"
#include "report/records.h"
#include "report/spool.h"

/* Items of a streamed list are kept back until there is this much of them: a share of what all
 * may hold, so that the text of one record lies in few pieces. */
#define ROPE_MEMORY  (8u * 1024 * 1024)
#define MIN_ROPE_LEN 2048u
#define MAX_ROPE_LEN (64u * 1024)
/* Tails of ropes that are over, kept for others. */
#define MAX_TAILS 64u

/* Text that grows while other text is spooled: a chain of pieces of the spool. */
typedef struct
{
  guint64 off;
  guint64 len;
} Piece;

typedef struct
{
  const WgField *list;
  GString *tail;
  GArray *pieces; /* of Piece, made when the tail first overflows */
} Rope;

#define MAX_ROPES 4u

typedef struct
{
  WgSlot slot; /* first */
  guint32 list;
  WgPlace place;
  Rope ropes[MAX_ROPES];
} OpenRecord;

/* A finished record: where it belongs and where its text lies. @pieces: of its text, in
 * WgJsonReport.pieces from @off on, where it is more than one. */
typedef struct
{
  WgPlace place; /* first */
  guint64 off;
  guint32 len;
  guint32 n_pieces;
} Item;

struct WgJsonReport
{
  WgSink sink;
  WgOutput *output;
  WgJsonOptions options;
  WgJsonStyle style;
  WgSpool *spool;
  GString *text;
  WgSlots open; /* of OpenRecord, by id */
  guint32 order;
  guint n_ropes;
  GPtrArray *tails; /* of GString, empty */
  gboolean begun;
  guint n_captures;
  guint n_lists;
  GString *summary;                   /* of the capture's findings; empty where there is none */
  GArray *items[WG_MAX_RECORD_LISTS]; /* of Item, one array a list of the report */
  GArray *pieces;
};

static OpenRecord *
open_record (WgJsonReport *report, WgRecordId id)
{
  return wg_slots_get (&report->open, id);
}

static WgRecordId
sink_open (WgSink *sink, const WgRecordType *type, guint32 first_frame)
{
  WgJsonReport *report = (WgJsonReport *) sink;
  WgRecordId id = wg_slots_take (&report->open);
  OpenRecord *record = open_record (report, id);

  record->list = wg_record_list (type);
  record->place = (WgPlace){first_frame, report->order++};
  return id;
}

static void
free_tail (gpointer tail)
{
  g_string_free (tail, TRUE);
}

static void
spool_tail (WgJsonReport *report, Rope *rope)
{
  Piece piece = {0, rope->tail->len}, *last;

  piece.off = wg_spool_add (report->spool, wg_slice (rope->tail->str, rope->tail->len));
  g_string_truncate (rope->tail, 0);
  if (rope->pieces == NULL)
    rope->pieces = g_array_new (FALSE, FALSE, sizeof (Piece));
  last = rope->pieces->len > 0 ? &g_array_index (rope->pieces, Piece, rope->pieces->len - 1)
                               : NULL;
  if (last != NULL && last->off + last->len == piece.off)
    last->len += piece.len;
  else
    g_array_append_val (rope->pieces, piece);
}

static GString *
take_tail (WgJsonReport *report)
{
  if (report->tails->len == 0)
    return g_string_new (NULL);
  return g_ptr_array_steal_index_fast (report->tails, report->tails->len - 1);
}

static void
give_tail (WgJsonReport *report, GString *tail)
{
  if (report->tails->len >= MAX_TAILS || tail->allocated_len > 2 * MAX_ROPE_LEN)
    {
      free_tail (tail);
      return;
    }
  g_string_truncate (tail, 0);
  g_ptr_array_add (report->tails, tail);
}

static Rope *
rope_of (WgJsonReport *report, OpenRecord *record, const WgField *list)
{
  for (guint i = 0; i < MAX_ROPES; i++)
    {
      Rope *rope = &record->ropes[i];
      if (rope->list == NULL)
        {
          rope->list = list;
          rope->tail = take_tail (report);
          report->n_ropes++;
        }
      if (rope->list == list)
        return rope;
    }
  g_assert_not_reached ();
}

static void
sink_part (WgSink *sink, WgRecordId id, const WgField *list, gconstpointer item)
{
  WgJsonReport *report = (WgJsonReport *) sink;
  Rope *rope = rope_of (report, open_record (report, id), list);
  gsize enough = CLAMP (ROPE_MEMORY / report->n_ropes, MIN_ROPE_LEN, MAX_ROPE_LEN);

  if (rope->tail->len > 0 || rope->pieces != NULL)
    wg_string_put (rope->tail, ",", 1);
  wg_json_item (rope->tail, list, item, &report->style);
  if (rope->tail->len >= enough)
    spool_tail (report, rope);
}

/* What writing a record's fields needs to know of its ropes. */
typedef struct
{
  WgJsonReport *report;
  OpenRecord *record;
  guint first_piece; /* in report->pieces; 0 pieces while all is in report->text */
  guint n_pieces;
} Weave;

static void
add_piece (Weave *weave, Piece piece)
{
  g_array_append_val (weave->report->pieces, piece);
  weave->n_pieces++;
}

static void
spool_text (Weave *weave, GString *text)
{
  Piece piece = {0, text->len};

  piece.off = wg_spool_add (weave->report->spool, wg_slice (text->str, text->len));
  g_string_truncate (text, 0);
  add_piece (weave, piece);
}

/* A streamed list, at its place among the fields. */
static gboolean
weave_list (gpointer user, GString *out, const WgField *row)
{
  Weave *weave = user;

  for (guint i = 0; i < MAX_ROPES; i++)
    {
      Rope *rope = &weave->record->ropes[i];
      if (rope->list != row)
        continue;
      wg_string_put (out, "[", 1);
      if (rope->pieces != NULL)
        {
          spool_text (weave, out);
          for (guint j = 0; j < rope->pieces->len; j++)
            add_piece (weave, g_array_index (rope->pieces, Piece, j));
        }
      wg_string_put (out, rope->tail->str, rope->tail->len);
      wg_string_put (out, "]", 1);
      return TRUE;
    }
  return FALSE;
}

static void
free_ropes (WgJsonReport *report, OpenRecord *record)
{
  for (guint i = 0; i < MAX_ROPES && record->ropes[i].tail != NULL; i++)
    {
      give_tail (report, g_steal_pointer (&record->ropes[i].tail));
      g_clear_pointer (&record->ropes[i].pieces, g_array_unref);
      record->ropes[i].list = NULL;
      report->n_ropes--;
    }
}

static void
write_item (WgJsonReport *report, const Item *item)
{
  if (item->n_pieces == 0)
    wg_spool_copy (report->spool, item->off, item->len, report->output);
  for (guint i = 0; i < item->n_pieces; i++)
    {
      const Piece *piece = &g_array_index (report->pieces, Piece, item->off + i);
      wg_spool_copy (report->spool, piece->off, (gsize) piece->len, report->output);
    }
}

/* In ndjson the line is written now; nothing is kept once no list is being streamed. */
static void
write_line (WgJsonReport *report, const Weave *weave)
{
  Item item = {.off = weave->first_piece, .n_pieces = weave->n_pieces};

  if (weave->n_pieces > 0)
    write_item (report, &item);
  wg_output_write (report->output, report->text->str, report->text->len);
  wg_output_puts (report->output, "\n");
  g_array_set_size (report->pieces, weave->first_piece);
}

static void
keep_item (WgJsonReport *report, Weave *weave, const OpenRecord *record)
{
  Item item = {.place = record->place, .len = (guint32) report->text->len};

  if (weave->n_pieces > 0)
    {
      spool_text (weave, report->text);
      item.off = weave->first_piece;
      item.n_pieces = weave->n_pieces;
    }
  else
    item.off = wg_spool_add (report->spool, wg_slice (report->text->str, report->text->len));
  g_array_append_val (report->items[record->list], item);
}

static void
begin_object (WgJsonReport *report, const char *type)
{
  g_string_assign (report->text, "{");
  if (report->options.ndjson)
    g_string_append_printf (report->text, "\"type\":\"%s\"", type);
}

/* Forgets an open record, whose id is free. */
static void
sink_drop (WgSink *sink, WgRecordId id)
{
  WgJsonReport *report = (WgJsonReport *) sink;

  free_ropes (report, open_record (report, id));
  wg_slots_give (&report->open, id);
}

static void
sink_close (WgSink *sink, WgRecordId id, const WgRecordType *type, gconstpointer data)
{
  WgJsonReport *report = (WgJsonReport *) sink;
  OpenRecord *record = open_record (report, id);
  Weave weave = {report, record, report->pieces->len, 0};

  begin_object (report, type->name);
  wg_json_fields (report->text, type->fields, data, &report->style, weave_list, &weave);
  wg_string_put (report->text, "}", 1);
  if (report->options.ndjson)
    write_line (report, &weave);
  else if (type == &wg_summary_type)
    g_string_assign (report->summary, report->text->str);
  else
    keep_item (report, &weave, record);
  sink_drop (sink, id);
}

static void
sink_note (WgSink *sink,
           const WgNoteType *type,
           gint64 conversation,
           const WgSpan *span,
           const char *text)
{
  g_autofree char *whole = text != NULL ? g_strdup_printf ("%s: %s", type->text, text) : NULL;
  WgNoteRecord note = {.id = type->id,
                       .frame = span->frame,
                       .conversation = conversation,
                       .offset = span->off,
                       .length = span->len,
                       .text = whole != NULL ? whole : type->text};
  WgRecordId id = sink_open (sink, &wg_note_type, span->frame);

  sink_close (sink, id, &wg_note_type, &note);
}

static void
write_head (WgJsonReport *report)
{
  if (report->begun)
    return;
  report->begun = TRUE;
  begin_object (report, "report");
  if (report->options.ndjson)
    wg_string_put (report->text, ",", 1);
  g_string_append (report->text,
                   "\"schema\":\"wiregloss-report/1\",\"tool\":{\"name\":\"wiregloss\","
                   "\"version\":\"" WG_VERSION "\"}");
  wg_string_puts (report->text, report->options.ndjson ? "}\n" : ",\n\"captures\":[\n");
  wg_output_write (report->output, report->text->str, report->text->len);
}

WgJsonReport *
wg_json_report_new (WgOutput *output, const WgJsonOptions *options)
{
  WgJsonReport *report = g_new0 (WgJsonReport, 1);

  report->sink = (WgSink){sink_open, sink_part, sink_close, sink_note, sink_drop};
  report->output = output;
  report->options = *options;
  report->style.mask = options->reveal_secrets ? NULL : wg_mask_new ();
  report->style.scratch = g_string_new (NULL);
  report->style.keys = wg_json_keys_new ();
  report->spool = wg_spool_new (WG_LIMIT_SPOOL_MEMORY);
  report->text = g_string_new (NULL);
  report->summary = g_string_new (NULL);
  wg_slots_init (&report->open, sizeof (OpenRecord));
  report->pieces = g_array_new (FALSE, FALSE, sizeof (Piece));
  report->tails = g_ptr_array_new_with_free_func (free_tail);
  report->n_lists = wg_n_record_lists ();
  for (guint i = 0; i < report->n_lists; i++)
    report->items[i] = g_array_new (FALSE, FALSE, sizeof (Item));
  if (report->options.ndjson) /* before the records, which are written as they end */
    write_head (report);
  return report;
}

void
wg_json_report_free (WgJsonReport *report)
{
  if (report == NULL)
    return;
  for (guint i = 0; i < report->n_lists; i++)
    g_array_unref (report->items[i]);
  wg_slots_clear (&report->open);
  g_array_unref (report->pieces);
  g_ptr_array_unref (report->tails);
  g_string_free (report->text, TRUE);
  g_string_free (report->summary, TRUE);
  g_string_free (report->style.scratch, TRUE);
  wg_json_keys_free (report->style.keys);
  wg_mask_free (report->style.mask);
  wg_spool_free (report->spool);
  g_free (report);
}

WgSink *
wg_json_report_sink (WgJsonReport *report)
{
  return &report->sink;
}

static void
write_lists (WgJsonReport *report)
{
  for (guint i = 0; i < report->n_lists; i++)
    {
      GArray *items = report->items[i];

      if (items->len == 0)
        continue;
      g_array_sort (items, wg_place_compare);
      wg_output_puts (report->output, ",\n\"");
      wg_output_puts (report->output, wg_record_list_name (i));
      wg_output_puts (report->output, "\":[\n");
      for (guint j = 0; j < items->len; j++)
        {
          if (j > 0)
            wg_output_puts (report->output, ",\n");
          write_item (report, &g_array_index (items, Item, j));
        }
      wg_output_puts (report->output, "]");
    }
  if (report->summary->len > 0)
    wg_output_puts (report->output, ",\n\"summary\":");
  wg_output_write (report->output, report->summary->str, report->summary->len);
}

void
wg_json_report_drop (WgJsonReport *report)
{
  for (WgRecordId id = 1; id <= wg_slots_n (&report->open); id++)
    free_ropes (report, open_record (report, id));
  for (guint i = 0; i < report->n_lists; i++)
    g_array_set_size (report->items[i], 0);
  wg_slots_reset (&report->open);
  g_array_set_size (report->pieces, 0);
  report->order = 0;
  g_string_truncate (report->summary, 0);
  wg_spool_reset (report->spool);
}

void
wg_json_report_capture (WgJsonReport *report, const char *file, const WgCaptureFacts *facts)
{
  write_head (report);
  if (report->n_captures++ > 0 && !report->options.ndjson)
    wg_output_puts (report->output, ",\n");
  begin_object (report, "capture");
  wg_capture_record_write (report->text, file, facts, &report->style);
  wg_output_write (report->output, report->text->str, report->text->len);
  if (!report->options.ndjson)
    write_lists (report);
  wg_output_puts (report->output, report->options.ndjson ? "}\n" : "}");
  wg_json_report_drop (report);
}

gboolean
wg_json_report_finish (WgJsonReport *report, GError **error)
{
  write_head (report);
  if (!report->options.ndjson)
    wg_output_puts (report->output, "]}\n");
  return wg_spool_check (report->spool, error) && wg_output_flush (report->output, error);
}
