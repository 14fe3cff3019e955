#include "../unit.h"

#include "report/packet-list.h"
#include "report/tree-text.h"

static const WgField eth = {.key = "eth", .label = "Ethernet II", .kind = WG_KIND_NONE};
static const WgField eth_src = {.key = "eth.src", .label = "Source", .kind = WG_KIND_TEXT};
static const WgField eth_dst = {.key = "eth.dst", .label = "Destination", .kind = WG_KIND_TEXT};
static const WgField tcp = {
    .key = "tcp", .label = "Transmission Control Protocol", .kind = WG_KIND_NONE};
static const WgField port = {
    .key = "tcp.srcport", .label = "Source port", .kind = WG_KIND_UINT, .size = 2};
static const WgField pass = {.key = "ftp.password",
                             .label = "Password",
                             .kind = WG_KIND_TEXT,
                             .secret = WG_SECRET_VALUE};

static WgTree *
make_tree (WgPacket *packet)
{
  static const guint8 bytes[32];
  WgTree *tree = wg_tree_new (wg_slice (bytes, sizeof bytes));
  WgNode *node = wg_tree_add (tree, NULL, &eth, 0, 14);

  wg_node_set_text (tree, node, "Ethernet II, Src: aa");
  wg_tree_add_text (tree, node, &eth_src, 0, 6, WG_SLICE_LITERAL ("aa"));
  wg_tree_add_text (tree, node, &eth_dst, 6, 6, WG_SLICE_LITERAL ("bb"));
  node = wg_tree_add (tree, NULL, &tcp, 14, 18);
  wg_node_set_text (tree, node, "Transmission Control Protocol, Src Port: 80");
  wg_tree_add_uint (tree, node, &port, 14, 2, 80);
  wg_tree_add_text (tree, node, &pass, 16, 7, WG_SLICE_LITERAL ("hunter2"));
  wg_tree_add_note (tree, node, "odd \033[2J");
  wg_tree_derive (tree, "Inflated \"body\"", WG_SLICE_LITERAL ("xyz"), 0, 20, 2);
  *packet = (WgPacket){.frame = 7,
                       .has_time = TRUE,
                       .time_ns = G_GINT64_CONSTANT (1500000000),
                       .bytes = wg_slice (bytes, sizeof bytes),
                       .wire_len = 40};
  return tree;
}

static void
text_is_indented_and_masked (void **state)
{
  WgPacket packet;
  g_autoptr (WgTree) tree = make_tree (&packet);
  g_autoptr (WgMask) mask = wg_mask_new ();
  g_autoptr (GString) out = g_string_new (NULL);

  wg_tree_text_append (out, &packet, tree, mask, FALSE);
  assert_string_equal (
      out->str, "Frame 7: 40 bytes on the wire, 32 captured, 1970-01-01T00:00:01.500000000Z\n"
                "Ethernet II, Src: aa\n"
                "  Source: aa\n"
                "  Destination: bb\n"
                "Transmission Control Protocol, Src Port: 80\n"
                "  Source port: 80\n"
                "  Password: [masked 7 #1]\n"
                "  (!) odd \\x1b[2J\n");
}

static void
secrets_are_shown_when_asked_for (void **state)
{
  WgPacket packet;
  g_autoptr (WgTree) tree = make_tree (&packet);
  g_autoptr (GString) out = g_string_new (NULL);

  wg_tree_text_append (out, &packet, tree, NULL, TRUE);
  assert_non_null (strstr (out->str, "hunter2"));
  assert_non_null (strstr (out->str, "\033[1mFrame 7"));
}

