#pragma once

#include "base/limits.h"
#include "model/field.h"

/* QPACK (RFC 9204): the headers that one direction of a connection sends. libnghttp3 keeps the
 * table and undoes Huffman. */

/* Memory for the tables of all connections of a session, of which %WG_LIMIT_QPACK_MEMORY is the
 * most. Of WgChannel's shared things. */
typedef struct WgQpackPool WgQpackPool;

gpointer wg_qpack_pool_new (void);
void wg_qpack_pool_free (gpointer pool);

typedef struct WgQpack WgQpack;

/* @pool outlives it. */
WgQpack *wg_qpack_new (WgQpackPool *pool);
void wg_qpack_free (WgQpack *qpack);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WgQpack, wg_qpack_free)

/* What the other end's SETTINGS allow the table, which has to be known before it is used; only
 * the first time counts. */
void wg_qpack_set_capacity (WgQpack *qpack, guint64 capacity);
/* The next bytes of the encoder's stream. FALSE where they cannot be read, or memory is at its
 * end: the table is lost. */
gboolean wg_qpack_read_encoder (WgQpack *qpack, WgSlice bytes);
/* Some of them are not in the capture: the table is lost. */
void wg_qpack_lose (WgQpack *qpack);

/**
 * WgQpackEnd: how a block was decoded.
 * @WG_QPACK_BLOCKED: it refers to entries that the encoder has not sent yet
 * @WG_QPACK_MISSING: it refers to a table that is lost
 * @WG_QPACK_LONG: there are more headers than %WG_LIMIT_HTTP_HEADERS, or they are longer than
 * %WG_LIMIT_QPACK_LIST; those before are there
 */
typedef enum
{
  WG_QPACK_DONE,
  WG_QPACK_BLOCKED,
  WG_QPACK_MISSING,
  WG_QPACK_LONG,
  WG_QPACK_BAD,
} WgQpackEnd;

/* Decodes a whole block of stream @id. */
WgQpackEnd wg_qpack_decode (WgQpack *qpack, guint64 id, WgSlice block);
/* The headers of the last block (#WgHeader); valid until the next one. */
WgList wg_qpack_headers (const WgQpack *qpack);
