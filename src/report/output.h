#pragma once

#include "base/error.h"
#include "base/slice.h"

/* A file being written, in large pieces; the first failure is kept and nothing more is written.
 */
typedef struct WgOutput WgOutput;

/* @fd is borrowed; @name is for messages. */
WgOutput *wg_output_new (int fd, const char *name);
void wg_output_free (WgOutput *output);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WgOutput, wg_output_free)

void wg_output_write (WgOutput *output, const void *bytes, gsize len);
void wg_output_puts (WgOutput *output, const char *text);

/* Writes @len bytes of the file @from at @off, without looking at them where the system can.
 * Returns 0, or the errno of reading; the output's own failure is kept as ever. */
int wg_output_copy (WgOutput *output, int from, guint64 off, gsize len);

/* Has writing failed? There is no use in going on then. */
gboolean wg_output_failed (const WgOutput *output);

/* Writes what is held. Fails with WG_ERROR_IO if anything before it did. */
gboolean wg_output_flush (WgOutput *output, GError **error);
