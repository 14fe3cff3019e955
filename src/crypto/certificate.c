#include "crypto/certificate-private.h"

#include "base/limits.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>

#define WAYS 4u
#define SETS (WG_LIMIT_CERTIFICATES / WAYS)

struct WgCertificateCache
{
  WgCertificate *slots[SETS][WAYS];
  guint8 next[SETS];
};

G_STATIC_ASSERT ((SETS & (SETS - 1)) == 0);

const WgCertificateFacts *
wg_certificate_facts (const WgCertificate *certificate)
{
  return &certificate->facts;
}

WgSlice
wg_certificate_der (const WgCertificate *certificate)
{
  gsize len;
  const guint8 *data = g_bytes_get_data (certificate->der, &len);
  return wg_slice (data, len);
}

/* RSASSA-PSS with parameters of its own making is not judged: OpenSSL may refuse it for those.
 */
static gboolean
is_odd_pss (X509 *x509)
{
  guint32 flags = 0;

  return X509_get_signature_nid (x509) == NID_rsassaPss
         && (X509_get_signature_info (x509, NULL, NULL, NULL, &flags) != 1
             || (flags & X509_SIG_INFO_TLS) == 0);
}

int
wg_certificate_signed_by (WgCertificate *c, WgCertificate *issuer)
{
  EVP_PKEY *key;
  int result;

  if (c->x509 == NULL || issuer->x509 == NULL)
    return -1;
  if (c->checked_result != G_MININT && memcmp (c->checked, issuer->sum, sizeof c->checked) == 0)
    return c->checked_result;
  key = X509_get0_pubkey (issuer->x509);
  result = key != NULL ? X509_verify (c->x509, key) : -1;
  if (result == 0 && is_odd_pss (c->x509))
    result = -1;
  ERR_clear_error ();
  memcpy (c->checked, issuer->sum, sizeof c->checked);
  c->checked_result = CLAMP (result, -1, 1);
  return c->checked_result;
}

WgIssuerFit
wg_certificate_issuer_fit (const WgCertificate *c, const WgCertificate *issuer)
{
  const ASN1_OCTET_STRING *key, *wanted;

  if (c->x509 == NULL || issuer->x509 == NULL
      || X509_NAME_cmp (X509_get_issuer_name (c->x509), X509_get_subject_name (issuer->x509))
             != 0)
    return WG_ISSUER_NO;
  wanted = X509_get0_authority_key_id (c->x509);
  key = X509_get0_subject_key_id (issuer->x509);
  if (wanted != NULL && key != NULL && ASN1_OCTET_STRING_cmp (wanted, key) != 0)
    return WG_ISSUER_OTHER_KEY;
  return WG_ISSUER_YES;
}

static WgCertificate *
certificate_new (WgSlice der)
{
  WgCertificate *c = g_new0 (WgCertificate, 1);
  const guint8 *p = der.data;

  c->refs = 1;
  c->checked_result = G_MININT;
  c->der = g_bytes_new (der.data, der.len);
  c->text = g_string_chunk_new (512);
  c->names = g_array_new (FALSE, FALSE, sizeof (WgSlice));
  c->dns = g_array_new (FALSE, FALSE, sizeof (WgSlice));
  c->addresses = g_array_new (FALSE, FALSE, sizeof (WgSlice));
  c->facts.whole = c;
  c->facts.der = wg_certificate_der (c);
  c->facts.not_before_s = c->facts.not_after_s = G_MININT64;
  wg_sha256 (der, c->sum);
  c->facts.sha256 = wg_slice (c->sum, sizeof c->sum);
  if (der.len > 0 && der.len <= G_MAXLONG)
    c->x509 = d2i_X509 (NULL, &p, (long) der.len);
  if (c->x509 != NULL)
    {
      c->facts.readable = TRUE;
      c->facts.trailing = p < der.data + der.len;
      wg_certificate_read (c);
    }
  ERR_clear_error ();
  return c;
}

WgCertificate *
wg_certificate_ref (WgCertificate *certificate)
{
  certificate->refs++;
  return certificate;
}

void
wg_certificate_unref (WgCertificate *certificate)
{
  WgCertificate *c = certificate;

  if (c == NULL || --c->refs > 0)
    return;
  X509_free (c->x509);
  g_bytes_unref (c->der);
  g_string_chunk_free (c->text);
  g_array_unref (c->names);
  g_array_unref (c->dns);
  g_array_unref (c->addresses);
  g_free (c);
}

WgCertificateCache *
wg_certificate_cache_new (void)
{
  return g_new0 (WgCertificateCache, 1);
}

void
wg_certificate_cache_free (WgCertificateCache *cache)
{
  if (cache == NULL)
    return;
  for (guint i = 0; i < SETS * WAYS; i++)
    if (cache->slots[i / WAYS][i % WAYS] != NULL)
      wg_certificate_unref (cache->slots[i / WAYS][i % WAYS]);
  g_free (cache);
}

/* The end of a certificate is its signature: a few bytes of it tell two apart. What is found is
 * compared whole, and a set holds no more than WAYS. */
static guint
set_of (WgSlice der)
{
  WgSlice end = wg_slice_sub (der, der.len > 16 ? der.len - 16 : 0, 16);
  guint hash = (guint) der.len;

  for (gsize i = 0; i < end.len; i++)
    hash = hash * 31u + end.data[i];
  return (hash ^ hash >> 16) & (SETS - 1);
}

