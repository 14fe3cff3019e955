#include "with-fields.h"

#include "base/limits.h"
#include "dissect/dissector.h"
#include "exchange/records.h"
#include "net/net.h"

/* Ethernet, IPv4 10.0.0.1 to 192.168.1.2, TCP 1025 to 80 with PSH and ACK, "GET /a HTTP/1.1".
 */
static const guint8 packet_bytes[] =
    "\x00\x11\x22\x33\x44\x55\x66\x77\x88\x99\xaa\xbb\x08\x00"
    "\x45\x00\x00\x43\x12\x34\x40\x00\x40\x06\x00\x00\x0a\x00\x00\x01\xc0\xa8\x01\x02"
    "\x04\x01\x00\x50\x00\x00\x00\x01\x00\x00\x00\x02\x50\x18\x20\x00\x00\x00\x00\x00"
    "GET /a HTTP/1.1\r\nA: b\r\n\r\nxy";

static const WgField *
row (const char *dissector, const char *key)
{
  const WgField *field = wg_dissector_find (dissector)->fields;

  while (strcmp (field->key, key) != 0)
    field++;
  return field;
}

static void
ignore_segment (gpointer user, const WgPacket *packet, const WgSegment *segment)
{
}

static WgPacket
packet (void)
{
  return (WgPacket){.frame = 7,
                    .linktype = 1,
                    .has_time = TRUE,
                    .time_ns =
                        G_GINT64_CONSTANT (1593866096500000000), /* 2020-07-04 12:34:56.5 */
                    .bytes = wg_slice (packet_bytes, sizeof packet_bytes - 1),
                    .wire_len = 100};
}

static WgTree *
tree_new (void)
{
  static const WgNetCallbacks callbacks = {.segment = ignore_segment};
  g_autoptr (WgNet) net = wg_net_new (&callbacks, NULL);
  WgPacket of = packet ();
  WgTree *tree = wg_tree_new (of.bytes);
  WgNode *http, *line;

  wg_net_decode (net, &of, tree);
  wg_net_tree_stream (tree, 3);
  http = wg_tree_add (tree, NULL, row ("http", "http"), 54, 25);
  line = wg_tree_add_text (tree, http, row ("http", "http.request.line"), 54, 15,
                           wg_slice_str ("GET /a HTTP/1.1"));
  wg_tree_add_text (tree, line, row ("http", "http.request.method"), 54, 3,
                    wg_slice_str ("GET"));
  wg_tree_add_text (tree, line, row ("http", "http.request.uri"), 58, 2, wg_slice_str ("/a"));
  wg_tree_add_text (tree, http, row ("http", "http.header"), 71, 4, wg_slice_str ("A: b"));
  wg_tree_add_text (tree, http, row ("http", "http.header"), 71, 4,
                    wg_slice_str ("User-Agent:  Curl/7 "));
  wg_tree_add_text (tree, http, row ("http", "http.content_length_header"), 71, 4,
                    wg_slice_str ("1234"));
  wg_tree_add_uint (tree, http, row ("tls", "tls.handshake.type"), 0, 1, 2);
  wg_tree_add_text (tree, http, row ("dns", "wiregloss.dns.data"), 0, 4,
                    wg_slice_str ("10.9.8.7"));
  return tree;
}

static WgFilter *
compile (const char *text)
{
  g_autoptr (GError) error = NULL;
  WgFilter *filter = wg_filter_compile (fields, text, &error);

  if (filter == NULL)
    fail_msg ("%s: %s", text, error->message);
  return filter;
}

static gboolean
matches (const char *text)
{
  g_autoptr (WgFilter) filter = compile (text);
  g_autoptr (WgFilterRun) run = wg_filter_run_new (filter);
  g_autoptr (WgTree) tree = tree_new ();
  WgPacket one = packet ();
  WgFilterPacket of = {&one, one.time_ns - 1500000000, one.time_ns - 250000000};

  return wg_filter_run_packet (run, &of, tree);
}

