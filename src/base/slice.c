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

/* Looks for the first and the last byte of @part at their distance, a block at once: two bytes
 * that stand like that are rare, even where the first is not. */
static inline gssize
search (WgSlice text, gsize from, WgSlice part, gboolean fold)
{
  const guint8 *at, *end;
  guint8 first, last, first_case, last_case;
  gsize step = part.len - 1;
  Block firsts, lasts, first_cases, last_cases;

  if (part.len == 0 || from > text.len || part.len > text.len - from)
    return -1;
  at = text.data + from;
  end = text.data + text.len - step; /* behind the last place where it may begin */
  first_case = fold ? case_of (part.data[0]) : 0;
  last_case = fold ? case_of (part.data[step]) : 0;
  first = part.data[0] | first_case;
  last = part.data[step] | last_case;
  firsts = block_of (first);
  lasts = block_of (last);
  first_cases = block_of (first_case);
  last_cases = block_of (last_case);
  for (; end - at >= (gssize) BLOCK; at += BLOCK)
    {
      Block hits = (Block) (((block_at (at) | first_cases) == firsts)
                            & ((block_at (at + step) | last_cases) == lasts));
      guint64 halves[2];

      memcpy (halves, &hits, sizeof halves);
      if (G_LIKELY ((halves[0] | halves[1]) == 0))
        continue;
      for (gsize i = 0; i < BLOCK; i++)
        if (hits[i] != 0 && is_there (at + i, part, fold))
          return at + i - text.data;
    }
  for (; at < end; at++)
    if ((at[0] | first_case) == first && is_there (at, part, fold))
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
