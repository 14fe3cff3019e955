#pragma once

#include "finding-types.h"

/* The catalogue of findings as a whole: data/findings. */

/* %NULL: there is none of that name. */
const WgFindingType *wg_finding_type_find (const char *id);

/* At most @max ids that a person may have meant by @id, the likeliest first; of const char *.
 */
GPtrArray *wg_finding_types_near (const char *id, guint max);

/* "Plaintext credentials and secrets" for "A"; @group itself where it has no title. */
const char *wg_finding_group_title (const char *group);
