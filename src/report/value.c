#include "report/value.h"

#include "base/text.h"

#define SHOWN_ITEMS 64u
#define SHOWN_BYTES 64u

static WgList
list_of (WgValue value)
{
  WgList list;
  memcpy (&list, value.at, sizeof list);
  return list;
}

static const char *
string_of (WgValue value)
{
  const char *text;
  memcpy (&text, value.at, sizeof text);
  return text;
}

static WgSlice
slice_of (WgValue value)
{
  WgSlice slice;
  memcpy (&slice, value.at, sizeof slice);
  return slice;
}

/* Code points and enumerations in a struct are gint32, negative where absent; in a list they
 * are unsigned of the item's size. */
static gint64
number_of (WgValue value)
{
  if (value.item)
    return (gint64) wg_field_load (value.at, value.row->size);
  return (gint32) wg_field_load (value.at, 4);
}

static gboolean
has_something_to_say (WgValue value)
{
  switch (value.row->kind)
    {
    case WG_KIND_BOOL:
      return wg_field_load (value.at, sizeof (gboolean)) != 0;
    case WG_KIND_UINT:
      return wg_field_load (value.at, value.row->size) != 0;
    case WG_KIND_INT:
      return (gint64) wg_field_load (value.at, 8) >= 0;
    case WG_KIND_CODE:
    case WG_KIND_ENUM:
      return number_of (value) >= 0;
    case WG_KIND_TEXT:
    case WG_KIND_BYTES:
      return slice_of (value).len > 0;
    case WG_KIND_STRING:
      return string_of (value) != NULL && *string_of (value) != '\0';
    case WG_KIND_TIME:
      return (gint64) wg_field_load (value.at, 8) != G_MININT64;
    case WG_KIND_NUMBERS:
      return list_of (value).n > 0;
    case WG_KIND_NONE:
      return FALSE;
    case WG_KIND_DURATION:
    case WG_KIND_HEADER:
    case WG_KIND_OBJECT:
    case WG_KIND_REF:
      return TRUE;
    }
  return FALSE;
}

static WgValue
value_of (const WgField *row, gconstpointer base)
{
  WgValue value = {row, (const guint8 *) base + row->offset, FALSE};

  if (row->list)
    return list_of (value).n > 0 ? value : (WgValue){0};
  if (row->kind == WG_KIND_REF)
    {
      memcpy (&value.at, value.at, sizeof value.at);
      return value.at != NULL ? value : (WgValue){0};
    }
  return has_something_to_say (value) ? value : (WgValue){0};
}

static gboolean
is_key (const WgField *row, const char *key, gsize len)
{
  return row->json != NULL && !row->streamed && strncmp (row->json, key, len) == 0
         && row->json[len] == '\0';
}

/* Several rows may have one key, of which at most one has something to say. */
WgValue
wg_value_get (const WgField *rows, gconstpointer base, const char *path)
{
  const char *dot = strchr (path, '.');
  gsize len = dot != NULL ? (gsize) (dot - path) : strlen (path);
  WgValue value = {0};

  for (; rows != NULL && rows->key != NULL && value.row == NULL; rows++)
    if (is_key (rows, path, len))
      value = value_of (rows, base);
  return dot != NULL ? wg_value_member (value, dot + 1) : value;
}

WgValue
wg_value_member (WgValue value, const char *path)
{
  if (value.row == NULL || value.row->fields == NULL || (value.row->list && !value.item))
    return (WgValue){0};
  return wg_value_get (value.row->fields, value.at, path);
}

guint
wg_value_n (WgValue value)
{
  return value.row != NULL && value.row->list && !value.item ? list_of (value).n : 0;
}

WgValue
wg_value_item (WgValue value, guint index)
{
  g_assert (index < wg_value_n (value));
  return (WgValue){value.row, (const guint8 *) list_of (value).items + index * value.row->size,
                   TRUE};
}

guint64
wg_value_uint (WgValue value)
{
  if (value.row == NULL)
    return 0;
  if (value.row->kind == WG_KIND_CODE || value.row->kind == WG_KIND_ENUM)
    return (guint64) MAX (number_of (value), 0);
  if (value.row->kind == WG_KIND_BOOL)
    return wg_field_load (value.at, sizeof (gboolean));
  return wg_field_load (value.at, value.row->kind == WG_KIND_UINT ? value.row->size : 8);
}

