#include "session/session.h"

#include "crypto/digest.h"
#include "dissect/engine.h"
#include "net/net.h"
#include "session/conversation.h"
#include "session/fill.h"
#include "session/relay.h"
#include "session/tell.h"

/* Packets between two looks at the clock of the user interface. */
#define PROGRESS_PACKETS 16384u

typedef struct
{
  const WgSessionOptions *options;
  WgEngine engine;
  WgFlowTable *flows;
  WgTcpShared tcp;
  WgCheck *check;     /* or %NULL */
  WgSecrets *secrets; /* with those that the capture has given so far */
  guint n_blocks;     /* of them */
  const WgFlow *flow; /* of the packet being worked on, for the store */
  WgTell tell;        /* its store is %NULL where nobody takes messages */
} Session;

/* What the callbacks of a stream are given. */
typedef struct
{
  Session *session;
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
channel_of (Session *session, WgFlow *flow)
{
  WgChannel *channel = flow->channel;

  if (channel != NULL)
    return channel;
  channel = wg_channel_new (&session->engine, flow->end, flow->ip_version, flow->protocol != 6,
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
  gsize chunk_len = stream->session->options->chunk_len;

  if (chunk_len == 0)
    chunk_len = G_MAXSIZE;
  if (stream->flow->closed && !stream->flow->tcp.reset)
    return;
  while (bytes.len > chunk_len)
    {
      wg_channel_data (channel_of (stream->session, stream->flow), (WgDir) dir,
                       wg_slice (bytes.data, chunk_len), origin);
      bytes = wg_slice (bytes.data + chunk_len, bytes.len - chunk_len);
      origin.off += (guint32) chunk_len;
    }
  wg_channel_data (channel_of (stream->session, stream->flow), (WgDir) dir, bytes, origin);
}

static void
on_gap (gpointer user, guint dir, guint64 len, gboolean cut)
{
  Stream *stream = user;
  wg_channel_gap (channel_of (stream->session, stream->flow), (WgDir) dir, len, cut);
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
  wg_channel_stream_note (channel_of (stream->session, stream->flow), &wg_stream_notes[note],
                          origin, len, NULL);
}

static const WgTcpCallbacks tcp_callbacks = {
    .data = on_data,
    .gap = on_gap,
    .eof = on_eof,
    .note = on_stream_note,
};

static void
take_datagram (
    Session *session, WgFlow *flow, guint dir, const WgSegment *segment, guint32 frame)
{
  WgTcpHalf *half = &flow->tcp.half[dir];

  half->packets++;
  half->bytes += segment->payload_len;
  wg_channel_take_datagram (channel_of (session, flow), (WgDir) dir, segment->payload,
                            (WgOrigin){frame, segment->packet_off, 0},
                            segment->payload.len < segment->payload_len);
}

static void
take_segment (
    Session *session, WgFlow *flow, guint dir, const WgPacket *packet, const WgSegment *segment)
{
  Stream stream = {session, flow};
  WgTellBefore before = {0};

  if (session->tell.store != NULL)
    before = wg_tell_before (flow, dir);
  wg_tcp_segment (&flow->tcp, &session->tcp, dir, segment, packet->frame, &stream);
  if (session->tell.store != NULL)
    wg_tell_segment (&session->tell, flow, dir, segment, packet->frame, before);
}

static void
on_segment (gpointer user, const WgPacket *packet, const WgSegment *segment)
{
  Session *session = user;
  guint dir;
  WgFlow *flow =
      wg_flow_table_get (session->flows, segment, packet->frame, packet->time_ns, &dir);

  session->flow = flow;
  if (G_UNLIKELY (session->engine.tree != NULL))
    wg_net_tree_stream (session->engine.tree, flow->stream);
  if (session->check != NULL && flow->first_frame == packet->frame)
    wg_check_flow (session->check, flow);
  if (session->options->flow != NULL && flow->first_frame == packet->frame)
    session->options->flow (session->options->user, flow);
  if (session->options->store != NULL)
    wg_fill_flow (session->options->store, session->options->first_conversation, flow);
  if (G_LIKELY (segment->protocol == 6))
    {
      if (G_UNLIKELY (wg_check_is_odd (segment->tcp_flags)) && session->check != NULL)
        wg_check_segment (session->check, flow, dir, packet, segment);
      take_segment (session, flow, dir, packet, segment);
    }
  else
    take_datagram (session, flow, dir, segment, packet->frame);
}

static void
on_control (gpointer user, const WgPacket *packet, const WgControl *control)
{
  Session *session = user;

  if (session->check != NULL)
    wg_check_control (session->check, packet, control);
}

static void
on_net_note (
    gpointer user, const WgPacket *packet, const WgNoteType *type, guint32 off, guint32 len)
{
  Session *session = user;
  WgSpan span = {packet->frame, off, len};

  session->engine.sink->note (session->engine.sink, type, -1, &span, NULL);
}

/* A flow leaves the table: its last bytes, then its record. */
static void
on_flow_gone (gpointer user, WgFlow *flow)
{
  Session *session = user;
  WgSink *sink = session->engine.sink;
  WgConversation conversation;
  WgRecordId id;
  guint32 frame = session->engine.frame;

  session->engine.frame = flow->last_frame;
  if (flow->protocol == 6)
    {
      Stream stream = {session, flow};
      wg_tcp_flush (&flow->tcp, &session->tcp, &stream);
      wg_tcp_clear (&flow->tcp, &session->tcp);
    }
  close_channel (flow);
  session->engine.frame = frame;
  wg_conversation_fill (&conversation, flow);
  if (session->options->store != NULL)
    wg_fill_end (session->options->store, session->options->first_conversation, &conversation);
  if (session->check != NULL)
    wg_check_flow_over (session->check, flow);
  id = sink->open (sink, &wg_conversation_type, flow->first_frame);
  sink->close (sink, id, &wg_conversation_type, &conversation);
}

static void
on_bytes (gpointer user, WgSlice bytes)
{
  wg_sha256_update (user, bytes);
}

static void
count_packet (WgCaptureFacts *facts, const WgPacket *packet)
{
  facts->packets++;
  facts->bytes += packet->bytes.len;
  facts->wire_bytes += packet->wire_len;
  if (packet->wire_len != packet->bytes.len)
    facts->snapped_packets++;
  if (!packet->has_time)
    return;
  if (!facts->has_time)
    {
      facts->has_time = TRUE;
      facts->first_ns = facts->earliest_ns = facts->latest_ns = packet->time_ns;
    }
  facts->last_ns = packet->time_ns;
  facts->earliest_ns = MIN (facts->earliest_ns, packet->time_ns);
  facts->latest_ns = MAX (facts->latest_ns, packet->time_ns);
}

static gboolean
tell_progress (const WgSessionOptions *options, const WgCapture *capture, guint32 packets)
{
  guint64 done, size;

  if (options->progress == NULL)
    return TRUE;
  wg_capture_progress (capture, &done, &size);
  return options->progress (options->user, done, size, packets);
}

static void
take_packet (Session *session, WgNet *net, const WgPacket *packet)
{
  const WgSessionOptions *options = session->options;
  WgTree *tree = NULL;

  if (G_UNLIKELY (packet->frame >= options->tree_first && packet->frame <= options->tree_last)
      && (options->wants_tree == NULL || options->wants_tree (options->user, packet->frame)))
    tree = wg_tree_new (packet->bytes);
  session->engine.frame = packet->frame;
  session->engine.time_ns = packet->time_ns;
  session->engine.tree = tree;
  session->flow = NULL;
  if (session->check != NULL)
    wg_check_packet (session->check, packet);
  wg_net_decode (net, packet, tree);
  session->engine.tree = NULL;
  if (options->store != NULL)
    wg_fill_packet (options->store, options->first_conversation, packet, session->flow);
  if (tree != NULL && !options->tree (options->user, packet, tree))
    wg_tree_free (tree);
}

/* Secrets stand in the file before the packets that they open. */
static void
take_secrets (Session *session, const WgCapture *capture)
{
  while (session->n_blocks < wg_capture_n_secrets (capture))
    {
      WgKeylogCount count = {0};
      guint32 type;
      WgSlice text = wg_capture_secrets (capture, session->n_blocks++, &type);

      if (type == WG_SECRETS_TLS_KEYLOG)
        wg_secrets_add_text (session->secrets, text, WG_ORIGIN_DSB, &count);
    }
}

static gboolean
take_packets (
    Session *session, WgNet *net, WgCapture *capture, WgCaptureFacts *facts, GError **error)
{
  g_autoptr (GError) local = NULL;
  WgPacket packet;

  while (wg_capture_next (capture, &packet, &local))
    {
      count_packet (facts, &packet);
      if (G_UNLIKELY (session->n_blocks < wg_capture_n_secrets (capture)))
        take_secrets (session, capture);
      take_packet (session, net, &packet);
      if (G_UNLIKELY (facts->packets % PROGRESS_PACKETS == 0)
          && !tell_progress (session->options, capture, facts->packets))
        {
          g_set_error (error, WG_ERROR, WG_ERROR_CANCELLED, "stopped on request");
          return FALSE;
        }
    }
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  return TRUE;
}

static void
clear_interface (gpointer item)
{
  WgInterface *interface = item;
  g_free ((char *) interface->name);
}

static guint32
count_lines (WgSlice text)
{
  guint32 lines = 0;

  while (text.len > 0)
    {
      gssize at = wg_slice_find (text, '\n');
      gsize len = at < 0 ? text.len : (gsize) at;
      WgSlice line = wg_slice_trim (wg_slice_sub (text, 0, len));
      if (line.len > 1 && line.data[0] != '#')
        lines++;
      text = wg_slice_sub (text, len + 1, text.len);
    }
  return lines;
}

static void
fill_facts (WgCaptureFacts *facts, const WgCapture *capture)
{
  facts->format = wg_capture_format_name (capture);
  facts->cut_short = wg_capture_cut_short (capture);
  facts->interfaces = g_array_new (FALSE, FALSE, sizeof (WgInterface));
  g_array_set_clear_func (facts->interfaces, clear_interface);
  for (guint i = 0; i < wg_capture_n_interfaces (capture); i++)
    {
      WgInterface interface = *wg_capture_interface (capture, i);
      interface.name = g_strdup (interface.name);
      g_array_append_val (facts->interfaces, interface);
    }
  facts->skipped = g_array_new (FALSE, FALSE, sizeof (WgSkipped));
  for (guint i = 0; i < wg_capture_n_skipped (capture); i++)
    g_array_append_vals (facts->skipped, wg_capture_skipped (capture, i), 1);
  for (guint i = 0; i < wg_capture_n_secrets (capture); i++)
    {
      guint32 type;
      facts->secrets += count_lines (wg_capture_secrets (capture, i, &type));
    }
}

void
wg_capture_facts_clear (WgCaptureFacts *facts)
{
  g_clear_pointer (&facts->interfaces, g_array_unref);
  g_clear_pointer (&facts->skipped, g_array_unref);
}

/* Records pass the check, then the relay, where there are such. */
static WgSink *
first_sink (Session *session, WgRelay *relay)
{
  WgSink *sink = relay != NULL ? wg_relay_sink (relay) : session->options->sink;

  if (session->options->check == NULL)
    return sink;
  session->check = wg_check_new (session->options->check, sink);
  return wg_check_sink (session->check);
}

static void
finish_check (Session *session, WgCaptureFacts *facts)
{
  if (session->check == NULL)
    return;
  wg_check_finish (session->check);
  for (guint i = 0; i < WG_N_SEVERITIES; i++)
    facts->findings[i] = wg_check_n_findings (session->check, (WgSeverity) i);
  wg_check_free (session->check);
}

gboolean
wg_session_run (const WgSessionOptions *options, WgCaptureFacts *facts, GError **error)
{
  static const WgNetCallbacks net_callbacks = {
      .segment = on_segment, .control = on_control, .note = on_net_note};
  g_autoptr (WgSha256) sum = wg_sha256_new ();
  g_autoptr (WgCapture) capture = NULL;
  g_autoptr (WgNet) net = NULL;
  g_autoptr (WgSecrets) secrets = wg_secrets_new (options->secrets);
  Session session = {
      .options = options, .secrets = secrets, .tcp = {.callbacks = &tcp_callbacks}};
  WgRelay *relay = NULL;
  gboolean ok;

  memset (facts, 0, sizeof *facts);
  capture = wg_capture_open (options->path, options->threaded, on_bytes, sum, error);
  if (capture == NULL)
    return FALSE;
  if (options->threaded)
    relay = wg_relay_new (options->sink);
  wg_engine_init (&session.engine, first_sink (&session, relay),
                  options->wants | (options->check != NULL ? WG_WANT_BODIES : 0));
  session.engine.secrets = secrets;
  if (options->store != NULL && (options->wants & WG_WANT_MESSAGES) != 0)
    {
      wg_tell_init (&session.tell, options->store, options->first_conversation);
      session.engine.messages = &session.tell.sink;
    }
  session.flows =
      wg_flow_table_new (WG_LIMIT_FLOWS, options->first_conversation, on_flow_gone, &session);
  net = wg_net_new (&net_callbacks, &session);
  ok = take_packets (&session, net, capture, facts, error);
  if (session.check != NULL)
    wg_check_packets_over (session.check);
  if (ok)
    wg_capture_drain (capture);
  facts->conversations = wg_flow_table_n_flows (session.flows);
  g_clear_pointer (&session.flows, wg_flow_table_free);
  finish_check (&session, facts);
  wg_engine_clear (&session.engine);
  wg_relay_free (relay);
  wg_sha256_finish (sum, facts->sha256);
  fill_facts (facts, capture);
  return ok;
}
