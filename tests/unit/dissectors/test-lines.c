#include "../unit.h"

#include "imap/imap-parse.h"
#include "ldap/ldap-parse.h"
#include "line/line.h"
#include "mqtt/mqtt-parse.h"
#include "redis/redis-parse.h"
#include "sasl/base64.h"
#include "sasl/sasl.h"
#include "telnet/telnet-parse.h"
#include "xmpp/xmpp-parse.h"

static void
lines_have_a_ceiling (void **state)
{
  static const struct
  {
    gsize len; /* with the ending */
    WgLineResult result;
  } cases[] = {
      {WG_LIMIT_LINE, WG_LINE_WHOLE},
      {WG_LIMIT_LINE + 1, WG_LINE_LONG},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strnfill (cases[i].len, 'a');
      WgLineSide side = {0};
      WgReader in;
      WgSlice line;

      memcpy (text + cases[i].len - 2, "\r\n", 2);
      in = wg_reader (wg_slice (text, cases[i].len), WG_END_MORE);
      assert_int_equal (wg_line_next (&side, &in, &line), cases[i].result);
      assert_int_equal (wg_reader_left (&in), 0);
      assert_false (side.skipping);
      assert_int_equal (line.len, cases[i].result == WG_LINE_WHOLE ? cases[i].len - 2 : 0);
    }
}

static void
a_long_line_is_passed_over_in_pieces (void **state)
{
  g_autofree char *text = g_strnfill (WG_LIMIT_LINE + 1, 'a');
  WgReader in = wg_reader (wg_slice (text, WG_LIMIT_LINE + 1), WG_END_MORE);
  WgLineSide side = {0};
  WgSlice line;

  assert_int_equal (wg_line_next (&side, &in, &line), WG_LINE_LONG);
  assert_true (side.skipping);
  in = wg_reader (WG_SLICE_LITERAL ("aaa\r\nNOOP\r\n"), WG_END_MORE);
  assert_int_equal (wg_line_next (&side, &in, &line), WG_LINE_LONG);
  assert_int_equal (wg_line_next (&side, &in, &line), WG_LINE_WHOLE);
  assert_true (wg_slice_is (line, "NOOP"));
}

static void
pending_commands_have_a_ceiling (void **state)
{
  WgPending pending = {0};

  for (guint i = 0; i < WG_LIMIT_LINE_OPEN + 1; i++)
    wg_pending_push (&pending, 7);
  for (guint i = 0; i < WG_LIMIT_LINE_OPEN; i++)
    assert_int_equal (wg_pending_pop (&pending), 7);
  wg_pending_push (&pending, 8); /* behind the one that was not kept */
  assert_int_equal (wg_pending_pop (&pending), 0);
  assert_int_equal (wg_pending_pop (&pending), 0);
  wg_pending_push (&pending, 9);
  assert_int_equal (wg_pending_pop (&pending), 9);
  assert_int_equal (wg_pending_pop (&pending), 0);
}

static void
a_mail_ends_with_a_line_of_one_dot (void **state)
{
  static const struct
  {
    const char *text;
    gsize taken;
    gboolean over;
  } cases[] = {
      {".\r\n", 3, TRUE},        {"a\r\n.\r\nQUIT", 6, TRUE}, {"a\n.\nQUIT", 4, TRUE},
      {"a.\r\nb\r\n", 7, FALSE}, {"..\r\n.\r\n", 7, TRUE},    {"a\r\n.\r", 3, FALSE},
      {"a\r\n.", 3, FALSE},      {"a\r\n", 3, FALSE},         {"abc", 3, FALSE},
      {".a\r\n", 4, FALSE},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      WgReader in = wg_reader (wg_slice_str (cases[i].text), WG_END_MORE);
      gboolean mid_line = FALSE;

      assert_int_equal (wg_line_skip_dotted (&mid_line, &in), cases[i].over);
      assert_int_equal (wg_reader_tell (&in), cases[i].taken);
    }
}

