#include "check/tls/facts.h"

#include "tls/dtls-parse.h"

/* What version was agreed on. */

static void
show_version (WgClaim *claim, const WgTlsFacts *facts)
{
  wg_claim_show (claim, facts->server_frame, "tls.handshake.version",
                 wg_slice_str (wg_tls_version_text (facts->sent_version)));
}

static void
negotiated (const WgTlsFacts *facts)
{
  const WgFindingType *type = facts->version == 0x0002   ? &wg_finding_tls_version_ssl2
                              : facts->version == 0x0300 ? &wg_finding_tls_version_ssl3
                              : facts->version == 0x0301 ? &wg_finding_tls_version_tls10
                              : facts->version == 0x0302 ? &wg_finding_tls_version_tls11
                                                         : NULL;
  WgClaim *claim;

  if (type == NULL || facts->dtls)
    return;
  claim = wg_check_raise (facts->check, type, WG_SEVERITY_DEFAULT, facts->parties, facts->sni,
                          facts->server_frame);
  show_version (claim, facts);
  if (facts->client_max > facts->version)
    wg_claim_say (claim, "The client offered up to %s; the server chose %s.",
                  wg_tls_version_text (facts->client_max),
                  wg_tls_version_text (facts->sent_version));
  else
    wg_claim_say (claim, "The server agreed to %s.", wg_tls_version_text (facts->sent_version));
}

/* RFC 6347 §4.2.1: a HelloVerifyRequest says nothing about the version. */
static void
negotiated_dtls (const WgTlsFacts *facts)
{
  WgClaim *claim;

  if (!facts->dtls
      || (facts->sent_version != 0xfeff && facts->sent_version != WG_DTLS_BAD_VERSION))
    return;
  claim = wg_check_raise (facts->check, &wg_finding_dtls_version_obsolete, WG_SEVERITY_DEFAULT,
                          facts->parties, facts->sni, facts->server_frame);
  show_version (claim, facts);
  wg_claim_say (claim, "The server agreed to %s.", wg_tls_version_text (facts->sent_version));
}

static void
draft (const WgTlsFacts *facts)
{
  WgClaim *claim;

  if (facts->server == NULL || facts->version != 0x0304 || facts->sent_version == 0x0304
      || facts->sent_version == 0xfefc)
    return;
  claim = wg_check_raise (facts->check, &wg_finding_tls_version_draft, WG_SEVERITY_DEFAULT,
                          facts->parties, facts->sni, facts->server_frame);
  show_version (claim, facts);
  if (facts->sent_version >> 8 == 0x7f)
    wg_claim_say (claim, "Both ends agreed on draft %d of TLS 1.3 (version 0x%04x).",
                  facts->sent_version & 0xff, (guint) facts->sent_version);
  else
    wg_claim_say (claim, "Both ends agreed on the experimental version 0x%04x.",
                  (guint) facts->sent_version);
}

static void
judge (gpointer state, const WgTlsFacts *facts)
{
  if (facts->server == NULL)
    return;
  negotiated (facts);
  negotiated_dtls (facts);
  draft (facts);
}

const WgTlsRules wg_tls_version_rules = {
    .name = "versions",
    .judge = judge,
};
