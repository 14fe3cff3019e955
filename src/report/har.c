#include "report/har.h"

#include "base/limits.h"
#include "base/text.h"
#include "check/rule.h"
#include "exchange/records.h"
#include "report/json-value.h"
#include "report/place.h"
#include "report/report.h"
#include "report/spool.h"
#include "websocket/websocket-records.h"

/* HTTP exchanges as an HTTP Archive 1.2, with the messages of WebSockets as Chromium writes
 * them (_webSocketMessages). Bodies are not in it, only their sizes. Times are looked up when
 * the capture is read, as a record may end before its packet has a row in the store. */

/* An exchange whose text, but for its times, is spooled. */
typedef struct
{
  WgPlace place; /* first */
  guint64 off;
  gint64 conversation;
  gint64 stream;
  guint32 len;
  guint32 response_frame;
} Entry;

typedef struct
{
  guint64 off;
  guint32 len;
  guint32 frame;
  guint32 next; /* index + 1 of the next of the same connection */
} Message;

/* A WebSocket connection. */
typedef struct
{
  gint64 conversation;
  gint64 stream;
  guint32 request_frame;
  guint32 first, last; /* index + 1 of its messages */
} Socket;

typedef struct
{
  WgSink sink;
  struct Har *har;
} HarSink;

typedef struct Har
{
  WgReport base;
  HarSink sink;
  WgOutput *output;
  WgSpool *spool;
  WgHarPen pen;
  GArray *entries;
  GArray *messages;
  GArray *sockets;  /* of Socket, those that are open are in @open */
  GHashTable *open; /* WgRecordId -> index + 1 of the socket */
  WgRecordId last_id;
  guint64 first_conversation;
  guint64 n_written;
  guint64 n_without_request;
  gboolean begun;
} Har;

static Har *
har_of (WgSink *sink)
{
  return ((HarSink *) sink)->har;
}

static guint64
spool_text (Har *har, guint32 *len)
{
  GString *out = har->pen.out;
  guint64 off = wg_spool_add (har->spool, wg_slice (out->str, out->len));

  *len = (guint32) out->len;
  g_string_truncate (out, 0);
  return off;
}

static WgRecordId
sink_open (WgSink *sink, const WgRecordType *type, guint32 first_frame)
{
  Har *har = har_of (sink);
  Socket socket = {-1, -1, 0, 0, 0};

  har->last_id++;
  if (type == &wg_websocket_type)
    {
      g_array_append_val (har->sockets, socket);
      g_hash_table_insert (har->open, GUINT_TO_POINTER (har->last_id),
                           GUINT_TO_POINTER (har->sockets->len));
    }
  return har->last_id;
}

static Socket *
socket_of (Har *har, WgRecordId id)
{
  guint index = GPOINTER_TO_UINT (g_hash_table_lookup (har->open, GUINT_TO_POINTER (id)));

  return index > 0 ? &g_array_index (har->sockets, Socket, index - 1) : NULL;
}

static void
sink_part (WgSink *sink, WgRecordId id, const WgField *list, gconstpointer item)
{
  Har *har = har_of (sink);
  Socket *socket = list == wg_websocket_messages ? socket_of (har, id) : NULL;
  const WgWsMessage *said = item;
  const guint32 *frames = said->frames.items;
  gboolean text;
  Message message = {0};

  if (socket == NULL || said->frames.n == 0)
    return;
  text = strcmp (said->kind, "text") == 0;
  g_string_append_printf (har->pen.out, "\"type\":\"%s\",\"opcode\":%u,\"data\":",
                          strcmp (said->from, "client") == 0 ? "send" : "receive",
                          text ? 1u : 2u);
  wg_har_text (&har->pen, WG_SECRET_TEXT, WG_SLICE_NONE, text ? said->text : WG_SLICE_NONE);
  g_string_append_printf (har->pen.out, ",\"_length\":%" G_GUINT64_FORMAT "}", said->length);
  message.frame = frames[said->frames.n - 1];
  message.off = spool_text (har, &message.len);
  g_array_append_val (har->messages, message);
  if (socket->last > 0)
    g_array_index (har->messages, Message, socket->last - 1).next = har->messages->len;
  else
    socket->first = har->messages->len;
  socket->last = har->messages->len;
}

