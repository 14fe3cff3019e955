#include "../unit.h"

#include <unistd.h>

#include "base/limits.h"
#include "dissect/login.h"
#include "report/text.h"
#include "session/conversation.h"

/* Records in the shape of the report, whatever a dissector's own structs look like. */
typedef struct
{
  guint32 frame;
  WgSlice method, target, host;
  WgList headers;
  guint64 body_length;
} Request;

typedef struct
{
  guint32 frame;
  gint64 status;
  WgSlice reason, content_type;
  guint64 body_length;
} Response;

typedef struct
{
  WgRecordHead head;
  const Request *request;
  const Response *response;
  gboolean complete;
} Exchange;

static const WgField header_rows[] = {
    {.key = "t.request.frame",
     .label = "F",
     .kind = WG_KIND_UINT,
     .json = "frame",
     WG_AT (Request, frame)},
    {.key = "t.request.method",
     .label = "M",
     .kind = WG_KIND_TEXT,
     .json = "method",
     WG_AT (Request, method)},
    {.key = "t.request.target",
     .label = "T",
     .kind = WG_KIND_TEXT,
     .json = "target",
     .secret = WG_SECRET_TARGET,
     WG_AT (Request, target)},
    {.key = "t.request.host",
     .label = "H",
     .kind = WG_KIND_TEXT,
     .json = "host",
     WG_AT (Request, host)},
    {.key = "t.request.headers",
     .label = "H",
     .kind = WG_KIND_HEADER,
     .json = "headers",
     .secret = WG_SECRET_HEADER,
     WG_LIST_AT (Request, headers, WgHeader)},
    {.key = "t.request.body",
     .label = "B",
     .kind = WG_KIND_UINT,
     .json = "body_length",
     WG_AT (Request, body_length)},
    {0},
};

static const WgField response_rows[] = {
    {.key = "t.response.frame",
     .label = "F",
     .kind = WG_KIND_UINT,
     .json = "frame",
     WG_AT (Response, frame)},
    {.key = "t.response.status",
     .label = "S",
     .kind = WG_KIND_INT,
     .json = "status",
     WG_AT (Response, status)},
    {.key = "t.response.reason",
     .label = "R",
     .kind = WG_KIND_TEXT,
     .json = "reason",
     WG_AT (Response, reason)},
    {.key = "t.response.type",
     .label = "T",
     .kind = WG_KIND_TEXT,
     .json = "content_type",
     WG_AT (Response, content_type)},
    {.key = "t.response.body",
     .label = "B",
     .kind = WG_KIND_UINT,
     .json = "body_length",
     WG_AT (Response, body_length)},
    {0},
};

static const WgField exchange_rows[] = {
    WG_RECORD_HEAD_FIELDS,
    {.key = "t.request",
     .label = "R",
     .kind = WG_KIND_REF,
     .json = "request",
     .fields = header_rows,
     WG_AT (Exchange, request)},
    {.key = "t.response",
     .label = "R",
     .kind = WG_KIND_REF,
     .json = "response",
     .fields = response_rows,
     WG_AT (Exchange, response)},
    {.key = "t.complete",
     .label = "C",
     .kind = WG_KIND_BOOL,
     .json = "complete",
     WG_AT (Exchange, complete)},
    {0},
};

static const WgRecordType exchange_type = {
    .name = "http", .list = "http", .fields = exchange_rows};

typedef struct
{
  WgRecordHead head;
  WgSlice path;
} Socket;

typedef struct
{
  const char *from;
  const char *kind;
  guint64 length;
  WgSlice text;
} Message;

static const WgField message_rows[] = {
    {.key = "t.from",
     .label = "F",
     .kind = WG_KIND_STRING,
     .json = "from",
     WG_AT (Message, from)},
    {.key = "t.kind",
     .label = "K",
     .kind = WG_KIND_STRING,
     .json = "kind",
     WG_AT (Message, kind)},
    {.key = "t.length",
     .label = "L",
     .kind = WG_KIND_UINT,
     .json = "length",
     WG_AT (Message, length)},
    {.key = "t.text",
     .label = "T",
     .kind = WG_KIND_TEXT,
     .json = "text",
     .secret = WG_SECRET_TEXT,
     WG_AT (Message, text)},
    {0},
};