/* What holds of the packet above, and what does not. */
static const char *const holding[] = {
    "",
    "  ",
    "ip",
    "eth and ip && tcp",
    "udp or tcp",
    "udp || tcp",
    "not udp",
    "!udp",
    "! ! tcp",
    "tcp xor udp",
    "tcp ^^ udp",
    "not (tcp and udp)",
    "udp and udp or tcp",
    "tcp.port == 80",
    "tcp.port eq 1025",
    "tcp.port == 0x401",
    "tcp.port == 02001",
    "tcp.port == 0b10000000001",
    "tcp.port != 81",
    "tcp.port !== 80",
    "any tcp.port != 80",
    "any tcp.port === 80",
    "all tcp.port >= 80",
    "tcp.port > 1024",
    "tcp.port lt 81",
    "tcp.port le 80",
    "tcp.port ge 1025",
    "tcp.srcport > tcp.dstport",
    "tcp.port == tcp.srcport",
    "tcp.port in {1..79, 80, 90..100}",
    "tcp.port in {1000 .. 1025}",
    "tcp.port not in {443, 8080}",
    "not tcp.port in {443}",
    "udp.port not in {80}",
    "tcp.flags & 0x08",
    "tcp.flags & 0x18 == 0x18",
    "tcp.flags.syn == 0",
    "tcp.flags.push == true",
    "tcp.flags.ack == TRUE && tcp.flags.syn == False",
    "tcp.stream == 3",
    "tcp.dstport + 1 == 81",
    "tcp.srcport - 1000 == 25",
    "tcp.srcport % 2 == 1",
    "tcp.dstport * 2 == 160",
    "tcp.dstport / 3 == 26",
    "-tcp.dstport == -80",
    "tcp.dstport == 4 * {tcp.srcport - 1005}",
    "frame.number == 7",
    "frame.number == '\\x07'",
    "frame.len == 100 && frame.cap_len == 81",
    "frame.time == \"2020-07-04T12:34:56.5\"",
    "frame.time == \"2020-07-04 12:34:56.5Z\"",
    "frame.time > \"Jul 4, 2020 12:34\"",
    "frame.time < \"Jul  4, 2020 12:34:56.6 UTC\"",
    "frame.time == \"2020-07-04 14:34:56.5+02:00\"",
    "frame.time_epoch == 1593866096.5",
    "frame.time_relative == 1.5",
    "frame.time_delta in {0.2 .. 0.3}",
    "frame.time_delta == .25",
    "frame contains \"HTTP/1.1\"",
    "frame contains 47:45:54",
    "frame[0] == 0",
    "frame[0:3] == 00:11:22",
    "frame[0-2] == 00-11-22",
    "frame[:3] == 00.11.22",
    "frame[-2:] == \"xy\"",
    "frame[-2:2] == 78:79",
    "frame[-2--1] == 7879",
    "frame[0,1-2,-1] == 00:11:22:79",
    "frame[0,1-2,-1:] == 00:11:22:79",
    "frame[1:4][1:2] == 22:33",
    "frame[12:2] & ff:00 == 08:00",
    "eth.src[0:3] == 66:77:88",
    "eth.addr == 00:11:22:33:44:55",
    "eth.addr == 00-11-22-33-44-55",
    "eth.dst == 0011.2233.4455",
    "eth.dst < ff:ff:ff:ff:ff:ff",
    "ip.addr == 10.0.0.1",
    "ip.addr == 10.0.0.0/8",
    "ip.src == 10.0.0.1/32",
    "ip.dst == 192.168.1.77/25",
    "ip.addr == 0.0.0.0/0",
    "ip.addr != 1.1.1.1",
    "ip.src < 10.0.0.2",
    "ip.addr in {10.0.0.0 .. 10.0.0.9}",
    "ip.addr in {172.16.0.0/12, 192.168.0.0/16}",
    "ip.src != ip.dst",
    "ip.addr#1 == 10.0.0.1",
    "ip.addr#[1-2] == 10.0.0.1",
    "ip.host == \"10.0.0.1\"",
    "ip.src_host matches \"^10\\\\.\"",
    "ip.proto == 6",
    "ip.proto == TCP",
    "ip.proto == \"tcp\"",
    "ip.proto in {tcp, UDP}",
    "eth.type == IPv4",
    "string(ip.dst) contains \"168\"",
    "string(tcp.dstport) == \"80\"",
    "string(frame.number) matches \"[13579]$\"",
    "string(eth.src) == \"66:77:88:99:aa:bb\"",
    "http",
    "http.request",
    "http.request == 1",
    "not http.response",
    "http.request.method == \"GET\"",
    "http.request.method == GET",
    "http.request.method == \"\\x47\\105T\"",
    "http.request.method == \"\\u0047\\U00000045T\"",
    "http.request.method in {\"HEAD\", \"GET\"}",
    "http.request.method[0] == \"G\"",
    "http.request.method[0] == 'G'",
    "http.request.method[1:2] == 45:54",
    "http.request.method matches \"^g.t$\"",
    "http.request.method ~ \"g\"",
    "not http.request.method matches \"(?-i)get\"",
    "http.request.method contains \"ET\"",
    "http.request.method < \"HEAD\"",
    "http.request.uri != \"/b\"",
    "http.request.line contains \"A: b\\r\\n\"",
    "lower(http.request.method) == \"get\"",
    "upper(http.request.uri) == \"/A\"",
    "len(http.request.method) == 3",
    "len(frame) == 81",
    "http.user_agent == \"Curl/7\"",
    "http.user_agent contains \"url\"",
    "http.content_length > 1000",
    "http.content_length_header == \"1234\"",
    "tcp contains \"GET\"",
    "tcp[0:2] == 04:01",
    "tcp.payload[0:3] == \"GET\"",
    "tcp.payload matches r\"/a\\s\"",
    "ip[8] == 40",
    "count(tcp.port) == 2",
    "count(ip.addr) >= 2",
    "max(tcp.port) == 1025",
    "min(tcp.port) == 80",
    "max(tcp.srcport, tcp.dstport) + 1 == 1026",
    "abs(tcp.dstport - 100) == 20",
    "tls.handshake.type == 2",
    "tls.handshake.type == ServerHello",
    "tls.handshake.type == \"server_hello\"",
    "ssl.handshake.type == server-hello",
    "dns.a == 10.9.8.7",
    "not dns.aaaa",
};

