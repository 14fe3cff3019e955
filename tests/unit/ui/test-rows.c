#include "../unit.h"

#include "ui/models/rows.h"

#define SECOND G_GINT64_CONSTANT (1000000000)

static const WgMessageType syn = {.id = "tcp.syn", .name = "SYN", .layer = WG_LAYER_TCP};
static const WgMessageType hello = {.id = "tls.hello", .name = "Hello", .layer = WG_LAYER_TLS};
static const WgMessageType get = {.id = "http.request", .name = "GET", .layer = WG_LAYER_HTTP};

/* Each in a packet of its own, @at_ns after the first. */
static void
say (WgStore *store,
     const WgMessageType *type,
     gint64 conversation,
     guint8 dir,
     guint8 flags,
     gint64 at_ns)
{
  WgStorePacket packet = {.time_ns = 7 * SECOND + at_ns, .has_time = TRUE};
  WgMessage message = {.type = type, .conversation = conversation, .dir = dir, .flags = flags};

  assert_true (wg_store_add_packet (store, &packet));
  message.span.frame = message.last_frame = (guint32) wg_store_n_packets (store);
  assert_true (wg_store_add_message (store, &message) >= 0);
}

/* As letters: M a message, P a pause, S a space, L a lock; with the message's index. */
static void
assert_rows (const WgRows *rows, const char *expected)
{
  g_autoptr (GString) got = g_string_new (NULL);

  for (guint i = 0; i < wg_rows_n (rows); i++)
    {
      WgRow row = wg_rows_get (rows, i);
      g_string_append_printf (got, "%s%c%" G_GSIZE_FORMAT, i > 0 ? " " : "", "MPSL"[row.kind],
                              row.message);
    }
  assert_string_equal (got->str, expected);
}

static void
choices_decide (void **state)
{
  g_autoptr (WgStore) store = wg_store_new ();
  g_autoptr (WgRows) rows = wg_rows_new (store);
  WgRowsChoice choice = {.conversation = -1, .layers = G_MAXUINT};

  say (store, &syn, 0, 0, 0, 0);
  say (store, &get, 0, 0, 0, 1000);
  say (store, &syn, 1, 0, 0, 2000);
  say (store, &hello, 1, 0, 0, 3000);
  assert_true (wg_rows_update (rows));
  assert_rows (rows, "M0 M1 M2 M3");
  choice.conversation = 1;
  wg_rows_choose (rows, &choice);
  assert_rows (rows, "M2 M3");
  choice.layers = 1u << WG_LAYER_TLS;
  wg_rows_choose (rows, &choice);
  assert_rows (rows, "M3");
  assert_false (wg_rows_update (rows));
  say (store, &hello, 1, 1, 0, 4000);
  say (store, &hello, 0, 1, 0, 5000);
  assert_true (wg_rows_update (rows));
  assert_rows (rows, "M3 M4");
}

static void
pauses_and_spaces_stand_between (void **state)
{
  g_autoptr (WgStore) store = wg_store_new ();
  g_autoptr (WgRows) rows = wg_rows_new (store);
  WgRowsChoice choice = {.conversation = -1, .layers = G_MAXUINT, .pauses = TRUE};

  say (store, &get, 0, 0, 0, 0);
  say (store, &get, 0, 1, 0, SECOND / 2 - 1);
  say (store, &get, 0, 0, 0, SECOND - 1);
  say (store, &get, 0, 0, 0, 1000000 * SECOND);
  wg_rows_choose (rows, &choice);
  assert_rows (rows, "M0 M1 P2 M2 P3 M3");
  choice.to_scale = TRUE;
  wg_rows_choose (rows, &choice);
  assert_rows (rows, "M0 M1 P2 M2 S3 S3 S3 S3 S3 S3 S3 S3 S3 S3 S3 P3 M3");
  assert_int_equal (wg_rows_n_messages (rows), 4);
}

static void
each_side_locks_once (void **state)
{
  g_autoptr (WgStore) store = wg_store_new ();
  g_autoptr (WgRows) rows = wg_rows_new (store);
  WgRowsChoice choice = {.conversation = -1, .layers = G_MAXUINT, .locks = TRUE};

  say (store, &hello, 0, 0, 0, 0);
  say (store, &hello, 0, 1, WG_MESSAGE_ENCRYPTED, 1);
  say (store, &hello, 0, 1, WG_MESSAGE_ENCRYPTED, 2);
  say (store, &hello, 0, 0, WG_MESSAGE_ENCRYPTED, 3);
  say (store, &hello, 1, 1, WG_MESSAGE_ENCRYPTED, 4);
  wg_rows_choose (rows, &choice);
  assert_rows (rows, "M0 L1 M1 M2 L3 M3 L4 M4");
}

static void
steps_stay_inside (void **state)
{
  g_autoptr (WgStore) store = wg_store_new ();
  g_autoptr (WgRows) rows = wg_rows_new (store);
  WgRowsChoice choice = {.conversation = -1, .layers = 1u << WG_LAYER_HTTP, .pauses = TRUE};

  assert_int_equal (wg_rows_step (rows, -1, 1), -1);
  say (store, &syn, 0, 0, 0, 0);
  say (store, &get, 0, 0, 0, 1);
  say (store, &syn, 0, 0, 0, 2);
  say (store, &get, 0, 0, 0, 2 * SECOND);
  say (store, &get, 0, 0, 0, 3 * SECOND);
  wg_rows_choose (rows, &choice);
  assert_rows (rows, "M1 P3 M3 P4 M4");
  assert_int_equal (wg_rows_step (rows, -1, 1), 1);
  assert_int_equal (wg_rows_step (rows, -1, -1), 4);
  assert_int_equal (wg_rows_step (rows, 1, 1), 3);
  assert_int_equal (wg_rows_step (rows, 3, -1), 1);
  assert_int_equal (wg_rows_step (rows, 1, -1), 1);
  assert_int_equal (wg_rows_step (rows, 4, 7), 4);
  assert_int_equal (wg_rows_step (rows, 1, 2), 4);
  /* From one that is not shown. */
  assert_int_equal (wg_rows_step (rows, 0, 1), 1);
  assert_int_equal (wg_rows_step (rows, 2, 1), 3);
  assert_int_equal (wg_rows_step (rows, 2, -1), 1);
  assert_int_equal (wg_rows_number_of (rows, 3), 2);
  assert_int_equal (wg_rows_number_of (rows, 2), 0);
  assert_int_equal (wg_rows_find (rows, 3), 2);
  assert_int_equal (wg_rows_find (rows, 5), wg_rows_n (rows));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (choices_decide),
      cmocka_unit_test (pauses_and_spaces_stand_between),
      cmocka_unit_test (each_side_locks_once),
      cmocka_unit_test (steps_stay_inside),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
