#include "base/limits.h"
#include "check/tls/facts.h"
#include "names.h"

/* What else the two ends agreed on in the handshake, and what came after it. */

#define DAY  86400u
#define WEEK (7u * DAY)

/* Requests that change something and that came decrypted: conversation -> frame. */
typedef struct
{
  WgCheck *check;
  GHashTable *unsafe;
} Handshake;

static gpointer
handshake_open (WgCheck *check)
{
  Handshake *handshake = g_new0 (Handshake, 1);

  handshake->check = check;
  handshake->unsafe = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  return handshake;
}

static void
handshake_close (gpointer state)
{
  Handshake *handshake = state;

  g_hash_table_unref (handshake->unsafe);
  g_free (handshake);
}

static WgClaim *
raise_server (const WgTlsFacts *facts, const WgFindingType *type, WgSeverity severity)
{
  return wg_check_raise (facts->check, type, severity, facts->parties, facts->sni,
                         facts->server_frame);
}

static void
compression (const WgTlsFacts *facts)
{
  gint32 method = facts->server->compression;
  WgClaim *claim;

  if (facts->version > 0x0303 || facts->ssl2 || (method != 1 && method != 64))
    return;
  claim = raise_server (facts, &wg_finding_tls_compression, WG_SEVERITY_DEFAULT);
  wg_claim_show (claim, facts->server_frame, "tls.handshake.comp_method",
                 wg_slice_str (method == 1 ? "DEFLATE" : "LZS"));
  wg_claim_say (claim, "The server chose to compress records with %s.",
                method == 1 ? "DEFLATE" : "LZS");
}

static gboolean
signals_renegotiation (const WgTlsClientHelloRecord *hello)
{
  const guint32 *kinds = hello->ssl2_ciphers.items;

  for (guint i = 0; i < hello->ssl2_ciphers.n; i++)
    if (kinds[i] == 0x0000ff)
      return TRUE;
  return wg_tls_has_u16 (&hello->ciphers, 0x00ff)
         || wg_tls_has_u16 (&hello->extensions, WG_TLS_EXT_RENEGOTIATION_INFO);
}

/* RFC 5746 §3.6: a server that knows it answers; it does not speak of it unasked. */
static void
secure_renegotiation (const WgTlsFacts *facts)
{
  if (facts->version < 0x0300 || facts->version > 0x0303 || facts->hello == NULL
      || facts->server->malformed || !signals_renegotiation (facts->hello)
      || wg_tls_has_u16 (&facts->server->extensions, WG_TLS_EXT_RENEGOTIATION_INFO))
    return;
  wg_claim_say (
      raise_server (facts, &wg_finding_tls_no_secure_renegotiation, WG_SEVERITY_DEFAULT),
      "The client said that it can renegotiate securely, and the server's hello does not "
      "answer that.");
}

/* RFC 7627; SSL 3.0 has no extensions. */
static void
extended_master (const WgTlsFacts *facts)
{
  gboolean offered;

  if (facts->version < 0x0301 || facts->version > 0x0303 || !facts->full || facts->hello == NULL
      || facts->server->malformed || facts->hello->malformed
      || wg_tls_has_u16 (&facts->server->extensions, WG_TLS_EXT_EXTENDED_MASTER))
    return;
  offered = wg_tls_has_u16 (&facts->hello->extensions, WG_TLS_EXT_EXTENDED_MASTER);
  wg_claim_say (raise_server (facts, &wg_finding_tls_no_ems,
                              offered ? WG_SEVERITY_DEFAULT : WG_SEVERITY_INFO),
                offered ? "The client offered it and the server did not take it up."
                        : "The client did not offer it, so the server could not use it.");
}

static gint64
seconds_between (const WgTlsFacts *facts, guint32 from, guint32 to)
{
  gint64 a = wg_check_time (facts->check, from), b = wg_check_time (facts->check, to);

  return a == G_MININT64 || b == G_MININT64 ? G_MAXINT64 : (b - a) / G_USEC_PER_SEC / 1000;
}

