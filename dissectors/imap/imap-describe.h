#pragma once

#include "line/line-describe.h"

/* What a consumed unit is. */
typedef enum
{
  WG_IMAP_UNIT_COMMAND,
  WG_IMAP_UNIT_LOGIN,
  WG_IMAP_UNIT_AUTH,
  WG_IMAP_UNIT_ANSWER,
  WG_IMAP_UNIT_LITERAL,
} WgImapUnit;

extern const WgField wg_imap_fields[];

void wg_imap_describe_unit (WgImapUnit kind, WgSlice unit, WgTree *tree);
