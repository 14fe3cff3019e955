#include "../unit.h"

#include "base/limits.h"
#include "dhcp/dhcp-records.h"
#include "dissect/starttls.h"
#include "dns/dns-records.h"
#include "ftp/ftp-records.h"
#include "rules.h"

/* Rules over logins and networks at the ceilings of what they remember. */

static void
connections_without_starttls_have_a_ceiling (void **state)
{
  RuleTest *test = rule_test_new ();
  const WgStarttls plain = {.head.conversation = -1,
                            .protocol = "smtp",
                            .listed_frame = 6,
                            .auth_frame = 6,
                            .auth = WG_SLICE_LITERAL ("PLAIN")};

  for (guint i = 0; i <= WG_LIMIT_STARTTLS_KEPT; i++)
    rule_test_record (test, &wg_starttls_type, &plain);
  assert_int_equal (rule_test_finish (test, "dg-starttls-not-offered"), WG_LIMIT_STARTTLS_KEPT);
}

static WgPacket
packet_at (guint32 frame)
{
  return (WgPacket){.frame = frame, .has_time = TRUE, .time_ns = 1000000000};
}

/* An answer of card @card that says where @ip is. */
static void
arp_answer (RuleTest *test, guint32 ip, guint8 card)
{
  guint8 link[12] = {2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, card};
  guint8 bytes[28] = {0, 1, 8, 0, 6, 4, 0, 2, 2, 0, 0, 0, 0, card};
  WgControl control = {.kind = WG_CONTROL_ARP,
                       .link = wg_slice (link, sizeof link),
                       .message = wg_slice (bytes, sizeof bytes)};
  WgPacket packet = packet_at (1);

  for (guint i = 0; i < 4; i++)
    bytes[14 + i] = (guint8) (ip >> (24 - 8 * i));
  wg_check_control (test->check, &packet, &control);
}

static void
addresses_have_a_ceiling (void **state)
{
  for (guint past = 0; past < 2; past++)
    {
      RuleTest *test = rule_test_new ();

      for (guint32 i = 0; i < WG_LIMIT_ARP_BINDINGS; i++)
        arp_answer (test, i + 1, 7);
      arp_answer (test, WG_LIMIT_ARP_BINDINGS + past, 8);
      arp_answer (test, WG_LIMIT_ARP_BINDINGS + past, 9);
      assert_int_equal (rule_test_finish (test, "arp-spoof") > 0, past == 0);
    }
}

static void
dns_answer (RuleTest *test, guint id, const char *address, gboolean asked)
{
  const WgDnsAnswer answer = {
      .name = WG_SLICE_LITERAL ("a.example.org"), .type = 1, .data = wg_slice_str (address)};
  const WgDnsQuery query = {1};
  const WgDnsResponse response = {.frame = 1, .answers = {&answer, 1}};
  const WgDnsRecord record = {.id = id,
                              .name = answer.name,
                              .type = 1,
                              .query = asked ? &query : NULL,
                              .response = &response};

  rule_test_record (test, &wg_dns_type, &record);
}

static void
answers_of_dns_have_a_ceiling (void **state)
{
  for (guint past = 0; past < 2; past++)
    {
      RuleTest *test = rule_test_new ();

      for (guint i = 0; i < WG_LIMIT_DNS_REMEMBERED; i++)
        dns_answer (test, i, "198.51.100.7", TRUE);
      dns_answer (test, WG_LIMIT_DNS_REMEMBERED - 1 + past, "198.51.100.8", FALSE);
      assert_int_equal (rule_test_finish (test, "dns-spoof") > 0, past == 0);
    }
}

static void
dns_question (RuleTest *test, const char *name)
{
  const WgDnsQuery query = {1};
  const WgDnsRecord record = {.name = wg_slice_str (name), .type = 16, .query = &query};

  rule_test_record (test, &wg_dns_type, &record);
}

static void
domains_have_a_ceiling (void **state)
{
  for (guint past = 0; past < 2; past++)
    {
      RuleTest *test = rule_test_new ();

      for (guint i = 0; i < WG_LIMIT_DNS_TALKS - 1 + past; i++)
        {
          g_autofree char *name = g_strdup_printf ("a.d%u.example", i);
          dns_question (test, name);
        }
      for (guint i = 0; i < 60; i++)
        {
          g_autofree char *number = g_strdup_printf ("%u", i);
          g_autofree char *label = g_compute_checksum_for_string (G_CHECKSUM_SHA1, number, -1);
          g_autofree char *name = g_strconcat (label, ".tunnel.example", NULL);
          dns_question (test, name);
        }
      assert_int_equal (rule_test_finish (test, "dns-tunnel") > 0, past == 0);
    }
}

