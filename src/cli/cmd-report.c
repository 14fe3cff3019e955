#include "cli/cli.h"
#include "cli/filter.h"
#include "cli/keys.h"
#include "cli/outfile.h"
#include "cli/progress.h"
#include "cli/terminal.h"
#include "cli/trust.h"
#include "report/catalogue-text.h"
#include "report/report.h"

#include <fcntl.h>
#include <unistd.h>

static const WgCliHelp help = {
    .command = "report",
    .usage = "FILE... [-f FORMAT] [-o OUT]",
    .summary = "What captures hold and what in them puts somebody at risk. FILE '-' is "
               "standard input.",
    .examples =
        "Example: wiregloss report -f json -o report.json *.pcap\n"
        "Exit status: 0 done, 1 --fail-on was reached, 2 usage, 3 a capture could not be read\n"
        "(the others are done), 4 keys or roots cannot be used, 5 output could not be written.",
};

typedef struct
{
  char *format_name;
  char *out;
  char *jobs_text;
  char *colour;
  char *min_severity, *fail_on;
  char *expression;
  const WgFilter *filter; /* or %NULL */
  char **only;
  WgCliKeys keys;
  WgCliTrust trust;
  gboolean compare, hashes, reveal, quiet, no_findings;
  WgCheckOptions check;
  WgSeverity fail_at; /* 0: never */
  const WgReportFormat *format;
  guint64 jobs;
} Options;

typedef struct
{
  const Options *options;
  WgOutFile *file;
  WgProgress *progress;
  const WgSecrets *secrets;
  WgReport *made;
  WgFilterSink *sink;      /* in front of @made's, or %NULL */
  guint64 n_conversations; /* of the captures before */
  guint64 n_reaching;      /* findings that --fail-on is about */
  guint n_done;
  guint n_failed;
} Report;

static gboolean
on_progress (gpointer user, guint64 done, guint64 size, guint32 packets)
{
  Report *report = user;

  wg_progress_update (report->progress, done, size, packets);
  return !wg_output_failed (wg_outfile_output (report->file));
}

/* What a person should know although the report tells it too. */
static void
warn (const char *path, const WgCaptureFacts *facts)
{
  if (facts->cut_short)
    wg_cli_say ("%s: the file ends inside packet %u; what came before is reported", path,
                facts->packets + 1);
  if (facts->skipped != NULL && facts->skipped->len > 0)
    {
      const WgSkipped *skipped = &g_array_index (facts->skipped, WgSkipped, 0);
      wg_cli_say ("%s: damaged at offset %" G_GUINT64_FORMAT ": %s; the rest is reported", path,
                  skipped->off, skipped->why);
    }
}

static void
take_capture (Report *report, const char *path, const WgCaptureFacts *facts)
{
  report->n_done++;
  report->n_conversations += facts->conversations;
  if (!report->options->quiet)
    warn (path, facts);
  for (guint i = report->options->fail_at; i > 0 && i < WG_N_SEVERITIES; i++)
    report->n_reaching += report->sink != NULL
                              ? wg_filter_sink_n_findings (report->sink, (WgSeverity) i)
                              : facts->findings[i];
  report->made->capture (report->made, path, facts);
}

static void
drop_capture (Report *report, const GError *error)
{
  report->n_failed++;
  wg_cli_say ("%s", error->message);
  report->made->drop (report->made);
}

/* Offsets into the file mean nothing where it is compressed, or gone once it is read. */
static gboolean
is_plain (const char *path)
{
  static const char *const compressed[] = {"\x1f\x8b", "\x28\xb5\x2f\xfd", "\x04\x22\x4d\x18"};
  char first[4] = {0};
  int fd = strcmp (path, "-") != 0 && g_file_test (path, G_FILE_TEST_IS_REGULAR)
               ? open (path, O_RDONLY | O_CLOEXEC)
               : -1;
  gboolean plain = fd >= 0 && read (fd, first, sizeof first) == sizeof first;

  for (gsize i = 0; i < G_N_ELEMENTS (compressed); i++)
    plain = plain && memcmp (first, compressed[i], strlen (compressed[i])) != 0;
  if (fd >= 0)
    close (fd);
  return plain;
}

static void
on_flow (gpointer user, const WgFlow *flow)
{
  Report *report = user;
  wg_filter_sink_flow (report->sink, flow);
}

/* FALSE: the output failed, there is no use in going on. */
static gboolean
report_capture (Report *report, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WgStore) store = NULL;
  WgCaptureFacts facts;
  WgSessionOptions session = {
      .path = path,
      .threaded = report->options->jobs != 1,
      .secrets = report->secrets,
      .wants = report->options->hashes ? WG_WANT_HASHES : 0,
      .flow = report->sink != NULL ? on_flow : NULL,
      .sink = report->sink != NULL ? wg_filter_sink (report->sink) : report->made->sink,
      .check = report->options->no_findings ? NULL : &report->options->check,
      .first_conversation = report->n_conversations,
      .progress = on_progress,
      .user = report};
  gboolean ok;

  if (report->options->format->needs_store)
    session.store = report->made->store = store = wg_store_new ();
  report->made->plain = is_plain (path);
  wg_progress_begin (report->progress, path);
  ok = wg_session_run (&session, &facts, &error);
  wg_progress_erase (report->progress);
  if (wg_output_failed (wg_outfile_output (report->file)))
    {
      wg_capture_facts_clear (&facts);
      return FALSE;
    }
  if (ok)
    take_capture (report, path, &facts);
  else
    drop_capture (report, error);
  if (report->sink != NULL)
    wg_filter_sink_reset (report->sink);
  wg_capture_facts_clear (&facts);
  return TRUE;
}

