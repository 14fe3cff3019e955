#include "http3-qpack.h"

#include "base/arena.h"

#include <nghttp3/nghttp3.h>

/* What a decoder takes besides its table; and how many times its table it takes at most, with
 * what the library keeps of each entry. */
#define DECODER_LEN 4096u
#define TABLE_TIMES 2u

/* The library is never made to run out of memory, which it does not bear well: room is set
 * aside before it begins. */
struct WgQpackPool
{
  gsize reserved;
};

/* @early: bytes of the encoder from before the capacity was known
 * @fixed: decodes blocks that need no table */
struct WgQpack
{
  WgQpackPool *pool;
  nghttp3_qpack_decoder *decoder;
  nghttp3_qpack_decoder *fixed;
  GByteArray *early;
  gsize reserved;
  gboolean lost;
  WgArena *arena;
  GArray *headers;
};

gpointer
wg_qpack_pool_new (void)
{
  return g_new0 (WgQpackPool, 1);
}

void
wg_qpack_pool_free (gpointer pool)
{
  g_free (pool);
}

/* --- the table ----------------------------------------------------------------------- */

WgQpack *
wg_qpack_new (WgQpackPool *pool)
{
  WgQpack *qpack = g_new0 (WgQpack, 1);

  qpack->pool = pool;
  qpack->arena = wg_arena_new (WG_LIMIT_QPACK_LIST);
  qpack->headers = g_array_new (FALSE, FALSE, sizeof (WgHeader));
  return qpack;
}

static void
free_decoder (WgQpack *qpack)
{
  g_clear_pointer (&qpack->decoder, nghttp3_qpack_decoder_del);
  qpack->pool->reserved -= qpack->reserved;
  qpack->reserved = 0;
}

static gboolean
new_decoder (WgQpack *qpack, guint64 capacity)
{
  gsize len = DECODER_LEN + TABLE_TIMES * (gsize) MIN (capacity, WG_LIMIT_QPACK_TABLE);

  if (capacity > WG_LIMIT_QPACK_TABLE
      || len > WG_LIMIT_QPACK_MEMORY - MIN (qpack->pool->reserved, WG_LIMIT_QPACK_MEMORY)
      || nghttp3_qpack_decoder_new (&qpack->decoder, (size_t) capacity, G_MAXUINT16,
                                    nghttp3_mem_default ())
             != 0)
    {
      qpack->decoder = NULL;
      return FALSE;
    }
  qpack->reserved = len;
  qpack->pool->reserved += len;
  return TRUE;
}

void
wg_qpack_free (WgQpack *qpack)
{
  if (qpack == NULL)
    return;
  free_decoder (qpack);
  g_clear_pointer (&qpack->fixed, nghttp3_qpack_decoder_del);
  g_clear_pointer (&qpack->early, g_byte_array_unref);
  wg_arena_free (qpack->arena);
  g_array_unref (qpack->headers);
  g_free (qpack);
}

void
wg_qpack_lose (WgQpack *qpack)
{
  qpack->lost = TRUE;
  free_decoder (qpack);
  g_clear_pointer (&qpack->early, g_byte_array_unref);
}

void
wg_qpack_set_capacity (WgQpack *qpack, guint64 capacity)
{
  g_autoptr (GByteArray) early = g_steal_pointer (&qpack->early);

  if (qpack->decoder != NULL || qpack->lost)
    return;
  if (!new_decoder (qpack, capacity))
    {
      wg_qpack_lose (qpack);
      return;
    }
  if (early != NULL)
    (void) wg_qpack_read_encoder (qpack, wg_slice (early->data, early->len));
}

/* What a decoder would answer is of no interest here, but the library wants to be rid of it. */
static void
drop_answers (nghttp3_qpack_decoder *decoder)
{
  gsize len = nghttp3_qpack_decoder_get_decoder_streamlen (decoder);
  g_autofree guint8 *bytes = NULL;
  nghttp3_buf buffer;

  if (len == 0)
    return;
  bytes = g_malloc (len);
  buffer = (nghttp3_buf){.begin = bytes, .end = bytes + len, .pos = bytes, .last = bytes};
  nghttp3_qpack_decoder_write_decoder (decoder, &buffer);
}

