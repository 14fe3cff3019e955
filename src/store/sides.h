#pragma once

#include "store/store.h"

/**
 * WgSides: the packets of a store sorted by who sent them in which conversation, as of when it
 * was made. Packets of no conversation are left out.
 */
typedef struct WgSides WgSides;

WgSides *wg_sides_new (const WgStore *store);
void wg_sides_free (WgSides *sides);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WgSides, wg_sides_free)

/* The packets that @dir of @conversation sent, in order; borrowed. */
const guint32 *wg_sides_frames (const WgSides *sides, gint64 conversation, guint dir, guint *n);
/* The first of @frames that is not before @frame, or @n. */
guint wg_sides_find (const guint32 *frames, guint n, guint32 frame);