static const WgField socket_rows[] = {
    WG_RECORD_HEAD_FIELDS,
    {.key = "t.path", .label = "P", .kind = WG_KIND_TEXT, .json = "path", WG_AT (Socket, path)},
    {.key = "t.messages",
     .label = "M",
     .kind = WG_KIND_OBJECT,
     .json = "messages",
     .list = 1,
     .streamed = 1,
     .size = sizeof (Message),
     .fields = message_rows},
    {0},
};

static const WgRecordType socket_type = {
    .name = "websocket", .list = "websocket", .fields = socket_rows};

typedef struct
{
  int fd;
  WgOutput *output;
  WgTextReport *report;
  WgSink *sink;
} Fixture;

static int
set_up (void **state)
{
  Fixture *fixture = g_new0 (Fixture, 1);
  g_autofree char *name = g_strdup ("/tmp/wiregloss-test-XXXXXX");
  WgTextOptions options = {.width = 100};

  fixture->fd = g_mkstemp (name);
  unlink (name);
  fixture->output = wg_output_new (fixture->fd, "test");
  fixture->report = wg_text_report_new (fixture->output, &options);
  fixture->sink = wg_text_report_sink (fixture->report);
  *state = fixture;
  return 0;
}

static int
tear_down (void **state)
{
  Fixture *fixture = *state;

  wg_text_report_free (fixture->report);
  wg_output_free (fixture->output);
  close (fixture->fd);
  g_free (fixture);
  return 0;
}

static void
add (Fixture *fixture, const WgRecordType *type, guint32 frame, gconstpointer record)
{
  WgRecordId id = fixture->sink->open (fixture->sink, type, frame);
  fixture->sink->close (fixture->sink, id, type, record);
}

static void
add_conversation (Fixture *fixture, gint64 id)
{
  WgConversation conversation = {.id = id,
                                 .transport = "tcp",
                                 .client = {.ip_text = "10.0.0.1", .port = 40000},
                                 .server = {.ip_text = "fe80::1", .port = 80},
                                 .first_frame = 1,
                                 .packets = {3, 4},
                                 .bytes = {10, 2000},
                                 .duration_ns = 1500000,
                                 .state = "half_closed",
                                 .retransmissions = 2};
  add (fixture, &wg_conversation_type, 1, &conversation);
}

/* The report of what was added, without the lines of its header. */
static char *
finish (Fixture *fixture)
{
  WgCaptureFacts facts = {.format = "pcap", .packets = 9};
  char *text = g_malloc0 (4 * 1024 * 1024);
  char *body;

  wg_text_report_capture (fixture->report, "evil\033[2J.pcap", &facts);
  assert_true (wg_output_flush (fixture->output, NULL));
  assert_true (pread (fixture->fd, text, 4 * 1024 * 1024 - 1, 0) > 0);
  assert_true (
      g_str_has_prefix (text, "evil\\x1b[2J.pcap\n  pcap, 9 packets, 0 B\n  SHA-256 0000"));
  body = g_strdup (strchr (strstr (text, "SHA-256"), '\n') + 1);
  g_free (text);
  return body;
}

static void
an_exchange_is_told_in_two_lines (void **state)
{
  Fixture *fixture = *state;
  WgHeader headers[] = {{WG_SLICE_LITERAL ("Authorization"), WG_SLICE_LITERAL ("Basic abcd")}};
  Request request = {.frame = 4,
                     .method = WG_SLICE_LITERAL ("GET"),
                     .target = WG_SLICE_LITERAL ("/?token=x"),
                     .host = WG_SLICE_LITERAL ("a\033b"),
                     .headers = {headers, 1}};
  Response response = {.frame = 6,
                       .status = 404,
                       .reason = WG_SLICE_LITERAL ("Not Found"),
                       .content_type = WG_SLICE_LITERAL ("text/html"),
                       .body_length = 1234};
  Exchange exchange = {.request = &request, .response = &response, .complete = TRUE};
  g_autofree char *text = NULL;

  add (fixture, &exchange_type, 4, &exchange);
  add_conversation (fixture, 0);
  text = finish (fixture);
  assert_string_equal (
      text,
      "\n"
      "          1 HTTP exchange           404\n"
      "\n"
      "Conversations\n"
      "  #  Client          Server        Protocols  Packets  Sent  Received  Duration  State\n"
      "  0  10.0.0.1:40000  [fe80::1]:80  tcp              7  10 B    2.0 kB    1.5 ms  half "
      "closed, 2 repeated\n"
      "\n"
      "#0  10.0.0.1:40000 → [fe80::1]:80  tcp\n"
      "      4  →  GET /?token=[masked 1 #1] · a\\x1bb · Authorization: Basic [masked 4 #2]\n"
      "      6  ←  404 Not Found · text/html · 1.2 kB\n");
}

