#pragma once

#include "base/error.h"
#include "base/slice.h"

/**
 * WgPick: single packets of a capture, read again where an earlier pass found them. A plain
 * file is read at their places alone; one that is compressed is inflated as far as the packet,
 * from the last one that was read on, so they are best asked for in the file's order.
 *
 * Belongs to one thread at a time.
 */
typedef struct WgPick WgPick;

/* Fails with WG_ERROR_IO, also for what is no regular file: nothing else can be read twice. */
WgPick *wg_pick_open (const char *path, GError **error);
void wg_pick_free (WgPick *pick);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WgPick, wg_pick_free)

/* Packets are read at their places, each in the same time. */
gboolean wg_pick_is_direct (const WgPick *pick);

/* @go_on: asked now and then on the way to a packet that lies far off in a compressed file;
 * FALSE cancels. May be %NULL. */
void wg_pick_set_watch (WgPick *pick, gboolean (*go_on) (gpointer user), gpointer user);

/* @len bytes at @off of the (uncompressed) file, borrowed until the next call. Fails with
 * WG_ERROR_IO, which names the file, where they are not there any more, and with
 * WG_ERROR_CANCELLED. */
gboolean wg_pick_read (WgPick *pick, guint64 off, gsize len, WgSlice *bytes, GError **error);