WgCertificate *
wg_certificate_cache_get (WgCertificateCache *cache, WgSlice der)
{
  guint set = set_of (der);
  WgCertificate **slot;

  for (guint i = 0; i < WAYS; i++)
    {
      WgCertificate *c = cache->slots[set][i];
      gsize len = 0;
      const guint8 *data = c != NULL ? g_bytes_get_data (c->der, &len) : NULL;
      if (c != NULL && wg_slice_equal (wg_slice (data, len), der))
        return wg_certificate_ref (c);
    }
  slot = &cache->slots[set][cache->next[set]];
  cache->next[set] = (guint8) ((cache->next[set] + 1u) % WAYS);
  if (*slot != NULL)
    wg_certificate_unref (*slot);
  *slot = certificate_new (der);
  return wg_certificate_ref (*slot);
}

/* RFC 9525 §6.3: a wildcard stands for the whole left-most label, never for the public part. */
static gboolean
name_matches (WgSlice pattern, WgSlice host)
{
  gssize dot;

  if (wg_slice_equal_nocase (pattern, host))
    return TRUE;
  if (!wg_slice_has_prefix (pattern, "*."))
    return FALSE;
  dot = wg_slice_find (host, '.');
  if (dot <= 0 || wg_slice_find (wg_slice_sub (pattern, 2, pattern.len), '.') < 0)
    return FALSE;
  return wg_slice_equal_nocase (wg_slice_sub (pattern, 1, pattern.len),
                                wg_slice_sub (host, (gsize) dot, host.len));
}

/* Without alternative names the common name was what clients looked at (RFC 2818 §3.1). */
static gboolean
common_name_matches (const WgCertificate *c, WgSlice host)
{
  const X509_NAME *subject = X509_get_subject_name (c->x509);
  int at = -1;

  while ((at = X509_NAME_get_index_by_NID (subject, NID_commonName, at)) >= 0)
    {
      const ASN1_STRING *value = X509_NAME_ENTRY_get_data (X509_NAME_get_entry (subject, at));
      if (name_matches (
              wg_slice (ASN1_STRING_get0_data (value), (gsize) ASN1_STRING_length (value)),
              host))
        return TRUE;
    }
  return FALSE;
}

static WgSlice
without_dot (WgSlice host)
{
  return wg_slice_at (host, host.len - 1) == '.' ? wg_slice_sub (host, 0, host.len - 1) : host;
}

gboolean
wg_certificate_san_covers (const WgCertificate *c, WgSlice host)
{
  host = without_dot (host);
  for (guint i = 0; i < c->dns->len; i++)
    if (name_matches (g_array_index (c->dns, WgSlice, i), host))
      return TRUE;
  for (guint i = 0; i < c->addresses->len; i++)
    if (wg_slice_equal_nocase (g_array_index (c->addresses, WgSlice, i), host))
      return TRUE;
  return FALSE;
}

gboolean
wg_certificate_common_name_covers (const WgCertificate *c, WgSlice host)
{
  return c->x509 != NULL && common_name_matches (c, without_dot (host));
}

gboolean
wg_certificate_names_host (const WgCertificate *certificate, WgSlice host)
{
  const WgCertificate *c = certificate;

  if (c->x509 == NULL)
    return FALSE;
  host = without_dot (host);
  for (guint i = 0; i < c->names->len; i++)
    if (name_matches (g_array_index (c->names, WgSlice, i), host))
      return TRUE;
  return c->names->len == 0 && common_name_matches (c, host);
}

/* Each certificate against the one behind it. */
static const char *
link_problem (WgCertificate *const *chain, guint n)
{
  const char *unknown = NULL;

  for (guint i = 0; i + 1 < n; i++)
    {
      WgCertificate *c = chain[i], *next = chain[i + 1];
      int result;

      if (X509_NAME_cmp (X509_get_issuer_name (c->x509), X509_get_subject_name (next->x509))
          != 0)
        return "wrong_order";
      result = wg_certificate_signed_by (c, next);
      if (result == 0)
        return "bad_signature";
      if (!next->facts.ca && X509_get_version (next->x509) == X509_VERSION_3)
        return "not_a_ca";
      if (result < 0)
        unknown = "unknown_signature";
    }
  return unknown;
}

static const char *
time_problem (WgCertificate *const *chain, guint n, gint64 time_s)
{
  for (guint i = 0; i < n; i++)
    {
      const WgCertificate *c = chain[i];
      if (c->facts.not_after_s != G_MININT64 && time_s > c->facts.not_after_s)
        return "expired";
      if (c->facts.not_before_s != G_MININT64 && time_s < c->facts.not_before_s)
        return "not_yet_valid";
    }
  return NULL;
}

const char *
wg_certificate_chain_problem (WgCertificate *const *chain,
                              guint n,
                              gint64 time_ns,
                              WgSlice host)
{
  const char *problem;

  if (n == 0)
    return "no_certificate";
  n = MIN (n, WG_LIMIT_CHAIN);
  for (guint i = 0; i < n; i++)
    if (!chain[i]->facts.readable)
      return "unreadable";
  if (chain[0]->facts.self_signed)
    return "self_signed";
  if (n == 1 && chain[0]->facts.forged)
    return "bad_signature";
  problem = link_problem (chain, n);
  if (problem == NULL)
    problem = time_problem (chain, n, time_ns / G_GINT64_CONSTANT (1000000000));
  if (problem == NULL && host.len > 0 && !wg_certificate_names_host (chain[0], host))
    problem = "name_mismatch";
  if (problem == NULL && n == 1)
    problem = "incomplete";
  return problem;
}
