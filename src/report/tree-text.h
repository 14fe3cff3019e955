#pragma once

#include "capture/packet.h"
#include "model/tree.h"
#include "report/mask.h"

/* The field tree of one packet as indented text, and as JSON. @mask: %NULL reveals secrets. */

/* One line a field, two spaces a level; a note is told by "(!)" and not by colour alone. */
void wg_tree_text_append (
    GString *out, const WgPacket *packet, WgTree *tree, WgMask *mask, gboolean colours);

/* {"frame":.., "sources":[..], "tree":[{"key","label","text","value","source","offset",
 * "length","note","children":[..]}, ..]}; absent keys have nothing to say. One line. */
void wg_tree_json_append (GString *out, const WgPacket *packet, WgTree *tree, WgMask *mask);

/* What a line of a packet list says. Strings are borrowed from the tree or the tables, or
 * %NULL. */
typedef struct
{
  const char *source;
  const char *destination;
  const char *protocol;
  const char *info;
} WgTreeSummary;

void wg_tree_summarise (WgTree *tree, WgTreeSummary *out);

/* The text of @node with what its field calls secret masked. */
void wg_node_text_append (GString *out, const WgNode *node, WgMask *mask);