static void
renegotiation (const WgTlsFacts *facts)
{
  const WgTlsRenegotiation *items = facts->conduct->renegotiations.items;
  guint n = facts->conduct->renegotiations.n;
  WgSeverity severity;
  WgClaim *claim;
  gboolean often = FALSE;

  if (n == 0 || facts->version < 0x0300 || facts->version > 0x0303)
    return;
  for (guint i = 5; i < n; i++)
    often = often || seconds_between (facts, items[i - 5].frame, items[i].frame) <= 60;
  severity = often                  ? WG_SEVERITY_MEDIUM
             : items[0].from_client ? WG_SEVERITY_DEFAULT
                                    : WG_SEVERITY_INFO;
  claim = wg_check_raise (facts->check, &wg_finding_tls_renegotiation_observed, severity,
                          facts->parties, facts->sni, items[0].frame);
  for (guint i = 1; i < n; i++)
    wg_claim_frame (claim, items[i].frame);
  wg_claim_say (claim, "After the handshake was done, the %s began another one%s.",
                items[0].from_client ? "client" : "server",
                often   ? ", and so it went on more than five times within a minute"
                : n > 1 ? ", and not only once"
                        : "");
}

static guint32
unsafe_request (const Handshake *handshake, gint64 conversation)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (handshake->unsafe, &conversation));
}

static void
early_data (const Handshake *handshake, const WgTlsFacts *facts)
{
  const WgTlsConduct *conduct = facts->conduct;
  gboolean accepted = wg_tls_has_u16 (&facts->tls->encrypted_extensions, WG_TLS_EXT_EARLY_DATA);
  guint32 request = unsafe_request (handshake, facts->parties->conversation);
  WgClaim *claim;

  if (facts->version != 0x0304 || facts->hello == NULL || !facts->hello->early_data
      || conduct->early_records == 0 || facts->retry != NULL || facts->server == NULL
      || (facts->tls->encrypted_extensions.n > 0 && !accepted))
    return;
  claim = wg_check_raise (facts->check, &wg_finding_tls_early_data_accepted,
                          accepted && request != 0 && request <= conduct->early_last
                              ? WG_SEVERITY_HIGH
                              : WG_SEVERITY_DEFAULT,
                          facts->parties, facts->sni, facts->client_frame);
  wg_claim_frame (claim, conduct->early_first);
  wg_tls_show (claim, facts->client_frame, "tls.handshake.extension.type", "early_data");
  wg_claim_outcome (claim, accepted ? WG_OUTCOME_SUCCESS : WG_OUTCOME_ATTEMPT);
  wg_claim_confidence (claim, accepted ? WG_CONFIDENCE_HIGH : WG_CONFIDENCE_MEDIUM);
  wg_claim_say (claim, "With its hello the client sent %u records of application data%s%s.",
                conduct->early_records, accepted ? ", and the server took them" : "",
                accepted && request != 0 && request <= conduct->early_last
                    ? "; in them is a request that changes something"
                    : "");
}

static void
early_data_quic (const WgTlsFacts *facts)
{
  guint64 n = facts->quic->packets.client.zero_rtt;
  WgClaim *claim;

  if (!facts->quic->early_data || n == 0 || facts->server_frame == 0
      || facts->quic->packets.server.handshake == 0)
    return;
  claim = wg_check_raise (facts->check, &wg_finding_tls_early_data_accepted,
                          WG_SEVERITY_DEFAULT, facts->parties, facts->sni, facts->client_frame);
  wg_claim_outcome (claim, WG_OUTCOME_ATTEMPT);
  wg_claim_confidence (claim, WG_CONFIDENCE_MEDIUM);
  wg_claim_say (claim, "The client sent %" G_GUINT64_FORMAT " packets of kind 0-RTT.", n);
}

static void
ticket (const WgTlsFacts *facts)
{
  guint32 lifetime = facts->conduct->ticket_lifetime;
  gboolean forbidden = facts->version == 0x0304 && lifetime > WEEK;
  WgClaim *claim;

  if (facts->conduct->ticket_frame == 0 || lifetime <= DAY)
    return;
  claim = wg_check_raise (facts->check, &wg_finding_tls_ticket_lifetime_long,
                          lifetime > WEEK ? WG_SEVERITY_MEDIUM : WG_SEVERITY_DEFAULT,
                          facts->parties, facts->sni, facts->conduct->ticket_frame);
  wg_tls_show (claim, facts->conduct->ticket_frame,
               "tls.handshake.session_ticket_lifetime_hint", "%u s", lifetime);
  wg_claim_say (claim, "The server's ticket may be used for %u hours%s.", lifetime / 3600,
                forbidden ? ", more than the seven days that TLS 1.3 allows" : "");
}

static gboolean
is_fatal (const WgTlsFacts *facts, const WgTlsAlert *alert)
{
  if (alert->encrypted || alert->description < 0)
    return FALSE;
  /* TLS 1.3 gives the level no meaning: close_notify and user_canceled alone are none */
  return alert->level == 2
         || (facts->version == 0x0304 && alert->level == 1 && alert->description != 0
             && alert->description != 90);
}

