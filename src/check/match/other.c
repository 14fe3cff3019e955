#include "check/match/inject.h"

#include "base/limits.h"
#include "check/match/scan.h"

static gboolean
hit (WgMatch *out, const char *what, WgSlice value, gsize at)
{
  out->what = what;
  out->part = wg_slice_sub (value, at, 120);
  return TRUE;
}

/* The line end at @at: CR LF, LF, or the letters that some decoders cut down to them. */
static gsize
line_end_at (WgSlice value, gsize at)
{
  if (wg_is_at (value, at, "\r\n"))
    return 2;
  if (wg_is_at (value, at, "\n") || wg_is_at (value, at, "\r"))
    return 1;
  return wg_is_at (value, at, "\xe5\x98\x8a\xe5\x98\x8d")
                 || wg_is_at (value, at, "\xe5\x98\x8d\xe5\x98\x8a")
             ? 6
             : 0;
}

gboolean
wg_match_crlf (WgSlice value, WgMatch *out)
{
  static const char *const known[] = {
      "set-cookie", "location", "content-type", "content-length",
      "host",       "refresh",  "link",         "transfer-encoding",
      NULL};

  value.len = MIN (value.len, WG_LIMIT_MATCH_LEN);
  for (gsize i = 0; i < value.len; i++)
    {
      gsize len = line_end_at (value, i), name, n = 0;

      if (len == 0)
        continue;
      name = i + len;
      if (wg_is_at (value, name, "http/1."))
        return hit (out, "a line end and a status line behind it", value, name);
      while (wg_is_word (wg_slice_at (value, name + n)) || wg_slice_at (value, name + n) == '-')
        n++;
      if (n > 1 && n < 64 && wg_slice_at (value, name + n) == ':'
          && (len > 1 || wg_any_word_at (value, name, known) > 0
              || wg_slice_find (wg_slice_sub (value, name, n), '-') > 0))
        return hit (out, "a line end and a header behind it", value, name);
      i += len - 1;
    }
  return FALSE;
}

gboolean
wg_match_ldap (WgSlice value, WgMatch *out)
{
  static const char *const names[] = {
      "(uid=*",          "(cn=*", "(objectclass=*", "(mail=*", "(samaccountname=*",
      "(userpassword=*", NULL};
  gssize at = -1;

  value.len = MIN (value.len, WG_LIMIT_MATCH_LEN);
  while ((at = wg_scan (value, (gsize) (at + 1), ")(")) >= 0)
    {
      gsize next = (gsize) at + 2, n = 0;
      gint c = wg_slice_at (value, next);

      if ((c == '|' || c == '&' || c == '!')
          && (wg_slice_at (value, next + 1) == '(' || wg_slice_at (value, next + 1) == ')'
              || wg_slice_at (value, next + 1) < 0))
        return hit (out, "the end of a filter and a new one", value, (gsize) at);
      while (wg_is_word (wg_slice_at (value, next + n)) || wg_slice_at (value, next + n) == '-')
        n++;
      if (n > 0 && wg_slice_at (value, next + n) == '='
          && (wg_slice_at (value, next + n + 1) == '*'
              || (at > 0 && value.data[at - 1] == '*')))
        return hit (out, "the end of a filter and a new one", value, (gsize) at);
    }
  for (guint i = 0; names[i] != NULL; i++)
    if ((at = wg_scan (value, 0, names[i])) > 0)
      return hit (out, "a filter that fits every entry", value, (gsize) at);
  return FALSE;
}

static gboolean
is_operator (WgSlice name, gsize at)
{
  static const char *const operators[] = {"$ne",    "$gt",    "$gte", "$lt",  "$lte",
                                          "$regex", "$where", "$in",  "$nin", "$exists",
                                          "$or",    "$not",   "$eq",  NULL};
  return wg_any_word_at (name, at, operators) > 0;
}

gboolean
wg_match_nosql_name (WgSlice name, WgMatch *out)
{
  gssize at = wg_slice_find (name, '[');

  if (at > 0 && is_operator (name, (gsize) at + 1))
    return hit (out, "an operator of the database in a parameter's name", name, (gsize) at);
  if (is_operator (name, 0))
    return hit (out, "an operator of the database where a value belongs", name, 0);
  return FALSE;
}

gboolean
wg_match_nosql (WgSlice value, WgMatch *out)
{
  static const char *const texts[] = {"'||'1'=='1",
                                      "' || '1'=='1",
                                      "'||1==1",
                                      "' || 1==1",
                                      "' || true",
                                      "'; return true",
                                      "';return true",
                                      "this.password.match(",
                                      "\"||\"1\"==\"1",
                                      "' && this.password",
                                      NULL};

  value.len = MIN (value.len, WG_LIMIT_MATCH_LEN);
  for (guint i = 0; texts[i] != NULL; i++)
    {
      gssize at = wg_scan (value, 0, texts[i]);
      if (at >= 0)
        return hit (out, "a script's condition behind a closing quote", value, (gsize) at);
    }
  return FALSE;
}

gboolean
wg_match_prototype_name (WgSlice name, WgMatch *out)
{
  static const char *const texts[] = {"__proto__", "constructor.prototype",
                                      "constructor[prototype]", NULL};

  name.len = MIN (name.len, WG_LIMIT_MATCH_LEN);
  for (guint i = 0; texts[i] != NULL; i++)
    {
      gssize at = wg_scan (name, 0, texts[i]);
      gsize end = (gsize) at + strlen (texts[i]);
      if (at >= 0 && !wg_is_word (at > 0 ? name.data[at - 1] : -1)
          && !wg_is_word (wg_slice_at (name, end)))
        return hit (out, "the prototype's own name", name, (gsize) at);
    }
  return FALSE;
}

