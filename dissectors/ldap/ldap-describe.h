#pragma once

#include "dissect/dissector.h"

extern const WgField wg_ldap_fields[];

/* Nodes for one message, of which @unit may hold only the beginning. */
void wg_ldap_describe_message (WgSlice unit, WgTree *tree);
