#include "base/arena.h"
#include "base/limits.h"
#include "base/sum.h"
#include "check/tls/facts.h"
#include "check/tls/primes.h"
#include "crypto/prime.h"
#include "names.h"
#include "tls/tls-parse.h"

/* The keys that both ends agree on the session's keys with. */

/* A key that somebody used: who, in which kind of exchange, the key, in which session. */
typedef struct
{
  guint64 whose; /* a sum of host and port; of a client's host alone */
  guint64 sum;
  guint64 session; /* not part of the key */
  guint32 frame;
} Used;

typedef struct
{
  WgCheck *check;
  GHashTable *used;   /* of Used */
  WgArena *arena;     /* where they lie */
  GHashTable *primes; /* sum -> WgPrimeKind */
} Keys;

static guint
used_hash (gconstpointer key)
{
  const Used *used = key;
  return (guint) (used->sum ^ used->sum >> 32 ^ used->whose);
}

static gboolean
used_equal (gconstpointer a, gconstpointer b)
{
  const Used *x = a, *y = b;
  return x->sum == y->sum && x->whose == y->whose;
}

static guint64
sum_of (const WgEndpoint *end, guint16 port)
{
  return wg_sum_add_uint (wg_sum (wg_slice (end->address, sizeof end->address)), port);
}

static gpointer
keys_open (WgCheck *check)
{
  Keys *keys = g_new0 (Keys, 1);

  keys->check = check;
  keys->used = g_hash_table_new (used_hash, used_equal);
  keys->arena = wg_arena_new (G_MAXSIZE);
  keys->primes = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  return keys;
}

static void
keys_close (gpointer state)
{
  Keys *keys = state;

  g_hash_table_unref (keys->used);
  wg_arena_free (keys->arena);
  g_hash_table_unref (keys->primes);
  g_free (keys);
}

static WgSlice
stripped (WgSlice number)
{
  while (wg_slice_at (number, 0) == 0)
    number = wg_slice_sub (number, 1, number.len);
  return number;
}

static guint
bits_of (WgSlice number)
{
  number = stripped (number);
  if (number.len == 0)
    return 0;
  return (guint) (number.len - 1) * 8 + g_bit_storage ((gulong) wg_slice_at (number, 0));
}

static WgClaim *
raise_key (const WgTlsFacts *facts, const WgFindingType *type, WgSeverity severity)
{
  return wg_check_raise (facts->check, type, severity, facts->parties, facts->sni,
                         facts->conduct->server_key.frame);
}

static void
show_bits (WgClaim *claim, const WgTlsFacts *facts, guint bits)
{
  wg_tls_show (claim, facts->conduct->server_key.frame, "wiregloss.tls.key_exchange.bits", "%u",
               bits);
}

static void
weak_prime (const WgTlsFacts *facts, guint bits)
{
  WgClaim *claim;

  if (bits == 0 || bits >= 2048)
    return;
  claim = raise_key (facts, &wg_finding_tls_dh_weak_prime,
                     bits <= 768    ? WG_SEVERITY_CRITICAL
                     : bits <= 1024 ? WG_SEVERITY_HIGH
                                    : WG_SEVERITY_MEDIUM);
  show_bits (claim, facts, bits);
  wg_claim_say (claim, "The server's prime has %u bits.", bits);
}

/* Each prime is looked at once. */
static WgPrimeKind
kind_of (Keys *keys, WgSlice prime)
{
  gint64 sum = (gint64) wg_sum (prime);
  gpointer known;
  WgPrimeKind kind;

  if (g_hash_table_lookup_extended (keys->primes, &sum, NULL, &known))
    return (WgPrimeKind) GPOINTER_TO_UINT (known);
  if (g_hash_table_size (keys->primes) >= WG_LIMIT_PRIMES)
    return WG_PRIME_UNKNOWN;
  kind = wg_prime_kind (prime);
  g_hash_table_insert (keys->primes, g_memdup2 (&sum, sizeof sum), GUINT_TO_POINTER (kind));
  return kind;
}

