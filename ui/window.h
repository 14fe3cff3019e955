#pragma once

#include "ui/view.h"

#include <adwaita.h>

/* A window: the start page, or one capture. */
G_DECLARE_FINAL_TYPE (WgWindow, wg_window, WG, WINDOW, AdwApplicationWindow)
#define WG_TYPE_WINDOW (wg_window_get_type ())

WgWindow *wg_window_new (GtkApplication *application);
/* Shows that capture in place of what is shown. */
void wg_window_open (WgWindow *window, const char *path);
/* Is there a capture in it? */
gboolean wg_window_is_open (WgWindow *window);
/* What it shows, or %NULL on the start page; borrowed. */
WgView *wg_window_view (WgWindow *window);
/* Its pages, or %NULL on the start page; borrowed. */
AdwViewStack *wg_window_pages (WgWindow *window);
/* Says something for a few seconds; @text is for a person, no markup. */
void wg_window_say (WgWindow *window, const char *text);
