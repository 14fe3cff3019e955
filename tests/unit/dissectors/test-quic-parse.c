#include "../unit.h"

#include "quic-wire.h"
#include "quic/quic-gather.h"
#include "quic/quic-google.h"
#include "wire.h"

/* RFC 9000 §A.1. */
static void
numbers_of_varying_length (void **state)
{
  static const struct
  {
    const char *bytes;
    guint64 value;
  } cases[] = {
      {"c2197c5eff14e88c", 151288809941952652},
      {"9d7f3e7d", 494878333},
      {"7bbd", 15293},
      {"25", 37},
      {"4025", 37},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GByteArray) bytes = wire (cases[i].bytes);
      WgReader r = wg_reader (wire_slice (bytes), WG_END_WHOLE);
      guint64 value;

      assert_true (wg_quic_varint (&r, &value));
      assert_int_equal (value, cases[i].value);
      assert_int_equal (wg_reader_left (&r), 0);
      r = wg_reader (wg_slice (bytes->data, bytes->len - 1), WG_END_WHOLE);
      assert_false (wg_quic_varint (&r, &value));
      assert_int_equal (wg_reader_tell (&r), 0);
    }
}

/* RFC 9000 §A.3, and the ends of the range. */
static void
packet_numbers (void **state)
{
  assert_int_equal (wg_quic_number (0xa82f30eb, 0x9b32, 2), 0xa82f9b32);
  assert_int_equal (wg_quic_number (0, 0xff, 1), 0xff);
  assert_int_equal (wg_quic_number (0x100, 0xff, 1), 0xff);
  assert_int_equal (wg_quic_number (0xff, 0x00, 1), 0x100);
  assert_int_equal (wg_quic_number (G_GUINT64_CONSTANT (0x3fffffffffffffff), 0, 4),
                    G_GUINT64_CONSTANT (0x3fffffff00000000));
}

typedef struct
{
  const char *title;
  const char *bytes;
  gboolean ok;
  WgQuicPacketType type;
  guint dcid_len, scid_len, token_len;
  guint number_off; /* where it is sealed */
  guint left;       /* of the datagram behind it */
  gboolean cut;
} Header;

static const Header headers[] = {
    {"Initial", "c0 00000001 <1 0102> <1> <1 'tok'> 04 *4", TRUE, WG_QUIC_INITIAL, 2, 0, 3, 14,
     0, FALSE},
    {"a second packet behind it", "c0 00000001 <1 0102> <1> 00 4004 *4 e0", TRUE,
     WG_QUIC_INITIAL, 2, 0, 0, 12, 1, FALSE},
    {"0-RTT", "d0 00000001 <1 0102> <1 03> 04 *4", TRUE, WG_QUIC_ZERO_RTT, 2, 1, 0, 11, 0,
     FALSE},
    {"Handshake", "e0 ff00001d <1> <1 03> 04 *4", TRUE, WG_QUIC_HANDSHAKE, 0, 1, 0, 9, 0,
     FALSE},
    {"version 2 counts in another way", "c0 6b3343cf <1 0102> <1 03> 'token' *16", TRUE,
     WG_QUIC_RETRY, 2, 1, 5, 0, 0, FALSE},
    {"Initial of version 2", "d0 6b3343cf <1 0102> <1 03> 00 04 *4", TRUE, WG_QUIC_INITIAL, 2,
     1, 0, 12, 0, FALSE},
    {"Retry", "f0 00000001 <1> <1 03> 'token' *16", TRUE, WG_QUIC_RETRY, 0, 1, 5, 0, 0, FALSE},
    {"longer than the datagram", "e0 00000001 <1> <1 03> 05 *4", TRUE, WG_QUIC_HANDSHAKE, 0, 1,
     0, 9, 0, TRUE},
    {"the longest ids", "e0 00000001 <1 *20> <1 *20> 04 *4", TRUE, WG_QUIC_HANDSHAKE, 20, 20, 0,
     48, 0, FALSE},
    {"a longer id", "e0 00000001 <1 *21> <1 *20> 04 *4", FALSE},
    {"a version that nobody knows", "c0 12345678 <1 *21> <1 *255> 04 *4", TRUE, WG_QUIC_UNKNOWN,
     21, 255, 0, 0, 0, FALSE},
    {"Version Negotiation", "80 00000000 <1 01> <1 02> 00000001 ff00001d", TRUE,
     WG_QUIC_NEGOTIATION, 1, 1, 0, 0, 0, FALSE},
    {"half an offer", "80 00000000 <1 01> <1 02> 00000001 ff00", FALSE},
    {"no offer", "80 00000000 <1 01> <1 02>", FALSE},
    {"lengths of ids in one byte", "c3 'Q046' 50 *8 00000001 *12", TRUE, WG_QUIC_INITIAL, 8, 0,
     0, 14, 0, FALSE},
    {"a version with another header", "c3 'Q043' 50 *8 00000001 *12", FALSE},
    {"an id past the end", "c0 00000001 <1 0102> 05 01", FALSE},
    {"a token past the end", "c0 00000001 <1 0102> <1> 05 'tok'", FALSE},
    {"no length", "c0 00000001 <1 0102> <1> 00", FALSE},
    {"a length of nothing", "c0 00000001 <1 0102> <1> 00 00 *4", FALSE},
    {"a Retry without its tag", "f0 00000001 <1> <1> *15", FALSE},
    {"a short header", "40 00000001 <1 0102> <1> 00 04 *4", FALSE},
    {"half a version", "c0 0000", FALSE},
    {"nothing", "", FALSE},
};

