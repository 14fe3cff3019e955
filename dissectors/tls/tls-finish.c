#include "tls-decrypt.h"

/* What is said of a connection when it is over. */

/* Looks at the chain that the server sent first. */
static void
check_chain (WgTlsState *s, const WgTlsSide *server)
{
  const WgTlsCertificates *first = server->certificates.items;
  const WgTlsClientHelloRecord *hellos = s->record.client_hellos.items;
  WgSlice host = s->record.client_hellos.n > 0 ? hellos[0].sni : WG_SLICE_NONE;

  if (server->held == NULL || first->certs.n == 0)
    return;
  s->chain.problem = wg_certificate_chain_problem (
      (WgCertificate *const *) (gpointer) server->held->pdata,
      MIN (first->certs.n, server->held->len), server->held_since, host);
  s->chain.ok = s->chain.problem == NULL;
  s->record.chain = &s->chain;
}

/* What the server's certificate adds: timestamps, and the key that RSA key exchange uses. */
static void
look_at_leaf (WgTlsState *s, const WgTlsSide *server)
{
  const WgTlsCertificates *first = server->certificates.items;
  const WgCertificateFacts *leaf;

  if (server->certificates.n == 0 || first->certs.n == 0)
    return;
  leaf = first->certs.items;
  s->record.scts += leaf->n_scts;
  if (s->key_exchange.bits == 0 && g_strcmp0 (s->key_exchange.kind, "rsa") == 0)
    s->key_exchange.bits = leaf->key.bits;
}

/* Each handshake of TLS 1.2 and before has one ChangeCipherSpec a side, also when nothing else
 * of it can be read. */
static guint32
count_renegotiations (const WgTlsState *s)
{
  guint n = s->datagram ? MAX (s->side[0].epoch, s->side[1].epoch)
                        : MAX (s->side[0].n_ccs, s->side[1].n_ccs);
  return !s->is_13 && n > 1 ? n - 1 : 0;
}

static void
name_senders (WgTlsState *s)
{
  WgTlsAlert *alerts = (gpointer) s->record.alerts.items;
  WgTlsHeartbeat *heartbeats = (gpointer) s->record.heartbeats.items;

  for (guint i = 0; i < s->record.alerts.n; i++)
    alerts[i].from = wg_tls_from (s, alerts[i].dir);
  for (guint i = 0; i < s->record.heartbeats.n; i++)
    heartbeats[i].from = wg_tls_from (s, heartbeats[i].dir);
}

void
wg_tls_finish (WgTlsState *s)
{
  const WgHandoff *handoff = wg_channel_handoff (s->channel);
  WgDir dir = wg_tls_client (s);
  const WgTlsSide *client = &s->side[dir], *server = &s->side[wg_dir_other (dir)];

  wg_tls_finish_decrypt (s);
  s->record.started_by = handoff != NULL ? handoff->how : NULL;
  s->record.inside = handoff != NULL && handoff->decrypted ? "tls" : NULL;
  s->record.version = s->version;
  s->record.certificates = (WgTlsBoth){client->certificates, server->certificates};
  s->record.messages = (WgTlsBoth){client->messages, server->messages};
  s->record.records = (WgTlsBothRecords){client->records, server->records};
  s->record.renegotiations = count_renegotiations (s);
  name_senders (s);
  wg_tls_finish_conduct (s, dir);
  check_chain (s, server);
  look_at_leaf (s, server);
  if (s->key_exchange.kind != NULL && (s->is_13 || !s->record.resumed))
    s->record.key_exchange = &s->key_exchange;
  wg_channel_close_record (s->channel, s->id, &wg_tls_connection_type, &s->record,
                           dir == WG_SERVER);
}