/* A SYN that nobody answered. */
static void
lonely_syn (RuleTest *test, guint id, guint16 port, guint8 host)
{
  WgFlow flow = {.id = id,
                 .first_frame = 1,
                 .first_ns = 1000000000,
                 .last_ns = 1000000000,
                 .ip_version = 4,
                 .protocol = 6,
                 .end = {{{10, 0, 0, host}, 40000}, {{192, 0, 2, 1}, port}}};

  flow.tcp.half[0].syn = TRUE;
  flow.tcp.half[0].packets = 2;
  wg_check_flow_over (test->check, &flow);
}

static void
tries_have_a_ceiling (void **state)
{
  for (guint past = 0; past < 2; past++)
    {
      RuleTest *test = rule_test_new ();

      for (guint i = 0; i < WG_LIMIT_TRIES - 15 + past; i++)
        lonely_syn (test, i, 80, 2);
      for (guint i = 0; i < 15; i++)
        lonely_syn (test, i, (guint16) (1000 + i), 3);
      assert_int_equal (rule_test_finish (test, "scan-ports") > 0, past == 0);
    }
}

/* A reset whose time to live is not its sender's, and data behind it. */
static void
forged (RuleTest *test, guint id, gboolean over)
{
  WgFlow flow = {.id = id, .first_frame = 1, .ip_version = 4, .protocol = 6};
  const WgSegment segment = {.protocol = 6, .tcp_flags = WG_TCP_RST, .hops = 200};
  WgPacket packet = packet_at (1);

  flow.tcp.half[1].packets = 3;
  flow.tcp.half[1].hops = 64;
  wg_check_segment (test->check, &flow, 1, &packet, &segment);
  flow.tcp.half[1].bytes = 100;
  if (over)
    wg_check_flow_over (test->check, &flow);
}

static void
forged_resets_have_a_ceiling (void **state)
{
  for (guint past = 0; past < 2; past++)
    {
      RuleTest *test = rule_test_new ();

      for (guint i = 0; i < WG_LIMIT_RESETS_KEPT - 1 + past; i++)
        forged (test, i, FALSE);
      forged (test, WG_LIMIT_RESETS_KEPT + 1, TRUE);
      assert_int_equal (rule_test_finish (test, "tcp-overlap-or-injection") > 0, past == 0);
    }
}

static void
advertise (RuleTest *test, guint8 router)
{
  static const guint8 bytes[16] = {134, 0, 0, 0, 64, 0, 7, 8};
  const WgControl control = {.kind = WG_CONTROL_ICMPV6,
                             .src = {0xfe, 0x80, [15] = router},
                             .hops = 255,
                             .message = wg_slice (bytes, sizeof bytes),
                             .wire_len = sizeof bytes};
  WgPacket packet = packet_at (1);

  wg_check_control (test->check, &packet, &control);
}

static void
routers_have_a_ceiling (void **state)
{
  RuleTest *test = rule_test_new ();

  for (guint8 i = 0; i <= WG_LIMIT_ROUTERS; i++)
    advertise (test, i);
  assert_int_equal (rule_test_finish (test, "ipv6-rogue-ra"), WG_LIMIT_ROUTERS);
}

static void
ping (RuleTest *test, guint host, guint8 number)
{
  guint8 bytes[16] = {8, 0, 0, 0, 0, 1, 0, number, 1, 2, 3};
  WgControl control = {.kind = WG_CONTROL_ICMP,
                       .src = {10, 0, 0, 1},
                       .dst = {10, 1, (guint8) (host >> 8), (guint8) host},
                       .message = wg_slice (bytes, sizeof bytes),
                       .wire_len = sizeof bytes};
  WgPacket packet = packet_at (1);
  guint8 other[16];

  wg_check_control (test->check, &packet, &control);
  bytes[0] = 0;
  bytes[9] = 99;
  memcpy (other, control.src, sizeof other);
  memcpy (control.src, control.dst, sizeof other);
  memcpy (control.dst, other, sizeof other);
  wg_check_control (test->check, &packet, &control);
}

static void
pairs_that_ping_have_a_ceiling (void **state)
{
  for (guint past = 0; past < 2; past++)
    {
      RuleTest *test = rule_test_new ();

      for (guint i = 0; i < WG_LIMIT_PINGED; i++)
        ping (test, i, 1);
      for (guint8 i = 2; i < 6; i++)
        ping (test, WG_LIMIT_PINGED - 1 + past, i);
      assert_int_equal (rule_test_finish (test, "icmp-tunnel") > 0, past == 0);
    }
}

