#include "filter/index.h"

#include "dissect/dissector.h"
#include "filter/run.h"

/* What a field is to the rows. */
typedef enum
{
  NOTHING, /* they do not know it */
  OF_FRAME,
  ADDRESSES,
  PORTS,
  STREAM,
  THERE, /* of a layer */
  FLAG,
  OF_PROTOCOL, /* anything that a dissector says */
} What;

/**
 * What is known of a need of the filter.
 * @version, @protocol: of IP and above it, where the rows tell it of these alone
 * @sides: bits: of the sender, of the receiver
 * @name: of the dissector; @covered: bits of packets that its messages stand in, or %NULL;
 * @itself: its heading
 */
typedef struct
{
  What what;
  guint8 version;
  guint8 protocol;
  guint8 sides;
  guint8 flag;
  gboolean itself;
  const char *name;
  guint8 *covered;
} Need;

struct WgFilterIndex
{
  const WgFilter *filter;
  const WgStore *store;
  gsize n;
  gint64 first_ns; /* -1: none */
  WgFilterRun *run;
  Need *needs;
  guint8 *known; /* by slot, for the packet that is asked */
  guint8 *odd;   /* bits of conversations in which bytes were lost or sent again; or %NULL */
};

enum
{
  SENDER = 1,
  RECEIVER = 2,
};

static const struct
{
  const char *key;
  Need need;
} table[] = {
    {"ip.src", {ADDRESSES, 4, 0, SENDER}},
    {"ip.dst", {ADDRESSES, 4, 0, RECEIVER}},
    {"ip.src_host", {ADDRESSES, 4, 0, SENDER}},
    {"ip.dst_host", {ADDRESSES, 4, 0, RECEIVER}},
    {"ip.addr", {ADDRESSES, 4, 0, SENDER | RECEIVER}},
    {"ip.host", {ADDRESSES, 4, 0, SENDER | RECEIVER}},
    {"ipv6.src", {ADDRESSES, 6, 0, SENDER}},
    {"ipv6.dst", {ADDRESSES, 6, 0, RECEIVER}},
    {"ipv6.src_host", {ADDRESSES, 6, 0, SENDER}},
    {"ipv6.dst_host", {ADDRESSES, 6, 0, RECEIVER}},
    {"ipv6.addr", {ADDRESSES, 6, 0, SENDER | RECEIVER}},
    {"ipv6.host", {ADDRESSES, 6, 0, SENDER | RECEIVER}},
    {"tcp.srcport", {PORTS, 0, 6, SENDER}},
    {"tcp.dstport", {PORTS, 0, 6, RECEIVER}},
    {"tcp.port", {PORTS, 0, 6, SENDER | RECEIVER}},
    {"udp.srcport", {PORTS, 0, 17, SENDER}},
    {"udp.dstport", {PORTS, 0, 17, RECEIVER}},
    {"udp.port", {PORTS, 0, 17, SENDER | RECEIVER}},
    {"tcp.stream", {STREAM, 0, 6, 0}},
    {"udp.stream", {STREAM, 0, 17, 0}},
    {"ip", {THERE, 4, 0, 0}},
    {"ipv6", {THERE, 6, 0, 0}},
    {"tcp", {THERE, 0, 6, 0}},
    {"udp", {THERE, 0, 17, 0}},
    {"tcp.flags.fin", {FLAG, 0, 6, 0, WG_TCP_FIN}},
    {"tcp.flags.syn", {FLAG, 0, 6, 0, WG_TCP_SYN}},
    {"tcp.flags.reset", {FLAG, 0, 6, 0, WG_TCP_RST}},
    {"tcp.flags.push", {FLAG, 0, 6, 0, WG_TCP_PSH}},
    {"tcp.flags.ack", {FLAG, 0, 6, 0, WG_TCP_ACK}},
    {"tcp.flags.urg", {FLAG, 0, 6, 0, WG_TCP_URG}},
};

/* --- what the rows know ------------------------------------------------------------------- */

static gboolean
is_of (const char *key, const char *name)
{
  gsize len = strlen (name);
  return strncmp (key, name, len) == 0 && (key[len] == '\0' || key[len] == '.');
}

static Need
need_of (const WgFilterField *field)
{
  WgComputed computed = wg_source_of (field)->computed;

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (strcmp (field->key, table[i].key) == 0)
      return table[i].need;
  if (computed >= WG_COMPUTED_FRAME && computed <= WG_COMPUTED_TIME_DELTA)
    return (Need){.what = OF_FRAME};
  for (guint i = 0; wg_dissectors[i] != NULL; i++)
    if (is_of (field->key, wg_dissectors[i]->id))
      return (Need){.what = OF_PROTOCOL,
                    .name = wg_dissectors[i]->id,
                    .itself = strcmp (field->key, wg_dissectors[i]->id) == 0};
  return (Need){.what = NOTHING};
}

