#include "../unit.h"

#include "dns/dns.h"
#include "script.h"

/* Header and sections of messages, without the id. */
#define QUERY    "\1\0\0\1\0\0\0\0\0\0"
#define RESPONSE "\x81\x80\0\1\0\1\0\0\0\0"
#define NXDOMAIN "\x81\x83\0\1\0\0\0\0\0\0"
#define WWW      "\3www\4test\0\0\1\0\1"
#define WWW_0X20 "\3wWw\4TEST\0\0\1\0\1"
#define ADDRESS  "\xc0\xc\0\1\0\1\0\0\0\x3c\0\4\1\2\3\4"
#define ASKED    "\"name\":\"www.test\",\"type\":\"A\",\"query\":{\"frame\":1}"
#define ANSWERED                                                                               \
  "\"rcode\":\"NOERROR\",\"answers\":[{\"name\":\"www.test\",\"type\":\"A\",\"ttl\":60,"       \
  "\"data\":\"1.2.3.4\"}]"

typedef struct
{
  WgDir dir;
  const char *bytes;
  gsize len;
} Said;

#define C(literal)                                                                             \
  {                                                                                            \
    WG_CLIENT, literal, sizeof (literal) - 1                                                   \
  }
#define S(literal)                                                                             \
  {                                                                                            \
    WG_SERVER, literal, sizeof (literal) - 1                                                   \
  }

typedef struct
{
  const char *title;
  const WgDissector *dissector; /* NULL: probed on @port */
  guint16 port;
  Said said[4];
  const char *expected; /* all that is told; notes without their places */
} Case;

