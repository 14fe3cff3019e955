#pragma once

#include "dissect/dissector.h"

/* DNS over UDP and TCP (RFC 1035), multicast DNS (RFC 6762) and LLMNR (RFC 4795). */
extern const WgDissector wg_dns;
extern const WgDissector wg_mdns;
extern const WgDissector wg_llmnr;
