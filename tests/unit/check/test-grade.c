#include "../unit.h"

#include "check/grade.h"

static const WgFindingType *const basic = &wg_finding_cred_http_basic_cleartext;

/* One letter a thing that is seen of a server:
 * c h m l i: a finding of that severity; an upper-case letter: of low confidence; ! behind it:
 * an attempt, #: of group F. t x s: handshake, certificate, HSTS are good; T X: they are not.
 * ?: not visible
 */
typedef struct
{
  const char *seen;
  const char *grade; /* %NULL: none */
  gboolean at_best;
} Case;

static const Case cases[] = {
    {"c", "F", FALSE},    {"h", "D", FALSE},    {"m", "C", FALSE},     {"l", "B", FALSE},
    {"i", NULL, FALSE},   {"", NULL, FALSE},    {"?", NULL, FALSE},    {"s", NULL, FALSE},
    {"C", "D", FALSE},    {"H", "C", FALSE},    {"M", "B", FALSE},     {"L", NULL, FALSE},
    {"Ltx", "A", FALSE},  {"itx", "A", FALSE},  {"tx", "A", FALSE},    {"txs", "A+", FALSE},
    {"txsi", "A", FALSE}, {"txs?", "A", TRUE},  {"t", NULL, FALSE},    {"ts?", NULL, FALSE},
    {"x", NULL, FALSE},   {"txT", NULL, FALSE}, {"txsX", NULL, FALSE}, {"txsl", "B", FALSE},
    {"lmhc", "F", FALSE}, {"cl", "F", FALSE},   {"c?", "F", FALSE},    {"h?", "D", TRUE},
    {"c!", "D", FALSE},   {"h!", "C", FALSE},   {"m!", "B", FALSE},    {"i!", NULL, FALSE},
    {"txi!", "A", FALSE}, {"c!h", "D", FALSE},  {"C!", "C", FALSE},    {"c#", "F", FALSE},
    {"c#!", "B", FALSE},  {"m#!", "B", FALSE},  {"l#!tx", "A", FALSE},
};

static WgParties
server (guint8 number, guint16 port)
{
  return (WgParties){.conversation = 0,
                     .server = {.address = {192, 0, 2, number}, .port = port},
                     .ip_version = 4,
                     .protocol = 6};
}

static void
take (WgGrades *grades, const WgParties *ends, const char *seen)
{
  static const char severities[] = "?ilmhc";
  static const WgFindingType attack = {.id = "attack", .group = "F"};
  const char *at = strchr (severities, g_ascii_tolower (*seen));
  gsize marks = strspn (seen + 1, "#!");
  gboolean is_attack = memchr (seen + 1, '#', marks) != NULL;
  WgFinding finding = {.type = is_attack ? &attack : basic,
                       .id = is_attack ? attack.id : basic->id,
                       .severity = (gint32) (at - severities),
                       .confidence =
                           g_ascii_isupper (*seen) ? WG_CONFIDENCE_LOW : WG_CONFIDENCE_HIGH,
                       .outcome = memchr (seen + 1, '!', marks) != NULL ? WG_OUTCOME_ATTEMPT
                                                                        : WG_OUTCOME_EXPOSURE,
                       .server = {"192.0.2.1", ends->server.port}};

  wg_grades_take (grades, &finding, ends);
}

static void
see (WgGrades *grades, const WgParties *ends, const char *seen)
{
  for (; *seen != '\0'; seen++)
    switch (*seen)
      {
      case 't':
      case 'T':
        wg_grades_proof (grades, ends, WG_PROOF_HANDSHAKE, *seen == 't');
        break;
      case 'x':
      case 'X':
        wg_grades_proof (grades, ends, WG_PROOF_CERTIFICATE, *seen == 'x');
        break;
      case 's':
        wg_grades_proof (grades, ends, WG_PROOF_HSTS, TRUE);
        break;
      case '?':
        wg_grades_not_visible (grades, ends, "certificate", "TLS 1.3 encrypts it");
        break;
      case '!':
      case '#':
        break;
      default:
        take (grades, ends, seen);
      }
}

static void
the_rule_is_kept (void **state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      WgGrades *grades = wg_grades_new ();
      WgParties ends = server (1, 443);
      WgSummary summary = {0};
      const WgServerGrade *row;

      see (grades, &ends, cases[i].seen);
      wg_grades_fill (grades, &summary);
      row = summary.servers.items;
      if (g_strcmp0 (summary.grade, cases[i].grade) != 0
          || (summary.servers.n > 0 && g_strcmp0 (row->grade, cases[i].grade) != 0)
          || (summary.servers.n > 0 && row->at_best != cases[i].at_best))
        fail_msg ("'%s': %s, not %s", cases[i].seen, summary.grade, cases[i].grade);
      wg_grades_free (grades);
    }
}

static void
the_finding_that_holds_it_down_is_named (void **state)
{
  WgGrades *grades = wg_grades_new ();
  WgParties good = server (1, 443), bad = server (1, 8443);
  WgSummary summary = {0};
  const WgServerGrade *row;

  see (grades, &good, "txs");
  see (grades, &bad, "itxm");
  wg_grades_fill (grades, &summary);
  row = summary.servers.items;
  assert_int_equal (summary.servers.n, 2);
  assert_string_equal (summary.grade, "C");
  assert_string_equal (row[0].grade, "A+");
  assert_null (row[0].worst);
  assert_string_equal (row[1].grade, "C");
  assert_string_equal (row[1].worst, basic->id);
  assert_int_equal (row[1].server.port, 8443);
  wg_grades_free (grades);
}

static void
findings_about_clients_count_for_no_server (void **state)
{
  WgGrades *grades = wg_grades_new ();
  WgParties ends = server (1, 443);
  WgFinding finding = {.type = basic, .severity = WG_SEVERITY_CRITICAL, .server = {NULL, -1}};
  WgSummary summary = {0};

  wg_grades_take (grades, &finding, &ends);
  wg_grades_fill (grades, &summary);
  assert_null (summary.grade);
  assert_int_equal (summary.servers.n, 0);
  wg_grades_free (grades);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (the_rule_is_kept),
      cmocka_unit_test (the_finding_that_holds_it_down_is_named),
      cmocka_unit_test (findings_about_clients_count_for_no_server),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
