#pragma once

#include "check/rule.h"
#include "check/tls/suite.h"
#include "exchange/records.h"
#include "quic/quic-records.h"
#include "tls/tls-extensions.h"
#include "tls/tls-records.h"

/**
 * WgTlsFacts: a TLS connection as its rules look at it, by the definitions that they share. All
 * of it borrows from the record.
 * @quic: the record where the handshake is QUIC's: then @tls, @hello, @server are %NULL
 * @hello: the ClientHello that @server answers, or the last one; %NULL where there is none
 * @server: the ServerHello that counts: no HelloRetryRequest; %NULL where there is none
 * @retry: the HelloRetryRequest, or %NULL
 * @version: that was negotiated, as the number of TLS (DTLS 1.2 is 0x0303, a draft of TLS 1.3
 * 0x0304, SSL 2.0 0x0002); -1 where no ServerHello says. @sent_version: as it was sent
 * @client_max: the best that the client offers, in the same numbers; -1 without a hello
 * @suite: -1 where none was chosen; @suite_name, @classes (WG_SUITE_..): of what was, by SSL
 * 2.0 too, in the packet @suite_frame
 * @resumed: no certificates and keys are to be expected; @full: a handshake that is not resumed
 * and whose ServerHello was seen
 * @lossy: bytes of it are missing
 */
typedef struct
{
  WgCheck *check;
  const WgParties *parties;
  const WgTlsConnection *tls;
  const WgQuicRecord *quic;
  const WgTlsClientHelloRecord *hello;
  const WgTlsServerHelloRecord *server;
  const WgTlsServerHelloRecord *retry;
  const WgTlsConduct *conduct;
  guint32 client_frame;
  guint32 server_frame;
  gint32 version;
  gint32 sent_version;
  gint32 client_max;
  gint32 suite;
  const char *suite_name;
  guint32 suite_frame;
  guint classes;
  gint32 group;
  WgSlice sni;
  gboolean resumed;
  gboolean full;
  gboolean dtls;
  gboolean ssl2;
  gboolean lossy;
} WgTlsFacts;

void wg_tls_facts_of_tls (WgTlsFacts *facts,
                          WgCheck *check,
                          const WgParties *parties,
                          const WgTlsConnection *tls);
void wg_tls_facts_of_quic (WgTlsFacts *facts,
                           WgCheck *check,
                           const WgParties *parties,
                           const WgQuicRecord *quic);

/* A version as the number of TLS: see @version of #WgTlsFacts. */
gint32 wg_tls_plain_version (gint32 version);
/* "TLS 1.2"; @version as sent. */
const char *wg_tls_version_text (gint32 version);
/* The best version that @hello offers. */
gint32 wg_tls_client_max (const WgTlsClientHelloRecord *hello);

gboolean wg_tls_has_u16 (const WgList *list, guint16 value);
gboolean wg_tls_has_message (const WgList *messages, guint16 type);
/* The handshake came to its end, as far as can be seen. */
gboolean wg_tls_completed (const WgTlsFacts *facts);

/* Evidence whose value is made up of what was read. @field: static */
void wg_tls_show (WgClaim *claim, guint32 frame, const char *field, const char *format, ...)
    G_GNUC_PRINTF (4, 5);
/* The same of bytes, in hexadecimal, the first of them. */
void wg_tls_show_bytes (WgClaim *claim, guint32 frame, const char *field, WgSlice bytes);

/* Raises what a server chose that was not offered. */
void wg_tls_judge_selection (const WgTlsFacts *facts);

/**
 * WgTlsRules: rules over TLS connections that share a state; see #WgRules. @exchange: each
 * HTTP exchange; @segment, @over: see @segment and @flow_over there.
 */
typedef struct
{
  const char *name;
  gpointer (*open) (WgCheck *check);
  void (*judge) (gpointer state, const WgTlsFacts *facts);
  void (*exchange) (gpointer state, const WgParties *parties, const WgHttpExchange *exchange);
  void (*segment) (gpointer state, const WgFlow *flow, guint dir, const WgSegment *segment);
  void (*over) (gpointer state, const WgParties *parties, const WgFlow *flow);
  void (*finish) (gpointer state);
  void (*close) (gpointer state);
} WgTlsRules;

extern const WgTlsRules wg_tls_version_rules;
extern const WgTlsRules wg_tls_cipher_rules;
extern const WgTlsRules wg_tls_key_rules;
extern const WgTlsRules wg_tls_handshake_rules;
extern const WgTlsRules wg_tls_hello_rules;
extern const WgTlsRules wg_tls_attack_rules;
extern const WgTlsRules wg_tls_history_rules;
