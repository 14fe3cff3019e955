#include "../unit.h"

#include "dissect/channel-private.h"
#include "script.h"
#include "websocket/websocket-records.h"
#include "websocket/websocket.h"

#include <zlib.h>

#define HEADER(name, value)                                                                    \
  {                                                                                            \
    WG_SLICE_LITERAL (name), WG_SLICE_LITERAL (value)                                          \
  }
#define KEY                                                                                    \
  HEADER ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),                                    \
      HEADER ("Sec-WebSocket-Version", "13")
#define ACCEPT              HEADER ("Sec-WebSocket-Accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
#define DEFLATE(parameters) HEADER ("Sec-WebSocket-Extensions", "permessage-deflate" parameters)

typedef enum
{
  PLAIN,
  TAKEOVER,
  NO_TAKEOVER,
  OTHER_EXTENSION,
  WRONG_ACCEPT,
  HIXIE,
  DECRYPTED,
  N_SHAKES,
} Shake;

static const WgHeader modern[] = {KEY, HEADER ("Host", "h")};
static const WgHeader hixie[] = {HEADER ("Sec-WebSocket-Key1", "1 2"), HEADER ("Host", "h")};
static const WgHeader hixie_accepted[] = {HEADER ("Sec-WebSocket-Origin", "h")};
static const WgHeader accepted[] = {ACCEPT};
static const WgHeader takeover[] = {ACCEPT, DEFLATE ("")};
static const WgHeader no_takeover[] = {
    ACCEPT, DEFLATE ("; server_no_context_takeover; client_no_context_takeover")};
static const WgHeader other[] = {ACCEPT, HEADER ("Sec-WebSocket-Extensions", "x-other")};
static const WgHeader wrong[] = {HEADER ("Sec-WebSocket-Accept", "AAAA")};

#define SHAKE(first, second)                                                                   \
  {                                                                                            \
    .by = "http", .how = "upgrade", .client = WG_CLIENT, .request_frame = 1, .status = 101,    \
    .target = WG_SLICE_LITERAL ("/chat"), .request = {first, G_N_ELEMENTS (first)},            \
    .response = {                                                                              \
      second,                                                                                  \
      G_N_ELEMENTS (second)                                                                    \
    }                                                                                          \
  }

static const WgHandoff shakes[N_SHAKES] = {
    [PLAIN] = SHAKE (modern, accepted),
    [TAKEOVER] = SHAKE (modern, takeover),
    [NO_TAKEOVER] = SHAKE (modern, no_takeover),
    [OTHER_EXTENSION] = SHAKE (modern, other),
    [WRONG_ACCEPT] = SHAKE (modern, wrong),
    [HIXIE] = SHAKE (hixie, hixie_accepted),
    [DECRYPTED] = {.by = "http", .client = WG_SERVER, .decrypted = TRUE},
};

/* Stands in for HTTP: the first byte says which handshake there was. */
static gpointer
starter_open (WgChannel *channel)
{
  return channel;
}

static WgStep
starter_feed (gpointer state, WgDir dir, WgReader *in)
{
  guint8 shake = 0;

  assert_true (wg_reader_u8 (in, &shake));
  wg_channel_set_handoff (state, &shakes[shake]);
  return WG_HANDOFF (&wg_websocket);
}

static void
starter_close (gpointer state)
{
}

static const WgDissector starter = {
    .id = "starter", .open = starter_open, .feed = starter_feed, .close = starter_close};

static WgScript *
start (Shake shake, WgWant wants, gsize chunk_len)
{
  WgScript *script = wg_script_new (&starter, 80, wants, chunk_len);
  guint8 byte = (guint8) shake;

  wg_script_say (script, WG_SERVER, wg_slice (&byte, 1));
  return script;
}

/* Offsets and lengths of notes depend on how bytes are cut. */
static char *
finish (WgScript *script)
{
  g_autofree char *told = wg_script_finish (script);
  g_autoptr (GRegex) place = g_regex_new (" @\\S+", 0, 0, NULL);

  return g_regex_replace_literal (place, told, -1, 0, "", 0, NULL);
}

