#include "../unit.h"

#include "base/limits.h"
#include "stream/flow.h"

static guint gone;

static void
on_gone (gpointer user, WgFlow *flow)
{
  gone++;
}

static WgSegment
segment (guint src, guint16 src_port, guint dst, guint16 dst_port, guint8 flags, guint32 seq)
{
  WgSegment s = {.ip_version = 4, .protocol = 6, .tcp_flags = flags, .seq = seq};

  s.src = (WgEndpoint){.address = {10, 0, (guint8) (src >> 8), (guint8) src}, .port = src_port};
  s.dst = (WgEndpoint){.address = {10, 0, (guint8) (dst >> 8), (guint8) dst}, .port = dst_port};
  return s;
}

static void
both_directions_are_one_flow (void **state)
{
  g_autoptr (WgFlowTable) table = wg_flow_table_new (16, 5, on_gone, NULL);
  WgSegment there = segment (1, 4000, 2, 80, WG_TCP_SYN, 9);
  WgSegment back = segment (2, 80, 1, 4000, WG_TCP_SYN | WG_TCP_ACK, 7);
  WgSegment other = segment (1, 4001, 2, 80, WG_TCP_SYN, 9);
  guint dir;
  WgFlow *flow = wg_flow_table_get (table, &there, 1, 0, &dir);

  assert_int_equal (dir, 0);
  assert_int_equal (flow->id, 5);
  assert_ptr_equal (wg_flow_table_get (table, &back, 2, 0, &dir), flow);
  assert_int_equal (dir, 1);
  assert_ptr_not_equal (wg_flow_table_get (table, &other, 3, 0, &dir), flow);
}

static void
the_client_sends_the_syn_or_talks_to_the_low_port (void **state)
{
  g_autoptr (WgFlowTable) table = wg_flow_table_new (16, 0, on_gone, NULL);
  WgSegment answer = segment (2, 80, 1, 4000, WG_TCP_SYN | WG_TCP_ACK, 7);
  WgSegment data = segment (3, 443, 1, 4000, WG_TCP_ACK, 7);
  WgSegment high = segment (4, 5000, 1, 4000, WG_TCP_ACK, 7);
  guint dir;

  wg_flow_table_get (table, &answer, 1, 0, &dir);
  assert_int_equal (dir, 1);
  wg_flow_table_get (table, &data, 2, 0, &dir);
  assert_int_equal (dir, 1);
  wg_flow_table_get (table, &high, 3, 0, &dir);
  assert_int_equal (dir, 0);
}

static void
a_new_syn_on_old_ports_is_a_new_flow (void **state)
{
  g_autoptr (WgFlowTable) table = wg_flow_table_new (16, 0, on_gone, NULL);
  WgSegment syn = segment (1, 4000, 2, 80, WG_TCP_SYN, 9), again = syn;
  guint dir;
  WgFlow *flow = wg_flow_table_get (table, &syn, 1, 0, &dir);

  flow->tcp.half[0] = (WgTcpHalf){.started = TRUE, .syn = TRUE, .low_seq = 10};
  assert_int_equal (wg_flow_table_get (table, &again, 2, 0, &dir)->id, 0);
  again.seq = 70000;
  gone = 0;
  assert_int_equal (wg_flow_table_get (table, &again, 3, 0, &dir)->id, 1);
  assert_int_equal (gone, 1);
}

static void
at_the_ceiling_the_idle_one_goes (void **state)
{
  g_autoptr (WgFlowTable) table = wg_flow_table_new (100, 0, on_gone, NULL);
  guint dir;

  gone = 0;
  for (guint i = 0; i < 10000; i++)
    {
      WgSegment busy = segment (1, 4000, 2, 80, WG_TCP_ACK, i);
      WgSegment scan = segment (3, 4000, 1000 + i, 80, WG_TCP_ACK, i);
      assert_int_equal (wg_flow_table_get (table, &busy, i + 1, 0, &dir)->id, 0);
      wg_flow_table_get (table, &scan, i + 1, 0, &dir);
      if (i == 98)
        assert_int_equal (gone, 0);
    }
  assert_int_equal (gone, 10001 - 100);
}

static void
conversations_have_a_ceiling (void **state)
{
  g_autoptr (WgFlowTable) table = wg_flow_table_new (WG_LIMIT_FLOWS, 0, on_gone, NULL);
  guint dir;

  gone = 0;
  for (guint i = 0; i <= WG_LIMIT_FLOWS; i++)
    {
      WgSegment s =
          segment (3, (guint16) (1 + (i & 0x7fff)), 1000 + (i >> 15), 80, WG_TCP_ACK, i);
      wg_flow_table_get (table, &s, i + 1, 0, &dir);
      assert_int_equal (gone, i < WG_LIMIT_FLOWS ? 0 : 1);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (both_directions_are_one_flow),
      cmocka_unit_test (the_client_sends_the_syn_or_talks_to_the_low_port),
      cmocka_unit_test (a_new_syn_on_old_ports_is_a_new_flow),
      cmocka_unit_test (at_the_ceiling_the_idle_one_goes),
      cmocka_unit_test (conversations_have_a_ceiling),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
