#include "session/pipeline.h"

#include "net/net.h"
#include "session/conversation.h"
#include "session/fill.h"

/* What the callbacks of a stream are given. */
typedef struct
{
  WgPipeline *pipeline;
  WgFlow *flow;
} Stream;

static void
remember_protocols (WgFlow *flow, const WgChannel *channel)
{
  guint n = 0, new = wg_channel_n_protocols (channel);

  while (n < G_N_ELEMENTS (flow->protocols) && flow->protocols[n] != 0)
    n++;
  for (guint i = 0; i < new &&n < G_N_ELEMENTS (flow->protocols); i++)
    {
      const WgDissector *dissector = wg_channel_protocol (channel, i);
      guint8 number = 1;
      while (wg_dissectors[number - 1] != dissector)
        number++;
      if (n == 0 || flow->protocols[n - 1] != number)
        flow->protocols[n++] = number;
    }
}

static void
close_channel (WgFlow *flow)
{
  WgChannel *channel = g_steal_pointer (&flow->channel);

  if (channel == NULL)
    return;
  remember_protocols (flow, channel);
  wg_channel_free (channel);
}

static WgChannel *
channel_of (WgPipeline *pipeline, WgFlow *flow)
{
  WgChannel *channel = flow->channel;

  if (channel != NULL)
    return channel;
  channel = wg_channel_new (&pipeline->engine, flow->end, flow->ip_version, flow->protocol != 6,
                            flow->id);
  for (guint dir = 0; dir < 2 && flow->protocol == 6; dir++)
    if (!flow->tcp.half[dir].syn || flow->closed)
      wg_channel_set_midstream (channel, (WgDir) dir);
  flow->channel = channel;
  return channel;
}

static void
on_data (gpointer user, guint dir, WgSlice bytes, WgOrigin origin)
{
  Stream *stream = user;
  gsize chunk_len = stream->pipeline->options->chunk_len;

  if (chunk_len == 0)
    chunk_len = G_MAXSIZE;
  if (stream->flow->closed && !stream->flow->tcp.reset)
    return;
  while (bytes.len > chunk_len)
    {
      wg_channel_data (channel_of (stream->pipeline, stream->flow), (WgDir) dir,
                       wg_slice (bytes.data, chunk_len), origin);
      bytes = wg_slice (bytes.data + chunk_len, bytes.len - chunk_len);
      origin.off += (guint32) chunk_len;
    }
  wg_channel_data (channel_of (stream->pipeline, stream->flow), (WgDir) dir, bytes, origin);
}

static void
on_gap (gpointer user, guint dir, guint64 len, gboolean cut)
{
  Stream *stream = user;
  wg_channel_gap (channel_of (stream->pipeline, stream->flow), (WgDir) dir, len, cut);
}

static void
on_eof (gpointer user, guint dir)
{
  Stream *stream = user;
  WgFlow *flow = stream->flow;

  if (flow->channel != NULL)
    wg_channel_eof (flow->channel, (WgDir) dir);
  if (!flow->tcp.half[0].ended || !flow->tcp.half[1].ended)
    return;
  flow->closed = flow->channel != NULL;
  close_channel (flow);
}

static void
on_stream_note (gpointer user, guint dir, WgTcpNote note, WgOrigin origin, guint64 len)
{
  Stream *stream = user;

  if (stream->flow->closed)
    return;
  wg_channel_stream_note (channel_of (stream->pipeline, stream->flow), &wg_stream_notes[note],
                          origin, len, NULL);
}

static void
take_datagram (
    WgPipeline *pipeline, WgFlow *flow, guint dir, const WgSegment *segment, guint32 frame)
{
  WgTcpHalf *half = &flow->tcp.half[dir];

  half->packets++;
  half->bytes += segment->payload_len;
  wg_channel_take_datagram (channel_of (pipeline, flow), (WgDir) dir, segment->payload,
                            (WgOrigin){frame, segment->packet_off, 0},
                            segment->payload.len < segment->payload_len);
}

