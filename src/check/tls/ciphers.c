#include "base/limits.h"
#include "check/tls/facts.h"

/* What the server chose to encrypt with, and what a client offers. */

#define MANY_BYTES (G_GUINT64_CONSTANT (1) << 30)

static WgClaim *
raise_suite (const WgTlsFacts *facts, const WgFindingType *type, WgSeverity severity)
{
  WgClaim *claim = wg_check_raise (facts->check, type, severity, facts->parties, facts->sni,
                                   facts->suite_frame);

  if (facts->suite_name != NULL)
    wg_claim_show (claim, facts->suite_frame, "tls.handshake.ciphersuite",
                   wg_slice_str (facts->suite_name));
  return claim;
}

/* RFC 3207: mail servers take what they get, as clear text would be worse. */
static gboolean
is_opportunistic (const WgTlsFacts *facts)
{
  return facts->tls != NULL && g_strcmp0 (facts->tls->started_by, "smtp") == 0;
}

static const struct
{
  guint class;
  const WgFindingType *type;
  const char *words;
} rows[] = {
    {WG_SUITE_NULL, &wg_finding_tls_cipher_null, "which encrypts nothing"},
    {WG_SUITE_EXPORT, &wg_finding_tls_cipher_export, "whose keys are 40 or 56 bits strong"},
    {WG_SUITE_RC4, &wg_finding_tls_cipher_rc4, "which encrypts with RC4"},
    {WG_SUITE_DES, &wg_finding_tls_cipher_des, "whose key has 56 bits"},
    {WG_SUITE_MD5, &wg_finding_tls_cipher_md5_mac, "which protects records with MD5"},
};

static void
plain_classes (const WgTlsFacts *facts)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if ((facts->classes & rows[i].class) != 0)
      wg_claim_say (raise_suite (facts, rows[i].type, WG_SEVERITY_DEFAULT),
                    "The server chose %s, %s.", facts->suite_name, rows[i].words);
}

static void
anonymous (const WgTlsFacts *facts)
{
  WgClaim *claim;

  if ((facts->classes & WG_SUITE_ANON) == 0)
    return;
  claim = raise_suite (facts, &wg_finding_tls_cipher_anon,
                       is_opportunistic (facts) ? WG_SEVERITY_MEDIUM : WG_SEVERITY_DEFAULT);
  wg_claim_say (claim, "The server chose %s: it showed no certificate and signed nothing%s.",
                facts->suite_name,
                is_opportunistic (facts) ? ", as mail servers do that would otherwise send "
                                           "everything in the clear"
                                         : "");
}

static void
block_64 (const WgTlsFacts *facts)
{
  const WgTlsBothRecords *records = &facts->tls->records;
  guint64 most = MAX (records->client.application_bytes, records->server.application_bytes);
  WgClaim *claim;

  if ((facts->classes & WG_SUITE_BLOCK_64) == 0)
    return;
  claim = raise_suite (facts, &wg_finding_tls_cipher_64bit_block,
                       most > MANY_BYTES ? WG_SEVERITY_HIGH : WG_SEVERITY_DEFAULT);
  wg_claim_say (claim,
                "The server chose %s; one direction carried %" G_GUINT64_FORMAT
                " bytes under it. Sweet32 needs about 32 GiB under one key.",
                facts->suite_name, most);
}

static gboolean
both_said (const WgTlsFacts *facts, guint16 extension)
{
  return facts->hello != NULL && facts->server != NULL
         && wg_tls_has_u16 (&facts->hello->extensions, extension)
         && wg_tls_has_u16 (&facts->server->extensions, extension);
}

static void
cbc (const WgTlsFacts *facts)
{
  gboolean encrypt_first = both_said (facts, WG_TLS_EXT_ENCRYPT_THEN_MAC);
  gboolean old = facts->version <= 0x0301;
  WgClaim *claim;

  if ((facts->classes & WG_SUITE_CBC) == 0)
    return;
  claim = raise_suite (facts, &wg_finding_tls_cipher_cbc,
                       encrypt_first ? WG_SEVERITY_INFO
                       : old         ? WG_SEVERITY_MEDIUM
                                     : WG_SEVERITY_DEFAULT);
  wg_claim_say (claim, "The server chose %s with %s%s.", facts->suite_name,
                wg_tls_version_text (facts->sent_version),
                encrypt_first ? "; both ends agreed to encrypt before they authenticate, which "
                                "closes the oracle"
                : old         ? ", whose next IV is known beforehand (BEAST)"
                              : "");
}

static void
static_keys (const WgTlsFacts *facts)
{
  if (facts->version < 0x0300 || facts->version > 0x0303)
    return;
  if ((facts->classes & WG_SUITE_STATIC_RSA) != 0 && facts->conduct->server_key.frame == 0)
    wg_claim_say (
        raise_suite (facts, &wg_finding_tls_kex_static_rsa, WG_SEVERITY_DEFAULT),
        "The server chose %s: the client encrypts the secret with the certificate's key%s.",
        facts->suite_name, facts->resumed ? "; this session is resumed and inherits that" : "");
  if ((facts->classes & WG_SUITE_STATIC_DH) != 0)
    wg_claim_say (raise_suite (facts, &wg_finding_tls_kex_static_dh, WG_SEVERITY_DEFAULT),
                  "The server chose %s: its half of the Diffie-Hellman exchange is the "
                  "certificate's key, the same for everybody.",
                  facts->suite_name);
}

