#include "../unit.h"

#include "crypto/tls-keys.h"
#include "script.h"
#include "tls/tls-decrypt.h"
#include "tls/tls.h"
#include "wire.h"

/* Connections that are opened. The suite encrypts nothing and authenticates all
 * (TLS_RSA_WITH_NULL_SHA256), so that the test can seal. */

#define RANDOM        "2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a"
#define OTHER         "2b2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a"
#define MASTER        RANDOM "000102030405060708090a0b0c0d0e0f"
#define WRONG         RANDOM "ff0102030405060708090a0b0c0d0e0f"
#define HELLOS_CLIENT "16 0301 <2 01 <3 0303 *32 <1> <2 003b> <1 00>>>"
#define HELLOS_SERVER                                                                          \
  "16 0303 <2 02 <3 0303 *32 <1> 003b 00>> 16 0303 <2 0e <3>> 14 0303 <2 01>"
#define KEY "16 0303 <2 10 <3 <2 *64>>> 14 0303 <2 01>"

typedef struct
{
  WgScript *script;
  WgSecrets *secrets;
  guint64 number;
} Talk;

static void
say (Talk *talk, WgDir dir, const char *text)
{
  GByteArray *bytes = wire (text);

  wg_script_say (talk->script, dir, wire_slice (bytes));
  g_byte_array_unref (bytes);
}

/* The server's record of that number. */
static GByteArray *
seal_with (WgSlice master, guint8 type, WgSlice text, guint64 number)
{
  GByteArray *random = wire (RANDOM);
  GByteArray *out = g_byte_array_new ();
  guint8 header[13] = {0}, mac[WG_HASH_MAX];
  g_autoptr (WgHmac) hmac = NULL;
  WgTlsWriteKeys keys;
  WgTlsSuite suite;

  assert_true (wg_tls_suite_find (0x003b, &suite));
  wg_tls_write_keys (&suite, 0x0303, master, wire_slice (random), wire_slice (random), TRUE,
                     &keys);
  hmac = wg_hmac_new (suite.mac, wg_slice (keys.mac, keys.mac_len));
  for (guint i = 0; i < 8; i++)
    header[7 - i] = (guint8) (number >> 8 * i);
  header[8] = type;
  header[9] = header[10] = 3;
  header[11] = (guint8) (text.len >> 8);
  header[12] = (guint8) text.len;
  wg_hmac_sum (hmac, (WgSlice[]){wg_slice (header, sizeof header), text}, 2, mac);
  g_byte_array_append (out, header + 8, 3);
  header[0] = (guint8) ((text.len + 32) >> 8);
  header[1] = (guint8) (text.len + 32);
  g_byte_array_append (out, header, 2);
  g_byte_array_append (out, text.data, (guint) text.len);
  g_byte_array_append (out, mac, 32);
  g_byte_array_unref (random);
  return out;
}

static GByteArray *
seal (guint8 type, WgSlice text, guint64 number)
{
  GByteArray *master = wire (MASTER);
  GByteArray *out = seal_with (wire_slice (master), type, text, number);

  g_byte_array_unref (master);
  return out;
}

/* What the server says next, its record damaged on request. */
static void
tell (Talk *talk, const char *text, gboolean damaged)
{
  GByteArray *record = seal (23, wg_slice_str (text), talk->number++);

  record->data[record->len - 1] ^= damaged ? 1 : 0;
  wg_script_say (talk->script, WG_SERVER, wire_slice (record));
  g_byte_array_unref (record);
}

static Talk
begin (const char *keylog, gsize chunk_len)
{
  Talk talk = {wg_script_new (&wg_tls, 443, WG_WANT_HASHES | WG_WANT_MESSAGES, chunk_len),
               wg_secrets_new (NULL), 0};
  GByteArray *finished = wire ("14 <3 *12>"), *record;
  WgKeylogCount count = {0};

  wg_secrets_add_text (talk.secrets, wg_slice_str (keylog), WG_ORIGIN_KEYLOG, &count);
  wg_script_engine (talk.script)->secrets = talk.secrets;
  say (&talk, WG_CLIENT, HELLOS_CLIENT);
  say (&talk, WG_SERVER, HELLOS_SERVER);
  say (&talk, WG_CLIENT, KEY);
  record = seal (22, wire_slice (finished), talk.number++);
  wg_script_say (talk.script, WG_SERVER, wire_slice (record));
  g_byte_array_unref (record);
  g_byte_array_unref (finished);
  return talk;
}

