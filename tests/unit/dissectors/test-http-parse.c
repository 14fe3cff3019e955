#include "../unit.h"

#include "http/http-parse.h"

#define ODD(note) (G_GUINT64_CONSTANT (1) << (note))

static void
assert_slice (WgSlice got, const char *want)
{
  if (!wg_slice_is (got, want))
    fail_msg ("\"%.*s\" is not \"%s\"", (int) got.len, (const char *) got.data, want);
}

static void
start_lines (void **state)
{
  static const struct
  {
    const char *in;
    WgHttpStartKind kind;
    const char *first, *second, *third; /* method, target, version; or version, reason */
    gint32 status;
    guint64 odd;
  } cases[] = {
      {"GET / HTTP/1.1\r\n", WG_HTTP_REQUEST, "GET", "/", "HTTP/1.1", 0, 0},
      {"GET / HTTP/1.1\n", WG_HTTP_REQUEST, "GET", "/", "HTTP/1.1", 0, 0},
      {"CONNECT h:443 HTTP/1.0\r\n", WG_HTTP_REQUEST, "CONNECT", "h:443", "HTTP/1.0", 0, 0},
      {"GET  /  HTTP/1.1\r\n", WG_HTTP_REQUEST, "GET", "/", "HTTP/1.1", 0,
       ODD (WG_HTTP_START_LINE_SPACES)},
      {"GET /a b HTTP/1.1\r\n", WG_HTTP_REQUEST, "GET", "/a", "HTTP/1.1", 0,
       ODD (WG_HTTP_BAD_TARGET)},
      {"FROB /x HTTP/1.1\r\n", WG_HTTP_REQUEST, "FROB", "/x", "HTTP/1.1", 0,
       ODD (WG_HTTP_UNKNOWN_METHOD)},
      {"get / HTTP/1.1\r\n", WG_HTTP_REQUEST, "get", "/", "HTTP/1.1", 0,
       ODD (WG_HTTP_UNKNOWN_METHOD)},
      {"GET / HTTP/2.1\r\n", WG_HTTP_REQUEST, "GET", "/", "HTTP/2.1", 0,
       ODD (WG_HTTP_ODD_VERSION)},
      {"GET /\r\n", WG_HTTP_SIMPLE, "GET", "/", "", 0, ODD (WG_HTTP_NO_VERSION)},
      {"POST /x\r\nHost: h\r\n", WG_HTTP_REQUEST, "POST", "/x", "", 0,
       ODD (WG_HTTP_NO_VERSION)},
      {"POST /x\r\n", WG_HTTP_NOTHING, NULL, NULL, NULL, 0, 0},
      {"OPTIONS rtsp://h/ RTSP/1.0\r\n", WG_HTTP_NOTHING, NULL, NULL, NULL, 0, 0},
      {"INVITE sip:a@b SIP/2.0\r\n", WG_HTTP_NOTHING, NULL, NULL, NULL, 0, 0},
      {"GNUTELLA CONNECT/0.6\r\n", WG_HTTP_NOTHING, NULL, NULL, NULL, 0, 0},
      {" GET / HTTP/1.1\r\n", WG_HTTP_NOTHING, NULL, NULL, NULL, 0, 0},
      {"GET(x / HTTP/1.1\r\n", WG_HTTP_NOTHING, NULL, NULL, NULL, 0, 0},
      {"220 ready\r\n", WG_HTTP_NOTHING, NULL, NULL, NULL, 0, 0},
      {"GET", WG_HTTP_MAYBE, NULL, NULL, NULL, 0, 0},
      {"HTTP/1.1 2", WG_HTTP_MAYBE, NULL, NULL, NULL, 0, 0},
      {"\x16\x03\x01", WG_HTTP_NOTHING, NULL, NULL, NULL, 0, 0},
      {"HTTP/1.1 200 OK\r\n", WG_HTTP_RESPONSE, "HTTP/1.1", "OK", NULL, 200, 0},
      {"HTTP/1.1 200\r\n", WG_HTTP_RESPONSE, "HTTP/1.1", "", NULL, 200, 0},
      {"HTTP/1.1 404 Not  Found\r\n", WG_HTTP_RESPONSE, "HTTP/1.1", "Not  Found", NULL, 404, 0},
      {"HTTP/1.1  200 OK\r\n", WG_HTTP_RESPONSE, "HTTP/1.1", "OK", NULL, 200,
       ODD (WG_HTTP_START_LINE_SPACES)},
      {"HTTP/1.10 200 OK\r\n", WG_HTTP_RESPONSE, "HTTP/1.10", "OK", NULL, 200,
       ODD (WG_HTTP_ODD_VERSION)},
      {"HTTP/1.1 0200 OK\r\n", WG_HTTP_RESPONSE, "HTTP/1.1", "OK", NULL, 20,
       ODD (WG_HTTP_BAD_STATUS)},
      {"HTTP/1.1 2XX OK\r\n", WG_HTTP_RESPONSE, "HTTP/1.1", "OK", NULL, 2,
       ODD (WG_HTTP_BAD_STATUS)},
      {"HTTP/1.1 700 OK\r\n", WG_HTTP_RESPONSE, "HTTP/1.1", "OK", NULL, 700,
       ODD (WG_HTTP_BAD_STATUS)},
      {"HTTP/1.1 ok\r\n", WG_HTTP_NOTHING, NULL, NULL, NULL, 0, 0},
      {"HTTP/1.1\r\n", WG_HTTP_NOTHING, NULL, NULL, NULL, 0, 0},
      {"HTTP/x 200 OK\r\n", WG_HTTP_NOTHING, NULL, NULL, NULL, 0, 0},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      WgHttpStart start;
      WgHttpOdds odds = {0};
      WgHttpStartKind kind =
          wg_http_parse_start (wg_slice_str (cases[i].in), FALSE, &start, &odds);

      if (kind != cases[i].kind)
        fail_msg ("%s: %d", cases[i].in, kind);
      if (cases[i].first == NULL)
        continue;
      assert_slice (kind == WG_HTTP_RESPONSE ? start.version : start.method, cases[i].first);
      assert_slice (kind == WG_HTTP_RESPONSE ? start.reason : start.target, cases[i].second);
      if (cases[i].third != NULL)
        assert_slice (start.version, cases[i].third);
      assert_int_equal (start.status, cases[i].status);
      if (odds.seen != cases[i].odd)
        fail_msg ("%s: odd %" G_GINT64_MODIFIER "x", cases[i].in, odds.seen);
    }
}

