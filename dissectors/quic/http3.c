#include "http3-state.h"
#include "names.h"

static const WgNoteType notes[] = {
    [WG_HTTP3_NOTE_FRAME] = {"http3-frame", "A frame does not hold what its type asks for.",
                             "RFC 9114 §7.1"},
    [WG_HTTP3_NOTE_QPACK] = {"http3-qpack", "Compressed headers cannot be decoded.",
                             "RFC 9204 §6"},
    [WG_HTTP3_NOTE_SETTINGS] = {"http3-settings", "Settings end within a value.",
                                "RFC 9114 §7.2.4"},
    [WG_HTTP3_NOTE_LIMIT] = {"http3-limit", "There is more than is looked at.", NULL},
    {0},
};

/* Once of each kind and direction. */
void
wg_http3_note (WgHttp3 *h, guint which)
{
  if (wg_note_is_first (&h->noted, 2 * which + (guint) h->dir))
    wg_channel_note (h->channel, h->dir, &notes[which], h->pos, h->len, NULL);
}

void
wg_http3_count (WgHttp3 *h, WgList *list, guint64 key, guint64 add)
{
  WgNumber *numbers = (WgNumber *) (gpointer) list->items;

  for (guint i = 0; i < list->n; i++)
    if (numbers[i].key == key)
      {
        numbers[i].value += add;
        return;
      }
  if (key > G_MAXUINT32 || list->n == WG_LIMIT_HTTP3_NUMBERS)
    return;
  if (numbers == NULL)
    list->items = numbers = wg_arena_alloc (h->arena, WG_LIMIT_HTTP3_NUMBERS * sizeof *numbers);
  if (numbers != NULL)
    numbers[list->n++] = (WgNumber){(guint32) key, add};
}

const char *
wg_http3_error_name (guint64 error)
{
  return error <= G_MAXUINT32 ? wg_name_of (wg_names_http3_errors, (guint32) error) : NULL;
}

/* --- streams ------------------------------------------------------------------------- */

static void
free_stream (gpointer data)
{
  WgHttp3Stream *stream = data;

  for (guint dir = 0; dir < 2; dir++)
    g_clear_pointer (&stream->half[dir].held, g_byte_array_unref);
  g_free (stream);
}

static WgHttp3Stream *
get_stream (WgHttp3 *h, guint64 id)
{
  WgHttp3Stream *stream = g_hash_table_lookup (h->streams, &id);
  WgDir opener = (id & 1) == 0 ? h->client : wg_dir_other (h->client);

  if (stream != NULL)
    return stream;
  stream = g_new0 (WgHttp3Stream, 1);
  stream->id = id;
  for (guint dir = 0; dir < 2; dir++)
    {
      gboolean silent = (id & 2) != 0 && dir != opener;
      stream->half[dir].kind = (id & 2) != 0 ? WG_HTTP3_UNTOLD : WG_HTTP3_REQUEST;
      stream->half[dir].over = silent;
    }
  g_hash_table_insert (h->streams, &stream->id, stream);
  return stream;
}

static void
at (WgHttp3 *h, WgDir dir, gsize pos, gsize len)
{
  h->dir = dir;
  h->pos = pos;
  h->len = len;
  wg_http_streams_at (h->exchanges, h->channel, dir, pos, len);
}

static void
remove_if_over (WgHttp3 *h, WgHttp3Stream *stream)
{
  if (!stream->half[0].over || !stream->half[1].over)
    return;
  for (guint dir = 0; dir < 2; dir++)
    if (stream->half[dir].held != NULL)
      h->held -= stream->half[dir].held->len;
  g_ptr_array_remove (h->blocked, stream);
  g_hash_table_remove (h->streams, &stream->id);
}

/* All that @dir sends has come, and waits for nothing. */
static void
end_half (WgHttp3 *h, WgHttp3Stream *stream, WgDir dir)
{
  WgHttp3Half *half = &stream->half[dir];
  WgHttpStream *exchange;

  half->over = TRUE;
  if (half->kind == WG_HTTP3_REQUEST || half->kind == WG_HTTP3_PUSH)
    {
      exchange = stream->opened ? wg_http3_exchange (h, stream) : NULL;
      if (exchange != NULL && half->kind == WG_HTTP3_PUSH)
        wg_http_stream_end (exchange, wg_dir_other (dir));
      exchange = stream->opened ? wg_http3_exchange (h, stream) : NULL;
      if (exchange != NULL)
        wg_http_stream_end (exchange, dir);
    }
}

