#include "../unit.h"

#include "check/tls/suite.h"

/* The classes that names give are those of the lists in the findings' catalogue. */

typedef struct
{
  const char *name;
  guint class;
  guint n;
  guint16 suites[64];
} Row;

static const Row rows[] = {
    {"NULL",
     WG_SUITE_NULL,
     26,
     {0x001c /* of Fortezza, which the catalogue forgot */,
      0x0000,
      0x0001,
      0x0002,
      0x003b,
      0x002c,
      0x002d,
      0x002e,
      0x0082,
      0x0083,
      0x00b0,
      0x00b1,
      0x00b4,
      0x00b5,
      0x00b8,
      0x00b9,
      0xc001,
      0xc006,
      0xc00b,
      0xc010,
      0xc015,
      0xc039,
      0xc03a,
      0xc03b,
      0xc0b4,
      0xc0b5}},
    {"anonymous", WG_SUITE_ANON, 27, {0x0017, 0x0018, 0x0019, 0x001a, 0x001b, 0x0034, 0x003a,
                                      0x0046, 0x006c, 0x006d, 0x0089, 0x009b, 0x00a6, 0x00a7,
                                      0x00bf, 0x00c5, 0xc015, 0xc016, 0xc017, 0xc018, 0xc019,
                                      0xc046, 0xc047, 0xc05a, 0xc05b, 0xc084, 0xc085}},
    {"export", WG_SUITE_EXPORT, 21, {0x0003, 0x0006, 0x0008, 0x000b, 0x000e, 0x0011, 0x0014,
                                     0x0017, 0x0019, 0x0026, 0x0027, 0x0028, 0x0029, 0x002a,
                                     0x002b, 0x0060, 0x0061, 0x0062, 0x0063, 0x0064, 0x0065}},
    {"RC4",
     WG_SUITE_RC4,
     15,
     {0x0004, 0x0005, 0x0018, 0x0020, 0x0024, 0x0066, 0x008a, 0x008e, 0x0092, 0xc002, 0xc007,
      0xc00c, 0xc011, 0xc016, 0xc033}},
    {"DES",
     WG_SUITE_DES,
     10,
     {0x0009, 0x000c, 0x000f, 0x0012, 0x0015, 0x001a, 0x001e, 0x0022, 0xfefe, 0xffe1}},
    {"64-bit blocks", WG_SUITE_BLOCK_64, 25, {0x000a, 0x000d, 0x0010, 0x0013, 0x0016,
                                              0x001b, 0x001f, 0x0023, 0x008b, 0x008f,
                                              0x0093, 0xc003, 0xc008, 0xc00d, 0xc012,
                                              0xc017, 0xc01a, 0xc01b, 0xc01c, 0xc034,
                                              0xfeff, 0xffe0, 0x0007, 0x0021, 0x0025}},
    {"MD5",
     WG_SUITE_MD5,
     15,
     {0x0001, 0x0003, 0x0004, 0x0006, 0x0017, 0x0018, 0x0022, 0x0023, 0x0024, 0x0025, 0x0029,
      0x002a, 0x002b, 0x0060, 0x0061}},
    {"static RSA",
     WG_SUITE_STATIC_RSA,
     16,
     {0x0001, 0x0002, 0x0003, 0x0004, 0x0005, 0x002f, 0x0035, 0x003c, 0x003d, 0x0041, 0x0084,
      0x0096, 0x009c, 0x009d, 0xc09c, 0xc0a1}},
};

/* Not in the class, though their names are like it. */
static const struct
{
  guint16 suite;
  guint class;
} others[] = {
    {0x000a, WG_SUITE_DES},        /* 3DES */
    {0x0062, WG_SUITE_DES},        /* export */
    {0x0003, WG_SUITE_RC4},        /* export */
    {0xc02f, WG_SUITE_STATIC_DH},  /* ECDHE */
    {0x0034, WG_SUITE_STATIC_DH},  /* anonymous */
    {0x00ac, WG_SUITE_STATIC_RSA}, /* RSA_PSK */
    {0x00ad, WG_SUITE_STATIC_RSA},
    {0xc035, WG_SUITE_PLAIN_PSK}, /* ECDHE_PSK */
    {0xc0ab, WG_SUITE_PLAIN_PSK}, /* PSK_DHE */
    {0x00ff, WG_SUITE_NULL},
    {0x5600, WG_SUITE_NULL},
    {0x1301, WG_SUITE_NULL | WG_SUITE_STATIC_RSA},
    {0x0a0a, WG_SUITE_NULL | WG_SUITE_DES},
};

static void
names_give_the_lists_of_the_catalogue (void **state)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    for (guint k = 0; k < rows[i].n; k++)
      if ((wg_suite_classes (rows[i].suites[k]) & rows[i].class) == 0)
        fail_msg ("%04x is not %s", rows[i].suites[k], rows[i].name);
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    if ((wg_suite_classes (others[i].suite) & others[i].class) != 0)
      fail_msg ("%04x has class %x", others[i].suite, others[i].class);
}

/* Of the first six rows, which the catalogue lists in full, no other suite is one. */
static void
no_other_suite_is_in_them (void **state)
{
  for (guint i = 0; i < 5; i++)
    for (guint suite = 0; suite <= G_MAXUINT16; suite++)
      {
        gboolean listed = FALSE;

        for (guint k = 0; k < rows[i].n; k++)
          listed = listed || rows[i].suites[k] == suite;
        if (!listed && (wg_suite_classes ((guint16) suite) & rows[i].class) != 0)
          fail_msg ("%04x is %s", suite, rows[i].name);
      }
}

static void
kinds_of_ssl2_count_too (void **state)
{
  assert_int_equal (wg_suite_ssl2_classes (0x010080) & WG_SUITE_WEAK, WG_SUITE_RC4);
  assert_int_equal (wg_suite_ssl2_classes (0x020080) & WG_SUITE_WEAK, WG_SUITE_EXPORT);
  assert_int_equal (wg_suite_ssl2_classes (0x040080) & WG_SUITE_WEAK, WG_SUITE_EXPORT);
  assert_int_equal (wg_suite_ssl2_classes (0x060040) & WG_SUITE_WEAK, WG_SUITE_DES);
  assert_int_equal (wg_suite_ssl2_classes (0x0700c0) & WG_SUITE_WEAK, 0);
  assert_true ((wg_suite_ssl2_classes (0x0700c0) & WG_SUITE_BLOCK_64) != 0);
  assert_true ((wg_suite_ssl2_classes (0x030080) & WG_SUITE_BLOCK_64) != 0);
  assert_true ((wg_suite_ssl2_classes (0x050080) & WG_SUITE_BLOCK_64) != 0);
  assert_int_equal (wg_suite_ssl2_classes (0x000005) & WG_SUITE_WEAK, WG_SUITE_RC4);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (names_give_the_lists_of_the_catalogue),
      cmocka_unit_test (no_other_suite_is_in_them),
      cmocka_unit_test (kinds_of_ssl2_count_too),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