static void
say_hex (WgScript *script, WgDir dir, const char *hex)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  for (; *hex != '\0'; hex += *hex == ' ' ? 1 : 2)
    {
      guint8 byte;
      if (*hex == ' ')
        continue;
      byte = (guint8) (g_ascii_xdigit_value (hex[0]) * 16 + g_ascii_xdigit_value (hex[1]));
      g_byte_array_append (bytes, &byte, 1);
    }
  wg_script_say (script, dir, wg_slice (bytes->data, bytes->len));
}

/* @steps: "C ..", "S .." bytes in hex, "C gap N"; all ended by %NULL
 * @expected: parts of what is told, in this order */
typedef struct
{
  const char *title;
  Shake shake;
  const char *steps[8];
  const char *expected[8];
} Case;

/* "Hello" and other words, compressed as RFC 7692 §7.2.3 has them. */
#define HELLO       "c1 07 f248cdc9c90700"
#define HELLO_AGAIN "c1 05 f200110000"
#define SERVER_FRAME(number, rest)                                                             \
  "{\"frame\":" number ",\"from\":\"server\",\"opcode\":" rest "}"
#define SERVER_TEXT(number, rest)                                                              \
  "{\"frames\":[" number "],\"from\":\"server\",\"kind\":\"text\",\"length\":" rest "}"

