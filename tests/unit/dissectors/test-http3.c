#include "../unit.h"

#include "quic-talk.h"
#include "quic/http3-qpack.h"

/* Static table of QPACK (RFC 9204 §A): GET, https, path and status from it. */
#define REQUEST  "01 <1 0000 d1 d7 50 <1 'a.test'> c1>"
#define RESPONSE "01 <1 0000 d9>"

#define HTTP3                                                                                  \
  "http {\"conversation\":0,\"stream\":0,\"version\":\"HTTP/3\",\"decrypted\":true,"           \
  "\"request\":{\"frame\":3,\"method\":\"GET\",\"target\":\"/\",\"host\":\"a.test\","          \
  "\"headers\":[[\":method\",\"GET\"],[\":scheme\",\"https\"],[\":authority\",\"a.test\"],"    \
  "[\":path\",\"/\"]]},\"response\":{\"frame\":%u,\"status\":200,\"headers\":[[\":status\","   \
  "\"200\"]],\"body_length\":5},\"complete\":true}\n"

static void
a_request_over_http3 (void **state)
{
  g_autoptr (WgSecrets) secrets = quic_secrets_of (quic_traffic_secrets[0]);
  g_autofree char *expected = g_strdup_printf (HTTP3, 5);
  g_autofree char *out = NULL;
  QuicTalk t;

  quic_talk_shake_hands (&t, secrets);
  quic_talk_stream (&t, WG_CLIENT, 0, 0, TRUE, REQUEST);
  quic_talk_stream (&t, WG_SERVER, 0, 9, TRUE, "'llo'");
  quic_talk_stream (&t, WG_SERVER, 0, 0, FALSE, RESPONSE " 00 05 'he'");
  out = quic_talk_finish (&t);
  assert_true (g_str_has_prefix (out, expected));
  assert_non_null (strstr (out, "\"alpn_chosen\":\"h3\""));
  assert_non_null (strstr (out, "\"decrypted\":true"));
  assert_non_null (strstr (out, "http3 {\"conversation\":0,\"decrypted\":true,\"frames\":{"
                                "\"client\":{\"headers\":1},\"server\":{\"headers\":1,"
                                "\"data\":1}}}\n"));
  assert_true (g_str_has_suffix (out, "protocols quic http3\n"));
}

/* RFC 9001 §6: each end goes to its next keys; a packet of before comes late. */
static void
a_key_update (void **state)
{
  g_autoptr (WgSecrets) secrets = quic_secrets_of (quic_traffic_secrets[0]);
  g_autofree char *expected = g_strdup_printf (HTTP3, 5);
  g_autofree char *out = NULL;
  guint8 next[32];
  QuicSpeaker before;
  QuicTalk t;

  quic_talk_shake_hands (&t, secrets);
  quic_talk_stream (&t, WG_CLIENT, 0, 0, TRUE, REQUEST);
  before = t.one_rtt[WG_SERVER];
  wg_hkdf_expand_label (WG_HASH_SHA256, before.secret, "quic ku", WG_SLICE_NONE, next, 32);
  t.one_rtt[WG_SERVER].number++;
  t.one_rtt[WG_SERVER].first_bits = 4;
  t.one_rtt[WG_SERVER].secret = wg_slice (next, 32);
  t.one_rtt[WG_SERVER].mask_secret = before.secret;
  quic_talk_stream (&t, WG_SERVER, 0, 9, TRUE, "'llo'");
  t.one_rtt[WG_SERVER] = before;
  quic_talk_stream (&t, WG_SERVER, 0, 0, FALSE, RESPONSE " 00 05 'he'");
  out = quic_talk_finish (&t);
  assert_true (g_str_has_prefix (out, expected));
}

