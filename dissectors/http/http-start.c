#include "exchange/chars.h"
#include "http-parse.h"

/* Start lines (RFC 9112 §3, §4; RFC 1945 §4.1). */

#define MAX_METHOD  64u
#define VERSION_LEN 8u /* "HTTP/1.1" */

/* Methods of the IANA registry, and of UPnP and of Microsoft's WebDAV and RPC, which are as
 * often seen as those. Sorted by nothing: the first letter and the length decide. */
static const char *const methods[] = {
    "GET",
    "POST",
    "HEAD",
    "PUT",
    "CONNECT",
    "OPTIONS",
    "DELETE",
    "TRACE",
    "PATCH",
    "PROPFIND",
    "PROPPATCH",
    "MKCOL",
    "COPY",
    "MOVE",
    "LOCK",
    "UNLOCK",
    "SEARCH",
    "REPORT",
    "MERGE",
    "CHECKOUT",
    "CHECKIN",
    "MKACTIVITY",
    "NOTIFY",
    "SUBSCRIBE",
    "UNSUBSCRIBE",
    "M-SEARCH",
    "BIND",
    "REBIND",
    "UNBIND",
    "ACL",
    "LABEL",
    "LINK",
    "UNLINK",
    "MKCALENDAR",
    "MKREDIRECTREF",
    "MKWORKSPACE",
    "ORDERPATCH",
    "PRI",
    "QUERY",
    "UNCHECKOUT",
    "UPDATE",
    "UPDATEREDIRECTREF",
    "VERSION-CONTROL",
    "BASELINE-CONTROL",
    "POLL",
    "BCOPY",
    "BDELETE",
    "BMOVE",
    "BPROPFIND",
    "BPROPPATCH",
    "RPC_CONNECT",
    "RPC_IN_DATA",
    "RPC_OUT_DATA",
    "CCM_POST",
    "X-MS-ENUMATTS",
    "TRACK",
    "DEBUG",
    "PURGE",
    "SOURCE",
};

static gboolean
is_known_method (WgSlice method)
{
  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    if (wg_slice_at (method, 0) == methods[i][0] && wg_slice_is (method, methods[i]))
      return TRUE;
  return FALSE;
}

WgSlice
wg_http_first_line (WgSlice head, gsize *whole)
{
  gssize lf = wg_slice_find (head, '\n'), cr;
  gsize end = lf >= 0 ? (gsize) lf : head.len;
  WgSlice line = wg_slice (head.data, end);

  *whole = MIN (end + 1, head.len);
  cr = wg_slice_find (line, '\r');
  if (cr < 0)
    return line;
  if ((gsize) cr + 1 < end)
    *whole = (gsize) cr + 1; /* a CR alone ends the line too */
  return wg_slice (line.data, (gsize) cr);
}

static gboolean
is_digit (int c)
{
  return c >= '0' && c <= '9';
}

/* "HTTP/" and digits, a dot, digits; its length, or 0. */
static gsize
version_len (WgSlice s)
{
  gsize n = 5;

  if (!wg_slice_has_prefix (s, "HTTP/") || !is_digit (wg_slice_at (s, n)))
    return 0;
  while (is_digit (wg_slice_at (s, n)))
    n++;
  if (wg_slice_at (s, n) != '.' || !is_digit (wg_slice_at (s, n + 1)))
    return 0;
  n++;
  while (is_digit (wg_slice_at (s, n)))
    n++;
  return n;
}

static void
check_version (WgSlice line, WgSlice version, WgHttpOdds *odds)
{
  if (!wg_slice_has_prefix (version, "HTTP/1.") || version.len != VERSION_LEN)
    wg_http_odd (odds, WG_HTTP_ODD_VERSION, (gsize) (version.data - line.data), version.len);
}

static WgSlice
skip_blanks (WgSlice s)
{
  while (wg_slice_at (s, 0) == ' ' || wg_slice_at (s, 0) == '\t')
    s = wg_slice_sub (s, 1, s.len);
  return s;
}

