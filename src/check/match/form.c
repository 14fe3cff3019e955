#include "check/match/form.h"

#include "base/limits.h"
#include "check/match/json.h"

struct WgForm
{
  WgFormKind kind;
  WgSlice rest;
  WgSlice boundary;
  WgJson json;
  GString *keys[WG_LIMIT_JSON_DEPTH + 1]; /* of the levels that are open */
  GString *name;
  GString *value;
  guint n;
};

static WgSlice
media_type (WgSlice content_type, WgSlice *parameters)
{
  gssize end = wg_slice_find (content_type, ';');

  *parameters =
      end < 0 ? WG_SLICE_NONE : wg_slice_sub (content_type, (gsize) end + 1, content_type.len);
  return wg_slice_trim (end < 0 ? content_type : wg_slice_sub (content_type, 0, (gsize) end));
}

gboolean
wg_form_kind_of (WgSlice content_type, WgFormKind *kind)
{
  WgSlice parameters, type = media_type (content_type, &parameters);

  if (wg_slice_is_nocase (type, "application/x-www-form-urlencoded"))
    *kind = WG_FORM_PAIRS;
  else if (wg_slice_is_nocase (type, "multipart/form-data"))
    *kind = WG_FORM_MULTIPART;
  else if (wg_slice_is_nocase (type, "application/json")
           || wg_slice_is_nocase (type, "text/json")
           || (type.len > 5
               && wg_slice_is_nocase (wg_slice_sub (type, type.len - 5, 5), "+json")))
    *kind = WG_FORM_JSON;
  else
    return FALSE;
  return TRUE;
}

/* The value of a parameter in `; name=value; name="value"`. */
static gboolean
parameter (WgSlice rest, const char *wanted, WgSlice *out)
{
  while (rest.len > 0)
    {
      gssize equals = wg_slice_find (rest, '='), end;
      WgSlice name, value;

      if (equals < 0)
        return FALSE;
      name = wg_slice_trim (wg_slice_sub (rest, 0, (gsize) equals));
      end = wg_slice_find (name, ';');
      if (end >= 0)
        name = wg_slice_trim (wg_slice_sub (name, (gsize) end + 1, name.len));
      value = wg_slice_trim (wg_slice_sub (rest, (gsize) equals + 1, rest.len));
      if (wg_slice_at (value, 0) == '"')
        {
          value = wg_slice_sub (value, 1, value.len);
          end = wg_slice_find (value, '"');
        }
      else
        end = wg_slice_find (value, ';');
      rest = end < 0 ? WG_SLICE_NONE : wg_slice_sub (value, (gsize) end + 1, value.len);
      value = end < 0 ? value : wg_slice_sub (value, 0, (gsize) end);
      if (wg_slice_is_nocase (name, wanted))
        {
          *out = value;
          return TRUE;
        }
    }
  return FALSE;
}

WgForm *
wg_form_new (WgFormKind kind, WgSlice content_type, WgSlice body)
{
  WgForm *form = g_new0 (WgForm, 1);
  WgSlice parameters;

  form->kind = kind;
  form->rest = body;
  media_type (content_type, &parameters);
  if (kind == WG_FORM_MULTIPART && !parameter (parameters, "boundary", &form->boundary))
    form->rest = WG_SLICE_NONE;
  if (kind == WG_FORM_JSON)
    wg_json_begin (&form->json, body);
  form->name = g_string_sized_new (64);
  form->value = g_string_sized_new (128);
  return form;
}

void
wg_form_free (WgForm *form)
{
  if (form == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (form->keys); i++)
    if (form->keys[i] != NULL)
      g_string_free (form->keys[i], TRUE);
  g_string_free (form->name, TRUE);
  g_string_free (form->value, TRUE);
  g_free (form);
}

static WgSlice
slice_of (const GString *text)
{
  return wg_slice (text->str, text->len);
}

gboolean
wg_form_next (WgSlice *rest, WgSlice *name, WgSlice *value)
{
  WgSlice pair;
  gssize end, equals;

  do
    {
      if (rest->len == 0)
        return FALSE;
      end = wg_slice_find (*rest, '&');
      pair = end < 0 ? *rest : wg_slice_sub (*rest, 0, (gsize) end);
      *rest = end < 0 ? WG_SLICE_NONE : wg_slice_sub (*rest, (gsize) end + 1, rest->len);
    }
  while (pair.len == 0);
  equals = wg_slice_find (pair, '=');
  *name = equals < 0 ? pair : wg_slice_sub (pair, 0, (gsize) equals);
  *value = equals < 0 ? WG_SLICE_NONE : wg_slice_sub (pair, (gsize) equals + 1, pair.len);
  return TRUE;
}

