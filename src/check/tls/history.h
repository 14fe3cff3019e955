#pragma once

#include "check/tls/facts.h"

/**
 * WgTlsPast: a connection that is over, for rules that compare several.
 * @version, @client_max: as in #WgTlsFacts; @sent_version: for words
 * @end_ns: of the last packet of its conversation
 * @alert: the plain fatal alert that ended it, -1 without
 * @broken: its end is one of a failure: reset, closed, or refused by an alert that says so
 * @sealed: the handshake came to its end
 * @probe: it broke off behind the client's key under static RSA
 * @ciphers, @extensions: of the hello, without GREASE and signalling values
 */
typedef struct
{
  WgParties parties;
  char *sni;
  gint64 begin_ns, end_ns;
  guint32 client_frame, server_frame, alert_frame;
  gint32 version, sent_version, client_max, hello_version;
  gint32 alert;
  guint classes;
  guint bad_macs;
  gint previous; /* of the same conversation, -1 without */
  guint8 leaf[32];
  gboolean has_leaf;
  gboolean reset, closed;
  gboolean foreign; /* the reset came from farther or nearer than its sender's other packets */
  gboolean completed, lossy, scsv, ssl2, dtls, resumed;
  gboolean sentinel_12, sentinel_11;
  gboolean h2_offered, h2_chosen;
  gboolean truncated_client, truncated_server;
  gboolean probe;
  const guint16 *ciphers, *extensions;
  guint n_ciphers, n_extensions;
} WgTlsPast;

/* Those to one server, by client and then by first packet. */
void wg_tls_judge_server (WgCheck *check, WgTlsPast *const *pasts, guint n);
/* Those of one client among them. */
void wg_tls_judge_pair (WgCheck *check, WgTlsPast *const *pasts, guint n);
/* Two tries of one client, the first of which failed. */
void wg_tls_judge_retry (WgCheck *check, const WgTlsPast *first, const WgTlsPast *second);
/* Both hellos come from the same program, as far as the lists tell. */
gboolean wg_tls_same_stack (const WgTlsPast *a, const WgTlsPast *b);
/* All of the capture. */
void wg_tls_judge_all (WgCheck *check, WgTlsPast *const *pasts, guint n);

static inline WgSlice
wg_tls_past_name (const WgTlsPast *past)
{
  return past->sni != NULL ? wg_slice_str (past->sni) : WG_SLICE_NONE;
}