static void
long_headers (void **state)
{
  for (guint i = 0; i < G_N_ELEMENTS (headers); i++)
    {
      const Header *h = &headers[i];
      g_autoptr (GByteArray) bytes = wire (h->bytes);
      WgReader r = wg_reader (wire_slice (bytes), WG_END_WHOLE);
      WgQuicPacket packet;

      print_message ("%s\n", h->title);
      assert_int_equal (wg_quic_parse_long (&r, &packet), h->ok);
      if (!h->ok)
        {
          assert_int_equal (wg_reader_tell (&r), 0);
          continue;
        }
      assert_int_equal (packet.type, h->type);
      assert_int_equal (packet.dcid.len, h->dcid_len);
      assert_int_equal (packet.scid.len, h->scid_len);
      assert_int_equal (packet.token.len, h->token_len);
      assert_int_equal (packet.number_off, h->number_off);
      assert_int_equal (packet.cut, h->cut);
      assert_int_equal (wg_reader_left (&r), h->left);
      assert_int_equal (packet.bytes.len, wg_reader_tell (&r));
    }
}

static void
short_headers (void **state)
{
  g_autoptr (GByteArray) bytes = wire ("40 0102 05");
  WgReader r = wg_reader (wire_slice (bytes), WG_END_WHOLE);
  WgQuicPacket packet;

  assert_true (wg_quic_parse_short (&r, 2, &packet));
  assert_int_equal (packet.number_off, 3);
  assert_int_equal (wg_reader_left (&r), 0);
  wg_reader_seek (&r, 0);
  assert_false (wg_quic_parse_short (&r, 3, &packet));
  assert_false (wg_quic_parse_short (&r, 4, &packet));
  assert_int_equal (wg_reader_tell (&r), 0);
}

typedef struct
{
  const char *title;
  const char *bytes;
  gboolean ok;
  guint64 type, id, offset, error;
  guint data_len;
  gboolean fin;
  guint left;
} Frame;

