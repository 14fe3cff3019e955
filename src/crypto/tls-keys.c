#include "crypto/tls-keys.h"

#include "crypto/hkdf.h"

/* RFC 5246 §5: P_hash, xor-ed into @out. */
static void
p_hash (WgHash hash, WgSlice secret, const WgSlice seed[3], guint8 *out, gsize len)
{
  g_autoptr (WgHmac) hmac = wg_hmac_new (hash, secret);
  gsize step = wg_hash_len (hash);
  guint8 a[WG_HASH_MAX], block[WG_HASH_MAX];

  wg_hmac_sum (hmac, seed, 3, a);
  for (gsize done = 0; done < len; done += step)
    {
      WgSlice parts[] = {wg_slice (a, step), seed[0], seed[1], seed[2]};

      wg_hmac_sum (hmac, parts, 4, block);
      for (gsize i = 0; i < MIN (step, len - done); i++)
        out[done + i] ^= block[i];
      wg_hmac_sum (hmac, parts, 1, a);
    }
}

void
wg_tls_prf (guint16 version,
            WgHash prf,
            WgSlice secret,
            const char *label,
            const WgSlice seed[2],
            guint8 *out,
            gsize len)
{
  WgSlice parts[] = {wg_slice_str (label), seed[0], seed[1]};
  gsize half = (secret.len + 1) / 2;

  memset (out, 0, len);
  if (version >= 0x0303)
    {
      p_hash (prf, secret, parts, out, len);
      return;
    }
  /* RFC 2246 §5: two halves, which share a byte where the length is odd. */
  p_hash (WG_HASH_MD5, wg_slice_sub (secret, 0, half), parts, out, len);
  p_hash (WG_HASH_SHA1, wg_slice_sub (secret, secret.len - half, half), parts, out, len);
}

/* RFC 6101 §6.1 and §6.2.2: blocks of MD5 (secret + SHA ("A", "BB", .. + secret + seeds)). */
static void
ssl3_prf (WgSlice secret, WgSlice first, WgSlice second, guint8 *out, gsize len)
{
  guint8 letters[26], inner[20], block[16];
  gsize done = 0;

  for (guint n = 1; done < len && n <= sizeof letters; n++)
    {
      WgSlice parts[] = {wg_slice (letters, n), secret, first, second};
      WgSlice outer[] = {secret, wg_slice (inner, sizeof inner)};
      gsize take = MIN (sizeof block, len - done);

      memset (letters, (int) ('A' + n - 1), n);
      wg_hash_sum (WG_HASH_SHA1, parts, 4, inner);
      wg_hash_sum (WG_HASH_MD5, outer, 2, block);
      memcpy (out + done, block, take);
      done += take;
    }
}

void
wg_tls_make_master (guint16 version,
                    WgHash prf,
                    WgSlice premaster,
                    WgSlice client_random,
                    WgSlice server_random,
                    WgSlice session_hash,
                    guint8 out[WG_TLS_MASTER_LEN])
{
  WgSlice randoms[] = {client_random, server_random};
  WgSlice hash[] = {session_hash, WG_SLICE_NONE};

  if (version == 0x0300)
    ssl3_prf (premaster, client_random, server_random, out, WG_TLS_MASTER_LEN);
  else if (session_hash.len > 0)
    wg_tls_prf (version, prf, premaster, "extended master secret", hash, out,
                WG_TLS_MASTER_LEN);
  else
    wg_tls_prf (version, prf, premaster, "master secret", randoms, out, WG_TLS_MASTER_LEN);
}

guint
wg_tls_session_hash (guint16 version, WgHash prf, WgSlice messages, guint8 out[WG_HASH_MAX])
{
  if (version >= 0x0303)
    {
      wg_hash_sum (prf, &messages, 1, out);
      return wg_hash_len (prf);
    }
  wg_hash_sum (WG_HASH_MD5, &messages, 1, out);
  wg_hash_sum (WG_HASH_SHA1, &messages, 1, out + wg_hash_len (WG_HASH_MD5));
  return wg_hash_len (WG_HASH_MD5) + wg_hash_len (WG_HASH_SHA1);
}

/* RFC 2246 §6.3.1, RFC 6101 §6.2.2: the short key is stretched, and the IV comes from what
 * everybody knows. */
