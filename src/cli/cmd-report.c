#include "cli/cli.h"
#include "cli/keys.h"
#include "cli/outfile.h"
#include "cli/progress.h"
#include "cli/terminal.h"
#include "report/human.h"
#include "report/json.h"
#include "report/text.h"

#include <unistd.h>

static const WgCliHelp help = {
    .command = "report",
    .usage = "FILE... [-f FORMAT] [-o OUT]",
    .summary =
        "What captures hold: conversations, HTTP, TLS, WebSocket, DNS, logins. FILE '-' is\n"
        "standard input.",
    .examples = "Examples:\n"
                "  wiregloss report lesson.pcapng\n"
                "  wiregloss report -f json -o report.json *.pcap\n\n"
                "Exit status: 0 done, 2 usage, 3 a capture could not be read (the others are\n"
                "done), 4 a file of keys cannot be used, 5 output could not be written.",
};

typedef enum
{
  TEXT,
  JSON,
  NDJSON,
} Format;

typedef struct
{
  char *format_name;
  char *out;
  char *jobs_text;
  char *colour;
  WgCliKeys keys;
  gboolean hashes, reveal, quiet, no_findings;
  WgCheckOptions check;
  Format format;
  guint64 jobs;
} Options;

typedef struct
{
  const Options *options;
  WgOutFile *file;
  WgProgress *progress;
  const WgSecrets *secrets;
  WgJsonReport *json; /* one of the two */
  WgTextReport *text;
  guint64 n_conversations; /* of the captures before */
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

static WgSink *
sink_of (Report *report)
{
  return report->json != NULL ? wg_json_report_sink (report->json)
                              : wg_text_report_sink (report->text);
}

static void
take_capture (Report *report, const char *path, const WgCaptureFacts *facts)
{
  report->n_done++;
  report->n_conversations += facts->conversations;
  if (!report->options->quiet)
    warn (path, facts);
  if (report->json != NULL)
    wg_json_report_capture (report->json, path, facts);
  else
    wg_text_report_capture (report->text, path, facts);
}

static void
drop_capture (Report *report, const GError *error)
{
  report->n_failed++;
  wg_cli_say ("%s", error->message);
  if (report->json != NULL)
    wg_json_report_drop (report->json);
  else
    wg_text_report_drop (report->text);
}

/* FALSE: the output failed, there is no use in going on. */
static gboolean
report_capture (Report *report, const char *path)
{
  g_autoptr (GError) error = NULL;
  WgCaptureFacts facts;
  WgSessionOptions session = {.path = path,
                              .threaded = report->options->jobs != 1,
                              .secrets = report->secrets,
                              .wants = report->options->hashes ? WG_WANT_HASHES : 0,
                              .sink = sink_of (report),
                              .check =
                                  report->options->no_findings ? NULL : &report->options->check,
                              .first_conversation = report->n_conversations,
                              .progress = on_progress,
                              .user = report};
  gboolean ok;

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
  wg_capture_facts_clear (&facts);
  return TRUE;
}

static int
finish (Report *report)
{
  g_autoptr (GError) error = NULL;

  if (report->n_done == 0 && report->n_failed > 0)
    return WG_EXIT_CAPTURE;
  if ((report->json != NULL && !wg_json_report_finish (report->json, &error))
      || !wg_outfile_commit (report->file, &error))
    return wg_outfile_failed (error);
  return report->n_failed > 0 ? WG_EXIT_CAPTURE : WG_EXIT_DONE;
}

static WgTextReport *
new_text (const Options *options, WgOutFile *file)
{
  gboolean terminal = wg_outfile_is_terminal (file);
  WgTextOptions text = {.reveal_secrets = options->reveal,
                        .colours = wg_terminal_colours (options->colour, terminal),
                        .width = wg_terminal_width (STDOUT_FILENO)};

  return wg_text_report_new (wg_outfile_output (file), &text);
}

static int
run (const Options *options, char **paths)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WgOutFile) file = wg_outfile_open (options->out, &error);
  g_autoptr (WgProgress) progress = wg_progress_new (!options->quiet);
  g_autoptr (WgJsonReport) json = NULL;
  g_autoptr (WgTextReport) text = NULL;
  g_autoptr (WgSecrets) secrets = NULL;
  Report report = {.options = options, .file = file, .progress = progress};

  if (file != NULL)
    report.secrets = secrets = wg_cli_keys_load (&options->keys, options->quiet, &error);
  if (file != NULL && secrets == NULL)
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
  if (options->format == TEXT)
    report.text = text = new_text (options, file);
  else
    report.json = json = wg_json_report_new (
        wg_outfile_output (file), &(WgJsonOptions){.ndjson = options->format == NDJSON,
                                                   .reveal_secrets = options->reveal});
  for (guint i = 0; paths[i] != NULL; i++)
    if (!report_capture (&report, paths[i]))
      break;
  return finish (&report);
}

