#pragma once

#include "base/slice.h"

/* Looking for words in bytes. Needles are in lower case; letters of the text are folded. */

/* Index of the first @needle at or behind @from, or -1. */
static inline gssize
wg_scan (WgSlice text, gsize from, const char *needle)
{
  return wg_slice_search_nocase (text, from, wg_slice_str (needle));
}

static inline gboolean
wg_has (WgSlice text, const char *needle)
{
  return wg_scan (text, 0, needle) >= 0;
}

/* @needle stands at @at. */
gboolean wg_is_at (WgSlice text, gsize at, const char *needle);

/* The same, and the text's word ends there. */
gboolean wg_word_at (WgSlice text, gsize at, const char *needle);

/* One of @words, ended by %NULL, stands at @at as a word: its length, or 0. */
gsize wg_any_word_at (WgSlice text, gsize at, const char *const *words);

/* Index of the first byte at or behind @at that is no white space. */
gsize wg_skip_space (WgSlice text, gsize at);

/* A letter, a digit or an underscore. */
gboolean wg_is_word (gint c);

/* Number of bytes of a word from @at on. */
gsize wg_word_len (WgSlice text, gsize at);

/* The part from @from on, up to and without @to. */
WgSlice wg_between (WgSlice text, gsize from, gsize to);