/* Secrets of another connection open nothing, and are soon given up. */
static void
wrong_secrets (void **state)
{
  g_autoptr (WgSecrets) secrets = quic_secrets_of (quic_handshake_secrets[1]);
  g_autofree char *out = NULL;
  QuicTalk t;

  quic_talk_shake_hands (&t, secrets);
  for (guint i = 0; i < WG_LIMIT_QUIC_TRIES + 2; i++)
    quic_talk_stream (&t, WG_CLIENT, 0, 0, TRUE, REQUEST);
  out = quic_talk_finish (&t);
  assert_null (strstr (out, "http"));
  assert_non_null (strstr (out, "\"one_rtt\":18"));
}

/* --- QPACK --------------------------------------------------------------------------- */

/* The client's encoder may use a table of 4,096 bytes: it enters "x: yz" and refers to it,
 * first so that the reference comes before the entry. */
#define SETTINGS "00 04 03 01 5000"
#define ENCODER  "02 3fe11f 41 'x' 02 'yz'"
#define DYNAMIC  "01 06 0200 d1 d7 c1 80"

static char *
talk_of_four (const char *const said[4], const guint64 ids[4], const WgDir dirs[4])
{
  g_autoptr (WgSecrets) secrets = quic_secrets_of (quic_traffic_secrets[0]);
  QuicTalk t;

  quic_talk_shake_hands (&t, secrets);
  for (guint i = 0; i < 4 && said[i] != NULL; i++)
    quic_talk_stream (&t, dirs[i], ids[i], 0, (ids[i] & 2) == 0, said[i]);
  return quic_talk_finish (&t);
}

static void
headers_that_wait_for_the_encoder (void **state)
{
  g_autofree char *out =
      talk_of_four ((const char *const[4]){SETTINGS, DYNAMIC, ENCODER, RESPONSE},
                    (const guint64[4]){3, 0, 2, 0},
                    (const WgDir[4]){WG_SERVER, WG_CLIENT, WG_CLIENT, WG_SERVER});

  assert_non_null (strstr (out, "[\":path\",\"/\"],[\"x\",\"yz\"]]}"));
  assert_non_null (strstr (out, "\"status\":200"));
  assert_non_null (strstr (out, "\"complete\":true"));
  assert_null (strstr (out, "note "));
}

/* The encoder comes before the settings that allow it. */
static void
an_encoder_that_is_early (void **state)
{
  g_autofree char *out =
      talk_of_four ((const char *const[4]){ENCODER, DYNAMIC, SETTINGS, RESPONSE},
                    (const guint64[4]){2, 0, 3, 0},
                    (const WgDir[4]){WG_CLIENT, WG_CLIENT, WG_SERVER, WG_SERVER});

  assert_non_null (strstr (out, "[\"x\",\"yz\"]]}"));
  assert_null (strstr (out, "note "));
}

static void
headers_that_wait_in_vain (void **state)
{
  g_autofree char *out = talk_of_four (
      (const char *const[4]){SETTINGS, DYNAMIC, RESPONSE, NULL}, (const guint64[4]){3, 0, 0, 0},
      (const WgDir[4]){WG_SERVER, WG_CLIENT, WG_SERVER, WG_SERVER});

  assert_null (strstr (out, "yz"));
  assert_non_null (strstr (out, "\"status\":200"));
}

static void
a_promise_and_its_push (void **state)
{
  g_autofree char *out =
      talk_of_four ((const char *const[4]){REQUEST, "05 <1 03 0000 d1 d7 50 <1 'b.test'> c1>",
                                           "01 03 " RESPONSE, NULL},
                    (const guint64[4]){0, 0, 15, 0},
                    (const WgDir[4]){WG_CLIENT, WG_SERVER, WG_SERVER, WG_SERVER});

  assert_non_null (strstr (out, "\"host\":\"b.test\""));
  assert_non_null (strstr (out, "\"pushed\":true"));
}

