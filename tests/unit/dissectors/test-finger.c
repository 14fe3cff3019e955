#include "../unit.h"

#include "finger.h"
#include "script.h"

static void
queries_are_parsed (void **state)
{
  static const struct
  {
    const char *line, *user;
    gboolean ok, verbose;
  } cases[] = {
      {"alice\r\n", "alice", TRUE, FALSE},
      {"\r\n", "", TRUE, FALSE},
      {"/W alice@host\r\n", "alice@host", TRUE, TRUE},
      {"alice\n", "alice", TRUE, FALSE},
      {"alice", "", FALSE, FALSE},
      {"", "", FALSE, FALSE},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      WgReader in = wg_reader (wg_slice_str (cases[i].line), WG_END_WHOLE);
      WgFingerQuery query = {0};

      assert_int_equal (wg_finger_parse (&in, &query), cases[i].ok);
      assert_true (wg_slice_is (query.user, cases[i].user));
      assert_int_equal (query.verbose, cases[i].verbose);
    }
}

static void
an_exchange_is_a_record (void **state)
{
  for (gsize chunk_len = 0; chunk_len < 4; chunk_len++)
    {
      WgScript *script = wg_script_new (&wg_finger, 79, 0, chunk_len);
      wg_script_client (script, "/W alice\r\n");
      wg_script_server (script, "Login: alice\r\nNever logged in.\r\n");
      wg_script_eof (script, WG_SERVER);
      g_autofree char *said = wg_script_finish (script);

      assert_non_null (strstr (said, "\"query\":\"alice\",\"verbose\":true"));
      assert_non_null (strstr (said, "\"answer_length\":32,\"complete\":true"));
    }
}

static void
a_line_ends_at_the_limit (void **state)
{
  g_autofree char *query = g_malloc (WG_LIMIT_LINE + 1);
  memset (query, 'a', WG_LIMIT_LINE + 1);
  for (gsize over = 0; over < 2; over++)
    {
      WgScript *script = wg_script_new (&wg_finger, 79, 0, 0);
      query[WG_LIMIT_LINE - 1 + over] = '\n';
      wg_script_say (script, WG_CLIENT, wg_slice (query, WG_LIMIT_LINE + over));
      g_autofree char *said = wg_script_finish (script);

      assert_int_equal (strstr (said, "finger-long-line") != NULL, over);
      query[WG_LIMIT_LINE - 1] = 'a';
    }
}

static void
what_is_missing_is_not_complete (void **state)
{
  WgScript *script = wg_script_new (&wg_finger, 79, 0, 0);
  wg_script_client (script, "alice\r\n");
  wg_script_server (script, "Login");
  wg_script_gap (script, WG_SERVER, 100);
  wg_script_server (script, "in.\r\n");
  wg_script_eof (script, WG_SERVER);
  g_autofree char *said = wg_script_finish (script);

  assert_non_null (strstr (said, "\"query\":\"alice\""));
  assert_null (strstr (said, "complete"));
  assert_null (strstr (said, "note"));
}

static void
a_hasty_server_is_noted (void **state)
{
  WgScript *script = wg_script_new (&wg_finger, 79, 0, 0);
  wg_script_server (script, "Welcome!");
  g_autofree char *said = wg_script_finish (script);

  assert_non_null (strstr (said, "note finger-unasked @1+54:1"));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (queries_are_parsed),
      cmocka_unit_test (an_exchange_is_a_record),
      cmocka_unit_test (a_line_ends_at_the_limit),
      cmocka_unit_test (what_is_missing_is_not_complete),
      cmocka_unit_test (a_hasty_server_is_noted),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
