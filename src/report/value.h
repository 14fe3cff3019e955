#pragma once

#include "model/record.h"
#include "report/mask.h"

/**
 * WgValue: a member of a record found by its path in the report ("request.target"), so that a
 * view leans on the contract of the report and not on a dissector's structs.
 * @row: %NULL where the record has no such member, or there is nothing to say
 * @at: the member; for an item of a list, the item
 * @item: it is one
 */
typedef struct
{
  const WgField *row;
  gconstpointer at;
  gboolean item;
} WgValue;

WgValue wg_value_get (const WgField *rows, gconstpointer base, const char *path);
/* The same below an OBJECT or REF. */
WgValue wg_value_member (WgValue value, const char *path);

static inline gboolean
wg_value_is (WgValue value)
{
  return value.row != NULL;
}

/* Items of a list; 0 for anything else. */
guint wg_value_n (WgValue value);
WgValue wg_value_item (WgValue value, guint index);

/* The number, or 0. */
guint64 wg_value_uint (WgValue value);
/* The text or bytes as they are, or empty. */
WgSlice wg_value_bytes (WgValue value);

/* Appends the value as a person reads it: masked unless @mask is %NULL, and so that it cannot
 * command a terminal. Lists are joined by ", ". */
void wg_value_append (GString *out, WgValue value, WgMask *mask);