void
wg_percent_decode (WgSlice text, gboolean plus, GString *out)
{
  g_string_truncate (out, 0);
  for (gsize i = 0; i < text.len; i++)
    {
      guint8 c = text.data[i];
      gint high =
          c == '%' && i + 2 < text.len ? g_ascii_xdigit_value ((gchar) text.data[i + 1]) : -1;
      gint low = high >= 0 ? g_ascii_xdigit_value ((gchar) text.data[i + 2]) : -1;

      if (low >= 0)
        {
          g_string_append_c (out, (gchar) (high * 16 + low));
          i += 2;
        }
      else
        g_string_append_c (out, plus && c == '+' ? ' ' : (gchar) c);
    }
}

static gboolean
next_pair (WgForm *form, WgFormField *field)
{
  if (!wg_form_next (&form->rest, &field->name, &field->value))
    return FALSE;
  wg_percent_decode (field->name, TRUE, form->name);
  wg_percent_decode (field->value, TRUE, form->value);
  field->name = slice_of (form->name);
  field->value = slice_of (form->value);
  return TRUE;
}

/* Takes a line without its end. */
static WgSlice
take_line (WgSlice *rest)
{
  gssize end = wg_slice_find (*rest, '\n');
  WgSlice line = end < 0 ? *rest : wg_slice_sub (*rest, 0, (gsize) end);

  *rest = end < 0 ? WG_SLICE_NONE : wg_slice_sub (*rest, (gsize) end + 1, rest->len);
  if (line.len > 0 && line.data[line.len - 1] == '\r')
    line.len--;
  return line;
}

static gboolean
is_boundary (const WgForm *form, WgSlice line)
{
  return wg_slice_has_prefix (line, "--")
         && wg_slice_equal (wg_slice_sub (line, 2, form->boundary.len), form->boundary);
}

static void
part_header (WgSlice line, WgFormField *field)
{
  if (wg_slice_has_prefix_nocase (line, "content-disposition:"))
    {
      WgSlice parameters = wg_slice_sub (line, 20, line.len);

      parameter (parameters, "name", &field->name);
      field->is_file = parameter (parameters, "filename", &field->filename);
    }
  else if (wg_slice_has_prefix_nocase (line, "content-type:"))
    field->type = wg_slice_trim (wg_slice_sub (line, 13, line.len));
}

static gboolean
next_part (WgForm *form, WgFormField *field)
{
  WgSlice line, body, rest;

  do
    {
      if (form->rest.len == 0)
        return FALSE;
      line = take_line (&form->rest);
    }
  while (!is_boundary (form, line));
  if (wg_slice_has_prefix (wg_slice_sub (line, 2 + form->boundary.len, 2), "--"))
    return FALSE;
  while (form->rest.len > 0 && (line = take_line (&form->rest)).len > 0)
    part_header (line, field);
  body = rest = form->rest;
  while (rest.len > 0)
    {
      WgSlice before = rest;
      line = take_line (&rest);
      if (is_boundary (form, line))
        {
          body.len = (gsize) (before.data - body.data);
          body.len -= body.len > 0 && body.data[body.len - 1] == '\n';
          body.len -= body.len > 0 && body.data[body.len - 1] == '\r';
          form->rest = before;
          field->value = body;
          return TRUE;
        }
    }
  field->value = body;
  form->rest = WG_SLICE_NONE;
  return TRUE;
}

static gboolean
next_member (WgForm *form, WgFormField *field)
{
  WgJsonItem item;

  while (wg_json_next (&form->json, &item))
    {
      GString **key = &form->keys[MIN (item.depth, WG_LIMIT_JSON_DEPTH)];

      if (item.kind == WG_JSON_CLOSE)
        continue;
      if (*key == NULL)
        *key = g_string_sized_new (32);
      if (item.key.data != NULL)
        wg_json_unescape (item.key, *key);
      else if (item.depth > 0) /* an item of an array */
        g_string_assign (*key, form->keys[item.depth - 1]->str);
      if (item.kind == WG_JSON_OBJECT || item.kind == WG_JSON_ARRAY)
        continue;
      wg_json_unescape (item.value, form->value);
      field->name = slice_of (*key);
      field->value = slice_of (form->value);
      return TRUE;
    }
  return FALSE;
}

gboolean
wg_form_next_field (WgForm *form, WgFormField *field)
{
  memset (field, 0, sizeof *field);
  if (form->n >= WG_LIMIT_FORM_FIELDS)
    return FALSE;
  form->n++;
  switch (form->kind)
    {
    case WG_FORM_PAIRS:
      return next_pair (form, field);
    case WG_FORM_MULTIPART:
      return next_part (form, field);
    case WG_FORM_JSON:
    default:
      return next_member (form, field);
    }
}
