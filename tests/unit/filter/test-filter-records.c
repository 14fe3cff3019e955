#include "with-fields.h"

#include "check/check.h"
#include "exchange/records.h"
#include "filter/sink.h"
#include "session/conversation.h"
#include "websocket/websocket-records.h"

static const WgHeader headers[] = {
    {WG_SLICE_LITERAL ("Host"), WG_SLICE_LITERAL ("a.example")},
    {WG_SLICE_LITERAL ("user-agent"), WG_SLICE_LITERAL ("curl/7")},
    {WG_SLICE_LITERAL ("Content-Length"), WG_SLICE_LITERAL ("17")},
};

static const WgHttpRequest request = {
    .frame = 4,
    .method = WG_SLICE_LITERAL ("POST"),
    .target = WG_SLICE_LITERAL ("/login"),
    .host = WG_SLICE_LITERAL ("a.example"),
    .message = {.headers = {headers, G_N_ELEMENTS (headers)}, .decoded_length = -1},
};

static const WgHttpResponse response = {
    .frame = 6, .status = 302, .message.decoded_length = -1};

static const WgHttpExchange exchange = {.head = {.conversation = 3},
                                        .stream = -1,
                                        .version = WG_SLICE_LITERAL ("HTTP/1.1"),
                                        .decrypted = TRUE,
                                        .request = &request,
                                        .response = &response};

static gboolean
passes (const char *text)
{
  static const guint8 client[] = {10, 0, 0, 1}, server[] = {10, 0, 0, 2};
  const WgFilterTalk talk = {6, {wg_slice (client, 4), wg_slice (server, 4)}, {1025, 8080}, 2};
  g_autoptr (GError) error = NULL;
  g_autoptr (WgFilter) filter = wg_filter_compile (fields, text, &error);
  g_autoptr (WgFilterRun) run = NULL;

  if (filter == NULL)
    fail_msg ("%s: %s", text, error->message);
  run = wg_filter_run_new (filter);
  return wg_filter_run_record (run, &wg_http_type, &exchange, &talk);
}