static const Frame frames[] = {
    {"padding is taken at once", "00 00 00 01", TRUE, 0, 0, 0, 0, 0, FALSE, 1},
    {"PING", "01", TRUE, 1},
    {"ACK", "02 05 00 00 02", TRUE, 2, 0, 5},
    {"ACK of two ranges", "02 05 00 01 01 00 00", TRUE, 2, 0, 5},
    {"ACK with ECN counts", "03 05 00 00 02 01 02 03", TRUE, 3, 0, 5},
    {"ACK that lacks a range", "02 05 00 01 01 00", FALSE},
    {"ACK of more ranges than bytes", "02 05 00 bfffffff 01 00", FALSE},
    {"RESET_STREAM", "04 08 0a 05", TRUE, 4, 8, 5, 10},
    {"STOP_SENDING", "05 08 0a", TRUE, 5, 8, 0, 10},
    {"CRYPTO", "06 05 <1 'abc'>", TRUE, 6, 0, 5, 0, 3},
    {"CRYPTO past the end", "06 05 04 'abc'", FALSE},
    {"NEW_TOKEN", "07 <1 'abc'>", TRUE, 7, 0, 0, 0, 3},
    {"STREAM to the end", "08 04 'abc'", TRUE, 8, 4, 0, 0, 3},
    {"STREAM with all fields", "0f 04 09 <1 'abc'> 01", TRUE, 15, 4, 9, 0, 3, TRUE, 1},
    {"STREAM past the end", "0a 04 04 'abc'", FALSE},
    {"MAX_DATA", "10 09", TRUE, 0x10, 0, 9},
    {"MAX_STREAM_DATA", "11 04 09", TRUE, 0x11, 4, 9},
    {"NEW_CONNECTION_ID", "18 02 01 <1 0102> *16", TRUE, 0x18, 2, 1, 0, 2},
    {"NEW_CONNECTION_ID that is too long", "18 02 01 <1 *21> *16", FALSE},
    {"RETIRE_CONNECTION_ID", "19 02", TRUE, 0x19, 2},
    {"PATH_CHALLENGE", "1a *8", TRUE, 0x1a, 0, 0, 0, 8},
    {"PATH_CHALLENGE of seven bytes", "1a *7", FALSE},
    {"CONNECTION_CLOSE", "1c 0a 06 <1 'no'>", TRUE, 0x1c, 6, 0, 10, 2},
    {"CONNECTION_CLOSE of the application", "1d 4100 <1>", TRUE, 0x1d, 0, 0, 256},
    {"DATAGRAM to the end", "30 'abc'", TRUE, 0x30, 0, 0, 0, 3},
    {"DATAGRAM with a length", "31 <1 'ab'> 01", TRUE, 0x31, 0, 0, 0, 2, FALSE, 1},
    {"TIMESTAMP", "42f5 09", TRUE, 0x2f5, 0, 9},
    {"unknown", "21 00", FALSE},
    {"half a type", "40", FALSE},
};

static void
frames_good_and_bad (void **state)
{
  for (guint i = 0; i < G_N_ELEMENTS (frames); i++)
    {
      const Frame *f = &frames[i];
      g_autoptr (GByteArray) bytes = wire (f->bytes);
      WgReader r = wg_reader (wire_slice (bytes), WG_END_WHOLE);
      WgQuicFrame frame;

      print_message ("%s\n", f->title);
      assert_int_equal (wg_quic_next_frame (&r, &frame), f->ok);
      assert_int_equal (wg_reader_left (&r), f->ok ? f->left : bytes->len);
      if (!f->ok)
        continue;
      assert_int_equal (frame.type, f->type);
      assert_int_equal (frame.id, f->id);
      assert_int_equal (frame.offset, f->offset);
      assert_int_equal (frame.error, f->error);
      assert_int_equal (frame.data.len, f->data_len);
      assert_int_equal (frame.fin, f->fin);
    }
}

/* --- putting in order ---------------------------------------------------------------- */

static void
collect (gpointer user, WgSlice bytes)
{
  g_string_append_len (user, (const char *) bytes.data, (gssize) bytes.len);
}

static gboolean
add (WgQuicGather *gather, guint64 offset, const char *text, GString *out)
{
  return wg_quic_gather_add (gather, offset, wg_slice_str (text), 8, 3, collect, out);
}

static void
pieces_in_any_order (void **state)
{
  WgQuicGather gather = {0};
  g_autoptr (GString) out = g_string_new (NULL);
  guint64 gap;

  assert_true (add (&gather, 3, "de", out));
  assert_true (add (&gather, 5, "f", out));
  assert_true (add (&gather, 3, "def", out));
  assert_string_equal (out->str, "");
  assert_true (add (&gather, 0, "abcDE", out));
  assert_string_equal (out->str, "abcDEf");
  assert_int_equal (gather.held, 0);
  assert_true (add (&gather, 2, "CDEFgh", out));
  assert_true (add (&gather, 0, "abc", out));
  assert_true (add (&gather, G_MAXUINT64 >> 2, "", out));
  assert_string_equal (out->str, "abcDEfgh");
  assert_true (add (&gather, 12, "mn", out));
  assert_true (wg_quic_gather_skip (&gather, &gap));
  assert_int_equal (gap, 4);
  wg_quic_gather_drain (&gather, collect, out);
  assert_string_equal (out->str, "abcDEfghmn");
  assert_false (wg_quic_gather_skip (&gather, &gap));
  wg_quic_gather_clear (&gather);
}

