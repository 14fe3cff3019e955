#include "check/x509/view.h"

/* The client's certificate: asked for, shown, refused. */

#define ALERT_NONE (-1)

static const struct
{
  gint32 alert;
  const char *what;
} refusals[] = {
    {41, "no certificate (SSL 3.0)"},
    {42, "it is bad"},
    {43, "it is of a kind that is not supported"},
    {44, "it is revoked"},
    {45, "it is expired"},
    {46, "it is not acceptable"},
    {48, "its CA is unknown"},
    {49, "access is denied"},
    {116, "one is required"},
};

/* What the server says behind @frame. */
static const WgTlsAlert *
server_alert (const WgTlsConnection *tls, guint32 frame)
{
  const WgTlsAlert *alerts = tls->alerts.items;

  for (guint i = 0; i < tls->alerts.n; i++)
    if (!alerts[i].encrypted && alerts[i].frame >= frame && alerts[i].description > 0
        && g_strcmp0 (alerts[i].from, "server") == 0)
      return &alerts[i];
  return NULL;
}

/* A fatal alert that nobody can read may be the refusal too. */
static gboolean
went_on (const WgTlsConnection *tls)
{
  return tls->records.server.application_bytes > 0;
}

static void
rejected (const WgChainView *v, const WgTlsCertificates *message, const WgTlsAlert *alert)
{
  const char *what = NULL;
  WgClaim *claim;

  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    if (refusals[i].alert == alert->description)
      what = refusals[i].what;
  if (what == NULL && alert->description == 40 && message->certs.n == 0)
    what = "the handshake failed without one";
  if (what == NULL)
    return;
  claim = wg_check_raise (v->check, &wg_finding_mtls_rejected, WG_SEVERITY_DEFAULT, v->parties,
                          v->sni, alert->frame);
  wg_claim_frame (claim, message->frame);
  wg_claim_outcome (claim, WG_OUTCOME_ATTEMPT);
  wg_claim_say (claim, "The server refused the client's certificate with alert %d: %s.",
                alert->description, what);
}

/* Protocols in which servers ask for a certificate without needing one. */
static gboolean
asks_out_of_habit (const WgTlsConnection *tls)
{
  return g_strcmp0 (tls->started_by, "smtp") == 0;
}

/* They ask for one and check the password in any case. */
static gboolean
is_database (const WgChainView *v)
{
  return v->tls != NULL
         && (g_strcmp0 (v->tls->started_by, "mysql") == 0
             || g_strcmp0 (v->tls->started_by, "postgresql") == 0);
}

static void
missing (const WgChainView *v, const WgTlsCertificates *message, const WgTlsAlert *alert)
{
  gboolean on = v->tls != NULL && alert == NULL && went_on (v->tls);
  gboolean habit = v->tls != NULL && asks_out_of_habit (v->tls);
  WgClaim *claim = wg_check_raise (v->check, &wg_finding_mtls_client_cert_missing,
                                   habit                    ? WG_SEVERITY_INFO
                                   : on && !is_database (v) ? WG_SEVERITY_HIGH
                                                            : WG_SEVERITY_DEFAULT,
                                   v->parties, v->sni, message->frame);

  if (v->tls != NULL && v->tls->request.frame > 0)
    wg_claim_frame (claim, v->tls->request.frame);
  wg_claim_outcome (claim, on ? WG_OUTCOME_SUCCESS : WG_OUTCOME_ATTEMPT);
  wg_claim_confidence (claim, on ? WG_CONFIDENCE_MEDIUM : WG_CONFIDENCE_HIGH);
  wg_claim_say (claim,
                on ? "The server asked for a certificate, the client had none, and data flowed "
                     "all the same."
                : alert != NULL
                    ? "The server asked for a certificate, the client had none, and the server "
                      "ended the connection."
                    : "The server asked for a certificate and the client had none.");
}

/* What would be said of a server's certificate, in a few words; %NULL: nothing. */
static const char *
weakness_of (const WgChainView *v, const WgTlsCertificates *message, gint64 time_s)
{
  const WgCertificateFacts *c = message->certs.items;
  gboolean rsa = c->exponent > 0;

  if (time_s != G_MININT64 && c->not_after_s != G_MININT64
      && time_s > c->not_after_s + (v->exact ? 0 : WG_DAY_S) && !wg_chain_clock_is_fake (v, c))
    return "had expired";
  if (rsa && c->key.bits > 0 && c->key.bits < 2048)
    return "has an RSA key of less than 2048 bits";
  if (c->has_eku && !c->eku_client)
    return "is not meant for clients, by its extended key usage";
  if (c->self_signed && message->certs.n == 1)
    return "was signed with its own key";
  if (c->signature_hash != WG_WEAK_NONE && !c->self_issued)
    return "was signed over a weak hash";
  return NULL;
}

