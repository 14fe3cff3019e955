#pragma once

#include "check/rule.h"

/* What rules over networks share. */

#define WG_SECOND_NS G_GINT64_CONSTANT (1000000000)
