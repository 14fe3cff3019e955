#include "../unit.h"

#include "base/reader.h"

static WgReader
over (const char *text)
{
  return wg_reader (wg_slice_str (text), WG_END_WHOLE);
}

static void
getters_stay_on_failure (void **state)
{
  static const guint8 bytes[] = {1, 2, 3, 4, 5, 6, 7};
  WgReader r = wg_reader (wg_slice (bytes, sizeof bytes), WG_END_WHOLE);
  guint64 u64;
  guint32 u32;
  guint16 u16;
  guint8 u8;

  assert_false (wg_reader_u64 (&r, &u64));
  assert_int_equal (wg_reader_tell (&r), 0);
  assert_true (wg_reader_u32 (&r, &u32));
  assert_int_equal (u32, 0x01020304);
  assert_false (wg_reader_u32 (&r, &u32));
  assert_true (wg_reader_u16le (&r, &u16));
  assert_int_equal (u16, 0x0605);
  assert_true (wg_reader_u8 (&r, &u8));
  assert_false (wg_reader_u8 (&r, &u8));
  assert_int_equal (wg_reader_left (&r), 0);
}

static void
a_child_cannot_leave_its_parent (void **state)
{
  WgReader r = over ("\x03"
                     "abcd"),
           child;
  WgSlice taken;

  assert_true (wg_reader_sub_u8 (&r, &child));
  assert_false (wg_reader_take (&child, 4, &taken));
  assert_true (wg_reader_take (&child, 3, &taken));
  assert_true (wg_slice_is (taken, "abc"));
  assert_int_equal (wg_reader_left (&r), 1);

  r = over ("\x09 too short");
  wg_reader_seek (&r, 0);
  r.len = 5;
  assert_false (wg_reader_sub_u8 (&r, &child));
  assert_int_equal (wg_reader_tell (&r), 0);
}

static void
lines_end_in_lf_or_crlf (void **state)
{
  WgReader r = over ("one\r\ntwo\n\nrest");
  WgSlice line;

  assert_true (wg_reader_line (&r, 5, &line));
  assert_true (wg_slice_is (line, "one"));
  assert_false (wg_reader_line (&r, 3, &line));
  assert_true (wg_reader_line (&r, 4, &line));
  assert_true (wg_slice_is (line, "two"));
  assert_true (wg_reader_line (&r, 4, &line));
  assert_int_equal (line.len, 0);
  assert_false (wg_reader_line (&r, 100, &line));
}

static void
numbers_stop_at_their_maximum (void **state)
{
  WgReader r = over ("255x"), big = over ("18446744073709551615"), over_max = over ("256");
  guint64 value;

  assert_true (wg_reader_decimal (&r, 255, &value));
  assert_int_equal (value, 255);
  assert_false (wg_reader_decimal (&r, 255, &value));
  assert_true (wg_reader_hex (&big, G_MAXUINT64, &value) == FALSE);
  assert_true (wg_reader_decimal (&big, G_MAXUINT64, &value));
  assert_true (value == G_MAXUINT64);
  assert_false (wg_reader_decimal (&over_max, 255, &value));
  assert_int_equal (wg_reader_tell (&over_max), 0);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (getters_stay_on_failure),
      cmocka_unit_test (a_child_cannot_leave_its_parent),
      cmocka_unit_test (lines_end_in_lf_or_crlf),
      cmocka_unit_test (numbers_stop_at_their_maximum),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
