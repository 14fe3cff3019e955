#include "dissect/dissector.h"

/* In the order in which they are asked: those that demand most of the bytes come first. */
const WgDissector *const wg_dissectors[] = {
    NULL,
};

const WgDissector *
wg_dissector_find (const char *id)
{
  for (guint i = 0; wg_dissectors[i] != NULL; i++)
    if (g_str_equal (wg_dissectors[i]->id, id))
      return wg_dissectors[i];
  return NULL;
}
