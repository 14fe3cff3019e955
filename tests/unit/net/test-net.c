#include "../unit.h"

#include "base/limits.h"
#include "base/text.h"
#include "packets.h"

#define IN4 "ip4:6 tcp"
/* The same where something follows that is not its. */
#define ALONE4 "x4500002d00010000400600000a0000010a000002 tcp"
#define IN6    "ip6:6 tcp"
#define WLAN   "00000200000000010200000000020200000000030000"
#define ZEROS  "x00000000000000000000000000000000 "
#define SNAP   "xaaaa030000000800"

typedef struct
{
  const char *name;
  guint16 linktype;
  const char *words;
} Layer;

/* Each ends in the same segment, but for the addresses of IPv6. */
static const Layer good[] = {
    {"ethernet", 1, "eth:0800 " IN4},
    {"ethernet v6", 1, "eth:86dd " IN6},
    {"padding is no payload", 1, "eth:0800 " ALONE4 " x000000000000"},
    {"vlan", 1, "eth:8100 x00050800 " IN4},
    {"qinq", 1, "eth:88a8 x00018100 x00050800 " IN4},
    {"three tags", 1, "eth:9100 x00018100 x00028100 x00030800 " IN4},
    {"vlan, 802.3", 1, "eth:8100 x0005 be2 " SNAP " " IN4},
    {"802.3 snap", 1, "x020000000002020000000001 be2 " SNAP " " IN4},
    {"802.2 ip", 1, "x020000000002020000000001 be2 x060603 " IN4},
    {"jumbo llc", 1, "eth:8870 " SNAP " " IN4},
    {"pppoe", 1, "eth:8864 x11000001 be2 x0021 " IN4},
    {"pppoe v6, short protocol", 1, "eth:8864 x11000001 be2 x57 " IN6},
    {"mpls", 1, "eth:8847 x00010040 x00020140 " IN4},
    {"mpls v6", 1, "eth:8847 x00020140 " IN6},
    {"mpls, ethernet", 1, "eth:8847 x00020140 eth:0800 " IN4},
    {"mpls, control word", 1, "eth:8847 x00020140 x00000000 eth:0800 " IN4},
    {"802.1ah", 1, "eth:88e7 x00000001 eth:0800 " IN4},
    {"fabricpath", 1, "eth:8903 x4020 eth:0800 " IN4},
    {"vn-tag", 1, "eth:8926 x000000010800 " IN4},
    {"e-tag", 1, "eth:893f x0000000100000800 " IN4},
    {"metadata", 1, "eth:8909 x010100010002 x0800 " IN4},
    {"hsr", 1, "eth:892f x000000010800 " IN4},
    {"macsec, clear", 1, "eth:88e5 x200000000001 x0200000000010001 x0800 " IN4},
    {"trill", 1, "eth:22f3 x000100020003 eth:0800 " IN4},
    {"nsh", 1, "eth:894f x0fc60103 x000001ff " ZEROS "eth:0800 " IN4},
    {"bridged ethernet", 1, "eth:6558 eth:0800 " IN4},
    {"null", 0, "x02000000 " IN4},
    {"null, other order", 0, "x00000002 " IN4},
    {"null v6 darwin", 0, "x1e000000 " IN6},
    {"null v6 linux", 0, "x0a000000 " IN6},
    {"loop", 108, "x00000002 " IN4},
    {"token ring", 6, "x1040 x020000000002 x020000000001 " SNAP " " IN4},
    {"token ring, route", 6, "x1040 x020000000002 x820000000001 x0230 " SNAP " " IN4},
    {"ppp", 9, "xff030021 " IN4},
    {"ppp bare", 9, "x0021 " IN4},
    {"ppp compressed", 9, "x21 " IN4},
    {"ppp mpls", 9, "xff030281 x00020140 " IN4},
    {"fddi", 10, "x50 x020000000002 x020000000001 " SNAP " " IN4},
    {"raw 12", 12, IN4},
    {"raw 14", 14, IN6},
    {"serial ppp", 50, "xff030057 " IN6},
    {"serial hdlc", 50, "x0f000800 " IN4},
    {"pppoe link", 51, "x11000001 be2 x0021 " IN4},
    {"llc", 100, SNAP " " IN4},
    {"raw 101", 101, IN6},
    {"cisco hdlc", 104, "x8f000800 " IN4},
    {"802.11", 105, "x0801" WLAN " " SNAP " " IN4},
    {"802.11 qos", 105, "x8801" WLAN " x0000 " SNAP " " IN4},
    {"802.11 four addresses", 105, "x0803" WLAN " x020000000004 " SNAP " " IN4},
    {"802.11 ht control", 105, "x8881" WLAN " x0000 x00000000 " SNAP " " IN4},
    {"802.11 aggregate", 105,
     "x8801" WLAN " x8000 x020000000002020000000001 be2 " SNAP " " IN4},
    {"frame relay", 107, "x184103cc " IN4},
    {"frame relay v6", 107, "x1841038e " IN6},
    {"frame relay snap", 107, "x18410300800000000800 " IN4},
    {"frame relay, cisco", 107, "x18410800 " IN4},
    {"enc", 109, "x020000000000000000000000 " IN4},
    {"sll", 113, "x00000001000602000000000100000800 " IN4},
    {"sll v6", 113, "x000000010006020000000001000086dd " IN6},
    {"pflog", 117, "x3d020000000000000000000000000000 " ZEROS ZEROS ZEROS IN4},
    {"avs", 163, "x80211001 x0000000c x00000000 x0801" WLAN " " SNAP " " IN4},
    {"radiotap", 127, "x00000900 x02000000 x00 x0801" WLAN " " SNAP " " IN4},
    {"radiotap, fcs", 127,
     "x00000900 x02000000 x10 x0801" WLAN " " SNAP " " ALONE4 " x12345678"},
    {"radiotap, time, pad", 127,
     "x00001100 x03000000 x0000000000000000 x20 x8801" WLAN " x0000 x0000 " SNAP " " IN4},
    {"radiotap, two words", 127,
     "x00000d00 x02000080 x00000000 x00 x0801" WLAN " " SNAP " " IN4},
    {"ppi", 192, "x00000800 x69000000 x0801" WLAN " " SNAP " " IN4},
    {"erf", 197, "x0000000000000000 x02000000 x00000000 x0000 eth:0800 " IN4},
    {"ppp with direction", 204, "x00ff030021 " IN4},
    {"hdlc with direction", 205, "x000f000800 " IN4},
    {"frame relay with direction", 206, "x00184103cc " IN4},
    {"mpls link", 219, "x00020140 " IN4},
    {"ipv4 link", 228, IN4},
    {"ipv6 link", 229, IN6},
    {"nflog", 239, "x02000000 x08000a0000000000 x31000900 " IN4},
    {"nflog, other order", 239, "x02000000 x0008000a00000000 x00310009 " IN4},
    {"netanalyzer", 240, "x00000000 eth:0800 " IN4},
    {"pktap", 258, "x0c000000 x01000000 x01000000 eth:0800 " IN4},
    {"mpacket", 274, "x55555555555555d5 eth:0800 " IN4},
    {"sll2", 276, "x0800000000000002000100060200000000010000 " IN4},
    {"ip options", 101, "x4600003100010000400600000a0000010a00000294040000 tcp"},
    {"tso: no length", 101, "x450000000001000040060000 x0a0000010a000002 tcp"},
    {"v6 without length", 101,
     "x6000000000000640 x20010db8000000000000000000000001 "
     "x20010db8000000000000000000000002 tcp"},
    {"v6 hop-by-hop", 101, "ip6:0 x0600000000000000 tcp"},
    {"v6 destination options, routing", 101, "ip6:60 x2b00000000000000 x0600000000000000 tcp"},
    {"v6 atomic fragment", 101, "ip6:44 x0600000000000001 tcp"},
    {"authentication header", 101, "ip4:51 x060100000000000100000001 tcp"},
    {"mobility", 101, "ip6:135 x0600000000000000 tcp"},
    {"ip in ip", 101, "ip4:4 " IN4},
    {"6in4", 101, "ip4:41 " IN6},
    {"4in6", 101, "ip6:4 " IN4},
    {"6in6", 101, "ip6:41 " IN6},
    {"ethernet in v6", 101, "ip6:143 eth:0800 " IN4},
    {"mpls in ip", 101, "ip4:137 x00020140 " IN4},
    {"minimal encapsulation", 101, "ip4:55 x0680 x0000 x0a0000020a000001 tcp"},
    {"etherip", 101, "ip4:97 x3000 eth:0800 " IN4},
    {"gre", 101, "ip4:47 x00000800 " IN4},
    {"gre, all fields", 101, "ip4:47 xb0000800 x00000000 x00000001 x00000002 " IN4},
    {"gre, route", 101, "ip4:47 x40000800 x00000000 x000204040a000001 x00000000 " IN4},
    {"nvgre", 101, "ip4:47 x20006558 x00000100 eth:0800 " IN4},
    {"pptp", 101, "ip4:47 x3081880b x00310001 x00000001 x00000002 xff030021 " IN4},
    {"erspan 1", 101, "ip4:47 x000088be eth:0800 " IN4},
    {"erspan 2", 101, "ip4:47 x100088be x00000001 x1001000000000000 eth:0800 " IN4},
    {"erspan 3", 101, "ip4:47 x100022eb x00000001 x200100000000000000000000 eth:0800 " IN4},
    {"erspan 3, platform", 101,
     "ip4:47 x100022eb x00000001 x200100000000000000000001 x0000000000000000 eth:0800 " IN4},
    {"wccp", 101, "ip4:47 x0000883e " IN4},
    {"wccp, redirect", 101, "ip4:47 x0000883e x00000000 " IN4},
    {"aruba", 101, "ip4:47 x00008200 x0801" WLAN " " SNAP " " IN4},
    {"vxlan", 101, "ip4:17 udp:4789 x0800000000000100 eth:0800 " IN4},
    {"vxlan on 8472", 101, "ip4:17 udp:8472 x0800000000000100 eth:0800 " IN4},
    {"vxlan, generic", 101, "ip4:17 udp:4790 x0c00000100000100 " IN4},
    {"geneve", 101, "ip4:17 udp:6081 x0000655800000100 eth:0800 " IN4},
    {"geneve, options", 101, "ip4:17 udp:6081 x0100080000000100 x00000000 " IN4},
    {"gtp", 101, "ip4:17 udp:2152 x30ff be2-4 x00000001 " IN4},
    {"gtp, extensions", 101, "ip4:17 udp:2152 x34ff x0035 x00000001 x00000085 x01000100 " IN4},
    {"teredo", 101, "ip4:17 udp:3544 " IN6},
    {"teredo, indications", 101,
     "ip4:17 udp:3544 x00010000000000000000000000 x0000000000000000 " IN6},
    {"l2tp", 101, "ip4:17 udp:1701 x0002 x00010001 xff030021 " IN4},
    {"l2tp, length, offset", 101,
     "ip4:17 udp:1701 x4a02 be2+4 x00010001 x00000000 x0002 x0000 xff030021 " IN4},
    {"capwap", 101, "ip4:17 udp:5247 x0010020000000000 eth:0800 " IN4},
    {"capwap, swapped 802.11", 101,
     "ip4:17 udp:5247 x0010030000000000 x0108" WLAN " " SNAP " " IN4},
    {"ayiya", 101,
     "ip4:17 udp:5072 x44520129 x00000000 "
     "x00000000000000000000000000000000 "
     "x0000000000000000000000000000000000000000 " IN6},
    {"lisp", 101, "ip4:17 udp:4341 x0800000000000000 " IN4},
    {"tzsp", 101, "ip4:17 udp:37008 x01000001 x0a0100 x01 eth:0800 " IN4},
    {"mpls in udp", 101, "ip4:17 udp:6635 x00020140 " IN4},
    {"gre in udp", 101, "ip4:17 udp:4754 x00000800 " IN4},
};