static void
stretch (const WgTlsSuite *suite,
         guint16 version,
         WgSlice client_random,
         WgSlice server_random,
         gboolean server,
         WgTlsWriteKeys *out)
{
  const char *label = server ? "server write key" : "client write key";
  guint block = wg_cipher_block_len (suite->cipher);
  WgSlice randoms[] = {client_random, server_random};
  WgSlice own[] = {server ? server_random : client_random,
                   server ? client_random : server_random};
  guint8 both[2 * WG_CIPHER_BLOCK_MAX], key[WG_CIPHER_KEY_MAX];

  out->key_len = (guint8) wg_cipher_key_len (suite->cipher);
  if (version == 0x0300)
    {
      WgSlice parts[] = {wg_slice (out->key, suite->key_len), own[0], own[1]};

      wg_hash_sum (WG_HASH_MD5, parts, 3, key);
      wg_hash_sum (WG_HASH_MD5, own, 2, both);
      memcpy (out->iv, both, block);
    }
  else
    {
      wg_tls_prf (version, suite->prf, wg_slice (out->key, suite->key_len), label, randoms, key,
                  out->key_len);
      wg_tls_prf (version, suite->prf, WG_SLICE_NONE, "IV block", randoms, both, 2 * block);
      memcpy (out->iv, both + (server ? block : 0), block);
    }
  memcpy (out->key, key, out->key_len);
}

static void
split_block (const guint8 *block, guint8 *to, guint8 len, gboolean server)
{
  memcpy (to, block + (server ? len : 0), len);
}

void
wg_tls_write_keys (const WgTlsSuite *suite,
                   guint16 version,
                   WgSlice master,
                   WgSlice client_random,
                   WgSlice server_random,
                   gboolean server,
                   WgTlsWriteKeys *out)
{
  guint8 block[2 * (WG_HASH_MAX + WG_CIPHER_KEY_MAX + WG_CIPHER_BLOCK_MAX)];
  WgSlice randoms[] = {server_random, client_random};
  guint8 mac_len, iv_len;
  gsize len;

  if (suite->aead >= 0)
    {
      mac_len = 0;
      iv_len = suite->aead == WG_AEAD_CHACHA20_POLY1305 ? 12 : 4; /* RFC 7905 §2, RFC 5288 §3 */
    }
  else
    {
      mac_len = (guint8) wg_hash_len (suite->mac);
      iv_len = (guint8) wg_cipher_block_len (suite->cipher);
    }
  len = 2 * ((gsize) mac_len + suite->key_len + iv_len);
  if (version == 0x0300)
    ssl3_prf (master, server_random, client_random, block, len);
  else
    wg_tls_prf (version, suite->prf, master, "key expansion", randoms, block, len);
  *out = (WgTlsWriteKeys){.mac_len = mac_len, .key_len = suite->key_len, .iv_len = iv_len};
  split_block (block, out->mac, mac_len, server);
  split_block (block + 2 * mac_len, out->key, suite->key_len, server);
  split_block (block + 2 * mac_len + 2 * suite->key_len, out->iv, iv_len, server);
  if (suite->exported)
    stretch (suite, version, client_random, server_random, server, out);
}

void
wg_tls13_write_keys (const WgTlsSuite *suite,
                     const char *prefix,
                     WgSlice secret,
                     WgTlsWriteKeys *out)
{
  *out = (WgTlsWriteKeys){.key_len = suite->key_len, .iv_len = WG_AEAD_NONCE_LEN};
  wg_hkdf_expand_label_of (suite->prf, secret, prefix, "key", WG_SLICE_NONE, out->key,
                           out->key_len);
  wg_hkdf_expand_label_of (suite->prf, secret, prefix, "iv", WG_SLICE_NONE, out->iv,
                           out->iv_len);
}

void
wg_tls13_update (const WgTlsSuite *suite, const char *prefix, guint8 *secret, gsize len)
{
  const char *label =
      g_str_equal (prefix, "TLS 1.3, ") ? "application traffic secret" : "traffic upd";
  guint8 next[WG_HASH_MAX];

  g_assert (len <= sizeof next);
  wg_hkdf_expand_label_of (suite->prf, wg_slice (secret, len), prefix, label, WG_SLICE_NONE,
                           next, len);
  memcpy (secret, next, len);
}
