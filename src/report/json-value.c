#include "report/json-value.h"

#include "base/text.h"

static const char hex_digits[] = "0123456789abcdef";

/* Bytes at the front of @text that stand as they are in JSON: eight at a time, looking for a
 * quote, a backslash, a control or a byte past 0x7e. */
static gsize
plain_run (WgSlice text)
{
  const guint64 ones = G_GUINT64_CONSTANT (0x0101010101010101), high = ones << 7;
  gsize n = 0;

  while (text.len - n >= 8)
    {
      guint64 v, quote, backslash, control, del;
      memcpy (&v, text.data + n, 8);
      quote = v ^ ones * 0x22;
      backslash = v ^ ones * 0x5c;
      control = v - ones * 0x20;
      del = v ^ ones * 0x7f;
      if (((quote - ones) | (backslash - ones) | (del - ones) | control | v) & high)
        break;
      n += 8;
    }
  while (n < text.len)
    {
      guint8 c = text.data[n];
      if (c < 0x20 || c >= 0x7f || c == '"' || c == '\\')
        break;
      n++;
    }
  return n;
}

static gboolean
reads_like_escape (WgSlice text)
{
  return text.len >= 4 && text.data[1] == 'x' && g_ascii_isxdigit ((gchar) text.data[2])
         && g_ascii_isxdigit ((gchar) text.data[3]);
}

/* The odd character at the front of @text; returns the bytes it took. */
static gsize
append_odd (GString *out, WgSlice text)
{
  guint8 c = text.data[0];
  char escape[] = {'\\', 'u', '0', '0', hex_digits[c >> 4], hex_digits[c & 15]};
  char byte[] = {'\\', '\\', 'x', hex_digits[c >> 4], hex_digits[c & 15]};
  guint len;

  if (c == '"')
    wg_string_put (out, "\\\"", 2);
  else if (c == '\\' && !reads_like_escape (text))
    wg_string_put (out, "\\\\", 2);
  else if (c == '\n')
    wg_string_put (out, "\\n", 2);
  else if (c == '\r')
    wg_string_put (out, "\\r", 2);
  else if (c == '\t')
    wg_string_put (out, "\\t", 2);
  else if (c < 0x20 || c == 0x7f)
    wg_string_put (out, escape, sizeof escape);
  else if (c != '\\' && (len = wg_utf8_len (text)) > 0)
    {
      wg_string_put (out, text.data, len);
      return len;
    }
  else
    wg_string_put (out, byte, sizeof byte);
  return 1;
}

void
wg_json_text (GString *out, WgSlice text)
{
  wg_string_put (out, "\"", 1);
  while (text.len > 0)
    {
      gsize n = plain_run (text);
      wg_string_put (out, text.data, n);
      if (n < text.len)
        n += append_odd (out, wg_slice (text.data + n, text.len - n));
      text = wg_slice (text.data + n, text.len - n);
    }
  wg_string_put (out, "\"", 1);
}

void
wg_json_string (GString *out, const char *text)
{
  wg_json_text (out, wg_slice_str (text));
}

static guint64
load_uint (const guint8 *at, guint size)
{
  guint16 u16;
  guint32 u32;
  guint64 u64;

  switch (size)
    {
    case 1:
      return *at;
    case 2:
      memcpy (&u16, at, sizeof u16);
      return u16;
    case 4:
      memcpy (&u32, at, sizeof u32);
      return u32;
    default:
      memcpy (&u64, at, sizeof u64);
      return u64;
    }
}

static void
append_code (GString *out, guint64 value, guint width)
{
  char text[20] = {'"'};

  width = CLAMP (width, 1, 16);
  for (guint i = width; i > 0; i--, value >>= 4)
    text[i] = hex_digits[value & 15];
  text[width + 1] = '"';
  wg_string_put (out, text, width + 2);
}

static void
append_name (GString *out, const WgName *names, guint64 value)
{
  const char *name = wg_name_of (names, (guint32) value);

  wg_string_put (out, "\"", 1);
  if (name != NULL)
    wg_string_puts (out, name);
  else
    wg_uint_append (out, value);
  wg_string_put (out, "\"", 1);
}

static void
append_masked (
    GString *out, const WgField *row, WgSlice name, WgSlice value, const WgJsonStyle *style)
{
  if (style->mask == NULL || row->secret == WG_SECRET_NONE)
    {
      wg_json_text (out, value);
      return;
    }
  g_string_truncate (style->scratch, 0);
  wg_mask_append (style->mask, style->scratch, (WgSecret) row->secret, name, value);
  wg_json_text (out, wg_slice (style->scratch->str, style->scratch->len));
}

static void
append_header (GString *out,
               const WgField *row,
               const WgHeader *header,
               const WgJsonStyle *style)
{
  wg_string_put (out, "[", 1);
  wg_json_text (out, header->name);
  wg_string_put (out, ",", 1);
  append_masked (out, row, header->name, header->value, style);
  wg_string_put (out, "]", 1);
}

static void
append_object (GString *out,
               const WgField *rows,
               gconstpointer base,
               const WgJsonStyle *style,
               WgJsonListFunc list,
               gpointer user)
{
  wg_string_put (out, "{", 1);
  wg_json_fields (out, rows, base, style, list, user);
  wg_string_put (out, "}", 1);
}

