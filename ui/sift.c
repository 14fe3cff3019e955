#include "ui/sift.h"

#include "filter/index.h"

#include <stdatomic.h>

/* How often the answer follows a capture that is being read, and how often progress is told. */
#define FOLLOW_MS   1000u
#define PROGRESS_MS 100u

/* What passes, as bits. */
typedef struct
{
  guint8 *packets;
  gsize n_packets;
  guint8 *messages;
  gsize n_messages;
  guint32 passed;
} Answer;

/**
 * One run on the worker; the sift's as long as it is the newest.
 * @whole: the capture was read to its end before the run began
 * @unsure: bits of packets whose trees have to be asked, @n_unsure of them
 * @state: of the packets before, while trees are asked
 */
typedef struct
{
  WgSift *sift;
  WgFilter *filter;
  WgDocument *document;
  gboolean whole;
  _Atomic (gboolean) cancelled;
  _Atomic (guint64) done;
  _Atomic (guint64) size;
  WgSides *sides;
  guint8 *unsure;
  guint32 n_unsure;
  Answer *answer;
  WgFilterRun *run;
  WgFilterPacket before;
  guint32 last_unsure;
  GError *error;
} Run;

struct _WgSift
{
  GObject parent_instance;
  WgDocument *document;
  char *text;
  Run *run;       /* or %NULL */
  Answer *answer; /* or %NULL */
  GError *error;
  guint tick;
  guint follow;
};

enum
{
  CHANGED,
  PROGRESS,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WgSift, wg_sift, G_TYPE_OBJECT)

static inline gboolean
get_bit (const guint8 *bits, gsize at)
{
  return (bits[at / 8] >> at % 8 & 1) != 0;
}

static inline void
set_bit (guint8 *bits, gsize at)
{
  bits[at / 8] |= (guint8) (1u << at % 8);
}

static void
free_answer (Answer *answer)
{
  if (answer == NULL)
    return;
  g_free (answer->packets);
  g_free (answer->messages);
  g_free (answer);
}

static Answer *
copy_answer (const Answer *from)
{
  Answer *answer = g_memdup2 (from, sizeof *from);

  answer->packets = g_memdup2 (from->packets, from->n_packets / 8 + 1);
  answer->messages = g_memdup2 (from->messages, from->n_messages / 8 + 1);
  return answer;
}

/* --- on the worker ------------------------------------------------------------------------ */

static void
ask_rows (Run *run)
{
  const WgStore *store = wg_document_store (run->document);
  Answer *answer = run->answer;
  g_autoptr (WgFilterIndex) index = NULL;

  answer->n_messages = wg_store_n_messages (store);
  answer->n_packets = wg_store_n_packets (store);
  answer->packets = g_malloc0 (answer->n_packets / 8 + 1);
  answer->messages = g_malloc0 (answer->n_messages / 8 + 1);
  run->unsure = g_malloc0 (answer->n_packets / 8 + 1);
  run->sides = wg_sides_new (store);
  index = wg_filter_index_new (run->filter, store, run->sides);
  answer->n_packets = MIN (answer->n_packets, wg_filter_index_n (index));
  for (guint32 frame = 1; frame <= answer->n_packets; frame++)
    {
      WgFilterAnswer one = wg_filter_index_packet (index, frame);

      if (one == WG_FILTER_YES)
        set_bit (answer->packets, frame - 1);
      else if (one == WG_FILTER_UNSURE)
        {
          set_bit (run->unsure, frame - 1);
          run->n_unsure++;
          run->last_unsure = frame;
        }
      if (frame % 65536 == 0 && atomic_load (&run->cancelled))
        return;
    }
}

static gboolean
passes_in (const Run *run, const WgStoreMessage *message)
{
  guint32 last = MAX (message->frame, atomic_load (&message->last_frame));
  guint n;
  const guint32 *frames = wg_sides_frames (run->sides, message->conversation, message->dir, &n);

  if (message->frame > 0 && message->frame <= run->answer->n_packets
      && get_bit (run->answer->packets, message->frame - 1))
    return TRUE;
  for (guint i = wg_sides_find (frames, n, message->frame); i < n && frames[i] <= last; i++)
    if (frames[i] <= run->answer->n_packets && get_bit (run->answer->packets, frames[i] - 1))
      return TRUE;
  return FALSE;
}

static void
ask_messages (Run *run)
{
  const WgStore *store = wg_document_store (run->document);
  Answer *answer = run->answer;

  answer->passed = 0;
  for (gsize i = 0; i < answer->n_packets; i++)
    answer->passed += get_bit (answer->packets, i) ? 1 : 0;
  for (gsize i = 0; i < answer->n_messages && answer->passed > 0; i++)
    if (passes_in (run, wg_store_message (store, i)))
      set_bit (answer->messages, i);
}

