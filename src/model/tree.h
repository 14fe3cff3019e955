#pragma once

#include "base/arena.h"
#include "model/field.h"

/**
 * WgTree: the field tree of one packet, made when somebody looks.
 *
 * Bytes come from sources: source 0 is the packet as captured; further ones are derived (a
 * reassembled message, an inflated body, unmasked payload) and name the bytes they came from.
 * Nodes hold (source, offset, length), never pointers into windows. The tree copies what it is
 * given and frees it in one call.
 */
typedef struct WgTree WgTree;
typedef struct WgNode WgNode;

struct WgNode
{
  const WgField *field; /* borrowed from the protocol's table */
  WgNode *parent, *first_child, *last_child, *next;
  const char *text; /* the value as a person reads it; %NULL for a bare heading */
  guint64 number;   /* for kinds that are numbers */
  WgSlice bytes;    /* for TEXT and BYTES */
  guint16 source;
  guint32 off, len;
  gboolean note; /* says what is odd about its parent */
};

typedef struct
{
  const char *title;
  WgSlice bytes;
  guint16 parent; /* the source its first byte came from */
  guint32 parent_off;
  guint32 parent_len;
} WgTreeSource;

WgTree *wg_tree_new (WgSlice packet);
void wg_tree_free (WgTree *tree);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WgTree, wg_tree_free)

WgNode *wg_tree_root (WgTree *tree);
guint wg_tree_n_sources (const WgTree *tree);
const WgTreeSource *wg_tree_source (const WgTree *tree, guint index);

/* Adds derived bytes (copied) and returns their number; @parent_off and @parent_len are the
 * bytes of source @parent that they came from. */
guint16 wg_tree_derive (WgTree *tree,
                        const char *title,
                        WgSlice bytes,
                        guint16 parent,
                        guint32 parent_off,
                        guint32 parent_len);

/* Where the nodes added next take their bytes from: offsets given to wg_tree_add() are relative
 * to
 * @base in @source. The old setting is returned for wg_tree_set_base(). */
typedef struct
{
  guint16 source;
  guint32 base;
} WgTreeBase;

WgTreeBase wg_tree_base (const WgTree *tree);
void wg_tree_set_base (WgTree *tree, WgTreeBase base);

/* Each adds a child to @parent (%NULL: the root) over @len bytes at @off. At the tree's ceiling
 * they add nothing and return @parent, so callers need no check. */
WgNode *wg_tree_add (WgTree *tree, WgNode *parent, const WgField *field, gsize off, gsize len);
WgNode *wg_tree_add_uint (
    WgTree *tree, WgNode *parent, const WgField *field, gsize off, gsize len, guint64 value);
WgNode *wg_tree_add_text (
    WgTree *tree, WgNode *parent, const WgField *field, gsize off, gsize len, WgSlice value);
WgNode *wg_tree_add_format (WgTree *tree,
                            WgNode *parent,
                            const WgField *field,
                            gsize off,
                            gsize len,
                            const char *format,
                            ...) G_GNUC_PRINTF (6, 7);
/* An oddity under @parent. */
WgNode *wg_tree_add_note (WgTree *tree, WgNode *parent, const char *text);

/* The last child of the root, %NULL while there is none. */
WgNode *wg_tree_last (const WgTree *tree);
/* Moves the root's children behind @before (%NULL: from the first on) up to @to to the end. */
void wg_tree_move_last (WgTree *tree, WgNode *before, WgNode *to);

/* Stretches @node to @len bytes, once its end is known. */
void wg_node_set_len (WgNode *node, gsize len);

/* What a person reads of a heading without a value of its own, as in "Ethernet II, Src: ..". */
void wg_node_set_text (WgTree *tree, WgNode *node, const char *format, ...)
    G_GNUC_PRINTF (3, 4);
