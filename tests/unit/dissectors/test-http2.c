#include "../unit.h"

#include "http2/http2-parse.h"
#include "http2/http2.h"
#include "script.h"

/* Conversations, each told whole and in pieces.
 *
 * A piece is `SIDE TYPE [FLAGS STREAM PAYLOAD]`, in hexadecimal but for the payload, of which
 * SIDE is C or S. Payloads: of HEADERS, PUSH_PROMISE (after the promised stream) and
 * CONTINUATION
 * `|name=value` for a literal, `|+name=value` for one that is added to the table, `|#index`;
 * of the others a text, or with `x` before it hexadecimal bytes. Others: PREFACE, TEXT, HEX,
 * GAP (4 bytes are lost), CUT (4 bytes not captured), EOF. */

#define GET(stream)                                                                            \
  "C HEADERS 5 " stream " |:method=GET|:scheme=http|:path=/" stream "|:authority=h"
#define POST(stream)                                                                           \
  "C HEADERS 4 " stream " |:method=POST|:scheme=http|:path=/" stream "|:authority=h"
#define OK(stream) "S HEADERS 5 " stream " |:status=200"
#define OPEN       "C PREFACE", "C SETTINGS 0 0 x", "S SETTINGS 0 0 x000300000064"

typedef struct
{
  const char *name;
  const char *pieces[14];
  const char *has[10];
  const char *lacks;
  gboolean by_segment; /* where segments begin matters */
} Case;