static int
finish (Report *report)
{
  g_autoptr (GError) error = NULL;

  if (report->n_done == 0 && report->n_failed > 0)
    return WG_EXIT_CAPTURE;
  if (!report->made->finish (report->made, &error) || !wg_outfile_commit (report->file, &error))
    return wg_outfile_failed (error);
  if (report->n_failed > 0)
    return WG_EXIT_CAPTURE;
  return report->n_reaching > 0 ? WG_EXIT_FAIL_ON : WG_EXIT_DONE;
}

static int
run (Options *options, char **paths)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WgOutFile) file = wg_outfile_open (options->out, &error);
  g_autoptr (WgProgress) progress = wg_progress_new (!options->quiet);
  g_autoptr (WgSecrets) secrets = NULL;
  g_autoptr (WgReport) made = NULL;
  g_autoptr (WgFilterSink) sink = NULL;
  g_autoptr (WgCompare) compare = NULL;
  WgReportOptions shown;
  Report report = {.options = options, .file = file, .progress = progress};

  if (file != NULL)
    report.secrets = secrets = wg_cli_keys_load (&options->keys, options->quiet, &error);
  if (file != NULL
      && (secrets == NULL || !wg_cli_trust_load (&options->trust, &options->check, &error)))
    {
      wg_cli_say ("%s", error->message);
      return WG_EXIT_SECRETS;
    }
  if (file == NULL)
    {
      wg_cli_say ("%s", error->message);
      return WG_EXIT_OUTPUT;
    }
  for (guint i = 0; paths[i] != NULL; i++)
    if (wg_outfile_replaces (file, paths[i]))
      {
        wg_cli_say ("report: %s is a capture to read and would be replaced by the report",
                    paths[i]);
        return WG_EXIT_USAGE;
      }
  shown = (WgReportOptions){
      .reveal_secrets = options->reveal,
      .findings = !options->no_findings,
      .colours = wg_terminal_colours (options->colour, wg_outfile_is_terminal (file)),
      .width = wg_terminal_width (STDOUT_FILENO),
      .secrets = secrets};
  report.made = made = options->format->make (wg_outfile_output (file), &shown);
  if (options->filter != NULL)
    report.sink = sink = wg_filter_sink_new (options->filter, made->sink);
  if (options->compare)
    options->check.compare = compare = wg_compare_new ();
  for (guint i = 0; paths[i] != NULL; i++)
    {
      if (!report_capture (&report, paths[i]))
        break;
      if (compare != NULL)
        wg_compare_next (compare);
    }
  return finish (&report);
}

/* Takes the format's name; says which there are when it is none. */
static gboolean
take_format (Options *options)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (const WgReportFormat *format = wg_report_formats; format->name != NULL; format++)
    {
      g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", format->name);
      if (options->format_name != NULL && strcmp (options->format_name, format->name) == 0)
        options->format = format;
    }
  if (options->format_name == NULL)
    options->format = wg_report_formats;
  if (options->format == NULL)
    wg_cli_say ("report: unknown format '%s'; formats: %s", options->format_name, names->str);
  else if (options->format->needs_findings && options->no_findings)
    wg_cli_say ("report: -f %s holds findings, which --no-findings leaves out",
                options->format->name);
  else
    return TRUE;
  return FALSE;
}

static gboolean
take_severity (const char *option, const char *word, WgSeverity *severity)
{
  if (word == NULL)
    return TRUE;
  for (const WgName *name = wg_severity_names; name->name != NULL; name++)
    if (g_ascii_strcasecmp (name->name, word) == 0)
      {
        *severity = (WgSeverity) name->value;
        return TRUE;
      }
  wg_cli_say ("report: %s takes info, low, medium, high or critical, not '%s'", option, word);
  return FALSE;
}

/* Ids may be given one an option or separated by commas. */
static gboolean
take_only (Options *options)
{
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();
  guint n = 0;

  for (guint i = 0; options->only != NULL && options->only[i] != NULL; i++)
    {
      g_auto (GStrv) parts = g_strsplit_set (options->only[i], ", ", -1);
      for (guint j = 0; parts[j] != NULL; j++)
        {
          if (*parts[j] == '\0')
            continue;
          if (!wg_cli_finding_known (parts[j], "report"))
            return FALSE;
          g_strv_builder_add (ids, wg_finding_type_find (parts[j])->id);
          n++;
        }
    }
  if (n > 0)
    options->check.only = g_strv_builder_end (ids);
  else if (options->only != NULL)
    wg_cli_say ("report: --only takes ids of findings; 'wiregloss findings' lists them");
  return n > 0 || options->only == NULL;
}

