#include "fuzz.h"

#include "http/http-parse.h"

/* A head, its framing and cookies, and then chunk lines. */

static void
check_inside (WgSlice part, WgSlice whole)
{
  g_assert (part.len == 0
            || (part.data >= whole.data && part.data + part.len <= whole.data + whole.len));
}

static void
parse_chunks (WgSlice bytes)
{
  WgReader in = wg_reader (bytes, WG_END_WHOLE);
  gboolean first = TRUE;
  WgHttpChunk chunk;

  while (wg_http_parse_chunk (&in, first, &chunk, NULL) == WG_HTTP_CHUNK_OK)
    {
      check_inside (chunk.extension, bytes);
      if (!wg_reader_skip (&in, (gsize) MIN (chunk.size, wg_reader_left (&in))))
        return;
      first = FALSE;
    }
}

static void
parse_cookies (const WgHttpHeaders *headers)
{
  for (guint i = 0; i < headers->n; i++)
    {
      WgSlice list = headers->items[i].value, name, value;
      WgHttpSetCookie cookie;

      wg_http_parse_set_cookie (list, &cookie);
      check_inside (cookie.path, list);
      while (wg_http_cookie_next (&list, &name, &value))
        check_inside (value, headers->items[i].value);
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (WgArena) arena = wg_arena_new (1024 * 1024);
  WgSlice bytes = wg_slice (data, size), line;
  WgHttpOdds odds = {0};
  WgHttpStart start;
  WgHttpHeaders headers;
  WgHttpFraming framing;
  gsize scanned = 0, whole = 0, len;
  guint lines = 0;

  wg_http_parse_cut_start (bytes, &start, &odds);
  check_inside (start.target, bytes);
  check_inside (start.reason, bytes);
  line = wg_http_first_line (bytes, &whole);
  check_inside (line, bytes);
  len = wg_http_section_len (bytes, FALSE, &scanned, &lines);
  g_assert (len <= size && whole <= size);
  wg_http_parse_headers (wg_slice_sub (bytes, whole, (len > 0 ? len : size) - whole), whole,
                         arena, &headers, &odds);
  g_assert (headers.n <= WG_LIMIT_HTTP_HEADERS);
  wg_http_parse_framing (&headers, start.version, &framing, &odds);
  parse_cookies (&headers);
  parse_chunks (wg_slice_sub (bytes, len, size));
  for (guint i = 0; i < odds.n; i++)
    g_assert (odds.items[i].off <= size);
  return 0;
}