static const Case cases[] = {
    {"exchange",
     {OPEN,
      "C HEADERS 5 1 "
      "|:method=GET|:scheme=http|:path=/a?b|:authority=h:1|cookie=a=1|cookie=b=2; "
      "c=3",
      "S HEADERS 4 1 |:status=200|content-type=text/plain|content-length=5|set-cookie=s=v; "
      "Secure",
      "S DATA 0 1 he", "S DATA 1 1 llo", "S GOAWAY 0 0 x0000000100000000"},
     {"http {", "\"stream\":1,\"version\":\"HTTP/2\"",
      "\"method\":\"GET\",\"target\":\"/a?b\",\"host\":\"h:1\"", "[\":path\",\"/a?b\"]",
      "\"cookies\":[\"a\",\"b\",\"c\"]", "\"status\":200", "\"name\":\"s\"",
      "\"content_type\":\"text/plain\",\"body_length\":5},\"complete\":true",
      "\"preface\":true,\"settings\":{\"server\":{\"max_concurrent_streams\":100}},\"frames\":{"
      "\"client\":{\"headers\":1,\"settings\":1},\"server\":{\"data\":2,\"headers\":1,"
      "\"settings\":1,\"goaway\":1}}",
      "\"goaway\":[{\"frame\":8,\"from\":\"server\",\"error\":\"no_error\",\"last_stream\":1}"
      "]"},
     "note"},
    {"streams in turn",
     {OPEN, POST ("1"), POST ("3"), "C DATA 1 3 ccc", "S HEADERS 4 3 |:status=201",
      "C DATA 1 1 a", "S HEADERS 5 1 |:status=202", "S DATA 1 3 dd"},
     {"\"stream\":1", "\"body_length\":1", "\"status\":202", "\"stream\":3",
      "\"body_length\":3", "\"status\":201", "\"body_length\":2"},
     "note"},
    {"padding",
     {OPEN, POST ("1"), "C DATA 9 1 x03616263000000", "C DATA 8 1 x00", OK ("1")},
     {"\"body_length\":3", "\"status\":200"},
     "note http"},
    {"padding too long",
     {OPEN, POST ("1"), "C DATA 9 1 x0561000000", OK ("1")},
     {"note http2-padding", "\"status\":200"},
     "body_length"},
    {"padded headers with a priority",
     {OPEN, "C HEADERS 2d 1 x0280000000ff828684000000", OK ("1")},
     {"note http2-header-block"},
     "zzz"},
    {"continuation",
     {OPEN, "C HEADERS 1 1 |:method=GET|:scheme=http", "C CONTINUATION 0 1 |:path=/long",
      "C CONTINUATION 4 1 |:authority=h", OK ("1")},
     {"\"target\":\"/long\",\"host\":\"h\"", "\"complete\":true"},
     "note"},
    {"a block cut within a name",
     {OPEN, "C HEADERS 1 1 x828684000161", "C CONTINUATION 4 1 x0162", OK ("1")},
     {"[\"a\",\"b\"]", "\"complete\":true"},
     "note"},
    {"an interrupted block",
     {OPEN, "C HEADERS 1 1 |:method=GET", "C PING 0 0 x0000000000000000",
      "C CONTINUATION 4 1 |:path=/", GET ("3")},
     {"note http2-block-interrupted", "note http2-continuation-stray", "\"stream\":3"},
     "\"stream\":1"},
    {"interim and trailers",
     {OPEN, POST ("1"), "S HEADERS 4 1 |:status=100", "S HEADERS 4 1 |:status=103|link=x",
      "C DATA 0 1 a", "C HEADERS 5 1 |t=v", "S HEADERS 4 1 |:status=200", "S DATA 0 1 b",
      "S HEADERS 5 1 |grpc-status=0"},
     {"\"trailers\":[[\"t\",\"v\"]]", "\"informational\":[{", "\"status\":100",
      "\"status\":103", "\"status\":200", "\"trailers\":[[\"grpc-status\",\"0\"]]",
      "\"complete\":true"},
     "note"},
    {"push",
     {OPEN, GET ("1"),
      "S PUSH_PROMISE 4 1 2|:method=GET|:scheme=http|:path=/style|:authority=h",
      "S HEADERS 4 2 |:status=200", "S DATA 1 2 css", OK ("1")},
     {"\"stream\":2", "\"target\":\"/style\"", "\"body_length\":3", "\"pushed\":true",
      "\"complete\":true", "\"stream\":1"},
     "note"},
    {"push to one who wants none",
     {"C PREFACE", "C SETTINGS 0 0 x000200000000", "S SETTINGS 0 0 x", GET ("1"),
      "S PUSH_PROMISE 4 1 3|:method=GET|:scheme=http|:path=/style|:authority=h"},
     {"note http2-push-odd", "note http2-stream-order", "\"enable_push\":0"},
     NULL},
    {"reset",
     {OPEN, GET ("1"), "S HEADERS 4 1 |:status=200", "S DATA 0 1 z",
      "C RST_STREAM 0 1 x00000008", "S DATA 1 1 y", GET ("3"), "S RST_STREAM 0 3 x000000ff"},
     {"\"stream\":1", "\"body_length\":1",
      "\"reset\":{\"frame\":7,\"from\":\"client\",\"error\":\"cancel\"}", "\"stream\":3",
      "\"from\":\"server\",\"error\":\"255\""},
     "complete"},
    {"settings",
     {"C PREFACE", "C SETTINGS 0 0 x000100010000 00028000 0000", "S SETTINGS 0 0 x000200000002",
      "S SETTINGS 0 0 x0005000000010004800000000a0a00000007", "S SETTINGS 0 0 x0005"},
     {"note http2-setting-value", "note http2-frame-length", "\"header_table_size\":65536",
      "\"enable_push\":2", "\"max_frame_size\":1", "\"2570\":7"},
     NULL},
    {"frames that say little",
     {OPEN, "C PRIORITY 0 3 x0000000010", "C WINDOW_UPDATE 0 0 x00000001", "S ALTSVC 0 0 x0000",
      "S ORIGIN 0 0 x000568747470", "C PRIORITY_UPDATE 0 0 x00000001753d30",
      "C 2a ff 7 greased", "S PING 1 0 x0000000000000000"},
     {"\"priority\":1,\"settings\":1,\"window_update\":1,\"priority_update\":1,\"42\":1",
      "\"ping\":1,\"altsvc\":1,\"origin\":1"},
     "note"},
    {"frames out of place",
     {OPEN, "C DATA 1 5 x61", "C SETTINGS 0 1 x", "C WINDOW_UPDATE 0 0 x00000000",
      "C PING 0 80000000 x0000000000000000", "C RST_STREAM 0 9 x00000000", GET ("2")},
     {"note http2-stream-idle", "note http2-frame-stream", "note http2-window-increment",
      "note http2-reserved-bit", "note http2-stream-order", "\"stream\":2"},
     "body_length"},
    {"headers out of form",
     {OPEN, "C HEADERS 5 1 |:method=GET|X=y|:path=/|connection=close", OK ("1")},
     {"note http-name-form", "note http-connection-header", "note http-pseudo-headers",
      "\"target\":\"/\""},
     NULL},
    {"lengths",
     {OPEN, "C HEADERS 4 1 |:method=POST|:scheme=http|:path=/|content-length=3",
      "C DATA 1 1 ab", OK ("1"), "C HEADERS 5 3 |:method=HEAD|:scheme=http|:path=/",
      "S HEADERS 5 3 |:status=200|content-length=9"},
     {"note http-length-mismatch", "\"complete\":true", "\"stream\":3", "\"complete\":true"},
     NULL},
    {"after the end",
     {OPEN, GET ("1"), "C DATA 1 1 late", "C HEADERS 5 1 |late=x", OK ("1"), OK ("1")},
     {"note http-after-end", "\"complete\":true"},
     "late"},
    {"data before headers",
     {OPEN, GET ("1"), "S DATA 0 1 early", OK ("1")},
     {"note http-data-before-headers", "\"response\":{", "\"body_length\":5"},
     "complete"},
    {"unknown coding",
     {OPEN, GET ("1"), "S HEADERS 4 1 |:status=200|content-encoding=odd", "S DATA 1 1 z"},
     {"note http-stream-coding-unknown", "\"content_encoding\":[\"odd\"],\"body_length\":1"},
     "decoded"},
    {"no preface",
     {"C SETTINGS 0 0 x000300000064", GET ("1"), OK ("1")},
     {"note http2-no-preface", "\"complete\":true"},
     "preface\":"},
    {"something before settings",
     {"C PREFACE", GET ("1"), OK ("1")},
     {"note http2-settings-not-first", "\"complete\":true"},
     NULL},
    {"a server that asks",
     {"S PREFACE", "S SETTINGS 0 0 x", "C SETTINGS 0 0 x",
      "S HEADERS 5 1 |:method=GET|:scheme=http|:path=/r", "C HEADERS 5 1 |:status=200"},
     {"\"reversed\":true", "\"target\":\"/r\"", "\"status\":200"},
     "note"},
    {"an answer alone",
     {OPEN, "S HEADERS 5 1 |:status=200"},
     {"note http2-stream-idle", "\"response\":{"},
     "\"request\":"},
    {"a header block that breaks off",
     {OPEN, "C HEADERS 5 1 x828684be", "C HEADERS 5 3 x828684be4001610162", OK ("1")},
     {"note http2-header-block", "note http2-header-table-lost", "\"method\":\"GET\"",
      "\"stream\":3", "[\"a\",\"b\"]"},
     "complete"},
    {"a table in use",
     {OPEN, "C HEADERS 5 1 |:method=GET|:scheme=http|:path=/|+a=b",
      "C HEADERS 5 3 |#2|#6|#4|#3e"},
     {"\"stream\":1", "[\"a\",\"b\"]", "\"stream\":3", "[\"a\",\"b\"]"},
     "note"},
    {"bytes lost",
     {OPEN, "C HEADERS 5 1 |:method=GET|:scheme=http|:path=/|+a=b", "C GAP",
      "C HEADERS 5 3 |#2|#6|#4|#3e|+c=d", "C HEADERS 5 5 |#2|#6|#4|#3e",
      "S HEADERS 5 3 |:status=200"},
     {"note http2-header-table-lost", "\"stream\":3", "\"target\":\"/\"", "[\"c\",\"d\"]]",
      "\"stream\":1", "[\"a\",\"b\"]", "\"stream\":5", "[\"c\",\"d\"]"},
     "complete",
     TRUE},
    {"bytes lost, and then the middle of something",
     {OPEN, GET ("1"), "S GAP", "S TEXT some of a body that nobody knows", OK ("1")},
     {"\"status\":200", "\"complete\":true"},
     "note",
     TRUE},
    {"data lost",
     {OPEN, GET ("1"), "S HEADERS 4 1 |:status=200|content-length=9",
      "S HEX 0000090001000000016161", "S GAP", "S TEXT bbb", GET ("3"), OK ("3")},
     {"\"body_length\":9", "\"stream\":3", "\"complete\":true"},
     "note",
     TRUE},
    {"frames lost under two bodies",
     {OPEN, GET ("1"), GET ("3"), "S HEADERS 4 1 |:status=200|content-length=4",
      "S HEADERS 4 3 |:status=200|content-length=8", "S DATA 0 1 abcd", "S DATA 0 3 abcd",
      "S GAP", "S DATA 1 3 efg", "S DATA 1 1 "},
     {"\"stream\":1", "\"body_length\":4},\"complete\":true}", "\"stream\":3",
      "\"body_length\":7}}"},
     "note",
     TRUE},
    {"an answer whose beginning was lost",
     {OPEN, GET ("1"), "S GAP", "S DATA 0 1 the rest", "S HEADERS 5 1 |grpc-status=0"},
     {"\"response\":{\"frame\":6,\"trailers\":[[\"grpc-status\",\"0\"]],\"body_length\":8}"},
     "note",
     TRUE},
    {"an answer of which the trailers are left",
     {OPEN, GET ("1"), "S GAP", "S HEADERS 5 1 |grpc-status=0"},
     {"\"response\":{\"frame\":5,\"trailers\":[[\"grpc-status\",\"0\"]]}"},
     "note",
     TRUE},
    {"data cut off by the end",
     {OPEN, GET ("1"), "S HEADERS 4 1 |:status=200", "S HEX 0000090001000000016161", "S EOF"},
     {"note http2-frame-cut", "\"body_length\":2"},
     "complete"},
    {"headers cut off by the end",
     {OPEN, "C HEX 00000901050000000182", "C EOF"},
     {"note http2-frame-cut"},
     "http {"},
    {"headers cut off by the capture",
     {OPEN, "C HEX 000020010500000001828684000161", "C CUT", "C HEADERS 5 3 |#2|#6|#4|#3e"},
     {"note http2-header-table-lost", "\"stream\":1", "\"method\":\"GET\",\"target\":\"/\"",
      "\"stream\":3"},
     "frame-cut",
     TRUE},
    {"no frames",
     {OPEN, "C TEXT GET / HTTP/1.1 and so on, until somebody tires of it", GET ("1")},
     {"note http2-not-frames", "\"stream\":1"},
     NULL,
     TRUE},
    {"a tunnel",
     {OPEN, "C HEADERS 4 1 |:method=CONNECT|:authority=h:80", "S HEADERS 4 1 |:status=200",
      "C DATA 0 1 GET /in HTTP/1.1\r\n\r\n", "S DATA 0 1 HTTP/1.1 204 No Content\r\n\r\n",
      "C DATA 1 1 x", "S DATA 1 1 x"},
     {"\"version\":\"HTTP/1.1\"", "\"target\":\"/in\"", "\"status\":204",
      "\"method\":\"CONNECT\",\"target\":\"h:80\"", "\"body_length\":20", "\"complete\":true",
      "protocols http2 http"},
     "http2-"},
    {"a tunnel refused",
     {OPEN, "C HEADERS 4 1 |:method=CONNECT|:authority=h:80", "S HEADERS 5 1 |:status=403",
      "C DATA 1 1 GET / HTTP/1.1\r\n\r\n"},
     {"\"status\":403", "protocols http2\n"},
     "HTTP/1.1"},
    {"WebSocket",
     {"C PREFACE", "C SETTINGS 0 0 x", "S SETTINGS 0 0 x000800000001",
      "C HEADERS 4 1 "
      "|:method=CONNECT|:protocol=websocket|:scheme=http|:path=/chat|:authority=h|"
      "sec-websocket-version=13|sec-websocket-protocol=p|origin=http://h",
      "S HEADERS 4 1 |:status=200|sec-websocket-protocol=p", "C DATA 0 1 x8182000000006869",
      "S DATA 0 1 x8102796f", "C DATA 0 1 x8880", "C DATA 0 1 x00000000", "S DATA 1 1 x8800",
      "C DATA 1 1 x"},
     {"websocket {", "\"stream\":1",
      "\"path\":\"/chat\",\"host\":\"h\",\"origin\":\"http://h\"",
      "\"status\":200,\"version\":\"13\"", "\"subprotocol\":\"p\"", "\"text\":\"hi\"",
      "\"text\":\"yo\"", "\"complete\":true", "\"upgraded_to\":\"websocket\"",
      "protocols http2 websocket"},
     "note"},
    {"upgrade",
     {"C TEXT GET /u HTTP/1.1\r\nHost: h\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: "
      "h2c\r\nHTTP2-Settings: AAMAAABkAAQAoAAA\r\n\r\n",
      "S TEXT HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n",
      "S SETTINGS 0 0 x", "C PREFACE", "C SETTINGS 0 0 x", "S HEADERS 5 1 |:status=200",
      GET ("3"), OK ("3")},
     {"\"upgraded_to\":\"h2c\"", "\"stream\":1",
      "\"request\":{\"frame\":1,\"method\":\"GET\",\"target\":\"/u\",\"host\":\"h\"},"
      "\"response\":{",
      "\"complete\":true", "\"stream\":3", "\"max_concurrent_streams\":100",
      "\"initial_window_size\":10485760", "protocols http http2"},
     "note"},
    {"an upgrade whose settings cannot be read",
     {"C TEXT GET /u HTTP/1.1\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMA!\r\n\r\n",
      "S TEXT HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n", "S SETTINGS 0 0 x"},
     {"note http2-upgrade-settings"},
     NULL},
    {"a number that is used again",
     {OPEN, GET ("3"), OK ("3"), GET ("1"), "C HEADERS 5 3 |:method=GET|:path=/again"},
     {"\"stream\":3", "note http2-stream-order"},
     "again"},
    {"a frame longer than announced", {OPEN, "C 4 0 0 long"}, {"note http2-frame-long"}, NULL},
};

