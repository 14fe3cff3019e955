#include "filter/with-fields.h"

#include "filter/index.h"
#include "session/session.h"

/* What the rows of a store say of packets is what their trees say. The captures are those that
 * come with the program, or arguments; with -v how much was left unsure is told. */

static char **captures;
static gboolean verbose;

/* @sure: the rows decide for every packet that the conversation's row says all about. */
typedef struct
{
  const char *text;
  gboolean sure;
} Case;

static const Case cases[] = {
    {"", TRUE},
    {"ip", TRUE},
    {"ipv6", TRUE},
    {"tcp", TRUE},
    {"not udp", TRUE},
    {"frame", TRUE},
    {"frame.number == 7", TRUE},
    {"frame.number in {3..9, 20}", TRUE},
    {"frame.len > 100", TRUE},
    {"frame.len != frame.cap_len", TRUE},
    {"frame.time_relative < 0.1", TRUE},
    {"frame.time_delta > 0.01", TRUE},
    {"frame.time > \"2020-01-01 00:00:00\"", TRUE},
    {"ip.addr == 192.0.2.1", TRUE},
    {"ip.src == 192.0.2.1", TRUE},
    {"ip.dst == 192.0.2.0/24", TRUE},
    {"!(ip.addr == 192.0.2.1)", TRUE},
    {"ip.src == ip.dst", TRUE},
    {"ip.host matches \"^192\"", TRUE},
    {"ip.src_host contains \"0.2.2\"", TRUE},
    {"ipv6.addr == ::1", TRUE},
    {"tcp.port == 80", TRUE},
    {"tcp.srcport == 443", TRUE},
    {"tcp.dstport in {80, 443, 8000..8080}", TRUE},
    {"udp.port == 53", TRUE},
    {"udp.srcport < 1024", TRUE},
    {"tcp.stream == 0", TRUE},
    {"tcp.stream > 0 and tcp.port == 443", TRUE},
    {"udp.stream == 1", TRUE},
    {"count(ip.addr) == 2", TRUE},
    {"max(tcp.port) > 40000", TRUE},
    {"tcp.flags.syn == 1", TRUE},
    {"tcp.flags.syn == 1 && tcp.flags.ack == 0", TRUE},
    {"tcp.flags.fin == 1 or tcp.flags.reset == 1", TRUE},
    {"http", FALSE},
    {"tls", FALSE},
    {"websocket", FALSE},
    {"dns", FALSE},
    {"http or tls", FALSE},
    {"!http && tcp", FALSE},
    {"http xor tcp", FALSE},
    {"http.request", FALSE},
    {"http.request.method == \"POST\"", FALSE},
    {"http.response.code >= 300", FALSE},
    {"tls.handshake.type == 1", FALSE},
    {"websocket.opcode", FALSE},
    {"dns.flags.response == 1", FALSE},
    {"ip.addr == 192.0.2.1 && http.host contains \"lab\"", FALSE},
    {"tcp.len > 0", FALSE},
    {"len(http) > 20", FALSE},
    {"tcp contains \"password\"", FALSE},
    {"eth", FALSE},
    {"arp", FALSE},
    {"icmp", FALSE},
};

/* Messages that are told of packets which the tree leaves to TCP. */
static const struct
{
  const char *capture;
  guint32 frame;
} known[] = {
    {"http-odd.pcap", 124}, /* a request of HTTP/0.9 */
    {"http-odd.pcap", 277}, /* behind a body whose bytes the capture cut */
};

static gboolean
is_known (const char *path, guint32 frame)
{
  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_str_has_suffix (path, known[i].capture) && frame == known[i].frame)
      return TRUE;
  return FALSE;
}

/* --- what the trees say ------------------------------------------------------------------- */

typedef struct
{
  WgFilterRun *run[G_N_ELEMENTS (cases)];
  WgFilterPacket packet;
  GByteArray *passed[G_N_ELEMENTS (cases)]; /* a byte a packet */
} Trees;

static gboolean
on_tree (gpointer user, const WgPacket *packet, WgTree *tree)
{
  Trees *trees = user;
  const guint8 zero = 0;

  trees->packet.packet = packet;
  if (packet->has_time && trees->packet.first_ns < 0)
    trees->packet.first_ns = packet->time_ns;
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint8 pass = wg_filter_run_packet (trees->run[i], &trees->packet, tree) ? 1 : 0;

      while (trees->passed[i]->len < packet->frame)
        g_byte_array_append (trees->passed[i], &zero, 1);
      trees->passed[i]->data[packet->frame - 1] = pass;
    }
  if (packet->has_time)
    trees->packet.previous_ns = packet->time_ns;
  return FALSE;
}

/* --- and the rows ------------------------------------------------------------------------- */

/* Trees show in the packet that ends a connection what was left over of it; rows know of no
 * bytes there. */
static gboolean
is_leftover (const WgStore *store, guint32 frame)
{
  const WgStorePacket *packet = wg_store_packet (store, frame - 1);
  return !packet->payload && (packet->tcp_flags & (WG_TCP_FIN | WG_TCP_RST)) != 0;
}

