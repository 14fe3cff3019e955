#include "check/tls/history.h"
#include "tls/tls-extensions.h"

/* What connections to one server, of one client, of the whole capture say together. */

#define SECOND ((gint64) 1000000000)
#define DAY    (24 * 3600 * SECOND)

static gboolean
known (gint64 time_ns)
{
  return time_ns != G_MININT64;
}

/* Connections of a server that one is compared with. */
#define COMPARED 512u

static gboolean
same_name (const WgTlsPast *a, const WgTlsPast *b)
{
  return g_strcmp0 (a->sni, b->sni) == 0;
}

/* The best version, up to @max, that the server chose for anybody who asked for the same name
 * within a day of @past. */
static const WgTlsPast *
better_of (WgTlsPast *const *pasts, guint n, const WgTlsPast *past, gint32 than, gint32 max)
{
  const WgTlsPast *best = NULL;

  for (guint i = 0; i < MIN (n, COMPARED); i++)
    if (pasts[i]->version > than && pasts[i]->version <= max && same_name (pasts[i], past)
        && (!known (past->begin_ns) || !known (pasts[i]->begin_ns)
            || ABS (past->begin_ns - pasts[i]->begin_ns) <= DAY)
        && (best == NULL || pasts[i]->version > best->version))
      best = pasts[i];
  return best;
}

/* As the hello of the client says it: DTLS has names of its own. */
static const char *
offer_text (const WgTlsPast *past)
{
  return wg_tls_version_text (past->dtls ? past->hello_version : past->client_max);
}

static void
below_offer (WgCheck *check, WgTlsPast *const *pasts, guint n, const WgTlsPast *past)
{
  const WgTlsPast *better;
  WgSeverity severity = past->version == 0x0303      ? WG_SEVERITY_INFO
                        : past->client_max >= 0x0303 ? WG_SEVERITY_DEFAULT
                                                     : WG_SEVERITY_LOW;
  WgClaim *claim;

  if (past->version < 0 || past->version >= past->client_max || past->sentinel_11
      || past->sentinel_12 || past->resumed)
    return;
  better = better_of (pasts, n, past, past->version, past->client_max);
  claim = wg_check_raise (check, &wg_finding_dg_version_below_offer,
                          better != NULL ? WG_SEVERITY_HIGH : severity, &past->parties,
                          wg_tls_past_name (past), past->server_frame);
  wg_claim_frame (claim, past->client_frame);
  wg_tls_show (claim, past->server_frame, "tls.handshake.version", "%s",
               wg_tls_version_text (past->sent_version));
  if (better != NULL)
    {
      wg_claim_frame (claim, better->server_frame);
      wg_claim_say (claim,
                    "The client offered %s and the server chose %s, though in packet %u it "
                    "chose %s.",
                    offer_text (past), wg_tls_version_text (past->sent_version),
                    better->server_frame, wg_tls_version_text (better->sent_version));
    }
  else
    wg_claim_say (claim, "The client offered %s; selected by the server: %s.",
                  offer_text (past), wg_tls_version_text (past->sent_version));
}

/* RFC 7507 */
static void
fallback (WgCheck *check, WgTlsPast *const *pasts, guint n, const WgTlsPast *past)
{
  gboolean best = past->client_max >= 0x0304, ignored;
  WgClaim *claim;

  if (!past->scsv)
    return;
  ignored = past->version >= 0 && past->alert < 0
            && better_of (pasts, n, past, past->client_max, 0x0304) != NULL;
  claim = wg_check_raise (check, &wg_finding_dg_fallback_scsv,
                          best      ? WG_SEVERITY_INFO
                          : ignored ? WG_SEVERITY_HIGH
                                    : WG_SEVERITY_DEFAULT,
                          &past->parties, wg_tls_past_name (past), past->client_frame);
  wg_tls_show (claim, past->client_frame, "tls.handshake.ciphersuite", "TLS_FALLBACK_SCSV");
  wg_claim_outcome (claim, ignored ? WG_OUTCOME_SUCCESS : WG_OUTCOME_ATTEMPT);
  if (ignored)
    wg_claim_say (claim,
                  "The client said that %s is a fallback, and the server took it, though "
                  "it can do better.",
                  wg_tls_version_text (past->client_max));
  else if (past->alert >= 0)
    wg_claim_say (claim,
                  "The client said that %s is a fallback, and the server refused it "
                  "(alert %d): the protection works.",
                  wg_tls_version_text (past->client_max), past->alert);
  else
    wg_claim_say (claim, "The client says that its offer of %s is a fallback.",
                  wg_tls_version_text (past->client_max));
}

