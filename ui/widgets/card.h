#pragma once

#include <gtk/gtk.h>

/* Parts of a page that is read from top to bottom. Text can be selected; it wraps. */

/* A box with a heading; what is appended to it comes below. */
GtkWidget *wg_card_new (const char *title, const char *icon);
/* A paragraph; @class: of CSS, or %NULL. */
GtkWidget *wg_card_text (const char *text, const char *class);
/* A few words that stand on one line if they can, as #wg_card_text() else. */
GtkWidget *wg_card_heading (const char *text, const char *class);
/* Lines in a fixed width with a button that copies them. @where: what they are for. */
GtkWidget *wg_card_code (const char *where, const char *lines);
/* A list of rows in a frame, named @name for a screen reader. */
GtkWidget *wg_card_list (const char *name);
