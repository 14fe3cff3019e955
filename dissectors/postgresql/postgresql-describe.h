#pragma once

#include "dissect/dissector.h"

extern const WgField wg_pg_fields[];

/* The client's untyped first message; the server's one-byte answer to a request for TLS; typed
 * messages one after the other. */
void wg_pg_describe_start (WgSlice unit, WgTree *tree);
void wg_pg_describe_verdict (WgSlice unit, WgTree *tree);
void wg_pg_describe_messages (WgSlice unit, WgTree *tree);
