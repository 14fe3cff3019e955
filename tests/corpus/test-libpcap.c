/* test-libpcap FOLDER: every capture of FOLDER, and copies with a few bytes changed, through
 * libpcap and through WgCapture: the same packets, as far as libpcap goes. It stops where we go
 * on (another link type, damage), and it does these things otherwise on purpose:
 * - it shortens a packet of a pcap file to the snap length; we keep what is there
 * - it takes seconds past 2038 for negative in files of its own byte order
 * - it turns headers in the capturing host's byte order around, in the packet's own bytes
 * - it does not know the records of patched libpcaps */
#include "capture/capture-private.h"

#include <pcap/pcap.h>
#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

#define SKIPPED        77
#define COPIES         6u
#define CHANGES        4u
#define LONGEST_COPIED (256u * 1024)

typedef struct
{
  guint n_captures, n_copies, n_refused, n_stopped, n_failed;
  guint64 n_packets;
} Totals;

static GByteArray *
contents (const char *path)
{
  GByteArray *out = g_byte_array_new ();
  gzFile file = gzopen (path, "rb"); /* which reads what is not compressed as it is */
  guint8 buffer[16384];
  int got;

  while (file != NULL && (got = gzread (file, buffer, sizeof buffer)) > 0)
    g_byte_array_append (out, buffer, (guint) got);
  if (file != NULL)
    gzclose (file);
  return out;
}

/* Types whose packets begin with fields in the host's byte order, or whose length libpcap
 * mends: cooked (CAN), USB, NFLOG. */
static gboolean
is_mended (guint16 linktype)
{
  return linktype == 113 || linktype == 189 || linktype == 220 || linktype == 239
         || linktype == 276;
}

/* libpcap takes the two numbers of a file of its own byte order as signed ones. */
static gboolean
same_time (const struct pcap_pkthdr *header, const WgPacket *packet)
{
  static const gint64 ns_per_s = 1000000000, range = G_GINT64_CONSTANT (1) << 32;
  static const gint64 units[] = {0, 1, 1000};
  __extension__ typedef __int128 Wide;
  Wide theirs = (Wide) header->ts.tv_sec * ns_per_s + header->ts.tv_usec;

  if (packet->time_ns == G_MAXINT64 || packet->time_ns == G_MININT64)
    return TRUE; /* beyond what we tell */
  for (guint i = 0; i < 2 * G_N_ELEMENTS (units); i++)
    if (theirs + range * units[i / 2] + (i % 2) * ns_per_s * (Wide) range == packet->time_ns)
      return TRUE;
  return FALSE;
}

static const char *
difference (pcap_t *pcap,
            const struct pcap_pkthdr *header,
            WgSlice bytes,
            const WgPacket *packet)
{
  gsize len = MIN (packet->bytes.len, (gsize) pcap_snapshot (pcap));

  if (bytes.len != len)
    return "captured length";
  if (header->len != packet->wire_len && !is_mended (packet->linktype))
    return "length";
  if (!same_time (header, packet))
    return "time";
  if (!(is_mended (packet->linktype) && pcap_is_swapped (pcap) != 0)
      && !wg_slice_equal (bytes, wg_slice_sub (packet->bytes, 0, len)))
    return "bytes";
  return NULL;
}

/* What differs first, or NULL. */
static const char *
compare_packets (pcap_t *pcap, WgCapture *capture, Totals *totals, guint *frame)
{
  struct pcap_pkthdr *header;
  const guint8 *data;
  WgPacket packet;
  int result;

  for (*frame = 1; (result = pcap_next_ex (pcap, &header, &data)) == 1; (*frame)++)
    {
      const char *what;

      if (!wg_capture_next (capture, &packet, NULL))
        return "libpcap has more packets";
      what = difference (pcap, header, wg_slice (data, header->caplen), &packet);
      if (what != NULL)
        return what;
      totals->n_packets++;
    }
  if (result == PCAP_ERROR_BREAK)
    return wg_capture_next (capture, &packet, NULL) ? "we have more packets" : NULL;
  totals->n_stopped++;
  return NULL;
}

static void
compare (const char *name, WgSlice bytes, Totals *totals)
{
  char why[PCAP_ERRBUF_SIZE];
  FILE *file = fmemopen ((void *) bytes.data, bytes.len, "rb");
  pcap_t *pcap =
      pcap_fopen_offline_with_tstamp_precision (file, PCAP_TSTAMP_PRECISION_NANO, why);
  g_autoptr (GError) error = NULL;
  g_autoptr (WgCapture) capture =
      wg_capture_open_bytes (bytes, 4096, FALSE, NULL, NULL, &error);
  guint frame = 0;
  const char *what = NULL;

  if (pcap == NULL)
    {
      totals->n_refused++;
      fclose (file);
      return;
    }
  what = capture != NULL ? compare_packets (pcap, capture, totals, &frame) : error->message;
  if (what != NULL)
    {
      printf ("%s: packet %u: %s; libpcap: %s\n", name, frame, what, pcap_geterr (pcap));
      totals->n_failed++;
    }
  pcap_close (pcap);
}

/* The same changes on every run. Half of them are in the first kilobyte, where the headers of
 * the file and of its first packets are. */
static void
compare_copies (const char *name, const GByteArray *bytes, Totals *totals)
{
  guint32 state = g_str_hash (name);

  for (guint i = 0; i < COPIES; i++)
    {
      g_autofree guint8 *copy = g_memdup2 (bytes->data, bytes->len);
      g_autofree char *label = g_strdup_printf ("%s, copy %u", name, i);

      for (guint n = 0; n < CHANGES; n++)
        {
          guint32 range = n % 2 == 0 ? MIN (1024, bytes->len) : bytes->len;
          state = state * 1664525u + 1013904223u;
          copy[(state >> 8) % range] = (guint8) (state >> 16);
        }
      compare (label, wg_slice (copy, bytes->len), totals);
      totals->n_copies++;
    }
}

int
main (int argc, char **argv)
{
  const char *shared = getenv ("WG_SHARED");
  g_autofree char *folder = shared != NULL
                                ? g_build_filename (shared, "corpus", "dev", "captures", NULL)
                                : g_strdup (argc > 1 ? argv[1] : ".");
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  Totals totals = {0};
  const char *name;

  if (dir == NULL)
    {
      printf ("skipped: there is no %s\n", folder);
      return SKIPPED;
    }
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autoptr (GByteArray) bytes = contents (path);

      if (bytes->len == 0)
        continue;
      compare (name, wg_slice (bytes->data, bytes->len), &totals);
      totals.n_captures++;
      if (bytes->len <= LONGEST_COPIED)
        compare_copies (name, bytes, &totals);
    }
  printf ("%u captures and %u changed copies, %" G_GUINT64_FORMAT " packets the same; libpcap "
          "refused %u and stopped early in %u\n%u passed, %u failed\n",
          totals.n_captures, totals.n_copies, totals.n_packets, totals.n_refused,
          totals.n_stopped, totals.n_captures + totals.n_copies - totals.n_failed,
          totals.n_failed);
  return totals.n_failed > 0;
}