WgSlice
wg_value_bytes (WgValue value)
{
  if (value.row == NULL)
    return WG_SLICE_NONE;
  if (value.row->kind == WG_KIND_STRING)
    return wg_slice_str (string_of (value));
  return slice_of (value);
}

static void
append_shown (GString *out, WgSlice bytes, WgSecret kind, WgSlice name, WgMask *mask)
{
  g_autoptr (GString) masked = NULL;
  g_autofree char *safe = NULL;

  if (mask != NULL && kind != WG_SECRET_NONE)
    {
      masked = g_string_new (NULL);
      wg_mask_append (mask, masked, kind, name, bytes);
      bytes = wg_slice (masked->str, masked->len);
    }
  safe = wg_text_dup (bytes);
  g_string_append (out, safe);
}

static void
append_header (GString *out, WgValue value, WgMask *mask)
{
  WgHeader header;

  memcpy (&header, value.at, sizeof header);
  append_shown (out, header.name, WG_SECRET_NONE, WG_SLICE_NONE, NULL);
  g_string_append (out, ": ");
  append_shown (out, header.value, (WgSecret) value.row->secret, header.name, mask);
}

static void
append_number (GString *out, WgValue value)
{
  guint64 number = (guint64) MAX (number_of (value), 0);
  const char *name = wg_name_of (value.row->names, (guint32) number);

  if (name != NULL)
    g_string_append (out, name);
  else if (value.row->kind == WG_KIND_CODE)
    g_string_append_printf (out, "0x%0*" G_GINT64_MODIFIER "x", value.row->width, number);
  else
    wg_uint_append (out, number);
}

static void
append_numbers (GString *out, WgValue value)
{
  WgList list = list_of (value);
  const WgNumber *number = list.items;

  for (guint i = 0; i < list.n; i++)
    {
      const char *name = wg_name_of (value.row->names, number[i].key);

      g_string_append (out, i > 0 ? ", " : "");
      if (name != NULL)
        g_string_append (out, name);
      else
        wg_uint_append (out, number[i].key);
      g_string_append_c (out, ' ');
      wg_uint_append (out, number[i].value);
    }
}

static void
append_list (GString *out, WgValue value, WgMask *mask)
{
  guint n = wg_value_n (value);

  for (guint i = 0; i < MIN (n, SHOWN_ITEMS); i++)
    {
      if (i > 0)
        g_string_append (out, ", ");
      wg_value_append (out, wg_value_item (value, i), mask);
    }
  if (n > SHOWN_ITEMS)
    g_string_append_printf (out, ", and %u more", n - SHOWN_ITEMS);
}

void
wg_value_append (GString *out, WgValue value, WgMask *mask)
{
  if (value.row == NULL)
    return;
  if (value.row->list && !value.item)
    {
      append_list (out, value, mask);
      return;
    }
  switch (value.row->kind)
    {
    case WG_KIND_BOOL:
      g_string_append (out, "yes");
      break;
    case WG_KIND_UINT:
      wg_uint_append (out, wg_field_load (value.at, value.row->size));
      break;
    case WG_KIND_INT:
      wg_uint_append (out, wg_field_load (value.at, 8));
      break;
    case WG_KIND_CODE:
    case WG_KIND_ENUM:
      append_number (out, value);
      break;
    case WG_KIND_TEXT:
      append_shown (out, slice_of (value), (WgSecret) value.row->secret, WG_SLICE_NONE, mask);
      break;
    case WG_KIND_STRING:
      append_shown (out, wg_slice_str (string_of (value)), WG_SECRET_NONE, WG_SLICE_NONE, NULL);
      break;
    case WG_KIND_BYTES:
      wg_hex_append (out, wg_slice_sub (slice_of (value), 0, SHOWN_BYTES));
      break;
    case WG_KIND_TIME:
      wg_time_append (out, (gint64) wg_field_load (value.at, 8));
      break;
    case WG_KIND_DURATION:
      wg_duration_append (out, (gint64) wg_field_load (value.at, 8));
      break;
    case WG_KIND_HEADER:
      append_header (out, value, mask);
      break;
    case WG_KIND_NUMBERS:
      append_numbers (out, value);
      break;
    case WG_KIND_NONE:
    case WG_KIND_OBJECT:
    case WG_KIND_REF:
      break;
    }
}
