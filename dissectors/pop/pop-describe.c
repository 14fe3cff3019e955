#include "pop/pop-describe.h"

enum
{
  PROTOCOL,
  REQUEST,
  COMMAND,
  PARAMETER,
  SECRET,
  RESPONSE,
  INDICATOR,
  DESCRIPTION,
  DATA,
};

const WgField wg_pop_fields[] = {
    [PROTOCOL] = {.key = "pop", .label = "Post Office Protocol"},
    [REQUEST] = {.key = "pop.request", .label = "Command line", .kind = WG_KIND_TEXT},
    [COMMAND] = {.key = "pop.request.command",
                 .label = "Command",
                 .kind = WG_KIND_TEXT,
                 .source = "RFC 1939 §3"},
    [PARAMETER] = {.key = "pop.request.parameter", .label = "Argument", .kind = WG_KIND_TEXT},
    [SECRET] = {.key = "pop.request.secret",
                .label = "Login data",
                .kind = WG_KIND_TEXT,
                .secret = WG_SECRET_VALUE},
    [RESPONSE] = {.key = "pop.response", .label = "Answer", .kind = WG_KIND_TEXT},
    [INDICATOR] = {.key = "pop.response.indicator",
                   .label = "Status indicator",
                   .kind = WG_KIND_TEXT,
                   .source = "RFC 1939 §3"},
    [DESCRIPTION] = {.key = "pop.response.description",
                     .label = "Answer text",
                     .kind = WG_KIND_TEXT},
    [DATA] = {.key = "pop.data.fragment", .label = "Listing or mail text"},
    {0},
};

static const WgLineFields request = {wg_pop_fields + PROTOCOL, wg_pop_fields + REQUEST,
                                     wg_pop_fields + COMMAND, wg_pop_fields + PARAMETER,
                                     wg_pop_fields + SECRET};
static const WgLineFields response = {wg_pop_fields + PROTOCOL, wg_pop_fields + RESPONSE,
                                      wg_pop_fields + INDICATOR, wg_pop_fields + DESCRIPTION,
                                      NULL};

void
wg_pop_describe_unit (WgPopUnit kind, WgSlice unit, WgTree *tree)
{
  static const char *const secret[] = {"PASS", "APOP", "AUTH", NULL};

  switch (kind)
    {
    case WG_POP_UNIT_COMMAND:
      wg_line_describe_command (tree, &request, unit, wg_line_begins_any (unit, secret));
      break;
    case WG_POP_UNIT_AUTH:
      wg_line_describe_secret (tree, &request, unit);
      break;
    case WG_POP_UNIT_ANSWER:
      wg_line_describe_command (tree, &response, unit, FALSE);
      break;
    case WG_POP_UNIT_TEXT:
      wg_line_describe_block (tree, wg_pop_fields + PROTOCOL, wg_pop_fields + DATA, unit);
      break;
    }
}
