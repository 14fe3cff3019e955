#include "../unit.h"

#include "dhcp/dhcp-parse.h"
#include "dhcp/dhcp.h"
#include "script.h"

/* A message: the beginning, then options as bytes, perhaps some in `sname` and `file`. */
typedef struct
{
  guint8 op;
  guint8 hlen;
  guint8 hops;
  guint32 cookie;
  WgSlice sname;
  WgSlice file;
  WgSlice options;
} Made;

static void
append_padded (GByteArray *out, WgSlice bytes, guint len)
{
  guint start = out->len;

  g_byte_array_set_size (out, start + len);
  memset (out->data + start, 0, len);
  wg_slice_copy (bytes, out->data + start);
}

static void
append_u32 (GByteArray *out, guint32 value)
{
  const guint8 bytes[4] = {(guint8) (value >> 24), (guint8) (value >> 16 & 0xff),
                           (guint8) (value >> 8 & 0xff), (guint8) (value & 0xff)};

  g_byte_array_append (out, bytes, 4);
}

static GByteArray *
make (const Made *made)
{
  GByteArray *out = g_byte_array_new ();
  const guint8 head[12] = {made->op, 1, made->hlen, made->hops, 0xca, 0xfe,
                           0,        7, 0,          3,          0x80, 0};

  g_byte_array_append (out, head, sizeof head);
  append_u32 (out, 0);
  append_u32 (out, made->op == WG_DHCP_REPLY ? 0x0a000014 : 0);
  append_u32 (out, 0);
  append_u32 (out, 0);
  append_padded (out, WG_SLICE_LITERAL ("\2\0\0\0\0\xa"), 16);
  append_padded (out, made->sname, 64);
  append_padded (out, made->file, 128);
  append_u32 (out, made->cookie);
  g_byte_array_append (out, made->options.data, (guint) made->options.len);
  return out;
}

#define COOKIE   0x63825363u
#define OPT(s)   WG_SLICE_LITERAL (s)
#define OFFER    "\x35\1\2"
#define DISCOVER "\x35\1\1"