static void
append_quoted (GString *out, void (*append) (GString *, gint64), gint64 value)
{
  wg_string_put (out, "\"", 1);
  append (out, value);
  wg_string_put (out, "\"", 1);
}

/* A value that is known to say something. */
static void
append_value (GString *out, const WgField *row, const guint8 *at, const WgJsonStyle *style)
{
  switch (row->kind)
    {
    case WG_KIND_NONE:
    case WG_KIND_BOOL:
      wg_string_puts (out, load_uint (at, row->size) != 0 ? "true" : "false");
      break;
    case WG_KIND_UINT:
    case WG_KIND_INT:
      wg_uint_append (out, load_uint (at, row->size));
      break;
    case WG_KIND_CODE:
      append_code (out, load_uint (at, row->size),
                   row->width > 0 ? row->width : row->size * 2u);
      break;
    case WG_KIND_ENUM:
      append_name (out, row->names, load_uint (at, row->size));
      break;
    case WG_KIND_TEXT:
      append_masked (out, row, WG_SLICE_NONE, *(const WgSlice *) (gconstpointer) at, style);
      break;
    case WG_KIND_STRING:
      wg_json_string (out, *(const char *const *) (gconstpointer) at);
      break;
    case WG_KIND_BYTES:
      wg_string_put (out, "\"", 1);
      wg_hex_append (out, *(const WgSlice *) (gconstpointer) at);
      wg_string_put (out, "\"", 1);
      break;
    case WG_KIND_TIME:
      append_quoted (out, wg_time_append, (gint64) load_uint (at, sizeof (gint64)));
      break;
    case WG_KIND_DURATION:
      wg_duration_append (out, (gint64) load_uint (at, sizeof (gint64)));
      break;
    case WG_KIND_HEADER:
      append_header (out, row, (const WgHeader *) (gconstpointer) at, style);
      break;
    case WG_KIND_OBJECT:
      append_object (out, row->fields, at, style, NULL, NULL);
      break;
    case WG_KIND_REF:
      append_object (out, row->fields, *(const gconstpointer *) (gconstpointer) at, style, NULL,
                     NULL);
      break;
    }
}

static gboolean
says_nothing (const WgField *row, const guint8 *at)
{
  switch (row->kind)
    {
    case WG_KIND_NONE:
      return TRUE;
    case WG_KIND_BOOL:
    case WG_KIND_UINT:
    case WG_KIND_DURATION:
      return load_uint (at, row->size) == 0;
    case WG_KIND_INT:
      return (gint64) load_uint (at, sizeof (gint64)) < 0;
    case WG_KIND_CODE:
    case WG_KIND_ENUM:
      return (gint32) load_uint (at, sizeof (gint32)) < 0;
    case WG_KIND_TEXT:
    case WG_KIND_BYTES:
      return ((const WgSlice *) (gconstpointer) at)->len == 0;
    case WG_KIND_STRING:
    case WG_KIND_REF:
      return *(const gconstpointer *) (gconstpointer) at == NULL;
    case WG_KIND_TIME:
      return (gint64) load_uint (at, sizeof (gint64)) == G_MININT64;
    case WG_KIND_HEADER:
      return ((const WgHeader *) (gconstpointer) at)->name.len == 0;
    case WG_KIND_OBJECT:
      return FALSE;
    }
  return TRUE;
}

void
wg_json_item (GString *out, const WgField *row, gconstpointer item, const WgJsonStyle *style)
{
  append_value (out, row, item, style);
}

static void
append_list (GString *out, const WgField *row, const WgList *list, const WgJsonStyle *style)
{
  const guint8 *at = list->items;

  wg_string_put (out, "[", 1);
  for (guint i = 0; i < list->n; i++, at += row->size)
    {
      if (i > 0)
        wg_string_put (out, ",", 1);
      append_value (out, row, at, style);
    }
  wg_string_put (out, "]", 1);
}

/* Takes back a key whose object turned out to be empty. */
static gboolean
append_row (GString *out, const WgField *row, const guint8 *at, const WgJsonStyle *style)
{
  gsize start;

  if (row->list)
    {
      const WgList *list = (const WgList *) (gconstpointer) at;
      if (list->n > 0)
        append_list (out, row, list, style);
      return list->n > 0;
    }
  if (says_nothing (row, at))
    return FALSE;
  start = out->len;
  append_value (out, row, at, style);
  return row->kind != WG_KIND_OBJECT || out->len > start + 2;
}

void
wg_json_fields (GString *out,
                const WgField *rows,
                gconstpointer base,
                const WgJsonStyle *style,
                WgJsonListFunc list,
                gpointer user)
{
  gboolean first = out->len == 0 || out->str[out->len - 1] == '{';

  for (const WgField *row = rows; row->key != NULL; row++)
    {
      gsize start = out->len;
      gboolean written;

      if (row->json == NULL)
        continue;
      if (!first)
        wg_string_put (out, ",", 1);
      wg_string_put (out, "\"", 1);
      wg_string_puts (out, row->json);
      wg_string_put (out, "\":", 2);
      if (row->streamed)
        written = list != NULL && list (user, out, row);
      else
        written = append_row (out, row, (const guint8 *) base + row->offset, style);
      if (written)
        first = FALSE;
      else
        g_string_truncate (out, start);
    }
}
