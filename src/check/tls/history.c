#include "check/tls/history.h"

#include "base/arena.h"
#include "base/limits.h"
#include "tls/tls-parse.h"

/* Remembers connections until the capture is over, and brings those to one server together. */

/* QUIC that nobody answered. */
typedef struct
{
  WgParties parties;
  guint32 frame;
  gint64 time_ns;
  char *sni;
} Silent;

typedef struct
{
  WgCheck *check;
  WgArena *arena;      /* where connections and their names lie */
  GPtrArray *pasts;    /* of WgTlsPast */
  GPtrArray *silent;   /* of Silent */
  GHashTable *last;    /* conversation, itself -> index into @pasts, plus one */
  GHashTable *foreign; /* conversations with a reset of another time to live */
  GHashTable *lists;   /* GBytes, of which hellos of one program have the same */
} History;

static gpointer
history_open (WgCheck *check)
{
  History *history = g_new0 (History, 1);

  history->check = check;
  history->arena = wg_arena_new (G_MAXSIZE);
  history->pasts = g_ptr_array_new ();
  history->silent = g_ptr_array_new ();
  history->foreign = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  history->lists =
      g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref, NULL);
  history->last = g_hash_table_new (NULL, NULL);
  return history;
}

static void
history_close (gpointer state)
{
  History *history = state;

  g_hash_table_unref (history->lists);
  g_hash_table_unref (history->last);
  g_hash_table_unref (history->foreign);
  g_ptr_array_unref (history->silent);
  g_ptr_array_unref (history->pasts);
  wg_arena_free (history->arena);
  g_free (history);
}

static char *
keep_name (History *history, WgSlice name)
{
  char *kept;

  if (name.len == 0)
    return NULL;
  name.len = MIN (name.len, 255);
  kept = wg_arena_alloc (history->arena, name.len + 1);
  wg_slice_copy (name, kept);
  return kept;
}

/* Lives as long as @history. */
static const guint16 *
keep_list (History *history, const WgList *list, guint *n)
{
  const guint16 *items = list->items;
  guint16 kept[WG_LIMIT_TLS_HISTORY_LIST];
  GBytes *bytes, *before;

  *n = 0;
  for (guint i = 0; i < list->n && *n < WG_LIMIT_TLS_HISTORY_LIST; i++)
    if (!wg_suite_is_signal (items[i]))
      kept[(*n)++] = items[i];
  if (*n == 0)
    return NULL;
  bytes = g_bytes_new (kept, *n * sizeof *kept);
  before = g_hash_table_lookup (history->lists, bytes);
  if (before != NULL)
    g_bytes_unref (bytes);
  else
    g_hash_table_add (history->lists, before = bytes);
  return g_bytes_get_data (before, NULL);
}

static void
take_hello (History *history, WgTlsPast *past, const WgTlsFacts *facts)
{
  const WgSlice *names = facts->hello->alpn.items;

  past->client_frame = facts->client_frame;
  past->client_max = facts->client_max;
  past->hello_version = facts->hello->version;
  past->scsv = facts->hello->fallback_scsv;
  past->sni = keep_name (history, facts->sni);
  past->ciphers = keep_list (history, &facts->hello->ciphers, &past->n_ciphers);
  past->extensions = keep_list (history, &facts->hello->extensions, &past->n_extensions);
  for (guint i = 0; i < facts->hello->alpn.n; i++)
    past->h2_offered = past->h2_offered || wg_slice_is (names[i], "h2");
}

static void
take_server (WgTlsPast *past, const WgTlsFacts *facts)
{
  const char *sentinel = facts->server->downgrade_sentinel;
  const WgTlsCertificates *certificates = facts->tls->certificates.server.items;

  past->server_frame = facts->server_frame;
  past->version = facts->version;
  past->sent_version = facts->sent_version;
  past->classes = facts->classes;
  past->sentinel_12 = g_strcmp0 (sentinel, "tls1.2") == 0;
  past->sentinel_11 = g_strcmp0 (sentinel, "tls1.1") == 0;
  past->h2_chosen = wg_slice_is (facts->tls->alpn, "h2");
  if (facts->tls->certificates.server.n > 0 && certificates->certs.n > 0)
    {
      const WgCertificateFacts *leaf = certificates->certs.items;
      if (leaf->sha256.len == sizeof past->leaf)
        {
          wg_slice_copy (leaf->sha256, past->leaf);
          past->has_leaf = TRUE;
        }
    }
}

static void
take_alerts (WgTlsPast *past, const WgTlsFacts *facts)
{
  const WgTlsAlert *alerts = facts->tls->alerts.items;

  past->alert = -1;
  for (guint i = 0; i < facts->tls->alerts.n; i++)
    {
      past->bad_macs += !alerts[i].encrypted && alerts[i].description == 20;
      if (alerts[i].encrypted || alerts[i].level != 2 || past->alert >= 0)
        continue;
      past->alert = alerts[i].description;
      past->alert_frame = alerts[i].frame;
    }
}

/* Application data and then nothing that closes. In TLS 1.3 an alert hides in a record of 19
 * bytes. */