static void
take_segment (WgPipeline *pipeline,
              WgFlow *flow,
              guint dir,
              const WgPacket *packet,
              const WgSegment *segment)
{
  Stream stream = {pipeline, flow};
  WgTellBefore before = {0};

  if (pipeline->tell.store != NULL)
    before = wg_tell_before (flow, dir);
  wg_tcp_segment (&flow->tcp, &pipeline->tcp, dir, segment, packet->frame, &stream);
  if (pipeline->tell.store != NULL)
    wg_tell_segment (&pipeline->tell, flow, dir, segment, packet->frame, before);
}

static void
check_flow (WgPipeline *pipeline, const WgFlow *flow)
{
  wg_check_flow (pipeline->check, flow);
  pipeline->checked = flow;
}

static void
on_segment (gpointer user, const WgPacket *packet, const WgSegment *segment)
{
  WgPipeline *pipeline = user;
  guint dir;
  WgFlow *flow =
      wg_flow_table_get (pipeline->flows, segment, packet->frame, packet->time_ns, &dir);

  if (pipeline->options->store != NULL)
    wg_fill_part (&pipeline->part, flow, dir, segment);
  if (G_UNLIKELY (pipeline->engine.tree != NULL))
    wg_net_tree_stream (pipeline->engine.tree, flow->stream);
  if (pipeline->check != NULL && pipeline->checked != flow)
    check_flow (pipeline, flow);
  if (pipeline->options->flow != NULL && flow->first_frame == packet->frame)
    pipeline->options->flow (pipeline->options->user, flow);
  if (pipeline->options->store != NULL)
    wg_fill_flow (pipeline->options->store, pipeline->options->first_conversation, flow);
  if (G_LIKELY (segment->protocol == 6))
    {
      if (G_UNLIKELY (wg_check_is_odd (segment->tcp_flags)) && pipeline->check != NULL)
        wg_check_segment (pipeline->check, flow, dir, packet, segment);
      take_segment (pipeline, flow, dir, packet, segment);
    }
  else
    take_datagram (pipeline, flow, dir, segment, packet->frame);
}

static void
on_control (gpointer user, const WgPacket *packet, const WgControl *control)
{
  WgPipeline *pipeline = user;

  if (pipeline->check != NULL)
    wg_check_control (pipeline->check, packet, control);
}

static void
on_net_note (
    gpointer user, const WgPacket *packet, const WgNoteType *type, guint32 off, guint32 len)
{
  WgPipeline *pipeline = user;
  WgSpan span = {packet->frame, off, len};

  pipeline->engine.sink->note (pipeline->engine.sink, type, -1, &span, NULL);
}

static void
on_piece (gpointer user, const WgPacket *packet, guint32 previous)
{
  WgPipeline *pipeline = user;

  if (pipeline->options->store != NULL)
    wg_store_add_piece (pipeline->options->store, packet->frame, previous);
}

/* A flow leaves the table: its last bytes, then its record. What ends it may be another flow's
 * packet, which has no part in that. */
static void
on_flow_gone (gpointer user, WgFlow *flow)
{
  WgPipeline *pipeline = user;
  WgSink *sink = pipeline->engine.sink;
  WgConversation conversation;
  WgRecordId id;
  guint32 frame = pipeline->engine.frame;
  gint64 time_ns = pipeline->engine.time_ns;
  WgTree *tree = g_steal_pointer (&pipeline->engine.tree);

  pipeline->engine.frame = flow->last_frame;
  pipeline->engine.time_ns = flow->last_ns;
  if (pipeline->check != NULL)
    check_flow (pipeline, flow);
  if (flow->protocol == 6)
    {
      Stream stream = {pipeline, flow};
      wg_tcp_flush (&flow->tcp, &pipeline->tcp, &stream);
      wg_tcp_clear (&flow->tcp, &pipeline->tcp);
    }
  close_channel (flow);
  pipeline->engine.frame = frame;
  pipeline->engine.time_ns = time_ns;
  pipeline->engine.tree = tree;
  wg_conversation_fill (&conversation, flow);
  if (pipeline->options->store != NULL)
    wg_fill_end (pipeline->options->store, pipeline->options->first_conversation,
                 &conversation);
  if (pipeline->check != NULL)
    {
      wg_check_flow_over (pipeline->check, flow);
      pipeline->checked = NULL; /* another flow may come to lie there */
    }
  id = sink->open (sink, &wg_conversation_type, flow->first_frame);
  sink->close (sink, id, &wg_conversation_type, &conversation);
}

