#include "ftp/ftp-describe.h"

enum
{
  PROTOCOL,
  REQUEST,
  COMMAND,
  ARGUMENT,
  SECRET,
  RESPONSE,
  CODE,
  TEXT,
};

const WgField wg_ftp_fields[] = {
    [PROTOCOL] = {.key = "ftp", .label = "File Transfer Protocol"},
    [REQUEST] = {.key = "ftp.request", .label = "Command line", .kind = WG_KIND_TEXT},
    [COMMAND] = {.key = "ftp.request.command",
                 .label = "Command",
                 .kind = WG_KIND_TEXT,
                 .source = "RFC 959 §4.1"},
    [ARGUMENT] = {.key = "ftp.request.arg", .label = "Argument", .kind = WG_KIND_TEXT},
    [SECRET] = {.key = "ftp.request.secret",
                .label = "Password",
                .kind = WG_KIND_TEXT,
                .secret = WG_SECRET_VALUE},
    [RESPONSE] = {.key = "ftp.response", .label = "Reply", .kind = WG_KIND_TEXT},
    [CODE] = {.key = "ftp.response.code",
              .label = "Reply code",
              .kind = WG_KIND_UINT,
              .size = 2,
              .source = "RFC 959 §4.2"},
    [TEXT] = {.key = "ftp.response.arg", .label = "Reply text", .kind = WG_KIND_TEXT},
    {0},
};

static const WgLineFields request = {wg_ftp_fields + PROTOCOL, wg_ftp_fields + REQUEST,
                                     wg_ftp_fields + COMMAND, wg_ftp_fields + ARGUMENT,
                                     wg_ftp_fields + SECRET};
static const WgLineFields response = {wg_ftp_fields + PROTOCOL, wg_ftp_fields + RESPONSE,
                                      wg_ftp_fields + CODE, wg_ftp_fields + TEXT, NULL};

void
wg_ftp_describe_command (WgSlice unit, WgTree *tree)
{
  static const char *const secret[] = {"PASS", "ACCT", NULL};

  wg_line_describe_command (tree, &request, unit, wg_line_begins_any (unit, secret));
}

void
wg_ftp_describe_reply (WgSlice unit, WgTree *tree)
{
  wg_line_describe_reply (tree, &response, unit);
}
