#include "check/http/view.h"
#include "check/x509/view.h"
#include "crypto/weak-keys.h"

#include "base/limits.h"

/* What only several connections together tell: keys that are shared or can be computed, two
 * issuers for one host, one wildcard for mail and web. */

enum
{
  SERVICE_WEB = 1,
  SERVICE_MAIL = 2,
  SERVICE_SSL2 = 4,
  SERVICE_TLS = 8,
};

/* A public key, where it was first seen. */
typedef struct
{
  WgCertificate *certificate; /* owned */
  WgParties parties;
  char *name;
  guint32 frame;
  guint services;
  gboolean told_weak;
} Key;

/* A host by the name asked for and its address. */
typedef struct
{
  char *name;
  WgEndpoint server;
} HostKey;

typedef struct
{
  HostKey key;
  WgCertificate *certificate; /* owned */
  gboolean is_public;
  guint32 frame;
} Host;

struct WgX509Memory
{
  WgCheck *check;
  GHashTable *keys;  /* hash of a public key -> Key */
  GHashTable *hosts; /* HostKey -> Host */
  GPtrArray *rsa;    /* of Key: with different moduli */
};

static const WgCertificateFacts *
facts_of (const Key *key)
{
  return wg_certificate_facts (key->certificate);
}

static guint
hash_slice (gconstpointer slice)
{
  const WgSlice *s = slice;
  guint hash = 0;

  for (gsize i = 0; i < MIN (s->len, 8); i++)
    hash = hash * 31u + s->data[i];
  return hash;
}

static gboolean
equal_slices (gconstpointer a, gconstpointer b)
{
  return wg_slice_equal (*(const WgSlice *) a, *(const WgSlice *) b);
}

static guint
hash_host (gconstpointer data)
{
  const HostKey *key = data;

  return g_str_hash (key->name) ^ g_int_hash (key->server.address + 12);
}

static gboolean
equal_hosts (gconstpointer a, gconstpointer b)
{
  const HostKey *x = a, *y = b;

  return strcmp (x->name, y->name) == 0 && wg_endpoint_same_host (&x->server, &y->server);
}

static void
free_key (gpointer data)
{
  Key *key = data;

  wg_certificate_unref (key->certificate);
  g_free (key->name);
  g_free (key);
}

static void
free_host (gpointer data)
{
  Host *host = data;

  wg_certificate_unref (host->certificate);
  g_free (host->key.name);
  g_free (host);
}

WgX509Memory *
wg_x509_memory_new (WgCheck *check)
{
  WgX509Memory *m = g_new0 (WgX509Memory, 1);

  m->check = check;
  m->keys = g_hash_table_new_full (hash_slice, equal_slices, NULL, free_key);
  m->hosts = g_hash_table_new_full (hash_host, equal_hosts, NULL, free_host);
  m->rsa = g_ptr_array_new ();
  return m;
}

void
wg_x509_memory_free (WgX509Memory *m)
{
  g_ptr_array_unref (m->rsa);
  g_hash_table_unref (m->keys);
  g_hash_table_unref (m->hosts);
  g_free (m);
}

static gboolean
is_mail (const WgChainView *v)
{
  static const char *const started[] = {"smtp", "imap", "pop", "pop3", "ftp", NULL};
  guint16 port = v->parties->server.port;

  for (guint i = 0; v->tls != NULL && started[i] != NULL; i++)
    if (g_strcmp0 (v->tls->started_by, started[i]) == 0)
      return TRUE;
  return port == 465 || port == 993 || port == 995 || port == 990;
}

static guint
services_of (const WgChainView *v)
{
  guint services = v->tls != NULL && v->tls->version == 0x0002 ? SERVICE_SSL2 : SERVICE_TLS;
  WgSlice alpn = v->tls != NULL ? v->tls->alpn : WG_SLICE_NONE;

  if (is_mail (v))
    services |= SERVICE_MAIL;
  else if (v->quic != NULL || wg_slice_is (alpn, "h2") || wg_slice_has_prefix (alpn, "http/")
           || v->parties->server.port == 443)
    services |= SERVICE_WEB;
  return services;
}

/* --- one key, several names ------------------------------------------------------------ */

static WgSlice
main_name (const WgCertificateFacts *c)
{
  return c->dns_names.n > 0 ? *(const WgSlice *) c->dns_names.items : c->common_name;
}

/* Do they stand for two owners? One that names the host of the other is of the same. */
static gboolean
are_strangers (const WgCertificateFacts *a, const WgCertificateFacts *b)
{
  WgSlice x = main_name (a), y = main_name (b);

  if (x.len == 0 || y.len == 0 || wg_slice_equal_nocase (wg_site_of (x), wg_site_of (y)))
    return FALSE;
  if (a->organisation.len > 0 && wg_slice_equal_nocase (a->organisation, b->organisation))
    return FALSE;
  return !wg_certificate_san_covers (a->whole, y) && !wg_certificate_san_covers (b->whole, x);
}

static void
shared_key (const WgChainView *v, const Key *key, guint services)
{
  const WgCertificateFacts *first = facts_of (key);
  guint all = key->services | services;
  gboolean drown = (all & SERVICE_SSL2) != 0 && (all & SERVICE_TLS) != 0;
  WgClaim *claim;

  if (!drown && !are_strangers (first, v->leaf))
    return;
  claim = wg_chain_raise (v, &wg_finding_x509_key_shared, WG_SEVERITY_DEFAULT);
  wg_claim_frame (claim, key->frame);
  if (drown)
    wg_claim_say (claim, "The key of \"%.*s\" serves SSL 2.0 and TLS.", WG_NAME (v->name));
  else
    wg_claim_say (claim, "The servers of \"%s\" and \"%.*s\" have one and the same key.",
                  key->name, WG_NAME (v->name));
}

