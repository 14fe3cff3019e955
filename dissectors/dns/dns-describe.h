#pragma once

#include "dissect/dissector.h"

/* Rows of the tree, ended by a row without key. */
extern const WgField wg_dns_fields[];

/* Adds the nodes of one message. @framed: two bytes of length come first (TCP). */
void wg_dns_describe (WgSlice unit, gboolean framed, gboolean utf8, WgTree *tree);