static gboolean
digits_then (WgSlice value, gsize at, char mark)
{
  gsize n = 0;

  while (g_ascii_isdigit ((gchar) MAX (wg_slice_at (value, at + n), 0)))
    n++;
  return n > 0 && n < 7 && wg_slice_at (value, at + n) == mark;
}

/* Names of classes in what base64 hides. */
static gboolean
has_gadget (WgSlice value, gboolean base64)
{
  static const char *const gadgets[] = {"org.apache.commons.collections",
                                        "invokertransformer",
                                        "templatesimpl",
                                        "annotationinvocationhandler",
                                        "javax.management",
                                        "badattributevalueexpexception",
                                        "java.lang.processbuilder",
                                        "java.lang.runtime",
                                        "com.sun.rowset",
                                        "objectdataprovider",
                                        "monolog\\",
                                        "java.net.url",
                                        "c3p0",
                                        "commons.beanutils",
                                        NULL};
  guchar bytes[6144];
  gint state = 0;
  guint save = 0;

  if (base64)
    {
      value.len = MIN (value.len, sizeof bytes / 3 * 4 - 8);
      value = wg_slice (bytes, g_base64_decode_step ((const gchar *) value.data, value.len,
                                                     bytes, &state, &save));
    }
  for (guint i = 0; gadgets[i] != NULL; i++)
    if (wg_has (value, gadgets[i]))
      return TRUE;
  return FALSE;
}

WgSerial
wg_match_serial (WgSlice value, WgMatch *out)
{
  value.len = MIN (value.len, WG_LIMIT_MATCH_LEN);
  if (value.len < 8)
    return WG_SERIAL_NONE;
  if (wg_slice_has_prefix (value, "rO0AB") || wg_is_at (value, 0, "aced0005")
      || wg_slice_has_prefix (value, "\xac\xed\x00\x05"))
    {
      hit (out, "an object of Java's", value, 0);
      return has_gadget (value, value.data[0] == 'r') ? WG_SERIAL_GADGET : WG_SERIAL_OBJECT;
    }
  if (wg_slice_has_prefix (value, "AAEAAAD/////"))
    {
      hit (out, "an object of .NET's BinaryFormatter", value, 0);
      return has_gadget (value, TRUE) ? WG_SERIAL_GADGET : WG_SERIAL_OBJECT;
    }
  if (wg_slice_has_prefix (value, "gASV") || wg_slice_has_prefix (value, "cos\nsystem")
      || wg_slice_has_prefix (value, "cposix\nsystem")
      || wg_slice_has_prefix (value, "Y29zCnN5c3RlbQ"))
    {
      hit (out, "a pickle of Python's", value, 0);
      return value.data[0] == 'g' ? WG_SERIAL_OBJECT : WG_SERIAL_GADGET;
    }
  if (wg_has (value, "_$$nd_func$$_") || wg_has (value, "!!python/object")
      || wg_has (value, "!!python/module") || wg_has (value, "!!javax.script."))
    {
      hit (out, "a value that is a function", value, 0);
      return WG_SERIAL_GADGET;
    }
  if ((wg_slice_has_prefix (value, "O:") || wg_slice_has_prefix (value, "a:"))
      && digits_then (value, 2, ':'))
    {
      gboolean object = value.data[0] == 'O' || wg_has (value, ";o:");
      hit (out, object ? "an object of PHP's" : "a list of PHP's", value, 0);
      return object && has_gadget (value, FALSE) ? WG_SERIAL_GADGET
             : object                            ? WG_SERIAL_OBJECT
                                                 : WG_SERIAL_DATA;
    }
  return WG_SERIAL_NONE;
}

gboolean
wg_match_introspection (WgSlice value, WgMatch *out)
{
  gssize at = wg_scan (value, 0, "__schema");

  if (at < 0)
    at = wg_scan (value, 0, "__type(");
  if (at < 0 || wg_slice_find (value, '{') < 0)
    return FALSE;
  return hit (out, "a question for the schema", value, (gsize) at);
}

const char *
wg_match_program (WgSlice body)
{
  static const struct
  {
    const char *magic;
    guint len;
    const char *name;
  } magics[] = {
      {"\x7f"
       "ELF",
       4, "Linux program (ELF)"},
      {"\xfe\xed\xfa\xce", 4, "macOS program (Mach-O)"},
      {"\xfe\xed\xfa\xcf", 4, "macOS program (Mach-O)"},
      {"\xcf\xfa\xed\xfe", 4, "macOS program (Mach-O)"},
      {"dex\n", 4, "Android program (dex)"},
      {"#!/", 3, "script for a shell"},
  };

  /* Java and macOS chose the same number; the count or version behind it tells. */
  if (body.len > 8 && memcmp (body.data, "\xca\xfe\xba\xbe", 4) == 0)
    return body.data[7] >= 43 ? "Java class" : "macOS program (Mach-O)";
  for (gsize i = 0; i < G_N_ELEMENTS (magics); i++)
    if (body.len > magics[i].len && memcmp (body.data, magics[i].magic, magics[i].len) == 0)
      return magics[i].name;
  /* "MZ" may begin a text; the rest of its header may not. */
  if (wg_slice_has_prefix (body, "MZ") && body.len > 0x40)
    {
      guint at = body.data[0x3c] | (guint) body.data[0x3d] << 8;
      if (wg_has (wg_slice_sub (body, 0x40, 256), "this program")
          || wg_has (wg_slice_sub (body, at, 4), "pe") || body.data[2] < 0x20)
        return "Windows program";
    }
  return NULL;
}
