#pragma once

#include "dissect/dissector.h"

extern const WgField wg_dhcp_fields[];

/* Nodes for one message. */
void wg_dhcp_describe (WgSlice unit, WgTree *tree);
