#pragma once

#include "ui/export/export.h"

/* What a worker needs to write a file, taken on the main thread. */
typedef struct
{
  WgDocument *document;
  WgExport what;
  char *path;
  gboolean reveal;
  GHashTable *frames; /* packets wanted (guint32); %NULL: all */
  GHashTable *notes;  /* packet -> text, as they were */
  WgExportDone done;
  gpointer user;
} WgExportJob;

gboolean wg_export_report (const WgExportJob *job, GError **error);
gboolean wg_export_packets (const WgExportJob *job, GError **error);
/* On the main thread, for it draws what is shown. */
gboolean wg_export_page (WgView *view, const char *path, GError **error);
