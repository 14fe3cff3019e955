#include "../unit.h"

#include "script.h"
#include "ssh/ssh-parse.h"
#include "ssh/ssh.h"

static void
identifications_good_and_bad (void **state)
{
  static const struct
  {
    const char *line;
    guint major; /* 0: none */
    const char *version;
    const char *software;
  } cases[] = {
      {"SSH-2.0-OpenSSH_9.2 Debian-1", 2, "2.0", "OpenSSH_9.2"},
      {"SSH-1.99-Cisco-1.25", 2, "1.99", "Cisco-1.25"},
      {"SSH-1.5-1.2.26", 1, "1.5", "1.2.26"},
      {"SSH-2.0-", 2, "2.0", ""},
      {"SSH-2.0", 0, NULL, NULL},
      {"SSH-2-x", 0, NULL, NULL},
      {"SSH-.0-x", 0, NULL, NULL},
      {"SSH-100.0-x", 0, NULL, NULL},
      {"SSH-2.1000-x", 0, NULL, NULL},
      {"ssh-2.0-x", 0, NULL, NULL},
      {"", 0, NULL, NULL},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      WgSshIdent ident;

      print_message ("%s\n", cases[i].line);
      assert_int_equal (wg_ssh_parse_ident (wg_slice_str (cases[i].line), &ident),
                        cases[i].major != 0);
      if (cases[i].major == 0)
        continue;
      assert_int_equal (ident.major, cases[i].major);
      assert_true (wg_slice_is (ident.version, cases[i].version));
      assert_true (wg_slice_is (ident.software, cases[i].software));
    }
}

static void
packets_good_and_bad (void **state)
{
  static const struct
  {
    const char *title;
    WgSlice bytes;
    WgSshResult result;
    gsize number; /* bytes of payload, or missing */
  } cases[] = {
      {"whole", WG_SLICE_LITERAL ("\0\0\0\6\2\x14\x01\x02\0\0"), WG_SSH_OK, 3},
      {"no payload", WG_SLICE_LITERAL ("\0\0\0\3\2\0\0"), WG_SSH_BAD, 0},
      {"padding longer than all", WG_SLICE_LITERAL ("\0\0\0\3\7\0\0"), WG_SSH_BAD, 0},
      {"empty", WG_SLICE_LITERAL ("\0\0\0\0"), WG_SSH_BAD, 0},
      {"half a length", WG_SLICE_LITERAL ("\0\0\0"), WG_SSH_SHORT, 1},
      {"three bytes missing", WG_SLICE_LITERAL ("\0\0\0\6\2\x14\x01"), WG_SSH_SHORT, 3},
      {"text", WG_SLICE_LITERAL ("hello"), WG_SSH_BAD, 0},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      WgReader r = wg_reader (cases[i].bytes, WG_END_MORE);
      WgSlice payload;
      gsize missing;

      print_message ("%s\n", cases[i].title);
      assert_int_equal (wg_ssh_parse_packet (&r, &payload, &missing), cases[i].result);
      if (cases[i].result == WG_SSH_OK)
        assert_int_equal (payload.len, cases[i].number);
      else
        assert_int_equal (wg_reader_tell (&r), 0);
      if (cases[i].result == WG_SSH_SHORT)
        assert_int_equal (missing, cases[i].number);
    }
}

static void
packets_have_a_ceiling (void **state)
{
  for (guint past = 0; past < 2; past++)
    {
      guint32 len = WG_LIMIT_SSH_PACKET + past;
      const guint8 bytes[4] = {0, 0, (guint8) (len >> 8 & 0xff), (guint8) (len & 0xff)};
      WgReader r = wg_reader (wg_slice (bytes, sizeof bytes), WG_END_MORE);
      WgSlice payload;
      gsize missing;

      assert_int_equal (wg_ssh_parse_packet (&r, &payload, &missing),
                        past == 0 ? WG_SSH_SHORT : WG_SSH_BAD);
    }
}

