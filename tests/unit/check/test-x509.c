#include "../unit.h"

#include "../crypto/fixtures.h"
#include "../dissectors/wire.h"
#include "base/limits.h"
#include "check/x509/view.h"

/* What is remembered from one connection to the next has ceilings. */

static WgCertificate *
certificate (WgCertificateCache *cache, const char *text, guint number)
{
  g_autoptr (GByteArray) der = wire (text);

  for (guint i = 0; number > 0 && i + 6 < der->len; i++)
    if (memcmp (der->data + i, "\x03\x42\x00\x04", 4)
        == 0) /* another key, for what it is worth */
      {
        der->data[i + 4] = (guint8) (number >> 8);
        der->data[i + 5] = (guint8) number;
      }
  return wg_certificate_cache_get (cache, wire_slice (der));
}

typedef struct
{
  WgSink sink;
  WgCheckOptions options;
  WgCheck *check;
  WgX509Memory *memory;
  WgCertificateCache *cache;
} Fixture;

static void
begin (Fixture *f)
{
  *f = (Fixture){.sink = wg_sink_deaf, .options = {.verify_ns = G_MININT64}};
  f->check = wg_check_new (&f->options, &f->sink);
  f->memory = wg_x509_memory_new (f->check);
  f->cache = wg_certificate_cache_new ();
}

/* How many findings there are at @severity. */
static guint64
end (Fixture *f, WgSeverity severity)
{
  guint64 n;

  wg_x509_memory_finish (f->memory);
  wg_check_finish (f->check);
  n = wg_check_n_findings (f->check, severity);
  wg_x509_memory_free (f->memory);
  wg_check_free (f->check);
  wg_certificate_cache_free (f->cache);
  return n;
}

static void
show (Fixture *f,
      const char *text,
      guint number,
      gint32 version,
      const char *sni,
      gboolean is_public)
{
  g_autoptr (WgCertificate) c = certificate (f->cache, text, number);
  WgParties parties = {
      .conversation = 1, .ip_version = 4, .protocol = 6, .server = {.port = 4433}};
  WgTlsConnection tls = {.version = version};
  WgChainView view = {.check = f->check,
                      .parties = &parties,
                      .tls = &tls,
                      .certs = wg_certificate_facts (c),
                      .leaf = wg_certificate_facts (c),
                      .n = 1,
                      .frame = 1,
                      .sni = wg_slice_str (sni),
                      .is_public = is_public};

  wg_x509_remember (f->memory, &view);
}

static void
keys_are_remembered_up_to_the_limit (void **state)
{
  for (guint extra = 0; extra < 2; extra++)
    {
      Fixture f;

      begin (&f);
      for (guint i = 1; i < WG_LIMIT_X509_KEYS + extra; i++)
        show (&f, LEAF, i, 0x0303, "", FALSE);
      show (&f, LEAF, 60000, 0x0002, "", FALSE);
      show (&f, LEAF, 60000, 0x0303, "", FALSE);
      assert_int_equal (end (&f, WG_SEVERITY_MEDIUM), extra == 0);
    }
}

static void
hosts_are_remembered_up_to_the_limit (void **state)
{
  for (guint extra = 0; extra < 2; extra++)
    {
      Fixture f;
      char name[16];

      begin (&f);
      for (guint i = 1; i < WG_LIMIT_X509_HOSTS + extra; i++)
        {
          g_snprintf (name, sizeof name, "h%u.test", i);
          show (&f, LEAF, 0, 0x0303, name, TRUE);
        }
      show (&f, LEAF, 0, 0x0303, "last.test", TRUE);
      show (&f, INTER, 0, 0x0303, "LAST.test", FALSE);
      assert_int_equal (end (&f, WG_SEVERITY_HIGH), extra == 0);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (keys_are_remembered_up_to_the_limit),
      cmocka_unit_test (hosts_are_remembered_up_to_the_limit),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
