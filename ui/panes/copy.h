#pragma once

#include "ui/view.h"

#include <gtk/gtk.h>

/* Copies of what is looked at: actions "field.copy-hex", "field.copy-text", "field.copy-c" and
 * "field.copy-value" on @widget, and their menu. What is masked stays so in a copy. */
void wg_copy_install (GtkWidget *widget, WgView *view);
/* A press of the second button or the menu key on @widget opens it. */
void wg_copy_add_menu (GtkWidget *widget);
