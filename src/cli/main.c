#include "cli/cli.h"
#include "cli/outfile.h"

#include <string.h>

static const char help[] =
    "Usage: wiregloss COMMAND [OPTIONS] ...\n"
    "       wiregloss [FILE]            open the desktop app\n"
    "\n"
    "Reads captures of network traffic (pcap, pcapng, snoop) and says what happened in them:\n"
    "HTTP exchanges, TLS handshakes, WebSocket messages, DNS questions, logins; and what in\n"
    "them puts somebody at risk.\n"
    "\n"
    "Commands:\n"
    "  report FILE...         what the captures hold, for a person or as JSON\n"
    "  show FILE [FRAME]      the packets of a capture, or one packet field by field\n"
    "  findings               the catalogue of weaknesses that a report can find\n"
    "  explain ID             one of them: why it matters, how to fix it\n"
    "  fields [PROTO]         the field reference\n"
    "\n"
    "Options:\n"
    "  --help                 print this help; 'wiregloss COMMAND --help' tells more\n"
    "  --version              print the version\n"
    "\n"
    "Example:\n"
    "  wiregloss report lesson.pcapng\n";

typedef struct
{
  const char *name;
  int (*run) (int argc, char **argv);
} Command;

static const Command commands[] = {
    {"report", wg_cmd_report},   {"show", wg_cmd_show},     {"findings", wg_cmd_findings},
    {"explain", wg_cmd_explain}, {"fields", wg_cmd_fields},
};

static const Command *
find_command (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    if (strcmp (commands[i].name, name) == 0)
      return &commands[i];
  return NULL;
}

/* What is neither a command nor an option would be opened in the desktop app. */
static int
refuse (const char *word)
{
  if (word == NULL)
    wg_cli_say ("the desktop app is not installed; 'wiregloss report FILE' reports on a "
                "capture, 'wiregloss --help' tells more");
  else if (word[0] == '-' && word[1] != '\0')
    wg_cli_say ("unknown option '%s'; see 'wiregloss --help'", word);
  else if (g_file_test (word, G_FILE_TEST_EXISTS))
    wg_cli_say ("%s: the desktop app is not installed; use 'wiregloss report FILE'", word);
  else
    wg_cli_say ("'%s' is neither a command nor a file; commands: report, show, findings, "
                "explain, fields",
                word);
  return WG_EXIT_USAGE;
}

static int
run_help (int argc, char **argv)
{
  char flag[] = "--help";
  const Command *command = argc > 1 ? find_command (argv[1]) : NULL;

  if (argc <= 1)
    return wg_outfile_print (help);
  if (command == NULL)
    return refuse (argv[1]);
  return command->run (2, (char *[]){argv[1], flag, NULL});
}

int
main (int argc, char **argv)
{
  const Command *command;

  wg_outfile_setup ();
  if (argc < 2)
    return refuse (NULL);
  if (strcmp (argv[1], "--help") == 0 || strcmp (argv[1], "-h") == 0)
    return wg_outfile_print (help);
  if (strcmp (argv[1], "--version") == 0)
    return wg_outfile_print ("wiregloss " WG_VERSION "\n");
  if (strcmp (argv[1], "help") == 0)
    return run_help (argc - 1, argv + 1);
  command = find_command (argv[1]);
  if (command == NULL)
    return refuse (argv[1]);
  return command->run (argc - 1, argv + 1);
}