static const Case cases[] = {
    {"a question and its answer",
     NULL,
     53,
     {C ("\0\7" QUERY WWW), S ("\0\7" RESPONSE WWW ADDRESS)},
     "dns {\"conversation\":0,\"id\":7," ASKED ",\"response\":{\"frame\":2," ANSWERED "}}\n"
     "protocols dns\n"},
    {"letters may change, ids may not",
     NULL,
     53,
     {C ("\0\7" QUERY WWW), S ("\0\6" NXDOMAIN WWW), S ("\0\7" NXDOMAIN WWW_0X20)},
     "dns {\"conversation\":0,\"id\":6,\"name\":\"www.test\",\"type\":\"A\",\"response\":{"
     "\"frame\":2,\"rcode\":\"NXDOMAIN\"}}\n"
     "dns {\"conversation\":0,\"id\":7," ASKED ",\"response\":{\"frame\":3,\"rcode\":"
     "\"NXDOMAIN\"}}\nprotocols dns\n"},
    {"an answer that comes again",
     NULL,
     53,
     {C ("\0\7" QUERY WWW), S ("\0\7" NXDOMAIN WWW), S ("\0\7" NXDOMAIN WWW)},
     "dns {\"conversation\":0,\"id\":7," ASKED ",\"response\":{\"frame\":2,\"rcode\":"
     "\"NXDOMAIN\"}}\n"
     "dns {\"conversation\":0,\"id\":7,\"name\":\"www.test\",\"type\":\"A\",\"response\":{"
     "\"frame\":3,\"rcode\":\"NXDOMAIN\"}}\nprotocols dns\n"},
    {"no answer, and id 0",
     NULL,
     53,
     {C ("\0\0" QUERY WWW)},
     "dns {\"conversation\":0,\"id\":0," ASKED "}\nprotocols dns\n"},
    {"the server asks",
     NULL,
     53,
     {S ("\0\7" QUERY WWW)},
     "dns {\"conversation\":0,\"reversed\":true,\"id\":7," ASKED "}\nprotocols dns\n"},
    {"another port, where all of it is right",
     NULL,
     999,
     {C ("\0\7" QUERY WWW)},
     "dns {\"conversation\":0,\"id\":7," ASKED "}\nprotocols dns\n"},
    {"another port, where a byte is too many",
     NULL,
     999,
     {C ("\0\7" QUERY WWW "!")},
     "protocols\n"},
    {"something else on port 53", NULL, 53, {C ("GET / HTTP/1.1\r\n\r\n")}, "protocols\n"},
    {"response code with the upper bits of OPT",
     NULL,
     53,
     {S ("\0\7\x81\x80\0\1\0\0\0\0\0\1" WWW "\0\0\x29\2\0\1\0\0\0\0\0")},
     "dns {\"conversation\":0,\"id\":7,\"name\":\"www.test\",\"type\":\"A\",\"response\":{"
     "\"frame\":1,\"rcode\":\"BADVERS\"}}\nprotocols dns\n"},
    {"two questions, and the answers of each",
     &wg_dns,
     53,
     {S ("\0\7\x81\x80\0\2\0\2\0\0\0\0" WWW "\xc0\xc\0\xc\0\1"
         "\xc0\xc\0\xc\0\1\0\0\0\x3c\0\3\1p\0" ADDRESS)},
     "dns {\"conversation\":0,\"id\":7,\"name\":\"www.test\",\"type\":\"A\",\"response\":{"
     "\"frame\":1," ANSWERED "}}\n"
     "dns {\"conversation\":0,\"id\":7,\"name\":\"www.test\",\"type\":\"PTR\",\"response\":{"
     "\"frame\":1,\"rcode\":\"NOERROR\",\"answers\":[{\"name\":\"www.test\",\"type\":\"PTR\","
     "\"ttl\":60,\"data\":\"p\"}]}}\nprotocols dns\n"},
    {"a response without a question",
     &wg_dns,
     53,
     {S ("\0\7\x81\x85\0\0\0\0\0\0\0\0")},
     "dns {\"conversation\":0,\"id\":7,\"response\":{\"frame\":1,\"rcode\":\"REFUSED\"}}\n"
     "protocols dns\n"},
    {"mDNS: nobody is asked, anybody answers",
     NULL,
     5353,
     {C ("\0\0\0\0\0\1\0\0\0\0\0\0\5_http\4_tcp\5local\0\0\xc\x80\1"),
      S ("\0\0\x84\0\0\0\0\1\0\0\0\0\3\xc3\xbc!\5local\0\0\1\x80\1\0\0\0\x3c\0\4\1\2\3\4")},
     "mdns "
     "{\"conversation\":0,\"id\":0,\"name\":\"_http._tcp.local\",\"type\":\"PTR\",\"query\":"
     "{\"frame\":1}}\n"
     "mdns {\"conversation\":0,\"id\":0,\"response\":{\"frame\":2,\"rcode\":\"NOERROR\","
     "\"answers\":[{\"name\":\"\xc3\xbc!.local\",\"type\":\"A\",\"ttl\":60,\"data\":\"1.2.3.4\""
     "}]}}\nprotocols mdns\n"},
    {"LLMNR",
     NULL,
     5355,
     {C ("\0\7\0\0\0\1\0\0\0\0\0\0\4wpad\0\0\1\0\1")},
     "llmnr "
     "{\"conversation\":0,\"id\":7,\"name\":\"wpad\",\"type\":\"A\",\"query\":{\"frame\":1}"
     "}\nprotocols llmnr\n"},
    {"eleven bytes",
     &wg_dns,
     53,
     {C ("\0\7\1\0\0\1\0\0\0\0\0")},
     "note dns-short\nprotocols dns\n"},
    {"a record that is not there",
     &wg_dns,
     53,
     {S ("\0\7" RESPONSE WWW)},
     "note dns-short\ndns {\"conversation\":0,\"id\":7,\"name\":\"www.test\",\"type\":\"A\","
     "\"response\":{\"frame\":1,\"rcode\":\"NOERROR\"}}\nprotocols dns\n"},
    {"a name that runs in circles",
     NULL,
     53,
     {C ("\0\7" QUERY "\xc0\xc\0\1\0\1")},
     "note dns-name-loop\nprotocols dns\n"},
    {"a label of no type",
     &wg_dns,
     53,
     {C ("\0\7" QUERY "\x41 a\0\0\1\0\1")},
     "note dns-label-type\nprotocols dns\n"},
    {"a byte too many",
     &wg_dns,
     53,
     {C ("\0\7" QUERY WWW "!")},
     "note dns-trailing\ndns {\"conversation\":0,\"id\":7," ASKED "}\nprotocols dns\n"},
};

