/* Values out of a packet's field tree. */
#include "filter/run.h"

#include "base/limits.h"

#define MAX_DEPTH  64u
#define MAX_LAYERS 32u

typedef struct
{
  WgFilterRun *run;
  const WgTree *tree;
  const WgNode *root;
  const WgNode *top; /* the heading that the nodes are under */
  guint8 layer;
  struct
  {
    const WgField *field;
    guint8 n;
  } layers[MAX_LAYERS];
} Walk;

void
wg_run_clear (WgFilterRun *run)
{
  wg_arena_reset (run->arena);
  for (guint i = 0; i < run->filter->needs->len; i++)
    g_array_set_size (run->slots[i], 0);
}

static WgSlice
bytes_at (const Walk *walk, const WgNode *node, gsize off, gsize len)
{
  return wg_slice_sub (wg_tree_source (walk->tree, node->source)->bytes, off, len);
}

/* A protocol of the layers goes on to the end of the packet. */
static WgSlice
span_of (const Walk *walk, const WgNode *node, gboolean net)
{
  return bytes_at (walk, node, node->off,
                   net && node->parent == walk->root ? G_MAXSIZE : node->len);
}

static WgValueOf
value_of (const Walk *walk, const WgNode *node, gboolean net)
{
  const WgField *field = node->field;
  WgValueOf value = {.type = wg_filter_row_type (field, net), .layer = walk->layer};

  switch (value.type)
    {
    case WG_FILTER_BOOL:
    case WG_FILTER_NUMBER:
      value.huge = node->number > G_MAXINT64 && field->kind != WG_KIND_INT;
      value.number = (gint64) node->number;
      break;
    case WG_FILTER_IPV4:
    case WG_FILTER_IPV6:
    case WG_FILTER_MAC:
      value.bytes = bytes_at (walk, node, node->off, node->len);
      break;
    case WG_FILTER_PROTOCOL:
      value.bytes = span_of (walk, node, net);
      value.number = net && strcmp (field->key, "tcp") != 0 ? node->len : G_MAXINT64;
      break;
    case WG_FILTER_TEXT:
    case WG_FILTER_BYTES:
      value.bytes = node->bytes;
      if (field->kind == WG_KIND_STRING && node->text != NULL)
        value.bytes = wg_slice_str (node->text);
      break;
    case WG_FILTER_TIME:
    case WG_FILTER_DURATION:
    case WG_N_FILTER_TYPES:
      value.number = (gint64) node->number;
      break;
    }
  return value;
}

/* "Name: value" */
static gboolean
value_of_header (WgSlice line, const char *name, WgSlice *value)
{
  gssize colon = wg_slice_find (line, ':');

  if (colon < 0 || !wg_slice_is_nocase (wg_slice_sub (line, 0, (gsize) colon), name))
    return FALSE;
  *value = wg_slice_trim (wg_slice_sub (line, (gsize) colon + 1, line.len));
  return TRUE;
}

/* A header's line as sent, where the head begins with the line called @first. */
static gboolean
whole_line (const Walk *walk, const WgNode *node, const char *first, WgSlice *line)
{
  const WgNode *heading = node->parent;
  WgSlice end;

  if (heading != walk->top || heading == NULL || heading->first_child == node
      || strcmp (heading->first_child->field->key, first) != 0)
    return FALSE;
  end = bytes_at (walk, node, (gsize) node->off + node->len, 2);
  *line = bytes_at (walk, node, node->off,
                    node->len + (wg_slice_has_prefix (end, "\r\n") ? 2u : 0u));
  return TRUE;
}

static gboolean
feed_value (const Walk *walk, const WgNode *node, const WgFeed *feed, WgValueOf *value)
{
  switch (feed->kind)
    {
    case WG_FEED_AS_IS:
      return TRUE;
    case WG_FEED_HEADER:
      return value_of_header (node->bytes, feed->name, &value->bytes);
    case WG_FEED_REQUEST_LINE:
      return whole_line (walk, node, "http.request.line", &value->bytes);
    case WG_FEED_RESPONSE_LINE:
      return whole_line (walk, node, "http.response.line", &value->bytes);
    }
  return FALSE;
}

static void
take_node (Walk *walk, const WgNode *node)
{
  GArray *feeds = g_hash_table_lookup (walk->run->filter->feeds, node->field);

  for (guint i = 0; feeds != NULL && i < feeds->len; i++)
    {
      const WgFeedTo *to = &g_array_index (feeds, WgFeedTo, i);
      WgValueOf value = value_of (walk, node, to->feed->net);

      if (feed_value (walk, node, to->feed, &value)
          && wg_value_coerce (&value, to->type, walk->run->arena))
        g_array_append_val (walk->run->slots[to->slot], value);
    }
}