void
wg_pipeline_packet (WgPipeline *pipeline, const WgPacket *packet)
{
  const WgSessionOptions *options = pipeline->options;
  WgTree *tree = NULL;

  if (G_UNLIKELY (packet->frame >= options->tree_first && packet->frame <= options->tree_last)
      && (options->wants_tree == NULL || options->wants_tree (options->user, packet->frame)))
    tree = wg_tree_new (packet->bytes);
  pipeline->engine.frame = packet->frame;
  pipeline->engine.time_ns = packet->time_ns;
  pipeline->engine.tree = tree;
  pipeline->part = (WgFillPart){0};
  if (pipeline->check != NULL)
    wg_check_packet (pipeline->check, packet);
  wg_net_decode (pipeline->net, packet, tree);
  pipeline->engine.tree = NULL;
  if (options->store != NULL)
    wg_fill_packet (options->store, options->first_conversation, packet, &pipeline->part);
  if (tree != NULL && !options->tree (options->user, packet, tree))
    wg_tree_free (tree);
}

static void
on_lent (WgLender *lender, guint64 conversation, WgSlice name, WgSlice value)
{
  WgPipelineLender *own = (WgPipelineLender *) lender;

  wg_store_add_loan (own->store, (gint64) (conversation - own->first), name, value);
}

void
wg_pipeline_init (WgPipeline *pipeline,
                  const WgSessionOptions *options,
                  WgSink *sink,
                  WgWant wants,
                  const WgSecrets *secrets)
{
  static const WgNetCallbacks net_callbacks = {
      .segment = on_segment, .control = on_control, .note = on_net_note, .piece = on_piece};
  static const WgTcpCallbacks tcp_callbacks = {
      .data = on_data, .gap = on_gap, .eof = on_eof, .note = on_stream_note};
  WgStore *store = options->store;
  guint64 first = options->first_conversation;

  *pipeline = (WgPipeline){.options = options, .tcp = {.callbacks = &tcp_callbacks}};
  wg_engine_init (&pipeline->engine, sink, wants);
  pipeline->engine.secrets = secrets;
  if (store != NULL)
    {
      pipeline->lender = (WgPipelineLender){{.lent = on_lent}, store, first};
      pipeline->engine.lender = &pipeline->lender.base;
    }
  if (store != NULL && (wants & WG_WANT_MESSAGES) != 0)
    {
      wg_tell_init (&pipeline->tell, store, first);
      pipeline->engine.messages = &pipeline->tell.sink;
    }
  pipeline->flows = wg_flow_table_new (WG_LIMIT_FLOWS, first, on_flow_gone, pipeline);
  pipeline->net = wg_net_new (&net_callbacks, pipeline);
}

guint64
wg_pipeline_end_flows (WgPipeline *pipeline)
{
  guint64 n = wg_flow_table_n_flows (pipeline->flows);

  g_clear_pointer (&pipeline->flows, wg_flow_table_free);
  return n;
}

void
wg_pipeline_clear (WgPipeline *pipeline)
{
  g_clear_pointer (&pipeline->flows, wg_flow_table_free);
  g_clear_pointer (&pipeline->net, wg_net_free);
  wg_engine_clear (&pipeline->engine);
}
