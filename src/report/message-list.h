#pragma once

#include "report/mask.h"
#include "store/store.h"

/* Messages as people and programs read them. @mask: %NULL reveals secrets. */

/* Appends the detail with its secrets masked as @type says: bytes from the wire, not escaped.
 */
void wg_message_detail_append (GString *out,
                               const WgMessageType *type,
                               WgSlice detail,
                               WgMask *mask);

/* "HTTP"; what is of no layer of its own goes by its protocol. */
void wg_message_layer_append (GString *out, const WgMessageType *type);

/**
 * WgMessageView: how a list of all messages of a store looks.
 * @width: columns of the terminal, 0 for lines as long as they are
 */
typedef struct
{
  guint width;
  gboolean colours;
  WgMask *mask;
} WgMessageView;

/* The messages of @store by the packets that they begin in. Free with g_array_unref(). */
GArray *wg_message_order (const WgStore *store);
/* A heading; and a line of text or of JSON for the message at @index. */
void wg_message_list_heading (GString *out, const WgMessageView *view);
void wg_message_list_append (GString *out,
                             const WgMessageView *view,
                             const WgStore *store,
                             guint32 index);
void wg_message_json_append (GString *out, WgMask *mask, const WgStore *store, guint32 index);