static const Layer bad[] = {
    /* name, link type, words; after a bar the notes */
    {"ip version|ip-version ", 1, "eth:0800 x65 " IN4},
    {"ip header length|ip-header-length ", 101,
     "x44"
     "00002d0001000040060000 x0a0000010a000002 tcp"},
    {"ip total length|ip-total-length ", 101, "x4500001300010000400600000a0000010a000002 tcp"},
    {"raw, no version|ip-version ", 101, "x00000000"},
    {"ends in ip|net-short-header ", 101, "x45000014"},
    {"ends in ipv6|net-short-header ", 101, "x60000000"},
    {"ends in ethernet|net-short-header ", 1, "x020000"},
    {"ends in vlan|net-short-header ", 1, "eth:8100 x0005"},
    {"ends in tcp|net-short-header ", 101, "ip4:6 x0000"},
    {"ends in udp|net-short-header ", 101, "ip4:17 x0000"},
    {"udp length|udp-length ", 101, "ip4:17 x9c40003500070000"},
    {"encrypted macsec|", 1, "eth:88e5 x2c0000000001 x0200000000010001 x0800 " IN4},
    {"protected 802.11|", 105, "x0841" WLAN " " SNAP " " IN4},
    {"802.11 without data|", 105, "x4801" WLAN},
    {"802.11 beacon|", 105, "x8000" WLAN},
    {"esp|", 101, "ip4:50 " IN4},
    {"icmp error quotes a packet|", 101, "ip4:1 x0301000000000000 " IN4},
    {"arp|", 1, "eth:0806 x0001080006040001 x0200000000010a000001 x0000000000000a000002"},
    {"pppoe discovery|", 1, "eth:8863 x11090000 be2 x01010000"},
    {"unknown link|", 147, "eth:0800 " IN4},
    {"unknown type|", 1, "eth:0bad " IN4},
    {"gre version|", 101, "ip4:47 x00020800 " IN4},
    {"pptp acknowledgment|", 101, "ip4:47 x2081880b x00000001 x00000002"},
    {"further mpacket|", 274, "x5555555555555561 eth:0800 " IN4},
    {"pktap of no packet|", 258, "x0c000000 x02000000 x01000000 eth:0800 " IN4},
};