/* --- what is said ----------------------------------------------------------------------- */

static const struct
{
  const char *name;
  guint8 type;
} types[] = {
    {"DATA", WG_HTTP2_DATA},
    {"HEADERS", WG_HTTP2_HEADERS},
    {"PRIORITY", WG_HTTP2_PRIORITY},
    {"RST_STREAM", WG_HTTP2_RST_STREAM},
    {"SETTINGS", WG_HTTP2_SETTINGS},
    {"PUSH_PROMISE", WG_HTTP2_PUSH_PROMISE},
    {"PING", WG_HTTP2_PING},
    {"GOAWAY", WG_HTTP2_GOAWAY},
    {"WINDOW_UPDATE", WG_HTTP2_WINDOW_UPDATE},
    {"CONTINUATION", WG_HTTP2_CONTINUATION},
    {"ALTSVC", WG_HTTP2_ALTSVC},
    {"ORIGIN", WG_HTTP2_ORIGIN},
    {"PRIORITY_UPDATE", WG_HTTP2_PRIORITY_UPDATE},
};

static guint8
type_of (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (g_str_equal (types[i].name, name))
      return types[i].type;
  return (guint8) g_ascii_strtoull (name, NULL, 16);
}

static void
put_hex (GByteArray *out, const char *hex)
{
  for (; *hex != '\0'; hex++)
    {
      guint8 byte;
      if (*hex == ' ')
        continue;
      byte = (guint8) (g_ascii_xdigit_value (hex[0]) << 4 | g_ascii_xdigit_value (hex[1]));
      g_byte_array_append (out, &byte, 1);
      hex++;
    }
}