static void
pieces_have_a_ceiling (void **state)
{
  WgQuicGather gather = {0};
  g_autoptr (GString) out = g_string_new (NULL);

  assert_true (add (&gather, 2, "01234567", out));
  assert_false (add (&gather, 20, "x", out));
  assert_true (add (&gather, 0, "ab", out));
  assert_string_equal (out->str, "ab01234567");
  assert_true (add (&gather, 20, "x", out));
  assert_true (add (&gather, 22, "x", out));
  assert_true (add (&gather, 24, "x", out));
  assert_false (add (&gather, 26, "x", out));
  wg_quic_gather_clear (&gather);
}

/* --- keys ---------------------------------------------------------------------------- */

/* RFC 9001 §A.5, with ChaCha20. */
static void
a_short_packet_opens (void **state)
{
  g_autoptr (GByteArray) secret =
      wire ("9ac312a7f877468ebe69422748ad00a15443f18203a07d6060f688f30f21632b");
  g_autoptr (GByteArray) bytes = wire ("4cfe4189655e5cd55c41f69080575d7999c25a5bfb");
  g_autoptr (GByteArray) header = g_byte_array_new ();
  g_autoptr (GByteArray) plain = g_byte_array_new ();
  WgQuicVersion version = quic_version (1);
  WgReader r = wg_reader (wire_slice (bytes), WG_END_WHOLE);
  WgQuicKeys keys = {0}, next = {0};
  WgQuicPacket packet;
  WgQuicHead head;
  WgSlice payload;

  assert_true (wg_quic_parse_short (&r, 0, &packet));
  assert_false (wg_quic_keys_make (&keys, &version, 0x1302, wire_slice (secret)));
  assert_false (wg_quic_keys_make (&keys, &version, 0x002f, wire_slice (secret)));
  assert_true (wg_quic_keys_make (&keys, &version, 0x1303, wire_slice (secret)));
  assert_true (wg_quic_unmask (keys.mask, &packet, 654360564, header, &head));
  assert_int_equal (head.number, 654360564);
  assert_int_equal (head.first, 0x42);
  assert_true (wg_quic_unseal (&keys, &head, plain, &payload));
  assert_true (wg_slice_is (payload, "\x01"));
  assert_true (wg_quic_keys_next (&next, &version, &keys));
  assert_memory_equal (next.secret, "\x12\x23\x50\x47\x55\x03\x6d\x55\x63\x42\xee\x93\x61\xd2",
                       14);
  assert_false (wg_quic_unseal (&next, &head, plain, &payload));
  packet.bytes.len -= 1;
  assert_false (wg_quic_unmask (keys.mask, &packet, 0, header, &head));
  wg_quic_keys_clear (&keys);
  wg_quic_keys_clear (&next);
}

/* --- Google's ------------------------------------------------------------------------ */

#define CHLO(sni) "'CHLO' 0200 0000 'PAD' 00 02000000 'SNI' 00 " sni "0000 *2 'a.test'"

static void
hellos_of_google (void **state)
{
  static const struct
  {
    const char *title, *bytes;
    gboolean ok;
    const char *sni;
  } cases[] = {
      {"a hello", CHLO ("0800"), TRUE, "a.test"},
      {"a value past the end", CHLO ("0900"), FALSE, NULL},
      {"values that go backwards", CHLO ("0100"), FALSE, NULL},
      {"tags past the end", "'CHLO' 0200 0000 'PAD' 00 02000000", FALSE, NULL},
      {"no hello", "'SHLO' 0000 0000", FALSE, NULL},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GByteArray) bytes = wire (cases[i].bytes);
      WgQuicHello hello;

      print_message ("%s\n", cases[i].title);
      assert_int_equal (wg_quic_find_google_hello (wire_slice (bytes), &hello), cases[i].ok);
      if (cases[i].ok)
        assert_true (wg_slice_is (hello.sni, cases[i].sni));
    }
}

