#include "smtp/smtp-describe.h"

#include "smtp/smtp-parse.h"

enum
{
  PROTOCOL,
  REQUEST,
  COMMAND,
  PARAMETER,
  SECRET,
  RESPONSE,
  CODE,
  TEXT,
  DATA,
};

const WgField wg_smtp_fields[] = {
    [PROTOCOL] = {.key = "smtp", .label = "Simple Mail Transfer Protocol"},
    [REQUEST] = {.key = "smtp.req", .label = "Command line", .kind = WG_KIND_TEXT},
    [COMMAND] = {.key = "smtp.req.command",
                 .label = "Command",
                 .kind = WG_KIND_TEXT,
                 .source = "RFC 5321 §4.1.1"},
    [PARAMETER] = {.key = "smtp.req.parameter", .label = "Argument", .kind = WG_KIND_TEXT},
    [SECRET] = {.key = "smtp.auth.secret",
                .label = "Login data",
                .kind = WG_KIND_TEXT,
                .secret = WG_SECRET_VALUE,
                .help = "Base64 is a way of writing, not encryption.",
                .source = "RFC 4954 §4"},
    [RESPONSE] = {.key = "smtp.response", .label = "Reply", .kind = WG_KIND_TEXT},
    [CODE] = {.key = "smtp.response.code",
              .label = "Reply code",
              .kind = WG_KIND_UINT,
              .size = 2,
              .source = "RFC 5321 §4.2"},
    [TEXT] = {.key = "smtp.rsp.parameter", .label = "Reply text", .kind = WG_KIND_TEXT},
    [DATA] = {.key = "smtp.data.fragment", .label = "Mail text"},
    {0},
};

static const WgLineFields request = {wg_smtp_fields + PROTOCOL, wg_smtp_fields + REQUEST,
                                     wg_smtp_fields + COMMAND, wg_smtp_fields + PARAMETER,
                                     wg_smtp_fields + SECRET};
static const WgLineFields response = {wg_smtp_fields + PROTOCOL, wg_smtp_fields + RESPONSE,
                                      wg_smtp_fields + CODE, wg_smtp_fields + TEXT, NULL};

void
wg_smtp_describe_unit (WgSmtpUnit kind, WgSlice unit, WgTree *tree)
{
  switch (kind)
    {
    case WG_SMTP_UNIT_COMMAND:
      wg_line_describe_command (tree, &request, unit, wg_line_begins (unit, "AUTH"));
      break;
    case WG_SMTP_UNIT_AUTH:
      wg_line_describe_secret (tree, &request, unit);
      break;
    case WG_SMTP_UNIT_REPLY:
      wg_line_describe_reply (tree, &response, unit);
      break;
    case WG_SMTP_UNIT_TEXT:
      wg_line_describe_block (tree, wg_smtp_fields + PROTOCOL, wg_smtp_fields + DATA, unit);
      break;
    }
}
