#pragma once

#include "base/slice.h"
#include "crypto/digest.h"
#include "model/field.h"

/* One certificate; nothing in it changes. */
typedef struct WgCertificate WgCertificate;

typedef enum
{
  WG_WEAK_NONE,
  WG_WEAK_MD2,
  WG_WEAK_MD4,
  WG_WEAK_MD5,
  WG_WEAK_SHA1,
} WgWeakHash;

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
 * @version: 1 to 3 where it is sound
 * @not_before_s, @not_after_s: seconds since 1970; G_MININT64: no date can be read
 * @exponent: of an RSA key, G_MAXUINT64 past 64 bits, 0 for other keys; @modulus: its bytes
 * @explicit_curve: the key spells its curve out instead of naming it (RFC 5480 §2.1.1)
 * @spki_sha256: of the public key, algorithm included
 * @signature_hash: a hash that is weak, or WG_WEAK_NONE
 * @signature_differs: the algorithm inside is not the one outside (RFC 5280 §4.1.1.2)
 * @common_name, @organisation, @issuer_organisation, @issuer_common_name: the last of each
 * @dns_names, @addresses: WgSlice each, alternative names that name a host; as they stand
 * @has_san: there is such an extension
 * @self_issued: issuer and subject are equal; @forged: besides, the signature is not its own
 * @has_nul: a zero byte in a name; @has_control: another control character in it
 * @serial_negative, @trailing: a serial number below 0; bytes behind the certificate
 * @has_key_usage, @signs_certificates: key usage (RFC 5280 §4.2.1.3)
 * @has_eku, @eku_server, @eku_client: extended key usage (§4.2.1.12); any counts as both
 * @must_staple: RFC 7633 §4
 * @ca_issuers: where it says its issuer is to be found (§4.2.2.1), or %NULL
 * @der: its bytes as they were sent
 * @whole: for what is not said here; lives as long as these facts
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
  guint32 version;
  gint64 not_before_s;
  gint64 not_after_s;
  guint64 exponent;
  WgSlice modulus;
  gboolean explicit_curve;
  WgSlice spki_sha256;
  WgWeakHash signature_hash;
  gboolean signature_differs;
  WgSlice common_name;
  WgSlice organisation;
  WgSlice issuer_organisation;
  WgSlice issuer_common_name;
  WgList dns_names;
  WgList addresses;
  gboolean has_san;
  gboolean self_issued;
  gboolean forged;
  gboolean has_nul;
  gboolean has_control;
  gboolean serial_negative;
  gboolean trailing;
  gboolean has_key_usage;
  gboolean signs_certificates;
  gboolean has_eku;
  gboolean eku_server;
  gboolean eku_client;
  gboolean must_staple;
  const char *ca_issuers;
  WgSlice der;
  WgCertificate *whole;
} WgCertificateFacts;

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

/* Is @host covered by the alternative names of a host that @certificate has (RFC 9525 §6)? The
 * common name does not count. */
gboolean wg_certificate_san_covers (const WgCertificate *certificate, WgSlice host);
/* Is it by the common name, as it was looked at before (RFC 2818 §3.1)? */
gboolean wg_certificate_common_name_covers (const WgCertificate *certificate, WgSlice host);

/* Could @issuer be the issuer of @certificate? OTHER_KEY: it has the name, but the identifiers
 * of their keys differ. */
typedef enum
{
  WG_ISSUER_NO,
  WG_ISSUER_OTHER_KEY,
  WG_ISSUER_YES,
} WgIssuerFit;

WgIssuerFit wg_certificate_issuer_fit (const WgCertificate *certificate,
                                       const WgCertificate *issuer);

/* 1: the key of @issuer made the signature of @certificate, 0: it did not, -1: OpenSSL cannot
 * tell. What was found last is remembered. */
int wg_certificate_signed_by (WgCertificate *certificate, WgCertificate *issuer);

/* The text of a distinguished name in DER; freed by the caller, %NULL where it cannot be read.
 */
char *wg_distinguished_name_text (WgSlice der);