static void
plain_psk (const WgTlsFacts *facts)
{
  WgClaim *claim;

  if ((facts->classes & WG_SUITE_PLAIN_PSK) != 0)
    {
      claim = raise_suite (facts, &wg_finding_tls_kex_psk_plain, WG_SEVERITY_DEFAULT);
      wg_claim_say (claim,
                    "The server chose %s: the shared key alone makes the session's keys.",
                    facts->suite_name);
      return;
    }
  if (facts->version != 0x0304 || facts->server == NULL
      || !wg_tls_has_u16 (&facts->server->extensions, WG_TLS_EXT_PRE_SHARED_KEY)
      || wg_tls_has_u16 (&facts->server->extensions, WG_TLS_EXT_KEY_SHARE)
      || wg_tls_has_u16 (&facts->server->extensions, WG_TLS_EXT_KEY_SHARE_DRAFT))
    return;
  claim = raise_suite (facts, &wg_finding_tls_kex_psk_plain, WG_SEVERITY_DEFAULT);
  wg_claim_say (claim, "The server's hello accepts a pre-shared key and holds no key share "
                       "(psk_ke).");
}

static void
truncated_hmac (const WgTlsFacts *facts)
{
  WgClaim *claim;

  if (facts->version > 0x0303 || (facts->classes & WG_SUITE_GCM) != 0
      || !both_said (facts, WG_TLS_EXT_TRUNCATED_HMAC))
    return;
  claim = raise_suite (facts, &wg_finding_tls_truncated_hmac, WG_SEVERITY_DEFAULT);
  wg_claim_say (claim, "Both hellos agree on truncated_hmac: records carry 10 bytes of their "
                       "checksum.");
}

/* How many suites of each kind a client offers. */
typedef struct
{
  guint null, anon, export, rc4, des;
} Offered;

static void
count (Offered *out, guint classes)
{
  out->null += (classes & WG_SUITE_NULL) != 0;
  out->anon += (classes & WG_SUITE_ANON) != 0;
  out->export += (classes & WG_SUITE_EXPORT) != 0;
  out->rc4 += (classes & WG_SUITE_RC4) != 0;
  out->des += (classes & WG_SUITE_DES) != 0;
}

/* Programs whose lists have nothing weak in them, by JA4, which stands for the list. */
static gpointer
ciphers_open (WgCheck *check)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

static void
ciphers_close (gpointer state)
{
  g_hash_table_unref (state);
}

static void
offers (GHashTable *harmless, const WgTlsFacts *facts)
{
  const WgTlsClientHelloRecord *hello = facts->hello;
  const guint16 *suites = hello != NULL ? hello->ciphers.items : NULL;
  const guint32 *kinds = hello != NULL ? hello->ssl2_ciphers.items : NULL;
  Offered n = {0};
  WgClaim *claim;

  if (hello == NULL || (hello->ja4 != NULL && g_hash_table_contains (harmless, hello->ja4)))
    return;
  for (guint i = 0; i < hello->ciphers.n; i++)
    count (&n, wg_suite_classes (suites[i]) & WG_SUITE_WEAK);
  for (guint i = 0; i < hello->ssl2_ciphers.n; i++)
    count (&n, wg_suite_ssl2_classes (kinds[i]) & WG_SUITE_WEAK);
  if (n.null + n.anon + n.export + n.rc4 + n.des == 0)
    {
      if (hello->ja4 != NULL && g_hash_table_size (harmless) < WG_LIMIT_TLS_REMEMBERED)
        g_hash_table_add (harmless, g_strdup (hello->ja4));
      return;
    }
  claim = wg_check_raise (
      facts->check, &wg_finding_tls_client_offers_weak, WG_SEVERITY_DEFAULT, facts->parties,
      wg_slice_str (hello->ja4 != NULL ? hello->ja4 : "SSL 2.0 hello"), facts->client_frame);
  if (hello->ja4 != NULL)
    wg_claim_show (claim, facts->client_frame, "tls.handshake.ja4", wg_slice_str (hello->ja4));
  wg_claim_say (claim,
                "This client offers %u suites: %u without encryption, %u without "
                "authentication, %u of export strength, %u with RC4, %u with DES.",
                hello->ciphers.n + hello->ssl2_ciphers.n, n.null, n.anon, n.export, n.rc4,
                n.des);
}

static void
judge (gpointer state, const WgTlsFacts *facts)
{
  if (facts->tls == NULL)
    return;
  offers (state, facts);
  if (facts->server == NULL)
    return;
  if (facts->classes != 0)
    {
      plain_classes (facts);
      anonymous (facts);
      block_64 (facts);
      cbc (facts);
      static_keys (facts);
    }
  plain_psk (facts);
  truncated_hmac (facts);
}

const WgTlsRules wg_tls_cipher_rules = {
    .name = "ciphers",
    .open = ciphers_open,
    .judge = judge,
    .close = ciphers_close,
};