/* HTTP-version SP 3DIGIT SP reason. Fewer digits, or more, make it odd. */
static WgHttpStartKind
parse_status_line (WgSlice line, WgHttpStart *start, WgHttpOdds *odds)
{
  gsize len = version_len (line), digits = 0;
  WgSlice rest = skip_blanks (wg_slice_sub (line, len, line.len)), after;

  if (len == 0 || rest.len + len == line.len || !is_digit (wg_slice_at (rest, 0)))
    return WG_HTTP_NOTHING;
  start->version = wg_slice_sub (line, 0, len);
  for (; is_digit (wg_slice_at (rest, digits)); digits++)
    if (digits < 3)
      start->status = start->status * 10 + (wg_slice_at (rest, digits) - '0');
  after = wg_slice_sub (rest, wg_slice_run (rest, wg_http_visible_chars), rest.len);
  start->reason = wg_slice_trim (after);
  check_version (line, start->version, odds);
  if (digits != 3 || start->status < 100 || start->status > 599
      || (rest.len > 3 && wg_slice_at (rest, 3) != ' '))
    wg_http_odd (odds, WG_HTTP_BAD_STATUS, (gsize) (rest.data - line.data), digits);
  if (rest.len + len + 1 != line.len || wg_slice_at (line, len) != ' ')
    wg_http_odd (odds, WG_HTTP_START_LINE_SPACES, len, 1);
  return WG_HTTP_RESPONSE;
}

/* The last word of @line when it is a version; it and the blanks before are cut off @line. */
static WgSlice
take_version (WgSlice *line, gboolean *odd_spaces)
{
  WgSlice s = *line, version;
  gsize at;

  while (s.len > 0 && (wg_slice_at (s, s.len - 1) == ' ' || wg_slice_at (s, s.len - 1) == '\t'))
    s.len--;
  at = s.len;
  while (at > 0 && wg_slice_at (s, at - 1) != ' ' && wg_slice_at (s, at - 1) != '\t')
    at--;
  version = wg_slice_sub (s, at, s.len);
  if (version.len == 0 || version_len (version) != version.len)
    return WG_SLICE_NONE;
  *odd_spaces = *odd_spaces || s.len != line->len;
  *line = wg_slice_sub (s, 0, at);
  return version;
}

static gsize
word_len (WgSlice s)
{
  gssize space = wg_slice_find (s, ' ');
  return space < 0 ? s.len : (gsize) space;
}

static WgHttpStartKind
parse_request_line (WgSlice line, WgHttpStart *start, WgHttpOdds *odds)
{
  gsize len = wg_slice_run (wg_slice_sub (line, 0, MAX_METHOD + 1), wg_http_token_chars);
  WgSlice rest = wg_slice_sub (line, len + 1, line.len), target;
  gboolean odd_spaces = FALSE;

  if (len == 0 || len > MAX_METHOD || wg_slice_at (line, len) != ' ')
    return WG_HTTP_NOTHING;
  start->method = wg_slice_sub (line, 0, len);
  start->known_method = is_known_method (start->method);
  start->version = take_version (&rest, &odd_spaces);
  target = wg_slice_trim (rest);
  start->target = target;
  if (start->version.len > 0) /* the second word, whatever stands before the version */
    start->target = wg_slice_sub (target, 0, word_len (target));
  if (target.len == 0)
    return WG_HTTP_NOTHING;
  odd_spaces = odd_spaces || rest.len != target.len + (start->version.len > 0 ? 1 : 0);
  if (odd_spaces)
    wg_http_odd (odds, WG_HTTP_START_LINE_SPACES, len, 1);
  if (wg_slice_run (target, wg_http_visible_chars) != target.len)
    wg_http_odd (odds, WG_HTTP_BAD_TARGET, (gsize) (target.data - line.data), target.len);
  if (!start->known_method)
    wg_http_odd (odds, WG_HTTP_UNKNOWN_METHOD, 0, len);
  if (start->version.len > 0)
    {
      check_version (line, start->version, odds);
      return WG_HTTP_REQUEST;
    }
  wg_http_odd (odds, WG_HTTP_NO_VERSION, 0, line.len);
  if (!start->known_method || wg_slice_run (target, wg_http_visible_chars) != target.len)
    return WG_HTTP_NOTHING;
  return WG_HTTP_SIMPLE;
}

