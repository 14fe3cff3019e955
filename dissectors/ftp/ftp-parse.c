#include "ftp/ftp-parse.h"

#include <arpa/inet.h>

static const struct
{
  const char *name;
  WgFtpVerb verb;
} verbs[] = {
    {"USER", WG_FTP_USER}, {"PASS", WG_FTP_PASS}, {"ACCT", WG_FTP_ACCT}, {"FEAT", WG_FTP_FEAT},
    {"PORT", WG_FTP_PORT}, {"EPRT", WG_FTP_EPRT}, {"PASV", WG_FTP_PASV},
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

static gboolean
six_numbers (WgReader r, WgFtpPlace *out)
{
  guint8 bytes[6];
  guint64 number;

  for (guint i = 0; i < G_N_ELEMENTS (bytes); i++)
    {
      if ((i > 0 && !wg_reader_literal (&r, ",")) || !wg_reader_decimal (&r, 255, &number))
        return FALSE;
      bytes[i] = (guint8) number;
    }
  *out = (WgFtpPlace){.ip_version = 4, .port = (guint16) (bytes[4] << 8 | bytes[5])};
  memcpy (out->address, bytes, 4);
  return TRUE;
}

gboolean
wg_ftp_parse_port (WgSlice text, WgFtpPlace *out)
{
  gsize at = 0;

  while (at < text.len && !g_ascii_isdigit (wg_slice_at (text, at)))
    at++;
  return six_numbers (wg_reader (wg_slice_sub (text, at, text.len), WG_END_WHOLE), out);
}

gboolean
wg_ftp_parse_eprt (WgSlice text, WgFtpPlace *out)
{
  WgReader r = wg_reader (wg_slice_trim (text), WG_END_WHOLE);
  WgSlice kind, address;
  char buffer[48] = "";
  guint64 port;
  guint8 bar;

  if (!wg_reader_u8 (&r, &bar) || !wg_reader_until (&r, bar, &kind)
      || !wg_reader_until (&r, bar, &address) || address.len >= sizeof buffer
      || !wg_reader_decimal (&r, G_MAXUINT16, &port))
    return FALSE;
  *out = (WgFtpPlace){.ip_version = wg_slice_is (kind, "1") ? 4 : 6, .port = (guint16) port};
  wg_slice_copy (address, buffer);
  return inet_pton (out->ip_version == 4 ? AF_INET : AF_INET6, buffer, out->address) == 1;
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
