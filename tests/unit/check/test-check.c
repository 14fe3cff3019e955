#include "../unit.h"

#include "base/limits.h"
#include "check/claim.h"
#include "check/clock.h"
#include "check/grade.h"
#include "tls/tls-records.h"

static const WgFindingType *const basic = &wg_finding_cred_http_basic_cleartext;

static WgParties
parties (guint8 client, guint8 server, guint16 port)
{
  return (WgParties){
      .conversation = client,
      .client = {.address = {10, 0, 0, client}, .port = (guint16) (40000 + client)},
      .server = {.address = {192, 0, 2, server}, .port = port},
      .ip_version = 4,
      .protocol = 6};
}

static WgClaim *
raise_named (WgClaims *claims, guint number, guint32 frame)
{
  WgParties ends = parties (1, 1, 80);
  g_autofree char *name = g_strdup_printf ("%u", number);
  return wg_claims_raise (claims, basic, 0, &ends, wg_slice_str (name), frame);
}

static void
what_is_seen_again_is_counted (void **state)
{
  WgClaims *claims = wg_claims_new ();
  WgParties one = parties (1, 1, 80), again = one, other = parties (2, 1, 80);
  g_autoptr (GPtrArray) list = NULL;
  const WgClaim *claim;

  again.conversation = 7;
  again.client.port = 41000;
  wg_claims_raise (claims, basic, 0, &other, WG_SLICE_NONE, 30);
  wg_claims_raise (claims, basic, 0, &one, WG_SLICE_NONE, 20);
  wg_claims_raise (claims, basic, WG_SEVERITY_CRITICAL, &again, WG_SLICE_NONE, 10);
  list = wg_claims_list (claims);
  assert_int_equal (list->len, 2);
  claim = g_ptr_array_index (list, 0);
  assert_int_equal (claim->finding.count, 2);
  assert_int_equal (claim->finding.severity, WG_SEVERITY_CRITICAL);
  assert_int_equal (claim->finding.conversations.n, 2);
  assert_int_equal (((const guint32 *) claim->finding.frames.items)[0], 10);
  assert_string_equal (claim->finding.client.ip, "10.0.0.1");
  assert_string_equal (claim->finding.server.ip, "192.0.2.1");
  assert_int_equal (claim->finding.server.port, 80);
  claim = g_ptr_array_index (list, 1);
  assert_int_equal (claim->finding.count, 0);
  wg_claims_free (claims);
}

static void
the_words_of_the_worst_stay (void **state)
{
  WgClaims *claims = wg_claims_new ();
  WgParties ends = parties (1, 1, 80);
  g_autoptr (GPtrArray) list = NULL;
  const WgClaim *claim;

  wg_claim_say (wg_claims_raise (claims, basic, WG_SEVERITY_LOW, &ends, WG_SLICE_NONE, 1), "a");
  wg_claim_say (wg_claims_raise (claims, basic, WG_SEVERITY_HIGH, &ends, WG_SLICE_NONE, 2),
                "b");
  wg_claim_say (wg_claims_raise (claims, basic, WG_SEVERITY_HIGH, &ends, WG_SLICE_NONE, 3),
                "c");
  list = wg_claims_list (claims);
  claim = g_ptr_array_index (list, 0);
  assert_true (wg_slice_is (claim->finding.detail, "b"));
  wg_claims_free (claims);
}

static void
between_programs_of_one_machine_it_is_a_remark (void **state)
{
  WgClaims *claims = wg_claims_new ();
  WgParties ends = parties (1, 1, 80);
  g_autoptr (GPtrArray) list = NULL;
  const WgClaim *claim;

  ends.server.address[0] = 127;
  wg_claims_raise (claims, basic, WG_SEVERITY_CRITICAL, &ends, WG_SLICE_NONE, 1);
  list = wg_claims_list (claims);
  claim = g_ptr_array_index (list, 0);
  assert_int_equal (claim->finding.severity, WG_SEVERITY_INFO);
  assert_string_equal (claim->finding.scope, "loopback");
  wg_claims_free (claims);
}

