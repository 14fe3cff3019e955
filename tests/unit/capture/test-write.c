#include "build.h"

#include "base/limits.h"
#include "capture/write.h"

#ifdef WG_WITH_PCAP
#include <pcap/pcap.h>
#endif
#include <string.h>

static void
write_one (GByteArray *out, guint32 interface, gint64 time_ns, guint len, const char *comment)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  WgPacket packet = {
      .interface = interface, .has_time = TRUE, .time_ns = time_ns, .wire_len = len + 7};

  put_noise (bytes, len, len);
  packet.bytes = slice_of (bytes);
  wg_write_packet (out, &packet, comment);
}

static void
begin (GByteArray *out)
{
  const WgInterface eth = {.linktype = 1, .snaplen = 96, .name = "eth0"};
  const WgInterface raw = {.linktype = 101, .name = ""};

  wg_write_section (out, "Wiregloss");
  wg_write_interface (out, &eth);
  wg_write_interface (out, &raw);
}

static void
what_is_written_can_be_read (void **state)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autoptr (Reading) reading = NULL;

  begin (out);
  for (guint i = 0; i < 8; i++)
    write_one (out, i % 2, G_GINT64_CONSTANT (1700000000123456789) + i, 60 + i,
               i % 3 == 0 ? "a note: Grüße" : NULL);
  reading = read_in_every_way (slice_of (out), FALSE);
  assert_true (reading->opened);
  assert_int_equal (reading->skipped->len, 0);
  assert_false (reading->cut_short);
  assert_int_equal (reading->interfaces->len, 2);
  assert_string_equal (g_array_index (reading->interfaces, WgInterface, 0).name, "eth0");
  assert_int_equal (g_array_index (reading->interfaces, WgInterface, 0).snaplen, 96);
  assert_int_equal (g_array_index (reading->interfaces, WgInterface, 1).linktype, 101);
  assert_int_equal (reading->packets->len, 8);
  for (guint i = 0; i < 8; i++)
    {
      g_autoptr (GByteArray) bytes = g_byte_array_new ();
      const WgPacket *packet = packet_of (reading, i);

      put_noise (bytes, 60 + i, 60 + i);
      assert_int_equal (packet->interface, i % 2);
      assert_true (packet->time_ns == G_GINT64_CONSTANT (1700000000123456789) + i);
      assert_int_equal (packet->wire_len, 67 + i);
      assert_true (wg_slice_equal (packet->bytes, slice_of (bytes)));
    }
}

/* As the draft lays it out, byte by byte. */
static void
a_comment_is_an_option (void **state)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  WgPacket packet = {
      .has_time = TRUE, .time_ns = 5, .wire_len = 9, .bytes = wg_slice_str ("\x09")};

  wg_write_packet (out, &packet, "yes");
  assert_int_equal (out->len, 48);
  assert_memory_equal (out->data, "\x06\0\0\0\x30\0\0\0", 8);
  assert_memory_equal (out->data + 28, "\x09\0\0\0\x01\0\x03\0yes\0\0\0\0\0\x30\0\0\0", 20);
}

static void
a_comment_has_a_ceiling (void **state)
{
  const guint lens[] = {65533, 65540, 100000};

  for (guint i = 0; i < G_N_ELEMENTS (lens); i++)
    {
      g_autoptr (GByteArray) out = g_byte_array_new ();
      g_autofree char *text = g_strnfill (lens[i], 'x');
      g_autoptr (Reading) reading = NULL;

      memcpy (text + 65531, "ü", strlen ("ü")); /* one character, two bytes */
      begin (out);
      write_one (out, 0, 1, 60, text);
      write_one (out, 0, 2, 60, NULL);
      reading = read_bytes (slice_of (out), (How){.chunk = 4096});
      assert_int_equal (reading->packets->len, 2);
      assert_int_equal (reading->skipped->len, 0);
    }
}

