#pragma once

#include "base/slice.h"

/**
 * WgKind: how the value of a field is stored in its struct, and so how every view writes it.
 * @WG_KIND_BOOL: gboolean
 * @WG_KIND_UINT: unsigned of 1, 2, 4 or 8 bytes; 0 has nothing to say
 * @WG_KIND_INT: gint64; negative means absent, 0 is a value
 * @WG_KIND_CODE: gint32 code point written as lower-case hex of @width digits; negative is
 * absent
 * @WG_KIND_ENUM: gint32 written by its name in @names, else in decimal; negative is absent
 * @WG_KIND_TEXT: #WgSlice of text from the wire
 * @WG_KIND_STRING: const char * of our own
 * @WG_KIND_BYTES: #WgSlice written as hex
 * @WG_KIND_TIME: gint64 nanoseconds since 1970, written as RFC 3339; G_MININT64 is absent
 * @WG_KIND_DURATION: gint64 nanoseconds, written as seconds
 * @WG_KIND_HEADER: #WgHeader, written as a pair
 * @WG_KIND_NUMBERS: #WgList of #WgNumber, written as an object: each value under the name that
 * @names has for its key, else under the key in decimal
 * @WG_KIND_OBJECT: a struct described by @fields, in place
 * @WG_KIND_REF: pointer to such a struct, or %NULL
 * @WG_KIND_NONE: a node of a tree without a value (a heading)
 */
typedef enum
{
  WG_KIND_NONE,
  WG_KIND_BOOL,
  WG_KIND_UINT,
  WG_KIND_INT,
  WG_KIND_CODE,
  WG_KIND_ENUM,
  WG_KIND_TEXT,
  WG_KIND_STRING,
  WG_KIND_BYTES,
  WG_KIND_TIME,
  WG_KIND_DURATION,
  WG_KIND_HEADER,
  WG_KIND_NUMBERS,
  WG_KIND_OBJECT,
  WG_KIND_REF,
} WgKind;

/* What a secret-keeping view does with a value before it writes it. */
typedef enum
{
  WG_SECRET_NONE,
  WG_SECRET_VALUE,  /* all of it: a password */
  WG_SECRET_TARGET, /* user info, and parameters of a request target whose names say so */
  WG_SECRET_HEADER, /* a header's value when its name says so */
  WG_SECRET_TEXT,   /* tokens and passwords inside running text */
} WgSecret;

typedef struct
{
  WgSlice name;
  WgSlice value;
} WgHeader;

/* One of several numbers that are told apart by a registered number, as settings are. */
typedef struct
{
  guint32 key;
  guint64 value;
} WgNumber;

/* A list in a record: @n items side by side, borrowed like everything in a record. In a list
 * the numbers of CODE and ENUM are unsigned of @size bytes, as there is no absent item. */
typedef struct
{
  gconstpointer items;
  guint n;
} WgList;

/* Names of an enumeration, ended by a %NULL name. */
typedef struct
{
  guint32 value;
  const char *name;
} WgName;

const char *wg_name_of (const WgName *names, guint32 value); /* %NULL where it has none */

/**
 * WgField: one row of a protocol's field table. The same row feeds the field tree, the hex
 * view, the filter, JSON and the field reference.
 * @key: name, Wireshark's where it has one ("http.request.method"); the filter's word
 * @label: name for a person ("Request method")
 * @json: key in the report; %NULL for a field that only trees show
 * @list: the member is a #WgList of @kind
 * @literal: a STRING that lives as long as the program
 * @streamed: the items come one by one with wg_sink_part() and are not in the struct
 * @kept: a member that no view writes, and that goes along where a whole record is kept; such a
 * row has no @json
 * @size: bytes of a number, or of an item of a list
 * @width: hex digits of a CODE
 * @offset: of the member in its struct
 * @fields: rows of an OBJECT or REF, ended by a row without key
 */
typedef struct WgField WgField;
struct WgField
{
  const char *key;
  const char *label;
  WgKind kind;
  const char *json;
  guint8 list : 1;
  guint8 streamed : 1;
  guint8 literal : 1;
  guint8 kept : 1;
  guint8 hidden : 1; /* only with --hashes and the like; never written when absent anyway */
  guint16 size;
  guint8 width;
  guint8 secret; /* WgSecret */
  guint16 offset;
  const WgName *names;
  const WgField *fields;
  const char *help;   /* a sentence for a student */
  const char *source; /* "RFC 9110 §9.1" */
};

/* Shorthand for rows: WG_AT (WgHttpRequest, method). */
#define WG_AT(Struct, member)                                                                  \
  .offset = G_STRUCT_OFFSET (Struct, member), .size = sizeof (((Struct *) NULL)->member)

/* A member that is not written, see @kept; @is: its kind, WG_KIND_NONE for plain data. */
#define WG_KEPT(Struct, member, is)                                                            \
  {                                                                                            \
    .key = "wiregloss.kept", .label = "Kept with the record", .kind = (is), .kept = 1,         \
    WG_AT (Struct, member)                                                                     \
  }

/* For a list: the member's place and the size of an item. */
#define WG_LIST_AT(Struct, member, Item)                                                       \
  .list = 1, .offset = G_STRUCT_OFFSET (Struct, member), .size = sizeof (Item)

/* The number of @size bytes (1, 2, 4 or 8) at @at, as the machine keeps it; aligned or not. */
static inline guint64
wg_field_load (gconstpointer at, guint size)
{
  guint8 u8;
  guint16 u16;
  guint32 u32;
  guint64 u64;

  switch (size)
    {
    case 1:
      memcpy (&u8, at, sizeof u8);
      return u8;
    case 2:
      memcpy (&u16, at, sizeof u16);
      return u16;
    case 4:
      memcpy (&u32, at, sizeof u32);
      return u32;
    default:
      memcpy (&u64, at, sizeof u64);
      return u64;
    }
}
