#include "report/text.h"

#include "base/slots.h"
#include "report/human.h"
#include "report/text-kinds.h"
#include "report/text-page.h"

typedef struct
{
  WgSlot slot; /* first */
  const WgTextKind *kind;
  guint32 frame;
  guint32 order;
  gboolean shown;
  const WgField *list; /* whose items are shown, once there was one */
  WgTextParts parts;
} OpenRecord;

struct WgTextReport
{
  WgSink sink;
  WgOutput *output;
  WgTextStyle style;
  WgTextPage *page;
  WgTextFindings *findings;
  GString *text;
  WgSlots open; /* of OpenRecord, by id */
  guint32 order;
  guint32 n_parts;
  guint n_captures;
};

static OpenRecord *
open_record (WgTextReport *report, WgRecordId id)
{
  return wg_slots_get (&report->open, id);
}

static WgRecordId
sink_open (WgSink *sink, const WgRecordType *type, guint32 first_frame)
{
  WgTextReport *report = (WgTextReport *) sink;
  WgRecordId id = wg_slots_take (&report->open);
  OpenRecord *record = open_record (report, id);

  record->kind = wg_text_kind (type);
  record->frame = first_frame;
  record->order = report->order++;
  record->shown = wg_text_page_has_room (report->page, first_frame);
  return id;
}

static void
sink_part (WgSink *sink, WgRecordId id, const WgField *list, gconstpointer item)
{
  WgTextReport *report = (WgTextReport *) sink;
  OpenRecord *record = open_record (report, id);

  if (!record->shown || record->kind->streamed == NULL)
    return;
  if (record->list == NULL && strcmp (list->json, record->kind->streamed) == 0)
    {
      record->list = list;
      record->parts.lines = g_string_new (NULL);
    }
  if (record->list != list)
    return;
  record->parts.n++;
  if (record->parts.n > WG_LIMIT_TEXT_PARTS || report->n_parts >= WG_LIMIT_TEXT_ALL_PARTS)
    {
      record->parts.n_hidden++;
      return;
    }
  report->n_parts++;
  record->kind->part (record->parts.lines, &report->style, list, item);
}

/* Forgets an open record, whose id is free. */
static void
sink_drop (WgSink *sink, WgRecordId id)
{
  WgTextReport *report = (WgTextReport *) sink;
  OpenRecord *open = open_record (report, id);

  if (open->parts.lines != NULL)
    g_string_free (open->parts.lines, TRUE);
  open->parts.lines = NULL;
  wg_slots_give (&report->open, id);
}

static void
sink_close (WgSink *sink, WgRecordId id, const WgRecordType *type, gconstpointer data)
{
  WgTextReport *report = (WgTextReport *) sink;
  OpenRecord *open = open_record (report, id);
  WgTextRecord record = {type, data, open->frame,
                         open->parts.lines != NULL ? &open->parts : NULL};

  if (type == &wg_finding_type)
    wg_text_findings_add (report->findings, data);
  else if (type == &wg_summary_type)
    wg_text_findings_summary (report->findings, data);
  else if (strcmp (type->list, "conversations") == 0)
    wg_text_page_add_conversation (report->page, &record);
  else
    {
      g_autofree char *word = open->kind->tally != NULL ? open->kind->tally (&record) : NULL;

      wg_text_page_count (report->page, type, open->kind, word);
      g_string_truncate (report->text, 0);
      if (open->shown)
        open->kind->write (report->text, &report->style, &record);
      wg_text_page_add (report->page, &record, open->kind, open->order, report->text);
    }
  sink_drop (sink, id);
}

static void
sink_note (WgSink *sink,
           const WgNoteType *type,
           gint64 conversation,
           const WgSpan *span,
           const char *text)
{
  WgTextReport *report = (WgTextReport *) sink;
  wg_text_page_add_note (report->page, type, conversation, span->frame, text);
}

WgTextReport *
wg_text_report_new (WgOutput *output, const WgTextOptions *options)
{
  WgTextReport *report = g_new0 (WgTextReport, 1);

  report->sink = (WgSink){sink_open, sink_part, sink_close, sink_note, sink_drop};
  report->output = output;
  report->style.width = options->width;
  report->style.colours = options->colours;
  report->style.mask = options->reveal_secrets ? NULL : wg_mask_new ();
  report->findings = wg_text_findings_new (&report->style);
  report->page = wg_text_page_new (&report->style, report->findings);
  report->text = g_string_new (NULL);
  wg_slots_init (&report->open, sizeof (OpenRecord));
  return report;
}

void
wg_text_report_free (WgTextReport *report)
{
  if (report == NULL)
    return;
  wg_text_report_drop (report);
  wg_text_page_free (report->page);
  wg_text_findings_free (report->findings);
  wg_mask_free (report->style.mask);
  g_string_free (report->text, TRUE);
  wg_slots_clear (&report->open);
  g_free (report);
}

WgSink *
wg_text_report_sink (WgTextReport *report)
{
  return &report->sink;
}

void
wg_text_report_drop (WgTextReport *report)
{
  for (WgRecordId id = 1; id <= wg_slots_n (&report->open); id++)
    {
      OpenRecord *record = open_record (report, id);
      if (record->parts.lines != NULL)
        g_string_free (record->parts.lines, TRUE);
    }
  wg_slots_reset (&report->open);
  report->order = report->n_parts = 0;
  wg_text_page_clear (report->page);
  wg_text_findings_clear (report->findings);
}

void
wg_text_report_capture (WgTextReport *report, const char *file, const WgCaptureFacts *facts)
{
  if (report->n_captures++ > 0)
    wg_output_puts (report->output, "\n");
  wg_text_page_write (report->page, file, facts, report->output);
  wg_text_report_drop (report);
}
