#pragma once

#include "report/output.h"

/**
 * WgSpool: finished text that is written out later, in another order. Up to a ceiling it stays
 * in memory, beyond that it lies in a temporary file without a name.
 */
typedef struct WgSpool WgSpool;

WgSpool *wg_spool_new (gsize max_memory);
void wg_spool_free (WgSpool *spool);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WgSpool, wg_spool_free)

/* Keeps @text and returns its place. */
guint64 wg_spool_add (WgSpool *spool, WgSlice text);

/* Writes the @len bytes at @off. */
void wg_spool_copy (WgSpool *spool, guint64 off, gsize len, WgOutput *output);

/* Forgets everything; places begin again at 0. */
void wg_spool_reset (WgSpool *spool);

/* FALSE when the temporary file could not be made, written or read. */
gboolean wg_spool_check (const WgSpool *spool, GError **error);