static const struct
{
  const char *title;
  Made made;
  gboolean good;
  gint type;
  guint odd;
  guint n_routers;
  guint32 server_id;
} cases[] = {
    {"an offer",
     {2, 6, 0, COOKIE, .options = OPT (OFFER "\x36\4\xa\0\0\1\3\4\xa\0\0\1\xff")},
     TRUE,
     2,
     0,
     1,
     0x0a000001},
    {"padding between and behind",
     {2, 6, 0, COOKIE, .options = OPT ("\0\0" OFFER "\0\3\4\xa\0\0\1\xff\0\0\3\4")},
     TRUE,
     2,
     0,
     1,
     0},
    {"two routers, and one more in a second option",
     {2, 6, 0, COOKIE, .options = OPT ("\3\x8\1\2\3\4\5\6\7\x8\3\4\x9\x9\x9\x9\xff")},
     TRUE,
     -1,
     0,
     3,
     0},
    {"options go on in file, then in sname",
     {2, 6, 0, COOKIE, OPT ("\x36\4\xa\0\0\2\xff"), OPT ("\3\4\1\2\3\4\x36\4\xa\0\0\1\xff"),
      OPT (OFFER "\x34\1\3\xff")},
     TRUE,
     2,
     0,
     1,
     0x0a000002},
    {"file alone",
     {2, 6, 0, COOKIE, OPT ("\3\4"), OPT ("\3\4\1\2\3\4\xff"), OPT ("\x34\1\1\xff")},
     TRUE,
     -1,
     0,
     1,
     0},
    {"names in both fields are no options",
     {2, 6, 0, COOKIE, OPT ("\3\4\1\2\3\4\xff"), OPT ("\3\4\1\2\3\4\xff"), OPT (OFFER "\xff")},
     TRUE,
     2,
     0,
     0,
     0},
    {"overload of no known kind",
     {2, 6, 0, COOKIE, .options = OPT ("\x34\1\4\xff")},
     TRUE,
     -1,
     WG_DHCP_ODD_OVERLOAD,
     0,
     0},
    {"overload inside what it names",
     {2, 6, 0, COOKIE, .file = OPT ("\x34\1\2\xff"), .options = OPT ("\x34\1\1\xff")},
     TRUE,
     -1,
     WG_DHCP_ODD_OVERLOAD,
     0,
     0},
    {"a field without its end",
     {2, 6, 0, COOKIE, .file = OPT ("\3\4\1\2\3\4"), .options = OPT ("\x34\1\1\xff")},
     TRUE,
     -1,
     WG_DHCP_ODD_OPEN,
     1,
     0},
    {"no end", {1, 6, 0, COOKIE, .options = OPT (DISCOVER)}, TRUE, 1, WG_DHCP_ODD_OPEN, 0, 0},
    {"no options at all",
     {1, 6, 0, COOKIE, .options = OPT ("")},
     TRUE,
     -1,
     WG_DHCP_ODD_OPEN,
     0,
     0},
    {"a length past the end",
     {1, 6, 0, COOKIE, .options = OPT (DISCOVER "\3\x8\1\2\3\4")},
     TRUE,
     1,
     WG_DHCP_ODD_SHORT,
     0,
     0},
    {"a code without its length",
     {1, 6, 0, COOKIE, .options = OPT (DISCOVER "\3")},
     TRUE,
     1,
     WG_DHCP_ODD_SHORT,
     0,
     0},
    {"half an address",
     {2, 6, 0, COOKIE, .options = OPT (OFFER "\3\6\1\2\3\4\5\6\xff")},
     TRUE,
     2,
     WG_DHCP_ODD_LENGTH,
     1,
     0},
    {"no address",
     {2, 6, 0, COOKIE, .options = OPT (OFFER "\3\0\xff")},
     TRUE,
     2,
     WG_DHCP_ODD_LENGTH,
     0,
     0},
    {"a server of three bytes",
     {2, 6, 0, COOKIE, .options = OPT (OFFER "\x36\3\1\2\3\xff")},
     TRUE,
     2,
     WG_DHCP_ODD_LENGTH,
     0,
     0},
    {"a type of two bytes",
     {2, 6, 0, COOKIE, .options = OPT ("\x35\2\1\2\xff")},
     TRUE,
     -1,
     WG_DHCP_ODD_LENGTH,
     0,
     0},
    {"a lease of eight bytes",
     {2, 6, 0, COOKIE, .options = OPT ("\x33\x8\0\0\0\0\0\0\0\0\xff")},
     TRUE,
     -1,
     WG_DHCP_ODD_LENGTH,
     0,
     0},
    {"an empty name",
     {1, 6, 0, COOKIE, .options = OPT ("\xc\0\xff")},
     TRUE,
     -1,
     WG_DHCP_ODD_LENGTH,
     0,
     0},
    {"no hardware address",
     {1, 0, 0, COOKIE, .options = OPT (DISCOVER "\xff")},
     TRUE,
     1,
     0,
     0,
     0},
    {"neither asks nor answers",
     {3, 6, 0, COOKIE, .options = OPT (DISCOVER "\xff")},
     FALSE,
     0,
     0,
     0,
     0},
    {"a hardware address of 17 bytes",
     {1, 17, 0, COOKIE, .options = OPT (DISCOVER "\xff")},
     FALSE,
     0,
     0,
     0,
     0},
    {"17 relays", {1, 6, 17, COOKIE, .options = OPT (DISCOVER "\xff")}, FALSE, 0, 0, 0, 0},
    {"another cookie",
     {1, 6, 0, COOKIE + 1, .options = OPT (DISCOVER "\xff")},
     FALSE,
     0,
     0,
     0,
     0},
};