static void
put_string (GByteArray *out, const char *text, gsize len)
{
  guint8 length = (guint8) len;

  assert_true (len < 127);
  g_byte_array_append (out, &length, 1);
  g_byte_array_append (out, (const guint8 *) text, (guint) len);
}

static void
put_header (GByteArray *out, const char *text)
{
  gboolean added = text[0] == '+';
  guint8 head = added ? 0x40 : 0;
  const char *name = added ? text + 1 : text;
  gsize len = strcspn (name + 1, "=") + 1;

  if (text[0] == '#')
    {
      head = (guint8) (0x80 | g_ascii_strtoull (text + 1, NULL, 16));
      g_byte_array_append (out, &head, 1);
      return;
    }
  g_byte_array_append (out, &head, 1);
  put_string (out, name, len);
  put_string (out, name + len + 1, strlen (name + len + 1));
}

static void
put_block (GByteArray *out, const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, "|", -1);

  if (*parts[0] != '\0')
    {
      guint8 promised[4] = {0, 0, 0, (guint8) g_ascii_strtoull (parts[0], NULL, 16)};
      g_byte_array_append (out, promised, 4);
    }
  for (guint i = 1; parts[i] != NULL; i++)
    put_header (out, parts[i]);
}

static void
put_frame (GByteArray *out, guint8 type, guint flags, guint64 stream, GByteArray *payload)
{
  const guint8 head[WG_HTTP2_HEADER_LEN] = {(guint8) (payload->len >> 16),
                                            (guint8) (payload->len >> 8),
                                            (guint8) payload->len,
                                            type,
                                            (guint8) flags,
                                            (guint8) (stream >> 24),
                                            (guint8) (stream >> 16),
                                            (guint8) (stream >> 8),
                                            (guint8) stream};

  g_byte_array_append (out, head, sizeof head);
  g_byte_array_append (out, payload->data, payload->len);
}

