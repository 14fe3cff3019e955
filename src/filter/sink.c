#include "filter/sink.h"

#include "base/slots.h"
#include "check/check.h"
#include "dissect/channel.h"
#include "session/conversation.h"

/* A record that is open: the target's id, and what its parts have shown. */
typedef struct
{
  WgSlot slot; /* first */
  WgRecordId id;
  WgFilterFold *fold; /* %NULL for what is not asked itself */
} OpenRecord;

/* A conversation that is not over. @passed: one of its records did */
typedef struct
{
  WgEndpoint end[2];
  guint8 ip_version;
  guint8 protocol;
  guint32 stream;
  gboolean passed;
  GArray *notes; /* of Note, that wait for one; or %NULL */
} Talk;

typedef struct
{
  const WgNoteType *type;
  WgSpan span;
  char *text;
} Note;

struct WgFilterSink
{
  WgSink sink;
  WgSink *target;
  const WgFilter *filter;
  WgFilterRun *run;
  WgSlots open;       /* of OpenRecord, by id */
  GMutex mutex;       /* over @talks alone: flows begin on another thread */
  GHashTable *talks;  /* conversation -> Talk */
  GHashTable *passed; /* conversations that are over and were let pass */
  guint64 n_findings[WG_N_SEVERITIES];
};

static gpointer
key_of (gint64 conversation)
{
  return GSIZE_TO_POINTER ((gsize) conversation + 1);
}

static void
clear_note (gpointer item)
{
  Note *note = item;
  g_free (note->text);
}

static void
free_talk (gpointer item)
{
  Talk *talk = item;

  g_clear_pointer (&talk->notes, g_array_unref);
  g_free (talk);
}

/* The pointer stays good: only the sink's own thread takes talks away. */
static Talk *
find_talk (WgFilterSink *filter, gint64 conversation)
{
  Talk *talk;

  g_mutex_lock (&filter->mutex);
  talk = g_hash_table_lookup (filter->talks, key_of (conversation));
  g_mutex_unlock (&filter->mutex);
  return talk;
}

void
wg_filter_sink_flow (WgFilterSink *filter, const WgFlow *flow)
{
  Talk *talk = g_new0 (Talk, 1);

  talk->end[0] = flow->end[0];
  talk->end[1] = flow->end[1];
  talk->ip_version = flow->ip_version;
  talk->protocol = flow->protocol;
  talk->stream = flow->stream;
  g_mutex_lock (&filter->mutex);
  g_hash_table_insert (filter->talks, key_of ((gint64) flow->id), talk);
  g_mutex_unlock (&filter->mutex);
}

static gboolean
is_asked (const WgRecordType *type)
{
  return type != &wg_finding_type && type != &wg_summary_type;
}

static WgRecordId
sink_open (WgSink *sink, const WgRecordType *type, guint32 first_frame)
{
  WgFilterSink *filter = (WgFilterSink *) sink;
  WgRecordId id = wg_slots_take (&filter->open);
  OpenRecord *record = wg_slots_get (&filter->open, id);

  record->id = filter->target->open (filter->target, type, first_frame);
  record->fold = is_asked (type) ? wg_filter_fold_new (filter->filter) : NULL;
  return id;
}

static void
sink_part (WgSink *sink, WgRecordId id, const WgField *list, gconstpointer item)
{
  WgFilterSink *filter = (WgFilterSink *) sink;
  OpenRecord *record = wg_slots_get (&filter->open, id);

  if (record->fold != NULL)
    wg_filter_fold_part (record->fold, filter->run, list, item);
  filter->target->part (filter->target, record->id, list, item);
}

static gboolean
passes (WgFilterSink *filter,
        WgFilterFold *fold,
        const WgRecordType *type,
        gconstpointer record,
        const Talk *of)
{
  gsize len = of != NULL && of->ip_version == 4 ? 4 : 16;
  WgFilterTalk talk = {0};

  if (of == NULL)
    return wg_filter_fold_end (fold, filter->run, type, record, NULL);
  talk.protocol = of->protocol;
  talk.stream = of->stream;
  for (guint i = 0; i < 2; i++)
    {
      talk.address[i] = wg_slice (of->end[i].address, len);
      talk.port[i] = of->end[i].port;
    }
  return wg_filter_fold_end (fold, filter->run, type, record, &talk);
}

static gboolean
close_conversation (WgFilterSink *filter,
                    WgFilterFold *fold,
                    const WgConversation *conversation)
{
  Talk *talk = find_talk (filter, conversation->id);
  gboolean pass = passes (filter, fold, &wg_conversation_type, conversation, talk)
                  || (talk != NULL && talk->passed);

  for (guint i = 0; pass && talk != NULL && talk->notes != NULL && i < talk->notes->len; i++)
    {
      const Note *note = &g_array_index (talk->notes, Note, i);
      filter->target->note (filter->target, note->type, conversation->id, &note->span,
                            note->text);
    }
  if (pass)
    g_hash_table_add (filter->passed, key_of (conversation->id));
  g_mutex_lock (&filter->mutex);
  g_hash_table_remove (filter->talks, key_of (conversation->id));
  g_mutex_unlock (&filter->mutex);
  return pass;
}

