#include "dissect/channel-private.h"

/* Channels inside channels, and where in a field tree their bytes stand. */

WgChannel *
wg_channel_root (WgChannel *channel)
{
  while (channel->parent != NULL)
    channel = channel->parent;
  return channel;
}

WgChannel *
wg_channel_new_child (WgChannel *parent,
                      const char *title,
                      const WgDissector *first,
                      const WgHandoff *handoff)
{
  WgChannel *child = wg_channel_new (parent->engine, parent->ends, parent->ip_version, FALSE,
                                     parent->conversation);

  child->parent = parent;
  child->title = title;
  child->depth = parent->depth;
  child->decrypted = parent->decrypted || (handoff != NULL && handoff->decrypted);
  if (handoff != NULL)
    wg_channel_set_handoff (child, handoff);
  child->handed_off = handoff != NULL;
  if (first != NULL)
    wg_channel_choose (child, first);
  child->handoff.method = child->handoff.target = WG_SLICE_NONE;
  child->handoff.request = child->handoff.response = (WgList){NULL, 0};
  return child;
}

void
wg_channel_free_child (WgChannel *child)
{
  if (child != NULL)
    wg_channel_free (child);
}

static guint16
level_of (WgChannel *channel)
{
  WgListener *listener = channel->engine->listener;
  guint16 parent;

  if (channel->level == 0)
    {
      parent = channel->parent != NULL ? level_of (channel->parent) : 0;
      channel->level = listener->open (listener, parent, channel->title);
    }
  return channel->level;
}

void
wg_channel_listen (
    WgChannel *channel, WgDir dir, WgSlice bytes, const WgOrigin *origin, guint64 lost)
{
  WgListener *listener = channel->engine->listener;

  if (bytes.len > 0)
    listener->said (listener, level_of (channel), dir, bytes, origin);
  else if (lost > 0)
    listener->lost (listener, level_of (channel), dir, lost);
}

/* The source of the tree, and the place in it, of what stands at @pos of the view of @dir. */
static WgTreeBase
base_of (const WgChannel *channel, WgDir dir, gsize pos, gsize len)
{
  const WgHalf *half = &channel->half[dir];
  WgSpan span = wg_channel_span (channel, dir, pos, len);

  if (half->direct.len > 0 && half->origin.derived_len > 0)
    return (WgTreeBase){half->source, (guint32) (half->taken + pos)};
  if (half->origin.derived_len == 0 && span.frame == channel->engine->frame && span.len >= len)
    return (WgTreeBase){0, span.off};
  return (WgTreeBase){0, G_MAXUINT32};
}

void
wg_channel_child_data (WgChannel *child, WgDir dir, WgSlice bytes, gsize pos, gsize len)
{
  wg_channel_child_data_at (child, dir, bytes, pos, len,
                            wg_channel_span (child->parent, dir, pos, len));
}

void
wg_channel_child_data_at (
    WgChannel *child, WgDir dir, WgSlice bytes, gsize pos, gsize len, WgSpan at)
{
  const WgChannel *parent = child->parent;
  WgOrigin origin = {at.frame, at.off, MAX (at.len, 1)};
  WgTree *tree = child->engine->tree;

  if (G_UNLIKELY (tree != NULL) && bytes.len > 0)
    {
      WgTreeBase base = base_of (parent, dir, pos, len);
      gboolean known = base.base != G_MAXUINT32;
      child->half[dir].source =
          wg_tree_derive (tree, child->title, bytes, base.source, known ? base.base : 0,
                          known ? (guint32) len : 0);
    }
  wg_channel_data (child, dir, bytes, origin);
}

void
wg_channel_child_gap (WgChannel *child, WgDir dir, guint64 len, gboolean cut)
{
  wg_channel_gap (child, dir, len, cut);
}

void
wg_channel_child_eof (WgChannel *child, WgDir dir)
{
  wg_channel_eof (child, dir);
}

void
wg_channel_child_set_midstream (WgChannel *child, WgDir dir)
{
  wg_channel_set_midstream (child, dir);
}

void
wg_channel_describe (
    WgChannel *channel, WgDir dir, WgSlice unit, gboolean payload, WgNode *before)
{
  WgTree *tree = channel->engine->tree;
  const WgDissector *dissector = channel->dissector;
  WgTreeBase old = wg_tree_base (tree), base = base_of (channel, dir, 0, unit.len);
  WgNode *inner = wg_tree_last (tree);

  if (dissector == NULL || dissector->describe == NULL)
    return;
  if (base.base == G_MAXUINT32)
    base = (WgTreeBase){
        wg_tree_derive (tree, channel->parent != NULL ? "Reassembled" : "Reassembled TCP", unit,
                        channel->parent != NULL ? channel->half[dir].source : 0, 0, 0),
        0};
  wg_tree_set_base (tree, base);
  dissector->describe (channel->state, dir, unit, payload, tree);
  wg_tree_set_base (tree, old);
  wg_tree_move_last (tree, before, inner);
}
