#include "exchange/chars.h"
#include "http-parse.h"

/* Header lines (RFC 9112 §5). */

void
wg_http_odd (WgHttpOdds *odds, WgHttpNote note, gsize off, gsize len)
{
  guint64 bit = G_GUINT64_CONSTANT (1) << note;

  if (odds == NULL || (odds->seen & bit) != 0 || odds->n == WG_HTTP_MAX_ODDS)
    return;
  odds->seen |= bit;
  odds->items[odds->n++] = (WgHttpOdd){note, (guint32) off, (guint32) len};
}

/* An empty line at @at: the length of its ending, 0 for none, -1 when that cannot be told yet.
 */
static int
empty_line (WgSlice bytes, gsize at)
{
  int c = wg_slice_at (bytes, at);

  if (c == '\n')
    return 1;
  if (c < 0 || (c == '\r' && at + 1 == bytes.len))
    return -1;
  return c == '\r' && wg_slice_at (bytes, at + 1) == '\n' ? 2 : 0;
}

gsize
wg_http_section_len (WgSlice bytes, gboolean in_lines, gsize *scanned, guint *lines)
{
  gsize at = *scanned;

  if (at == 0)
    {
      int end = in_lines ? empty_line (bytes, 0) : 0;
      *lines = 0;
      if (end != 0)
        return end > 0 ? (gsize) end : 0;
    }
  while (at < bytes.len)
    {
      gssize lf = wg_slice_find (wg_slice_sub (bytes, at, bytes.len), '\n');
      int end;

      if (lf < 0)
        break;
      end = empty_line (bytes, at + (gsize) lf + 1);
      if (end < 0)
        break;
      at += (gsize) lf + 1;
      ++*lines;
      if (end > 0)
        return at + (gsize) end;
    }
  *scanned = at;
  return 0;
}

/* Takes the next line of @in, without its ending, which may be CR LF, LF, or a CR alone. */
static WgSlice
take_line (WgReader *in, gsize base, WgHttpOdds *odds)
{
  WgSlice rest = wg_reader_rest (in), line;
  gsize start = wg_reader_tell (in);
  gssize lf = wg_slice_find (rest, '\n');
  gsize end = lf >= 0 ? (gsize) lf : rest.len;
  gssize cr;

  line = wg_slice_sub (rest, 0, end);
  cr = wg_slice_find (line, '\r');
  if (cr >= 0 && (gsize) cr + 1 == end)
    line.len--;
  else if (cr >= 0)
    {
      wg_http_odd (odds, WG_HTTP_BARE_CR, base + start + (gsize) cr, 1);
      wg_reader_seek (in, start + (gsize) cr + 1);
      return wg_slice_sub (line, 0, (gsize) cr);
    }
  else if (lf >= 0)
    wg_http_odd (odds, WG_HTTP_BARE_LF, base + start + end, 1);
  wg_reader_seek (in, start + MIN (end + 1, rest.len));
  if (line.len > WG_LIMIT_HTTP_LINE)
    wg_http_odd (odds, WG_HTTP_LONG_LINE, base + start, line.len);
  return line;
}

/* The value goes on in @line: both joined by one space (RFC 9112 §5.2). */
static void
unfold (WgHttpHeaders *out, WgSlice line, WgArena *arena)
{
  WgHeader *header = &out->items[out->n - 1];
  WgSlice more = wg_slice_trim (line), joined;
  WgHttpName id = wg_http_name (header->name);
  guint8 *copy;

  if (more.len == 0 || header->value.len + more.len > WG_LIMIT_HTTP_LINE)
    return;
  copy = wg_arena_alloc (arena, header->value.len + more.len + 1);
  if (copy == NULL)
    return;
  joined = wg_slice (copy, header->value.len > 0 ? header->value.len + 1 : 0);
  if (header->value.len > 0)
    {
      wg_slice_copy (header->value, copy);
      copy[header->value.len] = ' ';
    }
  wg_slice_copy (more, copy + joined.len);
  joined.len += more.len;
  header->value = joined;
  if (id != WG_HTTP_OTHER && out->count[id] == 1)
    out->value[id] = joined;
}

static void
check_name (WgSlice name, gsize off, WgHttpOdds *odds)
{
  WgSlice trimmed = wg_slice_trim (name);

  if (trimmed.len == 0)
    wg_http_odd (odds, WG_HTTP_EMPTY_NAME, off, name.len + 1);
  else if (trimmed.len != name.len)
    wg_http_odd (odds, WG_HTTP_SPACE_BEFORE_COLON, off, name.len);
  if (wg_slice_run (trimmed, wg_http_token_chars) != trimmed.len)
    wg_http_odd (odds, WG_HTTP_BAD_NAME, off, name.len);
}

static void
parse_line (WgSlice line, gsize off, WgArena *arena, WgHttpHeaders *out, WgHttpOdds *odds)
{
  gssize colon = wg_slice_find (line, ':');
  WgHeader *header = &out->items[out->n];

  if (wg_slice_at (line, 0) == ' ' || wg_slice_at (line, 0) == '\t')
    {
      wg_http_odd (odds, out->n > 0 ? WG_HTTP_OBS_FOLD : WG_HTTP_LEADING_SPACE, off, line.len);
      if (out->n > 0)
        unfold (out, line, arena);
      return;
    }
  if (colon < 0)
    {
      wg_http_odd (odds, WG_HTTP_NO_COLON, off, line.len);
      colon = (gssize) line.len;
    }
  header->name = wg_slice_sub (line, 0, (gsize) colon);
  header->value = wg_slice_trim (wg_slice_sub (line, (gsize) colon + 1, line.len));
  if ((gsize) colon < line.len
      && wg_slice_run (header->name, wg_http_token_chars) != (gsize) colon)
    check_name (header->name, off, odds);
  else if (colon == 0)
    wg_http_odd (odds, WG_HTTP_EMPTY_NAME, off, 1);
  out->n++;
  wg_http_headers_note (out, out->n - 1);
}

/* How many lines there are at most: each LF and each CR may end one. */
static guint
count_lines (WgSlice bytes)
{
  WgReader in = wg_reader (bytes, WG_END_WHOLE);
  guint n = 0;

  while (wg_reader_left (&in) > 0 && n < WG_LIMIT_HTTP_HEADERS)
    {
      take_line (&in, 0, NULL);
      n++;
    }
  return n;
}

gboolean
wg_http_parse_headers (
    WgSlice bytes, gsize base, WgArena *arena, WgHttpHeaders *out, WgHttpOdds *odds)
{
  WgReader in = wg_reader (bytes, WG_END_WHOLE);
  guint max = count_lines (bytes);

  memset (out, 0, sizeof *out);
  if (max == 0)
    return TRUE;
  out->items = wg_arena_alloc (arena, max * sizeof (WgHeader));
  if (out->items == NULL)
    return FALSE;
  if (wg_slice_find (bytes, '\0') >= 0)
    wg_http_odd (odds, WG_HTTP_NUL, base + (gsize) wg_slice_find (bytes, '\0'), 1);
  while (wg_reader_left (&in) > 0)
    {
      gsize off = base + wg_reader_tell (&in);
      WgSlice line = take_line (&in, base, odds);

      if (line.len == 0)
        continue;
      if (out->n == max)
        {
          wg_http_odd (odds, WG_HTTP_MANY_HEADERS, off, line.len);
          return TRUE;
        }
      parse_line (line, off, arena, out, odds);
    }
  return TRUE;
}