static const char *const failing[] = {
    "udp",
    "not tcp",
    "tcp and udp",
    "tcp xor ip",
    "tcp xor ip or udp",
    "tcp.port == 81",
    "tcp.port != 80",
    "tcp.port === 80",
    "all tcp.port == 80",
    "not any tcp.port == 80",
    "udp.port != 80",
    "udp.port in {1..65535}",
    "tcp.port not in {80}",
    "tcp.flags & 0x02",
    "tcp.port > 1025",
    "tcp.port == udp.port",
    "tcp.srcport / 0 == 1",
    "tcp.srcport == 18446744073709551615",
    "frame[0:82]",
    "frame[82]",
    "frame[-82]",
    "frame[100-199] contains \"x\"",
    "frame contains \"wireshark\"",
    "ip.addr == 11.0.0.0/8",
    "ip.addr#2 == 10.0.0.1",
    "ipv6.addr == ::1",
    "ipv6.addr == 2001:db8::/32",
    "ip.addr in {10.0.0.2 .. 10.0.0.9}",
    "http.response",
    "http.request.method == \"get\"",
    "http.request.method in {\"PUT\"}",
    "http.request.method matches \"(?-i)get\"",
    "http.request.line contains \"GET\"",
    "http.response.line contains \"A\"",
    "http.referer",
    "len(http.request.method) > 3",
    "frame.time > \"2021-01-01\"",
    "frame.time_relative < 0",
    "count(udp.port) == 0",
    "max(udp.port) > 0",
    "tls.handshake.type == client_hello",
};

