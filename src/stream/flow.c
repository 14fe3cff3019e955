#include "stream/flow.h"

#define CHUNK 256u

/* A slot of the hash table; number 0 is empty, else the flow's place in the chunks plus one. */
typedef struct
{
  guint32 hash;
  guint32 number;
} Slot;

struct WgFlowTable
{
  Slot *slots; /* open addressing, a power of two of them, at most half full */
  guint32 mask;
  guint32 n_live;
  guint32 max_flows;
  guint32 n_places;
  guint32 hand; /* of the clock that looks for a flow to put out */
  GPtrArray *chunks;
  GArray *free_places;
  guint64 first_id;
  guint64 n_flows;
  guint32 n_streams[2];
  WgFlowFunc gone;
  gpointer user;
};

WgFlowTable *
wg_flow_table_new (guint max_flows, guint64 first_id, WgFlowFunc gone, gpointer user)
{
  WgFlowTable *table = g_new0 (WgFlowTable, 1);

  table->mask = 1023;
  table->slots = g_new0 (Slot, table->mask + 1);
  table->chunks = g_ptr_array_new_with_free_func (g_free);
  table->free_places = g_array_new (FALSE, FALSE, sizeof (guint32));
  table->max_flows = max_flows;
  table->first_id = first_id;
  table->gone = gone;
  table->user = user;
  return table;
}

static inline WgFlow *
flow_at (const WgFlowTable *table, guint32 place)
{
  return (WgFlow *) g_ptr_array_index (table->chunks, place / CHUNK) + place % CHUNK;
}

static inline guint64
mix (guint64 x)
{
  x ^= x >> 32;
  x *= G_GUINT64_CONSTANT (0xd6e8feb86659fd93);
  x ^= x >> 32;
  return x;
}

static inline guint64
endpoint_hash (const WgEndpoint *end, guint8 ip_version)
{
  guint64 a, b;
  guint32 v4;

  if (ip_version == 4)
    {
      memcpy (&v4, end->address, sizeof v4);
      return mix ((guint64) v4 << 16 | end->port);
    }
  memcpy (&a, end->address, sizeof a);
  memcpy (&b, end->address + 8, sizeof b);
  return mix (a ^ mix (b + end->port));
}

/* The same for both directions. */
static inline guint32
segment_hash (const WgSegment *segment)
{
  guint64 h = endpoint_hash (&segment->src, segment->ip_version)
              + endpoint_hash (&segment->dst, segment->ip_version) + segment->protocol;
  return (guint32) mix (h) | 1;
}

static inline gboolean
same_end (const WgEndpoint *a, const WgEndpoint *b, guint8 ip_version)
{
  return a->port == b->port && memcmp (a->address, b->address, ip_version == 4 ? 4 : 16) == 0;
}

static inline gboolean
flow_matches (const WgFlow *flow, const WgSegment *segment, guint *dir)
{
  if (flow->protocol != segment->protocol || flow->ip_version != segment->ip_version)
    return FALSE;
  if (same_end (&flow->end[0], &segment->src, flow->ip_version)
      && same_end (&flow->end[1], &segment->dst, flow->ip_version))
    {
      *dir = 0;
      return TRUE;
    }
  *dir = 1;
  return same_end (&flow->end[1], &segment->src, flow->ip_version)
         && same_end (&flow->end[0], &segment->dst, flow->ip_version);
}

static void
insert_slot (WgFlowTable *table, guint32 hash, guint32 number)
{
  guint32 i = hash & table->mask;

  while (table->slots[i].number != 0)
    i = (i + 1) & table->mask;
  table->slots[i] = (Slot){hash, number};
}

static void
grow (WgFlowTable *table)
{
  Slot *old = table->slots;
  guint32 n = table->mask + 1;

  table->mask = table->mask * 2 + 1;
  table->slots = g_new0 (Slot, (gsize) table->mask + 1);
  for (guint32 i = 0; i < n; i++)
    if (old[i].number != 0)
      insert_slot (table, old[i].hash, old[i].number);
  g_free (old);
}

/* Takes a slot out and moves up what stood behind it, so that there are no tombstones. */
static void
remove_slot (WgFlowTable *table, guint32 hash, guint32 number)
{
  guint32 i = hash & table->mask, j;

  while (table->slots[i].number != number)
    i = (i + 1) & table->mask;
  for (j = (i + 1) & table->mask; table->slots[j].number != 0; j = (j + 1) & table->mask)
    {
      guint32 home = table->slots[j].hash & table->mask;
      if (((j - home) & table->mask) >= ((j - i) & table->mask))
        {
          table->slots[i] = table->slots[j];
          i = j;
        }
    }
  table->slots[i] = (Slot){0, 0};
}

static void
end_flow (WgFlowTable *table, guint32 place)
{
  WgFlow *flow = flow_at (table, place);

  remove_slot (table, flow->hash, place + 1);
  table->gone (table->user, flow);
  flow->live = FALSE;
  table->n_live--;
  g_array_append_val (table->free_places, place);
}

