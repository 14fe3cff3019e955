#pragma once

#include <gtk/gtk.h>

/* Offers the words of display filters below @entry while somebody types: chosen with the arrow
 * keys and Enter or Tab, or clicked. */
void wg_completion_add (GtkEntry *entry);
gboolean wg_completion_is_open (GtkEntry *entry);
void wg_completion_close (GtkEntry *entry);
