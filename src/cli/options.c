#include "cli/cli.h"

#include "base/text.h"
#include "cli/outfile.h"

#include <stdio.h>
#include <unistd.h>

void
wg_cli_say (const char *format, ...)
{
  g_autofree char *text = NULL, *safe = NULL, *line = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  safe = wg_text_dup (wg_slice_str (text));
  line = g_strdup_printf ("wiregloss: %s\n", safe);
  if (write (STDERR_FILENO, line, strlen (line)) < 0)
    return; /* nobody listens, nowhere to say so */
}

static GOptionContext *
context_of (const WgCliHelp *help, const GOptionEntry *options)
{
  GOptionContext *context = g_option_context_new (NULL);
  GOptionGroup *group = g_option_group_new ("command", NULL, NULL, NULL, NULL);

  g_option_group_add_entries (group, options);
  g_option_context_set_main_group (context, group);
  g_option_context_set_help_enabled (context, FALSE);
  return context;
}

/* "  -f, --format=FORMAT   what it does", one line an option. */
static void
append_option (GString *out, const GOptionEntry *option)
{
  g_autofree char *name = NULL, *full = NULL;

  if (option->flags & G_OPTION_FLAG_HIDDEN)
    return;
  name = option->short_name != 0 ? g_strdup_printf ("-%c, ", option->short_name)
                                 : g_strdup ("    ");
  full = g_strdup_printf ("%s--%s%s%s", name, option->long_name,
                          option->arg_description != NULL ? " " : "",
                          option->arg_description != NULL ? option->arg_description : "");
  g_string_append_printf (out, "  %-22s %s\n", full, option->description);
}

static int
print_help (const WgCliHelp *help, const GOptionEntry *options)
{
  g_autoptr (GString) out = g_string_new (NULL);

  g_string_append_printf (out, "Usage: wiregloss %s %s\n\n%s\n\nOptions:\n", help->command,
                          help->usage, help->summary);
  for (; options->long_name != NULL; options++)
    if (options->long_name[0] != '\0')
      append_option (out, options);
  g_string_append_printf (out, "      %-18s %s\n", "--help", "print this help");
  g_string_append_printf (out, "\n%s\n", help->examples);
  return wg_outfile_print (out->str);
}

static gboolean
asks_for_help (int argc, char **argv)
{
  for (int i = 1; i < argc && strcmp (argv[i], "--") != 0; i++)
    if (strcmp (argv[i], "--help") == 0 || strcmp (argv[i], "-h") == 0
        || strcmp (argv[i], "-?") == 0)
      return TRUE;
  return FALSE;
}

gboolean
wg_cli_parse (
    const WgCliHelp *help, const GOptionEntry *options, int *argc, char ***argv, int *status)
{
  g_autoptr (GOptionContext) context = context_of (help, options);
  g_autoptr (GError) error = NULL;

  if (asks_for_help (*argc, *argv))
    {
      *status = print_help (help, options);
      return FALSE;
    }
  if (g_option_context_parse (context, argc, argv, &error))
    return TRUE;
  wg_cli_say ("%s: %s; see 'wiregloss %s --help'", help->command, error->message,
              help->command);
  *status = WG_EXIT_USAGE;
  return FALSE;
}
