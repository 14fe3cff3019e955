#include "../unit.h"

#include "base/limits.h"
#include "check/check.h"
#include "exchange/records.h"
#include "websocket/websocket-records.h"

/* What rules over WebSockets remember has ceilings. */

typedef struct
{
  WgSink sink;
  WgCheckOptions options;
  WgCheck *check;
  WgSink *to;
} Fixture;

static void
begin (Fixture *f)
{
  WgFlow flow = {.ip_version = 4, .protocol = 6, .end = {{.port = 40000}, {.port = 80}}};

  *f = (Fixture){.sink = wg_sink_deaf, .options = {.verify_ns = G_MININT64}};
  flow.end[0].address[0] = 10;
  f->check = wg_check_new (&f->options, &f->sink);
  f->to = wg_check_sink (f->check);
  wg_check_flow (f->check, &flow);
}

static guint64
end (Fixture *f, WgSeverity severity)
{
  guint64 n;

  wg_check_finish (f->check);
  n = wg_check_n_findings (f->check, severity);
  wg_check_free (f->check);
  return n;
}

static void
frame (Fixture *f, WgRecordId id, gboolean masked)
{
  WgWsFrame item = {.frame = 1,
                    .from = "client",
                    .opcode = 1,
                    .fin = TRUE,
                    .masked = masked,
                    .mask = id * 2654435761u,
                    .length = 5,
                    .minimal = TRUE};

  f->to->part (f->to, id, wg_websocket_frames, &item);
}

static void
message (Fixture *f, WgRecordId id, const char *from, const char *text)
{
  const guint32 frames[] = {1};
  WgWsMessage item = {.frames = {frames, 1},
                      .from = from,
                      .kind = "text",
                      .decoded_length = -1,
                      .kept = wg_slice_str (text)};

  f->to->part (f->to, id, wg_websocket_messages, &item);
}

static void
over (Fixture *f, WgRecordId id)
{
  WgWsRecord record = {.stream = -1, .request_frame = 1, .has_cookie = TRUE, .decrypted = TRUE};

  f->to->close (f->to, id, &wg_websocket_type, &record);
}

static void
no_more_connections_than_the_limit_are_watched (void **state)
{
  for (guint extra = 0; extra < 2; extra++)
    {
      Fixture f;
      guint last = WG_LIMIT_WS_TALKS + extra;

      begin (&f);
      for (guint id = 1; id < last; id++)
        frame (&f, id, TRUE);
      frame (&f, last, FALSE);
      over (&f, last);
      assert_int_equal (end (&f, WG_SEVERITY_HIGH), extra == 0);
    }
}

static void
no_more_messages_than_the_limit_are_read (void **state)
{
  for (guint extra = 0; extra < 2; extra++)
    {
      Fixture f;

      begin (&f);
      for (guint i = 0; i < WG_LIMIT_WS_JUDGED + extra; i++)
        frame (&f, 1, TRUE);
      message (&f, 1, "client", "{\"password\":\"wonderland\"}");
      over (&f, 1);
      assert_int_equal (end (&f, WG_SEVERITY_INFO), extra == 0);
    }
}

static void
no_more_scripts_than_the_limit_are_looked_for (void **state)
{
  for (guint extra = 0; extra < 2; extra++)
    {
      Fixture f;
      g_autofree char *text = NULL;

      begin (&f);
      for (guint id = 1; id <= WG_LIMIT_WS_PAYLOADS + extra; id++)
        {
          g_free (text);
          text = g_strdup_printf ("<img src=x onerror=alert(%u)>", id + 1000);
          frame (&f, id, TRUE);
          message (&f, id, "client", text);
        }
      message (&f, 1, "server", text);
      over (&f, WG_LIMIT_WS_PAYLOADS + extra);
      assert_int_equal (end (&f, WG_SEVERITY_CRITICAL), extra == 0);
    }
}

/* A request for a WebSocket with a key of its own. */
static void
ask (Fixture *f, gint64 conversation, guint number)
{
  guint32 bytes[4] = {number, 7, 7, 7};
  g_autofree char *key = g_base64_encode ((const guchar *) bytes, sizeof bytes);
  const WgHeader headers[] = {
      {.name = WG_SLICE_LITERAL ("Upgrade"), .value = WG_SLICE_LITERAL ("websocket")},
      {.name = WG_SLICE_LITERAL ("Sec-WebSocket-Version"), .value = WG_SLICE_LITERAL ("13")},
      {.name = WG_SLICE_LITERAL ("Sec-WebSocket-Key"), .value = wg_slice_str (key)}};
  WgHttpRequest request = {.frame = 1,
                           .method = WG_SLICE_LITERAL ("GET"),
                           .target = WG_SLICE_LITERAL ("/"),
                           .message = {.headers = {headers, G_N_ELEMENTS (headers)}}};
  WgHttpExchange exchange = {.head = {.conversation = conversation},
                             .stream = -1,
                             .version = WG_SLICE_LITERAL ("HTTP/1.1"),
                             .request = &request};

  f->to->close (f->to, 1, &wg_http_type, &exchange);
}

static void
no_more_keys_than_the_limit_are_remembered (void **state)
{
  for (guint extra = 0; extra < 2; extra++)
    {
      Fixture f;

      begin (&f);
      for (guint i = 0; i < WG_LIMIT_WS_HOSTS + extra; i++)
        ask (&f, 0, i);
      ask (&f, 1, WG_LIMIT_WS_HOSTS - 1 + extra);
      assert_int_equal (end (&f, WG_SEVERITY_LOW), extra == 0);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (no_more_connections_than_the_limit_are_watched),
      cmocka_unit_test (no_more_messages_than_the_limit_are_read),
      cmocka_unit_test (no_more_scripts_than_the_limit_are_looked_for),
      cmocka_unit_test (no_more_keys_than_the_limit_are_remembered),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
