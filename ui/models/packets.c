#include "ui/models/packets.h"

#define NEAR_MESSAGES 64u /* how far those of a packet are looked for */

/* @frames: %NULL: all packets, in their order */
struct WgPackets
{
  const WgStore *store;
  gint64 conversation;
  gboolean (*wants) (gpointer user, guint32 frame);
  gpointer user;
  GArray *frames;
  gsize seen; /* of the store */
};

WgPackets *
wg_packets_new (const WgStore *store)
{
  WgPackets *packets = g_new0 (WgPackets, 1);

  packets->store = store;
  packets->conversation = -1;
  return packets;
}

void
wg_packets_free (WgPackets *packets)
{
  if (packets == NULL)
    return;
  g_clear_pointer (&packets->frames, g_array_unref);
  g_free (packets);
}

void
wg_packets_choose (WgPackets *packets,
                   gint64 conversation,
                   gboolean (*wants) (gpointer user, guint32 frame),
                   gpointer user)
{
  packets->conversation = conversation;
  packets->wants = wants;
  packets->user = user;
  packets->seen = 0;
  g_clear_pointer (&packets->frames, g_array_unref);
  if (conversation >= 0 || wants != NULL)
    packets->frames = g_array_new (FALSE, FALSE, sizeof (guint32));
  wg_packets_update (packets);
}

void
wg_packets_update (WgPackets *packets)
{
  gsize n = MIN (wg_store_n_packets (packets->store), G_MAXUINT32 - 1);

  for (; packets->frames != NULL && packets->seen < n; packets->seen++)
    {
      guint32 frame = (guint32) packets->seen + 1;

      if (packets->conversation >= 0
          && wg_store_packet (packets->store, packets->seen)->conversation
                 != packets->conversation)
        continue;
      if (packets->wants == NULL || packets->wants (packets->user, frame))
        g_array_append_val (packets->frames, frame);
    }
  packets->seen = n;
}

guint
wg_packets_n (const WgPackets *packets)
{
  return packets->frames != NULL ? packets->frames->len : (guint) packets->seen;
}

guint32
wg_packets_frame (const WgPackets *packets, guint position)
{
  return packets->frames != NULL ? g_array_index (packets->frames, guint32, position)
                                 : position + 1;
}

gint64
wg_packets_find (const WgPackets *packets, guint32 frame)
{
  guint low = 0, high = wg_packets_n (packets);

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (wg_packets_frame (packets, middle) < frame)
        low = middle + 1;
      else
        high = middle;
    }
  return low < wg_packets_n (packets) && wg_packets_frame (packets, low) == frame ? (gint64) low
                                                                                  : -1;
}

/* Messages come nearly in the order of their packets. */
guint
wg_packets_messages (const WgStore *store, guint32 frame, gint64 *messages, guint max)
{
  gsize n = wg_store_n_messages (store), low = 0, high = n;
  const WgStorePacket *packet = wg_store_packet (store, frame - 1);
  guint found = 0;

  while (low < high)
    {
      gsize middle = low + (high - low) / 2;
      if (wg_store_message (store, middle)->frame < frame)
        low = middle + 1;
      else
        high = middle;
    }
  for (gsize i = low > NEAR_MESSAGES ? low - NEAR_MESSAGES : 0;
       packet->conversation >= 0 && found < max && i < MIN (n, low + NEAR_MESSAGES); i++)
    {
      const WgStoreMessage *message = wg_store_message (store, i);

      if (message->conversation == packet->conversation && message->dir == packet->dir
          && message->frame <= frame
          && frame <= MAX (message->frame, atomic_load (&message->last_frame))
          && (message->frame == frame || packet->payload))
        messages[found++] = (gint64) i;
    }
  return found;
}
