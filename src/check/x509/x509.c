#include "check/rules.h"
#include "check/x509/view.h"

#include "base/limits.h"

/* Every chain of every connection, given to the rules over certificates. */

#define WG_YEAR_2000_S G_GINT64_CONSTANT (946684800)
#define FAKE_CLOCK_S   (5 * 365 * WG_DAY_S)
#define EXT_ECH        0xfe0d
#define NS_OF_S        G_GINT64_CONSTANT (1000000000)
#define ALERT_NONE     (-1)

typedef struct
{
  WgCheck *check;
  WgX509Memory *memory;
} X509;

WgClaim *
wg_chain_raise (const WgChainView *v, const WgFindingType *type, WgSeverity severity)
{
  WgClaim *claim = wg_check_raise (v->check, type, severity, v->parties, v->name, v->frame);

  wg_claim_show (claim, v->frame, "x509.subject", v->leaf->subject);
  return claim;
}

WgClaim *
wg_chain_raise_for (const WgChainView *v,
                    const WgFindingType *type,
                    WgSeverity severity,
                    const char *field,
                    WgSlice value)
{
  WgClaim *claim = wg_check_raise (v->check, type, severity, v->parties, v->name, v->frame);

  wg_claim_show (claim, v->frame, field, value);
  return claim;
}

gboolean
wg_chain_clock_is_fake (const WgChainView *v, const WgCertificateFacts *c)
{
  return !v->exact && v->time_s != G_MININT64
         && (v->time_s < WG_YEAR_2000_S
             || (c->not_before_s != G_MININT64 && v->time_s < c->not_before_s - FAKE_CLOCK_S));
}

gboolean
wg_chain_is_root (const WgChainView *v, guint index)
{
  return index > 0 && v->certs[index].self_issued;
}

static gboolean
lists_u16 (WgList list, guint16 wanted)
{
  const guint16 *items = list.items;

  for (guint i = 0; i < list.n; i++)
    if (items[i] == wanted)
      return TRUE;
  return FALSE;
}

/* What the client said when it had seen the certificate. */
static gint32
client_alert (const WgTlsConnection *tls, guint32 frame)
{
  const WgTlsAlert *alerts = tls->alerts.items;

  for (guint i = 0; i < tls->alerts.n; i++)
    if (!alerts[i].encrypted && alerts[i].frame >= frame && alerts[i].description > 0
        && g_strcmp0 (alerts[i].from, "client") == 0)
      return alerts[i].description;
  return ALERT_NONE;
}

static gboolean
shows_self_signed (WgList messages)
{
  const WgTlsCertificates *first = messages.items;
  const WgCertificateFacts *leaf;

  if (messages.n == 0 || first->certs.n == 0)
    return FALSE;
  leaf = first->certs.items;
  return leaf->self_signed;
}

static void
look_at_trust (WgChainView *v)
{
  WgTrust *trust = wg_check_trust (v->check);
  WgCertificate *chain[WG_LIMIT_CHAIN];
  const WgCertificateFacts *last = &v->certs[v->n - 1];
  guint n = MIN (v->n, WG_LIMIT_CHAIN);

  for (guint i = 0; i < n; i++)
    chain[i] = v->certs[i].whole;
  for (guint i = 1; i < n; i++)
    v->has_issuer =
        v->has_issuer || wg_certificate_issuer_fit (chain[0], chain[i]) != WG_ISSUER_NO;
  v->trust = trust != NULL ? wg_trust_check (trust, chain, n) : WG_TRUST_UNKNOWN;
  v->is_public =
      (trust != NULL && wg_trust_is_system (trust) && v->trust == WG_TRUST_YES)
      || (!v->leaf->self_issued
          && (wg_is_public_ca (v->leaf->issuer_organisation, v->leaf->issuer_common_name)
              || wg_is_public_ca (last->issuer_organisation, last->issuer_common_name)));
}