static guint
compare (const char *path,
         const WgStore *store,
         const WgFilter *filter,
         const Case *of,
         const GByteArray *passed)
{
  g_autoptr (WgSides) sides = wg_sides_new (store);
  g_autoptr (WgFilterIndex) index = wg_filter_index_new (filter, store, sides);
  guint unsure = 0, wrong = 0;

  for (guint32 frame = 1; frame <= wg_store_n_packets (store); frame++)
    {
      WgFilterAnswer answer = wg_filter_index_packet (index, frame);
      gboolean pass = frame <= passed->len && passed->data[frame - 1];

      if (answer == WG_FILTER_UNSURE)
        unsure++;
      else if (is_leftover (store, frame) || is_known (path, frame))
        continue;
      if (answer == WG_FILTER_UNSURE && of->sure && wg_store_packet (store, frame - 1)->plain)
        {
          print_error ("%s: %s: packet %u is unsure\n", path, of->text, frame);
          wrong++;
        }
      if (answer != WG_FILTER_UNSURE && (answer == WG_FILTER_YES) != pass && ++wrong < 5)
        print_error ("%s: %s: packet %u %s\n", path, of->text, frame,
                     pass ? "passes by its tree" : "does not pass by its tree");
    }
  if (verbose)
    print_message ("%s: %s: %u of %zu unsure\n", path, of->text, unsure,
                   wg_store_n_packets (store));
  return wrong;
}

static guint
compare_capture (const char *path)
{
  g_autoptr (WgStore) store = wg_store_new ();
  WgSink nobody = wg_sink_deaf;
  WgCaptureFacts facts;
  Trees trees = {.packet = {.first_ns = -1, .previous_ns = -1}};
  WgFilter *filters[G_N_ELEMENTS (cases)];
  WgSessionOptions options = {.path = path,
                              .wants = WG_WANT_MESSAGES,
                              .store = store,
                              .sink = &nobody,
                              .tree_first = 1,
                              .tree_last = G_MAXUINT32,
                              .tree = on_tree,
                              .user = &trees};
  guint wrong = 0;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      filters[i] = wg_filter_compile (fields, cases[i].text, NULL);
      if (filters[i] == NULL)
        fail_msg ("%s", cases[i].text);
      trees.run[i] = wg_filter_run_new (filters[i]);
      trees.passed[i] = g_byte_array_new ();
    }
  wg_session_run (&options, &facts, NULL);
  wg_capture_facts_clear (&facts);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      wrong += compare (path, store, filters[i], &cases[i], trees.passed[i]);
      wg_filter_run_free (trees.run[i]);
      g_byte_array_unref (trees.passed[i]);
      wg_filter_free (filters[i]);
    }
  return wrong;
}

static void
rows_say_what_trees_say (void **state)
{
  guint wrong = 0;

  for (guint i = 0; captures[i] != NULL; i++)
    wrong += compare_capture (captures[i]);
  assert_int_equal (wrong, 0);
}

/* --- what one packet has to do with the others -------------------------------------------- */

static const WgMessageType request = {.id = "http.request", .layer = WG_LAYER_HTTP};

/* Body of a message over packets of two conversations that alternate: it is in its own side's
 * packets alone, and in those with bytes. */
static void
messages_cover_their_side (void **state)
{
  g_autoptr (WgStore) store = wg_store_new ();
  g_autoptr (WgSides) sides = NULL;
  g_autoptr (WgFilter) filter = wg_filter_compile (fields, "http", NULL);
  g_autoptr (WgFilterIndex) index = NULL;
  WgStoreConversation talk = {.ip_version = 4, .protocol = 6};
  WgMessage message = {.type = &request, .dir = 0, .span = {1, 54, 10}, .last_frame = 9};
  /* unsure: nothing says that no other of its bytes are HTTP */
  static const WgFilterAnswer expected[] = {WG_FILTER_YES, WG_FILTER_UNSURE, WG_FILTER_NO,
                                            WG_FILTER_UNSURE, WG_FILTER_YES};

  assert_true (wg_store_add_conversation (store, &talk));
  assert_true (wg_store_add_conversation (store, &talk));
  for (guint i = 0; i < 12; i++)
    {
      WgStorePacket packet = {.file_off = 24 + i,
                              .wire_len = 60,
                              .conversation = i % 4 == 1,
                              .plain = 1,
                              .dir = i % 4 == 3,
                              .payload = i % 4 != 2};
      assert_true (wg_store_add_packet (store, &packet));
    }
  assert_true (wg_store_add_message (store, &message) >= 0);
  sides = wg_sides_new (store);
  index = wg_filter_index_new (filter, store, sides);
  for (guint32 frame = 1; frame <= G_N_ELEMENTS (expected); frame++)
    assert_int_equal (wg_filter_index_packet (index, frame), expected[frame - 1]);
  assert_int_equal (wg_filter_index_packet (index, 9), WG_FILTER_YES);
}

int
main (int argc, char **argv)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (rows_say_what_trees_say),
      cmocka_unit_test (messages_cover_their_side),
  };

  verbose = argc > 1 && strcmp (argv[1], "-v") == 0;
  captures = argv + 1 + verbose;
  return cmocka_run_group_tests (tests, make_fields, free_fields);
}
