#include "ftp/ftp-parse.h"

static const struct
{
  const char *name;
  WgFtpVerb verb;
} verbs[] = {
    {"USER", WG_FTP_USER},
    {"PASS", WG_FTP_PASS},
    {"ACCT", WG_FTP_ACCT},
    {"FEAT", WG_FTP_FEAT},
};

/* RFC 4217 §4, and what was sent before it was written. */
static const char *const tls_names[] = {"TLS", "TLS-C", "TLS-P", "SSL"};

void
wg_ftp_parse_command (WgSlice line, WgFtpCommand *out)
{
  out->argument = line;
  out->name = wg_line_word (&out->argument);
  out->verb = WG_FTP_OTHER;
  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    if (wg_slice_is_nocase (out->name, verbs[i].name))
      out->verb = verbs[i].verb;
  if (!wg_slice_is_nocase (out->name, "AUTH"))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (tls_names); i++)
    if (wg_slice_is_nocase (wg_slice_trim (out->argument), tls_names[i]))
      out->verb = WG_FTP_AUTH_TLS;
}

gboolean
wg_ftp_is_client (WgSlice bytes)
{
  static const char *const words[] = {
      "SYST", "FEAT", "PASV", "EPSV", "PORT", "EPRT", "RETR", "STOR", "STOU", "APPE",
      "CWD",  "XCWD", "CDUP", "PWD",  "XPWD", "TYPE", "MODE", "STRU", "ALLO", "REST",
      "RNFR", "RNTO", "ABOR", "MKD",  "RMD",  "NLST", "SITE", "STAT", "PBSZ", "PROT",
      "MDTM", "SIZE", "MLSD", "MLST", "CLNT", "HOST", "OPTS", NULL};

  return wg_line_begins_any (bytes, words);
}