static void
messages_good_and_bad (void **state)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      GByteArray *bytes = make (&cases[i].made);
      WgReader r = wg_reader (wg_slice (bytes->data, bytes->len), WG_END_WHOLE);
      WgDhcpMessage m;

      print_message ("%s\n", cases[i].title);
      assert_int_equal (wg_dhcp_parse (&r, &m), cases[i].good);
      assert_int_equal (wg_reader_tell (&r), cases[i].good ? bytes->len : 0);
      if (cases[i].good)
        {
          assert_int_equal (m.type, cases[i].type);
          assert_int_equal (m.odd, cases[i].odd);
          assert_int_equal (m.routers.n, cases[i].n_routers);
          assert_int_equal (m.server_id, cases[i].server_id);
        }
      g_byte_array_unref (bytes);
    }
}

/* Whatever the capture cuts off accuses nobody. */
static void
a_cut_message_is_not_odd (void **state)
{
  const Made made = {2, 6, 0, COOKIE,
                     .options = OPT (OFFER "\x36\4\xa\0\0\1\3\4\xa\0\0\1\xc\4host\xff")};
  GByteArray *bytes = make (&made);

  for (guint len = 0; len <= bytes->len; len++)
    {
      WgReader r = wg_reader (wg_slice (bytes->data, len), WG_END_CUT);
      WgDhcpMessage m;

      assert_int_equal (wg_dhcp_parse (&r, &m), len >= 240);
      if (len >= 240)
        assert_int_equal (m.odd, 0);
    }
  g_byte_array_unref (bytes);
}

static guint
odd_of (GByteArray *options, guint *n_routers)
{
  const Made made = {2, 6, 0, COOKIE, .options = {options->data, options->len}};
  GByteArray *bytes = make (&made);
  WgReader r = wg_reader (wg_slice (bytes->data, bytes->len), WG_END_WHOLE);
  WgDhcpMessage m;

  assert_true (wg_dhcp_parse (&r, &m));
  *n_routers = m.routers.n;
  g_byte_array_unref (bytes);
  g_byte_array_unref (options);
  return m.odd;
}

static void
options_and_addresses_have_a_ceiling (void **state)
{
  guint n;

  for (guint past = 0; past < 2; past++)
    {
      GByteArray *many = g_byte_array_new (), *routers = g_byte_array_new ();

      for (guint i = 0; i < WG_LIMIT_DHCP_OPTIONS + past; i++)
        g_byte_array_append (many, (const guint8 *) "\x50", 2);
      g_byte_array_append (many, (const guint8 *) "\xff", 1);
      assert_int_equal (odd_of (many, &n), past == 0 ? 0 : WG_DHCP_ODD_MANY);
      for (guint i = 0; i < WG_LIMIT_DHCP_ADDRESSES + past; i++)
        g_byte_array_append (routers, (const guint8 *) "\3\4\xa\0\0\1", 6);
      g_byte_array_append (routers, (const guint8 *) "\xff", 1);
      assert_int_equal (odd_of (routers, &n), past == 0 ? 0 : WG_DHCP_ODD_MANY);
      assert_int_equal (n, WG_LIMIT_DHCP_ADDRESSES);
    }
}

