#pragma once

#include "check/claim.h"

/* Grades of servers, A+ to F, and what could not be judged. */
typedef struct WgGrades WgGrades;

WgGrades *wg_grades_new (void);
void wg_grades_free (WgGrades *grades);

/* One finding of the capture. */
void wg_grades_take (WgGrades *grades, const WgClaim *claim);
void wg_grades_not_visible (WgGrades *grades,
                            const WgParties *parties,
                            const char *what,
                            const char *why);
/* Borrowed until @grades is freed. */
void wg_grades_fill (WgGrades *grades, WgSummary *summary);