static const Case cases[] = {
    {"RFC 6455 §5.7: text both ways, and the end",
     PLAIN,
     {"C 8185 37fa213d 7f9f4d5158", "S 8105 48656c6c6f", "C 8882 00000000 03e8",
      "S 8808 03e9 676f696e6721"},
     {"websocket {\"conversation\":0,\"request_frame\":1,\"path\":\"/chat\",\"host\":\"h\","
      "\"status\":101,\"version\":\"13\",\"accept_ok\":true,",
      "\"frames\":[{\"frame\":2,\"from\":\"client\",\"opcode\":1,\"fin\":true,\"masked\":true,"
      "\"length\":5},",
      SERVER_FRAME ("3", "1,\"fin\":true,\"length\":5"),
      SERVER_FRAME ("5", "8,\"fin\":true,\"length\":8"),
      "\"messages\":[{\"frames\":[2],\"from\":\"client\",\"kind\":\"text\",\"length\":5,"
      "\"text\":\"Hello\"}",
      "\"close\":[{\"frame\":4,\"from\":\"client\",\"code\":1000},{\"frame\":5,\"from\":"
      "\"server\",\"code\":1001,\"reason\":\"going!\"}],\"complete\":true}\nprotocols"}},
    {"a ping between two fragments, an empty message, a binary one",
     PLAIN,
     {"S 0103 48656c", "S 8901 70", "S 8002 6c6f", "S 8100 8203 010203"},
     {SERVER_FRAME ("2", "1,\"length\":3"), SERVER_FRAME ("3", "9,\"fin\":true,\"length\":1"),
      SERVER_FRAME ("4", "0,\"fin\":true,\"length\":2"),
      SERVER_TEXT ("2,4", "5,\"text\":\"Hello\""), "{\"frames\":[5],\"from\":\"server\",",
      "\"kind\":\"binary\",\"length\":3}]}\nprotocols"}},
    {"compressed, with the window taken over",
     TAKEOVER,
     {"S " HELLO, "S " HELLO_AGAIN, "S 8102 4869", "S " HELLO_AGAIN},
     {SERVER_FRAME ("2", "1,\"fin\":true,\"rsv1\":true,\"length\":7"),
      SERVER_TEXT ("2", "7,\"decoded_length\":5,\"text\":\"Hello\""),
      SERVER_TEXT ("3", "5,\"decoded_length\":5,\"text\":\"Hello\""),
      SERVER_TEXT ("4", "2,\"text\":\"Hi\""),
      SERVER_TEXT ("5", "5,\"decoded_length\":5,\"text\":\"Hello\"")}},
    {"compressed in two fragments, with a pong between",
     TAKEOVER,
     {"S 4103 f248cd", "S 8a00", "S 8004 c9c90700"},
     {SERVER_TEXT ("2,4", "7,\"decoded_length\":5,\"text\":\"Hello\""), "]}\nprotocols"}},
    {"each message for itself: a window taken over is an error",
     NO_TAKEOVER,
     {"S " HELLO, "S " HELLO_AGAIN, "S " HELLO},
     {"note websocket-inflate\n", SERVER_TEXT ("3", "5"),
      SERVER_TEXT ("4", "7,\"decoded_length\":5,\"text\":\"Hello\"")}},
    {"rubbish instead of deflate",
     TAKEOVER,
     {"S c103 ffffff", "S " HELLO},
     {"note websocket-inflate\n", "note websocket-context-lost\n", SERVER_TEXT ("2", "3"),
      SERVER_TEXT ("3", "7")}},
    {"a compressed message that is empty",
     TAKEOVER,
     {"S c101 00"},
     {SERVER_TEXT ("2", "1,\"decoded_length\":0")}},
    {"RSV1 without the extension; RSV1 on a control frame; RSV2",
     PLAIN,
     {"S c101 61"},
     {"note websocket-reserved-bits\n", SERVER_TEXT ("2", "1,\"text\":\"a\"")}},
    {"RSV1 on a ping", TAKEOVER, {"S c900"}, {"note websocket-reserved-bits\n"}},
    {"RSV2 with deflate", TAKEOVER, {"S a100"}, {"note websocket-reserved-bits\n"}},
    {"RSV bits of an extension that is not known",
     OTHER_EXTENSION,
     {"S f101 61"},
     {"websocket {", SERVER_FRAME ("2", "1,\"fin\":true,\"rsv1\":true,\"length\":1")}},
    {"masks the wrong way round",
     PLAIN,
     {"C 8101 61", "S 8181 00000000 61"},
     {"note websocket-unmasked\n", "note websocket-masked\n"}},
    {"opcodes of the future",
     PLAIN,
     {"S 8301 61", "S 8b00"},
     {"note websocket-reserved-opcode\n", SERVER_FRAME ("2", "3,\"fin\":true,\"length\":1")}},
    {"a long form for a short length",
     PLAIN,
     {"S 817e0001 61"},
     {"note websocket-length-form\n", SERVER_TEXT ("2", "1,\"text\":\"a\"")}},
    {"a length of 2^63",
     PLAIN,
     {"S 8101 61", "S 827f8000000000000000 6162", "S 8101 62"},
     {"note websocket-length-huge\n", SERVER_TEXT ("2", "1,\"text\":\"a\"") "]}\n"}},
    {"a ping that is not final", PLAIN, {"S 0900"}, {"note websocket-control-fragmented\n"}},
    {"a ping of 126 bytes",
     PLAIN,
     {"S 897e007e"
      "00000000000000000000000000000000000000000000000000000000000000000000000000000000"
      "00000000000000000000000000000000000000000000000000000000000000000000000000000000"
      "0000000000000000000000000000000000000000000000000000000000000000000000000000000000"
      "0000000000"},
     {"note websocket-control-long\n", SERVER_FRAME ("2", "9,\"fin\":true,\"length\":126")}},
    {"a continuation of nothing",
     PLAIN,
     {"S 8001 61"},
     {"note websocket-no-start\n",
      "\"frames\":[" SERVER_FRAME ("2", "0,\"fin\":true,\"length\":1") "]}\nprotocols"}},
    {"a message inside a message",
     PLAIN,
     {"S 0101 61", "S 8101 62"},
     {"note websocket-unfinished\n", "\"messages\":[" SERVER_TEXT ("3", "1,\"text\":\"b\"")}},
    {"a close code that is never sent",
     PLAIN,
     {"S 8802 03ed"},
     {"note websocket-close-code\n",
      "\"close\":[{\"frame\":2,\"from\":\"server\",\"code\":1005"}},
    {"half a close code",
     PLAIN,
     {"S 8801 03"},
     {"note websocket-close-short\n", "\"close\":[{\"frame\":2,\"from\":\"server\"}]"}},
    {"an empty close",
     PLAIN,
     {"S 8800"},
     {"websocket {", "\"close\":[{\"frame\":2,\"from\":\"server\"}]"}},
    {"a reason in Latin-1",
     PLAIN,
     {"S 8803 03e8 fc"},
     {"note websocket-reason-utf8\n", "\"code\":1000,\"reason\":\"\\\\xfc\"}"}},
    {"text in Latin-1",
     PLAIN,
     {"S 8101 fc"},
     {"note websocket-text-utf8\n", SERVER_TEXT ("2", "1,\"text\":\"\\\\xfc\"")}},
    {"a character over two frames",
     PLAIN,
     {"S 0101 c3", "S 8001 bc"},
     {"websocket {", SERVER_TEXT ("2,3", "2,\"text\":\"\xc3\xbc\"")}},
    {"talk after the end",
     PLAIN,
     {"S 8800", "S 8101 61"},
     {"note websocket-after-close\n", SERVER_TEXT ("3", "1,\"text\":\"a\"")}},
    {"a wrong answer to the key", WRONG_ACCEPT, {"S 8101 61"}, {"note websocket-accept\n"}},
    {"a draft of old",
     HIXIE,
     {"S 0048656c6c6fff"},
     {"note websocket-old-draft\nwebsocket {", "\"status\":101}\nprotocols"}},
    {"inside TLS, and the server asked",
     DECRYPTED,
     {"C 8101 61"},
     {"websocket {\"conversation\":0,\"reversed\":true,\"decrypted\":true,",
      "\"from\":\"server\",\"opcode\":1"}},
    {"bytes lost inside a payload",
     PLAIN,
     {"S 8105 4865", "S gap 2", "S 6f", "S 8102 4869"},
     {SERVER_FRAME ("3", "1,\"fin\":true,\"length\":5"),
      SERVER_FRAME ("4",
                    "1,"
                    "\"fin\":true,\"length\":2"),
      SERVER_TEXT ("3", "5,\"text\":\"He\""), SERVER_TEXT ("4", "2,\"text\":\"Hi\"")}},
    {"bytes lost that later messages need",
     TAKEOVER,
     {"S c107 f248", "S gap 5", "S " HELLO},
     {"note websocket-context-lost\n", SERVER_TEXT ("2", "7"), SERVER_TEXT ("3", "7")}},
    {"bytes lost that later messages do not need",
     NO_TAKEOVER,
     {"S c107 f248", "S gap 5", "S " HELLO},
     {SERVER_TEXT ("2", "7"), SERVER_TEXT ("3", "7,\"decoded_length\":5,\"text\":\"Hello\"")}},
};