/* 0, 1 or p-1: the secret is known beforehand. */
static gboolean
is_trivial (WgSlice prime, WgSlice public_key)
{
  WgSlice key = stripped (public_key);
  gsize last = prime.len - 1;

  if (key.len == 0 || (key.len == 1 && key.data[0] == 1))
    return TRUE;
  return key.len == prime.len && memcmp (key.data, prime.data, last) == 0
         && wg_slice_at (key, last) == (wg_slice_at (prime, last) & 0xfe);
}

static void
common_prime (Keys *keys, const WgTlsFacts *facts, guint bits)
{
  WgSlice prime = stripped (facts->conduct->server_key.prime);
  const char *name = wg_prime_name (prime);
  WgPrimeKind kind;

  if (is_trivial (prime, facts->conduct->server_key.public_key))
    {
      wg_claim_say (raise_key (facts, &wg_finding_tls_dh_common_prime, WG_SEVERITY_CRITICAL),
                    "The server's public value is 0, 1 or p-1, so everybody knows the secret.");
      return;
    }
  if (name != NULL)
    {
      wg_claim_say (raise_key (facts, &wg_finding_tls_dh_common_prime, WG_SEVERITY_DEFAULT),
                    "The prime is the one of %s, which many servers share.", name);
      return;
    }
  kind = kind_of (keys, prime);
  if (kind == WG_PRIME_NONE)
    wg_claim_say (raise_key (facts, &wg_finding_tls_dh_common_prime, WG_SEVERITY_HIGH),
                  "The number of %u bits that stands for the prime is none.", bits);
  else if (kind == WG_PRIME_OTHER)
    wg_claim_say (raise_key (facts, &wg_finding_tls_dh_common_prime, WG_SEVERITY_DEFAULT),
                  "The prime of %u bits is not a safe one: (p-1)/2 has factors.", bits);
}

static gboolean
offers_export (const WgTlsFacts *facts)
{
  const WgTlsClientHelloRecord *hello = facts->hello;
  const guint16 *suites = hello->ciphers.items;
  const guint32 *kinds = hello->ssl2_ciphers.items;

  for (guint i = 0; i < hello->ciphers.n; i++)
    if ((wg_suite_classes (suites[i]) & WG_SUITE_EXPORT) != 0)
      return TRUE;
  for (guint i = 0; i < hello->ssl2_ciphers.n; i++)
    if ((wg_suite_ssl2_classes (kinds[i]) & WG_SUITE_EXPORT) != 0)
      return TRUE;
  return FALSE;
}

/* CVE-2015-0204 */
static void
freak (const WgTlsFacts *facts)
{
  gboolean export = (facts->classes & WG_SUITE_EXPORT) != 0;
  guint bits = bits_of (facts->conduct->server_key.prime);
  WgClaim *claim;

  if ((facts->classes & WG_SUITE_STATIC_RSA) == 0 || bits == 0 || bits > 512)
    return;
  if (!export)
    {
      claim = raise_key (facts, &wg_finding_dg_freak, WG_SEVERITY_DEFAULT);
      show_bits (claim, facts, bits);
      wg_claim_outcome (claim, WG_OUTCOME_ATTEMPT);
      wg_claim_say (claim,
                    "%s has no key of its own to send, and yet the server sent an RSA "
                    "key of %u bits.",
                    facts->suite_name, bits);
      return;
    }
  claim = raise_key (facts, &wg_finding_dg_freak,
                     facts->hello != NULL && !offers_export (facts) ? WG_SEVERITY_DEFAULT
                                                                    : WG_SEVERITY_HIGH);
  show_bits (claim, facts, bits);
  wg_claim_say (claim, "The server chose %s with an RSA key of %u bits%s.", facts->suite_name,
                bits,
                facts->hello != NULL && !offers_export (facts)
                    ? ", though the client's list has no export suite"
                    : "; the client had offered that");
}

