#pragma once

#include "line/line-describe.h"

extern const WgField wg_ftp_fields[];

void wg_ftp_describe_command (WgSlice unit, WgTree *tree);
void wg_ftp_describe_reply (WgSlice unit, WgTree *tree);