static void
run_case (const Case *c, gsize chunk_len)
{
  WgScript *script = start (c->shake, 0, chunk_len);
  g_autofree char *told = NULL;
  const char *at;

  for (guint i = 0; c->steps[i] != NULL; i++)
    {
      WgDir dir = c->steps[i][0] == 'C' ? WG_CLIENT : WG_SERVER;
      if (g_str_has_prefix (c->steps[i] + 2, "gap "))
        wg_script_gap (script, dir, g_ascii_strtoull (c->steps[i] + 6, NULL, 10));
      else
        say_hex (script, dir, c->steps[i] + 2);
    }
  told = finish (script);
  if (g_str_has_prefix (c->expected[0], "websocket {")
      && !g_str_has_prefix (told, "websocket {"))
    fail_msg ("%s, in pieces of %u: a note too many:\n%s", c->title, (guint) chunk_len, told);
  at = told;
  for (guint i = 0; c->expected[i] != NULL; i++)
    {
      const char *found = strstr (at, c->expected[i]);
      if (found == NULL)
        fail_msg ("%s, in pieces of %u: no %s in\n%s", c->title, (guint) chunk_len,
                  c->expected[i], told);
      at = found + strlen (c->expected[i]);
    }
}

static void
talks_are_told_whole_and_in_pieces (void **state)
{
  static const gsize chunks[] = {0, 1, 2, 3, 7};

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint c = 0; c < G_N_ELEMENTS (chunks); c++)
      run_case (&cases[i], chunks[c]);
}

