#include "session/session.h"

#include "crypto/digest.h"
#include "session/pipeline.h"
#include "session/relay.h"

/* Packets between two looks at the clock of the user interface. */
#define PROGRESS_PACKETS 16384u

typedef struct
{
  const WgSessionOptions *options;
  WgPipeline pipeline;
  WgCheck *check;     /* or %NULL */
  WgSecrets *secrets; /* with those that the capture has given so far */
  guint n_blocks;     /* of them */
} Session;

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

/* Secrets stand in the file before the packets that they open. */
static void
take_secrets (Session *session, const WgCapture *capture)
{
  while (session->n_blocks < wg_capture_n_secrets (capture))
    {
      WgKeylogCount count = {0};
      guint32 type;
      WgSlice text = wg_capture_secrets (capture, session->n_blocks++, &type);

      if (type != WG_SECRETS_TLS_KEYLOG)
        continue;
      wg_secrets_add_text (session->secrets, text, WG_ORIGIN_DSB, &count);
      if (session->options->store != NULL)
        wg_store_add_secrets (session->options->store, text);
    }
}

/* Interfaces stand in the file before their packets. */
static void
tell_interfaces (WgStore *store, const WgCapture *capture)
{
  gsize told = wg_store_n_interfaces (store);

  while (
      told < wg_capture_n_interfaces (capture)
      && wg_store_add_interface (store, wg_capture_interface (capture, (guint) told)->linktype))
    told++;
}

static gboolean
take_packets (Session *session, WgCapture *capture, WgCaptureFacts *facts, GError **error)
{
  WgStore *store = session->options->store;
  g_autoptr (GError) local = NULL;
  WgPacket packet;

  while (wg_capture_next (capture, &packet, &local))
    {
      count_packet (facts, &packet);
      if (G_UNLIKELY (session->n_blocks < wg_capture_n_secrets (capture)))
        take_secrets (session, capture);
      if (store != NULL && packet.interface >= wg_store_n_interfaces (store))
        tell_interfaces (store, capture);
      wg_pipeline_packet (&session->pipeline, &packet);
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
clear_comment (gpointer item)
{
  g_free ((char *) ((WgComment *) item)->text);
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
  facts->comments = g_array_new (FALSE, FALSE, sizeof (WgComment));
  g_array_set_clear_func (facts->comments, clear_comment);
  for (guint i = 0; i < wg_capture_n_comments (capture); i++)
    {
      WgComment comment = *wg_capture_comment (capture, i);
      comment.text = g_strdup (comment.text);
      g_array_append_val (facts->comments, comment);
    }
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
  g_clear_pointer (&facts->comments, g_array_unref);
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
  g_autoptr (WgSha256) sum = wg_sha256_new ();
  g_autoptr (WgCapture) capture = NULL;
  g_autoptr (WgSecrets) secrets = wg_secrets_new (options->secrets);
  Session session = {.options = options, .secrets = secrets};
  WgRelay *relay = NULL;
  WgSink *sink;
  gboolean ok;

  memset (facts, 0, sizeof *facts);
  capture = wg_capture_open (options->path, options->threaded, on_bytes, sum, error);
  if (capture == NULL)
    return FALSE;
  if (options->threaded)
    relay = wg_relay_new (options->sink);
  sink = first_sink (&session, relay);
  wg_pipeline_init (&session.pipeline, options, sink,
                    options->wants | (options->check != NULL ? WG_WANT_BODIES : 0), secrets);
  session.pipeline.check = session.check;
  ok = take_packets (&session, capture, facts, error);
  if (session.check != NULL)
    wg_check_packets_over (session.check);
  if (ok)
    wg_capture_drain (capture);
  facts->conversations = wg_pipeline_end_flows (&session.pipeline);
  finish_check (&session, facts);
  wg_pipeline_clear (&session.pipeline);
  wg_relay_free (relay);
  wg_sha256_finish (sum, facts->sha256);
  fill_facts (facts, capture);
  return ok;
}