/* The bytes of a heading are asked for, not only whether it is there. */
static void
forget_bytes (WgFilterIndex *index, const WgExpr *expr)
{
  for (guint i = 0; i < expr->n_args; i++)
    {
      const WgExpr *arg = expr->args[i];

      if (arg == NULL)
        continue;
      if (arg->kind == WG_NODE_FIELD && arg->field->type == WG_FILTER_PROTOCOL
          && expr->kind != WG_NODE_EXISTS)
        index->needs[arg->slot] = (Need){.what = NOTHING};
      forget_bytes (index, arg);
    }
}

static inline gboolean
bit (const guint8 *bits, guint32 frame)
{
  return (bits[(frame - 1) / 8] >> (frame - 1) % 8 & 1) != 0;
}

/* Packets that messages of @name stand in. Messages begin nearly in order, so that what the one
 * before covers is seldom gone through again. */
static guint8 *
cover (const WgStore *store, const WgSides *sides, gsize n, const char *name)
{
  guint8 *bits = g_malloc0 (n / 8 + 1);
  gsize n_messages = wg_store_n_messages (store);
  g_autofree guint32 *done = g_new0 (guint32, 2 * wg_store_n_conversations (store) + 2);
  gsize n_done = 2 * wg_store_n_conversations (store);

  for (gsize i = 0; i < n_messages; i++)
    {
      const WgStoreMessage *message = wg_store_message (store, i);
      gsize side = (gsize) message->conversation * 2 + message->dir;
      guint32 last = MAX (message->frame, atomic_load (&message->last_frame));
      const guint32 *frames;
      guint n_frames;

      if (message->conversation < 0 || side >= n_done || !is_of (message->type->id, name))
        continue;
      frames = wg_sides_frames (sides, message->conversation, message->dir, &n_frames);
      for (guint j = wg_sides_find (frames, n_frames, message->frame);
           j < n_frames && frames[j] <= last; j++)
        {
          if (bit (bits, frames[j]) && frames[j] < done[side])
            j = wg_sides_find (frames, n_frames, MIN (done[side], last));
          if (j < n_frames && frames[j] <= last
              && wg_store_packet (store, frames[j] - 1)->payload)
            bits[(frames[j] - 1) / 8] |= (guint8) (1u << (frames[j] - 1) % 8);
        }
      done[side] = MAX (done[side], last);
    }
  return bits;
}

/* Where bytes are missing or came twice, packets that a message spans need not be its own. */
static guint8 *
find_odd (const WgStore *store)
{
  gsize n = wg_store_n_messages (store), n_talks = wg_store_n_conversations (store);
  guint8 *odd = g_malloc0 (n_talks / 8 + 1);

  for (gsize i = 0; i < n; i++)
    {
      const WgStoreMessage *message = wg_store_message (store, i);
      gsize talk = (gsize) message->conversation;

      if (message->conversation >= 0 && talk < n_talks
          && (message->flags & WG_MESSAGE_ODD) != 0)
        odd[talk / 8] |= (guint8) (1u << talk % 8);
    }
  return odd;
}

static gboolean
tells_messages (const char *name)
{
  return g_str_equal (name, "http") || g_str_equal (name, "tls")
         || g_str_equal (name, "websocket");
}

WgFilterIndex *
wg_filter_index_new (const WgFilter *filter, const WgStore *store, const WgSides *sides)
{
  WgFilterIndex *index = g_new0 (WgFilterIndex, 1);
  guint n_needs = wg_filter_n_needs (filter);

  index->filter = filter;
  index->store = store;
  index->n = wg_store_n_packets (store);
  index->run = wg_filter_run_new (filter);
  index->needs = g_new0 (Need, n_needs + 1);
  index->known = g_new0 (guint8, n_needs + 1);
  index->first_ns = -1;
  for (gsize i = 0; i < index->n && index->first_ns < 0; i++)
    if (wg_store_packet (store, i)->has_time)
      index->first_ns = wg_store_packet (store, i)->time_ns;
  for (guint i = 0; i < n_needs; i++)
    index->needs[i] = need_of (wg_filter_need (filter, i));
  if (filter->top != NULL)
    forget_bytes (index, filter->top);
  for (guint i = 0; i < n_needs; i++)
    if (index->needs[i].what == OF_PROTOCOL && tells_messages (index->needs[i].name))
      {
        index->needs[i].covered = cover (store, sides, index->n, index->needs[i].name);
        if (index->odd == NULL)
          index->odd = find_odd (store);
      }
  return index;
}