static GByteArray *
bytes_of (const char *piece)
{
  g_auto (GStrv) words = g_strsplit (piece, " ", 5);
  GByteArray *out = g_byte_array_new (), *payload;
  const char *text = "";

  if (g_str_equal (words[1], "PREFACE"))
    g_byte_array_append (out, (const guint8 *) WG_HTTP2_PREFACE, WG_HTTP2_PREFACE_LEN);
  else if (g_str_equal (words[1], "TEXT"))
    g_byte_array_append (out, (const guint8 *) piece + 7, (guint) strlen (piece + 7));
  else if (g_str_equal (words[1], "HEX"))
    put_hex (out, piece + 6);
  if (out->len > 0)
    return out;
  payload = g_byte_array_new ();
  text = words[4] != NULL ? words[4] : "";
  if (*text == 'x')
    put_hex (payload, text + 1);
  else if (strchr (text, '|') != NULL)
    put_block (payload, text);
  else if (g_str_equal (text, "long"))
    g_byte_array_set_size (payload, WG_HTTP2_FRAME_LEN + 2);
  else
    g_byte_array_append (payload, (const guint8 *) text, (guint) strlen (text));
  if (g_str_equal (text, "long"))
    memset (payload->data, 1, payload->len);
  put_frame (out, type_of (words[1]), (guint) g_ascii_strtoull (words[2], NULL, 16),
             g_ascii_strtoull (words[3], NULL, 16), payload);
  g_byte_array_unref (payload);
  return out;
}

static void
play (WgScript *script, const char *piece)
{
  WgDir dir = piece[0] == 'C' ? WG_CLIENT : WG_SERVER;
  GByteArray *bytes;

  if (g_str_has_suffix (piece, " EOF"))
    wg_script_eof (script, dir);
  else if (g_str_has_suffix (piece, " GAP"))
    wg_script_gap (script, dir, 4);
  else if (g_str_has_suffix (piece, " CUT"))
    wg_channel_gap (wg_script_channel (script), dir, 4, TRUE);
  else
    {
      bytes = bytes_of (piece);
      wg_script_say (script, dir, wg_slice (bytes->data, bytes->len));
      g_byte_array_unref (bytes);
    }
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
  for (guint i = 0; i < G_N_ELEMENTS (test->has) && test->has[i] != NULL; i++)
    if (strstr (got, test->has[i]) == NULL)
      fail_msg ("%s: no %s in\n%s", test->name, test->has[i], got);
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
  static const gsize chunks[] = {1, 2, 5, 11};

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint j = 0; j < G_N_ELEMENTS (chunks) && !cases[i].by_segment; j++)
      {
        g_autofree char *whole = outcome (&cases[i], 0);
        g_autofree char *pieces = outcome (&cases[i], chunks[j]);

        if (strcmp (whole, pieces) != 0)
          fail_msg ("%s in pieces of %u:\n%s\n%s", cases[i].name, (guint) chunks[j], whole,
                    pieces);
      }
}

/* --- ceilings --------------------------------------------------------------------------- */

static WgScript *
begin (void)
{
  static const char *const pieces[] = {OPEN};
  WgScript *script = wg_script_new (&wg_http2, 80, 0, 0);

  for (guint i = 0; i < G_N_ELEMENTS (pieces); i++)
    play (script, pieces[i]);
  return script;
}

static void
say_frame (
    WgScript *script, WgDir dir, guint8 type, guint flags, guint stream, GByteArray *payload)
{
  GByteArray *out = g_byte_array_new ();

  put_frame (out, type, flags, stream, payload);
  for (guint at = 0; at < out->len; at += 1460)
    wg_script_say (script, dir, wg_slice_sub (wg_slice (out->data, out->len), at, 1460));
  g_byte_array_unref (out);
}

static guint
count (const char *text, const char *part)
{
  guint n = 0;

  for (; (text = strstr (text, part)) != NULL; text++)
    n++;
  return n;
}

static void
open_streams_have_a_ceiling (void **state)
{
  for (guint more = 0; more < 2; more++)
    {
      WgScript *script = begin ();
      g_autofree char *got = NULL;

      for (guint i = 0; i < WG_LIMIT_HTTP_STREAMS + more; i++)
        {
          g_autofree char *piece =
              g_strdup_printf ("C HEADERS 5 %x |:method=GET|:scheme=http|:path=/", 2 * i + 1);
          play (script, piece);
        }
      play (script, OK ("1"));
      got = wg_script_finish (script);
      assert_int_equal (count (got, "http {"), WG_LIMIT_HTTP_STREAMS + more);
      assert_int_equal (count (got, "note http-many-streams"), more);
      assert_int_equal (count (got, "\"complete\":true"), 1 - more);
    }
}

