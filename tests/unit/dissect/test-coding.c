#include "../unit.h"

#include "dissect/coding.h"

#include <zlib.h>
#include <zstd.h>

#define TEXT "Hello, hello, hello, coded world. "

typedef enum
{
  MADE_GZIP,
  MADE_ZLIB,
  MADE_BARE,
  MADE_ZSTD,
} Made;

static void
take (gpointer user, WgSlice bytes)
{
  g_byte_array_append (user, bytes.data, (guint) bytes.len);
}

static GByteArray *
make (Made how, WgSlice plain)
{
  static const int bits[] = {[MADE_GZIP] = 31, [MADE_ZLIB] = 15, [MADE_BARE] = -15};
  GByteArray *out = g_byte_array_new ();
  z_stream z = {0};

  g_byte_array_set_size (out, (guint) plain.len + 1024);
  if (how == MADE_ZSTD)
    {
      size_t n = ZSTD_compress (out->data, out->len, plain.data, plain.len, 3);
      assert_false (ZSTD_isError (n));
      g_byte_array_set_size (out, (guint) n);
      return out;
    }
  assert_int_equal (deflateInit2 (&z, 9, Z_DEFLATED, bits[how], 8, Z_DEFAULT_STRATEGY), Z_OK);
  z.next_in = (Bytef *) (guintptr) plain.data;
  z.avail_in = (uInt) plain.len;
  z.next_out = out->data;
  z.avail_out = out->len;
  assert_int_equal (deflate (&z, Z_FINISH), Z_STREAM_END);
  g_byte_array_set_size (out, (guint) z.total_out);
  deflateEnd (&z);
  return out;
}

static WgDecodeEnd
undo (WgSlice coded, const WgCoding *codings, guint n, gsize step, GByteArray *out)
{
  g_autoptr (WgDecoder) decoder = wg_decoder_new ();

  g_byte_array_set_size (out, 0);
  assert_true (wg_decoder_begin (decoder, codings, n, take, out));
  for (gsize at = 0; at < coded.len; at += step)
    wg_decoder_feed (decoder, wg_slice_sub (coded, at, step));
  assert_int_equal (wg_decoder_length (decoder), out->len);
  return wg_decoder_finish (decoder);
}

static WgSlice
slice_of (const GByteArray *bytes)
{
  return wg_slice (bytes->data, bytes->len);
}

static void
each_coding_is_undone_in_any_pieces (void **state)
{
  static const struct
  {
    Made made;
    WgCoding coding;
  } cases[] = {
      {MADE_GZIP, WG_CODING_GZIP},
      {MADE_ZLIB, WG_CODING_DEFLATE},
      {MADE_BARE, WG_CODING_DEFLATE},
      {MADE_ZSTD, WG_CODING_ZSTD},
  };
  g_autoptr (GByteArray) out = g_byte_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GByteArray) coded = make (cases[i].made, WG_SLICE_LITERAL (TEXT TEXT));
      for (gsize step = 1; step < 50; step += 7)
        {
          assert_int_equal (undo (slice_of (coded), &cases[i].coding, 1, step, out),
                            WG_DECODE_WHOLE);
          assert_true (wg_slice_equal (slice_of (out), WG_SLICE_LITERAL (TEXT TEXT)));
        }
    }
}

static void
brotli_is_undone (void **state)
{
  /* "abc" as one uncompressed metablock (RFC 7932 §9.2). */
  static const guint8 coded[] = {0x0b, 0x01, 0x80, 'a', 'b', 'c', 0x03};
  WgCoding br = WG_CODING_BROTLI;
  g_autoptr (GByteArray) out = g_byte_array_new ();

  for (gsize step = 1; step <= sizeof coded; step++)
    {
      assert_int_equal (undo (wg_slice (coded, sizeof coded), &br, 1, step, out),
                        WG_DECODE_WHOLE);
      assert_true (wg_slice_equal (slice_of (out), WG_SLICE_LITERAL ("abc")));
    }
  assert_int_equal (undo (wg_slice (coded, 5), &br, 1, 5, out), WG_DECODE_CUT);
  assert_int_equal (undo (WG_SLICE_LITERAL ("\xff\xff\xff\xff"), &br, 1, 4, out),
                    WG_DECODE_CORRUPT);
}