static char *
sha256_hex (WgSlice bytes)
{
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, bytes.data, bytes.len);
}

static void
sums_are_of_payload_and_of_messages (void **state)
{
  static const gsize chunks[] = {0, 1, 3};
  g_autofree char *hello = sha256_hex (WG_SLICE_LITERAL ("Hello"));
  g_autofree char *hel = sha256_hex (WG_SLICE_LITERAL ("Hel"));
  g_autofree char *lo = sha256_hex (WG_SLICE_LITERAL ("lo"));
  g_autofree char *coded = sha256_hex (WG_SLICE_LITERAL ("\xf2\x48\xcd\xc9\xc9\x07\x00"));
  g_autofree char *frames = g_strdup_printf (
      "\"length\":3,\"sha256\":\"%s\"},{\"frame\":3,\"from\":\"client\",\"opcode\":0,\"fin\":"
      "true,\"masked\":true,\"length\":2,\"sha256\":\"%s\"},{\"frame\":4,\"from\":\"server\","
      "\"opcode\":1,\"fin\":true,\"rsv1\":true,\"length\":7,\"sha256\":\"%s\"}",
      hel, lo, coded);
  g_autofree char *both =
      g_strdup_printf ("\"length\":5,\"text\":\"Hello\",\"sha256\":\"%s\"},", hello);
  g_autofree char *inflated =
      g_strdup_printf ("\"decoded_length\":5,\"text\":\"Hello\",\"sha256\":\"%s\"}]", hello);

  for (guint c = 0; c < G_N_ELEMENTS (chunks); c++)
    {
      WgScript *script = start (TAKEOVER, WG_WANT_HASHES, chunks[c]);
      g_autofree char *told = NULL;

      say_hex (script, WG_CLIENT, "0183 37fa213d 7f9f4d");
      say_hex (script, WG_CLIENT, "8082 00ff00ff 6c90");
      say_hex (script, WG_SERVER, HELLO);
      told = finish (script);
      assert_non_null (strstr (told, frames));
      assert_non_null (strstr (told, both));
      assert_non_null (strstr (told, inflated));
    }
}

/* A frame header of the server for @len bytes. */
static GByteArray *
frame_of (guint8 first, gsize len)
{
  GByteArray *bytes = g_byte_array_new ();
  guint8 head[4] = {first, 126, (guint8) (len >> 8), (guint8) len};

  g_byte_array_append (bytes, head, 4);
  g_byte_array_set_size (bytes, (guint) (4 + len));
  memset (bytes->data + 4, 'a', len);
  return bytes;
}

static void
text_is_cut_at_its_ceiling (void **state)
{
  g_autoptr (GByteArray) frame = frame_of (0x81, WG_LIMIT_WS_TEXT + 1);
  WgScript *script = start (PLAIN, 0, 0);
  g_autofree char *told = NULL, *all = g_strnfill (WG_LIMIT_WS_TEXT, 'a'), *wanted = NULL;
  g_autofree char *less = g_strnfill (WG_LIMIT_WS_TEXT - 1, 'a');

  wg_script_say (script, WG_SERVER, wg_slice (frame->data, frame->len));
  memcpy (frame->data + 4 + WG_LIMIT_WS_TEXT - 1, "\xc3\xbc", 2);
  wg_script_say (script, WG_SERVER, wg_slice (frame->data, frame->len));
  told = finish (script);
  wanted = g_strdup_printf (
      SERVER_TEXT ("2", "%u,\"text\":\"%s\"") "," SERVER_TEXT ("3", "%u,\"text\":\"%s\""),
      WG_LIMIT_WS_TEXT + 1, all, WG_LIMIT_WS_TEXT + 1, less);
  assert_non_null (strstr (told, wanted));
}

typedef struct
{
  gsize kept[8];
  guint n;
} Watch;

static void
keep (gpointer user, const WgField *list, gconstpointer item)
{
  Watch *watch = user;

  if (list == wg_websocket_messages)
    watch->kept[watch->n++] = ((const WgWsMessage *) item)->kept.len;
}