static const struct
{
  const char *title;
  guint16 port;
  Made made;
  const char *expected;
} talks[] = {
    {"a discover",
     67,
     {1, 6, 0, COOKIE, .options = OPT (DISCOVER "\xc\4host\x3d\3\1\2\3\xff")},
     "dhcp {\"conversation\":0,\"frame\":1,\"from\":\"client\",\"message\":\"discover\","
     "\"id\":\"cafe0007\",\"hardware_address\":\"02:00:00:00:00:0a\",\"hostname\":\"host\","
     "\"client_id\":\"010203\"}\nprotocols dhcp\n"},
    {"an offer on a port of its own",
     9067,
     {2, 6, 0, COOKIE,
      .options = OPT (OFFER "\x36\4\xa\0\0\1\1\4\xff\xff\xff\0\3\4\xa\0\0\1\6\x8\1\1\1\1"
                            "\x9\x9\x9\x9\x33\4\0\0\xe\x10\xfc\5http:\xff")},
     "dhcp {\"conversation\":0,\"reversed\":true,\"frame\":1,\"from\":\"server\","
     "\"message\":\"offer\",\"id\":\"cafe0007\",\"hardware_address\":\"02:00:00:00:00:0a\","
     "\"your_address\":\"10.0.0.20\",\"server_id\":\"10.0.0.1\",\"subnet_mask\":"
     "\"255.255.255.0\",\"routers\":[\"10.0.0.1\"],\"name_servers\":[\"1.1.1.1\",\"9.9.9.9\"],"
     "\"lease_time\":3600,\"wpad\":\"http:\"}\nprotocols dhcp\n"},
    {"an odd one on a port of its own is not known",
     9067,
     {1, 6, 0, COOKIE, .options = OPT (DISCOVER)},
     "protocols\n"},
    {"what is odd is noted",
     67,
     {1, 6, 0, COOKIE, .options = OPT ("\x34\1\x9\3\3\1\2\3")},
     "note dhcp-no-end @1+54:248\nnote dhcp-option-length @1+54:248\n"
     "note dhcp-overload @1+54:248\ndhcp {\"conversation\":0,\"frame\":1,\"from\":\"client\","
     "\"id\":\"cafe0007\",\"hardware_address\":\"02:00:00:00:00:0a\"}\nprotocols dhcp\n"},
    {"an option too long",
     67,
     {1, 6, 0, COOKIE, .options = OPT (DISCOVER "\3\x9")},
     "note dhcp-option-short @1+54:245\ndhcp {\"conversation\":0,\"frame\":1,\"from\":"
     "\"client\",\"message\":\"discover\",\"id\":\"cafe0007\",\"hardware_address\":"
     "\"02:00:00:00:00:0a\"}\nprotocols dhcp\n"},
    {"another cookie on its port",
     67,
     {1, 6, 0, 7, .options = OPT (DISCOVER "\xff")},
     "protocols\n"},
};

static void
messages_are_told (void **state)
{
  for (guint i = 0; i < G_N_ELEMENTS (talks); i++)
    {
      WgScript *script = wg_script_new_datagrams (NULL, talks[i].port);
      GByteArray *bytes = make (&talks[i].made);
      g_autofree char *got = NULL;

      wg_script_say (script, WG_CLIENT, wg_slice (bytes->data, bytes->len));
      got = wg_script_finish (script);
      print_message ("%s\n", talks[i].title);
      assert_string_equal (got, talks[i].expected);
      g_byte_array_unref (bytes);
    }
}

/* So many that a message needs the note dhcp-many. */
static void
too_many_are_noted (void **state)
{
  WgScript *script = wg_script_new_datagrams (NULL, 67);
  GByteArray *options = g_byte_array_new (), *bytes;
  g_autofree char *got = NULL;

  for (guint i = 0; i <= WG_LIMIT_DHCP_OPTIONS; i++)
    g_byte_array_append (options, (const guint8 *) "\x50", 2);
  bytes = make (&(const Made){1, 6, 0, COOKIE, .options = {options->data, options->len}});
  wg_script_say (script, WG_CLIENT, wg_slice (bytes->data, bytes->len));
  got = wg_script_finish (script);
  assert_non_null (strstr (got, "note dhcp-many @1+"));
  g_byte_array_unref (options);
  g_byte_array_unref (bytes);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (messages_good_and_bad),
      cmocka_unit_test (a_cut_message_is_not_odd),
      cmocka_unit_test (options_and_addresses_have_a_ceiling),
      cmocka_unit_test (messages_are_told),
      cmocka_unit_test (too_many_are_noted),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
