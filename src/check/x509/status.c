#include "check/x509/view.h"
#include "crypto/ocsp.h"

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

/* What an answer says holds from one day to another. */
static gboolean
is_in_force (const WgChainView *v, const WgOcspAnswer *answer)
{
  if (v->time_s == G_MININT64)
    return TRUE;
  return answer->this_update_s <= v->time_s + WG_DAY_S
         && (answer->next_update_s == G_MININT64
             || answer->next_update_s >= v->time_s - WG_DAY_S);
}

static void
revoked (const WgChainView *v)
{
  WgOcspAnswer answer;
  g_autoptr (GDateTime) since = NULL;
  g_autofree char *day = NULL;
  WgClaim *claim;

  if (v->tls == NULL || v->tls->ocsp_response.len == 0
      || !wg_ocsp_answer_about (v->tls->ocsp_response, v->leaf->whole, &answer)
      || answer.status != WG_OCSP_REVOKED || !is_in_force (v, &answer))
    return;
  if (answer.revoked_s != G_MININT64)
    since = g_date_time_new_from_unix_utc (answer.revoked_s);
  day = since != NULL ? g_date_time_format (since, " on %Y-%m-%d") : NULL;
  claim = wg_chain_raise (v, &wg_finding_x509_revoked, WG_SEVERITY_DEFAULT);
  wg_claim_say (
      claim,
      "The CA revoked the certificate of \"%.*s\"%s; the server itself sent that answer.",
      WG_NAME (v->name), day != NULL ? day : "");
}

void
wg_x509_status (const WgChainView *v)
{
  revoked (v);
  no_sct (v);
  must_staple (v);
}
