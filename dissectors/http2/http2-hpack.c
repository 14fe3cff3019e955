#include "http2-hpack.h"

#include <nghttp2/nghttp2.h>

#define UNKNOWN_NAME                                                                           \
  "?" /* stands in the table for a name that was missed; no name is shorter */
#define MAX_NUMBER_LEN 6u
#define ENTRY_OVERHEAD 32u /* RFC 7541 §4.1 */
#define DEFAULT_TABLE  4096u

struct WgHpackPool
{
  gsize used; /* by tables */
  nghttp2_mem callbacks;
  WgArena *arena;
  gsize list_len;
  GArray *headers;
  GArray *places;
};

struct WgHpack
{
  WgHpackPool *pool;
  nghttp2_hd_inflater *inflater;
  guint32 table_size;
  gboolean partial; /* some of the table is not known */
};

/* --- representations -------------------------------------------------------------------- */

gboolean
wg_hpack_number_parse (WgReader *r, guint bits, guint64 *out)
{
  WgReader in = *r;
  guint8 byte, max = (guint8) ((1u << bits) - 1);
  guint shift = 0;

  if (!wg_reader_u8 (&in, &byte))
    return FALSE;
  *out = byte & max;
  if (*out == max)
    do
      {
        if (shift >= 7 * MAX_NUMBER_LEN || !wg_reader_u8 (&in, &byte))
          return FALSE;
        *out += (guint64) (byte & 0x7f) << shift;
        shift += 7;
      }
    while ((byte & 0x80) != 0);
  *r = in;
  return TRUE;
}

/* A string as coded, with its length. */
static gboolean
take_string (WgReader *r, WgSlice *out)
{
  gsize start = wg_reader_tell (r);
  guint64 len;

  if (!wg_hpack_number_parse (r, 7, &len) || len > wg_reader_left (r)
      || !wg_reader_skip (r, (gsize) len))
    return FALSE;
  *out = wg_reader_since (r, start);
  return TRUE;
}

static WgHpackForm
form_of (guint8 first, guint *bits)
{
  *bits = (first & 0x80) != 0 ? 7 : (first & 0x40) != 0 ? 6 : (first & 0x20) != 0 ? 5 : 4;
  return (first & 0x80) != 0   ? WG_HPACK_INDEXED
         : (first & 0x40) != 0 ? WG_HPACK_ADDED
         : (first & 0x20) != 0 ? WG_HPACK_TABLE_SIZE
         : (first & 0x10) != 0 ? WG_HPACK_NEVER
                               : WG_HPACK_LITERAL;
}

gboolean
wg_hpack_piece_parse (WgReader *r, WgHpackPiece *out)
{
  WgReader in = *r;
  gsize start = wg_reader_tell (r);
  guint8 first;
  guint bits;

  memset (out, 0, sizeof *out);
  if (!wg_reader_peek_u8 (&in, &first))
    return FALSE;
  out->form = form_of (first, &bits);
  if (!wg_hpack_number_parse (&in, bits, &out->number))
    return FALSE;
  if (out->form != WG_HPACK_INDEXED && out->form != WG_HPACK_TABLE_SIZE
      && ((out->number == 0 && !take_string (&in, &out->name))
          || !take_string (&in, &out->value)))
    return FALSE;
  out->whole = wg_reader_since (&in, start);
  *r = in;
  return TRUE;
}

/* --- memory ----------------------------------------------------------------------------- */

typedef struct
{
  gsize len;
  gsize pad; /* keeps what follows aligned for any type */
} Block;

static void *
on_malloc (size_t len, void *user)
{
  WgHpackPool *pool = user;
  Block *block;

  if (len > WG_LIMIT_HPACK_MEMORY || pool->used > WG_LIMIT_HPACK_MEMORY - len)
    return NULL;
  block = g_malloc (sizeof (Block) + len);
  block->len = len;
  pool->used += len;
  return block + 1;
}

static void
on_free (void *at, void *user)
{
  WgHpackPool *pool = user;
  Block *block = at;

  if (block == NULL)
    return;
  block--;
  pool->used -= block->len;
  g_free (block);
}

static void *
on_calloc (size_t n, size_t len, void *user)
{
  void *at = len > 0 && n > WG_LIMIT_HPACK_MEMORY / len ? NULL : on_malloc (n * len, user);

  if (at != NULL)
    memset (at, 0, n * len);
  return at;
}

static void *
on_realloc (void *at, size_t len, void *user)
{
  void *new = on_malloc (len, user);

  if (new != NULL && at != NULL)
    {
      const Block *old = (const Block *) at - 1;
      memcpy (new, at, MIN (len, old->len));
      on_free (at, user);
    }
  return new;
}

