#include "quic-wire.h"

#include <openssl/evp.h>

WgQuicVersion
quic_version (guint32 number)
{
  WgQuicVersion version;

  g_assert_true (wg_quic_version_find (number, &version));
  return version;
}

void
quic_initial_secret (const WgQuicVersion *version,
                     WgSlice dcid,
                     gboolean server,
                     guint8 *secret)
{
  guint8 initial[WG_HASH_MAX];

  wg_hkdf_extract (WG_HASH_SHA256, wg_slice (version->salt, WG_QUIC_SALT_LEN), dcid, initial);
  wg_hkdf_expand_label (WG_HASH_SHA256, wg_slice (initial, 32),
                        server ? "server in" : "client in", WG_SLICE_NONE, secret, 32);
}

static const EVP_CIPHER *
cipher_of (guint16 cipher, WgHash *hash, WgHeaderMaskKind *mask)
{
  *hash = cipher == 0x1302 ? WG_HASH_SHA384 : WG_HASH_SHA256;
  switch (cipher)
    {
    case 0x1302:
      *mask = WG_HEADER_MASK_AES_256;
      return EVP_aes_256_gcm ();
    case 0x1303:
      *mask = WG_HEADER_MASK_CHACHA20;
      return EVP_chacha20_poly1305 ();
    default:
      *mask = WG_HEADER_MASK_AES_128;
      return EVP_aes_128_gcm ();
    }
}

static void
expand (const QuicSpeaker *s, WgHash hash, const char *what, guint8 *out, gsize len)
{
  g_autofree char *label = g_strconcat (s->version.prefix, what, NULL);
  gboolean masks = strcmp (what, " hp") == 0 && s->mask_secret.len > 0;
  wg_hkdf_expand_label (hash, masks ? s->mask_secret : s->secret, label, WG_SLICE_NONE, out,
                        len);
}

static void
append_id (GByteArray *out, WgSlice id)
{
  guint8 len = (guint8) id.len;

  g_byte_array_append (out, &len, 1);
  g_byte_array_append (out, id.data, len);
}

/* All before the packet number, of two bytes; the length is told for @sealed_len more. */
static void
append_header (const QuicSpeaker *s, gsize sealed_len, GByteArray *out)
{
  guint bits = (guint) s->type;
  guint8 first = (guint8) (0x41 | s->first_bits);
  guint8 word[4] = {
      (guint8) (s->version.number >> 24),
      (guint8) (s->version.number >> 16),
      (guint8) (s->version.number >> 8),
      (guint8) s->version.number,
  };
  guint8 length[2] = {(guint8) (0x40 | ((sealed_len + 2) >> 8)), (guint8) (sealed_len + 2)};

  if (s->type == WG_QUIC_SHORT)
    {
      g_byte_array_append (out, &first, 1);
      g_byte_array_append (out, s->dcid.data, (guint) s->dcid.len);
      return;
    }
  first = (guint8) (first | 0x80u | (((s->version.turned ? bits + 1 : bits) & 3u) << 4));
  g_byte_array_append (out, &first, 1);
  g_byte_array_append (out, word, 4);
  append_id (out, s->dcid);
  append_id (out, s->scid);
  if (s->type == WG_QUIC_INITIAL)
    append_id (out, s->token);
  g_byte_array_append (out, length, 2);
}

static void
encrypt (const QuicSpeaker *s,
         const EVP_CIPHER *cipher,
         WgHash hash,
         WgSlice header,
         WgSlice frames,
         guint8 *out)
{
  EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new ();
  guint8 key[32], iv[12];
  int n;

  expand (s, hash, " key", key, (gsize) EVP_CIPHER_get_key_length (cipher));
  expand (s, hash, " iv", iv, sizeof iv);
  for (guint i = 0; i < 8; i++)
    iv[11 - i] ^= (guint8) (s->number >> (8 * i));
  g_assert_true (EVP_EncryptInit_ex (context, cipher, NULL, key, iv) == 1);
  g_assert_true (EVP_EncryptUpdate (context, NULL, &n, header.data, (int) header.len) == 1);
  g_assert_true (EVP_EncryptUpdate (context, out, &n, frames.data, (int) frames.len) == 1);
  g_assert_true (EVP_EncryptFinal_ex (context, out + n, &n) == 1);
  g_assert_true (EVP_CIPHER_CTX_ctrl (context, EVP_CTRL_AEAD_GET_TAG, 16, out + frames.len)
                 == 1);
  EVP_CIPHER_CTX_free (context);
}

void
quic_seal (QuicSpeaker *s, WgSlice frames, GByteArray *datagram)
{
  guint start = datagram->len, off;
  guint8 number[2] = {(guint8) (s->number >> 8), (guint8) s->number}, bits[WG_HEADER_MASK_LEN];
  guint8 mask_key[32];
  g_autofree guint8 *sealed = g_malloc (frames.len + 16);
  WgHash hash;
  WgHeaderMaskKind kind;
  const EVP_CIPHER *cipher = cipher_of (s->cipher, &hash, &kind);
  g_autoptr (WgHeaderMask) mask = NULL;

  append_header (s, frames.len + 16, datagram);
  off = datagram->len;
  g_byte_array_append (datagram, number, 2);
  encrypt (s, cipher, hash, wg_slice (datagram->data + start, datagram->len - start), frames,
           sealed);
  g_byte_array_append (datagram, sealed, (guint) frames.len + 16);
  expand (s, hash, " hp", mask_key, (gsize) EVP_CIPHER_get_key_length (cipher));
  mask = wg_header_mask_new (kind,
                             wg_slice (mask_key, (gsize) EVP_CIPHER_get_key_length (cipher)));
  wg_header_mask_make (mask, wg_slice (datagram->data + off + 4, 16), bits);
  datagram->data[start] ^= bits[0] & (s->type == WG_QUIC_SHORT ? 0x1f : 0x0f);
  datagram->data[off] ^= bits[1];
  datagram->data[off + 1] ^= bits[2];
  s->number++;
}

void
quic_add_number (GByteArray *out, guint64 number)
{
  guint len = number < 64 ? 1 : number < 16384 ? 2 : number < (1u << 30) ? 4 : 8;
  guint bits = len == 1 ? 0 : len == 2 ? 1 : len == 4 ? 2 : 3;

  for (guint i = len; i-- > 0;)
    {
      guint8 byte = (guint8) (number >> (8 * i));
      if (i + 1 == len)
        byte = (guint8) (byte | bits << 6);
      g_byte_array_append (out, &byte, 1);
    }
}

void
quic_add_crypto (GByteArray *out, guint64 offset, WgSlice bytes)
{
  quic_add_number (out, WG_QUIC_FRAME_CRYPTO);
  quic_add_number (out, offset);
  quic_add_number (out, bytes.len);
  g_byte_array_append (out, bytes.data, (guint) bytes.len);
}

void
quic_add_stream (GByteArray *out, guint64 id, guint64 offset, WgSlice bytes, gboolean fin)
{
  quic_add_number (out, WG_QUIC_FRAME_STREAM | 6 | (fin ? 1 : 0));
  quic_add_number (out, id);
  quic_add_number (out, offset);
  quic_add_number (out, bytes.len);
  g_byte_array_append (out, bytes.data, (guint) bytes.len);
}
