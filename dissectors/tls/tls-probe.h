#pragma once

#include "dissect/dissector.h"

WgProbe wg_tls_probe (const WgProbeInput *in);