static void
expect (Talk *talk, const char *const *wanted)
{
  g_autofree char *told = wg_script_finish (talk->script);

  wg_secrets_free (talk->secrets);
  for (; *wanted != NULL; wanted++)
    {
      gboolean absent = (*wanted)[0] == '-';
      if ((strstr (told, *wanted + (absent ? 1 : 0)) != NULL) == absent)
        fail_msg ("%s in:\n%s", *wanted, told);
    }
}
#define EXPECT(talk, ...) expect (talk, (const char *const[]){__VA_ARGS__, NULL})

static void
what_was_inside_is_read (void **state)
{
  static const gsize chunks[] = {0, 1, 7};

  for (guint i = 0; i < G_N_ELEMENTS (chunks); i++)
    {
      Talk talk = begin ("CLIENT_RANDOM " RANDOM " " MASTER, chunks[i]);

      tell (&talk, "HTTP/1.1 200 OK\r\nContent-Le", FALSE);
      tell (&talk, "ngth: 5\r\n\r\nhello", FALSE);
      EXPECT (&talk, "\"decrypted\":true", "\"plaintext\":{\"server\":{\"bytes\":43,\"sha256\"",
              "\"keys\":{\"opened_with\":[\"keylog\"]}", "\"finished\"]", "\"status\":200",
              "\"body_length\":5", "protocols tls", "-note tls",
              "message tls.application_data server @5+54:117 to @6 [encrypted] [opened]\n"
              "message http.response.200 server @5+59:43 to @6 [encrypted] [opened] OK\n");
    }
}

static void
keys_that_lack_or_do_not_fit_are_named (void **state)
{
  Talk talk = begin ("CLIENT_RANDOM " RANDOM " " WRONG, 0);

  tell (&talk, "HTTP/1.1 200 OK\r\n\r\n", FALSE);
  EXPECT (&talk, "-decrypted", "\"keys\":{\"wrong\":[\"keylog\"]}", "\"encrypted\"]", "-http ");

  talk = begin ("CLIENT_RANDOM " OTHER " " MASTER, 0);
  tell (&talk, "HTTP/1.1 200 OK\r\n\r\n", FALSE);
  EXPECT (&talk, "-decrypted", "\"keys\":{\"missing\":[\"CLIENT_RANDOM\"]}", "-http ");

  talk = begin ("", 0);
  tell (&talk, "HTTP/1.1 200 OK\r\n\r\n", FALSE);
  EXPECT (&talk, "-decrypted", "-keys", "-http ");
}

static void
a_damaged_record_does_not_stop_the_rest (void **state)
{
  Talk talk = begin ("CLIENT_RANDOM " RANDOM " " MASTER, 0);

  tell (&talk, "HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n", FALSE);
  tell (&talk, "hell", FALSE);
  tell (&talk, "o, w", TRUE);
  tell (&talk, "orld", FALSE);
  EXPECT (&talk, "note tls-record-not-opened", "\"plaintext\":{\"server\":{\"bytes\":47,",
          "\"status\":200");
}

/* As many records in a row as may fail, and one more; then one that would open. */
static void
failures_have_a_ceiling (void **state)
{
  for (guint past = 0; past < 2; past++)
    {
      Talk talk = begin ("CLIENT_RANDOM " RANDOM " " MASTER, 0);

      tell (&talk, "aaaa", FALSE);
      for (guint i = 0; i < WG_LIMIT_TLS_FAILURES - 1 + past; i++)
        tell (&talk, "bbbb", TRUE);
      tell (&talk, "cccc", FALSE);
      EXPECT (&talk, past == 0 ? "\"bytes\":8," : "\"bytes\":4,");
    }
}

