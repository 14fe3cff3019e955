#include "check/match/inject.h"

#include "base/limits.h"
#include "check/match/scan.h"

#define DEPTH 64u /* of lookups in lookups */

/* What a lookup becomes: "lower:x", "::-x", "env:NAME:-x". Stays as it is where nobody knows.
 */
static void
reduce (GString *text, gsize open)
{
  WgSlice inside = wg_slice (text->str + open + 2, text->len - open - 2);
  gsize from = 0;
  gssize mark;

  if (wg_is_at (inside, 0, "lower:") || wg_is_at (inside, 0, "upper:"))
    from = 6;
  else if ((mark = wg_scan (inside, 0, ":-")) >= 0)
    from = (gsize) mark + 2;
  else if (wg_is_at (inside, 0, "date:'"))
    {
      from = 6;
      if (text->str[text->len - 1] == '\'')
        g_string_truncate (text, text->len - 1);
    }
  else
    {
      g_string_append_c (text, '}');
      return;
    }
  g_string_erase (text, (gssize) open, (gssize) (from + 2));
}

static gboolean
is_jndi (WgSlice inside)
{
  static const char *const schemes[] = {"ldap:", "ldaps:", "rmi:",  "dns:",   "iiop:", "nis:",
                                        "nds:",  "corba:", "http:", "https:", NULL};

  if (!wg_is_at (inside, 0, "jndi:"))
    return FALSE;
  for (guint i = 0; schemes[i] != NULL; i++)
    if (wg_is_at (inside, 5, schemes[i]))
      return TRUE;
  return FALSE;
}

static void
host_of (WgSlice inside, GString *room)
{
  gssize at = wg_scan (inside, 0, "//");

  g_string_truncate (room, 0);
  if (at < 0)
    return;
  for (gsize i = (gsize) at + 2; i < inside.len && strchr ("/?#} ", inside.data[i]) == NULL;
       i++)
    g_string_append_c (room, (gchar) inside.data[i]);
}

gboolean
wg_match_jndi (WgSlice value, WgMatch *out, GString *room)
{
  g_autoptr (GString) text = NULL;
  gsize open[DEPTH];
  guint depth = 0;
  gssize start;

  value.len = MIN (value.len, WG_LIMIT_MATCH_LEN);
  start = wg_scan (value, 0, "${");
  if (start < 0 || !wg_has (value, ":"))
    return FALSE;
  text = g_string_sized_new (value.len);
  for (gsize i = (gsize) start; i < value.len; i++)
    {
      g_string_append_c (text, (gchar) value.data[i]);
      if (value.data[i] == '{' && text->len > 1 && text->str[text->len - 2] == '$'
          && depth < DEPTH)
        open[depth++] = text->len - 2;
      else if (value.data[i] == '}' && depth > 0)
        {
          gsize from = open[--depth];
          WgSlice inside = wg_slice (text->str + from + 2, text->len - from - 3);
          if (is_jndi (inside))
            {
              host_of (inside, room);
              out->what = "a JNDI lookup";
              out->part = wg_slice_sub (value, (gsize) start, 200);
              return TRUE;
            }
          g_string_truncate (text, text->len - 1);
          reduce (text, from);
        }
    }
  /* cut before its brace */
  if (depth == 0 || !is_jndi (wg_slice (text->str + open[0] + 2, text->len - open[0] - 2)))
    return FALSE;
  host_of (wg_slice (text->str + open[0] + 2, text->len - open[0] - 2), room);
  out->what = "a JNDI lookup";
  out->part = wg_slice_sub (value, (gsize) start, 200);
  return TRUE;
}

/* Bash took only what begins so for a function. */
gboolean
wg_match_shellshock (WgSlice value, WgMatch *out)
{
  gsize at = wg_skip_space (value, 0);
  gssize close;

  value.len = MIN (value.len, WG_LIMIT_MATCH_LEN);
  if (!wg_is_at (value, at, "()"))
    return FALSE;
  at = wg_skip_space (value, at + 2);
  if (wg_slice_at (value, at) != '{')
    return FALSE;
  close = wg_slice_find (wg_slice_sub (value, at, value.len), '}');
  if (close < 0)
    return FALSE;
  at = wg_skip_space (value, at + (gsize) close + 1);
  if (wg_slice_at (value, at) != ';' && !wg_has (wg_slice_sub (value, at, value.len), ";"))
    return FALSE;
  out->what = "a function of bash with commands behind it";
  out->part = wg_slice_sub (value, 0, 200);
  return TRUE;
}

