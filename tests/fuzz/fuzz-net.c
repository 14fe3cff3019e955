/* Packets of any link layer, one after the other: two bytes of link type, then each packet as
 * two bytes of length on the wire, two of captured length, and its bytes. */
#include "fuzz.h"

#include "base/reader.h"
#include "net/net.h"

#define MAX_SEGMENTS 256u

typedef struct
{
  guint n_segments;
} Seen;

static void
on_segment (gpointer user, const WgPacket *packet, const WgSegment *segment)
{
  Seen *seen = user;

  g_assert (++seen->n_segments <= MAX_SEGMENTS);
  g_assert (segment->payload.len <= segment->payload_len);
  if (!segment->reassembled)
    g_assert (segment->packet_off <= packet->bytes.len
              && segment->payload.len <= packet->bytes.len - segment->packet_off);
}

static void
on_note (
    gpointer user, const WgPacket *packet, const WgNoteType *type, guint32 off, guint32 len)
{
  g_assert (off <= packet->bytes.len && len <= packet->bytes.len - off);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const WgNetCallbacks callbacks = {on_segment, on_note};
  WgReader r = wg_reader (wg_slice (data, size), WG_END_WHOLE);
  WgPacket packet = {.has_time = TRUE};
  Seen seen;
  g_autoptr (WgNet) net = wg_net_new (&callbacks, &seen);
  guint16 wire, captured;

  if (!wg_reader_u16 (&r, &packet.linktype))
    return 0;
  while (wg_reader_u16 (&r, &wire) && wg_reader_u16 (&r, &captured))
    {
      g_autoptr (WgTree) tree = NULL;
      gsize len = MIN ((gsize) captured, wg_reader_left (&r));
      if (!wg_reader_take (&r, len, &packet.bytes))
        return 0;
      packet.frame++;
      packet.time_ns += G_GINT64_CONSTANT (1000000000);
      packet.wire_len = MAX (wire, (guint32) len);
      seen.n_segments = 0;
      if (packet.frame % 2 == 0)
        tree = wg_tree_new (packet.bytes);
      wg_net_decode (net, &packet, tree);
    }
  return 0;
}
