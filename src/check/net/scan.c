#include "base/limits.h"
#include "base/sum.h"
#include "check/net/net.h"
#include "check/rules.h"

/* Connections that come to nothing, in numbers: scans of ports and hosts, floods. Judged when
 * all are known, as conversations end in no particular order. */

#define ADDRESS_LEN      16
#define WINDOW_NS        (60 * WG_SECOND_NS)
#define MIN_PORTS        15u  /* of one host */
#define MIN_HOSTS        20u  /* of one port */
#define MIN_FAILED       70u  /* percent of the tries */
#define MIN_FLAGGED      5u   /* ports of one host that met a segment of odd flags */
#define MIN_HALF_OPEN    200u /* in a second */
#define MAX_COMPLETE     5u   /* percent, in a flood */
#define MIN_SLOW         20u  /* connections whose request does not end */
#define SLOW_NS          (10 * WG_SECOND_NS)
#define SLOW_RATE        50 /* bytes in a second */
#define FIRST_FREE_PORT  1024
#define UDP_PACKETS      3u
#define TRACEROUTE_FIRST 33434u
#define TRACEROUTE_LAST  33700u

typedef enum
{
  TRY_FAILED,
  TRY_OPEN,
  TRY_NULL,
  TRY_FIN,
  TRY_XMAS,
  TRY_MAIMON,
} TryKind;

static const char *const flag_names[] = {
    [TRY_NULL] = "no flags at all (NULL)",
    [TRY_FIN] = "only FIN",
    [TRY_XMAS] = "FIN, PSH and URG (Xmas)",
    [TRY_MAIMON] = "FIN and ACK of no connection (Maimon)",
};

/* @client, @server: numbers of hosts, see host_number() */
typedef struct
{
  gint64 time;
  gint64 conversation;
  guint32 client, server;
  guint32 frame;
  guint16 client_port, server_port;
  guint8 kind;
  guint8 ip_version;
  guint8 protocol;
  guint8 half_open;
} Try;

/* A connection on which the client sends slower than anybody needs to. */
typedef struct
{
  WgParties parties;
  guint32 frame;
} Slow;

typedef struct
{
  WgCheck *check;
  GHashTable *numbers; /* address -> its place in @hosts */
  GPtrArray *hosts;    /* of addresses, the keys of @numbers */
  GArray *tries;       /* of Try */
  guint n_failed, n_half_open;
  GArray *slow; /* of Slow */
} Scan;

static guint
address_hash (gconstpointer address)
{
  return (guint) wg_sum (wg_slice (address, ADDRESS_LEN));
}

static gboolean
address_equal (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, ADDRESS_LEN) == 0;
}

static gpointer
begin (WgCheck *check)
{
  Scan *scan = g_new0 (Scan, 1);

  scan->check = check;
  scan->numbers = g_hash_table_new_full (address_hash, address_equal, g_free, NULL);
  scan->hosts = g_ptr_array_new ();
  scan->tries = g_array_new (FALSE, FALSE, sizeof (Try));
  scan->slow = g_array_new (FALSE, FALSE, sizeof (Slow));
  return scan;
}

static void
end (gpointer state)
{
  Scan *scan = state;

  g_hash_table_unref (scan->numbers);
  g_ptr_array_unref (scan->hosts);
  g_array_unref (scan->tries);
  g_array_unref (scan->slow);
  g_free (scan);
}

static gboolean
is_for_many (const WgEndpoint *server, guint8 ip_version)
{
  if (ip_version == 4)
    return server->address[0] >= 224 || server->address[3] == 255;
  return server->address[0] == 0xff;
}

/* The same hosts are part of thousands of tries. */
static guint32
host_number (Scan *scan, const WgEndpoint *end)
{
  gpointer number, address;

  if (g_hash_table_lookup_extended (scan->numbers, end->address, NULL, &number))
    return GPOINTER_TO_UINT (number);
  address = g_memdup2 (end->address, ADDRESS_LEN);
  g_hash_table_insert (scan->numbers, address, GUINT_TO_POINTER (scan->hosts->len));
  g_ptr_array_add (scan->hosts, address);
  return scan->hosts->len - 1;
}

static void
add (Scan *scan, const WgFlow *flow, TryKind kind, gboolean half_open)
{
  Try one = {.time = flow->first_ns,
             .conversation = (gint64) flow->id,
             .frame = flow->first_frame,
             .client_port = flow->end[0].port,
             .server_port = flow->end[1].port,
             .kind = (guint8) kind,
             .ip_version = flow->ip_version,
             .protocol = flow->protocol,
             .half_open = (guint8) half_open};

  if (scan->tries->len >= WG_LIMIT_TRIES || is_for_many (&flow->end[1], flow->ip_version))
    return;
  one.client = host_number (scan, &flow->end[0]);
  one.server = host_number (scan, &flow->end[1]);
  g_array_append_val (scan->tries, one);
  scan->n_failed += kind != TRY_OPEN;
  scan->n_half_open += half_open ? 1 : 0;
}

