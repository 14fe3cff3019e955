#pragma once

#include "dissect/dissector.h"

/* Messages of sensors and switches (MQTT 3.1, 3.1.1, 5): who connects, and with what. */
extern const WgDissector wg_mqtt;