static void
hold (WgHttp3 *h, WgHttp3Half *half, WgSlice rest)
{
  if (rest.len == 0)
    return;
  if (half->held == NULL)
    half->held = g_byte_array_new ();
  g_byte_array_append (half->held, rest.data, (guint) rest.len);
  h->held += rest.len;
}

static void
drop_held (WgHttp3 *h, WgHttp3Half *half, gsize n)
{
  h->held -= n;
  if (n == half->held->len)
    g_clear_pointer (&half->held, g_byte_array_unref);
  else if (n > 0)
    g_byte_array_remove_range (half->held, 0, (guint) n);
}

static void
set_blocked (WgHttp3 *h, WgHttp3Stream *stream)
{
  gboolean blocked = stream->half[0].blocked || stream->half[1].blocked;

  if (!blocked)
    g_ptr_array_remove (h->blocked, stream);
  else if (!g_ptr_array_find (h->blocked, stream, NULL))
    g_ptr_array_add (h->blocked, stream);
}

/* What is held of one direction, as far as it goes now. */
static void
read_held (WgHttp3 *h, WgHttp3Stream *stream, WgDir dir)
{
  WgHttp3Half *half = &stream->half[dir];
  WgReader r;

  if (half->held == NULL || half->held->len < half->need)
    return;
  r = wg_reader (wg_slice (half->held->data, half->held->len), WG_END_MORE);
  wg_http3_read (h, stream, dir, &r);
  drop_held (h, half, wg_reader_tell (&r));
}

/* The encoder has sent more, or nobody waits for it any longer. */
static void
read_blocked (WgHttp3 *h)
{
  g_autoptr (GPtrArray) waiting = NULL;

  if (h->blocked->len == 0)
    return;
  waiting = g_ptr_array_copy (h->blocked, NULL, NULL);
  for (guint i = 0; i < waiting->len; i++)
    {
      WgHttp3Stream *stream = g_ptr_array_index (waiting, i);

      for (guint dir = 0; dir < 2; dir++)
        {
          WgHttp3Half *half = &stream->half[dir];

          if (!half->blocked)
            continue;
          read_held (h, stream, (WgDir) dir);
          if (!half->blocked && half->ended)
            end_half (h, stream, (WgDir) dir);
        }
      set_blocked (h, stream);
      remove_if_over (h, stream);
    }
}

/* --- what QUIC calls ----------------------------------------------------------------- */

void
wg_http3_data (WgHttp3 *h, guint64 id, WgDir dir, WgSlice bytes, gsize pos, gsize len)
{
  WgHttp3Stream *stream = get_stream (h, id);
  WgHttp3Half *half = &stream->half[dir];
  WgReader r = wg_reader (bytes, WG_END_MORE);

  if (half->over || half->dead)
    return;
  at (h, dir, pos, len);
  if (half->held != NULL)
    {
      hold (h, half, bytes);
      if (!half->blocked)
        read_held (h, stream, dir);
    }
  else
    {
      wg_http3_read (h, stream, dir, &r);
      hold (h, half, wg_reader_rest (&r));
    }
  set_blocked (h, stream);
  if (half->kind == WG_HTTP3_ENCODER || half->kind == WG_HTTP3_CONTROL)
    read_blocked (h);
  if (h->held <= WG_LIMIT_HTTP3_HELD)
    return;
  wg_http3_note (h, WG_HTTP3_NOTE_LIMIT);
  h->force = TRUE;
  read_blocked (h);
  h->force = FALSE;
}

void
wg_http3_gap (WgHttp3 *h, guint64 id, WgDir dir, guint64 len)
{
  WgHttp3Stream *stream = get_stream (h, id);
  WgHttp3Half *half = &stream->half[dir];
  guint64 inside = half->held == NULL ? MIN (half->left, len) : 0;
  WgHttpStream *exchange;

  if (half->over || half->dead)
    return;
  if (half->kind == WG_HTTP3_ENCODER)
    wg_qpack_lose (h->qpack[dir]);
  half->left -= inside;
  exchange = half->in_data && inside > 0 ? wg_http3_exchange (h, stream) : NULL;
  if (exchange != NULL)
    wg_http_stream_lose (exchange, dir, inside, FALSE);
  half->dead = inside < len && half->kind != WG_HTTP3_IGNORED;
}

