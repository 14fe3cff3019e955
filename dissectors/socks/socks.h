#pragma once

#include "dissect/dissector.h"

/* A proxy's handshake (SOCKS 4, 4a, 5), up to what it then relays. */
extern const WgDissector wg_socks;