static gboolean
wants_tree (gpointer user, guint32 frame)
{
  Run *run = user;
  return frame <= run->answer->n_packets && get_bit (run->unsure, frame - 1);
}

static void
find_times (Run *run, guint32 frame)
{
  const WgStore *store = wg_document_store (run->document);

  run->before.previous_ns = -1;
  for (gsize i = frame - 1; i > 0 && run->before.previous_ns < 0; i--)
    if (wg_store_packet (store, i - 1)->has_time)
      run->before.previous_ns = wg_store_packet (store, i - 1)->time_ns;
  for (gsize i = 0; i < frame && run->before.first_ns < 0; i++)
    if (wg_store_packet (store, i)->has_time)
      run->before.first_ns = wg_store_packet (store, i)->time_ns;
}

static gboolean
on_tree (gpointer user, const WgPacket *packet, WgTree *tree)
{
  Run *run = user;

  find_times (run, packet->frame);
  run->before.packet = packet;
  if (wg_filter_run_packet (run->run, &run->before, tree))
    set_bit (run->answer->packets, packet->frame - 1);
  return FALSE;
}

static gboolean
on_progress (gpointer user, guint64 done, guint64 size, guint32 packets)
{
  Run *run = user;

  atomic_store (&run->done, done);
  atomic_store (&run->size, size);
  return !atomic_load (&run->cancelled) && packets < run->last_unsure;
}

static void
ask_trees (Run *run)
{
  WgSink nobody = wg_sink_deaf;
  WgCaptureFacts facts;
  WgSessionOptions options = {.path = wg_document_path (run->document),
                              .threaded = TRUE,
                              .secrets = wg_document_secrets (run->document),
                              .sink = &nobody,
                              .tree_first = 1,
                              .tree_last = run->last_unsure,
                              .wants_tree = wants_tree,
                              .tree = on_tree,
                              .progress = on_progress,
                              .user = run};

  run->before = (WgFilterPacket){.first_ns = -1, .previous_ns = -1};
  run->run = wg_filter_run_new (run->filter);
  wg_session_run (&options, &facts, &run->error);
  wg_capture_facts_clear (&facts);
  /* It is also stopped when all was asked. */
  if (g_error_matches (run->error, WG_ERROR, WG_ERROR_CANCELLED))
    g_clear_error (&run->error);
}

typedef struct
{
  Run *run;
  Answer *answer;
} Early;

static gboolean
on_early (gpointer data)
{
  g_autofree Early *early = data;
  WgSift *self = early->run->sift;

  if (self->run != early->run)
    {
      free_answer (early->answer);
      return G_SOURCE_REMOVE;
    }
  free_answer (self->answer);
  self->answer = early->answer;
  g_signal_emit (self, signals[CHANGED], 0);
  return G_SOURCE_REMOVE;
}

static gboolean on_done (gpointer data);

static gpointer
work (gpointer data)
{
  Run *run = data;

  ask_rows (run);
  if (!atomic_load (&run->cancelled))
    ask_messages (run);
  if (run->n_unsure > 0 && run->whole && !atomic_load (&run->cancelled))
    {
      Early *early = g_new (Early, 1);

      *early = (Early){run, copy_answer (run->answer)};
      g_idle_add (on_early, early);
      ask_trees (run);
      ask_messages (run);
    }
  g_idle_add (on_done, run);
  return NULL;
}

/* --- on the main thread ------------------------------------------------------------------- */

static void
free_run (Run *run)
{
  g_clear_object (&run->sift);
  g_clear_object (&run->document);
  wg_filter_run_free (run->run);
  wg_filter_free (run->filter);
  wg_sides_free (run->sides);
  free_answer (run->answer);
  g_clear_error (&run->error);
  g_free (run->unsure);
  g_free (run);
}

static void
stop (WgSift *self)
{
  if (self->run != NULL)
    atomic_store (&self->run->cancelled, TRUE);
  self->run = NULL;
  g_clear_handle_id (&self->tick, g_source_remove);
}

static gboolean
on_done (gpointer data)
{
  Run *run = data;
  WgSift *self = run->sift;

  if (self->run == run)
    {
      stop (self);
      free_answer (self->answer);
      self->answer = g_steal_pointer (&run->answer);
      g_clear_error (&self->error);
      self->error = g_steal_pointer (&run->error);
      g_signal_emit (self, signals[CHANGED], 0);
      g_signal_emit (self, signals[PROGRESS], 0);
    }
  free_run (run);
  return G_SOURCE_REMOVE;
}

static gboolean
on_tick (gpointer data)
{
  g_signal_emit (data, signals[PROGRESS], 0);
  return G_SOURCE_CONTINUE;
}

