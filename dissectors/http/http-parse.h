#pragma once

#include "base/reader.h"
#include "exchange/headers.h"
#include "http-notes.h"

/* The grammar of HTTP/0.9, 1.0 and 1.1 (RFC 1945, RFC 9112), without state. Nothing is refused
 * that still can be understood; what is odd about it is told. */

/**
 * WgHttpOdds: what is odd about a head, each kind once, at its first place.
 * @off: in the bytes that were parsed
 */
#define WG_HTTP_MAX_ODDS 24u

typedef struct
{
  WgHttpNote note;
  guint32 off;
  guint32 len;
} WgHttpOdd;

typedef struct
{
  guint64 seen; /* one bit a kind */
  guint n;
  WgHttpOdd items[WG_HTTP_MAX_ODDS];
} WgHttpOdds;

void wg_http_odd (WgHttpOdds *odds, WgHttpNote note, gsize off, gsize len);

typedef enum
{
  WG_HTTP_NOTHING,
  WG_HTTP_MAYBE, /* so far it may become a start line */
  WG_HTTP_REQUEST,
  WG_HTTP_SIMPLE, /* a request line of HTTP/0.9 */
  WG_HTTP_RESPONSE,
} WgHttpStartKind;

typedef struct
{
  WgHttpStartKind kind;
  gboolean known_method;
  gint32 status;
  WgSlice method;
  WgSlice target;
  WgSlice version; /* "HTTP/1.1" */
  WgSlice reason;
} WgHttpStart;

/* What stands at the beginning of @bytes. The slices of @start are parts of @bytes. A request
 * line without version, which has no headers behind it, is SIMPLE, and only for GET. @ended: no
 * more bytes will come. */
WgHttpStartKind
wg_http_parse_start (WgSlice bytes, gboolean ended, WgHttpStart *start, WgHttpOdds *odds);

/* The same for @bytes of which the capture holds no more: a request line counts from where its
 * target is whole, and what is behind that may be missing. */
WgHttpStartKind wg_http_parse_cut_start (WgSlice bytes, WgHttpStart *start, WgHttpOdds *odds);

/* @bytes begins with a known method and what looks like a target. */
gboolean wg_http_begins_request (WgSlice bytes);

/* Length of the section of header lines at the beginning of @bytes, its empty line included; 0
 * when its end is not among them. @lines counts LFs. @scanned says how far an earlier call
 * looked, and remembers it for the next. @in_lines: @bytes begins with a header line, so an
 * empty line at once is the end. */
gsize wg_http_section_len (WgSlice bytes, gboolean in_lines, gsize *scanned, guint *lines);

/* Header lines from @bytes, which live on in the headers; @base is added to offsets in @odds.
 * Items, and values that were folded, are taken from @arena. FALSE when it is full: the headers
 * got so far are there. */
gboolean wg_http_parse_headers (
    WgSlice bytes, gsize base, WgArena *arena, WgHttpHeaders *out, WgHttpOdds *odds);

/* The start line at the beginning of @head, without its end, and how long it is with it. */
WgSlice wg_http_first_line (WgSlice head, gsize *whole);

/**
 * WgHttpFraming: how the end of a body is found (RFC 9112 §6.3), before the status and the
 * request's method have their say.
 * @length: Content-Length; valid when @has_length
 * @transfer: transfer codings besides chunked, as applied; undone after de-chunking
 * @n_transfer: at most %WG_LIMIT_CODINGS
 * @unknown: a coding of either kind is not known, or there are too many
 */
typedef struct
{
  gboolean chunked;
  gboolean has_length;
  gboolean unknown_transfer;
  gboolean unknown;
  guint64 length;
  guint n_transfer;
  WgCoding transfer[WG_LIMIT_CODINGS];
  WgHttpCodings content;
} WgHttpFraming;

void wg_http_parse_framing (const WgHttpHeaders *headers,
                            WgSlice version,
                            WgHttpFraming *out,
                            WgHttpOdds *odds);

/**
 * WgHttpChunk: the first line of a chunk, with the CR LF that ends the chunk before.
 */
typedef enum
{
  WG_HTTP_CHUNK_OK,
  WG_HTTP_CHUNK_MORE,
  WG_HTTP_CHUNK_BAD,
} WgHttpChunkEnd;

typedef struct
{
  guint64 size;
  WgSlice size_text;
  WgSlice extension;
} WgHttpChunk;

/* Moves @in behind the line when it answers OK. @first: no CR LF stands before it. */
WgHttpChunkEnd
wg_http_parse_chunk (WgReader *in, gboolean first, WgHttpChunk *out, WgHttpOdds *odds);