static void
the_clients_first_name_counts (void **state)
{
  static const struct
  {
    const char *client, *server, *agreed;
  } cases[] = {
      {"a,b,c", "c,b", "b"}, {"a", "a", "a"},   {"a,b", "ab", ""},
      {"", "a", ""},         {",a", ",a", "a"}, {"a,", "b,", ""},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_true (wg_slice_is (
        wg_ssh_agreed (wg_slice_str (cases[i].client), wg_slice_str (cases[i].server)),
        cases[i].agreed));
}

static void
names_have_a_ceiling (void **state)
{
  for (guint past = 0; past < 2; past++)
    {
      g_autoptr (GString) list = g_string_new (NULL);
      WgSlice all;

      for (guint i = 0; i < WG_LIMIT_SSH_NAMES - 1 + past; i++)
        g_string_append (list, "x,");
      g_string_append (list, "last");
      all = wg_slice (list->str, list->len);
      assert_int_equal (wg_ssh_agreed (all, WG_SLICE_LITERAL ("last")).len, past == 0 ? 4 : 0);
      assert_int_equal (wg_ssh_agreed (WG_SLICE_LITERAL ("last"), all).len, past == 0 ? 4 : 0);
    }
}

#define LISTS(kex)                                                                             \
  "\0\0\0\x3c\4\x14"                                                                           \
  "0123456789abcdef"                                                                           \
  "\0\0\0\3" kex "\0\0\0\1h"                                                                   \
  "\0\0\0\1c\0\0\0\1c\0\0\0\1m\0\0\0\1m\0\0\0\0\0\0\0\0\0\0"
#define TOLD(kex)                                                                              \
  "\"kex_algorithms\":\"" kex "\",\"host_key_algorithms\":\"h\",\"client_ciphers\":\"c\","     \
  "\"server_ciphers\":\"c\",\"client_macs\":\"m\",\"server_macs\":\"m\"}"

typedef struct
{
  WgDir dir;
  WgSlice bytes;
} Said;

#define C(text)                                                                                \
  {                                                                                            \
    WG_CLIENT, WG_SLICE_LITERAL (text)                                                         \
  }
#define S(text)                                                                                \
  {                                                                                            \
    WG_SERVER, WG_SLICE_LITERAL (text)                                                         \
  }

static const struct
{
  const char *title;
  Said said[6];
  const char *expected;
} talks[] = {
    {"both lists",
     {S ("SSH-1.99-s\r\n"), C ("SSH-2.0-c\n"), C (LISTS ("k,l")), S (LISTS ("l,k")),
      C ("\1\2\3\4\5\6\7\10")},
     "ssh {\"conversation\":0,\"client\":{\"frame\":2,\"identification\":\"SSH-2.0-c\","
     "\"kexinit_frame\":3," TOLD (
         "k,l") ",\"server\":{\"frame\":1,\"identification\":"
                "\"SSH-1.99-s\",\"kexinit_frame\":4," TOLD (
                    "l,k") ",\"kex\":\"k\",\"host_key\":\"h\","
                           "\"client_cipher\":\"c\",\"server_cipher\":\"c\",\"client_mac\":"
                           "\"m\",\"server_mac\":\"m\"}"
                           "\nprotocols ssh\n"},
    {"lines before the identification",
     {S ("welcome\r\nSSH-2.0-s\r\n"), C ("SSH-2.0-c\r\n"),
      C ("\0\0\0\x0c\x0a\2\0\0\0\0\0\0\0\0\0\0"), S ("\0\0\0\1")},
     "ssh {\"conversation\":0,\"client\":{\"frame\":2,\"identification\":\"SSH-2.0-c\"},"
     "\"server\":{\"frame\":1,\"identification\":\"SSH-2.0-s\"}}\nprotocols ssh\n"},
    {"version 1",
     {S ("SSH-1.5-s\n"), C ("SSH-1.5-c\n"), S ("\0\0\0\1rest")},
     "ssh {\"conversation\":0,\"client\":{\"frame\":2,\"identification\":\"SSH-1.5-c\"},"
     "\"server\":{\"frame\":1,\"identification\":\"SSH-1.5-s\"}}\nprotocols ssh\n"},
    {"another protocol knocks", {S ("SSH-2.0-s\r\n"), C ("hello there\r\n")}, "protocols\n"},
    {"no identification", {S ("SSH for you\r\n"), C ("SSHX\r\n")}, "protocols\n"},
};

static void
connections_are_told (void **state)
{
  static const gsize pieces[] = {0, 1, 3, 7};

  for (guint i = 0; i < G_N_ELEMENTS (talks) * G_N_ELEMENTS (pieces); i++)
    {
      guint at = i / G_N_ELEMENTS (pieces);
      WgScript *script = wg_script_new (NULL, 22, 0, pieces[i % G_N_ELEMENTS (pieces)]);
      g_autofree char *got = NULL;

      for (guint j = 0; talks[at].said[j].bytes.len > 0; j++)
        wg_script_say (script, talks[at].said[j].dir, talks[at].said[j].bytes);
      got = wg_script_finish (script);
      print_message ("%s\n", talks[at].title);
      assert_string_equal (got, talks[at].expected);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (identifications_good_and_bad),
      cmocka_unit_test (packets_good_and_bad),
      cmocka_unit_test (packets_have_a_ceiling),
      cmocka_unit_test (the_clients_first_name_counts),
      cmocka_unit_test (names_have_a_ceiling),
      cmocka_unit_test (connections_are_told),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
