#pragma once

#include "base/slice.h"

/* Numbers and text as a person reads them. Each appends to @out; nothing depends on a locale.
 */

/* "512 B", "1.4 kB", "23 MB": powers of 1000, two digits at least. */
void wg_human_bytes (GString *out, guint64 bytes);
/* "1,234,567" */
void wg_human_count (GString *out, guint64 count);
/* "3 packets", "1 packet" */
void wg_human_plural (GString *out, guint64 count, const char *one, const char *many);
/* "1.5 ms", "12.3 s", "2 min 5 s", "3 h 20 min", "4 d 2 h" */
void wg_human_duration (GString *out, gint64 duration_ns);
/* "2021-05-27 15:48:50.134 UTC" */
void wg_human_time (GString *out, gint64 time_ns);

/* Columns that @text (valid UTF-8) takes on a terminal. */
guint wg_human_width (const char *text);
/* @text in at most @width columns: what is too long ends in an ellipsis, and with @pad what is
 * short is filled up with spaces. */
void wg_human_fit (GString *out, const char *text, guint width, gboolean pad);

/* @text broken between words into lines of at most @width columns, each behind @indent spaces
 * and ended by a line feed. */
void wg_human_wrap (GString *out, const char *text, guint width, guint indent);
