#pragma once

#include "dissect/dissector.h"

/* Fetching mail (RFC 1939) with AUTH (RFC 5034) and STLS (RFC 2595). */
extern const WgDissector wg_pop;
