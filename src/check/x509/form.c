#include "check/x509/view.h"

/* The form of a certificate: version, names, numbers, dates, its very encoding. */

typedef struct
{
  WgSeverity severity;
  const char *what;
} Oddity;

#define MAX_SERIAL 20

static gboolean
is_zero (WgSlice number)
{
  for (gsize i = 0; i < number.len; i++)
    if (number.data[i] != 0)
      return FALSE;
  return TRUE;
}

/* The worst that is to be said. */
static Oddity
oddity_of (const WgCertificateFacts *c, guint index)
{
  if (!c->readable)
    return (Oddity){WG_SEVERITY_MEDIUM, "cannot be read: its encoding is broken"};
  if (c->has_nul)
    return (Oddity){WG_SEVERITY_CRITICAL, "has a zero byte in a name, where some programs stop "
                                          "reading and others do not"};
  if (c->has_control)
    return (Oddity){WG_SEVERITY_CRITICAL, "has a control character in a name"};
  if (c->version > 3 || c->version < 1)
    return (Oddity){WG_SEVERITY_MEDIUM, "has a version that does not exist"};
  if (c->trailing)
    return (Oddity){WG_SEVERITY_MEDIUM, "is followed by bytes that do not belong to it"};
  if (c->not_before_s == G_MININT64 || c->not_after_s == G_MININT64)
    return (Oddity){WG_SEVERITY_MEDIUM, "has a date that is none"};
  if (c->not_after_s < c->not_before_s)
    return (Oddity){WG_SEVERITY_MEDIUM, "ends before it begins"};
  if (c->version < 3 && index > 0 && !c->self_issued)
    return (Oddity){WG_SEVERITY_HIGH,
                    "is of an old version without extensions, and issued others"};
  if (c->version < 3 && index == 0)
    return (Oddity){WG_SEVERITY_LOW, "is of an old version, which has no extensions"};
  if (c->serial_negative)
    return (Oddity){WG_SEVERITY_LOW, "has a negative serial number"};
  if (is_zero (c->serial) && index == 0)
    return (Oddity){WG_SEVERITY_LOW, "has the serial number 0"};
  if (c->serial.len > MAX_SERIAL)
    return (Oddity){WG_SEVERITY_LOW, "has a serial number of more than 20 bytes"};
  if (c->not_before_s < 0)
    return (Oddity){WG_SEVERITY_LOW, "begins before 1970"};
  return (Oddity){WG_SEVERITY_DEFAULT, NULL};
}

void
wg_x509_form (const WgChainView *v)
{
  for (guint i = 0; i < v->n; i++)
    {
      const WgCertificateFacts *c = &v->certs[i];
      Oddity odd = oddity_of (c, i);
      WgClaim *claim;

      if (odd.what == NULL)
        continue;
      claim = wg_chain_raise_for (v, &wg_finding_x509_v1_or_malformed, odd.severity,
                                  "x509.subject", c->subject);
      if (c->readable)
        wg_claim_say (claim, "Certificate \"%.*s\" %s.", WG_NAME (c->subject), odd.what);
      else
        wg_claim_say (claim, "Certificate %u of the chain %s.", i + 1, odd.what);
    }
}
