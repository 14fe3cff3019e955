#pragma once

#include "base/slice.h"

/**
 * WgArena:
 *
 * Memory that is freed in one call. Blocks are zeroed when allocated and never move. An arena
 * has a ceiling: past it wg_arena_alloc() returns %NULL and the caller drops what it was
 * keeping, so that hostile input costs a note and not the machine.
 */
typedef struct WgArena WgArena;

/* @max_len: ceiling in bytes over all blocks. */
WgArena *wg_arena_new (gsize max_len);
void wg_arena_free (WgArena *arena);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WgArena, wg_arena_free)

/* Forgets everything; one block is kept for the next use. */
void wg_arena_reset (WgArena *arena);

/* Zeroed memory aligned for any type, or %NULL at the ceiling. */
gpointer wg_arena_alloc (WgArena *arena, gsize len);

#define wg_arena_new_of(arena, Type) ((Type *) wg_arena_alloc ((arena), sizeof (Type)))

/* A copy of @bytes in the arena; empty at the ceiling. */
WgSlice wg_arena_copy (WgArena *arena, WgSlice bytes);

/* Bytes handed out since the last reset. */
gsize wg_arena_used (const WgArena *arena);

/**
 * WgArenaPool:
 *
 * Arenas of one ceiling that are used in turn, so that a short use of one costs no allocation.
 * A few of those given back are kept; the others are freed.
 */
typedef struct WgArenaPool WgArenaPool;

/* @max_len: of each arena. */
WgArenaPool *wg_arena_pool_new (gsize max_len);
/* Those that were not given back stay with who has them. */
void wg_arena_pool_free (WgArenaPool *pool);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WgArenaPool, wg_arena_pool_free)

/* An empty arena, for the caller to give back or free. */
WgArena *wg_arena_pool_take (WgArenaPool *pool);
/* Forgets what is in @arena, which is the pool's now. */
void wg_arena_pool_give (WgArenaPool *pool, WgArena *arena);