static gboolean
is_truncated (const WgTlsFacts *facts, const WgTlsEnd *end)
{
  gboolean alert =
      end->last_type == WG_TLS_ALERT || (facts->version == 0x0304 && end->last_len <= 24);

  return !facts->lossy && !facts->dtls && end->first_data != 0 && end->over
         && (end->inside_record || !alert);
}

static void
remember (History *history, WgTlsPast *past)
{
  gint64 conversation = past->parties.conversation;
  guint index;

  past->previous = -1;
  if (conversation >= 0)
    {
      past->previous = (gint) GPOINTER_TO_UINT (
                           g_hash_table_lookup (history->last, GSIZE_TO_POINTER (conversation)))
                       - 1;
      index = history->pasts->len + 1;
      g_hash_table_insert (history->last, GSIZE_TO_POINTER (conversation),
                           GUINT_TO_POINTER (index));
    }
  g_ptr_array_add (history->pasts, past);
}

static void
take_quic (History *history, const WgTlsFacts *facts)
{
  const WgQuicPackets *client = &facts->quic->packets.client;
  const WgQuicPackets *server = &facts->quic->packets.server;
  Silent *silent;

  if (client->initial < 3
      || server->initial + server->handshake + server->retry + server->negotiation
                 + server->one_rtt
             > 0
      || history->silent->len >= WG_LIMIT_TLS_HISTORY)
    return;
  silent = wg_arena_alloc (history->arena, sizeof *silent);
  silent->parties = *facts->parties;
  silent->frame = facts->client_frame;
  silent->time_ns = wg_check_time (facts->check, facts->client_frame);
  silent->sni = keep_name (history, facts->sni);
  g_ptr_array_add (history->silent, silent);
}

/* RFC 9000 §6: the server named its versions, and the client came back with another. */
static void
negotiation (const WgTlsFacts *facts)
{
  const char *const *versions = facts->quic->versions.items;
  WgClaim *claim;

  if (facts->quic->packets.server.negotiation == 0 || facts->quic->versions.n < 2
      || (strlen (versions[0]) == 8 && versions[0][1] == 'a' && versions[0][3] == 'a'
          && versions[0][5] == 'a' && versions[0][7] == 'a')) /* GREASE asks for it */
    return;
  claim = wg_check_raise (facts->check, &wg_finding_dg_quic_version_negotiation,
                          WG_SEVERITY_DEFAULT, facts->parties, facts->sni, facts->client_frame);
  wg_claim_show (claim, facts->client_frame, "quic.version", wg_slice_str (versions[0]));
  wg_claim_say (claim, "The server refused version %s, and the client went on with %s.",
                versions[0], versions[facts->quic->versions.n - 1]);
}

static void
judge (gpointer state, const WgTlsFacts *facts)
{
  History *history = state;
  WgTlsPast *past;

  if (facts->quic != NULL)
    {
      negotiation (facts);
      take_quic (history, facts);
      return;
    }
  if ((facts->hello == NULL && facts->server == NULL)
      || history->pasts->len >= WG_LIMIT_TLS_HISTORY)
    return;
  past = wg_arena_alloc (history->arena, sizeof *past);
  past->parties = *facts->parties;
  past->version = past->sent_version = past->client_max = -1;
  past->begin_ns = wg_check_time (facts->check, facts->client_frame != 0 ? facts->client_frame
                                                                         : facts->server_frame);
  past->end_ns = G_MININT64;
  past->lossy = facts->lossy;
  past->ssl2 = facts->ssl2;
  past->dtls = facts->dtls;
  past->resumed = facts->resumed;
  past->completed = wg_tls_completed (facts);
  past->truncated_client = is_truncated (facts, &facts->conduct->client);
  past->truncated_server = is_truncated (facts, &facts->conduct->server);
  if (facts->hello != NULL)
    take_hello (history, past, facts);
  if (facts->server != NULL)
    take_server (past, facts);
  take_alerts (past, facts);
  past->probe = (past->classes & WG_SUITE_STATIC_RSA) != 0 && past->version <= 0x0303
                && facts->conduct->client.key_frame != 0 && facts->conduct->server.sealed == 0;
  remember (history, past);
}

static void
truncation (WgCheck *check, const WgTlsPast *past, const WgFlow *flow)
{
  gboolean client = past->truncated_client && flow->tcp.half[0].fin;
  gboolean server = past->truncated_server && flow->tcp.half[1].fin;
  WgClaim *claim;

  if (past->parties.client.port != flow->end[0].port || (!client && !server))
    return;
  claim = wg_check_raise (check, &wg_finding_tls_truncation, WG_SEVERITY_DEFAULT,
                          &past->parties, wg_tls_past_name (past), flow->last_frame);
  if (past->version == 0x0304)
    wg_claim_confidence (claim, WG_CONFIDENCE_LOW);
  wg_claim_say (claim,
                "The %s closed the TCP connection without saying in TLS that no more "
                "would come.",
                server ? client ? "client and the server" : "server" : "client");
}