/* An offer of a server on the virtual network @vlan, to a question of its own or to all's. */
static void
offer (RuleTest *test, guint8 vlan, guint16 server, gboolean shared)
{
  const guint8 bytes[18] = {
      2, 0, 0, 0, 0, 1, 2, 0, 0, 0, (guint8) (server >> 8), (guint8) server, 0x81, 0, 0, vlan};
  WgPacket packet = packet_at (1);
  g_autofree char *text = g_strdup_printf ("10.0.%u.%u", server >> 8, server & 0xff);
  const WgSlice routers[] = {wg_slice_str (text)};
  const WgDhcpRecord record = {.frame = 1,
                               .reply = TRUE,
                               .type = 2,
                               .id = shared ? WG_SLICE_LITERAL ("all ") : wg_slice_str (text),
                               .card = shared ? WG_SLICE_LITERAL ("card") : wg_slice_str (text),
                               .server_id = routers[0],
                               .routers = {routers, 1},
                               .your_ip = 1};

  packet.linktype = 1;
  packet.bytes = wg_slice (bytes, sizeof bytes);
  wg_check_packet (test->check, &packet);
  rule_test_record (test, &wg_dhcp_type, &record);
}

static void
servers_of_dhcp_have_a_ceiling (void **state)
{
  for (guint past = 0; past < 2; past++)
    {
      RuleTest *test = rule_test_new ();

      for (guint8 i = 0; i < WG_LIMIT_DHCP_SERVERS - 2 + past; i++)
        offer (test, i, i, FALSE);
      offer (test, 200, 300, TRUE);
      offer (test, 200, 301, TRUE);
      assert_int_equal (rule_test_finish (test, "dhcp-rogue") > 0, past == 0);
    }
}

static void
discover (RuleTest *test, guint8 vlan, guint8 client)
{
  const guint8 bytes[18] = {2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 1, 0x81, 0, 0, vlan};
  const guint8 card[6] = {2, 1, 1, 1, 1, client};
  const WgDhcpRecord record = {.frame = 1, .type = 1, .card = wg_slice (card, sizeof card)};
  WgPacket packet = packet_at (1);

  packet.linktype = 1;
  packet.bytes = wg_slice (bytes, sizeof bytes);
  wg_check_packet (test->check, &packet);
  rule_test_record (test, &wg_dhcp_type, &record);
}

static void
networks_with_dhcp_have_a_ceiling (void **state)
{
  for (guint past = 0; past < 2; past++)
    {
      RuleTest *test = rule_test_new ();

      for (guint8 i = 0; i < WG_LIMIT_DHCP_SEGMENTS - 1 + past; i++)
        discover (test, i, 1);
      for (guint8 i = 0; i < 20; i++)
        discover (test, 200, i);
      assert_int_equal (rule_test_finish (test, "dhcp-starvation") > 0, past == 0);
    }
}

/* The one too many is judged before the server can be seen to go to the client after all. */
static void
bounces_have_a_ceiling (void **state)
{
  for (guint past = 0; past < 2; past++)
    {
      RuleTest *test = rule_test_new ();
      const WgFlow flow = {.ip_version = 4, .protocol = 6};
      const WgSegment segment = {.protocol = 6, .tcp_flags = WG_TCP_SYN, .dst.port = 2000};
      WgFtpData data = {.frame = 1, .command = "PORT", .place = {4, {127, 0, 0, 1}, 2000}};
      WgPacket packet = packet_at (1);
      WgFlow known = {.id = 7, .ip_version = 4, .protocol = 6};

      wg_check_flow (test->check, &known);
      data.head.conversation = 7;
      for (guint i = 0; i < WG_LIMIT_FTP_BOUNCES + past; i++)
        rule_test_record (test, &wg_ftp_data_type, &data);
      wg_check_segment (test->check, &flow, 1, &packet, &segment);
      assert_int_equal (rule_test_finish (test, "ftp-bounce"), past);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (connections_without_starttls_have_a_ceiling),
      cmocka_unit_test (addresses_have_a_ceiling),
      cmocka_unit_test (answers_of_dns_have_a_ceiling),
      cmocka_unit_test (domains_have_a_ceiling),
      cmocka_unit_test (tries_have_a_ceiling),
      cmocka_unit_test (forged_resets_have_a_ceiling),
      cmocka_unit_test (routers_have_a_ceiling),
      cmocka_unit_test (pairs_that_ping_have_a_ceiling),
      cmocka_unit_test (servers_of_dhcp_have_a_ceiling),
      cmocka_unit_test (networks_with_dhcp_have_a_ceiling),
      cmocka_unit_test (bounces_have_a_ceiling),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
