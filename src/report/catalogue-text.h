#pragma once

#include "check/catalogue.h"
#include "report/text-line.h"

/* The catalogue of findings for a person, and as JSON. */

/* All of them, a line each, by group. */
void wg_catalogue_append (GString *out, const WgTextStyle *style);
/* One with all its words. */
void wg_catalogue_explain (GString *out, const WgTextStyle *style, const WgFindingType *type);
/* How grades come about. */
void wg_catalogue_grade_rule (GString *out, const WgTextStyle *style);

/* An object; and all of them, {"schema": .., "findings": [..]}. */
void wg_catalogue_json (GString *out, const WgFindingType *type);
void wg_catalogue_json_all (GString *out);

/* The colour of a severity; its word is in wg_severity_names. */
WgInk wg_severity_ink (WgSeverity severity);
/* The word with a capital: "High". Static. */
const char *wg_severity_title (WgSeverity severity);
