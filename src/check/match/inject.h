#pragma once

#include "base/slice.h"

/**
 * Patterns of injection, one function each: bytes in, verdict and the matched part out. They
 * take a value with its escapes undone (see #WgValue), look for the structure of an attack and
 * not for words, and keep no state. @part is left alone where nothing matches. Text past
 * %WG_LIMIT_MATCH_LEN is not looked at.
 */

/* What stands out in a value. */
typedef struct
{
  const char *what; /* "a tautology behind a closing quote"; static */
  WgSlice part;     /* of the value */
} WgMatch;

/* SQL that breaks out of the place it was put in. */
gboolean wg_match_sql (WgSlice value, WgMatch *out);
/* With a number or UNION, as only a value may that need not end a string first. */
gboolean wg_match_sql_begins (WgSlice value);
/* A quote or parenthesis that is opened or closed once too often. */
gboolean wg_match_sql_break (WgSlice value);
/* What a database says when it does not understand, whichever it is: its name, or %NULL. */
const char *wg_match_sql_error (WgSlice body, WgMatch *out);
/* The seconds that sleep(n) and its like ask for, or 0. */
guint wg_match_sql_delay (WgSlice value);

/* Markup or script that leaves the text it was put in. */
gboolean wg_match_xss (WgSlice value, WgMatch *out);

/* How a path leaves its folder. */
typedef enum
{
  WG_PATH_NONE,
  WG_PATH_RELATIVE, /* one step up: many pages have such links */
  WG_PATH_CLIMBS,   /* more, or hidden */
  WG_PATH_FILE,     /* names a file of the system, or a scheme that reads files */
} WgPathMatch;
/* @is_path: the path of a request, otherwise a parameter. */
WgPathMatch wg_match_path (WgSlice value, gboolean is_path, WgMatch *out);
/* The contents of a well-known file. */
gboolean wg_match_file (WgSlice body, WgMatch *out);

/* A shell's separator with a command behind it. */
gboolean wg_match_command (WgSlice value, WgMatch *out);
/* What such a command writes: "uid=33(www-data) gid=33". */
gboolean wg_match_command_output (WgSlice body, WgMatch *out);

/* PHP that wants to be run. */
gboolean wg_match_php (WgSlice value, WgMatch *out);
/* The path of a well-known web shell. */
gboolean wg_match_webshell (WgSlice path, WgMatch *out);

/* "${jndi:ldap://host/x}" however it is nested; @host: of the lookup, empty where it names
 * none, copied to @room. */
gboolean wg_match_jndi (WgSlice value, WgMatch *out, GString *room);
/* "() { :; }; command": what bash once ran. */
gboolean wg_match_shellshock (WgSlice value, WgMatch *out);

/* An expression between a template's brackets. @product: of the two numbers it multiplies, or
 * 0.
 */
gboolean wg_match_template (WgSlice value, WgMatch *out, guint64 *product);
/* XML that declares an entity from outside, or entities in entities. */
gboolean wg_match_xxe (WgSlice body, WgMatch *out);

/* Where a URL in a value leads. */
typedef enum
{
  WG_TARGET_NONE,
  WG_TARGET_PRIVATE,  /* RFC 1918, fc00::/7 */
  WG_TARGET_LOOPBACK, /* 127/8, ::1, localhost */
  WG_TARGET_METADATA, /* 169.254.169.254 and its names */
  WG_TARGET_SCHEME,   /* gopher, dict */
} WgTarget;
/* @host: as written. @address: of an IPv4 host, 0 where it is none. */
WgTarget
wg_match_internal (WgSlice value, WgSlice *host, guint32 *address, gboolean *disguised);
/* An IPv4 address in any form that inet_aton() takes: 127.1, 0x7f000001, 017700000001. */
gboolean wg_ipv4_of (WgSlice host, guint32 *address, gboolean *disguised);

/* A line end with a header behind it; @part is from its name on. */
gboolean wg_match_crlf (WgSlice value, WgMatch *out);
gboolean wg_match_ldap (WgSlice value, WgMatch *out);
/* Of a value; operators in names: wg_match_nosql_name(). */
gboolean wg_match_nosql (WgSlice value, WgMatch *out);
gboolean wg_match_nosql_name (WgSlice name, WgMatch *out);
gboolean wg_match_prototype_name (WgSlice name, WgMatch *out);

/* Serialized objects. */
typedef enum
{
  WG_SERIAL_NONE,
  WG_SERIAL_DATA,   /* plain data in such a format */
  WG_SERIAL_OBJECT, /* an object of some class */
  WG_SERIAL_GADGET, /* one of a class that is known to run code */
} WgSerial;
WgSerial wg_match_serial (WgSlice value, WgMatch *out);

/* GraphQL that asks for the schema. */
gboolean wg_match_introspection (WgSlice value, WgMatch *out);

/* A program by its first bytes: "Windows program", or %NULL. */
const char *wg_match_program (WgSlice body);
