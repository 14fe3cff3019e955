#pragma once

#include "crypto/certificate.h"

/* OCSP answers (RFC 6960 §4.2). Their signatures are not checked. */

typedef enum
{
  WG_OCSP_GOOD,
  WG_OCSP_REVOKED,
  WG_OCSP_UNKNOWN,
} WgOcspStatus;

/* What is said of one certificate. Seconds since 1970; G_MININT64: not said. */
typedef struct
{
  WgOcspStatus status;
  gint64 this_update_s;
  gint64 next_update_s;
  gint64 revoked_s;
} WgOcspAnswer;

/* What @der says of @certificate, by its serial number and the hash of its issuer's name. FALSE
 * where it says nothing of it or cannot be read. At most %WG_LIMIT_OCSP_ANSWERS are looked at.
 */
gboolean
wg_ocsp_answer_about (WgSlice der, const WgCertificate *certificate, WgOcspAnswer *out);