/* A segment of flags with which nobody begins a connection. */
static void
take_segment (gpointer state,
              const WgFlow *flow,
              guint dir,
              const WgPacket *packet,
              const WgSegment *segment)
{
  Scan *scan = state;
  guint8 flags = segment->tcp_flags & 0x3f;

  if (flow->first_frame != packet->frame || (flags & (WG_TCP_SYN | WG_TCP_RST)) != 0
      || segment->payload_len > 0)
    return;
  if (flags == 0)
    add (scan, flow, TRY_NULL, FALSE);
  else if (flags == WG_TCP_FIN)
    add (scan, flow, TRY_FIN, FALSE);
  else if (flags == (WG_TCP_FIN | WG_TCP_PSH | WG_TCP_URG))
    add (scan, flow, TRY_XMAS, FALSE);
  else if (flags == (WG_TCP_FIN | WG_TCP_ACK))
    add (scan, flow, TRY_MAIMON, FALSE);
}

static void
take_tcp (Scan *scan, const WgParties *parties, const WgFlow *flow)
{
  const WgTcpHalf *client = &flow->tcp.half[0], *server = &flow->tcp.half[1];
  gint64 life = flow->last_ns - flow->first_ns;

  if (!client->syn)
    return;
  if (client->unique > 0 || server->unique > 0)
    {
      if (server->unique == 0 && life >= SLOW_NS && client->packets > 2
          && client->unique * (guint64) WG_SECOND_NS < (guint64) life * SLOW_RATE
          && scan->slow->len < WG_LIMIT_TRIES)
        {
          Slow slow = {*parties, flow->first_frame};
          g_array_append_val (scan->slow, slow);
        }
      add (scan, flow, TRY_OPEN, FALSE);
      return;
    }
  add (scan, flow, server->syn ? TRY_OPEN : TRY_FAILED,
       client->packets == 1 && !(server->packets > 0 && !server->syn));
}

static void
flow_over (gpointer state, const WgParties *parties, const WgFlow *flow)
{
  Scan *scan = state;
  const WgTcpHalf *client = &flow->tcp.half[0], *server = &flow->tcp.half[1];

  if (flow->first_ns == G_MININT64)
    return;
  if (flow->protocol == 6)
    take_tcp (scan, parties, flow);
  else if (server->packets > 0)
    add (scan, flow, TRY_OPEN, FALSE);
  else if (client->packets <= UDP_PACKETS
           && (flow->end[1].port < TRACEROUTE_FIRST || flow->end[1].port > TRACEROUTE_LAST))
    add (scan, flow, TRY_FAILED, FALSE);
}

/* --- at the end ------------------------------------------------------------------------- */

static gint
compare_hosts (const WgEndpoint *a, const WgEndpoint *b)
{
  return memcmp (a->address, b->address, sizeof a->address);
}

static gint
compare_numbers (gint64 a, gint64 b)
{
  return a < b ? -1 : a > b;
}

/* By client, server, flags or none, time. */
static gint
by_pair (gconstpointer x, gconstpointer y)
{
  const Try *a = x, *b = y;
  gint order = compare_numbers (a->client, b->client);

  if (order == 0)
    order = compare_numbers (a->server, b->server);
  if (order == 0)
    order = a->protocol - b->protocol;
  if (order == 0)
    order = (a->kind > TRY_OPEN ? a->kind : 0) - (b->kind > TRY_OPEN ? b->kind : 0);
  return order != 0 ? order : compare_numbers (a->time, b->time);
}

/* By client, port, time. */
static gint
by_port (gconstpointer x, gconstpointer y)
{
  const Try *a = x, *b = y;
  gint order = compare_numbers (a->client, b->client);

  if (order == 0)
    order = a->protocol - b->protocol;
  if (order == 0)
    order = a->server_port - b->server_port;
  return order != 0 ? order : compare_numbers (a->time, b->time);
}

/* By server, port, time. */
static gint
by_target (gconstpointer x, gconstpointer y)
{
  const Try *a = x, *b = y;
  gint order = compare_numbers (a->server, b->server);

  if (order == 0)
    order = a->protocol - b->protocol;
  if (order == 0)
    order = a->server_port - b->server_port;
  return order != 0 ? order : compare_numbers (a->time, b->time);
}

/* A window over tries that belong together. */
typedef struct
{
  guint tries;
  guint failed;
  guint half_open;
  guint different;  /* ports, hosts */
  GHashTable *seen; /* what differs -> how often it is in the window */
} Window;

