#include "exchange/chars.h"
#include "exchange/message.h"
#include "exchange/streams-private.h"

/* Header lists become messages (RFC 9113 §8.2, §8.3; RFC 9114 §4.2, §4.3). */

typedef enum
{
  PSEUDO_METHOD,
  PSEUDO_SCHEME,
  PSEUDO_AUTHORITY,
  PSEUDO_PATH,
  PSEUDO_PROTOCOL,
  PSEUDO_STATUS,
  N_PSEUDO,
} Pseudo;

typedef struct
{
  WgHttpHeaders headers;
  WgSlice pseudo[N_PSEUDO];
  guint8 seen; /* one bit a pseudo-header */
  gboolean odd_pseudo;
  gboolean odd_name;
  gboolean of_connection;
} Head;

static void
note_pseudo (Head *head, const WgHeader *header, gboolean late)
{
  static const char *const names[N_PSEUDO] = {
      [PSEUDO_METHOD] = ":method",       [PSEUDO_SCHEME] = ":scheme",
      [PSEUDO_AUTHORITY] = ":authority", [PSEUDO_PATH] = ":path",
      [PSEUDO_PROTOCOL] = ":protocol",   [PSEUDO_STATUS] = ":status",
  };
  guint i = 0;

  while (i < N_PSEUDO && !wg_slice_is (header->name, names[i]))
    i++;
  head->odd_pseudo = head->odd_pseudo || late || i == N_PSEUDO || (head->seen & 1u << i) != 0;
  if (i == N_PSEUDO || (head->seen & 1u << i) != 0)
    return;
  head->seen |= (guint8) (1u << i);
  head->pseudo[i] = header->value;
}

/* Lower-case letters and the other characters of a token. */
static gboolean
is_name (WgSlice name)
{
  if (name.len == 0 || wg_slice_run (name, wg_http_token_chars) != name.len)
    return FALSE;
  for (gsize i = 0; i < name.len; i++)
    if (wg_slice_at (name, i) >= 'A' && wg_slice_at (name, i) <= 'Z')
      return FALSE;
  return TRUE;
}

static gboolean
is_of_connection (const WgHeader *header)
{
  static const char *const names[] = {"connection", "keep-alive", "proxy-connection",
                                      "transfer-encoding", "upgrade"};

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (wg_slice_is_nocase (header->name, names[i]))
      return TRUE;
  return wg_slice_is_nocase (header->name, "te")
         && !wg_slice_is_nocase (header->value, "trailers");
}

static void
read_list (Head *head)
{
  gboolean regular = FALSE;

  for (guint i = 0; i < head->headers.n; i++)
    {
      const WgHeader *header = &head->headers.items[i];

      wg_http_headers_note (&head->headers, i);
      if (wg_slice_at (header->name, 0) == ':')
        {
          note_pseudo (head, header, regular);
          continue;
        }
      regular = TRUE;
      head->odd_name = head->odd_name || !is_name (header->name);
      head->of_connection = head->of_connection || is_of_connection (header);
    }
}

/* A copy of @from in the stream's memory. */
static gboolean
copy_list (WgHttpStream *stream, WgList from, WgHttpHeaders *to)
{
  const WgHeader *header = from.items;
  WgHeader *copy;
  gsize len = 0, at = 0;
  guint8 *text;

  if (from.n == 0)
    return TRUE;
  for (guint i = 0; i < from.n; i++)
    len += header[i].name.len + header[i].value.len;
  copy = wg_arena_alloc (stream->arena, from.n * sizeof (WgHeader));
  text = wg_arena_alloc (stream->arena, len + 1);
  if (copy == NULL || text == NULL)
    return FALSE;
  for (guint i = 0; i < from.n; i++)
    {
      copy[i].name = wg_slice (text + at, header[i].name.len);
      wg_slice_copy (header[i].name, text + at);
      at += header[i].name.len;
      copy[i].value = wg_slice (text + at, header[i].value.len);
      wg_slice_copy (header[i].value, text + at);
      at += header[i].value.len;
    }
  to->items = copy;
  to->n = from.n;
  return TRUE;
}

static void
count_memory (WgHttpStream *stream)
{
  gsize used = wg_arena_used (stream->arena);

  stream->streams->held += used - stream->held;
  stream->held = used;
}

static gboolean
take_list (WgHttpStream *stream, WgList list, gboolean whole, Head *head)
{
  memset (head, 0, sizeof *head);
  stream->broken = stream->broken || !whole;
  if (!copy_list (stream, list, &head->headers))
    {
      stream->broken = TRUE;
      wg_http_streams_note (stream->streams, WG_HTTP_STREAM_TOO_BIG);
      return FALSE;
    }
  read_list (head);
  if (head->odd_name)
    wg_http_streams_note (stream->streams, WG_HTTP_STREAM_NAME);
  if (head->of_connection)
    wg_http_streams_note (stream->streams, WG_HTTP_STREAM_CONNECTION);
  return TRUE;
}

