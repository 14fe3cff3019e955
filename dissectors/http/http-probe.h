#pragma once

#include "dissect/dissector.h"

WgProbe wg_http_probe (const WgProbeInput *in);
