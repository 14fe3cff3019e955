#pragma once

#include "dissect/dissector.h"

/* Commands to a Redis server: AUTH, and HELLO with AUTH. */
extern const WgDissector wg_redis;