static gboolean
has (const Head *head, Pseudo pseudo)
{
  return (head->seen & 1u << pseudo) != 0;
}

/* @needed: the pseudo-headers that must be there, others than which @allowed must not. */
static void
check_pseudo (
    WgHttpStream *stream, const Head *head, gboolean whole, guint needed, guint allowed)
{
  if (head->odd_pseudo || (head->seen & ~(needed | allowed)) != 0
      || (whole && (head->seen & needed) != needed))
    wg_http_streams_note (stream->streams, WG_HTTP_STREAM_PSEUDO);
}

#define BIT(pseudo) (1u << (pseudo))

static void
check_request (WgHttpStream *stream, const Head *head, gboolean whole)
{
  guint needed = BIT (PSEUDO_METHOD) | BIT (PSEUDO_SCHEME) | BIT (PSEUDO_PATH);

  if (stream->is_connect && !has (head, PSEUDO_PROTOCOL))
    needed = BIT (PSEUDO_METHOD) | BIT (PSEUDO_AUTHORITY);
  check_pseudo (stream, head, whole, needed, BIT (PSEUDO_AUTHORITY) | BIT (PSEUDO_PROTOCOL));
}

static gint64
length_of (const WgHttpHeaders *headers)
{
  WgReader in = wg_reader (headers->value[WG_HTTP_CONTENT_LENGTH], WG_END_WHOLE);
  guint64 length;

  if (!wg_reader_decimal (&in, G_MAXINT64, &length) || wg_reader_left (&in) > 0)
    return -1;
  return (gint64) length;
}

static void
begin_message (WgHttpStream *stream, guint side, const Head *head)
{
  WgHttpStreams *streams = stream->streams;
  WgHttpCodings codings = {0};

  if (head->headers.count[WG_HTTP_CONTENT_ENCODING] > 0)
    wg_http_content_codings (&head->headers, &codings);
  if (codings.unknown)
    wg_http_streams_note (streams, WG_HTTP_STREAM_CODING);
  wg_http_fill_message (wg_http_stream_message (stream, side), stream->arena, &head->headers,
                        &codings);
  stream->announced[side] = length_of (&head->headers);
  stream->missed[side] =
      streams->missed[side == WG_HTTP_SIDE_CLIENT ? streams->client
                                                  : wg_dir_other (streams->client)];
  wg_http_body_begin (&stream->body[side], streams->bodies, streams->hashes,
                      wg_http_body_keep_len (wg_channel_wants (streams->channel),
                                             head->headers.value[WG_HTTP_CONTENT_TYPE]),
                      codings.items, codings.unknown || stream->is_connect ? 0 : codings.n);
}

static void
take_request (WgHttpStream *stream, WgList list, gboolean whole)
{
  WgHttpRequest *request = &stream->request;
  Head head;

  stream->has_request = TRUE;
  request->frame = wg_channel_frame (stream->streams->channel);
  take_list (stream, list, whole, &head);
  request->method = head.pseudo[PSEUDO_METHOD];
  stream->is_head = wg_slice_is (request->method, "HEAD");
  stream->is_connect = wg_slice_is (request->method, "CONNECT");
  stream->protocol = head.pseudo[PSEUDO_PROTOCOL];
  request->host = has (&head, PSEUDO_AUTHORITY) ? head.pseudo[PSEUDO_AUTHORITY]
                                                : head.headers.value[WG_HTTP_HOST];
  request->target = has (&head, PSEUDO_PATH) || !stream->is_connect
                        ? head.pseudo[PSEUDO_PATH]
                        : head.pseudo[PSEUDO_AUTHORITY];
  check_request (stream, &head, whole);
  wg_http_list_cookies (stream->arena, &head.headers, &request->cookies);
  begin_message (stream, WG_HTTP_SIDE_CLIENT, &head);
}

static gint64
status_of (WgSlice text)
{
  WgReader in = wg_reader (text, WG_END_WHOLE);
  guint64 status;

  if (text.len != 3 || !wg_reader_decimal (&in, 999, &status) || wg_reader_left (&in) > 0)
    return -1;
  return (gint64) status;
}

static WgHttpPart
take_interim (WgHttpStream *stream, const Head *head, gint64 status)
{
  WgHttpInformational *item;

  if (stream->interim == NULL)
    stream->interim =
        wg_arena_alloc (stream->arena, WG_LIMIT_HTTP_INTERIM * sizeof (WgHttpInformational));
  if (stream->interim == NULL || stream->n_interim == WG_LIMIT_HTTP_INTERIM)
    {
      wg_http_streams_note (stream->streams, WG_HTTP_STREAM_MANY_INTERIM);
      return WG_HTTP_PART_NONE;
    }
  item = &stream->interim[stream->n_interim++];
  item->frame = wg_channel_frame (stream->streams->channel);
  item->status = status;
  item->headers = (WgList){head->headers.items, head->headers.n};
  return WG_HTTP_PART_INTERIM;
}

