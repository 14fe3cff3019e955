#include "rules.h"

static void
sink_close (WgSink *sink, WgRecordId id, const WgRecordType *type, gconstpointer record)
{
  RuleTest *test = (RuleTest *) sink;
  const WgFinding *finding = record;
  guint64 *count;

  if (type != &wg_finding_type)
    return;
  count = g_hash_table_lookup (test->counts, finding->id);
  if (count == NULL)
    {
      count = g_new0 (guint64, 1);
      g_hash_table_insert (test->counts, g_strdup (finding->id), count);
    }
  *count += MAX (finding->count, 1);
}

RuleTest *
rule_test_new (void)
{
  const WgPacket packet = {.frame = 1, .has_time = TRUE, .time_ns = 1000000000};
  RuleTest *test = g_new0 (RuleTest, 1);

  test->sink = wg_sink_deaf;
  test->sink.close = sink_close;
  test->options.verify_ns = G_MININT64;
  test->counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  test->check = wg_check_new (&test->options, &test->sink);
  wg_check_packet (test->check, &packet);
  wg_check_packets_over (test->check);
  return test;
}

void
rule_test_record (RuleTest *test, const WgRecordType *type, gconstpointer record)
{
  WgSink *sink = wg_check_sink (test->check);

  sink->close (sink, sink->open (sink, type, 1), type, record);
}

guint64
rule_test_finish (RuleTest *test, const char *id)
{
  const guint64 *count;
  guint64 seen;

  wg_check_finish (test->check);
  count = g_hash_table_lookup (test->counts, id);
  seen = count != NULL ? *count : 0;
  wg_check_free (test->check);
  g_hash_table_unref (test->counts);
  g_free (test);
  return seen;
}
