#include "base/slots.h"

void
wg_slots_init (WgSlots *slots, gsize item_size)
{
  g_assert (item_size >= sizeof (WgSlot));
  slots->items = g_array_new (FALSE, TRUE, (guint) item_size);
  slots->free = 0;
}

void
wg_slots_clear (WgSlots *slots)
{
  g_clear_pointer (&slots->items, g_array_unref);
}

guint32
wg_slots_take (WgSlots *slots)
{
  guint32 number = slots->free;
  WgSlot *slot;

  if (number == 0)
    {
      g_array_set_size (slots->items, slots->items->len + 1);
      return slots->items->len;
    }
  slot = wg_slots_get (slots, number);
  slots->free = slot->next_free;
  memset (slot, 0, g_array_get_element_size (slots->items));
  return number;
}

void
wg_slots_give (WgSlots *slots, guint32 number)
{
  WgSlot *slot = wg_slots_get (slots, number);

  slot->next_free = slots->free;
  slots->free = number;
}

gpointer
wg_slots_get (const WgSlots *slots, guint32 number)
{
  return slots->items->data + (gsize) (number - 1) * g_array_get_element_size (slots->items);
}

guint32
wg_slots_n (const WgSlots *slots)
{
  return slots->items->len;
}

void
wg_slots_reset (WgSlots *slots)
{
  g_array_set_size (slots->items, 0);
  slots->free = 0;
}
