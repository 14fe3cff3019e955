#pragma once

#include "base/reader.h"
#include "capture/source.h"

/**
 * WgWindows: a source's content as a run of large windows, one being parsed while others are
 * filled by a thread. What is asked for is always in one piece: where it crosses into the next
 * window, its beginning is copied into the room in front of that one, and nothing else ever is.
 *
 * The parser's side belongs to one thread.
 */

/* The longest piece that can be asked for. */
#define WG_WINDOW_HEADROOM (512u * 1024)
#define WG_WINDOW_LEN      (1024u * 1024)
#define WG_WINDOW_COUNT    3u

typedef struct
{
  guint8 *memory; /* the headroom, then WG_WINDOW_LEN bytes */
  gsize len;
  guint64 stored_off; /* stored bytes read when it was full */
} WgWindow;

typedef struct
{
  /* The parser's. */
  const guint8 *at;
  const guint8 *end;
  guint64 end_off; /* offset of @end in the content */
  gboolean ended;  /* nothing comes after @end */
  guint held;      /* the window that @at points into */

  WgSource *source;
  GThread *thread; /* %NULL: windows are filled when they are asked for */
  WgWindow windows[WG_WINDOW_COUNT];
  guint count;

  /* Under the mutex. */
  GMutex mutex;
  GCond filled;
  GCond emptied;
  guint n_filled; /* windows after the held one that wait to be parsed */
  gsize want;     /* content bytes that the parser waits for; 0: it does not */
  gboolean done;  /* nothing more will be filled */
  gboolean stop;  /* nothing more shall be filled */
  GError *error;  /* why reading ended */
} WgWindows;

/* Takes @source. */
void wg_windows_init (WgWindows *windows, WgSource *take_source, gboolean threaded);
/* Does not wait for a writer that does not write. */
void wg_windows_clear (WgWindows *windows);

/* The slow half of wg_windows_need(). */
gboolean wg_windows_advance (WgWindows *windows, gsize n);

/* Whether @n bytes, at most WG_WINDOW_HEADROOM, are there; if not, what is there is all that is
 * left. Earlier slices are void then. */
static inline gboolean
wg_windows_need (WgWindows *windows, gsize n)
{
  return G_LIKELY (n <= (gsize) (windows->end - windows->at))
         || wg_windows_advance (windows, n);
}

static inline gsize
wg_windows_left (const WgWindows *windows)
{
  return (gsize) (windows->end - windows->at);
}

/* Over what is there, from the current place on. */
static inline WgReader
wg_windows_reader (const WgWindows *windows)
{
  return wg_reader (wg_slice (windows->at, wg_windows_left (windows)), WG_END_MORE);
}

/* The next @n bytes, which were needed before, and past them. */
static inline WgSlice
wg_windows_take (WgWindows *windows, gsize n)
{
  const guint8 *at = windows->at;
  windows->at += n;
  return wg_slice (at, n);
}

/* Offset in the content. */
static inline guint64
wg_windows_tell (const WgWindows *windows)
{
  return windows->end_off - wg_windows_left (windows);
}

/* Past the next @n bytes, over any number of windows; FALSE, and all the way to the end, when
 * there are fewer. */
gboolean wg_windows_skip (WgWindows *windows, guint64 n);

/* The same with a copy of them. */
gboolean wg_windows_copy (WgWindows *windows, guint8 *out, gsize n);

/* Lets the source's watcher see the rest; nothing is left to parse then. */
void wg_windows_drain (WgWindows *windows);

/* Stored bytes up to the end of the window being parsed. */
guint64 wg_windows_stored_off (const WgWindows *windows);

/* After the end: why, where it was a failure. The caller's. */
GError *wg_windows_steal_error (WgWindows *windows);
