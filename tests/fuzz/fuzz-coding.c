#include "fuzz.h"

#include "base/reader.h"
#include "dissect/coding.h"

/* The first byte names two codings, the second how many bytes come at once. */

static void
count (gpointer user, WgSlice bytes)
{
  *(guint64 *) user += bytes.len;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (WgDecoder) decoder = wg_decoder_new ();
  WgReader in = wg_reader (wg_slice (data, size), WG_END_WHOLE);
  guint8 which = 0, step = 0;
  WgCoding codings[2];
  guint64 total = 0;
  WgSlice rest;

  if (!wg_reader_u8 (&in, &which) || !wg_reader_u8 (&in, &step))
    return 0;
  codings[0] = (WgCoding) (which % WG_CODING_UNKNOWN);
  codings[1] = (WgCoding) (which / 16 % WG_CODING_UNKNOWN);
  rest = wg_reader_rest (&in);
  g_assert (wg_decoder_begin (decoder, codings, 2, count, &total));
  for (gsize at = 0; at < rest.len; at += step + 1u)
    wg_decoder_feed (decoder, wg_slice_sub (rest, at, step + 1u));
  wg_decoder_finish (decoder);
  g_assert (total == wg_decoder_length (decoder));
  g_assert (total <= (2u << 20) + rest.len * WG_LIMIT_DECODED_RATIO);
  return 0;
}
