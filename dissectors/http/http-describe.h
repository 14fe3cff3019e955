#pragma once

#include "http-state.h"

extern const WgField wg_http_fields[];

/* Nodes for one unit of a stream. */
void wg_http_describe (WgHttpUnit kind, WgSlice unit, WgTree *tree);