static void
lists_are_undone_from_the_last (void **state)
{
  static const WgCoding codings[] = {WG_CODING_GZIP, WG_CODING_IDENTITY, WG_CODING_DEFLATE};
  g_autoptr (GByteArray) inner = make (MADE_GZIP, WG_SLICE_LITERAL (TEXT));
  g_autoptr (GByteArray) outer = make (MADE_ZLIB, slice_of (inner));
  g_autoptr (GByteArray) out = g_byte_array_new ();

  for (gsize step = 1; step < 30; step++)
    {
      assert_int_equal (undo (slice_of (outer), codings, 3, step, out), WG_DECODE_WHOLE);
      assert_true (wg_slice_equal (slice_of (out), WG_SLICE_LITERAL (TEXT)));
    }
}

static void
a_coding_that_was_not_applied_passes_bytes (void **state)
{
  static const WgCoding codings[] = {WG_CODING_GZIP, WG_CODING_DEFLATE};
  g_autoptr (GByteArray) out = g_byte_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (codings); i++)
    {
      assert_int_equal (undo (WG_SLICE_LITERAL ("X plain"), &codings[i], 1, 7, out),
                        WG_DECODE_PLAIN);
      assert_true (wg_slice_equal (slice_of (out), WG_SLICE_LITERAL ("X plain")));
    }
  /* Also where bare deflate makes sense of the first bytes before it fails, and in pieces. */
  for (gsize step = 1; step < 9; step++)
    {
      assert_int_equal (
          undo (WG_SLICE_LITERAL ("X5O!P%@AP[4 plain"), &codings[1], 1, step, out),
          WG_DECODE_PLAIN);
      assert_true (wg_slice_equal (slice_of (out), WG_SLICE_LITERAL ("X5O!P%@AP[4 plain")));
      assert_int_equal (undo (WG_SLICE_LITERAL ("X5O!P%@AP[4 plain"), codings, 2, step, out),
                        WG_DECODE_PLAIN);
    }
  /* Shorter than what tells gzip. */
  assert_int_equal (undo (WG_SLICE_LITERAL ("ab"), codings, 1, 1, out), WG_DECODE_PLAIN);
  assert_true (wg_slice_equal (slice_of (out), WG_SLICE_LITERAL ("ab")));
}

static void
every_cut_is_told_and_never_crashes (void **state)
{
  static const Made made[] = {MADE_GZIP, MADE_ZLIB, MADE_BARE, MADE_ZSTD};
  static const WgCoding codings[] = {WG_CODING_GZIP, WG_CODING_DEFLATE, WG_CODING_DEFLATE,
                                     WG_CODING_ZSTD};
  g_autoptr (GByteArray) out = g_byte_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (made); i++)
    {
      g_autoptr (GByteArray) coded = make (made[i], WG_SLICE_LITERAL (TEXT));
      for (gsize len = 5; len < coded->len; len++)
        assert_int_equal (undo (wg_slice (coded->data, len), &codings[i], 1, 3, out),
                          WG_DECODE_CUT);
    }
}

