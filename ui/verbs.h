#pragma once

#include <gtk/gtk.h>

/* Actions of a window that pages ask for: "win.page" shows one by its name, "win.why" the
 * finding of the selected message, "win.compare-with" a capture beside this one; "win.note"
 * asks for a note, "win.export-..." where to save, "win.export-to" saves as the name says;
 * "win.copy" and "win.open-uri" do what they say and tell so. */
void wg_verbs_install (GtkWidgetClass *class);
