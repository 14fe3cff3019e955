#include "dissect/dissector.h"

const WgDissector *
wg_dissector_find (const char *id)
{
  for (const WgDissector *const *d = wg_dissectors; *d != NULL; d++)
    if (strcmp ((*d)->id, id) == 0)
      return *d;
  return NULL;
}
