#include "base/arena.h"
#include "base/limits.h"
#include "base/sum.h"
#include "check/tls/facts.h"
#include "names.h"
#include "tls/tls-parse.h"

/* What a ClientHello shows to everybody, and how it is made. */

#define TINY_PIECE   64u
#define MUCH_PADDING 500
#define FEW_BYTES    8u

enum
{
  EXT_ECH = 0xfe0d,
  EXT_ESNI = 0xffce,
};

/* A random that was seen. */
typedef struct
{
  guint64 sum;
  guint64 other; /* of the other end's random in that session, 0 where there was none */
  guint64 ends;  /* a sum of them */
  gint64 time_ns;
  guint32 frame;
  guint8 by_client;
  guint8 completed;
} Seen;

typedef struct
{
  WgCheck *check;
  GHashTable *randoms; /* of Seen, by its sum */
  WgArena *arena;      /* where they lie */
} Hellos;

static gpointer
hellos_open (WgCheck *check)
{
  Hellos *hellos = g_new0 (Hellos, 1);

  hellos->check = check;
  hellos->randoms = g_hash_table_new (g_int64_hash, g_int64_equal);
  hellos->arena = wg_arena_new (G_MAXSIZE);
  return hellos;
}

static void
hellos_close (gpointer state)
{
  Hellos *hellos = state;

  g_hash_table_unref (hellos->randoms);
  wg_arena_free (hellos->arena);
  g_free (hellos);
}

static gboolean
has_extension (const WgTlsFacts *facts, guint16 type)
{
  return facts->hello != NULL && wg_tls_has_u16 (&facts->hello->extensions, type);
}

static gboolean
is_browser_like (const WgTlsFacts *facts)
{
  const WgList *alpn = facts->quic != NULL ? &facts->quic->alpn : &facts->hello->alpn;
  const WgSlice *names = alpn->items;

  for (guint i = 0; i < alpn->n; i++)
    if (wg_slice_is (names[i], "h2") || wg_slice_is (names[i], "h3"))
      return TRUE;
  return FALSE;
}

static void
missing_name (const WgTlsFacts *facts)
{
  guint16 port = facts->parties->server.port;
  WgClaim *claim;

  if (facts->sni.len > 0 || facts->dtls || facts->resumed)
    return;
  if (facts->quic == NULL
      && ((port != 443 && port != 8443
           && g_strcmp0 (facts->tls->started_by, "connect") != 0) /* a proxy's tunnel */
          || facts->hello->sslv2 || facts->hello->malformed || facts->hello->psk
          || has_extension (facts, WG_TLS_EXT_SERVER_NAME) || has_extension (facts, EXT_ECH)
          || has_extension (facts, EXT_ESNI)))
    return;
  claim = wg_check_raise (facts->check, &wg_finding_tls_sni_missing,
                          is_browser_like (facts) ? WG_SEVERITY_MEDIUM : WG_SEVERITY_DEFAULT,
                          facts->parties, WG_SLICE_NONE, facts->client_frame);
  wg_claim_say (claim, "The hello to port %u names no server%s.", port,
                is_browser_like (facts) ? ", though it offers HTTP/2 or HTTP/3 as browsers do"
                                        : "");
}

static gboolean
is_address (WgSlice name)
{
  g_autofree char *text = NULL;

  if (wg_slice_find (name, ':') >= 0)
    return TRUE;
  if (name.len < 7 || name.len > 15)
    return FALSE;
  text = g_strndup ((const char *) name.data, name.len);
  return g_hostname_is_ip_address (text);
}

static void
literal_name (const WgTlsFacts *facts)
{
  WgClaim *claim;

  if (!is_address (facts->sni))
    return;
  claim = wg_check_raise (facts->check, &wg_finding_tls_sni_ip_literal, WG_SEVERITY_DEFAULT,
                          facts->parties, facts->sni, facts->client_frame);
  wg_claim_show (claim, facts->client_frame, "tls.handshake.extensions_server_name",
                 facts->sni);
  wg_claim_say (claim, "The client asks for \"%.*s\", an address where a name belongs.",
                (int) MIN (facts->sni.len, 64), (const char *) facts->sni.data);
}

static void
visible_name (const WgTlsFacts *facts)
{
  gboolean esni = has_extension (facts, EXT_ESNI), ech = has_extension (facts, EXT_ECH);
  WgClaim *claim;

  if (facts->sni.len == 0)
    return;
  claim = wg_check_raise (facts->check, &wg_finding_tls_sni_cleartext,
                          esni ? WG_SEVERITY_LOW : WG_SEVERITY_DEFAULT, facts->parties,
                          WG_SLICE_NONE, facts->client_frame);
  wg_claim_show (claim, facts->client_frame, "tls.handshake.extensions_server_name",
                 facts->sni);
  wg_claim_say (claim, "The hello names \"%.*s\"%s.", (int) MIN (facts->sni.len, 200),
                (const char *) facts->sni.data,
                ech    ? "; beside it stands Encrypted ClientHello, or a decoy of it (GREASE)"
                : esni ? " together with an encrypted name, which that undoes"
                       : "");
}

