#pragma once

#include "model/field.h"

/**
 * WgMask: replaces secrets in what a report shows.
 *
 * A masked value reads `[masked 12 #3]`: its length in bytes as sent, and a number that is the
 * same wherever the same secret stands in one report. The numbers count first occurrences; they
 * are no digest of the secret, so nothing can be guessed from them. Past %WG_LIMIT_MASKS
 * different secrets the number is left out.
 *
 * Names of parameters, cookies, members and authentication schemes are kept. The rules look at
 * names ("password", "access_token", "sid") and at shapes (JWT, "Bearer ..", user:pass@host);
 * they would rather hide too much than too little.
 */
typedef struct WgMask WgMask;

WgMask *wg_mask_new (void);
void wg_mask_free (WgMask *mask);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WgMask, wg_mask_free)

/* Whether running text, %WG_SECRET_TEXT, holds anything to mask. */
gboolean wg_mask_has_secret (WgMask *mask, WgSlice text);

/* Appends @value with its secrets masked, else as it is: bytes from the wire, not escaped.
 * @name: of the header, for %WG_SECRET_HEADER. */
void wg_mask_append (WgMask *mask, GString *out, WgSecret kind, WgSlice name, WgSlice value);
