#include "crypto/private-key.h"

#include "base/limits.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/provider.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

struct WgPrivateKey
{
  EVP_PKEY *key;
  EVP_PKEY_CTX *context;
};

/* PKCS #12 files of old hide the key with 40-bit RC2, which the legacy provider knows. */
static EVP_PKEY *
open_store (WgSlice bytes, const char *password)
{
  const unsigned char *at = bytes.data;
  PKCS12 *store = d2i_PKCS12 (NULL, &at, (long) bytes.len);
  OSSL_PROVIDER *legacy;
  X509 *certificate = NULL;
  EVP_PKEY *key = NULL;

  if (store == NULL)
    return NULL;
  legacy = OSSL_PROVIDER_try_load (NULL, "legacy", 1);
  PKCS12_parse (store, password, &key, &certificate, NULL);
  if (legacy != NULL)
    OSSL_PROVIDER_unload (legacy);
  X509_free (certificate);
  PKCS12_free (store);
  return key;
}

static EVP_PKEY *
parse_key (WgSlice bytes, const char *password)
{
  BIO *bio = BIO_new_mem_buf (bytes.data, (int) bytes.len);
  EVP_PKEY *key = PEM_read_bio_PrivateKey (bio, NULL, NULL, (void *) (gintptr) password);
  const unsigned char *at = bytes.data;

  BIO_free (bio);
  if (key == NULL)
    key = d2i_AutoPrivateKey (NULL, &at, (long) bytes.len);
  if (key == NULL)
    key = open_store (bytes, password);
  ERR_clear_error ();
  return key;
}

static GBytes *
read_file (const char *path, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autofree char *data = NULL;
  gsize len;

  if (!g_file_get_contents (path, &data, &len, &local))
    {
      g_set_error_literal (error, WG_ERROR, WG_ERROR_IO, local->message);
      return NULL;
    }
  if (len > WG_LIMIT_SECRETS_LEN)
    {
      g_set_error (error, WG_ERROR, WG_ERROR_LIMIT, "%s: larger than a file of keys may be",
                   path);
      return NULL;
    }
  return g_bytes_new_take (g_steal_pointer (&data), len);
}

static gboolean
set_up (WgPrivateKey *key)
{
  if (key->key == NULL || EVP_PKEY_get_base_id (key->key) != EVP_PKEY_RSA)
    return FALSE;
  key->context = EVP_PKEY_CTX_new (key->key, NULL);
  return key->context != NULL && EVP_PKEY_decrypt_init (key->context) == 1
         && EVP_PKEY_CTX_set_rsa_padding (key->context, RSA_NO_PADDING) == 1;
}

WgPrivateKey *
wg_private_key_load (const char *path_and_password, GError **error)
{
  g_autofree char *path = g_strdup (path_and_password);
  char *colon = strrchr (path, ':');
  const char *password = "";
  g_autoptr (GBytes) bytes = NULL;
  WgPrivateKey *key;
  gsize len;
  const guint8 *data;

  if (colon != NULL && !g_file_test (path, G_FILE_TEST_EXISTS))
    {
      *colon = '\0';
      password = colon + 1;
    }
  bytes = read_file (path, error);
  if (bytes == NULL)
    return NULL;
  data = g_bytes_get_data (bytes, &len);
  key = g_new0 (WgPrivateKey, 1);
  key->key = data != NULL ? parse_key (wg_slice (data, len), password) : NULL;
  if (set_up (key))
    return key;
  ERR_clear_error ();
  wg_private_key_free (key);
  g_set_error (error, WG_ERROR, WG_ERROR_FORMAT,
               "%s: not an RSA private key in PEM, PKCS #8 or PKCS #12, or another password is "
               "needed",
               path);
  return NULL;
}

void
wg_private_key_free (WgPrivateKey *key)
{
  if (key == NULL)
    return;
  EVP_PKEY_CTX_free (key->context);
  EVP_PKEY_free (key->key);
  g_free (key);
}

gboolean
wg_private_key_is_of (const WgPrivateKey *key, WgSlice der)
{
  const unsigned char *at = der.data;
  X509 *certificate =
      der.len > 0 && der.len <= G_MAXLONG ? d2i_X509 (NULL, &at, (long) der.len) : NULL;
  EVP_PKEY *public = certificate != NULL ? X509_get0_pubkey (certificate) : NULL;
  gboolean equal = public != NULL && EVP_PKEY_eq (public, key->key) == 1;

  X509_free (certificate);
  ERR_clear_error ();
  return equal;
}

/* The padding is looked at here, so that no build of OpenSSL answers a wrong one with bytes
 * that look right. */
gboolean
wg_private_key_open (const WgPrivateKey *key, WgSlice encrypted, guint8 *out, gsize len)
{
  guint8 block[1024];
  gsize size = sizeof block;
  WgSlice text;
  gssize end;
  gboolean ok;

  ok = EVP_PKEY_get_size (key->key) <= (int) sizeof block
       && EVP_PKEY_decrypt (key->context, block, &size, encrypted.data, encrypted.len) == 1;
  ERR_clear_error ();
  if (!ok || size < 11 || block[0] != 0 || block[1] != 2)
    return FALSE;
  text = wg_slice (block + 2, size - 2);
  end = wg_slice_find (text, 0);
  text = end < 8 ? WG_SLICE_NONE : wg_slice_sub (text, (gsize) end + 1, text.len);
  if (text.len != len)
    return FALSE;
  memcpy (out, text.data, len);
  return TRUE;
}
