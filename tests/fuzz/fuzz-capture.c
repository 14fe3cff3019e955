/* A file, read in large pieces and in small ones, which must make no difference. */
#include "fuzz.h"

#include "base/limits.h"
#include "capture/capture-private.h"

typedef struct
{
  gboolean opened;
  gboolean cut_short;
  guint32 n_packets;
  guint n_interfaces;
  guint n_skipped;
  guint64 sum; /* of everything that is told of the packets */
  gsize stored_len;
} Outcome;

static void
count (gpointer user, WgSlice bytes)
{
  gsize *len = user;
  *len += bytes.len;
}

static void
add (Outcome *outcome, guint64 number)
{
  outcome->sum = (outcome->sum ^ number) * G_GUINT64_CONSTANT (1099511628211);
}

static void
add_packet (Outcome *outcome, const WgCapture *capture, const WgPacket *packet)
{
  WgReader r = wg_reader (packet->bytes, WG_END_WHOLE);
  guint8 byte;

  g_assert (packet->bytes.len <= WG_LIMIT_PACKET_LEN);
  g_assert (packet->interface < wg_capture_n_interfaces (capture));
  g_assert (packet->linktype == wg_capture_interface (capture, packet->interface)->linktype);
  outcome->n_packets++;
  g_assert (packet->frame >= outcome->n_packets);
  add (outcome, packet->frame);
  add (outcome, packet->wire_len);
  add (outcome, (guint64) packet->time_ns);
  add (outcome, packet->file_off);
  while (wg_reader_u8 (&r, &byte))
    add (outcome, byte);
}

static Outcome
read_all (WgSlice bytes, gsize chunk)
{
  Outcome outcome = {0};
  g_autoptr (WgCapture) capture =
      wg_capture_open_bytes (bytes, chunk, FALSE, count, &outcome.stored_len, NULL);
  WgPacket packet;

  if (capture == NULL)
    return outcome;
  outcome.opened = TRUE;
  while (wg_capture_next (capture, &packet, NULL))
    add_packet (&outcome, capture, &packet);
  wg_capture_drain (capture);
  g_assert (outcome.stored_len == bytes.len);
  outcome.cut_short = wg_capture_cut_short (capture);
  outcome.n_interfaces = wg_capture_n_interfaces (capture);
  outcome.n_skipped = wg_capture_n_skipped (capture);
  g_assert (outcome.n_interfaces <= WG_LIMIT_INTERFACES);
  g_assert (outcome.n_skipped <= WG_LIMIT_SKIPPED_RANGES);
  for (guint i = 0; i < wg_capture_n_secrets (capture); i++)
    g_assert (wg_capture_secrets (capture, i, NULL).len <= WG_LIMIT_SECRETS_LEN);
  return outcome;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  Outcome large = read_all (wg_slice (data, size), 0),
          small = read_all (wg_slice (data, size), 13);

  g_assert (large.opened == small.opened);
  g_assert (large.n_packets == small.n_packets);
  g_assert (large.sum == small.sum);
  g_assert (large.cut_short == small.cut_short);
  g_assert (large.n_interfaces == small.n_interfaces);
  g_assert (large.n_skipped == small.n_skipped);
  return 0;
}