static void
take_below (Walk *walk, const WgNode *parent, guint depth)
{
  for (const WgNode *node = parent->first_child; node != NULL; node = node->next)
    {
      take_node (walk, node);
      if (node->first_child != NULL && depth < MAX_DEPTH)
        take_below (walk, node, depth + 1);
    }
}

/* Which of the packet's headers of this protocol it is. */
static guint8
layer_of (Walk *walk, const WgNode *heading)
{
  for (guint i = 0; i < MAX_LAYERS; i++)
    {
      if (walk->layers[i].field == NULL)
        walk->layers[i].field = heading->field;
      if (walk->layers[i].field == heading->field)
        return walk->layers[i].n < G_MAXUINT8 ? ++walk->layers[i].n : G_MAXUINT8;
    }
  return 0;
}

static void
put (WgFilterRun *run, guint slot, WgFilterType type, gint64 number, WgSlice bytes)
{
  WgValueOf value = {.type = type, .layer = 1, .number = number, .bytes = bytes};

  g_array_append_val (run->slots[slot], value);
}

/* What stands behind TCP's or UDP's header. */
static void
put_payload (Walk *walk, guint slot, const char *protocol, const char *length, gsize header)
{
  for (const WgNode *top = walk->root->first_child; top != NULL; top = top->next)
    {
      const WgNode *node = top->first_child;

      if (strcmp (top->field->key, protocol) != 0)
        continue;
      while (node != NULL && strcmp (node->field->key, length) != 0)
        node = node->next;
      if (node != NULL && node->number > header)
        put (walk->run, slot, WG_FILTER_BYTES, 0,
             bytes_at (walk, top, (gsize) top->off + top->len, node->number - header));
    }
}

static void
put_computed (Walk *walk, guint slot, const WgSource *source, const WgFilterPacket *of)
{
  const WgPacket *packet = of->packet;
  WgFilterRun *run = walk->run;
  WgFilterType type = source->field.type;

  switch (source->computed)
    {
    case WG_COMPUTED_FRAME:
      put (run, slot, type, G_MAXINT64, wg_tree_source (walk->tree, 0)->bytes);
      break;
    case WG_COMPUTED_NUMBER:
      put (run, slot, type, packet->frame, WG_SLICE_NONE);
      break;
    case WG_COMPUTED_LEN:
      put (run, slot, type, packet->wire_len, WG_SLICE_NONE);
      break;
    case WG_COMPUTED_CAP_LEN:
      put (run, slot, type, (gint64) packet->bytes.len, WG_SLICE_NONE);
      break;
    case WG_COMPUTED_TIME:
    case WG_COMPUTED_TIME_EPOCH:
      if (packet->has_time)
        put (run, slot, type, packet->time_ns, WG_SLICE_NONE);
      break;
    case WG_COMPUTED_TIME_RELATIVE:
      if (packet->has_time && of->first_ns >= 0)
        put (run, slot, type, packet->time_ns - of->first_ns, WG_SLICE_NONE);
      break;
    case WG_COMPUTED_TIME_DELTA:
      if (packet->has_time)
        put (run, slot, type, of->previous_ns >= 0 ? packet->time_ns - of->previous_ns : 0,
             WG_SLICE_NONE);
      break;
    case WG_COMPUTED_TCP_PAYLOAD:
      put_payload (walk, slot, "tcp", "tcp.len", 0);
      break;
    case WG_COMPUTED_UDP_PAYLOAD:
      put_payload (walk, slot, "udp", "udp.length", 8);
      break;
    case WG_COMPUTED_NO:
    case WG_COMPUTED_ADDRESS:
    case WG_COMPUTED_ADDRESS6:
    case WG_COMPUTED_TCP_PORT:
    case WG_COMPUTED_UDP_PORT:
    case WG_COMPUTED_TCP_STREAM:
    case WG_COMPUTED_UDP_STREAM:
      break;
    }
}

void
wg_run_take_packet (WgFilterRun *run, const WgFilterPacket *packet, const WgTree *tree)
{
  Walk walk = {.run = run, .tree = tree, .root = wg_tree_root ((WgTree *) tree)};

  for (guint i = 0; i < run->filter->needs->len; i++)
    put_computed (&walk, i, wg_source_of (wg_filter_need (run->filter, i)), packet);
  for (const WgNode *top = walk.root->first_child; top != NULL; top = top->next)
    {
      walk.top = top;
      walk.layer = layer_of (&walk, top);
      take_node (&walk, top);
      take_below (&walk, top, 0);
    }
}