static const WgScriptWatch keeper = {.part = keep};

/* How much rules are given of @n messages of @len bytes each. */
static Watch
kept_of (guint8 first, gsize len, guint n, WgWant wants)
{
  g_autoptr (GByteArray) frame = frame_of (first, len);
  WgScript *script = start (PLAIN, wants, 0);
  Watch watch = {0};

  wg_script_watch (script, &keeper, &watch);
  for (guint i = 0; i < n; i++)
    wg_script_say (script, WG_SERVER, wg_slice (frame->data, frame->len));
  g_free (finish (script));
  return watch;
}

static void
rules_are_given_the_beginning (void **state)
{
  Watch binary = kept_of (0x82, 1000, WG_LIMIT_WS_BINARY + 1, WG_WANT_BODIES);

  assert_int_equal (kept_of (0x81, WG_LIMIT_WS_KEPT, 1, WG_WANT_BODIES).kept[0],
                    WG_LIMIT_WS_KEPT);
  assert_int_equal (kept_of (0x81, WG_LIMIT_WS_KEPT + 1, 1, WG_WANT_BODIES).kept[0],
                    WG_LIMIT_WS_KEPT);
  assert_int_equal (kept_of (0x81, WG_LIMIT_WS_KEPT, 1, 0).kept[0], WG_LIMIT_WS_TEXT);
  assert_int_equal (binary.n, WG_LIMIT_WS_BINARY + 1);
  assert_int_equal (binary.kept[WG_LIMIT_WS_BINARY - 1], WG_LIMIT_WS_MAGIC);
  assert_int_equal (binary.kept[WG_LIMIT_WS_BINARY], 0);
}

static char *
fragments (guint n)
{
  WgScript *script = start (PLAIN, 0, 0);

  say_hex (script, WG_SERVER, "0100");
  for (guint i = 2; i < n; i++)
    say_hex (script, WG_SERVER, "0000");
  say_hex (script, WG_SERVER, "8001 61");
  return finish (script);
}

static void
fragments_are_listed_up_to_a_ceiling (void **state)
{
  g_autofree char *at = fragments (WG_LIMIT_WS_FRAMES);
  g_autofree char *past = fragments (WG_LIMIT_WS_FRAMES + 1);

  assert_null (strstr (at, "websocket-many-frames"));
  assert_non_null (strstr (at, ",1024,1025],\"from\""));
  assert_non_null (strstr (past, "note websocket-many-frames\n"));
  assert_non_null (strstr (past, ",1024,1025],\"from\""));
  assert_non_null (strstr (past, "\"kind\":\"text\",\"length\":1,\"text\":\"a\"}"));
}

/* After a gap, @n segments that are no frames, then one that is. */
static char *
after_gap (guint n)
{
  WgScript *script = start (PLAIN, 0, 0);

  say_hex (script, WG_SERVER, "8101 61");
  wg_script_gap (script, WG_SERVER, 10);
  for (guint i = 0; i < n; i++)
    say_hex (script, WG_SERVER, "8102 616263");
  say_hex (script, WG_SERVER, "8001 62 8102 6869");
  return finish (script);
}

static void
frames_are_found_again_after_a_gap (void **state)
{
  g_autofree char *at = after_gap (WG_LIMIT_WS_RESYNC);
  g_autofree char *past = after_gap (WG_LIMIT_WS_RESYNC + 1);

  assert_true (g_str_has_prefix (at, "websocket {"));
  assert_non_null (strstr (at, "\"length\":2,\"text\":\"hi\"}]"));
  assert_non_null (strstr (past, "\"messages\":[" SERVER_TEXT ("2", "1,\"text\":\"a\"") "]}"));
}