static void
compatible_hello (const WgTlsFacts *facts)
{
  const guint32 *kinds = facts->hello->ssl2_ciphers.items;
  gboolean old_kinds = FALSE;
  WgClaim *claim;

  if (!facts->hello->sslv2 || facts->hello->version < 0x0300 || facts->ssl2)
    return;
  for (guint i = 0; i < facts->hello->ssl2_ciphers.n; i++)
    old_kinds = old_kinds || kinds[i] >> 16 != 0;
  claim = wg_check_raise (facts->check, &wg_finding_dg_sslv2_compat_hello,
                          old_kinds ? WG_SEVERITY_HIGH : WG_SEVERITY_DEFAULT, facts->parties,
                          WG_SLICE_NONE, facts->client_frame);
  wg_claim_show (claim, facts->client_frame, "tls.handshake.version",
                 wg_slice_str (wg_tls_version_text (facts->client_max)));
  wg_claim_say (claim, "The client asks for %s in a hello of the form of SSL 2.0%s.",
                wg_tls_version_text (facts->client_max),
                old_kinds ? ", and offers ciphers of SSL 2.0 in it" : "");
}

static void
anomaly (const WgTlsFacts *facts, const char *name, const char *words)
{
  WgClaim *claim =
      wg_check_raise (facts->check, &wg_finding_tls_clienthello_anomaly, WG_SEVERITY_DEFAULT,
                      facts->parties, wg_slice_str (name), facts->client_frame);

  if (facts->sni.len > 0)
    wg_claim_show (claim, facts->client_frame, "tls.handshake.extensions_server_name",
                   facts->sni);
  wg_claim_say (claim, "%s", words);
}

static gboolean
is_ascii_name (WgSlice name)
{
  for (gsize i = 0; i < name.len; i++)
    if (name.data[i] <= 0x20 || name.data[i] >= 0x7f)
      return FALSE;
  return TRUE;
}

/* RFC 8701 §3.1: two equal bytes, 0x?a */
static gboolean
is_grease_name (WgSlice name)
{
  return name.len == 2 && name.data[0] == name.data[1] && (name.data[0] & 0x0f) == 0x0a;
}

static gboolean
has_odd_alpn (const WgTlsClientHelloRecord *hello)
{
  const WgSlice *names = hello->alpn.items;

  for (guint i = 0; i < hello->alpn.n; i++)
    if (!is_ascii_name (names[i]) && !is_grease_name (names[i]))
      return TRUE;
  return FALSE;
}

static gboolean
has_duplicate (const WgTlsClientHelloRecord *hello)
{
  const guint16 *types = hello->extensions.items;
  guint8 seen[65536 / 8] = {0};

  for (guint i = 0; i < hello->extensions.n; i++)
    {
      guint8 bit = (guint8) (1u << (types[i] & 7));

      if ((seen[types[i] >> 3] & bit) != 0)
        return TRUE;
      seen[types[i] >> 3] |= bit;
    }
  return FALSE;
}

static void
anomalies (const WgTlsFacts *facts)
{
  const WgTlsClientHelloRecord *hello = facts->hello;

  if (hello->sslv2)
    return;
  if (hello->pieces > 1 && hello->smallest_piece < TINY_PIECE)
    anomaly (facts, "tiny records", "The hello is cut into records of less than 64 bytes.");
  if (hello->sni_cut)
    anomaly (facts, "name cut", "The server's name begins in one record and ends in another.");
  if (has_duplicate (hello))
    anomaly (facts, "duplicate extension", "One extension stands twice in the hello.");
  if (hello->names > 1)
    anomaly (facts, "several names", "The hello names more than one server.");
  if (!is_ascii_name (hello->sni))
    anomaly (facts, "name not ASCII", "The server's name holds bytes that no host name has.");
  if (has_odd_alpn (hello))
    anomaly (facts, "protocol not ASCII",
             "A name in the list of application protocols is not readable text.");
  if (hello->padding > MUCH_PADDING)
    anomaly (facts, "much padding", "The hello is filled up with more than 500 zero bytes.");
  if (hello->second && !facts->dtls && facts->retry == NULL && !facts->lossy)
    anomaly (facts, "second hello", "A second hello follows the first, which had no answer.");
}

