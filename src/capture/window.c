#include "capture/window.h"

/* So little is read at a time that a watcher finds it in the processor's cache. */
#define READ_LEN (256u * 1024)

static const guint8 nothing = 0;

static guint8 *
body (const WgWindow *window)
{
  return window->memory + WG_WINDOW_HEADROOM;
}

/* Whether a window with @len bytes is to be handed over though it has room: only where filling
 * it further means to wait for a writer. Somebody who waits sleeps longer and is woken less
 * often. */
static gboolean
is_enough (WgWindows *windows, gsize len)
{
  gboolean stop, too_little;

  g_mutex_lock (&windows->mutex);
  stop = windows->stop;
  too_little = windows->want > len;
  g_mutex_unlock (&windows->mutex);
  return stop || (!too_little && !wg_source_ready (windows->source));
}

/* FALSE when nothing comes after it. */
static gboolean
fill (WgWindows *windows, WgWindow *window, GError **error)
{
  if (window->memory == NULL)
    window->memory = g_malloc (WG_WINDOW_HEADROOM + WG_WINDOW_LEN);
  window->len = 0;
  while (window->len < WG_WINDOW_LEN)
    {
      gssize got = wg_source_read (windows->source, body (window) + window->len,
                                   MIN (READ_LEN, WG_WINDOW_LEN - window->len), error);
      window->stored_off = wg_source_stored_off (windows->source);
      if (got <= 0)
        return FALSE;
      window->len += (gsize) got;
      if (is_enough (windows, window->len))
        break;
    }
  return TRUE;
}

/* Fills the next free window. Called with the mutex held, which is let go meanwhile. */
static void
fill_next (WgWindows *windows)
{
  WgWindow *window =
      &windows->windows[(windows->held + windows->n_filled + 1) % windows->count];
  GError *error = NULL;
  gboolean more;

  g_mutex_unlock (&windows->mutex);
  more = fill (windows, window, &error);
  g_mutex_lock (&windows->mutex);
  if (window->len > 0)
    windows->n_filled++;
  windows->want = 0;
  windows->done = !more;
  windows->error = error;
  g_cond_signal (&windows->filled);
}

static gpointer
read_ahead (gpointer data)
{
  WgWindows *windows = data;

  g_mutex_lock (&windows->mutex);
  while (!windows->done && !windows->stop)
    {
      if (windows->n_filled < windows->count - 1)
        fill_next (windows);
      else
        g_cond_wait (&windows->emptied, &windows->mutex);
    }
  windows->done = TRUE;
  g_cond_signal (&windows->filled);
  g_mutex_unlock (&windows->mutex);
  return NULL;
}

void
wg_windows_init (WgWindows *windows, WgSource *take_source, gboolean threaded)
{
  *windows = (WgWindows){.source = take_source, .count = threaded ? WG_WINDOW_COUNT : 2};
  g_mutex_init (&windows->mutex);
  g_cond_init (&windows->filled);
  g_cond_init (&windows->emptied);
  windows->at = windows->end = &nothing; /* window 0, which is empty and gets memory later */
  /* Without a thread it works as well, only slower. */
  if (threaded)
    windows->thread = g_thread_try_new ("wg-capture", read_ahead, windows, NULL);
}

static void
stop (WgWindows *windows)
{
  g_mutex_lock (&windows->mutex);
  windows->stop = TRUE;
  g_cond_signal (&windows->emptied);
  g_mutex_unlock (&windows->mutex);
  if (windows->thread != NULL)
    g_thread_join (windows->thread);
  windows->thread = NULL;
}

void
wg_windows_clear (WgWindows *windows)
{
  wg_source_cancel (windows->source);
  stop (windows);
  for (guint i = 0; i < WG_WINDOW_COUNT; i++)
    g_free (windows->windows[i].memory);
  wg_source_free (windows->source);
  g_clear_error (&windows->error);
  g_mutex_clear (&windows->mutex);
  g_cond_clear (&windows->filled);
  g_cond_clear (&windows->emptied);
}

/* @held changes under the mutex, as fill_next() counts from it. */
static gboolean
next_window (WgWindows *windows, gsize n)
{
  gsize rest = wg_windows_left (windows);
  const WgWindow *next;

  g_mutex_lock (&windows->mutex);
  while (windows->n_filled == 0 && !windows->done)
    {
      windows->want = n - rest;
      if (windows->thread != NULL)
        g_cond_wait (&windows->filled, &windows->mutex);
      else
        fill_next (windows);
    }
  windows->ended = windows->n_filled == 0;
  g_mutex_unlock (&windows->mutex);
  if (windows->ended)
    return FALSE;

  next = &windows->windows[(windows->held + 1) % windows->count];
  if (rest > 0)
    memcpy (body (next) - rest, windows->at, rest);
  windows->at = body (next) - rest;
  windows->end = body (next) + next->len;
  windows->end_off += next->len;

  g_mutex_lock (&windows->mutex);
  windows->held = (windows->held + 1) % windows->count;
  windows->n_filled--;
  g_cond_signal (&windows->emptied);
  g_mutex_unlock (&windows->mutex);
  return TRUE;
}

gboolean
wg_windows_advance (WgWindows *windows, gsize n)
{
  g_assert (n <= WG_WINDOW_HEADROOM);
  while (wg_windows_left (windows) < n)
    if (windows->ended || !next_window (windows, n))
      return FALSE;
  return TRUE;
}

static gboolean
pass (WgWindows *windows, guint8 *out, guint64 n)
{
  while (n > 0)
    {
      WgSlice piece;
      if (!wg_windows_need (windows, 1))
        return FALSE;
      piece = wg_windows_take (windows, (gsize) MIN (n, wg_windows_left (windows)));
      if (out != NULL)
        {
          wg_slice_copy (piece, out);
          out += piece.len;
        }
      n -= piece.len;
    }
  return TRUE;
}

gboolean
wg_windows_skip (WgWindows *windows, guint64 n)
{
  return pass (windows, NULL, n);
}

gboolean
wg_windows_copy (WgWindows *windows, guint8 *out, gsize n)
{
  return pass (windows, out, n);
}

void
wg_windows_drain (WgWindows *windows)
{
  stop (windows);
  wg_source_read_rest (windows->source);
  windows->windows[windows->held].stored_off = wg_source_stored_off (windows->source);
  windows->done = windows->ended = TRUE;
  windows->n_filled = 0;
  windows->end_off -= wg_windows_left (windows);
  windows->end = windows->at;
}

guint64
wg_windows_stored_off (const WgWindows *windows)
{
  return windows->windows[windows->held].stored_off;
}

GError *
wg_windows_steal_error (WgWindows *windows)
{
  GError *error;

  g_mutex_lock (&windows->mutex);
  error = windows->error;
  windows->error = NULL;
  g_mutex_unlock (&windows->mutex);
  return error;
}
