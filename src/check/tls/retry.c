#include "check/tls/history.h"

/* Two tries of one client after another, and hosts that speak SSL 2.0 beside TLS. */

static const char *
closer_of (const WgTlsPast *past)
{
  if (past->alert >= 0)
    return "was refused with an alert";
  if (past->foreign)
    return "was reset by a packet that came another way than its sender's others";
  if (past->reset)
    return "was reset";
  return past->closed ? "was closed" : "had no answer";
}

static void
lower_version (WgCheck *check, const WgTlsPast *first, const WgTlsPast *second)
{
  WgClaim *claim;

  if (second->client_max < 0 || second->client_max >= first->client_max)
    return;
  claim = wg_check_raise (check, &wg_finding_dg_retry_lower_version,
                          first->foreign && first->alert < 0 ? WG_SEVERITY_CRITICAL
                          : second->scsv                     ? WG_SEVERITY_MEDIUM
                                                             : WG_SEVERITY_DEFAULT,
                          &second->parties, wg_tls_past_name (first), second->client_frame);
  wg_claim_frame (claim, first->client_frame);
  wg_tls_show (claim, second->client_frame, "tls.handshake.version", "%s",
               wg_tls_version_text (second->client_max));
  wg_claim_outcome (claim, second->version >= 0 && second->alert < 0 ? WG_OUTCOME_SUCCESS
                                                                     : WG_OUTCOME_ATTEMPT);
  wg_claim_say (claim, "The hello in packet %u offered %s and %s; the next one offers %s%s.",
                first->client_frame, wg_tls_version_text (first->client_max), closer_of (first),
                wg_tls_version_text (second->client_max),
                second->scsv ? ", and says that it is a fallback" : "");
}

static gboolean
has (const WgTlsPast *past, guint16 type)
{
  for (guint i = 0; i < past->n_extensions; i++)
    if (past->extensions[i] == type)
      return TRUE;
  return FALSE;
}

static void
dropped_extensions (WgCheck *check, const WgTlsPast *first, const WgTlsPast *second)
{
  static const struct
  {
    guint16 type;
    const char *name;
  } watched[] = {
      {0, "server_name"},
      {5, "status_request"},
      {13, "signature_algorithms"},
      {16, "application_layer_protocol_negotiation"},
      {18, "signed_certificate_timestamp"},
      {22, "encrypt_then_mac"},
      {23, "extended_master_secret"},
      {43, "supported_versions"},
      {45, "psk_key_exchange_modes"},
      {51, "key_share"},
      {57, "quic_transport_parameters"},
      {65281, "renegotiation_info"},
      {0xfe0d, "encrypted_client_hello"},
  };
  g_autoptr (GString) lost = g_string_new (NULL);
  WgClaim *claim;

  for (guint i = 0; i < G_N_ELEMENTS (watched); i++)
    if (has (first, watched[i].type) && !has (second, watched[i].type))
      g_string_append_printf (lost, "%s%s", lost->len > 0 ? ", " : "", watched[i].name);
  if (lost->len == 0)
    return;
  claim = wg_check_raise (check, &wg_finding_dg_retry_dropped_extensions, WG_SEVERITY_DEFAULT,
                          &second->parties, wg_tls_past_name (first), second->client_frame);
  wg_claim_frame (claim, first->client_frame);
  wg_tls_show (claim, first->client_frame, "tls.handshake.extension.type", "%s", lost->str);
  wg_claim_say (claim, "The try in packet %u %s; the next hello no longer has %s.",
                first->client_frame, closer_of (first), lost->str);
}

void
wg_tls_judge_retry (WgCheck *check, const WgTlsPast *first, const WgTlsPast *second)
{
  lower_version (check, first, second);
  dropped_extensions (check, first, second);
}

static guint
leaf_hash (gconstpointer key)
{
  const guint8 *leaf = key;
  return (guint) leaf[0] | (guint) leaf[1] << 8 | (guint) leaf[2] << 16 | (guint) leaf[3] << 24;
}

static gboolean
leaf_equal (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, 32) == 0;
}

static guint
host_hash (gconstpointer key)
{
  return leaf_hash ((const guint8 *) key + 12) ^ leaf_hash (key);
}

static gboolean
host_equal (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, 16) == 0;
}

/* CVE-2016-0800: the same key, or the same host. */
void
wg_tls_judge_all (WgCheck *check, WgTlsPast *const *pasts, guint n)
{
  g_autoptr (GHashTable) leaves = g_hash_table_new (leaf_hash, leaf_equal);
  g_autoptr (GHashTable) hosts = g_hash_table_new (host_hash, host_equal);

  for (guint i = 0; i < n; i++)
    if (pasts[i]->ssl2)
      {
        g_hash_table_insert (hosts, pasts[i]->parties.server.address, pasts[i]);
        if (pasts[i]->has_leaf)
          g_hash_table_insert (leaves, pasts[i]->leaf, pasts[i]);
      }
  for (guint i = 0; i < n && g_hash_table_size (hosts) > 0; i++)
    {
      const WgTlsPast *past = pasts[i], *old = NULL;
      WgClaim *claim;
      gboolean same_key;

      if (past->ssl2 || past->version < 0x0300 || past->version > 0x0303
          || (past->classes & WG_SUITE_STATIC_RSA) == 0)
        continue;
      old = past->has_leaf ? g_hash_table_lookup (leaves, past->leaf) : NULL;
      same_key = old != NULL;
      if (old == NULL)
        old = g_hash_table_lookup (hosts, past->parties.server.address);
      if (old == NULL)
        continue;
      claim = wg_check_raise (check, &wg_finding_dg_drown_exposure, WG_SEVERITY_DEFAULT,
                              &past->parties, wg_tls_past_name (past), past->server_frame);
      wg_claim_frame (claim, old->server_frame);
      wg_tls_show (claim, old->server_frame, "tls.handshake.version", "SSL 2.0");
      wg_claim_confidence (claim, same_key ? WG_CONFIDENCE_HIGH : WG_CONFIDENCE_MEDIUM);
      wg_claim_say (claim,
                    "%s answered in SSL 2.0 in packet %u, and this session's secret is "
                    "encrypted with an RSA key.",
                    same_key ? "A server with the same certificate" : "The same host",
                    old->server_frame);
    }
}
