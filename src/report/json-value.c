#include "report/json-value.h"

#include "base/text.h"

static const char hex_digits[] = "0123456789abcdef";

/* Bytes of text that are escaped between two looks at the room there is. */
#define BLOCK_LEN 512u
/* What a byte of text may become: \u00NN, or \\xNN. */
#define MAX_ESCAPE 6u

/* Of eight bytes, the high bit of those that do not stand as they are in JSON: a quote, a
 * backslash, a control or what is past 0x7e. The lowest that is set is sure, those above it
 * may be set by its borrow. */
static guint64
odd_bytes (guint64 v)
{
  const guint64 ones = G_GUINT64_CONSTANT (0x0101010101010101), high = ones << 7;
  guint64 quote = (v ^ ones * 0x22) - ones, backslash = (v ^ ones * 0x5c) - ones;
  guint64 control = v - ones * 0x20, del = (v ^ ones * 0x7f) - ones;

  return (quote | backslash | control | del | v) & high;
}

typedef guint8 Block __attribute__ ((vector_size (16)));
typedef guint64 Halves __attribute__ ((vector_size (16)));

/* As copy_plain() below, while there are sixteen bytes; %TRUE when it met an odd one. */
static gboolean
copy_plain_blocks (char **out, const guint8 **from, const guint8 *stop)
{
  for (; stop - *from >= (gssize) sizeof (Block);
       *from += sizeof (Block), *out += sizeof (Block))
    {
      Block v;
      Halves odd;
      guint n;

      memcpy (&v, *from, sizeof v);
      memcpy (*out, &v, sizeof v);
      odd = (Halves) ((v == '"') | (v == '\\') | (v - 0x20 > 0x5e));
      if ((odd[0] | odd[1]) == 0)
        continue;
      n = odd[0] != 0 ? (guint) __builtin_ctzll (GUINT64_FROM_LE (odd[0])) / 8
                      : 8 + (guint) __builtin_ctzll (GUINT64_FROM_LE (odd[1])) / 8;
      *from += n;
      *out += n;
      return TRUE;
    }
  return FALSE;
}

/* Copies bytes that stand as they are, up to @stop; moves @from. The room at @out has eight
 * bytes more than these. */
static char *
copy_plain (char *out, const guint8 **from, const guint8 *stop)
{
  const guint8 *at;

  if (copy_plain_blocks (&out, from, stop))
    return out;
  at = *from;
  while (stop - at >= 8)
    {
      guint64 v, odd;
      memcpy (&v, at, 8);
      memcpy (out, at, 8);
      odd = odd_bytes (GUINT64_FROM_LE (v));
      if (odd != 0)
        {
          guint n = (guint) __builtin_ctzll (odd) / 8;
          *from = at + n;
          return out + n;
        }
      at += 8;
      out += 8;
    }
  for (; at < stop && *at >= 0x20 && *at < 0x7f && *at != '"' && *at != '\\'; at++)
    *out++ = (char) *at;
  *from = at;
  return out;
}

static gboolean
reads_like_escape (WgSlice text)
{
  return text.len >= 4 && text.data[1] == 'x' && g_ascii_isxdigit ((gchar) text.data[2])
         && g_ascii_isxdigit ((gchar) text.data[3]);
}

static char *
put_control (char *out, guint8 c)
{
  char text[] = {'\\', 'u', '0', '0', hex_digits[c >> 4], hex_digits[c & 15]};
  char letter = c == '\n' ? 'n' : c == '\r' ? 'r' : c == '\t' ? 't' : '\0';

  if (letter == '\0')
    {
      memcpy (out, text, sizeof text);
      return out + sizeof text;
    }
  *out++ = '\\';
  *out++ = letter;
  return out;
}

/* The odd character at @from, which is moved behind it. */
static char *
put_odd (char *out, const guint8 **from, const guint8 *end)
{
  WgSlice rest = wg_slice (*from, (gsize) (end - *from));
  guint8 c = rest.data[0];
  char byte[] = {'\\', '\\', 'x', hex_digits[c >> 4], hex_digits[c & 15]};
  guint len;

  if (c >= 0x80 && (len = wg_utf8_len (rest)) > 0)
    {
      memcpy (out, rest.data, len);
      *from += len;
      return out + len;
    }
  (*from)++;
  if (c == '"' || (c == '\\' && !reads_like_escape (rest)))
    {
      *out++ = '\\';
      *out++ = (char) c;
      return out;
    }
  if (c < 0x20 || c == 0x7f)
    return put_control (out, c);
  memcpy (out, byte, sizeof byte);
  return out + sizeof byte;
}

void
wg_json_text (GString *out, WgSlice text)
{
  const guint8 *at = text.data, *end;
  char *to;

  if (text.len == 0)
    {
      wg_string_put (out, "\"\"", 2);
      return;
    }
  end = at + text.len;
  do
    {
      gsize len = MIN ((gsize) (end - at), BLOCK_LEN);
      const guint8 *stop = at + len;

      to = wg_string_room (out, len * MAX_ESCAPE + 10);
      if (at == text.data)
        *to++ = '"';
      while (at < stop)
        {
          to = copy_plain (to, &at, stop);
          if (at < stop)
            to = put_odd (to, &at, end);
        }
      if (at == end)
        *to++ = '"';
      wg_string_end (out, to);
    }
  while (at < end);
}

