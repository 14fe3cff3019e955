#include "../unit.h"

#include "http2/http2-hpack.h"

/* Examples of RFC 7541, tables of which a part is missing, and ceilings. */

typedef struct
{
  WgHpackPool *pool;
  WgHpack *hpack;
} Bench;

static Bench
bench_new (void)
{
  WgHpackPool *pool = wg_hpack_pool_new ();
  return (Bench){pool, wg_hpack_new (pool)};
}

static void
bench_free (Bench *bench)
{
  wg_hpack_free (bench->hpack);
  wg_hpack_pool_free (bench->pool);
}

/* "name: value|name: value" */
static char *
headers_text (const Bench *bench)
{
  WgList list = wg_hpack_headers (bench->pool);
  const WgHeader *header = list.items;
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < list.n; i++)
    g_string_append_printf (text, "%s%.*s: %.*s", i > 0 ? "|" : "", (int) header[i].name.len,
                            (const char *) header[i].name.data, (int) header[i].value.len,
                            (const char *) header[i].value.data);
  return g_string_free (text, FALSE);
}

static GByteArray *
from_hex (const char *hex)
{
  GByteArray *bytes = g_byte_array_new ();

  for (; *hex != '\0'; hex++)
    {
      guint8 byte;
      if (*hex == ' ')
        continue;
      byte = (guint8) (g_ascii_xdigit_value (hex[0]) << 4 | g_ascii_xdigit_value (hex[1]));
      g_byte_array_append (bytes, &byte, 1);
      hex++;
    }
  return bytes;
}

static guint
decode_hex (const Bench *bench, const char *hex, gboolean cut)
{
  GByteArray *bytes = from_hex (hex);
  g_autofree guint8 *tight = g_memdup2 (bytes->data, bytes->len);
  guint odd = wg_hpack_decode (bench->hpack, wg_slice (tight, bytes->len), cut);

  g_byte_array_unref (bytes);
  return odd;
}

static void
expect (const Bench *bench, const char *hex, guint odd, const char *headers)
{
  g_autofree char *text = NULL;

  assert_int_equal (decode_hex (bench, hex, FALSE), odd);
  text = headers_text (bench);
  assert_string_equal (text, headers);
}

/* RFC 7541 appendices C.2 to C.6. */
static void
examples (void **state)
{
  Bench b = bench_new ();

  expect (&b, "400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572", 0,
          "custom-key: custom-header");
  expect (&b, "040c 2f73 616d 706c 652f 7061 7468", 0, ":path: /sample/path");
  expect (&b, "1008 7061 7373 776f 7264 0673 6563 7265 74", 0, "password: secret");
  expect (&b, "82", 0, ":method: GET");
  expect (&b, "be", 0, "custom-key: custom-header");
  expect (&b, "", 0, "");
  bench_free (&b);
  b = bench_new ();
  expect (&b, "8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff", 0,
          ":method: GET|:scheme: http|:path: /|:authority: www.example.com");
  expect (&b, "8286 84be 5886 a8eb 1064 9cbf", 0,
          ":method: GET|:scheme: http|:path: /|:authority: www.example.com|cache-control: "
          "no-cache");
  expect (&b, "8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf", 0,
          ":method: GET|:scheme: https|:path: /index.html|:authority: "
          "www.example.com|custom-key: custom-value");
  bench_free (&b);
}

/* Each a block that ends or breaks where it should not, after which the table is not known. */
static void
bad_blocks (void **state)
{
  static const char *const blocks[] = {
      "80",                      /* index 0 */
      "be",                      /* past the table */
      "ff ff ff ff ff ff ff 7f", /* a number without end */
      "82 40",                   /* no name */
      "82 40 05 61",             /* a name cut */
      "82 40 01 61 85 ff ff",    /* a value cut */
      "00 01 61 81 00 ff",       /* bad padding of Huffman, then a lone byte */
      "82 3f e1 1f",             /* a size of the table behind a header */
  };

  for (guint i = 0; i < G_N_ELEMENTS (blocks); i++)
    {
      Bench b = bench_new ();

      assert_int_equal (decode_hex (&b, "4001 6101 62", FALSE), 0);
      assert_true ((decode_hex (&b, blocks[i], FALSE) & WG_HPACK_BAD) != 0 || i == 1);
      expect (&b, "82", 0, ":method: GET");
      bench_free (&b);
    }
}

/* After a loss: what is written out is right, what refers to before is left out, and what
 * refers to what came since is right again. */
static void
lost_table (void **state)
{
  Bench b = bench_new ();

  wg_hpack_forget (b.hpack);
  expect (&b, "82 be 4001 6101 62", WG_HPACK_MISSING, ":method: GET|a: b");
  expect (&b, "be bf", WG_HPACK_MISSING, "a: b");
  /* a literal whose name stands in the part that is lost, added: it has a number all the same
   */
  expect (&b, "7f 00 01 78 bf", WG_HPACK_MISSING, "a: b");
  expect (&b, "be bf", WG_HPACK_MISSING, "a: b");
  /* the same, not added */
  expect (&b, "0f 40 01 78 bf", WG_HPACK_MISSING, "a: b");
  /* named by an entry whose own name is not known */
  expect (&b, "7e 01 79 c0", WG_HPACK_MISSING, "a: b");
  /* a table that was made larger without our hearing of it */
  expect (&b, "3f e1ff 03 82", 0, ":method: GET");
  bench_free (&b);
}