static void
test_meaning (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (holding); i++)
    if (!matches (holding[i]))
      fail_msg ("should hold: %s", holding[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (failing); i++)
    if (matches (failing[i]))
      fail_msg ("should not hold: %s", failing[i]);
}

/* Mistakes: where they are, and what of the message matters. */
static const struct
{
  const char *text;
  guint off, len;
  WgFilterError code;
  const char *says;
} bad[] = {
    {"tcp.prt == 80", 0, 7, WG_FILTER_ERROR_FIELD, "did you mean tcp.port"},
    {"ip and http.reqest.method", 7, 18, WG_FILTER_ERROR_FIELD, "http.request.method"},
    {"method == \"GET\"", 0, 6, WG_FILTER_ERROR_FIELD, "http.request.method"},
    {"no.such.thing.anywhere", 0, 22, WG_FILTER_ERROR_FIELD, "no field or protocol"},
    {"tcp.port == 80 || 443", 18, 3, WG_FILTER_ERROR_TYPE, "443"},
    {"80 == tcp.port", 0, 2, WG_FILTER_ERROR_TYPE, "where a field is expected"},
    {"tcp.port == ", 12, 0, WG_FILTER_ERROR_SYNTAX, "ends where"},
    {"tcp and", 7, 0, WG_FILTER_ERROR_SYNTAX, "ends where"},
    {"(tcp", 4, 0, WG_FILTER_ERROR_SYNTAX, ")"},
    {"tcp)", 3, 1, WG_FILTER_ERROR_SYNTAX, "operator"},
    {"tcp udp", 4, 3, WG_FILTER_ERROR_SYNTAX, "operator"},
    {"tcp ^ udp", 4, 1, WG_FILTER_ERROR_SYNTAX, "sign"},
    {"tcp = 1", 4, 1, WG_FILTER_ERROR_SYNTAX, "sign"},
    {"tcp.port in {80 443}", 16, 3, WG_FILTER_ERROR_SYNTAX, ", or }"},
    {"tcp.port in {}", 13, 1, WG_FILTER_ERROR_SYNTAX, "a field or a value"},
    {"tcp.port in 80", 12, 2, WG_FILTER_ERROR_SYNTAX, "{"},
    {"tcp.port in {80", 15, 0, WG_FILTER_ERROR_SYNTAX, ", or }"},
    {"tcp.port in {1..}", 16, 1, WG_FILTER_ERROR_SYNTAX, "value"},
    {"tcp.port in {tcp.len + 1}", 13, 11, WG_FILTER_ERROR_TYPE, "members"},
    {"tcp.port not 80", 13, 2, WG_FILTER_ERROR_SYNTAX, "in is expected"},
    {"tcp.port == 80 == 90", 15, 2, WG_FILTER_ERROR_SYNTAX, "operator"},
    {"tcp.port == \"80\"", 12, 4, WG_FILTER_ERROR_TYPE, "number"},
    {"tcp.port == eighty", 12, 6, WG_FILTER_ERROR_TYPE, "tcp.port asks for"},
    {"tcp.port == 0xfg", 12, 4, WG_FILTER_ERROR_TYPE, "number"},
    {"tcp.port == 18446744073709551616", 12, 20, WG_FILTER_ERROR_TYPE, "number"},
    {"tcp.port == 08", 12, 2, WG_FILTER_ERROR_TYPE, "number"},
    {"tcp.port == http", 12, 4, WG_FILTER_ERROR_TYPE, "protocol"},
    {"tcp.port contains 8", 0, 8, WG_FILTER_ERROR_TYPE, "parts"},
    {"tcp.port matches \"8\"", 0, 8, WG_FILTER_ERROR_TYPE, "string()"},
    {"tcp.flags.syn == maybe", 17, 5, WG_FILTER_ERROR_TYPE, "true or false"},
    {"ip.addr == 10.0.0", 11, 6, WG_FILTER_ERROR_TYPE, "IPv4 address"},
    {"ip.addr == 10.0.0.0/33", 11, 11, WG_FILTER_ERROR_TYPE, "IPv4 address"},
    {"ip.addr == ::1", 11, 3, WG_FILTER_ERROR_TYPE, "IPv4 address"},
    {"ipv6.addr == 10.0.0.1", 13, 8, WG_FILTER_ERROR_TYPE, "IPv6 address"},
    {"ipv6.addr == 2001::/129", 13, 10, WG_FILTER_ERROR_TYPE, "IPv6 address"},
    {"ip.src == eth.src", 10, 7, WG_FILTER_ERROR_TYPE, "compared"},
    {"eth.addr == 00:11:22", 12, 8, WG_FILTER_ERROR_TYPE, "hardware address"},
    {"eth.addr == 00:11:22:33:44:5g", 12, 17, WG_FILTER_ERROR_TYPE, "hardware address"},
    {"frame contains 4g", 15, 2, WG_FILTER_ERROR_TYPE, "protocol"},
    {"frame.time > \"yesterday\"", 13, 11, WG_FILTER_ERROR_TYPE, "time"},
    {"frame.time > \"2020-13-01\"", 13, 12, WG_FILTER_ERROR_TYPE, "time"},
    {"frame.time > \"2020-01-01 25:00\"", 13, 18, WG_FILTER_ERROR_TYPE, "time"},
    {"frame.time_relative > 1s", 22, 2, WG_FILTER_ERROR_TYPE, "duration"},
    {"ip.proto[0] == 6", 0, 8, WG_FILTER_ERROR_TYPE, "number"},
    {"frame[x] == 0", 5, 3, WG_FILTER_ERROR_SYNTAX, "[offset:length]"},
    {"frame[] == 0", 5, 2, WG_FILTER_ERROR_SYNTAX, "[offset:length]"},
    {"frame[1:0] == 0", 5, 5, WG_FILTER_ERROR_SYNTAX, "[offset:length]"},
    {"frame[1,] == 0", 5, 4, WG_FILTER_ERROR_SYNTAX, "[offset:length]"},
    {"frame[1 == 0", 5, 7, WG_FILTER_ERROR_SYNTAX, "]"},
    {"ip.addr# == 1.1.1.1", 7, 1, WG_FILTER_ERROR_SYNTAX, "layer"},
    {"http.host == \"abc", 13, 4, WG_FILTER_ERROR_SYNTAX, "quote"},
    {"http.host == \"a\\q\"", 15, 2, WG_FILTER_ERROR_SYNTAX, "escape"},
    {"http.host == \"\\ud800\"", 14, 6, WG_FILTER_ERROR_SYNTAX, "escape"},
    {"http.host == 'ab'", 13, 4, WG_FILTER_ERROR_SYNTAX, "character"},
    {"http.host matches abc", 18, 3, WG_FILTER_ERROR_TYPE, "regular expression"},
    {"http.host matches \"(\"", 18, 3, WG_FILTER_ERROR_TYPE, "regular expression"},
    {"http.host matches \"\\x00\"", 18, 6, WG_FILTER_ERROR_TYPE, "NUL"},
    {"http.host matches", 17, 0, WG_FILTER_ERROR_SYNTAX, "ends where"},
    {"size(http.host) == 3", 0, 4, WG_FILTER_ERROR_FIELD, "no function"},
    {"len(tcp.port) == 3", 4, 8, WG_FILTER_ERROR_TYPE, "len()"},
    {"len(http.host, tcp) == 3", 15, 3, WG_FILTER_ERROR_TYPE, "one value"},
    {"len() == 3", 4, 1, WG_FILTER_ERROR_SYNTAX, "value"},
    {"len(3) == 3", 4, 1, WG_FILTER_ERROR_TYPE, "field"},
    {"upper(tcp.port) == \"A\"", 6, 8, WG_FILTER_ERROR_TYPE, "text"},
    {"string(http.host) == \"A\"", 7, 9, WG_FILTER_ERROR_TYPE, "not text yet"},
    {"max(http.host) == \"A\"", 4, 9, WG_FILTER_ERROR_TYPE, "numbers"},
    {"max(tcp.port, ip.src) == 1", 14, 6, WG_FILTER_ERROR_TYPE, "one type"},
    {"count(max(tcp.port)) == 1", 6, 13, WG_FILTER_ERROR_TYPE, "max"},
    {"http.host + 1 == 1", 0, 9, WG_FILTER_ERROR_TYPE, "reckon"},
    {"tcp.port + \"a\" == 1", 11, 3, WG_FILTER_ERROR_TYPE, "number"},
    {"tcp.port & 1.5", 11, 3, WG_FILTER_ERROR_TYPE, "number"},
    {"any tcp", 7, 0, WG_FILTER_ERROR_SYNTAX, "comparison"},
    {"all tcp.port and udp", 13, 3, WG_FILTER_ERROR_SYNTAX, "comparison"},
    {"tcp.dstport == {tcp.srcport", 27, 0, WG_FILTER_ERROR_SYNTAX, "}"},
    {"!", 1, 0, WG_FILTER_ERROR_SYNTAX, "ends where"},
};

