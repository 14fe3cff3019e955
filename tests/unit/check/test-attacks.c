#include "../unit.h"

#include "base/limits.h"
#include "check/http/head.h"
#include "check/inject/guess.h"
#include "check/inject/inject.h"
#include "check/rule.h"

/* Ceilings of what rules about attacks remember, and odd heads. */

extern const WgRules wg_rules_desync;

typedef struct
{
  WgSink sink;
  WgCheckOptions options;
  WgCheck *check;
  guint n;
  WgParties parties;
  WgHttpExchange exchange;
  WgHttpRequest request;
  WgHttpResponse response;
  WgHttpView view;
} Fixture;

static void
sink_close (WgSink *sink, WgRecordId id, const WgRecordType *type, gconstpointer record)
{
  if (type == &wg_finding_type)
    ((Fixture *) sink)->n++;
}

static void
begin (Fixture *fix)
{
  memset (fix, 0, sizeof *fix);
  fix->sink = wg_sink_deaf;
  fix->sink.close = sink_close;
  fix->options.verify_ns = G_MININT64;
  fix->check = wg_check_new (&fix->options, &fix->sink);
  fix->parties = (WgParties){.client = {.address = {10, 0, 0, 1}, .port = 40000},
                             .server = {.address = {192, 0, 2, 1}, .port = 80},
                             .ip_version = 4,
                             .protocol = 6};
  fix->view = (WgHttpView){.check = fix->check,
                           .parties = &fix->parties,
                           .exchange = &fix->exchange,
                           .request = &fix->request,
                           .response = &fix->response,
                           .status = 200,
                           .request_frame = 1,
                           .response_frame = 2,
                           .method = WG_SLICE_LITERAL ("GET"),
                           .path = WG_SLICE_LITERAL ("/")};
  fix->response.message.decoded_length = -1;
}

/* The number of findings. */
static guint
end (Fixture *fix)
{
  wg_check_finish (fix->check);
  wg_check_free (fix->check);
  return fix->n;
}

static void
count_input (gpointer user, const WgHttpView *view, const WgInput *input)
{
  ++*(guint *) user;
}

static void
values_of_a_request (void **state)
{
  Fixture fix;
  g_autoptr (GString) query = g_string_new ("a=1");
  guint n = 0;

  begin (&fix);
  for (guint i = 2; i < WG_LIMIT_INPUTS; i++)
    g_string_append (query, "&a=1");
  fix.view.query = wg_slice (query->str, query->len);
  wg_inputs_walk (&fix.view, count_input, &n); /* the path is one of them */
  assert_int_equal (n, WG_LIMIT_INPUTS);
  n = 0;
  g_string_append (query, "&a=1");
  fix.view.query = wg_slice (query->str, query->len);
  wg_inputs_walk (&fix.view, count_input, &n);
  assert_int_equal (n, WG_LIMIT_INPUTS);
  end (&fix);
}

static guint
confirmed (guint n_expected, guint n_before)
{
  Fixture fix;
  WgInjectCalls *calls;
  WgParties flow = {.client = {.address = {192, 0, 2, 1}},
                    .server = {.address = {198, 51, 100, 7}, .port = 389},
                    .ip_version = 4,
                    .protocol = 6};
  WgFlow packets = {.first_frame = 9};

  begin (&fix);
  calls = wg_inject_calls_new ();
  for (guint i = 1; i < n_expected; i++)
    wg_inject_calls_expect (calls, &wg_finding_inj_ssrf, &fix.view, WG_SLICE_LITERAL ("x"), i,
                            0);
  wg_inject_calls_expect (calls, &wg_finding_inj_ssrf, &fix.view, WG_SLICE_LITERAL ("x"),
                          0xc6336407, 389);
  flow.protocol = 6;
  for (guint i = 0; i < n_before; i++)
    {
      flow.server.port = 80;
      wg_inject_calls_flow (calls, &flow, &packets);
    }
  flow.server.port = 389;
  wg_inject_calls_flow (calls, &flow, &packets);
  wg_inject_calls_finish (calls, fix.check);
  wg_inject_calls_free (calls);
  return end (&fix);
}

