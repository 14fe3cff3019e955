#include "report/place.h"

gint
wg_place_compare (gconstpointer a, gconstpointer b)
{
  const WgPlace *x = a, *y = b;

  if (x->frame != y->frame)
    return x->frame < y->frame ? -1 : 1;
  return x->order < y->order ? -1 : x->order > y->order;
}
