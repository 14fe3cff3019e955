#pragma once

#include "check/check.h"

/* What the command line says about certificates: whom to trust, and when to judge. */
typedef struct
{
  char **files;
  char *verify_time;
} WgCliTrust;

/* Rows of a table of options. */
#define WG_CLI_TRUST_OPTIONS(trust)                                                            \
  {"ca-file",                                                                                  \
   0,                                                                                          \
   0,                                                                                          \
   G_OPTION_ARG_FILENAME_ARRAY,                                                                \
   &(trust).files,                                                                             \
   "trust its CAs, not the system's; --verify-time: the day",                                  \
   "FILE"},                                                                                    \
  {                                                                                            \
    "verify-time", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_STRING, &(trust).verify_time,         \
        "when certificates are judged: capture, now, 2026-05-01T00:00:00Z", "WHEN"             \
  }

/* Reads --verify-time into @check; FALSE, and said, where it is no time. */
gboolean wg_cli_trust_take_time (const WgCliTrust *trust, WgCheckOptions *check);
/* Sets the roots of @check, to be freed by wg_trust_free(); FALSE where a file cannot be used.
 */
gboolean wg_cli_trust_load (const WgCliTrust *trust, WgCheckOptions *check, GError **error);
void wg_cli_trust_clear (WgCliTrust *trust);
