#pragma once

#include "base/slice.h"

/* Sums of 64 bits that tell texts apart in tables of what was seen: eight bytes at once, in the
 * manner of FNV-1a. They are no defence against somebody who wants two texts to have the same.
 */

#define WG_SUM_START G_GUINT64_CONSTANT (0xcbf29ce484222325)

static inline guint64
wg_sum_byte (guint64 sum, guint8 byte)
{
  return (sum ^ byte) * G_GUINT64_CONSTANT (0x100000001b3);
}

static inline guint64
wg_sum_word (guint64 sum, guint64 word)
{
  sum = (sum ^ word) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  return sum ^ sum >> 32;
}

/* @sum: of what stands before, or WG_SUM_START. A text's parts, added one by one, may have
 * another sum than the whole. */
static inline guint64
wg_sum_add (guint64 sum, WgSlice bytes)
{
  gsize i = 0;

  for (; bytes.len - i >= 8; i += 8)
    {
      guint64 word;
      memcpy (&word, bytes.data + i, sizeof word);
      sum = wg_sum_word (sum, GUINT64_FROM_LE (word));
    }
  for (; i < bytes.len; i++)
    sum = wg_sum_byte (sum, bytes.data[i]);
  return sum;
}

/* The same with ASCII letters folded: as of the text in lower case. */
static inline guint64
wg_sum_add_nocase (guint64 sum, WgSlice bytes)
{
  gsize i = 0;

  for (; bytes.len - i >= 8; i += 8)
    {
      guint64 word = 0;
      for (guint k = 0; k < 8; k++)
        word |= (guint64) wg_fold (bytes.data[i + k]) << (8 * k);
      sum = wg_sum_word (sum, word);
    }
  for (; i < bytes.len; i++)
    sum = wg_sum_byte (sum, wg_fold (bytes.data[i]));
  return sum;
}

static inline guint64
wg_sum_add_uint (guint64 sum, guint64 number)
{
  return wg_sum_word (sum, number);
}

static inline guint64
wg_sum (WgSlice bytes)
{
  return wg_sum_add (WG_SUM_START, bytes);
}
