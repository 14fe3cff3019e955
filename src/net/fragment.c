/* Putting fragmented datagrams together (RFC 791 §3.2, RFC 8200 §4.5). */
#include "net/decode.h"

#define UNIT         8u /* fragments begin at multiples of it */
#define MAX_DATAGRAM 65536u
#define N_UNITS      (MAX_DATAGRAM / UNIT)
#define TIMEOUT_NS   (30 * G_GINT64_CONSTANT (1000000000))

typedef struct
{
  guint8 src[16];
  guint8 dst[16];
  guint32 id;
  guint16 vlan;
  guint8 protocol; /* 0 for IPv6, which does not count it */
  guint8 version;
} Key;

/**
 * Queue: a datagram of which pieces are known.
 * @end: its length, once the last piece is known; else 0
 * @have: a bit for each unit that is known
 * @n_have: how many of them are set
 * @last_frame: packet with the newest piece, or 0
 */
typedef struct
{
  Key key;
  GList link; /* in WgFragments.by_age */
  gint64 since_ns;
  gboolean has_time;
  guint8 *data;
  guint32 allocated;
  guint32 reach;
  guint32 end;
  guint32 n_have;
  guint32 n_pieces;
  guint32 last_frame;
  guint8 protocol;
  guint64 have[N_UNITS / 64];
} Queue;

struct WgFragments
{
  GHashTable *queues; /* Queue, owned */
  GQueue by_age;      /* oldest first */
  gsize held;
};

static guint
key_hash (gconstpointer data)
{
  const guint8 *bytes = data;
  guint32 hash = 2166136261u;

  for (gsize i = 0; i < sizeof (Key); i++)
    hash = (hash ^ bytes[i]) * 16777619u;
  return hash;
}

static gboolean
key_equal (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, sizeof (Key)) == 0;
}

static void
queue_free (gpointer data)
{
  Queue *queue = data;
  g_free (queue->data);
  g_free (queue);
}

WgFragments *
wg_fragments_new (void)
{
  WgFragments *f = g_new0 (WgFragments, 1);

  G_STATIC_ASSERT (sizeof (Key) == 40); /* no padding: it is compared as bytes */
  f->queues = g_hash_table_new_full (key_hash, key_equal, NULL, queue_free);
  g_queue_init (&f->by_age);
  return f;
}

void
wg_fragments_free (WgFragments *f)
{
  if (f == NULL)
    return;
  g_hash_table_unref (f->queues);
  g_free (f);
}

static void
drop (WgFragments *f, Queue *queue)
{
  f->held -= queue->allocated;
  g_queue_unlink (&f->by_age, &queue->link);
  g_hash_table_remove (f->queues, &queue->key);
}

/* A note on another datagram than the one being read, so that it has no place in this packet's
 * tree. */
static void
note_another (WgDecode *d, WgNetNote note)
{
  WgTree *tree = d->tree;

  d->tree = NULL;
  wg_net_note (d, note, WG_SLICE_NONE);
  d->tree = tree;
}

/* Forgets datagrams whose first piece is too old by the capture's clock. */
static void
expire (WgDecode *d, WgFragments *f)
{
  const WgPacket *packet = d->packet;

  while (f->by_age.head != NULL && packet->has_time)
    {
      Queue *oldest = f->by_age.head->data;
      if (oldest->has_time
          && (packet->time_ns < G_MININT64 + TIMEOUT_NS
              || packet->time_ns - TIMEOUT_NS <= oldest->since_ns))
        return;
      note_another (d, WG_NET_FRAGMENT_TIMEOUT);
      drop (f, oldest);
    }
}

static Queue *
find_or_create (WgDecode *d, WgFragments *f, const WgFragment *fragment)
{
  Key key = {.id = fragment->id,
             .vlan = d->vlan,
             .protocol = fragment->version == 4 ? fragment->protocol : 0,
             .version = fragment->version};
  Queue *queue;

  wg_slice_copy (fragment->src, key.src);
  wg_slice_copy (fragment->dst, key.dst);
  queue = g_hash_table_lookup (f->queues, &key);
  if (queue != NULL)
    return queue;
  if (g_hash_table_size (f->queues) >= WG_LIMIT_FRAGMENT_QUEUES)
    {
      note_another (d, WG_NET_FRAGMENT_DROPPED);
      drop (f, f->by_age.head->data);
    }
  queue = g_new0 (Queue, 1);
  queue->key = key;
  queue->link.data = queue;
  queue->has_time = d->packet->has_time;
  queue->since_ns = d->packet->time_ns;
  queue->protocol = fragment->protocol;
  g_hash_table_insert (f->queues, &queue->key, queue);
  g_queue_push_tail_link (&f->by_age, &queue->link);
  return queue;
}

