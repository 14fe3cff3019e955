#include "../unit.h"

#include "../dissectors/wire.h"
#include "base/limits.h"
#include "crypto/certificate.h"
#include "fixtures.h"

#define SECOND G_GINT64_CONSTANT (1000000000)
#define Y2019  (1550000000 * SECOND)
#define Y2025  (1750000000 * SECOND)
#define Y2035  (2050000000 * SECOND)
#define Y2045  (2370000000 * SECOND)

static WgCertificate *
certificate (WgCertificateCache *cache, const char *text)
{
  g_autoptr (GByteArray) der = wire (text);
  return wg_certificate_cache_get (cache, wire_slice (der));
}

static void
facts_are_read (void **state)
{
  g_autoptr (WgCertificateCache) cache = wg_certificate_cache_new ();
  g_autoptr (WgCertificate) leaf = certificate (cache, LEAF);
  g_autoptr (WgCertificate) root = certificate (cache, ROOT);
  const WgCertificateFacts *f = wg_certificate_facts (leaf);
  static const char *const names[] = {"www.test", "*.wild.test", "10.0.0.9",
                                      "fd00::1",  "a@b.test",    "http://u.test/"};

  assert_true (f->readable);
  assert_true (wg_slice_is (f->subject, "CN=www.test"));
  assert_true (wg_slice_is (f->issuer, "CN=Inter"));
  assert_true (wg_slice_equal (f->serial, WG_SLICE_LITERAL ("\3")));
  assert_string_equal (f->not_before, "2020-01-01T00:00:00.000000000Z");
  assert_string_equal (f->not_after, "2030-01-01T00:00:00.000000000Z");
  assert_string_equal (f->key.type, "ec");
  assert_string_equal (f->key.curve, "prime256v1");
  assert_int_equal (f->key.bits, 256);
  assert_string_equal (f->signature_algorithm, "ecdsa-with-sha256");
  assert_false (f->ca || f->self_signed);
  assert_int_equal (f->san.n, G_N_ELEMENTS (names));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    assert_true (wg_slice_is (((const WgSlice *) f->san.items)[i], names[i]));
  assert_true (wg_certificate_facts (root)->ca && wg_certificate_facts (root)->self_signed);
}

static void
names_match_hosts (void **state)
{
  static const struct
  {
    const char *host;
    gboolean matches;
  } cases[] = {
      {"www.test", TRUE},       {"WWW.Test", TRUE},       {"www.test.", TRUE},
      {"a.wild.test", TRUE},    {"a.b.wild.test", FALSE}, {"wild.test", FALSE},
      {".wild.test", FALSE},    {"10.0.0.9", TRUE},       {"10.0.0.8", FALSE},
      {"fd00::1", TRUE},        {"test", FALSE},          {"", FALSE},
      {"www.test.evil", FALSE}, {"evil-www.test", FALSE},
  };
  g_autoptr (WgCertificateCache) cache = wg_certificate_cache_new ();
  g_autoptr (WgCertificate) leaf = certificate (cache, LEAF);
  g_autoptr (WgCertificate) inter = certificate (cache, INTER);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      print_message ("%s\n", cases[i].host);
      assert_int_equal (wg_certificate_names_host (leaf, wg_slice_str (cases[i].host)),
                        cases[i].matches);
    }
  assert_true (wg_certificate_names_host (inter, wg_slice_str ("Inter")));
}

static const struct
{
  const char *chain[4];
  gint64 time_ns;
  const char *host;
  const char *problem;
} chains[] = {
    {{LEAF, INTER}, Y2025, "www.test", NULL},
    {{LEAF, INTER, ROOT}, Y2025, "www.test", NULL},
    {{LEAF, INTER}, Y2025, "", NULL},
    {{LEAF, INTER}, Y2025, "other.test", "name_mismatch"},
    {{LEAF, INTER}, Y2035, "www.test", "expired"},
    {{LEAF, INTER}, Y2045, "www.test", "expired"},
    {{LEAF, INTER}, Y2019, "www.test", "not_yet_valid"},
    {{LEAF, ROOT}, Y2025, "www.test", "wrong_order"},
    {{LEAF, ROOT, INTER}, Y2025, "www.test", "wrong_order"},
    {{LEAF, TWIN}, Y2025, "www.test", "bad_signature"},
    {{LEAF, NOT_CA}, Y2025, "www.test", "not_a_ca"},
    {{LEAF}, Y2025, "www.test", "incomplete"},
    {{ROOT}, Y2025, "", "self_signed"},
    {{LEAF, "3003020100"}, Y2025, "www.test", "unreadable"},
    {{NULL}, Y2025, "www.test", "no_certificate"},
};