void
wg_http3_end (WgHttp3 *h, guint64 id, WgDir dir)
{
  WgHttp3Stream *stream = get_stream (h, id);
  WgHttp3Half *half = &stream->half[dir];

  if (half->over)
    return;
  half->ended = TRUE;
  if (half->blocked)
    return;
  end_half (h, stream, dir);
  remove_if_over (h, stream);
}

void
wg_http3_reset (WgHttp3 *h, guint64 id, WgDir dir, guint64 error)
{
  WgHttp3Stream *stream = get_stream (h, id);
  WgHttpStream *exchange = stream->opened ? wg_http3_exchange (h, stream) : NULL;
  const char *name = wg_http3_error_name (error);
  char number[24];

  g_snprintf (number, sizeof number, "%" G_GUINT64_FORMAT, error);
  stream->half[dir].over = TRUE;
  if (exchange != NULL)
    wg_http_stream_reset (exchange, dir, name != NULL ? name : number);
  remove_if_over (h, stream);
}

/* --- the connection ------------------------------------------------------------------ */

static const char pool_key;

WgHttp3 *
wg_http3_new (WgChannel *channel, WgDir client)
{
  WgHandoff handoff = {.by = "quic", .how = "quic", .client = client, .decrypted = TRUE};
  WgQpackPool *pool =
      wg_channel_shared (channel, &pool_key, wg_qpack_pool_new, wg_qpack_pool_free);
  WgHttp3 *h = g_new0 (WgHttp3, 1);

  h->channel = channel;
  h->client = client;
  h->named = wg_channel_new_child (channel, "HTTP/3", &wg_http3, &handoff);
  h->exchanges = wg_http_streams_new (channel, "http3", "HTTP/3", TRUE);
  wg_http_streams_set_client (h->exchanges, client);
  for (guint dir = 0; dir < 2; dir++)
    h->qpack[dir] = wg_qpack_new (pool);
  h->streams = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, free_stream);
  h->promises = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free,
                                       (GDestroyNotify) g_bytes_unref);
  h->blocked = g_ptr_array_new ();
  h->arena = wg_arena_new (WG_LIMIT_RECORD_LEN);
  h->id = wg_channel_open_record (channel, &wg_http3_type, wg_channel_frame (channel));
  h->record.decrypted = TRUE;
  return h;
}

void
wg_http3_free (WgHttp3 *h)
{
  h->force = TRUE;
  read_blocked (h);
  wg_http_streams_free (h->exchanges);
  wg_channel_close_record (h->channel, h->id, &wg_http3_type, &h->record,
                           h->client != WG_CLIENT);
  wg_channel_free_child (h->named);
  for (guint dir = 0; dir < 2; dir++)
    wg_qpack_free (h->qpack[dir]);
  g_hash_table_unref (h->promises);
  g_hash_table_unref (h->streams);
  g_ptr_array_unref (h->blocked);
  wg_arena_free (h->arena);
  g_free (h);
}

/* --- the vtable: nobody hands over to it, QUIC calls it for each of its streams
 * --------------- */

static gpointer
open_state (WgChannel *channel)
{
  return channel;
}

static WgStep
feed (gpointer state, WgDir dir, WgReader *in)
{
  return WG_LOST;
}

static void
gap (gpointer state, WgDir dir, guint64 len, gboolean cut)
{
}

static void
close_state (gpointer state)
{
}

static const WgRecordType *const records[] = {&wg_http_type, &wg_http3_type, NULL};

static const WgField fields[] = {
    {.key = "http3", .label = "HTTP/3", .kind = WG_KIND_NONE},
    {0},
};

const WgDissector wg_http3 = {
    .id = "http3",
    .title = "HTTP/3",
    .help = "HTTP over QUIC, each exchange on a stream of its own.",
    .records = records,
    .fields = fields,
    .notes = notes,
    .open = open_state,
    .feed = feed,
    .gap = gap,
    .close = close_state,
};