static gboolean
hello_of_tags (guint n)
{
  g_autoptr (GByteArray) bytes = wire ("'CHLO'");
  guint8 count[4] = {(guint8) n, (guint8) (n >> 8)}, tag[8] = {'X', 'T', 'A', 'G'};
  WgQuicHello hello;

  g_byte_array_append (bytes, count, 4);
  for (guint i = 0; i < n; i++)
    g_byte_array_append (bytes, tag, 8);
  return wg_quic_find_google_hello (wire_slice (bytes), &hello);
}

static void
tags_have_a_ceiling (void **state)
{
  assert_true (hello_of_tags (WG_LIMIT_QUIC_TAGS));
  assert_false (hello_of_tags (WG_LIMIT_QUIC_TAGS + 1));
}

static void
public_headers (void **state)
{
  static const struct
  {
    const char *title, *bytes;
    gboolean ok;
  } cases[] = {
      {"a first packet", "09 *8 'Q043' 01 *12 'x'", TRUE},
      {"a number of six bytes", "39 *8 'Q025' *6", TRUE},
      {"without a version", "08 *8 01 *12 'x'", FALSE},
      {"without an id", "01 'Q043' 01 *12 'x'", FALSE},
      {"a reset", "0b *8 'Q043' 01 *12", FALSE},
      {"a version that has a long header", "09 *8 'Q046' 01 *12 'x'", FALSE},
      {"no version at all", "09 *8 'GET ' 01 *12 'x'", FALSE},
      {"no number", "39 *8 'Q043' *5", FALSE},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GByteArray) bytes = wire (cases[i].bytes);
      WgReader r = wg_reader (wire_slice (bytes), WG_END_WHOLE);
      WgQuicPublic front;

      print_message ("%s\n", cases[i].title);
      assert_int_equal (wg_quic_parse_public (&r, &front), cases[i].ok);
      assert_int_equal (wg_reader_tell (&r), cases[i].ok ? bytes->len : 0);
    }
}

static void
versions (void **state)
{
  static const struct
  {
    guint32 number;
    gboolean known;
    WgQuicKind kind;
    guint8 salt; /* its first byte */
  } cases[] = {
      {1, TRUE, WG_QUIC_TLS, 0x38},
      {0x6b3343cf, TRUE, WG_QUIC_TLS, 0x0d},
      {0xff000016, TRUE, WG_QUIC_TLS, 0x7f},
      {0xff000017, TRUE, WG_QUIC_TLS, 0xc3},
      {0xff00001c, TRUE, WG_QUIC_TLS, 0xc3},
      {0xff00001d, TRUE, WG_QUIC_TLS, 0xaf},
      {0xff000020, TRUE, WG_QUIC_TLS, 0xaf},
      {0xff000021, TRUE, WG_QUIC_TLS, 0x38},
      {0xff000022, TRUE, WG_QUIC_TLS, 0x38},
      {0xff000023, FALSE, 0, 0},
      {0xff000015, FALSE, 0, 0},
      {0, FALSE, 0, 0},
      {0x1a2a3a4a, TRUE, WG_QUIC_TLS, 0x38},
      {0x51303433, TRUE, WG_QUIC_GOOGLE, 0},
      {0x51303436, TRUE, WG_QUIC_GOOGLE_LONG, 0},
      {0x51303530, TRUE, WG_QUIC_GOOGLE_SEALED, 0x50},
      {0x54303531, TRUE, WG_QUIC_TLS, 0x7a},
      {0x51303939, FALSE, 0, 0},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      WgQuicVersion version;

      print_message ("%08x\n", cases[i].number);
      assert_int_equal (wg_quic_version_find (cases[i].number, &version), cases[i].known);
      if (!cases[i].known)
        continue;
      assert_int_equal (version.kind, cases[i].kind);
      assert_int_equal (version.salt != NULL ? version.salt[0] : 0, cases[i].salt);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (numbers_of_varying_length),
      cmocka_unit_test (packet_numbers),
      cmocka_unit_test (long_headers),
      cmocka_unit_test (short_headers),
      cmocka_unit_test (frames_good_and_bad),
      cmocka_unit_test (pieces_in_any_order),
      cmocka_unit_test (pieces_have_a_ceiling),
      cmocka_unit_test (a_short_packet_opens),
      cmocka_unit_test (hellos_of_google),
      cmocka_unit_test (tags_have_a_ceiling),
      cmocka_unit_test (public_headers),
      cmocka_unit_test (versions),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
