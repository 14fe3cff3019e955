#include "quic-state.h"

/* Streams (RFC 9000 §2): their bytes in order, to whoever reads them. */

/* Bytes that came too early, over all connections of a session. */
typedef struct
{
  gsize held;
} Shared;

static gpointer
make_shared (void)
{
  return g_new0 (Shared, 1);
}

static Shared *
shared_of (WgQuicConnection *c)
{
  static const char key;
  return wg_channel_shared (c->state->channel, &key, make_shared, g_free);
}

/* --- who reads ---------------------------------------------------------------------------- */

/* The protocol chosen, or as long as that is not known the first one offered. */
static WgSlice
alpn_of (const WgQuicConnection *c)
{
  const WgSlice *offered = c->record.alpn.items;

  if (c->record.alpn_chosen.len > 0)
    return c->record.alpn_chosen;
  return c->record.alpn.n > 0 ? offered[0] : WG_SLICE_NONE;
}

gboolean
wg_quic_speaks_http3 (const WgQuicConnection *c)
{
  WgSlice alpn = alpn_of (c);
  return wg_slice_is (alpn, "h3") || wg_slice_has_prefix (alpn, "h3-");
}

/* Streams that stand for a connection each: DNS (RFC 9250), and the HTTP of before HTTP/3 that
 * test servers speak. */
static const WgDissector *
reader_of_one (const WgQuicConnection *c)
{
  WgSlice alpn = alpn_of (c);

  if (wg_slice_is (alpn, "doq") || wg_slice_has_prefix (alpn, "doq-"))
    return wg_dissector_find ("dns");
  if (wg_slice_has_prefix (alpn, "hq-"))
    return wg_dissector_find ("http");
  return NULL;
}

/* --- one stream --------------------------------------------------------------------------- */

/* @done: the last byte of that direction was given */
typedef struct
{
  guint64 id;
  WgQuicConnection *connection;
  WgChannel *channel; /* of its own, or %NULL */
  WgDir dir;          /* of the bytes being given */
  WgQuicGather gather[2];
  guint64 end[2];
  gboolean has_end[2];
  gboolean done[2];
} Stream;

/* RFC 9000 §2.1: bit 0 tells who opened it, bit 1 whether only he speaks on it. */
static gboolean
may_speak (const Stream *stream, WgDir dir)
{
  WgDir client = stream->connection->client;
  WgDir opener = (stream->id & 1) == 0 ? client : wg_dir_other (client);

  return (stream->id & 2) == 0 || dir == opener;
}

static void
free_stream (gpointer data)
{
  Stream *stream = data;
  Shared *shared = shared_of (stream->connection);

  for (guint dir = 0; dir < 2; dir++)
    {
      shared->held -= stream->gather[dir].held;
      wg_quic_gather_clear (&stream->gather[dir]);
    }
  wg_channel_free_child (stream->channel);
  g_free (stream);
}

static void
give (gpointer user, WgSlice bytes)
{
  Stream *stream = user;
  WgQuicConnection *c = stream->connection;

  if (c->http3 != NULL)
    wg_http3_data (c->http3, stream->id, stream->dir, bytes, c->state->pos, c->state->len);
  else if (stream->channel != NULL)
    wg_channel_child_data (stream->channel, stream->dir, bytes, c->state->pos, c->state->len);
}

static void
give_end (Stream *stream, WgDir dir)
{
  WgQuicConnection *c = stream->connection;

  stream->done[dir] = TRUE;
  if (c->http3 != NULL)
    wg_http3_end (c->http3, stream->id, dir);
  else if (stream->channel != NULL)
    wg_channel_child_eof (stream->channel, dir);
}

/* What is missing before the next bytes held will not come. */
static gboolean
skip_hole (Stream *stream, WgDir dir)
{
  WgQuicConnection *c = stream->connection;
  WgQuicGather *gather = &stream->gather[dir];
  Shared *shared = shared_of (c);
  gsize before = gather->held;
  guint64 gap;

  if (!wg_quic_gather_skip (gather, &gap))
    return FALSE;
  stream->dir = dir;
  if (c->http3 != NULL)
    wg_http3_gap (c->http3, stream->id, dir, gap);
  else if (stream->channel != NULL)
    wg_channel_child_gap (stream->channel, dir, gap, FALSE);
  wg_quic_gather_drain (gather, give, stream);
  shared->held -= before - gather->held;
  return TRUE;
}

/* --- all of them -------------------------------------------------------------------------- */

/* Streams that are over: all of a kind before @below, and single ones. */
static gboolean
is_over (WgQuicConnection *c, guint64 id)
{
  return id >> 2 < c->over_below[id & 3]
         || (c->over != NULL && g_hash_table_contains (c->over, &id));
}

static void
mark_over (WgQuicConnection *c, guint64 id)
{
  guint kind = id & 3;

  if (c->over == NULL)
    c->over = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  if (g_hash_table_size (c->over) >= WG_LIMIT_QUIC_STREAMS)
    return;
  g_hash_table_add (c->over, g_memdup2 (&id, sizeof id));
  for (;;)
    {
      guint64 next = c->over_below[kind] << 2 | kind;
      if (!g_hash_table_remove (c->over, &next))
        return;
      c->over_below[kind]++;
    }
}

