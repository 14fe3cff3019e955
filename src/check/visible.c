#include "check/rules.h"
#include "quic/quic-records.h"
#include "tls/tls-records.h"

/* What a capture does not show of a server, so that silence is not taken for praise. */

static const char *const sealed = "it is encrypted, and no key opens it here";

/* Drafts and experiments, and DTLS 1.3, hide the same. */
static gboolean
is_tls13 (gint32 version)
{
  return version == 0x0304 || version == 0xfefc || (version >= 0x7e00 && version < 0x8000)
         || (version & 0xff00) == 0xfb00;
}

/* RFC 8446 §2: everything after the ServerHello is encrypted in TLS 1.3. */
static void
see_tls (gpointer check, const WgParties *parties, WgRecordId id, gconstpointer record)
{
  const WgTlsConnection *tls = record;

  if (tls->server_hellos.n == 0)
    {
      if (tls->client_hellos.n == 0)
        wg_check_not_visible (check, parties, "handshake",
                              "the capture begins after it, or is missing parts of it");
      return;
    }
  if (!tls->decrypted)
    wg_check_not_visible (check, parties, "application data", sealed);
  if (tls->decrypted || !is_tls13 (tls->version))
    return;
  wg_check_not_visible (check, parties, "client certificate", sealed);
  if (!tls->resumed)
    wg_check_not_visible (check, parties, "certificate", sealed);
}

static void
see_quic (gpointer check, const WgParties *parties, WgRecordId id, gconstpointer record)
{
  const WgQuicRecord *quic = record;

  if (quic->decrypted)
    return;
  wg_check_not_visible (check, parties, "application data", sealed);
  if (!quic->resumed)
    wg_check_not_visible (check, parties, "certificate", sealed);
}

const WgRules wg_rules_visible = {
    .name = "visible",
    .records = (const WgRecordRule[]){{&wg_tls_connection_type, see_tls},
                                      {&wg_quic_type, see_quic},
                                      {0}},
};
