#pragma once

#include "base/limits.h"
#include "base/slice.h"

/* The detail of a message, put together on the stack. What is past the ceiling is left out. */
typedef struct
{
  gsize len;
  char text[WG_LIMIT_STORE_TITLE];
} WgDetail;

static inline void
wg_detail_clear (WgDetail *detail)
{
  detail->len = 0;
}

static inline WgSlice
wg_detail_text (const WgDetail *detail)
{
  return wg_slice (detail->text, detail->len);
}

void wg_detail_add (WgDetail *detail, WgSlice text);
void wg_detail_add_uint (WgDetail *detail, guint64 number);
/* @text, set off by a dot from what stands there; an empty one is left out. */
void wg_detail_join (WgDetail *detail, WgSlice text);

static inline void
wg_detail_puts (WgDetail *detail, const char *text)
{
  wg_detail_add (detail, wg_slice_str (text));
}

/* @text, or at most @len bytes of it that end with a whole character. */
WgSlice wg_detail_begin (WgSlice text, gsize len);
