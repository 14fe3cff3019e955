#include "http-state.h"

/* Bodies pass by in chunks: counted, and decoded and summed where somebody is to know. */

static WgDecoder *
take_decoder (WgHttpPool *pool)
{
  return pool->decoders->len > 0
             ? g_ptr_array_steal_index_fast (pool->decoders, pool->decoders->len - 1)
             : wg_decoder_new ();
}

static WgSha256 *
take_sum (WgHttpPool *pool)
{
  WgSha256 *sum;

  if (pool->sums->len == 0)
    return wg_sha256_new ();
  sum = g_ptr_array_steal_index_fast (pool->sums, pool->sums->len - 1);
  wg_sha256_reset (sum);
  return sum;
}

void
wg_http_body_clear (WgHttp *http, WgHttpBody *body)
{
  if (body->decoder != NULL)
    g_ptr_array_add (http->pool->decoders, body->decoder);
  if (body->raw != NULL)
    g_ptr_array_add (http->pool->sums, body->raw);
  if (body->decoded != NULL)
    g_ptr_array_add (http->pool->sums, body->decoded);
  memset (body, 0, sizeof *body);
}

static void
sum_decoded (gpointer user, WgSlice bytes)
{
  WgHttpBody *body = user;
  wg_sha256_update (body->decoded, bytes);
}

/* Content codings were applied first, transfer codings on top of them. */
static void
begin_decoding (WgHttp *http, WgHttpBody *body, const WgHttpFraming *framing)
{
  WgCoding codings[2 * WG_LIMIT_CODINGS];
  guint n = 0;

  for (guint i = 0; i < framing->n_content; i++)
    codings[n++] = framing->content[i];
  for (guint i = 0; i < framing->n_transfer; i++)
    codings[n++] = framing->transfer[i];
  if (n == 0)
    return;
  body->decoder = take_decoder (http->pool);
  if (http->hashes)
    body->decoded = take_sum (http->pool);
  if (!wg_decoder_begin (body->decoder, codings, n, http->hashes ? sum_decoded : NULL, body))
    wg_http_body_clear (http, body);
}

void
wg_http_body_begin (WgHttp *http, WgDir dir, const WgHttpFraming *framing)
{
  WgHttpBody *body = &http->half[dir].body;

  if (!framing->unknown)
    begin_decoding (http, body, framing);
  if (http->hashes)
    body->raw = take_sum (http->pool);
}

void
wg_http_body_feed (WgHttpBody *body, WgSlice chunk)
{
  body->length += chunk.len;
  if (body->raw != NULL)
    wg_sha256_update (body->raw, chunk);
  if (body->decoder != NULL && !body->lost)
    wg_decoder_feed (body->decoder, chunk);
}

static const WgHttpNote notes_of_end[] = {
    [WG_DECODE_WHOLE] = WG_HTTP_N_NOTES,
    [WG_DECODE_PLAIN] = WG_HTTP_DECODE_PLAIN,
    [WG_DECODE_CUT] = WG_HTTP_DECODE_CUT,
    [WG_DECODE_CHECKSUM] = WG_HTTP_DECODE_CHECKSUM,
    [WG_DECODE_CORRUPT] = WG_HTTP_DECODE_CORRUPT,
    [WG_DECODE_BOMB] = WG_HTTP_DECODE_BOMB,
};

static void
keep_sum (WgHttpOpen *open, WgHttpMessage *message, WgSha256 *sum)
{
  guint8 bytes[WG_SHA256_LEN];

  wg_sha256_finish (sum, bytes);
  message->body_sha256 = wg_arena_copy (open->arena, wg_slice (bytes, sizeof bytes));
}

void
wg_http_body_end (WgHttp *http, WgDir dir, gboolean whole)
{
  WgHttpHalf *half = &http->half[dir];
  WgHttpBody *body = &half->body;
  WgHttpMessage *message =
      half->is_response ? &half->open->response.message : &half->open->request.message;
  gboolean undone = FALSE;

  message->body_length = body->length;
  if (body->decoder != NULL && body->length > 0 && !body->lost)
    {
      WgDecodeEnd end = wg_decoder_finish (body->decoder);

      undone = end < WG_DECODE_CORRUPT;
      if (undone)
        message->decoded_length = (gint64) wg_decoder_length (body->decoder);
      if (end != WG_DECODE_WHOLE && (whole || end != WG_DECODE_CUT))
        wg_channel_note (http->channel, dir, &wg_http_notes[notes_of_end[end]], 0, 0, NULL);
    }
  if (body->raw != NULL && body->length > 0 && !body->lost)
    keep_sum (half->open, message, undone ? body->decoded : body->raw);
  wg_http_body_clear (http, body);
}
