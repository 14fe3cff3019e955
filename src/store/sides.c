#include "store/sides.h"

/* @starts: of each side in @frames, and the end of the last */
struct WgSides
{
  gsize n_sides;
  guint32 *starts;
  guint32 *frames;
};

WgSides *
wg_sides_new (const WgStore *store)
{
  WgSides *sides = g_new0 (WgSides, 1);
  gsize n = wg_store_n_packets (store);
  gsize n_sides = 2 * wg_store_n_conversations (store);
  g_autofree guint32 *next = NULL;

  sides->n_sides = n_sides;
  sides->starts = g_new0 (guint32, n_sides + 1);
  for (gsize i = 0; i < n; i++)
    {
      const WgStorePacket *packet = wg_store_packet (store, i);
      gsize side = (gsize) packet->conversation * 2 + packet->dir;

      if (packet->conversation >= 0 && side < n_sides)
        sides->starts[side + 1]++;
    }
  for (gsize i = 0; i < n_sides; i++)
    sides->starts[i + 1] += sides->starts[i];
  sides->frames = g_new (guint32, MAX (sides->starts[n_sides], 1));
  next = g_memdup2 (sides->starts, (n_sides + 1) * sizeof (guint32));
  for (gsize i = 0; i < n; i++)
    {
      const WgStorePacket *packet = wg_store_packet (store, i);
      gsize side = (gsize) packet->conversation * 2 + packet->dir;

      if (packet->conversation >= 0 && side < n_sides)
        sides->frames[next[side]++] = (guint32) i + 1;
    }
  return sides;
}

void
wg_sides_free (WgSides *sides)
{
  if (sides == NULL)
    return;
  g_free (sides->starts);
  g_free (sides->frames);
  g_free (sides);
}

const guint32 *
wg_sides_frames (const WgSides *sides, gint64 conversation, guint dir, guint *n)
{
  gsize side = (gsize) conversation * 2 + dir;

  *n = 0;
  if (conversation < 0 || side >= sides->n_sides)
    return sides->frames;
  *n = sides->starts[side + 1] - sides->starts[side];
  return sides->frames + sides->starts[side];
}

guint
wg_sides_find (const guint32 *frames, guint n, guint32 frame)
{
  guint low = 0, high = n;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (frames[middle] < frame)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}
