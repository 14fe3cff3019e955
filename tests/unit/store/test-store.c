#include "../unit.h"

#include "store/store.h"

#define PACKETS (3 * WG_COLUMN_CHUNK + 17)

static const WgRecordType type = {.name = "http", .list = "http"};

static WgStorePacket
packet_of (gsize i)
{
  return (WgStorePacket){.file_off = 24 + i * 100,
                         .time_ns = (gint64) i * 7,
                         .len = (guint32) i,
                         .wire_len = (guint32) i + 1,
                         .conversation = (gint32) (i % 1000),
                         .tcp_flags = 6};
}

static void
assert_packet (const WgStore *store, gsize i)
{
  WgStorePacket expected = packet_of (i);
  assert_memory_equal (wg_store_packet (store, i), &expected, sizeof expected);
}

static void
rows_stay_where_they_are (void **state)
{
  g_autoptr (WgStore) store = wg_store_new ();
  const WgStorePacket *first = NULL;

  assert_int_equal (sizeof (WgStorePacket), 32);
  assert_int_equal (wg_store_n_packets (store), 0);
  for (gsize i = 0; i < PACKETS; i++)
    {
      WgStorePacket packet = packet_of (i);
      assert_true (wg_store_add_packet (store, &packet));
      if (i == 0)
        first = wg_store_packet (store, 0);
    }
  assert_int_equal (wg_store_n_packets (store), PACKETS);
  assert_ptr_equal (wg_store_packet (store, 0), first);
  for (gsize i = 0; i < PACKETS; i += 97)
    assert_packet (store, i);
  assert_packet (store, PACKETS - 1);
}

static void
a_conversation_ends_once (void **state)
{
  g_autoptr (WgStore) store = wg_store_new ();
  WgStoreConversation conversation = {.client = {.port = 40000}, .first_frame = 7};
  WgStoreEnd end = {.last_frame = 9, .state = "reset", .packets = {2, 1}};
  const WgStoreConversation *row;

  wg_store_end_conversation (store, 0, &end); /* none yet */
  assert_true (wg_store_add_conversation (store, &conversation));
  row = wg_store_conversation (store, 0);
  assert_int_equal (row->first_frame, 7);
  assert_null (wg_store_end (row));
  wg_store_end_conversation (store, 0, &end);
  assert_int_equal (wg_store_end (row)->last_frame, 9);
  assert_string_equal (wg_store_end (row)->state, "reset");
}

static void
a_message_grows (void **state)
{
  static const WgMessageType said = {.id = "tls.application_data", .layer = WG_LAYER_TLS};
  g_autoptr (WgStore) store = wg_store_new ();
  WgMessage message = {.type = &said,
                       .conversation = 3,
                       .dir = 1,
                       .flags = WG_MESSAGE_ENCRYPTED,
                       .span = {.frame = 5, .off = 54, .len = 100},
                       .last_frame = 5,
                       .len = 100,
                       .detail = WG_SLICE_LITERAL ("12 records")};
  const WgStoreMessage *row;

  wg_store_grow_message (store, 0, 1, 1); /* none yet */
  assert_int_equal (wg_store_add_message (store, &message), 0);
  wg_store_grow_message (store, 0, 900, 8);
  row = wg_store_message (store, 0);
  assert_int_equal (sizeof *row, 48);
  assert_ptr_equal (row->type, &said);
  assert_int_equal (row->conversation, 3);
  assert_int_equal (row->dir, 1);
  assert_int_equal (row->frame, 5);
  assert_int_equal (row->off, 54);
  assert_int_equal (row->last_frame, 8);
  assert_int_equal (row->parts, 2);
  assert_int_equal (row->len, 1000);
  assert_true (wg_slice_is (wg_store_detail (store, row), "12 records"));
  assert_int_equal (wg_store_n_messages (store), 1);
}

