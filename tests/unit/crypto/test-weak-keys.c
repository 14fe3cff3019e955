#include "../unit.h"

#include "../dissectors/wire.h"
#include "base/limits.h"
#include "crypto/weak-keys.h"

/* Built as CVE-2017-15361 is: a power of 65537 modulo all small primes. */
#define ROCA                                                                                   \
  "53f233ff30fa914fc8ef07b9267c3b5113911b31ed9004d879535d3142869ec4c68dec1851ae498889ce"       \
  "fac8357e2226e5903d56c6d06421a3af44a9a8655ed26812c657c780ba2fc9e056dc6f86e0f36ff3f188"       \
  "68afd897c8ca01f9aace57f8798388b305abe780201c7abd6cb969a479f8e5c131850de4853253fea9b3"       \
  "7efe3f3456816ff8004698b78f93f1866615dfb30c9abccd70f888aba5aa1ead150e57008be01bf3df07"       \
  "8a4a664e842379e09af796bf9fae0de65f028367bf027a82de18ad0d2951eaa3e470f421abc508bed5cc"       \
  "a671768314a8beefe4215e440c73d6d44dd148b3a2a41daf095213cd09fa672c36741ee5d468d3110b73"       \
  "4f172ba9"

static void
a_faulty_generator_is_known (void **state)
{
  g_autoptr (GByteArray) modulus = wire (ROCA);
  WgSlice bytes = wire_slice (modulus);

  assert_true (wg_modulus_is_roca (bytes));
  assert_false (wg_modulus_is_roca (wg_slice_sub (bytes, 0, 63))); /* too short to tell */
  modulus->data[modulus->len - 1] ^= 2;
  assert_false (wg_modulus_is_roca (bytes));
  assert_false (wg_modulus_is_roca (WG_SLICE_NONE));
}

static void
common_primes_are_found (void **state)
{
  static const guint8 numbers[] = {15, 21, 77, 26, 85, 0}; /* 13 and 2, 17 stand alone */
  WgSlice moduli[G_N_ELEMENTS (numbers)];
  gboolean shared[G_N_ELEMENTS (numbers)];

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    moduli[i] = wg_slice (&numbers[i], 1);
  moduli[5] = WG_SLICE_NONE;
  wg_moduli_share_primes (moduli, G_N_ELEMENTS (numbers), shared);
  assert_true (shared[0] && shared[1] && shared[2]);
  assert_false (shared[3]);
  assert_true (shared[4]); /* 5, as in 15 */
  assert_false (shared[5]);
}

/* Two that share a prime, one of them at the ceiling or behind it. */
static void
no_more_keys_than_the_limit_are_compared (void **state)
{
  static const guint8 fifteen = 15, twenty_one = 21, one = 1;

  for (guint extra = 0; extra < 2; extra++)
    {
      guint n = WG_LIMIT_MODULI + extra;
      g_autofree WgSlice *moduli = g_new (WgSlice, n);
      g_autofree gboolean *shared = g_new (gboolean, n);

      for (guint i = 0; i < n; i++)
        moduli[i] = wg_slice (&one, 1);
      moduli[0] = wg_slice (&fifteen, 1);
      moduli[n - 1] = wg_slice (&twenty_one, 1);
      wg_moduli_share_primes (moduli, n, shared);
      assert_int_equal (shared[0], extra == 0);
      assert_int_equal (shared[n - 1], extra == 0);
    }
}

static void
longer_keys_are_left_out (void **state)
{
  static guint8 number[WG_LIMIT_MODULUS + 1];
  static const guint8 three = 3;

  number[0] = 3; /* times 2^.. */
  for (guint extra = 0; extra < 2; extra++)
    {
      WgSlice moduli[] = {wg_slice (number, WG_LIMIT_MODULUS + extra), wg_slice (&three, 1)};
      gboolean shared[2];

      wg_moduli_share_primes (moduli, 2, shared);
      assert_int_equal (shared[0], extra == 0);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (a_faulty_generator_is_known),
      cmocka_unit_test (common_primes_are_found),
      cmocka_unit_test (no_more_keys_than_the_limit_are_compared),
      cmocka_unit_test (longer_keys_are_left_out),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
