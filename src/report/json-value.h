#pragma once

#include "model/record.h"
#include "report/mask.h"

/* JSON (RFC 8259) by the field tables. */

/* The keys of tables as they are written, found once. */
typedef struct WgJsonKeys WgJsonKeys;

WgJsonKeys *wg_json_keys_new (void);
void wg_json_keys_free (WgJsonKeys *keys);

/* How values are written. @mask: %NULL reveals secrets; @keys: may be %NULL */
typedef struct
{
  WgMask *mask;
  GString *scratch;
  WgJsonKeys *keys;
} WgJsonStyle;

/* A string of bytes from the wire, quotes included; see wg_text_append() for bytes that are not
 * UTF-8. */
void wg_json_text (GString *out, WgSlice text);
void wg_json_string (GString *out, const char *text);

/* The fields of @base in the order of @rows, each with its key and a comma before it where
 * something stands already. Fields with nothing to say are left out. Streamed lists are left
 * out too: @list, unless %NULL, is called where one belongs and says whether it wrote it. */
typedef gboolean (*WgJsonListFunc) (gpointer user, GString *out, const WgField *row);
void wg_json_fields (GString *out,
                     const WgField *rows,
                     gconstpointer base,
                     const WgJsonStyle *style,
                     WgJsonListFunc list,
                     gpointer user);

/* An item of the list @row describes. */
void
wg_json_item (GString *out, const WgField *row, gconstpointer item, const WgJsonStyle *style);
