#include "../unit.h"

#include "websocket/websocket-handshake.h"
#include "websocket/websocket-inflate.h"
#include "websocket/websocket-parse.h"

#define BYTES(literal) literal, sizeof (literal) - 1

typedef struct
{
  const char *title;
  const char *bytes;
  gsize len;
  guint opcode, rsv;
  gboolean fin, masked, minimal;
  guint64 length;
  gsize header_len;
} HeaderCase;

/* The first six are the examples of RFC 6455 §5.7. */
static const HeaderCase headers[] = {
    {"unmasked text", BYTES ("\x81\x05Hello"), 1, 0, TRUE, FALSE, TRUE, 5, 2},
    {"masked text", BYTES ("\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58"), 1, 0, TRUE, TRUE,
     TRUE, 5, 6},
    {"first fragment", BYTES ("\x01\x03Hel"), 1, 0, FALSE, FALSE, TRUE, 3, 2},
    {"last fragment", BYTES ("\x80\x02lo"), 0, 0, TRUE, FALSE, TRUE, 2, 2},
    {"256 bytes", BYTES ("\x82\x7e\x01\x00"), 2, 0, TRUE, FALSE, TRUE, 256, 4},
    {"64 KiB", BYTES ("\x82\x7f\0\0\0\0\0\1\0\0"), 2, 0, TRUE, FALSE, TRUE, 65536, 10},
    {"126 bytes in 16 bits", BYTES ("\x82\x7e\x00\x7e"), 2, 0, TRUE, FALSE, TRUE, 126, 4},
    {"125 bytes in 16 bits", BYTES ("\x82\x7e\x00\x7d"), 2, 0, TRUE, FALSE, FALSE, 125, 4},
    {"65535 bytes in 64 bits", BYTES ("\x82\x7f\0\0\0\0\0\0\xff\xff"), 2, 0, TRUE, FALSE, FALSE,
     65535, 10},
    {"highest bit", BYTES ("\x82\x7f\x80\0\0\0\0\0\0\0"), 2, 0, TRUE, FALSE, TRUE,
     G_GUINT64_CONSTANT (0x8000000000000000), 10},
    {"all reserved bits", BYTES ("\xf1\x00"), 1, 7, TRUE, FALSE, TRUE, 0, 2},
    {"RSV1", BYTES ("\xc1\x00"), 1, WG_WS_RSV1, TRUE, FALSE, TRUE, 0, 2},
    {"reserved opcode", BYTES ("\x8f\x80\1\2\3\4"), 15, 0, TRUE, TRUE, TRUE, 0, 6},
    {"masked, 64 bits", BYTES ("\x02\xff\0\0\0\1\0\0\0\0\1\2\3\4"), 2, 0, FALSE, TRUE, TRUE,
     G_GUINT64_CONSTANT (0x100000000), 14},
};

static void
headers_are_read (void **state)
{
  for (guint i = 0; i < G_N_ELEMENTS (headers); i++)
    {
      const HeaderCase *c = &headers[i];
      WgReader r = wg_reader (wg_slice (c->bytes, c->len), WG_END_MORE);
      WgWsHeader header;
      gsize missing;

      print_message ("%s\n", c->title);
      assert_true (wg_ws_header_parse (&r, &header, &missing));
      assert_int_equal (header.opcode, c->opcode);
      assert_int_equal (header.rsv, c->rsv);
      assert_int_equal (header.fin, c->fin);
      assert_int_equal (header.masked, c->masked);
      assert_int_equal (header.minimal, c->minimal);
      assert_true (header.length == c->length);
      assert_int_equal (wg_reader_tell (&r), c->header_len);
    }
}

/* Each beginning of a header asks for more, and never for more than the header has. */
static void
parts_of_headers_ask_for_more (void **state)
{
  for (guint i = 0; i < G_N_ELEMENTS (headers); i++)
    for (gsize n = 0; n < headers[i].header_len; n++)
      {
        WgReader r = wg_reader (wg_slice (headers[i].bytes, n), WG_END_MORE);
        WgWsHeader header;
        gsize missing = 0;

        assert_false (wg_ws_header_parse (&r, &header, &missing));
        assert_int_equal (wg_reader_tell (&r), 0);
        assert_true (missing > 0 && n + missing <= headers[i].header_len);
      }
}

static void
masks_come_off_in_any_pieces (void **state)
{
  static const guint8 mask[] = {0x37, 0xfa, 0x21, 0x3d};
  guint8 from[64], whole[64], pieces[64];

  for (guint i = 0; i < sizeof from; i++)
    from[i] = (guint8) (i * 7);
  wg_ws_unmask (whole, wg_slice (from, sizeof from), mask, 0);
  for (guint i = 0; i < sizeof from; i++)
    assert_int_equal (whole[i], from[i] ^ mask[i % 4]);
  for (gsize cut = 0; cut <= sizeof from; cut++)
    {
      wg_ws_unmask (pieces, wg_slice (from, cut), mask, 0);
      wg_ws_unmask (pieces + cut, wg_slice (from + cut, sizeof from - cut), mask, cut);
      assert_memory_equal (pieces, whole, sizeof whole);
    }
  memcpy (pieces, "\x7f\x9f\x4d\x51\x58", 5);
  wg_ws_unmask (pieces, wg_slice (pieces, 5), mask, 0);
  assert_memory_equal (pieces, "Hello", 5);
}

