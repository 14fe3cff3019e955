#pragma once

#include "base/slice.h"

/* JSON (RFC 8259) item by item, without a tree. What follows a fault is not given. */

typedef enum
{
  WG_JSON_STRING, /* @value without the quotes, escapes as they are */
  WG_JSON_NUMBER,
  WG_JSON_WORD, /* true, false, null */
  WG_JSON_OBJECT,
  WG_JSON_ARRAY,
  WG_JSON_CLOSE, /* of an object or an array */
} WgJsonKind;

/**
 * WgJsonItem: slices borrow from the text.
 * @key: of a member of an object, escapes as they are
 * @depth: 0 for the outermost value; of a CLOSE: that of what it closes
 * @escaped: there is a backslash in the value
 */
typedef struct
{
  WgJsonKind kind;
  WgSlice key;
  WgSlice value;
  guint depth;
  gboolean escaped;
} WgJsonItem;

/* @objects: a bit of each level: whether it is an object. */
typedef struct
{
  WgSlice rest;
  guint depth;
  guint64 objects;
  gboolean broken; /* or deeper than %WG_LIMIT_JSON_DEPTH */
} WgJson;

void wg_json_begin (WgJson *json, WgSlice text);
/* FALSE at the end or at a fault. */
gboolean wg_json_next (WgJson *json, WgJsonItem *item);

/* Undoes escapes into @out, which is emptied first. */
void wg_json_unescape (WgSlice text, GString *out);

/* Whether the text begins like an object or an array. */
gboolean wg_json_looks_like (WgSlice text);