/* As many lost records as are looked for, and one more. */
static void
a_loss_is_bridged_within_bounds (void **state)
{
  for (guint past = 0; past < 2; past++)
    {
      guint n = WG_LIMIT_TLS_SEARCH + past;
      Talk talk = begin ("CLIENT_RANDOM " RANDOM " " MASTER, 0);

      tell (&talk, "aaaa", FALSE);
      wg_script_gap (talk.script, WG_SERVER, n * (5 + 4 + 32));
      talk.number += n;
      tell (&talk, "cccc", FALSE);
      EXPECT (&talk, past == 0 ? "\"bytes\":8," : "\"bytes\":4,");
    }
}

/* A long record behind as many lost ones as there are bytes to try it with, and one more. */
static void
a_long_record_is_looked_for_within_bounds (void **state)
{
  g_autofree char *text = g_strnfill (16384, 'c');
  guint most = WG_LIMIT_TLS_SEARCH_LEN / (16384 + 32);

  assert_true (most < WG_LIMIT_TLS_SEARCH);
  for (guint past = 0; past < 2; past++)
    {
      guint n = most + past;
      Talk talk = begin ("CLIENT_RANDOM " RANDOM " " MASTER, 0);

      tell (&talk, "aaaa", FALSE);
      wg_script_gap (talk.script, WG_SERVER, n * (5 + 4 + 32));
      talk.number += n;
      tell (&talk, text, FALSE);
      EXPECT (&talk, past == 0 ? "\"bytes\":16388," : "\"bytes\":4,");
    }
}

static void
a_gap_within_a_record_costs_that_record (void **state)
{
  Talk talk = begin ("CLIENT_RANDOM " RANDOM " " MASTER, 0);
  g_autofree char *body = g_strnfill (1000, 'x');
  GByteArray *record;

  tell (&talk, "HTTP/1.1 200 OK\r\nContent-Length: 1004\r\n\r\n", FALSE);
  record = seal (23, wg_slice_str (body), talk.number++);
  wg_script_say (talk.script, WG_SERVER, wg_slice (record->data, 300));
  wg_script_gap (talk.script, WG_SERVER, 100);
  wg_script_say (talk.script, WG_SERVER, wg_slice (record->data + 400, record->len - 400));
  tell (&talk, "tail", FALSE);
  tell (&talk, "HTTP/1.1 404 Not\r\nContent-Length: 0\r\n\r\n", FALSE);
  g_byte_array_unref (record);
  EXPECT (&talk, "\"status\":200", "\"body_length\":1004", "\"status\":404");
}

/* zlib's stream over all records: a Finished, an answer, as many zeros as may come out of one
 * record and one more, a last word. */
static void
compressed_records_are_inflated (void **state)
{
  static const char *const records[2][4] = {
      {"78da126160e0d1420200000000ffff",
       "f2080909d037d4335430323050f0f7e6e572cecf2b49cd2bd1f549cd4b2fc9b05230e0e5e2e502000000fff"
       "f",
       "ecc1010100000082a0feafb621c000000000000000000000000000000000000000000000000000000000000"
       "0000000000000000000000000000000000000000000000000000000000000000000e0020000ffff",
       "4acd4b01000000ffff"},
      {"78da126160e0d1420200000000ffff",
       "f2080909d037d4335430323050f0f7e6e572cecf2b49cd2bd1f549cd4b2fc9b05230e0e5e2e502000000fff"
       "f",
       "ecc1010d000000c220fba7feec010c000000000000000000000000000000000000000000000000000000000"
       "0000000000000000000000000000000000000000000000000000000000000000000002e000000ffff",
       "4acd4b01000000ffff"},
  };

  for (guint past = 0; past < 2; past++)
    {
      Talk talk = {wg_script_new (&wg_tls, 443, 0, 0), wg_secrets_new (NULL), 0};
      WgKeylogCount count = {0};
      /* 38 bytes of headers before it; behind a bomb there is no last word */
      g_autofree char *total =
          g_strdup_printf ("\"plaintext\":{\"server\":{\"bytes\":%u}",
                           38 + WG_LIMIT_TLS_INFLATED + (past == 0 ? 3 : 0));

      wg_secrets_add_text (talk.secrets, wg_slice_str ("CLIENT_RANDOM " RANDOM " " MASTER),
                           WG_ORIGIN_KEYLOG, &count);
      wg_script_engine (talk.script)->secrets = talk.secrets;
      say (&talk, WG_CLIENT, HELLOS_CLIENT);
      say (&talk, WG_SERVER, "16 0303 <2 02 <3 0303 *32 <1> 003b 01>> 14 0303 <2 01>");
      for (guint i = 0; i < 4; i++)
        {
          GByteArray *bytes = wire (records[past][i]);
          GByteArray *record = seal (i == 0 ? 22 : 23, wire_slice (bytes), i);

          wg_script_say (talk.script, WG_SERVER, wire_slice (record));
          g_byte_array_unref (record);
          g_byte_array_unref (bytes);
        }
      EXPECT (&talk, "\"status\":200", "\"finished\"]", total);
    }
}

