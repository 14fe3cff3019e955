#pragma once

#include "base/arena.h"
#include "dissect/coding.h"
#include "model/field.h"

/* Header lists, and what stands in those headers that dissectors read themselves. */

typedef enum
{
  WG_HTTP_OTHER,
  WG_HTTP_CONNECTION,
  WG_HTTP_CONTENT_ENCODING,
  WG_HTTP_CONTENT_LENGTH,
  WG_HTTP_CONTENT_TYPE,
  WG_HTTP_COOKIE,
  WG_HTTP_HOST,
  WG_HTTP_SET_COOKIE,
  WG_HTTP_TRANSFER_ENCODING,
  WG_HTTP_UPGRADE,
  WG_HTTP_N_NAMES,
} WgHttpName;

WgHttpName wg_http_name (WgSlice name);

/**
 * WgHttpHeaders: the headers of a message, or its trailers.
 * @value: of the first header of each name
 * @count: how many there are of each
 */
typedef struct
{
  WgHeader *items;
  guint n;
  WgSlice value[WG_HTTP_N_NAMES];
  guint16 count[WG_HTTP_N_NAMES];
} WgHttpHeaders;

/* Enters the header at @index in @value and @count. Each of @items once, in their order. */
void wg_http_headers_note (WgHttpHeaders *headers, guint index);

/* Goes through the headers of one name: the index of the next one from @from on, or -1. */
gint wg_http_next (const WgHttpHeaders *headers, WgHttpName name, guint from);

/* Takes the next element of a comma-separated list, trimmed, never empty; FALSE at its end. */
gboolean wg_http_list_next (WgSlice *list, WgSlice *element);

/* A list header has this token as an element, in any case. */
gboolean wg_http_has_token (const WgHttpHeaders *headers, WgHttpName name, const char *token);

/**
 * WgHttpCodings: content codings, as applied (RFC 9110 §8.4).
 * @n: at most %WG_LIMIT_CODINGS
 * @unknown: one of them is not known, or there are too many
 * @odd: a list of them holds something besides names
 */
typedef struct
{
  guint n;
  gboolean unknown;
  gboolean odd;
  WgCoding items[WG_LIMIT_CODINGS];
  WgSlice names[WG_LIMIT_CODINGS];
} WgHttpCodings;

void wg_http_content_codings (const WgHttpHeaders *headers, WgHttpCodings *out);

/* The name at the beginning of an element of a list of codings; parameters, which none of them
 * has, and worse are passed over, and make @odd TRUE. */
WgSlice wg_http_coding_name (WgSlice element, gboolean *odd);

/* One cookie of a Cookie header: takes the next pair from @list; FALSE at its end. */
gboolean wg_http_cookie_next (WgSlice *list, WgSlice *name, WgSlice *value);

/* Set-Cookie (RFC 6265 §5.2). @max_age: as sent. */
typedef struct
{
  WgSlice name;
  WgSlice value;
  WgSlice domain;
  WgSlice path;
  WgSlice expires;
  WgSlice max_age;
  gboolean secure;
  gboolean http_only;
  WgSlice same_site;
  gboolean partitioned;
  WgSlice priority;
} WgHttpSetCookie;

void wg_http_parse_set_cookie (WgSlice value, WgHttpSetCookie *out);