static void
cut_block (void **state)
{
  Bench b = bench_new ();
  g_autofree char *text = NULL;

  assert_int_equal (decode_hex (&b, "82 4001 6101", TRUE), WG_HPACK_CUT);
  text = headers_text (&b);
  assert_string_equal (text, ":method: GET");
  expect (&b, "be", WG_HPACK_MISSING, "");
  bench_free (&b);
}

static void
append (GByteArray *block, const char *bytes, gsize len)
{
  g_byte_array_append (block, (const guint8 *) bytes, (guint) len);
}

/* A literal that is not added, its value of @len bytes, at most 16 kB. */
static void
append_literal (GByteArray *block, gsize len)
{
  gsize rest = len - 127;
  guint8 head[] = {0, 1, 'n', 127, (guint8) (rest & 127) | 128, (guint8) (rest >> 7)};
  g_autofree char *value = g_strnfill (len, 'v');

  append (block, (const char *) head, sizeof head);
  append (block, value, len);
}

/* The decoded list may have WG_LIMIT_HPACK_LIST bytes, with 32 for each header. */
static void
long_lists (void **state)
{
  const gsize one = WG_LIMIT_HPACK_LIST / 32;
  GByteArray *block = g_byte_array_new ();
  Bench b = bench_new ();

  for (guint i = 0; i < 32; i++)
    append_literal (block, one - 32 - 1);
  assert_int_equal (wg_hpack_decode (b.hpack, wg_slice (block->data, block->len), FALSE), 0);
  assert_int_equal (wg_hpack_headers (b.pool).n, 32);
  append (block, "\x82", 1);
  assert_int_equal (wg_hpack_decode (b.hpack, wg_slice (block->data, block->len), FALSE),
                    WG_HPACK_LONG);
  assert_int_equal (wg_hpack_headers (b.pool).n, 32);
  g_byte_array_set_size (block, 0);
  for (guint i = 0; i <= WG_LIMIT_HTTP_HEADERS; i++)
    append (block, "\x82", 1);
  assert_int_equal (wg_hpack_decode (b.hpack, wg_slice (block->data, block->len - 1), FALSE),
                    0);
  assert_int_equal (wg_hpack_decode (b.hpack, wg_slice (block->data, block->len), FALSE),
                    WG_HPACK_LONG);
  assert_int_equal (wg_hpack_headers (b.pool).n, WG_LIMIT_HTTP_HEADERS);
  g_byte_array_unref (block);
  bench_free (&b);
}

/* One entry of 4 kB, referred to by one byte each: the bomb of CVE-2016-6581. */
static void
bomb (void **state)
{
  Bench b = bench_new ();
  GByteArray *block = g_byte_array_new ();
  g_autofree char *value = g_strnfill (4000, 'v');

  append (block, "\x40\x01n\x7f\xa1\x1e", 6);
  append (block, value, 4000);
  for (guint i = 0; i < 100000; i++)
    append (block, "\xbe", 1);
  assert_int_equal (wg_hpack_decode (b.hpack, wg_slice (block->data, block->len), FALSE),
                    WG_HPACK_LONG);
  assert_in_range (wg_hpack_headers (b.pool).n, 60, 66);
  g_byte_array_unref (block);
  bench_free (&b);
}

/* A table as large as may be, and one byte more, which is not believed: what was pushed out of
 * ours is left out. */
static void
large_tables (void **state)
{
  Bench b = bench_new ();

  wg_hpack_allow_table (b.hpack, G_MAXUINT32);
  assert_int_equal (WG_LIMIT_HPACK_TABLE, 1u << 20);
  expect (&b, "3f e1ff 3f 4001 6101 62", 0, "a: b"); /* 2^20 */
  expect (&b, "3f e2ff 3f be", 0, "a: b");           /* 2^20 + 1 */
  expect (&b, "bf", WG_HPACK_MISSING, "");
  bench_free (&b);
}

/* All tables together may hold WG_LIMIT_HPACK_MEMORY; the one that wants more is let go, and
 * with it what it held. */
static void
memory_of_all (void **state)
{
  const guint n = 2 + WG_LIMIT_HPACK_MEMORY / WG_LIMIT_HPACK_TABLE;
  WgHpackPool *pool = wg_hpack_pool_new ();
  g_autoptr (GPtrArray) tables =
      g_ptr_array_new_with_free_func ((GDestroyNotify) wg_hpack_free);
  GByteArray *block = g_byte_array_new ();
  g_autofree char *value = g_strnfill (60000, 'v');
  guint refused = 0;

  append (block, "\x3f\xe1\xff\x3f", 4);
  for (guint i = 0; i < 17; i++)
    {
      append (block, "\x40\x01n\x7f\xe1\xd3\x03", 7);
      append (block, value, 60000);
    }
  for (guint i = 0; i < n; i++)
    {
      WgHpack *hpack = wg_hpack_new (pool);

      wg_hpack_allow_table (hpack, WG_LIMIT_HPACK_TABLE);
      g_ptr_array_add (tables, hpack);
      if ((wg_hpack_decode (hpack, wg_slice (block->data, block->len), FALSE) & WG_HPACK_MEMORY)
          != 0)
        refused++;
    }
  assert_in_range (refused, 1, 3);
  g_byte_array_unref (block);
  g_ptr_array_set_size (tables, 0);
  wg_hpack_pool_free (pool);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (examples),     cmocka_unit_test (bad_blocks),
      cmocka_unit_test (lost_table),   cmocka_unit_test (cut_block),
      cmocka_unit_test (long_lists),   cmocka_unit_test (bomb),
      cmocka_unit_test (large_tables), cmocka_unit_test (memory_of_all),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