static void
halves_say_what_is_missing (void **state)
{
  Fixture *fixture = *state;
  Response response = {.frame = 6, .status = 200};
  Exchange only_response = {.response = &response};
  Request request = {
      .frame = 7, .method = WG_SLICE_LITERAL ("PUT"), .target = WG_SLICE_LITERAL ("*")};
  Exchange only_request = {.request = &request};
  g_autofree char *text = NULL;

  add (fixture, &exchange_type, 7, &only_request);
  add (fixture, &exchange_type, 6, &only_response);
  text = finish (fixture);
  assert_string_equal (text, "\n"
                             "          2 HTTP exchanges          200, no response\n"
                             "\n"
                             "#0\n"
                             "      6  ←  200\n"
                             "            the request is not in the capture\n"
                             "      7  →  PUT *\n"
                             "            no response in the capture\n");
}

static void
messages_end_at_the_limit (void **state)
{
  Fixture *fixture = *state;
  Socket record = {.path = WG_SLICE_LITERAL ("/chat")};
  Message message = {"server", "text", 5, WG_SLICE_LITERAL ("hello")};
  WgRecordId id = fixture->sink->open (fixture->sink, &socket_type, 3);
  g_autofree char *text = NULL;
  guint n = 0;

  for (guint i = 0; i < WG_LIMIT_TEXT_PARTS + 1; i++)
    fixture->sink->part (fixture->sink, id, &socket_rows[3], &message);
  fixture->sink->close (fixture->sink, id, &socket_type, &record);
  text = finish (fixture);
  for (const char *at = text; (at = strstr (at, "←  text · 5 B · hello\n")) != NULL; at++)
    n++;
  assert_int_equal (n, WG_LIMIT_TEXT_PARTS);
  assert_non_null (strstr (text, "WebSocket · /chat\n"));
  assert_non_null (strstr (text, "and 1 more message\n"));
}

static void
records_past_the_limit_are_counted (void **state)
{
  Fixture *fixture = *state;
  g_autofree char *text = NULL;

  for (guint i = 0; i < 2 * WG_LIMIT_TEXT_RECORDS + 5; i++)
    {
      Request request = {.frame = i + 1, .method = WG_SLICE_LITERAL ("GET")};
      Exchange exchange = {.request = &request};
      add (fixture, &exchange_type, 2 * WG_LIMIT_TEXT_RECORDS + 5 - i, &exchange);
    }
  text = finish (fixture);
  assert_non_null (strstr (text, "10,005 HTTP exchanges"));
  assert_non_null (strstr (text, "These are the first 5,000 records; 5,005 more are in"));
  assert_non_null (strstr (text, "\n  10005  →  GET\n"));
  assert_null (strstr (text, "\n   5005  →  GET\n"));
}

static void
messages_of_all_end_at_the_limit (void **state)
{
  Fixture *fixture = *state;
  Socket record = {.path = WG_SLICE_LITERAL ("/")};
  Message message = {"client", "text", 2, WG_SLICE_LITERAL ("hi")};
  g_autofree char *text = NULL;
  guint n = 0;

  for (guint i = 0; i < WG_LIMIT_TEXT_ALL_PARTS / WG_LIMIT_TEXT_PARTS + 1; i++)
    {
      WgRecordId id = fixture->sink->open (fixture->sink, &socket_type, i + 1);
      for (guint j = 0; j < WG_LIMIT_TEXT_PARTS; j++)
        fixture->sink->part (fixture->sink, id, &socket_rows[3], &message);
      fixture->sink->close (fixture->sink, id, &socket_type, &record);
    }
  text = finish (fixture);
  for (const char *at = text; (at = strstr (at, "→  text · 2 B · hi\n")) != NULL; at++)
    n++;
  assert_int_equal (n, WG_LIMIT_TEXT_ALL_PARTS);
  assert_non_null (strstr (text, "and 100 more messages\n"));
}

