#pragma once

#include "base/slice.h"

/* A value of a parameter as it is read by who gets it: escapes undone, once and to the ground.
 */

/* What kinds of bytes a text holds: a first look that costs next to nothing. */
typedef enum
{
  WG_BYTES_QUOTE = 1 << 0,     /* ' " ` */
  WG_BYTES_ANGLE = 1 << 1,     /* < > */
  WG_BYTES_BRACKET = 1 << 2,   /* ( ) { } [ ] */
  WG_BYTES_PERCENT = 1 << 3,   /* % */
  WG_BYTES_ESCAPE = 1 << 4,    /* & and backslash */
  WG_BYTES_SEPARATOR = 1 << 5, /* ; | & CR LF NUL */
  WG_BYTES_DOLLAR = 1 << 6,    /* $ */
  WG_BYTES_SPACE = 1 << 7,     /* space, tab, + */
  WG_BYTES_COLON = 1 << 8,
  WG_BYTES_DOT = 1 << 9,
  WG_BYTES_SLASH = 1 << 10, /* / and backslash */
  WG_BYTES_UNDERSCORE = 1 << 11,
  WG_BYTES_OTHER = 1 << 12, /* controls and what is not ASCII */
} WgBytes;

guint wg_bytes_in (WgSlice text);

/* How a value was written. */
typedef enum
{
  WG_CODING_PLAIN,   /* a header, a part of a multipart body, a message */
  WG_CODING_PERCENT, /* a path */
  WG_CODING_FORM,    /* a query, a form: percent and plus */
} WgValueCoding;

/**
 * WgValue: @once as its first reader has it; @deep with every further layer undone: percent
 * again, entities of HTML, \u and \x escapes, NUL bytes left out. The two are one slice where
 * there was one layer.
 * @bytes: #WgBytes of both together
 * @twice: it was percent-encoded more than once
 * @may_break_out: there is a byte in it that may end the string or number of SQL it stands in
 */
typedef struct
{
  WgSlice once;
  WgSlice deep;
  guint bytes;
  gboolean twice;
  gboolean may_break_out;
  GString *room[2];
} WgValue;

/* All zero before the first call; @raw is borrowed until the next one. At most
 * %WG_LIMIT_MATCH_LEN bytes of it are looked at. */
void wg_value_open (WgValue *value, WgSlice raw, WgValueCoding coding);
void wg_value_clear (WgValue *value);
