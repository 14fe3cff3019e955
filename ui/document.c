#include "ui/document.h"

#include "base/text.h"
#include "crypto/trust.h"
#include "report/finding-list.h"

#include <glib/gi18n.h>

/* How often views hear of new rows while a capture is read, in milliseconds: once a frame. */
#define TICK_MS 16u

/**
 * What the worker owns while it runs; it holds a reference on the document.
 * @done, @size: bytes of the file
 */
struct _WgDocument
{
  GObject parent_instance;
  char *path;
  char *title;
  char **keylogs;
  WgStore *store;
  WgSecrets *secrets;
  WgCaptureFacts facts;
  WgDocumentState state;
  GError *error;
  char *remark;
  GThread *worker;
  guint tick;
  gsize told; /* packets that views have heard of */
  _Atomic (gboolean) cancelled;
  _Atomic (guint64) done;
  _Atomic (guint64) size;
  WgSink sink;
  WgFindingList kept;
  GPtrArray *findings; /* const WgFinding *, of @kept, the worst first */
  GHashTable *notes;
  GArray *marks; /* WgDocumentMark, by packet */
};

enum
{
  GREW,
  FINISHED,
  NOTED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WgDocument, wg_document, G_TYPE_OBJECT)

/* --- on the worker ------------------------------------------------------------------------ */

static WgDocument *
document_of (WgSink *sink)
{
  return (WgDocument *) ((char *) sink - G_STRUCT_OFFSET (WgDocument, sink));
}

static WgRecordId
on_open (WgSink *sink, const WgRecordType *type, guint32 first_frame)
{
  return 1;
}

static void
on_part (WgSink *sink, WgRecordId id, const WgField *list, gconstpointer item)
{
}

static void
on_close (WgSink *sink, WgRecordId id, const WgRecordType *type, gconstpointer record)
{
  wg_finding_list_take (&document_of (sink)->kept, type, record);
}

static void
on_note (WgSink *sink,
         const WgNoteType *type,
         gint64 conversation,
         const WgSpan *span,
         const char *text)
{
}

static gboolean
on_progress (gpointer user, guint64 done, guint64 size, guint32 packets)
{
  WgDocument *self = user;

  atomic_store_explicit (&self->done, done, memory_order_relaxed);
  atomic_store_explicit (&self->size, size, memory_order_relaxed);
  return !atomic_load_explicit (&self->cancelled, memory_order_relaxed);
}

static gboolean on_worker_done (gpointer data);

static gpointer
work (gpointer data)
{
  WgDocument *self = data;
  g_autoptr (WgTrust) trust = wg_trust_new (NULL, NULL, NULL);
  WgCheckOptions check = {.verify_ns = G_MININT64, .trust = trust};
  WgSessionOptions options = {.path = self->path,
                              .threaded = TRUE,
                              .wants = WG_WANT_MESSAGES,
                              .secrets = self->secrets,
                              .store = self->store,
                              .check = &check,
                              .sink = &self->sink,
                              .progress = on_progress,
                              .user = self};

  wg_session_run (&options, &self->facts, &self->error);
  g_idle_add (on_worker_done, self);
  return NULL;
}

/* --- on the main thread ------------------------------------------------------------------- */

static gint
by_severity (gconstpointer a, gconstpointer b)
{
  const WgFinding *one = *(const WgFinding *const *) a;
  const WgFinding *other = *(const WgFinding *const *) b;
  const guint32 *first = one->frames.items, *second = other->frames.items;

  if (one->severity != other->severity)
    return one->severity > other->severity ? -1 : 1;
  if (one->frames.n == 0 || other->frames.n == 0)
    return (one->frames.n == 0) - (other->frames.n == 0);
  return *first < *second ? -1 : *first > *second;
}

static gint
by_frame (gconstpointer a, gconstpointer b)
{
  const WgDocumentMark *one = a, *other = b;

  if (one->frame != other->frame)
    return one->frame < other->frame ? -1 : 1;
  return one->finding < other->finding ? -1 : one->finding > other->finding;
}

static void
mark_evidence (WgDocument *self, guint index, const WgFinding *finding)
{
  const WgEvidence *evidence = finding->evidence.items;

  for (guint i = 0; i < finding->evidence.n; i++)
    {
      WgDocumentMark mark = {.finding = index,
                             .frame = evidence[i].frame,
                             .off = evidence[i].offset,
                             .field = evidence[i].field,
                             .alone = finding->frames.n == 1};
      g_array_append_val (self->marks, mark);
    }
}

