#include "cli/cli.h"
#include "cli/filter.h"
#include "cli/keys.h"
#include "cli/messages.h"
#include "cli/outfile.h"
#include "cli/terminal.h"
#include "report/hex.h"
#include "report/human.h"
#include "report/packet-list.h"
#include "report/tree-text.h"
#include "session/session.h"

#include <unistd.h>

static const WgCliHelp help = {
    .command = "show",
    .usage = "FILE [FRAME]",
    .summary = "The list of a capture's packets or messages, or one packet field by field.",
    .examples = "Examples:\n"
                "  wiregloss show lesson.pcapng           the packets\n"
                "  wiregloss show lesson.pcapng 12 -x     packet 12, its fields and bytes\n"
                "  wiregloss show lesson.pcapng --messages   who said what to whom\n"
                "  wiregloss show lesson.pcapng --filter 'http.request && tcp.port == 80'\n\n"
                "Secrets are masked in fields; a dump (-x) shows the bytes as they are.",
};

typedef struct
{
  gboolean verbose, hex, json, reveal, messages;
  char *colour;
  char *expression;
  const WgFilter *filter; /* or %NULL */
  WgCliKeys keys;
} Options;

typedef struct
{
  const Options *options;
  WgOutFile *output;
  WgMask *mask;
  WgPacketList *list; /* %NULL: trees are printed instead */
  GString *text;
  gboolean colours;
  WgFilterRun *run;      /* or %NULL */
  WgFilterPacket packet; /* times of those before */
  guint32 first;         /* packet to be shown */
  guint32 last;          /* packet after which nothing is to be done, or G_MAXUINT32 */
  gboolean done;
} Show;

static void
flush (Show *show)
{
  wg_output_write (wg_outfile_output (show->output), show->text->str, show->text->len);
  g_string_truncate (show->text, 0);
}

static gboolean
is_over (const Show *show)
{
  return show->done || wg_output_failed (wg_outfile_output (show->output));
}

static void
append_dumps (GString *out, const WgTree *tree)
{
  for (guint i = 0; i < wg_tree_n_sources (tree); i++)
    {
      const WgTreeSource *source = wg_tree_source (tree, i);

      g_string_append_printf (out, "\n%s (", source->title);
      wg_human_plural (out, source->bytes.len, "byte", "bytes");
      g_string_append (out, ")\n");
      wg_hex_dump_append (out, source->bytes);
    }
}

/* Trees are made from the first packet on where a filter may ask for the time since it. */
static gboolean
passes (Show *show, const WgPacket *packet, const WgTree *tree)
{
  WgFilterPacket *of = &show->packet;
  gboolean pass;

  of->packet = packet;
  if (packet->has_time && of->first_ns < 0)
    of->first_ns = packet->time_ns;
  pass = show->run == NULL || wg_filter_run_packet (show->run, of, tree);
  if (packet->has_time)
    of->previous_ns = packet->time_ns;
  return pass && packet->frame >= show->first;
}

static gboolean
on_tree (gpointer user, const WgPacket *packet, WgTree *tree)
{
  Show *show = user;

  if (is_over (show))
    return FALSE;
  show->done = packet->frame >= show->last;
  if (!passes (show, packet, tree))
    return FALSE;
  if (show->options->json)
    wg_tree_json_append (show->text, packet, tree, show->mask);
  else if (show->list != NULL)
    wg_packet_list_add (show->list, show->text, packet, tree);
  else
    wg_tree_text_append (show->text, packet, tree, show->mask, show->colours);
  if (show->options->hex && !show->options->json)
    append_dumps (show->text, tree);
  if (show->list == NULL && !show->options->json)
    g_string_append_c (show->text, '\n');
  if (show->text->len > 65536)
    flush (show);
  return FALSE;
}

static gboolean
on_progress (gpointer user, guint64 done, guint64 size, guint32 packets)
{
  Show *show = user;
  return !is_over (show);
}

static gboolean
parse_frame (const char *text, guint32 *frame)
{
  guint64 number;

  if (!g_ascii_string_to_unsigned (text, 10, 1, G_MAXUINT32 - 1, &number, NULL))
    {
      wg_cli_say ("show: '%s' is no packet number; they count from 1", text);
      return FALSE;
    }
  *frame = (guint32) number;
  return TRUE;
}

static int
finish (Show *show, const char *path, guint32 frame, const WgCaptureFacts *facts, GError *error)
{
  g_autoptr (GError) failed = NULL;
  gboolean stopped = g_error_matches (error, WG_ERROR, WG_ERROR_CANCELLED);

  if (show->list != NULL)
    wg_packet_list_end (show->list, show->text);
  flush (show);
  if (!wg_outfile_commit (show->output, &failed))
    return wg_outfile_failed (failed);
  if (error != NULL && !stopped)
    {
      wg_cli_say ("%s", error->message);
      return WG_EXIT_CAPTURE;
    }
  if (frame > 0 && !show->done)
    {
      wg_cli_say ("%s: there is no packet %u; the capture has %u", path, frame, facts->packets);
      return WG_EXIT_USAGE;
    }
  return WG_EXIT_DONE;
}