/* Without the places of notes. */
static char *
finish (WgScript *script)
{
  g_autofree char *told = wg_script_finish (script);
  g_autoptr (GRegex) place = g_regex_new (" @\\S+", 0, 0, NULL);

  return g_regex_replace_literal (place, told, -1, 0, "", 0, NULL);
}

static void
datagrams_are_told (void **state)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const Case *c = &cases[i];
      WgScript *script = wg_script_new_datagrams (c->dissector, c->port);
      g_autofree char *told = NULL;

      for (guint k = 0; k < G_N_ELEMENTS (c->said) && c->said[k].bytes != NULL; k++)
        wg_script_say (script, c->said[k].dir, wg_slice (c->said[k].bytes, c->said[k].len));
      told = finish (script);
      if (!g_str_equal (told, c->expected))
        fail_msg ("%s:\n%sinstead of\n%s", c->title, told, c->expected);
    }
}

static void
streams_carry_messages_with_their_length (void **state)
{
  static const gsize chunks[] = {0, 1, 2, 3, 7};

  for (guint i = 0; i < G_N_ELEMENTS (chunks); i++)
    {
      WgScript *script = wg_script_new (NULL, 53, 0, chunks[i]);
      g_autofree char *told = NULL;

      wg_script_client (script, "\0\x1a\0\7" QUERY WWW "\0\x1a\0\x8" QUERY WWW);
      wg_script_server (script, "\0\x1a\0\x8" NXDOMAIN WWW "\0\x2a\0\7" RESPONSE WWW ADDRESS);
      told = finish (script);
      assert_string_equal (told, "dns {\"conversation\":0,\"id\":8," ASKED
                                 ",\"response\":{\"frame\":2,\"rcode\":\"NXDOMAIN\"}}\n"
                                 "dns {\"conversation\":0,\"id\":7," ASKED
                                 ",\"response\":{\"frame\":2," ANSWERED "}}\nprotocols dns\n");
    }
}

/* After a gap @n segments that begin no message, then one that does. */
static char *
after_gap (guint n)
{
  WgScript *script = wg_script_new (&wg_dns, 53, 0, 0);

  wg_script_client (script, "\0\x1a\0\7");
  wg_script_gap (script, WG_CLIENT, 10);
  for (guint i = 0; i < n; i++)
    wg_script_client (script, "test\0\0\1\0\1");
  wg_script_client (script, "\0\x1a\0\x8" QUERY WWW);
  return finish (script);
}

static void
messages_are_found_again_after_a_gap (void **state)
{
  g_autofree char *at = after_gap (WG_LIMIT_DNS_RESYNC);
  g_autofree char *past = after_gap (WG_LIMIT_DNS_RESYNC + 1);

  assert_true (g_str_has_prefix (at, "dns {\"conversation\":0,\"id\":8,"));
  assert_string_equal (past, "protocols dns\n");
}

/* A message with so many entries in a section, all of the same bytes. */
static char *
repeated (guint section, guint n, const char *entry, gsize len)
{
  guint8 head[12] = {0, 7, section == 0 ? 1 : 0x81, 0};
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  WgScript *script = wg_script_new_datagrams (&wg_dns, 53);

  head[4 + 2 * section] = (guint8) (n >> 8);
  head[5 + 2 * section] = (guint8) n;
  g_byte_array_append (bytes, head, sizeof head);
  for (guint i = 0; i < n; i++)
    g_byte_array_append (bytes, (const guint8 *) entry, (guint) len);
  wg_script_say (script, section == 0 ? WG_CLIENT : WG_SERVER,
                 wg_slice (bytes->data, bytes->len));
  return finish (script);
}

