#pragma once

#include "crypto/certificate.h"

/**
 * WgTrust: the roots that chains are held against: those of the system, or those that somebody
 * named. Reads the system's as they are asked for. One owner, one thread.
 */
typedef struct WgTrust WgTrust;

/* @files: PEM each, ended by %NULL; %NULL: the system's (@folder %NULL: /etc/ssl/certs). Fails
 * with WG_ERROR_IO or WG_ERROR_FORMAT where a file cannot be read or has no certificate. A
 * system without a store is no failure. */
WgTrust *wg_trust_new (char *const *files, const char *folder, GError **error);
void wg_trust_free (WgTrust *trust);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WgTrust, wg_trust_free)

/* For a person: "the system's certificate store", "ca.pem", "ca.pem and 2 more". */
const char *wg_trust_title (const WgTrust *trust);
/* Is it the system's? */
gboolean wg_trust_is_system (const WgTrust *trust);

/* UNKNOWN: there is nothing to hold it against, or it cannot be read. */
typedef enum
{
  WG_TRUST_UNKNOWN,
  WG_TRUST_YES,
  WG_TRUST_NO,
} WgTrustResult;

/* Does a path lead from the first of @chain over the others to a root, dates, names and
 * purposes apart? At most %WG_LIMIT_CHAIN are looked at. */
WgTrustResult wg_trust_check (WgTrust *trust, WgCertificate *const *chain, guint n);

/* Is it a root itself? */
gboolean wg_trust_is_root (WgTrust *trust, const WgCertificate *certificate);
/* Is there a root by the name of its issuer? */
gboolean wg_trust_has_issuer (WgTrust *trust, const WgCertificate *certificate);