static WgSlice
server_of (const Har *har, gint64 conversation, char *out, gsize max)
{
  gsize index = (gsize) conversation - har->first_conversation;
  const WgStoreConversation *row;

  *out = '\0';
  if (conversation >= 0 && index < wg_store_n_conversations (har->base.store))
    {
      row = wg_store_conversation (har->base.store, index);
      wg_endpoint_text (&row->server, row->ip_version, out, max);
    }
  return wg_slice_str (out);
}

static void
append_request (Har *har, const WgHttpExchange *exchange, WgSlice server)
{
  const WgHttpRequest *request = exchange->request;
  GString *out = har->pen.out;

  g_string_append (out, "\"request\":{\"method\":");
  wg_json_text (out, request->method);
  g_string_append (out, ",\"url\":");
  wg_har_url (&har->pen, exchange->decrypted,
              wg_slice_is (request->method, "CONNECT")
                  && wg_slice_at (request->target, 0) != '/',
              request->host, server, request->target);
  g_string_append (out, ",\"httpVersion\":");
  wg_json_text (out, exchange->version);
  g_string_append (out, ",\"cookies\":");
  wg_har_cookies (&har->pen, &request->message.headers, FALSE);
  g_string_append (out, ",\"headers\":");
  wg_har_headers (&har->pen, &request->message.headers);
  g_string_append (out, ",\"queryString\":");
  wg_har_query (&har->pen, request->target);
  g_string_append_printf (out, ",\"headersSize\":-1,\"bodySize\":%" G_GUINT64_FORMAT,
                          request->message.body_length);
  if (request->message.body_length > 0)
    {
      g_string_append (out, ",\"postData\":{\"mimeType\":");
      wg_json_text (out, request->message.content_type);
      g_string_append (out, ",\"text\":\"\",\"comment\":\"bodies are not in this archive\"}");
    }
  g_string_append_c (out, '}');
}

static WgSlice
header_of (const WgList *headers, const char *name)
{
  const WgHeader *header = headers->items;

  for (guint i = 0; i < headers->n; i++)
    if (wg_slice_is_nocase (header[i].name, name))
      return header[i].value;
  return WG_SLICE_NONE;
}

static void
append_response (Har *har, const WgHttpExchange *exchange)
{
  static const WgHttpResponse none = {.message.decoded_length = -1};
  const WgHttpResponse *response = exchange->response != NULL ? exchange->response
                                   : exchange->simple_response != NULL
                                       ? exchange->simple_response
                                       : &none;
  const WgHttpMessage *message = &response->message;
  gint64 size =
      message->decoded_length >= 0 ? message->decoded_length : (gint64) message->body_length;
  GString *out = har->pen.out;

  g_string_append_printf (out, ",\"response\":{\"status\":%" G_GINT64_FORMAT ",\"statusText\":",
                          MAX (response->status, 0));
  wg_json_text (out, response->reason);
  g_string_append (out, ",\"httpVersion\":");
  wg_json_text (out, response->version.len > 0 ? response->version : exchange->version);
  g_string_append (out, ",\"cookies\":");
  wg_har_cookies (&har->pen, &message->headers, TRUE);
  g_string_append (out, ",\"headers\":");
  wg_har_headers (&har->pen, &message->headers);
  g_string_append_printf (out,
                          ",\"content\":{\"size\":%" G_GINT64_FORMAT ",\"mimeType\":", size);
  wg_json_text (out, message->content_type.len > 0 ? message->content_type
                                                   : wg_slice_str ("x-unknown"));
  g_string_append (out, "},\"redirectURL\":");
  wg_har_text (&har->pen, WG_SECRET_TARGET, WG_SLICE_NONE,
               header_of (&message->headers, "location"));
  g_string_append_printf (out, ",\"headersSize\":-1,\"bodySize\":%" G_GINT64_FORMAT "}",
                          response == &none ? -1 : (gint64) message->body_length);
  if (response == &none)
    g_string_append (out, ",\"_error\":\"no response in the capture\"");
}

