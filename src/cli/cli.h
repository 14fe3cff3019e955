#pragma once

#include "base/error.h"

/* Exit statuses: the contract of the command line, see the manual page. */
enum
{
  WG_EXIT_DONE = 0,
  WG_EXIT_FAIL_ON = 1,
  WG_EXIT_USAGE = 2,
  WG_EXIT_CAPTURE = 3,
  WG_EXIT_SECRETS = 4,
  WG_EXIT_OUTPUT = 5,
  WG_EXIT_INTERRUPTED = 130,
};

/* The commands; @argv[0] is the command's name. */
int wg_cmd_report (int argc, char **argv);
int wg_cmd_show (int argc, char **argv);
int wg_cmd_fields (int argc, char **argv);
int wg_cmd_findings (int argc, char **argv);
int wg_cmd_explain (int argc, char **argv);

/* Is there a finding @id? Says what may have been meant where there is none. */
gboolean wg_cli_finding_known (const char *id, const char *command);

/* One line on standard error, after "wiregloss: ". Whatever names and data it quotes cannot
 * command the terminal. */
void wg_cli_say (const char *format, ...) G_GNUC_PRINTF (1, 2);

/**
 * WgCliHelp: what a command's --help says besides its options.
 * @usage: behind the command's name
 */
typedef struct
{
  const char *command;
  const char *usage;
  const char *summary;
  const char *examples;
} WgCliHelp;

/* Parses @argv and takes the options out of it. FALSE: said why, or printed --help; *@status is
 * what to exit with. */
gboolean wg_cli_parse (
    const WgCliHelp *help, const GOptionEntry *options, int *argc, char ***argv, int *status);
