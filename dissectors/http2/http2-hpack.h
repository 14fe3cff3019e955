#pragma once

#include "base/arena.h"
#include "base/limits.h"
#include "base/reader.h"
#include "model/field.h"

/* HPACK (RFC 7541): the headers of one direction of a connection. libnghttp2 keeps the table
 * and undoes Huffman; here each representation is looked at first, so that a table of which a
 * part is not in the capture does harm to those headers alone that refer to that part. */

typedef enum
{
  WG_HPACK_INDEXED,
  WG_HPACK_ADDED,
  WG_HPACK_TABLE_SIZE,
  WG_HPACK_LITERAL,
  WG_HPACK_NEVER,
} WgHpackForm;

/**
 * WgHpackPiece: one representation (RFC 7541 §6).
 * @number: index, 0 for a literal name; or the new size of the table
 * @name: of a literal name, as coded, with its length; @value: likewise
 */
typedef struct
{
  WgHpackForm form;
  guint64 number;
  WgSlice name;
  WgSlice value;
  WgSlice whole;
} WgHpackPiece;

/* FALSE where it goes on past the end, or a number has too many bytes; nothing was read. */
G_GNUC_WARN_UNUSED_RESULT gboolean wg_hpack_piece_parse (WgReader *r, WgHpackPiece *out);

/* An integer with a prefix of @bits bits in the next byte (RFC 7541 §5.1). */
G_GNUC_WARN_UNUSED_RESULT gboolean wg_hpack_number_parse (WgReader *r,
                                                          guint bits,
                                                          guint64 *out);

/* What all directions of a session share: memory for tables, of which %WG_LIMIT_HPACK_MEMORY is
 * the most, and room for the headers of one block. Of WgChannel's shared things. */
typedef struct WgHpackPool WgHpackPool;

WgHpackPool *wg_hpack_pool_new (void);
void wg_hpack_pool_free (WgHpackPool *pool);

/* The headers of the last block that was decoded (#WgHeader), and where each stands
 * (#WgHpackPlace). Valid until the next block of any direction. */
WgList wg_hpack_headers (const WgHpackPool *pool);
WgList wg_hpack_places (const WgHpackPool *pool);

typedef struct WgHpack WgHpack;

/* @pool outlives it. */
WgHpack *wg_hpack_new (WgHpackPool *pool);
void wg_hpack_free (WgHpack *hpack);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WgHpack, wg_hpack_free)

/* The other end has announced that the table may have @size bytes; a smaller one than before
 * changes nothing, as the encoder must say so itself. At most %WG_LIMIT_HPACK_TABLE. */
void wg_hpack_allow_table (WgHpack *hpack, guint32 size);
/* Blocks were missed: nothing of the table is known, but what comes. */
void wg_hpack_forget (WgHpack *hpack);

/**
 * WgHpackEnd: what befell a block; bits.
 * @WG_HPACK_MISSING: headers were left out that refer to what is not known of the table
 * @WG_HPACK_LONG: headers were left out at %WG_LIMIT_HTTP_HEADERS or %WG_LIMIT_HPACK_LIST
 * @WG_HPACK_BAD: it cannot be decoded from some place on; the table is lost
 * @WG_HPACK_CUT: it ends before it should; the table is lost
 * @WG_HPACK_MEMORY: no more memory for tables; this one is lost
 */
typedef enum
{
  WG_HPACK_MISSING = 1 << 0,
  WG_HPACK_LONG = 1 << 1,
  WG_HPACK_BAD = 1 << 2,
  WG_HPACK_CUT = 1 << 3,
  WG_HPACK_MEMORY = 1 << 4,
} WgHpackEnd;

/* A header and the bytes of the block that it came from. */
typedef struct
{
  WgHpackForm form;
  guint32 off;
  guint32 len;
} WgHpackPlace;

/* Decodes a whole block, or, with @cut, what there is of it. 0 when all is well. */
guint wg_hpack_decode (WgHpack *hpack, WgSlice block, gboolean cut);
