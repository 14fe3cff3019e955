#include "../unit.h"

#include "../dissectors/wire.h"
#include "base/limits.h"
#include "crypto/ocsp.h"
#include "fixtures.h"

#include <openssl/ocsp.h>

static X509 *
x509_of (const char *text)
{
  g_autoptr (GByteArray) der = wire (text);
  const guint8 *p = der->data;

  return d2i_X509 (NULL, &p, (long) der->len);
}

/* An answer about @n - 1 certificates of nobody's, and at last about www.test, revoked. */
static GByteArray *
answer_about (guint n)
{
  OCSP_BASICRESP *basic = OCSP_BASICRESP_new ();
  X509 *leaf = x509_of (LEAF), *issuer = x509_of (INTER), *signer = X509_new ();
  EVP_PKEY *key = EVP_EC_gen ("P-256");
  ASN1_TIME *now = ASN1_TIME_set (NULL, 1750000000), *then = ASN1_TIME_set (NULL, 1740000000);
  OCSP_RESPONSE *response;
  GByteArray *out = g_byte_array_new ();
  guint8 *der = NULL;
  int len;

  for (guint i = 0; i < n; i++)
    {
      OCSP_CERTID *id = OCSP_cert_to_id (NULL, leaf, issuer);
      ASN1_INTEGER *serial = NULL;

      OCSP_id_get0_info (NULL, NULL, NULL, &serial, id);
      if (i + 1 < n)
        ASN1_INTEGER_set (serial, 1000 + (long) i);
      OCSP_basic_add1_status (basic, id, V_OCSP_CERTSTATUS_REVOKED,
                              OCSP_REVOKED_STATUS_KEYCOMPROMISE, then, now, NULL);
      OCSP_CERTID_free (id);
    }
  X509_set_pubkey (signer, key);
  assert_int_equal (OCSP_basic_sign (basic, signer, key, EVP_sha256 (), NULL, OCSP_NOCERTS), 1);
  response = OCSP_response_create (OCSP_RESPONSE_STATUS_SUCCESSFUL, basic);
  len = i2d_OCSP_RESPONSE (response, &der);
  assert_true (len > 0);
  g_byte_array_append (out, der, (guint) len);
  OPENSSL_free (der);
  OCSP_RESPONSE_free (response);
  OCSP_BASICRESP_free (basic);
  ASN1_TIME_free (now);
  ASN1_TIME_free (then);
  EVP_PKEY_free (key);
  X509_free (leaf);
  X509_free (issuer);
  X509_free (signer);
  return out;
}

static void
answers_are_read_up_to_the_limit (void **state)
{
  g_autoptr (WgCertificateCache) cache = wg_certificate_cache_new ();
  g_autoptr (GByteArray) leaf_der = wire (LEAF), root_der = wire (ROOT);
  g_autoptr (WgCertificate) leaf = wg_certificate_cache_get (cache, wire_slice (leaf_der));
  g_autoptr (WgCertificate) root = wg_certificate_cache_get (cache, wire_slice (root_der));
  g_autoptr (GByteArray) at = answer_about (WG_LIMIT_OCSP_ANSWERS);
  g_autoptr (GByteArray) past = answer_about (WG_LIMIT_OCSP_ANSWERS + 1);
  WgOcspAnswer answer;

  assert_true (wg_ocsp_answer_about (wire_slice (at), leaf, &answer));
  assert_int_equal (answer.status, WG_OCSP_REVOKED);
  assert_int_equal (answer.this_update_s, 1750000000);
  assert_int_equal (answer.revoked_s, 1740000000);
  assert_int_equal (answer.next_update_s, G_MININT64);
  assert_false (wg_ocsp_answer_about (wire_slice (past), leaf, &answer));
  assert_false (wg_ocsp_answer_about (wire_slice (at), root, &answer));
}

static void
what_is_no_answer_says_nothing (void **state)
{
  g_autoptr (WgCertificateCache) cache = wg_certificate_cache_new ();
  g_autoptr (GByteArray) der = wire (LEAF), whole = answer_about (1);
  g_autoptr (WgCertificate) leaf = wg_certificate_cache_get (cache, wire_slice (der));
  WgOcspAnswer answer;

  assert_false (wg_ocsp_answer_about (WG_SLICE_NONE, leaf, &answer));
  assert_false (wg_ocsp_answer_about (wire_slice (der), leaf, &answer));
  assert_false (
      wg_ocsp_answer_about (WG_SLICE_LITERAL ("0\3\n\1\3"), leaf, &answer)); /* later */
  for (gsize len = 0; len < whole->len; len += 7)
    assert_false (wg_ocsp_answer_about (wg_slice (whole->data, len), leaf, &answer));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (answers_are_read_up_to_the_limit),
      cmocka_unit_test (what_is_no_answer_says_nothing),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
