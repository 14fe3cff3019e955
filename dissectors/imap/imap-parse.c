#include "imap/imap-parse.h"

#define TAG_MAX 32

static const struct
{
  const char *name;
  WgImapVerb verb;
} verbs[] = {
    {"LOGIN", WG_IMAP_LOGIN},
    {"AUTHENTICATE", WG_IMAP_AUTHENTICATE},
    {"STARTTLS", WG_IMAP_STARTTLS},
    {"COMPRESS", WG_IMAP_COMPRESS},
};

static gboolean
is_tag (WgSlice tag)
{
  if (tag.len == 0 || tag.len > TAG_MAX)
    return FALSE;
  for (gsize i = 0; i < tag.len; i++)
    if (wg_slice_at (tag, i) <= 0x20 || wg_slice_at (tag, i) >= 0x7f
        || strchr ("(){%*\"\\+", wg_slice_at (tag, i)) != NULL)
      return FALSE;
  return TRUE;
}

gboolean
wg_imap_parse_command (WgSlice line, WgImapCommand *out)
{
  out->argument = line;
  out->tag = wg_line_word (&out->argument);
  out->name = wg_line_word (&out->argument);
  out->verb = WG_IMAP_OTHER;
  if (!is_tag (out->tag) || out->name.len == 0)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    if (wg_slice_is_nocase (out->name, verbs[i].name))
      out->verb = verbs[i].verb;
  return TRUE;
}

WgImapStatus
wg_imap_parse_answer (WgSlice line, WgSlice *tag)
{
  *tag = WG_SLICE_NONE;
  if (wg_slice_has_prefix (line, "* "))
    return WG_IMAP_UNTAGGED;
  if (wg_line_begins (line, "+"))
    return WG_IMAP_GO_AHEAD;
  *tag = wg_line_word (&line);
  if (!is_tag (*tag))
    return WG_IMAP_NEITHER;
  if (wg_line_begins (line, "OK"))
    return WG_IMAP_OK;
  return wg_line_begins (line, "NO") || wg_line_begins (line, "BAD") ? WG_IMAP_NO
                                                                     : WG_IMAP_NEITHER;
}

gboolean
wg_imap_parse_literal (WgSlice line, guint64 *len, gboolean *wait)
{
  gsize at = line.len;
  WgReader r;

  if (line.len < 3 || wg_slice_at (line, line.len - 1) != '}')
    return FALSE;
  while (at > 0 && line.len - at < 24 && wg_slice_at (line, at - 1) != '{')
    at--;
  if (at == 0 || wg_slice_at (line, at - 1) != '{')
    return FALSE;
  r = wg_reader (wg_slice_sub (line, at, line.len), WG_END_WHOLE);
  if (!wg_reader_decimal (&r, G_MAXUINT32, len))
    return FALSE;
  *wait = !wg_reader_literal (&r, "+") && !wg_reader_literal (&r, "-");
  return wg_slice_is (wg_reader_rest (&r), "}");
}

static gboolean
parse_quoted (WgSlice *rest, guint8 *out, WgSlice *value)
{
  gsize n = 0, i;

  for (i = 1; i < rest->len && wg_slice_at (*rest, i) != '"' && n < WG_LIMIT_LINE; i++)
    {
      if (wg_slice_at (*rest, i) == '\\' && i + 1 < rest->len)
        i++;
      out[n++] = (guint8) wg_slice_at (*rest, i);
    }
  if (i >= rest->len || wg_slice_at (*rest, i) != '"')
    return FALSE;
  *value = wg_slice (out, n);
  *rest = wg_slice_sub (*rest, i + 1, rest->len);
  return TRUE;
}

gboolean
wg_imap_parse_string (WgSlice *rest, guint8 *out, WgSlice *value)
{
  while (rest->len > 0 && wg_slice_at (*rest, 0) == ' ')
    *rest = wg_slice_sub (*rest, 1, rest->len);
  if (rest->len == 0 || wg_slice_at (*rest, 0) == '{')
    return FALSE;
  if (wg_slice_at (*rest, 0) == '"')
    return parse_quoted (rest, out, value);
  *value = wg_line_word (rest);
  return TRUE;
}

gboolean
wg_imap_is_client (WgSlice bytes)
{
  static const char *const names[] = {
      "CAPABILITY", "LOGIN", "AUTHENTICATE", "STARTTLS", "LOGOUT", "NOOP",      "ID",
      "SELECT",     "LIST",  "EXAMINE",      "STATUS",   "LSUB",   "NAMESPACE", "UID",
      "FETCH",      "IDLE",  "ENABLE",       "APPEND",   "SEARCH", "CHECK",     NULL};
  WgSlice rest = bytes;
  WgSlice tag = wg_line_word (&rest);

  return is_tag (tag) && tag.len <= 12 && wg_line_begins_any (rest, names);
}