static void
take_exchange (Har *har, const WgHttpExchange *exchange)
{
  const WgHttpResponse *response =
      exchange->response != NULL ? exchange->response : exchange->simple_response;
  Entry entry = {.conversation = exchange->head.conversation,
                 .stream = exchange->stream,
                 .place.order = har->entries->len};
  GString *out = har->pen.out;
  char ip[48];
  WgSlice server = server_of (har, entry.conversation, ip, sizeof ip);

  if (exchange->request == NULL)
    {
      har->n_without_request++;
      return;
    }
  entry.place.frame = exchange->request->frame;
  entry.response_frame = response != NULL ? response->frame : 0;
  append_request (har, exchange, server);
  append_response (har, exchange);
  g_string_append (out, ",\"cache\":{}");
  if (server.len > 0)
    g_string_append_printf (out, ",\"serverIPAddress\":\"%s\"", ip);
  g_string_append_printf (out,
                          ",\"connection\":\"%" G_GINT64_FORMAT
                          "\",\"_conversation\":%" G_GINT64_FORMAT ",\"_frame\":%u",
                          entry.conversation, entry.conversation, entry.place.frame);
  entry.off = spool_text (har, &entry.len);
  g_array_append_val (har->entries, entry);
}

static void
sink_close (WgSink *sink, WgRecordId id, const WgRecordType *type, gconstpointer record)
{
  Har *har = har_of (sink);
  Socket *socket = type == &wg_websocket_type ? socket_of (har, id) : NULL;

  if (type == &wg_http_type)
    take_exchange (har, record);
  if (socket == NULL)
    return;
  socket->conversation = ((const WgWsRecord *) record)->head.conversation;
  socket->stream = ((const WgWsRecord *) record)->stream;
  if (socket->stream < 0) /* a stream tells it by itself */
    socket->request_frame = ((const WgWsRecord *) record)->request_frame;
  g_hash_table_remove (har->open, GUINT_TO_POINTER (id));
}

/* G_MININT64: not known. */
static gint64
time_of (const Har *har, guint32 frame)
{
  const WgStorePacket *packet;

  if (frame == 0 || frame > wg_store_n_packets (har->base.store))
    return G_MININT64;
  packet = wg_store_packet (har->base.store, frame - 1);
  return packet->has_time ? packet->time_ns : G_MININT64;
}

static void
append_times (Har *har, const Entry *entry)
{
  GString *out = har->pen.out;
  gint64 began = time_of (har, entry->place.frame),
         ended = time_of (har, entry->response_frame);
  gint64 wait = began != G_MININT64 && ended > began ? ended - began : 0;
  g_autofree char *ms = g_strdup_printf ("%" G_GINT64_FORMAT ".%06" G_GINT64_FORMAT,
                                         wait / 1000000, wait % 1000000);

  g_string_append (out, har->n_written++ > 0 ? ",\n{" : "\n{");
  g_string_append (out, "\"startedDateTime\":\"");
  wg_time_append (out, MAX (began, 0));
  g_string_append_printf (
      out, "\",\"time\":%s,\"timings\":{\"send\":0,\"wait\":%s,\"receive\":0},", ms, ms);
}

static void
flush (Har *har)
{
  wg_output_write (har->output, har->pen.out->str, har->pen.out->len);
  g_string_truncate (har->pen.out, 0);
}

static void
write_messages (Har *har, const Socket *socket)
{
  GString *out = har->pen.out;

  g_string_append (out, ",\"_resourceType\":\"websocket\",\"_webSocketMessages\":[");
  for (guint at = socket->first; at > 0;)
    {
      const Message *message = &g_array_index (har->messages, Message, at - 1);
      gint64 when = MAX (time_of (har, message->frame), 0);

      g_string_append_printf (
          out, "%s{\"time\":%" G_GINT64_FORMAT ".%06" G_GINT64_FORMAT ",\"_frame\":%u,",
          at == socket->first ? "" : ",", when / 1000000000, when / 1000 % 1000000,
          message->frame);
      flush (har);
      wg_spool_copy (har->spool, message->off, message->len, har->output);
      at = message->next;
    }
  g_string_append_c (out, ']');
}