static void
alpn_lost (WgCheck *check, WgTlsPast *const *pasts, guint n, const WgTlsPast *past)
{
  const WgTlsPast *other = NULL;
  WgClaim *claim;

  if (!past->h2_offered || past->h2_chosen || past->version < 0x0300 || past->version > 0x0303)
    return;
  for (guint i = 0; i < MIN (n, COMPARED) && other == NULL; i++)
    if (pasts[i]->h2_chosen && same_name (pasts[i], past))
      other = pasts[i];
  claim = wg_check_raise (check, &wg_finding_dg_alpn_h2_lost,
                          other != NULL ? WG_SEVERITY_MEDIUM : WG_SEVERITY_DEFAULT,
                          &past->parties, wg_tls_past_name (past), past->server_frame);
  wg_tls_show (claim, past->client_frame, "tls.handshake.extensions_alpn_str", "h2");
  wg_claim_say (claim, "The client offered HTTP/2 and the server did not choose it%s.",
                other != NULL ? ", as it did in another connection" : "");
}

void
wg_tls_judge_server (WgCheck *check, WgTlsPast *const *pasts, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      if (pasts[i]->client_max >= 0)
        below_offer (check, pasts, n, pasts[i]);
      fallback (check, pasts, n, pasts[i]);
      alpn_lost (check, pasts, n, pasts[i]);
    }
}

static gboolean
has (const guint16 *list, guint n, guint16 value)
{
  for (guint i = 0; i < n; i++)
    if (list[i] == value)
      return TRUE;
  return FALSE;
}

/* Of the shorter list, how much is in the longer one? */
static gboolean
overlaps (const guint16 *a, guint n_a, const guint16 *b, guint n_b)
{
  guint n = 0;

  if (n_a < n_b)
    return overlaps (b, n_b, a, n_a);
  for (guint i = 0; i < n_b; i++)
    n += has (a, n_a, b[i]) ? 1 : 0;
  return n * 10 >= n_b * 6;
}

gboolean
wg_tls_same_stack (const WgTlsPast *a, const WgTlsPast *b)
{
  return a->n_ciphers > 0 && b->n_ciphers > 0
         && overlaps (a->ciphers, a->n_ciphers, b->ciphers, b->n_ciphers)
         && overlaps (a->extensions, a->n_extensions, b->extensions, b->n_extensions);
}

/* The client's best hello to this server within a minute before: this one, or one that nobody
 * answered. Who had a better version in that time and now asks for less does so by his own
 * will, as scanners do. */
static const WgTlsPast *
best_hello (WgTlsPast *const *pasts, guint index)
{
  const WgTlsPast *best = pasts[index];

  for (guint i = index; i > 0 && index - i < 32; i--)
    {
      const WgTlsPast *before = pasts[i - 1];

      if (known (before->begin_ns) && known (pasts[index]->begin_ns)
          && pasts[index]->begin_ns - before->begin_ns > 60 * SECOND)
        break;
      if (before->version > pasts[index]->version)
        return pasts[index];
      if (before->client_max > best->client_max && before->version < 0 && !before->scsv
          && wg_tls_same_stack (before, pasts[index]))
        best = before;
    }
  return best;
}

/* RFC 8446 §4.1.3 */
static void
sentinel (WgCheck *check, WgTlsPast *const *pasts, guint index)
{
  const WgTlsPast *past = pasts[index], *best;
  WgClaim *claim;
  gboolean to_12;

  if ((!past->sentinel_12 && !past->sentinel_11) || past->version < 0 || past->version > 0x0303)
    return;
  best = best_hello (pasts, index);
  to_12 = past->sentinel_12 && best->client_max >= 0x0304;
  if (!to_12 && (!past->sentinel_11 || past->version > 0x0302 || best->client_max < 0x0303))
    return;
  claim = wg_check_raise (
      check, to_12 ? &wg_finding_dg_sentinel_tls12 : &wg_finding_dg_sentinel_tls11,
      WG_SEVERITY_DEFAULT, &past->parties, wg_tls_past_name (past), past->server_frame);
  wg_claim_frame (claim, best->client_frame);
  wg_claim_outcome (claim, WG_OUTCOME_SUCCESS);
  wg_claim_show (claim, past->server_frame, "wiregloss.tls.downgrade_sentinel",
                 wg_slice_str (to_12 ? "DOWNGRD 01" : "DOWNGRD 00"));
  wg_claim_say (claim,
                "The client's hello in packet %u offers %s; the server's in packet %u "
                "chooses %s and says in its random that it could do better.",
                best->client_frame, wg_tls_version_text (best->client_max), past->server_frame,
                wg_tls_version_text (past->sent_version));
}

/* It came to nothing, in a way that a client may take for a reason to try again. */
static gboolean
has_failed (const WgTlsPast *past, const WgTlsPast *next)
{
  if (past->completed || past->lossy || past->client_max < 0 || past->ssl2 || past->dtls)
    return FALSE;
  if (past->alert == 40 || past->alert == 70 || past->alert == 47 || past->alert == 80)
    return TRUE;
  if (past->alert >= 0)
    return FALSE;
  return past->reset || past->closed
         || (known (past->end_ns) && known (next->begin_ns)
             && next->begin_ns - past->end_ns > 5 * SECOND);
}

