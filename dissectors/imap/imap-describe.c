#include "imap/imap-describe.h"

#include "imap/imap-parse.h"

enum
{
  PROTOCOL,
  LINE,
  REQUEST_TAG,
  REQUEST_COMMAND,
  REQUEST_REST,
  SECRET,
  RESPONSE_TAG,
  RESPONSE_REST,
  LITERAL,
};

const WgField wg_imap_fields[] = {
    [PROTOCOL] = {.key = "imap", .label = "Internet Message Access Protocol"},
    [LINE] = {.key = "imap.line", .label = "Line", .kind = WG_KIND_TEXT},
    [REQUEST_TAG] = {.key = "imap.request_tag",
                     .label = "Tag",
                     .kind = WG_KIND_TEXT,
                     .help = "Chosen by the client, repeated in the answer.",
                     .source = "RFC 9051 §2.2.1"},
    [REQUEST_COMMAND] = {.key = "imap.request.command",
                         .label = "Command",
                         .kind = WG_KIND_TEXT},
    [REQUEST_REST] = {.key = "imap.request", .label = "Command", .kind = WG_KIND_TEXT},
    [SECRET] = {.key = "imap.request.secret",
                .label = "Login data",
                .kind = WG_KIND_TEXT,
                .secret = WG_SECRET_VALUE},
    [RESPONSE_TAG] = {.key = "imap.response_tag", .label = "Tag", .kind = WG_KIND_TEXT},
    [RESPONSE_REST] = {.key = "imap.response", .label = "Answer", .kind = WG_KIND_TEXT},
    [LITERAL] = {.key = "imap.literal", .label = "Literal", .source = "RFC 9051 §4.3"},
    {0},
};

static const WgLineFields request = {wg_imap_fields + PROTOCOL, wg_imap_fields + LINE,
                                     wg_imap_fields + REQUEST_TAG,
                                     wg_imap_fields + REQUEST_REST, wg_imap_fields + SECRET};
static const WgLineFields response = {wg_imap_fields + PROTOCOL, wg_imap_fields + LINE,
                                      wg_imap_fields + RESPONSE_TAG,
                                      wg_imap_fields + RESPONSE_REST, NULL};

static void
describe_command (WgSlice unit, gboolean is_login, WgTree *tree)
{
  WgNode *node = wg_line_describe_command (tree, &request, unit, is_login);
  WgImapCommand c;

  if (!is_login && wg_imap_parse_command (unit, &c))
    wg_tree_add_text (tree, node, wg_imap_fields + REQUEST_COMMAND,
                      (gsize) (c.name.data - unit.data), c.name.len, c.name);
}

void
wg_imap_describe_unit (WgImapUnit kind, WgSlice unit, WgTree *tree)
{
  switch (kind)
    {
    case WG_IMAP_UNIT_COMMAND:
    case WG_IMAP_UNIT_LOGIN:
      describe_command (unit, kind == WG_IMAP_UNIT_LOGIN, tree);
      break;
    case WG_IMAP_UNIT_AUTH:
      wg_line_describe_secret (tree, &request, unit);
      break;
    case WG_IMAP_UNIT_ANSWER:
      wg_line_describe_command (tree, &response, unit, FALSE);
      break;
    case WG_IMAP_UNIT_LITERAL:
      wg_line_describe_block (tree, wg_imap_fields + PROTOCOL, wg_imap_fields + LITERAL, unit);
      break;
    }
}
