#include "report/json.h"

#include <stdio.h>
#include <unistd.h>

int
main (int argc, char **argv)
{
  g_autoptr (WgOutput) output = wg_output_new (STDOUT_FILENO, "standard output");
  WgJsonOptions options = {FALSE, FALSE};
  g_autoptr (WgJsonReport) report = NULL;
  g_autoptr (GError) error = NULL;
  WgSessionOptions session = {.threaded = TRUE};
  WgCaptureFacts facts;

  for (int i = 1; i < argc; i++)
    {
      if (g_str_equal (argv[i], "--hashes"))
        session.wants |= WG_WANT_HASHES;
      else if (g_str_equal (argv[i], "--reveal-secrets"))
        options.reveal_secrets = TRUE;
      else if (g_str_equal (argv[i], "-o"))
        i++;
      else if (argv[i][0] != '-')
        session.path = argv[i];
    }
  report = wg_json_report_new (output, &options);
  session.sink = wg_json_report_sink (report);
  if (!wg_session_run (&session, &facts, &error))
    {
      fprintf (stderr, "wiregloss: %s\n", error->message);
      return 3;
    }
  wg_json_report_capture (report, session.path, &facts);
  wg_capture_facts_clear (&facts);
  return wg_json_report_finish (report, &error) ? 0 : 5;
}