static void
reply_codes (void **state)
{
  static const struct
  {
    const char *line;
    guint code; /* 0: none */
    gboolean more;
  } cases[] = {
      {"220 hi", 220, FALSE}, {"250-SIZE", 250, TRUE}, {"354", 354, FALSE}, {"99 x", 0, FALSE},
      {"700 x", 0, FALSE},    {"2200", 0, FALSE},      {"22", 0, FALSE},    {" 220", 0, FALSE},
      {"2x0 a", 0, FALSE},    {"", 0, FALSE},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gboolean more = FALSE;
      guint code = 0;

      assert_int_equal (wg_line_reply_code (wg_slice_str (cases[i].line), &code, &more),
                        cases[i].code != 0);
      if (cases[i].code != 0)
        {
          assert_int_equal (code, cases[i].code);
          assert_int_equal (more, cases[i].more);
        }
    }
}

static void
base64_is_strict (void **state)
{
  static const struct
  {
    const char *text;
    const char *bytes; /* NULL: refused */
  } cases[] = {
      {"", ""},        {"Zg==", "f"},        {"Zg", "f"},         {"Zm8=", "fo"},
      {"Zm9v", "foo"}, {"Zm9vYg==", "foob"}, {"Z", NULL},         {"Zm9v!", NULL},
      {"Zg===", NULL}, {"Z=g=", NULL},       {"Zm9v Zm9v", NULL}, {"Zm9vYmFy", NULL},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint8 out[5]; /* one less than "foobar" */
      gsize len = 99;
      gboolean ok = wg_base64_decode (wg_slice_str (cases[i].text), out, sizeof out, &len);

      assert_int_equal (ok, cases[i].bytes != NULL);
      if (ok)
        assert_true (wg_slice_is (wg_slice (out, len), cases[i].bytes));
      else
        assert_int_equal (len, 0);
    }
}

static void
sasl_messages (void **state)
{
  static const struct
  {
    const char *mechanism;
    const char *messages[2];
    const char *user, *secret;
  } cases[] = {
      {"plain", {"z|tim|tanstaaf"}, "tim", "tanstaaf"},
      {"PLAIN", {"|tim"}, "", ""},
      {"PLAIN", {"||"}, "", ""},
      {"LOGIN", {"tim", "x y"}, "tim", "x y"},
      {"CRAM-MD5", {"a b 01"}, "a b", "01"},
      {"CRAM-MD5", {"ab"}, "", ""},
      {"DIGEST-MD5", {"username=\"tim\",response=0f"}, "tim", "0f"},
      {"SCRAM-SHA-256", {"n,,n=tim,r=x", "c=biws,r=xy,p=cA=="}, "tim", "cA=="},
      {"XOAUTH2", {"user=tim\001auth=Bearer t\001\001"}, "tim", "Bearer t"},
      {"OAUTHBEARER", {"n,a=tim,\001host=h\001auth=Bearer t\001\001"}, "tim", "Bearer t"},
      {"EXTERNAL", {"tim"}, "tim", ""},
      {"GSSAPI", {"`\202"}, "", ""},
      {"", {"|a|b"}, "", ""},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      WgSaslFacts facts = {WG_SLICE_NONE, WG_SLICE_NONE};
      WgSlice user = WG_SLICE_NONE, secret = WG_SLICE_NONE;
      char *kept[2] = {NULL, NULL};
      WgSasl sasl;

      wg_sasl_begin (&sasl, wg_slice_str (cases[i].mechanism));
      for (guint n = 0; n < 2 && cases[i].messages[n] != NULL; n++)
        {
          gsize len = strlen (cases[i].messages[n]);

          kept[n] = g_strdup (cases[i].messages[n]);
          for (gsize c = 0; sasl.kind == WG_SASL_PLAIN && c < len; c++)
            if (cases[i].messages[n][c] == '|')
              kept[n][c] = '\0';
          wg_sasl_read (&sasl, wg_slice (kept[n], len), &facts);
          user = facts.user.len > 0 ? facts.user : user;
          secret = facts.secret.len > 0 ? facts.secret : secret;
        }
      assert_true (wg_slice_is (user, cases[i].user));
      assert_true (wg_slice_is (secret, cases[i].secret));
      g_free (kept[0]);
      g_free (kept[1]);
    }
}

