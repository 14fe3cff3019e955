#pragma once

#include "model/record.h"

/**
 * WgFilterType: what the values of a field are to a filter.
 * @WG_FILTER_PROTOCOL: a heading: it is there, and it spans bytes
 * @WG_FILTER_NUMBER: whole numbers; names where the field's table has some
 * @WG_FILTER_TIME: nanoseconds since 1970; @WG_FILTER_DURATION: nanoseconds
 */
typedef enum
{
  WG_FILTER_PROTOCOL,
  WG_FILTER_BOOL,
  WG_FILTER_NUMBER,
  WG_FILTER_TEXT,
  WG_FILTER_BYTES,
  WG_FILTER_IPV4,
  WG_FILTER_IPV6,
  WG_FILTER_MAC,
  WG_FILTER_TIME,
  WG_FILTER_DURATION,
  WG_N_FILTER_TYPES,
} WgFilterType;

/**
 * WgFilterField: a word of filters.
 * @key: "tcp.port"
 * @label: for a person: "Port"
 * @names: of its numbers, or %NULL
 */
typedef struct
{
  const char *key;
  const char *label;
  WgFilterType type;
  const WgName *names;
} WgFilterField;

/**
 * WgFilterFields: all fields that filters know: those of the tables of layers and dissectors
 * and of records, and Wireshark's names for several of them together (tcp.port) or for what
 * stands in them (http.user_agent). Made once; it does not change.
 */
typedef struct WgFilterFields WgFilterFields;

WgFilterFields *wg_filter_fields_new (void);
void wg_filter_fields_free (WgFilterFields *fields);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WgFilterFields, wg_filter_fields_free)

/* %NULL where there is none. Wireshark's older names (ssl.) are understood. */
const WgFilterField *wg_filter_fields_find (const WgFilterFields *fields, const char *key);

/* In the order of their keys. */
guint wg_filter_fields_n (const WgFilterFields *fields);
const WgFilterField *wg_filter_fields_get (const WgFilterFields *fields, guint index);

/* "number", "IPv4 address". */
const char *wg_filter_type_name (WgFilterType type);