static void
see_segment (gpointer state, const WgFlow *flow, guint dir, const WgSegment *segment)
{
  History *history = state;
  gint64 conversation = (gint64) flow->id;
  guint8 hops = flow->tcp.half[dir].hops;

  if ((segment->tcp_flags & WG_TCP_RST) == 0 || hops == 0 || segment->hops == hops
      || g_hash_table_size (history->foreign) >= WG_LIMIT_TLS_HISTORY)
    return;
  g_hash_table_add (history->foreign, g_memdup2 (&conversation, sizeof conversation));
}

static void
over (gpointer state, const WgParties *parties, const WgFlow *flow)
{
  History *history = state;
  gint64 conversation = parties->conversation;
  gint index = (gint) GPOINTER_TO_UINT (
                   g_hash_table_lookup (history->last, GSIZE_TO_POINTER (conversation)))
               - 1;

  for (; index >= 0;)
    {
      WgTlsPast *past = g_ptr_array_index (history->pasts, index);

      past->end_ns = flow->last_ns;
      past->reset = flow->tcp.reset;
      past->foreign = past->reset && g_hash_table_contains (history->foreign, &conversation);
      past->closed = flow->tcp.half[0].fin || flow->tcp.half[1].fin;
      if (!past->reset && flow->protocol == 6)
        truncation (history->check, past, flow);
      index = past->previous;
    }
  g_hash_table_remove (history->last, GSIZE_TO_POINTER (conversation));
  g_hash_table_remove (history->foreign, &conversation);
}

static int
compare_ends (const WgEndpoint *a, const WgEndpoint *b, gboolean ports)
{
  int order = memcmp (a->address, b->address, sizeof a->address);
  return order != 0 || !ports ? order : (int) a->port - (int) b->port;
}

static int
by_ends (gconstpointer a, gconstpointer b)
{
  const WgTlsPast *x = *(WgTlsPast *const *) a, *y = *(WgTlsPast *const *) b;
  int order = compare_ends (&x->parties.server, &y->parties.server, TRUE);

  if (order == 0)
    order = compare_ends (&x->parties.client, &y->parties.client, FALSE);
  if (order == 0)
    order = x->client_frame < y->client_frame ? -1 : x->client_frame > y->client_frame;
  return order;
}

/* How many from @from on have the same server, and with @client the same client too. */
static guint
run_of (const GPtrArray *pasts, guint from, gboolean client)
{
  const WgTlsPast *first = g_ptr_array_index (pasts, from);
  guint n = 1;

  for (; from + n < pasts->len; n++)
    {
      const WgTlsPast *next = g_ptr_array_index (pasts, from + n);
      if (compare_ends (&first->parties.server, &next->parties.server, TRUE) != 0
          || (client
              && compare_ends (&first->parties.client, &next->parties.client, FALSE) != 0))
        break;
    }
  return n;
}

/* The same client, to the same host by TCP within 5 s. */
static void
fallback_to_tcp (History *history, const Silent *silent)
{
  for (guint i = 0; i < history->pasts->len; i++)
    {
      const WgTlsPast *past = g_ptr_array_index (history->pasts, i);
      WgClaim *claim;

      if (past->dtls || past->parties.server.port != silent->parties.server.port
          || compare_ends (&past->parties.server, &silent->parties.server, FALSE) != 0
          || compare_ends (&past->parties.client, &silent->parties.client, FALSE) != 0
          || past->begin_ns < silent->time_ns
          || past->begin_ns - silent->time_ns > 5 * (gint64) 1000000000)
        continue;
      claim = wg_check_raise (history->check, &wg_finding_dg_quic_version_negotiation,
                              WG_SEVERITY_DEFAULT, &silent->parties,
                              silent->sni != NULL ? wg_slice_str (silent->sni) : WG_SLICE_NONE,
                              silent->frame);
      wg_claim_frame (claim, past->client_frame);
      wg_claim_confidence (claim, WG_CONFIDENCE_LOW);
      wg_claim_say (claim, "Nobody answered the client's QUIC, and it came by TCP instead.");
      return;
    }
}

static void
history_finish (gpointer state)
{
  History *history = state;

  g_ptr_array_sort (history->pasts, by_ends);
  for (guint i = 0; i < history->pasts->len;)
    {
      guint n = run_of (history->pasts, i, FALSE);

      wg_tls_judge_server (history->check, (WgTlsPast *const *) history->pasts->pdata + i, n);
      for (guint end = i + n; i < end;)
        {
          n = run_of (history->pasts, i, TRUE);
          wg_tls_judge_pair (history->check, (WgTlsPast *const *) history->pasts->pdata + i, n);
          i += n;
        }
    }
  wg_tls_judge_all (history->check, (WgTlsPast *const *) history->pasts->pdata,
                    history->pasts->len);
  for (guint i = 0; i < history->silent->len && i < 64; i++)
    fallback_to_tcp (history, g_ptr_array_index (history->silent, i));
}

const WgTlsRules wg_tls_history_rules = {
    .name = "history",
    .open = history_open,
    .judge = judge,
    .segment = see_segment,
    .over = over,
    .finish = history_finish,
    .close = history_close,
};