static void
start_lines_have_a_ceiling (void **state)
{
  g_autoptr (GString) line = g_string_new ("GET /");
  WgHttpStart start;

  while (line->len < WG_LIMIT_HTTP_LINE - 12)
    g_string_append_c (line, 'a');
  g_string_append (line, " HTTP/1.1\r\n");
  g_string_insert_c (line, 5, 'a');
  assert_int_equal (line->len, WG_LIMIT_HTTP_LINE);
  assert_int_equal (wg_http_parse_start (wg_slice (line->str, line->len), FALSE, &start, NULL),
                    WG_HTTP_REQUEST);
  g_string_insert_c (line, 5, 'a');
  assert_int_equal (wg_http_parse_start (wg_slice (line->str, line->len), FALSE, &start, NULL),
                    WG_HTTP_NOTHING);
}

static void
cut_request_lines (void **state)
{
  WgHttpStart start;

  assert_int_equal (wg_http_parse_cut_start (WG_SLICE_LITERAL ("GET /a HT"), &start, NULL),
                    WG_HTTP_REQUEST);
  assert_slice (start.target, "/a");
  assert_int_equal (wg_http_parse_cut_start (WG_SLICE_LITERAL ("GET /a"), &start, NULL),
                    WG_HTTP_NOTHING);
  assert_int_equal (wg_http_parse_cut_start (WG_SLICE_LITERAL ("FROB /a HT"), &start, NULL),
                    WG_HTTP_NOTHING);
}

