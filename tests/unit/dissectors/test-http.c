#include "../unit.h"

#include "exchange/body.h"
#include "http/http.h"
#include "script.h"

/* Conversations, each told whole and in pieces. */

#define C(text) "C" text
#define S(text) "S" text
#define END     "E"
#define GAP     "G"

/* @pieces: what each side says, in order; END: the server's end; GAP: 4 bytes of the server are
 * lost
 * @has: parts that the outcome holds, in that order
 * @lacks: a part that it does not hold */
typedef struct
{
  const char *name;
  const char *pieces[8];
  const char *has[8];
  const char *lacks;
} Case;

#define OK_EMPTY "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"

static const Case cases[] = {
    {"exchange",
     {C ("GET /a HTTP/1.1\r\nHost: h\r\nCookie: a=1; b=2\r\n\r\n"),
      S ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nSet-Cookie: s=v; Secure\r\n\r\nhi")},
     {"http {", "\"method\":\"GET\",\"target\":\"/a\",\"host\":\"h\"",
      "\"cookies\":[\"a\",\"b\"]", "\"status\":200,\"reason\":\"OK\"", "\"name\":\"s\"",
      "\"secure\":true", "\"body_length\":2", "\"complete\":true"},
     "note"},
    {"pipelined",
     {C ("GET /1 HTTP/1.1\r\n\r\nHEAD /2 HTTP/1.1\r\n\r\nGET /3 HTTP/1.1\r\n\r\n"),
      S ("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nxHTTP/1.1 200 OK\r\nContent-Length: 9\r\n"
         "\r\nHTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n")},
     {"\"/1\"", "\"body_length\":1", "\"/2\"", "\"status\":200", "\"/3\"", "\"status\":304"},
     "note"},
    {"interim",
     {C ("POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n"),
      S ("HTTP/1.1 100 Continue\r\n\r\n"), C ("x"), S (OK_EMPTY)},
     {"\"body_length\":1", "\"informational\":[{", "\"status\":100", "\"status\":200"},
     "note"},
    {"chunked with extension and trailer",
     {C ("GET / HTTP/1.1\r\n\r\n"),
      S ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n2\r\nde\r\n0\r\n"
         "T: v\r\n\r\n" OK_EMPTY)},
     {"\"trailers\":[[\"T\",\"v\"]]", "\"body_length\":5", "\"complete\":true",
      "note http-no-request"},
     NULL},
    {"until the end",
     {C ("GET / HTTP/1.0\r\n\r\n"), S ("HTTP/1.0 200 OK\r\n\r\nabc"), S ("def"), END},
     {"\"body_length\":6", "\"complete\":true"},
     "note"},
    {"no body after 204",
     {C ("GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\n\r\n"),
      S ("HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n" OK_EMPTY)},
     {"\"/1\"", "\"status\":204", "\"/2\"", "\"status\":200"},
     "note"},
    {"HTTP/0.9",
     {C ("GET /old\r\n"), S ("<html>old</html>"), END},
     {"\"target\":\"/old\"", "\"simple_response\":{", "\"body_length\":16"},
     "status"},
    {"a server that asks",
     {S ("GET /r HTTP/1.1\r\n\r\n"), C (OK_EMPTY)},
     {"\"reversed\":true", "\"/r\"", "\"status\":200"},
     "note"},
    {"response alone",
     {S (OK_EMPTY)},
     {"note http-no-request", "\"status\":200"},
     "request\":{"},
    {"request alone", {C ("GET / HTTP/1.1\r\n\r\n")}, {"\"target\":\"/\""}, "complete"},
    {"tunnel",
     {C ("CONNECT h:25 HTTP/1.1\r\n\r\n"), S ("HTTP/1.1 200 ok\r\n\r\n"),
      C ("GET /in HTTP/1.1\r\n\r\n"), S (OK_EMPTY)},
     {"\"CONNECT\"", "\"complete\":true", "\"/in\"", "protocols http http"},
     NULL},
    {"a tunnel refused",
     {C ("CONNECT h:25 HTTP/1.1\r\n\r\n"), S ("HTTP/1.1 407 no\r\nContent-Length: 0\r\n\r\n"),
      C ("GET /2 HTTP/1.1\r\n\r\n"), S (OK_EMPTY)},
     {"\"status\":407", "\"/2\"", "protocols http"},
     "http http"},
    {"upgrade",
     {C ("GET /ws HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n\x81\x80"),
      C ("abcd"), S ("HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\n\r\n\x81\x01x")},
     {"\"upgraded_to\":\"websocket\"", "websocket {", "protocols http websocket"},
     "extra-bytes"},
    {"an upgrade passed over",
     {C ("GET /1 HTTP/1.1\r\nUpgrade: h2c\r\n\r\nGET /2 HTTP/1.1\r\n\r\n"),
      S (OK_EMPTY OK_EMPTY)},
     {"\"/1\"", "\"status\":200", "\"/2\"", "\"status\":200"},
     "note"},
    {"lengths in conflict",
     {C ("POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx"), S (OK_EMPTY)},
     {"note http-content-length-conflict", "\"body_length\":1"},
     NULL},
    {"length and chunks",
     {C ("POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"
         "2\r\nxy\r\n0\r\n\r\n"),
      S (OK_EMPTY)},
     {"note http-content-length-and-chunked", "\"body_length\":2", "\"complete\":true"},
     NULL},
    {"chunks that are none",
     {C ("GET / HTTP/1.1\r\n\r\n"),
      S ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nplain"), END},
     {"note http-not-chunked", "\"body_length\":5"},
     NULL},
    {"a chunk that cannot be read",
     {C ("GET / HTTP/1.1\r\n\r\n"),
      S ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\nzz\r\n"), END},
     {"note http-chunk-size-bad", "\"body_length\":1"},
     "complete"},
    {"a body that ends early",
     {C ("GET / HTTP/1.1\r\n\r\n"), S ("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"), END},
     {"note http-body-short", "\"body_length\":3"},
     "complete"},
    {"lost bytes of a body",
     {C ("GET / HTTP/1.1\r\n\r\n"), S ("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"), GAP,
      S ("hi"
         "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")},
     {"note http-body-lost", "\"body_length\":9"},
     "complete"},
    {"bytes between messages",
     {C ("GET / HTTP/1.1\r\n\r\n"), S (OK_EMPTY), S ("\x01\x02junk"), S (OK_EMPTY)},
     {"\"status\":200", "note http-extra-bytes", "\"status\":200"},
     NULL},
    {"a response behind other bytes of its segment",
     {C ("GET / HTTP/1.1\r\n\r\n"), S ("junk\r\n" OK_EMPTY), END},
     {"note http-extra-bytes @2+54:0", "\"target\":\"/\""},
     "status"},
    {"empty lines, and one that is none",
     {C ("\r\n\r\nGET /1 HTTP/1.1\r\n\r\n\r\n\r"), C ("GET /2 HTTP/1.1\r\n\r\n")},
     {"note http-empty-line-before @1+54:2", "note http-empty-line-before @1+77:2",
      "note http-extra-bytes @1+79:0", "\"/1\""},
     "\"/2\""},
    {"a request behind unknown bytes",
     {C ("\xde\xad\xbe\xef"), C ("GET /late HTTP/1.1\r\n\r\n"), S (OK_EMPTY)},
     {"\"frame\":2,\"method\":\"GET\",\"target\":\"/late\"", "\"status\":200"},
     NULL},
    {"a request behind unknown bytes of its segment",
     {C ("\xde\xad\xbe\xefGET / HTTP/1.1\r\n\r\n"), S ("\xde\xad")},
     {"protocols\n"},
     "http"},
    {"the rest of a method behind unknown bytes",
     {C ("\x01\x01"), C ("T / HTTP/1.1\r\n\r\n"), S ("\xde\xad")},
     {"protocols\n"},
     "http"},
    {"the rest of a method behind lost bytes",
     {S ("GET /1 HTTP/1.1\r\n\r\n"), GAP, S ("T /2 HTTP/1.1\r\n\r\n"),
      S ("GET /3 HTTP/1.1\r\n\r\n")},
     {"\"/1\"", "\"/3\""},
     "\"/2\""},
    {"HTTP/0.9 that waits for its answer",
     {C ("GET /old\r\n"), S ("plain text, not HTML"), END},
     {"\"frame\":1,\"method\":\"GET\",\"target\":\"/old\"", "\"body_length\":20"},
     NULL},
    {"no version, and header lines",
     {C ("GET /a\r\nHost: h\r\n\r\n"), S ("<html>"), END},
     {"note http-no-version", "\"host\":\"h\"", "\"simple_response\":{", "\"body_length\":6"},
     "extra"},
    {"no version, and odd header lines",
     {C ("GET /\nFake\nUser-Agent: mine\n\n"), S ("<html>"), END},
     {"note http-no-colon", "[\"Fake\",\"\"],[\"User-Agent\",\"mine\"]",
      "\"simple_response\":{"},
     "extra"},
    {"a coding that was not applied",
     {C ("GET / HTTP/1.1\r\n\r\n"),
      S ("HTTP/1.1 200 OK\r\nContent-Encoding: deflate\r\nContent-Length: 17\r\n\r\n"
         "X5O!P%@AP[4 plain")},
     {"note http-coding-not-applied @2+120:0", "\"decoded_length\":17"},
     NULL},
    {"gzip",
     {C ("GET / HTTP/1.1\r\n\r\n"),
      S ("HTTP/1.1 200 OK\r\nContent-Encoding: deflate\r\nContent-Length: 4\r\n\r\n"
         "KL\x04\x02"),
      END},
     {"note http-coded-body-cut", "\"content_encoding\":[\"deflate\"]", "\"body_length\":4"},
     NULL},
    {"header without colon",
     {C ("GET / HTTP/1.1\r\nnonsense\r\nX : y\r\n\r\n")},
     {"note http-no-colon", "note http-space-before-colon", "[\"nonsense\",\"\"]",
      "[\"X \",\"y\"]"},
     NULL},
};

static void
play (WgScript *script, const char *piece)
{
  WgSlice said = wg_slice_str (piece + 1);

  if (piece[0] == 'E')
    wg_script_eof (script, WG_SERVER);
  else if (piece[0] == 'G')
    wg_script_gap (script, WG_SERVER, 4);
  else
    wg_script_say (script, piece[0] == 'C' ? WG_CLIENT : WG_SERVER, said);
}

static char *
outcome (const Case *test, gsize chunk_len)
{
  WgScript *script = wg_script_new (NULL, 80, 0, chunk_len);

  for (guint i = 0; i < G_N_ELEMENTS (test->pieces) && test->pieces[i] != NULL; i++)
    play (script, test->pieces[i]);
  return wg_script_finish (script);
}

static void
check (const Case *test, const char *got)
{
  const char *at = got;

  for (guint i = 0; i < G_N_ELEMENTS (test->has) && test->has[i] != NULL; i++)
    {
      const char *found = strstr (at, test->has[i]);
      if (found == NULL)
        fail_msg ("%s: no %s in\n%s", test->name, test->has[i], got);
      at = found + strlen (test->has[i]);
    }
  if (test->lacks != NULL && strstr (got, test->lacks) != NULL)
    fail_msg ("%s: has %s:\n%s", test->name, test->lacks, got);
}

static void
conversations (void **state)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *whole = outcome (&cases[i], 0);
      check (&cases[i], whole);
    }
}