static gsize
number_at (WgSlice value, gsize at, guint64 *number)
{
  gsize n = 0;

  *number = 0;
  for (gint c; n < 6 && (c = wg_slice_at (value, at + n)) >= '0' && c <= '9'; n++)
    *number = *number * 10 + (guint64) (c - '0');
  return n;
}

/* "7*7" behind the opening brackets. */
static gboolean
is_product (WgSlice value, gsize at, guint64 *product)
{
  guint64 a, b;
  gsize n;

  at = wg_skip_space (value, at);
  n = number_at (value, at, &a);
  at = wg_skip_space (value, at + n);
  if (n == 0 || wg_slice_at (value, at) != '*')
    return FALSE;
  at = wg_skip_space (value, at + 1);
  if (wg_slice_at (value, at) == '\'')
    at++;
  n = number_at (value, at, &b);
  *product = a * b;
  return n > 0;
}

gboolean
wg_match_template (WgSlice value, WgMatch *out, guint64 *product)
{
  static const char *const opens[] = {"{{", "${", "<%=", "#{", "*{", "@(", NULL};
  static const char *const inside[] = {"config",
                                       "self.",
                                       "request.application",
                                       "''.__class__",
                                       "\"\".__class__",
                                       "lipsum.",
                                       "cycler.",
                                       "[].__class__",
                                       "().__class__",
                                       "t(java.lang",
                                       "constructor.constructor",
                                       NULL};
  gssize at;

  *product = 0;
  value.len = MIN (value.len, WG_LIMIT_MATCH_LEN);
  for (guint i = 0; opens[i] != NULL; i++)
    for (at = -1; (at = wg_scan (value, (gsize) (at + 1), opens[i])) >= 0;)
      {
        gsize from = wg_skip_space (value, (gsize) at + strlen (opens[i]));
        out->part = wg_slice_sub (value, (gsize) at, 80);
        out->what = "an expression between a template's brackets";
        if (is_product (value, from, product))
          return TRUE;
        for (guint k = 0; inside[k] != NULL; k++)
          if (wg_is_at (value, from, inside[k])
              && !wg_is_word (wg_slice_at (value, from + strlen (inside[k]))))
            return TRUE;
      }
  at = wg_scan (value, 0, "__class__.__mro__");
  if (at < 0)
    at = wg_scan (value, 0, ".__subclasses__()");
  if (at < 0)
    at = wg_scan (value, 0, "freemarker.template.utility");
  if (at < 0)
    return FALSE;
  out->part = wg_slice_sub (value, (gsize) at, 80);
  out->what = "a way from a template to the program's classes";
  return TRUE;
}

gboolean
wg_match_xxe (WgSlice body, WgMatch *out)
{
  gssize doctype = wg_scan (body, 0, "<!doctype"), at;
  guint entities = 0, uses = 0;

  if (doctype < 0)
    return FALSE;
  for (at = doctype; (at = wg_scan (body, (gsize) at + 1, "<!entity")) >= 0;)
    {
      WgSlice one = wg_slice_sub (body, (gsize) at, 300);
      gssize end = wg_slice_find (one, '>');

      one = wg_slice_sub (one, 0, end < 0 ? one.len : (gsize) end);
      out->part = one;
      if (wg_has (one, " system ") || wg_has (one, " system\"") || wg_has (one, " public ")
          || wg_has (one, " system'"))
        {
          out->what = "an entity from outside";
          return TRUE;
        }
      entities++;
      for (gsize i = 8; i < one.len; i++)
        uses += one.data[i] == '&';
    }
  if (entities < 4 || uses < 11)
    return FALSE;
  out->what = "entities made of entities, which grow without end";
  out->part = wg_slice_sub (body, (gsize) doctype, 200);
  return TRUE;
}