static void
json_keeps_spans_and_sources (void **state)
{
  WgPacket packet;
  g_autoptr (WgTree) tree = make_tree (&packet);
  g_autoptr (WgMask) mask = wg_mask_new ();
  g_autoptr (GString) out = g_string_new (NULL);

  wg_tree_json_append (out, &packet, tree, mask);
  assert_string_equal (
      out->str,
      "{\"frame\":7,\"time\":\"1970-01-01T00:00:01.500000000Z\",\"captured\":32,\"wire\":40,"
      "\"sources\":[{\"title\":\"Frame\",\"length\":32},{\"title\":\"Inflated \\\"body\\\"\","
      "\"length\":3,\"parent\":0,\"parent_offset\":20,\"parent_length\":2}],\"tree\":["
      "{\"key\":\"eth\",\"label\":\"Ethernet II\",\"text\":\"Ethernet II, Src: aa\","
      "\"source\":0,\"offset\":0,\"length\":14,\"children\":["
      "{\"key\":\"eth.src\",\"label\":\"Source\",\"text\":\"aa\",\"source\":0,\"offset\":0,"
      "\"length\":6},"
      "{\"key\":\"eth.dst\",\"label\":\"Destination\",\"text\":\"bb\",\"source\":0,"
      "\"offset\":6,\"length\":6}]},"
      "{\"key\":\"tcp\",\"label\":\"Transmission Control Protocol\","
      "\"text\":\"Transmission Control Protocol, Src Port: 80\",\"source\":0,\"offset\":14,"
      "\"length\":18,\"children\":["
      "{\"key\":\"tcp.srcport\",\"label\":\"Source port\",\"text\":\"80\",\"value\":80,"
      "\"source\":0,\"offset\":14,\"length\":2},"
      "{\"key\":\"ftp.password\",\"label\":\"Password\",\"text\":\"[masked 7 #1]\","
      "\"source\":0,\"offset\":16,\"length\":7},"
      "{\"key\":\"note\",\"label\":\"Note\",\"text\":\"odd \\u001b[2J\",\"source\":0,"
      "\"offset\":14,\"length\":18,\"note\":true}]}]}\n");
}

static void
the_list_aligns_its_columns (void **state)
{
  WgPacket packet;
  g_autoptr (WgTree) tree = make_tree (&packet);
  g_autoptr (WgPacketList) list = wg_packet_list_new (0, NULL, FALSE);
  g_autoptr (GString) out = g_string_new (NULL);

  wg_packet_list_add (list, out, &packet, tree);
  packet.frame = 12345;
  packet.time_ns += 2000;
  wg_packet_list_add (list, out, &packet, tree);
  assert_string_equal (out->str, "");
  wg_packet_list_end (list, out);
  assert_string_equal (
      out->str, "  No.      Time  Source  Destination  Protocol  Length  Info\n"
                "    7  0.000000  aa      bb           TCP           40  Src Port: 80\n"
                "12345  0.000002  aa      bb           TCP           40  Src Port: 80\n");
}

static void
the_list_starts_before_the_end (void **state)
{
  WgPacket packet;
  g_autoptr (WgTree) tree = make_tree (&packet);
  g_autoptr (WgPacketList) list = wg_packet_list_new (60, NULL, FALSE);
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; i < 300; i++)
    wg_packet_list_add (list, out, &packet, tree);
  assert_true (out->len > 0);
  wg_packet_list_end (list, out);
}

static void
an_empty_tree_has_a_line (void **state)
{
  g_autoptr (WgTree) tree = wg_tree_new (WG_SLICE_NONE);
  g_autoptr (WgPacketList) list = wg_packet_list_new (80, NULL, FALSE);
  g_autoptr (GString) out = g_string_new (NULL);
  WgPacket packet = {.frame = 1};

  wg_packet_list_add (list, out, &packet, tree);
  wg_packet_list_end (list, out);
  assert_non_null (strstr (out->str, "\n  1     -"));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (text_is_indented_and_masked),
      cmocka_unit_test (secrets_are_shown_when_asked_for),
      cmocka_unit_test (json_keeps_spans_and_sources),
      cmocka_unit_test (the_list_aligns_its_columns),
      cmocka_unit_test (the_list_starts_before_the_end),
      cmocka_unit_test (an_empty_tree_has_a_line),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
