#include "check/clock.h"

/* One in STEP of the old ones is kept. */
#define RING 16384u
#define STEP 32u

struct WgClock
{
  gint64 ring[RING];
  guint32 last;
  GArray *old; /* of gint64: of frames 0, STEP, 2 * STEP .. */
};

WgClock *
wg_clock_new (void)
{
  WgClock *clock = g_new0 (WgClock, 1);
  clock->old = g_array_new (FALSE, FALSE, sizeof (gint64));
  return clock;
}

void
wg_clock_free (WgClock *clock)
{
  if (clock == NULL)
    return;
  g_array_unref (clock->old);
  g_free (clock);
}

void
wg_clock_add (WgClock *clock, guint32 frame, gint64 time_ns)
{
  while (clock->last < frame)
    {
      clock->last++;
      clock->ring[clock->last % RING] = clock->last == frame ? time_ns : G_MININT64;
    }
  while (clock->old->len <= frame / STEP)
    g_array_append_val (clock->old, time_ns);
}

gint64
wg_clock_at (const WgClock *clock, guint32 frame)
{
  if (frame == 0 || frame > clock->last)
    return G_MININT64;
  if (clock->last - frame < RING)
    return clock->ring[frame % RING];
  return g_array_index (clock->old, gint64, frame / STEP);
}
