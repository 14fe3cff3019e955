#pragma once

#include "dissect/dissector.h"

/* Terminal sessions (RFC 854): what is typed where a user and a password are asked for. */
extern const WgDissector wg_telnet;
