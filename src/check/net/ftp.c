#include "base/limits.h"
#include "check/net/net.h"
#include "check/rules.h"
#include "ftp/ftp-records.h"

/* Transfers that one end wants to go to somebody else (RFC 2577 §3). */

#define PRIVILEGED 1024

/* A transfer to a third machine that was asked for. */
typedef struct
{
  WgParties parties;
  WgFtpData data;
  WgEndpoint named;
  guint32 reached; /* by the server, in this packet */
  char address[48];
} Bounce;

typedef struct
{
  WgCheck *check;
  guint n;
  Bounce bounces[WG_LIMIT_FTP_BOUNCES];
} Ftp;

static gboolean
is_nowhere (const WgFtpPlace *place)
{
  static const guint8 zero[16];

  return memcmp (place->address, zero, sizeof zero) == 0;
}

/* Behind a router that translates addresses, an end does not know how it looks from outside and
 * names its private one. */
static gboolean
is_translated (const WgEndpoint *named, const WgEndpoint *own, guint8 ip_version)
{
  return wg_endpoint_is_private (named, ip_version)
         && !wg_endpoint_is_loopback (named, ip_version)
         && !wg_endpoint_is_private (own, ip_version);
}

/* A server with several cards names the one that it likes; they tend to be neighbours. */
static gboolean
is_neighbour (const WgEndpoint *a, const WgEndpoint *b, guint8 ip_version)
{
  return memcmp (a->address, b->address, ip_version == 4 ? 3 : 8) == 0;
}

static void
show (WgClaim *claim, const WgFtpData *data)
{
  g_autofree char *port = g_strdup_printf ("%u", data->port);

  wg_claim_show (claim, data->frame, "wiregloss.ftp.address", data->address);
  wg_claim_show (claim, data->frame, "wiregloss.ftp.port", wg_slice_str (port));
  if (data->response_frame != 0)
    wg_claim_frame (claim, data->response_frame);
}

static const char *
answer_of (const WgFtpData *data)
{
  if (data->ok == NULL)
    return "";
  return g_str_equal (data->ok, "yes") ? ", and the server agreed" : ", but the server refused";
}

static WgClaim *
raise_client (WgCheck *check, const WgParties *parties, const WgFtpData *data)
{
  gboolean refused = data->ok != NULL && g_str_equal (data->ok, "no");
  WgClaim *claim = wg_check_raise (check, &wg_finding_ftp_bounce,
                                   refused ? WG_SEVERITY_LOW : WG_SEVERITY_DEFAULT, parties,
                                   data->address, data->frame);

  wg_claim_outcome (claim,
                    data->ok != NULL && !refused ? WG_OUTCOME_SUCCESS : WG_OUTCOME_ATTEMPT);
  show (claim, data);
  return claim;
}

static void
privileged (WgCheck *check, const WgParties *parties, const WgFtpData *data)
{
  wg_claim_say (raise_client (check, parties, data),
                "The client asked the server to open the data connection to its port %u, which "
                "belongs to a service of the system and not to an FTP client%s.",
                data->port, answer_of (data));
}

static void
bounced (WgCheck *check, const Bounce *bounce)
{
  const WgFtpData *data = &bounce->data;
  WgClaim *claim = raise_client (check, &bounce->parties, data);

  if (bounce->reached != 0)
    {
      wg_claim_confidence (claim, WG_CONFIDENCE_HIGH);
      wg_claim_frame (claim, bounce->reached);
    }
  wg_claim_say (
      claim,
      "The client asked the server to open the data connection to %s, port %u, another "
      "machine than its own%s%s.",
      bounce->address, data->port, answer_of (data),
      bounce->reached != 0 ? " and connected to it" : "");
}