static void
a_stream_that_is_given_up (void **state)
{
  g_autoptr (WgSecrets) secrets = quic_secrets_of (quic_traffic_secrets[0]);
  g_autofree char *out = NULL;
  QuicTalk t;

  quic_talk_shake_hands (&t, secrets);
  quic_talk_stream (&t, WG_CLIENT, 0, 0, FALSE, REQUEST);
  quic_add_number (t.frames, WG_QUIC_FRAME_RESET_STREAM);
  quic_add_number (t.frames, 0);
  quic_add_number (t.frames, 0x10c);
  quic_add_number (t.frames, 14);
  quic_talk_say (&t, t.one_rtt, WG_CLIENT);
  out = quic_talk_finish (&t);
  assert_non_null (strstr (out, "\"reset\":{\"frame\":4,\"from\":\"client\",\"error\":"
                                "\"request_cancelled\"}"));
}

/* RFC 9220. */
static void
a_websocket_over_http3 (void **state)
{
  g_autoptr (WgSecrets) secrets = quic_secrets_of (quic_traffic_secrets[0]);
  g_autofree char *out = NULL;
  QuicTalk t;

  quic_talk_shake_hands (&t, secrets);
  quic_talk_stream (&t, WG_CLIENT, 0, 0, FALSE,
                    "01 <1 0000 cf d7 c1 50 <1 'a.test'> 2702 ':protocol' 09 'websocket'>");
  quic_talk_stream (&t, WG_SERVER, 0, 0, TRUE, RESPONSE " 00 05 8103 'you'");
  quic_talk_stream (&t, WG_CLIENT, 0, 36, TRUE, "00 08 8182 00000000 'hi'");
  out = quic_talk_finish (&t);
  assert_non_null (strstr (out, "websocket {\"conversation\":0,\"stream\":0"));
  assert_non_null (strstr (out, "\"text\":\"hi\""));
  assert_non_null (strstr (out, "\"text\":\"you\""));
  assert_non_null (strstr (out, "protocols quic http3 websocket"));
}

/* --- oddities and ceilings
 * -------------------------------------------------------------------- */

static void
notes_of_odd_frames (void **state)
{
  static const struct
  {
    const char *note, *text;
    guint64 id;
  } cases[] = {
      {"http3-frame @3", "00 07 00", 3},                  /* GOAWAY of nothing */
      {"http3-settings @3", "00 04 01 01", 3},            /* half a setting */
      {"http3-qpack @3", "01 03 0000 ff", 0},             /* an index that goes on */
      {"http3-qpack @3", "02 ffffffffffffffffffffff", 3}, /* so does this one */
      {"http3-limit @3", "01 80040000", 0},               /* a block of 262,144 bytes */
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *out =
          talk_of_four ((const char *const[4]){"00 04 03 01 5000", cases[i].text, NULL, NULL},
                        (const guint64[4]){2, cases[i].id, 0, 0},
                        (const WgDir[4]){WG_CLIENT, WG_SERVER, WG_SERVER, WG_SERVER});
      g_autofree char *note = g_strdup (cases[i].note);

      *strchr (note, '@') = '\0';
      print_message ("%s %s\n", cases[i].note, cases[i].text);
      assert_non_null (strstr (out, note));
    }
}

static void
lists_have_ceilings (void **state)
{
  g_autoptr (GString) goaways = g_string_new ("00"), settings = g_string_new ("00 04");
  g_autofree char *out = NULL;

  for (guint i = 0; i < WG_LIMIT_HTTP3_GOAWAYS + 1; i++)
    g_string_append (goaways, " 07 01 04");
  g_string_append_printf (settings, " %04x", 0x4000 + 3 * (WG_LIMIT_HTTP3_NUMBERS + 1));
  for (guint i = 0; i < WG_LIMIT_HTTP3_NUMBERS + 1; i++)
    g_string_append_printf (settings, " %04x 05", 0x4100 + i);
  out = talk_of_four ((const char *const[4]){goaways->str, settings->str, NULL, NULL},
                      (const guint64[4]){3, 2, 0, 0},
                      (const WgDir[4]){WG_SERVER, WG_CLIENT, WG_SERVER, WG_SERVER});
  assert_int_equal (quic_count_of (out, "\"last_stream\":4"), WG_LIMIT_HTTP3_GOAWAYS);
  assert_int_equal (quic_count_of (out, ":5"), WG_LIMIT_HTTP3_NUMBERS);
}

