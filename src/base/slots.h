#pragma once

#include <glib.h>

/**
 * WgSlots: items that come and go, each known by a number from 1 on. A number that was given
 * back is the next to be taken. An item begins with a #WgSlot, which is the slots' own.
 */
typedef struct
{
  guint32 next_free;
} WgSlot;

typedef struct
{
  GArray *items;
  guint32 free; /* the first of those given back, or 0 */
} WgSlots;

void wg_slots_init (WgSlots *slots, gsize item_size);
void wg_slots_clear (WgSlots *slots);

/* The number of an item that is all zero. */
guint32 wg_slots_take (WgSlots *slots);
void wg_slots_give (WgSlots *slots, guint32 number);
/* Good until the next one is taken. */
gpointer wg_slots_get (const WgSlots *slots, guint32 number);

/* The highest number there has been since it was made or reset. */
guint32 wg_slots_n (const WgSlots *slots);
/* As if none had ever been taken. */
void wg_slots_reset (WgSlots *slots);
