#include "crypto/certificate-private.h"

#include "base/limits.h"
#include "base/text.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ct.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>

/* What a certificate says, read once. */

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

static WgSlice
keep (WgCertificate *c, const void *data, gsize len)
{
  return wg_slice (g_string_chunk_insert_len (c->text, data != NULL ? data : "", (gssize) len),
                   len);
}

static void
read_rsa (WgCertificate *c, const EVP_PKEY *key)
{
  BIGNUM *n = NULL, *e = NULL;

  if (EVP_PKEY_get_bn_param (key, OSSL_PKEY_PARAM_RSA_N, &n) == 1 && BN_num_bytes (n) > 0)
    {
      gsize len = (gsize) BN_num_bytes (n);
      g_autofree guint8 *bytes = g_malloc (len);
      BN_bn2bin (n, bytes);
      c->facts.modulus = keep (c, bytes, len);
    }
  if (EVP_PKEY_get_bn_param (key, OSSL_PKEY_PARAM_RSA_E, &e) == 1)
    c->facts.exponent = BN_num_bits (e) > 63 ? G_MAXUINT64 : (guint64) BN_get_word (e);
  BN_free (n);
  BN_free (e);
}

/* Also of keys that OpenSSL does not take. */
static void
read_key_info (WgCertificate *c)
{
  X509_PUBKEY *info = X509_get_X509_PUBKEY (c->x509);
  X509_ALGOR *algorithm = NULL;
  const ASN1_OBJECT *object = NULL;
  int parameters = V_ASN1_UNDEF;
  guint8 *der = NULL;
  int len = i2d_X509_PUBKEY (info, &der);

  if (len > 0)
    {
      wg_sha256 (wg_slice (der, (gsize) len), c->spki);
      c->facts.spki_sha256 = wg_slice (c->spki, sizeof c->spki);
    }
  OPENSSL_free (der);
  if (X509_PUBKEY_get0_param (NULL, NULL, NULL, &algorithm, info) != 1)
    return;
  X509_ALGOR_get0 (&object, &parameters, NULL, algorithm);
  c->facts.explicit_curve =
      OBJ_obj2nid (object) == NID_X9_62_id_ecPublicKey && parameters == V_ASN1_SEQUENCE;
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
  if (EVP_PKEY_get_base_id (key) == EVP_PKEY_RSA
      || EVP_PKEY_get_base_id (key) == EVP_PKEY_RSA_PSS)
    read_rsa (c, key);
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
read_signature_hash (WgCertificate *c)
{
  const X509_ALGOR *outer = NULL;
  int hash = NID_undef, nid = X509_get_signature_nid (c->x509);

  X509_get0_signature (NULL, &outer, c->x509);
  c->facts.signature_differs = X509_ALGOR_cmp (outer, X509_get0_tbs_sigalg (c->x509)) != 0;
  if (nid == NID_rsassaPss)
    X509_get_signature_info (c->x509, &hash, NULL, NULL, NULL);
  else if (OBJ_find_sigid_algs (nid, &hash, NULL) != 1)
    return;
  c->facts.signature_hash = hash == NID_md2    ? WG_WEAK_MD2
                            : hash == NID_md4  ? WG_WEAK_MD4
                            : hash == NID_md5  ? WG_WEAK_MD5
                            : hash == NID_sha1 ? WG_WEAK_SHA1
                                               : WG_WEAK_NONE;
}

static void
add_name (WgCertificate *c, const GENERAL_NAME *name)
{
  int type;
  const ASN1_STRING *value = GENERAL_NAME_get0_value (name, &type);
  WgSlice item = WG_SLICE_NONE;

  if (type == GEN_DNS || type == GEN_EMAIL || type == GEN_URI)
    item = keep (c, ASN1_STRING_get0_data (value), (gsize) ASN1_STRING_length (value));
  else if (type == GEN_IPADD
           && (ASN1_STRING_length (value) == 4 || ASN1_STRING_length (value) == 16))
    {
      g_autoptr (GString) text = g_string_new (NULL);
      wg_address_append (text, ASN1_STRING_get0_data (value),
                         (guint) ASN1_STRING_length (value));
      item = keep (c, text->str, text->len);
    }
  if (item.len == 0)
    return;
  g_array_append_val (c->names, item);
  if (type == GEN_DNS)
    g_array_append_val (c->dns, item);
  if (type == GEN_IPADD)
    g_array_append_val (c->addresses, item);
}

static void
look_for_controls (WgCertificate *c, WgSlice text)
{
  for (gsize i = 0; i < text.len; i++)
    {
      c->facts.has_nul = c->facts.has_nul || text.data[i] == 0;
      c->facts.has_control = c->facts.has_control || (text.data[i] < 0x20 && text.data[i] > 0)
                             || text.data[i] == 0x7f;
    }
}

static void
read_names (WgCertificate *c)
{
  GENERAL_NAMES *names = X509_get_ext_d2i (c->x509, NID_subject_alt_name, NULL, NULL);

  for (int i = 0; i < MIN (sk_GENERAL_NAME_num (names), (int) WG_LIMIT_CERTIFICATE_NAMES); i++)
    add_name (c, sk_GENERAL_NAME_value (names, i));
  c->facts.has_san = X509_get_ext_by_NID (c->x509, NID_subject_alt_name, -1) >= 0;
  c->facts.san = (WgList){c->names->data, c->names->len};
  c->facts.dns_names = (WgList){c->dns->data, c->dns->len};
  c->facts.addresses = (WgList){c->addresses->data, c->addresses->len};
  for (guint i = 0; i < c->names->len; i++)
    look_for_controls (c, g_array_index (c->names, WgSlice, i));
  GENERAL_NAMES_free (names);
}

/* The last part of a kind in a distinguished name, as UTF-8; all parts are looked through. */
static WgSlice
name_part (WgCertificate *c, const X509_NAME *name, int nid)
{
  WgSlice found = WG_SLICE_NONE;

  for (int i = 0; i < MIN (X509_NAME_entry_count (name), (int) WG_LIMIT_CERTIFICATE_NAMES); i++)
    {
      const X509_NAME_ENTRY *entry = X509_NAME_get_entry (name, i);
      guint8 *text = NULL;
      int len;

      if (OBJ_obj2nid (X509_NAME_ENTRY_get_object (entry)) != nid)
        continue;
      len = ASN1_STRING_to_UTF8 (&text, X509_NAME_ENTRY_get_data (entry));
      if (len >= 0)
        found = keep (c, text, (gsize) len);
      OPENSSL_free (text);
    }
  look_for_controls (c, found);
  return found;
}

static void
read_subject_and_issuer (WgCertificate *c)
{
  const X509_NAME *subject = X509_get_subject_name (c->x509);
  const X509_NAME *issuer = X509_get_issuer_name (c->x509);

  c->facts.subject = name_text (c, subject);
  c->facts.issuer = name_text (c, issuer);
  c->facts.common_name = name_part (c, subject, NID_commonName);
  c->facts.organisation = name_part (c, subject, NID_organizationName);
  c->facts.issuer_common_name = name_part (c, issuer, NID_commonName);
  c->facts.issuer_organisation = name_part (c, issuer, NID_organizationName);
}

static void
read_usage (WgCertificate *c)
{
  guint32 usage = X509_get_key_usage (c->x509);
  EXTENDED_KEY_USAGE *extended = X509_get_ext_d2i (c->x509, NID_ext_key_usage, NULL, NULL);

  c->facts.has_key_usage = usage != G_MAXUINT32;
  c->facts.signs_certificates = usage != G_MAXUINT32 && (usage & KU_KEY_CERT_SIGN) != 0;
  c->facts.has_eku = extended != NULL;
  for (int i = 0; i < MIN (sk_ASN1_OBJECT_num (extended), (int) WG_LIMIT_CERTIFICATE_NAMES);
       i++)
    {
      int nid = OBJ_obj2nid (sk_ASN1_OBJECT_value (extended, i));
      gboolean any = nid == NID_anyExtendedKeyUsage;

      c->facts.eku_client = c->facts.eku_client || any || nid == NID_client_auth;
      c->facts.eku_server = c->facts.eku_server || any || nid == NID_server_auth
                            || nid == NID_ns_sgc || nid == NID_ms_sgc;
    }
  EXTENDED_KEY_USAGE_free (extended);
}

static void
read_access (WgCertificate *c)
{
  AUTHORITY_INFO_ACCESS *list = X509_get_ext_d2i (c->x509, NID_info_access, NULL, NULL);

  for (int i = 0; i < MIN (sk_ACCESS_DESCRIPTION_num (list), (int) WG_LIMIT_CERTIFICATE_NAMES);
       i++)
    {
      const ACCESS_DESCRIPTION *one = sk_ACCESS_DESCRIPTION_value (list, i);
      int type;
      const ASN1_STRING *place = GENERAL_NAME_get0_value (one->location, &type);

      if (OBJ_obj2nid (one->method) == NID_ad_ca_issuers && type == GEN_URI
          && c->facts.ca_issuers == NULL)
        c->facts.ca_issuers = g_string_chunk_insert_len (
            c->text, (const char *) ASN1_STRING_get0_data (place), ASN1_STRING_length (place));
    }
  AUTHORITY_INFO_ACCESS_free (list);
}

/* RFC 7633 §4: status_request is 5. */
static void
read_features (WgCertificate *c)
{
  TLS_FEATURE *list = X509_get_ext_d2i (c->x509, NID_tlsfeature, NULL, NULL);

  for (int i = 0; i < MIN (sk_ASN1_INTEGER_num (list), (int) WG_LIMIT_CERTIFICATE_NAMES); i++)
    c->facts.must_staple =
        c->facts.must_staple || ASN1_INTEGER_get (sk_ASN1_INTEGER_value (list, i)) == 5;
  TLS_FEATURE_free (list);
}

static void
read_scts (WgCertificate *c)
{
  STACK_OF (SCT) *list = X509_get_ext_d2i (c->x509, NID_ct_precert_scts, NULL, NULL);

  c->facts.n_scts = list != NULL ? (guint32) sk_SCT_num (list) : 0;
  SCT_LIST_free (list);
}

void
wg_certificate_read (WgCertificate *c)
{
  const ASN1_INTEGER *serial = X509_get0_serialNumber (c->x509);
  BASIC_CONSTRAINTS *basic = X509_get_ext_d2i (c->x509, NID_basic_constraints, NULL, NULL);

  read_subject_and_issuer (c);
  c->facts.serial =
      keep (c, ASN1_STRING_get0_data (serial), (gsize) ASN1_STRING_length (serial));
  c->facts.serial_negative = (ASN1_STRING_type (serial) & V_ASN1_NEG) != 0;
  c->facts.version = (guint32) CLAMP (X509_get_version (c->x509) + 1, 0, 255);
  c->facts.not_before = time_text (c, X509_get0_notBefore (c->x509), &c->facts.not_before_s);
  c->facts.not_after = time_text (c, X509_get0_notAfter (c->x509), &c->facts.not_after_s);
  read_key (c);
  read_key_info (c);
  read_signature_algorithm (c);
  read_signature_hash (c);
  read_names (c);
  read_scts (c);
  read_usage (c);
  read_access (c);
  read_features (c);
  c->facts.ca = basic != NULL && basic->ca != 0;
  BASIC_CONSTRAINTS_free (basic);
  c->facts.self_issued =
      X509_NAME_cmp (X509_get_subject_name (c->x509), X509_get_issuer_name (c->x509)) == 0;
  if (c->facts.self_issued)
    {
      c->facts.self_signed = wg_certificate_signed_by (c, c) == 1;
      c->facts.forged = wg_certificate_signed_by (c, c) == 0;
    }
}

char *
wg_distinguished_name_text (WgSlice der)
{
  const guint8 *p = der.data;
  X509_NAME *name =
      der.len > 0 && der.len <= G_MAXLONG ? d2i_X509_NAME (NULL, &p, (long) der.len) : NULL;
  BIO *bio;
  char *data = NULL, *text;
  long n;

  ERR_clear_error ();
  if (name == NULL)
    return NULL;
  bio = BIO_new (BIO_s_mem ());
  X509_NAME_print_ex (bio, name, 0, XN_FLAG_RFC2253 & ~(gulong) ASN1_STRFLGS_ESC_MSB);
  n = BIO_get_mem_data (bio, &data);
  text = g_strndup (data != NULL ? data : "", (gsize) MAX (n, 0));
  BIO_free (bio);
  X509_NAME_free (name);
  return text;
}