static void
pieces_make_no_difference (void **state)
{
  static const gsize lens[] = {1, 2, 3, 7, 20};

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint j = 0; j < G_N_ELEMENTS (lens); j++)
      {
        g_autofree char *whole = outcome (&cases[i], 0);
        g_autofree char *got = outcome (&cases[i], lens[j]);
        assert_string_equal (got, whole);
      }
}

static void
open_requests_have_a_ceiling (void **state)
{
  for (guint more = 0; more < 2; more++)
    {
      WgScript *script = wg_script_new (&wg_http_dissector, 80, 0, 0);
      g_autofree char *got = NULL;

      for (guint i = 0; i < WG_LIMIT_HTTP_OPEN + more; i++)
        wg_script_client (script, "GET / HTTP/1.1\r\n\r\n");
      got = wg_script_finish (script);
      assert_int_equal (strstr (got, "note http-many-requests") != NULL, more > 0);
    }
}

/* A head of lines of @line_len bytes each, @len bytes in all. */
static char *
long_head (const char *start, gsize line_len, gsize len)
{
  GString *head = g_string_new (start);

  while (head->len + line_len + 2 <= len)
    {
      gsize end = head->len + line_len - 2;

      g_string_append (head, "X: ");
      while (head->len < end)
        g_string_append_c (head, 'a');
      g_string_append (head, "\r\n");
    }
  g_string_append (head, "\r\n");
  return g_string_free (head, FALSE);
}

