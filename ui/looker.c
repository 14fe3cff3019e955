#include "ui/looker.h"

#define AROUND       12u /* packets on either side whose trees are made in the same look */
#define KEPT_RESULTS 12u /* of looks at trees, the last used first */

/**
 * Lane: looks that are made one behind the other, by one thread.
 * @waiting: of GTask, the newest first
 */
typedef struct
{
  WgLook *look; /* the thread's, made with its first job */
  gboolean busy;
  GQueue waiting;
} Lane;

/* Task data. @outer: the caller's task */
typedef struct
{
  Lane *lane;
  WgLookRequest request;
  WgDocument *document;
} Job;

struct _WgLooker
{
  GObject parent_instance;
  WgView *view; /* not a reference: it holds us */
  WgDocument *document;
  Lane trees;
  Lane talks;
  GQueue kept; /* of WgLooked */
  WgLooked *shown;
  const WgLookTree *tree;
  GError *error;
  guint32 wanted; /* packet on its way, 0 for none */
  GCancellable *cancel;
};

enum
{
  TREE = 1,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (WgLooker, wg_looker, G_TYPE_OBJECT)

static void
clear_looked (gpointer data)
{
  wg_look_result_free (((WgLooked *) data)->result);
}

WgLooked *
wg_looked_ref (WgLooked *looked)
{
  return g_atomic_rc_box_acquire (looked);
}

void
wg_looked_unref (WgLooked *looked)
{
  if (looked != NULL)
    g_atomic_rc_box_release_full (looked, clear_looked);
}

/* --- a job on its thread ------------------------------------------------------------------ */

static void
free_job (gpointer data)
{
  Job *job = data;
  g_object_unref (job->document);
  g_free (job);
}

static gboolean
go_on (gpointer user, guint64 done, guint64 packets)
{
  return !g_cancellable_is_cancelled (user);
}

static void
work (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  Lane *lane = job->lane;
  WgDocument *document = job->document;
  GError *error = NULL;
  WgLookResult *result = NULL;
  WgLooked *looked;

  if (lane->look == NULL)
    lane->look = wg_look_new (wg_document_path (document), wg_document_store (document),
                              wg_document_secrets (document), &error);
  job->request.progress = go_on;
  job->request.user = cancellable;
  if (lane->look != NULL)
    result = wg_look_run (lane->look, &job->request, &error);
  if (result == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  looked = g_atomic_rc_box_new0 (WgLooked);
  looked->result = result;
  g_task_return_pointer (task, looked, (GDestroyNotify) wg_looked_unref);
}

static void run_next (WgLooker *self, Lane *lane);

static void
on_worked (GObject *source, GAsyncResult *result, gpointer user)
{
  WgLooker *self = WG_LOOKER (source);
  g_autoptr (GTask) outer = user;
  Job *job = g_task_get_task_data (G_TASK (result));
  GError *error = NULL;
  WgLooked *looked = g_task_propagate_pointer (G_TASK (result), &error);

  job->lane->busy = FALSE;
  if (looked != NULL)
    g_task_return_pointer (outer, looked, (GDestroyNotify) wg_looked_unref);
  else
    g_task_return_error (outer, error);
  run_next (self, job->lane);
}

static void
run_next (WgLooker *self, Lane *lane)
{
  while (!lane->busy && !g_queue_is_empty (&lane->waiting))
    {
      GTask *outer = g_queue_pop_head (&lane->waiting), *inner;
      Job *job = g_task_get_task_data (outer);
      Job *copy;

      if (g_task_return_error_if_cancelled (outer))
        {
          g_object_unref (outer);
          continue;
        }
      copy = g_memdup2 (job, sizeof *job);
      g_object_ref (copy->document);
      lane->busy = TRUE;
      inner = g_task_new (self, g_task_get_cancellable (outer), on_worked, outer);
      g_task_set_task_data (inner, copy, free_job);
      g_task_run_in_thread (inner, work);
      g_object_unref (inner);
    }
}

static void
look_in (WgLooker *self,
         Lane *lane,
         const WgLookRequest *request,
         GCancellable *cancellable,
         GAsyncReadyCallback callback,
         gpointer user)
{
  g_autoptr (GCancellable) own = cancellable == NULL ? g_cancellable_new () : NULL;
  GTask *task = g_task_new (self, cancellable != NULL ? cancellable : own, callback, user);
  Job *job = g_new0 (Job, 1);

  job->lane = lane;
  job->request = *request;
  job->document = g_object_ref (self->document);
  g_task_set_task_data (task, job, free_job);
  g_queue_push_head (&lane->waiting, task);
  run_next (self, lane);
}

void
wg_looker_look_async (WgLooker *self,
                      const WgLookRequest *request,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user)
{
  look_in (self, &self->talks, request, cancellable, callback, user);
}

WgLooked *
wg_looker_look_finish (WgLooker *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- the tree of the packet that the view looks at ------------------------------------------
 */

static WgLooked *
find_tree (WgLooker *self, guint32 frame, const WgLookTree **tree)
{
  for (GList *link = self->kept.head; link != NULL; link = link->next)
    {
      WgLooked *looked = link->data;
      GArray *trees = looked->result->trees;

      for (guint i = 0; i < trees->len; i++)
        if (g_array_index (trees, WgLookTree, i).packet.frame == frame)
          {
            *tree = &g_array_index (trees, WgLookTree, i);
            g_queue_unlink (&self->kept, link);
            g_queue_push_head_link (&self->kept, link);
            return looked;
          }
    }
  return NULL;
}

static void
keep (WgLooker *self, WgLooked *looked)
{
  g_queue_push_head (&self->kept, wg_looked_ref (looked));
  while (self->kept.length > KEPT_RESULTS)
    wg_looked_unref (g_queue_pop_tail (&self->kept));
}

/* The tree before lives until everybody has been told: one pane may make another look at it. */
static void
show (WgLooker *self, WgLooked *looked, const WgLookTree *tree)
{
  g_autoptr (WgLooked) before = NULL;

  if (tree == self->tree && tree != NULL)
    return;
  before = g_steal_pointer (&self->shown);
  self->shown = looked != NULL ? wg_looked_ref (looked) : NULL;
  self->tree = tree;
  g_object_notify_by_pspec (G_OBJECT (self), properties[TREE]);
}

static void
want (WgLooker *self, guint32 frame, GAsyncReadyCallback callback)
{
  WgLookRequest request = {.frame = frame,
                           .parts = WG_LOOK_TREES,
                           .first = frame > AROUND ? frame - AROUND : 1,
                           .last = frame + AROUND};

  if (self->cancel != NULL)
    g_cancellable_cancel (self->cancel);
  g_clear_object (&self->cancel);
  self->cancel = g_cancellable_new ();
  look_in (self, &self->trees, &request, self->cancel, callback, NULL);
}

static void
on_ahead (GObject *source, GAsyncResult *result, gpointer user)
{
  WgLooker *self = WG_LOOKER (source);
  g_autoptr (WgLooked) looked = wg_looker_look_finish (self, result, NULL);

  if (looked != NULL)
    keep (self, looked);
}

/* The next step's tree, then the one before: made when there is nothing else to do. */
static void
look_ahead (WgLooker *self)
{
  static const gint steps[] = {1, -1};
  const WgLookTree *tree;

  for (guint i = 0; self->view != NULL && i < G_N_ELEMENTS (steps); i++)
    {
      gint64 next =
          wg_rows_step (wg_view_rows (self->view), wg_view_message (self->view), steps[i]);
      guint32 frame;

      if (next < 0)
        continue;
      frame = wg_store_message (wg_view_store (self->view), (gsize) next)->frame;
      if (frame == 0 || find_tree (self, frame, &tree) != NULL)
        continue;
      want (self, frame, on_ahead);
      return;
    }
}

static void
on_wanted (GObject *source, GAsyncResult *result, gpointer user)
{
  WgLooker *self = WG_LOOKER (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (WgLooked) looked = wg_looker_look_finish (self, result, &error);
  const WgLookTree *tree = NULL;
  WgLooked *with;

  if (g_error_matches (error, WG_ERROR, WG_ERROR_CANCELLED)
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (looked != NULL)
    keep (self, looked);
  with = find_tree (self, self->wanted, &tree);
  self->wanted = 0;
  g_clear_error (&self->error);
  if (with == NULL)
    self->error = g_steal_pointer (&error);
  show (self, with, tree);
  look_ahead (self);
}

static void
on_packet (WgLooker *self)
{
  guint32 frame = self->view != NULL ? wg_view_packet (self->view) : 0;
  const WgLookTree *tree = NULL;
  WgLooked *looked;

  if (frame == self->wanted && frame != 0)
    return;
  looked = frame == 0 ? NULL : find_tree (self, frame, &tree);
  if (looked != NULL || frame == 0)
    {
      self->wanted = 0;
      g_clear_error (&self->error);
      show (self, looked, tree);
      look_ahead (self);
      return;
    }
  self->wanted = frame;
  want (self, frame, on_wanted);
}

/* The keys that stand in the file are all known now, so what was opaque may open. */
static void
on_finished (WgLooker *self)
{
  WgLooked *looked;

  while ((looked = g_queue_pop_head (&self->kept)) != NULL)
    wg_looked_unref (looked);
  self->wanted = 0;
  on_packet (self);
}

const WgLookTree *
wg_looker_tree (WgLooker *self)
{
  return self->tree;
}

WgLooked *
wg_looker_looked (WgLooker *self)
{
  return self->shown;
}

const GError *
wg_looker_error (WgLooker *self)
{
  return self->error;
}

/* --- the object --------------------------------------------------------------------------- */

static void
wg_looker_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_pointer (value, (gpointer) WG_LOOKER (object)->tree);
}

static void
wg_looker_dispose (GObject *object)
{
  WgLooker *self = WG_LOOKER (object);

  if (self->cancel != NULL)
    g_cancellable_cancel (self->cancel);
  g_clear_object (&self->cancel);
  G_OBJECT_CLASS (wg_looker_parent_class)->dispose (object);
}

static void
wg_looker_finalize (GObject *object)
{
  WgLooker *self = WG_LOOKER (object);
  WgLooked *looked;

  while ((looked = g_queue_pop_head (&self->kept)) != NULL)
    wg_looked_unref (looked);
  g_clear_pointer (&self->shown, wg_looked_unref);
  g_clear_error (&self->error);
  wg_look_free (self->trees.look);
  wg_look_free (self->talks.look);
  g_object_unref (self->document);
  G_OBJECT_CLASS (wg_looker_parent_class)->finalize (object);
}

static void
wg_looker_class_init (WgLookerClass *class)
{
  GObjectClass *object = G_OBJECT_CLASS (class);

  object->get_property = wg_looker_get_property;
  object->dispose = wg_looker_dispose;
  object->finalize = wg_looker_finalize;
  properties[TREE] = g_param_spec_pointer (
      "tree", NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object, N_PROPERTIES, properties);
}

static void
wg_looker_init (WgLooker *self)
{
  g_queue_init (&self->trees.waiting);
  g_queue_init (&self->talks.waiting);
  g_queue_init (&self->kept);
}

static void
free_of_view (gpointer data)
{
  WgLooker *self = data;

  self->view = NULL;
  g_object_run_dispose (G_OBJECT (self));
  g_object_unref (self);
}

WgLooker *
wg_looker_for (WgView *view)
{
  WgLooker *self = g_object_get_data (G_OBJECT (view), "looker");

  if (self != NULL)
    return self;
  self = g_object_new (WG_TYPE_LOOKER, NULL);
  self->view = view;
  self->document = g_object_ref (wg_view_document (view));
  g_object_set_data_full (G_OBJECT (view), "looker", self, free_of_view);
  g_signal_connect_object (view, "notify::packet", G_CALLBACK (on_packet), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->document, "finished", G_CALLBACK (on_finished), self,
                           G_CONNECT_SWAPPED);
  on_packet (self);
  return self;
}
