#pragma once

#include "base/slice.h"

/* @WG_PRIME_SAFE: (p-1)/2 is a prime too; @WG_PRIME_OTHER: it is not; @WG_PRIME_NONE: it is no
 * prime; @WG_PRIME_UNKNOWN: longer than %WG_LIMIT_PRIME_BITS, nobody looked */
typedef enum
{
  WG_PRIME_UNKNOWN,
  WG_PRIME_SAFE,
  WG_PRIME_OTHER,
  WG_PRIME_NONE,
} WgPrimeKind;

/* Fermat's test to two bases: right but for numbers made to deceive it. Costs milliseconds. */
WgPrimeKind wg_prime_kind (WgSlice number);