static char *
after_request (const char *request)
{
  WgScript *script = wg_script_new (&wg_http_dissector, 80, 0, 1460);

  wg_script_say (script, WG_CLIENT, wg_slice_str (request));
  return wg_script_finish (script);
}

static void
heads_have_ceilings (void **state)
{
  for (guint more = 0; more < 2; more++)
    {
      gsize line_len = WG_LIMIT_HTTP_LINE + 2 + more; /* with its CR LF */
      g_autofree char *line = long_head ("GET / HTTP/1.1\r\n", line_len, line_len + 40);
      g_autofree char *head =
          long_head ("GET / HTTP/1.1\r\n", 1024, WG_LIMIT_HTTP_HEAD - 2048 + 4096 * more);
      g_autofree char *of_line = after_request (line);
      g_autofree char *of_head = after_request (head);

      assert_int_equal (strstr (of_line, "note http-long-line") != NULL, more > 0);
      assert_int_equal (strstr (of_head, "note http-long-head") != NULL, more > 0);
    }
}

/* The memory of requests that wait: of heads of 128 KiB there is room for half as many as fill
 * it, not for all. */
static void
waiting_requests_have_a_ceiling_of_memory (void **state)
{
  const gsize len = 128 * 1024;
  g_autofree char *head = long_head ("GET / HTTP/1.1\r\n", 1024, len);

  for (guint more = 0; more < 2; more++)
    {
      WgScript *script = wg_script_new (&wg_http_dissector, 80, 0, 0);
      gsize n = WG_LIMIT_HTTP_OPEN_LEN / len;
      g_autofree char *got = NULL;

      for (gsize i = 0; i < (more > 0 ? n + 2 : n / 2); i++)
        wg_script_say (script, WG_CLIENT, wg_slice_str (head));
      got = wg_script_finish (script);
      assert_int_equal (strstr (got, "note http-many-requests") != NULL, more > 0);
    }
}

