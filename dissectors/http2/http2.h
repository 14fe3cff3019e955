#pragma once

#include "dissect/dissector.h"

extern const WgDissector wg_http2;