static gboolean
check (Options *options, int argc, char **argv)
{
  static const char *const names[] = {"text", "json", "ndjson"};
  guint n_stdin = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (names) && options->format_name != NULL; i++)
    if (strcmp (options->format_name, names[i]) == 0)
      {
        options->format = (Format) i;
        g_clear_pointer (&options->format_name, g_free);
      }
  for (int i = 1; i < argc; i++)
    n_stdin += strcmp (argv[i], "-") == 0;
  if (options->format_name != NULL)
    wg_cli_say ("report: unknown format '%s'; formats: text, json, ndjson",
                options->format_name);
  else if (options->jobs_text != NULL
           && !g_ascii_string_to_unsigned (options->jobs_text, 10, 1, 1024, &options->jobs,
                                           NULL))
    wg_cli_say ("report: --jobs takes a number from 1 to 1024, not '%s'", options->jobs_text);
  else if (!wg_terminal_colour_known (options->colour, "report"))
    return FALSE;
  else if (argc < 2)
    wg_cli_say ("report: no capture given; 'wiregloss report FILE', or '-' for standard input");
  else if (n_stdin > 1)
    wg_cli_say ("report: standard input ('-') can be read only once");
  else
    return TRUE;
  return FALSE;
}

int
wg_cmd_report (int argc, char **argv)
{
  Options options = {.check.verify_ns = G_MININT64};
  const GOptionEntry entries[] = {
      {"format", 'f', 0, G_OPTION_ARG_FILENAME, &options.format_name,
       "text (for a person; the default), json or ndjson", "FORMAT"},
      {"output", 'o', 0, G_OPTION_ARG_FILENAME, &options.out,
       "write to OUT, which appears when it is whole", "OUT"},
      {"hashes", 0, 0, G_OPTION_ARG_NONE, &options.hashes,
       "add SHA-256 sums of bodies and messages", NULL},
      WG_CLI_KEY_OPTIONS (options.keys),
      {"reveal-secrets", 0, 0, G_OPTION_ARG_NONE, &options.reveal,
       "show passwords, cookies and tokens as sent", NULL},
      {"no-findings", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_NONE, &options.no_findings,
       "facts alone, judge nothing", NULL},
      {"jobs", 0, 0, G_OPTION_ARG_FILENAME, &options.jobs_text,
       "threads at most (1: a single one)", "N"},
      {"quiet", 'q', 0, G_OPTION_ARG_NONE, &options.quiet, "no progress and no warnings", NULL},
      {"color", 0, 0, G_OPTION_ARG_FILENAME, &options.colour, "auto, always or never", "WHEN"},
      {NULL}};
  int status = WG_EXIT_USAGE;

  if (wg_cli_parse (&help, entries, &argc, &argv, &status))
    status = check (&options, argc, argv) ? run (&options, argv + 1) : WG_EXIT_USAGE;
  g_free (options.format_name);
  g_free (options.out);
  g_free (options.jobs_text);
  g_free (options.colour);
  wg_cli_keys_clear (&options.keys);
  return status;
}