static void
test_record (void **state)
{
  static const char *const holding[] = {
      "",
      "http",
      "http && tcp && ip && tls",
      "http.request",
      "http.request.method == \"POST\"",
      "http.request.uri contains \"login\" and http.response.code == 302",
      "http.response.code in {300..399}",
      "http.user_agent == \"curl/7\"",
      "http.content_length == 17",
      "http.request.line contains \"user-agent: curl\"",
      "count(http.request.line) == 3",
      "http.request.version == \"HTTP/1.1\"",
      "wiregloss.http.request.frame < wiregloss.http.response.frame",
      "wiregloss.http.complete == false",
      "wiregloss.conversation == 3",
      "tcp.port == 8080 and tcp.stream == 2",
      "ip.addr == 10.0.0.0/24 and ip.host == \"10.0.0.2\"",
      "all ip.addr == 10.0.0.0/24",
  };
  static const char *const failing[] = {
      "dns",
      "udp or ipv6",
      "http.request.method == \"GET\"",
      "http.response.code != 302",
      "http.referer",
      "udp.port == 8080",
      "udp.stream == 2",
      "ipv6.addr == ::/0",
      "wiregloss.http.stream",
      "wiregloss.http.reset",
      "http.response.line",
      "frame.number == 4",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (holding); i++)
    if (!passes (holding[i]))
      fail_msg ("should hold: %s", holding[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (failing); i++)
    if (passes (failing[i]))
      fail_msg ("should not hold: %s", failing[i]);
}

/* A sink that counts. */
typedef struct
{
  WgSink sink;
  guint records, conversations, findings, notes, dropped;
  guint64 high;
} Count;

static void
count_close (WgSink *sink, WgRecordId id, const WgRecordType *type, gconstpointer record)
{
  Count *count = (Count *) sink;

  if (type == &wg_conversation_type)
    count->conversations++;
  else if (type == &wg_finding_type)
    count->findings++;
  else if (type == &wg_summary_type)
    count->high = ((const WgSummary *) record)->findings.high;
  else
    count->records++;
}

static void
count_note (WgSink *sink,
            const WgNoteType *type,
            gint64 conversation,
            const WgSpan *span,
            const char *text)
{
  ((Count *) sink)->notes++;
}

static void
count_drop (WgSink *sink, WgRecordId id)
{
  ((Count *) sink)->dropped++;
}

static void
give (WgSink *sink, const WgRecordType *type, gconstpointer record)
{
  sink->close (sink, sink->open (sink, type, 1), type, record);
}

/* Two conversations, 3 and 4: an exchange and a note in each, a finding about each, one about
 * both, and one about none. */
static Count
run_sink (const char *text)
{
  static const WgNoteType note = {"a-note", "odd", NULL};
  static const guint64 both[] = {3, 4};
  Count count = {.sink = wg_sink_deaf};
  g_autoptr (WgFilter) filter = wg_filter_compile (fields, text, NULL);
  g_autoptr (WgFilterSink) self = wg_filter_sink_new (filter, &count.sink);
  WgSink *sink = wg_filter_sink (self);
  WgSummary summary = {.findings = {.high = 4}};
  WgFlow flow = {.protocol = 6, .ip_version = 4};
  WgFinding finding = {.severity = WG_SEVERITY_HIGH};
  WgSpan span = {1, 0, 1};

  count.sink.close = count_close;
  count.sink.note = count_note;
  count.sink.drop = count_drop;
  for (guint i = 0; i < 2; i++)
    {
      WgHttpExchange one = exchange;
      WgConversation conversation = {.id = 3 + i, .transport = "tcp"};
      const WgHttpRequest get = {.method = WG_SLICE_LITERAL ("GET")};

      flow.id = 3 + i;
      flow.end[1].port = (guint16) (80 + i);
      wg_filter_sink_flow (self, &flow);
      one.head.conversation = 3 + i;
      one.request = i == 0 ? &request : &get;
      sink->note (sink, &note, 3 + i, &span, "text");
      give (sink, &wg_http_type, &one);
      give (sink, &wg_conversation_type, &conversation);
      finding.conversation = 3 + i;
      give (sink, &wg_finding_type, &finding);
    }
  sink->note (sink, &note, -1, &span, NULL);
  finding.conversations = (WgList){both, 2};
  give (sink, &wg_finding_type, &finding);
  finding.conversations.n = 0;
  finding.conversation = -1;
  give (sink, &wg_finding_type, &finding);
  give (sink, &wg_summary_type, &summary);
  assert_int_equal (wg_filter_sink_n_findings (self, WG_SEVERITY_HIGH), count.high);
  wg_filter_sink_reset (self);
  assert_int_equal (wg_filter_sink_n_findings (self, WG_SEVERITY_HIGH), 0);
  return count;
}

static void
assert_counts (
    const char *text, guint records, guint conversations, guint notes, guint findings)
{
  Count count = run_sink (text);

  if (count.records != records || count.conversations != conversations || count.notes != notes
      || count.findings != findings || count.high != findings
      || count.dropped != 8 - records - conversations - findings)
    fail_msg ("%s: %u records, %u conversations, %u notes, %u findings, %u dropped", text,
              count.records, count.conversations, count.notes, count.findings, count.dropped);
}

static void
test_sink (void **state)
{
  assert_counts ("http.request.method == POST", 1, 1, 1, 2);
  assert_counts ("tcp.port == 81", 1, 1, 1, 2);
  assert_counts ("http", 2, 2, 2, 3);
  assert_counts ("wiregloss.conversation == 4 and wiregloss.conversation.transport", 0, 1, 1,
                 2);
  assert_counts ("dns", 0, 0, 0, 0);
}

/* Parts of streamed lists count with the record's own fields. */
static void
test_parts (void **state)
{
  static const struct
  {
    const char *text;
    gboolean passes;
  } tests[] = {
      {"websocket.opcode == 8", TRUE},
      {"websocket.opcode == 9", FALSE},
      {"websocket.opcode != 9", TRUE},
      {"websocket.opcode != 8", FALSE},
      {"all websocket.opcode < 8", FALSE},
      {"count(websocket.opcode) == 3", TRUE},
      {"max(websocket.opcode) == 8 and min(websocket.opcode) == 1", TRUE},
      {"websocket and websocket.opcode == 1", TRUE},
  };
  static const gint32 opcodes[] = {1, 8, 2};

  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autoptr (WgFilter) filter = wg_filter_compile (fields, tests[i].text, NULL);
      g_autoptr (WgFilterRun) run = wg_filter_run_new (filter);
      g_autoptr (WgFilterFold) fold = wg_filter_fold_new (filter);
      const WgField *list = wg_websocket_type.fields;
      WgWsRecord record = {.head = {.conversation = 3}};

      while (!list->streamed)
        list++;
      for (guint j = 0; j < G_N_ELEMENTS (opcodes); j++)
        {
          WgWsFrame frame = {.opcode = opcodes[j]};
          wg_filter_fold_part (fold, run, list, &frame);
        }
      if (wg_filter_fold_end (fold, run, &wg_websocket_type, &record, NULL) != tests[i].passes)
        fail_msg ("%s", tests[i].text);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (test_record),
      cmocka_unit_test (test_sink),
      cmocka_unit_test (test_parts),
  };
  return cmocka_run_group_tests (tests, make_fields, free_fields);
}
