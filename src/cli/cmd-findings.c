#include "cli/cli.h"
#include "cli/outfile.h"
#include "cli/terminal.h"
#include "report/catalogue-text.h"

#include <unistd.h>

#define MAX_NEAR 4u

static const WgCliHelp help_list = {
    .command = "findings",
    .usage = "[--json | --grade-rule]",
    .summary = "The catalogue: every weakness that a report can find, by subject, with its\n"
               "severity; or the rule by which servers are graded.",
    .examples = "Examples:\n"
                "  wiregloss findings | grep cookie\n"
                "  wiregloss findings --json > catalogue.json",
};

static const WgCliHelp help_explain = {
    .command = "explain",
    .usage = "ID...",
    .summary =
        "One finding explained: what it is, why it matters, what an attacker does next,\n"
        "how to fix it, what would make it sure, and where to read on.",
    .examples = "Examples:\n"
                "  wiregloss explain cred-http-basic-cleartext\n"
                "  wiregloss findings           lists the ids",
};

static WgTextStyle
style_of (const char *colour)
{
  return (WgTextStyle){.width = wg_terminal_width (STDOUT_FILENO),
                       .colours = wg_terminal_colours (colour, isatty (STDOUT_FILENO))};
}

gboolean
wg_cli_finding_known (const char *id, const char *command)
{
  g_autoptr (GPtrArray) near = NULL;
  g_autoptr (GString) meant = NULL;

  if (wg_finding_type_find (id) != NULL)
    return TRUE;
  near = wg_finding_types_near (id, MAX_NEAR);
  meant = g_string_new (NULL);
  for (guint i = 0; i < near->len; i++)
    g_string_append_printf (meant, "%s%s",
                            i == 0               ? ""
                            : i + 1 == near->len ? " or "
                                                 : ", ",
                            (const char *) g_ptr_array_index (near, i));
  if (meant->len > 0)
    wg_cli_say ("%s: no finding is called '%s'; did you mean %s?", command, id, meant->str);
  else
    wg_cli_say ("%s: no finding is called '%s'; 'wiregloss findings' lists them", command, id);
  return FALSE;
}

int
wg_cmd_findings (int argc, char **argv)
{
  gboolean json = FALSE, rule = FALSE;
  g_autofree char *colour = NULL;
  const GOptionEntry options[] = {
      {"json", 0, 0, G_OPTION_ARG_NONE, &json, "all words of all of them as JSON", NULL},
      {"grade-rule", 0, 0, G_OPTION_ARG_NONE, &rule, "how a server's grade comes about", NULL},
      {"color", 0, 0, G_OPTION_ARG_FILENAME, &colour, "auto, always or never", "WHEN"},
      {NULL}};
  g_autoptr (GString) out = g_string_new (NULL);
  WgTextStyle style;
  int status;

  if (!wg_cli_parse (&help_list, options, &argc, &argv, &status))
    return status;
  if (argc > 1)
    wg_cli_say ("findings: takes no '%s'; 'wiregloss explain ID' tells of one", argv[1]);
  if (argc > 1 || !wg_terminal_colour_known (colour, "findings"))
    return WG_EXIT_USAGE;
  style = style_of (colour);
  if (json)
    wg_catalogue_json_all (out);
  else if (rule)
    wg_catalogue_grade_rule (out, &style);
  else
    wg_catalogue_append (out, &style);
  return wg_outfile_print (out->str);
}

int
wg_cmd_explain (int argc, char **argv)
{
  gboolean json = FALSE;
  g_autofree char *colour = NULL;
  const GOptionEntry options[] = {
      {"json", 0, 0, G_OPTION_ARG_NONE, &json, "as JSON, one object a line", NULL},
      {"color", 0, 0, G_OPTION_ARG_FILENAME, &colour, "auto, always or never", "WHEN"},
      {NULL}};
  g_autoptr (GString) out = g_string_new (NULL);
  WgTextStyle style;
  int status;

  if (!wg_cli_parse (&help_explain, options, &argc, &argv, &status))
    return status;
  if (argc < 2)
    wg_cli_say ("explain: which finding? 'wiregloss findings' lists them");
  if (argc < 2 || !wg_terminal_colour_known (colour, "explain"))
    return WG_EXIT_USAGE;
  style = style_of (colour);
  for (int i = 1; i < argc; i++)
    {
      if (!wg_cli_finding_known (argv[i], "explain"))
        return WG_EXIT_USAGE;
      if (i > 1 && !json)
        g_string_append_c (out, '\n');
      if (json)
        wg_catalogue_json (out, wg_finding_type_find (argv[i]));
      else
        wg_catalogue_explain (out, &style, wg_finding_type_find (argv[i]));
      g_string_append (out, json ? "\n" : "");
    }
  return wg_outfile_print (out->str);
}
