#include "dissect/coding.h"

#include <brotli/decode.h>
#include <zlib.h>
#include <zstd.h>

#define OUT_LEN      (32u * 1024)
#define SNIFF_LEN    256u
#define RATIO_FREE   (1024u * 1024) /* decoded bytes that need no excuse */
#define GZIP_FLAGS   3u             /* offset of FLG (RFC 1952 §2.3) */
#define GZIP_SIGN    4u             /* bytes looked at before zlib is asked */
#define GZIP_DEFINED 0x1fu          /* flags that have a meaning */

/**
 * Stage: one coding being undone.
 * @sniff: the first bytes, until it is clear what they are; of bare deflate, which has no sign,
 * until they gave something
 */
typedef struct
{
  WgCoding coding;
  gboolean begun;
  gboolean ended;  /* the coded data told its end */
  gboolean passed; /* was not coded at all */
  gboolean failed;
  gboolean checksum;
  gboolean touched; /* something came in */
  gsize n_sniff;
  guint8 sniff[SNIFF_LEN];
  guint64 out;
  z_stream zlib;
  gboolean has_zlib;
  BrotliDecoderState *brotli;
  ZSTD_DCtx *zstd;
  guint8 *buffer;
} Stage;

struct WgDecoder
{
  Stage stages[WG_LIMIT_CODINGS];
  guint n;
  gboolean bomb;
  guint64 in;
  guint64 out;
  WgDecodedFunc func;
  gpointer user;
};

static const struct
{
  const char *name;
  WgCoding coding;
} names[] = {
    {"gzip", WG_CODING_GZIP},         {"x-gzip", WG_CODING_GZIP},
    {"deflate", WG_CODING_DEFLATE},   {"x-deflate", WG_CODING_DEFLATE},
    {"br", WG_CODING_BROTLI},         {"zstd", WG_CODING_ZSTD},
    {"identity", WG_CODING_IDENTITY},
};

WgCoding
wg_coding_find (WgSlice name)
{
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (wg_slice_is_nocase (name, names[i].name))
      return names[i].coding;
  return WG_CODING_UNKNOWN;
}

WgDecoder *
wg_decoder_new (void)
{
  return g_new0 (WgDecoder, 1);
}

static void
stage_clear (Stage *stage)
{
  if (stage->has_zlib)
    inflateEnd (&stage->zlib);
  if (stage->brotli != NULL)
    BrotliDecoderDestroyInstance (stage->brotli);
  if (stage->zstd != NULL)
    ZSTD_freeDCtx (stage->zstd);
  g_free (stage->buffer);
}

void
wg_decoder_free (WgDecoder *decoder)
{
  if (decoder == NULL)
    return;
  for (guint i = 0; i < WG_LIMIT_CODINGS; i++)
    stage_clear (&decoder->stages[i]);
  g_free (decoder);
}

static void
stage_reset (Stage *stage, WgCoding coding)
{
  stage->coding = coding;
  stage->begun = stage->ended = stage->passed = stage->failed = FALSE;
  stage->checksum = stage->touched = FALSE;
  stage->n_sniff = 0;
  stage->out = 0;
  g_clear_pointer (&stage->brotli, BrotliDecoderDestroyInstance);
  if (stage->buffer == NULL)
    stage->buffer = g_malloc (OUT_LEN);
}

gboolean
wg_decoder_begin (WgDecoder *decoder,
                  const WgCoding *codings,
                  guint n_codings,
                  WgDecodedFunc func,
                  gpointer user)
{
  decoder->n = 0;
  decoder->bomb = FALSE;
  decoder->in = decoder->out = 0;
  decoder->func = func;
  decoder->user = user;
  if (n_codings > WG_LIMIT_CODINGS)
    return FALSE;
  for (guint i = 0; i < n_codings; i++)
    {
      WgCoding coding = codings[n_codings - 1 - i];
      if (coding == WG_CODING_UNKNOWN)
        return FALSE;
      if (coding != WG_CODING_IDENTITY)
        stage_reset (&decoder->stages[decoder->n++], coding);
    }
  return TRUE;
}

static void feed_stage (WgDecoder *decoder, guint index, WgSlice bytes);

