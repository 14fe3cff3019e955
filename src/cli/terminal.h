#pragma once

#include <glib.h>

/* Columns of the terminal at @fd: COLUMNS, what the terminal says, or 100; from 60 to 240. */
guint wg_terminal_width (int fd);

/* Is @when a word that --color knows? Says so for @command when not. */
gboolean wg_terminal_colour_known (const char *when, const char *command);

/* Whether to colour. @when: "always", "never", or "auto" or %NULL: on a terminal that can,
 * unless NO_COLOR is set (no-color.org). */
gboolean wg_terminal_colours (const char *when, gboolean is_terminal);