static const struct
{
  const char *bytes;
  gsize len;
  gboolean valid;
  gsize whole;
} texts[] = {
    {BYTES (""), TRUE, 0},
    {BYTES ("plain"), TRUE, 5},
    {BYTES ("sixteen bytes of \xc3\xbc!"), TRUE, 20},
    {BYTES ("\xe2\x82\xac"), TRUE, 3},
    {BYTES ("\xf0\x9f\x98\x80"), TRUE, 4},
    {BYTES ("\xf4\x8f\xbf\xbf"), TRUE, 4},
    {BYTES ("\xf4\x90\x80\x80"), FALSE, 4},
    {BYTES ("\xed\xa0\x80"), FALSE, 3},
    {BYTES ("\xc0\x80"), FALSE, 2},
    {BYTES ("\xe0\x80\x80"), FALSE, 3},
    {BYTES ("\x80"), FALSE, 1},
    {BYTES ("a\xc3"), FALSE, 1},
    {BYTES ("a\xf0\x9f\x98"), FALSE, 1},
    {BYTES ("a\xe2\x82"), FALSE, 1},
    {BYTES ("\xc3("), FALSE, 2},
    {BYTES ("\xff"), FALSE, 1},
};

static void
utf8_is_checked_over_pieces (void **state)
{
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    for (gsize cut = 0; cut <= texts[i].len; cut++)
      {
        WgSlice all = wg_slice (texts[i].bytes, texts[i].len);
        WgWsUtf8 utf8 = {0};

        wg_ws_utf8_update (&utf8, wg_slice_sub (all, 0, cut));
        wg_ws_utf8_update (&utf8, wg_slice_sub (all, cut, all.len));
        assert_int_equal (wg_ws_utf8_is_valid (&utf8), texts[i].valid);
        assert_int_equal (wg_ws_utf8_whole (all), texts[i].whole);
      }
}

static void
close_codes_have_their_ranges (void **state)
{
  static const guint good[] = {1000, 1001, 1003, 1007, 1011, 1014, 3000, 3999, 4000, 4999};
  static const guint bad[] = {0, 999, 1004, 1005, 1006, 1015, 2000, 2999, 5000, 65535};

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      assert_true (wg_ws_close_code_is_allowed (good[i]));
      assert_false (wg_ws_close_code_is_allowed (bad[i]));
    }
}

static gboolean
collect (gpointer user, WgSlice plain)
{
  g_string_append_len (user, (const char *) plain.data, (gssize) plain.len);
  return TRUE;
}

static gboolean
refuse (gpointer user, WgSlice plain)
{
  return FALSE;
}

/* RFC 7692 §7.2.3 */
static void
the_examples_of_rfc_7692_inflate (void **state)
{
  WgSlice first = WG_SLICE_LITERAL ("\xf2\x48\xcd\xc9\xc9\x07\x00");
  WgSlice second = WG_SLICE_LITERAL ("\xf2\x00\x11\x00\x00");
  WgSlice stored = WG_SLICE_LITERAL ("\x00\x05\x00\xfa\xff\x48\x65\x6c\x6c\x6f\x00");
  WgSlice final = WG_SLICE_LITERAL ("\xf3\x48\xcd\xc9\xc9\x07\x00\x00");
  WgSlice two_blocks =
      WG_SLICE_LITERAL ("\xf2\x48\x05\x00\x00\x00\xff\xff\xca\xc9\xc9\x07\x00");
  WgSlice messages[] = {first, second, stored, second, final, second, two_blocks, second};
  WgWsInflate *inflate = wg_ws_inflate_new ();
  g_autoptr (GString) plain = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (messages); i++)
    {
      g_string_truncate (plain, 0);
      for (gsize at = 0; at < messages[i].len; at += i + 1)
        assert_true (wg_ws_inflate_update (inflate, wg_slice_sub (messages[i], at, i + 1),
                                           collect, plain));
      assert_true (wg_ws_inflate_finish (inflate, collect, plain));
      assert_string_equal (plain->str, "Hello");
    }
  wg_ws_inflate_free (inflate);
}

static void
a_lost_window_is_an_error (void **state)
{
  WgSlice first = WG_SLICE_LITERAL ("\xf2\x48\xcd\xc9\xc9\x07\x00");
  WgSlice second = WG_SLICE_LITERAL ("\xf2\x00\x11\x00\x00");
  WgWsInflate *inflate = wg_ws_inflate_new ();
  g_autoptr (GString) plain = g_string_new (NULL);

  assert_false (wg_ws_inflate_update (inflate, second, collect, plain)
                && wg_ws_inflate_finish (inflate, collect, plain));
  wg_ws_inflate_reset (inflate);
  assert_true (wg_ws_inflate_update (inflate, first, collect, plain));
  wg_ws_inflate_reset (inflate);
  assert_false (wg_ws_inflate_update (inflate, second, collect, plain)
                && wg_ws_inflate_finish (inflate, collect, plain));
  wg_ws_inflate_reset (inflate);
  assert_false (wg_ws_inflate_update (inflate, first, refuse, NULL)
                && wg_ws_inflate_finish (inflate, refuse, NULL));
  wg_ws_inflate_free (inflate);
}