static void
titles_keep_their_bytes (void **state)
{
  g_autoptr (WgStore) store = wg_store_new ();
  g_autofree char *longest = g_strnfill (WG_LIMIT_STORE_TITLE + 1, 'x');
  guint n = 3 * (1u << 20) / WG_LIMIT_STORE_TITLE; /* over several blocks */

  assert_true (wg_store_add_record (store, &type, -1, 1, WG_SLICE_NONE));
  assert_true (wg_store_add_record (store, &type, 3, 2, WG_SLICE_LITERAL ("a\0b")));
  for (guint i = 0; i < n; i++)
    assert_true (wg_store_add_record (store, &type, 4, 5, wg_slice_str (longest)));
  assert_int_equal (wg_store_n_records (store), n + 2);
  assert_int_equal (wg_store_title (store, wg_store_record (store, 0)).len, 0);
  assert_true (wg_slice_equal (wg_store_title (store, wg_store_record (store, 1)),
                               WG_SLICE_LITERAL ("a\0b")));
  for (guint i = 2; i < n + 2; i++)
    assert_true (wg_slice_equal (wg_store_title (store, wg_store_record (store, i)),
                                 wg_slice (longest, WG_LIMIT_STORE_TITLE)));
}

static void
a_column_ends_at_its_ceiling (void **state)
{
  WgColumn *column = g_new0 (WgColumn, 1);
  const gsize all = (gsize) WG_LIMIT_STORE_CHUNKS * WG_COLUMN_CHUNK;

  wg_column_init (column, 1);
  atomic_store (&column->n, all - 1); /* as if all were there */
  assert_non_null (wg_column_next (column));
  wg_column_publish (column);
  assert_null (wg_column_next (column));
  assert_int_equal (wg_column_n (column), all);
  wg_column_clear (column);
  g_free (column);
}

/* Reads all that is published, again and again, until everything is. */
static gpointer
read_along (gpointer user)
{
  const WgStore *store = user;
  gsize n = 0, wrong = 0;

  while (n < PACKETS)
    {
      gsize now = wg_store_n_packets (store), records = wg_store_n_records (store);

      for (gsize i = n; i < now; i++)
        {
          WgStorePacket expected = packet_of (i);
          wrong += memcmp (wg_store_packet (store, i), &expected, sizeof expected) != 0;
        }
      if (records > 0)
        {
          const WgStoreRecord *record = wg_store_record (store, records - 1);
          wrong += wg_store_title (store, record).len != 5 || record->type != &type;
        }
      for (gsize i = 0; i < wg_store_n_conversations (store); i++)
        {
          const WgStoreEnd *end = wg_store_end (wg_store_conversation (store, i));
          wrong += end != NULL && end->last_frame != i;
        }
      n = now;
    }
  return GSIZE_TO_POINTER (wrong);
}

static void
a_reader_sees_only_whole_rows (void **state)
{
  g_autoptr (WgStore) store = wg_store_new ();
  GThread *readers[2];

  for (guint i = 0; i < 2; i++)
    readers[i] = g_thread_new ("reader", read_along, store);
  for (gsize i = 0; i < PACKETS; i++)
    {
      WgStorePacket packet = packet_of (i);
      WgStoreConversation conversation = {.first_frame = (guint32) i};
      WgStoreEnd end = {.last_frame = (guint32) (i / 4096)};

      if (i % 4096 == 0)
        wg_store_add_conversation (store, &conversation);
      if (i % 4096 == 4000)
        wg_store_end_conversation (store, i / 4096, &end);
      if (i % 16 == 0)
        wg_store_add_record (store, &type, 0, 1, WG_SLICE_LITERAL ("title"));
      wg_store_add_packet (store, &packet);
    }
  for (guint i = 0; i < 2; i++)
    assert_int_equal (GPOINTER_TO_SIZE (g_thread_join (readers[i])), 0);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (rows_stay_where_they_are),
      cmocka_unit_test (a_conversation_ends_once),
      cmocka_unit_test (a_message_grows),
      cmocka_unit_test (titles_keep_their_bytes),
      cmocka_unit_test (a_column_ends_at_its_ceiling),
      cmocka_unit_test (a_reader_sees_only_whole_rows),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
