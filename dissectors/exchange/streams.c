#include "exchange/message.h"
#include "exchange/streams-private.h"

/* Streams from their opening to the record. */

#define NOTE(index, name, sentence, where)                                                     \
  [index] = {.id = "http-" name, .text = sentence, .source = where}

const WgNoteType wg_http_stream_notes[WG_HTTP_STREAM_N_NOTES + 1] = {
    NOTE (WG_HTTP_STREAM_PSEUDO,
          "pseudo-headers",
          "Pseudo-headers are missing, repeated, not known, or stand behind other headers.",
          "RFC 9113 §8.3"),
    NOTE (WG_HTTP_STREAM_NAME,
          "name-form",
          "A header's name has capitals or other characters that no name may have.",
          "RFC 9113 §8.2.1"),
    NOTE (WG_HTTP_STREAM_CONNECTION,
          "connection-header",
          "A header that only concerns a connection of HTTP/1 was sent on a stream.",
          "RFC 9113 §8.2.2"),
    NOTE (WG_HTTP_STREAM_LENGTH,
          "length-mismatch",
          "The body does not have as many bytes as Content-Length says.",
          "RFC 9113 §8.1.1"),
    NOTE (WG_HTTP_STREAM_AFTER_END,
          "after-end",
          "Something of a message came after its end.",
          "RFC 9113 §5.1"),
    NOTE (WG_HTTP_STREAM_NO_HEAD,
          "data-before-headers",
          "A body came before the headers of its message.",
          "RFC 9113 §8.1"),
    NOTE (WG_HTTP_STREAM_CODING,
          "stream-coding-unknown",
          "A coding is named that is not known here; the body is left as sent.",
          "RFC 9110 §8.4.1"),
    NOTE (WG_HTTP_STREAM_TOO_BIG,
          "stream-too-big",
          "The headers of an exchange take more memory than it may have.",
          NULL),
    NOTE (WG_HTTP_STREAM_MANY,
          "many-streams",
          "More streams are open than are followed; the oldest was let go.",
          NULL),
    NOTE (WG_HTTP_STREAM_MANY_INTERIM,
          "stream-many-interim",
          "A request got more interim responses than are kept.",
          "RFC 9110 §15.2"),
};

G_STATIC_ASSERT (WG_HTTP_STREAM_N_NOTES <= 32);

WgHttpStreams *
wg_http_streams_new (WgChannel *channel,
                     const char *by,
                     const char *version,
                     gboolean decrypted)
{
  WgHttpStreams *streams = g_new0 (WgHttpStreams, 1);

  streams->channel = channel;
  streams->by = by;
  streams->version = version;
  streams->decrypted = decrypted;
  streams->hashes = (wg_channel_wants (channel) & WG_WANT_HASHES) != 0;
  streams->bodies = wg_http_body_pool (channel);
  streams->arenas = wg_http_arenas (channel);
  streams->by_id = g_hash_table_new (g_int64_hash, g_int64_equal);
  streams->at.channel = channel;
  return streams;
}

void
wg_http_streams_set_client (WgHttpStreams *streams, WgDir client)
{
  streams->client = client;
}

WgDir
wg_http_streams_client (const WgHttpStreams *streams)
{
  return streams->client;
}

void
wg_http_streams_at (WgHttpStreams *streams, WgChannel *channel, WgDir dir, gsize pos, gsize len)
{
  streams->at = (WgHttpPlace){channel, dir, pos, len};
}

void
wg_http_streams_give (WgHttpStreams *streams, const WgNoteType *type)
{
  const WgHttpPlace *at = &streams->at;
  wg_channel_note (at->channel, at->dir, type, at->pos, at->len, NULL);
}

void
wg_http_streams_note (WgHttpStreams *streams, WgHttpStreamNote note)
{
  if (wg_note_is_first (&streams->noted[streams->at.dir], note))
    wg_http_streams_give (streams, &wg_http_stream_notes[note]);
}

WgHttpStream *
wg_http_streams_find (WgHttpStreams *streams, guint64 id)
{
  gint64 key = (gint64) id;
  return g_hash_table_lookup (streams->by_id, &key);
}

