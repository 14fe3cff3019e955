#pragma once

#include <glib.h>
#include <string.h>

/**
 * WgSlice:
 * @data: first byte, borrowed; may be %NULL when @len is 0
 * @len: number of bytes
 *
 * A borrowed run of bytes. Whoever hands one out says how long it lives.
 */
typedef struct
{
  const guint8 *data;
  gsize len;
} WgSlice;

#define WG_SLICE_NONE ((WgSlice){NULL, 0})

/* A slice over a string literal, without its NUL. */
#define WG_SLICE_LITERAL(s) ((WgSlice){(const guint8 *) ("" s), sizeof (s) - 1})

static inline WgSlice
wg_slice (const void *data, gsize len)
{
  return (WgSlice){data, len};
}

static inline WgSlice
wg_slice_str (const char *text)
{
  return (WgSlice){(const guint8 *) text, strlen (text)};
}

/* Order of their bytes: less than, equal to or more than 0. */
static inline int
wg_slice_compare (WgSlice a, WgSlice b)
{
  gsize len = MIN (a.len, b.len);
  int order = len > 0 ? memcmp (a.data, b.data, len) : 0;
  return order != 0 ? order : a.len < b.len ? -1 : a.len > b.len;
}

static inline gboolean
wg_slice_equal (WgSlice a, WgSlice b)
{
  return a.len == b.len && (a.len == 0 || memcmp (a.data, b.data, a.len) == 0);
}

/* An ASCII letter in lower case, any other byte as it is. */
static inline guint8
wg_fold (guint8 c)
{
  return c >= 'A' && c <= 'Z' ? (guint8) (c | 0x20) : c;
}

/* Compares with ASCII letters folded; the bytes may hold anything, NUL too. */
static inline gboolean
wg_slice_equal_nocase (WgSlice a, WgSlice b)
{
  if (a.len != b.len)
    return FALSE;
  for (gsize i = 0; i < a.len; i++)
    {
      guint8 other = a.data[i] ^ b.data[i];
      if (other != 0 && (other != 0x20 || !g_ascii_isalpha (a.data[i])))
        return FALSE;
    }
  return TRUE;
}

static inline gboolean
wg_slice_is (WgSlice a, const char *text)
{
  return wg_slice_equal (a, wg_slice_str (text));
}

static inline gboolean
wg_slice_is_nocase (WgSlice a, const char *text)
{
  return wg_slice_equal_nocase (a, wg_slice_str (text));
}

static inline gboolean
wg_slice_has_prefix (WgSlice a, const char *prefix)
{
  gsize len = strlen (prefix);
  return a.len >= len && memcmp (a.data, prefix, len) == 0;
}

static inline gboolean
wg_slice_has_prefix_nocase (WgSlice a, const char *prefix)
{
  gsize len = strlen (prefix);
  return a.len >= len && wg_slice_equal_nocase (wg_slice (a.data, len), wg_slice (prefix, len));
}

static inline gboolean
wg_slice_has_suffix (WgSlice a, const char *suffix)
{
  gsize len = strlen (suffix);
  return a.len >= len && memcmp (a.data + a.len - len, suffix, len) == 0;
}

static inline gboolean
wg_slice_has_suffix_nocase (WgSlice a, const char *suffix)
{
  gsize len = strlen (suffix);
  return a.len >= len
         && wg_slice_equal_nocase (wg_slice (a.data + a.len - len, len),
                                   wg_slice (suffix, len));
}

/* Is it one of the words, which end with a %NULL? */
static inline gboolean
wg_slice_is_any (WgSlice a, const char *const *words)
{
  while (*words != NULL && !wg_slice_is (a, *words))
    words++;
  return *words != NULL;
}

static inline gboolean
wg_slice_is_any_nocase (WgSlice a, const char *const *words)
{
  while (*words != NULL && !wg_slice_is_nocase (a, *words))
    words++;
  return *words != NULL;
}

/* Index of the first @part at or behind @from, or -1, also where @part is empty; the other one
 * with ASCII letters folded. */
gssize wg_slice_search (WgSlice a, gsize from, WgSlice part);
gssize wg_slice_search_nocase (WgSlice a, gsize from, WgSlice part);

/* Does @part, which is not empty, stand in it somewhere? */
static inline gboolean
wg_slice_contains (WgSlice a, WgSlice part)
{
  return a.len >= part.len && wg_slice_search (a, 0, part) >= 0;
}

static inline gboolean
wg_slice_contains_nocase (WgSlice a, const char *part)
{
  return wg_slice_search_nocase (a, 0, wg_slice_str (part)) >= 0;
}

/* The part from @off on, at most @len bytes; empty where @off is past the end. */
static inline WgSlice
wg_slice_sub (WgSlice a, gsize off, gsize len)
{
  if (off >= a.len)
    return WG_SLICE_NONE;
  return wg_slice (a.data + off, MIN (len, a.len - off));
}

/* The byte at @i, or -1 where there is none. */
static inline gint
wg_slice_at (WgSlice a, gsize i)
{
  return i < a.len ? a.data[i] : -1;
}

/* Copies to @to, which has room for all of it; an empty slice may have no data at all. */
static inline void
wg_slice_copy (WgSlice a, void *to)
{
  if (a.len > 0)
    memcpy (to, a.data, a.len);
}

/* Index of the first @byte, or -1. */
static inline gssize
wg_slice_find (WgSlice a, guint8 byte)
{
  const guint8 *hit = a.len > 0 ? memchr (a.data, byte, a.len) : NULL;
  return hit != NULL ? hit - a.data : -1;
}

/* Number of leading bytes whose entry in @set is not 0. */
static inline gsize
wg_slice_run (WgSlice a, const guint8 set[256])
{
  gsize n = 0;
  while (n < a.len && set[a.data[n]] != 0)
    n++;
  return n;
}

/* Without spaces and tabs at both ends (OWS of RFC 9110 §5.6.3). */
static inline WgSlice
wg_slice_trim (WgSlice a)
{
  while (a.len > 0 && (a.data[0] == ' ' || a.data[0] == '\t'))
    a = wg_slice (a.data + 1, a.len - 1);
  while (a.len > 0 && (a.data[a.len - 1] == ' ' || a.data[a.len - 1] == '\t'))
    a.len--;
  return a;
}