/* Blocks that wait for the encoder, one more than may, then what they wait for. */
static void
blocked_streams_have_a_ceiling (void **state)
{
  g_autoptr (WgSecrets) secrets = quic_secrets_of (quic_traffic_secrets[0]);
  g_autofree char *out = NULL;
  QuicTalk t;

  quic_talk_shake_hands (&t, secrets);
  quic_talk_stream (&t, WG_SERVER, 3, 0, FALSE, SETTINGS);
  for (guint i = 0; i < WG_LIMIT_HTTP3_BLOCKED + 1; i++)
    quic_talk_stream (&t, WG_CLIENT, 4 * i, 0, TRUE, DYNAMIC);
  quic_talk_stream (&t, WG_CLIENT, 2, 0, FALSE, ENCODER);
  out = quic_talk_finish (&t);
  assert_int_equal (quic_count_of (out, "[\"x\",\"yz\"]"), WG_LIMIT_HTTP3_BLOCKED);
  assert_int_equal (quic_count_of (out, "http {"), WG_LIMIT_HTTP3_BLOCKED + 1);
}

/* What stands behind blocked headers is held only so far. */
static void
held_bytes_have_a_ceiling (void **state)
{
  g_autoptr (WgSecrets) secrets = quic_secrets_of (quic_traffic_secrets[0]);
  g_autofree char *out = NULL;
  guint8 bytes[16384] = {0};
  QuicTalk t;

  for (guint more = 0; more < 2; more++)
    {
      quic_talk_shake_hands (&t, secrets);
      quic_talk_stream (&t, WG_SERVER, 3, 0, FALSE, SETTINGS);
      quic_talk_stream (&t, WG_CLIENT, 0, 0, FALSE, DYNAMIC " 00 80200000");
      for (guint i = 0; i < WG_LIMIT_HTTP3_HELD / sizeof bytes - 1 + 2 * more; i++)
        {
          quic_add_stream (t.frames, 0, 13 + i * sizeof bytes, wg_slice (bytes, sizeof bytes),
                           FALSE);
          quic_talk_say (&t, t.one_rtt, WG_CLIENT);
        }
      quic_talk_stream (&t, WG_CLIENT, 2, 0, FALSE, ENCODER);
      g_free (out);
      out = quic_talk_finish (&t);
      assert_int_equal (quic_count_of (out, "http3-limit"), more);
      assert_int_equal (quic_count_of (out, "yz"), 1 - more);
    }
}

static void
promises_have_a_ceiling (void **state)
{
  g_autoptr (WgSecrets) secrets = quic_secrets_of (quic_traffic_secrets[0]);
  g_autoptr (GString) promises = g_string_new (NULL);
  g_autofree char *out = NULL;
  QuicTalk t;

  for (guint i = 0; i < WG_LIMIT_HTTP3_PROMISES + 1; i++)
    g_string_append_printf (promises, " 05 07 %04x 0000 d1 d7 c1", 0x4000 + i);
  quic_talk_shake_hands (&t, secrets);
  quic_talk_stream (&t, WG_SERVER, 0, 0, FALSE, promises->str);
  for (guint i = WG_LIMIT_HTTP3_PROMISES - 1; i < WG_LIMIT_HTTP3_PROMISES + 1; i++)
    {
      g_autofree char *push = g_strdup_printf ("01 %04x " RESPONSE, 0x4000 + i);
      g_autofree char *text = g_string_free (g_string_new (push), FALSE);
      quic_talk_stream (&t, WG_SERVER, 15 + 4 * i, 0, TRUE, text);
    }
  out = quic_talk_finish (&t);
  assert_int_equal (quic_count_of (out, "\"pushed\":true"), 1);
}

