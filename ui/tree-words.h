#pragma once

#include "ui/looker.h"

/* Words about nodes of a field tree, and nodes for places in it, the same for all panes. */

/* The value as it may be shown: masked, with pseudonyms; free with g_free(). */
char *wg_node_shown (WgView *view, const WgNode *node);
/* "Opcode: Text (1)", what a line of a tree says. */
char *wg_node_line (WgView *view, const WgNode *node);
/* What a student should know of it: its field's sentence, else its parent's, said to be so;
 * else that of the message (@type, may be %NULL). "" where nothing is known. */
char *wg_node_sentence (const WgNode *node, const WgMessageType *type);
/* Where that is written: "RFC 9110 §9.1", %NULL where nothing says. */
const char *wg_node_source (const WgNode *node, const WgMessageType *type);
/* The page of an RFC's section, %NULL for other sources; free with g_free(). */
char *wg_source_uri (const char *source);

/* The node with the fewest bytes that has all of @field in it, the outer one of equals; %NULL
 * for none. */
const WgNode *wg_node_at (const WgLookTree *tree, WgViewField field);
/* The node that @message of the tree's packet is told of; %NULL for none. */
const WgNode *wg_node_of_message (const WgLookTree *tree, const WgStoreMessage *message);
WgViewField wg_node_field (const WgNode *node);
/* The bytes of the packet that @field comes from, however often derived. */
WgViewField wg_field_origin (const WgTree *tree, WgViewField field);

/* Places (of #WgViewField) whose bytes must not be shown: secrets, and what is redacted. */
GArray *wg_tree_hidden (WgView *view, const WgLookTree *tree);
gboolean wg_is_hidden (const GArray *hidden, guint source, guint32 off);