static int
show_capture (const Options *options, const char *path, guint32 frame)
{
  WgSink nobody = wg_sink_deaf;
  g_autoptr (GError) error = NULL;
  g_autoptr (WgOutFile) output = wg_outfile_open (NULL, &error);
  g_autoptr (WgMask) mask = options->reveal ? NULL : wg_mask_new ();
  g_autoptr (WgPacketList) list = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (WgFilterRun) run =
      options->filter != NULL ? wg_filter_run_new (options->filter) : NULL;
  g_autoptr (WgSecrets) secrets = wg_cli_keys_load (&options->keys, FALSE, &error);
  WgCaptureFacts facts;
  Show show = {.options = options,
               .output = output,
               .mask = mask,
               .text = text,
               .run = run,
               .packet = {.first_ns = -1, .previous_ns = -1}};
  WgSessionOptions session = {.path = path,
                              .threaded = TRUE,
                              .secrets = secrets,
                              .sink = &nobody,
                              .tree = on_tree,
                              .progress = on_progress,
                              .user = &show};
  int status;

  if (secrets == NULL)
    {
      wg_cli_say ("%s", error->message);
      return WG_EXIT_SECRETS;
    }
  if (options->messages)
    return wg_cli_show_messages (path, frame, secrets, mask, options->json, options->colour);
  show.colours = wg_terminal_colours (options->colour, wg_outfile_is_terminal (output));
  show.last = frame > 0 ? frame : G_MAXUINT32;
  show.first = MAX (frame, 1);
  session.tree_first = run != NULL ? 1 : show.first;
  session.tree_last = show.last;
  if (frame == 0 && !options->verbose && !options->hex && !options->json)
    show.list = list = wg_packet_list_new (
        wg_outfile_is_terminal (output) ? wg_terminal_width (STDOUT_FILENO) : 0, mask,
        show.colours);
  wg_session_run (&session, &facts, &error);
  status = finish (&show, path, frame, &facts, error);
  wg_capture_facts_clear (&facts);
  return status;
}

static int
filter_and_show (Options *options, const char *path, guint32 frame)
{
  g_autoptr (WgFilterFields) fields = NULL;
  g_autoptr (WgFilter) filter = NULL;

  if (options->expression == NULL)
    return show_capture (options, path, frame);
  fields = wg_filter_fields_new ();
  filter = wg_cli_filter_compile (fields, options->expression, "show");
  options->filter = filter;
  return filter != NULL ? show_capture (options, path, frame) : WG_EXIT_USAGE;
}

int
wg_cmd_show (int argc, char **argv)
{
  Options options = {0};
  const GOptionEntry entries[] = {
      {"filter", 0, 0, G_OPTION_ARG_STRING, &options.expression,
       "only packets that pass a display filter", "EXPR"},
      {"verbose", 'V', 0, G_OPTION_ARG_NONE, &options.verbose, "every field of every packet",
       NULL},
      {"hex", 'x', 0, G_OPTION_ARG_NONE, &options.hex,
       "also the bytes, and those derived from them", NULL},
      {"messages", 'm', 0, G_OPTION_ARG_NONE, &options.messages,
       "what the ends said to each other, not packets", NULL},
      {"json", 0, 0, G_OPTION_ARG_NONE, &options.json,
       "field trees or messages as JSON, one a line", NULL},
      {"reveal-secrets", 0, 0, G_OPTION_ARG_NONE, &options.reveal, "show passwords and tokens",
       NULL},
      WG_CLI_KEY_OPTIONS (options.keys),
      {"color", 0, 0, G_OPTION_ARG_FILENAME, &options.colour, "auto, always or never", "WHEN"},
      {NULL}};
  guint32 frame = 0;
  int status;
  gboolean go_on = wg_cli_parse (&help, entries, &argc, &argv, &status);

  if (go_on && (argc < 2 || argc > 3))
    {
      wg_cli_say (argc < 2 ? "show: no capture given; see 'wiregloss show --help'"
                           : "show: one capture and one packet at a time; see 'wiregloss show "
                             "--help'");
      status = WG_EXIT_USAGE;
    }
  else if (go_on
           && (!wg_terminal_colour_known (options.colour, "show")
               || (argc == 3 && !parse_frame (argv[2], &frame))))
    status = WG_EXIT_USAGE;
  else if (go_on && options.messages
           && (options.verbose || options.hex || options.expression != NULL))
    {
      wg_cli_say ("show: --messages goes with a packet number, --json and keys alone");
      status = WG_EXIT_USAGE;
    }
  else if (go_on)
    status = filter_and_show (&options, argv[1], frame);
  g_free (options.colour);
  g_free (options.expression);
  wg_cli_keys_clear (&options.keys);
  return status;
}
