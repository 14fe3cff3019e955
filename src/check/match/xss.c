#include "check/match/inject.h"

#include "base/limits.h"
#include "check/match/scan.h"

#define TAG_LEN 1024u /* of a tag that is searched for handlers */

static const char *const handlers[] = {
    "onerror",      "onload",    "onmouse",   "onfocus",    "onclick",    "ontoggle",
    "onblur",       "onkey",     "oninput",   "onchange",   "onpointer",  "onanimation",
    "onwheel",      "onbegin",   "onstart",   "onpageshow", "onscroll",   "ondrag",
    "onhashchange", "onmessage", "onresize",  "onsubmit",   "onunload",   "ontransition",
    "oncut",        "oncopy",    "onpaste",   "onselect",   "onauxclick", "onbeforeunload",
    "onfinish",     "onplay",    "oncanplay", "ondblclick", NULL};

static gboolean
hit (WgMatch *out, const char *what, WgSlice value, gsize from, gsize to)
{
  out->what = what;
  out->part = wg_between (value, from, MIN (to, value.len));
  return TRUE;
}

/* "onload =" at @at; @known: of those that browsers have. */
static gsize
handler_at (WgSlice value, gsize at, gboolean known)
{
  gsize len;
  gboolean found = !known;

  if (!wg_is_at (value, at, "on"))
    return 0;
  for (guint i = 0; !found && handlers[i] != NULL; i++)
    found = wg_is_at (value, at, handlers[i]);
  len = wg_word_len (value, at);
  return found && len > 4 && wg_slice_at (value, wg_skip_space (value, at + len)) == '=' ? len
                                                                                         : 0;
}

/* "javascript:alert(1)" at @at, white space and all; not the idle "javascript:void(0)". */
static gboolean
script_url_at (WgSlice value, gsize at)
{
  static const char name[] = "javascript:";
  gsize i = 0;

  for (; name[i] != '\0' && at < value.len; at++)
    {
      gint c = wg_slice_at (value, at);
      if (i > 0 && (c == '\t' || c == '\n' || c == '\r'))
        continue;
      if (wg_fold ((guint8) c) != (guint8) name[i])
        return FALSE;
      i++;
    }
  if (name[i] != '\0')
    return FALSE;
  at = wg_skip_space (value, at);
  if (wg_is_at (value, at, "void") || wg_is_at (value, at, "history.")
      || wg_is_at (value, at, "window.print"))
    return FALSE;
  for (gsize end = MIN (value.len, at + 200); at < end; at++)
    if (strchr ("(`=", value.data[at]) != NULL)
      return TRUE;
  return FALSE;
}

/* A tag with a handler, a script URL, or a page inside. */
static gboolean
tag_runs (WgSlice value, gsize at, WgMatch *out)
{
  gsize end = at + 1;
  gint before = 0;

  while (end < value.len && end - at < TAG_LEN && value.data[end] != '>')
    end++;
  for (gsize i = at + 2; i < end; i++)
    {
      before = value.data[i - 1];
      if (!g_ascii_isspace ((gchar) before) && strchr ("/\"'=", before) == NULL)
        continue;
      if (before != '=' && handler_at (value, i, FALSE) > 0)
        return hit (out, "a tag with an event handler", value, at, end + 1);
      if (script_url_at (value, i))
        return hit (out, "a tag that leads to a script", value, at, end + 1);
      if (before != '=' && wg_is_at (value, i, "srcdoc="))
        return hit (out, "a frame with a page of its own", value, at, end + 1);
    }
  return FALSE;
}

static gboolean
match_tags (WgSlice value, WgMatch *out)
{
  gssize at;

  for (; (at = wg_slice_find (value, '<')) >= 0; value = wg_slice_sub (value, 1, value.len))
    {
      gint c;

      value = wg_slice_sub (value, (gsize) at, value.len);
      c = wg_slice_at (value, 1);
      if (c < 0 || !g_ascii_isalpha ((gchar) c))
        continue;
      if (wg_is_at (value, 1, "script") && !wg_is_word (wg_slice_at (value, 7))
          && wg_slice_at (value, 7) != '-')
        return hit (out, "a script tag", value, 0, 80);
      if (tag_runs (value, 0, out))
        return TRUE;
    }
  return FALSE;
}

/* Leaves an attribute: "\"><b", "\" onfocus=". */
static gboolean
match_attribute (WgSlice value, WgMatch *out)
{
  gssize first = wg_slice_find (value, '<');

  for (gsize i = 0; i < value.len; i++)
    {
      gsize next;

      if (value.data[i] != '"' && value.data[i] != '\'')
        continue;
      next = wg_skip_space (value, i + 1);
      if (wg_slice_at (value, next) == '>' && first > (gssize) next)
        {
          gsize tag = wg_skip_space (value, next + 1);
          gint c = wg_slice_at (value, tag + 1);
          if (wg_slice_at (value, tag) == '<' && c > 0
              && (g_ascii_isalpha ((gchar) c) || c == '/' || c == '!'))
            return hit (out, "the end of an attribute and a new tag", value, i, tag + 40);
        }
      while (wg_slice_at (value, next) == '/')
        next++;
      if (next > i + 1 && handler_at (value, next, TRUE) > 0
          && (first < 0 || first > (gssize) i))
        return hit (out, "an event handler behind the end of an attribute", value, i, i + 80);
    }
  return FALSE;
}

/* Leaves a string of a script: "'-alert(1)-'". */
static gboolean
match_string (WgSlice value, WgMatch *out)
{
  static const char *const calls[] = {
      "alert(",          "confirm(",        "prompt(",           "eval(",
      "alert`",          "document.cookie", "document.location", "fetch(",
      "window.location", "document.write(", "import(",           NULL};

  for (gsize i = 0; i < value.len; i++)
    {
      gsize next = i + 1;

      if (value.data[i] != '"' && value.data[i] != '\'' && value.data[i] != '`')
        continue;
      while (next < value.len && strchr ("-+;),}*/^| ", value.data[next]) != NULL)
        next++;
      for (guint k = 0; next > i + 1 && calls[k] != NULL; k++)
        if (wg_is_at (value, next, calls[k]))
          return hit (out, "a call behind the end of a string", value, i, next + 40);
    }
  return FALSE;
}

gboolean
wg_match_xss (WgSlice value, WgMatch *out)
{
  gsize start;

  value.len = MIN (value.len, WG_LIMIT_MATCH_LEN);
  start = wg_skip_space (value, 0);
  if (match_tags (value, out))
    return TRUE;
  if (script_url_at (value, start))
    return hit (out, "a URL that is a script", value, start, value.len);
  if (wg_is_at (value, start, "data:text/html")
      && (wg_has (value, "<") || wg_has (value, "base64")))
    return hit (out, "a URL that is a page", value, start, value.len);
  if (wg_is_at (value, 0, "</script") || wg_is_at (value, 0, "</textarea")
      || wg_is_at (value, 0, "</title"))
    return hit (out, "the end of an element that was not begun", value, 0, 60);
  return match_attribute (value, out) || match_string (value, out);
}