/* What does not look like chance: few different bytes, or a tail of zeros. */
static gboolean
is_degenerate (WgSlice random)
{
  gboolean seen[256] = {FALSE};
  guint n = 0;
  gboolean zeros = TRUE;

  for (gsize i = 0; i < random.len; i++)
    {
      n += !seen[random.data[i]];
      seen[random.data[i]] = TRUE;
      zeros = zeros && (i < random.len - 8 || random.data[i] == 0);
    }
  return n < FEW_BYTES || zeros;
}

static guint64
sum_of_ends (const WgParties *parties)
{
  guint64 sum = wg_sum (wg_slice (parties->client.address, 16));

  sum = wg_sum_add (sum, wg_slice (parties->server.address, 16));
  return wg_sum_add_uint (sum, (guint64) parties->client.port << 16 | parties->server.port);
}

static void
raise_random (const WgTlsFacts *facts, const Seen *now, const Seen *before)
{
  gboolean scanner = now->by_client && !now->completed && !before->completed;
  const char *who = now->by_client ? "client" : "server";
  WgClaim *claim = wg_check_raise (facts->check, &wg_finding_tls_random_reuse,
                                   scanner ? WG_SEVERITY_INFO : WG_SEVERITY_DEFAULT,
                                   facts->parties, wg_slice_str (who), now->frame);

  wg_claim_frame (claim, before->frame);
  wg_tls_show_bytes (claim, now->frame, "tls.handshake.random",
                     now->by_client ? facts->hello->random : facts->server->random);
  if (scanner)
    wg_claim_say (claim,
                  "The same hello was sent before, in packet %u, and no session came of "
                  "it: probably a scanner that repeats its hello.",
                  before->frame);
  else
    wg_claim_say (claim, "The %s's random is the one of packet %u, of another connection.", who,
                  before->frame);
}

/* The same session seen at two places has both randoms in common, and the same bytes twice in a
 * capture the same ends at nearly the same time. */
static gboolean
is_same_session (const Seen *now, const Seen *before)
{
  gint64 apart = now->time_ns - before->time_ns;

  if (now->other != 0 && now->other == before->other)
    return TRUE;
  return now->ends == before->ends && (now->time_ns == G_MININT64 || ABS (apart) < 3000000000);
}

static void
random_seen (Hellos *hellos, const WgTlsFacts *facts, WgSlice random, WgSlice other, Seen now)
{
  const Seen *before;

  if (random.len != 32)
    return;
  if (is_degenerate (random))
    {
      const char *who = now.by_client ? "client" : "server";

      wg_claim_say (
          wg_check_raise (facts->check, &wg_finding_tls_random_reuse, WG_SEVERITY_DEFAULT,
                          facts->parties, wg_slice_str (who), now.frame),
          "The %s's random of 32 bytes is no product of chance: it has a few different "
          "bytes only, or ends in zeros.",
          who);
      return;
    }
  now.sum = wg_sum (random);
  now.other = other.len == 32 ? wg_sum (other) : 0;
  now.time_ns = wg_check_time (facts->check, now.frame);
  now.ends = sum_of_ends (facts->parties);
  now.completed = wg_tls_completed (facts) ? 1 : 0;
  before = g_hash_table_lookup (hellos->randoms, &now.sum);
  if (before == NULL)
    {
      if (g_hash_table_size (hellos->randoms) < WG_LIMIT_TLS_REMEMBERED)
        {
          Seen *seen = wg_arena_alloc (hellos->arena, sizeof *seen);

          *seen = now;
          g_hash_table_add (hellos->randoms, seen);
        }
    }
  else if (!is_same_session (&now, before))
    raise_random (facts, &now, before);
}

static void
randoms (Hellos *hellos, const WgTlsFacts *facts)
{
  WgSlice client = facts->hello != NULL ? facts->hello->random : WG_SLICE_NONE;
  WgSlice server = facts->server != NULL ? facts->server->random : WG_SLICE_NONE;

  random_seen (hellos, facts, client, server,
               (Seen){.by_client = TRUE, .frame = facts->client_frame});
  random_seen (hellos, facts, server, client, (Seen){.frame = facts->server_frame});
}

static void
judge (gpointer state, const WgTlsFacts *facts)
{
  if (facts->tls != NULL)
    randoms (state, facts);
  if (facts->hello == NULL && facts->quic == NULL)
    return;
  missing_name (facts);
  literal_name (facts);
  visible_name (facts);
  if (facts->hello == NULL)
    return;
  compatible_hello (facts);
  anomalies (facts);
}

const WgTlsRules wg_tls_hello_rules = {
    .name = "hellos",
    .open = hellos_open,
    .judge = judge,
    .close = hellos_close,
};
