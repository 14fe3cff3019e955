#include "check/x509/view.h"

/* What the server could have said beside its certificate: logs, revocation. */

#define SINCE_LOGS_S G_GINT64_CONSTANT (1525132800) /* 2018-05-01 */
#define EXT_STATUS   5
#define EXT_SCT      18

static gboolean
asked_for (const WgChainView *v, guint16 extension)
{
  const WgTlsClientHelloRecord *hellos = v->tls->client_hellos.items;
  const WgTlsClientHelloRecord *last = &hellos[v->tls->client_hellos.n - 1];

  for (guint i = 0; v->tls->client_hellos.n > 0 && i < last->extensions.n; i++)
    if (((const guint16 *) last->extensions.items)[i] == extension)
      return TRUE;
  return FALSE;
}

static void
no_sct (const WgChainView *v)
{
  WgClaim *claim;

  if (!v->is_public || v->tls == NULL || v->leaf->self_issued || v->leaf->n_scts > 0
      || v->tls->scts > 0 || v->leaf->not_before_s < SINCE_LOGS_S)
    return;
  claim = wg_chain_raise (v, &wg_finding_x509_no_sct, WG_SEVERITY_DEFAULT);
  if (v->tls->ocsp_stapled || !asked_for (v, EXT_SCT))
    wg_claim_confidence (claim, WG_CONFIDENCE_LOW);
  wg_claim_say (claim,
                "Neither the certificate of \"%.*s\" nor the handshake has a timestamp of a "
                "public log.",
                WG_NAME (v->name));
}

static void
must_staple (const WgChainView *v)
{
  WgClaim *claim;

  if (v->tls == NULL || !v->leaf->must_staple || v->tls->ocsp_stapled
      || !asked_for (v, EXT_STATUS))
    return;
  claim = wg_chain_raise (v, &wg_finding_x509_must_staple_violated, WG_SEVERITY_DEFAULT);
  wg_claim_say (
      claim,
      "The certificate of \"%.*s\" promises a stapled OCSP answer, the client asked for "
      "it, and the server sent none.",
      WG_NAME (v->name));
}

void
wg_x509_status (const WgChainView *v)
{
  no_sct (v);
  must_staple (v);
}
