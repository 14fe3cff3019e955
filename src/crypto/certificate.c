#include "crypto/certificate.h"

#include "base/limits.h"
#include "base/text.h"

#include <openssl/ct.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>

#define WAYS 4u
#define SETS (WG_LIMIT_CERTIFICATES / WAYS)

/* The certificate and what only this file needs of it. @checked is the last issuer whose key
 * was tried on the signature, so that a chain that comes again costs nothing. */
struct WgCertificate
{
  WgCertificateFacts facts;
  guint refs;
  guint8 sum[WG_SHA256_LEN];
  GBytes *der;
  X509 *x509;
  GStringChunk *text;
  GArray *names;
  guint8 checked[WG_SHA256_LEN];
  int checked_result;
  gint64 not_before_s;
  gint64 not_after_s;
  gboolean forged; /* it says that it signed itself, and did not */
};

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

/* Takes what OpenSSL wrote; the text lives as long as the certificate. */
static const char *
keep_bio (WgCertificate *c, BIO *bio, gsize *len)
{
  char *data = NULL;
  long n = BIO_get_mem_data (bio, &data);
  const char *kept = g_string_chunk_insert_len (c->text, data != NULL ? data : "", MAX (n, 0));

  *len = n > 0 ? (gsize) n : 0;
  BIO_free (bio);
  return kept;
}

static WgSlice
name_text (WgCertificate *c, const X509_NAME *name)
{
  BIO *bio = BIO_new (BIO_s_mem ());
  const char *kept;
  gsize len;

  X509_NAME_print_ex (bio, name, 0, XN_FLAG_RFC2253 & ~(gulong) ASN1_STRFLGS_ESC_MSB);
  kept = keep_bio (c, bio, &len);
  return wg_slice (kept, len);
}

static const char *
time_text (WgCertificate *c, const ASN1_TIME *when, gint64 *seconds)
{
  struct tm tm;
  g_autofree char *text = NULL;

  *seconds = G_MININT64;
  if (when == NULL || ASN1_TIME_to_tm (when, &tm) != 1)
    return NULL;
  text = g_strdup_printf ("%04d-%02d-%02dT%02d:%02d:%02d.000000000Z", tm.tm_year + 1900,
                          tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec);
  *seconds = (gint64) timegm (&tm);
  return g_string_chunk_insert (c->text, text);
}

static void
read_key (WgCertificate *c)
{
  EVP_PKEY *key = X509_get0_pubkey (c->x509);
  const char *type = key != NULL ? EVP_PKEY_get0_type_name (key) : NULL;
  char curve[80];
  gsize len = 0;

  if (type == NULL)
    return;
  c->facts.key.bits = (guint32) MAX (EVP_PKEY_get_bits (key), 0);
  c->facts.key.type = g_string_chunk_insert_const (c->text, type);
  for (char *p = (char *) (gpointer) c->facts.key.type; *p != 0; p++)
    *p = g_ascii_tolower (*p);
  if (EVP_PKEY_get_group_name (key, curve, sizeof curve, &len) == 1)
    c->facts.key.curve = g_string_chunk_insert (c->text, curve);
}

static void
read_signature_algorithm (WgCertificate *c)
{
  const X509_ALGOR *algorithm = NULL;
  const ASN1_OBJECT *object = NULL;
  char name[128];

  X509_get0_signature (NULL, &algorithm, c->x509);
  X509_ALGOR_get0 (&object, NULL, NULL, algorithm);
  if (OBJ_obj2txt (name, sizeof name, object, 0) <= 0)
    return;
  for (char *p = name; *p != 0; p++)
    *p = g_ascii_tolower (*p);
  c->facts.signature_algorithm = g_string_chunk_insert (c->text, name);
}

static void
add_name (WgCertificate *c, const GENERAL_NAME *name)
{
  int type;
  const ASN1_STRING *value = GENERAL_NAME_get0_value (name, &type);
  WgSlice item = WG_SLICE_NONE;

  if (type == GEN_DNS || type == GEN_EMAIL || type == GEN_URI)
    item = wg_slice (ASN1_STRING_get0_data (value), (gsize) ASN1_STRING_length (value));
  else if (type == GEN_IPADD
           && (ASN1_STRING_length (value) == 4 || ASN1_STRING_length (value) == 16))
    {
      g_autoptr (GString) text = g_string_new (NULL);
      wg_address_append (text, ASN1_STRING_get0_data (value),
                         (guint) ASN1_STRING_length (value));
      item = wg_slice (text->str, text->len);
      item.data =
          (const guint8 *) g_string_chunk_insert_len (c->text, text->str, (gssize) text->len);
      g_array_append_val (c->names, item);
      return;
    }
  if (item.len == 0)
    return;
  item.data = (const guint8 *) g_string_chunk_insert_len (c->text, (const char *) item.data,
                                                          (gssize) item.len);
  g_array_append_val (c->names, item);
}

