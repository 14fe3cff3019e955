#include "cli/progress.h"

#include "base/text.h"
#include "cli/terminal.h"
#include "report/human.h"

#include <string.h>
#include <unistd.h>

#define FIRST_US (500 * 1000)
#define EVERY_US (100 * 1000)
#define BAR_LEN  20u

struct WgProgress
{
  gboolean wanted;
  gboolean shown;
  gint64 began_us;
  gint64 next_us;
  char *name;
};

WgProgress *
wg_progress_new (gboolean wanted)
{
  WgProgress *progress = g_new0 (WgProgress, 1);
  const char *kind = g_getenv ("TERM");

  progress->wanted =
      wanted && isatty (STDERR_FILENO) && kind != NULL && strcmp (kind, "dumb") != 0;
  return progress;
}

void
wg_progress_free (WgProgress *progress)
{
  if (progress == NULL)
    return;
  wg_progress_erase (progress);
  g_free (progress->name);
  g_free (progress);
}

void
wg_progress_begin (WgProgress *progress, const char *file)
{
  g_autofree char *base = g_path_get_basename (file);

  g_free (progress->name);
  progress->name = wg_text_dup (wg_slice_str (base));
  progress->began_us = g_get_monotonic_time ();
  progress->next_us = progress->began_us + FIRST_US;
}

static void
append_bar (GString *line, guint64 done, guint64 size)
{
  guint filled = (guint) ((double) done / (double) size * BAR_LEN + 0.5);

  g_string_append (line, "  [");
  for (guint i = 0; i < BAR_LEN; i++)
    g_string_append_c (line, i < filled ? '#' : '.');
  g_string_append_printf (line, "] %3u%%", (guint) ((double) done / (double) size * 100));
}

static void
show (const char *text)
{
  if (write (STDERR_FILENO, text, strlen (text)) < 0)
    return; /* the line is a courtesy */
}

void
wg_progress_update (WgProgress *progress, guint64 done, guint64 size, guint32 packets)
{
  g_autoptr (GString) line = NULL;
  gint64 now;
  double seconds;

  if (!progress->wanted || (now = g_get_monotonic_time ()) < progress->next_us)
    return;
  progress->next_us = now + EVERY_US;
  seconds = (double) (now - progress->began_us) / 1e6;
  line = g_string_new (progress->name);
  if (size > 0)
    append_bar (line, MIN (done, size), size);
  g_string_append (line, "  ");
  wg_human_bytes (line, done);
  g_string_append (line, "  ");
  wg_human_count (line, packets);
  g_string_append (line, " packets  ");
  wg_human_bytes (line, (guint64) ((double) done / seconds));
  g_string_append (line, "/s");
  if (line->len >= wg_terminal_width (STDERR_FILENO))
    g_string_truncate (line, wg_terminal_width (STDERR_FILENO) - 1);
  g_string_prepend (line, "\r");
  g_string_append (line, "\033[K");
  show (line->str);
  progress->shown = TRUE;
}

void
wg_progress_erase (WgProgress *progress)
{
  if (progress->shown)
    show ("\r\033[K");
  progress->shown = FALSE;
}