/* Ports of tunnels that carry something else: the datagram itself goes out. */
static const Layer not_tunnels[] = {
    {"vxlan", 101, "ip4:17 udp:4789 x68656c6c6f"},
    {"8472", 101, "ip4:17 udp:8472 x0800000000000100 x020000000002020000000001ffff"},
    {"gpe", 101, "ip4:17 udp:4790 x0000000000000000"},
    {"geneve", 101, "ip4:17 udp:6081 xc00008000000000000"},
    {"gtp echo", 101, "ip4:17 udp:2152 x320100040000000000000000"},
    {"gtp, no packet", 101, "ip4:17 udp:2152 x30ff000400000001ffffffff"},
    {"teredo", 101, "ip4:17 udp:3544 x68656c6c6f"},
    {"l2tp control", 101, "ip4:17 udp:1701 xc802000c0000000000000000"},
    {"capwap dtls", 101, "ip4:17 udp:5247 x0100000016feff"},
    {"ayiya", 101, "ip4:17 udp:5072 x4452013b00000000"},
    {"lisp", 101, "ip4:17 udp:4341 x0000000000000000ff"},
    {"tzsp", 101, "ip4:17 udp:37008 x0200000101"},
    {"gre in udp", 101, "ip4:17 udp:4754 x68656c6c"},
    {"no payload", 101, "ip4:17 udp:4789"},
};

