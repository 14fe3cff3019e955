#pragma once

#include "base/slice.h"
#include "crypto/digest.h"
#include "model/field.h"

/**
 * WgCertificateFacts: what is known of one X.509 certificate (RFC 5280).
 * @sha256: of the DER bytes
 * @readable: OpenSSL could parse it; otherwise only @sha256 says something
 * @subject, @issuer: distinguished names as in RFC 4514, the most specific part first
 * @serial: bytes of the number, without sign
 * @not_before, @not_after: RFC 3339 UTC (years reach 9999, past what nanoseconds hold)
 * @key: type "rsa", "ec", "dsa", "ed25519" ..; curve as OpenSSL names it
 * @signature_algorithm: OpenSSL's long name in lower case ("sha256withrsaencryption")
 * @san: WgSlice each; DNS names, e-mail addresses and URIs as they stand, IP addresses in text
 * @self_signed: issuer and subject are equal and its own key made the signature
 * @ca: basic constraints say it may issue others
 * @n_scts: signed certificate timestamps embedded in it (RFC 6962)
 */
typedef struct
{
  WgSlice sha256;
  WgSlice subject;
  WgSlice issuer;
  WgSlice serial;
  const char *not_before;
  const char *not_after;
  struct
  {
    const char *type;
    guint32 bits;
    const char *curve;
  } key;
  const char *signature_algorithm;
  WgList san;
  guint32 n_scts;
  gboolean self_signed;
  gboolean ca;
  gboolean readable;
} WgCertificateFacts;

/* One certificate; nothing in it changes. */
typedef struct WgCertificate WgCertificate;

/* Lives as long as the certificate, and so does what it points to. */
const WgCertificateFacts *wg_certificate_facts (const WgCertificate *certificate);

/* Its bytes as they were sent. */
WgSlice wg_certificate_der (const WgCertificate *certificate);

WgCertificate *wg_certificate_ref (WgCertificate *certificate);
void wg_certificate_unref (WgCertificate *certificate);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WgCertificate, wg_certificate_unref)

/**
 * WgCertificateCache: certificates that were seen before, found by their bytes. Holds at most
 * %WG_LIMIT_CERTIFICATES; older ones give way. One owner, one thread.
 */
typedef struct WgCertificateCache WgCertificateCache;

WgCertificateCache *wg_certificate_cache_new (void);
void wg_certificate_cache_free (WgCertificateCache *cache);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WgCertificateCache, wg_certificate_cache_free)

/* The certificate of these bytes, a reference for the caller. Never %NULL. */
WgCertificate *wg_certificate_cache_get (WgCertificateCache *cache, WgSlice der);

/**
 * Looks at a chain as a server sent it, its own certificate first, without asking whom to
 * trust: do the signatures fit, is all valid at @time_ns, does the name match?
 * @host: what the client asked for; empty where it did not say
 * @time_ns: nanoseconds since 1970
 *
 * Returns: %NULL when nothing is wrong, or the first problem in this order:
 * "no_certificate", "unreadable", "self_signed" (the server's own), "bad_signature",
 * "wrong_order" (the issuer of one is not the next), "not_a_ca", "unknown_signature" (an
 * algorithm that OpenSSL does not verify), "expired", "not_yet_valid", "name_mismatch",
 * "incomplete" (the issuer of the server's certificate was not sent). Static strings.
 */
const char *wg_certificate_chain_problem (WgCertificate *const *chain,
                                          guint n,
                                          gint64 time_ns,
                                          WgSlice host);

/* Does @certificate name @host: a DNS name (wildcards as in RFC 9525 §6.3) or an address in
 * text? */
gboolean wg_certificate_names_host (const WgCertificate *certificate, WgSlice host);