/* A 2xx answer to CONNECT: DATA carries something else from here on (RFC 9113 §8.5, RFC 8441).
 */
static void
open_tunnel (WgHttpStream *stream)
{
  WgHttpStreams *streams = stream->streams;
  gboolean extended = stream->protocol.len > 0;
  WgHandoff handoff = {
      .by = streams->by,
      .how = extended ? "upgrade" : "connect",
      .client = streams->client,
      .request_frame = stream->request.frame,
      .decrypted = streams->decrypted,
      .status = (guint16) stream->response.status,
      .on_stream = TRUE,
      .stream = (guint64) stream->id,
      .method = stream->request.method,
      .target = stream->request.target,
      .request = stream->request.message.headers,
      .response = stream->response.message.headers,
  };

  if (extended && !wg_slice_is_nocase (stream->protocol, "websocket"))
    return;
  stream->record.upgraded_to = stream->protocol;
  stream->tunnel =
      wg_channel_new_child (streams->at.channel, "Data of the stream",
                            extended ? wg_dissector_find ("websocket") : NULL, &handoff);
}

static WgHttpPart
take_response (WgHttpStream *stream, WgList list, gboolean whole, gboolean missed)
{
  WgHttpResponse *response = &stream->response;
  guint32 frame = wg_channel_frame (stream->streams->channel);
  gint64 status;
  Head head;

  if (!take_list (stream, list, whole, &head))
    return WG_HTTP_PART_NONE;
  if (!has (&head, PSEUDO_STATUS) && missed)
    {
      /* What is here is the end of an answer whose beginning was missed. */
      stream->answered = stream->broken = TRUE;
      response->frame = frame;
      response->message.trailers = (WgList){head.headers.items, head.headers.n};
      return WG_HTTP_PART_TRAILERS;
    }
  status = status_of (head.pseudo[PSEUDO_STATUS]);
  check_pseudo (stream, &head, whole, BIT (PSEUDO_STATUS), 0);
  if (status >= 100 && status < 200)
    return take_interim (stream, &head, status);
  stream->answered = TRUE;
  response->frame = frame;
  response->status = status;
  stream->no_body = stream->is_head || status == 304 || status == 204;
  wg_http_list_set_cookies (stream->arena, &head.headers, &response->set_cookies);
  begin_message (stream, WG_HTTP_SIDE_SERVER, &head);
  if (stream->is_connect && status >= 200 && status < 300)
    open_tunnel (stream);
  return WG_HTTP_PART_RESPONSE;
}

static WgHttpPart
take_trailers (WgHttpStream *stream, guint side, WgList list, gboolean whole)
{
  Head head;

  if (!take_list (stream, list, whole, &head))
    return WG_HTTP_PART_NONE;
  check_pseudo (stream, &head, whole, 0, 0);
  wg_http_stream_message (stream, side)->trailers =
      (WgList){head.headers.items, head.headers.n};
  return WG_HTTP_PART_TRAILERS;
}

WgHttpPart
wg_http_stream_headers (WgHttpStream *stream, WgDir dir, WgList headers, gboolean whole)
{
  guint side = wg_http_stream_side (stream, dir);
  WgHttpPart part = WG_HTTP_PART_REQUEST;

  if (stream->ended[side])
    {
      wg_http_streams_note (stream->streams, WG_HTTP_STREAM_AFTER_END);
      return WG_HTTP_PART_NONE;
    }
  if (side == WG_HTTP_SIDE_CLIENT ? stream->has_request : stream->answered)
    part = take_trailers (stream, side, headers, whole);
  else if (side == WG_HTTP_SIDE_SERVER)
    part = take_response (stream, headers, whole, wg_http_stream_has_missed (stream, dir));
  else
    take_request (stream, headers, whole);
  count_memory (stream);
  return part;
}

void
wg_http_stream_promise (WgHttpStream *stream, WgList headers, gboolean whole)
{
  take_request (stream, headers, whole);
  stream->record.pushed = TRUE;
  wg_http_body_clear (&stream->body[WG_HTTP_SIDE_CLIENT], stream->streams->bodies);
  stream->ended[WG_HTTP_SIDE_CLIENT] = TRUE;
  count_memory (stream);
}

void
wg_http_stream_upgraded (WgHttpStream *stream, const WgHandoff *handoff)
{
  const WgHeader *header = handoff->request.items;
  WgHttpRequest *request = &stream->request;

  stream->has_request = TRUE;
  stream->ended[WG_HTTP_SIDE_CLIENT] = TRUE;
  stream->is_head = wg_slice_is (handoff->method, "HEAD");
  request->frame = handoff->request_frame;
  request->method = wg_arena_copy (stream->arena, handoff->method);
  request->target = wg_arena_copy (stream->arena, handoff->target);
  for (guint i = 0; i < handoff->request.n && request->host.len == 0; i++)
    if (wg_http_name (header[i].name) == WG_HTTP_HOST)
      request->host = wg_arena_copy (stream->arena, header[i].value);
  count_memory (stream);
}
