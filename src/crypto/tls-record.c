#include "crypto/tls-record.h"

#define HEADER_LEN                                                                             \
  13u                   /* number, type, version, length: what a MAC covers besides the bytes  \
                         */
#define EXPLICIT_LEN 8u /* of the nonce in GCM and CCM of TLS 1.2 */

struct WgTlsOpener
{
  WgTlsProtection protection;
  WgTlsWriteKeys keys;
  WgAead *aead;
  WgCipher *cipher;
  WgHmac *hmac;
  guint64 number;
  guint8 block_len;
  guint8 mac_len; /* as it stands in the record */
  gboolean explicit_iv;
};

WgTlsOpener *
wg_tls_opener_new (const WgTlsProtection *protection, const WgTlsWriteKeys *keys)
{
  const WgTlsSuite *suite = &protection->suite;
  WgTlsOpener *o = g_new0 (WgTlsOpener, 1);
  WgSlice key = wg_slice (keys->key, keys->key_len);

  o->protection = *protection;
  o->keys = *keys;
  if (suite->aead >= 0)
    o->aead = wg_aead_new ((WgAeadKind) suite->aead, key);
  else if (protection->version < 0x0304)
    o->cipher = wg_cipher_new (suite->cipher, key);
  if (o->aead == NULL && o->cipher == NULL)
    {
      wg_tls_opener_free (o);
      return NULL;
    }
  if (o->aead == NULL)
    {
      o->block_len = (guint8) wg_cipher_block_len (suite->cipher);
      o->explicit_iv = o->block_len > 0 && protection->version >= 0x0302;
      o->mac_len = protection->truncated_mac ? 10 : keys->mac_len;
      if (protection->version != 0x0300)
        o->hmac = wg_hmac_new (suite->mac, wg_slice (keys->mac, keys->mac_len));
    }
  return o;
}

void
wg_tls_opener_free (WgTlsOpener *opener)
{
  if (opener == NULL)
    return;
  wg_aead_free (opener->aead);
  wg_cipher_free (opener->cipher);
  wg_hmac_free (opener->hmac);
  g_free (opener);
}

guint64
wg_tls_opener_number (const WgTlsOpener *opener)
{
  return opener->number;
}

void
wg_tls_opener_set_number (WgTlsOpener *opener, guint64 number)
{
  opener->number = number;
}

gboolean
wg_tls_opener_can_seek (const WgTlsOpener *opener)
{
  return opener->aead != NULL || opener->block_len > 0
         || opener->protection.suite.cipher == WG_CIPHER_NULL;
}

guint
wg_tls_opener_overhead (const WgTlsOpener *opener)
{
  const WgTlsOpener *o = opener;

  if (o->protection.version >= 0x0304)
    return wg_aead_tag (o->aead) + 1;
  if (o->aead != NULL)
    return wg_aead_tag (o->aead) + (o->keys.iv_len == WG_AEAD_NONCE_LEN ? 0 : EXPLICIT_LEN);
  return (o->explicit_iv ? o->block_len : 0u) + o->mac_len + (o->block_len > 0 ? 1u : 0u);
}

static void
put_number (guint8 *to, guint64 value, guint len)
{
  for (guint i = 0; i < len; i++)
    to[i] = (guint8) (value >> 8 * (len - 1 - i));
}

/* RFC 5246 §6.2.3.1 and §6.2.3.3 */
static WgSlice
make_header (const WgTlsOpener *o, const WgTlsSealed *record, gsize len, guint8 out[HEADER_LEN])
{
  put_number (out, o->number, 8);
  put_number (out + 8, record->type, 1);
  put_number (out + 9, record->version, 2);
  put_number (out + 11, len, 2);
  return wg_slice (out, HEADER_LEN);
}

/* RFC 8446 §5.3, RFC 7905 §2: the fixed part with the number in its last bytes. */
static WgSlice
make_nonce (const WgTlsOpener *o, guint8 out[WG_AEAD_NONCE_LEN])
{
  guint8 number[8];

  put_number (number, o->number, 8);
  memcpy (out, o->keys.iv, WG_AEAD_NONCE_LEN);
  for (guint i = 0; i < 8; i++)
    out[4 + i] ^= number[i];
  return wg_slice (out, WG_AEAD_NONCE_LEN);
}