static guint
count (const char *text, const char *word)
{
  guint n = 0;

  for (const char *at = text; (at = strstr (at, word)) != NULL; at += strlen (word))
    n++;
  return n;
}

static void
messages_have_ceilings (void **state)
{
  static const char record[] = "\0\0\1\0\1\0\0\0\1\0\4\1\2\3\4";
  g_autofree char *at = repeated (0, WG_LIMIT_DNS_QUESTIONS, "\0\0\1\0\1", 5);
  g_autofree char *past = repeated (0, WG_LIMIT_DNS_QUESTIONS + 1, "\0\0\1\0\1", 5);
  g_autofree char *records = repeated (1, WG_LIMIT_DNS_RECORDS, record, sizeof record - 1);
  g_autofree char *more = repeated (1, WG_LIMIT_DNS_RECORDS + 1, record, sizeof record - 1);

  assert_int_equal (count (at, "\ndns {") + 1, WG_LIMIT_DNS_QUESTIONS);
  assert_null (strstr (at, "note"));
  assert_int_equal (count (past, "\ndns {"), WG_LIMIT_DNS_QUESTIONS);
  assert_true (g_str_has_prefix (past, "note dns-many\n"));
  assert_int_equal (count (records, "1.2.3.4"), WG_LIMIT_DNS_RECORDS);
  assert_null (strstr (records, "note"));
  assert_int_equal (count (more, "1.2.3.4"), WG_LIMIT_DNS_RECORDS);
  assert_true (g_str_has_prefix (more, "note dns-many\n"));
}

/* The oldest question makes room for one more. */
static void
open_questions_have_a_ceiling (void **state)
{
  WgScript *script = wg_script_new_datagrams (&wg_dns, 53);
  guint8 query[] = "\0\0" QUERY "\1a\0\0\1\0\1";
  guint8 answer[] = "\0\0" NXDOMAIN "\1a\0\0\1\0\1";
  g_autofree char *told = NULL;

  for (guint i = 0; i <= WG_LIMIT_DNS_OPEN; i++)
    {
      query[0] = (guint8) (i >> 8);
      query[1] = (guint8) i;
      wg_script_say (script, WG_CLIENT, wg_slice (query, sizeof query - 1));
    }
  wg_script_say (script, WG_SERVER, wg_slice (answer, sizeof answer - 1));
  answer[1] = 1;
  wg_script_say (script, WG_SERVER, wg_slice (answer, sizeof answer - 1));
  told = finish (script);
  assert_true (g_str_has_prefix (
      told,
      "dns {\"conversation\":0,\"id\":0,\"name\":\"a\",\"type\":\"A\",\"query\":{\"frame\":1"
      "}}\n"));
  assert_int_equal (count (told, "\"rcode\""), 2);
  assert_int_equal (count (told, "\"query\":{\"frame\":2},\"response\":{\"frame\":4099,"), 1);
}

/* Four labels whose lengths add up to 256 bytes. */
static void
a_long_name_is_noted (void **state)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  WgScript *script = wg_script_new_datagrams (&wg_dns, 53);
  g_autofree char *told = NULL;
  guint8 label[64];

  memset (label, 'a', sizeof label);
  label[0] = sizeof label - 1;
  g_byte_array_append (bytes, (const guint8 *) "\0\7" QUERY, 12);
  for (guint i = 0; i < 4; i++)
    g_byte_array_append (bytes, label, sizeof label);
  g_byte_array_append (bytes, (const guint8 *) "\0\0\1\0\1", 5);
  wg_script_say (script, WG_CLIENT, wg_slice (bytes->data, bytes->len));
  told = finish (script);
  assert_string_equal (told, "note dns-name-long\nprotocols dns\n");
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test (datagrams_are_told),
      cmocka_unit_test (streams_carry_messages_with_their_length),
      cmocka_unit_test (messages_are_found_again_after_a_gap),
      cmocka_unit_test (messages_have_ceilings),
      cmocka_unit_test (open_questions_have_a_ceiling),
      cmocka_unit_test (a_long_name_is_noted),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
