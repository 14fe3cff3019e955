#include "check/tls/primes.h"

#include "crypto/digest.h"

/* Primes that came with programs or standards, by the SHA-256 of their bytes: small ones, which
 * somebody has had years to prepare for. Larger standard groups are no fault. */
static const struct
{
  const char *sum;
  const char *name;
} known[] = {
    {"3cdb020b9ef298b2f3f6cf5a872af527337bf7b9f654b2e70c49da16a4d24137",
     "mod_ssl 2.0, 512 bits"},
    {"db01e702899166da28c9bc7896af62bcdf0c96d0fb341950ba80e68bd51a57ef",
     "Apache 2.2, 512 bits"},
    {"f79d1db3c955a28fdeca462670a0712efee4b588c7858e4943883f903bd1354b",
     "mod_ssl 2.0, 1024 bits"},
    {"bf910d9df4e0b2e76cda7443f592aa118e33ba2c224ebc27fb8978d873c8c2e3",
     "Apache 2.2, 1024 bits"},
    {"8ae47dca3d24e9b64640062686da234dcabada26b0da6f090c5449c1338d9a11",
     "old nginx, 1024 bits"},
    {"73b391ec8da33ee197aed17d7cfce1321b94e04c5b55b3c02c1c7198eb88715b", "Java 7, 512 bits"},
    {"ee5483fe4b96caa10cb5b863ec409aab2762e6bf43af4a8a0a42817fef4dd7f3", "Java 7, 768 bits"},
    {"cc21a33dd1a3edf40bf636b5496e4aede198a437a8548e0cc1a621424e42419b", "Java 7, 1024 bits"},
    {"f26e2403f3f07946654404909f0ff81d9354de17250411b4c04b89af73178425", "OpenSSL, 512 bits"},
    {"66d0bf38b0bdfacf2fdae33f35102ab6079fd5ff0feff8e436a4063745c72739", "OpenSSL, 1024 bits"},
    {"b52ba6a3026520a6c49d37e4587601801bee500123b3259b6bf03e7cecc3e63d",
     "Oakley group 1, 768 bits"},
    {"3f35a3f5f6c4376a744acad409bb22f8d897f949d2311d885adaa890981b67a0",
     "Oakley group 2, 1024 bits"},
    {"44c55cfee5c075927cf682da5b681bdecbd5c3eb0784c14f5dce7610f0ef133d", "RFC 5114, 1024 bits"},
    {"ef627d8cc44144f36a075d8dd8511bbd278cb5cf438f1052bdbdabe715232c1e", "Postfix, 1024 bits"},
    {"bfa876fe4671a9c696c8e256c13d7fadaa05c8991660e0924604ff7b239c6d1a",
     "Cisco IronPort, 1024 bits"},
};

const char *
wg_prime_name (WgSlice prime)
{
  guint8 sum[WG_SHA256_LEN];
  char text[2 * WG_SHA256_LEN + 1];

  wg_sha256 (prime, sum);
  for (guint i = 0; i < WG_SHA256_LEN; i++)
    g_snprintf (text + 2 * i, 3, "%02x", sum[i]);
  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_str_equal (known[i].sum, text))
      return known[i].name;
  return NULL;
}
