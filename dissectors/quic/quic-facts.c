#include "quic-state.h"

#include "tls/tls-certificates.h"

/* Certificates, and how it stands with keys. */

static void
release_certificate (gpointer certificate)
{
  wg_certificate_unref (certificate);
}

static void
add_certificate (WgQuicConnection *c, WgTlsCertificates *list, WgSlice der)
{
  WgCertificateCache *cache = wg_tls_certificate_cache (c->state->channel);
  WgCertificateFacts *out = wg_quic_push (c, &list->certs, sizeof *out, WG_LIMIT_TLS_CERTS);
  WgCertificate *certificate;

  if (out == NULL)
    return;
  certificate = wg_certificate_cache_get (cache, der);
  if (c->certificates == NULL)
    c->certificates = g_ptr_array_new_with_free_func (release_certificate);
  g_ptr_array_add (c->certificates, certificate);
  *out = *wg_certificate_facts (certificate);
}

void
wg_quic_take_certificate (WgQuicConnection *c, WgReader *body)
{
  gboolean from_client = c->state->dir == c->client;
  WgList *lists = from_client ? &c->record.certificates.client : &c->record.certificates.server;
  WgTlsCertificates *out = wg_quic_push (c, lists, sizeof *out, WG_LIMIT_TLS_HELLOS);
  WgReader list;
  WgSlice der;

  if (out == NULL)
    return;
  out->frame = wg_channel_frame (c->state->channel);
  out->decrypted = TRUE;
  if (!from_client && lists->n == 1)
    c->certificates_ns = wg_channel_time (c->state->channel);
  if (!wg_tls_parse_certificate_list (body, TRUE, &list))
    {
      wg_quic_note (c->state, WG_QUIC_NOTE_HELLO);
      return;
    }
  while (out->certs.n < WG_LIMIT_TLS_CERTS && wg_tls_next_certificate (&list, TRUE, &der))
    add_certificate (c, out, der);
}

/* What the server sent first; its certificates stand first among those held. */
static void
look_at_chain (WgQuicConnection *c)
{
  const WgTlsCertificates *first = c->record.certificates.server.items;

  if (c->record.certificates.server.n == 0 || first->certs.n == 0)
    return;
  c->chain.problem =
      wg_certificate_chain_problem ((WgCertificate *const *) c->certificates->pdata,
                                    first->certs.n, c->certificates_ns, c->record.sni);
  c->chain.ok = c->chain.problem == NULL;
  c->record.chain = &c->chain;
}

/* --- keys ---------------------------------------------------------------------------- */

static void
add_name (WgQuicConnection *c, WgList *list, const char *name)
{
  const char **item;

  for (guint i = 0; i < list->n; i++)
    if (strcmp (((const char *const *) list->items)[i], name) == 0)
      return;
  item = wg_quic_push (c, list, sizeof *item, WG_LABELS);
  if (item != NULL)
    *item = name;
}

/* Of packets that there were: what opened them, or would have. */
static void
judge (WgQuicConnection *c,
       guint64 n_packets,
       gboolean opened,
       WgSecretOrigin origin,
       const char *label)
{
  static const char *const origins[] = {[WG_ORIGIN_KEYLOG] = "keylog", [WG_ORIGIN_DSB] = "dsb"};
  const char *name = origin < G_N_ELEMENTS (origins) ? origins[origin] : NULL;

  if (n_packets == 0)
    return;
  if (opened && name != NULL)
    add_name (c, &c->keys.opened_with, name);
  else if (name != NULL)
    add_name (c, &c->keys.wrong, name);
  else
    add_name (c, &c->keys.missing, label);
}

static void
sum_up_keys (WgQuicConnection *c)
{
  const WgQuicPackets *client = &c->record.packets.client, *server = &c->record.packets.server;
  const WgQuicSpace *handshake = c->space[WG_QUIC_SPACE_HANDSHAKE];
  const WgQuicSpace *application = c->space[WG_QUIC_SPACE_APPLICATION];
  guint to = c->client, from = wg_dir_other (c->client);

  if (!c->has_random || wg_channel_secrets (c->state->channel) == NULL)
    return;
  judge (c, client->zero_rtt, c->opened_early, c->origin_early, "CLIENT_EARLY_TRAFFIC_SECRET");
  judge (c, client->handshake, handshake[to].opened, handshake[to].origin,
         "CLIENT_HANDSHAKE_TRAFFIC_SECRET");
  judge (c, server->handshake, handshake[from].opened, handshake[from].origin,
         "SERVER_HANDSHAKE_TRAFFIC_SECRET");
  judge (c, client->one_rtt, application[to].opened, application[to].origin,
         "CLIENT_TRAFFIC_SECRET_0");
  judge (c, server->one_rtt, application[from].opened, application[from].origin,
         "SERVER_TRAFFIC_SECRET_0");
  if (c->keys.opened_with.n + c->keys.missing.n + c->keys.wrong.n > 0)
    c->record.keys = &c->keys;
}

void
wg_quic_sum_up (WgQuicConnection *c)
{
  look_at_chain (c);
  sum_up_keys (c);
}