/* RFC 8446 §5.2: the type stands behind the content, zeros behind the type. */
static gboolean
open_13 (WgTlsOpener *o, WgTlsSealed *record, guint8 *out, WgSlice *plain)
{
  guint8 nonce[WG_AEAD_NONCE_LEN], header[5];
  WgSlice aad = WG_SLICE_NONE;
  gsize len;

  put_number (header, record->type, 1);
  put_number (header + 1, record->version, 2);
  put_number (header + 3, record->sealed.len, 2);
  if (!o->protection.no_aad)
    aad = wg_slice (header, sizeof header);
  if (!wg_aead_open (o->aead, make_nonce (o, nonce), aad, record->sealed, out))
    return FALSE;
  len = record->sealed.len - wg_aead_tag (o->aead);
  while (len > 0 && out[len - 1] == 0)
    len--;
  if (len == 0)
    return FALSE;
  record->type = out[len - 1];
  *plain = wg_slice (out, len - 1);
  return TRUE;
}

static gboolean
open_aead (WgTlsOpener *o, WgTlsSealed *record, guint8 *out, WgSlice *plain)
{
  gsize front = o->keys.iv_len == WG_AEAD_NONCE_LEN ? 0 : EXPLICIT_LEN;
  guint8 nonce[WG_AEAD_NONCE_LEN], header[HEADER_LEN];
  gsize over = front + wg_aead_tag (o->aead);
  WgSlice text, aad;

  if (record->sealed.len < over)
    return FALSE;
  if (front == 0)
    make_nonce (o, nonce);
  else
    {
      memcpy (nonce, o->keys.iv, o->keys.iv_len);
      wg_slice_copy (wg_slice_sub (record->sealed, 0, front), nonce + o->keys.iv_len);
    }
  text = wg_slice_sub (record->sealed, front, record->sealed.len);
  aad = make_header (o, record, record->sealed.len - over, header);
  if (!wg_aead_open (o->aead, wg_slice (nonce, sizeof nonce), aad, text, out))
    return FALSE;
  *plain = wg_slice (out, record->sealed.len - over);
  return TRUE;
}

/* RFC 6101 §5.2.3.1 */
static void
ssl3_mac (const WgTlsOpener *o, const WgTlsSealed *record, WgSlice text, guint8 *out)
{
  WgHash hash = o->protection.suite.mac;
  gsize pad_len = hash == WG_HASH_MD5 ? 48 : 40;
  guint8 pad[48], front[11], inner[WG_HASH_MAX];
  WgSlice secret = wg_slice (o->keys.mac, o->keys.mac_len);

  put_number (front, o->number, 8);
  put_number (front + 8, record->type, 1);
  put_number (front + 9, text.len, 2);
  memset (pad, 0x36, sizeof pad);
  wg_hash_sum (
      hash, (WgSlice[]){secret, wg_slice (pad, pad_len), wg_slice (front, sizeof front), text},
      4, inner);
  memset (pad, 0x5c, sizeof pad);
  wg_hash_sum (
      hash, (WgSlice[]){secret, wg_slice (pad, pad_len), wg_slice (inner, wg_hash_len (hash))},
      3, out);
}

/* Does @mac fit @before and @text? */
static gboolean
mac_fits (
    const WgTlsOpener *o, const WgTlsSealed *record, WgSlice before, WgSlice text, WgSlice mac)
{
  guint8 wanted[WG_HASH_MAX], header[HEADER_LEN];

  if (o->hmac == NULL)
    ssl3_mac (o, record, text, wanted);
  else
    {
      WgSlice parts[] = {make_header (o, record, before.len + text.len, header), before, text};
      wg_hmac_sum (o->hmac, parts, 3, wanted);
    }
  return wg_slice_equal (mac, wg_slice (wanted, o->mac_len));
}

