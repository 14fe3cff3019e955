#pragma once

#include "base/slice.h"

/* RSA keys whose private half can be computed from the public one. */

/* Was @modulus made the way that CVE-2017-15361 (ROCA) is about? Wrong once in 2^90 or so. */
gboolean wg_modulus_is_roca (WgSlice modulus);

/* Which of @moduli, all different, share a prime with another one? At most %WG_LIMIT_MODULI of
 * at most %WG_LIMIT_MODULUS bytes are looked at. @shared: of @n, filled in. */
void wg_moduli_share_primes (const WgSlice *moduli, guint n, gboolean *shared);
