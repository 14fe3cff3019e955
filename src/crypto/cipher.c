#include "crypto/cipher.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/provider.h>

static const struct
{
  const char *name;
  guint8 key_len;
  guint8 block_len;
  gboolean legacy; /* of OpenSSL's legacy provider */
} kinds[WG_CIPHERS] = {
    [WG_CIPHER_NULL] = {"NULL", 0, 0},
    [WG_CIPHER_RC4] = {"RC4", 16, 0, TRUE},
    [WG_CIPHER_RC2_CBC] = {"RC2-CBC", 16, 8, TRUE},
    [WG_CIPHER_IDEA_CBC] = {"IDEA-CBC", 16, 8, TRUE},
    [WG_CIPHER_DES_CBC] = {"DES-CBC", 8, 8, TRUE},
    [WG_CIPHER_3DES_CBC] = {"DES-EDE3-CBC", 24, 8},
    [WG_CIPHER_SEED_CBC] = {"SEED-CBC", 16, 16, TRUE},
    [WG_CIPHER_AES_128_CBC] = {"AES-128-CBC", 16, 16},
    [WG_CIPHER_AES_256_CBC] = {"AES-256-CBC", 32, 16},
    [WG_CIPHER_CAMELLIA_128_CBC] = {"CAMELLIA-128-CBC", 16, 16},
    [WG_CIPHER_CAMELLIA_256_CBC] = {"CAMELLIA-256-CBC", 32, 16},
    [WG_CIPHER_ARIA_128_CBC] = {"ARIA-128-CBC", 16, 16},
    [WG_CIPHER_ARIA_256_CBC] = {"ARIA-256-CBC", 32, 16},
    [WG_CIPHER_SM4_CBC] = {"SM4-CBC", 16, 16},
};

struct WgCipher
{
  EVP_CIPHER_CTX *context;
  OSSL_PROVIDER *provider; /* that has to stay loaded */
  guint8 block_len;
  gboolean plain;
};

struct WgHeaderMask
{
  EVP_CIPHER_CTX *context;
  gboolean chacha;
};

guint
wg_cipher_key_len (WgCipherKind kind)
{
  return kinds[kind].key_len;
}

guint
wg_cipher_block_len (WgCipherKind kind)
{
  return kinds[kind].block_len;
}

/* RC2 knows two lengths: that of the key and its effective bits, which are the same here. */
static gboolean
set_key (EVP_CIPHER_CTX *context, WgCipherKind kind, const EVP_CIPHER *cipher, WgSlice key)
{
  if (EVP_DecryptInit_ex (context, cipher, NULL, NULL, NULL) != 1)
    return FALSE;
  if (key.len != kinds[kind].key_len
      && EVP_CIPHER_CTX_set_key_length (context, (int) key.len) != 1)
    return FALSE;
  if (kind == WG_CIPHER_RC2_CBC
      && EVP_CIPHER_CTX_ctrl (context, EVP_CTRL_SET_RC2_KEY_BITS, (int) key.len * 8, NULL) != 1)
    return FALSE;
  if (EVP_DecryptInit_ex (context, NULL, NULL, key.data, NULL) != 1)
    return FALSE;
  return EVP_CIPHER_CTX_set_padding (context, 0) == 1;
}

static gboolean
key_fits (WgCipherKind kind, gsize len)
{
  if (kind == WG_CIPHER_RC4 || kind == WG_CIPHER_RC2_CBC)
    return len > 0 && len <= kinds[kind].key_len;
  return len == kinds[kind].key_len;
}

WgCipher *
wg_cipher_new (WgCipherKind kind, WgSlice key)
{
  EVP_CIPHER *cipher = NULL;
  WgCipher *out;
  gboolean ok;

  g_assert (kind < WG_CIPHERS);
  if (!key_fits (kind, key.len))
    return NULL;
  out = g_new0 (WgCipher, 1);
  out->block_len = kinds[kind].block_len;
  out->plain = ok = kind == WG_CIPHER_NULL;
  if (!ok)
    {
      if (kinds[kind].legacy) /* and the default provider stays where it is */
        out->provider = OSSL_PROVIDER_try_load (NULL, "legacy", 1);
      cipher = EVP_CIPHER_fetch (NULL, kinds[kind].name, NULL);
      out->context = EVP_CIPHER_CTX_new ();
      ok = cipher != NULL && set_key (out->context, kind, cipher, key);
      EVP_CIPHER_free (cipher);
      ERR_clear_error ();
    }
  if (ok)
    return out;
  wg_cipher_free (out);
  return NULL;
}

void
wg_cipher_free (WgCipher *cipher)
{
  if (cipher == NULL)
    return;
  EVP_CIPHER_CTX_free (cipher->context);
  if (cipher->provider != NULL)
    OSSL_PROVIDER_unload (cipher->provider);
  g_free (cipher);
}

gboolean
wg_cipher_decrypt (WgCipher *cipher, WgSlice iv, WgSlice in, guint8 *out)
{
  int n;

  if (in.len > G_MAXINT)
    return FALSE;
  if (in.len == 0)
    return TRUE;
  if (cipher->plain)
    {
      memmove (out, in.data, in.len);
      return TRUE;
    }
  if (cipher->block_len > 0)
    {
      if (in.len % cipher->block_len != 0 || iv.len != cipher->block_len
          || EVP_DecryptInit_ex (cipher->context, NULL, NULL, NULL, iv.data) != 1)
        return FALSE;
    }
  return EVP_DecryptUpdate (cipher->context, out, &n, in.data, (int) in.len) == 1
         && (gsize) n == in.len;
}

WgHeaderMask *
wg_header_mask_new (WgHeaderMaskKind kind, WgSlice key)
{
  static const char *const names[] = {"AES-128-ECB", "AES-256-ECB", "ChaCha20"};
  EVP_CIPHER *cipher = EVP_CIPHER_fetch (NULL, names[kind], NULL);
  WgHeaderMask *mask = NULL;

  if (cipher != NULL && (gsize) EVP_CIPHER_get_key_length (cipher) == key.len)
    {
      mask = g_new0 (WgHeaderMask, 1);
      mask->context = EVP_CIPHER_CTX_new ();
      mask->chacha = kind == WG_HEADER_MASK_CHACHA20;
      if (EVP_EncryptInit_ex (mask->context, cipher, NULL, key.data, NULL) != 1)
        g_clear_pointer (&mask, wg_header_mask_free);
      else
        EVP_CIPHER_CTX_set_padding (mask->context, 0);
    }
  EVP_CIPHER_free (cipher);
  ERR_clear_error ();
  return mask;
}

void
wg_header_mask_free (WgHeaderMask *mask)
{
  if (mask == NULL)
    return;
  EVP_CIPHER_CTX_free (mask->context);
  g_free (mask);
}

/* OpenSSL's IV of ChaCha20 is the counter, then the nonce: the order of the sample. */
void
wg_header_mask_make (WgHeaderMask *mask, WgSlice sample, guint8 out[WG_HEADER_MASK_LEN])
{
  static const guint8 zeros[WG_HEADER_MASK_LEN];
  const guint8 *in = mask->chacha ? zeros : sample.data;
  int n;

  g_assert (sample.len == WG_HEADER_MASK_LEN);
  if (mask->chacha && EVP_EncryptInit_ex (mask->context, NULL, NULL, NULL, sample.data) != 1)
    g_error ("OpenSSL failed in ChaCha20");
  if (EVP_EncryptUpdate (mask->context, out, &n, in, (int) WG_HEADER_MASK_LEN) != 1)
    g_error ("OpenSSL failed in a block cipher");
}
