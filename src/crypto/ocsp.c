#include "crypto/ocsp.h"

#include "base/limits.h"
#include "crypto/certificate-private.h"

#include <openssl/err.h>
#include <openssl/ocsp.h>

static gint64
seconds_of (const ASN1_GENERALIZEDTIME *when)
{
  struct tm tm;

  if (when == NULL || ASN1_TIME_to_tm (when, &tm) != 1)
    return G_MININT64;
  return (gint64) timegm (&tm);
}

static gboolean
is_about (OCSP_SINGLERESP *single, const WgCertificate *c)
{
  ASN1_OCTET_STRING *name = NULL;
  ASN1_OBJECT *algorithm = NULL;
  ASN1_INTEGER *serial = NULL;
  const EVP_MD *md;
  guint8 sum[EVP_MAX_MD_SIZE];
  unsigned int len = 0;

  if (OCSP_id_get0_info (&name, &algorithm, NULL, &serial,
                         (OCSP_CERTID *) OCSP_SINGLERESP_get0_id (single))
          != 1
      || ASN1_INTEGER_cmp (serial, X509_get0_serialNumber (c->x509)) != 0)
    return FALSE;
  md = EVP_get_digestbyobj (algorithm);
  return md != NULL && X509_NAME_digest (X509_get_issuer_name (c->x509), md, sum, &len) == 1
         && ASN1_STRING_length (name) == (int) len
         && memcmp (ASN1_STRING_get0_data (name), sum, len) == 0;
}

static gboolean
find_answer (OCSP_BASICRESP *basic, const WgCertificate *c, WgOcspAnswer *out)
{
  int n = MIN (OCSP_resp_count (basic), (int) WG_LIMIT_OCSP_ANSWERS);

  for (int i = 0; i < n; i++)
    {
      OCSP_SINGLERESP *single = OCSP_resp_get0 (basic, i);
      ASN1_GENERALIZEDTIME *revoked = NULL, *this_update = NULL, *next_update = NULL;
      int status;

      if (!is_about (single, c))
        continue;
      status = OCSP_single_get0_status (single, NULL, &revoked, &this_update, &next_update);
      out->status = status == V_OCSP_CERTSTATUS_GOOD      ? WG_OCSP_GOOD
                    : status == V_OCSP_CERTSTATUS_REVOKED ? WG_OCSP_REVOKED
                                                          : WG_OCSP_UNKNOWN;
      out->this_update_s = seconds_of (this_update);
      out->next_update_s = seconds_of (next_update);
      out->revoked_s = seconds_of (revoked);
      return TRUE;
    }
  return FALSE;
}

gboolean
wg_ocsp_answer_about (WgSlice der, const WgCertificate *c, WgOcspAnswer *out)
{
  const guint8 *p = der.data;
  OCSP_RESPONSE *response = NULL;
  OCSP_BASICRESP *basic = NULL;
  gboolean found;

  if (c->x509 != NULL && der.len > 0 && der.len <= G_MAXLONG)
    response = d2i_OCSP_RESPONSE (NULL, &p, (long) der.len);
  if (response != NULL && OCSP_response_status (response) == OCSP_RESPONSE_STATUS_SUCCESSFUL)
    basic = OCSP_response_get1_basic (response);
  found = basic != NULL && find_answer (basic, c, out);
  OCSP_BASICRESP_free (basic);
  OCSP_RESPONSE_free (response);
  ERR_clear_error ();
  return found;
}