/* Each line that goes on with a value makes a copy of it. */
static void
an_exchange_has_a_ceiling_of_memory (void **state)
{
  for (guint more = 0; more < 2; more++)
    {
      WgScript *script = wg_script_new (&wg_http_dissector, 80, 0, 0);
      g_autoptr (GString) head = g_string_new ("GET / HTTP/1.1\r\nX: ");
      g_autofree char *answer = long_head ("HTTP/1.1 204 OK\r\n", 1024, 120 * 1024);
      gsize copies = more > 0 ? WG_LIMIT_RECORD_LEN / (60 * 1024) : 4;
      g_autofree char *got = NULL;

      while (head->len < 60 * 1024)
        g_string_append_c (head, 'a');
      for (gsize i = 0; i < copies; i++)
        g_string_append (head, "\r\n b");
      g_string_append (head, "\r\n\r\n");
      wg_script_say (script, WG_CLIENT, wg_slice (head->str, head->len));
      wg_script_say (script, WG_SERVER, wg_slice_str (answer));
      got = wg_script_finish (script);
      assert_int_equal (strstr (got, "note http-too-big") != NULL, more > 0);
    }
}

static void
bodies_being_decoded_have_a_ceiling (void **state)
{
  WgScript *script = wg_script_new (&wg_http_dissector, 80, 0, 0);
  WgHttpBodyPool *pool = wg_http_body_pool (wg_script_channel (script));
  g_autofree WgHttpBody *bodies = g_new0 (WgHttpBody, WG_LIMIT_HTTP_DECODERS + 1);
  WgCoding gzip = WG_CODING_GZIP;

  for (guint i = 0; i <= WG_LIMIT_HTTP_DECODERS; i++)
    {
      wg_http_body_begin (&bodies[i], pool, FALSE, 0, &gzip, 1);
      assert_int_equal (bodies[i].decoder != NULL, i < WG_LIMIT_HTTP_DECODERS);
    }
  for (guint i = 0; i <= WG_LIMIT_HTTP_DECODERS; i++)
    wg_http_body_clear (&bodies[i], pool);
  g_free (wg_script_finish (script));
}

static void
bodies_kept_have_a_ceiling (void **state)
{
  WgScript *script = wg_script_new (&wg_http_dissector, 80, WG_WANT_BODIES, 0);
  WgHttpBodyPool *pool = wg_http_body_pool (wg_script_channel (script));
  g_autofree WgHttpBody *bodies = g_new0 (WgHttpBody, WG_LIMIT_BODIES_KEPT + 1);

  for (guint i = 0; i <= WG_LIMIT_BODIES_KEPT; i++)
    {
      wg_http_body_begin (&bodies[i], pool, FALSE, 1, NULL, 0);
      assert_int_equal (bodies[i].kept != NULL, i < WG_LIMIT_BODIES_KEPT);
    }
  for (guint i = 0; i <= WG_LIMIT_BODIES_KEPT; i++)
    wg_http_body_clear (&bodies[i], pool);
  g_free (wg_script_finish (script));
}

static gsize
kept_of (const char *type, gsize len)
{
  WgScript *script = wg_script_new (&wg_http_dissector, 80, WG_WANT_BODIES, 0);
  WgHttpBodyPool *pool = wg_http_body_pool (wg_script_channel (script));
  g_autoptr (WgArena) arena = wg_arena_new (WG_LIMIT_RECORD_LEN);
  g_autofree guint8 *text = g_malloc0 (len);
  WgHttpMessage message = {0};
  WgHttpBody body = {0};
  gsize keep = wg_http_body_keep_len (WG_WANT_BODIES, wg_slice_str (type));

  wg_http_body_begin (&body, pool, FALSE, keep, NULL, 0);
  wg_http_body_feed (&body, wg_slice (text, len));
  wg_http_body_end (&body, pool, arena, TRUE, FALSE, &message);
  g_free (wg_script_finish (script));
  return message.body.len;
}

