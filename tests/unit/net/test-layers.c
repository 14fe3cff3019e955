#include "../unit.h"

#include "base/limits.h"
#include "net/net.h"
#include "packets.h"

typedef struct
{
  const char *words;
  const char *key;
  const char *text;
} Row;

static const Row rows[] = {
    {"eth:0800 ip4:6 tcp", "eth",
     "Ethernet II, Src: 02:00:00:00:00:01, Dst: 02:00:00:00:00:02"},
    {"eth:0800 ip4:6 tcp", "eth.type", "IPv4 (0x0800)"},
    {"eth:0800 ip4:6 tcp", "ip", "Internet Protocol Version 4, Src: 10.0.0.1, Dst: 10.0.0.2"},
    {"eth:0800 ip4:6 tcp", "ip.hdr_len", "20"},
    {"eth:0800 ip4:6 tcp", "ip.ttl", "64"},
    {"eth:0800 ip4:6 tcp", "ip.proto", "TCP (6)"},
    {"eth:0800 ip4:6 tcp", "ip.src", "10.0.0.1"},
    {"eth:0800 frag:7,3,1 x6162636465666768", "ip.flags.mf", "yes"},
    {"eth:0800 frag:7,3,1 x6162636465666768", "ip.frag_offset", "24"},
    {"eth:0800 x4600001800010000400100000a0000010a000002 x94040000", "ip.opt", "94040000"},
    {"eth:0800 ip4:6 tcp", "tcp",
     "Transmission Control Protocol, Src Port: 40001, Dst Port: 80 [PSH, ACK], "
     "Seq: 1000, Len: 5"},
    {"eth:0800 ip4:6 tcp", "tcp.flags", "0x018 (PSH, ACK)"},
    {"eth:0800 ip4:6 tcp", "tcp.flags.syn", "no"},
    {"eth:0800 ip4:6 tcp", "tcp.len", "5"},
    {"eth:0800 ip4:6 x9c410050000003e8000000008002ffff00000000 x020405b401030307 x01010402",
     "tcp.options.mss_val", "1460"},
    {"eth:0800 ip4:6 x9c410050000003e800000000a002ffff00000000 x020405b401030307 x0101080a"
     "0000000500000006",
     "tcp.options.timestamp.tsecr", "6"},
    {"eth:0800 ip4:6 x9c410050000003e8000000006002ffff00000000 x020905b4", "note",
     "The options end inside one"},
    {"eth:86dd ip6:17 udp:53 x6869", "ipv6",
     "Internet Protocol Version 6, Src: 2001:db8::1, Dst: 2001:db8::2"},
    {"eth:86dd ip6:17 udp:53 x6869", "ipv6.nxt", "UDP (17)"},
    {"eth:86dd ip6:17 udp:53 x6869", "udp",
     "User Datagram Protocol, Src Port: 40000, Dst Port: 53"},
    {"eth:86dd ip6:17 udp:53 x6869", "udp.length", "10"},
    {"eth:8100 x60050800 ip4:6 tcp", "vlan.id", "5"},
    {"eth:8100 x60050800 ip4:6 tcp", "vlan", "802.1Q Virtual LAN, PRI: 3, DEI: 0, ID: 5"},
    {"eth:8847 x00010140 ip4:6 tcp", "mpls.label", "16"},
    {"eth:8864 x11000001 be2 x0021 ip4:6 tcp", "ppp.protocol", "IPv4 (0x21)"},
    {"eth:0806 x0001080006040001 x0200000000010a000001 x0000000000000a000002", "arp.opcode",
     "request (1)"},
    {"eth:0806 x0001080006040001 x0200000000010a000001 x0000000000000a000002", "",
     "ARP: who has 10.0.0.2? Tell 10.0.0.1"},
    {"eth:0806 x0001080006040002 x0200000000010a000001 x0200000000020a000002", "",
     "ARP: 10.0.0.1 is at 02:00:00:00:00:01"},
    {"eth:0800 ip4:1 x0800ffff00010002", "", "ICMP Echo (ping) request"},
    {"eth:0800 ip4:1 x0800ffff00010002", "icmp.seq", "2"},
    {"eth:86dd ip6:58 x8700ffff00000000", "", "ICMPv6 Neighbor solicitation"},
    {"eth:0800 ip4:2 x1600ffffe0000001", "igmp.maddr", "224.0.0.1"},
    {"eth:0800 ip4:47 xb0000800 x00000000 x00000001 x00000002 ip4:6 tcp", "gre.sequence_number",
     "2"},
    {"eth:0800 ip4:17 udp:4789 x0800000000000500 eth:0800 ip4:6 tcp", "vxlan.vni", "5"},
};