static void
count (Window *window, const Try *one, gpointer what, gint step)
{
  guint times = GPOINTER_TO_UINT (g_hash_table_lookup (window->seen, what));

  window->tries += (guint) step;
  window->failed += one->kind != TRY_OPEN ? (guint) step : 0;
  window->half_open += one->half_open ? (guint) step : 0;
  if (one->kind == TRY_OPEN)
    return;
  if (step > 0 && times == 0)
    window->different++;
  if (step < 0 && times == 1)
    window->different--;
  g_hash_table_insert (window->seen, what, GUINT_TO_POINTER (times + (guint) step));
}

static gpointer
port_of (const Try *one)
{
  return GUINT_TO_POINTER (one->server_port + 1u);
}

static gpointer
host_of (const Try *one)
{
  return GUINT_TO_POINTER (one->server + 1u);
}

static gpointer
client_of (const Try *one)
{
  return GUINT_TO_POINTER ((one->client * 0x9e3779b1u + one->client_port) | 1u);
}

typedef struct
{
  GCompareFunc order;
  gboolean (*same) (const Try *a, const Try *b);
  gpointer (*what) (const Try *one);
  gint64 span;
  gboolean (*is_it) (const Window *window, const Try *one);
  void (*tell) (Scan *scan, const Window *window, const Try *first, const Try *last);
} Look;

static WgParties
parties_of (const Scan *scan, const Try *one)
{
  WgParties parties = {.conversation = one->conversation,
                       .client.port = one->client_port,
                       .server.port = one->server_port,
                       .ip_version = one->ip_version,
                       .protocol = one->protocol};

  memcpy (parties.client.address, g_ptr_array_index (scan->hosts, one->client), ADDRESS_LEN);
  memcpy (parties.server.address, g_ptr_array_index (scan->hosts, one->server), ADDRESS_LEN);
  return parties;
}

static gboolean
same_pair (const Try *a, const Try *b)
{
  return a->client == b->client && a->server == b->server && a->protocol == b->protocol
         && (a->kind > TRY_OPEN ? a->kind : 0) == (b->kind > TRY_OPEN ? b->kind : 0);
}

static gboolean
same_port (const Try *a, const Try *b)
{
  return a->client == b->client && a->server_port == b->server_port
         && a->protocol == b->protocol;
}

static gboolean
same_target (const Try *a, const Try *b)
{
  return a->server == b->server && a->server_port == b->server_port
         && a->protocol == b->protocol;
}

static gboolean
is_vertical (const Window *window, const Try *one)
{
  return window->different >= (one->kind > TRY_OPEN ? MIN_FLAGGED : MIN_PORTS)
         && window->failed * 100 >= window->tries * MIN_FAILED;
}

/* Programs that share files ask many hosts over UDP, on high ports. */
static gboolean
is_horizontal (const Window *window, const Try *one)
{
  return (one->protocol == 6 || one->server_port < FIRST_FREE_PORT)
         && window->different >= MIN_HOSTS
         && window->failed * 100 >= window->tries * MIN_FAILED;
}

static gboolean
is_flood (const Window *window, const Try *one)
{
  return one->protocol == 6 && window->half_open > MIN_HALF_OPEN
         && (window->tries - window->half_open) * 100 < window->tries * MAX_COMPLETE;
}

static void
tell_vertical (Scan *scan, const Window *window, const Try *first, const Try *last)
{
  WgParties parties = parties_of (scan, first);
  WgClaim *claim;

  parties.server.port = 0;
  claim = wg_check_raise (scan->check, &wg_finding_scan_ports, WG_SEVERITY_DEFAULT, &parties,
                          WG_SLICE_NONE, first->frame);
  wg_claim_frame (claim, last->frame);
  wg_claim_outcome (claim, WG_OUTCOME_ATTEMPT);
  if (first->kind > TRY_OPEN)
    wg_claim_say (claim, "Segments with %s went to %u ports of one host within a minute.",
                  flag_names[first->kind], window->different);
  else
    wg_claim_say (
        claim,
        "One client tried %u %s ports of one host within a minute; %u of %u tries were "
        "refused or not answered.",
        window->different, first->protocol == 6 ? "TCP" : "UDP", window->failed, window->tries);
}

