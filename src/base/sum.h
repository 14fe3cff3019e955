#pragma once

#include "base/slice.h"

/* Sums of 64 bits (FNV-1a) that tell texts apart in tables of what was seen. They are no
 * defence against somebody who wants two texts to have the same. */

#define WG_SUM_START G_GUINT64_CONSTANT (0xcbf29ce484222325)

static inline guint64
wg_sum_byte (guint64 sum, guint8 byte)
{
  return (sum ^ byte) * G_GUINT64_CONSTANT (0x100000001b3);
}

/* @sum: of what stands before, or WG_SUM_START */
static inline guint64
wg_sum_add (guint64 sum, WgSlice bytes)
{
  for (gsize i = 0; i < bytes.len; i++)
    sum = wg_sum_byte (sum, bytes.data[i]);
  return sum;
}

/* The same with ASCII letters folded. */
static inline guint64
wg_sum_add_nocase (guint64 sum, WgSlice bytes)
{
  for (gsize i = 0; i < bytes.len; i++)
    sum = wg_sum_byte (sum, wg_fold (bytes.data[i]));
  return sum;
}

static inline guint64
wg_sum_add_uint (guint64 sum, guint64 number)
{
  for (guint i = 0; i < 8; i++)
    sum = wg_sum_byte (sum, (guint8) (number >> (8 * i)));
  return sum;
}

static inline guint64
wg_sum (WgSlice bytes)
{
  return wg_sum_add (WG_SUM_START, bytes);
}