static gboolean
check_findings (Options *options)
{
  gboolean judges =
      options->only != NULL || options->min_severity != NULL || options->fail_on != NULL;

  if (options->no_findings && judges)
    {
      wg_cli_say ("report: --no-findings leaves nothing for --only, --min-severity, --fail-on");
      return FALSE;
    }
  return take_severity ("--min-severity", options->min_severity, &options->check.min_severity)
         && take_severity ("--fail-on", options->fail_on, &options->fail_at)
         && take_only (options);
}

static gboolean
check (Options *options, int argc, char **argv)
{
  guint n_stdin = 0;

  for (int i = 1; i < argc; i++)
    n_stdin += strcmp (argv[i], "-") == 0;
  if (!take_format (options) || !check_findings (options)
      || !wg_cli_trust_take_time (&options->trust, &options->check))
    return FALSE;
  if (options->jobs_text != NULL
      && !g_ascii_string_to_unsigned (options->jobs_text, 10, 1, 1024, &options->jobs, NULL))
    wg_cli_say ("report: --jobs takes a number from 1 to 1024, not '%s'", options->jobs_text);
  else if (!wg_terminal_colour_known (options->colour, "report"))
    return FALSE;
  else if (argc < 2)
    wg_cli_say ("report: no capture given; 'wiregloss report FILE', or '-' for standard input");
  else if (options->compare && argc != 3)
    wg_cli_say ("report: --compare takes two captures, that before the middlebox first");
  else if (n_stdin > 1)
    wg_cli_say ("report: standard input ('-') can be read only once");
  else
    return TRUE;
  return FALSE;
}

static int
filter_and_run (Options *options, char **paths)
{
  g_autoptr (WgFilterFields) fields = NULL;
  g_autoptr (WgFilter) filter = NULL;

  if (options->expression == NULL)
    return run (options, paths);
  fields = wg_filter_fields_new ();
  options->filter = filter = wg_cli_filter_compile (fields, options->expression, "report");
  return filter != NULL ? run (options, paths) : WG_EXIT_USAGE;
}

int
wg_cmd_report (int argc, char **argv)
{
  Options options = {.check.verify_ns = G_MININT64};
  const GOptionEntry entries[] = {
      {"format", 'f', 0, G_OPTION_ARG_FILENAME, &options.format_name,
       "text, json, ndjson, html, sarif, har, junit, csv, markdown", "FORMAT"},
      {"output", 'o', 0, G_OPTION_ARG_FILENAME, &options.out,
       "write to OUT, which appears when it is whole", "OUT"},
      {"hashes", 0, 0, G_OPTION_ARG_NONE, &options.hashes,
       "add SHA-256 sums of bodies and messages", NULL},
      {"filter", 0, 0, G_OPTION_ARG_STRING, &options.expression,
       "records that pass a display filter alone", "EXPR"},
      {"min-severity", 0, 0, G_OPTION_ARG_FILENAME, &options.min_severity,
       "findings from info, low, medium, high, critical on", "S"},
      {"only", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options.only, "these findings alone",
       "ID,.."},
      {"fail-on", 0, 0, G_OPTION_ARG_FILENAME, &options.fail_on,
       "exit with status 1 when a finding reaches S", "S"},
      WG_CLI_KEY_OPTIONS (options.keys),
      WG_CLI_TRUST_OPTIONS (options.trust),
      {"reveal-secrets", 0, 0, G_OPTION_ARG_NONE, &options.reveal,
       "show passwords, cookies and tokens as sent", NULL},
      {"no-findings", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_NONE, &options.no_findings,
       "facts alone, judge nothing", NULL},
      {"compare", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_NONE, &options.compare,
       "two captures of one connection: what was changed on the way", NULL},
      {"jobs", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_FILENAME, &options.jobs_text,
       "threads at most (1: a single one)", "N"},
      {"quiet", 'q', 0, G_OPTION_ARG_NONE, &options.quiet, "no progress and no warnings", NULL},
      {"color", 0, 0, G_OPTION_ARG_FILENAME, &options.colour, "auto, always or never", "WHEN"},
      {NULL}};
  int status = WG_EXIT_USAGE;

  if (wg_cli_parse (&help, entries, &argc, &argv, &status))
    status = check (&options, argc, argv) ? filter_and_run (&options, argv + 1) : WG_EXIT_USAGE;
  g_free (options.format_name);
  g_free (options.out);
  g_free (options.jobs_text);
  g_free (options.colour);
  g_free (options.min_severity);
  g_free (options.fail_on);
  g_free (options.expression);
  g_strfreev (options.only);
  g_strfreev (options.check.only);
  wg_cli_keys_clear (&options.keys);
  wg_cli_trust_clear (&options.trust);
  wg_trust_free (options.check.trust);
  return status;
}
