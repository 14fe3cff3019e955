#include "base/limits.h"
#include "base/reader.h"
#include "check/net/net.h"
#include "check/rules.h"
#include "dhcp/dhcp-parse.h"
#include "dhcp/dhcp-records.h"

/* Servers that contradict each other, and clients that want every address there is. */

#define SAME_QUESTION_NS (60 * WG_SECOND_NS)
#define SAME_SUBNET_NS   (300 * WG_SECOND_NS)
#define TURNS_NS         (600 * WG_SECOND_NS) /* the first one answers again after the second */
#define OTHER_CLIENT_NS  (60 * WG_SECOND_NS)
#define ANSWERED         16u /* questions of a server that are remembered */

#define STARVED_NS (10 * WG_SECOND_NS)
#define STARVED    50u /* cards that ask, and one more */
#define DISGUISED  20u /* of them in the frames of one other card */

#define LINKTYPE_ETHERNET 1

/* By which network and from which card a packet came; the card is 0 where the link has none. */
typedef struct
{
  guint64 segment;
  guint64 card;
} Link;

/* Where clients are sent, in whatever order; 0 where it is not told. */
typedef struct
{
  guint64 routers, dns, wpad;
} Told;

typedef struct
{
  guint64 question; /* transaction and client */
  guint64 client;
  gint64 time;
  guint32 frame;
  Told told;
} Answered;

typedef struct
{
  Link link;
  WgParties parties;
  guint32 first_frame;
  guint32 subnet, mask;
  guint n;
  Answered answered[ANSWERED]; /* a ring */
  char id[48];
  char way[80]; /* what it told, for a sentence */
} Server;

/* Who asked last. */
typedef struct
{
  guint64 client;
  guint64 card; /* not 0: the frame came from this card, which is not the client's */
  gint64 time;
  guint32 frame;
} Asker;

typedef struct
{
  guint64 segment;
  guint n;
  Asker askers[STARVED + 1]; /* a ring */
} Segment;

typedef struct
{
  WgCheck *check;
  guint n_servers;
  Server servers[WG_LIMIT_DHCP_SERVERS];
  guint n_segments;
  Segment segments[WG_LIMIT_DHCP_SEGMENTS];
} Dhcp;

static gpointer
begin (WgCheck *check)
{
  Dhcp *dhcp = g_new0 (Dhcp, 1);

  dhcp->check = check;
  return dhcp;
}

static void
end (gpointer state)
{
  g_free (state);
}

static guint64
mix (guint64 hash, WgSlice bytes)
{
  for (gsize i = 0; i < bytes.len; i++)
    hash = (hash ^ (guint64) wg_slice_at (bytes, i)) * G_GUINT64_CONSTANT (0x100000001b3);
  return (hash ^ (hash >> 29)) | 1;
}

/* --- the network a message was seen on -------------------------------------------------- */

/* Cards of two virtual networks on one cable (IEEE 802.1Q), or behind two relays, do not share
 * one. */
static Link
link_of (const WgCheck *check, const WgDhcpRecord *m)
{
  const WgPacket *packet = wg_check_now (check);
  Link link = {0};
  WgReader r;
  WgSlice card;
  guint16 type, tag;

  if (packet == NULL)
    return link;
  link.segment = mix (mix (packet->interface + 1u, m->relay), WG_SLICE_NONE);
  r = wg_reader (packet->bytes, WG_END_CUT);
  if (packet->linktype != LINKTYPE_ETHERNET || !wg_reader_skip (&r, 6)
      || !wg_reader_take (&r, 6, &card))
    return link;
  link.card = mix (1, card);
  while (wg_reader_u16 (&r, &type) && (type == 0x8100 || type == 0x88a8)
         && wg_reader_u16 (&r, &tag))
    link.segment = (link.segment ^ (tag & 0xfffu)) * G_GUINT64_CONSTANT (0x100000001b3);
  return link;
}

/* --- servers ---------------------------------------------------------------------------- */

static guint64
sum_of (WgList addresses)
{
  const WgSlice *items = addresses.items;
  guint64 sum = 0;

  for (guint i = 0; i < addresses.n; i++)
    sum += mix (2, items[i]);
  return sum;
}

static Told
told_by (const WgDhcpRecord *m)
{
  return (Told){sum_of (m->routers), sum_of (m->dns), m->wpad.len > 0 ? mix (3, m->wpad) : 0};
}

static gboolean
contradicts (guint64 a, guint64 b)
{
  return a != 0 && b != 0 && a != b;
}

/* What was not told was perhaps not asked for. Only who was asked the same and adds a proxy
 * says something else. */
static gboolean
differs (const Told *a, const Told *b, gboolean same_question)
{
  return contradicts (a->routers, b->routers) || contradicts (a->dns, b->dns)
         || contradicts (a->wpad, b->wpad) || (same_question && a->wpad != b->wpad);
}

