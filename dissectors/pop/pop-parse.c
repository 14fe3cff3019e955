#include "pop/pop-parse.h"

/* @bare: only without an argument, @full: only with one */
static const struct
{
  const char *name;
  WgPopVerb verb;
  gboolean bare;
  gboolean full;
} verbs[] = {
    {"USER", WG_POP_USER},
    {"PASS", WG_POP_PASS},
    {"APOP", WG_POP_APOP},
    {"AUTH", WG_POP_AUTH, .full = TRUE},
    {"STLS", WG_POP_STLS},
    {"AUTH", WG_POP_LISTING, .bare = TRUE},
    {"LIST", WG_POP_LISTING, .bare = TRUE},
    {"UIDL", WG_POP_LISTING, .bare = TRUE},
    {"CAPA", WG_POP_CAPA},
    {"RETR", WG_POP_LISTING, .full = TRUE},
    {"TOP", WG_POP_LISTING, .full = TRUE},
};

void
wg_pop_parse_command (WgSlice line, WgPopCommand *out)
{
  gboolean full;

  out->argument = line;
  out->name = wg_line_word (&out->argument);
  out->verb = WG_POP_OTHER;
  full = out->argument.len > 0;
  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    if (wg_slice_is_nocase (out->name, verbs[i].name) && !(verbs[i].bare && full)
        && !(verbs[i].full && !full))
      out->verb = verbs[i].verb;
}

WgPopStatus
wg_pop_parse_answer (WgSlice line)
{
  if (wg_line_begins (line, "+OK"))
    return WG_POP_OK;
  if (wg_line_begins (line, "-ERR"))
    return WG_POP_ERR;
  return wg_line_begins (line, "+") ? WG_POP_CONTINUE : WG_POP_NONE;
}
