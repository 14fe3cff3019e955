#include "../unit.h"

#include "wire.h"

#define MAX_DEPTH 16u

typedef struct
{
  guint at;
  guint size;
  guint more;
} Block;

static void
put_zeros (GByteArray *out, guint n, guint8 value)
{
  guint at = out->len;
  g_byte_array_set_size (out, at + n);
  memset (out->data + at, value, n);
}

static void
close_block (GByteArray *out, const Block *block)
{
  guint len = out->len - block->at - block->size + block->more;

  for (guint i = 0; i < block->size; i++)
    out->data[block->at + i] = (guint8) (len >> 8 * (block->size - 1 - i));
}

static guint
number (const char **p)
{
  char *end;
  guint64 value = g_ascii_strtoull (*p, &end, 10);

  assert_true (end != *p && value <= G_MAXUINT16);
  *p = end;
  return (guint) value;
}

static const char *
put_digits (GByteArray *out, const char *p)
{
  guint8 byte;

  assert_true (g_ascii_isxdigit (p[0]) && g_ascii_isxdigit (p[1]));
  byte = (guint8) (g_ascii_xdigit_value (p[0]) * 16 + g_ascii_xdigit_value (p[1]));
  g_byte_array_append (out, &byte, 1);
  return p + 2;
}

static const char *
put_text (GByteArray *out, const char *p)
{
  const char *end = strchr (p, '\'');

  assert_non_null (end);
  g_byte_array_append (out, (const guint8 *) p, (guint) (end - p));
  return end + 1;
}

GByteArray *
wire (const char *text)
{
  GByteArray *out = g_byte_array_new ();
  Block blocks[MAX_DEPTH];
  guint depth = 0, more = 0;

  for (const char *p = text; *p != '\0';)
    switch (*p)
      {
      case ' ':
        p++;
        break;
      case '<':
        p++;
        assert_true (depth < MAX_DEPTH);
        blocks[depth] = (Block){.at = out->len, .size = number (&p), .more = more};
        put_zeros (out, blocks[depth++].size, 0);
        more = 0;
        break;
      case '>':
        p++;
        assert_true (depth > 0);
        close_block (out, &blocks[--depth]);
        break;
      case '*':
        p++;
        put_zeros (out, number (&p), 0x2a);
        break;
      case '@':
        p++;
        more = number (&p);
        break;
      case '\'':
        p = put_text (out, p + 1);
        break;
      default:
        p = put_digits (out, p);
      }
  assert_int_equal (depth, 0);
  return out;
}

WgSlice
wire_slice (const GByteArray *bytes)
{
  return wg_slice (bytes->data, bytes->len);
}