static void
tables_have_a_ceiling (void **state)
{
  gpointer pool = wg_qpack_pool_new ();
  WgQpack *fits = wg_qpack_new (pool), *too_big = wg_qpack_new (pool);

  wg_qpack_set_capacity (fits, WG_LIMIT_QPACK_TABLE);
  wg_qpack_set_capacity (too_big, WG_LIMIT_QPACK_TABLE + 1);
  assert_int_equal (wg_qpack_decode (fits, 0, WG_SLICE_LITERAL ("\2\0\x80")), WG_QPACK_BLOCKED);
  assert_int_equal (wg_qpack_decode (too_big, 0, WG_SLICE_LITERAL ("\2\0\x80")),
                    WG_QPACK_MISSING);
  wg_qpack_free (fits);
  wg_qpack_free (too_big);
  wg_qpack_pool_free (pool);
}

/* All tables of a session share their memory. */
static void
memory_has_a_ceiling (void **state)
{
  gpointer pool = wg_qpack_pool_new ();
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify) wg_qpack_free);
  WgQpackEnd end = WG_QPACK_BLOCKED;

  while (end == WG_QPACK_BLOCKED && all->len < WG_LIMIT_QPACK_MEMORY / 1024)
    {
      WgQpack *qpack = wg_qpack_new (pool);
      wg_qpack_set_capacity (qpack, WG_LIMIT_QPACK_TABLE);
      end = wg_qpack_decode (qpack, 0, WG_SLICE_LITERAL ("\2\0\x80"));
      g_ptr_array_add (all, qpack);
    }
  assert_int_equal (end, WG_QPACK_MISSING);
  assert_true (all->len > 16);
  g_ptr_array_unref (all);
  wg_qpack_pool_free (pool);
}

/* One byte of a block may stand for a long entry: a bomb stops at the ceiling. */
static void
lists_of_headers_have_a_ceiling (void **state)
{
  gpointer pool = wg_qpack_pool_new ();
  g_autoptr (GByteArray) entry = wire ("3fe1ff03 41 'x'"), block = wire ("0200");
  guint8 size[4] = {0x7f, 0x81, 0x7f, 0}, value[16384] = {0}, index = 0x80;
  WgQpack *qpack = wg_qpack_new (pool);
  guint n = WG_LIMIT_QPACK_LIST / 16385 + 1;

  memset (value, 'v', sizeof value);
  g_byte_array_append (entry, size, 3);
  g_byte_array_append (entry, value, sizeof value);
  wg_qpack_set_capacity (qpack, 65536);
  assert_true (wg_qpack_read_encoder (qpack, wire_slice (entry)));
  for (guint i = 0; i < n; i++)
    g_byte_array_append (block, &index, 1);
  assert_int_equal (wg_qpack_decode (qpack, 0, wire_slice (block)), WG_QPACK_LONG);
  assert_true (wg_qpack_headers (qpack).n < n);
  assert_true (wg_qpack_headers (qpack).n > 0);
  g_byte_array_set_size (block, 2 + WG_LIMIT_QPACK_LIST / 16640);
  assert_int_equal (wg_qpack_decode (qpack, 4, wire_slice (block)), WG_QPACK_DONE);
  wg_qpack_free (qpack);
  wg_qpack_pool_free (pool);
}

static void
early_encoders_have_a_ceiling (void **state)
{
  gpointer pool = wg_qpack_pool_new ();
  WgQpack *qpack = wg_qpack_new (pool);
  guint8 bytes[1024] = {0};

  for (guint i = 0; i < WG_LIMIT_QPACK_EARLY / sizeof bytes; i++)
    assert_true (wg_qpack_read_encoder (qpack, wg_slice (bytes, sizeof bytes)));
  assert_false (wg_qpack_read_encoder (qpack, wg_slice (bytes, 1)));
  wg_qpack_free (qpack);
  wg_qpack_pool_free (pool);
}