static void
retries (WgCheck *check, WgTlsPast *const *pasts, guint index)
{
  const WgTlsPast *second = pasts[index];

  for (guint i = index; i > 0 && index - i < 8; i--)
    {
      const WgTlsPast *first = pasts[i - 1];

      if (first->sni != NULL && second->sni != NULL && !same_name (first, second))
        continue;
      if (known (first->begin_ns) && known (second->begin_ns)
          && second->begin_ns - MAX (first->begin_ns, first->end_ns) > 30 * SECOND)
        return;
      if (known (first->end_ns) && known (second->begin_ns)
          && first->end_ns > second->begin_ns + SECOND / 2)
        continue; /* both at once: no retry */
      if (has_failed (first, second) && wg_tls_same_stack (first, second))
        wg_tls_judge_retry (check, first, second);
      return;
    }
}

/* SSL 3.0 with CBC of a client that showed it can do better. */
static void
ssl3 (WgCheck *check, WgTlsPast *const *pasts, guint index)
{
  const WgTlsPast *past = pasts[index], *before = NULL;
  WgClaim *claim;

  if (past->version != 0x0300 || (past->classes & WG_SUITE_CBC) == 0)
    return;
  for (guint i = index; i > 0 && index - i < 32 && before == NULL; i--)
    if (pasts[i - 1]->client_max >= 0x0301)
      before = pasts[i - 1];
  if (before == NULL)
    return;
  claim = wg_check_raise (check, &wg_finding_dg_poodle_ssl3_fallback, WG_SEVERITY_DEFAULT,
                          &past->parties, wg_tls_past_name (before), past->server_frame);
  wg_claim_frame (claim, before->client_frame);
  wg_tls_show (claim, past->server_frame, "tls.handshake.version", "SSL 3.0");
  wg_claim_outcome (claim, WG_OUTCOME_SUCCESS);
  wg_claim_say (claim,
                "In packet %u this client offered %s, and now it speaks SSL 3.0 with a CBC "
                "cipher.",
                before->client_frame, wg_tls_version_text (before->client_max));
}

static void
client_max (WgCheck *check, WgTlsPast *const *pasts, guint n)
{
  gint32 best = -1;

  for (guint i = 0; i < n; i++)
    best = MAX (best, pasts[i]->scsv ? 0x0304 : pasts[i]->client_max);
  if (best < 0 || best >= 0x0303)
    return;
  for (guint i = 0; i < n; i++)
    {
      const char *text =
          wg_tls_version_text (pasts[i]->dtls ? pasts[i]->hello_version : pasts[i]->client_max);
      WgClaim *claim;

      if (pasts[i]->client_max < 0)
        continue;
      claim = wg_check_raise (check, &wg_finding_tls_client_max_obsolete, WG_SEVERITY_DEFAULT,
                              &pasts[i]->parties, WG_SLICE_NONE, pasts[i]->client_frame);
      wg_claim_show (claim, pasts[i]->client_frame, "tls.handshake.version",
                     wg_slice_str (text));
      wg_claim_say (claim, "The best that this client offers is %s.", text);
    }
}

/* Twenty handshakes in a minute that all break at the same place. */
static void
oracle (WgCheck *check, WgTlsPast *const *pasts, guint n)
{
  const WgTlsPast *window[20];
  guint n_seen = 0, bad_macs = 0;
  WgClaim *claim;

  for (guint i = 0; i < n; i++)
    {
      bad_macs += pasts[i]->bad_macs;
      if (!pasts[i]->probe || pasts[i]->lossy
          || (pasts[i]->alert != 20 && pasts[i]->alert != 21 && pasts[i]->alert != 40
              && pasts[i]->alert != 51 && pasts[i]->alert != 10 && !pasts[i]->reset))
        continue;
      window[n_seen++ % G_N_ELEMENTS (window)] = pasts[i];
      if (n_seen < G_N_ELEMENTS (window))
        continue;
      if (pasts[i]->begin_ns - window[n_seen % G_N_ELEMENTS (window)]->begin_ns > 60 * SECOND)
        continue;
      claim = wg_check_raise (check, &wg_finding_tls_oracle_probing, WG_SEVERITY_DEFAULT,
                              &pasts[i]->parties, WG_SLICE_NONE, pasts[i]->client_frame);
      wg_claim_outcome (claim, WG_OUTCOME_ATTEMPT);
      wg_claim_say (claim, "Within a minute twenty handshakes of this client broke off right "
                           "after it had sent its encrypted key.");
    }
  if (bad_macs < 50)
    return;
  claim = wg_check_raise (check, &wg_finding_tls_oracle_probing, WG_SEVERITY_DEFAULT,
                          &pasts[0]->parties, WG_SLICE_NONE, pasts[0]->client_frame);
  wg_claim_outcome (claim, WG_OUTCOME_ATTEMPT);
  wg_claim_say (claim, "The server answered with bad_record_mac %u times.", bad_macs);
}

void
wg_tls_judge_pair (WgCheck *check, WgTlsPast *const *pasts, guint n)
{
  client_max (check, pasts, n);
  oracle (check, pasts, n);
  for (guint i = 0; i < n; i++)
    {
      sentinel (check, pasts, i);
      ssl3 (check, pasts, i);
      if (i > 0)
        retries (check, pasts, i);
    }
}
