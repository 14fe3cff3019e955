#pragma once

#include "ui/player.h"

#include <gtk/gtk.h>

/* The bar that steps and plays: first, back, play, forward, last, a scale over the messages
 * shown, where one is, and how fast. Its verbs are actions of the window. */
GtkWidget *wg_transport_new (WgView *view, WgPlayer *player);