#define HEADER(name, value)                                                                    \
  {                                                                                            \
    WG_SLICE_LITERAL (name), WG_SLICE_LITERAL (value)                                          \
  }

static const WgHeader request[] = {
    HEADER ("Host", "server.example.com"),
    HEADER ("Upgrade", "websocket"),
    HEADER ("sec-websocket-key", " dGhlIHNhbXBsZSBub25jZQ== "),
    HEADER ("Origin", "http://example.com"),
    HEADER ("Sec-WebSocket-Protocol", "chat"),
    HEADER ("Sec-WebSocket-Protocol", "superchat"),
    HEADER ("Sec-WebSocket-Version", "13"),
};

static const WgHeader response[] = {
    HEADER ("Sec-WebSocket-Accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="),
    HEADER ("Sec-WebSocket-Protocol", "chat"),
    HEADER ("Sec-WebSocket-Extensions",
            "permessage-deflate; client_max_window_bits=10; server_no_context_takeover"),
};

static WgHandoff
handoff_of (const WgHeader *first, guint n_first, const WgHeader *second, guint n_second)
{
  return (WgHandoff){.status = 101,
                     .target = WG_SLICE_LITERAL ("/chat"),
                     .request = {first, n_first},
                     .response = {second, n_second}};
}

/* RFC 6455 §1.2 and §1.3 */
static void
the_handshake_is_read (void **state)
{
  g_autoptr (WgArena) arena = wg_arena_new (4096);
  WgHandoff handoff = handoff_of (request, G_N_ELEMENTS (request), response, 3);
  WgWsHandshake handshake;

  wg_ws_handshake_read (arena, &handoff, &handshake);
  assert_true (handshake.accept_ok);
  assert_false (handshake.old_draft);
  assert_true (wg_slice_is (handshake.path, "/chat"));
  assert_true (wg_slice_is (handshake.host, "server.example.com"));
  assert_true (wg_slice_is (handshake.origin, "http://example.com"));
  assert_true (wg_slice_is (handshake.subprotocols_offered, "chat, superchat"));
  assert_true (wg_slice_is (handshake.subprotocol, "chat"));
  assert_int_equal (handshake.extensions_offered.len, 0);
  assert_true (handshake.deflate);
  assert_false (handshake.no_takeover[WG_CLIENT]);
  assert_true (handshake.no_takeover[WG_SERVER]);
  assert_false (handshake.other_extension);
}

static void
odd_handshakes_are_told (void **state)
{
  static const WgHeader version_4[] = {HEADER ("Sec-WebSocket-Key", "a"),
                                       HEADER ("Sec-WebSocket-Version", "4")};
  static const WgHeader hixie[] = {HEADER ("Sec-WebSocket-Key1", "1 2"), HEADER ("Host", "h")};
  static const WgHeader wrong[] = {HEADER ("Sec-WebSocket-Accept", "AAAA"),
                                   HEADER ("Sec-WebSocket-Extensions", "x-other; a=b")};
  static const struct
  {
    const WgHeader *request;
    guint n_request;
    const WgHeader *response;
    guint n_response;
    gboolean old_draft;
    gboolean other_extension;
  } cases[] = {
      {version_4, 2, response, 1, TRUE, FALSE}, {hixie, 2, NULL, 0, TRUE, FALSE},
      {request, 7, wrong, 2, FALSE, TRUE},      {NULL, 0, response, 1, FALSE, FALSE},
      {request, 7, NULL, 0, FALSE, FALSE},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (WgArena) arena = wg_arena_new (4096);
      WgHandoff handoff = handoff_of (cases[i].request, cases[i].n_request, cases[i].response,
                                      cases[i].n_response);
      WgWsHandshake handshake;

      wg_ws_handshake_read (arena, &handoff, &handshake);
      assert_false (handshake.accept_ok);
      assert_false (handshake.deflate);
      assert_int_equal (handshake.old_draft, cases[i].old_draft);
      assert_int_equal (handshake.other_extension, cases[i].other_extension);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (headers_are_read),
      cmocka_unit_test (parts_of_headers_ask_for_more),
      cmocka_unit_test (masks_come_off_in_any_pieces),
      cmocka_unit_test (utf8_is_checked_over_pieces),
      cmocka_unit_test (close_codes_have_their_ranges),
      cmocka_unit_test (the_examples_of_rfc_7692_inflate),
      cmocka_unit_test (a_lost_window_is_an_error),
      cmocka_unit_test (the_handshake_is_read),
      cmocka_unit_test (odd_handshakes_are_told),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
