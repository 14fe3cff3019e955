#pragma once

#include "http2-hpack.h"
#include "model/tree.h"

extern const WgField wg_http2_fields[];

/* @unit: the preface, a frame, or the header of a DATA frame whose payload follows in chunks;
 * with @payload such a chunk. @lost: bytes that could not be read. @pool: holds the headers of
 * the block that ends in this frame, or %NULL. */
void wg_http2_describe (
    WgSlice unit, gboolean payload, gboolean lost, const WgHpackPool *pool, WgTree *tree);
