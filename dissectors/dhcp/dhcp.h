#pragma once

#include "dissect/dissector.h"

/* How machines get their addresses (RFC 2131), over UDP. */
extern const WgDissector wg_dhcp;
