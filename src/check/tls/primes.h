#pragma once

#include "base/slice.h"

/* Where a small prime of Diffie-Hellman is known from ("Apache 2.2, 1024 bits"), or %NULL.
 * @prime: without leading zeros */
const char *wg_prime_name (WgSlice prime);