static void
conversations_past_the_limit_are_counted (void **state)
{
  Fixture *fixture = *state;
  g_autofree char *text = NULL;

  for (gint64 id = 2 * WG_LIMIT_TEXT_CONVERSATIONS; id >= 0; id--)
    add_conversation (fixture, id);
  text = finish (fixture);
  assert_non_null (strstr (text, "\n     0  10.0.0.1:40000"));
  assert_non_null (strstr (text, "\n  1999  10.0.0.1:40000"));
  assert_null (strstr (text, "\n  2000  10.0.0.1:40000"));
  assert_non_null (strstr (text, "and 2,001 more conversations in the JSON report"));
}

static void
oddities_end_at_the_limit (void **state)
{
  static const WgNoteType type = {"test-odd", "this is odd", NULL};
  Fixture *fixture = *state;
  g_autofree char *text = NULL;
  guint n = 0;

  for (guint i = 0; i < WG_LIMIT_TEXT_NOTES + 1; i++)
    fixture->sink->note (fixture->sink, &type, i, &(WgSpan){i + 1, 0, 0}, NULL);
  text = finish (fixture);
  for (const char *at = text; (at = strstr (at, "(!) this is odd")) != NULL; at++)
    n++;
  assert_int_equal (n, WG_LIMIT_TEXT_NOTES);
  assert_non_null (strstr (text, "and 1 more oddity in the JSON report (-f json)\n"));
}

static void
the_same_oddity_is_told_once (void **state)
{
  static const WgNoteType type = {"test-odd", "this is odd", NULL};
  Fixture *fixture = *state;
  Request request = {.frame = 2, .method = WG_SLICE_LITERAL ("GET")};
  Exchange exchange = {.request = &request};
  g_autofree char *text = NULL;

  add (fixture, &exchange_type, 2, &exchange);
  for (guint32 frame = 9; frame > 6; frame--)
    fixture->sink->note (fixture->sink, &type, 0, &(WgSpan){frame, 1, 2}, "x\033");
  fixture->sink->note (fixture->sink, &type, -1, &(WgSpan){1, 0, 0}, NULL);
  text = finish (fixture);
  assert_non_null (
      strstr (text, "      7     (!) this is odd · x\\x1b · test-odd · 3 times\n"));
  assert_non_null (strstr (text, "\nPackets\n      1     (!) this is odd · test-odd\n"));
}

static void
a_login_shows_no_password (void **state)
{
  Fixture *fixture = *state;
  WgLogin login = {.frame = 5,
                   .protocol = "ftp",
                   .mechanism = WG_SLICE_LITERAL ("USER/PASS"),
                   .user = WG_SLICE_LITERAL ("bob"),
                   .secret = WG_SLICE_LITERAL ("hunter2"),
                   .ok = "no"};
  g_autofree char *text = NULL;

  add (fixture, &wg_login_type, 5, &login);
  text = finish (fixture);
  assert_non_null (
      strstr (text, "login ftp · USER/PASS · user bob · secret [masked 7 #1] · refused"));
}

static void
a_dropped_capture_leaves_nothing (void **state)
{
  Fixture *fixture = *state;
  Request request = {.frame = 2, .method = WG_SLICE_LITERAL ("GET")};
  Exchange exchange = {.request = &request};
  g_autofree char *text = NULL;

  add (fixture, &exchange_type, 2, &exchange);
  fixture->sink->open (fixture->sink, &socket_type, 3);
  wg_text_report_drop (fixture->report);
  text = finish (fixture);
  assert_string_equal (text, "");
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown (an_exchange_is_told_in_two_lines, set_up, tear_down),
      cmocka_unit_test_setup_teardown (halves_say_what_is_missing, set_up, tear_down),
      cmocka_unit_test_setup_teardown (messages_end_at_the_limit, set_up, tear_down),
      cmocka_unit_test_setup_teardown (records_past_the_limit_are_counted, set_up, tear_down),
      cmocka_unit_test_setup_teardown (messages_of_all_end_at_the_limit, set_up, tear_down),
      cmocka_unit_test_setup_teardown (conversations_past_the_limit_are_counted, set_up,
                                       tear_down),
      cmocka_unit_test_setup_teardown (oddities_end_at_the_limit, set_up, tear_down),
      cmocka_unit_test_setup_teardown (the_same_oddity_is_told_once, set_up, tear_down),
      cmocka_unit_test_setup_teardown (a_login_shows_no_password, set_up, tear_down),
      cmocka_unit_test_setup_teardown (a_dropped_capture_leaves_nothing, set_up, tear_down),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
