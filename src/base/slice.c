#include "base/slice.h"

#define BLOCK 16u
/* Longer ones come from the wire, and there may be nearly one at each place: memmem() is never
 * quadratic. */
#define LONG_PART 64u

/* As many bytes at once as every processor of today compares at once. */
typedef guint8 Block __attribute__ ((vector_size (BLOCK)));

static inline Block
block_of (guint8 byte)
{
  Block block;

  memset (&block, byte, sizeof block);
  return block;
}

static inline Block
block_at (const guint8 *from)
{
  Block block;

  memcpy (&block, from, sizeof block);
  return block;
}

/* What letters differ in between their cases. */
static inline guint8
case_of (guint8 byte)
{
  return g_ascii_isalpha (byte) ? 0x20 : 0;
}

static inline gboolean
is_there (const guint8 *at, WgSlice part, gboolean fold)
{
  return fold ? wg_slice_equal_nocase (wg_slice (at, part.len), part)
              : memcmp (at, part.data, part.len) == 0;
}

/* Bytes of which texts are full: words, numbers, JSON, HTML. */
static const guint8 is_common[256] = {
    [' '] = 1,         ['"'] = 1, [','] = 1, [':'] = 1, ['.'] = 1,  ['/'] = 1,
    ['<'] = 1,         ['>'] = 1, ['='] = 1, ['-'] = 1, ['{'] = 1,  ['}'] = 1,
    ['0' ... '9'] = 1, ['a'] = 1, ['c'] = 1, ['d'] = 1, ['e'] = 1,  ['h'] = 1,
    ['i'] = 1,         ['l'] = 1, ['m'] = 1, ['n'] = 1, ['o'] = 1,  ['p'] = 1,
    ['r'] = 1,         ['s'] = 1, ['t'] = 1, ['u'] = 1, ['\n'] = 1,
};

/* A byte that is looked for in sixteen places at once. */
typedef struct
{
  gsize off; /* of it in the part */
  Block is;
  Block either; /* what its cases differ in */
} Anchor;

static Anchor
anchor_at (WgSlice part, gsize off, gboolean fold)
{
  guint8 either = fold ? case_of (part.data[off]) : 0;
  return (Anchor){off, block_of (part.data[off] | either), block_of (either)};
}

static inline Block
anchored (const guint8 *at, const Anchor *anchor)
{
  return (Block) ((block_at (at + anchor->off) | anchor->either) == anchor->is);
}

/* The first place of @at .. that holds what is looked for, of those whose byte is set in @hits;
 * or %NULL. */
static const guint8 *
first_hit (const guint8 *at, Block hits, WgSlice part, gboolean fold)
{
  guint64 halves[2];

  memcpy (halves, &hits, sizeof halves);
  for (guint i = 0; i < 2; i++)
    for (guint64 half = GUINT64_FROM_LE (halves[i]); half != 0;)
      {
        guint bit = (guint) __builtin_ctzll (half) & ~7u;

        if (is_there (at + 8 * i + bit / 8, part, fold))
          return at + 8 * i + bit / 8;
        half &= ~(G_GUINT64_CONSTANT (0xff) << bit);
      }
  return NULL;
}

/* Looks for two bytes of @part at their distance, if it can for those that are not common: few
 * places have both. */
static const guint8 *
search_blocks (const guint8 **from, const guint8 *end, WgSlice part, gboolean fold)
{
  gsize a = 0, b = part.len - 1;
  Anchor one, other;

  while (a < b && is_common[fold ? wg_fold (part.data[a]) : part.data[a]])
    a++;
  while (b > a && is_common[fold ? wg_fold (part.data[b]) : part.data[b]])
    b--;
  if (a == b) /* one of them at most */
    a = a > 0 ? 0 : a;
  if (a == b)
    b = part.len - 1;
  one = anchor_at (part, a, fold);
  other = anchor_at (part, b, fold);
  for (; end - *from >= (gssize) BLOCK; *from += BLOCK)
    {
      Block hits = anchored (*from, &one) & anchored (*from, &other);
      const guint8 *hit;
      guint64 halves[2];

      memcpy (halves, &hits, sizeof halves);
      if (G_LIKELY ((halves[0] | halves[1]) == 0))
        continue;
      if ((hit = first_hit (*from, hits, part, fold)) != NULL)
        return hit;
    }
  return NULL;
}

static inline gssize
search (WgSlice text, gsize from, WgSlice part, gboolean fold)
{
  const guint8 *at, *end, *hit;
  guint8 first, either;

  if (part.len == 0 || from > text.len || part.len > text.len - from)
    return -1;
  at = text.data + from;
  end = text.data + text.len - part.len + 1; /* behind the last place where it may begin */
  if (end - at >= (gssize) BLOCK && (hit = search_blocks (&at, end, part, fold)) != NULL)
    return hit - text.data;
  either = fold ? case_of (part.data[0]) : 0;
  first = part.data[0] | either;
  for (; at < end; at++)
    if ((at[0] | either) == first && is_there (at, part, fold))
      return at - text.data;
  return -1;
}

gssize
wg_slice_search (WgSlice text, gsize from, WgSlice part)
{
  const guint8 *hit;

  if (part.len <= LONG_PART || from > text.len)
    return search (text, from, part, FALSE);
  hit = memmem (text.data + from, text.len - from, part.data, part.len);
  return hit != NULL ? hit - text.data : -1;
}

gssize
wg_slice_search_nocase (WgSlice text, gsize from, WgSlice part)
{
  return search (text, from, part, TRUE);
}
