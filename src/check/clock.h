#pragma once

#include <glib.h>

/* When packets were captured: those of late exactly, older ones to within a few packets. */
typedef struct WgClock WgClock;

WgClock *wg_clock_new (void);
void wg_clock_free (WgClock *clock);

/* @frame: one more than the last, or later. G_MININT64: it has no time. */
void wg_clock_add (WgClock *clock, guint32 frame, gint64 time_ns);
/* G_MININT64 where it is not known. */
gint64 wg_clock_at (const WgClock *clock, guint32 frame);
