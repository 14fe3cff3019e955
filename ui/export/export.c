#include "ui/export/export-private.h"
#include "ui/export/picture.h"

static const char *const diagram[] = {"svg", "pdf", "png", NULL};
static const char *const report[] = {"html",  "json", "ndjson", "sarif", "har",
                                     "junit", "csv",  "md",     "txt",   NULL};
static const char *const packets[] = {"pcapng", NULL};
static const char *const page[] = {"html", NULL};

const char *const *
wg_export_endings (WgExport what)
{
  static const char *const *const endings[WG_N_EXPORTS] = {diagram, report, packets, page};
  return endings[what];
}

static void
free_job (gpointer data)
{
  WgExportJob *job = data;

  g_object_unref (job->document);
  g_clear_pointer (&job->frames, g_hash_table_unref);
  g_hash_table_unref (job->notes);
  g_free (job->path);
  g_free (job);
}

static void
work (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const WgExportJob *job = data;
  GError *error = NULL;
  gboolean ok = job->what == WG_EXPORT_REPORT ? wg_export_report (job, &error)
                                              : wg_export_packets (job, &error);

  if (ok)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer data)
{
  const WgExportJob *job = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  g_task_propagate_boolean (G_TASK (result), &error);
  job->done (job->user, job->path, error);
}

/* Packets of the messages that are shown; %NULL where nothing is left out. */
static GHashTable *
frames_of (WgView *view)
{
  const WgStore *store = wg_view_store (view);
  const WgRows *rows = wg_view_rows (view);
  GHashTable *frames;

  if (wg_view_conversation (view) < 0
      && wg_rows_n_messages (rows) == wg_store_n_messages (store))
    return NULL;
  frames = g_hash_table_new (NULL, NULL);
  for (guint i = 0; i < wg_rows_n (rows); i++)
    {
      WgRow row = wg_rows_get (rows, i);
      const WgStoreMessage *message;
      guint32 last;

      if (row.kind != WG_ROW_MESSAGE)
        continue;
      message = wg_store_message (store, row.message);
      last = MAX (message->frame, atomic_load (&message->last_frame));
      for (guint32 frame = message->frame; frame <= last; frame++)
        if (wg_store_packet (store, frame - 1)->conversation == message->conversation)
          g_hash_table_add (frames, GUINT_TO_POINTER (frame));
    }
  return frames;
}

static GHashTable *
notes_of (WgView *view)
{
  GHashTable *notes = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  GHashTableIter iter;
  gpointer frame, text;

  g_hash_table_iter_init (&iter, wg_document_notes (wg_view_document (view)));
  while (g_hash_table_iter_next (&iter, &frame, &text))
    g_hash_table_insert (notes, frame, g_strdup (text));
  return notes;
}

static gboolean
write_now (WgView *view, WgExport what, const char *path, GError **error)
{
  return what == WG_EXPORT_DIAGRAM ? wg_picture_write (view, path, error)
                                   : wg_export_page (view, path, error);
}

void
wg_export (WgView *view, WgExport what, const char *path, WgExportDone done, gpointer user)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GError) error = NULL;
  WgExportJob *job;

  if (what == WG_EXPORT_DIAGRAM || what == WG_EXPORT_PAGE)
    {
      write_now (view, what, path, &error);
      done (user, path, error);
      return;
    }
  job = g_new0 (WgExportJob, 1);
  *job = (WgExportJob){.document = g_object_ref (wg_view_document (view)),
                       .what = what,
                       .path = g_strdup (path),
                       .reveal = wg_view_is (view, WG_VIEW_REVEALED),
                       .frames = what == WG_EXPORT_PACKETS ? frames_of (view) : NULL,
                       .notes = notes_of (view),
                       .done = done,
                       .user = user};
  task = g_task_new (NULL, NULL, on_done, NULL);
  g_task_set_task_data (task, job, free_job);
  g_task_run_in_thread (task, work);
}