/* The clock algorithm: a flow seen again since the hand came by is spared once; one packet
 * alone, as of a scan, spares nobody. */
static void
put_one_out (WgFlowTable *table)
{
  for (;;)
    {
      guint32 place = table->hand++ % table->n_places;
      WgFlow *flow = flow_at (table, place);

      if (flow->live && !flow->seen)
        {
          end_flow (table, place);
          return;
        }
      flow->seen = FALSE;
    }
}

static guint32
new_place (WgFlowTable *table)
{
  if (table->n_live >= table->max_flows)
    put_one_out (table);
  if (table->free_places->len > 0)
    {
      guint32 place = g_array_index (table->free_places, guint32, table->free_places->len - 1);
      g_array_set_size (table->free_places, table->free_places->len - 1);
      return place;
    }
  if (table->n_places % CHUNK == 0)
    g_ptr_array_add (table->chunks, g_new0 (WgFlow, CHUNK));
  return table->n_places++;
}

/* Who is the client of a connection whose SYN was not seen: the port tells, else who came
 * first. */
static gboolean
sender_is_client (const WgSegment *segment)
{
  guint16 src = segment->src.port, dst = segment->dst.port;

  if (segment->protocol == 6 && segment->tcp_flags & WG_TCP_SYN)
    return !(segment->tcp_flags & WG_TCP_ACK);
  if ((src < 1024) != (dst < 1024))
    return dst < 1024;
  return TRUE;
}

static WgFlow *
new_flow (WgFlowTable *table,
          const WgSegment *segment,
          guint32 hash,
          guint32 frame,
          gint64 time_ns,
          guint *dir)
{
  guint32 place = new_place (table);
  WgFlow *flow = flow_at (table, place);

  if ((table->n_live + 1) * 2 > table->mask)
    grow (table);
  *dir = sender_is_client (segment) ? 0 : 1;
  memset (flow, 0, sizeof *flow);
  flow->end[*dir] = segment->src;
  flow->end[!*dir] = segment->dst;
  flow->id = table->first_id + table->n_flows++;
  flow->stream = table->n_streams[segment->protocol == 6]++;
  flow->hash = hash;
  flow->first_frame = frame;
  flow->first_ns = time_ns;
  flow->ip_version = segment->ip_version;
  flow->protocol = segment->protocol;
  flow->live = TRUE;
  table->n_live++;
  insert_slot (table, hash, place + 1);
  return flow;
}

/* A SYN that cannot belong to the connection @flow: ports are used again (RFC 6191). The same
 * SYN once more is a repeat, or a new try after a refusal. */
static gboolean
begins_anew (const WgFlow *flow, const WgSegment *segment, guint dir)
{
  const WgTcpHalf *half = &flow->tcp.half[dir];

  if (flow->protocol != 6 || (segment->tcp_flags & (WG_TCP_SYN | WG_TCP_ACK)) != WG_TCP_SYN
      || !half->started)
    return FALSE;
  return segment->seq + 1 != half->low_seq;
}

/* The flow of @segment if it is known and goes on. */
static WgFlow *
find_flow (WgFlowTable *table, const WgSegment *segment, guint32 hash, guint *dir)
{
  for (guint32 i = hash & table->mask; table->slots[i].number != 0; i = (i + 1) & table->mask)
    {
      guint32 place = table->slots[i].number - 1;
      WgFlow *flow = flow_at (table, place);

      if (table->slots[i].hash != hash || !flow_matches (flow, segment, dir))
        continue;
      if (G_LIKELY (!begins_anew (flow, segment, *dir)))
        return flow;
      end_flow (table, place);
      return NULL;
    }
  return NULL;
}

WgFlow *
wg_flow_table_get (
    WgFlowTable *table, const WgSegment *segment, guint32 frame, gint64 time_ns, guint *dir)
{
  guint32 hash = segment_hash (segment);
  WgFlow *flow = find_flow (table, segment, hash, dir);

  if (flow != NULL)
    flow->seen = TRUE;
  else
    flow = new_flow (table, segment, hash, frame, time_ns, dir);
  flow->last_frame = frame;
  flow->last_ns = time_ns;
  return flow;
}

void
wg_flow_table_expect (WgFlowTable *table, guint64 id, guint32 stream)
{
  table->n_flows = id;
  table->n_streams[0] = table->n_streams[1] = stream;
}

guint64
wg_flow_table_n_flows (const WgFlowTable *table)
{
  return table->n_flows;
}

void
wg_flow_table_free (WgFlowTable *table)
{
  if (table == NULL)
    return;
  for (guint32 place = 0; place < table->n_places; place++)
    {
      WgFlow *flow = flow_at (table, place);
      if (flow->live)
        table->gone (table->user, flow);
    }
  g_ptr_array_unref (table->chunks);
  g_array_unref (table->free_places);
  g_free (table->slots);
  g_free (table);
}
