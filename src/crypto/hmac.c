#include "crypto/hmac.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>

/* A hash that OpenSSL's default provider does not give away is a build of it that cannot run
 * this program. */

static const struct
{
  const char *name;
  guint8 len;
} hashes[WG_HASHES] = {
    [WG_HASH_MD5] = {"MD5", 16},       [WG_HASH_SHA1] = {"SHA1", 20},
    [WG_HASH_SHA256] = {"SHA256", 32}, [WG_HASH_SHA384] = {"SHA384", 48},
    [WG_HASH_SHA512] = {"SHA512", 64}, [WG_HASH_SM3] = {"SM3", 32},
};

struct WgHmac
{
  EVP_MAC_CTX *context;
  guint8 len;
};

guint
wg_hash_len (WgHash hash)
{
  return hashes[hash].len;
}

const char *
wg_hash_name (WgHash hash)
{
  return hashes[hash].name;
}

void
wg_hash_sum (WgHash hash, const WgSlice *parts, guint n, guint8 *out)
{
  EVP_MD *md = EVP_MD_fetch (NULL, hashes[hash].name, NULL);
  EVP_MD_CTX *context = EVP_MD_CTX_new ();
  gboolean ok = md != NULL && EVP_DigestInit_ex (context, md, NULL) == 1;

  for (guint i = 0; i < n && ok; i++)
    ok = parts[i].len == 0 || EVP_DigestUpdate (context, parts[i].data, parts[i].len) == 1;
  if (!ok || EVP_DigestFinal_ex (context, out, NULL) != 1)
    g_error ("OpenSSL failed in %s", hashes[hash].name);
  EVP_MD_CTX_free (context);
  EVP_MD_free (md);
}

WgHmac *
wg_hmac_new (WgHash hash, WgSlice key)
{
  static const guint8 nothing[1];
  EVP_MAC *mac = EVP_MAC_fetch (NULL, "HMAC", NULL);
  WgHmac *hmac = g_new0 (WgHmac, 1);
  OSSL_PARAM params[2];

  params[0] =
      OSSL_PARAM_construct_utf8_string (OSSL_MAC_PARAM_DIGEST, (char *) hashes[hash].name, 0);
  params[1] = OSSL_PARAM_construct_end ();
  hmac->context = EVP_MAC_CTX_new (mac);
  hmac->len = hashes[hash].len;
  if (EVP_MAC_init (hmac->context, key.len > 0 ? key.data : nothing, key.len, params) != 1)
    g_error ("OpenSSL has no HMAC with %s", hashes[hash].name);
  EVP_MAC_free (mac);
  return hmac;
}

void
wg_hmac_free (WgHmac *hmac)
{
  if (hmac == NULL)
    return;
  EVP_MAC_CTX_free (hmac->context);
  g_free (hmac);
}

void
wg_hmac_sum (WgHmac *hmac, const WgSlice *parts, guint n, guint8 *out)
{
  gboolean ok = EVP_MAC_init (hmac->context, NULL, 0, NULL) == 1;
  gsize len;

  for (guint i = 0; i < n && ok; i++)
    ok = parts[i].len == 0 || EVP_MAC_update (hmac->context, parts[i].data, parts[i].len) == 1;
  if (!ok || EVP_MAC_final (hmac->context, out, &len, hmac->len) != 1)
    g_error ("OpenSSL failed in HMAC");
}
