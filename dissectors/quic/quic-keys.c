#include "quic-keys.h"

#define LABEL_LEN 16u

typedef struct
{
  guint16 cipher;
  WgAeadKind aead;
  WgHeaderMaskKind mask;
  WgHash hash;
} Suite;

/* RFC 9001 §5.3. AES-128-CCM hides its headers as AES-128-GCM does. */
static const Suite suites[] = {
    {0x1301, WG_AEAD_AES_128_GCM, WG_HEADER_MASK_AES_128, WG_HASH_SHA256},
    {0x1302, WG_AEAD_AES_256_GCM, WG_HEADER_MASK_AES_256, WG_HASH_SHA384},
    {0x1303, WG_AEAD_CHACHA20_POLY1305, WG_HEADER_MASK_CHACHA20, WG_HASH_SHA256},
    {0x1304, WG_AEAD_AES_128_CCM, WG_HEADER_MASK_AES_128, WG_HASH_SHA256},
};

/* "quic" and "key" are "quic key". */
static void
expand (WgHash hash, WgSlice secret, const char *prefix, const char *what, guint8 *out, gsize n)
{
  char label[LABEL_LEN];

  g_strlcpy (label, prefix, sizeof label);
  g_strlcat (label, what, sizeof label);
  wg_hkdf_expand_label (hash, secret, label, WG_SLICE_NONE, out, n);
}

static gboolean
make_aead (WgQuicKeys *keys, const char *prefix)
{
  guint8 key[WG_AEAD_KEY_MAX];
  WgSlice secret = wg_slice (keys->secret, wg_hash_len (keys->hash));
  guint key_len = wg_aead_key_len (keys->kind);

  expand (keys->hash, secret, prefix, " key", key, key_len);
  expand (keys->hash, secret, prefix, " iv", keys->iv, sizeof keys->iv);
  keys->aead = wg_aead_new (keys->kind, wg_slice (key, key_len));
  return keys->aead != NULL;
}

gboolean
wg_quic_keys_make (WgQuicKeys *keys,
                   const WgQuicVersion *version,
                   guint16 cipher,
                   WgSlice secret)
{
  const Suite *suite = NULL;
  guint8 mask_key[WG_AEAD_KEY_MAX];

  for (guint i = 0; i < G_N_ELEMENTS (suites); i++)
    if (suites[i].cipher == cipher)
      suite = &suites[i];
  if (suite == NULL || secret.len != wg_hash_len (suite->hash))
    return FALSE;
  wg_quic_keys_clear (keys);
  keys->kind = suite->aead;
  keys->hash = suite->hash;
  wg_slice_copy (secret, keys->secret);
  expand (keys->hash, secret, version->prefix, " hp", mask_key, wg_aead_key_len (keys->kind));
  keys->mask =
      wg_header_mask_new (suite->mask, wg_slice (mask_key, wg_aead_key_len (keys->kind)));
  if (keys->mask != NULL && make_aead (keys, version->prefix))
    return TRUE;
  wg_quic_keys_clear (keys);
  return FALSE;
}

gboolean
wg_quic_keys_initial (WgQuicKeys keys[2], const WgQuicVersion *version, WgSlice dcid)
{
  guint8 initial[WG_HASH_MAX], secret[WG_HASH_MAX];
  guint len = wg_hash_len (WG_HASH_SHA256);

  if (version->salt == NULL)
    return FALSE;
  wg_hkdf_extract (WG_HASH_SHA256, wg_slice (version->salt, WG_QUIC_SALT_LEN), dcid, initial);
  for (guint i = 0; i < 2; i++)
    {
      wg_hkdf_expand_label (WG_HASH_SHA256, wg_slice (initial, len),
                            i == 0 ? "client in" : "server in", WG_SLICE_NONE, secret, len);
      if (!wg_quic_keys_make (&keys[i], version, 0x1301, wg_slice (secret, len)))
        return FALSE;
    }
  return TRUE;
}