/* CVE-2015-4000 */
static void
logjam (const WgTlsFacts *facts, guint bits)
{
  gboolean export = (facts->classes & WG_SUITE_EXPORT) != 0;
  gboolean offered = facts->hello == NULL || offers_export (facts);
  WgClaim *claim;

  if ((facts->classes & WG_SUITE_DHE) == 0 || bits == 0 || (!export && bits > 512))
    return;
  claim = raise_key (facts, &wg_finding_dg_logjam,
                     export && offered ? WG_SEVERITY_HIGH : WG_SEVERITY_DEFAULT);
  show_bits (claim, facts, bits);
  if (export)
    wg_claim_say (claim, "The server chose %s with a prime of %u bits%s.", facts->suite_name,
                  bits, offered ? "" : ", though the client's list has no export suite");
  else
    wg_claim_say (claim,
                  "Under %s, which is no export suite, the server's prime has %u bits: "
                  "consistent with Logjam, or with a server set up that badly.",
                  facts->suite_name, bits);
  wg_claim_confidence (claim, export ? WG_CONFIDENCE_HIGH : WG_CONFIDENCE_MEDIUM);
}

static void
weak_curve (const WgTlsFacts *facts)
{
  const WgTlsKeyExchange *exchange = facts->tls->key_exchange;
  gint32 type = facts->conduct->server_key.curve_type;
  const char *name;
  WgClaim *claim;

  if (type == 1 || type == 2)
    {
      claim = raise_key (facts, &wg_finding_tls_ecdh_weak_curve, WG_SEVERITY_DEFAULT);
      wg_claim_say (claim, "The server describes a curve of its own instead of naming one.");
      return;
    }
  if (type != 3 || exchange == NULL || exchange->group < 1 || exchange->group > 21)
    return;
  name = wg_name_of (wg_names_tls_groups, (guint32) exchange->group);
  claim = raise_key (facts, &wg_finding_tls_ecdh_weak_curve,
                     exchange->bits < 224 ? WG_SEVERITY_DEFAULT : WG_SEVERITY_MEDIUM);
  wg_claim_show (claim, facts->conduct->server_key.frame, "tls.handshake.server_named_curve",
                 wg_slice_str (name != NULL ? name : "?"));
  wg_claim_say (claim, "The server chose the curve %s, of %u bits.", name != NULL ? name : "?",
                exchange->bits);
}

static gboolean
is_weak_scheme (gint32 scheme)
{
  return scheme >= 0x0101 && scheme <= 0x0203 && (scheme & 0xff) >= 1 && (scheme & 0xff) <= 3;
}

static void
weak_signature (const WgTlsFacts *facts, gint32 scheme, guint32 frame, const char *who)
{
  const char *name = wg_name_of (wg_names_tls_signature_schemes, (guint32) scheme);
  WgClaim *claim;

  if (facts->version != 0x0303 || !is_weak_scheme (scheme))
    return;
  claim = wg_check_raise (facts->check, &wg_finding_tls_signature_weak, WG_SEVERITY_DEFAULT,
                          facts->parties, wg_slice_str (who), frame);
  wg_claim_show (claim, frame, "tls.handshake.sig_hash_alg",
                 wg_slice_str (name != NULL ? name : "?"));
  wg_claim_say (claim, "The %s signed its part of the handshake over %s.", who,
                scheme >> 8 == 1 ? "MD5" : "SHA-1");
}

/* Was the key used in another session? */
static gboolean
used_before (Keys *keys, const Used *now, Used *before)
{
  Used *known = g_hash_table_lookup (keys->used, now);

  if (known == NULL)
    {
      if (g_hash_table_size (keys->used) >= WG_LIMIT_TLS_REMEMBERED)
        return FALSE;
      known = wg_arena_alloc (keys->arena, sizeof *known);
      *known = *now;
      g_hash_table_add (keys->used, known);
      return FALSE;
    }
  *before = *known;
  return known->session != now->session;
}

