#include "tls-certificates.h"

static const guint cache_key; /* its address names the cache */

static gpointer
make_cache (void)
{
  return wg_certificate_cache_new ();
}

static void
free_cache (gpointer cache)
{
  wg_certificate_cache_free (cache);
}

WgCertificateCache *
wg_tls_certificate_cache (WgChannel *channel)
{
  return wg_channel_shared (channel, &cache_key, make_cache, free_cache);
}