static void
chains_have_problems (void **state)
{
  for (guint i = 0; i < G_N_ELEMENTS (chains); i++)
    {
      g_autoptr (WgCertificateCache) cache = wg_certificate_cache_new ();
      WgCertificate *list[4];
      guint n = 0;

      while (n < 4 && chains[i].chain[n] != NULL)
        {
          list[n] = certificate (cache, chains[i].chain[n]);
          n++;
        }
      print_message ("%u: %s\n", i, chains[i].problem != NULL ? chains[i].problem : "ok");
      for (guint again = 0; again < 2; again++)
        assert_int_equal (
            g_strcmp0 (wg_certificate_chain_problem (list, n, chains[i].time_ns,
                                                     wg_slice_str (chains[i].host)),
                       chains[i].problem),
            0);
      while (n-- > 0)
        wg_certificate_unref (list[n]);
    }
}

/* The certificate behind the limit is not looked at. */
static void
long_chains_end_at_the_limit (void **state)
{
  g_autoptr (WgCertificateCache) cache = wg_certificate_cache_new ();
  g_autoptr (WgCertificate) leaf = certificate (cache, LEAF);
  g_autoptr (WgCertificate) inter = certificate (cache, INTER);
  g_autoptr (WgCertificate) root = certificate (cache, ROOT);
  WgCertificate *list[WG_LIMIT_CHAIN + 1] = {leaf, inter};

  for (guint i = 2; i < WG_LIMIT_CHAIN; i++)
    list[i] = root;
  list[WG_LIMIT_CHAIN] = leaf;
  assert_null (wg_certificate_chain_problem (list, WG_LIMIT_CHAIN, Y2025, WG_SLICE_NONE));
  assert_null (wg_certificate_chain_problem (list, WG_LIMIT_CHAIN + 1, Y2025, WG_SLICE_NONE));
  list[WG_LIMIT_CHAIN - 1] = leaf;
  assert_string_equal (
      wg_certificate_chain_problem (list, WG_LIMIT_CHAIN, Y2025, WG_SLICE_NONE), "wrong_order");
}

static void
the_same_bytes_are_found_again (void **state)
{
  g_autoptr (WgCertificateCache) cache = wg_certificate_cache_new ();
  g_autoptr (GPtrArray) held = g_ptr_array_new ();
  guint found = 0;

  for (guint32 i = 0; i < WG_LIMIT_CERTIFICATES + 100; i++)
    g_ptr_array_add (held, wg_certificate_cache_get (cache, wg_slice (&i, sizeof i)));
  for (guint32 i = held->len; i-- > 0;)
    {
      WgCertificate *again = wg_certificate_cache_get (cache, wg_slice (&i, sizeof i));
      found += again == g_ptr_array_index (held, i);
      wg_certificate_unref (again);
      wg_certificate_unref (g_ptr_array_index (held, i));
    }
  assert_in_range (found, 1, WG_LIMIT_CERTIFICATES);
}

/* DER of @content, whatever its length. */
static GByteArray *
der (guint8 tag, GByteArray *content)
{
  guint len = content->len;
  guint8 front[4] = {tag, 0x82, (guint8) (len >> 8), (guint8) len};
  GByteArray *out = g_byte_array_new ();

  assert_true (len <= G_MAXUINT16);
  g_byte_array_append (out, front, sizeof front);
  g_byte_array_append (out, content->data, len);
  g_byte_array_unref (content);
  return out;
}

static GByteArray *
join (const char *front, GByteArray *back)
{
  GByteArray *out = wire (front);
  g_byte_array_append (out, back->data, back->len);
  g_byte_array_unref (back);
  return out;
}

/* A certificate, its signature empty, with @n names. */
static GByteArray *
certificate_of_names (guint n)
{
  GByteArray *names = g_byte_array_new (), *out;

  for (guint i = 0; i < n; i++)
    g_byte_array_append (names, (const guint8 *) "\x82\x01z", 3);
  out = der (0x04, der (0x30, names));
  out = der (0xa3, der (0x30, der (0x30, join ("0603 551d11", out))));
  out =
      join ("a003 020102 020101 3005 06032b6570 3000 301e 170d 3230303130313030303030305a 170d "
            "3330303130313030303030305a 3000 302a 3005 06032b6570 0321 00 *32",
            out);
  out = der (0x30, out);
  names = wire ("3005 06032b6570 030100");
  g_byte_array_append (out, names->data, names->len);
  g_byte_array_unref (names);
  return der (0x30, out);
}

static void
names_end_at_their_limit (void **state)
{
  g_autoptr (WgCertificateCache) cache = wg_certificate_cache_new ();

  for (guint n = WG_LIMIT_CERTIFICATE_NAMES - 1; n <= WG_LIMIT_CERTIFICATE_NAMES + 1; n++)
    {
      g_autoptr (GByteArray) bytes = certificate_of_names (n);
      g_autoptr (WgCertificate) c = wg_certificate_cache_get (cache, wire_slice (bytes));

      assert_true (wg_certificate_facts (c)->readable);
      assert_int_equal (wg_certificate_facts (c)->san.n, MIN (n, WG_LIMIT_CERTIFICATE_NAMES));
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (facts_are_read),
      cmocka_unit_test (names_match_hosts),
      cmocka_unit_test (chains_have_problems),
      cmocka_unit_test (long_chains_end_at_the_limit),
      cmocka_unit_test (the_same_bytes_are_found_again),
      cmocka_unit_test (names_end_at_their_limit),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