static const WgNode *
find (const WgNode *node, const char *key)
{
  for (; node != NULL; node = node->next)
    {
      const WgNode *below = find (node->first_child, key);
      if (strcmp (node->field->key, key) == 0)
        return node;
      if (below != NULL)
        return below;
    }
  return NULL;
}

static void
no_segment (gpointer user, const WgPacket *packet, const WgSegment *segment)
{
}

static void
nodes_say_what_the_bytes_say (void **state)
{
  static const WgNetCallbacks callbacks = {no_segment, NULL};

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GByteArray) bytes = packet_build (rows[i].words);
      g_autoptr (WgNet) net = wg_net_new (&callbacks, NULL);
      WgPacket packet = {.frame = 1,
                         .linktype = 1,
                         .bytes = {bytes->data, bytes->len},
                         .wire_len = bytes->len};
      g_autoptr (WgTree) tree = wg_tree_new (packet.bytes);
      const WgNode *root = wg_tree_root (tree), *node;

      wg_net_decode (net, &packet, tree);
      node = rows[i].key[0] == '\0' ? root : find (root->first_child, rows[i].key);
      if (node == NULL || g_strcmp0 (node->text, rows[i].text) != 0)
        fail_msg ("%s: %s: %s", rows[i].words, rows[i].key, node != NULL ? node->text : "none");
    }
}

/* Every row can be explained to a student, and a number that is read has a place. */
static void
tables_are_whole (void **state)
{
  const WgField *const *tables = wg_net_field_tables ();

  for (; *tables != NULL; tables++)
    {
      assert_int_equal ((*tables)[0].kind, WG_KIND_NONE);
      for (const WgField *row = *tables; row->key != NULL; row++)
        {
          if (row->label == NULL || row->help == NULL || row->source == NULL)
            fail_msg ("%s lacks a label, help or source", row->key);
          if (row->kind == WG_KIND_STRING && row->size != 32 && row->size != 48
              && row->size != 128)
            fail_msg ("%s is no address", row->key);
        }
    }
}

static void
a_reassembled_datagram_is_a_source (void **state)
{
  static const WgNetCallbacks callbacks = {no_segment, NULL};
  static const char *const words[] = {"frag:7,0,1 x9c40003500100000",
                                      "frag:7,1,0 x6162636465666768"};
  g_autoptr (WgNet) net = wg_net_new (&callbacks, NULL);

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GByteArray) bytes = packet_build (words[i]);
      WgPacket packet = {.frame = 1 + i,
                         .linktype = 101,
                         .bytes = {bytes->data, bytes->len},
                         .wire_len = bytes->len};
      g_autoptr (WgTree) tree = wg_tree_new (packet.bytes);
      const WgNode *node;

      wg_net_decode (net, &packet, tree);
      node = find (wg_tree_root (tree)->first_child, "udp.dstport");
      assert_int_equal (wg_tree_n_sources (tree), 1 + i);
      assert_true ((node != NULL) == (i == 1));
      if (node != NULL)
        {
          assert_int_equal (node->source, 1);
          assert_int_equal (node->off, 2);
          assert_int_equal (wg_tree_source (tree, 1)->bytes.len, 16);
          assert_int_equal (wg_tree_source (tree, 1)->parent_off, 20);
        }
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (nodes_say_what_the_bytes_say),
      cmocka_unit_test (tables_are_whole),
      cmocka_unit_test (a_reassembled_datagram_is_a_source),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