/* Packets that belong to a finding and of which no evidence says where. */
static void
mark_frames (WgDocument *self, guint index, const WgFinding *finding)
{
  const WgEvidence *evidence = finding->evidence.items;
  const guint32 *frames = finding->frames.items;

  for (guint i = 0; i < finding->frames.n; i++)
    {
      WgDocumentMark mark = {
          .finding = index, .frame = frames[i], .off = -1, .alone = finding->frames.n == 1};
      gboolean told = FALSE;

      for (guint j = 0; j < finding->evidence.n; j++)
        told = told || evidence[j].frame == frames[i];
      if (!told)
        g_array_append_val (self->marks, mark);
    }
}

static void
index_findings (WgDocument *self)
{
  g_ptr_array_extend (self->findings, self->kept.findings, NULL, NULL);
  g_ptr_array_sort (self->findings, by_severity);
  for (guint i = 0; i < self->findings->len; i++)
    {
      mark_evidence (self, i, g_ptr_array_index (self->findings, i));
      mark_frames (self, i, g_ptr_array_index (self->findings, i));
    }
  g_array_sort (self->marks, by_frame);
}

/* What a person should know before believing what is shown. */
static char *
remark_on (const WgCaptureFacts *facts)
{
  if (facts->cut_short)
    return g_strdup_printf (
        _ ("The file breaks off inside a packet. The %u packets before that are shown."),
        facts->packets);
  if (facts->skipped != NULL && facts->skipped->len > 0)
    {
      const WgSkipped *skipped = &g_array_index (facts->skipped, WgSkipped, 0);
      g_autofree char *off = g_strdup_printf ("%" G_GUINT64_FORMAT, skipped->off);
      return g_strdup_printf (
          _ ("The file is damaged at byte %s. What could be read around that is shown."), off);
    }
  if (facts->packets > 0 && facts->snapped_packets > 0)
    return g_strdup_printf (ngettext ("%u packet was not captured whole.",
                                      "%u packets were not captured whole.",
                                      facts->snapped_packets),
                            facts->snapped_packets);
  return NULL;
}

static gboolean
on_tick (gpointer data)
{
  WgDocument *self = data;
  gsize n = wg_store_n_packets (self->store);

  if (n != self->told)
    {
      self->told = n;
      g_signal_emit (self, signals[GREW], 0);
    }
  return G_SOURCE_CONTINUE;
}

/* What the capture has of comments are notes; those of one packet become one. */
static void
take_comments (WgDocument *self)
{
  const GArray *comments = self->facts.comments;

  for (guint i = 0; comments != NULL && i < comments->len; i++)
    {
      const WgComment *comment = &g_array_index (comments, WgComment, i);
      const char *before = wg_document_note (self, comment->frame);
      g_autofree char *text = before != NULL ? g_strdup_printf ("%s\n%s", before, comment->text)
                                             : g_strdup (comment->text);

      wg_document_set_note (self, comment->frame, text);
    }
}

static gboolean
on_worker_done (gpointer data)
{
  g_autoptr (WgDocument) self = data; /* the worker's reference */

  g_thread_join (g_steal_pointer (&self->worker));
  g_clear_handle_id (&self->tick, g_source_remove);
  if (self->error == NULL)
    self->state = WG_DOCUMENT_WHOLE;
  else if (g_error_matches (self->error, WG_ERROR, WG_ERROR_CANCELLED))
    self->state = WG_DOCUMENT_CANCELLED;
  else
    self->state = WG_DOCUMENT_FAILED;
  self->remark = remark_on (&self->facts);
  take_comments (self);
  index_findings (self);
  g_signal_emit (self, signals[GREW], 0);
  g_signal_emit (self, signals[FINISHED], 0);
  return G_SOURCE_REMOVE;
}

static void
wg_document_finalize (GObject *object)
{
  WgDocument *self = WG_DOCUMENT (object);

  g_clear_handle_id (&self->tick, g_source_remove);
  g_ptr_array_unref (self->findings);
  g_array_unref (self->marks);
  g_hash_table_unref (self->notes);
  wg_finding_list_clear (&self->kept);
  wg_store_free (self->store);
  wg_secrets_free (self->secrets);
  wg_capture_facts_clear (&self->facts);
  g_clear_error (&self->error);
  g_strfreev (self->keylogs);
  g_free (self->remark);
  g_free (self->title);
  g_free (self->path);
  G_OBJECT_CLASS (wg_document_parent_class)->finalize (object);
}

