#include "crypto/weak-keys.h"

#include "base/limits.h"

#include <openssl/bn.h>

/* All primes of such keys are powers of 65537 modulo a product of small primes, and so is the
 * modulus, modulo each of these. */
static const guint8 small_primes[] = {
    3,  5,  7,  11, 13, 17,  19,  23,  29,  31,  37,  41,  43,  47,  53,  59,  61,  67,  71,
    73, 79, 83, 89, 97, 101, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167};

static guint
remainder_of (WgSlice number, guint divisor)
{
  guint rest = 0;

  for (gsize i = 0; i < number.len; i++)
    rest = (rest * 256 + number.data[i]) % divisor;
  return rest;
}

static gboolean
is_power_of_65537 (guint value, guint prime)
{
  guint power = 1;

  for (guint i = 0; i < prime; i++)
    {
      if (power == value)
        return TRUE;
      power = power * (65537 % prime) % prime;
    }
  return FALSE;
}

gboolean
wg_modulus_is_roca (WgSlice modulus)
{
  if (modulus.len < 64)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (small_primes); i++)
    if (!is_power_of_65537 (remainder_of (modulus, small_primes[i]), small_primes[i]))
      return FALSE;
  return TRUE;
}

/* D. J. Bernstein's batch gcd without the tree: gcd (N, (P mod N^2) / N). */
static gboolean
shares (const BIGNUM *product, const BIGNUM *modulus, BN_CTX *context)
{
  BIGNUM *square, *rest, *divisor;
  gboolean found = FALSE;

  BN_CTX_start (context);
  square = BN_CTX_get (context);
  rest = BN_CTX_get (context);
  divisor = BN_CTX_get (context);
  if (divisor != NULL && BN_sqr (square, modulus, context) == 1
      && BN_mod (rest, product, square, context) == 1
      && BN_div (rest, NULL, rest, modulus, context) == 1
      && BN_gcd (divisor, rest, modulus, context) == 1)
    found = !BN_is_one (divisor);
  BN_CTX_end (context);
  return found;
}

void
wg_moduli_share_primes (const WgSlice *moduli, guint n, gboolean *shared)
{
  guint count = MIN (n, WG_LIMIT_MODULI);
  BN_CTX *context = BN_CTX_new ();
  BIGNUM *product = BN_new ();
  BIGNUM **numbers = g_new0 (BIGNUM *, count);

  BN_one (product);
  for (guint i = 0; i < n; i++)
    shared[i] = FALSE;
  for (guint i = 0; i < count; i++)
    if (moduli[i].len > 0 && moduli[i].len <= WG_LIMIT_MODULUS)
      {
        numbers[i] = BN_bin2bn (moduli[i].data, (int) moduli[i].len, NULL);
        if (BN_is_zero (numbers[i]))
          g_clear_pointer (&numbers[i], BN_free);
        else
          BN_mul (product, product, numbers[i], context);
      }
  for (guint i = 0; i < count; i++)
    if (numbers[i] != NULL)
      shared[i] = shares (product, numbers[i], context);
  for (guint i = 0; i < count; i++)
    BN_free (numbers[i]);
  g_free (numbers);
  BN_free (product);
  BN_CTX_free (context);
}