static void
write_way (const WgDhcpRecord *m, char *out, gsize max)
{
  const WgSlice *router = m->routers.items, *dns = m->dns.items;
  WgSlice none = WG_SLICE_LITERAL ("none");

  g_snprintf (out, max, "router %.*s, name server %.*s%s",
              (int) (m->routers.n > 0 ? router->len : none.len),
              (const char *) (m->routers.n > 0 ? router->data : none.data),
              (int) (m->dns.n > 0 ? dns->len : none.len),
              (const char *) (m->dns.n > 0 ? dns->data : none.data),
              m->wpad.len > 0 ? ", a proxy" : "");
}

static const Answered *
last_answer (const Server *server)
{
  return &server->answered[(server->n - 1) % ANSWERED];
}

static const Answered *
answer_to (const Server *server, guint64 question, gint64 now)
{
  for (guint i = 0; i < MIN (server->n, ANSWERED); i++)
    if (server->answered[i].question == question
        && ABS (now - server->answered[i].time) <= SAME_QUESTION_NS)
      return &server->answered[i];
  return NULL;
}

static Server *
server_of (Dhcp *dhcp, const Link *link, const WgParties *parties, const WgDhcpRecord *m)
{
  char id[48];
  Server *server;

  if (m->server_id.len > 0)
    g_snprintf (id, sizeof id, "%.*s", (int) m->server_id.len,
                (const char *) m->server_id.data);
  else
    wg_endpoint_text (&parties->server, parties->ip_version, id, sizeof id);
  for (guint i = 0; i < dhcp->n_servers; i++)
    {
      server = &dhcp->servers[i];
      if (server->link.segment == link->segment && server->link.card == link->card
          && g_str_equal (server->id, id))
        return server;
    }
  if (dhcp->n_servers == WG_LIMIT_DHCP_SERVERS)
    return NULL;
  server = &dhcp->servers[dhcp->n_servers++];
  server->link = *link;
  server->parties = *parties;
  g_strlcpy (server->id, id, sizeof server->id);
  return server;
}

/* @now, that @m just was told by, against @old. */
static void
contradicted (
    Dhcp *dhcp, const Server *old, const Server *now, const WgDhcpRecord *m, gboolean sure)
{
  gboolean in_order = old->first_frame < now->first_frame;
  const Server *first = in_order ? old : now, *second = in_order ? now : old;
  const WgSlice *router = m->routers.items, *dns = m->dns.items;
  WgClaim *claim = wg_check_raise (dhcp->check, &wg_finding_dhcp_rogue, WG_SEVERITY_DEFAULT,
                                   &second->parties, wg_slice_str (second->id), m->frame);

  wg_claim_frame (claim, last_answer (old)->frame);
  wg_claim_outcome (claim, in_order && m->type == WG_DHCP_ACK ? WG_OUTCOME_SUCCESS
                                                              : WG_OUTCOME_ATTEMPT);
  wg_claim_confidence (claim, sure ? WG_CONFIDENCE_HIGH : WG_CONFIDENCE_MEDIUM);
  if (m->server_id.len > 0)
    wg_claim_show_at (claim, m->server_id_at, "dhcp.option.dhcp_server_id", m->server_id,
                      FALSE);
  if (m->routers.n > 0)
    wg_claim_show_at (claim, m->routers_at, "dhcp.option.router", *router, FALSE);
  if (m->dns.n > 0)
    wg_claim_show_at (claim, m->dns_at, "dhcp.option.domain_name_server", *dns, FALSE);
  if (m->wpad.len > 0)
    wg_claim_show_at (claim, m->wpad_at, "dhcp.option.private_proxy_autodiscovery", m->wpad,
                      FALSE);
  wg_claim_say (claim,
                "Two servers answer on this network and contradict each other: %s tells its "
                "clients %s; %s tells them %s.",
                first->id, first->way, second->id, second->way);
}

/* A machine that is carried from one network to the next meets two servers as well, but not at
 * once; so what the two have in common must show that their network is the same. */
static void
compare (Dhcp *dhcp, const Server *old, const Server *now, const WgDhcpRecord *m)
{
  const Answered *new = last_answer (now), *last = last_answer (old);
  const Answered *same = answer_to (old, new->question, new->time);
  const Answered *before = now->n > 1 ? &now->answered[(now->n - 2) % ANSWERED] : NULL;
  gint64 since = new->time - last->time;

  if (same != NULL && differs (&same->told, &new->told, TRUE))
    {
      contradicted (dhcp, old, now, m, TRUE);
      return;
    }
  if (old->link.card == now->link.card || !differs (&last->told, &new->told, FALSE)
      || since < 0)
    return;
  if ((old->mask != 0 && old->mask == now->mask && old->subnet == now->subnet
       && since <= SAME_SUBNET_NS)
      || (before != NULL && before->time < last->time && new->time - before->time <= TURNS_NS)
      || (last->client != new->client &&since <= OTHER_CLIENT_NS))
    contradicted (dhcp, old, now, m, FALSE);
}