static gboolean
has_passed (WgFilterSink *filter, gint64 conversation)
{
  const Talk *talk;

  if (g_hash_table_contains (filter->passed, key_of (conversation)))
    return TRUE;
  talk = find_talk (filter, conversation);
  return talk != NULL && talk->passed;
}

static gboolean
close_finding (WgFilterSink *filter, const WgFinding *finding)
{
  const guint64 *conversations = finding->conversations.items;
  gboolean pass = finding->conversation >= 0 && has_passed (filter, finding->conversation);

  for (guint i = 0; !pass && i < finding->conversations.n; i++)
    pass = has_passed (filter, (gint64) conversations[i]);
  if (pass)
    filter->n_findings[finding->severity]++;
  return pass;
}

static gboolean
close_record (WgFilterSink *filter,
              WgFilterFold *fold,
              const WgRecordType *type,
              gconstpointer record)
{
  const WgRecordHead *head = record;
  Talk *talk = find_talk (filter, head->conversation);
  gboolean pass = passes (filter, fold, type, record, talk);

  if (pass && talk != NULL)
    talk->passed = TRUE;
  else if (pass)
    g_hash_table_add (filter->passed, key_of (head->conversation));
  return pass;
}

static void
close_summary (WgFilterSink *filter, WgRecordId id, const WgSummary *summary)
{
  WgSummary left = *summary;

  left.findings.critical = filter->n_findings[WG_SEVERITY_CRITICAL];
  left.findings.high = filter->n_findings[WG_SEVERITY_HIGH];
  left.findings.medium = filter->n_findings[WG_SEVERITY_MEDIUM];
  left.findings.low = filter->n_findings[WG_SEVERITY_LOW];
  left.findings.info = filter->n_findings[WG_SEVERITY_INFO];
  filter->target->close (filter->target, id, &wg_summary_type, &left);
}

static void
sink_close (WgSink *sink, WgRecordId id, const WgRecordType *type, gconstpointer record)
{
  WgFilterSink *filter = (WgFilterSink *) sink;
  OpenRecord *open = wg_slots_get (&filter->open, id);
  WgSink *target = filter->target;
  gboolean pass = FALSE;

  if (type == &wg_summary_type)
    close_summary (filter, open->id, record);
  else if (type == &wg_finding_type)
    pass = close_finding (filter, record);
  else if (type == &wg_conversation_type)
    pass = close_conversation (filter, open->fold, record);
  else
    pass = close_record (filter, open->fold, type, record);
  if (pass)
    target->close (target, open->id, type, record);
  else if (type != &wg_summary_type && target->drop != NULL)
    target->drop (target, open->id);
  g_clear_pointer (&open->fold, wg_filter_fold_free);
  wg_slots_give (&filter->open, id);
}

/* Notes of a conversation of which nothing has passed yet wait until something does. Those of
 * none are left out. */
static void
sink_note (WgSink *sink,
           const WgNoteType *type,
           gint64 conversation,
           const WgSpan *span,
           const char *text)
{
  WgFilterSink *filter = (WgFilterSink *) sink;
  Talk *talk = conversation >= 0 ? find_talk (filter, conversation) : NULL;
  Note note = {type, *span, g_strdup (text)};

  if (talk == NULL)
    {
      g_free (note.text);
      return;
    }
  if (talk->notes == NULL)
    {
      talk->notes = g_array_new (FALSE, FALSE, sizeof (Note));
      g_array_set_clear_func (talk->notes, clear_note);
    }
  g_array_append_val (talk->notes, note);
}

WgFilterSink *
wg_filter_sink_new (const WgFilter *filter, WgSink *target)
{
  WgFilterSink *self = g_new0 (WgFilterSink, 1);

  self->sink =
      (WgSink){.open = sink_open, .part = sink_part, .close = sink_close, .note = sink_note};
  self->target = target;
  self->filter = filter;
  self->run = wg_filter_run_new (filter);
  wg_slots_init (&self->open, sizeof (OpenRecord));
  g_mutex_init (&self->mutex);
  self->talks = g_hash_table_new_full (NULL, NULL, NULL, free_talk);
  self->passed = g_hash_table_new (NULL, NULL);
  return self;
}

void
wg_filter_sink_reset (WgFilterSink *filter)
{
  for (guint32 id = 1; id <= wg_slots_n (&filter->open); id++)
    wg_filter_fold_free (((OpenRecord *) wg_slots_get (&filter->open, id))->fold);
  wg_slots_reset (&filter->open);
  g_hash_table_remove_all (filter->talks);
  g_hash_table_remove_all (filter->passed);
  memset (filter->n_findings, 0, sizeof filter->n_findings);
}

void
wg_filter_sink_free (WgFilterSink *filter)
{
  if (filter == NULL)
    return;
  wg_filter_sink_reset (filter);
  wg_filter_run_free (filter->run);
  wg_slots_clear (&filter->open);
  g_mutex_clear (&filter->mutex);
  g_hash_table_unref (filter->talks);
  g_hash_table_unref (filter->passed);
  g_free (filter);
}

WgSink *
wg_filter_sink (WgFilterSink *filter)
{
  return &filter->sink;
}

guint64
wg_filter_sink_n_findings (const WgFilterSink *filter, WgSeverity severity)
{
  return filter->n_findings[severity];
}