static void
connections_that_prove_an_attack (void **state)
{
  assert_int_equal (confirmed (WG_LIMIT_CALLS_EXPECTED, 0), 1);
  assert_int_equal (confirmed (WG_LIMIT_CALLS_EXPECTED + 1, 0), 0);
  assert_int_equal (confirmed (1, WG_LIMIT_CALLS_KEPT - 1), 1);
  assert_int_equal (confirmed (1, WG_LIMIT_CALLS_KEPT), 0);
}

static void
usual_lengths (void **state)
{
  Fixture fix;
  WgInjectUsual *usual = wg_inject_usual_new ();
  char path[16];

  begin (&fix);
  fix.view.query = WG_SLICE_LITERAL ("a=1");
  for (guint i = 0; i <= WG_LIMIT_USUAL_LENGTHS; i++)
    {
      g_snprintf (path, sizeof path, "/%u", i);
      fix.view.path = wg_slice_str (path);
      wg_inject_usual_note (usual, &fix.view);
      assert_int_equal (wg_inject_usual_len (usual, &fix.view) > 0, i < WG_LIMIT_USUAL_LENGTHS);
    }
  wg_inject_usual_free (usual);
  end (&fix);
}

static guint
guessed (guint n_clients)
{
  Fixture fix;
  WgGuesses *guesses;

  begin (&fix);
  guesses = wg_guesses_new (fix.check);
  for (guint i = 1; i <= n_clients; i++)
    {
      fix.parties.client.address[1] = (guint8) (i >> 8);
      fix.parties.client.address[2] = (guint8) i;
      for (guint k = 0; k < (i == n_clients ? 10u : 1u); k++)
        wg_guesses_note (guesses, &fix.parties, WG_SLICE_LITERAL ("bob"),
                         WG_SLICE_LITERAL ("x"), 2, FALSE);
    }
  wg_guesses_free (guesses);
  return end (&fix);
}

static void
clients_that_guess (void **state)
{
  assert_int_equal (guessed (WG_LIMIT_GUESSERS), 1);
  assert_int_equal (guessed (WG_LIMIT_GUESSERS + 1), 0);
}

/* @n other URLs first, then ten objects of one more. */
static guint
counted (guint n)
{
  Fixture fix;
  gpointer state;
  char path[32];

  begin (&fix);
  state = wg_http_web_login_rules.open (fix.check);
  fix.view.is_json = TRUE;
  for (guint i = 0; i < n + 10; i++)
    {
      if (i < n)
        g_snprintf (path, sizeof path, "/x%u/1", i);
      else
        g_snprintf (path, sizeof path, "/orders/%u", i - n);
      fix.view.path = wg_slice_str (path);
      wg_http_web_login_rules.judge (state, &fix.view);
    }
  wg_http_web_login_rules.close (state);
  return end (&fix);
}

static void
urls_that_are_counted_up (void **state)
{
  assert_int_equal (counted (WG_LIMIT_COUNTED_URLS - 1), 1);
  assert_int_equal (counted (WG_LIMIT_COUNTED_URLS), 0);
}

/* Whether the last of @n uploads is known when it is fetched: critical then. */
static gboolean
knows_upload (guint n)
{
  Fixture fix;
  gpointer state;
  gboolean known;
  WgSlice none = WG_SLICE_NONE;

  begin (&fix);
  state = wg_http_file_rules.open (fix.check);
  for (guint i = 1; i <= n; i++)
    {
      g_autofree char *body = g_strdup_printf ("--X\r\nContent-Disposition: form-data; name=f; "
                                               "filename=\"%u.php\"\r\n\r\nx\r\n--X--\r\n",
                                               i);
      fix.view.in.value[WG_VIEW_CONTENT_TYPE] =
          WG_SLICE_LITERAL ("multipart/form-data; boundary=X");
      fix.view.request_body = wg_slice_str (body);
      wg_http_file_rules.judge (state, &fix.view);
      if (i == n)
        {
          g_autofree char *path = g_strdup_printf ("/up/%u.php", i);
          fix.view.request_body = none;
          fix.view.path = wg_slice_str (path);
          wg_http_file_rules.judge (state, &fix.view);
        }
    }
  wg_http_file_rules.close (state);
  wg_check_finish (fix.check);
  known = wg_check_n_findings (fix.check, WG_SEVERITY_CRITICAL) > 0;
  wg_check_free (fix.check);
  return known;
}