static void
wildcard_everywhere (const WgChainView *v, const Key *key, guint services)
{
  const WgSlice *names = v->leaf->dns_names.items;
  guint all = key->services | services;
  WgClaim *claim;

  if ((all & SERVICE_MAIL) == 0 || (all & SERVICE_WEB) == 0)
    return;
  for (guint i = 0; i < v->leaf->dns_names.n; i++)
    if (wg_slice_has_prefix (names[i], "*."))
      {
        claim = wg_chain_raise (v, &wg_finding_x509_wildcard, WG_SEVERITY_MEDIUM);
        wg_claim_frame (claim, key->frame);
        wg_claim_say (
            claim,
            "The certificate for \"%.*s\" serves both mail and web, so that one can be "
            "taken for the other.",
            WG_NAME (names[i]));
        return;
      }
}

static Key *
add_key (WgX509Memory *m, const WgChainView *v, guint services)
{
  Key *key;

  if (g_hash_table_size (m->keys) >= WG_LIMIT_X509_KEYS)
    return NULL;
  key = g_new0 (Key, 1);
  key->certificate = wg_certificate_ref (v->leaf->whole);
  key->parties = *v->parties;
  key->name = g_strndup ((const char *) v->name.data, MIN (v->name.len, WG_LIMIT_FINDING_NAME));
  key->frame = v->frame;
  key->services = services;
  g_hash_table_insert (m->keys, (gpointer) &facts_of (key)->spki_sha256, key);
  if (v->leaf->modulus.len > 0)
    g_ptr_array_add (m->rsa, key);
  return key;
}

static void
remember_key (WgX509Memory *m, const WgChainView *v)
{
  Key *key = g_hash_table_lookup (m->keys, &v->leaf->spki_sha256);
  guint services = services_of (v);
  WgClaim *claim;

  if (v->leaf->spki_sha256.len == 0)
    return;
  if (key != NULL)
    {
      shared_key (v, key, services);
      if ((key->services | services) != key->services)
        wildcard_everywhere (v, key, services);
      key->services |= services;
      return;
    }
  if (add_key (m, v, services) == NULL || !wg_modulus_is_roca (v->leaf->modulus))
    return;
  claim = wg_chain_raise (v, &wg_finding_x509_known_weak_key, WG_SEVERITY_DEFAULT);
  wg_claim_say (claim,
                "The RSA key of \"%.*s\" was made by a faulty generator of Infineon's (ROCA).",
                WG_NAME (v->name));
}

/* --- one host, two issuers ------------------------------------------------------------- */

static void
two_issuers (const WgChainView *v, const Host *host)
{
  const WgCertificateFacts *first = wg_certificate_facts (host->certificate);
  const WgCertificateFacts *strange = host->is_public ? v->leaf : first;
  WgClaim *claim;

  if (host->is_public == v->is_public || wg_slice_equal (first->issuer, v->leaf->issuer))
    return;
  claim = wg_chain_raise_for (v, &wg_finding_x509_interception_issuer, WG_SEVERITY_DEFAULT,
                              "x509.issuer", strange->issuer);
  wg_claim_frame (claim, host->frame);
  wg_claim_confidence (claim, WG_CONFIDENCE_MEDIUM);
  wg_claim_say (claim,
                "One address showed two certificates for \"%.*s\": one of a public CA, and one "
                "that \"%.*s\" issued.",
                WG_NAME (v->sni), WG_NAME (strange->issuer));
}

static void
remember_host (WgX509Memory *m, const WgChainView *v)
{
  g_autofree char *name = NULL;
  HostKey key = {.server = v->parties->server};
  Host *host;

  if (v->sni.len == 0 || v->sni.len > WG_LIMIT_FINDING_NAME)
    return;
  name = g_ascii_strdown ((const char *) v->sni.data, (gssize) v->sni.len);
  key.name = name;
  host = g_hash_table_lookup (m->hosts, &key);
  if (host != NULL)
    {
      two_issuers (v, host);
      return;
    }
  if (g_hash_table_size (m->hosts) >= WG_LIMIT_X509_HOSTS)
    return;
  host = g_new0 (Host, 1);
  host->key.server = key.server;
  host->key.name = g_steal_pointer (&name);
  host->certificate = wg_certificate_ref (v->leaf->whole);
  host->is_public = v->is_public;
  host->frame = v->frame;
  g_hash_table_insert (m->hosts, &host->key, host);
}

void
wg_x509_remember (WgX509Memory *m, const WgChainView *v)
{
  remember_key (m, v);
  remember_host (m, v);
}

/* --- primes that two keys share -------------------------------------------------------- */

void
wg_x509_memory_finish (WgX509Memory *m)
{
  guint n = m->rsa->len;
  g_autofree WgSlice *moduli = g_new (WgSlice, n + 1);
  g_autofree gboolean *shared = g_new0 (gboolean, n + 1);

  for (guint i = 0; i < n; i++)
    moduli[i] = facts_of (g_ptr_array_index (m->rsa, i))->modulus;
  if (n > 1)
    wg_moduli_share_primes (moduli, n, shared);
  for (guint i = 0; i < n; i++)
    if (shared[i])
      {
        const Key *key = g_ptr_array_index (m->rsa, i);
        WgClaim *claim =
            wg_check_raise (m->check, &wg_finding_x509_known_weak_key, WG_SEVERITY_DEFAULT,
                            &key->parties, wg_slice_str (key->name), key->frame);
        wg_claim_show (claim, key->frame, "x509.subject", facts_of (key)->subject);
        wg_claim_say (claim,
                      "The RSA key of \"%s\" shares a prime with another key of this capture: "
                      "both can be computed.",
                      key->name);
      }
}