static void
tell_horizontal (Scan *scan, const Window *window, const Try *first, const Try *last)
{
  WgParties parties = parties_of (scan, first);
  g_autofree char *name =
      g_strdup_printf ("%s %u", first->protocol == 6 ? "TCP" : "UDP", first->server_port);
  WgClaim *claim;

  memset (&parties.server, 0, sizeof parties.server);
  claim = wg_check_raise (scan->check, &wg_finding_scan_ports, WG_SEVERITY_DEFAULT, &parties,
                          wg_slice_str (name), first->frame);
  wg_claim_frame (claim, last->frame);
  wg_claim_outcome (claim, WG_OUTCOME_ATTEMPT);
  wg_claim_say (claim,
                "One client tried port %u on %u hosts within a minute, and %u of %u tries were "
                "refused or not answered.",
                first->server_port, window->different, window->failed, window->tries);
}

static void
tell_flood (Scan *scan, const Window *window, const Try *first, const Try *last)
{
  WgParties parties = parties_of (scan, first);
  WgClaim *claim = wg_check_raise (scan->check, &wg_finding_dos_syn_flood, WG_SEVERITY_DEFAULT,
                                   &parties, WG_SLICE_NONE, first->frame);

  wg_claim_frame (claim, last->frame);
  wg_claim_outcome (claim, WG_OUTCOME_ATTEMPT);
  wg_claim_say (claim,
                "%u connections to one port were begun and left half open within a second.",
                window->half_open);
}

/* Each run of tries that belong together is told once, when its window is worst. */
static void
look (Scan *scan, const Look *how)
{
  Try *tries = (Try *) (gpointer) scan->tries->data;
  guint n = scan->tries->len, start = 0;

  /* nothing to be found: the order need not be made */
  if (scan->n_failed < MIN_FLAGGED && scan->n_half_open <= MIN_HALF_OPEN)
    return;
  g_array_sort (scan->tries, how->order);
  while (start < n)
    {
      Window window = {.seen = g_hash_table_new (NULL, NULL)}, worst = {0};
      const Try *worst_first = NULL, *worst_last = NULL;
      guint first = start, i = start;

      for (; i < n && how->same (&tries[start], &tries[i]); i++)
        {
          count (&window, &tries[i], how->what (&tries[i]), 1);
          while (tries[i].time - tries[first].time > how->span)
            {
              count (&window, &tries[first], how->what (&tries[first]), -1);
              first++;
            }
          if (how->is_it (&window, &tries[i]) && window.different > worst.different)
            {
              worst = window;
              worst_first = &tries[first];
              worst_last = &tries[i];
            }
        }
      if (worst_first != NULL)
        how->tell (scan, &worst, worst_first, worst_last);
      g_hash_table_unref (window.seen);
      start = i;
    }
}

static gint
by_server (gconstpointer x, gconstpointer y)
{
  const Slow *a = x, *b = y;
  gint order = compare_hosts (&a->parties.server, &b->parties.server);

  if (order == 0)
    order = compare_hosts (&a->parties.client, &b->parties.client);
  if (order == 0)
    order = a->parties.server.port - b->parties.server.port;
  return order != 0 ? order : compare_numbers (a->frame, b->frame);
}

static void
look_for_slow (Scan *scan)
{
  const Slow *slow = (const Slow *) (gpointer) scan->slow->data;
  guint start = 0;

  g_array_sort (scan->slow, by_server);
  for (guint i = 0; i < scan->slow->len; i++)
    {
      const WgParties *a = &slow[start].parties, *b = &slow[i].parties;
      WgClaim *claim;

      if (compare_hosts (&a->server, &b->server) != 0
          || compare_hosts (&a->client, &b->client) != 0 || a->server.port != b->server.port)
        start = i;
      if (i - start + 1 != MIN_SLOW)
        continue;
      claim = wg_check_raise (scan->check, &wg_finding_dos_syn_flood, WG_SEVERITY_DEFAULT, b,
                              WG_SLICE_NONE, slow[start].frame);
      wg_claim_frame (claim, slow[i].frame);
      wg_claim_outcome (claim, WG_OUTCOME_ATTEMPT);
      wg_claim_say (
          claim,
          "At least %u connections stay open for more than ten seconds and send almost "
          "nothing, so that no request ever ends.",
          MIN_SLOW);
    }
}

static void
finish (gpointer state)
{
  static const Look looks[] = {
      {by_pair, same_pair, port_of, WINDOW_NS, is_vertical, tell_vertical},
      {by_port, same_port, host_of, WINDOW_NS, is_horizontal, tell_horizontal},
      {by_target, same_target, client_of, WG_SECOND_NS, is_flood, tell_flood},
  };
  Scan *scan = state;

  for (guint i = 0; i < G_N_ELEMENTS (looks); i++)
    look (scan, &looks[i]);
  look_for_slow (scan);
}

const WgRules wg_rules_scan = {
    .name = "scan",
    .open = begin,
    .finish = finish,
    .close = end,
    .segment = take_segment,
    .flow_over = flow_over,
};