static void
feed (Bench *bench, const Layer *layer, gboolean with_tree)
{
  g_autoptr (GByteArray) packet = packet_build (layer->words);
  bench_forget (bench);
  bench_feed (bench, layer->linktype, wg_slice (packet->data, packet->len), packet->len,
              with_tree);
}

static void
every_layer_leads_to_the_segment (void **state)
{
  Bench bench;

  bench_init (&bench);
  for (guint i = 0; i < 2 * G_N_ELEMENTS (good); i++)
    {
      const Layer *layer = &good[i / 2];
      const Seen *seen;
      feed (&bench, layer, i % 2 == 1);
      if (bench.seen->len != 1 || bench.notes->len > 0)
        fail_msg ("%s: %u segments, notes %s", layer->name, bench.seen->len, bench.notes->str);
      seen = &g_array_index (bench.seen, Seen, 0);
      if (seen->segment.protocol != 6 || seen->segment.payload_len != 5)
        fail_msg ("%s: protocol %u, %u bytes", layer->name, seen->segment.protocol,
                  seen->segment.payload_len);
      assert_int_equal (seen->segment.src.port, 40001);
      assert_int_equal (seen->segment.dst.port, 80);
      assert_int_equal (seen->segment.seq, 1000);
      assert_int_equal (seen->segment.ack, 2000);
      assert_int_equal (seen->segment.window, 0xffff);
      assert_int_equal (seen->segment.tcp_flags, WG_TCP_PSH | WG_TCP_ACK);
      assert_memory_equal (g_bytes_get_data (seen->payload, NULL), "hello", 5);
      if (seen->segment.ip_version == 4)
        assert_memory_equal (seen->segment.src.address, "\x0a\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\0",
                             16);
      else
        assert_memory_equal (seen->segment.dst.address,
                             "\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x02", 16);
    }
  bench_clear (&bench);
}