/* Room up to @end; makes it by forgetting older datagrams. */
static void
reserve (WgDecode *d, WgFragments *f, Queue *queue, guint32 end)
{
  guint32 wanted = MAX (queue->allocated, 2048);

  if (end <= queue->allocated)
    return;
  while (wanted < end)
    wanted *= 2;
  /* The newest queue may be the oldest too: it stays, its own ceiling is MAX_DATAGRAM. */
  for (GList *at = f->by_age.head, *next;
       at != NULL && f->held + wanted - queue->allocated > WG_LIMIT_FRAGMENT_BYTES; at = next)
    {
      next = at->next;
      if (at->data == queue)
        continue;
      note_another (d, WG_NET_FRAGMENT_DROPPED);
      drop (f, at->data);
    }
  queue->data = g_realloc (queue->data, wanted);
  f->held += wanted - queue->allocated;
  queue->allocated = wanted;
}

/* Copies what is not known yet: the first to come wins. */
static void
copy_new (WgDecode *d, Queue *queue, guint32 off, WgSlice bytes)
{
  gboolean overlap = FALSE, conflict = FALSE;
  guint32 unit = off / UNIT;

  for (gsize at = 0; at < bytes.len; at += UNIT, unit++)
    {
      WgSlice part = wg_slice_sub (bytes, at, UNIT);
      guint64 bit = G_GUINT64_CONSTANT (1) << (unit % 64);
      guint8 *to = queue->data + off + at;
      if ((queue->have[unit / 64] & bit) == 0)
        {
          wg_slice_copy (part, to);
          queue->have[unit / 64] |= bit;
          queue->n_have++;
          continue;
        }
      overlap = TRUE;
      conflict |= memcmp (to, part.data, part.len) != 0;
    }
  if (conflict)
    wg_net_note (d, WG_NET_FRAGMENT_CONFLICT, bytes);
  else if (overlap)
    wg_net_note (d, WG_NET_FRAGMENT_OVERLAP, bytes);
}

/* Whether the piece contradicts what is known of the datagram's end. */
static gboolean
past_end (Queue *queue, const WgFragment *fragment, guint32 end)
{
  if (queue->end != 0 && (end > queue->end || (!fragment->more && end != queue->end)))
    return TRUE;
  return !fragment->more && end < queue->reach;
}

static GBytes *
finish (WgFragments *f, Queue *queue, WgFragment *fragment)
{
  GBytes *whole = g_bytes_new_take (queue->data, queue->end);

  fragment->protocol = queue->protocol;
  queue->data = NULL;
  drop (f, queue);
  return whole;
}

GBytes *
wg_fragments_add (WgDecode *d, WgFragment *fragment, WgSlice bytes)
{
  WgFragments *f = d->net->fragments;
  Queue *queue;
  guint32 end;

  expire (d, f);
  if (fragment->more && bytes.len % UNIT != 0)
    {
      wg_net_note (d, WG_NET_FRAGMENT_UNALIGNED, bytes);
      bytes = wg_slice_sub (bytes, 0, bytes.len - bytes.len % UNIT);
    }
  if (bytes.len == 0)
    {
      wg_net_note (d, WG_NET_FRAGMENT_EMPTY, bytes);
      return NULL;
    }
  if (bytes.len > MAX_DATAGRAM - fragment->off)
    {
      wg_net_note (d, WG_NET_FRAGMENT_PAST_END, bytes);
      return NULL;
    }
  end = fragment->off + (guint32) bytes.len;
  queue = find_or_create (d, f, fragment);
  if (d->net->callbacks.piece != NULL)
    d->net->callbacks.piece (d->net->user, d->packet, queue->last_frame);
  queue->last_frame = d->packet->frame;
  if (past_end (queue, fragment, end))
    {
      wg_net_note (d, WG_NET_FRAGMENT_PAST_END, bytes);
      return NULL;
    }
  if (++queue->n_pieces > WG_LIMIT_FRAGMENTS)
    {
      wg_net_note (d, WG_NET_FRAGMENT_DROPPED, bytes);
      drop (f, queue);
      return NULL;
    }
  if (fragment->off == 0)
    queue->protocol = fragment->protocol;
  if (!fragment->more)
    queue->end = end;
  queue->reach = MAX (queue->reach, end);
  reserve (d, f, queue, end);
  copy_new (d, queue, fragment->off, bytes);
  if (queue->end != 0 && queue->n_have == (queue->end + UNIT - 1) / UNIT)
    return finish (f, queue, fragment);
  return NULL;
}
