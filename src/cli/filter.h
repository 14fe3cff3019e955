#pragma once

#include "filter/sink.h"

/* The filter of an option --filter. %NULL where @text is none: said what is wrong, and shown
 * where. */
WgFilter *
wg_cli_filter_compile (const WgFilterFields *fields, const char *text, const char *command);