/* Decoded bytes of stage @index go to the next one, the last one's to the reader. */
static void
give (WgDecoder *decoder, guint index, WgSlice bytes)
{
  if (bytes.len == 0 || decoder->bomb)
    return;
  if (index < decoder->n)
    {
      guint64 allowed = RATIO_FREE + decoder->in * WG_LIMIT_DECODED_RATIO;
      Stage *stage = &decoder->stages[index];

      stage->out += bytes.len;
      decoder->bomb = stage->out > MIN (allowed, (guint64) WG_LIMIT_DECODED_LEN);
      if (decoder->bomb)
        return;
    }
  if (index + 1 < decoder->n)
    {
      feed_stage (decoder, index + 1, bytes);
      return;
    }
  decoder->out += bytes.len;
  if (decoder->func != NULL)
    decoder->func (decoder->user, bytes);
}

static gboolean
begin_zlib (Stage *stage, int window_bits)
{
  if (stage->has_zlib)
    return inflateReset2 (&stage->zlib, window_bits) == Z_OK;
  memset (&stage->zlib, 0, sizeof stage->zlib);
  stage->has_zlib = inflateInit2 (&stage->zlib, window_bits) == Z_OK;
  return stage->has_zlib;
}

static gboolean
is_zlib_header (WgSlice s)
{
  int cmf = wg_slice_at (s, 0), flags = wg_slice_at (s, 1);
  return (cmf & 0x0f) == Z_DEFLATED && (cmf * 256 + flags) % 31 == 0 && (flags & 0x20) == 0;
}

/* The first bytes tell: FALSE while there are too few of them. @last: no more will come. */
static gboolean
begin (Stage *stage, gboolean last)
{
  WgSlice s = wg_slice (stage->sniff, stage->n_sniff);

  if (stage->coding == WG_CODING_GZIP)
    {
      if (s.len < GZIP_SIGN && !last)
        return FALSE;
      stage->passed = wg_slice_at (s, 0) != 0x1f || wg_slice_at (s, 1) != 0x8b;
      /* zlib refuses reserved flags, which browsers pass over. */
      if (!stage->passed && s.len >= GZIP_SIGN)
        stage->sniff[GZIP_FLAGS] &= GZIP_DEFINED;
      stage->failed = !stage->passed && !begin_zlib (stage, MAX_WBITS + 16);
    }
  else if (stage->coding == WG_CODING_DEFLATE)
    {
      if (s.len < 2 && !last)
        return FALSE;
      stage->failed = !begin_zlib (stage, is_zlib_header (s) ? MAX_WBITS : -MAX_WBITS);
    }
  else if (stage->coding == WG_CODING_BROTLI)
    stage->failed = (stage->brotli = BrotliDecoderCreateInstance (NULL, NULL, NULL)) == NULL;
  else
    {
      if (stage->zstd == NULL)
        stage->zstd = ZSTD_createDCtx ();
      stage->failed = stage->zstd == NULL
                      || ZSTD_isError (ZSTD_DCtx_reset (stage->zstd, ZSTD_reset_session_only));
    }
  stage->begun = TRUE;
  return TRUE;
}

/* Bare deflate that never made sense was no deflate. */
static void
zlib_failed (WgDecoder *decoder, guint index)
{
  Stage *stage = &decoder->stages[index];
  const char *why = stage->zlib.msg;

  if (stage->out > 0 && why != NULL && g_str_has_prefix (why, "incorrect "))
    stage->checksum = stage->ended = TRUE;
  else if (stage->coding == WG_CODING_DEFLATE && stage->out == 0
           && stage->zlib.total_in <= stage->n_sniff)
    {
      stage->passed = TRUE;
      give (decoder, index, wg_slice (stage->sniff, stage->n_sniff));
    }
  else
    stage->failed = TRUE;
}

static void
feed_zlib (WgDecoder *decoder, guint index, WgSlice bytes)
{
  Stage *stage = &decoder->stages[index];
  WgSlice left = bytes;

  while (left.len > 0 && !stage->ended && !decoder->bomb)
    {
      uInt step = (uInt) MIN (left.len, G_MAXUINT32 / 2);
      int answer;

      do
        {
          stage->zlib.next_in = (Bytef *) (guintptr) left.data;
          stage->zlib.avail_in = step;
          stage->zlib.next_out = stage->buffer;
          stage->zlib.avail_out = OUT_LEN;
          answer = inflate (&stage->zlib, Z_NO_FLUSH);
          left = wg_slice_sub (left, step - stage->zlib.avail_in, left.len);
          step = stage->zlib.avail_in;
          give (decoder, index, wg_slice (stage->buffer, OUT_LEN - stage->zlib.avail_out));
        }
      while (answer == Z_OK && (step > 0 || stage->zlib.avail_out == 0) && !decoder->bomb);
      if (answer == Z_STREAM_END)
        stage->ended = TRUE;
      else if (answer != Z_OK && answer != Z_BUF_ERROR)
        {
          zlib_failed (decoder, index);
          return;
        }
    }
}