static void
streams_have_a_ceiling (void **state)
{
  g_autoptr (WgSecrets) secrets = quic_secrets_of (quic_traffic_secrets[0]);
  QuicTalk t;

  for (guint more = 0; more < 2; more++)
    {
      quic_talk_shake_hands (&t, secrets);
      for (guint i = 0; i < WG_LIMIT_QUIC_STREAMS + more; i++)
        {
          quic_add_stream (t.frames, 4 * i, 0, wg_slice ("\x21", 1), FALSE);
          if (t.frames->len > 1000 || i + 1 == WG_LIMIT_QUIC_STREAMS + more)
            {
              quic_talk_say (&t, t.one_rtt, WG_CLIENT);
            }
        }
      quic_talk_finish_noting (&t, "quic-limit", more);
    }
}

/* A stream whose beginning is missing: what is held of it goes to its reader as after a gap. */
static void
early_bytes_have_a_ceiling (void **state)
{
  g_autoptr (WgSecrets) secrets = quic_secrets_of (quic_traffic_secrets[0]);
  guint8 bytes[16384] = {0};
  QuicTalk t;

  for (guint more = 0; more < 2; more++)
    {
      quic_talk_shake_hands (&t, secrets);
      for (guint i = 0; i < WG_LIMIT_QUIC_EARLY_LEN / sizeof bytes + more; i++)
        {
          quic_add_stream (t.frames, 0, 100 + i * sizeof bytes, wg_slice (bytes, sizeof bytes),
                           FALSE);
          quic_talk_say (&t, t.one_rtt, WG_CLIENT);
        }
      quic_talk_finish_noting (&t, "quic-limit", more);
    }
}

/* Streams of which each holds as much as it may, and a byte on another: only the ceiling over
 * all of them is met. */
static void
early_bytes_of_all_have_a_ceiling (void **state)
{
  g_autoptr (WgSecrets) secrets = quic_secrets_of (quic_traffic_secrets[0]);
  g_autofree guint8 *bytes = g_malloc0 (32768);
  const guint streams = WG_LIMIT_QUIC_EARLY_TOTAL / WG_LIMIT_QUIC_EARLY_LEN;
  const guint pieces = WG_LIMIT_QUIC_EARLY_LEN / 32768;
  QuicTalk t;

  for (guint more = 0; more < 2; more++)
    {
      quic_talk_shake_hands (&t, secrets);
      for (guint i = 0; i < streams * pieces + more; i++)
        {
          gsize len = i < streams * pieces ? 32768 : 1;

          quic_add_stream (t.frames, 4 * (i / pieces), 100 + i % pieces * 32768,
                           wg_slice (bytes, len), FALSE);
          quic_talk_say (&t, t.one_rtt, WG_CLIENT);
        }
      quic_talk_finish_noting (&t, "quic-limit", more);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (a_request_over_http3),
      cmocka_unit_test (a_key_update),
      cmocka_unit_test (wrong_secrets),
      cmocka_unit_test (headers_that_wait_for_the_encoder),
      cmocka_unit_test (an_encoder_that_is_early),
      cmocka_unit_test (headers_that_wait_in_vain),
      cmocka_unit_test (a_promise_and_its_push),
      cmocka_unit_test (a_stream_that_is_given_up),
      cmocka_unit_test (a_websocket_over_http3),
      cmocka_unit_test (notes_of_odd_frames),
      cmocka_unit_test (lists_have_ceilings),
      cmocka_unit_test (blocked_streams_have_a_ceiling),
      cmocka_unit_test (held_bytes_have_a_ceiling),
      cmocka_unit_test (promises_have_a_ceiling),
      cmocka_unit_test (tables_have_a_ceiling),
      cmocka_unit_test (memory_has_a_ceiling),
      cmocka_unit_test (lists_of_headers_have_a_ceiling),
      cmocka_unit_test (early_encoders_have_a_ceiling),
      cmocka_unit_test (streams_have_a_ceiling),
      cmocka_unit_test (early_bytes_have_a_ceiling),
      cmocka_unit_test (early_bytes_of_all_have_a_ceiling),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