static void
fatal_alerts (const WgTlsFacts *facts)
{
  const WgTlsAlert *alerts = facts->tls->alerts.items;

  for (guint i = 0; i < facts->tls->alerts.n; i++)
    {
      const char *name;
      WgClaim *claim;

      if (!is_fatal (facts, &alerts[i]))
        continue;
      name = wg_name_of (wg_names_tls_alerts, (guint32) alerts[i].description);
      name = name != NULL ? name : "unknown";
      claim = wg_check_raise (facts->check, &wg_finding_tls_fatal_alert, WG_SEVERITY_DEFAULT,
                              facts->parties, wg_slice_str (name), alerts[i].frame);
      wg_claim_show (claim, alerts[i].frame, "tls.alert_message.desc", wg_slice_str (name));
      wg_claim_say (claim, "The %s ended the connection with the alert %s (%d)%s.",
                    alerts[i].from, name, alerts[i].description,
                    wg_tls_completed (facts) ? ", after the handshake" : "");
      if (alerts[i].description != 86)
        continue;
      claim = wg_check_raise (facts->check, &wg_finding_dg_inappropriate_fallback,
                              WG_SEVERITY_DEFAULT, facts->parties, facts->sni, alerts[i].frame);
      if (facts->hello != NULL && facts->hello->fallback_scsv)
        wg_claim_frame (claim, facts->client_frame);
      wg_claim_show (claim, alerts[i].frame, "tls.alert_message.desc", wg_slice_str (name));
      wg_claim_say (claim, "The %s refused: it can do better than the %s that was asked for.",
                    alerts[i].from,
                    facts->client_max >= 0 ? wg_tls_version_text (facts->client_max)
                                           : "version");
    }
}

/* CVE-2016-9244: an id that was shorter comes back with 32 bytes. */
static void
ticketbleed (const WgTlsFacts *facts)
{
  WgSlice asked = facts->hello != NULL ? facts->hello->session_id : WG_SLICE_NONE;
  WgSlice answered = facts->server->session_id;
  WgClaim *claim;

  if (facts->version > 0x0303 || asked.len == 0 || asked.len >= 32 || answered.len != 32
      || facts->hello->session_ticket <= 0
      || !wg_slice_equal (asked, wg_slice_sub (answered, 0, asked.len)))
    return;
  claim = raise_server (facts, &wg_finding_tls_ticketbleed, WG_SEVERITY_DEFAULT);
  wg_claim_outcome (claim, WG_OUTCOME_SUCCESS);
  wg_tls_show_bytes (claim, facts->client_frame, "tls.handshake.session_id", asked);
  wg_tls_show_bytes (claim, facts->server_frame, "tls.handshake.session_id", answered);
  wg_claim_frame (claim, facts->client_frame);
  wg_claim_say (claim,
                "The client's session id has %u bytes; the server sent them back with "
                "%u more behind them.",
                (guint) asked.len, (guint) (32 - asked.len));
}

static void
judge (gpointer state, const WgTlsFacts *facts)
{
  const Handshake *handshake = state;

  if (facts->quic != NULL)
    {
      early_data_quic (facts);
      return;
    }
  fatal_alerts (facts);
  ticket (facts);
  if (facts->server == NULL)
    return;
  compression (facts);
  secure_renegotiation (facts);
  extended_master (facts);
  renegotiation (facts);
  early_data (handshake, facts);
  ticketbleed (facts);
}

/* A request that changes something when it is sent again. */
static void
see_exchange (gpointer state, const WgParties *parties, const WgHttpExchange *exchange)
{
  static const char *const unsafe[] = {"POST", "PUT", "DELETE", "PATCH"};
  Handshake *handshake = state;
  gint64 conversation = parties->conversation;

  if (!exchange->decrypted || exchange->request == NULL
      || (exchange->response != NULL && exchange->response->status == 425)
      || g_hash_table_size (handshake->unsafe) >= WG_LIMIT_TLS_REMEMBERED)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (unsafe); i++)
    if (wg_slice_is (exchange->request->method, unsafe[i])
        && unsafe_request (handshake, conversation) == 0)
      g_hash_table_insert (handshake->unsafe, g_memdup2 (&conversation, sizeof conversation),
                           GUINT_TO_POINTER (exchange->request->frame));
}

const WgTlsRules wg_tls_handshake_rules = {
    .name = "handshake",
    .open = handshake_open,
    .judge = judge,
    .exchange = see_exchange,
    .close = handshake_close,
};
