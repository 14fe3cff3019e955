#pragma once

#include "filter/filter.h"
#include "store/sides.h"

/**
 * WgFilterIndex: a filter asked of the rows that a store keeps, without the packets' bytes.
 * They tell addresses, ports, numbers, lengths and times, TCP's flags, and which of the
 * protocols that tell messages stands in a packet. Where they do not decide, the packet's tree
 * has to be asked.
 */
typedef struct WgFilterIndex WgFilterIndex;

typedef enum
{
  WG_FILTER_NO,
  WG_FILTER_YES,
  WG_FILTER_UNSURE,
} WgFilterAnswer;

/* All are borrowed. The store's rows as of now, which @sides was made of. */
WgFilterIndex *
wg_filter_index_new (const WgFilter *filter, const WgStore *store, const WgSides *sides);
void wg_filter_index_free (WgFilterIndex *index);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WgFilterIndex, wg_filter_index_free)

/* The packets that there were. */
gsize wg_filter_index_n (const WgFilterIndex *index);
/* Whether packet @frame passes. */
WgFilterAnswer wg_filter_index_packet (WgFilterIndex *index, guint32 frame);
