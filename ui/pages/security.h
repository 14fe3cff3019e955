#pragma once

#include "ui/view.h"

#include <gtk/gtk.h>

/* What is insecure: the findings at the left, the selected one, or the grades, at the right. */
GtkWidget *wg_security_page_new (WgView *view);
/* Selects the next (@steps 1) finding of the list or the one before (-1). FALSE: no further. */
gboolean wg_security_page_step (GtkWidget *page, gint steps);

/* The right side: one finding as cards; the grades and what is not visible. */
GtkWidget *wg_security_detail_new (WgView *view, const WgFinding *finding);
GtkWidget *wg_security_overview_new (WgView *view);
/* "2 critical, 5 high"; "nothing insecure was seen". Free with g_free(). */
char *wg_security_counts (WgView *view);
