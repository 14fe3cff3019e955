#pragma once

#include "check/rule.h"
#include "crypto/trust.h"
#include "quic/quic-records.h"
#include "tls/tls-records.h"

/* The chain that one end sent, as rules over certificates look at it. */

#define WG_DAY_S       G_GINT64_CONSTANT (86400)
#define WG_YEAR_2000_S G_GINT64_CONSTANT (946684800)

/**
 * WgChainView: all is borrowed from the record.
 * @tls, @quic: one of the two
 * @datagram: DTLS; @peers: both ends showed self-signed certificates, which programs do that
 * know each other's keys (WebRTC, remote desktops)
 * @sni: what the client asked for; @ech: it may have asked for another name out of sight
 * @certs, @leaf: as sent; there is at least one
 * @frame: of the message; @decrypted: it came encrypted
 * @time_s: when to judge, G_MININT64: not known; @exact: somebody named the time
 * @trust, @is_public: is there a path to a root; is it a CA that browsers know, or did
 * @name: of the findings: the host asked for, or the one the certificate names
 * @alert: what the client said to it, or -1
 * @has_issuer: the next certificate, or a later one, has the name of the leaf's issuer
 */
typedef struct
{
  WgCheck *check;
  const WgParties *parties;
  const WgTlsConnection *tls;
  const WgQuicRecord *quic;
  gboolean datagram;
  gboolean peers;
  WgSlice sni;
  gboolean ech;
  const WgCertificateFacts *certs;
  guint n;
  const WgCertificateFacts *leaf;
  guint32 frame;
  gboolean decrypted;
  gint64 time_s;
  gboolean exact;
  WgTrustResult trust;
  gboolean is_public;
  WgSlice name;
  gint32 alert;
  gboolean has_issuer;
} WgChainView;

/* One more time of @type in this chain, at the message that carried it. */
WgClaim *
wg_chain_raise (const WgChainView *view, const WgFindingType *type, WgSeverity severity);
/* The same, shown by a text of @field in certificate @c. */
WgClaim *wg_chain_raise_for (const WgChainView *view,
                             const WgFindingType *type,
                             WgSeverity severity,
                             const char *field,
                             WgSlice value);

/* The clock of the capture cannot be right: before 2000, or years before @c was made. */
gboolean wg_chain_clock_is_fake (const WgChainView *view, const WgCertificateFacts *c);
/* A root that stands behind others: nobody relies on what it says of itself. */
gboolean wg_chain_is_root (const WgChainView *view, guint index);

/* For %.*s of names: at most so many bytes of them. */
#define WG_NAME(slice) (int) MIN ((slice).len, 80), (const char *) (slice).data

/* Who issues for the public web, now or once, by the organisation and the common name. */
gboolean wg_is_public_ca (WgSlice organisation, WgSlice common_name);
/* The product that makes certificates on the way by such an issuer, or %NULL. */
const char *wg_interception_product (WgSlice issuer);

/* The rules, a group of rows each. */
void wg_x509_dates (const WgChainView *view);
void wg_x509_names (const WgChainView *view);
void wg_x509_issuers (const WgChainView *view);
void wg_x509_keys (const WgChainView *view);
void wg_x509_form (const WgChainView *view);
void wg_x509_status (const WgChainView *view);
/* What the client of a connection showed. */
void wg_x509_client (const WgChainView *connection, const WgTlsCertificates *client);
/* What the server of a TLS connection asked of the client. */
void wg_x509_request (const WgChainView *connection);

/* A name asked for or in a certificate, as people read it. */
void wg_x509_idn (
    WgCheck *check, const WgParties *parties, guint32 frame, const char *field, WgSlice name);

/* What needs several connections. */
typedef struct WgX509Memory WgX509Memory;

WgX509Memory *wg_x509_memory_new (WgCheck *check);
void wg_x509_memory_free (WgX509Memory *memory);
void wg_x509_remember (WgX509Memory *memory, const WgChainView *view);
void wg_x509_memory_finish (WgX509Memory *memory);