static void
test_mistakes (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL, copy = NULL;
      g_autoptr (WgFilter) filter = wg_filter_compile (fields, bad[i].text, &error);
      const WgFilterMistake *mistake;

      if (filter != NULL)
        fail_msg ("no mistake in %s", bad[i].text);
      copy = g_error_copy (error);
      mistake = wg_filter_mistake (copy);
      if (!g_error_matches (copy, WG_FILTER_ERROR, (gint) bad[i].code)
          || mistake->off != bad[i].off || mistake->len != bad[i].len
          || strstr (copy->message, bad[i].says) == NULL)
        fail_msg ("%s: code %d at %u, %u bytes: %s", bad[i].text, copy->code, mistake->off,
                  mistake->len, copy->message);
    }
}

static void
test_near_names (void **state)
{
  g_autoptr (GError) error = NULL;
  const WgFilterMistake *mistake;

  assert_null (wg_filter_compile (fields, "tcp.flags.sin", &error));
  mistake = wg_filter_mistake (error);
  assert_string_equal (mistake->near[0], "tcp.flags.fin");
  assert_string_equal (mistake->near[1], "tcp.flags.syn");
  assert_string_equal (mistake->expected, "a field");
  g_clear_error (&error);
  assert_null (wg_filter_compile (fields, "tcp.port == \"a\"", &error));
  assert_string_equal (wg_filter_mistake (error)->expected, "number");
  assert_null (wg_filter_mistake (error)->near[0]);
}