static void
feed_brotli (WgDecoder *decoder, guint index, WgSlice bytes)
{
  Stage *stage = &decoder->stages[index];
  size_t left = bytes.len;
  const guint8 *next = bytes.data;
  BrotliDecoderResult answer;

  do
    {
      size_t room = OUT_LEN;
      guint8 *out = stage->buffer;

      answer = BrotliDecoderDecompressStream (stage->brotli, &left, &next, &room, &out, NULL);
      give (decoder, index, wg_slice (stage->buffer, OUT_LEN - room));
    }
  while (answer == BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT && !decoder->bomb);
  stage->ended = answer == BROTLI_DECODER_RESULT_SUCCESS;
  stage->failed = answer == BROTLI_DECODER_RESULT_ERROR;
}

static void
feed_zstd (WgDecoder *decoder, guint index, WgSlice bytes)
{
  Stage *stage = &decoder->stages[index];
  ZSTD_inBuffer in = {bytes.data, bytes.len, 0};
  size_t answer;
  gboolean full;

  do
    {
      ZSTD_outBuffer out = {stage->buffer, OUT_LEN, 0};

      answer = ZSTD_decompressStream (stage->zstd, &out, &in);
      if (ZSTD_isError (answer))
        {
          stage->failed = TRUE;
          return;
        }
      give (decoder, index, wg_slice (stage->buffer, out.pos));
      full = out.pos == OUT_LEN;
    }
  while ((in.pos < in.size || full) && !decoder->bomb);
  stage->ended = answer == 0;
}

static void
decode (WgDecoder *decoder, guint index, WgSlice bytes)
{
  Stage *stage = &decoder->stages[index];

  if (stage->failed || bytes.len == 0)
    return;
  if (stage->passed)
    give (decoder, index, bytes);
  else if (stage->coding == WG_CODING_BROTLI && !stage->ended)
    feed_brotli (decoder, index, bytes);
  else if (stage->coding == WG_CODING_ZSTD)
    feed_zstd (decoder, index, bytes); /* frames may follow each other (RFC 8878 §3) */
  else if (!stage->ended)
    feed_zlib (decoder, index, bytes);
}

/* Keeps the beginning of @bytes as long as it may be asked for again; how much that is. */
static gsize
keep (Stage *stage, WgSlice bytes)
{
  gsize n = MIN (bytes.len, SNIFF_LEN - stage->n_sniff);

  if (stage->begun && (stage->coding != WG_CODING_DEFLATE || stage->out > 0 || stage->passed))
    return 0;
  memcpy (stage->sniff + stage->n_sniff, bytes.data, n);
  stage->n_sniff += n;
  return n;
}

static void
feed_stage (WgDecoder *decoder, guint index, WgSlice bytes)
{
  Stage *stage = &decoder->stages[index];
  gsize kept = keep (stage, bytes);

  stage->touched = TRUE;
  if (stage->begun)
    decode (decoder, index, wg_slice_sub (bytes, 0, kept));
  else if (begin (stage, FALSE))
    decode (decoder, index, wg_slice (stage->sniff, stage->n_sniff));
  else
    return;
  decode (decoder, index, wg_slice_sub (bytes, kept, bytes.len));
}

void
wg_decoder_feed (WgDecoder *decoder, WgSlice bytes)
{
  if (bytes.len == 0 || decoder->bomb)
    return;
  decoder->in += bytes.len;
  if (decoder->n == 0)
    give (decoder, 0, bytes);
  else
    feed_stage (decoder, 0, bytes);
}

WgDecodeEnd
wg_decoder_finish (WgDecoder *decoder)
{
  WgDecodeEnd end = WG_DECODE_WHOLE;

  for (guint i = 0; i < decoder->n; i++)
    {
      Stage *stage = &decoder->stages[i];

      if (!stage->begun && stage->n_sniff > 0 && begin (stage, TRUE))
        decode (decoder, i, wg_slice (stage->sniff, stage->n_sniff));
      if (stage->failed)
        return WG_DECODE_CORRUPT;
      if (stage->checksum)
        end = MAX (end, WG_DECODE_CHECKSUM);
      else if (stage->passed)
        end = MAX (end, WG_DECODE_PLAIN);
      else if (stage->touched && !stage->ended)
        end = MAX (end, WG_DECODE_CUT);
    }
  return decoder->bomb ? WG_DECODE_BOMB : end;
}

guint64
wg_decoder_length (const WgDecoder *decoder)
{
  return decoder->out;
}