static guint
socket_hash (gconstpointer key)
{
  const Socket *socket = key;
  return socket->request_frame * 2654435761u ^ (guint) socket->conversation
         ^ (guint) socket->stream << 20;
}

static gboolean
socket_equal (gconstpointer a, gconstpointer b)
{
  const Socket *x = a, *y = b;
  return x->request_frame == y->request_frame && x->conversation == y->conversation
         && x->stream == y->stream;
}

static void
begin (Har *har)
{
  if (!har->begun)
    wg_output_puts (har->output,
                    "{\"log\":{\"version\":\"1.2\",\"creator\":{\"name\":"
                    "\"wiregloss\",\"version\":\"" WG_VERSION "\"},\"pages\":[],\"entries\":[");
  har->begun = TRUE;
}

static void
har_drop (WgReport *base)
{
  Har *har = (Har *) base;

  g_array_set_size (har->entries, 0);
  g_array_set_size (har->messages, 0);
  g_array_set_size (har->sockets, 0);
  g_hash_table_remove_all (har->open);
  wg_spool_reset (har->spool);
}

static void
har_capture (WgReport *base, const char *file, const WgCaptureFacts *facts)
{
  Har *har = (Har *) base;
  g_autoptr (GHashTable) sockets = g_hash_table_new (socket_hash, socket_equal);

  begin (har);
  for (guint i = 0; i < har->sockets->len; i++)
    g_hash_table_add (sockets, &g_array_index (har->sockets, Socket, i));
  g_array_sort (har->entries, wg_place_compare);
  for (guint i = 0; i < har->entries->len; i++)
    {
      const Entry *entry = &g_array_index (har->entries, Entry, i);
      const Socket key = {.conversation = entry->conversation,
                          .stream = entry->stream,
                          .request_frame = entry->stream < 0 ? entry->place.frame : 0};
      const Socket *socket = g_hash_table_lookup (sockets, &key);

      append_times (har, entry);
      flush (har);
      wg_spool_copy (har->spool, entry->off, entry->len, har->output);
      if (socket != NULL)
        write_messages (har, socket);
      g_string_append_c (har->pen.out, '}');
      flush (har);
    }
  har->first_conversation += facts->conversations;
  har_drop (base);
}

static gboolean
har_finish (WgReport *base, GError **error)
{
  Har *har = (Har *) base;
  GString *out = har->pen.out;

  begin (har);
  g_string_append (out, "\n]");
  if (har->n_without_request > 0)
    g_string_append_printf (out,
                            ",\"comment\":\"%" G_GUINT64_FORMAT
                            " responses are left out, as their requests are not captured\"",
                            har->n_without_request);
  g_string_append (out, "}}\n");
  flush (har);
  return wg_spool_check (har->spool, error) && wg_output_flush (har->output, error);
}

static void
har_free (WgReport *base)
{
  Har *har = (Har *) base;

  g_array_unref (har->entries);
  g_array_unref (har->messages);
  g_array_unref (har->sockets);
  g_hash_table_unref (har->open);
  g_string_free (har->pen.out, TRUE);
  g_string_free (har->pen.scratch, TRUE);
  wg_mask_free (har->pen.mask);
  wg_spool_free (har->spool);
  g_free (har);
}

WgReport *
wg_report_new_har (WgOutput *output, const WgReportOptions *options)
{
  Har *har = g_new0 (Har, 1);

  har->sink = (HarSink){wg_sink_deaf, har};
  har->sink.sink.open = sink_open;
  har->sink.sink.part = sink_part;
  har->sink.sink.close = sink_close;
  har->base = (WgReport){.sink = &har->sink.sink,
                         .capture = har_capture,
                         .drop = har_drop,
                         .finish = har_finish,
                         .free = har_free};
  har->output = output;
  har->spool = wg_spool_new (WG_LIMIT_SPOOL_MEMORY);
  har->pen = (WgHarPen){g_string_new (NULL), g_string_new (NULL),
                        options->reveal_secrets ? NULL : wg_mask_new ()};
  har->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  har->messages = g_array_new (FALSE, FALSE, sizeof (Message));
  har->sockets = g_array_new (FALSE, FALSE, sizeof (Socket));
  har->open = g_hash_table_new (NULL, NULL);
  return &har->base;
}
