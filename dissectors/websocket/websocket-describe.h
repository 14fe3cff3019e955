#pragma once

#include "dissect/dissector.h"

/* Rows of the tree, ended by a row without key. */
extern const WgField wg_websocket_fields[];

/* Adds the nodes of one frame; @unit may end with its header. @inflated: what the message that
 * this frame ends begins with, where it was compressed. */
void wg_ws_describe (WgSlice unit, WgSlice inflated, WgTree *tree);