static void
server_reuse (Keys *keys, const WgTlsFacts *facts)
{
  WgSlice key = facts->conduct->server_key.public_key;
  Used now = {.whose = sum_of (&facts->parties->server, facts->parties->server.port)}, before;
  WgClaim *claim;

  if (!facts->full || facts->server->random.len == 0)
    return;
  if (key.len >= 16 && (facts->classes & WG_SUITE_STATIC_RSA) == 0)
    now.sum = wg_sum (key);
  else
    now.sum = facts->server->key_share_sum;
  if (now.sum == 0)
    return;
  now.session = wg_sum (facts->server->random);
  now.frame = facts->conduct->server_key.frame != 0 ? facts->conduct->server_key.frame
                                                    : facts->server_frame;
  if (!used_before (keys, &now, &before))
    return;
  claim = wg_check_raise (facts->check, &wg_finding_tls_ephemeral_reuse, WG_SEVERITY_DEFAULT,
                          facts->parties, WG_SLICE_LITERAL ("server"), now.frame);
  wg_claim_frame (claim, before.frame);
  if (key.len > 0)
    wg_tls_show_bytes (claim, now.frame, "tls.handshake.server_point", key);
  wg_claim_say (claim,
                "The server used the same ephemeral key in more than one handshake, "
                "first in packet %u.",
                before.frame);
}

static void
client_reuse (Keys *keys, const WgTlsFacts *facts)
{
  const guint16 *groups = facts->hello->key_shares.items;
  const guint64 *sums = facts->hello->key_share_sums.items;
  Used now = {.whose = sum_of (&facts->parties->client, 0),
              .session = wg_sum (facts->hello->random),
              .frame = facts->client_frame};
  Used before;

  for (guint i = 0; i < facts->hello->key_share_sums.n && i < facts->hello->key_shares.n; i++)
    {
      WgClaim *claim;

      now.sum = sums[i];
      if (wg_tls_is_grease (groups[i]) || !used_before (keys, &now, &before))
        continue;
      claim =
          wg_check_raise (facts->check, &wg_finding_tls_ephemeral_reuse, WG_SEVERITY_DEFAULT,
                          facts->parties, WG_SLICE_LITERAL ("client"), now.frame);
      wg_claim_frame (claim, before.frame);
      wg_claim_say (claim,
                    "The client offered the same key share in more than one "
                    "connection, first in packet %u.",
                    before.frame);
      return;
    }
}

static void
hybrid (const WgTlsFacts *facts)
{
  const char *name;
  WgClaim *claim;

  if (facts->server_frame == 0
      || (facts->group != 0x11ec && facts->group != 0x11eb && facts->group != 0x11ed
          && facts->group != 0x6399))
    return;
  name = wg_name_of (wg_names_tls_groups, (guint32) facts->group);
  claim = wg_check_raise (facts->check, &wg_finding_tls_pqc_hybrid, WG_SEVERITY_DEFAULT,
                          facts->parties, WG_SLICE_NONE, facts->server_frame);
  wg_claim_show (claim, facts->server_frame, "tls.handshake.extensions_key_share_group",
                 wg_slice_str (name != NULL ? name : "?"));
  wg_claim_say (claim, "The server chose %s.", name != NULL ? name : "a hybrid group");
}

static void
judge (gpointer state, const WgTlsFacts *facts)
{
  Keys *keys = state;

  hybrid (facts);
  if (facts->tls == NULL)
    return;
  if (facts->hello != NULL && facts->hello->key_share_sums.n > 0)
    client_reuse (keys, facts);
  if (facts->server == NULL)
    return;
  server_reuse (keys, facts);
  weak_signature (facts, facts->conduct->client.verify_scheme,
                  facts->conduct->client.verify_frame, "client");
  if (facts->conduct->server_key.frame == 0)
    return;
  weak_signature (facts, facts->conduct->server_key.scheme, facts->conduct->server_key.frame,
                  "server");
  weak_curve (facts);
  freak (facts);
  if ((facts->classes & WG_SUITE_DHE) != 0 && facts->conduct->server_key.prime.len > 0)
    {
      guint bits = bits_of (facts->conduct->server_key.prime);
      weak_prime (facts, bits);
      if (bits > 0)
        common_prime (keys, facts, bits);
      logjam (facts, bits);
    }
}

const WgTlsRules wg_tls_key_rules = {
    .name = "keys",
    .open = keys_open,
    .judge = judge,
    .close = keys_close,
};
