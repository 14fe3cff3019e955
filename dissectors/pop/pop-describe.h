#pragma once

#include "line/line-describe.h"

/* What a consumed unit is. */
typedef enum
{
  WG_POP_UNIT_COMMAND,
  WG_POP_UNIT_AUTH,
  WG_POP_UNIT_ANSWER,
  WG_POP_UNIT_TEXT,
} WgPopUnit;

extern const WgField wg_pop_fields[];

void wg_pop_describe_unit (WgPopUnit kind, WgSlice unit, WgTree *tree);