/* RFC 5246 §6.2.3.2: the last byte counts those before it, which all say the same; in SSL 3.0
 * they may be anything. */
static gboolean
strip_padding (const WgTlsOpener *o, WgSlice *text)
{
  gint n = wg_slice_at (*text, text->len - 1);
  gsize len = (gsize) MAX (n, 0) + 1;

  if (n < 0 || len > text->len)
    return FALSE;
  for (gsize i = 1; i < len && o->protection.version != 0x0300; i++)
    if (wg_slice_at (*text, text->len - 1 - i) != n)
      return FALSE;
  text->len -= len;
  return TRUE;
}

/* Takes the MAC off the end of @bytes. */
static gboolean
split_mac (const WgTlsOpener *o, WgSlice *bytes, WgSlice *mac)
{
  if (bytes->len < o->mac_len)
    return FALSE;
  bytes->len -= o->mac_len;
  *mac = wg_slice (bytes->data + bytes->len, o->mac_len);
  return TRUE;
}

/* The first block, or the last of the record before (RFC 2246 §6.2.3.2). */
static gboolean
split_iv (WgTlsOpener *o, WgSlice *text, WgSlice *iv)
{
  if (!o->explicit_iv)
    {
      *iv = wg_slice (o->keys.iv, o->block_len);
      return TRUE;
    }
  if (text->len < o->block_len)
    return FALSE;
  *iv = wg_slice_sub (*text, 0, o->block_len);
  *text = wg_slice (text->data + o->block_len, text->len - o->block_len);
  return TRUE;
}

static gboolean
open_block (WgTlsOpener *o, WgTlsSealed *record, guint8 *out, WgSlice *plain)
{
  WgSlice text = record->sealed, mac = WG_SLICE_NONE, iv;
  gboolean etm = o->protection.encrypt_then_mac;

  if ((etm && !split_mac (o, &text, &mac)) || !split_iv (o, &text, &iv) || text.len == 0)
    return FALSE;
  if (etm && !mac_fits (o, record, o->explicit_iv ? iv : WG_SLICE_NONE, text, mac))
    return FALSE;
  if (!wg_cipher_decrypt (o->cipher, iv, text, out))
    return FALSE;
  *plain = wg_slice (out, text.len);
  if (!strip_padding (o, plain))
    return FALSE;
  return etm
         || (split_mac (o, plain, &mac) && mac_fits (o, record, WG_SLICE_NONE, *plain, mac));
}

/* RFC 5246 §6.2.3.1 */
static gboolean
open_stream (WgTlsOpener *o, WgTlsSealed *record, guint8 *out, WgSlice *plain)
{
  WgSlice mac;

  if (!wg_cipher_decrypt (o->cipher, WG_SLICE_NONE, record->sealed, out))
    return FALSE;
  *plain = wg_slice (out, record->sealed.len);
  return split_mac (o, plain, &mac) && mac_fits (o, record, WG_SLICE_NONE, *plain, mac);
}

void
wg_tls_opener_pass (WgTlsOpener *opener, WgSlice sealed)
{
  gsize n = opener->block_len;

  if (n == 0 || opener->explicit_iv)
    return;
  if (opener->protection.encrypt_then_mac)
    sealed.len -= MIN (sealed.len, opener->mac_len);
  if (sealed.len >= n)
    wg_slice_copy (wg_slice_sub (sealed, sealed.len - n, n), opener->keys.iv);
}

gboolean
wg_tls_opener_open (WgTlsOpener *opener, WgTlsSealed *record, guint8 *out, WgSlice *plain)
{
  WgTlsOpener *o = opener;
  gboolean ok;

  if (o->protection.version >= 0x0304)
    ok = open_13 (o, record, out, plain);
  else if (o->aead != NULL)
    ok = open_aead (o, record, out, plain);
  else if (o->block_len > 0)
    ok = open_block (o, record, out, plain);
  else
    ok = open_stream (o, record, out, plain);
  if (!ok)
    return FALSE;
  o->number++;
  wg_tls_opener_pass (o, record->sealed);
  return TRUE;
}
