#include "check/x509/view.h"

#include "base/limits.h"

/* Who vouches for whom: self-signed, incomplete, out of order, unknown, forged, intercepted. */

static void
self_signed (const WgChainView *v)
{
  const WgCertificateFacts *c = v->leaf;
  WgTrust *trust = wg_check_trust (v->check);
  WgClaim *claim;

  if (v->n != 1 || !c->self_signed)
    return;
  if (v->datagram || v->peers)
    {
      if (v->datagram && v->tls->client_certificate_requested)
        return; /* WebRTC: the offer carries the fingerprint (RFC 8122) */
      claim = wg_chain_raise (v, &wg_finding_x509_self_signed, WG_SEVERITY_INFO);
      wg_claim_say (claim,
                    "The certificate \"%.*s\" is its own issuer, as between programs that know "
                    "each other's keys in another way.",
                    WG_NAME (v->name));
      wg_claim_confidence (claim, WG_CONFIDENCE_LOW);
      return;
    }
  if (trust != NULL && !wg_trust_is_system (trust) && wg_trust_is_root (trust, c->whole))
    {
      claim = wg_chain_raise (v, &wg_finding_x509_self_signed, WG_SEVERITY_INFO);
      wg_claim_say (claim, "The certificate of \"%.*s\" is its own issuer; %s has it.",
                    WG_NAME (v->name), wg_trust_title (trust));
      return;
    }
  claim = wg_chain_raise (v, &wg_finding_x509_self_signed, WG_SEVERITY_DEFAULT);
  wg_claim_say (claim,
                "The certificate of \"%.*s\" was signed with its own key; nobody else "
                "vouches for it.",
                WG_NAME (v->name));
}

/* The root by that name is one that clients bring with them. */
static gboolean
issuer_is_root (const WgChainView *v)
{
  WgTrust *trust = wg_check_trust (v->check);

  return v->trust == WG_TRUST_YES
         || (trust != NULL && wg_trust_has_issuer (trust, v->leaf->whole));
}

static void
incomplete (const WgChainView *v)
{
  const WgCertificateFacts *c = v->leaf;
  WgClaim *claim;

  if (c->self_issued || v->has_issuer || issuer_is_root (v))
    return;
  if (c->ca_issuers == NULL && !wg_is_public_ca (c->issuer_organisation, c->issuer_common_name))
    return;
  claim = wg_chain_raise_for (v, &wg_finding_x509_incomplete_chain, WG_SEVERITY_DEFAULT,
                              "x509.issuer", c->issuer);
  if (c->ca_issuers == NULL)
    wg_claim_confidence (claim, WG_CONFIDENCE_MEDIUM);
  wg_claim_say (claim,
                "The server of \"%.*s\" sent %u certificate%s, but not that of the issuer, "
                "\"%.*s\".",
                WG_NAME (v->name), v->n, v->n == 1 ? "" : "s", WG_NAME (c->issuer));
}

static gboolean
has_duplicate (const WgChainView *v)
{
  for (guint i = 0; i < MIN (v->n, WG_LIMIT_CHAIN); i++)
    for (guint k = 0; k < i; k++)
      if (wg_slice_equal (v->certs[i].sha256, v->certs[k].sha256))
        return TRUE;
  return FALSE;
}

/* The certificates that are not behind the one they issued. */
static guint
first_stray (const WgChainView *v)
{
  for (guint i = 0; i + 1 < MIN (v->n, WG_LIMIT_CHAIN); i++)
    if (!v->certs[i + 1].readable
        || wg_certificate_issuer_fit (v->certs[i].whole, v->certs[i + 1].whole) == WG_ISSUER_NO)
      return i + 1;
  return 0;
}