static void
uploads_that_are_fetched (void **state)
{
  assert_true (knows_upload (WG_LIMIT_UPLOADS));
  assert_false (knows_upload (WG_LIMIT_UPLOADS + 1));
}

static void
searches_of_an_answer (void **state)
{
  Fixture fix;
  WgInject inject = {0};

  begin (&fix);
  fix.view.response_body = WG_SLICE_LITERAL ("x");
  for (guint i = 0; i < WG_LIMIT_ANSWER_LOOKS; i++)
    assert_int_equal (wg_inject_answer (&inject, &fix.view).len, 1);
  assert_int_equal (wg_inject_answer (&inject, &fix.view).len, 0);
  end (&fix);
}

/* The worst severity when, after requests of two lengths on @n other connections, one on the
 * next hides another. */
static gboolean
finds_hidden (guint n)
{
  Fixture fix;
  gpointer state;
  gboolean found;

  begin (&fix);
  state = wg_http_syntax_rules.open (fix.check);
  fix.exchange.version = WG_SLICE_LITERAL ("HTTP/1.1");
  fix.view.response = NULL;
  fix.request.message.head = WG_SLICE_LITERAL ("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  fix.view.in.count[WG_VIEW_HOST] = 1;
  for (guint i = 0; i <= n; i++)
    {
      fix.parties.conversation = i;
      fix.view.in.count[WG_VIEW_CONTENT_LENGTH] = 1;
      fix.view.in.count[WG_VIEW_TRANSFER_ENCODING] = 1;
      wg_http_syntax_rules.judge (state, &fix.view);
    }
  fix.view.in.count[WG_VIEW_CONTENT_LENGTH] = 0;
  fix.view.in.count[WG_VIEW_TRANSFER_ENCODING] = 0;
  fix.request.message.head_at.frame = 1;
  wg_http_syntax_rules.judge (state, &fix.view);
  wg_http_syntax_rules.close (state);
  wg_check_finish (fix.check);
  found = wg_check_n_findings (fix.check, WG_SEVERITY_CRITICAL) > 0;
  wg_check_free (fix.check);
  return found;
}

static void
requests_of_two_lengths (void **state)
{
  assert_true (finds_hidden (WG_LIMIT_AMBIGUOUS - 1));
  assert_false (finds_hidden (WG_LIMIT_AMBIGUOUS));
}

/* Findings when the last of @n connections changes its server's version. */
static guint
changed_version (guint n)
{
  Fixture fix;
  gpointer state;

  begin (&fix);
  state = wg_http_syntax_rules.open (fix.check);
  fix.exchange.version = WG_SLICE_LITERAL ("HTTP/1.1");
  fix.view.request = NULL;
  fix.response.message.head = WG_SLICE_LITERAL ("HTTP/1.1 200 OK\r\n\r\n");
  for (guint i = 0; i < n; i++)
    {
      fix.parties.conversation = i;
      wg_http_syntax_rules.judge (state, &fix.view);
    }
  fix.response.version = WG_SLICE_LITERAL ("HTTP/1.0");
  wg_http_syntax_rules.judge (state, &fix.view);
  wg_http_syntax_rules.close (state);
  return end (&fix);
}

static void
versions_of_servers (void **state)
{
  assert_int_equal (changed_version (WG_LIMIT_VERSIONS_KEPT), 1);
  assert_int_equal (changed_version (WG_LIMIT_VERSIONS_KEPT + 1), 0);
}

/* Findings when the last of @n clients tries paths. */
static guint
tried (guint n)
{
  Fixture fix;
  gpointer state;
  char path[16];

  begin (&fix);
  state = wg_http_recon_rules.open (fix.check);
  fix.view.status = 404;
  for (guint i = 1; i <= n; i++)
    {
      fix.parties.client.address[1] = (guint8) (i >> 8);
      fix.parties.client.address[2] = (guint8) i;
      for (guint k = 0; k < (i == n ? 20u : 1u); k++)
        {
          g_snprintf (path, sizeof path, "/%u", k);
          fix.view.path = wg_slice_str (path);
          wg_http_recon_rules.judge (state, &fix.view);
        }
    }
  wg_http_recon_rules.close (state);
  return end (&fix);
}

static void
clients_that_try_paths (void **state)
{
  assert_int_equal (tried (WG_LIMIT_VISITORS), 1);
  assert_int_equal (tried (WG_LIMIT_VISITORS + 1), 0);
}

/* Findings when each of @n connections has an answer to no request. */
static guint
unasked (guint n)
{
  Fixture fix;
  gpointer state;
  WgNoteType type = {.id = "http-no-request"};
  WgSpan span = {.frame = 2};
  WgFlow flow = {.tcp = {.half = {{.bytes = 1}, {.bytes = 1}}}};

  begin (&fix);
  state = wg_rules_desync.open (fix.check);
  fix.response.frame = 2;
  fix.response.status = 200;
  fix.exchange.response = &fix.response;
  for (guint i = 0; i < n; i++)
    {
      fix.parties.conversation = i;
      for (const WgNoteRule *rule = wg_rules_desync.notes; rule->note != NULL; rule++)
        if (g_str_equal (rule->note, type.id))
          rule->seen (state, &fix.parties, &type, &span, NULL);
      wg_rules_desync.records[0].close (state, &fix.parties, 1, &fix.exchange);
    }
  wg_rules_desync.flow_over (state, &fix.parties, &flow); /* the last of them */
  wg_rules_desync.close (state);
  return end (&fix);
}

static void
answers_to_no_request (void **state)
{
  assert_int_equal (unasked (WG_LIMIT_UNASKED), 1);
  assert_int_equal (unasked (WG_LIMIT_UNASKED + 1), 0);
}

static void
odd_heads (void **state)
{
  static const struct
  {
    const char *head;
    guint odd;
  } rows[] = {
      {"GET / HTTP/1.1\r\nHost: x\r\n\r\n", 0},
      {"GET / HTTP/1.1\r\nHost: x\r\n y\r\n\r\n", WG_HEAD_FOLD},
      {"GET / HTTP/1.1\r\n x: y\r\n\r\n", WG_HEAD_BAD_NAME},
      {"GET / HTTP/1.1\r\nHost : x\r\n\r\n", WG_HEAD_SPACE_COLON},
      {"GET / HTTP/1.1\r\nHost\r\n\r\n", WG_HEAD_NO_COLON},
      {"GET / HTTP/1.1\r\n: x\r\n\r\n", WG_HEAD_EMPTY_NAME},
      {"GET / HTTP/1.1\r\nHo st: x\r\n\r\n", WG_HEAD_BAD_NAME},
      {"GET / HTTP/1.1\r\nA: x\ry\r\n\r\n", WG_HEAD_BARE_CR},
      {"GET / HTTP/1.1\nHost: x\n\n", WG_HEAD_LF_ONLY},
      {"GET / HTTP/1.1\r\nHost: x\n\r\n", WG_HEAD_BARE_LF},
      {"GET / HTTP/1.1\r\nTransfer-Encoding:\r\n chunked\r\n\r\n",
       WG_HEAD_FOLD | WG_HEAD_TE_FOLD},
      {"GET / HTTP/1.1\r\ntransfer-encoding : chunked\r\n\r\n",
       WG_HEAD_SPACE_COLON | WG_HEAD_TE_SPACE},
      {"GET / HTTP/1.1", 0},
      {"", 0},
  };
  WgHead head;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      wg_head_scan (wg_slice_str (rows[i].head), &head);
      if (head.odd != rows[i].odd)
        fail_msg ("head %u: %x", i, head.odd);
    }
  wg_head_scan (WG_SLICE_LITERAL ("GET / HTTP/1.1\r\nA: \0\r\n\r\n"), &head);
  assert_int_equal (head.odd, WG_HEAD_NUL);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (values_of_a_request),
      cmocka_unit_test (connections_that_prove_an_attack),
      cmocka_unit_test (usual_lengths),
      cmocka_unit_test (clients_that_guess),
      cmocka_unit_test (urls_that_are_counted_up),
      cmocka_unit_test (uploads_that_are_fetched),
      cmocka_unit_test (searches_of_an_answer),
      cmocka_unit_test (requests_of_two_lengths),
      cmocka_unit_test (versions_of_servers),
      cmocka_unit_test (clients_that_try_paths),
      cmocka_unit_test (answers_to_no_request),
      cmocka_unit_test (odd_heads),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