static void
header_lines (void **state)
{
  static const struct
  {
    const char *in;
    guint n;
    const char *name, *value; /* of the last one */
    guint64 odd;
  } cases[] = {
      {"A: b\r\n\r\n", 1, "A", "b", 0},
      {"A:b\r\nC:\td \r\n\r\n", 2, "C", "d", 0},
      {"A: b\nC: d\r\n\r\n", 2, "C", "d", ODD (WG_HTTP_BARE_LF)},
      {"A: b\rC: d\r\n\r\n", 2, "C", "d", ODD (WG_HTTP_BARE_CR)},
      {"A: b\r\n c\r\n\r\n", 1, "A", "b c", ODD (WG_HTTP_OBS_FOLD)},
      {"A:\r\n\tc\r\n d\r\n\r\n", 1, "A", "c d", ODD (WG_HTTP_OBS_FOLD)},
      {" A: b\r\nC: d\r\n\r\n", 1, "C", "d", ODD (WG_HTTP_LEADING_SPACE)},
      {"A : b\r\n\r\n", 1, "A ", "b", ODD (WG_HTTP_SPACE_BEFORE_COLON)},
      {"no colon\r\n\r\n", 1, "no colon", "", ODD (WG_HTTP_NO_COLON)},
      {": b\r\n\r\n", 1, "", "b", ODD (WG_HTTP_EMPTY_NAME)},
      {"A\xe4: b\r\n\r\n", 1, "A\xe4", "b", ODD (WG_HTTP_BAD_NAME)},
      {"A: \r\n\r\n", 1, "A", "", 0},
      {"\r\n", 0, NULL, NULL, 0},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (WgArena) arena = wg_arena_new (4096);
      WgHttpHeaders headers;
      WgHttpOdds odds = {0};

      assert_true (
          wg_http_parse_headers (wg_slice_str (cases[i].in), 0, arena, &headers, &odds));
      if (headers.n != cases[i].n || odds.seen != cases[i].odd)
        fail_msg ("%s: %u headers, odd %" G_GINT64_MODIFIER "x", cases[i].in, headers.n,
                  odds.seen);
      if (cases[i].n == 0)
        continue;
      assert_slice (headers.items[headers.n - 1].name, cases[i].name);
      assert_slice (headers.items[headers.n - 1].value, cases[i].value);
    }
}

static void
headers_have_a_ceiling (void **state)
{
  for (guint more = 0; more < 2; more++)
    {
      g_autoptr (WgArena) arena = wg_arena_new (WG_LIMIT_RECORD_LEN);
      g_autoptr (GString) lines = g_string_new (NULL);
      WgHttpHeaders headers;
      WgHttpOdds odds = {0};

      for (guint i = 0; i < WG_LIMIT_HTTP_HEADERS + more; i++)
        g_string_append (lines, "A: b\r\n");
      wg_http_parse_headers (wg_slice (lines->str, lines->len), 0, arena, &headers, &odds);
      assert_int_equal (headers.n, WG_LIMIT_HTTP_HEADERS);
      assert_int_equal (odds.seen, more > 0 ? ODD (WG_HTTP_MANY_HEADERS) : 0);
    }
}

static void
sections_end_at_an_empty_line (void **state)
{
  static const struct
  {
    const char *in;
    gboolean in_lines;
    gsize len;
  } cases[] = {
      {"GET / HTTP/1.1\r\n\r\nrest", FALSE, 18},
      {"a\n\nrest", FALSE, 3},
      {"a\n\r\nrest", FALSE, 4},
      {"a\r\nb\r\n\r\n", FALSE, 8},
      {"a\r\nb\r\n", FALSE, 0},
      {"a\r\rb\r\r", FALSE, 0},
      {"\r\nrest", TRUE, 2},
      {"\nrest", TRUE, 1},
      {"T: v\r\n\r\nx", TRUE, 8},
      {"\r", TRUE, 0},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      WgSlice in = wg_slice_str (cases[i].in);
      gsize scanned = 0, len = 0;
      guint lines = 0;

      /* Byte by byte, as it may come. */
      for (gsize n = 1; n <= in.len && len == 0; n++)
        len =
            wg_http_section_len (wg_slice_sub (in, 0, n), cases[i].in_lines, &scanned, &lines);
      if (len != cases[i].len)
        fail_msg ("%s: %" G_GSIZE_FORMAT, cases[i].in, len);
    }
}