/* Early data sealed with the last suite that is tried, and with the one behind it. */
static void
early_suites_have_a_ceiling (void **state)
{
  for (guint past = 0; past < 2; past++)
    {
      Talk talk = {wg_script_new (&wg_tls, 443, WG_WANT_HASHES, 0), wg_secrets_new (NULL), 0};
      g_autoptr (GString) hello = g_string_new ("16 0301 <2 01 <3 0303 *32 <1> <2");
      WgKeylogCount count = {0};

      wg_secrets_add_text (talk.secrets,
                           wg_slice_str ("CLIENT_EARLY_TRAFFIC_SECRET " RANDOM " " RANDOM),
                           WG_ORIGIN_KEYLOG, &count);
      wg_script_engine (talk.script)->secrets = talk.secrets;
      for (guint i = 0; i < WG_LIMIT_TLS_EARLY_SUITES - 1 + past; i++)
        g_string_append (hello, " 1303");
      g_string_append (hello, " 1301> <1 00> <2 002a <2>>>>");
      say (&talk, WG_CLIENT, hello->str);
      /* "early", sealed with TLS_AES_128_GCM_SHA256 */
      say (&talk, WG_CLIENT, "1703030016f50f9616b0a17c395730448cf5dc4328e8f203fb8255");
      EXPECT (&talk, past == 0 ? "\"plaintext\":{\"client\":{\"bytes\":5," : "-plaintext");
    }
}

/* As many sessions as are kept, and one more. */
static void
sessions_have_a_ceiling (void **state)
{
  WgScript *script = wg_script_new (&wg_tls, 443, 0, 0);
  g_autoptr (WgSecrets) secrets = wg_secrets_new (NULL);
  WgTlsState s = {.channel = wg_script_channel (script)};
  g_autofree char *told = NULL;
  WgTlsDecrypt *d;

  assert_true (wg_secrets_add_psk (secrets, "2a", NULL));
  wg_script_engine (script)->secrets = secrets;
  d = wg_tls_decrypt_get (&s);
  assert_non_null (d);
  d->has_master = TRUE;
  d->master_origin = WG_ORIGIN_KEYLOG;
  g_byte_array_set_size (d->session_id, sizeof (guint32));
  for (guint32 i = 0; i <= WG_LIMIT_TLS_SESSIONS; i++)
    {
      memcpy (d->session_id->data, &i, sizeof i);
      memcpy (d->master, &i, sizeof i);
      wg_tls_remember_session (&s);
    }
  for (guint32 i = 0; i <= WG_LIMIT_TLS_SESSIONS; i++)
    {
      guint8 master[WG_TLS_MASTER_LEN];
      WgSecretOrigin origin;
      guint index = 0;

      memcpy (d->session_id->data, &i, sizeof i);
      assert_int_equal (wg_tls_next_master (&s, &index, master, &origin),
                        i < WG_LIMIT_TLS_SESSIONS);
      if (i < WG_LIMIT_TLS_SESSIONS)
        assert_memory_equal (master, &i, sizeof i);
    }
  wg_tls_decrypt_free (&s);
  told = wg_script_finish (script);
}

/* A message of the handshake in as many records as it takes; it is added to @all. */
static void
say_message (Talk *talk, WgDir dir, guint8 type, WgSlice body, GByteArray *all)
{
  guint8 front[4] = {type, (guint8) (body.len >> 16), (guint8) (body.len >> 8),
                     (guint8) body.len};
  guint at = all->len;

  g_byte_array_append (all, front, sizeof front);
  g_byte_array_append (all, body.data, (guint) body.len);
  while (at < all->len)
    {
      guint n = MIN (all->len - at, 16384);
      guint8 header[5] = {22, 3, 3, (guint8) (n >> 8), (guint8) n};
      GByteArray *record = g_byte_array_new ();

      g_byte_array_append (record, header, sizeof header);
      g_byte_array_append (record, all->data + at, n);
      wg_script_say (talk->script, dir, wire_slice (record));
      g_byte_array_unref (record);
      at += n;
    }
}

