#pragma once

#include "report/mask.h"

/* The byte at @i, or -1 past the end: scanners look ahead without counting. */
static inline int
wg_mask_at (WgSlice s, gsize i)
{
  return i < s.len ? s.data[i] : -1;
}

static inline WgSlice
wg_mask_range (WgSlice s, gsize from, gsize to)
{
  return wg_slice_sub (s, from, to - from);
}

static inline void
wg_mask_copy (GString *out, WgSlice s)
{
  if (s.len > 0)
    g_string_append_len (out, (const char *) s.data, (gssize) s.len);
}

/* The mask of one secret; nothing for an empty one. */
void wg_mask_secret (WgMask *mask, GString *out, WgSlice secret);

/**
 * How much a name says about its value.
 * @WG_NAME_WEAK: only where it is surely a name: a parameter "code" or "key" is one, the word
 * in a sentence is not
 */
typedef enum
{
  WG_NAME_PLAIN,
  WG_NAME_WEAK,
  WG_NAME_SECRET,
} WgNameClass;

WgNameClass wg_mask_name_class (WgSlice name);
/* The same, remembered. */
WgNameClass wg_mask_cached_name_class (WgMask *mask, WgSlice name);

/* The same with headers' own rules on top. */
typedef enum
{
  WG_HEADER_PLAIN,
  WG_HEADER_SECRET, /* all of it */
  WG_HEADER_SCHEME, /* all but the authentication scheme */
  WG_HEADER_COOKIE,
  WG_HEADER_SET_COOKIE,
  WG_HEADER_TARGET,
  WG_HEADER_TEXT,
} WgHeaderClass;

WgHeaderClass wg_mask_header_class (WgSlice name);

void wg_mask_target (WgMask *mask, GString *out, WgSlice target);
void wg_mask_text (WgMask *mask, GString *out, WgSlice text);

/* A run that is a token by its shape: a JSON Web Token (RFC 7519 §3), or a well-known prefix of
 * an API key. Its length, or 0. */
gsize wg_mask_token_len (WgSlice text);
/* "Bearer " or "Basic " and credentials: length of the scheme with its space, or 0. */
gsize wg_mask_scheme_len (WgSlice text);
