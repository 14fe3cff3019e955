/* Header blocks of two directions that share a pool, and what befalls their tables.
 *
 * Input: steps, each a byte with the direction in bit 7 and what in bits 6 and 5: 0 a block, 1
 * one that the capture cut, 2 blocks were missed, 3 a table of the next four bytes is allowed.
 * The length of a block stands in the other five bits and the next byte. */

#include "fuzz.h"

#include "http2/http2-hpack.h"
#include "http2/http2-parse.h"

static void
check_headers (const WgHpackPool *pool, gsize block_len)
{
  WgList headers = wg_hpack_headers (pool), places = wg_hpack_places (pool);
  const WgHeader *header = headers.items;
  const WgHpackPlace *place = places.items;
  gsize len = 0;

  g_assert (headers.n == places.n && headers.n <= WG_LIMIT_HTTP_HEADERS);
  for (guint i = 0; i < headers.n; i++)
    {
      len += header[i].name.len + header[i].value.len;
      g_assert (place[i].off <= block_len && place[i].len <= block_len - place[i].off);
      g_assert (wg_slice_find (header[i].name, 0) < (gssize) header[i].name.len);
      g_assert (wg_slice_find (header[i].value, 0) < (gssize) header[i].value.len);
    }
  g_assert (len <= WG_LIMIT_HPACK_LIST);
}

static void
decode (WgHpackPool *pool, WgHpack *hpack, WgSlice block, gboolean cut)
{
  g_autofree guint8 *tight = g_memdup2 (block.data, block.len);

  wg_hpack_decode (hpack, wg_slice (tight, block.len), cut);
  check_headers (pool, block.len);
}

static void
parse_frames (WgSlice bytes)
{
  WgReader r = wg_reader (bytes, WG_END_WHOLE);
  WgHttp2Frame frame;
  WgHttp2Block block;
  WgSlice payload;

  wg_http2_shape (bytes);
  while (wg_http2_header_parse (&r, &frame)
         && wg_reader_take (&r, MIN (frame.length, wg_reader_left (&r)), &payload))
    if (wg_http2_block_parse (&frame, payload, &block))
      g_assert (block.fragment.len + block.fragment_off + block.pad_len == payload.len);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  WgReader in = wg_reader (wg_slice (data, size), WG_END_WHOLE);
  WgHpackPool *pool = wg_hpack_pool_new ();
  WgHpack *both[2] = {wg_hpack_new (pool), wg_hpack_new (pool)};
  guint8 head, more;
  guint32 table;
  WgSlice block;

  parse_frames (wg_slice (data, size));
  while (wg_reader_u8 (&in, &head))
    {
      WgHpack *hpack = both[head >> 7];
      guint what = head >> 5 & 3;

      if (what == 2)
        wg_hpack_forget (hpack);
      else if (what == 3 && wg_reader_u32 (&in, &table))
        wg_hpack_allow_table (hpack, table);
      else if (what < 2 && wg_reader_u8 (&in, &more)
               && wg_reader_take (
                   &in, MIN ((gsize) (head & 31) << 8 | more, wg_reader_left (&in)), &block))
        decode (pool, hpack, block, what == 1);
    }
  wg_hpack_free (both[0]);
  wg_hpack_free (both[1]);
  wg_hpack_pool_free (pool);
  return 0;
}