/* One form for all that mean the same, which means the same again. */
static void
test_print (void **state)
{
  static const char *const forms[][2] = {
      {"", ""},
      {" tcp&&udp||ip ", "tcp and udp or ip"},
      {"!(tcp||udp)", "not (tcp or udp)"},
      {"tcp^^(ip and udp)", "tcp xor (ip and udp)"},
      {"tcp or udp or ip", "tcp or udp or ip"},
      {"(tcp or udp) and ip", "(tcp or udp) and ip"},
      {"tcp.port eq 0x50", "tcp.port == 0x50"},
      {"tcp.port in{80,90 ..100}", "tcp.port in {80, 90..100}"},
      {"all tcp.port all_ne 80", "all tcp.port != 80"},
      {"http.host==\"a\\x0a\\\"\"", "http.host == \"a\\x0a\\\"\""},
      {"http.request.method == GET", "http.request.method == \"GET\""},
      {"http.host~r\"a\\.b\"", "http.host matches r\"a\\.b\""},
      {"frame[ 0:4 , -1,5:] contains 'a'", "frame[0:4,-1,5:] contains 'a'"},
      {"ip.addr#2 == 1.2.3.4", "ip.addr#[2] == 1.2.3.4"},
      {"tcp.srcport+1==4*{tcp.dstport +3}", "tcp.srcport + 1 == 4 * {tcp.dstport + 3}"},
      {"len(http.host)<=-3", "len(http.host) <= -3"},
      {"ssl.record.version", "tls.record.version"},
      {"tcp.flags bitwise_and 2", "tcp.flags & 2"},
      {"tcp.port not in {1}", "tcp.port not in {1}"},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_autoptr (WgFilter) filter = compile (forms[i][0]), again = NULL;
      g_autofree char *text = wg_filter_print (filter), *second = NULL;

      assert_string_equal (text, forms[i][1]);
      again = compile (text);
      second = wg_filter_print (again);
      assert_string_equal (second, text);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (holding); i++)
    {
      g_autoptr (WgFilter) filter = compile (holding[i]);
      g_autofree char *text = wg_filter_print (filter);

      if (!matches (text))
        fail_msg ("%s was printed as %s", holding[i], text);
    }
}

