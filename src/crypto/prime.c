#include "crypto/prime.h"

#include <openssl/bn.h>

#include "base/limits.h"

/* base^(n-1) = 1 mod n */
static gboolean
passes (const BIGNUM *n, BN_ULONG base, BN_CTX *context)
{
  BIGNUM *b = BN_new (), *exponent = BN_dup (n), *out = BN_new ();
  gboolean ok = b != NULL && exponent != NULL && out != NULL && BN_set_word (b, base)
                && BN_sub_word (exponent, 1) && BN_mod_exp (out, b, exponent, n, context)
                && BN_is_one (out);

  BN_free (b);
  BN_free (exponent);
  BN_free (out);
  return ok;
}

static gboolean
is_prime (const BIGNUM *n, BN_CTX *context)
{
  if (BN_is_word (n, 2) || BN_is_word (n, 3))
    return TRUE;
  return BN_is_odd (n) && !BN_is_one (n) && passes (n, 2, context) && passes (n, 3, context);
}

WgPrimeKind
wg_prime_kind (WgSlice number)
{
  BN_CTX *context;
  BIGNUM *p, *half;
  WgPrimeKind kind = WG_PRIME_NONE;

  if (number.len * 8 > WG_LIMIT_PRIME_BITS)
    return WG_PRIME_UNKNOWN;
  context = BN_CTX_new ();
  p = BN_bin2bn (number.data, (int) number.len, NULL);
  half = BN_new ();
  if (is_prime (p, context))
    {
      BN_rshift1 (half, p);
      kind = is_prime (half, context) ? WG_PRIME_SAFE : WG_PRIME_OTHER;
    }
  BN_free (half);
  BN_free (p);
  BN_CTX_free (context);
  return kind;
}
