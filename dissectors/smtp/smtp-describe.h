#pragma once

#include "line/line-describe.h"

/* What a consumed unit is. */
typedef enum
{
  WG_SMTP_UNIT_COMMAND,
  WG_SMTP_UNIT_AUTH,
  WG_SMTP_UNIT_REPLY,
  WG_SMTP_UNIT_TEXT,
} WgSmtpUnit;

extern const WgField wg_smtp_fields[];

void wg_smtp_describe_unit (WgSmtpUnit kind, WgSlice unit, WgTree *tree);
