#include "check/x509/view.h"

#include "base/limits.h"

/* Keys and signatures of every certificate of a chain. */

#define YEAR_2016_S G_GINT64_CONSTANT (1451606400)

static void
weak_signature (const WgChainView *v, guint index)
{
  static const char *const hashes[] = {[WG_WEAK_MD2] = "MD2",
                                       [WG_WEAK_MD4] = "MD4",
                                       [WG_WEAK_MD5] = "MD5",
                                       [WG_WEAK_SHA1] = "SHA-1"};
  const WgCertificateFacts *c = &v->certs[index];
  WgTrust *trust = wg_check_trust (v->check);
  WgSeverity severity = WG_SEVERITY_CRITICAL;
  WgClaim *claim;

  if (c->signature_hash == WG_WEAK_NONE || wg_chain_is_root (v, index)
      || (c->self_issued && v->n > 1) || (trust != NULL && wg_trust_is_root (trust, c->whole)))
    return;
  if (c->self_signed)
    severity = WG_SEVERITY_LOW; /* nobody relies on it */
  else if (c->signature_hash == WG_WEAK_SHA1)
    severity = c->not_before_s < YEAR_2016_S ? WG_SEVERITY_MEDIUM : WG_SEVERITY_HIGH;
  claim =
      wg_chain_raise_for (v, &wg_finding_x509_weak_signature, severity,
                          "x509.signature_algorithm", wg_slice_str (c->signature_algorithm));
  wg_claim_say (claim, "Certificate \"%.*s\" was signed over a %s hash%s.",
                WG_NAME (c->subject), hashes[c->signature_hash],
                c->self_signed ? ", by itself" : "");
}

static gboolean
is_type (const WgCertificateFacts *c, const char *type)
{
  return g_strcmp0 (c->key.type, type) == 0;
}

static gboolean
is_rsa (const WgCertificateFacts *c)
{
  return is_type (c, "rsa") || is_type (c, "rsa-pss");
}

static void
weak_rsa (const WgChainView *v, guint index)
{
  const WgCertificateFacts *c = &v->certs[index];
  WgClaim *claim;

  if ((!is_rsa (c) && !is_type (c, "dsa")) || c->key.bits == 0 || c->key.bits >= 2048)
    return;
  claim = wg_chain_raise_for (v, &wg_finding_x509_weak_rsa_key,
                              wg_chain_is_root (v, index) ? WG_SEVERITY_LOW
                              : c->key.bits < 1024        ? WG_SEVERITY_CRITICAL
                                                          : WG_SEVERITY_DEFAULT,
                              "x509.subject", c->subject);
  wg_claim_say (claim, "Certificate \"%.*s\" has a %s key of %u bits%s.", WG_NAME (c->subject),
                is_rsa (c) ? "RSA" : "DSA", c->key.bits,
                wg_chain_is_root (v, index) ? "; it is the root that was sent along" : "");
}

static void
odd_exponent (const WgChainView *v, guint index)
{
  const WgCertificateFacts *c = &v->certs[index];
  gboolean broken = c->exponent == 1 || c->exponent % 2 == 0;
  WgClaim *claim;

  if (!is_rsa (c) || c->modulus.len == 0 || c->exponent >= G_MAXUINT64
      || (c->exponent >= 65537 && !broken))
    return;
  claim = wg_chain_raise_for (v, &wg_finding_x509_rsa_odd_exponent,
                              broken                        ? WG_SEVERITY_CRITICAL
                              : wg_chain_is_root (v, index) ? WG_SEVERITY_INFO
                                                            : WG_SEVERITY_DEFAULT,
                              "x509.subject", c->subject);
  wg_claim_say (
      claim, "Certificate \"%.*s\" has an RSA key with the exponent %" G_GUINT64_FORMAT "%s.",
      WG_NAME (c->subject), c->exponent, broken ? ", with which anybody can sign" : "");
}

static void
weak_ec (const WgChainView *v, guint index)
{
  const WgCertificateFacts *c = &v->certs[index];
  WgClaim *claim;

  if (!c->explicit_curve && (!is_type (c, "ec") || c->key.bits == 0 || c->key.bits >= 224))
    return;
  claim = wg_chain_raise_for (v, &wg_finding_x509_weak_ec_key,
                              c->explicit_curve ? WG_SEVERITY_CRITICAL : WG_SEVERITY_DEFAULT,
                              "x509.subject", c->subject);
  if (c->explicit_curve)
    wg_claim_say (
        claim,
        "Certificate \"%.*s\" spells out the parameters of its curve instead of naming "
        "it.",
        WG_NAME (c->subject));
  else
    wg_claim_say (claim, "Certificate \"%.*s\" has a key of %u bits on the curve %s.",
                  WG_NAME (c->subject), c->key.bits, c->key.curve != NULL ? c->key.curve : "?");
}

/* What a certificate may be used for, and what it is used for. */
static void
use (const WgChainView *v)
{
  const WgCertificateFacts *c = v->leaf;
  WgClaim *claim;

  if (c->ca || c->signs_certificates)
    {
      claim = wg_chain_raise (v, &wg_finding_x509_ca_as_leaf,
                              c->self_issued ? WG_SEVERITY_LOW : WG_SEVERITY_DEFAULT);
      wg_claim_say (
          claim, "The server of \"%.*s\" uses a certificate that %s.", WG_NAME (v->name),
          c->ca ? "is a CA's: its key may issue others" : "may sign others, by its key usage");
    }
  if (c->has_eku && !c->eku_server)
    {
      claim = wg_chain_raise (v, &wg_finding_x509_eku_mismatch, WG_SEVERITY_DEFAULT);
      wg_claim_say (claim,
                    "The certificate of \"%.*s\" lists what it is for, and servers are not "
                    "among it%s.",
                    WG_NAME (v->name), c->eku_client ? "; clients are" : "");
    }
}

void
wg_x509_keys (const WgChainView *v)
{
  for (guint i = 0; i < MIN (v->n, WG_LIMIT_CHAIN); i++)
    {
      if (!v->certs[i].readable)
        continue;
      weak_signature (v, i);
      weak_rsa (v, i);
      odd_exponent (v, i);
      weak_ec (v, i);
    }
  use (v);
}