void
wg_json_string (GString *out, const char *text)
{
  wg_json_text (out, wg_slice_str (text));
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
  if (style->mask == NULL || row->secret == WG_SECRET_NONE
      || (row->secret == WG_SECRET_TEXT && !wg_mask_has_secret (style->mask, value)))
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

static void
append_numbers (GString *out, const WgField *row, const WgList *list)
{
  const WgNumber *number = list->items;

  wg_string_put (out, "{", 1);
  for (guint i = 0; i < list->n; i++)
    {
      if (i > 0)
        wg_string_put (out, ",", 1);
      append_name (out, row->names, number[i].key);
      wg_string_put (out, ":", 1);
      wg_uint_append (out, number[i].value);
    }
  wg_string_put (out, "}", 1);
}

/* A value that is known to say something. */
static void
append_value (GString *out, const WgField *row, const guint8 *at, const WgJsonStyle *style)
{
  switch (row->kind)
    {
    case WG_KIND_NONE:
    case WG_KIND_BOOL:
      wg_string_puts (out, wg_field_load (at, row->size) != 0 ? "true" : "false");
      break;
    case WG_KIND_UINT:
    case WG_KIND_INT:
      wg_uint_append (out, wg_field_load (at, row->size));
      break;
    case WG_KIND_CODE:
      append_code (out, wg_field_load (at, row->size),
                   row->width > 0 ? row->width : row->size * 2u);
      break;
    case WG_KIND_ENUM:
      append_name (out, row->names, wg_field_load (at, row->size));
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
      append_quoted (out, wg_time_append, (gint64) wg_field_load (at, sizeof (gint64)));
      break;
    case WG_KIND_DURATION:
      wg_duration_append (out, (gint64) wg_field_load (at, sizeof (gint64)));
      break;
    case WG_KIND_HEADER:
      append_header (out, row, (const WgHeader *) (gconstpointer) at, style);
      break;
    case WG_KIND_NUMBERS:
      append_numbers (out, row, (const WgList *) (gconstpointer) at);
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
      return wg_field_load (at, row->size) == 0;
    case WG_KIND_INT:
      return (gint64) wg_field_load (at, sizeof (gint64)) < 0;
    case WG_KIND_CODE:
    case WG_KIND_ENUM:
      return (gint32) wg_field_load (at, sizeof (gint32)) < 0;
    case WG_KIND_TEXT:
    case WG_KIND_BYTES:
      return ((const WgSlice *) (gconstpointer) at)->len == 0;
    case WG_KIND_STRING:
    case WG_KIND_REF:
      return *(const gconstpointer *) (gconstpointer) at == NULL;
    case WG_KIND_TIME:
      return (gint64) wg_field_load (at, sizeof (gint64)) == G_MININT64;
    case WG_KIND_HEADER:
      return ((const WgHeader *) (gconstpointer) at)->name.len == 0;
    case WG_KIND_NUMBERS:
      return ((const WgList *) (gconstpointer) at)->n == 0;
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

static gboolean
is_absent (const WgField *row, const guint8 *at)
{
  return row->list ? ((const WgList *) (gconstpointer) at)->n == 0 : says_nothing (row, at);
}

/* FALSE for an object that turns out to be empty. */
static gboolean
append_row (GString *out, const WgField *row, const guint8 *at, const WgJsonStyle *style)
{
  gsize start = out->len;

  if (row->list)
    append_list (out, row, (const WgList *) (gconstpointer) at, style);
  else
    append_value (out, row, at, style);
  return row->list || row->kind != WG_KIND_OBJECT || out->len > start + 2;
}

#define KEY_SLOTS    256u
#define KEY_TEXT_LEN 32u

/* @text: a comma, the key in its quotes and a colon, if all this is shorter; @len: of it */
typedef struct
{
  const WgField *row;
  gsize len;
  char text[KEY_TEXT_LEN + 1];
} Key;

struct WgJsonKeys
{
  Key slots[KEY_SLOTS];
};

WgJsonKeys *
wg_json_keys_new (void)
{
  return g_new0 (WgJsonKeys, 1);
}

void
wg_json_keys_free (WgJsonKeys *keys)
{
  g_free (keys);
}

static const Key *
find_key (WgJsonKeys *keys, const WgField *row)
{
  Key *key = &keys->slots[(guintptr) row / sizeof (WgField) % KEY_SLOTS];

  if (key->row != row)
    {
      key->row = row;
      key->len = strlen (row->json) + 4;
      if (key->len <= KEY_TEXT_LEN)
        g_snprintf (key->text, sizeof key->text, ",\"%s\":", row->json);
    }
  return key;
}

static void
append_key (GString *out, const WgField *row, gboolean first, const WgJsonStyle *style)
{
  const Key *key = style->keys != NULL ? find_key (style->keys, row) : NULL;
  char *to;

  if (key == NULL || key->len > KEY_TEXT_LEN)
    {
      wg_string_put (out, ",", first ? 0 : 1);
      wg_string_put (out, "\"", 1);
      wg_string_puts (out, row->json);
      wg_string_put (out, "\":", 2);
      return;
    }
  to = wg_string_room (out, KEY_TEXT_LEN);
  memcpy (to, key->text + first, KEY_TEXT_LEN); /* of a length that is known to the compiler */
  wg_string_end (out, to + key->len - (gsize) first);
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
      const guint8 *at = (const guint8 *) base + row->offset;
      gsize start = out->len;
      gboolean written;

      if (row->json == NULL || (row->streamed ? list == NULL : is_absent (row, at)))
        continue;
      append_key (out, row, first, style);
      written = row->streamed ? list (user, out, row) : append_row (out, row, at, style);
      if (written)
        first = FALSE;
      else
        wg_string_end (out, out->str + start);
    }
}
