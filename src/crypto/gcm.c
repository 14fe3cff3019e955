#include "crypto/gcm.h"

#include "base/reader.h"

#include <openssl/err.h>
#include <openssl/evp.h>

#define BLOCK 16u

/* A block as a polynomial, its first bit on top. */
typedef struct
{
  guint64 high, low;
} Field;

struct WgGcm
{
  EVP_CIPHER_CTX *context;
  Field h;
};

/* Cipher text of @len bytes of @in, the counter being @front and @number. */
static gboolean
count (WgGcm *gcm, const guint8 front[12], guint8 number, WgSlice in, guint8 *out)
{
  guint8 counter[BLOCK] = {0};
  int n;

  memcpy (counter, front, 12);
  counter[BLOCK - 1] = number;
  if (EVP_EncryptInit_ex (gcm->context, NULL, NULL, NULL, counter) != 1)
    return FALSE;
  return in.len == 0 || EVP_EncryptUpdate (gcm->context, out, &n, in.data, (int) in.len) == 1;
}

/* The next block, with zeros where bytes are missing. */
static Field
next_block (WgReader *r)
{
  guint8 block[BLOCK] = {0};
  WgSlice part = wg_slice_sub (wg_reader_rest (r), 0, BLOCK);
  WgReader whole = wg_reader (wg_slice (block, BLOCK), WG_END_WHOLE);
  Field out = {0, 0};

  wg_slice_copy (part, block);
  if (!wg_reader_skip (r, part.len) || !wg_reader_u64 (&whole, &out.high)
      || !wg_reader_u64 (&whole, &out.low))
    g_assert_not_reached ();
  return out;
}

/* SP 800-38D §6.3 */
static Field
multiply (Field x, Field y)
{
  Field z = {0, 0};

  for (guint i = 0; i < 128; i++)
    {
      guint64 bit = (i < 64 ? x.high >> (63 - i) : x.low >> (127 - i)) & 1;
      guint64 carry = y.low & 1;

      z.high ^= y.high & (0 - bit);
      z.low ^= y.low & (0 - bit);
      y.low = y.low >> 1 | y.high << 63;
      y.high = y.high >> 1 ^ (G_GUINT64_CONSTANT (0xe1) << 56 & (0 - carry));
    }
  return z;
}

static Field
hash (Field sum, Field h, WgSlice bytes)
{
  WgReader r = wg_reader (bytes, WG_END_WHOLE);

  while (wg_reader_left (&r) > 0)
    {
      Field block = next_block (&r);
      sum = multiply ((Field){sum.high ^ block.high, sum.low ^ block.low}, h);
    }
  return sum;
}

WgGcm *
wg_gcm_new (const char *name, WgSlice key)
{
  static const guint8 zeros[BLOCK];
  EVP_CIPHER *cipher = EVP_CIPHER_fetch (NULL, name, NULL);
  WgGcm *gcm = g_new0 (WgGcm, 1);
  guint8 block[BLOCK];
  WgReader r = wg_reader (wg_slice (block, BLOCK), WG_END_WHOLE);
  gboolean ok;

  gcm->context = EVP_CIPHER_CTX_new ();
  ok = cipher != NULL && (gsize) EVP_CIPHER_get_key_length (cipher) == key.len
       && EVP_EncryptInit_ex (gcm->context, cipher, NULL, key.data, NULL) == 1
       && count (gcm, zeros, 0, wg_slice (zeros, BLOCK), block);
  EVP_CIPHER_free (cipher);
  ERR_clear_error ();
  if (!ok)
    {
      wg_gcm_free (gcm);
      return NULL;
    }
  gcm->h = next_block (&r);
  return gcm;
}

void
wg_gcm_free (WgGcm *gcm)
{
  if (gcm == NULL)
    return;
  EVP_CIPHER_CTX_free (gcm->context);
  g_free (gcm);
}

gboolean
wg_gcm_open (WgGcm *gcm, WgSlice nonce, WgSlice aad, WgSlice text, WgSlice tag, guint8 *out)
{
  static const guint8 zeros[BLOCK];
  Field sum = {0, 0}, last;
  guint8 mask[BLOCK];
  WgReader r = wg_reader (wg_slice (mask, BLOCK), WG_END_WHOLE);
  WgReader wanted = wg_reader (tag, WG_END_WHOLE);

  g_assert (nonce.len == 12 && tag.len == BLOCK);
  sum = hash (sum, gcm->h, aad);
  sum = hash (sum, gcm->h, text);
  sum.high ^= (guint64) aad.len * 8;
  sum.low ^= (guint64) text.len * 8;
  sum = multiply (sum, gcm->h);
  if (!count (gcm, nonce.data, 1, wg_slice (zeros, BLOCK), mask))
    return FALSE;
  last = next_block (&r);
  sum = (Field){sum.high ^ last.high, sum.low ^ last.low};
  last = next_block (&wanted);
  return sum.high == last.high && sum.low == last.low && count (gcm, nonce.data, 2, text, out);
}