void
wg_filter_index_free (WgFilterIndex *index)
{
  if (index == NULL)
    return;
  for (guint i = 0; i < wg_filter_n_needs (index->filter); i++)
    g_free (index->needs[i].covered);
  wg_filter_run_free (index->run);
  g_free (index->needs);
  g_free (index->known);
  g_free (index->odd);
  g_free (index);
}

gsize
wg_filter_index_n (const WgFilterIndex *index)
{
  return index->n;
}

/* --- one packet --------------------------------------------------------------------------- */

static void
put (WgFilterIndex *index, guint slot, WgValueOf value)
{
  value.layer = 1;
  if (wg_value_coerce (&value, wg_filter_need (index->filter, slot)->type, index->run->arena))
    g_array_append_val (index->run->slots[slot], value);
}

static gboolean
put_time (WgFilterIndex *index, guint slot, const WgStorePacket *packet, guint32 frame)
{
  WgComputed computed = wg_source_of (wg_filter_need (index->filter, slot))->computed;
  WgValueOf value = {.type = WG_FILTER_TIME, .number = packet->time_ns};

  if (!packet->has_time)
    return TRUE;
  if (computed == WG_COMPUTED_TIME || computed == WG_COMPUTED_TIME_EPOCH)
    {
      put (index, slot, value);
      return TRUE;
    }
  value.type = WG_FILTER_DURATION;
  if (computed == WG_COMPUTED_TIME_RELATIVE)
    {
      value.number -= index->first_ns;
      if (index->first_ns >= 0)
        put (index, slot, value);
      return TRUE;
    }
  if (frame < 2)
    value.number = 0;
  else if (!wg_store_packet (index->store, frame - 2)->has_time)
    return FALSE;
  else
    value.number -= wg_store_packet (index->store, frame - 2)->time_ns;
  put (index, slot, value);
  return TRUE;
}

static gboolean
put_frame (WgFilterIndex *index, guint slot, const WgStorePacket *packet, guint32 frame)
{
  WgComputed computed = wg_source_of (wg_filter_need (index->filter, slot))->computed;
  WgValueOf value = {.type = WG_FILTER_NUMBER};

  if (computed == WG_COMPUTED_FRAME)
    value.type = WG_FILTER_PROTOCOL;
  else if (computed == WG_COMPUTED_NUMBER)
    value.number = frame;
  else if (computed == WG_COMPUTED_LEN)
    value.number = packet->wire_len;
  else if (computed == WG_COMPUTED_CAP_LEN)
    value.number = packet->len;
  else
    return put_time (index, slot, packet, frame);
  put (index, slot, value);
  return TRUE;
}

static void
put_end (WgFilterIndex *index, guint slot, const WgStoreConversation *talk, guint side)
{
  const WgEndpoint *end = side == 0 ? &talk->client : &talk->server;
  WgValueOf value = {.type = WG_FILTER_NUMBER, .number = end->port};

  if (index->needs[slot].what == ADDRESSES)
    value = (WgValueOf){.type = talk->ip_version == 4 ? WG_FILTER_IPV4 : WG_FILTER_IPV6,
                        .bytes = wg_slice (end->address, talk->ip_version == 4 ? 4 : 16)};
  put (index, slot, value);
}

/* The values of a field of the conversation's headers; none where these are others. */
static void
put_header (WgFilterIndex *index,
            guint slot,
            const WgStorePacket *packet,
            const WgStoreConversation *talk)
{
  const Need *need = &index->needs[slot];

  if ((need->version != 0 && need->version != talk->ip_version)
      || (need->protocol != 0 && need->protocol != talk->protocol))
    return;
  if (need->what == ADDRESSES || need->what == PORTS)
    {
      if ((need->sides & SENDER) != 0)
        put_end (index, slot, talk, packet->dir);
      if ((need->sides & RECEIVER) != 0)
        put_end (index, slot, talk, !packet->dir);
    }
  else if (need->what == STREAM)
    put (index, slot, (WgValueOf){.type = WG_FILTER_NUMBER, .number = talk->stream});
  else if (need->what == FLAG)
    put (index, slot,
         (WgValueOf){.type = WG_FILTER_BOOL, .number = (packet->tcp_flags & need->flag) != 0});
  else
    put (index, slot, (WgValueOf){.type = WG_FILTER_PROTOCOL});
}

