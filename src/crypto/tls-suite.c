#include "crypto/tls-suite.h"

#include "names.h"

/* Names of ciphers as they stand behind "_WITH_" or, in TLS 1.3, behind "TLS_"; a name before
 * those that it begins with. @key_len: 0 is the cipher's own. */
static const struct
{
  const char *name;
  gint aead;
  WgCipherKind cipher;
  guint8 key_len;
} ciphers[] = {
    {"AES_128_GCM", WG_AEAD_AES_128_GCM, 0, 0},
    {"AES_256_GCM", WG_AEAD_AES_256_GCM, 0, 0},
    {"AES_128_CCM_8", WG_AEAD_AES_128_CCM_8, 0, 0},
    {"AES_256_CCM_8", WG_AEAD_AES_256_CCM_8, 0, 0},
    {"AES_128_CCM", WG_AEAD_AES_128_CCM, 0, 0},
    {"AES_256_CCM", WG_AEAD_AES_256_CCM, 0, 0},
    {"CHACHA20_POLY1305", WG_AEAD_CHACHA20_POLY1305, 0, 0},
    {"ARIA_128_GCM", WG_AEAD_ARIA_128_GCM, 0, 0},
    {"ARIA_256_GCM", WG_AEAD_ARIA_256_GCM, 0, 0},
    {"CAMELLIA_128_GCM", WG_AEAD_CAMELLIA_128_GCM, 0, 0},
    {"CAMELLIA_256_GCM", WG_AEAD_CAMELLIA_256_GCM, 0, 0},
    {"SM4_GCM", WG_AEAD_SM4_GCM, 0, 0},
    {"AES_128_CBC", -1, WG_CIPHER_AES_128_CBC, 0},
    {"AES_256_CBC", -1, WG_CIPHER_AES_256_CBC, 0},
    {"3DES_EDE_CBC", -1, WG_CIPHER_3DES_CBC, 0},
    {"RC4_128", -1, WG_CIPHER_RC4, 0},
    {"RC4_56", -1, WG_CIPHER_RC4, 7},
    {"RC4_40", -1, WG_CIPHER_RC4, 5},
    {"RC2_CBC_40", -1, WG_CIPHER_RC2_CBC, 5},
    {"RC2_CBC_56", -1, WG_CIPHER_RC2_CBC, 7},
    {"DES40_CBC", -1, WG_CIPHER_DES_CBC, 5},
    {"DES_CBC_40", -1, WG_CIPHER_DES_CBC, 5},
    {"DES_CBC", -1, WG_CIPHER_DES_CBC, 0},
    {"IDEA_CBC", -1, WG_CIPHER_IDEA_CBC, 0},
    {"SEED_CBC", -1, WG_CIPHER_SEED_CBC, 0},
    {"CAMELLIA_128_CBC", -1, WG_CIPHER_CAMELLIA_128_CBC, 0},
    {"CAMELLIA_256_CBC", -1, WG_CIPHER_CAMELLIA_256_CBC, 0},
    {"ARIA_128_CBC", -1, WG_CIPHER_ARIA_128_CBC, 0},
    {"ARIA_256_CBC", -1, WG_CIPHER_ARIA_256_CBC, 0},
    {"NULL", -1, WG_CIPHER_NULL, 0},
};

static const struct
{
  const char *name;
  WgHash mac;
  WgHash prf;
} hashes[] = {
    {"_SHA256", WG_HASH_SHA256, WG_HASH_SHA256}, {"_SHA384", WG_HASH_SHA384, WG_HASH_SHA384},
    {"_SHA", WG_HASH_SHA1, WG_HASH_SHA256},      {"_MD5", WG_HASH_MD5, WG_HASH_SHA256},
    {"_SM3", WG_HASH_SM3, WG_HASH_SM3},
};

/* Suites of draft-agl-tls-chacha20poly1305 bear the names of those that came of them and are
 * sealed in another way. */
static gboolean
is_of_draft (guint16 number)
{
  return number >= 0xcc13 && number <= 0xcc15;
}

static WgTlsKex
kex_of (const char *name)
{
  if (g_str_has_prefix (name, "RSA_PSK_"))
    return WG_TLS_KEX_RSA_PSK;
  if (g_str_has_prefix (name, "RSA_"))
    return WG_TLS_KEX_RSA;
  if (g_str_has_prefix (name, "PSK_WITH_"))
    return WG_TLS_KEX_PSK;
  return WG_TLS_KEX_OTHER;
}

static gboolean
find_cipher (const char **name, WgTlsSuite *out)
{
  for (guint i = 0; i < G_N_ELEMENTS (ciphers); i++)
    if (g_str_has_prefix (*name, ciphers[i].name))
      {
        *name += strlen (ciphers[i].name);
        out->aead = ciphers[i].aead;
        out->cipher = ciphers[i].cipher;
        out->key_len = ciphers[i].key_len;
        if (out->aead >= 0)
          out->key_len = (guint8) wg_aead_key_len ((WgAeadKind) out->aead);
        else if (out->key_len == 0)
          out->key_len = (guint8) wg_cipher_key_len (out->cipher);
        return TRUE;
      }
  return FALSE;
}

/* Suites with CCM of TLS 1.2 name no hash: RFC 6655 §3. */
static gboolean
find_hash (const char *name, WgTlsSuite *out)
{
  out->mac = out->prf = WG_HASH_SHA256;
  if (*name == '\0')
    return out->aead >= 0;
  for (guint i = 0; i < G_N_ELEMENTS (hashes); i++)
    if (g_str_equal (name, hashes[i].name))
      {
        out->mac = hashes[i].mac;
        out->prf = hashes[i].prf;
        return TRUE;
      }
  return FALSE;
}

gboolean
wg_tls_suite_find (guint16 number, WgTlsSuite *out)
{
  const char *name = wg_name_of (wg_names_tls_cipher_suites, number);
  const char *with;

  *out = (WgTlsSuite){.aead = -1};
  if (name == NULL || strlen (name) < 4 || is_of_draft (number))
    return FALSE;
  name += 4; /* "TLS_" or "SSL_" */
  out->kex = kex_of (name);
  out->exported = strstr (name, "_EXPORT") != NULL;
  with = strstr (name, "_WITH_");
  if (with != NULL)
    name = with + strlen ("_WITH_");
  return find_cipher (&name, out) && find_hash (name, out);
}
