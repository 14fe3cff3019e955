#include "quic-gather.h"

typedef struct
{
  guint64 offset;
  gsize len;
  guint8 bytes[];
} Piece;

static gint
compare_offsets (gconstpointer a, gconstpointer b, gpointer user)
{
  guint64 first = *(const guint64 *) a, second = *(const guint64 *) b;
  return first < second ? -1 : first > second;
}

static gboolean
hold (WgQuicGather *gather, guint64 offset, WgSlice data, gsize max_held, guint max_pieces)
{
  Piece *piece;

  if (gather->early == NULL)
    gather->early = g_tree_new_full (compare_offsets, NULL, NULL, g_free);
  piece = g_tree_lookup (gather->early, &offset);
  if (piece != NULL && piece->len >= data.len)
    return TRUE;
  if (data.len > max_held - MIN (gather->held, max_held)
      || (guint) g_tree_nnodes (gather->early) >= max_pieces)
    return FALSE;
  if (piece != NULL)
    gather->held -= piece->len;
  gather->held += data.len;
  piece = g_malloc (sizeof *piece + data.len);
  piece->offset = offset;
  piece->len = data.len;
  wg_slice_copy (data, piece->bytes);
  g_tree_replace (gather->early, &piece->offset, piece);
  return TRUE;
}

static Piece *
first_held (WgQuicGather *gather)
{
  GTreeNode *node = gather->early != NULL ? g_tree_node_first (gather->early) : NULL;
  return node != NULL ? g_tree_node_value (node) : NULL;
}

void
wg_quic_gather_drain (WgQuicGather *gather, WgQuicGatherFunc func, gpointer user)
{
  Piece *piece;

  while ((piece = first_held (gather)) != NULL && piece->offset <= gather->next)
    {
      gsize known = (gsize) MIN (gather->next - piece->offset, (guint64) piece->len);
      WgSlice rest = wg_slice_sub (wg_slice (piece->bytes, piece->len), known, piece->len);

      gather->held -= piece->len;
      gather->next += rest.len;
      if (rest.len > 0)
        func (user, rest);
      g_tree_remove (gather->early, &piece->offset);
    }
}

gboolean
wg_quic_gather_add (WgQuicGather *gather,
                    guint64 offset,
                    WgSlice data,
                    gsize max_held,
                    guint max_pieces,
                    WgQuicGatherFunc func,
                    gpointer user)
{
  if (offset < gather->next)
    {
      data = wg_slice_sub (data, (gsize) MIN (gather->next - offset, (guint64) data.len),
                           data.len);
      offset = gather->next;
    }
  if (data.len == 0)
    return TRUE;
  if (offset > gather->next)
    return hold (gather, offset, data, max_held, max_pieces);
  gather->next += data.len;
  func (user, data);
  if (gather->held > 0)
    wg_quic_gather_drain (gather, func, user);
  return TRUE;
}

gboolean
wg_quic_gather_skip (WgQuicGather *gather, guint64 *gap)
{
  Piece *piece = first_held (gather);

  if (piece == NULL)
    return FALSE;
  *gap = piece->offset - gather->next;
  gather->next = piece->offset;
  return TRUE;
}

void
wg_quic_gather_clear (WgQuicGather *gather)
{
  g_clear_pointer (&gather->early, g_tree_unref);
  gather->held = 0;
}