/* A conversation that is over, and nothing that a dissector of @name might have said stood in
 * it. QUIC carries TLS's handshake, and what HTTP/2 and 3 say is called as in HTTP. */
static gboolean
lacks (const WgStoreConversation *talk, const char *name)
{
  const WgStoreEnd *end = wg_store_end (talk);

  for (guint i = 0; end != NULL && i < G_N_ELEMENTS (end->protocols); i++)
    {
      const char *protocol = end->protocols[i];

      if (protocol == NULL)
        return TRUE;
      if (g_str_equal (protocol, name) || g_str_has_prefix (protocol, "quic")
          || g_str_has_prefix (protocol, "http"))
        return FALSE;
    }
  return FALSE;
}

/* A packet that carries no bytes has none of a dissector's fields, though its tree may show
 * what was left over when the connection ended. FALSE: it may have values, and nobody knows
 * which. */
static gboolean
put_protocol (WgFilterIndex *index,
              guint slot,
              const WgStorePacket *packet,
              const WgStoreConversation *talk,
              guint32 frame)
{
  const Need *need = &index->needs[slot];

  if (!packet->payload || lacks (talk, need->name))
    return TRUE;
  if (!need->itself || need->covered == NULL || !bit (need->covered, frame)
      || bit (index->odd, (guint32) packet->conversation + 1))
    return FALSE;
  put (index, slot, (WgValueOf){.type = WG_FILTER_PROTOCOL});
  return TRUE;
}

static gboolean
fill (WgFilterIndex *index, guint slot, const WgStorePacket *packet, guint32 frame)
{
  const WgStoreConversation *talk;
  What what = index->needs[slot].what;

  if (what == OF_FRAME)
    return put_frame (index, slot, packet, frame);
  if (what == NOTHING || !packet->plain || packet->conversation < 0
      || (gsize) packet->conversation >= wg_store_n_conversations (index->store))
    return FALSE;
  talk = wg_store_conversation (index->store, (gsize) packet->conversation);
  if (what == OF_PROTOCOL)
    return put_protocol (index, slot, packet, talk, frame);
  put_header (index, slot, packet, talk);
  return TRUE;
}

/* Every field that the test asks for is known. */
static gboolean
is_known (const WgFilterIndex *index, const WgExpr *expr)
{
  if (expr->kind == WG_NODE_FIELD)
    return index->known[expr->slot];
  for (guint i = 0; i < expr->n_args; i++)
    if (expr->args[i] != NULL && !is_known (index, expr->args[i]))
      return FALSE;
  return TRUE;
}

static WgFilterAnswer
decide (WgFilterIndex *index, const WgExpr *expr)
{
  WgFilterAnswer all = expr->kind == WG_NODE_AND ? WG_FILTER_YES : WG_FILTER_NO;
  WgFilterAnswer enough = expr->kind == WG_NODE_AND ? WG_FILTER_NO : WG_FILTER_YES;

  if (expr->kind > WG_NODE_NOT)
    return !is_known (index, expr) ? WG_FILTER_UNSURE
                                   : (WgFilterAnswer) wg_run_holds (index->run, expr);
  for (guint i = 0; i < expr->n_args; i++)
    {
      WgFilterAnswer one = decide (index, expr->args[i]);

      if (expr->kind == WG_NODE_NOT)
        return one == WG_FILTER_UNSURE ? one : (WgFilterAnswer) (one == WG_FILTER_NO);
      if (expr->kind == WG_NODE_XOR)
        all = one == WG_FILTER_UNSURE || all == WG_FILTER_UNSURE
                  ? WG_FILTER_UNSURE
                  : (WgFilterAnswer) (all != one);
      else if (one == enough)
        return one;
      else if (one == WG_FILTER_UNSURE)
        all = one;
    }
  return all;
}

WgFilterAnswer
wg_filter_index_packet (WgFilterIndex *index, guint32 frame)
{
  const WgStorePacket *packet = wg_store_packet (index->store, frame - 1);

  /* A number that the file gave to something else. */
  if (packet->file_off == 0 && packet->wire_len == 0)
    return WG_FILTER_NO;
  if (index->filter->top == NULL)
    return WG_FILTER_YES;
  wg_run_clear (index->run);
  for (guint i = 0; i < wg_filter_n_needs (index->filter); i++)
    index->known[i] = fill (index, i, packet, frame) != FALSE;
  return decide (index, index->filter->top);
}