static void
order (const WgChainView *v)
{
  guint stray = first_stray (v);
  gboolean modern = v->quic != NULL || wg_tls_is_13 ((guint16) v->tls->version);
  WgClaim *claim;

  if (v->n < 2)
    return;
  if (has_duplicate (v))
    {
      claim = wg_chain_raise (v, &wg_finding_x509_chain_order, WG_SEVERITY_DEFAULT);
      wg_claim_say (claim, "The server of \"%.*s\" sent the same certificate twice.",
                    WG_NAME (v->name));
    }
  else if (stray > 0)
    {
      claim = wg_chain_raise_for (v, &wg_finding_x509_chain_order,
                                  modern ? WG_SEVERITY_INFO : WG_SEVERITY_DEFAULT,
                                  "x509.subject", v->certs[stray].subject);
      wg_claim_say (
          claim,
          "Of the %u certificates for \"%.*s\", number %u, \"%.*s\", did not issue the "
          "one before it.",
          v->n, WG_NAME (v->name), stray + 1, WG_NAME (v->certs[stray].subject));
    }
  else if (v->certs[v->n - 1].self_signed)
    {
      claim = wg_chain_raise_for (v, &wg_finding_x509_chain_order, WG_SEVERITY_INFO,
                                  "x509.subject", v->certs[v->n - 1].subject);
      wg_claim_say (
          claim,
          "The server of \"%.*s\" sent the root too, \"%.*s\", which clients must have "
          "already.",
          WG_NAME (v->name), WG_NAME (v->certs[v->n - 1].subject));
    }
}

static void
untrusted (const WgChainView *v)
{
  const WgCertificateFacts *c = v->leaf, *last = &v->certs[v->n - 1];
  gboolean once = wg_is_public_ca (last->issuer_organisation, last->issuer_common_name);
  WgClaim *claim;

  if (v->trust != WG_TRUST_NO || (v->n == 1 && c->self_issued) || c->forged)
    return;
  if (!v->has_issuer && (c->ca_issuers != NULL || once))
    return; /* no more than incomplete */
  claim = wg_chain_raise_for (v, &wg_finding_x509_untrusted_root,
                              once ? WG_SEVERITY_INFO : WG_SEVERITY_DEFAULT, "x509.issuer",
                              last->issuer);
  wg_claim_say (
      claim,
      once ? "The chain of \"%.*s\" ends with \"%.*s\", a public CA of its time, which "
             "%s does not have or no longer has."
           : "The chain of \"%.*s\" ends with \"%.*s\", which is not in %s.",
      WG_NAME (v->name), WG_NAME (last->issuer), wg_trust_title (wg_check_trust (v->check)));
  if (once)
    wg_claim_confidence (claim, WG_CONFIDENCE_LOW);
}

static void
say_bad_signature (const WgChainView *v, const WgCertificateFacts *c, const char *what)
{
  WgClaim *claim = wg_chain_raise_for (v, &wg_finding_x509_bad_signature, WG_SEVERITY_DEFAULT,
                                       "x509.subject", c->subject);

  wg_claim_say (claim, "The signature on certificate \"%.*s\" %s \"%.*s\".",
                WG_NAME (c->subject), what, WG_NAME (c->issuer));
}

static void
bad_signature (const WgChainView *v)
{
  guint n = MIN (v->n, WG_LIMIT_CHAIN);

  for (guint i = 0; i < n; i++)
    {
      const WgCertificateFacts *c = &v->certs[i], *next = &v->certs[i + 1];

      if (!c->readable)
        continue;
      if (c->signature_differs)
        {
          say_bad_signature (v, c,
                             "names another algorithm outside than inside; its issuer is");
          continue;
        }
      if (c->self_issued)
        {
          if (c->forged && (i == 0 || i + 1 == n))
            say_bad_signature (v, c,
                               "is not of its own key, although it names itself as issuer,");
          continue;
        }
      if (i + 1 < n && next->readable
          && wg_certificate_issuer_fit (c->whole, next->whole) == WG_ISSUER_YES
          && wg_certificate_signed_by (c->whole, next->whole) == 0)
        say_bad_signature (v, c, "was not made with the key of its issuer,");
    }
}

static void
interception (const WgChainView *v)
{
  const WgCertificateFacts *c = v->leaf, *last = &v->certs[v->n - 1];
  const char *product = wg_interception_product (c->issuer);
  const char *itself = wg_interception_product (c->subject);
  WgClaim *claim;

  if (product == NULL && v->n > 1)
    product = wg_interception_product (last->issuer);
  if (product == NULL || itself != NULL || wg_interception_product (v->sni) != NULL)
    return;
  claim = wg_chain_raise_for (v, &wg_finding_x509_interception_issuer, WG_SEVERITY_DEFAULT,
                              "x509.issuer", c->issuer);
  wg_claim_say (
      claim,
      "The certificate of \"%.*s\" was issued by \"%.*s\": that is %s, which opens TLS "
      "on the way.",
      WG_NAME (v->name), WG_NAME (c->issuer), product);
}

void
wg_x509_issuers (const WgChainView *v)
{
  self_signed (v);
  incomplete (v);
  order (v);
  untrusted (v);
  bad_signature (v);
  interception (v);
}
