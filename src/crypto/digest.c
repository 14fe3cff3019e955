#include "crypto/digest.h"

#include <openssl/evp.h>

struct WgSha256
{
  EVP_MD_CTX *context;
};

/* SHA-256 is in OpenSSL's default provider; without it nothing here could work. */
static void
begin (WgSha256 *sum)
{
  if (EVP_DigestInit_ex (sum->context, EVP_sha256 (), NULL) != 1)
    g_error ("OpenSSL has no SHA-256");
}

WgSha256 *
wg_sha256_new (void)
{
  WgSha256 *sum = g_new0 (WgSha256, 1);
  sum->context = EVP_MD_CTX_new ();
  begin (sum);
  return sum;
}

void
wg_sha256_free (WgSha256 *sum)
{
  if (sum == NULL)
    return;
  EVP_MD_CTX_free (sum->context);
  g_free (sum);
}

void
wg_sha256_reset (WgSha256 *sum)
{
  begin (sum);
}

void
wg_sha256_update (WgSha256 *sum, WgSlice bytes)
{
  if (bytes.len > 0 && EVP_DigestUpdate (sum->context, bytes.data, bytes.len) != 1)
    g_error ("OpenSSL failed in SHA-256");
}

void
wg_sha256_finish (WgSha256 *sum, guint8 out[WG_SHA256_LEN])
{
  if (EVP_DigestFinal_ex (sum->context, out, NULL) != 1)
    g_error ("OpenSSL failed in SHA-256");
  begin (sum);
}

void
wg_sha256 (WgSlice bytes, guint8 out[WG_SHA256_LEN])
{
  g_autoptr (WgSha256) sum = wg_sha256_new ();
  wg_sha256_update (sum, bytes);
  wg_sha256_finish (sum, out);
}