/* CONTINUATION without end: CVE-2024-27316 and its like. */
static void
blocks_have_a_ceiling (void **state)
{
  for (guint more = 0; more < 2; more++)
    {
      WgScript *script = begin ();
      g_autofree char *got = NULL;
      GByteArray *payload = g_byte_array_new ();
      const gsize part = WG_LIMIT_HTTP2_BLOCK / 16;

      g_byte_array_set_size (payload, (guint) part);
      memset (payload->data, 0x82, part);
      say_frame (script, WG_CLIENT, WG_HTTP2_HEADERS, 1, 1, payload);
      for (guint i = 0; i < 14; i++)
        say_frame (script, WG_CLIENT, WG_HTTP2_CONTINUATION, 0, 1, payload);
      g_byte_array_set_size (payload, (guint) (part + more));
      memset (payload->data, 0x82, part + more);
      say_frame (script, WG_CLIENT, WG_HTTP2_CONTINUATION, 4, 1, payload);
      play (script, "C HEADERS 5 3 |:method=GET|:scheme=http|:path=/next");
      got = wg_script_finish (script);
      assert_int_equal (count (got, "note http2-block-long"), more);
      assert_int_equal (count (got, "note http2-header-list-long"), 1 - more);
      assert_int_equal (count (got, "\"stream\":1,"), 1 - more);
      assert_int_equal (count (got, "/next"), 2);
      g_byte_array_unref (payload);
    }
}

static void
frames_have_a_ceiling (void **state)
{
  for (guint more = 0; more < 2; more++)
    {
      WgScript *script = begin ();
      g_autofree char *got = NULL;
      GByteArray *payload = g_byte_array_new ();

      play (script, "S SETTINGS 0 0 x000500ffffff");
      g_byte_array_set_size (payload, WG_LIMIT_HTTP2_FRAME + more);
      memset (payload->data, 0x82, payload->len);
      say_frame (script, WG_CLIENT, WG_HTTP2_HEADERS, 5, 1, payload);
      play (script, GET ("3"));
      got = wg_script_finish (script);
      assert_int_equal (count (got, "note http2-block-long"), more);
      assert_int_equal (count (got, "\"stream\":1,"), 1 - more);
      assert_int_equal (count (got, "\"stream\":3,"), 1);
      g_byte_array_unref (payload);
    }
}

static void
settings_have_a_ceiling (void **state)
{
  for (guint more = 0; more < 2; more++)
    {
      WgScript *script = begin ();
      g_autofree char *got = NULL;
      GByteArray *payload = g_byte_array_new ();

      for (guint i = 0; i < WG_LIMIT_HTTP2_SETTINGS + more; i++)
        {
          guint8 setting[6] = {0x40, (guint8) i, 0, 0, 0, 1};
          g_byte_array_append (payload, setting, 6);
        }
      say_frame (script, WG_CLIENT, WG_HTTP2_SETTINGS, 0, 0, payload);
      got = wg_script_finish (script);
      assert_int_equal (count (got, "note http2-many-settings"), more);
      assert_int_equal (count (got, "\":1,") + count (got, "\":1}") > WG_LIMIT_HTTP2_SETTINGS,
                        1);
      g_byte_array_unref (payload);
    }
}

static void
interim_responses_have_a_ceiling (void **state)
{
  for (guint more = 0; more < 2; more++)
    {
      WgScript *script = begin ();
      g_autofree char *got = NULL;

      play (script, GET ("1"));
      for (guint i = 0; i < WG_LIMIT_HTTP_INTERIM + more; i++)
        play (script, "S HEADERS 4 1 |:status=103");
      play (script, OK ("1"));
      got = wg_script_finish (script);
      assert_int_equal (count (got, "note http-stream-many-interim"), more);
      assert_int_equal (count (got, "\"status\":103"), WG_LIMIT_HTTP_INTERIM);
      assert_int_equal (count (got, "\"complete\":true"), 1);
    }
}

/* A header list of nearly WG_LIMIT_HPACK_LIST bytes, by an entry of 4,000 that it names again
 * and again. */
static void
say_large_list (WgScript *script, WgDir dir, guint stream, const char *first)
{
  GByteArray *payload = g_byte_array_new ();
  const guint8 entry[] = {0x40, 1, 'n', 0x7f, 0xa1, 0x1e}, again = 0xbe;
  g_autofree char *value = g_strnfill (4000, 'v');

  put_block (payload, first);
  g_byte_array_append (payload, entry, sizeof entry);
  g_byte_array_append (payload, (const guint8 *) value, 4000);
  for (guint i = 0; i < 62; i++)
    g_byte_array_append (payload, &again, 1);
  say_frame (script, dir, WG_HTTP2_HEADERS, WG_HTTP2_END_HEADERS, stream, payload);
  g_byte_array_unref (payload);
}

static void
an_exchange_has_a_ceiling (void **state)
{
  const guint fit = WG_LIMIT_RECORD_LEN / (63 * 4001 + 65 * 32) - 1;

  for (guint more = 0; more < 2; more++)
    {
      WgScript *script = begin ();
      g_autofree char *got = NULL;

      play (script, POST ("1"));
      for (guint i = 0; i < fit + 2 * more; i++)
        say_large_list (script, WG_CLIENT, 1, "|t=v");
      got = wg_script_finish (script);
      assert_int_equal (count (got, "note http-stream-too-big"), more);
      assert_int_equal (count (got, "http {"), 1);
    }
}

