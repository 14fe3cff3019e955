#pragma once

#include "ui/export/export.h"
#include "ui/window.h"

/* Asks where to, writes it, and says how it went. */
void wg_export_ask (WgWindow *window, WgExport what);
/* The same to @path, of which the ending says as what. */
void wg_export_to (WgWindow *window, const char *path);