static void
weak (const WgChainView *view, const WgTlsCertificates *message, const WgTlsAlert *alert)
{
  const WgCertificateFacts *c = message->certs.items;
  gint64 time_ns = wg_check_verify_time (view->check, message->frame);
  WgChainView v = *view;
  const char *what;
  WgClaim *claim;

  v.exact = wg_check_verify_is_exact (v.check);
  v.time_s = time_ns != G_MININT64 ? time_ns / G_GINT64_CONSTANT (1000000000) : G_MININT64;
  what = weakness_of (&v, message, v.time_s);
  if (what == NULL || !c->readable || alert != NULL)
    return;
  claim = wg_check_raise (v.check, &wg_finding_mtls_client_cert_weak,
                          v.peers || (v.datagram && c->self_signed) ? WG_SEVERITY_INFO
                                                                    : WG_SEVERITY_DEFAULT,
                          v.parties, c->common_name, message->frame);
  wg_claim_show (claim, message->frame, "x509.subject", c->subject);
  wg_claim_say (claim, "The client's certificate \"%.*s\" %s, and the server did not object%s.",
                WG_NAME (c->subject), what,
                v.peers ? "; both ends know each other's keys, it seems" : "");
}

static void
cleartext (const WgChainView *v, const WgTlsCertificates *message)
{
  const WgCertificateFacts *c = message->certs.items;
  const WgSlice *names = c->san.items;
  WgClaim *claim;

  if (message->decrypted || v->quic != NULL || !c->readable)
    return;
  claim =
      wg_check_raise (v->check, &wg_finding_mtls_client_cert_cleartext,
                      v->datagram && c->self_signed ? WG_SEVERITY_INFO : WG_SEVERITY_DEFAULT,
                      v->parties, c->common_name, message->frame);
  wg_claim_show (claim, message->frame, "x509.subject", c->subject);
  wg_claim_show (claim, message->frame, "x509.issuer", c->issuer);
  for (guint i = 0; i < MIN (c->san.n, 3); i++)
    wg_claim_show (claim, message->frame, "x509.san", names[i]);
  wg_claim_say (claim, "The client showed who it is, \"%.*s\", before anything was encrypted.",
                WG_NAME (c->subject));
}

void
wg_x509_client (const WgChainView *v, const WgTlsCertificates *message)
{
  const WgTlsAlert *alert = v->tls != NULL ? server_alert (v->tls, message->frame) : NULL;

  if (message->certs.n == 0)
    missing (v, message, alert);
  else
    {
      cleartext (v, message);
      weak (v, message, alert);
    }
  if (alert != NULL)
    rejected (v, message, alert);
}

static WgSlice
first_name (const WgTlsCertificateRequest *request, char **text)
{
  const WgSlice *names = request->authorities.items;

  *text = request->authorities.n > 0 ? wg_distinguished_name_text (names[0]) : NULL;
  return *text != NULL ? wg_slice_str (*text) : WG_SLICE_NONE;
}

void
wg_x509_request (const WgChainView *v)
{
  const WgTlsCertificateRequest *request = &v->tls->request;
  g_autofree char *text = NULL;
  WgSlice first = first_name (request, &text);
  guint n = request->authorities.n;
  WgClaim *claim;

  if (request->frame == 0 || !request->listed)
    return;
  claim = wg_check_raise (v->check, &wg_finding_mtls_ca_list_leak, WG_SEVERITY_DEFAULT,
                          v->parties, v->sni, request->frame);
  if (first.len > 0)
    wg_claim_show (claim, request->frame, "x509.issuer", first);
  if (n == 0)
    wg_claim_say (claim, "The server asked for a certificate of any CA at all.");
  else
    wg_claim_say (claim, "The server named %u CA%s whose certificates it takes%s%.*s%s.", n,
                  n == 1 ? "" : "s", first.len > 0 ? ", the first \"" : "", WG_NAME (first),
                  first.len > 0 ? "\"" : "");
}