static void
open_streams_hold_no_more_than_they_may (void **state)
{
  const guint fit = WG_LIMIT_HTTP_OPEN_LEN / (63 * 4001 + 68 * 32);

  for (guint more = 0; more < 2; more++)
    {
      WgScript *script = begin ();
      g_autofree char *got = NULL;

      for (guint i = 0; i < fit + 2 * more; i++)
        say_large_list (script, WG_CLIENT, 2 * i + 1, "|:method=GET|:scheme=http|:path=/");
      got = wg_script_finish (script);
      assert_int_equal (count (got, "note http-many-streams"), more);
      assert_int_equal (count (got, "http {"), fit + 2 * more);
    }
}

/* Bodies past the ceiling are counted and not decoded. */
static void
decoders_have_a_ceiling (void **state)
{
  const guint per_connection = WG_LIMIT_HTTP_STREAMS;
  WgScript *script = wg_script_new (&wg_http2, 80, 0, 0);
  WgChannel *channels[WG_LIMIT_HTTP_DECODERS / WG_LIMIT_HTTP_STREAMS + 1];
  g_autofree char *got = NULL;

  for (guint c = 0; c < G_N_ELEMENTS (channels); c++)
    {
      channels[c] =
          wg_channel_new_child (wg_script_channel (script), "Another", &wg_http2, NULL);
      for (guint i = 0; i < per_connection; i++)
        {
          g_autofree char *head = g_strdup_printf (
              "C HEADERS 4 %x |:method=POST|:scheme=http|:path=/|content-encoding=gzip",
              2 * i + 1);
          g_autofree char *data = g_strdup_printf (
              "C DATA 0 %x x1f8b08000000000000034b4c4a0600c241243503000000", 2 * i + 1);
          GByteArray *bytes = bytes_of (head), *body = bytes_of (data);

          wg_channel_child_data (channels[c], WG_CLIENT, wg_slice (bytes->data, bytes->len), 0,
                                 0);
          wg_channel_child_data (channels[c], WG_CLIENT, wg_slice (body->data, body->len), 0,
                                 0);
          g_byte_array_unref (bytes);
          g_byte_array_unref (body);
        }
    }
  for (guint c = 0; c < G_N_ELEMENTS (channels); c++)
    wg_channel_free_child (channels[c]);
  got = wg_script_finish (script);
  assert_int_equal (count (got, "\"body_length\":23,"), WG_LIMIT_HTTP_DECODERS);
  assert_int_equal (count (got, "\"decoded_length\":3"), WG_LIMIT_HTTP_DECODERS);
  assert_int_equal (count (got, "http {"), WG_LIMIT_HTTP_DECODERS + per_connection);
}

static void
child_says (WgChannel *child, WgDir dir, GByteArray *bytes)
{
  wg_channel_child_data (child, dir, wg_slice (bytes->data, bytes->len), 0, 0);
}

/* Connections whose clients fill tables of 1 MiB each: the one past WG_LIMIT_HPACK_MEMORY loses
 * its own. */
static void
tables_have_a_ceiling_over_all (void **state)
{
  const guint n = WG_LIMIT_HPACK_MEMORY / WG_LIMIT_HPACK_TABLE;
  WgScript *script = wg_script_new (&wg_http2, 80, 0, 0);
  g_autoptr (GPtrArray) children = g_ptr_array_new ();
  g_autofree char *got = NULL, *value = g_strnfill (60000, 'v');
  GByteArray *settings = bytes_of ("S SETTINGS 0 0 x0001001000000005 00100000");
  GByteArray *preface = bytes_of ("C PREFACE"), *block = g_byte_array_new ();
  GByteArray *out = g_byte_array_new ();

  put_hex (block, "3fe1ff3f 828684 40016e 7fe1d303");
  g_byte_array_append (block, (const guint8 *) value, 60000);
  for (guint c = 0; c < n + 3; c++)
    {
      WgChannel *child =
          wg_channel_new_child (wg_script_channel (script), "Another", &wg_http2, NULL);

      g_ptr_array_add (children, child);
      child_says (child, WG_CLIENT, preface);
      child_says (child, WG_CLIENT, settings);
      child_says (child, WG_SERVER, settings);
      for (guint i = 0; i < WG_LIMIT_HPACK_TABLE / 60000; i++)
        {
          g_byte_array_set_size (out, 0);
          put_frame (out, WG_HTTP2_HEADERS, 5, 2 * i + 1, block);
          child_says (child, WG_CLIENT, out);
        }
    }
  for (guint c = 0; c < n + 3; c++)
    wg_channel_free_child (g_ptr_array_index (children, c));
  got = wg_script_finish (script);
  assert_in_range (count (got, "note http2-header-table-memory"), 1, 3);
  g_byte_array_unref (settings);
  g_byte_array_unref (preface);
  g_byte_array_unref (block);
  g_byte_array_unref (out);
}

static void
search_after_a_gap_has_an_end (void **state)
{
  for (guint more = 0; more < 2; more++)
    {
      WgScript *script = begin ();
      g_autofree char *got = NULL;

      wg_script_gap (script, WG_CLIENT, 4);
      for (guint i = 0; i < WG_LIMIT_HTTP2_RESYNC + more; i++)
        wg_script_client (script, "the middle of something");
      play (script, GET ("1"));
      got = wg_script_finish (script);
      assert_int_equal (count (got, "\"stream\":1,"), 1 - more);
    }
}