static void
values_are_found_in_the_text_they_are_part_of (void **state)
{
  static const guint8 text[] = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  WgClaims *claims = wg_claims_new ();
  WgClaim *claim;
  const WgEvidence *evidence;

  wg_claims_place (claims, 0, (WgPlace){wg_slice (text, sizeof text - 1), {3, 54, 22}});
  claim = raise_named (claims, 1, 4);
  wg_claim_show (claim, 4, "http.host", wg_slice (text + 22, 0));
  wg_claim_show (claim, 4, "http.request.method", wg_slice (text, 3));
  wg_claim_show (claim, 4, "http.host", wg_slice (text + 21, 2)); /* half in the next packet */
  evidence = &g_array_index (claim->evidence, WgEvidence, 0);
  assert_int_equal (evidence[0].offset, -1);
  assert_int_equal (evidence[1].frame, 3);
  assert_int_equal (evidence[1].offset, 54);
  assert_int_equal (evidence[1].length, 3);
  assert_int_equal (evidence[2].offset, -1);
  wg_claims_place (claims, 0, (WgPlace){WG_SLICE_NONE, {0}});
  wg_claim_show (claim, 4, "http.request.version", wg_slice (text + 6, 8));
  evidence = &g_array_index (claim->evidence, WgEvidence, 3);
  assert_int_equal (evidence->offset, -1);
  wg_claims_free (claims);
}

static void
findings_of_a_type_have_a_ceiling (void **state)
{
  WgClaims *claims = wg_claims_new ();
  g_autoptr (GPtrArray) list = NULL;

  for (guint i = 0; i < WG_LIMIT_FINDINGS_OF_TYPE; i++)
    raise_named (claims, i, i + 1);
  assert_int_equal (wg_claims_left_out (claims), 0);
  wg_claim_say (raise_named (claims, WG_LIMIT_FINDINGS_OF_TYPE, 1), "past the ceiling");
  assert_int_equal (wg_claims_left_out (claims), 1);
  list = wg_claims_list (claims);
  assert_int_equal (list->len, WG_LIMIT_FINDINGS_OF_TYPE);
  wg_claims_free (claims);
}

static void
findings_have_a_ceiling (void **state)
{
  g_autofree WgFindingType *types = g_new (WgFindingType, WG_LIMIT_FINDINGS + 1);
  WgClaims *claims = wg_claims_new ();

  for (guint i = 0; i <= WG_LIMIT_FINDINGS; i++)
    {
      types[i] = *basic;
      assert_int_equal (wg_claims_left_out (claims), 0);
      wg_claims_raise (claims, &types[i], 0, NULL, WG_SLICE_NONE, 1);
    }
  assert_int_equal (wg_claims_left_out (claims), 1);
  wg_claims_free (claims);
}

static void
what_one_finding_holds_has_ceilings (void **state)
{
  WgClaims *claims = wg_claims_new ();
  g_autofree guint8 *long_text = g_malloc0 (WG_LIMIT_FINDING_VALUE + 1);
  WgClaim *claim = NULL;

  memset (long_text, 'x', WG_LIMIT_FINDING_VALUE + 1);
  for (guint i = 0; i <= MAX (WG_LIMIT_FINDING_FRAMES, WG_LIMIT_FINDING_CONVERSATIONS); i++)
    {
      WgParties ends = parties (1, 1, 80);
      g_autofree char *value = g_strdup_printf ("%u", i);

      ends.conversation = i;
      claim = wg_claims_raise (claims, basic, 0, &ends,
                               wg_slice (long_text, WG_LIMIT_FINDING_NAME + 1), i + 1);
      wg_claim_show (claim, i + 1, "http.host", wg_slice_str (value));
    }
  assert_int_equal (claim->frames->len, WG_LIMIT_FINDING_FRAMES);
  assert_int_equal (claim->conversations->len, WG_LIMIT_FINDING_CONVERSATIONS);
  assert_int_equal (claim->evidence->len, WG_LIMIT_FINDING_EVIDENCE);
  assert_int_equal (claim->finding.name.len, WG_LIMIT_FINDING_NAME);
  claim = raise_named (claims, 1, 1);
  wg_claim_show (claim, 1, "http.host", wg_slice (long_text, WG_LIMIT_FINDING_VALUE + 1));
  assert_int_equal (g_array_index (claim->evidence, WgEvidence, 0).value.len,
                    WG_LIMIT_FINDING_VALUE);
  wg_claims_free (claims);
}

