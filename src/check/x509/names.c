#include "check/x509/view.h"

/* The names in a certificate, and the one that was asked for. */

#define MAX_IDN 64 /* names of one certificate that are looked at */

static void
mismatch (const WgChainView *v)
{
  const WgCertificateFacts *c = v->leaf;
  const WgSlice *first = c->dns_names.n > 0 ? c->dns_names.items : c->addresses.items;
  WgClaim *claim;

  if (v->sni.len == 0 || v->ech || wg_certificate_san_covers (c->whole, v->sni))
    return;
  claim = wg_chain_raise_for (v, &wg_finding_x509_hostname_mismatch, WG_SEVERITY_DEFAULT,
                              "x509.san", *first);
  wg_claim_outcome (claim, v->alert < 0 ? WG_OUTCOME_EXPOSURE : WG_OUTCOME_ATTEMPT);
  wg_claim_say (claim,
                "The client asked for \"%.*s\" and was shown a certificate for \"%.*s\"%s%s.",
                WG_NAME (v->sni), WG_NAME (*first),
                c->dns_names.n + c->addresses.n > 1 ? " and other names" : "",
                v->alert >= 0 ? ", and refused it" : "");
}

static void
no_san (const WgChainView *v)
{
  const WgCertificateFacts *c = v->leaf;
  gboolean would = v->sni.len > 0 && wg_certificate_common_name_covers (c->whole, v->sni);
  WgClaim *claim;

  if (v->datagram)
    return;
  claim =
      wg_chain_raise (v, &wg_finding_x509_no_san,
                      v->is_public || v->sni.len > 0 ? WG_SEVERITY_DEFAULT : WG_SEVERITY_LOW);
  wg_claim_say (claim,
                "The certificate of \"%.*s\" has no alternative names, only the common name "
                "\"%.*s\"%s.",
                WG_NAME (v->name), WG_NAME (c->common_name),
                would ? ", which matches but no longer counts" : "");
}

static gboolean
is_host_name (WgSlice text)
{
  for (gsize i = 0; i < text.len; i++)
    if (!g_ascii_isalnum (text.data[i]) && text.data[i] != '-' && text.data[i] != '.'
        && text.data[i] != '_' && !(i == 0 && text.data[i] == '*'))
      return FALSE;
  return text.len > 0;
}

static gboolean
has_letter (WgSlice text)
{
  for (gsize i = 0; i < text.len; i++)
    if (g_ascii_isalpha (text.data[i]))
      return TRUE;
  return FALSE;
}

/* "*.tld", or a star that is not a label of its own; RFC 9525 §6.3. */
static gboolean
is_broad (WgSlice name)
{
  gssize star = wg_slice_find (name, '*');
  WgSlice rest = wg_slice_sub (name, 2, name.len);

  if (!wg_slice_has_prefix (name, "*."))
    return star >= 0;
  return wg_slice_find (rest, '.') < 0 || wg_slice_find (rest, '*') >= 0;
}

static void
wildcard (const WgChainView *v)
{
  const WgSlice *names = v->leaf->dns_names.items;
  gint found = -1;
  gboolean broad = FALSE;
  WgClaim *claim;

  for (guint i = 0; i < v->leaf->dns_names.n && !broad; i++)
    if (wg_slice_find (names[i], '*') >= 0)
      {
        broad = is_broad (names[i]);
        found = found < 0 || broad ? (gint) i : found;
      }
  if (found < 0)
    return;
  claim = wg_chain_raise_for (v, &wg_finding_x509_wildcard,
                              broad ? WG_SEVERITY_MEDIUM : WG_SEVERITY_DEFAULT, "x509.san",
                              names[found]);
  wg_claim_say (claim, "The certificate is for \"%.*s\"%s.", WG_NAME (names[found]),
                broad ? ", a pattern that is too wide or that clients do not take" : "");
}

/* RFC 1918, loopback, link-local; RFC 4193, RFC 4291 §2.5.6. @text: as addresses are written.
 */
static gboolean
is_private_address (WgSlice text)
{
  static const char *const prefixes[] = {"10.", "127.", "169.254.", "192.168.",
                                         "fc",  "fd",   "fe80:"};

  for (guint i = 0; i < G_N_ELEMENTS (prefixes); i++)
    if (wg_slice_has_prefix (text, prefixes[i])
        && (wg_slice_find (text, ':') >= 0) == (prefixes[i][0] == 'f'))
      return TRUE;
  if (wg_slice_is (text, "::1"))
    return TRUE;
  return wg_slice_has_prefix (text, "172.") && wg_slice_at (text, 6) == '.'
         && (wg_slice_at (text, 4) == '2'
             || (wg_slice_at (text, 4) == '1' && wg_slice_at (text, 5) >= '6')
             || (wg_slice_at (text, 4) == '3' && wg_slice_at (text, 5) <= '1'));
}

static gboolean
is_internal_name (WgSlice name)
{
  static const char *const suffixes[] = {".local",    ".internal",  ".lan",         ".corp",
                                         ".intranet", ".home.arpa", ".localdomain", ".private"};

  if (!is_host_name (name) || !has_letter (name))
    return FALSE;
  if (wg_slice_find (name, '.') < 0)
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    if (wg_slice_has_suffix_nocase (name, suffixes[i]))
      return TRUE;
  return FALSE;
}

static void
internal (const WgChainView *v)
{
  const WgCertificateFacts *c = v->leaf;
  const WgSlice *names = c->dns_names.items, *addresses = c->addresses.items;
  WgSlice found = WG_SLICE_NONE;
  WgClaim *claim;

  for (guint i = 0; i < c->dns_names.n && found.len == 0; i++)
    if (is_internal_name (names[i]))
      found = names[i];
  for (guint i = 0; i < c->addresses.n && found.len == 0; i++)
    if (is_private_address (addresses[i]))
      found = addresses[i];
  if (found.len == 0 && !c->has_san && !v->peers && is_internal_name (c->common_name))
    found = c->common_name;
  if (found.len == 0)
    return;
  claim = wg_chain_raise_for (v, &wg_finding_x509_internal_name,
                              v->is_public ? WG_SEVERITY_DEFAULT : WG_SEVERITY_INFO, "x509.san",
                              found);
  wg_claim_say (claim,
                "The certificate names \"%.*s\", which has a meaning inside one network "
                "only.",
                WG_NAME (found));
}

void
wg_x509_names (const WgChainView *v)
{
  const WgCertificateFacts *c = v->leaf;

  if (c->dns_names.n + c->addresses.n > 0)
    mismatch (v);
  else
    no_san (v);
  wildcard (v);
  internal (v);
  for (guint i = 0; i < MIN (c->dns_names.n, MAX_IDN); i++)
    wg_x509_idn (v->check, v->parties, v->frame, "x509.san",
                 ((const WgSlice *) c->dns_names.items)[i]);
}
