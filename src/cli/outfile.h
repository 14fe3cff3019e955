#pragma once

#include "report/output.h"

/**
 * WgOutFile: where a report goes: standard output, a device or pipe, or a file that appears
 * under its name only when it is whole. Until then it stands beside it under another name; when
 * the program is interrupted or fails, that is removed and an older file of the name stays.
 */
typedef struct WgOutFile WgOutFile;

/* Makes sure that 0, 1 and 2 are taken, so that no file gets one of them; catches SIGINT,
 * SIGTERM and SIGHUP to remove what is unfinished; writing to a closed pipe is an error. */
void wg_outfile_setup (void);

/* @path: %NULL or "-" for standard output. */
WgOutFile *wg_outfile_open (const char *path, GError **error);
/* Without a commit, nothing is left behind. */
void wg_outfile_free (WgOutFile *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WgOutFile, wg_outfile_free)

/* What to write to; owned by @file. */
WgOutput *wg_outfile_output (WgOutFile *file);

/* Gives the file its name, once all is written. */
gboolean wg_outfile_commit (WgOutFile *file, GError **error);

gboolean wg_outfile_is_terminal (const WgOutFile *file);
/* Is @path the file that this is going to replace? */
gboolean wg_outfile_replaces (const WgOutFile *file, const char *path);

/* Says that output failed; the exit status for it. */
int wg_outfile_failed (const GError *error);

/* @text to standard output; the exit status. */
int wg_outfile_print (const char *text);
