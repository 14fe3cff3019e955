#pragma once

#include "ui/view.h"

/* What a capture can be taken away as. */

typedef enum
{
  WG_EXPORT_DIAGRAM, /* .svg, .pdf, .png */
  WG_EXPORT_REPORT,  /* .html, .json, .txt .. as the command line makes them */
  WG_EXPORT_PACKETS, /* .pcapng of the packets shown, with the notes */
  WG_EXPORT_PAGE,    /* .html of the diagram and the selected step */
  WG_N_EXPORTS,
} WgExport;

/* The endings of names that it can have, %NULL behind the last. */
const char *const *wg_export_endings (WgExport what);

typedef void (*WgExportDone) (gpointer user, const char *path, const GError *error);

/* Writes @path and tells @done on the main thread, at once or later; @user is to be alive then.
 * @error is %NULL where it is written; else there is nothing new at @path. */
void
wg_export (WgView *view, WgExport what, const char *path, WgExportDone done, gpointer user);