static void
framing (void **state)
{
  static const struct
  {
    const char *in;
    gboolean chunked, has_length;
    guint64 length;
    guint n_content, n_transfer;
    guint64 odd;
  } cases[] = {
      {"Content-Length: 5\r\n", FALSE, TRUE, 5, 0, 0, 0},
      {"content-length: 5, 5\r\n", FALSE, TRUE, 5, 0, 0, ODD (WG_HTTP_LENGTH_REPEATED)},
      {"Content-Length: 5\r\nContent-Length: 6\r\n", FALSE, TRUE, 5, 0, 0,
       ODD (WG_HTTP_LENGTH_CONFLICT)},
      {"Content-Length: -5\r\n", FALSE, FALSE, 0, 0, 0, ODD (WG_HTTP_LENGTH_BAD)},
      {"Content-Length: 5.0\r\n", FALSE, FALSE, 0, 0, 0, ODD (WG_HTTP_LENGTH_BAD)},
      {"Content-Length:\r\n", FALSE, FALSE, 0, 0, 0, ODD (WG_HTTP_LENGTH_BAD)},
      {"Content-Length: 99999999999999999999\r\n", FALSE, FALSE, 0, 0, 0,
       ODD (WG_HTTP_LENGTH_BAD)},
      {"Content-Length : 5\r\n", FALSE, FALSE, 0, 0, 0, 0},
      {"Transfer-Encoding: Chunked\r\n", TRUE, FALSE, 0, 0, 0, 0},
      {"Transfer-Encoding: gzip, chunked\r\n", TRUE, FALSE, 0, 0, 1, 0},
      {"Transfer-Encoding: chunked, gzip\r\n", TRUE, FALSE, 0, 0, 1,
       ODD (WG_HTTP_CHUNKED_NOT_LAST)},
      {"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", TRUE, FALSE, 0, 0, 0,
       ODD (WG_HTTP_CHUNKED_REPEATED)},
      {"Transfer-Encoding: chunked;q=1\r\n", TRUE, FALSE, 0, 0, 0, ODD (WG_HTTP_CODING_ODD)},
      {"Transfer-Encoding: xchunked\r\n", FALSE, FALSE, 0, 0, 0, ODD (WG_HTTP_CODING_UNKNOWN)},
      {"Transfer-Encoding: chunked\r\nContent-Length: 3\r\n", TRUE, TRUE, 3, 0, 0,
       ODD (WG_HTTP_LENGTH_AND_CHUNKED)},
      {"Content-Encoding: gzip, br\r\n", FALSE, FALSE, 0, 2, 0, 0},
      {"Content-Encoding: gzip\r\nContent-Encoding: deflate\r\n", FALSE, FALSE, 0, 2, 0, 0},
      {"Content-Encoding: a,b,c,d,e\r\n", FALSE, FALSE, 0, 4, 0, ODD (WG_HTTP_CODING_UNKNOWN)},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (WgArena) arena = wg_arena_new (4096);
      WgHttpHeaders headers;
      WgHttpFraming got;
      WgHttpOdds odds = {0};

      wg_http_parse_headers (wg_slice_str (cases[i].in), 0, arena, &headers, NULL);
      wg_http_parse_framing (&headers, WG_SLICE_LITERAL ("HTTP/1.1"), &got, &odds);
      if (got.chunked != cases[i].chunked || got.has_length != cases[i].has_length
          || got.length != cases[i].length || got.content.n != cases[i].n_content
          || got.n_transfer != cases[i].n_transfer || odds.seen != cases[i].odd)
        fail_msg ("%s: odd %" G_GINT64_MODIFIER "x", cases[i].in, odds.seen);
    }
}

static void
chunk_lines (void **state)
{
  static const struct
  {
    const char *in;
    gboolean first;
    WgHttpChunkEnd end;
    guint64 size;
    gsize left;
    guint64 odd;
  } cases[] = {
      {"5\r\nabcde", TRUE, WG_HTTP_CHUNK_OK, 5, 5, 0},
      {"1F\n", TRUE, WG_HTTP_CHUNK_OK, 31, 0, 0},
      {"\r\n1f\r\n", FALSE, WG_HTTP_CHUNK_OK, 31, 0, 0},
      {"\n1f\r\n", FALSE, WG_HTTP_CHUNK_OK, 31, 0, ODD (WG_HTTP_CHUNK_END)},
      {"1f\r\n", FALSE, WG_HTTP_CHUNK_BAD, 0, 4, ODD (WG_HTTP_CHUNK_END)},
      {"5;a=b\r\n", TRUE, WG_HTTP_CHUNK_OK, 5, 0, 0},
      {"5 ; a=\"b\"\r\n", TRUE, WG_HTTP_CHUNK_OK, 5, 0, 0},
      {" 5\r\n", TRUE, WG_HTTP_CHUNK_OK, 5, 0, ODD (WG_HTTP_CHUNK_LINE)},
      {"5 x\r\n", TRUE, WG_HTTP_CHUNK_OK, 5, 0, ODD (WG_HTTP_CHUNK_LINE)},
      {"0x5\r\n", TRUE, WG_HTTP_CHUNK_OK, 0, 0, ODD (WG_HTTP_CHUNK_LINE)},
      {"000000000000000000005\r\n", TRUE, WG_HTTP_CHUNK_OK, 5, 0, 0},
      {"7fffffffffffffff\r\n", TRUE, WG_HTTP_CHUNK_OK, G_MAXINT64, 0, 0},
      {"8000000000000000\r\n", TRUE, WG_HTTP_CHUNK_BAD, 0, 18, 0},
      {"-5\r\n", TRUE, WG_HTTP_CHUNK_BAD, 0, 4, 0},
      {"\r\n", TRUE, WG_HTTP_CHUNK_BAD, 0, 2, 0},
      {"zz", TRUE, WG_HTTP_CHUNK_BAD, 0, 2, 0},
      {"5", TRUE, WG_HTTP_CHUNK_MORE, 0, 1, 0},
      {"\r", FALSE, WG_HTTP_CHUNK_MORE, 0, 1, 0},
      {"", TRUE, WG_HTTP_CHUNK_MORE, 0, 0, 0},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      WgReader in = wg_reader (wg_slice_str (cases[i].in), WG_END_MORE);
      WgHttpChunk chunk;
      WgHttpOdds odds = {0};
      WgHttpChunkEnd end = wg_http_parse_chunk (&in, cases[i].first, &chunk, &odds);

      if (end != cases[i].end || wg_reader_left (&in) != cases[i].left
          || odds.seen != cases[i].odd
          || (end == WG_HTTP_CHUNK_OK && chunk.size != cases[i].size))
        fail_msg ("%u \"%s\": %d, %" G_GSIZE_FORMAT " left, odd %" G_GINT64_MODIFIER "x", i,
                  cases[i].in, end, wg_reader_left (&in), odds.seen);
    }
}