/* MS-NLMP §2.2.1.3, with the user at the end */
static void
ntlm_names_its_user (void **state)
{
  guint8 message[72] = "xxNTLMSSP\0\3";
  guint8 out[16];

  message[2 + 36] = 4; /* length of the name */
  message[2 + 40] = 64;
  message[2 + 60] = 1; /* Unicode */
  memcpy (message + 2 + 64, "t\0\xe9", 4);
  assert_true (
      wg_slice_is (wg_slice (out, wg_sasl_ntlm_user (wg_slice (message, 70), out, sizeof out)),
                   "t\xc3\xa9"));
  assert_int_equal (wg_sasl_ntlm_user (wg_slice (message, 69), out, sizeof out), 0);
  assert_int_equal (wg_sasl_ntlm_user (wg_slice (message, 70), out, 2), 1);
  message[2 + 40] = 65;
  assert_int_equal (wg_sasl_ntlm_user (wg_slice (message, 70), out, sizeof out), 0);
  message[2 + 8] = 1;
  assert_int_equal (wg_sasl_ntlm_user (wg_slice (message, 70), out, sizeof out), 0);
}

static void
imap_literals (void **state)
{
  static const struct
  {
    const char *line;
    gint64 len; /* -1: none */
    gboolean wait;
  } cases[] = {
      {"a LOGIN {3}", 3, TRUE},       {"a LOGIN {3+}", 3, FALSE}, {"x ~{0}", 0, TRUE},
      {"a {3} b", -1, FALSE},         {"a {}", -1, FALSE},        {"a {x}", -1, FALSE},
      {"a {99999999999}", -1, FALSE}, {"3}", -1, FALSE},          {"{3++}", -1, FALSE},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint64 len = 0;
      gboolean wait = FALSE;
      gboolean ok = wg_imap_parse_literal (wg_slice_str (cases[i].line), &len, &wait);

      assert_int_equal (ok, cases[i].len >= 0);
      if (ok)
        {
          assert_int_equal (len, cases[i].len);
          assert_int_equal (wait, cases[i].wait);
        }
    }
}

static void
ber_lengths (void **state)
{
  static const struct
  {
    const char *bytes;
    gsize n;
    WgBer result;
  } cases[] = {
      {"\x30\x0c\x02\x01\x01\x61\x07", 7, WG_BER_OK},
      {"\x30\x84\x00\x00\x00\x0c\x02\x01\x01\x61\x07", 11, WG_BER_OK},
      {"\x30\x0c\x02\x01\x01\x61", 6, WG_BER_SHORT},
      {"\x30\x82\x00", 3, WG_BER_SHORT},
      {"\x30", 1, WG_BER_SHORT},
      {"\x30\x80\x02\x01\x01\x61\x07", 7, WG_BER_BAD}, /* no length */
      {"\x30\x85\x00\x00\x00\x00\x01", 7, WG_BER_BAD},
      {"\x31\x0c\x02\x01\x01\x61\x07", 7, WG_BER_BAD},
      {"\x30\x0c\x04\x01\x01\x61\x07", 7, WG_BER_BAD},
      {"\x30\x0c\x02\x01\x01\x61\x08", 7, WG_BER_BAD}, /* past the message */
      {"\x30\x0c\x02\x05\x01\x61\x07", 7, WG_BER_BAD},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      WgReader in = wg_reader (wg_slice (cases[i].bytes, cases[i].n), WG_END_MORE);
      WgLdapHead head;

      assert_int_equal (wg_ldap_parse_head (&in, &head), cases[i].result);
      if (cases[i].result != WG_BER_OK)
        assert_int_equal (wg_reader_tell (&in), 0);
    }
}