static void
start (WgSift *self)
{
  Run *run;

  stop (self);
  if (self->text == NULL || self->text[0] == '\0')
    return;
  run = g_new0 (Run, 1);
  run->sift = g_object_ref (self);
  run->document = g_object_ref (self->document);
  run->whole = wg_document_state (self->document) != WG_DOCUMENT_LOADING;
  run->filter = wg_filter_compile (wg_sift_fields (), self->text, NULL);
  run->answer = g_new0 (Answer, 1);
  self->run = run;
  self->tick = g_timeout_add (PROGRESS_MS, on_tick, self);
  g_thread_unref (g_thread_new ("filter", work, run));
}

/* While a capture is read, the answer follows it now and then, and once more at the end. */
static gboolean
on_follow (gpointer data)
{
  WgSift *self = data;

  self->follow = 0;
  if (self->run == NULL)
    start (self);
  return G_SOURCE_REMOVE;
}

static void
on_grew (WgSift *self)
{
  if (self->text != NULL && self->text[0] != '\0' && self->follow == 0
      && wg_document_state (self->document) == WG_DOCUMENT_LOADING)
    self->follow = g_timeout_add (FOLLOW_MS, on_follow, self);
}

static void
on_finished (WgSift *self)
{
  g_clear_handle_id (&self->follow, g_source_remove);
  start (self);
}

static void
wg_sift_finalize (GObject *object)
{
  WgSift *self = WG_SIFT (object);

  stop (self);
  g_clear_handle_id (&self->follow, g_source_remove);
  free_answer (self->answer);
  g_clear_error (&self->error);
  g_free (self->text);
  g_object_unref (self->document);
  G_OBJECT_CLASS (wg_sift_parent_class)->finalize (object);
}

static void
wg_sift_class_init (WgSiftClass *class)
{
  G_OBJECT_CLASS (class)->finalize = wg_sift_finalize;
  signals[CHANGED] = g_signal_new ("changed", WG_TYPE_SIFT, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
  signals[PROGRESS] = g_signal_new ("progress", WG_TYPE_SIFT, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                    NULL, G_TYPE_NONE, 0);
}

static void
wg_sift_init (WgSift *self)
{
}

WgSift *
wg_sift_new (WgDocument *document)
{
  WgSift *self = g_object_new (WG_TYPE_SIFT, NULL);

  self->document = g_object_ref (document);
  self->text = g_strdup ("");
  g_signal_connect_object (document, "grew", G_CALLBACK (on_grew), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "finished", G_CALLBACK (on_finished), self,
                           G_CONNECT_SWAPPED);
  return self;
}

/* Made once, when somebody first asks: some thousand words. */
const WgFilterFields *
wg_sift_fields (void)
{
  static gsize fields;

  if (g_once_init_enter (&fields))
    g_once_init_leave (&fields, (gsize) wg_filter_fields_new ());
  return (const WgFilterFields *) fields;
}

gboolean
wg_sift_set (WgSift *self, const char *text, GError **error)
{
  g_autoptr (WgFilter) filter = wg_filter_compile (wg_sift_fields (), text, error);

  if (filter == NULL)
    return FALSE;
  if (g_str_equal (text, self->text))
    return TRUE;
  g_free (self->text);
  self->text = g_strdup (text);
  g_clear_error (&self->error);
  start (self);
  if (text[0] == '\0')
    {
      g_clear_pointer (&self->answer, free_answer);
      g_signal_emit (self, signals[CHANGED], 0);
    }
  g_signal_emit (self, signals[PROGRESS], 0);
  return TRUE;
}

const char *
wg_sift_text (WgSift *self)
{
  return self->text;
}

void
wg_sift_cancel (WgSift *self)
{
  stop (self);
  g_signal_emit (self, signals[PROGRESS], 0);
}

gboolean
wg_sift_is_on (WgSift *self)
{
  return self->answer != NULL;
}

gboolean
wg_sift_message (WgSift *self, gsize message)
{
  return self->answer == NULL
         || (message < self->answer->n_messages && get_bit (self->answer->messages, message));
}

gboolean
wg_sift_packet (WgSift *self, guint32 frame)
{
  return self->answer == NULL
         || (frame <= self->answer->n_packets && get_bit (self->answer->packets, frame - 1));
}

guint32
wg_sift_n_packets (WgSift *self)
{
  return self->answer != NULL ? self->answer->passed : 0;
}

double
wg_sift_progress (WgSift *self)
{
  guint64 done, size;

  if (self->run == NULL)
    return 1;
  done = atomic_load (&self->run->done);
  size = atomic_load (&self->run->size);
  return size > 0 ? MIN (1, (double) done / (double) size) : -1;
}

const GError *
wg_sift_error (WgSift *self)
{
  return self->error;
}