static void
say_message_text (Talk *talk, WgDir dir, guint8 type, const char *text, GByteArray *all)
{
  GByteArray *body = wire (text);

  say_message (talk, dir, type, wire_slice (body), all);
  g_byte_array_unref (body);
}

/* The master secret that a shared key of "**" makes of a handshake. */
static void
master_of_messages (const GByteArray *all, guint8 master[WG_TLS_MASTER_LEN])
{
  GByteArray *random = wire (RANDOM), *premaster = wire ("0002 0000 0002 2a2a");
  guint8 hash[WG_HASH_MAX];
  guint len = wg_tls_session_hash (0x0303, WG_HASH_SHA256, wire_slice (all), hash);

  wg_tls_make_master (0x0303, WG_HASH_SHA256, wire_slice (premaster), wire_slice (random),
                      wire_slice (random), wg_slice (hash, len), master);
  g_byte_array_unref (random);
  g_byte_array_unref (premaster);
}

/* A handshake of as many bytes as are kept for the extended master secret, and one more. */
static void
transcript_has_a_ceiling (void **state)
{
  static const guint8 filler[65536];

  for (guint past = 0; past < 2; past++)
    {
      Talk talk = {wg_script_new (&wg_tls, 443, WG_WANT_HASHES, 0), wg_secrets_new (NULL), 0};
      const guint end = 4 + 4; /* the ClientKeyExchange */
      GByteArray *all = g_byte_array_new (), *finished = wire ("14 <3 *12>"), *record;
      guint8 master[WG_TLS_MASTER_LEN];

      assert_true (wg_secrets_add_psk (talk.secrets, "2a2a", NULL));
      wg_script_engine (talk.script)->secrets = talk.secrets;
      say_message_text (&talk, WG_CLIENT, 1, "0303 *32 <1> <2 00b0> <1 00> <2 0017 <2>>", all);
      say_message_text (&talk, WG_SERVER, 2, "0303 *32 <1> 00b0 00 <2 0017 <2>>", all);
      while (all->len + end < WG_LIMIT_TLS_TRANSCRIPT + past)
        {
          guint left = WG_LIMIT_TLS_TRANSCRIPT + past - all->len - end;
          guint n = left < sizeof filler ? left : MIN (left / 2, sizeof filler);
          say_message (&talk, WG_SERVER, 12, wg_slice (filler, n - 4), all);
        }
      say_message_text (&talk, WG_CLIENT, 16, "<2 2a2a>", all);
      assert_int_equal (all->len, WG_LIMIT_TLS_TRANSCRIPT + past);
      master_of_messages (all, master);
      say (&talk, WG_SERVER, "14 0303 <2 01>");
      record = seal_with (wg_slice (master, sizeof master), 22, wire_slice (finished), 0);
      wg_script_say (talk.script, WG_SERVER, wire_slice (record));
      EXPECT (&talk, past == 0 ? "\"opened_with\":[\"psk\"]" : "-opened_with");
      g_byte_array_unref (record);
      g_byte_array_unref (finished);
      g_byte_array_unref (all);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (what_was_inside_is_read),
      cmocka_unit_test (keys_that_lack_or_do_not_fit_are_named),
      cmocka_unit_test (a_damaged_record_does_not_stop_the_rest),
      cmocka_unit_test (failures_have_a_ceiling),
      cmocka_unit_test (a_loss_is_bridged_within_bounds),
      cmocka_unit_test (a_long_record_is_looked_for_within_bounds),
      cmocka_unit_test (early_suites_have_a_ceiling),
      cmocka_unit_test (sessions_have_a_ceiling),
      cmocka_unit_test (transcript_has_a_ceiling),
      cmocka_unit_test (compressed_records_are_inflated),
      cmocka_unit_test (a_gap_within_a_record_costs_that_record),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