static void
read_names (WgCertificate *c)
{
  GENERAL_NAMES *names = X509_get_ext_d2i (c->x509, NID_subject_alt_name, NULL, NULL);

  for (int i = 0; i < MIN (sk_GENERAL_NAME_num (names), (int) WG_LIMIT_CERTIFICATE_NAMES); i++)
    add_name (c, sk_GENERAL_NAME_value (names, i));
  c->facts.san = (WgList){c->names->data, c->names->len};
  GENERAL_NAMES_free (names);
}

static void
read_scts (WgCertificate *c)
{
  STACK_OF (SCT) *list = X509_get_ext_d2i (c->x509, NID_ct_precert_scts, NULL, NULL);

  c->facts.n_scts = list != NULL ? (guint32) sk_SCT_num (list) : 0;
  SCT_LIST_free (list);
}

/* 1: the signature fits the key, 0: it does not, -1: OpenSSL cannot tell. */
static int
verify_with (WgCertificate *c, WgCertificate *issuer)
{
  EVP_PKEY *key = X509_get0_pubkey (issuer->x509);
  int result;

  if (c->checked_result != G_MININT && memcmp (c->checked, issuer->sum, sizeof c->checked) == 0)
    return c->checked_result;
  result = key != NULL ? X509_verify (c->x509, key) : -1;
  ERR_clear_error ();
  memcpy (c->checked, issuer->sum, sizeof c->checked);
  c->checked_result = CLAMP (result, -1, 1);
  return c->checked_result;
}

static void
read_facts (WgCertificate *c)
{
  const ASN1_INTEGER *serial = X509_get0_serialNumber (c->x509);
  BASIC_CONSTRAINTS *basic = X509_get_ext_d2i (c->x509, NID_basic_constraints, NULL, NULL);
  const char *number;

  c->facts.subject = name_text (c, X509_get_subject_name (c->x509));
  c->facts.issuer = name_text (c, X509_get_issuer_name (c->x509));
  number = g_string_chunk_insert_len (c->text, (const char *) ASN1_STRING_get0_data (serial),
                                      ASN1_STRING_length (serial));
  c->facts.serial = wg_slice (number, (gsize) ASN1_STRING_length (serial));
  c->facts.not_before = time_text (c, X509_get0_notBefore (c->x509), &c->not_before_s);
  c->facts.not_after = time_text (c, X509_get0_notAfter (c->x509), &c->not_after_s);
  read_key (c);
  read_signature_algorithm (c);
  read_names (c);
  read_scts (c);
  c->facts.ca = basic != NULL && basic->ca != 0;
  BASIC_CONSTRAINTS_free (basic);
  if (X509_NAME_cmp (X509_get_subject_name (c->x509), X509_get_issuer_name (c->x509)) == 0)
    {
      c->facts.self_signed = verify_with (c, c) == 1;
      c->forged = verify_with (c, c) == 0;
    }
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
  wg_sha256 (der, c->sum);
  c->facts.sha256 = wg_slice (c->sum, sizeof c->sum);
  if (der.len > 0 && der.len <= G_MAXLONG)
    c->x509 = d2i_X509 (NULL, &p, (long) der.len);
  if (c->x509 != NULL)
    {
      c->facts.readable = TRUE;
      read_facts (c);
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

gboolean
wg_certificate_names_host (const WgCertificate *certificate, WgSlice host)
{
  const WgCertificate *c = certificate;

  if (c->x509 == NULL)
    return FALSE;
  if (host.len > 0 && host.data[host.len - 1] == '.')
    host.len--;
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
      result = verify_with (c, next);
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
      if (c->not_after_s != G_MININT64 && time_s > c->not_after_s)
        return "expired";
      if (c->not_before_s != G_MININT64 && time_s < c->not_before_s)
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
  if (n == 1 && chain[0]->forged)
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
