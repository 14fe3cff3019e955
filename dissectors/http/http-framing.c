#include "http-parse.h"

/* Where a body ends and how it is coded (RFC 9112 §6, §7). */

static void
add_transfer (WgHttpFraming *out, WgSlice name, WgHttpOdds *odds)
{
  WgCoding coding;

  if (wg_slice_is_nocase (name, "chunked"))
    {
      if (out->chunked)
        wg_http_odd (odds, WG_HTTP_CHUNKED_REPEATED, 0, 0);
      out->chunked = TRUE;
      return;
    }
  if (out->chunked)
    wg_http_odd (odds, WG_HTTP_CHUNKED_NOT_LAST, 0, 0);
  coding = wg_coding_find (name);
  if (coding == WG_CODING_UNKNOWN || out->n_transfer == WG_LIMIT_CODINGS)
    {
      out->unknown_transfer = TRUE;
      wg_http_odd (odds, WG_HTTP_CODING_UNKNOWN, 0, 0);
    }
  else if (coding != WG_CODING_IDENTITY)
    out->transfer[out->n_transfer++] = coding;
}

static void
parse_transfer (const WgHttpHeaders *headers, WgHttpFraming *out, WgHttpOdds *odds)
{
  gboolean odd = FALSE;

  for (gint i = wg_http_next (headers, WG_HTTP_TRANSFER_ENCODING, 0); i >= 0;
       i = wg_http_next (headers, WG_HTTP_TRANSFER_ENCODING, (guint) i + 1))
    {
      WgSlice list = headers->items[i].value, element;
      while (wg_http_list_next (&list, &element))
        add_transfer (out, wg_http_coding_name (element, &odd), odds);
    }
  if (odd)
    wg_http_odd (odds, WG_HTTP_CODING_ODD, 0, 0);
}

static void
parse_content (const WgHttpHeaders *headers, WgHttpFraming *out, WgHttpOdds *odds)
{
  wg_http_content_codings (headers, &out->content);
  out->unknown = out->content.unknown;
  if (out->content.unknown)
    wg_http_odd (odds, WG_HTTP_CODING_UNKNOWN, 0, 0);
  if (out->content.odd)
    wg_http_odd (odds, WG_HTTP_CODING_ODD, 0, 0);
}

/* Every element of every Content-Length; the first that is a number counts. */
static void
parse_length (const WgHttpHeaders *headers, WgHttpFraming *out, WgHttpOdds *odds)
{
  guint n = 0;

  for (gint i = wg_http_next (headers, WG_HTTP_CONTENT_LENGTH, 0); i >= 0;
       i = wg_http_next (headers, WG_HTTP_CONTENT_LENGTH, (guint) i + 1))
    {
      WgSlice list = headers->items[i].value, element;
      if (list.len == 0)
        wg_http_odd (odds, WG_HTTP_LENGTH_BAD, 0, 0);
      while (wg_http_list_next (&list, &element))
        {
          WgReader in = wg_reader (element, WG_END_WHOLE);
          guint64 length;

          if (!wg_reader_decimal (&in, G_MAXINT64, &length) || wg_reader_left (&in) > 0)
            wg_http_odd (odds, WG_HTTP_LENGTH_BAD, 0, 0);
          else if (n++ == 0)
            out->length = length;
          else
            wg_http_odd (
                odds, length == out->length ? WG_HTTP_LENGTH_REPEATED : WG_HTTP_LENGTH_CONFLICT,
                0, 0);
        }
    }
  out->has_length = n > 0;
}

void
wg_http_parse_framing (const WgHttpHeaders *headers,
                       WgSlice version,
                       WgHttpFraming *out,
                       WgHttpOdds *odds)
{
  memset (out, 0, sizeof *out);
  if (headers->count[WG_HTTP_CONTENT_LENGTH] > 0)
    parse_length (headers, out, odds);
  if (headers->count[WG_HTTP_CONTENT_ENCODING] > 0)
    parse_content (headers, out, odds);
  if (headers->count[WG_HTTP_TRANSFER_ENCODING] == 0)
    return;
  parse_transfer (headers, out, odds);
  out->unknown = out->unknown || out->unknown_transfer;
  if (out->chunked && out->has_length)
    wg_http_odd (odds, WG_HTTP_LENGTH_AND_CHUNKED, 0, 0);
  if (out->chunked && wg_slice_is (version, "HTTP/1.0"))
    wg_http_odd (odds, WG_HTTP_CHUNKED_IN_1_0, 0, 0);
}

/* The CR LF behind a chunk's data. OK also where it is missing and something is there. */
static WgHttpChunkEnd
take_chunk_end (WgReader *in, WgHttpOdds *odds)
{
  WgSlice rest = wg_reader_rest (in);

  if (rest.len == 0 || (rest.len == 1 && wg_slice_at (rest, 0) == '\r'))
    return WG_HTTP_CHUNK_MORE;
  if (wg_reader_literal (in, "\r\n"))
    return WG_HTTP_CHUNK_OK;
  wg_http_odd (odds, WG_HTTP_CHUNK_END, 0, 1);
  return wg_reader_literal (in, "\n") ? WG_HTTP_CHUNK_OK : WG_HTTP_CHUNK_BAD;
}

/* So far it can be a size, which ends no later than its line. */
static gboolean
may_be_size (WgSlice s)
{
  WgSlice digits = wg_slice_trim (s);
  return digits.len == 0 || g_ascii_isxdigit ((gchar) wg_slice_at (digits, 0));
}

/* chunk-size [chunk-ext] CRLF; browsers take blanks before the size and anything behind it. */
static WgHttpChunkEnd
parse_chunk_line (WgReader *in, WgHttpChunk *out, WgHttpOdds *odds)
{
  gsize start = wg_reader_tell (in);
  WgSlice line, rest;
  WgReader r;

  if (!may_be_size (wg_reader_rest (in)))
    return WG_HTTP_CHUNK_BAD;
  if (!wg_reader_line (in, WG_LIMIT_LINE, &line))
    return wg_reader_left (in) >= WG_LIMIT_LINE ? WG_HTTP_CHUNK_BAD : WG_HTTP_CHUNK_MORE;
  r = wg_reader (line, WG_END_WHOLE);
  while (wg_reader_literal (&r, " ") || wg_reader_literal (&r, "\t"))
    wg_http_odd (odds, WG_HTTP_CHUNK_LINE, start, line.len);
  start = wg_reader_tell (&r);
  if (!wg_reader_hex (&r, G_MAXINT64, &out->size))
    return WG_HTTP_CHUNK_BAD;
  out->size_text = wg_reader_since (&r, start);
  rest = wg_slice_trim (wg_reader_rest (&r));
  if (rest.len > 0 && wg_slice_at (rest, 0) != ';')
    wg_http_odd (odds, WG_HTTP_CHUNK_LINE, 0, line.len);
  out->extension = rest;
  return WG_HTTP_CHUNK_OK;
}

WgHttpChunkEnd
wg_http_parse_chunk (WgReader *in, gboolean first, WgHttpChunk *out, WgHttpOdds *odds)
{
  gsize start = wg_reader_tell (in);
  WgHttpChunkEnd end = first ? WG_HTTP_CHUNK_OK : take_chunk_end (in, odds);

  memset (out, 0, sizeof *out);
  if (end == WG_HTTP_CHUNK_OK)
    end = parse_chunk_line (in, out, odds);
  if (end != WG_HTTP_CHUNK_OK)
    wg_reader_seek (in, start);
  return end;
}