gboolean
wg_qpack_read_encoder (WgQpack *qpack, WgSlice bytes)
{
  nghttp3_ssize n;

  if (qpack->lost || bytes.len == 0)
    return TRUE;
  if (qpack->decoder == NULL)
    {
      if (qpack->early == NULL)
        qpack->early = g_byte_array_new ();
      if (bytes.len > WG_LIMIT_QPACK_EARLY - MIN (qpack->early->len, WG_LIMIT_QPACK_EARLY))
        {
          wg_qpack_lose (qpack);
          return FALSE;
        }
      g_byte_array_append (qpack->early, bytes.data, (guint) bytes.len);
      return TRUE;
    }
  n = nghttp3_qpack_decoder_read_encoder (qpack->decoder, bytes.data, bytes.len);
  if (n < 0)
    {
      wg_qpack_lose (qpack);
      return FALSE;
    }
  drop_answers (qpack->decoder);
  return TRUE;
}

/* --- blocks -------------------------------------------------------------------------- */

static gboolean
add_header (WgQpack *qpack, const nghttp3_qpack_nv *nv)
{
  nghttp3_vec name = nghttp3_rcbuf_get_buf (nv->name);
  nghttp3_vec value = nghttp3_rcbuf_get_buf (nv->value);
  gsize used = wg_arena_used (qpack->arena);
  WgHeader header;

  if (qpack->headers->len >= WG_LIMIT_HTTP_HEADERS
      || name.len + value.len > WG_LIMIT_QPACK_LIST - MIN (used, WG_LIMIT_QPACK_LIST))
    return FALSE;
  header.name = wg_arena_copy (qpack->arena, wg_slice (name.base, name.len));
  header.value = wg_arena_copy (qpack->arena, wg_slice (value.base, value.len));
  if (header.name.len < name.len || header.value.len < value.len)
    return FALSE;
  g_array_append_val (qpack->headers, header);
  return TRUE;
}

static WgQpackEnd
decode (WgQpack *qpack,
        nghttp3_qpack_decoder *decoder,
        nghttp3_qpack_stream_context *context,
        WgSlice block)
{
  guint8 flags = 0;

  while ((flags & NGHTTP3_QPACK_DECODE_FLAG_FINAL) == 0)
    {
      nghttp3_qpack_nv nv;
      nghttp3_ssize n = nghttp3_qpack_decoder_read_request (decoder, context, &nv, &flags,
                                                            block.data, block.len, 1);
      gboolean room = TRUE;

      if (n < 0)
        return WG_QPACK_BAD;
      if ((flags & NGHTTP3_QPACK_DECODE_FLAG_BLOCKED) != 0)
        return WG_QPACK_BLOCKED;
      block = wg_slice_sub (block, (gsize) n, block.len);
      if ((flags & NGHTTP3_QPACK_DECODE_FLAG_EMIT) != 0)
        {
          room = add_header (qpack, &nv);
          nghttp3_rcbuf_decref (nv.name);
          nghttp3_rcbuf_decref (nv.value);
        }
      if (!room)
        return WG_QPACK_LONG;
      if (n == 0 && flags == 0)
        return WG_QPACK_BAD;
    }
  return WG_QPACK_DONE;
}

/* A decoder for blocks that need no table, and for all while there is none. */
static nghttp3_qpack_decoder *
fixed_decoder (WgQpack *qpack)
{
  if (qpack->fixed == NULL
      && nghttp3_qpack_decoder_new (&qpack->fixed, 0, G_MAXUINT16, nghttp3_mem_default ()) != 0)
    qpack->fixed = NULL;
  return qpack->fixed;
}

WgQpackEnd
wg_qpack_decode (WgQpack *qpack, guint64 id, WgSlice block)
{
  nghttp3_qpack_decoder *decoder = qpack->decoder;
  nghttp3_qpack_stream_context *context;
  gboolean needs_table = wg_slice_at (block, 0) != 0; /* RFC 9204 §4.5.1.1 */
  WgQpackEnd end;

  wg_arena_reset (qpack->arena);
  g_array_set_size (qpack->headers, 0);
  if (qpack->lost && needs_table)
    return WG_QPACK_MISSING;
  if (decoder == NULL && needs_table)
    return WG_QPACK_BLOCKED;
  if (decoder == NULL)
    decoder = fixed_decoder (qpack);
  if (decoder == NULL
      || nghttp3_qpack_stream_context_new (&context, (int64_t) id, nghttp3_mem_default ()) != 0)
    return WG_QPACK_MISSING;
  end = block.len > 0 ? decode (qpack, decoder, context, block) : WG_QPACK_BAD;
  nghttp3_qpack_stream_context_del (context);
  drop_answers (decoder);
  return end;
}

WgList
wg_qpack_headers (const WgQpack *qpack)
{
  return (WgList){qpack->headers->data, qpack->headers->len};
}