static void
what_carries_no_segment_gives_none (void **state)
{
  Bench bench;

  bench_init (&bench);
  for (guint i = 0; i < 2 * G_N_ELEMENTS (bad); i++)
    {
      feed (&bench, &bad[i / 2], i % 2 == 1);
      if (bench.seen->len != 0
          || strcmp (bench.notes->str, strchr (bad[i / 2].name, '|') + 1) != 0)
        fail_msg ("%s: %u segments, notes %s", bad[i / 2].name, bench.seen->len,
                  bench.notes->str);
    }
  bench_clear (&bench);
}

static void
a_port_alone_makes_no_tunnel (void **state)
{
  Bench bench;

  bench_init (&bench);
  for (guint i = 0; i < G_N_ELEMENTS (not_tunnels); i++)
    {
      feed (&bench, &not_tunnels[i], FALSE);
      if (bench.seen->len != 1)
        fail_msg ("%s: %u segments", not_tunnels[i].name, bench.seen->len);
      assert_int_equal (g_array_index (bench.seen, Seen, 0).segment.protocol, 17);
      assert_int_equal (g_array_index (bench.seen, Seen, 0).segment.src.port, 40000);
    }
  bench_clear (&bench);
}

static void
lengths_that_say_too_much_are_noted (void **state)
{
  Bench bench;

  bench_init (&bench);
  bench_feed_words (&bench, 101, "x4500004000010000400600000a0000010a000002 tcp");
  assert_string_equal (bench.notes->str, "ip-past-packet ");
  assert_int_equal (g_array_index (bench.seen, Seen, 0).segment.payload_len, 5);
  bench_forget (&bench);
  bench_feed_words (&bench, 101, "ip4:17 x9c40003500200000 x6869");
  assert_string_equal (bench.notes->str, "udp-length ");
  assert_int_equal (g_array_index (bench.seen, Seen, 0).segment.payload_len, 2);
  bench_forget (&bench);
  bench_feed_words (&bench, 1, "eth:8864 x11000001 x0100 x0021 " IN4);
  assert_string_equal (bench.notes->str, "net-link-length ");
  assert_int_equal (bench.seen->len, 1);
  bench_clear (&bench);
}

/* A data offset below 20, or past the packet: a packet of its conversation, nothing more. */
static void
an_impossible_data_offset_counts_a_packet (void **state)
{
  static const char *const words[] = {"ip4:6 x9c410050000003e8000007d04007ffff00000000 x6869",
                                      "ip4:6 x9c410050000003e8000007d0f007ffff00000000 x6869"};
  Bench bench;

  bench_init (&bench);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      bench_forget (&bench);
      bench_feed_words (&bench, 101, words[i]);
      assert_string_equal (bench.notes->str, "tcp-header-length ");
      assert_int_equal (bench.seen->len, 1);
      assert_int_equal (g_array_index (bench.seen, Seen, 0).segment.payload_len, 0);
      assert_int_equal (g_array_index (bench.seen, Seen, 0).segment.tcp_flags, 0);
    }
  bench_clear (&bench);
}

/* What the capture cut off was sent: lengths are the headers', and nobody is accused. */
static void
a_cut_packet_counts_in_full (void **state)
{
  g_autoptr (GByteArray) packet = packet_build ("eth:0800 " IN4);
  Bench bench;

  bench_init (&bench);
  for (guint32 len = 0; len < packet->len; len++)
    {
      bench_forget (&bench);
      bench_feed (&bench, 1, wg_slice (packet->data, len), packet->len, len % 2 == 1);
      assert_string_equal (bench.notes->str, "");
      assert_int_equal (bench.seen->len, len >= 14 + 20 + 16 ? 1 : 0);
      if (bench.seen->len > 0)
        assert_int_equal (g_array_index (bench.seen, Seen, 0).segment.payload_len, 5);
    }
  bench_clear (&bench);
}