static void
unlink_stream (WgHttpStreams *streams, WgHttpStream *stream)
{
  g_hash_table_remove (streams->by_id, &stream->id);
  if (stream->previous != NULL)
    stream->previous->next = stream->next;
  else
    streams->first = stream->next;
  if (stream->next != NULL)
    stream->next->previous = stream->previous;
  else
    streams->last = stream->previous;
  streams->n_open--;
  streams->held -= MIN (streams->held, stream->held);
}

/* Some of what was missed may have been of this message. */
static void
find_out (WgHttpStream *stream, WgDir dir)
{
  guint side = wg_http_stream_side (stream, dir);

  if (!wg_http_stream_has_missed (stream, dir))
    return;
  stream->missed[side] = stream->streams->missed[dir];
  stream->uncertain[side] = TRUE;
  if (stream->tunnel != NULL)
    wg_channel_child_gap (stream->tunnel, dir, 1, FALSE);
}

/* The body of the message that the client or the server sends is over, whole or not. */
static void
end_body (WgHttpStream *stream, guint side, gboolean whole)
{
  WgHttpStreams *streams = stream->streams;
  WgHttpMessage *message = wg_http_stream_message (stream, side);
  WgHttpBody *body = &stream->body[side];
  gint64 announced = stream->announced[side];
  const WgNoteType *note;
  gboolean lost;

  if (stream->ended[side])
    return;
  /* As long as it was to be: what was missed was of other streams. */
  if (stream->uncertain[side] && (announced < 0 || body->length != (guint64) announced))
    wg_http_body_lose (body, 0);
  lost = body->lost;
  stream->ended[side] = whole;
  note = wg_http_body_end (body, streams->bodies, stream->arena, whole, FALSE, message);
  if (note != NULL)
    wg_http_streams_give (streams, note);
  if (whole && !lost && announced >= 0 && (guint64) announced != message->body_length
      && (message->body_length > 0 || !stream->no_body))
    wg_http_streams_note (streams, WG_HTTP_STREAM_LENGTH);
  stream->broken = stream->broken || !whole || lost;
}

void
wg_http_stream_emit (WgHttpStream *stream)
{
  WgHttpStreams *streams = stream->streams;
  WgHttpExchange *record = &stream->record;

  unlink_stream (streams, stream);
  for (guint dir = 0; dir < 2; dir++)
    find_out (stream, (WgDir) dir);
  if (stream->tunnel != NULL)
    wg_channel_free_child (stream->tunnel);
  for (guint side = 0; side < 2; side++)
    end_body (stream, side, FALSE);
  record->request = stream->has_request ? &stream->request : NULL;
  record->response = stream->answered ? &stream->response : NULL;
  record->informational = (WgList){stream->interim, stream->n_interim};
  record->complete = stream->has_request && stream->answered && !stream->broken;
  wg_channel_close_record (streams->channel, stream->record_id, &wg_http_type, record,
                           streams->client == WG_SERVER);
  wg_arena_pool_give (streams->arenas, stream->arena);
  g_free (stream);
}

void
wg_http_streams_free (WgHttpStreams *streams)
{
  while (streams->first != NULL)
    wg_http_stream_emit (streams->first);
  g_hash_table_unref (streams->by_id);
  g_free (streams);
}

static void
make_room (WgHttpStreams *streams)
{
  while (
      streams->first != NULL
      && (streams->n_open >= WG_LIMIT_HTTP_STREAMS || streams->held >= WG_LIMIT_HTTP_OPEN_LEN))
    {
      wg_http_streams_note (streams, WG_HTTP_STREAM_MANY);
      wg_http_stream_emit (streams->first);
    }
}

