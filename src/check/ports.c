#include "check/rules.h"
#include "dissect/login.h"
#include "tls/tls-records.h"

/* TLS where none is spoken, and none where TLS is expected; HTTP's own is in http/targets.c. */

static gboolean
is_tls_port (guint16 port)
{
  static const guint16 ports[] = {443, 465, 636, 853, 990, 993, 995, 8443};

  for (guint i = 0; i < G_N_ELEMENTS (ports); i++)
    if (ports[i] == port)
      return TRUE;
  return FALSE;
}

static void
take_login (gpointer state, const WgParties *parties, WgRecordId id, gconstpointer record)
{
  const WgLogin *login = record;
  WgClaim *claim;

  if (login->decrypted || parties->protocol != 6 || !is_tls_port (parties->server.port))
    return;
  claim = wg_check_raise (state, &wg_finding_dg_plaintext_on_tls_port, WG_SEVERITY_DEFAULT,
                          parties, wg_slice_str (login->protocol), login->frame);
  wg_claim_say (claim,
                "A login of the protocol %s went to port %u, where TLS is expected, in plain "
                "text.",
                login->protocol, parties->server.port);
}

/* The server's first byte is the H of "HTTP/1.1 400", as no record begins. */
static void
take_tls (gpointer state, const WgParties *parties, WgRecordId id, gconstpointer record)
{
  const WgTlsConnection *tls = record;
  const WgTlsClientHelloRecord *hello = tls->client_hellos.items;
  const WgTlsAnomaly *anomaly;
  WgClaim *claim;

  if (tls->client_hellos.n == 0 || tls->server_hellos.n > 0 || tls->conduct == NULL
      || tls->conduct->anomalies.n == 0)
    return;
  anomaly = tls->conduct->anomalies.items;
  if (anomaly->from_client || anomaly->kind != WG_TLS_ANOMALY_TYPE || anomaly->value != 'H')
    return;
  claim = wg_check_raise (state, &wg_finding_dg_tls_on_plaintext_port, WG_SEVERITY_DEFAULT,
                          parties, hello->sni, hello->frame);
  wg_claim_frame (claim, anomaly->frame);
  wg_claim_say (
      claim,
      "The client began TLS at port %u, and the server answered with text that begins "
      "as HTTP does.",
      parties->server.port);
}

const WgRules wg_rules_port = {
    .name = "ports",
    .records = (const WgRecordRule[]){{&wg_login_type, take_login},
                                      {&wg_tls_connection_type, take_tls},
                                      {0}},
};