/* What reads the streams is decided when the first one opens. */
static gboolean
begin (WgQuicConnection *c)
{
  if (c->streams != NULL)
    return c->http3 != NULL || c->reader != NULL;
  c->streams = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, free_stream);
  if (wg_quic_speaks_http3 (c))
    c->http3 = wg_http3_new (c->state->channel, c->client);
  else
    c->reader = reader_of_one (c);
  return c->http3 != NULL || c->reader != NULL;
}

static Stream *
find_stream (WgQuicConnection *c, guint64 id)
{
  WgHandoff handoff = {.by = "quic", .how = "quic", .client = c->client, .decrypted = TRUE};
  Stream *stream = g_hash_table_lookup (c->streams, &id);

  if (stream != NULL || is_over (c, id))
    return stream;
  if (g_hash_table_size (c->streams) >= WG_LIMIT_QUIC_STREAMS)
    {
      wg_quic_note (c->state, WG_QUIC_NOTE_LIMIT);
      return NULL;
    }
  stream = g_new0 (Stream, 1);
  stream->id = id;
  stream->connection = c;
  for (guint dir = 0; dir < 2; dir++)
    stream->done[dir] = !may_speak (stream, (WgDir) dir);
  if (c->reader != NULL)
    stream->channel =
        wg_channel_new_child (c->state->channel, "QUIC stream", c->reader, &handoff);
  g_hash_table_insert (c->streams, &stream->id, stream);
  return stream;
}

static void
remove_if_done (WgQuicConnection *c, Stream *stream)
{
  guint64 id = stream->id;

  if (!stream->done[0] || !stream->done[1])
    return;
  mark_over (c, id);
  g_hash_table_remove (c->streams, &id);
}

static void
add_bytes (Stream *stream, WgDir dir, const WgQuicFrame *frame)
{
  WgQuicConnection *c = stream->connection;
  Shared *shared = shared_of (c);
  WgQuicGather *gather = &stream->gather[dir];
  gsize others = shared->held - gather->held;
  gsize room = MIN (WG_LIMIT_QUIC_EARLY_LEN,
                    WG_LIMIT_QUIC_EARLY_TOTAL - MIN (others, WG_LIMIT_QUIC_EARLY_TOTAL));
  gboolean ok;

  stream->dir = dir;
  ok = wg_quic_gather_add (gather, frame->offset, frame->data, room, WG_LIMIT_QUIC_PIECES, give,
                           stream);
  shared->held = others + gather->held;
  if (ok)
    return;
  /* Too much came early: what is missing before it is given up. */
  while (!ok && skip_hole (stream, dir))
    {
      others = shared->held - gather->held;
      ok = wg_quic_gather_add (gather, frame->offset, frame->data, room, WG_LIMIT_QUIC_PIECES,
                               give, stream);
      shared->held = others + gather->held;
    }
  wg_quic_note (c->state, WG_QUIC_NOTE_LIMIT);
}

void
wg_quic_take_stream (WgQuicConnection *c, const WgQuicFrame *frame)
{
  WgDir dir = c->state->dir;
  Stream *stream;

  if (!begin (c))
    return;
  stream = find_stream (c, frame->id);
  if (stream == NULL || stream->done[dir])
    return;
  add_bytes (stream, dir, frame);
  if (frame->fin)
    {
      stream->has_end[dir] = TRUE;
      stream->end[dir] = frame->offset + frame->data.len;
    }
  if (stream->has_end[dir] && stream->gather[dir].next >= stream->end[dir])
    {
      give_end (stream, dir);
      remove_if_done (c, stream);
    }
}

void
wg_quic_reset_stream (WgQuicConnection *c, const WgQuicFrame *frame)
{
  WgDir dir = c->state->dir;
  Stream *stream;

  if (!begin (c))
    return;
  stream = find_stream (c, frame->id);
  if (stream == NULL || stream->done[dir])
    return;
  stream->done[dir] = TRUE;
  if (c->http3 != NULL)
    wg_http3_reset (c->http3, stream->id, dir, frame->error);
  remove_if_done (c, stream);
}

static gint
compare_streams (gconstpointer a, gconstpointer b)
{
  const Stream *first = *(Stream *const *) a, *second = *(Stream *const *) b;
  return first->id < second->id ? -1 : first->id > second->id;
}

void
wg_quic_end_streams (WgQuicConnection *c)
{
  g_autoptr (GPtrArray) open = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer stream;

  if (c->streams == NULL)
    return;
  g_hash_table_iter_init (&iter, c->streams);
  while (g_hash_table_iter_next (&iter, NULL, &stream))
    g_ptr_array_add (open, stream);
  g_ptr_array_sort (open, compare_streams);
  for (guint i = 0; i < open->len; i++)
    for (guint dir = 0; dir < 2; dir++)
      while (skip_hole (g_ptr_array_index (open, i), (WgDir) dir))
        ;
  for (guint i = 0; i < open->len; i++)
    g_hash_table_remove (c->streams, &((Stream *) g_ptr_array_index (open, i))->id);
  g_clear_pointer (&c->http3, wg_http3_free);
  g_clear_pointer (&c->streams, g_hash_table_unref);
  g_clear_pointer (&c->over, g_hash_table_unref);
}
