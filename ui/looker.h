#pragma once

#include "session/look.h"
#include "ui/view.h"

/**
 * WgLooked: what a look at a packet or a conversation gave, shared by whoever shows it. Nothing
 * in it changes.
 */
typedef struct
{
  WgLookResult *result;
} WgLooked;

WgLooked *wg_looked_ref (WgLooked *looked);
void wg_looked_unref (WgLooked *looked);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WgLooked, wg_looked_unref)

/**
 * WgLooker: looks at packets and conversations of a view's capture again, on threads of its
 * own, for pages on the main thread.
 *
 * It follows the view: property "tree" is the field tree of the packet that is looked at. While
 * a step to another packet is on its way the tree before stays; the neighbours of what is shown
 * are made ahead, so that a step mostly finds its tree there. Newest wants come first, and one
 * that nobody waits for any more is given up midway.
 */
G_DECLARE_FINAL_TYPE (WgLooker, wg_looker, WG, LOOKER, GObject)
#define WG_TYPE_LOOKER (wg_looker_get_type ())

/* The one of @view, made when it is first asked for; borrowed, lives as long as the view. */
WgLooker *wg_looker_for (WgView *view);

/* The tree shown: that of packet `tree->packet.frame`, %NULL before the first and where there
 * is none. Borrowed until the next "notify::tree"; whoever keeps nodes for longer holds
 * wg_looker_looked(). */
const WgLookTree *wg_looker_tree (WgLooker *looker);
WgLooked *wg_looker_looked (WgLooker *looker);
/* Why there is no tree of the packet asked for, or %NULL. */
const GError *wg_looker_error (WgLooker *looker);

/* Looks at what @request says, see wg_look_run(): a conversation's records, a transcript. Its
 * `progress` and `user` are not used: @cancellable (may be %NULL) stops it. @callback is called
 * on the main thread. */
void wg_looker_look_async (WgLooker *looker,
                           const WgLookRequest *request,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user);
/* The caller's; %NULL with @error set as by wg_look_run(), or G_IO_ERROR_CANCELLED. */
WgLooked *wg_looker_look_finish (WgLooker *looker, GAsyncResult *result, GError **error);
