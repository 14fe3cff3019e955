#include "base/arena.h"

#define BLOCK_LEN 4096
#define ALIGNMENT 16
#define MAX_FREE  64u

typedef struct Block Block;
struct Block
{
  Block *next;
  gsize len;
  gsize used;
  guint64 pad;
};

G_STATIC_ASSERT (sizeof (Block) % ALIGNMENT == 0);

struct WgArena
{
  Block *block; /* the one being filled; older ones hang behind it */
  gsize used;
  gsize max_len;
};

WgArena *
wg_arena_new (gsize max_len)
{
  WgArena *arena = g_new0 (WgArena, 1);
  arena->max_len = max_len;
  return arena;
}

static void
free_blocks (Block *block)
{
  while (block != NULL)
    {
      Block *next = block->next;
      g_free (block);
      block = next;
    }
}

void
wg_arena_free (WgArena *arena)
{
  if (arena == NULL)
    return;
  free_blocks (arena->block);
  g_free (arena);
}

void
wg_arena_reset (WgArena *arena)
{
  if (arena->block != NULL)
    {
      free_blocks (arena->block->next);
      arena->block->next = NULL;
      arena->block->used = 0;
      if (arena->block->len > BLOCK_LEN)
        g_clear_pointer (&arena->block, g_free);
    }
  arena->used = 0;
}

static Block *
add_block (WgArena *arena, gsize len)
{
  Block *block = g_malloc (sizeof (Block) + len);
  block->next = arena->block;
  block->len = len;
  block->used = 0;
  arena->block = block;
  return block;
}

static gpointer
take (WgArena *arena, gsize len)
{
  Block *block = arena->block;
  gpointer out;

  if (len > arena->max_len || arena->used > arena->max_len - len)
    return NULL;
  len = (len + ALIGNMENT - 1) & ~(gsize) (ALIGNMENT - 1);
  if (block == NULL || len > block->len - block->used)
    block = add_block (arena, MAX (len, (gsize) BLOCK_LEN));
  out = (guint8 *) (block + 1) + block->used;
  block->used += len;
  arena->used += len;
  return out;
}

gpointer
wg_arena_alloc (WgArena *arena, gsize len)
{
  gpointer out = take (arena, len);

  return out != NULL ? memset (out, 0, len) : NULL;
}

WgSlice
wg_arena_copy (WgArena *arena, WgSlice bytes)
{
  guint8 *copy;
  if (bytes.len == 0 || (copy = take (arena, bytes.len)) == NULL)
    return WG_SLICE_NONE;
  wg_slice_copy (bytes, copy);
  return wg_slice (copy, bytes.len);
}

gsize
wg_arena_used (const WgArena *arena)
{
  return arena->used;
}

struct WgArenaPool
{
  gsize max_len;
  guint n_free;
  WgArena *free[MAX_FREE];
};

WgArenaPool *
wg_arena_pool_new (gsize max_len)
{
  WgArenaPool *pool = g_new0 (WgArenaPool, 1);
  pool->max_len = max_len;
  return pool;
}

void
wg_arena_pool_free (WgArenaPool *pool)
{
  if (pool == NULL)
    return;
  for (guint i = 0; i < pool->n_free; i++)
    wg_arena_free (pool->free[i]);
  g_free (pool);
}

WgArena *
wg_arena_pool_take (WgArenaPool *pool)
{
  return pool->n_free > 0 ? pool->free[--pool->n_free] : wg_arena_new (pool->max_len);
}

void
wg_arena_pool_give (WgArenaPool *pool, WgArena *arena)
{
  if (pool->n_free == MAX_FREE)
    {
      wg_arena_free (arena);
      return;
    }
  wg_arena_reset (arena);
  pool->free[pool->n_free++] = arena;
}