WgHttpStream *
wg_http_streams_open (WgHttpStreams *streams, guint64 id, guint32 first_frame)
{
  WgHttpStream *stream;

  make_room (streams);
  stream = g_new0 (WgHttpStream, 1);
  stream->arena = wg_arena_pool_take (streams->arenas);
  stream->streams = streams;
  stream->id = (gint64) id;
  stream->record_id = wg_channel_open_record (streams->channel, &wg_http_type, first_frame);
  stream->record.stream = (gint64) id;
  stream->record.decrypted = streams->decrypted;
  stream->record.version = wg_slice_str (streams->version);
  stream->request.message.decoded_length = -1;
  stream->response.message.decoded_length = -1;
  stream->response.status = -1;
  stream->announced[0] = stream->announced[1] = -1;
  stream->missed[WG_HTTP_SIDE_CLIENT] = streams->missed[streams->client];
  stream->missed[WG_HTTP_SIDE_SERVER] = streams->missed[wg_dir_other (streams->client)];
  stream->previous = streams->last;
  if (streams->last != NULL)
    streams->last->next = stream;
  else
    streams->first = stream;
  streams->last = stream;
  streams->n_open++;
  g_hash_table_insert (streams->by_id, &stream->id, stream);
  return stream;
}

/* A message of which the head was lost, or never came, is there all the same. */
static void
meet_body (WgHttpStream *stream, guint side, gboolean missed)
{
  gboolean *there = side == WG_HTTP_SIDE_CLIENT ? &stream->has_request : &stream->answered;

  if (*there)
    return;
  *there = TRUE;
  stream->broken = TRUE;
  if (!missed)
    wg_http_streams_note (stream->streams, WG_HTTP_STREAM_NO_HEAD);
  wg_http_body_begin (&stream->body[side], stream->streams->bodies, stream->streams->hashes, 0,
                      NULL, 0);
}

void
wg_http_streams_miss (WgHttpStreams *streams, WgDir dir)
{
  streams->missed[dir]++;
}

/* The message of @dir moves on in this packet. FALSE when it was over. */
static gboolean
touch (WgHttpStream *stream, guint side)
{
  guint32 frame = wg_channel_frame (stream->streams->channel);

  if (stream->ended[side])
    {
      wg_http_streams_note (stream->streams, WG_HTTP_STREAM_AFTER_END);
      return FALSE;
    }
  if (side == WG_HTTP_SIDE_CLIENT)
    stream->request.frame = frame;
  else
    stream->response.frame = frame;
  return TRUE;
}

void
wg_http_stream_data (WgHttpStream *stream, WgDir dir, WgSlice bytes, gsize pos)
{
  guint side = wg_http_stream_side (stream, dir);

  if (!touch (stream, side))
    return;
  meet_body (stream, side, wg_http_stream_has_missed (stream, dir));
  find_out (stream, dir);
  wg_http_body_feed (&stream->body[side], bytes);
  if (stream->tunnel != NULL)
    wg_channel_child_data (stream->tunnel, dir, bytes, pos, bytes.len);
}

void
wg_http_stream_lose (WgHttpStream *stream, WgDir dir, guint64 len, gboolean cut)
{
  guint side = wg_http_stream_side (stream, dir);

  if (stream->ended[side])
    return;
  meet_body (stream, side, TRUE);
  wg_http_body_lose (&stream->body[side], len);
  stream->broken = TRUE;
  if (stream->tunnel != NULL)
    wg_channel_child_gap (stream->tunnel, dir, len, cut);
}

void
wg_http_stream_end (WgHttpStream *stream, WgDir dir)
{
  guint side = wg_http_stream_side (stream, dir);

  if (!touch (stream, side))
    return;
  find_out (stream, dir);
  if (stream->tunnel != NULL)
    wg_channel_child_eof (stream->tunnel, dir);
  end_body (stream, side, TRUE);
  if (stream->ended[0] && stream->ended[1])
    wg_http_stream_emit (stream);
}

void
wg_http_stream_reset (WgHttpStream *stream, WgDir dir, const char *error)
{
  WgHttpStreams *streams = stream->streams;
  WgSlice copy = wg_arena_copy (stream->arena, wg_slice (error, strlen (error) + 1));

  stream->reset = (WgHttpReset){
      .frame = wg_channel_frame (streams->channel),
      .from = wg_http_stream_side (stream, dir) == WG_HTTP_SIDE_CLIENT ? "client" : "server",
      .error = copy.len > 0 ? (const char *) copy.data : NULL,
  };
  stream->record.reset = &stream->reset;
  wg_http_stream_emit (stream);
}
