#include "check/tls/facts.h"
#include "names.h"
#include "tls/tls-parse.h"

/* Signs of attacks on TLS itself, and bytes that no peer should send. */

#define HEARTBEAT_FRONT    3u
#define HEARTBEAT_PADDING  16u
#define SMALLEST_ENCRYPTED 35u /* front, padding, and the least that protection adds */

/* The answer: the next heartbeat that comes the other way. */
static const WgTlsHeartbeat *
answer_to (const WgTlsConnection *tls, guint index)
{
  const WgTlsHeartbeat *beats = tls->heartbeats.items;

  for (guint i = index + 1; i < tls->heartbeats.n; i++)
    if (beats[i].dir != beats[index].dir)
      return &beats[i];
  return NULL;
}

static void
raise_heartbeat (const WgTlsFacts *facts,
                 const WgTlsHeartbeat *request,
                 const WgTlsHeartbeat *answer,
                 gboolean leaked)
{
  WgClaim *claim = wg_check_raise (facts->check, &wg_finding_tls_heartbleed,
                                   leaked ? WG_SEVERITY_DEFAULT : WG_SEVERITY_HIGH,
                                   facts->parties, facts->sni, request->frame);

  wg_claim_outcome (claim, leaked ? WG_OUTCOME_SUCCESS : WG_OUTCOME_ATTEMPT);
  if (leaked)
    wg_claim_frame (claim, answer->frame);
  if (request->encrypted)
    {
      wg_tls_show (claim, request->frame, "tls.record.length", "%u", request->length);
      wg_claim_confidence (claim, WG_CONFIDENCE_MEDIUM);
      wg_claim_say (claim, "An encrypted heartbeat of %u bytes%s.", request->length,
                    leaked ? " was answered with a much longer one"
                           : " is too short to hold what it must");
    }
  else
    wg_tls_show (claim, request->frame, "tls.heartbeat_message.payload_length", "%u",
                 (guint) request->payload_length);
  if (!request->encrypted)
    wg_claim_say (claim, "A heartbeat of %u bytes claims to hold %u%s.", request->length,
                  (guint) request->payload_length,
                  leaked ? ", and a longer answer came back" : "");
}

/* CVE-2014-0160, RFC 6520 §4. */
static void
heartbleed (const WgTlsFacts *facts)
{
  const WgTlsHeartbeat *beats = facts->tls->heartbeats.items;

  for (guint i = 0; i < facts->tls->heartbeats.n; i++)
    {
      const WgTlsHeartbeat *one = &beats[i], *answer = answer_to (facts->tls, i);
      gboolean larger = answer != NULL && answer->length > one->length;

      if (one->encrypted)
        {
          gboolean doubled = larger && answer->length > 2 * one->length;
          if (doubled || one->length < SMALLEST_ENCRYPTED)
            raise_heartbeat (facts, one, answer, doubled);
        }
      else if (one->type == 1
               && one->payload_length + (gint64) (HEARTBEAT_FRONT + HEARTBEAT_PADDING)
                      > (gint64) one->length)
        raise_heartbeat (facts, one, answer,
                         larger && (answer->encrypted || answer->type == 2));
    }
}

static void
early_ccs (const WgTlsFacts *facts)
{
  guint32 client = facts->conduct->client.early_ccs, server = facts->conduct->server.early_ccs;
  WgClaim *claim;

  if ((client == 0 && server == 0) || facts->resumed || facts->version < 0x0300
      || facts->version > 0x0303)
    return;
  claim = wg_check_raise (facts->check, &wg_finding_tls_early_ccs, WG_SEVERITY_DEFAULT,
                          facts->parties, facts->sni, client != 0 ? client : server);
  if (client != 0 && server != 0)
    wg_claim_frame (claim, server);
  wg_tls_show (claim, client != 0 ? client : server, "tls.record.content_type",
               "change_cipher_spec");
  wg_claim_outcome (claim, WG_OUTCOME_ATTEMPT);
  wg_claim_say (claim, "The %s sent ChangeCipherSpec before the keys were exchanged.",
                client != 0 && server != 0 ? "client and then the server"
                : client != 0              ? "client"
                                           : "server");
}

static void
say_anomaly (WgClaim *claim, const WgTlsAnomaly *one)
{
  const char *who = one->from_client ? "client" : "server";

  switch (one->kind)
    {
    case WG_TLS_ANOMALY_TYPE:
      wg_claim_say (claim, "The %s sent a record of type %u, which there is not.", who,
                    one->value);
      break;
    case WG_TLS_ANOMALY_VERSION:
      wg_claim_say (claim, "The %s sent a record of version 0x%04x.", who, one->value);
      break;
    case WG_TLS_ANOMALY_LENGTH:
      wg_claim_say (claim, "The %s sent a record that claims %u bytes, more than any may hold.",
                    who, one->value);
      break;
    case WG_TLS_ANOMALY_EMPTY:
      wg_claim_say (claim, "The %s sent an empty record of type %u.", who, one->value);
      break;
    case WG_TLS_ANOMALY_MANY_EMPTY:
      wg_claim_say (claim, "The %s sent more than 32 empty records.", who);
      break;
    case WG_TLS_ANOMALY_CLEAR:
      wg_claim_say (claim, "The %s sent application data before the handshake was done.", who);
      break;
    case WG_TLS_ANOMALY_MESSAGE:
      wg_claim_say (claim,
                    "The %s sent a handshake message of no known type, or with a length "
                    "in it that does not fit.",
                    who);
      break;
    case WG_TLS_ANOMALY_MIXED:
      wg_claim_say (claim, "The %s sent a record of type %u within a handshake message.", who,
                    one->value);
      break;
    default:
      g_assert_not_reached ();
    }
}