#ifdef WG_WITH_PCAP
/* libpcap wants one link type in a file. */
static void
libpcap_reads_the_same (void **state)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  const WgInterface eth = {.linktype = 1, .snaplen = 2000, .name = "eth0"};
  char error[PCAP_ERRBUF_SIZE];
  struct pcap_pkthdr *head;
  const guint8 *bytes;
  FILE *file;
  pcap_t *pcap;

  wg_write_section (out, "Wiregloss");
  wg_write_interface (out, &eth);
  for (guint i = 0; i < 8; i++)
    write_one (out, 0, G_GINT64_CONSTANT (1700000000123456789) + i, 60 + i,
               i % 3 == 0 ? "a note" : NULL);
  file = fmemopen (out->data, out->len, "rb");
  pcap = pcap_fopen_offline_with_tstamp_precision (file, PCAP_TSTAMP_PRECISION_NANO, error);
  assert_non_null (pcap);
  assert_int_equal (pcap_datalink (pcap), DLT_EN10MB);
  for (guint i = 0; i < 8; i++)
    {
      g_autoptr (GByteArray) expected = g_byte_array_new ();

      put_noise (expected, 60 + i, 60 + i);
      assert_int_equal (pcap_next_ex (pcap, &head, &bytes), 1);
      assert_int_equal (head->caplen, 60 + i);
      assert_int_equal (head->len, 67 + i);
      assert_int_equal (head->ts.tv_sec, 1700000000);
      assert_int_equal (head->ts.tv_usec, 123456789 + i);
      assert_memory_equal (bytes, expected->data, 60 + i);
    }
  assert_int_equal (pcap_next_ex (pcap, &head, &bytes), PCAP_ERROR_BREAK);
  pcap_close (pcap);
}
#endif

/* How many comments are read of @n packets with one of @len bytes each. */
static guint
n_comments (guint n, guint len)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autoptr (WgCapture) capture = NULL;
  g_autofree char *text = g_strnfill (len, 'x');
  WgPacket packet;
  guint n_packets = 0;

  begin (out);
  for (guint i = 0; i < n; i++)
    write_one (out, 0, i, 1, text);
  capture = wg_capture_open_bytes (slice_of (out), 0, FALSE, NULL, NULL, NULL);
  while (wg_capture_next (capture, &packet, NULL))
    n_packets++;
  assert_int_equal (n_packets, n);
  return wg_capture_n_comments (capture);
}

static void
comments_have_ceilings (void **state)
{
  const guint most = 64000, fit = WG_LIMIT_COMMENTS_LEN / most;

  assert_int_equal (n_comments (WG_LIMIT_COMMENTS, 1), WG_LIMIT_COMMENTS);
  assert_int_equal (n_comments (WG_LIMIT_COMMENTS + 1, 1), WG_LIMIT_COMMENTS);
  assert_int_equal (n_comments (fit, most), fit);
  assert_int_equal (n_comments (fit + 1, most), fit);
}

static void
comments_come_back (void **state)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autoptr (WgCapture) capture = NULL;
  WgPacket packet;

  begin (out);
  write_one (out, 0, 1, 61, "Grüße\nan alle");
  write_one (out, 0, 2, 60, NULL);
  write_one (out, 1, 3, 62, "\033[31mred");
  capture = wg_capture_open_bytes (slice_of (out), 0, FALSE, NULL, NULL, NULL);
  while (wg_capture_next (capture, &packet, NULL))
    continue;
  assert_int_equal (wg_capture_n_comments (capture), 2);
  assert_int_equal (wg_capture_comment (capture, 0)->frame, 1);
  assert_string_equal (wg_capture_comment (capture, 0)->text, "Grüße\nan alle");
  assert_int_equal (wg_capture_comment (capture, 1)->frame, 3);
  assert_null (strchr (wg_capture_comment (capture, 1)->text, '\033'));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
#ifdef WG_WITH_PCAP
      cmocka_unit_test (libpcap_reads_the_same),
#endif
      cmocka_unit_test (what_is_written_can_be_read), cmocka_unit_test (a_comment_is_an_option),
      cmocka_unit_test (a_comment_has_a_ceiling),     cmocka_unit_test (comments_have_ceilings),
      cmocka_unit_test (comments_come_back),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