/* Whether a line whose end is not there yet may become a start line. */
static WgHttpStartKind
look_at_beginning (WgSlice bytes)
{
  WgSlice s = wg_slice_sub (bytes, 0, MAX_METHOD + 1);
  gsize len = wg_slice_run (s, wg_http_token_chars);

  if (len == bytes.len)
    return len <= MAX_METHOD ? WG_HTTP_MAYBE : WG_HTTP_NOTHING;
  if (wg_slice_has_prefix (bytes, "HTTP/"))
    return WG_HTTP_MAYBE;
  return len > 0 && wg_slice_at (s, len) == ' ' ? WG_HTTP_MAYBE : WG_HTTP_NOTHING;
}

static gboolean
is_header_line (WgSlice bytes)
{
  gsize len = wg_slice_run (bytes, wg_http_token_chars);
  return len > 0 && wg_slice_at (bytes, len) == ':';
}

WgHttpStartKind
wg_http_parse_start (WgSlice bytes, gboolean ended, WgHttpStart *start, WgHttpOdds *odds)
{
  gsize whole;
  WgSlice line;

  memset (start, 0, sizeof *start);
  if (wg_slice_find (wg_slice_sub (bytes, 0, WG_LIMIT_HTTP_LINE), '\n') < 0)
    {
      if (ended || bytes.len >= WG_LIMIT_HTTP_LINE)
        return WG_HTTP_NOTHING;
      return look_at_beginning (bytes);
    }
  line = wg_http_first_line (bytes, &whole);
  if (wg_slice_has_prefix (line, "HTTP/"))
    start->kind = parse_status_line (line, start, odds);
  else
    start->kind = parse_request_line (line, start, odds);
  if (start->kind == WG_HTTP_SIMPLE && is_header_line (wg_slice_sub (bytes, whole, bytes.len)))
    start->kind = WG_HTTP_REQUEST;
  if (start->kind == WG_HTTP_SIMPLE && !wg_slice_is (start->method, "GET"))
    start->kind = WG_HTTP_NOTHING;
  return start->kind;
}

WgHttpStartKind
wg_http_parse_cut_start (WgSlice bytes, WgHttpStart *start, WgHttpOdds *odds)
{
  gsize len = wg_slice_run (wg_slice_sub (bytes, 0, MAX_METHOD + 1), wg_http_token_chars);
  WgSlice rest = wg_slice_sub (bytes, len + 1, bytes.len);
  gsize target_len = wg_slice_run (rest, wg_http_visible_chars);

  if (wg_http_parse_start (bytes, TRUE, start, odds) >= WG_HTTP_REQUEST)
    return start->kind;
  if (wg_slice_find (bytes, '\n') >= 0 || wg_slice_at (bytes, len) != ' '
      || wg_slice_at (rest, target_len) != ' ' || target_len == 0)
    return WG_HTTP_NOTHING;
  memset (start, 0, sizeof *start);
  start->method = wg_slice_sub (bytes, 0, len);
  start->known_method = is_known_method (start->method);
  start->target = wg_slice_sub (rest, 0, target_len);
  start->kind = start->known_method ? WG_HTTP_REQUEST : WG_HTTP_NOTHING;
  return start->kind;
}

gboolean
wg_http_begins_request (WgSlice bytes)
{
  gsize len = wg_slice_run (wg_slice_sub (bytes, 0, MAX_METHOD + 1), wg_http_token_chars);
  WgSlice target = wg_slice_sub (bytes, len + 1, bytes.len);

  return wg_slice_at (bytes, len) == ' ' && is_known_method (wg_slice_sub (bytes, 0, len))
         && (wg_slice_at (target, 0) == '/' || wg_slice_has_prefix (target, "http://"));
}
