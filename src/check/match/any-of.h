#pragma once

#include "base/slice.h"

/* Finds any of several fixed texts in one pass, about as fast as memory is read: it looks at
 * so many bytes only that none of the texts fits between. Each has at least 4; the longer the
 * shortest, the faster. */
typedef struct WgAnyOf WgAnyOf;

/* @texts: ended by %NULL, borrowed. */
WgAnyOf *wg_any_of_new (const char *const *texts);
void wg_any_of_free (WgAnyOf *scan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WgAnyOf, wg_any_of_free)

/* The index of a text that stands in @where, -1 for none. @from: begins as 0, moves behind what
 * was found; @at: where it begins. Those nearer come first, to within the length of the
 * shortest. */
gint wg_any_of_next (WgAnyOf *scan, WgSlice where, gsize *from, gsize *at);
