#include "check/http/auth.h"

gboolean
wg_auth_take_scheme (WgSlice *value, const char *scheme)
{
  gsize len = strlen (scheme);
  WgSlice rest = wg_slice_trim (*value);

  if (!wg_slice_has_prefix_nocase (rest, scheme) || wg_slice_at (rest, len) != ' ')
    return FALSE;
  *value = wg_slice_trim (wg_slice_sub (rest, len, rest.len));
  return TRUE;
}

/* Up to the next comma outside of quotes. */
static WgSlice
take_element (WgSlice *rest)
{
  gboolean quoted = FALSE;
  gsize at = 0;
  WgSlice element;

  for (; at < rest->len; at++)
    {
      gint c = rest->data[at];
      if (quoted && c == '\\')
        at++;
      else if (c == '"')
        quoted = !quoted;
      else if (c == ',' && !quoted)
        break;
    }
  element = wg_slice_trim (wg_slice_sub (*rest, 0, at));
  *rest = wg_slice_sub (*rest, at + 1, rest->len);
  return element;
}

static gsize
token_len (WgSlice text)
{
  gsize len = 0;

  while (len < text.len
         && (g_ascii_isalnum (text.data[len]) || strchr ("-_.+", text.data[len]) != NULL))
    len++;
  return len;
}

gboolean
wg_auth_parameter (WgSlice parameters, const char *name, WgSlice *value)
{
  while (parameters.len > 0)
    {
      WgSlice element = take_element (&parameters);
      gsize len = token_len (element);
      WgSlice rest = wg_slice_trim (wg_slice_sub (element, len, element.len));

      if (wg_slice_at (rest, 0) != '='
          || !wg_slice_is_nocase (wg_slice_sub (element, 0, len), name))
        continue;
      rest = wg_slice_trim (wg_slice_sub (rest, 1, rest.len));
      if (wg_slice_at (rest, 0) == '"')
        rest = wg_slice_sub (rest, 1, rest.len > 1 ? rest.len - 2 : 0);
      *value = rest;
      return TRUE;
    }
  return FALSE;
}

/* An element that names a scheme: a word that no '=' follows. */
static gboolean
begins_challenge (WgSlice element, WgSlice *scheme, WgSlice *first)
{
  gsize len = token_len (element);
  WgSlice rest = wg_slice_sub (element, len, element.len);

  if (len == 0 || (rest.len > 0 && rest.data[0] != ' '))
    return FALSE;
  rest = wg_slice_trim (rest);
  if (wg_slice_at (rest, 0) == '=')
    return FALSE;
  *scheme = wg_slice_sub (element, 0, len);
  *first = rest;
  return TRUE;
}

gboolean
wg_auth_next_challenge (WgSlice *rest, WgSlice *scheme, WgSlice *parameters)
{
  while (rest->len > 0)
    {
      WgSlice first, other, none, behind;

      if (!begins_challenge (take_element (rest), scheme, &first))
        continue;
      *parameters = first;
      behind = *rest;
      while (first.len > 0 && behind.len > 0)
        {
          WgSlice ahead = behind;
          if (begins_challenge (take_element (&ahead), &other, &none))
            break;
          behind = ahead;
          parameters->len = behind.len > 0 ? (gsize) (behind.data - first.data)
                                           : (gsize) (rest->data + rest->len - first.data);
        }
      *rest = behind;
      return TRUE;
    }
  return FALSE;
}

gboolean
wg_auth_basic (WgSlice token, guchar *out, gsize max, WgSlice *user, WgSlice *password)
{
  gint state = 0;
  guint save = 0;
  gsize len;
  gssize colon;

  if (token.len == 0 || token.len / 4 * 3 + 3 > max)
    return FALSE;
  for (gsize i = 0; i < token.len; i++)
    if (!g_ascii_isalnum (token.data[i]) && strchr ("+/=-_", token.data[i]) == NULL)
      return FALSE;
  len = g_base64_decode_step ((const gchar *) token.data, token.len, out, &state, &save);
  colon = wg_slice_find (wg_slice (out, len), ':');
  if (colon < 0)
    return FALSE;
  *user = wg_slice (out, (gsize) colon);
  *password = wg_slice_sub (wg_slice (out, len), (gsize) colon + 1, len);
  return TRUE;
}
