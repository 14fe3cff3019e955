#include "crypto/aead.h"

#include "crypto/gcm.h"

#include <openssl/err.h>
#include <openssl/evp.h>

typedef enum
{
  GCM,
  CCM,
  CHACHA,
  OWN_GCM,
} Mode;

static const struct
{
  const char *name;
  guint8 key_len;
  guint8 tag_len;
  Mode mode;
} kinds[WG_AEAD_KINDS] = {
    [WG_AEAD_AES_128_GCM] = {"AES-128-GCM", 16, 16, GCM},
    [WG_AEAD_AES_256_GCM] = {"AES-256-GCM", 32, 16, GCM},
    [WG_AEAD_AES_128_CCM] = {"AES-128-CCM", 16, 16, CCM},
    [WG_AEAD_AES_256_CCM] = {"AES-256-CCM", 32, 16, CCM},
    [WG_AEAD_AES_128_CCM_8] = {"AES-128-CCM", 16, 8, CCM},
    [WG_AEAD_AES_256_CCM_8] = {"AES-256-CCM", 32, 8, CCM},
    [WG_AEAD_CHACHA20_POLY1305] = {"ChaCha20-Poly1305", 32, 16, CHACHA},
    [WG_AEAD_ARIA_128_GCM] = {"ARIA-128-GCM", 16, 16, GCM},
    [WG_AEAD_ARIA_256_GCM] = {"ARIA-256-GCM", 32, 16, GCM},
    [WG_AEAD_CAMELLIA_128_GCM] = {"CAMELLIA-128-CTR", 16, 16, OWN_GCM},
    [WG_AEAD_CAMELLIA_256_GCM] = {"CAMELLIA-256-CTR", 32, 16, OWN_GCM},
    [WG_AEAD_SM4_GCM] = {"SM4-CTR", 16, 16, OWN_GCM},
};

struct WgAead
{
  EVP_CIPHER_CTX *context;
  WgGcm *gcm; /* instead of it */
  guint8 tag_len;
  Mode mode;
};

guint
wg_aead_key_len (WgAeadKind kind)
{
  return kinds[kind].key_len;
}

guint
wg_aead_tag_len (WgAeadKind kind)
{
  return kinds[kind].tag_len;
}

guint
wg_aead_tag (const WgAead *aead)
{
  return aead->tag_len;
}

/* CCM wants to know the lengths before it takes the key. */
static gboolean
set_up (WgAead *aead, const EVP_CIPHER *cipher, WgSlice key)
{
  EVP_CIPHER_CTX *context = aead->context;

  if (EVP_DecryptInit_ex (context, cipher, NULL, NULL, NULL) != 1)
    return FALSE;
  if (EVP_CIPHER_CTX_ctrl (context, EVP_CTRL_AEAD_SET_IVLEN, WG_AEAD_NONCE_LEN, NULL) != 1)
    return FALSE;
  if (aead->mode == CCM
      && EVP_CIPHER_CTX_ctrl (context, EVP_CTRL_AEAD_SET_TAG, aead->tag_len, NULL) != 1)
    return FALSE;
  return EVP_DecryptInit_ex (context, NULL, NULL, key.data, NULL) == 1;
}

WgAead *
wg_aead_new (WgAeadKind kind, WgSlice key)
{
  EVP_CIPHER *cipher;
  WgAead *aead;
  gboolean ok;

  g_assert (kind < WG_AEAD_KINDS);
  if (key.len != kinds[kind].key_len)
    return NULL;
  aead = g_new0 (WgAead, 1);
  aead->context = EVP_CIPHER_CTX_new ();
  aead->tag_len = kinds[kind].tag_len;
  aead->mode = kinds[kind].mode;
  if (aead->mode == OWN_GCM)
    {
      aead->gcm = wg_gcm_new (kinds[kind].name, key);
      if (aead->gcm != NULL)
        return aead;
      wg_aead_free (aead);
      return NULL;
    }
  cipher = EVP_CIPHER_fetch (NULL, kinds[kind].name, NULL);
  ok = cipher != NULL && set_up (aead, cipher, key);
  EVP_CIPHER_free (cipher);
  ERR_clear_error ();
  if (ok)
    return aead;
  wg_aead_free (aead);
  return NULL;
}

void
wg_aead_free (WgAead *aead)
{
  if (aead == NULL)
    return;
  EVP_CIPHER_CTX_free (aead->context);
  wg_gcm_free (aead->gcm);
  g_free (aead);
}

/* OpenSSL takes the tag through a pointer that is not const, and only reads it. */
static gboolean
set_tag (WgAead *aead, WgSlice tag)
{
  guint8 copy[WG_AEAD_TAG_MAX];

  wg_slice_copy (tag, copy);
  return EVP_CIPHER_CTX_ctrl (aead->context, EVP_CTRL_AEAD_SET_TAG, (int) tag.len, copy) == 1;
}

static gboolean
open_ccm (WgAead *aead, WgSlice nonce, WgSlice aad, WgSlice text, WgSlice tag, guint8 *out)
{
  static const guint8 nothing[1];
  EVP_CIPHER_CTX *context = aead->context;
  guint8 none[1];
  int n;

  if (!set_tag (aead, tag) || EVP_DecryptInit_ex (context, NULL, NULL, NULL, nonce.data) != 1)
    return FALSE;
  if (EVP_DecryptUpdate (context, NULL, &n, NULL, (int) text.len) != 1)
    return FALSE;
  if (aad.len > 0 && EVP_DecryptUpdate (context, NULL, &n, aad.data, (int) aad.len) != 1)
    return FALSE;
  return EVP_DecryptUpdate (context, text.len > 0 ? out : none, &n,
                            text.len > 0 ? text.data : nothing, (int) text.len)
         == 1;
}

static gboolean
open_stream (WgAead *aead, WgSlice nonce, WgSlice aad, WgSlice text, WgSlice tag, guint8 *out)
{
  EVP_CIPHER_CTX *context = aead->context;
  guint8 last[WG_AEAD_TAG_MAX];
  int n;

  if (EVP_DecryptInit_ex (context, NULL, NULL, NULL, nonce.data) != 1)
    return FALSE;
  if (aad.len > 0 && EVP_DecryptUpdate (context, NULL, &n, aad.data, (int) aad.len) != 1)
    return FALSE;
  if (text.len > 0 && EVP_DecryptUpdate (context, out, &n, text.data, (int) text.len) != 1)
    return FALSE;
  return set_tag (aead, tag) && EVP_DecryptFinal_ex (context, last, &n) == 1;
}

gboolean
wg_aead_open (WgAead *aead, WgSlice nonce, WgSlice aad, WgSlice sealed, guint8 *out)
{
  WgSlice text, tag;
  gboolean ok;

  g_assert (nonce.len == WG_AEAD_NONCE_LEN);
  if (sealed.len < aead->tag_len || sealed.len > G_MAXINT || aad.len > G_MAXINT)
    return FALSE;
  text = wg_slice_sub (sealed, 0, sealed.len - aead->tag_len);
  tag = wg_slice_sub (sealed, text.len, aead->tag_len);
  if (aead->mode == OWN_GCM)
    return wg_gcm_open (aead->gcm, nonce, aad, text, tag, out);
  ok = aead->mode == CCM ? open_ccm (aead, nonce, aad, text, tag, out)
                         : open_stream (aead, nonce, aad, text, tag, out);
  if (!ok)
    ERR_clear_error ();
  return ok;
}
