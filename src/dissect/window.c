#include "dissect/window.h"

/* The run of bytes from @at of the buffer on, up to the next run. */
typedef struct
{
  gsize at;
  WgOrigin origin;
} Run;

static void
compact (WgWindow *window)
{
  gsize gone = window->start;
  guint drop = 0;

  memmove (window->data, window->data + gone, window->end - gone);
  window->start = 0;
  window->end -= gone;
  for (guint i = 0; i < window->pieces->len; i++)
    {
      Run *run = &g_array_index (window->pieces, Run, i);
      if (run->at >= gone)
        {
          run->at -= gone;
          continue;
        }
      if (run->origin.derived_len == 0)
        run->origin.off += (guint32) (gone - run->at);
      run->at = 0;
      drop = i;
    }
  if (drop > 0)
    g_array_remove_range (window->pieces, 0, drop);
}

/* Whether bytes at @origin go on where the last run ends. */
static gboolean
goes_on (const WgWindow *window, WgOrigin origin)
{
  const Run *last;

  if (window->pieces->len == 0)
    return FALSE;
  last = &g_array_index (window->pieces, Run, window->pieces->len - 1);
  if (origin.frame != last->origin.frame || origin.derived_len != last->origin.derived_len)
    return FALSE;
  if (origin.derived_len > 0)
    return origin.off == last->origin.off;
  return origin.off == last->origin.off + (window->end - last->at);
}

WgSlice
wg_window_newest (const WgWindow *window)
{
  WgSlice bytes = wg_window_bytes (window);
  gsize at;

  if (bytes.len == 0)
    return bytes;
  at = g_array_index (window->pieces, Run, window->pieces->len - 1).at;
  return at <= window->start ? bytes : wg_slice_sub (bytes, at - window->start, bytes.len);
}

gboolean
wg_window_append (WgWindow *window, WgSlice bytes, WgOrigin origin, gsize max_len)
{
  Run run;

  if (bytes.len > max_len || window->end - window->start > max_len - bytes.len)
    return FALSE;
  if (window->pieces == NULL)
    window->pieces = g_array_new (FALSE, FALSE, sizeof (Run));
  /* Moving at most half as often as bytes come keeps the work linear. */
  if (window->start > 0
      && (window->start == window->end || window->size - window->end < bytes.len)
      && window->start >= (window->end - window->start))
    compact (window);
  if (window->size - window->end < bytes.len)
    {
      window->size = MAX (window->size * 2, window->end + bytes.len);
      window->data = g_realloc (window->data, window->size);
    }
  run = (Run){window->end, origin};
  if (!goes_on (window, origin))
    g_array_append_val (window->pieces, run);
  wg_slice_copy (bytes, window->data + window->end);
  window->end += bytes.len;
  return TRUE;
}

void
wg_window_consume (WgWindow *window, gsize len)
{
  g_assert (len <= window->end - window->start);
  window->start += len;
  if (window->start == window->end)
    wg_window_clear (window);
}

WgSpan
wg_window_span (const WgWindow *window, gsize pos, gsize len)
{
  gsize at = window->start + pos, limit;
  guint low = 0, high = window->pieces != NULL ? window->pieces->len : 0;
  const Run *run;

  if (high == 0)
    return (WgSpan){0, 0, 0};
  while (high - low > 1)
    {
      guint mid = (low + high) / 2;
      if (g_array_index (window->pieces, Run, mid).at <= at)
        low = mid;
      else
        high = mid;
    }
  run = &g_array_index (window->pieces, Run, low);
  if (run->origin.derived_len > 0)
    return (WgSpan){run->origin.frame, run->origin.off, run->origin.derived_len};
  limit = low + 1 < window->pieces->len ? run[1].at : window->end;
  return (WgSpan){run->origin.frame, run->origin.off + (guint32) (at - run->at),
                  (guint32) MIN (len, limit > at ? limit - at : 0)};
}

void
wg_window_clear (WgWindow *window)
{
  g_clear_pointer (&window->data, g_free);
  if (window->pieces != NULL)
    g_array_unref (g_steal_pointer (&window->pieces));
  window->start = window->end = window->size = 0;
}