static void
test_needs (void **state)
{
  g_autoptr (WgFilter) filter =
      compile ("tcp.port == 80 and len(http.host) > 3 or tcp.port > 9");

  assert_int_equal (wg_filter_n_needs (filter), 2);
  assert_string_equal (wg_filter_need (filter, 0)->key, "tcp.port");
  assert_string_equal (wg_filter_need (filter, 1)->key, "http.host");
}

static void
test_completion (void **state)
{
  static const struct
  {
    const char *text;
    guint cursor, off, len;
    const char *has, *lacks;
  } places[] = {
      {"tcp.po", 6, 0, 6, "tcp.port", "tcp"},
      {"tcp.po == 80", 4, 0, 6, "tcp.port", "udp.port"},
      {"", 0, 0, 0, "ah", "=="},
      {"up", 2, 0, 2, "upper(", "udp"},
      {"ip and TCP.FLAGS.S", 18, 7, 11, "tcp.flags.syn", "tcp.flags"},
      {"tcp.port ", 9, 9, 0, "==", "contains"},
      {"http.host c", 11, 10, 1, "contains", "count("},
      {"tcp.port == 80 a", 16, 15, 1, "and", "abs("},
      {"tls.handshake.type == serv", 26, 22, 4, "server_hello", "client_hello"},
      {"tls.handshake.type in {1, ", 26, 26, 0, "client_hello", "tcp"},
      {"tcp.flags.syn == t", 18, 17, 1, "true", "false"},
      {"icmp.type == E", 14, 13, 1, "\"Echo (ping) request\"", "Redirect"},
      {"not ", 4, 4, 0, "tcp", "=="},
      {"len(http.ho", 11, 4, 7, "http.host", "len("},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      WgFilterCompletion completion;

      wg_filter_complete (fields, places[i].text, places[i].cursor, &completion);
      assert_int_equal (completion.off, places[i].off);
      assert_int_equal (completion.len, places[i].len);
      assert_int_equal (completion.words->len, completion.labels->len);
      if (!g_ptr_array_find_with_equal_func (completion.words, places[i].has, g_str_equal, NULL)
          || g_ptr_array_find_with_equal_func (completion.words, places[i].lacks, g_str_equal,
                                               NULL))
        fail_msg ("%s: wrong candidates", places[i].text);
      wg_filter_completion_clear (&completion);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (test_meaning),    cmocka_unit_test (test_mistakes),
      cmocka_unit_test (test_near_names), cmocka_unit_test (test_print),
      cmocka_unit_test (test_needs),      cmocka_unit_test (test_completion),
  };
  return cmocka_run_group_tests (tests, make_fields, free_fields);
}