/* --- a direction ------------------------------------------------------------------------ */

WgHpackPool *
wg_hpack_pool_new (void)
{
  WgHpackPool *pool = g_new0 (WgHpackPool, 1);

  pool->callbacks = (nghttp2_mem){pool, on_malloc, on_free, on_calloc, on_realloc};
  pool->arena = wg_arena_new (2 * WG_LIMIT_HPACK_LIST);
  pool->headers = g_array_new (FALSE, FALSE, sizeof (WgHeader));
  pool->places = g_array_new (FALSE, FALSE, sizeof (WgHpackPlace));
  return pool;
}

void
wg_hpack_pool_free (WgHpackPool *pool)
{
  wg_arena_free (pool->arena);
  g_array_unref (pool->headers);
  g_array_unref (pool->places);
  g_free (pool);
}

WgHpack *
wg_hpack_new (WgHpackPool *pool)
{
  WgHpack *hpack = g_new0 (WgHpack, 1);

  hpack->pool = pool;
  hpack->table_size = DEFAULT_TABLE;
  return hpack;
}

void
wg_hpack_free (WgHpack *hpack)
{
  if (hpack == NULL)
    return;
  if (hpack->inflater != NULL)
    nghttp2_hd_inflate_del (hpack->inflater);
  g_free (hpack);
}

void
wg_hpack_allow_table (WgHpack *hpack, guint32 size)
{
  size = MIN (size, WG_LIMIT_HPACK_TABLE);
  if (size <= hpack->table_size)
    return;
  hpack->table_size = size;
  if (hpack->inflater != NULL)
    nghttp2_hd_inflate_change_table_size (hpack->inflater, size);
}

void
wg_hpack_forget (WgHpack *hpack)
{
  if (hpack->inflater != NULL)
    nghttp2_hd_inflate_del (hpack->inflater);
  hpack->inflater = NULL;
  hpack->partial = TRUE;
}

/* An inflater begins with a table of the size that an encoder begins with. One that begins
 * later takes the largest that was allowed: it must hold no less than the encoder's. */
static gboolean
grow_table (WgHpack *hpack)
{
  guint8 update[MAX_NUMBER_LEN + 1] = {0x3f};
  guint64 rest = hpack->table_size - 0x1f;
  gsize len = 1;
  nghttp2_nv nv;
  int flags = 0;

  for (; rest >= 0x80; rest >>= 7)
    update[len++] = (guint8) (rest & 0x7f) | 0x80;
  update[len++] = (guint8) rest;
  return nghttp2_hd_inflate_hd2 (hpack->inflater, &nv, &flags, update, len, 0) == (gssize) len;
}

static gboolean
have_inflater (WgHpack *hpack)
{
  if (hpack->inflater != NULL)
    return TRUE;
  if (nghttp2_hd_inflate_new2 (&hpack->inflater, &hpack->pool->callbacks) != 0)
    {
      hpack->inflater = NULL;
      return FALSE;
    }
  nghttp2_hd_inflate_change_table_size (hpack->inflater, hpack->table_size);
  return !hpack->partial || grow_table (hpack);
}

static guint
keep_header (WgHpackPool *pool, WgSlice name, WgSlice value, const WgHpackPlace *place)
{
  gsize len = name.len + value.len + ENTRY_OVERHEAD;
  WgHeader header;

  if (pool->headers->len >= WG_LIMIT_HTTP_HEADERS || len > WG_LIMIT_HPACK_LIST - pool->list_len)
    return WG_HPACK_LONG;
  pool->list_len += len;
  header.name = wg_arena_copy (pool->arena, name);
  header.value = wg_arena_copy (pool->arena, value);
  g_array_append_val (pool->headers, header);
  g_array_append_vals (pool->places, place, 1);
  return 0;
}

/* Gives the inflater @bytes, which are one representation or a part of one. */
static guint
inflate (WgHpack *hpack, WgSlice bytes, const WgHpackPlace *place)
{
  guint odd = 0;

  while (bytes.len > 0)
    {
      nghttp2_nv nv;
      int flags = 0;
      gssize n =
          nghttp2_hd_inflate_hd2 (hpack->inflater, &nv, &flags, bytes.data, bytes.len, 0);

      if (n == NGHTTP2_ERR_NOMEM)
        return WG_HPACK_MEMORY;
      if (n < 0 || ((flags & NGHTTP2_HD_INFLATE_EMIT) == 0 && (gsize) n < bytes.len))
        return WG_HPACK_BAD;
      bytes = wg_slice (bytes.data + n, bytes.len - (gsize) n);
      if ((flags & NGHTTP2_HD_INFLATE_EMIT) == 0)
        continue;
      if (hpack->partial && wg_slice_is (wg_slice (nv.name, nv.namelen), UNKNOWN_NAME))
        odd |= WG_HPACK_MISSING;
      else
        odd |= keep_header (hpack->pool, wg_slice (nv.name, nv.namelen),
                            wg_slice (nv.value, nv.valuelen), place);
    }
  return odd;
}

