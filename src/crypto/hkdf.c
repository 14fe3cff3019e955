#include "crypto/hkdf.h"

void
wg_hkdf_extract (WgHash hash, WgSlice salt, WgSlice ikm, guint8 *out)
{
  g_autoptr (WgHmac) hmac = wg_hmac_new (hash, salt);
  wg_hmac_sum (hmac, &ikm, 1, out);
}

void
wg_hkdf_expand (WgHash hash, WgSlice secret, WgSlice info, guint8 *out, gsize len)
{
  g_autoptr (WgHmac) hmac = wg_hmac_new (hash, secret);
  gsize step = wg_hash_len (hash);
  guint8 block[WG_HASH_MAX], number = 0;
  gsize done = 0;

  g_assert (len <= 255 * step);
  while (done < len)
    {
      gsize n = MIN (step, len - done);
      WgSlice parts[3];

      parts[0] = wg_slice (block, number > 0 ? step : 0);
      number++;
      parts[1] = info;
      parts[2] = wg_slice (&number, 1);
      wg_hmac_sum (hmac, parts, 3, block);
      memcpy (out + done, block, n);
      done += n;
    }
}

void
wg_hkdf_expand_label_of (WgHash hash,
                         WgSlice secret,
                         const char *prefix,
                         const char *label,
                         WgSlice context,
                         guint8 *out,
                         gsize len)
{
  gsize n_prefix = strlen (prefix), n_label = strlen (label);
  guint8 info[2 + 1 + 255 + 1 + 255];
  gsize n = 0;

  g_assert (n_prefix + n_label <= 255 && context.len <= 255 && len <= G_MAXUINT16);
  info[n++] = (guint8) (len >> 8);
  info[n++] = (guint8) (len & 0xff);
  info[n++] = (guint8) (n_prefix + n_label);
  memcpy (info + n, prefix, n_prefix);
  n += n_prefix;
  memcpy (info + n, label, n_label);
  n += n_label;
  info[n++] = (guint8) context.len;
  wg_slice_copy (context, info + n);
  n += context.len;
  wg_hkdf_expand (hash, secret, wg_slice (info, n), out, len);
}

void
wg_hkdf_expand_label (
    WgHash hash, WgSlice secret, const char *label, WgSlice context, guint8 *out, gsize len)
{
  wg_hkdf_expand_label_of (hash, secret, "tls13 ", label, context, out, len);
}
