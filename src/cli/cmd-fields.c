#include "cli/cli.h"
#include "cli/outfile.h"
#include "dissect/dissector.h"
#include "net/net.h"
#include "report/fields.h"

static const WgCliHelp help = {
    .command = "fields",
    .usage = "[PROTO]",
    .summary = "The field reference: each field's name, type, meaning and source, and where a\n"
               "JSON report (report -f json) has it.",
    .examples = "Examples:\n"
                "  wiregloss fields            the protocols and how many fields they have\n"
                "  wiregloss fields tls        the fields of TLS",
};

int
wg_cmd_fields (int argc, char **argv)
{
  const GOptionEntry options[] = {{NULL}};
  g_autoptr (GString) out = g_string_new (NULL);
  int status;

  if (!wg_cli_parse (&help, options, &argc, &argv, &status))
    return status;
  if (argc > 2)
    {
      wg_cli_say ("fields: one protocol at a time; 'wiregloss fields' lists them");
      return WG_EXIT_USAGE;
    }
  if (argc < 2)
    wg_fields_list_append (out);
  else if (!wg_fields_append (out, argv[1]))
    {
      wg_cli_say ("fields: no protocol is called '%s'; 'wiregloss fields' lists them", argv[1]);
      return WG_EXIT_USAGE;
    }
  return wg_outfile_print (out->str);
}
