#pragma once

#include "dissect/dissector.h"

extern const WgField wg_mqtt_fields[];

/* Nodes for packets one after the other. */
void wg_mqtt_describe_packets (WgSlice unit, WgTree *tree);