static void
sums_are_of_the_decoded_body (void **state)
{
  WgScript *script = wg_script_new (&wg_http2, 80, WG_WANT_HASHES, 0);
  g_autofree char *got = NULL;

  play (script, "C PREFACE");
  play (script, "C SETTINGS 0 0 x");
  play (script, "C HEADERS 4 1 |:method=POST|:scheme=http|:path=/|content-encoding=gzip");
  play (script, "C DATA 0 1 x1f8b08000000000000034b4c4a06");
  play (script, "C DATA 9 1 x0200c241243503000000ffff");
  got = wg_script_finish (script);
  assert_non_null (strstr (got, "\"body_length\":23,\"decoded_length\":3"));
  assert_non_null (
      strstr (got, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
}

/* --- is it? ----------------------------------------------------------------------------- */

static void
probes (void **state)
{
  static const struct
  {
    const char *bytes;
    WgProbe answer;
    gboolean midstream;
  } probed[] = {
      {"S PREFACE", WG_PROBE_YES, FALSE},
      {"C TEXT PRI * HTTP/2.0\r\n\r\n", WG_PROBE_NEED, FALSE},
      {"C TEXT PRI * HTTP/2.1\r\n\r\nSM\r\n\r\n", WG_PROBE_NO, FALSE},
      {"C TEXT POST", WG_PROBE_NO, FALSE},
      {"S SETTINGS 0 0 x000300000064", WG_PROBE_YES, FALSE},
      {"S SETTINGS 0 0 x00ff00000064", WG_PROBE_NO, FALSE},
      {"S SETTINGS 0 0 x", WG_PROBE_NEED, FALSE},
      {"S HEX 000000040000000000 000000040100000000", WG_PROBE_YES, TRUE},
      {"S HEX 000000040000000000 000000040200000000", WG_PROBE_NO, TRUE},
      {"S HEX 000004080000000000 00000001 0000050001 00000001", WG_PROBE_YES, TRUE},
      {"S HEX 000004080000000000 00000001 00000500", WG_PROBE_NEED, TRUE},
      {"S HEX 000005080000000000", WG_PROBE_NO, TRUE},
      {"S HEX 000000000000000000", WG_PROBE_NO, TRUE},
      {"S HEX 000000000000000001 000000000000000001", WG_PROBE_NEED, TRUE},
      {"S HEX 00000a", WG_PROBE_NEED, TRUE},
      {"S HEX 010000", WG_PROBE_NO, TRUE},
      {"S HEX 0000000b", WG_PROBE_NO, TRUE},
  };

  for (guint i = 0; i < G_N_ELEMENTS (probed); i++)
    {
      GByteArray *bytes = bytes_of (probed[i].bytes);
      WgProbeInput in = {.midstream = probed[i].midstream};

      in.bytes[probed[i].bytes[0] == 'C' ? WG_CLIENT : WG_SERVER] =
          wg_slice (bytes->data, bytes->len);
      if (wg_http2.probe (&in) != probed[i].answer)
        fail_msg ("%s: %d", probed[i].bytes, wg_http2.probe (&in));
      g_byte_array_unref (bytes);
    }
}

static void
met_midway (void **state)
{
  static const char *const pieces[] = {
      "S DATA 0 1 of a body",
      "S HEX 0000040800000000000000ffff0000030001000000016162",
      "S TEXT c",
      "C HEADERS 5 5 |#2|#6|#4|+new=x|#40",
      "S HEADERS 5 5 |#8|#50",
  };
  WgScript *script = wg_script_new (NULL, 9, 0, 0);
  g_autofree char *got = NULL;

  wg_channel_set_midstream (wg_script_channel (script), WG_CLIENT);
  wg_channel_set_midstream (wg_script_channel (script), WG_SERVER);
  for (guint i = 0; i < G_N_ELEMENTS (pieces); i++)
    play (script, pieces[i]);
  got = wg_script_finish (script);
  assert_non_null (strstr (got, "\"stream\":5"));
  assert_non_null (strstr (got, "[\"new\",\"x\"]"));
  assert_non_null (strstr (got, "\"status\":200"));
  assert_int_equal (count (got, "note http2-header-table-lost"), 2);
  assert_null (strstr (got, "\"complete\""));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (conversations),
      cmocka_unit_test (pieces_make_no_difference),
      cmocka_unit_test (open_streams_have_a_ceiling),
      cmocka_unit_test (blocks_have_a_ceiling),
      cmocka_unit_test (frames_have_a_ceiling),
      cmocka_unit_test (settings_have_a_ceiling),
      cmocka_unit_test (interim_responses_have_a_ceiling),
      cmocka_unit_test (an_exchange_has_a_ceiling),
      cmocka_unit_test (open_streams_hold_no_more_than_they_may),
      cmocka_unit_test (decoders_have_a_ceiling),
      cmocka_unit_test (tables_have_a_ceiling_over_all),
      cmocka_unit_test (search_after_a_gap_has_an_end),
      cmocka_unit_test (sums_are_of_the_decoded_body),
      cmocka_unit_test (probes),
      cmocka_unit_test (met_midway),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