/* Whether the server goes there shows later. */
static void
remember (Ftp *ftp, const WgParties *parties, const WgFtpData *data, const WgEndpoint *named)
{
  Bounce bounce = {.parties = *parties, .data = *data, .named = *named};

  wg_endpoint_text (named, parties->ip_version, bounce.address, sizeof bounce.address);
  bounce.data.address = wg_slice_str (bounce.address);
  if (ftp->n == WG_LIMIT_FTP_BOUNCES)
    {
      bounced (ftp->check, &bounce);
      return;
    }
  ftp->bounces[ftp->n] = bounce;
  ftp->bounces[ftp->n].data.address = wg_slice_str (ftp->bounces[ftp->n].address);
  ftp->n++;
}

/* The server opens a connection. Where it is to the client after all, somebody on the way
 * translated the addresses. */
static void
opened (gpointer state,
        const WgFlow *flow,
        guint dir,
        const WgPacket *packet,
        const WgSegment *segment)
{
  Ftp *ftp = state;

  if (ftp->n == 0 || (segment->tcp_flags & (WG_TCP_SYN | WG_TCP_ACK)) != WG_TCP_SYN)
    return;
  for (guint i = ftp->n; i-- > 0;)
    {
      Bounce *bounce = &ftp->bounces[i];

      if (segment->dst.port != bounce->named.port
          || !wg_endpoint_same_host (&segment->src, &bounce->parties.server))
        continue;
      if (wg_endpoint_same_host (&segment->dst, &bounce->named))
        bounce->reached = packet->frame;
      else if (wg_endpoint_same_host (&segment->dst, &bounce->parties.client))
        {
          *bounce = ftp->bounces[--ftp->n];
          bounce->data.address = wg_slice_str (bounce->address);
        }
    }
}

static void
judge_server (WgCheck *check, const WgParties *parties, const WgFtpData *data)
{
  WgClaim *claim = wg_check_raise (check, &wg_finding_ftp_bounce, WG_SEVERITY_LOW, parties,
                                   data->address, data->frame);

  wg_claim_outcome (claim, WG_OUTCOME_ATTEMPT);
  wg_claim_confidence (claim, WG_CONFIDENCE_LOW);
  wg_claim_say (claim,
                "The server sends the client to %.*s, port %u, for the data: another machine "
                "than itself.",
                (int) data->address.len, (const char *) data->address.data, data->port);
  show (claim, data);
}

static void
judge (gpointer state, const WgParties *parties, WgRecordId id, gconstpointer record)
{
  Ftp *ftp = state;
  const WgFtpData *data = record;
  gboolean server = g_str_equal (data->command, "PASV");
  const WgEndpoint *own = server ? &parties->server : &parties->client;
  WgEndpoint named = {.port = data->place.port};
  guint8 ip_version = parties->ip_version;
  gboolean third;

  if (data->place.ip_version != ip_version || is_nowhere (&data->place))
    return;
  memcpy (named.address, data->place.address, sizeof named.address);
  third = !wg_endpoint_same_host (&named, own) && !is_translated (&named, own, ip_version);
  if (third && !server)
    remember (ftp, parties, data, &named);
  else if (!server && named.port < PRIVILEGED && named.port > 0)
    privileged (ftp->check, parties, data);
  else if (third && !is_neighbour (&named, own, ip_version))
    judge_server (ftp->check, parties, data);
}

static gpointer
begin (WgCheck *check)
{
  Ftp *ftp = g_new0 (Ftp, 1);

  ftp->check = check;
  return ftp;
}

static void
finish (gpointer state)
{
  Ftp *ftp = state;

  for (guint i = 0; i < ftp->n; i++)
    bounced (ftp->check, &ftp->bounces[i]);
  ftp->n = 0;
}

static void
end (gpointer state)
{
  g_free (state);
}

const WgRules wg_rules_ftp = {
    .name = "ftp",
    .open = begin,
    .finish = finish,
    .close = end,
    .records = (const WgRecordRule[]){{&wg_ftp_data_type, judge}, {0}},
    .segment = opened,
};