static void
graded_servers_have_a_ceiling (void **state)
{
  WgGrades *grades = wg_grades_new ();
  WgSummary summary = {0};

  for (guint i = 0; i <= WG_LIMIT_GRADED_SERVERS; i++)
    {
      WgParties ends = parties (1, 1, (guint16) (i + 1));
      wg_grades_not_visible (grades, &ends, "certificate", "TLS 1.3 encrypts it");
    }
  wg_grades_fill (grades, &summary);
  assert_int_equal (summary.not_visible.n, WG_LIMIT_GRADED_SERVERS);
  wg_grades_free (grades);
}

/* A sink that keeps what the summary says cannot be seen. */
typedef struct
{
  WgSink sink;
  GString *hidden;
} Hidden;

static void
on_close (WgSink *sink, WgRecordId id, const WgRecordType *type, gconstpointer record)
{
  Hidden *hidden = (Hidden *) sink;
  const WgSummary *summary = record;

  for (guint i = 0; type == &wg_summary_type && i < summary->not_visible.n; i++)
    {
      const WgNotVisible *one = &((const WgNotVisible *) summary->not_visible.items)[i];
      g_string_append_printf (hidden->hidden, "%s,", one->what);
    }
}

static char *
hidden_of (gint32 version, gboolean decrypted, guint n_hellos)
{
  static const WgCheckOptions options = {.verify_ns = G_MININT64};
  Hidden hidden = {wg_sink_deaf, g_string_new (NULL)};
  g_autoptr (WgCheck) check = wg_check_new (&options, &hidden.sink);
  g_autofree WgTlsServerHelloRecord *hellos = g_new0 (WgTlsServerHelloRecord, 1);
  WgTlsConnection tls = {.version = version, .decrypted = decrypted};
  WgFlow flow = {.ip_version = 4, .protocol = 6};

  hidden.sink.close = on_close;
  hellos->version = hellos->cipher = -1;
  tls.server_hellos = (WgList){hellos, n_hellos};
  wg_check_flow (check, &flow);
  wg_check_sink (check)->close (wg_check_sink (check), 1, &wg_tls_connection_type, &tls);
  wg_check_finish (check);
  return g_string_free (hidden.hidden, FALSE);
}

static void
what_is_encrypted_is_told (void **state)
{
  g_autofree char *tls12 = hidden_of (0x0303, FALSE, 1), *tls13 = hidden_of (0x0304, FALSE, 1);
  g_autofree char *opened = hidden_of (0x0304, TRUE, 1), *lost = hidden_of (-1, FALSE, 0);

  assert_string_equal (tls12, "application data,");
  assert_string_equal (tls13, "application data,client certificate,certificate,");
  assert_string_equal (opened, "");
  assert_string_equal (lost, "handshake,");
}

static void
the_clock_knows_the_last_packets_exactly (void **state)
{
  WgClock *clock = wg_clock_new ();

  for (guint32 frame = 1; frame <= 100000; frame++)
    wg_clock_add (clock, frame, frame * 10);
  assert_int_equal (wg_clock_at (clock, 100000), 1000000);
  assert_int_equal (wg_clock_at (clock, 90000), 900000);
  assert_in_range (wg_clock_at (clock, 1000), 9600, 10400);
  assert_true (wg_clock_at (clock, 0) == G_MININT64);
  assert_true (wg_clock_at (clock, 100001) == G_MININT64);
  wg_clock_free (clock);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (what_is_seen_again_is_counted),
      cmocka_unit_test (the_words_of_the_worst_stay),
      cmocka_unit_test (between_programs_of_one_machine_it_is_a_remark),
      cmocka_unit_test (values_are_found_in_the_text_they_are_part_of),
      cmocka_unit_test (findings_of_a_type_have_a_ceiling),
      cmocka_unit_test (findings_have_a_ceiling),
      cmocka_unit_test (what_one_finding_holds_has_ceilings),
      cmocka_unit_test (graded_servers_have_a_ceiling),
      cmocka_unit_test (what_is_encrypted_is_told),
      cmocka_unit_test (the_clock_knows_the_last_packets_exactly),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
