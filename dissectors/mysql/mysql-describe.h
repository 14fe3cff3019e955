#pragma once

#include "dissect/dissector.h"

extern const WgField wg_mysql_fields[];

/* Nodes for packets one after the other. @dir: who sent them; @login: the client's first
 * packet.
 */
void wg_mysql_describe_packets (WgDir dir, gboolean login, WgSlice unit, WgTree *tree);