static void
an_aggregate_holds_several (void **state)
{
  Bench bench;
  /* The first subframe is 14 + 53 bytes, padded by one. */
  bench_init (&bench);
  bench_feed_words (&bench, 105,
                    "x8801" WLAN " x8000 x020000000002020000000001 x0035 " SNAP " " ALONE4
                    " x00 x020000000002020000000001 be2 " SNAP " " IN4);
  assert_int_equal (bench.seen->len, 2);
  bench_clear (&bench);
}

static char *
repeat (const char *first, const char *word, guint n, const char *last)
{
  GString *text = g_string_new (first);
  for (guint i = 0; i < n; i++)
    g_string_append (text, word);
  g_string_append (text, last);
  return g_string_free (text, FALSE);
}

static void
depth_has_a_ceiling (void **state)
{
  Bench bench;

  bench_init (&bench);
  for (guint over = 0; over < 2; over++)
    {
      guint tags = WG_LIMIT_NET_DEPTH - 3 + over; /* Ethernet, the last tag and IP count too */
      g_autofree char *words = repeat ("eth:8100 ", "x00018100 ", tags, "x00010800 " IN4);
      bench_forget (&bench);
      bench_feed_words (&bench, 1, words);
      assert_int_equal (bench.seen->len, 1 - over);
      assert_string_equal (bench.notes->str, over ? "net-too-deep " : "");
    }
  bench_clear (&bench);
}

static void
extensions_have_a_ceiling (void **state)
{
  Bench bench;

  bench_init (&bench);
  for (guint over = 0; over < 2; over++)
    {
      g_autofree char *words =
          repeat ("ip6:60 ", "x3c00000000000000 ", WG_LIMIT_NET_EXTENSIONS - 1 + over,
                  "x0600000000000000 tcp");
      bench_forget (&bench);
      bench_feed_words (&bench, 101, words);
      assert_int_equal (bench.seen->len, 1 - over);
      assert_string_equal (bench.notes->str, over ? "ip-extensions " : "");
    }
  bench_clear (&bench);
}

static void
mutate (Bench *bench, const Layer *layer)
{
  g_autoptr (GByteArray) packet = packet_build (layer->words);
  static const guint8 flips[] = {0x01, 0x0f, 0x80, 0xff};

  for (guint32 len = 0; len <= packet->len; len++)
    for (guint i = 0; i < 2; i++)
      bench_feed (bench, layer->linktype, wg_slice (packet->data, len),
                  i == 0 ? len : packet->len, len % 2 == 1);
  for (guint32 at = 0; at < packet->len; at++)
    for (guint i = 0; i < G_N_ELEMENTS (flips); i++)
      {
        packet->data[at] ^= flips[i];
        bench_feed (bench, layer->linktype, wg_slice (packet->data, packet->len), packet->len,
                    i == 0);
        packet->data[at] ^= flips[i];
      }
  bench_forget (bench);
}

/* Cut at every length and changed at every byte: bench_feed() checks what comes out, the
 * sanitizer that nothing reads past the end. */
static void
damage_is_survived (void **state)
{
  Bench bench;

  bench_init (&bench);
  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    mutate (&bench, &good[i]);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    mutate (&bench, &bad[i]);
  for (guint i = 0; i < G_N_ELEMENTS (not_tunnels); i++)
    mutate (&bench, &not_tunnels[i]);
  bench_clear (&bench);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (every_layer_leads_to_the_segment),
      cmocka_unit_test (what_carries_no_segment_gives_none),
      cmocka_unit_test (a_port_alone_makes_no_tunnel),
      cmocka_unit_test (lengths_that_say_too_much_are_noted),
      cmocka_unit_test (an_impossible_data_offset_counts_a_packet),
      cmocka_unit_test (a_cut_packet_counts_in_full),
      cmocka_unit_test (an_aggregate_holds_several),
      cmocka_unit_test (depth_has_a_ceiling),
      cmocka_unit_test (extensions_have_a_ceiling),
      cmocka_unit_test (damage_is_survived),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
