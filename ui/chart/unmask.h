#pragma once

#include "ui/chart/bits.h"

/* The payload of a masked WebSocket frame, byte by byte: what was sent, the byte of the key
 * that it is combined with, and what comes out. */

#define WG_UNMASK_BYTES 32u /* of a payload that are drawn */

/**
 * WgUnmask:
 * @source: the derived bytes
 * @len: how many are drawn of @all
 * @hidden: whether a byte must not be shown
 */
typedef struct
{
  guint source;
  guint32 sent_off; /* in the source they are derived from */
  guint len;
  gsize all;
  guint8 sent[WG_UNMASK_BYTES];
  guint8 key[4];
  guint8 plain[WG_UNMASK_BYTES];
  gboolean hidden[WG_UNMASK_BYTES];
} WgUnmask;

/* Of the frame that @node is, or stands in; FALSE where none of it is masked. */
gboolean wg_unmask_of (const WgLookTree *tree, const WgNode *node, WgUnmask *out);

int wg_unmask_min_width (const WgBitsStyle *style);
int wg_unmask_height (const WgBitsStyle *style, const WgUnmask *unmask, int width);
/* @selected: byte whose bits are spelt out. */
void wg_unmask_draw (const WgBitsStyle *style,
                     const WgUnmask *unmask,
                     guint selected,
                     int width,
                     GtkSnapshot *snapshot);
/* The byte drawn at that place, or -1. */
gint
wg_unmask_at (const WgBitsStyle *style, const WgUnmask *unmask, int width, double x, double y);
void wg_unmask_append_text (GString *out, const WgUnmask *unmask);