static void
oddities_of_gzip_are_passed_over (void **state)
{
  WgCoding gzip = WG_CODING_GZIP;
  g_autoptr (GByteArray) coded = make (MADE_GZIP, WG_SLICE_LITERAL (TEXT));
  g_autoptr (GByteArray) out = g_byte_array_new ();

  coded->data[3] |= 0x80; /* a reserved flag */
  for (gsize step = 1; step < 6; step++)
    {
      assert_int_equal (undo (slice_of (coded), &gzip, 1, step, out), WG_DECODE_WHOLE);
      assert_int_equal (out->len, strlen (TEXT));
    }
  coded->data[coded->len - 8] ^= 0xff; /* its CRC */
  assert_int_equal (undo (slice_of (coded), &gzip, 1, 9, out), WG_DECODE_CHECKSUM);
  assert_int_equal (out->len, strlen (TEXT));
  coded->data[12] ^= 0xff;
  coded->data[13] ^= 0xff;
  assert_int_not_equal (undo (slice_of (coded), &gzip, 1, 9, out), WG_DECODE_WHOLE);
}

/* A body of zeros: @len of them, coded @times. */
static GByteArray *
bomb (gsize len, guint times)
{
  g_autofree guint8 *zeros = g_malloc0 (len);
  GByteArray *coded = make (MADE_GZIP, wg_slice (zeros, len));

  while (--times > 0)
    {
      GByteArray *outer = make (MADE_GZIP, slice_of (coded));
      g_byte_array_unref (coded);
      coded = outer;
    }
  return coded;
}

static void
bombs_end (void **state)
{
  static const WgCoding codings[] = {WG_CODING_GZIP, WG_CODING_GZIP};
  g_autoptr (GByteArray) single = bomb (8 * 1024 * 1024, 1);
  g_autoptr (GByteArray) nested = bomb (8 * 1024 * 1024, 2);
  g_autoptr (GByteArray) out = g_byte_array_new ();

  /* Deflate alone cannot pass the ratio, deflate in deflate does. */
  assert_int_equal (undo (slice_of (single), codings, 1, 512, out), WG_DECODE_WHOLE);
  assert_int_equal (undo (slice_of (nested), codings, 2, 512, out), WG_DECODE_BOMB);
  assert_true (out->len <= (2u << 20) + nested->len * WG_LIMIT_DECODED_RATIO);
}

static void
lists_have_a_ceiling (void **state)
{
  WgCoding codings[WG_LIMIT_CODINGS + 1];
  g_autoptr (WgDecoder) decoder = wg_decoder_new ();

  for (guint i = 0; i < G_N_ELEMENTS (codings); i++)
    codings[i] = WG_CODING_GZIP;
  assert_true (wg_decoder_begin (decoder, codings, WG_LIMIT_CODINGS, NULL, NULL));
  assert_false (wg_decoder_begin (decoder, codings, WG_LIMIT_CODINGS + 1, NULL, NULL));
  codings[0] = WG_CODING_UNKNOWN;
  assert_false (wg_decoder_begin (decoder, codings, 1, NULL, NULL));
}

static void
names_are_found (void **state)
{
  assert_int_equal (wg_coding_find (WG_SLICE_LITERAL ("GZip")), WG_CODING_GZIP);
  assert_int_equal (wg_coding_find (WG_SLICE_LITERAL ("x-gzip")), WG_CODING_GZIP);
  assert_int_equal (wg_coding_find (WG_SLICE_LITERAL ("br")), WG_CODING_BROTLI);
  assert_int_equal (wg_coding_find (WG_SLICE_LITERAL ("gzip2")), WG_CODING_UNKNOWN);
  assert_int_equal (wg_coding_find (WG_SLICE_NONE), WG_CODING_UNKNOWN);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (each_coding_is_undone_in_any_pieces),
      cmocka_unit_test (brotli_is_undone),
      cmocka_unit_test (lists_are_undone_from_the_last),
      cmocka_unit_test (a_coding_that_was_not_applied_passes_bytes),
      cmocka_unit_test (every_cut_is_told_and_never_crashes),
      cmocka_unit_test (oddities_of_gzip_are_passed_over),
      cmocka_unit_test (bombs_end),
      cmocka_unit_test (lists_have_a_ceiling),
      cmocka_unit_test (names_are_found),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
