#pragma once

#include "base/slice.h"

/**
 * WgInflater: undoes one way of compressing files, a frame (gzip: member) after the other.
 */
typedef struct WgInflater WgInflater;

typedef enum
{
  WG_CODEC_NONE,
  WG_CODEC_GZIP, /* RFC 1952 */
  WG_CODEC_ZSTD, /* RFC 8878, skippable frames too */
  WG_CODEC_LZ4,  /* LZ4 frame format 1.6, skippable frames too */
} WgCodec;

/* Bytes of a frame's beginning that tell the codec. */
#define WG_CODEC_MAGIC_LEN 4u

typedef enum
{
  WG_INFLATE_GOING,
  WG_INFLATE_FRAME_END,
  WG_INFLATE_DAMAGED,
} WgInflateStep;

/* What @head, the first bytes of a file, is compressed with. */
WgCodec wg_codec_of (WgSlice head);
const char *wg_codec_name (WgCodec codec);

/* @codec: not %WG_CODEC_NONE. */
WgInflater *wg_inflater_new (WgCodec codec);
void wg_inflater_free (WgInflater *inflater);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WgInflater, wg_inflater_free)

/* Takes bytes from the front of @in and writes at most @len to @out; @made says how many. After
 * a frame's end the next call begins a new one. Output may be left to come when @made is @len,
 * even with @in empty. */
WgInflateStep
wg_inflater_run (WgInflater *inflater, WgSlice *in, guint8 *out, gsize len, gsize *made);
