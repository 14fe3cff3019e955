#include "smtp/smtp-parse.h"

static const struct
{
  const char *name;
  WgSmtpVerb verb;
} verbs[] = {
    {"AUTH", WG_SMTP_AUTH}, {"STARTTLS", WG_SMTP_STARTTLS}, {"DATA", WG_SMTP_DATA},
    {"BDAT", WG_SMTP_BDAT}, {"EHLO", WG_SMTP_EHLO},         {"LHLO", WG_SMTP_EHLO},
    {"MAIL", WG_SMTP_MAIL},
};

gboolean
wg_smtp_is_masked (WgSlice word)
{
  for (gsize i = 0; i < word.len; i++)
    if (wg_slice_at (word, i) != 'X' && (i + 1 < word.len || wg_slice_at (word, i) != 'A'))
      return FALSE;
  return word.len == 4 || word.len == 8;
}

void
wg_smtp_parse_command (WgSlice line, WgSmtpCommand *out)
{
  out->argument = line;
  out->name = wg_line_word (&out->argument);
  out->verb = WG_SMTP_OTHER;
  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    if (wg_slice_is_nocase (out->name, verbs[i].name))
      out->verb = verbs[i].verb;
  if (out->verb == WG_SMTP_OTHER && wg_smtp_is_masked (out->name))
    out->verb = WG_SMTP_MASKED;
}

gboolean
wg_smtp_parse_bdat (WgSlice argument, guint64 *len)
{
  WgReader r = wg_reader (argument, WG_END_WHOLE);

  if (!wg_reader_decimal (&r, G_MAXUINT32, len))
    return FALSE;
  return wg_reader_left (&r) == 0 || wg_slice_has_prefix (wg_reader_rest (&r), " ");
}

gboolean
wg_smtp_is_client (WgSlice bytes)
{
  static const char *const words[] = {"EHLO", "HELO", "LHLO", NULL};

  return wg_line_begins_any (bytes, words) || wg_slice_has_prefix_nocase (bytes, "MAIL FROM:")
         || wg_slice_has_prefix_nocase (bytes, "RCPT TO:");
}

gboolean
wg_smtp_is_command (WgSlice bytes)
{
  static const char *const words[] = {"AUTH", "STARTTLS", "DATA", "BDAT", "QUIT", "RSET",
                                      "NOOP", "VRFY",     "EXPN", "HELP", NULL};

  return wg_smtp_is_client (bytes) || wg_line_begins_any (bytes, words);
}
