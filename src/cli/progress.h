#pragma once

#include <glib.h>

/**
 * WgProgress: a line on standard error that says how far the work is, only on a terminal and
 * only when it takes longer than half a second. It is erased at the end.
 */
typedef struct WgProgress WgProgress;

/* @wanted: FALSE for one that shows nothing. */
WgProgress *wg_progress_new (gboolean wanted);
void wg_progress_free (WgProgress *progress);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WgProgress, wg_progress_free)

void wg_progress_begin (WgProgress *progress, const char *file);
/* @size: 0 where it is not known. */
void wg_progress_update (WgProgress *progress, guint64 done, guint64 size, guint32 packets);
/* Erases the line, before something else is written there. */
void wg_progress_erase (WgProgress *progress);
