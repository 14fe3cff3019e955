#pragma once

#include "ui/view.h"

#include <gtk/gtk.h>

/* The list at the side: all conversations, and each of them. */
GtkWidget *wg_conversations_new (WgView *view);
