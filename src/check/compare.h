#pragma once

#include <glib.h>

/**
 * WgCompare: the hellos of one capture, to hold those of another against that was made on the
 * other side of something. Given to the checks of both, first one, then the other.
 */
typedef struct WgCompare WgCompare;

WgCompare *wg_compare_new (void);
void wg_compare_free (WgCompare *compare);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WgCompare, wg_compare_free)

/* What comes from now on is the second capture. */
void wg_compare_next (WgCompare *compare);