static void
cookies (void **state)
{
  WgSlice list = WG_SLICE_LITERAL ("a=1; b = x=y ;; lone;c="), name, value;

  assert_true (wg_http_cookie_next (&list, &name, &value));
  assert_slice (name, "a");
  assert_slice (value, "1");
  assert_true (wg_http_cookie_next (&list, &name, &value));
  assert_slice (name, "b");
  assert_slice (value, "x=y");
  assert_true (wg_http_cookie_next (&list, &name, &value));
  assert_slice (name, "");
  assert_slice (value, "lone");
  assert_true (wg_http_cookie_next (&list, &name, &value));
  assert_slice (name, "c");
  assert_slice (value, "");
  assert_false (wg_http_cookie_next (&list, &name, &value));
}

static void
set_cookies (void **state)
{
  WgHttpSetCookie cookie;

  wg_http_parse_set_cookie (
      WG_SLICE_LITERAL ("id=a=b; Path=/x; path=/y; SECURE; HttpOnly; SameSite=Lax; "
                        "Expires=Wed, 21 Oct 2026 07:28:00 GMT; Max-Age=10; Domain=.h; "
                        "Partitioned; Priority=High; Odd"),
      &cookie);
  assert_slice (cookie.name, "id");
  assert_slice (cookie.value, "a=b");
  assert_slice (cookie.path, "/y");
  assert_slice (cookie.domain, ".h");
  assert_slice (cookie.expires, "Wed, 21 Oct 2026 07:28:00 GMT");
  assert_slice (cookie.max_age, "10");
  assert_slice (cookie.same_site, "Lax");
  assert_slice (cookie.priority, "High");
  assert_true (cookie.secure && cookie.http_only && cookie.partitioned);
  wg_http_parse_set_cookie (WG_SLICE_NONE, &cookie);
  assert_int_equal (cookie.name.len + cookie.value.len, 0);
  assert_false (cookie.secure);
}

static void
names_are_known_in_any_case (void **state)
{
  assert_int_equal (wg_http_name (WG_SLICE_LITERAL ("HOST")), WG_HTTP_HOST);
  assert_int_equal (wg_http_name (WG_SLICE_LITERAL ("Set-cookie")), WG_HTTP_SET_COOKIE);
  assert_int_equal (wg_http_name (WG_SLICE_LITERAL ("connection")), WG_HTTP_CONNECTION);
  assert_int_equal (wg_http_name (WG_SLICE_LITERAL ("Content-Length ")), WG_HTTP_OTHER);
  assert_int_equal (wg_http_name (WG_SLICE_LITERAL ("Content\0Length")), WG_HTTP_OTHER);
  assert_int_equal (wg_http_name (WG_SLICE_NONE), WG_HTTP_OTHER);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (start_lines),
      cmocka_unit_test (start_lines_have_a_ceiling),
      cmocka_unit_test (cut_request_lines),
      cmocka_unit_test (header_lines),
      cmocka_unit_test (headers_have_a_ceiling),
      cmocka_unit_test (sections_end_at_an_empty_line),
      cmocka_unit_test (framing),
      cmocka_unit_test (chunk_lines),
      cmocka_unit_test (cookies),
      cmocka_unit_test (set_cookies),
      cmocka_unit_test (names_are_known_in_any_case),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