static void
bodies_are_kept_as_far_as_they_are_of_use (void **state)
{
  assert_int_equal (wg_http_body_keep_len (0, WG_SLICE_LITERAL ("text/html")), 0);
  assert_int_equal (kept_of ("text/html", WG_LIMIT_BODY_KEPT), WG_LIMIT_BODY_KEPT);
  assert_int_equal (kept_of ("text/html", WG_LIMIT_BODY_KEPT + 1), WG_LIMIT_BODY_KEPT);
  assert_int_equal (kept_of ("image/png", WG_LIMIT_BODY_MAGIC), WG_LIMIT_BODY_MAGIC);
  assert_int_equal (kept_of ("image/png", WG_LIMIT_BODY_MAGIC + 1), WG_LIMIT_BODY_MAGIC);
}

static void
probes_see_no_more_than_their_ceiling (void **state)
{
  WgScript *script = wg_script_new (NULL, 80, 0, 0);
  g_autoptr (GString) line = g_string_new ("GET /");

  while (line->len < WG_LIMIT_PROBE_LEN - 1)
    g_string_append_c (line, 'a');
  wg_script_say (script, WG_CLIENT, wg_slice (line->str, line->len));
  assert_int_equal (wg_channel_n_protocols (wg_script_channel (script)), 0);
  wg_script_client (script, "a");
  assert_int_equal (wg_channel_n_protocols (wg_script_channel (script)), 1);
  g_free (wg_script_finish (script));
}

/* Bytes too few to be told hide nothing behind them. */
static void
midstream_each_segment_is_looked_at (void **state)
{
  WgScript *script = wg_script_new (NULL, 80, 0, 0);
  g_autofree char *got = NULL;

  wg_channel_set_midstream (wg_script_channel (script), WG_CLIENT);
  wg_channel_set_midstream (wg_script_channel (script), WG_SERVER);
  wg_script_client (script, "\xde\xad");
  wg_script_client (script, "GET / HTTP/1.1\r\n\r\n");
  got = wg_script_finish (script);
  assert_non_null (strstr (got, "protocols http"));
}

static void
probing_has_an_end (void **state)
{
  for (guint more = 0; more < 2; more++)
    {
      WgScript *script = wg_script_new (NULL, 80, 0, 0);
      g_autofree char *got = NULL;

      wg_channel_set_midstream (wg_script_channel (script), WG_CLIENT);
      for (guint i = 0; i < WG_LIMIT_PROBE_SEGMENTS - 1 + more; i++)
        wg_script_client (script, "\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1");
      wg_script_client (script, "GET / HTTP/1.1\r\n\r\n");
      got = wg_script_finish (script);
      assert_int_equal (strstr (got, "protocols http") != NULL, more == 0);
    }
}

static void
hashes_are_of_the_decoded_body (void **state)
{
  WgScript *script = wg_script_new (&wg_http_dissector, 80, WG_WANT_HASHES, 0);
  g_autofree char *got = NULL;

  wg_script_client (script, "POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc");
  wg_script_client (script, "POST / HTTP/1.1\r\nContent-Encoding: odd\r\nContent-Length: 3\r\n"
                            "\r\nabc");
  got = wg_script_finish (script);
  assert_non_null (
      strstr (got, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
  assert_non_null (strstr (got, "note http-coding-unknown"));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (conversations),
      cmocka_unit_test (pieces_make_no_difference),
      cmocka_unit_test (open_requests_have_a_ceiling),
      cmocka_unit_test (heads_have_ceilings),
      cmocka_unit_test (waiting_requests_have_a_ceiling_of_memory),
      cmocka_unit_test (an_exchange_has_a_ceiling_of_memory),
      cmocka_unit_test (bodies_being_decoded_have_a_ceiling),
      cmocka_unit_test (bodies_kept_have_a_ceiling),
      cmocka_unit_test (bodies_are_kept_as_far_as_they_are_of_use),
      cmocka_unit_test (probes_see_no_more_than_their_ceiling),
      cmocka_unit_test (midstream_each_segment_is_looked_at),
      cmocka_unit_test (probing_has_an_end),
      cmocka_unit_test (hashes_are_of_the_decoded_body),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