/* A literal whose name was missed takes its place in the table under a name that none has: the
 * entries before and behind it keep their numbers. The real name is no shorter, so nothing is
 * thought evicted that is still there. */
static guint
inflate_nameless (WgHpack *hpack, const WgHpackPiece *piece, const WgHpackPlace *place)
{
  guint8 head[] = {piece->form == WG_HPACK_ADDED ? 0x40 : 0, sizeof UNKNOWN_NAME - 1};
  guint odd;

  if (piece->form != WG_HPACK_ADDED)
    return WG_HPACK_MISSING;
  odd = inflate (hpack, wg_slice (head, sizeof head), place);
  if (odd == 0)
    odd = inflate (hpack, WG_SLICE_LITERAL (UNKNOWN_NAME), place);
  if (odd == 0)
    odd = inflate (hpack, piece->value, place);
  return odd | WG_HPACK_MISSING;
}

/* The announcement of so large a table may have been missed, or not believed. */
static guint
take_table_size (WgHpack *hpack, const WgHpackPiece *piece, const WgHpackPlace *place)
{
  if (piece->number > hpack->table_size)
    wg_hpack_allow_table (hpack, (guint32) MIN (piece->number, WG_LIMIT_HPACK_TABLE));
  if (piece->number <= WG_LIMIT_HPACK_TABLE)
    return inflate (hpack, piece->whole, place);
  hpack->partial = TRUE;
  return grow_table (hpack) ? 0 : WG_HPACK_BAD;
}

static guint
take_piece (WgHpack *hpack, const WgHpackPiece *piece, const WgHpackPlace *place)
{
  if (piece->form == WG_HPACK_TABLE_SIZE)
    return take_table_size (hpack, piece, place);
  if (!hpack->partial
      || piece->number <= nghttp2_hd_inflate_get_num_table_entries (hpack->inflater))
    return inflate (hpack, piece->whole, place);
  return piece->form == WG_HPACK_INDEXED ? WG_HPACK_MISSING
                                         : inflate_nameless (hpack, piece, place);
}

static guint
decode_pieces (WgHpack *hpack, WgReader *in, gboolean cut)
{
  guint odd = 0;

  while (wg_reader_left (in) > 0)
    {
      gsize start = wg_reader_tell (in);
      WgHpackPiece piece;
      WgHpackPlace place;

      if (!wg_hpack_piece_parse (in, &piece))
        return odd | (cut ? WG_HPACK_CUT : WG_HPACK_BAD);
      place = (WgHpackPlace){piece.form, (guint32) start, (guint32) piece.whole.len};
      odd |= take_piece (hpack, &piece, &place);
      if ((odd & (WG_HPACK_BAD | WG_HPACK_MEMORY)) != 0)
        return odd;
    }
  return odd | (cut ? WG_HPACK_CUT : 0);
}

guint
wg_hpack_decode (WgHpack *hpack, WgSlice block, gboolean cut)
{
  WgReader in = wg_reader (block, WG_END_WHOLE);
  WgHpackPool *pool = hpack->pool;
  nghttp2_nv nv;
  int flags = 0;
  guint odd;

  wg_arena_reset (pool->arena);
  pool->list_len = 0;
  g_array_set_size (pool->headers, 0);
  g_array_set_size (pool->places, 0);
  if (!have_inflater (hpack))
    {
      wg_hpack_forget (hpack);
      return WG_HPACK_MEMORY;
    }
  odd = decode_pieces (hpack, &in, cut);
  if ((odd & (WG_HPACK_BAD | WG_HPACK_MEMORY | WG_HPACK_CUT)) == 0
      && nghttp2_hd_inflate_hd2 (hpack->inflater, &nv, &flags, in.data, 0, 1) == 0)
    nghttp2_hd_inflate_end_headers (hpack->inflater);
  else
    wg_hpack_forget (hpack);
  return odd;
}

WgList
wg_hpack_headers (const WgHpackPool *pool)
{
  return (WgList){pool->headers->data, pool->headers->len};
}

WgList
wg_hpack_places (const WgHpackPool *pool)
{
  return (WgList){pool->places->data, pool->places->len};
}
