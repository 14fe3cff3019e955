#include "exchange/body.h"

struct WgHttpBodyPool
{
  GPtrArray *decoders; /* WgDecoder */
  GPtrArray *sums;     /* WgSha256 */
  GPtrArray *buffers;  /* GByteArray */
  guint n_keeping;
  guint n_decoding;
};

#define NOTE(index, name, sentence, where)                                                     \
  [index] = {.id = "http-" name, .text = sentence, .source = where}

enum
{
  NOTE_PLAIN,
  NOTE_CUT,
  NOTE_CHECKSUM,
  NOTE_CORRUPT,
  NOTE_BOMB,
  N_NOTES,
};

const WgNoteType wg_http_body_notes[N_NOTES + 1] = {
    NOTE (NOTE_PLAIN,
          "coding-not-applied",
          "A coding is named that the body does not have.",
          "RFC 9110 §8.4"),
    NOTE (NOTE_CUT,
          "coded-body-cut",
          "The coded body has no end; it was undone as far as it goes.",
          "RFC 9110 §8.4.1"),
    NOTE (NOTE_CHECKSUM,
          "coded-body-checksum",
          "The decoded body does not fit the checksum that was sent with it.",
          "RFC 1952 §2.3.1"),
    NOTE (NOTE_CORRUPT,
          "coded-body-corrupt",
          "The coded body cannot be undone.",
          "RFC 9110 §8.4.1"),
    NOTE (NOTE_BOMB,
          "decompression-bomb",
          "The body grows past the limit when it is decoded; decoding was given up.",
          "RFC 9110 §17.4"),
};

static const guint notes_of_end[] = {
    [WG_DECODE_WHOLE] = N_NOTES,        [WG_DECODE_PLAIN] = NOTE_PLAIN,
    [WG_DECODE_CUT] = NOTE_CUT,         [WG_DECODE_CHECKSUM] = NOTE_CHECKSUM,
    [WG_DECODE_CORRUPT] = NOTE_CORRUPT, [WG_DECODE_BOMB] = NOTE_BOMB,
};

static const guint pool_key; /* its address names the pool */

static gpointer
pool_new (void)
{
  WgHttpBodyPool *pool = g_new0 (WgHttpBodyPool, 1);
  pool->decoders = g_ptr_array_new_with_free_func ((GDestroyNotify) wg_decoder_free);
  pool->sums = g_ptr_array_new_with_free_func ((GDestroyNotify) wg_sha256_free);
  pool->buffers = g_ptr_array_new_with_free_func ((GDestroyNotify) g_byte_array_unref);
  return pool;
}

static void
pool_free (gpointer data)
{
  WgHttpBodyPool *pool = data;

  g_ptr_array_unref (pool->decoders);
  g_ptr_array_unref (pool->sums);
  g_ptr_array_unref (pool->buffers);
  g_free (pool);
}

WgHttpBodyPool *
wg_http_body_pool (WgChannel *channel)
{
  return wg_channel_shared (channel, &pool_key, pool_new, pool_free);
}

static WgDecoder *
take_decoder (WgHttpBodyPool *pool)
{
  if (pool->n_decoding >= WG_LIMIT_HTTP_DECODERS)
    return NULL;
  pool->n_decoding++;
  return pool->decoders->len > 0
             ? g_ptr_array_steal_index_fast (pool->decoders, pool->decoders->len - 1)
             : wg_decoder_new ();
}

static WgSha256 *
take_sum (WgHttpBodyPool *pool)
{
  WgSha256 *sum;

  if (pool->sums->len == 0)
    return wg_sha256_new ();
  sum = g_ptr_array_steal_index_fast (pool->sums, pool->sums->len - 1);
  wg_sha256_reset (sum);
  return sum;
}

static void
take_buffer (WgHttpBody *body, WgHttpBodyPool *pool)
{
  if (pool->n_keeping >= WG_LIMIT_BODIES_KEPT)
    return;
  pool->n_keeping++;
  body->kept = pool->buffers->len > 0
                   ? g_ptr_array_steal_index_fast (pool->buffers, pool->buffers->len - 1)
                   : g_byte_array_new ();
}

static void
give_buffer (WgHttpBody *body, WgHttpBodyPool *pool)
{
  if (body->kept == NULL)
    return;
  g_byte_array_set_size (body->kept, 0);
  g_ptr_array_add (pool->buffers, body->kept);
  pool->n_keeping--;
  body->kept = NULL;
}

