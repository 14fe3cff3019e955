#include "../unit.h"
#include "wire.h"

#include "tls/dtls-gather.h"

static void
datagrams_are_told_by_versions_and_lengths (void **state)
{
  static const struct
  {
    const char *bytes;
    gboolean is;
  } cases[] = {
      {"16 feff 0000 000000000000 <2 01 000002 0000 000000 000002 feff>", TRUE},
      {"16 fefd 0000 000000000001 <2 02 000004 0001 000002 000002 0102>", TRUE},
      {"14 fefd 0000 000000000001 <2 01> 16 fefd 0001 000000000000 <2 *40>", TRUE},
      {"17 fefd 0001 000000000001 <2 *30>", TRUE},
      {"16 0100 0000 000000000000 <2 01 000002 0000 000000 000002 feff>", TRUE},
      {"14 0100 0000 000000000000 <2 01>", FALSE},
      {"16 0303 0000 000000000000 <2 01 000002 0000 000000 000002 feff>", FALSE},
      {"19 fefd 0001 000000000001 <2 *30>", FALSE},
      {"17 fefd 0001 000000000001 0000", FALSE},
      {"17 fefd 0001 000000000001 0040 00", FALSE},
      {"17 fefd 0001 000000000001 <2 *30> 00", FALSE},
      {"16 fefd 0000 000000000001 <2 02 000004 0001 000005 000002 0102>", FALSE},
      {"16 fefd 0000 000000000001 <2 02 000004 0001 000000 000009 0102>", FALSE},
      {"16 fefd 0000 000000000001 <2 02 ffffff 0001 000000 000002 0102>", FALSE},
      {"16 fefd 0000", FALSE},
  };

  assert_false (wg_dtls_looks_like (WG_SLICE_NONE));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      GByteArray *bytes = wire (cases[i].bytes);
      if (wg_dtls_looks_like (wire_slice (bytes)) != cases[i].is)
        fail_msg ("%s", cases[i].bytes);
      g_byte_array_unref (bytes);
    }
}

static GBytes *
add (WgDtlsGather *gather, guint16 number, guint32 len, guint32 off, const char *text)
{
  WgDtlsHandshake front = {11, len, number, off, (guint32) strlen (text)};
  return wg_dtls_gather_add (gather, &front, wg_slice_str (text));
}

static void
assert_text (GBytes *bytes, const char *text)
{
  gsize len;
  const char *data;

  assert_non_null (bytes);
  data = g_bytes_get_data (bytes, &len);
  assert_int_equal (len, strlen (text));
  assert_memory_equal (data, text, len);
  g_bytes_unref (bytes);
}

static void
pieces_come_in_any_order_and_again (void **state)
{
  g_autoptr (WgDtlsGather) gather = wg_dtls_gather_new ();

  assert_text (add (gather, 0, 5, 0, "hello"), "hello");
  assert_null (add (gather, 0, 5, 0, "hello"));
  assert_null (add (gather, 1, 9, 6, "ing"));
  assert_null (add (gather, 1, 9, 6, "ing"));
  assert_null (add (gather, 2, 4, 0, "ab"));
  assert_null (add (gather, 1, 9, 0, "som"));
  assert_text (add (gather, 1, 9, 2, "meth"), "something");
  assert_null (add (gather, 1, 9, 0, "som"));
  assert_text (add (gather, 2, 4, 2, "cd"), "abcd");
  assert_text (add (gather, 3, 0, 0, ""), "");
  assert_null (add (gather, 4, 3, 2, "xy")); /* past its end */
  assert_null (add (gather, 4, 3, 4, ""));
  assert_null (add (gather, 4, 3, 0, "ab"));
  assert_text (add (gather, 5, 1, 0, "z"), "z");
  assert_text (add (gather, 4, 3, 2, "c"), "abc");
  wg_dtls_gather_reset (gather);
  assert_text (add (gather, 0, 5, 0, "again"), "again");
}

static void
ceilings_bound_what_is_held (void **state)
{
  g_autoptr (WgDtlsGather) gather = wg_dtls_gather_new ();

  /* as many pieces as are held, and one more */
  for (guint past = 0; past < 2; past++)
    {
      guint n = WG_LIMIT_DTLS_PIECES + past;
      for (guint i = 0; i + 1 < n; i++)
        assert_null (add (gather, (guint16) past, n, i, "a"));
      if (past == 0)
        g_bytes_unref (add (gather, 0, n, n - 1, "a"));
      else
        assert_null (add (gather, 1, n, n - 1, "a"));
    }

  /* the oldest of too many messages gives way */
  wg_dtls_gather_reset (gather);
  for (guint16 i = 0; i < WG_LIMIT_DTLS_MESSAGES; i++)
    assert_null (add (gather, i, 2, 0, "a"));
  assert_text (add (gather, 0, 2, 1, "b"), "ab");
  for (guint16 i = 10; i < 10 + WG_LIMIT_DTLS_MESSAGES; i++)
    assert_null (add (gather, i, 2, 0, "a"));
  assert_null (add (gather, 1, 2, 1, "b"));

  /* and no message is longer than TLS allows */
  assert_null (add (gather, 40, WG_LIMIT_TLS_MESSAGE, 0, "a"));
  assert_null (add (gather, 41, WG_LIMIT_TLS_MESSAGE + 1, 0, "a"));
  /* one far on leaves those behind it as given */
  assert_text (add (gather, 60000, 1, 0, "z"), "z");
  assert_null (add (gather, 100, 1, 0, "z"));
}

static void
a_cookie_stands_in_the_hello (void **state)
{
  GByteArray *bytes = wire ("fefd *32 <1 aabb> <1 'cookie'> <2 c02b> <1 00>");
  WgReader r = wg_reader (wire_slice (bytes), WG_END_WHOLE);
  WgTlsClientHello hello;

  assert_true (wg_tls_parse_client_hello_of (&r, TRUE, &hello));
  assert_false (hello.malformed);
  assert_int_equal (wg_tls_u16_at (hello.ciphers, 0), 0xc02b);
  wg_reader_seek (&r, 0);
  assert_true (wg_tls_parse_client_hello_of (&r, FALSE, &hello));
  assert_true (hello.malformed);
  g_byte_array_unref (bytes);
}

static void
fronts_are_hashed_as_in_one_piece (void **state)
{
  const WgDtlsHandshake front = {11, 0x010203, 0x0405, 7, 9};
  GByteArray *wanted = wire ("0b 010203 0405 000000 010203");
  guint8 out[WG_DTLS_HANDSHAKE_FRONT];

  wg_dtls_make_front (&front, out);
  assert_memory_equal (out, wanted->data, sizeof out);
  g_byte_array_unref (wanted);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (datagrams_are_told_by_versions_and_lengths),
      cmocka_unit_test (pieces_come_in_any_order_and_again),
      cmocka_unit_test (ceilings_bound_what_is_held),
      cmocka_unit_test (a_cookie_stands_in_the_hello),
      cmocka_unit_test (fronts_are_hashed_as_in_one_piece),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
