#pragma once

#include "report/text-kinds.h"

/**
 * WgTextTally: how many records of each list there are, and of what sort: "30 HTTP exchanges,
 * 200 ×28, 404 ×2".
 */
typedef struct WgTextTally WgTextTally;

WgTextTally *wg_text_tally_new (void);
void wg_text_tally_free (WgTextTally *all);
void wg_text_tally_clear (WgTextTally *all);

/* @word: the sort, or %NULL. Past a dozen sorts of one list the rest are only counted. */
void wg_text_tally_add (WgTextTally *all,
                        const WgRecordType *type,
                        const WgTextKind *kind,
                        const char *word);
/* A line a list, behind an empty one. */
void wg_text_tally_append (GString *out, WgTextTally *all);