static void
judge_chain (X509 *x, WgChainView *v, const WgTlsCertificates *message)
{
  gint64 time_ns = wg_check_verify_time (x->check, message->frame);

  v->certs = message->certs.items;
  v->n = message->certs.n;
  v->leaf = v->certs;
  v->frame = message->frame;
  v->decrypted = message->decrypted;
  v->exact = wg_check_verify_is_exact (x->check);
  v->time_s = time_ns != G_MININT64 ? time_ns / NS_OF_S : G_MININT64;
  v->name = v->sni;
  if (v->name.len == 0)
    v->name = v->leaf->common_name;
  if (v->name.len == 0 && v->leaf->dns_names.n > 0)
    v->name = *(const WgSlice *) v->leaf->dns_names.items;
  if (v->name.len == 0)
    v->name = v->leaf->organisation.len > 0 ? v->leaf->organisation : v->leaf->subject;
  wg_x509_form (v);
  if (!v->leaf->readable)
    return;
  look_at_trust (v);
  wg_x509_dates (v);
  wg_x509_names (v);
  wg_x509_issuers (v);
  wg_x509_keys (v);
  wg_x509_status (v);
  wg_x509_remember (x->memory, v);
}

static void
judge_server (X509 *x, WgChainView *v, WgList messages)
{
  const WgTlsCertificates *all = messages.items;

  for (guint i = 0; i < messages.n; i++)
    if (all[i].certs.n > 0)
      {
        WgChainView chain = *v;
        chain.alert = v->tls != NULL ? client_alert (v->tls, all[i].frame) : ALERT_NONE;
        judge_chain (x, &chain, &all[i]);
      }
}

static void
judge_tls (gpointer state, const WgParties *parties, WgRecordId id, gconstpointer record)
{
  X509 *x = state;
  const WgTlsConnection *tls = record;
  const WgTlsClientHelloRecord *hellos = tls->client_hellos.items;
  const WgTlsCertificates *client = tls->certificates.client.items;
  WgChainView v = {.check = x->check,
                   .parties = parties,
                   .tls = tls,
                   .datagram = parties->protocol == 17,
                   .peers = shows_self_signed (tls->certificates.client)
                            && shows_self_signed (tls->certificates.server)};

  if (tls->client_hellos.n > 0)
    {
      v.sni = hellos[tls->client_hellos.n - 1].sni;
      wg_x509_idn (x->check, parties, hellos[tls->client_hellos.n - 1].frame,
                   "tls.handshake.extensions_server_name", v.sni);
      v.ech = lists_u16 (hellos[tls->client_hellos.n - 1].extensions, EXT_ECH);
    }
  judge_server (x, &v, tls->certificates.server);
  wg_x509_request (&v);
  for (guint i = 0; i < tls->certificates.client.n; i++)
    wg_x509_client (&v, &client[i]);
}

static void
judge_quic (gpointer state, const WgParties *parties, WgRecordId id, gconstpointer record)
{
  X509 *x = state;
  const WgQuicRecord *quic = record;
  const WgTlsCertificates *client = quic->certificates.client.items;
  WgChainView v = {.check = x->check, .parties = parties, .quic = quic, .sni = quic->sni};

  judge_server (x, &v, quic->certificates.server);
  for (guint i = 0; i < quic->certificates.client.n; i++)
    wg_x509_client (&v, &client[i]);
}

static gpointer
x509_open (WgCheck *check)
{
  X509 *x = g_new0 (X509, 1);

  x->check = check;
  x->memory = wg_x509_memory_new (check);
  return x;
}

static void
x509_finish (gpointer state)
{
  X509 *x = state;

  wg_x509_memory_finish (x->memory);
}

static void
x509_close (gpointer state)
{
  X509 *x = state;

  wg_x509_memory_free (x->memory);
  g_free (x);
}

const WgRules wg_rules_x509 = {
    .name = "x509",
    .open = x509_open,
    .finish = x509_finish,
    .close = x509_close,
    .records = (const WgRecordRule[]){{&wg_tls_connection_type, judge_tls},
                                      {&wg_quic_type, judge_quic},
                                      {0}},
};
