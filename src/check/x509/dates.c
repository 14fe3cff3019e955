#include "check/x509/view.h"

/* When certificates are valid, and for how long. */

#define SOON_S       (30 * WG_DAY_S)
#define SHORT_LIFE_S (100 * WG_DAY_S)
#define TEN_YEARS_S  (3650 * WG_DAY_S)

/* Clocks of captures and servers differ: so much does not count. */
static gint64
skew_s (const WgChainView *v, gint64 usual)
{
  return v->exact ? 0 : usual;
}

static void
expired (const WgChainView *v, const WgCertificateFacts *c)
{
  gint64 late = v->time_s - c->not_after_s;
  gboolean fake = wg_chain_clock_is_fake (v, c);
  WgClaim *claim;

  if (late <= skew_s (v, WG_DAY_S))
    return;
  claim = wg_chain_raise_for (v, &wg_finding_x509_expired,
                              fake ? WG_SEVERITY_INFO : WG_SEVERITY_DEFAULT, "x509.not_after",
                              wg_slice_str (c->not_after));
  if (fake)
    {
      wg_claim_confidence (claim, WG_CONFIDENCE_LOW);
      wg_claim_say (claim,
                    "The certificate of \"%.*s\" ended on %.10s, before the packet, but the "
                    "capture's clock cannot be relied on.",
                    WG_NAME (v->name), c->not_after);
      return;
    }
  wg_claim_say (claim,
                "The certificate of \"%.*s\" had ended on %.10s, %" G_GINT64_FORMAT
                " days before the server showed it.",
                WG_NAME (v->name), c->not_after, late / WG_DAY_S);
}

static void
not_yet_valid (const WgChainView *v, const WgCertificateFacts *c)
{
  gint64 early = c->not_before_s - v->time_s;
  gboolean fake = wg_chain_clock_is_fake (v, c);
  WgClaim *claim;

  if (early <= skew_s (v, 3600) || (!v->exact && v->time_s < WG_YEAR_2000_S))
    return; /* by such a clock no certificate has begun */
  claim = wg_chain_raise_for (v, &wg_finding_x509_not_yet_valid,
                              fake ? WG_SEVERITY_INFO : WG_SEVERITY_DEFAULT, "x509.not_before",
                              wg_slice_str (c->not_before));
  if (fake)
    {
      wg_claim_confidence (claim, WG_CONFIDENCE_LOW);
      wg_claim_say (claim,
                    "The certificate of \"%.*s\" begins on %.10s, long after the packet: the "
                    "capture's clock is most likely wrong, not the certificate.",
                    WG_NAME (v->name), c->not_before);
      return;
    }
  wg_claim_say (claim, "The certificate of \"%.*s\" begins on %.10s, after it was shown.",
                WG_NAME (v->name), c->not_before);
}

/* A certificate that lives for weeks is always near its end: a fifth of its life counts, a
 * quarter where no public CA with its timers issued it. */
static void
expires_soon (const WgChainView *v, const WgCertificateFacts *c)
{
  gint64 left = c->not_after_s - v->time_s, life = c->not_after_s - c->not_before_s;
  gint64 window = life <= 0 || life > SHORT_LIFE_S ? SOON_S : life / (v->is_public ? 5 : 4);
  WgClaim *claim;

  if (left < -skew_s (v, WG_DAY_S) || left >= window || wg_chain_clock_is_fake (v, c))
    return;
  claim = wg_chain_raise_for (v, &wg_finding_x509_expires_soon, WG_SEVERITY_DEFAULT,
                              "x509.not_after", wg_slice_str (c->not_after));
  if (left < 0)
    wg_claim_say (claim,
                  "The certificate of \"%.*s\" ended on %.10s, hours before it was shown.",
                  WG_NAME (v->name), c->not_after);
  else
    wg_claim_say (claim,
                  "The certificate of \"%.*s\" ends on %.10s, %" G_GINT64_FORMAT
                  " days after it was shown.",
                  WG_NAME (v->name), c->not_after, left / WG_DAY_S);
}

/* What browsers allow a public CA, by the day of issue; CA/B BR §6.3.2. 0: not limited yet. */
static gint64
allowed_days (gint64 not_before_s)
{
  if (not_before_s >= 1868227200) /* 2029-03-15 */
    return 47;
  if (not_before_s >= 1805068800) /* 2027-03-15 */
    return 100;
  if (not_before_s >= 1773532800) /* 2026-03-15 */
    return 200;
  if (not_before_s >= 1598918400) /* 2020-09-01 */
    return 398;
  return not_before_s >= 1519862400 ? 825 : 0; /* 2018-03-01 */
}

static void
too_long (const WgChainView *v, const WgCertificateFacts *c)
{
  gint64 life = c->not_after_s - c->not_before_s + 1;
  gint64 days = (life + WG_DAY_S - 1) / WG_DAY_S, allowed = allowed_days (c->not_before_s);
  gboolean years = life >= TEN_YEARS_S;
  WgClaim *claim;

  if (!years && (v->leaf->self_issued || allowed == 0 || days <= allowed))
    return;
  claim = wg_chain_raise_for (v, &wg_finding_x509_validity_too_long,
                              !v->is_public ? WG_SEVERITY_INFO
                              : years       ? WG_SEVERITY_MEDIUM
                                            : WG_SEVERITY_DEFAULT,
                              "x509.not_after", wg_slice_str (c->not_after));
  if (allowed > 0 && !years)
    wg_claim_say (claim,
                  "The certificate of \"%.*s\" is valid for %" G_GINT64_FORMAT
                  " days; a public CA was allowed %" G_GINT64_FORMAT " when it was issued.",
                  WG_NAME (v->name), days, allowed);
  else
    wg_claim_say (claim,
                  "The certificate of \"%.*s\" is valid for %" G_GINT64_FORMAT
                  " years, from %.10s to %.10s.",
                  WG_NAME (v->name), days / 365, c->not_before, c->not_after);
}

void
wg_x509_dates (const WgChainView *v)
{
  const WgCertificateFacts *c = v->leaf;

  if (c->not_before_s == G_MININT64 || c->not_after_s == G_MININT64)
    return;
  too_long (v, c);
  if (v->time_s == G_MININT64)
    return;
  expired (v, c);
  not_yet_valid (v, c);
  expires_soon (v, c);
}