static void
give_decoder (WgHttpBody *body, WgHttpBodyPool *pool)
{
  if (body->decoder != NULL)
    {
      g_ptr_array_add (pool->decoders, body->decoder);
      pool->n_decoding--;
    }
  if (body->decoded != NULL)
    g_ptr_array_add (pool->sums, body->decoded);
  body->decoder = NULL;
  body->decoded = NULL;
}

void
wg_http_body_clear (WgHttpBody *body, WgHttpBodyPool *pool)
{
  give_decoder (body, pool);
  give_buffer (body, pool);
  if (body->raw != NULL)
    g_ptr_array_add (pool->sums, body->raw);
  memset (body, 0, sizeof *body);
}

static void
keep_bytes (WgHttpBody *body, WgSlice bytes)
{
  gsize room = body->keep_len - body->kept->len;

  g_byte_array_append (body->kept, bytes.data, (guint) MIN (room, bytes.len));
}

static void
take_decoded (gpointer user, WgSlice bytes)
{
  WgHttpBody *body = user;

  if (body->decoded != NULL)
    wg_sha256_update (body->decoded, bytes);
  if (body->kept != NULL && bytes.len > 0)
    keep_bytes (body, bytes);
}

gsize
wg_http_body_keep_len (WgWant wants, WgSlice content_type)
{
  static const char *const opaque[] = {
      "image/",          "video/",          "audio/", "font/", "application/octet-stream",
      "application/pdf", "application/zip", NULL};

  if ((wants & WG_WANT_BODIES) == 0)
    return 0;
  for (guint i = 0; opaque[i] != NULL; i++)
    if (wg_slice_has_prefix_nocase (content_type, opaque[i]))
      return WG_LIMIT_BODY_MAGIC;
  return WG_LIMIT_BODY_KEPT;
}

void
wg_http_body_begin (WgHttpBody *body,
                    WgHttpBodyPool *pool,
                    gboolean hashes,
                    gsize keep_len,
                    const WgCoding *codings,
                    guint n_codings)
{
  if (hashes)
    body->raw = take_sum (pool);
  body->keep_len = keep_len;
  if (keep_len > 0)
    take_buffer (body, pool);
  if (n_codings == 0 || (body->decoder = take_decoder (pool)) == NULL)
    return;
  if (hashes)
    body->decoded = take_sum (pool);
  if (!wg_decoder_begin (body->decoder, codings, n_codings,
                         hashes || body->kept != NULL ? take_decoded : NULL, body))
    give_decoder (body, pool);
}

void
wg_http_body_feed (WgHttpBody *body, WgSlice chunk)
{
  body->length += chunk.len;
  if (body->raw != NULL)
    wg_sha256_update (body->raw, chunk);
  if (body->decoder != NULL && !body->lost)
    wg_decoder_feed (body->decoder, chunk);
  else if (body->kept != NULL && !body->lost && chunk.len > 0)
    keep_bytes (body, chunk);
}

void
wg_http_body_lose (WgHttpBody *body, guint64 len)
{
  body->lost = TRUE;
  body->length += len;
}

static void
keep_sum (WgHttpMessage *message, WgArena *arena, WgSha256 *sum)
{
  guint8 bytes[WG_SHA256_LEN];

  wg_sha256_finish (sum, bytes);
  message->body_sha256 = wg_arena_copy (arena, wg_slice (bytes, sizeof bytes));
}

const WgNoteType *
wg_http_body_end (WgHttpBody *body,
                  WgHttpBodyPool *pool,
                  WgArena *arena,
                  gboolean whole,
                  gboolean lend,
                  WgHttpMessage *message)
{
  const WgNoteType *note = NULL;
  gboolean undone = FALSE;

  message->body_length = body->length;
  if (body->decoder != NULL && body->length > 0 && !body->lost)
    {
      WgDecodeEnd end = wg_decoder_finish (body->decoder);

      undone = end < WG_DECODE_CORRUPT;
      if (undone)
        message->decoded_length = (gint64) wg_decoder_length (body->decoder);
      if (end != WG_DECODE_WHOLE && (whole || end != WG_DECODE_CUT))
        note = &wg_http_body_notes[notes_of_end[end]];
    }
  if (body->raw != NULL && body->length > 0 && !body->lost)
    keep_sum (message, arena, undone ? body->decoded : body->raw);
  if (body->kept != NULL && body->kept->len > 0)
    message->body = wg_slice (body->kept->data, body->kept->len);
  if (lend)
    return note;
  message->body = wg_arena_copy (arena, message->body);
  wg_http_body_clear (body, pool);
  return note;
}