static void
wg_document_class_init (WgDocumentClass *class)
{
  G_OBJECT_CLASS (class)->finalize = wg_document_finalize;
  signals[GREW] = g_signal_new ("grew", WG_TYPE_DOCUMENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);
  signals[NOTED] = g_signal_new ("noted", WG_TYPE_DOCUMENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
  signals[FINISHED] = g_signal_new ("finished", WG_TYPE_DOCUMENT, G_SIGNAL_RUN_LAST, 0, NULL,
                                    NULL, NULL, G_TYPE_NONE, 0);
}

static void
wg_document_init (WgDocument *self)
{
  self->store = wg_store_new ();
  self->secrets = wg_secrets_new (NULL);
  self->findings = g_ptr_array_new ();
  self->marks = g_array_new (FALSE, FALSE, sizeof (WgDocumentMark));
  self->notes = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  wg_finding_list_init (&self->kept);
  self->sink = (WgSink){.open = on_open, .part = on_part, .close = on_close, .note = on_note};
}

WgDocument *
wg_document_new (const char *path, const char *const *keylogs)
{
  WgDocument *self = g_object_new (WG_TYPE_DOCUMENT, NULL);
  g_autofree char *name = g_path_get_basename (path);
  WgKeylogCount count = {0};

  self->path = g_strdup (path);
  self->title = wg_text_dup (wg_slice_str (name));
  self->keylogs = g_strdupv ((char **) keylogs);
  for (guint i = 0; keylogs != NULL && keylogs[i] != NULL; i++)
    wg_secrets_load_keylog (self->secrets, keylogs[i], &count, NULL);
  self->tick = g_timeout_add (TICK_MS, on_tick, self);
  self->worker = g_thread_new ("capture", work, g_object_ref (self));
  return self;
}

void
wg_document_cancel (WgDocument *self)
{
  atomic_store_explicit (&self->cancelled, TRUE, memory_order_relaxed);
}

const char *
wg_document_path (WgDocument *self)
{
  return self->path;
}

const char *
wg_document_title (WgDocument *self)
{
  return self->title;
}

WgDocumentState
wg_document_state (WgDocument *self)
{
  return self->state;
}

double
wg_document_progress (WgDocument *self)
{
  guint64 done = atomic_load_explicit (&self->done, memory_order_relaxed);
  guint64 size = atomic_load_explicit (&self->size, memory_order_relaxed);

  if (self->state != WG_DOCUMENT_LOADING)
    return 1;
  return size > 0 ? MIN (1, (double) done / (double) size) : -1;
}

const GError *
wg_document_error (WgDocument *self)
{
  return self->error;
}

const char *
wg_document_remark (WgDocument *self)
{
  return self->remark;
}

WgStore *
wg_document_store (WgDocument *self)
{
  return self->store;
}

const WgCaptureFacts *
wg_document_facts (WgDocument *self)
{
  return &self->facts;
}

const WgSecrets *
wg_document_secrets (WgDocument *self)
{
  return self->secrets;
}

guint
wg_document_n_findings (WgDocument *self)
{
  return self->state == WG_DOCUMENT_LOADING ? 0 : self->findings->len;
}

const WgFinding *
wg_document_finding (WgDocument *self, guint index)
{
  return g_ptr_array_index (self->findings, index);
}

const WgSummary *
wg_document_summary (WgDocument *self)
{
  return self->state == WG_DOCUMENT_LOADING ? NULL : self->kept.summary;
}

const WgDocumentMark *
wg_document_marks (WgDocument *self, guint32 frame, guint *n)
{
  const WgDocumentMark *marks = (const WgDocumentMark *) self->marks->data;
  guint low = 0, high = self->state == WG_DOCUMENT_LOADING ? 0 : self->marks->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      if (marks[middle].frame < frame)
        low = middle + 1;
      else
        high = middle;
    }
  for (*n = 0; low + *n < self->marks->len && marks[low + *n].frame == frame; (*n)++)
    ;
  return marks == NULL ? NULL : marks + low;
}

GHashTable *
wg_document_notes (WgDocument *self)
{
  return self->notes;
}

const char *
wg_document_note (WgDocument *self, guint32 frame)
{
  return g_hash_table_lookup (self->notes, GUINT_TO_POINTER (frame));
}

void
wg_document_set_note (WgDocument *self, guint32 frame, const char *text)
{
  if (text == NULL || text[0] == '\0')
    g_hash_table_remove (self->notes, GUINT_TO_POINTER (frame));
  else
    g_hash_table_insert (self->notes, GUINT_TO_POINTER (frame), g_strdup (text));
  g_signal_emit (self, signals[NOTED], 0);
}

gint64
wg_document_time_of (WgDocument *self, guint32 frame)
{
  if (frame == 0 || frame > wg_store_n_packets (self->store))
    return 0;
  return wg_store_packet (self->store, frame - 1)->time_ns
         - wg_store_packet (self->store, 0)->time_ns;
}