/* Zeros, compressed, with the last four bytes left off. */
static GByteArray *
compress_zeros (gsize len)
{
  GByteArray *coded = g_byte_array_new ();
  g_autofree guint8 *zeros = g_malloc0 (1 << 20);
  guint8 out[4096];
  z_stream stream = {0};

  assert_int_equal (deflateInit2 (&stream, 9, Z_DEFLATED, -15, 9, Z_DEFAULT_STRATEGY), Z_OK);
  while (len > 0 || stream.avail_out == 0)
    {
      if (stream.avail_in == 0)
        {
          stream.next_in = zeros;
          stream.avail_in = (uInt) MIN (len, (gsize) 1 << 20);
          len -= stream.avail_in;
        }
      stream.next_out = out;
      stream.avail_out = sizeof out;
      deflate (&stream, len > 0 ? Z_NO_FLUSH : Z_SYNC_FLUSH);
      g_byte_array_append (coded, out, (guint) (sizeof out - stream.avail_out));
    }
  deflateEnd (&stream);
  g_byte_array_set_size (coded, coded->len - 4);
  return coded;
}

static char *
inflate_zeros (gsize len)
{
  g_autoptr (GByteArray) coded = compress_zeros (len);
  guint8 head[10] = {0xc2,
                     127,
                     0,
                     0,
                     0,
                     0,
                     0,
                     (guint8) (coded->len >> 16),
                     (guint8) (coded->len >> 8),
                     (guint8) coded->len};
  WgScript *script = start (TAKEOVER, 0, 0);

  wg_script_say (script, WG_SERVER, wg_slice (head, sizeof head));
  wg_script_say (script, WG_SERVER, wg_slice (coded->data, coded->len));
  return finish (script);
}

static void
inflating_stops_at_its_ceiling (void **state)
{
  g_autofree char *at = inflate_zeros (WG_LIMIT_DECODED_LEN);
  g_autofree char *past = inflate_zeros (WG_LIMIT_DECODED_LEN + 1);
  g_autofree char *len = g_strdup_printf ("\"decoded_length\":%u", WG_LIMIT_DECODED_LEN);

  assert_true (WG_LIMIT_DECODED_RATIO > 1032); /* deflate's best */
  assert_non_null (strstr (at, len));
  assert_null (strstr (at, "note"));
  assert_non_null (strstr (past, "note websocket-inflate-limit\n"));
  assert_null (strstr (past, "decoded_length"));
}

/* Each connection of a session holds one inflater; all of them share a ceiling. */
static void
inflaters_have_a_ceiling (void **state)
{
  guint n = WG_LIMIT_WS_INFLATERS + 1;
  WgScript *script = wg_script_new (&starter, 80, 0, 0);
  g_autofree WgChannel **channels = g_new0 (WgChannel *, n);
  WgEngine *engine = wg_script_channel (script)->engine;
  static const guint8 shake = TAKEOVER, hello[] = "\xc1\x07\xf2\x48\xcd\xc9\xc9\x07";
  static const WgEndpoint ends[2];
  g_autofree char *told = NULL;

  for (guint i = 0; i < n; i++)
    {
      channels[i] = wg_channel_new (engine, ends, 4, FALSE, i + 1);
      wg_channel_choose (channels[i], &starter);
      wg_channel_data (channels[i], WG_SERVER, wg_slice (&shake, 1), (WgOrigin){1, 0, 0});
      wg_channel_data (channels[i], WG_SERVER, wg_slice (hello, 9), (WgOrigin){2, 0, 0});
    }
  for (guint i = 0; i < n; i++)
    wg_channel_free (channels[i]);
  told = finish (script);
  assert_true (g_str_has_prefix (told, "note websocket-inflate-limit\nwebsocket {"));
  assert_null (strstr (told + 1, "note "));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (talks_are_told_whole_and_in_pieces),
      cmocka_unit_test (sums_are_of_payload_and_of_messages),
      cmocka_unit_test (text_is_cut_at_its_ceiling),
      cmocka_unit_test (rules_are_given_the_beginning),
      cmocka_unit_test (fragments_are_listed_up_to_a_ceiling),
      cmocka_unit_test (frames_are_found_again_after_a_gap),
      cmocka_unit_test (inflating_stops_at_its_ceiling),
      cmocka_unit_test (inflaters_have_a_ceiling),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
