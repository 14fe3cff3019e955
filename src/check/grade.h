#pragma once

#include "check/claim.h"

/* Grades of servers, A+ to F, by the rule that data/findings/README.md publishes, and what
 * could not be judged. */
typedef struct WgGrades WgGrades;

WgGrades *wg_grades_new (void);
void wg_grades_free (WgGrades *grades);

/* One finding of the capture. */
void wg_grades_take (WgGrades *grades, const WgFinding *finding, const WgParties *parties);
/* A good side of a server, or that it lacks it, was seen. */
void
wg_grades_proof (WgGrades *grades, const WgParties *parties, WgProof proof, gboolean holds);
void wg_grades_not_visible (WgGrades *grades,
                            const WgParties *parties,
                            const char *what,
                            const char *why);
/* Borrowed until @grades is freed. */
void wg_grades_fill (WgGrades *grades, WgSummary *summary);
