#include "capture/inflate.h"

#include "base/limits.h"
#include "base/reader.h"

#include <lz4frame.h>
#include <zlib.h>
#include <zstd.h>

#define GZIP_MAGIC      0x1f8b08u /* with the only method there is, deflate */
#define ZSTD_MAGIC      0xfd2fb528u
#define LZ4_MAGIC       0x184d2204u
#define SKIPPABLE_MAGIC 0x184d2a50u /* to ..5f; zstd and lz4 share them */

struct WgInflater
{
  WgCodec codec;
  z_stream gzip;
  ZSTD_DStream *zstd;
  LZ4F_dctx *lz4;
  gsize begin_len; /* of zstd and lz4: what to take at a frame's beginning, */
  gsize take_len;  /* and next: no more than one block at a time, as where a block turns out
                    * to be damaged nothing that was written in that call is told of */
};

WgCodec
wg_codec_of (WgSlice head)
{
  WgReader be = wg_reader (head, WG_END_WHOLE), le = be;
  guint32 gzip, magic;

  if (wg_reader_u24 (&be, &gzip) && gzip == GZIP_MAGIC)
    return WG_CODEC_GZIP;
  if (!wg_reader_u32le (&le, &magic))
    return WG_CODEC_NONE;
  if (magic == LZ4_MAGIC)
    return WG_CODEC_LZ4;
  if (magic == ZSTD_MAGIC || (magic & ~0xfu) == SKIPPABLE_MAGIC)
    return WG_CODEC_ZSTD;
  return WG_CODEC_NONE;
}

const char *
wg_codec_name (WgCodec codec)
{
  static const char *const names[] = {"plain", "gzip", "zstd", "lz4"};
  return names[codec];
}

WgInflater *
wg_inflater_new (WgCodec codec)
{
  WgInflater *inflater = g_new0 (WgInflater, 1);
  gboolean ok = FALSE;

  inflater->codec = codec;
  switch (codec)
    {
    case WG_CODEC_GZIP:
      ok = inflateInit2 (&inflater->gzip, 16 + MAX_WBITS) == Z_OK;
      break;
    case WG_CODEC_ZSTD:
      inflater->zstd = ZSTD_createDStream ();
      ok = inflater->zstd != NULL;
      inflater->begin_len = ok ? ZSTD_initDStream (inflater->zstd) : 0;
      ok = ok
           && !ZSTD_isError (
               ZSTD_DCtx_setParameter (inflater->zstd, ZSTD_d_windowLogMax, WG_LIMIT_ZSTD_LOG));
      break;
    case WG_CODEC_LZ4:
      ok = !LZ4F_isError (LZ4F_createDecompressionContext (&inflater->lz4, LZ4F_VERSION));
      inflater->begin_len = LZ4F_HEADER_SIZE_MIN;
      break;
    case WG_CODEC_NONE:
    default:
      break;
    }
  g_assert (ok);
  inflater->take_len = inflater->begin_len;
  return inflater;
}

void
wg_inflater_free (WgInflater *inflater)
{
  if (inflater == NULL)
    return;
  if (inflater->codec == WG_CODEC_GZIP)
    inflateEnd (&inflater->gzip);
  ZSTD_freeDStream (inflater->zstd);
  LZ4F_freeDecompressionContext (inflater->lz4);
  g_free (inflater);
}

static WgInflateStep
run_gzip (WgInflater *inflater, WgSlice *in, guint8 *out, gsize len, gsize *made)
{
  z_stream *z = &inflater->gzip;
  guint given = (guint) MIN (in->len, G_MAXINT), room = (guint) MIN (len, G_MAXINT);
  int result;

  z->next_in = (z_const Bytef *) in->data;
  z->avail_in = given;
  z->next_out = out;
  z->avail_out = room;
  result = inflate (z, Z_NO_FLUSH);
  *in = wg_slice_sub (*in, given - z->avail_in, in->len);
  *made = room - z->avail_out;
  if (result == Z_STREAM_END)
    return inflateReset (z) == Z_OK ? WG_INFLATE_FRAME_END : WG_INFLATE_DAMAGED;
  return result == Z_OK || result == Z_BUF_ERROR ? WG_INFLATE_GOING : WG_INFLATE_DAMAGED;
}

static WgInflateStep
run_zstd (WgInflater *inflater, WgSlice *in, guint8 *out, gsize len, gsize *made)
{
  ZSTD_inBuffer from = {in->data, MIN (in->len, inflater->take_len), 0};
  ZSTD_outBuffer to = {out, len, 0};
  gsize result = ZSTD_decompressStream (inflater->zstd, &to, &from);

  *in = wg_slice_sub (*in, from.pos, in->len);
  *made = to.pos;
  if (ZSTD_isError (result))
    return WG_INFLATE_DAMAGED;
  inflater->take_len = result > 0 ? result : inflater->begin_len;
  return result == 0 ? WG_INFLATE_FRAME_END : WG_INFLATE_GOING;
}

static WgInflateStep
run_lz4 (WgInflater *inflater, WgSlice *in, guint8 *out, gsize len, gsize *made)
{
  gsize given = MIN (in->len, inflater->take_len), room = len;
  gsize result = LZ4F_decompress (inflater->lz4, out, &room, in->data, &given, NULL);

  if (LZ4F_isError (result))
    {
      LZ4F_resetDecompressionContext (inflater->lz4);
      *made = 0;
      return WG_INFLATE_DAMAGED;
    }
  *in = wg_slice_sub (*in, given, in->len);
  *made = room;
  inflater->take_len = result > 0 ? result : inflater->begin_len;
  return result == 0 ? WG_INFLATE_FRAME_END : WG_INFLATE_GOING;
}

WgInflateStep
wg_inflater_run (WgInflater *inflater, WgSlice *in, guint8 *out, gsize len, gsize *made)
{
  switch (inflater->codec)
    {
    case WG_CODEC_GZIP:
      return run_gzip (inflater, in, out, len, made);
    case WG_CODEC_ZSTD:
      return run_zstd (inflater, in, out, len, made);
    case WG_CODEC_LZ4:
      return run_lz4 (inflater, in, out, len, made);
    case WG_CODEC_NONE:
    default:
      g_assert_not_reached ();
    }
}
