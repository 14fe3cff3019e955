#pragma once

#include <glib.h>

/* Where something stands in a report: by the packet that it begins with, then by when it was
 * told. A struct that begins with one is sorted by wg_place_compare(). */
typedef struct
{
  guint32 frame;
  guint32 order;
} WgPlace;

gint wg_place_compare (gconstpointer a, gconstpointer b);