gboolean
wg_quic_keys_next (WgQuicKeys *keys, const WgQuicVersion *version, const WgQuicKeys *now)
{
  WgSlice secret = wg_slice (now->secret, wg_hash_len (now->hash));

  *keys = (WgQuicKeys){.kind = now->kind, .hash = now->hash};
  expand (keys->hash, secret, version->prefix, " ku", keys->secret, secret.len);
  return make_aead (keys, version->prefix);
}

void
wg_quic_keys_clear (WgQuicKeys *keys)
{
  g_clear_pointer (&keys->aead, wg_aead_free);
  g_clear_pointer (&keys->mask, wg_header_mask_free);
}

gboolean
wg_quic_unmask (WgHeaderMask *mask,
                const WgQuicPacket *packet,
                guint64 expected,
                GByteArray *buffer,
                WgQuicHead *out)
{
  guint8 bits[WG_HEADER_MASK_LEN];
  gsize off = packet->number_off;
  WgSlice sample = wg_slice_sub (packet->bytes, off + WG_QUIC_SAMPLE_SKIP, WG_QUIC_SAMPLE_LEN);
  guint64 truncated = 0;
  guint8 *bare;

  if (sample.len < WG_QUIC_SAMPLE_LEN)
    return FALSE;
  wg_header_mask_make (mask, sample, bits);
  g_byte_array_set_size (buffer, (guint) (off + WG_QUIC_SAMPLE_SKIP));
  bare = buffer->data;
  wg_slice_copy (wg_slice_sub (packet->bytes, 0, buffer->len), bare);
  bare[0] ^= bits[0] & (wg_quic_is_long (packet->first) ? 0x0fu : 0x1fu);
  out->first = bare[0];
  out->number_len = (out->first & 3u) + 1;
  for (guint i = 0; i < out->number_len; i++)
    {
      bare[off + i] ^= bits[1 + i];
      truncated = truncated << 8 | bare[off + i];
    }
  out->number = wg_quic_number (expected, truncated, out->number_len);
  out->header = wg_slice (bare, off + out->number_len);
  out->sealed = wg_slice_sub (packet->bytes, off + out->number_len, packet->bytes.len);
  return TRUE;
}

gboolean
wg_quic_unseal (const WgQuicKeys *keys,
                const WgQuicHead *head,
                GByteArray *buffer,
                WgSlice *payload)
{
  guint8 nonce[WG_AEAD_NONCE_LEN];
  guint tag_len = wg_aead_tag (keys->aead);

  if (head->sealed.len < tag_len)
    return FALSE;
  memcpy (nonce, keys->iv, sizeof nonce);
  for (guint i = 0; i < 8; i++)
    nonce[sizeof nonce - 1 - i] ^= (guint8) (head->number >> (8 * i));
  g_byte_array_set_size (buffer, (guint) head->sealed.len);
  if (!wg_aead_open (keys->aead, wg_slice (nonce, sizeof nonce), head->header, head->sealed,
                     buffer->data))
    return FALSE;
  *payload = wg_slice (buffer->data, head->sealed.len - tag_len);
  return TRUE;
}

gboolean
wg_quic_open_first (WgQuicKeys keys[2],
                    WgQuicPacket *packet,
                    GByteArray *header,
                    GByteArray *plain,
                    WgQuicHead *head,
                    WgSlice *payload)
{
  for (guint i = 0; wg_quic_version_guess (&packet->version, i); i++)
    {
      if (wg_quic_keys_initial (keys, &packet->version, packet->dcid)
          && wg_quic_unmask (keys[0].mask, packet, 0, header, head)
          && wg_quic_unseal (&keys[0], head, plain, payload))
        return TRUE;
      wg_quic_keys_clear (&keys[0]);
      wg_quic_keys_clear (&keys[1]);
    }
  return FALSE;
}