static void
telnet_prompts (void **state)
{
  static const struct
  {
    const char *line;
    WgTelnetPrompt asks;
  } cases[] = {
      {"host login: ", WG_TELNET_ASKS_USER},
      {"Username:", WG_TELNET_ASKS_USER},
      {"Password for tim: ", WG_TELNET_ASKS_PASSWORD},
      {"Last login:", WG_TELNET_ASKS_NOTHING},
      {"login", WG_TELNET_ASKS_NOTHING},
      {"Time:", WG_TELNET_ASKS_NOTHING},
      {"", WG_TELNET_ASKS_NOTHING},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_int_equal (wg_telnet_prompt (wg_slice_str (cases[i].line)), cases[i].asks);
}

static void
mqtt_lengths (void **state)
{
  static const struct
  {
    const char *bytes;
    gsize n;
    WgMqttResult result;
  } cases[] = {
      {"\x20\x02", 2, WG_MQTT_OK},
      {"\x30\xff\xff\xff\x7f", 5, WG_MQTT_OK},
      {"\x30\xff\xff\xff\xff", 5, WG_MQTT_BAD},
      {"\x30\xff", 2, WG_MQTT_SHORT},
      {"", 0, WG_MQTT_SHORT},
      {"\x05\x00", 2, WG_MQTT_BAD},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      WgReader in = wg_reader (wg_slice (cases[i].bytes, cases[i].n), WG_END_MORE);
      WgMqttHeader header;

      assert_int_equal (wg_mqtt_parse_header (&in, &header), cases[i].result);
    }
}

static void
resp_elements (void **state)
{
  static const struct
  {
    const char *text;
    WgRespResult result;
    guint64 bytes, children;
  } cases[] = {
      {"+OK\r\n", WG_RESP_OK, 0, 0},
      {"$3\r\n", WG_RESP_OK, 5, 0},
      {"$-1\r\n", WG_RESP_OK, 0, 0},
      {"$0\r\n", WG_RESP_OK, 2, 0},
      {"*2\r\n", WG_RESP_OK, 0, 2},
      {"*-1\r\n", WG_RESP_OK, 0, 0},
      {"%2\r\n", WG_RESP_OK, 0, 4},
      {"$x\r\n", WG_RESP_BAD, 0, 0},
      {"*9999999999\r\n", WG_RESP_BAD, 0, 0},
      {"GET /\r\n", WG_RESP_BAD, 0, 0},
      {"\r\n", WG_RESP_BAD, 0, 0},
      {"*2\r", WG_RESP_SHORT, 0, 0},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      WgReader in = wg_reader (wg_slice_str (cases[i].text), WG_END_MORE);
      WgRespElement element;

      assert_int_equal (wg_resp_parse_element (&in, &element), cases[i].result);
      if (cases[i].result == WG_RESP_OK)
        {
          assert_int_equal (element.bytes, cases[i].bytes);
          assert_int_equal (element.children, cases[i].children);
        }
    }
}

static void
streams_of_xmpp (void **state)
{
  static const struct
  {
    const char *text;
    gint is;
  } cases[] = {
      {"<?xml version='1.0'?><stream:stream xmlns='jabber:client'>", 1},
      {"<stream:stream xmlns:stream='x'>", 1},
      {"<?xml version='1.0'?>", -1},
      {"<str", -1},
      {"<html>", 0},
      {"<stream>", 0},
      {"GET / HTTP/1.1", 0},
      {"", 0},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_int_equal (wg_xmpp_is_stream (wg_slice_str (cases[i].text)), cases[i].is);
}

/* What other protocols begin with is none of these. */
static void
strangers_are_left_alone (void **state)
{
  static const char *const strangers[] = {"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
                                          "POST /LOGIN HTTP/1.1\r\n\r\n",
                                          "SSH-2.0-OpenSSH_9.2\r\n",
                                          "\x16\x03\x01\x02\x01\x01\x01\x01\xfc\x03\x03",
                                          "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                                          "OPTIONS sip:a@b SIP/2.0\r\n",
                                          "RTSP/1.0 200 OK\r\n",
                                          ("\x13"
                                           "BitTorrent protocol")};
  static const char *const ids[] = {"smtp", "pop",        "imap",  "ftp",   "telnet",
                                    "ldap", "mqtt",       "redis", "socks", "xmpp",
                                    "irc",  "postgresql", "mysql"};

  for (guint i = 0; i < G_N_ELEMENTS (strangers); i++)
    for (guint d = 0; d < G_N_ELEMENTS (ids); d++)
      for (guint dir = 0; dir < 2; dir++)
        {
          const WgDissector *room = wg_dissector_find (ids[d]);
          WgProbeInput in = {.port = room->ports[0]};

          in.bytes[dir] = wg_slice_str (strangers[i]);
          assert_int_equal (room->probe (&in), WG_PROBE_NO);
        }
}

/* Both sides of news (NNTP), whose commands FTP has too. */
static void
news_is_no_file_transfer (void **state)
{
  WgProbeInput in = {
      .port = 21,
      .bytes = {WG_SLICE_LITERAL ("MODE READER\r\n"), WG_SLICE_LITERAL ("200 news ready\r\n")}};

  assert_int_equal (wg_dissector_find ("ftp")->probe (&in), WG_PROBE_NO);
  in.bytes[WG_SERVER] = WG_SLICE_LITERAL ("220 files ready\r\n");
  assert_int_equal (wg_dissector_find ("ftp")->probe (&in), WG_PROBE_YES);
}

/* What a greeting is of may stand at the end of its line. */
static void
greetings_are_read_to_their_end (void **state)
{
  static const struct
  {
    const char *room;
    const char *begun;
    const char *whole;
    WgProbe answer;
  } cases[] = {
      {"ftp", "220 ready for F", "220 ready for FTP\r\n", WG_PROBE_YES},
      {"ftp", "220 ftp.example ESM", "220 ftp.example ESMTP\r\n", WG_PROBE_MAYBE},
      {"smtp", "220 ftp.example ESM", "220 ftp.example ESMTP\r\n", WG_PROBE_YES},
      {"smtp", "220 mx", "220 mx\r\n", WG_PROBE_MAYBE},
      {"imap", "* OK the mail of IM", "* OK the mail of IMAP\r\n", WG_PROBE_YES},
      {"imap", "* OK re", "* OK ready\r\n", WG_PROBE_MAYBE},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const WgDissector *room = wg_dissector_find (cases[i].room);
      WgProbeInput in = {.bytes[WG_SERVER] = wg_slice_str (cases[i].begun)};

      assert_int_equal (room->probe (&in), WG_PROBE_NEED);
      in = (WgProbeInput){.bytes[WG_SERVER] = wg_slice_str (cases[i].whole)};
      assert_int_equal (room->probe (&in), cases[i].answer);
    }
}

static void
a_greeting_may_be_cut (void **state)
{
  WgProbeInput in = {.bytes[WG_SERVER] = WG_SLICE_LITERAL ("220 m"), .ended = {TRUE, TRUE}};

  assert_int_equal (wg_dissector_find ("smtp")->probe (&in), WG_PROBE_MAYBE);
  assert_int_equal (wg_dissector_find ("ftp")->probe (&in), WG_PROBE_MAYBE);
  in.bytes[WG_SERVER] = WG_SLICE_LITERAL ("* OK m");
  assert_int_equal (wg_dissector_find ("imap")->probe (&in), WG_PROBE_MAYBE);
}

/* CTCP stands between bytes of 1, in the lines behind the first. */
static void
irc_is_text_in_its_first_line (void **state)
{
  WgProbeInput in = {.bytes = {WG_SLICE_LITERAL ("NICK a\r\nPRIVMSG b :\001DCC SEND\001\r\n")}};

  assert_int_equal (wg_dissector_find ("irc")->probe (&in), WG_PROBE_MAYBE);
  in.bytes[WG_CLIENT] = WG_SLICE_LITERAL ("NICK a\001\r\n");
  assert_int_equal (wg_dissector_find ("irc")->probe (&in), WG_PROBE_NO);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (lines_have_a_ceiling),
      cmocka_unit_test (a_long_line_is_passed_over_in_pieces),
      cmocka_unit_test (pending_commands_have_a_ceiling),
      cmocka_unit_test (a_mail_ends_with_a_line_of_one_dot),
      cmocka_unit_test (reply_codes),
      cmocka_unit_test (base64_is_strict),
      cmocka_unit_test (sasl_messages),
      cmocka_unit_test (ntlm_names_its_user),
      cmocka_unit_test (imap_literals),
      cmocka_unit_test (ber_lengths),
      cmocka_unit_test (telnet_prompts),
      cmocka_unit_test (mqtt_lengths),
      cmocka_unit_test (resp_elements),
      cmocka_unit_test (streams_of_xmpp),
      cmocka_unit_test (strangers_are_left_alone),
      cmocka_unit_test (news_is_no_file_transfer),
      cmocka_unit_test (greetings_are_read_to_their_end),
      cmocka_unit_test (a_greeting_may_be_cut),
      cmocka_unit_test (irc_is_text_in_its_first_line),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