static void
record_anomalies (const WgTlsFacts *facts)
{
  static const char *const names[] = {"type",          "version",    "length", "empty record",
                                      "empty records", "clear data", "mixed",  "message"};
  const WgTlsAnomaly *items = facts->conduct->anomalies.items;

  if (facts->hello == NULL && facts->server == NULL)
    return;
  for (guint i = 0; i < facts->conduct->anomalies.n; i++)
    {
      WgClaim *claim =
          wg_check_raise (facts->check, &wg_finding_tls_record_anomaly, WG_SEVERITY_DEFAULT,
                          facts->parties, wg_slice_str (names[items[i].kind]), items[i].frame);

      wg_tls_show (claim, items[i].frame, "tls.record", "%s", names[items[i].kind]);
      say_anomaly (claim, &items[i]);
    }
}

static void
nonce_of (const WgTlsFacts *facts, const WgTlsEnd *end, const char *who)
{
  char text[17];
  WgClaim *claim;

  if (end->n_nonces == 0)
    return;
  claim = wg_check_raise (facts->check, &wg_finding_tls_gcm_nonce_reuse, WG_SEVERITY_DEFAULT,
                          facts->parties, facts->sni, end->nonce_frame);
  g_snprintf (text, sizeof text, "%016" G_GINT64_MODIFIER "x", end->nonce);
  wg_claim_outcome (claim, WG_OUTCOME_SUCCESS);
  wg_claim_show (claim, end->nonce_frame, "tls.record", wg_slice_str (text));
  wg_claim_say (claim,
                "The %s encrypted %u records with a nonce that an earlier one of the "
                "same key had, first %s.",
                who, end->n_nonces, text);
}

/* What a program says first. */
static gboolean
begins (const WgTlsEnd *end, const char *const *words)
{
  WgSlice plain = wg_slice (end->plain, end->plain_len);

  for (; *words != NULL; words++)
    if (wg_slice_has_prefix (plain, *words))
      return TRUE;
  return FALSE;
}

/* A word of capitals and a space: a method, known or not. */
static gboolean
looks_like_request (const WgTlsEnd *end)
{
  guint n = 0;

  while (n < end->plain_len && end->plain[n] >= 'A' && end->plain[n] <= 'Z')
    n++;
  return n >= 2
         && (n == end->plain_len || end->plain[n] == ' ' || end->plain[n] == '-'
             || end->plain[n] == '_');
}

static void
cross_protocol (const WgTlsFacts *facts)
{
  static const char *const http[] = {"GET ", "POST ",   "HEAD ",    "PUT ",
                                     "PRI ", "DELETE ", "OPTIONS ", NULL};
  static const char *const banners[] = {"220 ", "220-", "+OK", "* OK", NULL};
  static const char *const others[] = {"EHLO ", "HELO ", "USER ", "AUTH ", NULL};
  static const char *const answers[] = {"HTTP/", NULL};
  const WgTlsEnd *client = &facts->conduct->client, *server = &facts->conduct->server;
  const char *words = NULL;
  WgClaim *claim;

  if (client->plain_len < 4 && server->plain_len < 4)
    return;
  if (begins (client, http) && begins (server, banners))
    words = "The client speaks HTTP and the server greets as a mail or file server.";
  else if (begins (client, others) && begins (server, answers))
    words = "The client speaks to a mail or file server and is answered in HTTP.";
  else if (wg_slice_is (facts->tls->alpn, "http/1.1") && client->plain_len >= 4
           && !looks_like_request (client))
    words = "Both ends agreed on http/1.1, and what the client then said is not HTTP.";
  if (words == NULL)
    return;
  claim = wg_check_raise (facts->check, &wg_finding_dg_cross_protocol_alpaca,
                          WG_SEVERITY_DEFAULT, facts->parties, facts->sni,
                          client->first_data != 0 ? client->first_data : server->first_data);
  if (server->first_data != 0)
    wg_claim_frame (claim, server->first_data);
  wg_claim_say (claim, "%s", words);
}

static void
judge (gpointer state, const WgTlsFacts *facts)
{
  if (facts->tls == NULL)
    return;
  wg_tls_judge_selection (facts);
  heartbleed (facts);
  early_ccs (facts);
  record_anomalies (facts);
  if (facts->version == 0x0303 && (facts->classes & WG_SUITE_GCM) != 0)
    {
      nonce_of (facts, &facts->conduct->client, "client");
      nonce_of (facts, &facts->conduct->server, "server");
    }
  cross_protocol (facts);
}

const WgTlsRules wg_tls_attack_rules = {
    .name = "attacks",
    .judge = judge,
};