/* RFC 2131 §4.3.1: what a server tells with an offer, an acknowledgement. A boot server that
 * only adds its own (PXE's proxyDHCP) gives no address. */
static void
take_answer (Dhcp *dhcp, const WgParties *parties, const WgDhcpRecord *m, gint64 now)
{
  Link link = link_of (dhcp->check, m);
  Server *server;

  if (m->your_ip == 0
      && (m->type == WG_DHCP_OFFER || wg_slice_has_prefix (m->vendor_class, "PXEClient")))
    return;
  server = server_of (dhcp, &link, parties, m);
  if (server == NULL)
    return;
  if (server->n == 0)
    server->first_frame = m->frame;
  if (m->mask_ip != 0 && m->your_ip != 0)
    {
      server->mask = m->mask_ip;
      server->subnet = m->your_ip & m->mask_ip;
    }
  server->answered[server->n++ % ANSWERED] =
      (Answered){.question = mix (mix (4, m->id), m->card),
                 .client = mix (5, m->card),
                 .time = now,
                 .frame = m->frame,
                 .told = told_by (m)};
  write_way (m, server->way, sizeof server->way);
  for (guint i = 0; i < dhcp->n_servers; i++)
    if (&dhcp->servers[i] != server && dhcp->servers[i].link.segment == link.segment)
      compare (dhcp, &dhcp->servers[i], server, m);
}

/* --- clients ---------------------------------------------------------------------------- */

static Segment *
segment_of (Dhcp *dhcp, guint64 number)
{
  for (guint i = 0; i < dhcp->n_segments; i++)
    if (dhcp->segments[i].segment == number)
      return &dhcp->segments[i];
  if (dhcp->n_segments == WG_LIMIT_DHCP_SEGMENTS)
    return NULL;
  dhcp->segments[dhcp->n_segments].segment = number;
  return &dhcp->segments[dhcp->n_segments++];
}

static void
starved (Dhcp *dhcp, const WgParties *parties, const Segment *segment, guint n, guint disguised)
{
  const Asker *last = &segment->askers[(segment->n - 1) % (STARVED + 1)];
  WgClaim *claim = wg_check_raise (dhcp->check, &wg_finding_dhcp_starvation,
                                   WG_SEVERITY_DEFAULT, parties, WG_SLICE_NONE, last->frame);

  wg_claim_outcome (claim, WG_OUTCOME_ATTEMPT);
  for (guint i = MIN (n, 4); i > 1; i--)
    wg_claim_frame (claim, segment->askers[(segment->n - i) % (STARVED + 1)].frame);
  if (disguised >= DISGUISED)
    {
      wg_claim_confidence (claim, WG_CONFIDENCE_HIGH);
      wg_claim_say (
          claim,
          "Within ten seconds, %u clients with different hardware addresses asked for "
          "an address, and the frames of %u of them came from one and the same card.",
          n, disguised);
    }
  else
    wg_claim_say (claim,
                  "Within ten seconds, more than %u clients with different hardware addresses "
                  "asked for an address.",
                  STARVED);
}

/* One card that asks again and again is a client with a fault. */
static void
take_question (Dhcp *dhcp, const WgParties *parties, const WgDhcpRecord *m, gint64 now)
{
  Link link = link_of (dhcp->check, m);
  guint64 card = mix (1, m->card);
  Segment *segment = segment_of (dhcp, link.segment);
  Asker asker = {mix (5, m->card), 0, now, m->frame};
  guint n = 1, disguised;

  if (segment == NULL || m->card.len == 0)
    return;
  if (link.card != 0 && m->relay_ip == 0 && link.card != card)
    asker.card = link.card;
  disguised = asker.card != 0;
  for (guint i = 0; i < MIN (segment->n, STARVED + 1); i++)
    {
      const Asker *other = &segment->askers[i];

      if (now - other->time > STARVED_NS || now < other->time)
        continue;
      if (other->client == asker.client)
        return;
      n++;
      disguised += asker.card != 0 && other->card == asker.card;
    }
  segment->askers[segment->n++ % (STARVED + 1)] = asker;
  if (n > STARVED || disguised >= DISGUISED)
    starved (dhcp, parties, segment, n, disguised);
}

static void
judge (gpointer state, const WgParties *parties, WgRecordId id, gconstpointer record)
{
  Dhcp *dhcp = state;
  const WgDhcpRecord *m = record;
  gint64 now = wg_check_time (dhcp->check, m->frame);

  if (now == G_MININT64)
    return;
  if (m->reply && (m->type == WG_DHCP_OFFER || m->type == WG_DHCP_ACK))
    take_answer (dhcp, parties, m, now);
  else if (!m->reply && (m->type == WG_DHCP_DISCOVER || m->type == WG_DHCP_ASK))
    take_question (dhcp, parties, m, now);
}

const WgRules wg_rules_dhcp = {
    .name = "dhcp",
    .open = begin,
    .close = end,
    .records = (const WgRecordRule[]){{&wg_dhcp_type, judge}, {0}},
};
